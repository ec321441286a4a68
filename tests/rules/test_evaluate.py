"""Compare `evaluate` with the evaluation in integers, and its ranges with every completion."""

from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given, strategies as st

from fiscal_rubric import (
    NOT_APPLICABLE,
    Basis,
    Budget,
    Criterion,
    Evidence,
    FiscalRubricError,
    Indicator,
    Project,
    Rubric,
    Section,
    actual,
    all_of,
    any_of,
    applies,
    at_least_of,
    attained,
    average,
    bands,
    completion_rate,
    days_late,
    divide,
    equal,
    has_reason,
    indicators,
    interpolate,
    inverse_share,
    least,
    median,
    met,
    most,
    not_applicable,
    number,
    ordered_mean,
    paid,
    pick,
    planned,
    projects,
    root,
    target,
    weakest_link,
    weight,
    when,
    yes,
)
from fiscal_rubric.numbers.ranges import Range, Value
from fiscal_rubric.rubric.questions import Question
from fiscal_rubric.rules.combined_values import ordered
from fiscal_rubric.rules.evaluate import Scope, evaluate
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.integers import ticks
from fiscal_rubric.rules.nodes import Fold, Node
from fiscal_rubric.rules.trace import faults, missing
from fiscal_rubric.testing import strategies as some
from meanings import REFUSED, in_integers, scored

# Asks every question and every kind of fact that the strategies' rules may read.
ASKS_ALL = Rubric(
    "all",
    [
        Criterion(
            "all",
            1,
            (
                yes("a") + yes("b") + yes("c") + when(applies(yes("d", may_not_apply=True)), 1)
                + pick("p", {"x": 0, "y": 0, "z": 0}) + number("f", -2, 2) + number("g", -2, 2)
                + when(applies(met("k")), 1)
            ).clip(0, 1),
        )
    ],
)  # fmt: skip


@given(some.rules(), some.evidence(ASKS_ALL), some.bases())
def test_both_evaluations_give_the_same_result_or_refuse(
    rule: Node, evidence: Evidence, basis: Basis
) -> None:
    assert scored(rule, evidence, basis) == in_integers(rule, evidence, basis)


@given(some.rules(), some.evidence(ASKS_ALL, known=False), some.bases())
def test_both_evaluations_agree_if_facts_are_missing(
    rule: Node, evidence: Evidence, basis: Basis
) -> None:
    assert scored(rule, evidence, basis) == in_integers(rule, evidence, basis)


@given(some.rules(), some.evidence(ASKS_ALL), some.bases(), st.data())
def test_a_range_holds_the_result_of_each_completion(
    rule: Node, evidence: Evidence, basis: Basis, data: st.DataObject
) -> None:
    result = scored(rule, evidence, basis)
    assume(result != REFUSED)
    hidden = data.draw(st.sets(st.sampled_from(sorted(evidence.answers))))
    for less in (evidence.without(*hidden), Evidence(answers=evidence.answers), Evidence()):
        value = evaluate(rule, Scope(Facts(less, basis))).value
        if result is None:
            assert value.may_not_apply
        else:
            assert isinstance(result, Fraction)
            assert value.range is not None
            assert Range(result, result).within(value.range)


@given(some.rules(), some.evidence(ASKS_ALL), some.bases(), st.data())
def test_less_evidence_gives_a_wider_range(
    rule: Node, evidence: Evidence, basis: Basis, data: st.DataObject
) -> None:
    more = evidence.without(*data.draw(st.sets(st.sampled_from(sorted(evidence.answers)))))
    less = more.without(*data.draw(st.sets(st.sampled_from(sorted(more.answers) or ["a"]))
                                   if more.answers else st.just(set())))  # fmt: skip
    narrow = evaluate(rule, Scope(Facts(more, basis))).value
    wide = evaluate(rule, Scope(Facts(less, basis))).value
    assert encloses(wide, narrow)


def encloses(wide: Value, narrow: Value) -> bool:
    if narrow.may_not_apply and not wide.may_not_apply:
        return False
    if narrow.range is None:
        return True
    return wide.range is not None and narrow.range.within(wide.range)


