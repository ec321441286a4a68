"""OpenSSF Scorecards: a weighted mean of checks, half even, as in the reports of 16 projects.

Source: Open Source Security Foundation, OpenSSF Scorecard: the documentation of its checks for
their risk, and the weight of each risk. A check that could not be made is left out.
"""

from decimal import Decimal

import pytest
from attrs import evolve

from fiscal_rubric import (
    NOT_APPLICABLE,
    Criterion,
    Evidence,
    Rounding,
    Rubric,
    audit,
    number,
    subtotal,
)
from gaps import bounds_that_hold, narrowest, with_gaps
from oracles import Checked, rows_of

FILE = "openssf_scorecards.csv"
WEIGHTS = {
    "Critical": Decimal(10),
    "High": Decimal("7.5"),
    "Medium": Decimal(5),
    "Low": Decimal("2.5"),
}
RISKS = {
    "Critical": "Dangerous-Workflow",
    "High": (
        "Binary-Artifacts Branch-Protection Code-Review Dependency-Update-Tool Maintained "
        "Signed-Releases Token-Permissions Vulnerabilities"
    ),
    "Medium": "Fuzzing Packaging Pinned-Dependencies SAST Security-Policy",
    "Low": "CI-Tests CII-Best-Practices Contributors License",
}
CHECKS = {check: risk for risk, checks in RISKS.items() for check in checks.split()}
WHOLE = sum((WEIGHTS[risk] for risk in CHECKS.values()), Decimal(0))
# The full marks of a check are its weight; those of checks left out go to the others.
RUBRIC = Rubric(
    "OpenSSF Scorecard",
    [
        Criterion(
            check,
            WEIGHTS[risk],
            WEIGHTS[risk] * number(check, 0, 10, may_not_apply=True) / 10,
            if_not_applicable="drop",
            source=f"{risk} risk",
        )
        for check, risk in CHECKS.items()
    ],
    full=10,
    rule=subtotal() * 10 / WHOLE,
    rounding=Rounding(1, "half even"),
    key="score",
    source="OpenSSF Scorecard, documentation of the checks",
)
HALF_UP = evolve(RUBRIC, rounding=Rounding(1))


def evidence_of(row: dict[str, str]) -> Evidence:
    columns = {check: f"{check}:{risk}" for check, risk in CHECKS.items()}
    return Evidence(answers={c: row[column] or NOT_APPLICABLE for c, column in columns.items()})


def claim_of(row: dict[str, str]) -> dict[str, str]:
    return {"total": row["published_score"]}


@pytest.mark.oracle(FILE)
def test_published_scores_follow_from_the_checks(checked: Checked) -> None:
    rows = rows_of(FILE)
    assert len(rows) == 16
    for row in rows:
        assert len(row) == len(CHECKS) + 2
        assert RUBRIC.score(evidence_of(row)).total == Decimal(row["published_score"]), row
    checked(FILE, len(rows), "scores")


@pytest.mark.oracle(FILE)
def test_half_up_gives_the_same_scores(checked: Checked) -> None:
    """No score at hand lies halfway between two tenths, so the data does not tell the two apart."""
    rows = rows_of(FILE)
    assert not any(audit(HALF_UP, evidence_of(row), claim_of(row)) for row in rows)
    checked(FILE, len(rows), "scores, of which none differs if half is rounded up")


@pytest.mark.oracle(FILE)
def test_an_audit_that_cuts_off_names_the_rounding_of_scores_that_differ(checked: Checked) -> None:
    cut_off = evolve(RUBRIC, rounding=Rounding(1, "down"))
    different = 0
    for row in rows_of(FILE):
        for finding in audit(cut_off, evidence_of(row), claim_of(row)):
            names = {code for reading in finding.readings for code in reading}
            assert {"rounding:half even", "rounding:half up"} <= names, row
            different += 1
    assert different == 6
    checked(FILE, different, "scores that an audit explains by their rounding")


def test_an_audit_half_up_names_half_even_where_a_score_lies_halfway() -> None:
    """Without the other checks, 7.5 x 3 + 2.5 x 0 of 10 is 2.25: printed 2.2, half up 2.3."""
    evidence = Evidence(answers=dict.fromkeys(CHECKS, NOT_APPLICABLE))
    evidence = evidence.with_answers(Maintained=3, License=0)
    assert RUBRIC.score(evidence).total == Decimal("2.2")
    (finding,) = audit(HALF_UP, evidence, {"total": "2.2"})
    assert finding.recomputed == Decimal("2.3")
    assert {"rounding:half even"} in finding.readings
    assert {"rounding:half up"} not in finding.readings


@pytest.mark.oracle(FILE)
def test_bounds_hold_the_score_while_checks_are_open(checked: Checked) -> None:
    found = [
        bounds_that_hold(RUBRIC, evidence, {"score": row["published_score"]})
        for row, evidence in with_gaps(rows_of(FILE), evidence_of)
    ]
    assert narrowest(found) <= 1
    checked(FILE, len(found), "scores within the bounds of some of their checks")
