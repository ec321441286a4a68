"""The direction of a rule with one fact, compared with changing that fact alone."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

from fiscal_rubric import (
    NOT_APPLICABLE,
    Basis,
    BudgetFact,
    Criterion,
    Evidence,
    FiscalRubricError,
    Grades,
    Indicator,
    IndicatorFact,
    Project,
    Question,
    Rubric,
    Section,
    actual,
    adjusted,
    all_of,
    amount,
    any_of,
    applies,
    at_least,
    attained,
    average,
    bands,
    budget_execution_rate,
    completion_rate,
    cost_saving_rate,
    days_late,
    deduct_per_miss,
    divide,
    equal,
    graded,
    has_reason,
    indicators,
    initial,
    inverse_share,
    judged,
    least,
    met,
    misses,
    monotonicity,
    most,
    not_applicable,
    number,
    paid,
    pick,
    picked,
    planned,
    points,
    subtotal,
    weight,
    when,
    yes,
)
from fiscal_rubric.analysis.alternatives import alternatives_of, at
from fiscal_rubric.analysis.monotonicity import (
    Direction,
    Monotonicity,
    direction_of,
    leaves_of,
    leaves_of_fact,
    nearer,
    together,
    turned,
)
from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
from fiscal_rubric.evidence.places import Amount, Answer, Result
from fiscal_rubric.numbers.ranges import Value
from fiscal_rubric.numbers.spans import Quantity
from fiscal_rubric.rubric.criteria import whole_reach
from fiscal_rubric.rubric.scoring import attempt
from fiscal_rubric.rules.evaluate import Scope
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.targets.reading import read_target
from fiscal_rubric.targets.targets import NumericActual
from fiscal_rubric.testing import strategies as some


def fact_text(fact: Question | BudgetFact | IndicatorFact) -> str:
    match fact:
        case Question(key=key):
            return key
        case BudgetFact(figure=figure):
            return figure
        case IndicatorFact(key=key, fact=name):
            return name if key is None else str(key)


def ways(rule: Node, full: int = 100) -> dict[str, str]:
    """Return the direction of a rule, clipped to its marks, with each fact."""
    held = (rule + 0 * yes("_")).clip(0, full)
    rubric = Rubric("r", [Criterion("c", full, held, if_not_applicable="zero")])
    found = {fact_text(one.fact): one.direction for one in monotonicity(rubric)}
    assert found.pop("_", "none") == "none"
    return dict(found)


# The report


def test_the_report_has_the_directions_that_its_print_states() -> None:
    found = {(fact_text(one.fact), one.line): one.direction for one in monotonicity(RUBRIC)}
    picks = {q.key for q in RUBRIC.questions() if q.kind == "pick"}
    against = {"misused": "falling", "accident": "falling"}
    for (fact, line), direction in found.items():
        if fact in picks or fact in ("ex_ante",):
            assert direction == "neither", fact
        elif fact in ("paid", "planned"):  # a rate of nothing planned is none
            expected = "falling" if fact == "paid" else "neither"
            assert (line, direction) == ("成本控制情况", expected)
        else:
            assert direction == against.get(fact, "rising"), fact
    assert {fact for fact, _ in found} >= {q.key for q in RUBRIC.questions()}


def test_no_indicator_of_the_report_lowers_a_line_when_it_nears_its_target() -> None:
    for place in (p for p in EVIDENCE.places() if not isinstance(p, Answer)):
        if isinstance(place, Result):
            _, indicator = EVIDENCE.indicator((place.project, place.indicator))
            leaves = leaves_of(place, indicator)
            found = {direction_of(line.part, leaves) for line in RUBRIC.score(EVIDENCE).lines}
            assert found <= {"none", "rising"}
            assert ("rising" in found) == (isinstance(place, Result))


# Rules made for one point

A, B, F = yes("a"), yes("b"), number("f", -2, 2)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (3 * A, {"a": "rising"}),
        (3 - 3 * A, {"a": "falling"}),
        (3 * ~A, {"a": "falling"}),
        (3 * A + 2 * A, {"a": "rising"}),
        (3 * A - 2 * A, {"a": "neither"}),  # not known
        (0 * A + B, {"a": "none", "b": "rising"}),
        (A * B, {"a": "rising", "b": "rising"}),
        (F * A, {"f": "rising", "a": "neither"}),
        (F * F, {"f": "neither"}),
        (-2 * F * A, {"f": "falling", "a": "neither"}),
        (2 + number("g", -2, 0) * A, {"g": "rising", "a": "falling"}),
        ((F + 2) / 4, {"f": "rising"}),
        (1 / (F + 3), {"f": "falling"}),
        (A / (F + 3), {"a": "rising", "f": "falling"}),
        (1 + (A - 1) / (F + 3), {"a": "rising", "f": "rising"}),
        ((2 * A - 1) / (F + 3), {"a": "rising", "f": "neither"}),
        (divide(A, F + 2, if_zero=0), {"a": "rising", "f": "neither"}),
        (divide(A, 2, if_zero=0), {"a": "rising"}),
        (divide(1, 1, if_zero=A), {"a": "none"}),
        (divide(A, 0 * B, if_zero=B), {"a": "rising", "b": "rising"}),
        (divide(A, B, if_zero=F), {"a": "rising", "b": "neither", "f": "rising"}),
        (F <= 1, {"f": "falling"}),
        (F > 1, {"f": "rising"}),
        (A <= B, {"a": "falling", "b": "rising"}),
        (equal(F, 1), {"f": "neither"}),
        (equal(A, 1) + 0 * F, {"a": "neither", "f": "none"}),
        (equal(0 * A, 0), {"a": "none"}),
        (all_of(A, B), {"a": "rising", "b": "rising"}),
        (any_of(A, ~B), {"a": "rising", "b": "falling"}),
        (least(A, F), {"a": "rising", "f": "rising"}),
        (most(A, -F), {"a": "rising", "f": "falling"}),
        (average(A, ~B), {"a": "rising", "b": "falling"}),
        (F.clip(0, 1), {"f": "rising"}),
        ((-F).round(1, "half even"), {"f": "falling"}),
        ((3 * A).named("named"), {"a": "rising"}),
        (pick("p", {"x": A, "y": ~B}), {"p": "neither", "a": "rising", "b": "falling"}),
        (pick("p", {"x": A, "y": ~A}), {"p": "neither", "a": "neither"}),
        (2 * picked("p", "x") + pick("p", {"x": 1, "y": 2}), {"p": "neither"}),
        (judged("j", 5), {"j": "rising"}),
    ],
)  # fmt: skip
def test_each_expression_has_its_direction(rule: Node, expected: dict[str, str]) -> None:
    assert ways(rule) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (when(A, 3, 1), "rising"),
        (when(A, 1, 3), "falling"),
        (when(A, 2, 2), "none"),
        (when(A, 2 + B, 1.5 + B), "neither"),  # not known
        (when(A, 2 + B, 2), "rising"),
        (when(A, 2 * B, 1), "neither"),
        (when(A, 2, 1 + B), "rising"),
        (when(A, not_applicable(), 1), "neither"),
        (when(A, 1, not_applicable()), "neither"),
        (when(any_of(A, yes("c", may_not_apply=True)), 3, 1), "rising"),
        (when(B, A, 1), "rising"),
        (when(B, A, ~A), "neither"),
        (when(applies(yes("a", may_not_apply=True)), 1, 0), "neither"),
        (when(applies(A), 2, A), "none"),
        (when(F <= 1, 1, 0) + 0 * A, "none"),
        (bands(2 * A, [(at_least(2), 5), (at_least(1), 3)], otherwise=0), "rising"),
        (when(all_of(A, 0 * B > 1), 1, 2) + 0 * A, "none"),
    ],
)
def test_a_choice_has_the_direction_of_its_condition_where_one_branch_is_never_below(
    rule: Node, expected: str
) -> None:
    assert ways(rule)["a"] == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (10 * budget_execution_rate(adjusted()), {"paid": "rising", "adjusted": "neither"}),
        (10 * cost_saving_rate(), {"paid": "falling", "planned": "neither"}),
        (paid(by="2020-06-30") <= planned(), {"paid": "falling", "planned": "rising"}),
        (paid() <= amount("5万元"), {"paid": "falling"}),
        (initial() <= adjusted(), {"initial": "falling", "adjusted": "rising"}),
        (deduct_per_miss(6, misses()), {"met": "rising"}),
        (2 * has_reason("k"), {"k": "none"}),
        (5 * attained("k"), {"k": "rising"}),
        (10 * completion_rate("k"), {"k": "neither"}),
        (actual("k") / 100, {"k": "neither"}),
        (inverse_share("k"), {"k": "rising"}),
        (indicators().average(met(), weight=weight()), {"met": "rising", "weight": "none"}),
        (indicators().total(weight() * met()), {"weight": "none", "met": "rising"}),
        (indicators(kind="cost").least(attained()), {"attained": "rising"}),
    ],
)
def test_amounts_and_facts_of_indicators(rule: Node, expected: dict[str, str]) -> None:
    assert ways(rule) == expected


def test_days_late_fall_when_they_near_the_target() -> None:
    """When the actual nears its target, there are fewer days."""
    rule = (5 - days_late("k")).clip(0, 5)
    (one,) = monotonicity(Rubric("r", [Criterion("c", 5, rule)]))
    assert one == Monotonicity(IndicatorFact("days_late", "k"), "c", "rising")


@pytest.mark.parametrize(
    ("fact", "target", "direction"),
    [
        ("met", "≥5", "rising"),
        ("attained", "≤5", "rising"),
        ("days_late", "2020年12月31日前", "falling"),
        ("weight", "≥5", "none"),
        ("target", "≥5", "none"),
        ("has_reason", "≥5", "none"),
        ("actual", "≥5", "rising"),
        ("actual", "≤5", "falling"),
        ("actual", "4-5", "neither"),
        ("actual", "长期", "neither"),
        ("completion_rate", "≥5", "rising"),
        ("completion_rate", "≤5", "falling"),
        ("completion_rate", "≤0", "neither"),
        ("completion_rate", "4-5", "neither"),
        ("progress", "≥5", "rising"),
        ("progress", "≤5", "rising"),
        ("progress", "=5", "neither"),
        ("progress", "4-5", "neither"),
    ],
)
def test_a_fact_of_an_indicator_when_its_actual_nears_the_target(
    fact: Any, target: str, direction: str
) -> None:
    assert nearer(fact, read_target(target, "quality")) == direction


def test_a_number_without_its_target_has_no_direction() -> None:
    assert nearer("actual", None) == nearer("completion_rate", None) == "neither"


@pytest.mark.parametrize(
    ("printed", "number", "rate"),
    [
        ("≥5家", "rising", "rising"), ("≤5家", "falling", "falling"),
        ("=5家", "neither", "neither"),
        ("3~5家", "neither", "neither"), ("≤0家", "falling", "neither"),
        ("较2019年度增长5%", "neither", "neither"), ("2020年12月底前", "neither", "neither"),
        ("长期", "neither", "neither"), ("≥5家；≤3次", "neither", "neither"),
    ],
)  # fmt: skip
def test_a_number_nears_its_target_by_the_sense_of_the_target(
    printed: str, number: str, rate: str
) -> None:
    target = read_target(printed)
    assert (nearer("actual", target), nearer("completion_rate", target)) == (number, rate)


def test_only_the_leaves_of_the_place_move() -> None:
    indicator = Indicator("k", "cost", "≤5", "6", level1="产出指标")
    here = leaves_of(Result("p", "k"), indicator)
    assert here(actual("k")) == here(actual(("p", "k"))) == here(actual()) == "falling"
    assert here(met("m")) is here(met(("q", "k"))) is here(yes("k")) is here(paid()) is None
    assert here(indicators(kind="quality").count(met())) == "none"
    assert here(indicators(level1="效益指标").count(met())) == "none"
    assert here(indicators(level2="成本").count(met())) == "none"
    for selection in (indicators(kind="cost", level1="产出指标"), indicators()):
        assert here(selection.count(met())) is None
    answer = leaves_of(Answer("k"))
    assert answer(yes("k")) == answer(number("k")) == "rising"
    assert answer(pick("k", {"x": 1})) == answer(picked("k", "x")) == "neither"
    assert answer(met("k")) is answer(yes("m")) is answer(pick("m", {"x": 1})) is None
    assert answer(picked("m", "x")) is answer(A + B) is None
    money: dict[Any, tuple[Any, ...]] = {
        "paid": ("rising", None, None, None),
        "initial": (None, "rising", None, "rising"),
        "adjusted": (None, None, "rising", "rising"),
    }
    for sort, expected in money.items():
        leaf = leaves_of(Amount("p", sort))
        assert tuple(map(leaf, (paid(), initial(), adjusted(), planned()))) == expected


def test_only_the_leaves_of_the_fact_move() -> None:
    leaf = leaves_of_fact(IndicatorFact("met", "k"))
    assert (leaf(met("k")), leaf(met("m")), leaf(attained("k")), leaf(A)) == ("rising", *3 * [None])
    paid_by = BudgetFact("paid", None)
    assert leaves_of_fact(paid_by)(paid()) == "rising"
    assert leaves_of_fact(paid_by)(paid(by="2020-06-30")) is leaves_of_fact(paid_by)(A) is None


def test_directions_are_reversed_and_combined() -> None:
    assert (turned("rising"), turned("falling")) == ("falling", "rising")
    assert (turned("none"), turned("neither")) == ("none", "neither")
    assert together([]) == together(["none", "none"]) == "none"
    assert together(["rising", "none", "rising"]) == "rising"
    assert together(["rising", "falling"]) == together(["neither", "none"]) == "neither"


def test_a_section_has_the_direction_of_its_lines() -> None:
    line = Criterion("a", 10, 10 * A)
    section = Section("s", [line], rule=(10 - points("a") + 0 * B).clip(0, 10), full=10)
    lines: Any = {key: whole_reach(part) for key, part in section.below.items()}

    def leaf(node: Node) -> Direction | None:
        return "rising" if node == points("a") else None

    assert direction_of(section, leaf, lines) == "falling"
    assert direction_of(Section("s", [line], rule=None), leaf, lines) == "none"
    assert direction_of(evolve(section, rule=subtotal(), full=None), leaf, lines) == "rising"
    graded_ = Criterion("g", 1, +A, grades=Grades([("A", 1), ("B", 0)]))
    other = Section("s", [graded_], rule=1 * graded("g", "A"), full=1)
    below: Any = {key: whole_reach(part) for key, part in other.below.items()}
    assert direction_of(other, leaf, below) == "none"


def test_facts_that_only_grades_and_checks_read_are_not_listed() -> None:
    scale = Grades([("A", 1), ("B", 0)], caps=[(yes("cap"), "B")])
    rubric = Rubric("r", [Criterion("c", 1, +A, grades=scale)], grades=scale)
    assert [fact_text(one.fact) for one in monotonicity(rubric)] == ["a"]


def test_only_a_rubric_is_accepted() -> None:
    with pytest.raises(FiscalRubricError) as caught:
        monotonicity(RUBRIC.parts[0])
    assert caught.value.code == "wrong_type"


def test_a_target_that_may_be_below_zero_under_another_basis() -> None:
    """The completion rate falls where the actual rises towards a revised target below zero."""
    indicator = Indicator("k", "quality", "≥5", "-4", revised="≥-2")
    place = Result("p", "k")
    line = Criterion("c", 4, completion_rate("k").clip(0, 4), if_not_applicable="zero")
    evidence = Evidence(Project("p", None, [indicator]))
    basis = Basis(targets="revised")
    values = [
        attempt(line, Scope(Facts(evidence.with_actual("k", n), basis))).value.number
        for n in ("-4", "-3", "-2")
    ]
    assert values == [2, Fraction(3, 2), 1]
    assert direction_of(line, leaves_of(place, indicator)) != "rising"


def test_a_branch_that_may_not_apply_and_then_has_full_marks() -> None:
    rule = when(A, 2, yes("d", may_not_apply=True))
    line = Criterion("c", 4, rule, if_not_applicable="full")
    rubric = Rubric("r", [line])
    given_ = Evidence(answers={"d": NOT_APPLICABLE})
    totals = [str(rubric.score(given_.with_answers(a=a)).total) for a in (False, True)]
    assert totals == ["4.00", "2.00"]
    assert direction_of(line, leaves_of(Answer("a"))) != "rising"


# Brute force

PICKED = Criterion("picked", 1, pick("p", {"x": 1, "y": 0, "z": 0}))  # rules may ask for its label


def holds(direction: Direction, before: Value, after: Value) -> bool:
    """Return whether a step up fits the direction; a refused side is not compared."""
    if direction == "neither" or before.is_refused or after.is_refused:
        return True
    low, high = before.number, after.number
    if low is None or high is None:  # see the test of what may not apply
        return True
    match direction:
        case "none":
            return low == high
        case "rising":
            return low <= high
        case "falling":
            return low >= high


def value_of(line: Criterion, evidence: Evidence, basis: Basis) -> Value:
    return attempt(line, Scope(Facts(evidence, basis))).exact


@given(some.criteria(), st.data(), some.bases())
def test_no_direction_is_contradicted_by_changing_one_fact(
    line: Criterion, data: st.DataObject, basis: Basis
) -> None:
    rubric = Rubric("r", [line, PICKED])
    found = [one for one in monotonicity(rubric) if one.line == line.key]
    for _ in range(3):
        evidence = data.draw(some.evidence(rubric))
        for one in found:
            for before, after in steps_up(one.fact, evidence, data):
                values = value_of(line, before, basis), value_of(line, after, basis)
                assert holds(one.direction, *values), (one, values)


def steps_up(fact: Any, evidence: Evidence, data: st.DataObject) -> list[tuple[Evidence, Evidence]]:
    """Pairs of evidence in which one fact is lower and higher."""
    match fact:
        case Question(key=key, kind="yes"):
            return [(evidence.with_answers({key: False}), evidence.with_answers({key: True}))]
        case Question(key=key, kind="pick"):
            others = [evidence.with_answers({key: label}) for label in ("x", "y", "z")]
            return [(one, other) for one in others for other in others]
        case Question(key=key):
            ends = sorted(data.draw(st.tuples(some.numbers(-2, 2), some.numbers(-2, 2))))
            low, high = (evidence.with_answers({key: end}) for end in ends)
            return [(low, high)]
        case BudgetFact(figure="paid", by=None):
            owner = evidence.projects[0]
            paid_now = owner.budget.paid()
            assert paid_now is not None
            place = Amount(owner.key, "paid")
            more = Quantity(paid_now.value + 10, paid_now.unit)
            return [(evidence, evidence.with_(place, more))]
        case _:
            return []  # planned amounts, and indicators: see below


@given(some.criteria(), st.data(), some.bases())
def test_no_direction_is_contradicted_by_bringing_an_indicator_nearer(
    line: Criterion, data: st.DataObject, basis: Basis
) -> None:
    rubric = Rubric("r", [line, PICKED])
    evidence = data.draw(some.evidence(rubric))
    for project in evidence.projects:
        for indicator in project.indicators:
            place = Result(project.key, indicator.key)
            direction = direction_of(line, leaves_of(place, indicator))
            options = alternatives_of(rubric, evidence, basis, place, "neither")
            for option in options:
                nearer_ = [evidence.with_(place, option.value)]
                if option.numbers is not None and option.numbers.start is not None:
                    half = (option.numbers.start + option.numbers.end) / 2
                    nearer_.insert(0, evidence.with_(place, at(place, option.numbers, half)))
                actual = indicator.actual
                is_number = isinstance(actual, NumericActual) and actual.span.point is not None
                # Words, or nothing at all, are not less near than a number.
                chain = [evidence, *nearer_] if is_number or option.numbers is None else nearer_
                values = [value_of(line, each, basis) for each in chain]
                for before, after in pairwise(values):
                    assert holds(direction, before, after), (direction, values)


RULES = st.recursive(
    st.sampled_from("abc").map(yes) | st.integers(-2, 2).map(lambda n: n + 0 * yes("a")),
    lambda inner: st.one_of(
        st.builds(lambda a, b: a + b, inner, inner),
        st.builds(lambda a, b: a - b, inner, inner),
        st.builds(lambda a, b: a * b, inner, inner),
        st.builds(lambda a, b: when(a <= b, a, b), inner, inner),
        st.builds(lambda a, b, c: when(a <= 0, b, c), inner, inner, inner),
        st.builds(lambda a, b: least(a, b), inner, inner),
        st.builds(lambda a, b: divide(a, b.clip(0), if_zero=b), inner, inner),
        st.builds(lambda a, b: when(equal(a, b), a, 1), inner, inner),
        inner.map(lambda a: ~(a <= 1)),
    ),
    max_leaves=6,
)


@given(RULES)
def test_every_direction_of_three_answers_holds_in_all_eight_cases(rule: Node) -> None:
    line = Criterion("c", 2, rule.clip(0, 2) + 0 * all_of(yes("a"), yes("b"), yes("c")))
    cases = [
        {"a": a, "b": b, "c": c}
        for a in (False, True)
        for b in (False, True)
        for c in (False, True)
    ]
    for one in monotonicity(Rubric("r", [line])):
        key = fact_text(one.fact)
        for case in cases:
            if not case[key]:
                low, high = (Evidence(answers=case | {key: v}) for v in (False, True))
                values = value_of(line, low, Basis()), value_of(line, high, Basis())
                assert holds(one.direction, *values), (one, case, values)


def test_a_choice_with_one_possible_branch_has_no_direction_with_its_condition() -> None:
    surely = (met("k") + 0).clip(1, 1) >= 1  # where it applies
    line = Criterion("c", 1, when(surely, 1 * yes("a"), 0), if_not_applicable="drop")
    found = {(m.fact.key, m.direction) for m in monotonicity(Rubric("r", [line]))}
    assert found == {("k", "none"), ("a", "rising")}
