"""CAPAG against the published ratios and grades of 2,371 municipality-years."""

import pytest

from fiscal_rubric import Evidence
from fiscal_rubric.catalog.capag import RUBRICS
from oracles import Checked, rows_of

FILE = "brazil_capag_municipalities.csv"
COLUMNS = {
    "debt": ("debt_ratio", "debt_grade"),
    "savings": ("current_spending_ratio", "savings_grade"),
    "liquidity": ("liquidity", "liquidity_grade"),
}


@pytest.mark.oracle(FILE)
def test_published_grades_follow_from_their_ratios(checked: Checked) -> None:
    """A ratio whose grade is printed n.d. is not known, even where its value is printed."""
    components = finals = open_ = ineligible = 0
    decided: dict[str, int] = {}
    for row in rows_of(FILE):
        rubric = RUBRICS[int(row["year"])]
        known = {ratio: row[ratio] for ratio, grade in COLUMNS.values() if row[grade] != "n.d."}
        bounds = rubric.bounds(Evidence(answers=known))
        for line, (ratio, grade) in COLUMNS.items():
            if ratio in known:
                assert bounds[line].grades == {row[grade]}, row
                components += 1
        if row["capag"] == "n.e.":
            ineligible += 1
        elif len(known) == 3:
            assert bounds.grades == {row["capag"].rstrip("+")}, row
            assert rubric.score(Evidence(answers=known)).grade == row["capag"].rstrip("+")
            finals += 1
        else:
            assert row["capag"] == "n.d."
            open_ += 1
            if len(bounds.grades) == 1:
                (grade_,) = bounds.grades
                decided[str(grade_)] = decided.get(str(grade_), 0) + 1
    assert (components, finals, open_, ineligible) == (6311, 1680, 581, 110)
    assert decided == {"C": 173, "B": 5}
    checked(FILE, components, "grades of components")
    checked(FILE, finals, "final grades", **{"n.e., decided elsewhere": ineligible})
    checked(FILE, open_, "finals n.d., of which 178 are decided by what is known")


@pytest.mark.parametrize(
    ("year", "ratios", "letters", "final"),
    [
        (2020, ("1.2", "0.87", "0.5"), "BAA", "B"),
        (2021, ("1.2", "0.87", "0.5"), "CBA", "B"),
        (2023, ("0.1", "0.9", "0.050076"), "ABA", "A"),
        (2023, ("0.1", "0.8", "0.049962"), "AAB", "A"),
        (2023, ("0.1", "0.9", "0.049962"), "ABB", "B"),
        (2022, ("0.1", "0.8", "1"), "AAC", "C"),
        (2020, ("0.1", "0.8", "-0.1"), "AAC", "C"),
        (2023, ("1", "0.95", "0"), "CCC", "D"),
    ],
)
def test_ratios_at_the_edges_get_the_grades_of_their_year(
    year: int, ratios: tuple[str, str, str], letters: str, final: str
) -> None:
    keys = [ratio for ratio, _ in COLUMNS.values()]
    card = RUBRICS[year].score(Evidence(answers=dict(zip(keys, ratios, strict=True))))
    assert "".join(str(line.grade) for line in card.lines) == letters
    assert card.grade == final
