"""Sensitivity: the range of the total with one fact open, and the lines that it moves."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, strategies as st

from fiscal_rubric import (
    Basis,
    Budget,
    Check,
    Criterion,
    Evidence,
    FiscalRubricError,
    Grades,
    Indicator,
    Project,
    Rubric,
    Scorecard,
    ScoreLine,
    attained,
    has_reason,
    judged,
    met,
    number,
    paid,
    pick,
    planned,
    sensitivity,
    when,
    yes,
)
from fiscal_rubric.analysis.changes import facts_read
from fiscal_rubric.analysis.sensitivity import Swing
from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
from fiscal_rubric.testing import strategies as some
from results import check_shown

FOUND = sensitivity(RUBRIC, EVIDENCE)


def swings(rubric: Rubric, evidence: Evidence) -> dict[str, tuple[str, str, tuple[str, ...]]]:
    found = sensitivity(rubric, evidence)
    return {swing.place: (str(swing.low), str(swing.high), swing.lines) for swing in found}


# The report


def test_the_report_names_the_largest_swings_first() -> None:
    assert [(s.place, str(s.low), str(s.high)) for s in FOUND][:3] == [
        ("benefit", "68.50", "86.50"),
        ("accident", "80.50", "86.50"),
        ("development_service/adjusted", "83.50", "89.50"),
    ]
    spreads = [swing.spread for swing in FOUND]
    assert spreads == sorted(spreads, key=lambda spread: -(spread or 0))
    assert FOUND.card == RUBRIC.score(EVIDENCE)
    assert len(FOUND) == len(FOUND.swings) == len(list(FOUND))
    check_shown(FOUND)


def test_the_report_reads_each_fact_once_and_every_answer_is_among_them() -> None:
    places = [swing.place for swing in FOUND]
    assert len(places) == len(set(places))
    # Where nothing was misused, all else that is asked is read too.
    assert {q.key for q in RUBRIC.questions()} <= set(places)
    amounts = {f"{p.key}/{a}" for p in EVIDENCE.projects for a in ("paid", "adjusted")}
    assert amounts <= set(places)
    assert not any(place.endswith("/initial") for place in places)  # another basis reads it


def test_an_indicator_of_the_report_moves_the_lines_that_count_it() -> None:
    by_place = {swing.place: swing for swing in FOUND}
    swing = by_place["risk_control/提取固化网贷平台数据完成率"]
    assert swing.lines == ("项目质量达标情况",)
    assert (str(swing.low), str(swing.high)) == ("85.50", "86.50")
    # 18 misses and more: the line that counts them all has nothing left to lose.
    assert RUBRIC.score(EVIDENCE)["项目实施内容匹配性"].points == 0


def test_rows_show_each_swing() -> None:
    assert FOUND.rows()[0] == {
        "place": "benefit",
        "low": Decimal("68.50"),
        "total": Decimal("86.50"),
        "high": Decimal("86.50"),
        "spread": Decimal("18.00"),
        "lines": "社会效益、生态效益、经济效益",
    }


def test_facts_that_do_not_move_the_total_are_counted_and_not_listed() -> None:
    rubric = Rubric("r", [Criterion("a", 4, when(yes("x"), 4, 4 * yes("y")))])
    found = sensitivity(rubric, Evidence(answers={"x": True, "y": False}))
    (row,) = found.rows()
    assert (row["place"], len(found)) == ("x", 1)
    both = sensitivity(rubric, Evidence(answers={"x": False, "y": False}))
    assert [row["place"] for row in both.rows()] == ["x", "y"]
    still = Rubric("r", [Criterion("a", 4, when(yes("x"), 4, 4 * yes("y"))),
                         Criterion("b", 1, 0 * yes("idle") + yes("z"))])  # fmt: skip
    answers = {"x": False, "y": False, "idle": True, "z": True}
    found = sensitivity(still, Evidence(answers=answers))
    assert [row["place"] for row in found.rows()] == ["x", "y", "z"]
    assert [swing.place for swing in found] == ["x", "y", "z", "idle"]
    assert "facts that do not move the total alone: 1" in found.explain("en")
    assert "idle" not in found.explain("en")


# Made for one point


def test_a_branch_that_is_not_taken_is_not_read() -> None:
    rubric = Rubric("r", [Criterion("a", 4, when(yes("misused"), 0, 4 * yes("lawful")))])
    misused = Evidence(answers={"misused": True, "lawful": True})
    assert swings(rubric, misused) == {"misused": ("0.00", "4.00", ("a",))}
    lawful = misused.with_answers(misused=False)
    assert set(swings(rubric, lawful)) == {"misused", "lawful"}


def test_a_fact_of_several_lines_moves_all_of_them() -> None:
    rubric = Rubric("r", [Criterion("a", 4, 4 * yes("x")), Criterion("b", 3, 3 * yes("x")),
                          Criterion("c", 2, 2 * ~yes("x"))])  # fmt: skip
    found = sensitivity(rubric, Evidence(answers={"x": True}))
    (swing,) = found
    assert (swing.lines, str(swing.low), str(swing.high)) == (("a", "b", "c"), "2.00", "7.00")
    assert (swing.tight, str(swing.spread)) == (True, "5.00")


def test_facts_that_only_grades_and_checks_read_do_not_move_the_total() -> None:
    scale = Grades([("A", 1), ("B", 0)], caps=[(yes("veto"), "B")])
    line = Criterion("a", 2, 2 * yes("x"), checks=[Check(yes("attached"), "附件齐全")])
    rubric = Rubric("r", [line, Criterion("b", 1, yes("x"), grades=scale)])
    found = swings(rubric, Evidence(answers={"x": True, "veto": False, "attached": True}))
    assert found["attached"] == ("3.00", "3.00", ())
    assert found["veto"] == ("3.00", "3.00", ("b",))  # its grade moves


def test_conditions_of_the_rubric_are_read_too() -> None:
    scale = Grades([("A", 1), ("B", 0)], caps=[(yes("veto"), "B")])
    rubric = Rubric("r", [Criterion("a", 2, 2 * yes("x"))], grades=scale)
    assert "veto" in swings(rubric, Evidence(answers={"x": True, "veto": False}))


def test_amounts_and_actuals_are_opened() -> None:
    budget = Budget("10万元", "12万元", {"2020-06-30": "3万元", "2020-12-31": "8万元"})
    indicator = Indicator("k", "quality", "10家", "5家", reason="政策调整")
    project = Project("p", budget, [indicator])
    early = 2 * (paid(by="2020-06-30") <= planned())
    rubric = Rubric("r", [
        Criterion("a", 4, early + 2 * (paid() <= planned())),
        Criterion("b", 4, 4 * attained("k"), if_not_applicable="zero"),
        Criterion("c", 1, has_reason("k")),
    ])  # fmt: skip
    assert swings(rubric, Evidence(project)) == {
        "p/paid": ("3.00", "7.00", ("a",)),
        "p/adjusted": ("3.00", "7.00", ("a",)),
        "p/k": ("5.00", "9.00", ("b",)),
    }


def test_a_rubric_without_a_total_has_no_spread() -> None:
    rubric = Rubric("r", [Criterion("a", 2, 2 * yes("x"))], rule=None)
    (swing,) = sensitivity(rubric, Evidence(answers={"x": True}))
    assert (swing.low, swing.high, swing.spread, swing.lines) == (None, None, None, ("a",))


def test_outer_bounds_are_not_tight() -> None:
    rule = (number("f", 0, 1) * (1 - number("f", 0, 1))).clip(0, 1)
    rubric = Rubric("r", [Criterion("a", 1, rule)])
    (swing,) = sensitivity(rubric, Evidence(answers={"f": "0.5"}))
    assert not swing.tight


@pytest.mark.parametrize(
    "arguments",
    [(3, EVIDENCE), (RUBRIC, 3), (RUBRIC, EVIDENCE, 3), (RUBRIC, EVIDENCE.without("benefit"))],
)
def test_evidence_that_cannot_be_scored_is_refused(arguments: Any) -> None:
    with pytest.raises(FiscalRubricError):
        sensitivity(*arguments)


# Laws


@st.composite
def scored(draw: st.DrawFn) -> Scorecard:
    rubric = draw(some.rubrics())
    try:
        return rubric.score(draw(some.evidence(rubric)), draw(some.bases()))
    except FiscalRubricError:
        assume(False)
    raise AssertionError


def reads(card: Scorecard, line: ScoreLine) -> set[str]:
    return {str(place) for place, _, _ in facts_read(card.evidence, line.resolved.steps)}


@given(scored())
def test_the_total_and_those_of_all_other_answers_lie_within_the_swing_of_each_fact(
    card: Scorecard,
) -> None:
    assert isinstance(card.rubric, Rubric)
    found = sensitivity(card.rubric, card.evidence, card.basis)
    every = card.every_line
    assert {s.place for s in found} == {place for line in every for place in reads(card, line)}
    for swing in found:
        assert card.total is not None
        assert swing.low is not None
        assert swing.high is not None
        assert swing.low <= card.total <= swing.high
        assert swing.spread == Fraction(swing.high) - Fraction(swing.low)
        for line in card.lines:  # a line that does not read the fact has no spread
            if swing.place not in reads(card, line):
                assert line.key not in swing.lines
        check_other_answers(card, card.rubric, swing)


def check_other_answers(card: Scorecard, rubric: Rubric, swing: Swing) -> None:
    """All other answers give totals within the swing, and its ends where it is tight."""
    question = rubric.asked.questions.get(swing.place)
    if question is None or not question.choices:
        return
    totals: set[Decimal | None] = set()
    for answer in question.choices:
        try:
            other = card.evidence.with_answers({question.key: answer})
            totals.add(rubric.score(other, card.basis).total)
        except FiscalRubricError:  # refused, as a quotient by zero: bounds may not say it
            return
    known = [total for total in totals if total is not None]
    assert swing.low is not None
    assert swing.high is not None
    assert all(swing.low <= total <= swing.high for total in known)
    if swing.tight:
        assert (min(known), max(known)) == (swing.low, swing.high)


def test_the_tight_ends_of_the_report_are_attained() -> None:
    asked = {q.key: q for q in RUBRIC.questions() if q.choices}
    for swing in FOUND:
        if swing.place in asked:
            ways = [EVIDENCE.with_answers({swing.place: a}) for a in asked[swing.place].choices]
            totals = [RUBRIC.score(way).total for way in ways]
            assert swing.tight
            assert (min(totals), max(totals)) == (swing.low, swing.high)


def test_a_judged_figure_attains_its_ends() -> None:
    rubric = Rubric("r", [Criterion("a", 8, judged("j", 2, 8)),
                          Criterion("b", 4, pick("p", {"x": 4, "y": 1}))])  # fmt: skip
    assert swings(rubric, Evidence(answers={"j": 5, "p": "y"})) == {
        "j": ("3.00", "9.00", ("a",)),
        "p": ("6.00", "9.00", ("b",)),
    }


def test_an_indicator_that_may_be_met_or_missed_under_its_basis() -> None:
    project = Project("p", None, [Indicator("k", "quality", "10家", "完成")])
    rubric = Rubric("r", [Criterion("a", 2, 2 * met("k"), if_not_applicable="zero")])
    (swing,) = sensitivity(rubric, Evidence(project), Basis())
    assert (str(swing.low), str(swing.high)) == ("0.00", "2.00")