YES_NO = ("a", "b", "c", "e", "h", "i", "j", "l", "m", "n", "o", "q")


def yes_no_rules() -> st.SearchStrategy[Node]:
    leaves = st.sampled_from(YES_NO).map(yes) | st.integers(-3, 3).map(lambda i: i + 0 * yes("a"))

    def more(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        return st.one_of(
            st.builds(lambda a, b: a + b, inner, inner),
            st.builds(lambda a, b: a - b, inner, inner),
            st.builds(lambda a, b: a * b, inner, inner),
            st.builds(lambda a, b: when(a <= b, a, b + 1), inner, inner),
            st.builds(lambda a, b: when(equal(a, b), 2, a), inner, inner),
            st.builds(lambda a, b: divide(a, b, if_zero=1), inner, inner),
            st.builds(lambda a, b: divide(a, b), inner, inner),
            st.builds(least, inner, inner),
            st.builds(average, inner, inner),
            st.builds(median, inner, inner, inner),
            st.builds(
                lambda a, b, c: ordered_mean(a, b, c, first=-2, last=-1), inner, inner, inner
            ),
            inner.map(lambda a: a.clip(-2, 2)),
            inner.map(lambda a: a.round(0)),
        )

    return st.recursive(leaves, more, max_leaves=14)


@given(yes_no_rules(), st.data())
def test_bounds_are_the_lowest_and_highest_completions(rule: Node, data: st.DataObject) -> None:
    """Up to twelve open yes/no facts are read any number of times."""
    rubric = Rubric("r", [Criterion("c", 4, rule.clip(0, 4))])
    keys = [question.key for question in rubric.questions()]
    known = {key: data.draw(st.booleans()) for key in data.draw(st.sets(st.sampled_from(keys)))}
    open_keys = [key for key in keys if key not in known]
    results = []
    for way in product((True, False), repeat=len(open_keys)):
        try:
            results.append(
                rubric.score(
                    Evidence(answers={**known, **dict(zip(open_keys, way, strict=True))})
                ).total
            )
        except FiscalRubricError as error:
            assert error.code in ("divisor", "negative_divisor")
    if not results:
        with pytest.raises(FiscalRubricError):
            rubric.bounds(Evidence(answers=known))
        return
    bounds = rubric.bounds(Evidence(answers=known))
    assert (bounds.low, bounds.high) == (min(results), max(results))
    assert bounds.tight


def value_of(rule: Node, evidence: Evidence | None = None, **answers: object) -> object:
    """Return the number of a rule, None if it does not apply; both evaluations agree."""
    given = Evidence(answers=answers) if evidence is None else evidence
    result = scored(rule, given, Basis())
    assert result == in_integers(rule, given, Basis())
    return result


def test_a_part_that_does_not_apply_is_passed_on_or_left_out() -> None:
    nothing = not_applicable()
    for rule in (nothing + 1, 2 * nothing, nothing / 2, nothing.clip(0), nothing.round(1),
                 nothing <= 1, all_of(nothing <= 1, yes("a")), any_of(nothing <= 1, yes("a")),
                 ~(nothing <= 1), when(nothing <= 1, 1), least(nothing), most(nothing),
                 average(nothing), divide(1, nothing, if_zero=0)):  # fmt: skip
        assert value_of(rule, a=True) is None
    assert value_of(least(nothing, 2)) == 2
    assert value_of(most(nothing, 2)) == 2
    assert value_of(average(nothing, 1, 2)) == Fraction(3, 2)
    assert value_of(applies(nothing)) == 0
    assert value_of(weakest_link(nothing, 3, 4, plus="1/2", upto=4)) == Fraction(7, 2)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (1, 1, 10), (-1, -1, 50), (0, 0, 30), (2, -2, 30), (-3, -1, 40), (1, 2, 15), (3, -3, 30),
        (4, -4, 30), (9, 9, 50), (-9, -8, 10), (-9, -1, 30),
    ],
)  # fmt: skip
def test_the_mean_between_two_ranks(first: int, last: int, expected: int) -> None:
    terms = [number(key) for key in "abcde"]
    answers = {"a": 30, "b": 10, "c": 50, "d": 20, "e": 40}
    assert value_of(ordered_mean(*terms, first=first, last=last), **answers) == expected
    assert value_of(ordered_mean(*terms, not_applicable(), first=first, last=last),
                    **answers) == expected  # fmt: skip
    assert value_of(ordered_mean(7, first=first, last=last)) == 7


