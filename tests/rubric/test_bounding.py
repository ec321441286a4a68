"""Bounds of points and grades, against every completion."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, strategies as st

from fiscal_rubric import (
    Criterion,
    Evidence,
    Grades,
    Indicator,
    Project,
    Rubric,
    Section,
    above,
    at_least,
    at_most,
    below,
    deduct_per_miss,
    equal,
    judged,
    least,
    misses,
    number,
    pick,
    points,
    when,
    yes,
)
from fiscal_rubric.rules.answers_to_try import choices_of, split
from fiscal_rubric.rules.evaluate import Scope, evaluate
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.rules.trace import Step
from fiscal_rubric.targets import Basis

WEIGHTS = {"a": 3, "b": 2, "c": 1}


def completions(rubric: Rubric, evidence: Evidence) -> list[Evidence]:
    """Return every way to answer the open yes/no questions and picks."""
    open_ = [q for q in rubric.questions() if q.key not in evidence.answers]
    ways = product(*(question.choices for question in open_))
    keys = [question.key for question in open_]
    return [evidence.with_answers(dict(zip(keys, way, strict=True))) for way in ways]


def assert_bounds_are_those_of_all_completions(rubric: Rubric, evidence: Evidence) -> None:
    bounds = rubric.bounds(evidence)
    cards = [rubric.score(way) for way in completions(rubric, evidence)]
    totals = [card.total for card in cards if card.total is not None]
    assert (bounds.low, bounds.high) == (min(totals), max(totals))
    assert bounds.grades == {card.grade for card in cards}
    assert bounds.tight


# Scales of all four edges

FEWER = Grades([("A", at_most(0)), ("B", at_most(2)), ("C", at_most(6))])
FEWER_OPEN = Grades([("A", below(1)), ("B", below(3)), ("C", at_most(6))])
MORE = Grades([("A", at_least(5)), ("B", above(2)), ("C", at_least(0))])
SUM = 3 * yes("a") + 2 * yes("b") + yes("c")


@pytest.mark.parametrize("scale", [FEWER, FEWER_OPEN, MORE], ids=["fewer", "fewer_open", "more"])
@given(known=st.dictionaries(st.sampled_from(sorted(WEIGHTS)), st.booleans()))
def test_open_grades_are_those_of_all_completions(scale: Grades, known: dict[str, bool]) -> None:
    for rubric in (
        Rubric("r", [Criterion("c", 6, SUM)], grades=scale),
        Rubric("r", [Criterion(k, n, n * yes(k)) for k, n in WEIGHTS.items()], grades=scale),
    ):
        assert_bounds_are_those_of_all_completions(rubric, Evidence(answers=known))


def test_all_grades_are_possible_if_nothing_is_known() -> None:
    for scale in (FEWER, FEWER_OPEN):
        rubric = Rubric("r", [Criterion("c", 6, SUM)], grades=scale)
        assert rubric.bounds(Evidence()).grades == {"A", "B", "C"}


def test_an_open_number_has_the_grades_of_its_range() -> None:
    rubric = Rubric("r", [Criterion("c", 6, judged("x", 0, 6))], grades=FEWER)
    assert rubric.bounds(Evidence()).grades == {"A", "B", "C"}
    more = Rubric("r", [Criterion("c", 6, 2 + judged("x", 0, 4))], grades=FEWER)
    assert more.bounds(Evidence()).grades == {"B", "C"}


# Tight bounds


@pytest.mark.parametrize(
    ("rule", "tight"),
    [
        (2 * yes("a") + yes("b"), True),
        (2 * yes("a") + 2 * (~yes("a")), True),  # read twice: both answers are tried
        (judged("x", 0, 4), True),
        (number("x", 0, 4), True),
        (number("x", 0, 4) - number("x", 0, 4) + 1, False),  # a number that is read twice
        (4 * equal(number("x", 0, 4), 1), True),  # under equal()
        (4 * equal(yes("a") + yes("b"), 1), True),  # both are tried
        (judged("x", 0, 4, upper_open=True), False),  # 4 itself is excluded
        ((4 / number("x", 1, 4)).clip(0, 4), False),  # a divisor
        (deduct_per_miss(4, misses()), True),
    ],
    ids=str,
)
def test_bounds_are_tight_only_if_a_completion_gives_each_end(rule: Node, tight: bool) -> None:
    rubric = Rubric("r", [Criterion("c", 4, rule.clip(0, 4))])
    evidence = Evidence(Project("p", None, [Indicator("k", "quantity", "5家")]))
    assert rubric.bounds(evidence).tight is tight


def test_a_line_that_a_section_reads_twice_is_tight_where_its_outcomes_are_known() -> None:
    lines = [Criterion("a", 2, 2 * yes("a")), Criterion("b", 2, judged("b", 0, 2))]
    twice = least(points("a"), 2 - points("a")) + 0 * points("b")
    assert Rubric("r", lines, rule=twice, full=4).bounds(Evidence()).tight
    judged_twice = least(points("b"), 2 - points("b")) + 0 * points("a")
    assert not Rubric("r", lines, rule=judged_twice, full=4).bounds(Evidence()).tight


def test_an_answer_that_two_lines_share_is_tried_for_both_together() -> None:
    lines = [Criterion("c", 2, 2 * yes("a")), Criterion("d", 2, 2 * (~yes("a")))]
    bounds = Rubric("r", [Section("s", lines)]).bounds(Evidence())
    assert (bounds.low, bounds.high, bounds.tight) == (2, 2, True)


def test_a_number_that_two_lines_share_is_not_tight() -> None:
    lines = [Criterion("c", 2, number("x", 0, 2)), Criterion("d", 2, 2 - number("x", 0, 2))]
    bounds = Rubric("r", lines).bounds(Evidence())
    assert (bounds.low, bounds.high, bounds.tight) == (0, 4, False)


# Open answers to try


def steps_of(*rules: Node) -> list[Step]:
    facts = Facts(Evidence(), Basis())
    return [evaluate(rule, Scope(facts)) for rule in rules]


def keys_of(rules: list[Node], most: int, few: int) -> tuple[list[str], int, bool]:
    found = split(steps_of(*rules), choices_of(rules), most, few)
    return sorted(found.ways[0]), len(found.ways), found.tight


def test_all_open_answers_are_tried_where_that_makes_few_ways() -> None:
    rules = [yes("a") + yes("b") + pick("p", {"x": 1, "y": 2, "z": 3})]
    assert keys_of(rules, 100, 12) == (["a", "b", "p"], 12, True)


def test_only_doubtful_answers_are_tried_where_all_would_be_too_many() -> None:
    rules = [yes("a") + yes("b") + yes("c") - yes("a")]
    assert keys_of(rules, 100, 4) == (["a"], 2, True)
    assert keys_of(rules, 2, 4) == (["a"], 2, True)
    assert keys_of(rules, 1, 4) == ([], 1, False)


def test_nothing_is_tried_where_nothing_is_doubtful_and_all_would_be_too_many() -> None:
    assert keys_of([yes("a") + yes("b")], 100, 3) == ([], 1, True)


def test_an_answer_in_two_rules_is_doubtful() -> None:
    assert keys_of([yes("a"), 1 - yes("a"), yes("b")], 100, 1) == (["a"], 2, True)


def test_a_number_is_never_tried() -> None:
    assert keys_of([number("x", 0, 1) - number("x", 0, 1) + yes("a")], 100, 100) == (
        ["a"], 2, False,
    )  # fmt: skip


def test_a_choice_opens_the_branches_that_may_be_taken() -> None:
    rule = when(yes("a"), 2 * yes("b"), Fraction(1))
    assert keys_of([rule], 100, 100) == (["a", "b"], 4, True)


def test_a_number_that_is_only_compared_is_a_choice_of_intervals() -> None:
    x = number("x", 0, 10)
    rule = when(x <= 3, 1, when(x < 7, 4, 0)) + when(x > 5, 2, 0)
    bounds = Rubric("r", [Criterion("c", 9, rule)]).bounds(Evidence())
    assert (bounds.low, bounds.high, bounds.tight) == (1, 6, True)
    both = Rubric("r", [Criterion("c", 9, 3 * (x < 3) + 5 * (x > 5)), Criterion("d", 1, x >= 4)])
    found = both.bounds(Evidence())
    assert (found.low, found.high, found.tight) == (0, 6, True)


@pytest.mark.parametrize("text", ["30%", "0.31", "50%"])
def test_intervals_are_in_the_unit_of_the_number(text: str) -> None:
    x = number("x", 0, unit="%", may_not_apply=True)
    line = Criterion("c", 3, when(x <= "0.3", 0, when(x < "0.5", 2, 3)), if_not_applicable="zero")
    rubric = Rubric("r", [line, Criterion("d", 1, 1 * yes("a"))])
    bounds = rubric.bounds(Evidence(answers={"a": True}))
    assert (bounds.low, bounds.high, bounds.tight) == (1, 4, True)
    known = rubric.bounds(Evidence(answers={"a": True, "x": text.replace("0.31", "31%")}))
    assert known.low == known.high


def test_a_number_of_many_intervals_is_left_open() -> None:
    x = number("x", 0, 100)
    rule = sum((1 * (x > n) for n in range(70)), 1 * yes("a")).clip(0, 71)
    bounds = Rubric("r", [Criterion("c", 71, rule)]).bounds(Evidence(answers={"a": True}))
    assert (bounds.low, bounds.high, bounds.tight) == (1, 71, False)


def test_many_shared_answers_are_not_all_tried() -> None:
    keys = [f"a{n}" for n in range(13)]
    rule = sum((1 * yes(key) for key in keys), 0 * yes("a0"))
    opposite = sum((1 * ~yes(key) for key in keys), 0 * yes("a0"))
    lines = [Criterion("c", 13, rule), Criterion("d", 13, opposite)]
    bounds = Rubric("r", lines).bounds(Evidence())
    assert (bounds.low, bounds.high, bounds.tight) == (0, 26, False)
    few = Rubric("r", lines).bounds(Evidence(answers=dict.fromkeys(keys[:4], True)))
    assert (few.low, few.high, few.tight) == (13, 13, True)


def test_a_number_that_is_asked_in_several_bands() -> None:
    options = {"y": 2 * (number("p", 3, 4) <= "3.5"), "x": 1 * (number("p", 0, 10) > 5)}
    rubric = Rubric("r", [Criterion("c", 2, pick("which", options))])
    bounds = rubric.bounds(Evidence(answers={"which": "y"}))
    assert (bounds.low, bounds.high) == (0, 2)


def test_more_sums_than_are_tried_are_bounded_together() -> None:
    lines = [Criterion(f"c{n}", 2**n, 2**n * yes(f"a{n}")) for n in range(13)]
    grades = Grades([("A", 8191), ("B", 1), ("C", 0)])
    bounds = Rubric("r", lines, grades=grades).bounds(Evidence())
    assert (bounds.low, bounds.high, bounds.grades) == (0, 8191, {"A", "B", "C"})
