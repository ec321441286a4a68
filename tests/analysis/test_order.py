"""The order of projects, indicators and answers changes no result."""

from attrs import evolve

from fiscal_rubric import (
    Basis,
    Evidence,
    audit,
    goal,
    lint,
    outlook,
    portfolio,
    sensitivity,
    shortfalls,
    what_if,
)
from fiscal_rubric.catalog.futian_2020 import CLAIMED, EVIDENCE, RUBRIC

TURNED = Evidence(
    [
        evolve(project, indicators=tuple(reversed(project.indicators)))
        for project in reversed(EVIDENCE.projects)
    ],
    dict(reversed(list(EVIDENCE.answers.items()))),
)
BOTH = (EVIDENCE, TURNED)


def test_an_audit_finds_the_same() -> None:
    first, second = (audit(RUBRIC, evidence, CLAIMED) for evidence in BOTH)
    assert first.findings == second.findings
    turned = audit(RUBRIC, TURNED, dict(reversed(list(CLAIMED.items()))))
    assert turned.findings == first.findings


def test_lint_finds_the_same() -> None:
    first, second = ({f.id: f for f in lint(evidence)} for evidence in BOTH)
    assert first == second


def test_a_goal_takes_the_same_changes() -> None:
    first, second = (goal(RUBRIC, evidence, total=90) for evidence in BOTH)
    assert {frozenset(found.changes) for found in first} == {
        frozenset(found.changes) for found in second
    }
    assert (first.reach, first.proved, first.most) == (second.reach, second.proved, second.most)


def test_the_outlook_and_the_sensitivity_are_the_same() -> None:
    first, second = (outlook(RUBRIC, e.without("satisfaction", "benefit")) for e in BOTH)
    assert first.rows() == second.rows()
    first_, second_ = (sensitivity(RUBRIC, evidence).rows() for evidence in BOTH)
    assert first_ == second_


def test_losses_scenarios_and_members_are_the_same() -> None:
    lost = [
        {line.key: (line.lost, set(line.reasons)) for line in shortfalls(RUBRIC.score(evidence))}
        for evidence in BOTH
    ]
    assert lost[0] == lost[1]
    tried = [what_if(RUBRIC, e, {"satisfaction": ["良"], "paid": []}).rows() for e in (
        evolve(evidence, projects=evidence.indicator(("talent_fund", "打造金融人才队伍高地"))[0])
        for evidence in BOTH)]  # fmt: skip
    assert tried[0] == tried[1]
    found = [portfolio(RUBRIC, evidence, Basis(budget="adjusted")) for evidence in BOTH]
    assert {m.key: m.card.total for m in found[0] if m.card} == {
        m.key: m.card.total for m in found[1] if m.card
    }
    assert (found[0].mean, found[0].weighted, found[0].rate) == (
        found[1].mean, found[1].weighted, found[1].rate,
    )  # fmt: skip