@pytest.mark.parametrize(("first", "last"), [(2, 1), (-1, -2), (0, 1), (1, 0), (-1, 1)])
def test_ranks_are_in_order(first: int, last: int) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        ordered_mean(1, 2, first=first, last=last)
    assert caught.value.code == "ranks_order"


def test_a_root_of_money_and_ranks_of_a_sum_are_refused() -> None:
    for make in (
        lambda: Criterion("c", 9, root(paid(), 2).clip(0, 9)),
        lambda: Fold("total", "indicators", met(), first=2),
    ):
        with pytest.raises(FiscalRubricError):
            make()


def test_a_root_of_a_number_below_zero_is_refused_by_both_evaluations() -> None:
    assert value_of(root(number("n"), 2, 0), n=-1) == REFUSED
    assert value_of(root(number("n"), 2, 0), n=9) == 3
    assert value_of(root(not_applicable(), 2)) is None


def test_the_range_of_very_many_terms_that_may_not_apply_holds_their_mean() -> None:
    values = [Value(Range(Fraction(n), Fraction(n + 1)), may_not_apply=True) for n in range(400)]
    found = ordered(2, -2, values)
    assert found == Value(Range(Fraction(0), Fraction(400)), may_not_apply=True)


def test_the_bounds_of_seven_judges_are_those_of_all_completions() -> None:
    judges = [number(key, 0, 50) for key in "abcdefg"]
    rubric = Rubric("r", [Criterion("c", 50, ordered_mean(*judges, first=2, last=-2))])
    known = dict(zip("abcdef", (40, 41, 42, 44, 45, 46), strict=True))
    totals = [rubric.score(Evidence(answers=known | {"g": g})).total for g in range(51)]
    bounds = rubric.bounds(Evidence(answers=known))
    assert (bounds.low, bounds.high) == (min(totals), max(totals)) == (
        Decimal("42.40"), Decimal("43.60"))  # fmt: skip
    assert bounds.tight


def test_only_the_chosen_branch_needs_its_facts() -> None:
    rule = when(yes("misused"), 0, 2 * yes("lawful"))
    assert value_of(rule, misused=True) == 0
    assert value_of(rule, misused=False) == REFUSED
    choice = pick("p", {"x": yes("a"), "y": 3})
    assert value_of(choice, p="y") == 3
    assert value_of(choice, p="x") == REFUSED
    ratio = divide(1, number("n"), if_zero=yes("a"))
    assert value_of(ratio, n=2) == Fraction(1, 2)
    assert value_of(ratio, n=0) == REFUSED
    assert value_of(ratio, n=0, a=True) == 1


def test_all_other_nodes_need_all_facts() -> None:
    assert value_of(all_of(yes("a"), yes("b")), a=False) == REFUSED
    assert value_of(0 * yes("a")) == REFUSED


def test_a_divisor_of_zero_gives_if_zero_and_a_negative_one_is_refused() -> None:
    assert value_of(1 / number("n"), n=0) == REFUSED
    assert value_of(1 / number("n"), n=-1) == REFUSED
    assert value_of(divide(1, number("n"), if_zero=not_applicable()), n=0) is None
    assert value_of(divide(1, number("n"), if_zero=5), n=-1) == REFUSED


def test_at_least_of_counts_the_conditions_that_hold() -> None:
    rule = at_least_of(2, [yes("a"), yes("b"), yes("c")])
    assert value_of(rule, a=True, b=False, c=True) == 1
    assert value_of(rule, a=True, b=False, c=False) == 0


