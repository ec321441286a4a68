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


def test_scoring_names_the_indicator_both_cells_and_the_bounds_of_the_total() -> None:
    with pytest.raises(FiscalRubricError) as caught:
        COUNTED.score(EVIDENCE)
    clash, total = caught.value.faults
    assert (clash.code, clash.place, clash.found) == ("unit_clash", "p/k", "'3次' / '≥5家'")
    assert (total.code, total.found) == ("between", "9.00..10.00")


@pytest.mark.parametrize(
    "ask",
    [
        lambda: COUNTED.bounds(EVIDENCE),
        lambda: outlook(COUNTED, EVIDENCE),
        lambda: goal(COUNTED, EVIDENCE, total=10),
        lambda: monitor(COUNTED, EVIDENCE, "2020-06-30", YEAR, on_the_way="0.8"),
        lambda: goal(CHOSEN, Evidence(PROJECT, {"a": False}), total=1),
    ],
    ids=["bounds", "outlook", "goal", "monitor", "goal branch"],
)
def test_the_other_analyses_go_on(ask: Callable[[], object]) -> None:
    assert ask()


def test_the_bounds_hold_both_outcomes() -> None:
    bounds = COUNTED.bounds(EVIDENCE)
    assert (bounds.low, bounds.high, bounds.tight) == (9, 10, True)


def test_an_audit_compares_the_claim_with_the_bounds() -> None:
    assert not audit(COUNTED, EVIDENCE, {"c": 9}).findings
    (found,) = audit(COUNTED, EVIDENCE, {"c": 0})
    assert (found.recomputed, found.nearest) == ("9.00..10.00", 9)


def test_a_part_that_is_missed_decides_though_another_one_clashes() -> None:
    made = Indicator("k", "quantity", "≥10个；≥5户", "9个；5次")
    card = COUNTED.score(Evidence(Project("p", None, [made])))
    assert card.total == 9
    made = Indicator("k", "quantity", "≥10个；≥5户", "10个；5次")
    with pytest.raises(FiscalRubricError):
        COUNTED.score(Evidence(Project("p", None, [made])))


def test_an_audit_without_findings_says_what_is_open() -> None:
    found = audit(COUNTED, EVIDENCE, {"c": 9})
    assert found.explain("en") == "no claim contradicts what is known"
    assert found.explain("zh") == "各项自报均不与已知情况矛盾"


def test_what_needs_a_scorecard_names_the_indicator() -> None:
    with pytest.raises(FiscalRubricError) as caught:
        what_if(CHOSEN, TAKEN, a=[False])
    assert ("unit_clash", "p/k") in {(fault.code, fault.place) for fault in caught.value.faults}


def test_a_clash_in_a_branch_that_is_not_taken_is_not_refused() -> None:
    assert CHOSEN.score(TAKEN).total == 1
    sensitivity(CHOSEN, TAKEN)


def test_a_portfolio_keeps_the_error_of_the_project() -> None:
    (member,) = portfolio(COUNTED, EVIDENCE)
    assert member.error is not None
    assert member.error.faults[0].place == "p/k"


def test_lint_finds_the_clash() -> None:
    assert "unit_clash:p/k" in [finding.id for finding in lint(EVIDENCE, before=EVIDENCE)]
