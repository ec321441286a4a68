"""Lines that are not rounded: exact in sums, and shown with their places."""

from decimal import Decimal
from fractions import Fraction

import pytest

from fiscal_rubric import (
    Criterion,
    Evidence,
    FiscalRubricError,
    Grades,
    Rounding,
    Rubric,
    Section,
    WorkedCase,
    at_least,
    audit,
    divide,
    number,
)

ANSWERS = dict.fromkeys("abcdef", 1)


def third(key: str) -> Criterion:
    return Criterion(key, 1, divide(number(key, 0, 3), 3), rounding=None)


THREE = Rubric("r", [third("a"), third("b"), third("c")])


def test_three_thirds_make_one_in_sections_too() -> None:
    six = Rubric("r", [
        Section(f"q{at}", [third(one), third(two)])
        for at, (one, two) in enumerate(("ab", "cd", "ef"))
    ])  # fmt: skip
    card = six.score(Evidence(answers=ANSWERS))
    assert (card.total, card["q0"].points, card["a"].points) == (
        2, Decimal("0.67"), Decimal("0.33"))  # fmt: skip
    assert "not rounded: 1/3, shown as 0.33" in card["a"].explain()
    assert "不作取舍：1/3，显示为 0.33" in card["a"].explain("zh")
    stated = Rubric("r", six.parts, rounding=Rounding(1))
    assert str(stated.score(Evidence(answers=ANSWERS)).total) == "2.0"


@pytest.mark.parametrize(
    ("claims", "places"),
    [
        ({"a": "0.33", "b": "0.3333", "c": "0.333333333333", "total": "1.00"}, []),
        ({"a": "0.34"}, ["a"]),
        ({"a": "0.3"}, ["a"]),
        ({"a": "0.33333333333333333333"}, ["a"]),
        ({"total": "0.98", "a": "0.33", "b": "0.33", "c": "0.33"}, ["total"]),
        ({"total": "0.98"}, ["total"]),
        ({"total": "1.01", "a": "0.34", "b": "0.33", "c": "0.33"}, ["a"]),
    ],
)
def test_claims_are_compared_with_what_is_not_rounded(
    claims: dict[str, str], places: list[str]
) -> None:
    answers = {key: ANSWERS[key] for key in "abc"}
    found = audit(THREE, Evidence(answers=answers), claims)
    assert [finding.place for finding in found] == places


def test_a_grade_follows_from_the_exact_total() -> None:
    line = Criterion("a", 100, number("a", 0, 100), rounding=None)
    rubric = Rubric("q", [line], rounding=Rounding(0, "exact"),
                    grades=Grades([("P", at_least(60)), ("F", 0)]))  # fmt: skip
    evidence = Evidence(answers={"a": "59.6"})
    card = rubric.score(evidence)
    assert (str(card.total), card.grade) == ("60", "F")
    (finding,) = audit(rubric, evidence, {"total": "60", "grade": "P"})
    assert finding.place == "grade"
    assert not list(audit(rubric, evidence, {"a": "59.600000000000000", "grade": "F"}))


def test_a_worked_case_may_state_exact_points_or_those_shown() -> None:
    given = Evidence(answers={"a": 1, "b": 1})

    def with_case(total: Fraction | str) -> Rubric:
        case = WorkedCase("x", given, total, points={"a": "0.33"})
        return Rubric("r", [third("a"), third("b")], cases=[case])

    for total in (Fraction(2, 3), "0.67"):
        assert len(with_case(total).replay()) == 1
    with pytest.raises(FiscalRubricError, match=r"found 0\.66, but scoring again gives 0\.67"):
        with_case("0.66").replay()


def test_a_rounding_inside_a_rule_rounds() -> None:
    with pytest.raises(FiscalRubricError, match="rounding: found exact"):
        number("a").round(2, "exact")  # type: ignore[arg-type]  # a wrong type is tried