def test_interpolation_gives_its_knots_and_the_stated_values_beyond_them() -> None:
    rule = interpolate(number("x"), [(60, 0.6), (80, 0.8), (100, 1)], before=0, after=1)
    expected = {59: 0, 60: "0.6", 70: "0.7", 80: "0.8", 99: "0.99", 100: 1, 101: 1}
    assert {x: value_of(rule, x=x) for x in expected} == {
        x: Fraction(y) for x, y in expected.items()
    }
    falling = interpolate(number("x"), [(100, 1), (60, 0.6)], before=9, after=0)
    assert [value_of(falling, x=x) for x in (101, 80, 59)] == [9, Fraction(4, 5), 0]


@pytest.mark.parametrize("places", [(0, 2, 1), (2, 0, 1), (0, 1, 1), (0,), ()])
def test_knots_rise_or_fall(places: tuple[int, ...]) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        interpolate(number("x"), [(x, x) for x in places], before=0, after=1)
    assert caught.value.code == "knots"


def test_the_first_band_that_holds_the_number_counts() -> None:
    from fiscal_rubric import above, at_least, at_most, below

    rule = bands(
        number("x"), [(at_least(90), 3), (above(80), 2), (below(10), 0), (at_most(20), 1)],
        otherwise=7,
    )  # fmt: skip
    values = {90: 3, "89.99": 2, 80: 7, 20: 1, 10: 1, "9.99": 0}
    assert {x: value_of(rule, x=x) for x in values} == values


PROJECT = Project(
    "p",
    Budget("100万元", "120万元", {"2020-06-30": "50%", "2020-12-31": "90%"}),
    [
        Indicator("at least", "quantity", "30项", "18项", weight=30),
        Indicator("at most", "cost", "≤5万元", "8万元", weight=20),
        Indicator("exactly", "quality", "=8个", "9个"),
        Indicator("zero", "quality", "0", "2"),
        Indicator("excused", "quality", "1次", "因疫情，无法按计划开展"),
        Indicator("claimed", "quality", "长期", "完成"),
        Indicator("bounded", "economic", "≥1300亿元", "超2000亿元"),
        Indicator("late", "timeliness", "2020年6月底前", "2020年7月10日"),
        Indicator("early", "timeliness", "6月底前", "5月"),
        Indicator("reason", "social", "≥90%", "80%", reason="人员变动"),
        Indicator("open", "social", "≥90%"),
    ],
)
EVIDENCE = Evidence(PROJECT)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (attained("at least"), "0.6"),
        (attained("at most"), "5/8"),
        (attained("exactly"), "1"),
        (completion_rate("at least"), "0.6"),
        (completion_rate("at most"), "1.6"),
        (completion_rate("exactly"), "9/8"),
        (inverse_share("at most"), "0.4"),
        (inverse_share("excused"), "0"),
        (inverse_share("claimed"), "1"),
        (attained("zero"), "0"),
        (attained("excused"), "0"),
        (attained("claimed"), "1"),
        (attained("bounded"), "1"),
        (attained("reason"), "8/9"),
        (met("at most"), "0"),
        (has_reason("excused"), "1"),
        (has_reason("reason"), "1"),
        (has_reason("at least"), "0"),
        (weight("at least"), "30"),
        (actual("at most"), "80000"),
        (target("at most"), "50000"),
        (target("reason"), "0.9"),
        (actual("reason"), "0.8"),
        (days_late("late"), "10"),
        (days_late("early"), "0"),
        (paid() / planned(), "0.9"),
        (paid("2020-07-01") / planned(), "0.5"),
    ],
)
def test_facts_of_indicators_and_budgets_are_exact(rule: Node, expected: str) -> None:
    assert value_of(rule, EVIDENCE) == Fraction(expected)


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (actual("bounded"), "inexact"),
        (actual("claimed"), "no_number"),
        (actual("excused"), "no_number"),
        (target("claimed"), "no_number"),
        (days_late("at least"), "no_number"),
        (met("open"), "missing_actual"),
        (has_reason("open"), "missing_actual"),
        (weight("exactly"), "missing_weight"),
        (paid("2020-01-01"), "missing_amount"),
        (met("opne"), "unknown_indicator"),
        (met(("q", "open")), "unknown_project"),
    ],
)
def test_a_fact_that_is_wrong_or_missing_is_refused(rule: Node, code: str) -> None:
    step = evaluate(rule, Scope(Facts(EVIDENCE, Basis())))
    assert [fault.code for fault in (*faults(step), *missing(step))] == [code]
    assert in_integers(rule, EVIDENCE, Basis()) == REFUSED


