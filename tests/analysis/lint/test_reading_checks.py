"""Lint of a rubric with evidence: the readings that make a difference."""

import pytest

from facts import assert_in_words
from fiscal_rubric import (
    Criterion,
    Evidence,
    FiscalRubricError,
    Grades,
    Reading,
    Rubric,
    deduct_per_step,
    lint,
    number,
)

RATE = number("rate", 0, 1)
FULL_STEPS = deduct_per_step(5, "0.95" - RATE, "0.01")
PRO_RATA = deduct_per_step(5, "0.95" - RATE, "0.01", pro_rata=True)
WORDS = {"zh": "不足 1 个百分点的按比例扣分", "en": "a part of a point is deducted in proportion"}
LINE = Criterion("rate", 5, FULL_STEPS, readings=[Reading("pro_rata", WORDS, FULL_STEPS, PRO_RATA)])
STRICT, MILD = Grades([("A", 4), ("B", 0)]), Grades([("A", 2), ("B", 0)])
MILDER = Reading("milder", "A from 2 on", STRICT, MILD)
RUBRIC = Rubric("r", [LINE], grades=STRICT, readings=[MILDER])


def found_at(rate: str | None) -> dict[str, str]:
    answers = {} if rate is None else {"rate": rate}
    found = lint(RUBRIC, Evidence(answers=answers))
    for finding in found:
        assert_in_words(finding)
    return {finding.id: finding.explain("en").partition(";")[0] for finding in found}


def test_a_reading_that_changes_points_is_found_where_it_does() -> None:
    assert found_at("0.925") == {
        "reading_matters:rate/pro_rata": "rate/pro_rata: 3.00, but 2.50 if read so: " + WORDS["en"],
        "reading_matters:r/pro_rata": "r/pro_rata: 3.00, B, but 2.50, B if read so: " + WORDS["en"],
        "reading_matters:r/milder": "r/milder: 3.00, B, but 3.00, A if read so: A from 2 on",
    }
    assert found_at("0.95") == {}


def test_readings_are_compared_while_facts_are_missing() -> None:
    assert found_at(None) == {}
    assert RUBRIC.read_as("pro_rata", "milder").bounds(Evidence()).grades == {"A", "B"}


def test_a_reading_that_asks_something_else_is_named() -> None:
    other = Reading("counted", "by the count", RATE, number("count", 0, 1))
    rubric = Rubric("r", [Criterion("rate", 5, 5 * RATE, readings=[other])])
    (finding,) = lint(rubric, Evidence(answers={"rate": 1}))
    assert (finding.id, finding.severity) == ("reading_not_scored:counted", "note")
    assert_in_words(finding)


def test_both_are_checked_together() -> None:
    rubric = Rubric("r", [Criterion("c", 6, 5 * RATE)])
    evidence = Evidence(answers={"rate": 1})
    assert lint(rubric, evidence).codes == lint(rubric).codes == ("full_unreachable",)


@pytest.mark.parametrize("arguments", [(Evidence(), Evidence()), (RUBRIC, RUBRIC), (1,)])
def test_what_cannot_be_checked_is_refused(arguments: tuple[object, ...]) -> None:
    with pytest.raises(FiscalRubricError):
        lint(*arguments)  # type: ignore[arg-type]  # a wrong type is tried
