"""All results of a rubric while answers are open, each with answers that give it."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given, strategies as st

from fiscal_rubric import (
    NOT_APPLICABLE,
    Basis,
    Check,
    Criterion,
    Evidence,
    FiscalRubricError,
    Grades,
    Indicator,
    Project,
    Rounding,
    Rubric,
    Section,
    equal,
    goal,
    graded,
    indicators,
    judged,
    met,
    misses,
    number,
    pick,
    picked,
    points,
    reaches,
    subtotal,
    when,
    yes,
)
from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
from fiscal_rubric.numbers.rounding import Points
from fiscal_rubric.rubric import compiled, outcomes
from fiscal_rubric.rubric.criteria import every_rule
from fiscal_rubric.rubric.outcomes import Bounded, Lister
from fiscal_rubric.rubric.program import Program
from fiscal_rubric.rubric.rubric import listing_of
from fiscal_rubric.rules.answers_to_try import choices_of
from fiscal_rubric.testing import strategies as some

ACTUAL = ("risk_control", "核查分析网贷平台数据")
Found = set[tuple[Points, str | None]]


def listed(rubric: Rubric, evidence: Evidence, basis: Basis) -> list[Any]:
    return Lister(rubric).of(evidence, basis).outcomes()


def shown(found: Bounded | None) -> object:
    return None if found is None else (found.value, found.grades, found.low, found.high)


def completions(rubric: Rubric, evidence: Evidence) -> list[dict[str, Any]] | None:
    """All answers to the open questions; None if a question has too many."""
    choices = choices_of(every_rule(rubric))
    open_ = [key for key in rubric.asked.questions if key not in evidence.answers]
    if any(key not in choices for key in open_):
        return None
    ways = product(*(choices[key] for key in open_))
    return [dict(zip(open_, way, strict=True)) for way in ways]


@st.composite
def partly_known(draw: st.DrawFn) -> tuple[Rubric, Evidence]:
    """A rubric, and evidence without up to four of its answers."""
    rubric = draw(some.rubrics())
    evidence = draw(some.evidence(rubric))
    answers = st.sampled_from(sorted(evidence.answers))
    return rubric, evidence.without(*draw(st.lists(answers, unique=True, max_size=4)))


@given(partly_known(), some.bases())
def test_the_results_are_those_of_all_completions(
    drawn: tuple[Rubric, Evidence], basis: Basis
) -> None:
    rubric, evidence = drawn
    ways = completions(rubric, evidence)
    if ways is None or len(ways) > 300:
        return
    program = Program(rubric)
    cards = [program.run(evidence.with_answers(way), basis) for way in ways]
    found = listed(rubric, evidence, basis)
    for at, results in enumerate(found):
        if results is None:
            continue
        wanted: Found = {(card[0][at], card[1][at]) for card in cards if card is not None}
        assert wanted <= set(results)
        if all(found) and None not in cards:
            assert wanted == set(results)


@given(partly_known(), some.bases())
def test_each_end_is_scored_with_its_answers(drawn: tuple[Rubric, Evidence], basis: Basis) -> None:
    rubric, evidence = drawn
    try:
        bounds = rubric.bounds(evidence, basis)
    except FiscalRubricError:
        return
    whole = bounds.whole
    for end, given_ in ((whole.low, whole.low_answers), (whole.high, whole.high_answers)):
        if given_ is None:
            continue
        ways = completions(rubric, evidence.with_answers(given_)) or []
        totals = [rubric.program.run(evidence.with_answers({**given_, **w}), basis) for w in ways]
        shown = {rubric.layout.decimals[-1][found[0][-1]] for found in totals if found is not None}
        assert not shown or shown == {end}


def test_the_answers_of_both_ends_are_named() -> None:
    bounds = RUBRIC.bounds(EVIDENCE.without("satisfaction", "surveyed"))
    assert (bounds.low, bounds.high, bounds.tight) == (78.5, 86.5, True)
    assert bounds.whole.low_answers == {"satisfaction": "差", "surveyed": False}
    assert bounds.whole.high_answers == {"satisfaction": "优", "surveyed": True}
    assert bounds["服务对象满意度"].low_answers == {"satisfaction": "差", "surveyed": False}
    early = RUBRIC.bounds(Evidence())
    assert early.whole.low_answers is None


# Faults of bounds


@pytest.mark.parametrize(
    "more",
    [{}, {"overrides": [(yes("o"), "X"), (yes("z"), "Y")]}],
    ids=["one override", "two overrides"],
)
def test_an_override_that_may_hold_makes_the_evidence_possible(more: Any) -> None:
    wanted = {"overrides": [(yes("o"), "X")], **more}
    grades = Grades([("A", 1), ("B", 0)], caps=[(1 / number("h", 0, 1) <= 2, "B")], **wanted)
    rubric = Rubric("r", [Criterion("c", 1, 1 * yes("a"), grades=grades)])
    answers: dict[str, Any] = {"a": True, "h": 0}
    if more:
        answers["z"] = False
    bounds = rubric.bounds(Evidence(answers=answers))
    assert (bounds.low, bounds.high, bounds["c"].grades) == (1, 1, {"X"})


def test_completions_that_are_refused_reach_nothing() -> None:
    asked = when(picked("p", "x"), 1 / number("h", 0, 1), 1) <= 1
    line = Criterion("c", 4, pick("p", {"x": 4, "y": 0}), checks=[Check(asked, "text")])
    bounds = Rubric("r", [line]).bounds(Evidence(answers={"h": 0}))
    assert (bounds.low, bounds.high, bounds.tight) == (0, 0, True)


def test_a_line_that_refuses_a_shared_answer_leaves_it_out() -> None:
    refused = Criterion("c", 4, when(yes("a"), 1 / number("h", 0, 1), 1).clip(0, 4))
    other = Criterion("d", 3, 3 * yes("a"))
    bounds = Rubric("r", [refused, other]).bounds(Evidence(answers={"h": 0}))
    assert (bounds.low, bounds.high, bounds["d"].high) == (1, 1, 0)
    with pytest.raises(FiscalRubricError, match="c"):
        Rubric("r", [refused, other]).bounds(Evidence(answers={"h": 0, "a": True}))


def test_a_line_has_one_grade_at_a_time() -> None:
    scale = Grades([("A", 3), ("B", 1), ("C", 0)])
    lines = [Criterion(key, 3, pick(key, {"x": 3, "y": 1, "z": 0}), grades=scale) for key in "ab"]
    both = [(equal(graded("a", "A") + graded("b", "A"), 2), "top"),
            (reaches("a", "B") + reaches("b", "B") >= 1, "middle")]  # fmt: skip
    rubric = Rubric("r", lines, grades=Grades([("low", 0)], overrides=both))
    assert rubric.bounds(Evidence(answers={"a": "x"})).grades == {"top", "middle"}
    assert rubric.bounds(Evidence(answers={"a": "z"})).grades == {"middle", "low"}
    assert rubric.bounds(Evidence(answers={"a": "x", "b": "x"})).grades == {"top"}


# Numbers, sections and limits


def test_a_number_that_is_all_of_a_line_is_tried_for_each_of_its_points() -> None:
    lines = [
        Criterion("a", 4, judged("a", 4), rounding=Rounding(0)),
        Criterion("b", 0, (-judged("b", 2)).named("deduction"), floor=-2, rounding=Rounding(0)),
        Criterion("c", 1, number("c", 0, 1, may_not_apply=True), rounding=Rounding(1),
                  if_not_applicable="zero"),
    ]  # fmt: skip
    rubric = Rubric("r", lines, floor=-2, grades=Grades([("A", 4), ("B", -2)]))
    found = listed(rubric, Evidence(), Basis())
    assert [len(results) for results in found] == [5, 3, 11, 71]
    bounds = rubric.bounds(Evidence())
    assert (bounds.low, bounds.high, bounds.tight) == (-2, 5, True)
    many = Rubric("r", [Criterion("d", 9, judged("d", 9))])
    assert listed(many, Evidence(), Basis()) == [None, None]


def test_sums_of_lines_with_other_places() -> None:
    third = pick("a", {"x": 1, "y": "1/3"})
    lines = [
        Criterion("a", 1, third, rounding=None),
        Criterion("b", 2, 2 * yes("b"), rounding=Rounding(0)),
        Section("s", [Criterion("c", 1, number("c", 0, 1), rounding=Rounding(1))]),
    ]
    rubric = Rubric("r", lines)
    found = listed(rubric, Evidence(answers={"c": "0.3"}), Basis())
    assert len(found[-1]) == 4
    bounds = rubric.bounds(Evidence(answers={"c": "0.3"}))
    assert bounds.tight
    assert str(bounds.low) == "0.63"


def test_lists_are_kept_and_give_the_same_as_new_ones() -> None:
    lister = Lister(RUBRIC)
    first = EVIDENCE.without("satisfaction", "surveyed")
    ways = [first, first.with_answers(people=False), first.with_actual(ACTUAL, None), first]
    for evidence in (*ways, *ways):
        kept = lister.of(evidence, Basis()).bounded()
        fresh = Lister(RUBRIC).of(evidence, Basis()).bounded()
        assert [shown(each) for each in kept] == [shown(each) for each in fresh]
    listing, together = lister.of(first, Basis()), lister.of(first, Basis()).bounded()
    assert all(shown(listing.of_line(at)) == shown(together[at]) for at in RUBRIC.layout.lines)


def test_a_list_is_not_kept_for_other_projects_of_a_fold_that_reads_answers() -> None:
    rule = indicators().total(when(yes("strict"), 1 * met(), 1 * ~met())).clip(0, 2)
    rubric = Rubric("r", [Criterion("c", 2, rule), Criterion("d", 1, 1 * yes("d"))])
    lister = Lister(rubric)
    for results, wanted in ((["5家", "5家"], 2), (["1家", "1家"], 0), (["5家", "5家"], 2)):
        rows = [Indicator(f"k{at}", "quantity", "≥5家", each) for at, each in enumerate(results)]
        evidence = Evidence(Project("p", None, rows), {"strict": True})
        found = lister.of(evidence, Basis()).bounded()
        assert shown(found[0]) == shown(Lister(rubric).of(evidence, Basis()).bounded()[0])
        assert found[0] is not None
        assert found[0].value.number == wanted


def test_the_memory_of_lists_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcomes, "MOST_KEPT", 60)
    lister = Lister(RUBRIC)
    for answer in (True, False, True):
        evidence = EVIDENCE.without("satisfaction").with_answers(people=answer)
        assert shown(lister.of(evidence, Basis()).bounded()[-1]) == shown(
            Lister(RUBRIC).of(evidence, Basis()).bounded()[-1]
        )
        assert sum(1 + len(each.outcomes or ()) for each in lister.kept.values()) <= 60


def test_bounds_and_goals_are_the_same_where_programs_are_forbidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    evidence = EVIDENCE.without("satisfaction", "surveyed")
    found, aim = RUBRIC.bounds(evidence), goal(RUBRIC, evidence, total="86.5")

    def forbidden(*_: object) -> Lister:
        raise RuntimeError

    monkeypatch.setattr(compiled.Compiled, "lister", forbidden)
    bounds = RUBRIC.bounds(evidence)
    assert (bounds.low, bounds.high, bounds.grades) == (found.low, found.high, found.grades)
    assert bounds.whole.low_answers is None
    again = goal(RUBRIC, evidence, total="86.5")
    assert [each.changes for each in again] == [each.changes for each in aim]
    assert listing_of(RUBRIC, evidence, Basis()) is None


def test_true_is_not_one_in_the_memory_of_lists() -> None:
    lines = [Criterion("c", 2, 2 * number("n", 0, 1)), Criterion("d", 1, 1 * yes("d"))]
    rubric = Rubric("r", lines)
    lister = Lister(rubric)
    assert all(lister.of(Evidence(answers={"n": 1}), Basis()).bounded())
    assert lister.of(Evidence(answers={"n": True}), Basis()).bounded()[0] is None


def test_parts_that_may_not_apply() -> None:
    line = Criterion("a", 2, 2 * yes("a", may_not_apply=True), if_not_applicable="drop")
    rubric = Rubric("r", [line, Criterion("b", 2, 2 * yes("b"))])
    bounds = rubric.bounds(Evidence(answers={"b": True}))
    assert (bounds.low, bounds.high, bounds["a"].may_not_apply) == (2, 4, True)
    none = rubric.bounds(Evidence(answers={"a": NOT_APPLICABLE}))
    assert none["a"].status == "not applicable"
    assert none["a"].low_answers is None


def test_missing_facts_of_projects_are_no_refusals() -> None:
    lines = [
        Criterion("a", 3, (3 - misses()).clip(0)),
        Criterion("b", 2, when(yes("b"), 2, (2 - misses()).clip(0))),
    ]
    rubric = Rubric("r", lines)
    assert listed(rubric, Evidence(), Basis()) == [None, None, None]
    bounds = rubric.bounds(Evidence())
    assert (bounds.low, bounds.high) == (0, 5)
    known = Evidence(Project("p", None, []))
    assert all(listed(rubric, known, Basis()))


def test_beyond_the_limits_nothing_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = "abcdefgh"
    lines = [Criterion(key, 2**at, 2**at * yes(key)) for at, key in enumerate(keys)]
    rules = [subtotal(), equal(points("a"), points("b")) * points("c") / 4 + subtotal() * 0]
    for rule in rules:
        rubric = Rubric("r", lines, rule=rule, full=255)
        assert all(listed(rubric, Evidence(), Basis()))
        with monkeypatch.context() as patch:
            patch.setattr(outcomes, "MOST_RESULTS", 3)
            found = listed(rubric, Evidence(), Basis())
            assert found[-1] is None or rule is rules[1]
        with monkeypatch.context() as patch:
            patch.setattr(outcomes, "EFFORT", 10)
            assert listed(rubric, Evidence(), Basis())[-1] is None
    with monkeypatch.context() as patch:
        patch.setattr(outcomes, "MOST_DOUBTS", 0)
        bad = Criterion("x", 1, when(yes("x"), 1 / number("h", 0, 1), 1).clip(0, 1))
        assert listed(Rubric("r", [bad]), Evidence(answers={"h": 0}), Basis())[0] is None
