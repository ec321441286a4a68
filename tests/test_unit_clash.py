"""A result in another unit than its target names its indicator, whichever question is asked."""

from collections.abc import Callable

import pytest

from fiscal_rubric import (
    Budget,
    Criterion,
    Evidence,
    FiscalRubricError,
    Grades,
    Indicator,
    Project,
    Rubric,
    audit,
    deduct_per_miss,
    goal,
    lint,
    met,
    misses,
    monitor,
    outlook,
    portfolio,
    sensitivity,
    what_if,
    when,
    yes,
)

PROJECT = Project("p", Budget("100元"), [Indicator("k", "quantity", "5家", "3次")])
EVIDENCE = Evidence(PROJECT)
COUNTED = Rubric(
    "r",
    [Criterion("c", 10, deduct_per_miss(10, misses()))],
    grades=Grades([("优", 9), ("差", 0)]),
)
# The branch that reads the indicator is not taken.
CHOSEN = Rubric("r", [Criterion("c", 1, when(yes("a"), 1, 1 * met("k")), if_not_applicable="zero")])
TAKEN = Evidence(PROJECT, {"a": True})
YEAR = ("2020-01-01", "2020-12-31")


@pytest.mark.parametrize(
    "ask",
    [
        lambda: COUNTED.score(EVIDENCE),
        lambda: COUNTED.bounds(EVIDENCE),
        lambda: outlook(COUNTED, EVIDENCE),
        lambda: goal(COUNTED, EVIDENCE, total=10),
        lambda: audit(COUNTED, EVIDENCE, {"c": 0}),
        lambda: monitor(COUNTED, EVIDENCE, "2020-06-30", YEAR, on_the_way="0.8"),
        lambda: goal(CHOSEN, Evidence(PROJECT, {"a": False}), total=1),
        lambda: what_if(CHOSEN, TAKEN, a=[False]),
    ],
    ids=["score", "bounds", "outlook", "goal", "audit", "monitor", "goal branch", "what if branch"],
)
def test_a_clash_of_units_names_the_indicator(ask: Callable[[], object]) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        ask()
    assert {(fault.code, fault.place) for fault in caught.value.faults} == {("unit_clash", "p/k")}


def test_a_clash_in_a_branch_that_is_not_taken_is_not_refused() -> None:
    assert CHOSEN.score(TAKEN).total == 1
    sensitivity(CHOSEN, TAKEN)


def test_a_portfolio_keeps_the_error_of_the_project() -> None:
    (member,) = portfolio(COUNTED, EVIDENCE)
    assert member.error is not None
    assert member.error.faults[0].place == "p/k"


def test_lint_finds_the_clash() -> None:
    assert "unit_clash:p/k" in [finding.id for finding in lint(EVIDENCE, before=EVIDENCE)]
