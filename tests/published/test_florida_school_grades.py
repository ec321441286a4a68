"""Florida school grades of 2019: the per cent of possible points, and a letter.

Source: Florida Department of Education, 2019 School Grades; section 1008.34 of the Florida
Statutes. A school is measured on the components that it has pupils for.
"""

from decimal import Decimal

import pytest

from fiscal_rubric import (
    NOT_APPLICABLE,
    Criterion,
    Evidence,
    Grades,
    Rounding,
    Rubric,
    average,
    number,
    points,
)
from gaps import bounds_that_hold, narrowest, with_gaps
from oracles import Checked, rows_of

FILE = "florida_school_grades_2019.csv"
COMPONENTS = (
    "ela ela_gains ela_lowest math math_gains math_lowest science social acceleration "
    "graduation college"
).split()
RUBRIC = Rubric(
    "School grade",
    [
        Criterion(
            key,
            100,
            number(key, 0, 100, may_not_apply=True),
            rounding=Rounding(0),
            if_not_applicable="drop",
        )
        for key in COMPONENTS
    ],
    full=100,
    rule=average(*map(points, COMPONENTS)),
    rounding=Rounding(0),
    grades=Grades([("A", 62), ("B", 54), ("C", 41), ("D", 32), ("F", 0)]),
    key="percent",
    source="Florida School Grades, 2019",
)


def evidence_of(row: dict[str, str]) -> Evidence:
    return Evidence(answers={key: row[key] or NOT_APPLICABLE for key in COMPONENTS})


@pytest.mark.oracle(FILE)
def test_published_percents_and_grades_follow_from_the_components(checked: Checked) -> None:
    schools = 0
    for row in rows_of(FILE):
        card = RUBRIC.score(evidence_of(row))
        assert card.total == Decimal(row["published_percent"]), row
        assert card.grade == row["published_grade"], row
        scored = [line.points for line in card if line.points is not None]
        assert sum(scored) == Decimal(row["published_points"]), row
        assert len(scored) == int(row["published_components"]), row
        schools += 1
    assert schools == 1664
    checked(FILE, 2 * schools, "per cents and grades")
    checked(FILE, 2 * schools, "sums of points and numbers of components")


@pytest.mark.oracle(FILE)
def test_bounds_hold_the_results_while_components_are_open(checked: Checked) -> None:
    found = []
    for row, evidence in with_gaps(rows_of(FILE), evidence_of):
        percent, grade = {"percent": row["published_percent"]}, {"percent": row["published_grade"]}
        found.append(bounds_that_hold(RUBRIC, evidence, percent, grade))
    assert narrowest(found) <= 12
    checked(FILE, 2 * len(found), "results within the bounds of some of their components")


@pytest.mark.parametrize(("percent", "grade"), [(32, "D"), (31, "F")])
def test_d_begins_at_32_per_cent(percent: int, grade: str) -> None:
    """No school at hand has 31, so the data does not tell where F ends."""
    answers = {**dict.fromkeys(COMPONENTS, NOT_APPLICABLE), "science": percent}
    card = RUBRIC.score(Evidence(answers=answers))
    assert (card.total, card.grade) == (percent, grade)