def test_an_excused_indicator_does_not_apply_where_the_basis_says_so() -> None:
    basis = Basis(excused="not_missed")
    assert scored(met("excused"), EVIDENCE, basis) is None
    assert scored(indicators(kind="quality").count(~met()), EVIDENCE, basis) == 2
    assert scored(indicators(kind="quality").count(~met()), EVIDENCE, Basis()) == 3


def test_amounts_are_summed_outside_a_fold_and_of_one_project_inside() -> None:
    other = Project("q", Budget("10万元", "10万元", {"2020-12-31": "20万元"}))
    both = Evidence([PROJECT, other])
    assert value_of(paid(), both) == 128 * 10000
    assert value_of(projects().count(paid() > planned()), both) == 1
    assert value_of(projects().most(paid() / planned()), both) == 2
    weighted = projects().average(paid() / planned(), weight=planned())
    assert value_of(weighted, both) == Fraction(128, 130)
    reasons = projects().total(indicators().count(has_reason()))
    assert value_of(reasons, both.with_actual("open", "80%")) == 2
    assert value_of(reasons, both) == "refused"  # the actual that is missing may give one


def test_evidence_without_projects_is_a_missing_fact() -> None:
    rubric = Rubric("r", [Criterion("c", 3, (3 - indicators().count(~met())).clip(0))])
    with pytest.raises(FiscalRubricError) as caught:
        rubric.score(Evidence())
    assert [fault.code for fault in caught.value.faults] == ["missing_projects"]


def test_the_range_of_an_average_is_exact_if_a_term_may_not_apply() -> None:
    rule = average(number("x", 0, 4), yes("d", may_not_apply=True), 2)
    value = evaluate(rule, Scope(Facts(Evidence(answers={"x": 4}), Basis()))).value
    # d: no -> 2, yes -> 7/3, not applicable -> 3
    assert value == Value(Range(Fraction(2), Fraction(3)))


@pytest.mark.parametrize(("mode", "expected"), [
    ("half up", (1, 2, 3, -1, -3)), ("half even", (0, 2, 2, 0, -2)),
    ("down", (0, 1, 2, 0, -2)), ("up", (1, 2, 3, -1, -3)),
])  # fmt: skip
def test_both_evaluations_round_ties_alike(mode: str, expected: tuple[int, ...]) -> None:
    from fiscal_rubric import Rounding

    rounding = Rounding(0, mode)
    halves = [Fraction(n, 2) for n in (1, 3, 5, -1, -5)]
    assert tuple(map(rounding.ticks, halves)) == expected
    assert tuple(ticks(h.numerator, h.denominator, rounding) for h in halves) == expected


@given(some.numbers(), some.roundings())
def test_both_evaluations_round_alike(number: Fraction, rounding: object) -> None:
    whole = (number.numerator, number.denominator)
    assert ticks(*whole, rounding) == rounding.ticks(number)


def test_not_applicable_is_accepted_only_if_the_question_allows_it() -> None:
    rubric = Rubric("r", [Criterion("c", 1, yes("a"))])
    with pytest.raises(FiscalRubricError) as caught:
        rubric.score(Evidence(answers={"a": NOT_APPLICABLE}))
    assert caught.value.code == "answer"


def test_a_section_without_a_rule_has_no_points() -> None:
    rubric = Rubric("r", [Criterion("c", 1, yes("a"))], rule=None)
    card = rubric.score(Evidence(answers={"a": True}))
    assert (card.total, card.grade, card["c"].points) == (None, None, 1)
    assert isinstance(Section("s", [Criterion("c", 1, yes("a"))], rule=None), Section)
    assert isinstance(rubric.questions()[0], Question)
