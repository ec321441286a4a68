"""Facts that are inexact, missing or wrong, in both evaluations."""

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
    actual,
    amount,
    applies,
    attained,
    average,
    completion_rate,
    days_late,
    divide,
    indicators,
    met,
    not_applicable,
    number,
    paid,
    pick,
    projects,
    target,
    weight,
    when,
    yes,
)
from fiscal_rubric.numbers.ranges import Range
from fiscal_rubric.numbers.spans import Span
from fiscal_rubric.rules.evaluate import Scope, evaluate
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.nodes import Average, Node
from fiscal_rubric.rules.trace import faults, missing
from fiscal_rubric.targets.targets import NumericActual, NumericTarget
from meanings import REFUSED, in_integers, scored


def one(target_: str, actual_: str | None, **more: object) -> Evidence:
    indicator = Indicator("k", "quantity", target_, actual_, **more)
    return Evidence(Project("p", Budget("1万元"), [indicator]))


@pytest.mark.parametrize(
    ("goal", "reached", "low", "high"),
    [
        ("≥100家", "超50家", "0.5", "1"),
        ("≥100家", "不足50家", "0", "0.5"),
        ("≤100家", "超200家", "0", "0.5"),
        ("≤100家", "超50家", "0", "1"),
        ("≥100家", "20~50家", "0.2", "0.5"),
    ],
)
def test_an_inexact_actual_gives_a_range_of_shares(
    goal: str, reached: str, low: str, high: str
) -> None:
    step = evaluate(attained("k"), Scope(Facts(one(goal, reached), Basis())))
    assert step.value.range == Range(Fraction(low), Fraction(high))
    assert [fault.code for fault in missing(step)] == ["undecided"]
    assert in_integers(attained("k"), one(goal, reached), Basis()) == REFUSED


@given(
    st.sampled_from("≥≤"),
    st.integers(-9, 9),
    st.lists(st.integers(-9, 9), min_size=3, max_size=3).map(sorted),
)
def test_the_share_of_a_range_is_the_hull_of_the_shares_of_its_ends(
    sign: str, goal: int, ends: list[int]
) -> None:
    lower, inner, upper = ends
    assume(goal and lower < upper)
    promised = (
        NumericTarget("at least", Span(goal))
        if sign == "≥"
        else NumericTarget("at most", Span(None, goal))
    )

    def share(*span: int) -> Range:
        indicator = Indicator("k", "quantity", promised, NumericActual(Span(*span)))
        facts = Facts(Evidence(Project("p", None, [indicator])), Basis())
        found = evaluate(attained("k"), Scope(facts)).value.range
        assert found is not None
        return found

    assert share(inner, inner).within(share(lower, upper))
    assert share(lower, upper) == share(lower, lower).hull(share(upper, upper))


@pytest.mark.parametrize(
    ("goal", "reached", "share"),
    [("≥-5%", "-10%", "0.5"), ("≥5%", "-10%", "0"), ("≤5家", "0家", "1"), ("≤-5%", "0%", "0"),
     ("≤-4%", "-2%", "0.5"), ("0", "3", "0"), ("2020年6月底前", "2020年7月", "0"),
     ("=8个", "6个", "0.75"), ("=8个", "9个", "1"), ("=0个", "1个", "0"), ("3~5个", "6个", "0")],
)  # fmt: skip
def test_the_share_of_a_target_of_zero_or_below_is_within_0_and_1(
    goal: str, reached: str, share: str
) -> None:
    for evaluated in (scored, in_integers):
        assert evaluated(attained("k"), one(goal, reached), Basis()) == Fraction(share)


@pytest.mark.parametrize(
    ("rule", "goal", "reached", "code"),
    [
        (attained("k"), "5家", None, "missing_actual"),
        (attained("k"), "5家", "建设中", "undecided"),
        (attained("k"), "5家", "约4家", "undecided"),
        (met("k"), "5家", "3次", "unit_clash"),
        (completion_rate("k"), "5家", None, "missing_actual"),
        (completion_rate("k"), "5家", "建设中", "undecided"),
        (completion_rate("k"), "5家", "3次", "unit_clash"),
        (actual("k"), "5家", None, "missing_actual"),
        (actual("k"), "5家", "约4家", "inexact"),
        (target("k"), "3~5家", "4家", "no_number"),
        (target("k"), "长期", "完成", "no_number"),
        (days_late("k"), "5家", "4家", "no_number"),
        (days_late("k"), "2020年6月底前", None, "missing_actual"),
        (days_late("k"), "2020年6月底前", "完成", "no_number"),
        (days_late("k"), "2020年6月底前", "2020年7月", "inexact"),
    ],
)
def test_a_fact_that_is_missing_or_wrong_has_its_code(
    rule: Node, goal: str, reached: str, code: str
) -> None:
    evidence = one(goal, reached)
    step = evaluate(rule, Scope(Facts(evidence, Basis())))
    assert [fault.code for fault in (*faults(step), *missing(step))] == [code]
    assert in_integers(rule, evidence, Basis()) == REFUSED


@pytest.mark.parametrize(
    ("rule", "reached", "said"),
    [(actual("k"), "约4家", "约4家"), (met("k"), "建设中", "'建设中' / '≥5家'")],
)
def test_the_fault_of_an_unclear_result_quotes_its_cell(
    rule: Node, reached: str, said: str
) -> None:
    step = evaluate(rule, Scope(Facts(one("5家", reached), Basis())))
    (fault,) = missing(step)
    assert (fault.place, fault.found) == ("p/k/actual", said)


def test_a_unit_clash_names_the_question() -> None:
    rubric = Rubric("r", [Criterion("c", 1, number("rate", 0, 1, unit="%").clip(0, 1))])
    with pytest.raises(FiscalRubricError) as caught:
        rubric.score(Evidence(answers={"rate": "50万元"}))
    (fault,) = caught.value.faults
    assert (fault.code, fault.place) == ("unit_clash", "rate")


def test_completion_in_an_earlier_month_is_0_days_late() -> None:
    for goal, reached in (("2020年6月底前", "2020年5月"), ("6月底前", "5月"),
                          ("2020年6月底前", "2020年6月前")):  # fmt: skip
        assert scored(days_late("k"), one(goal, reached), Basis()) == 0


@pytest.mark.parametrize(
    ("goal", "reached"),
    [("长期", "完成"), ("5家", "已完成"), ("5家", "未开展"), ("5家", "/"), ("0", "3"),
     ("3~5家", "6家"), ("≥5家", "超6家"), ("2020年6月底前", "2020年7月")],
)  # fmt: skip
def test_the_completion_rate_does_not_apply_without_a_ratio(goal: str, reached: str) -> None:
    assert scored(completion_rate("k"), one(goal, reached), Basis()) is None


def test_the_share_attained_does_not_apply_if_the_indicator_does_not() -> None:
    assert scored(attained("k"), one("5家", "/"), Basis()) is None
    assert scored(attained("k"), one("5家", "完成"), Basis(claims="doubted")) == REFUSED
    assert scored(average(attained("k"), 1), one("5家", "/"), Basis()) == 1


def answered(rule: Node, **answers: object) -> list[str]:
    rubric = Rubric("r", [Criterion("c", 9, rule.clip(0, 9), if_not_applicable="zero")])
    with pytest.raises(FiscalRubricError) as caught:
        rubric.score(Evidence(answers=answers))
    with pytest.raises(FiscalRubricError) as bounded:
        rubric.bounds(Evidence(answers=answers))
    assert caught.value.faults == bounded.value.faults
    return [str(fault) for fault in caught.value.faults]


def test_an_answer_of_another_kind_is_refused() -> None:
    picked = pick("p", {"A": 1, "B": 0})
    assert answered(picked, p="C") == ["p: found 'C', expected A or B"]
    assert answered(picked, p=3) == ["p: found 3, expected 'A' or 'B'"]
    assert answered(number("n", 0, 9), n="many") == [
        "n: 'many' is not a number; expected an exact one such as 3 or \"0.5\""
    ]
    assert answered(number("n", 0, 9), n=NOT_APPLICABLE) == [
        "n: found NOT_APPLICABLE, expected 0..9"
    ]
    assert "1/3" not in answered(number("n"), n="abc")[0]
    assert answered(number("n"), n=False) == ["n: found False, expected 3, 0.5"]
    assert answered(yes("a") + 0, a="是") == ["a: found '是', expected True or False"]


@pytest.mark.parametrize("answer", ["很多", "约5万元", "5万元左右"])
def test_words_are_no_answer_to_a_question_with_a_unit(answer: str) -> None:
    rubric = Rubric(
        "r", [Criterion("c", 9, (number("n", 0, unit="万元") / amount("1万元")).clip(0, 9))]
    )
    with pytest.raises(FiscalRubricError) as caught:
        rubric.score(Evidence(answers={"n": answer}))
    assert [(fault.code, fault.place) for fault in caught.value.faults] == [("notation", "n")]


@pytest.mark.parametrize(
    ("answer", "expected"), [("2020", 2020), ("2020.5", "2020.5"), ("1e3", 1000)]
)
def test_a_number_that_may_be_a_year_answers_a_question_with_a_unit(
    answer: str, expected: object
) -> None:
    assert scored(
        number("n", 0, unit="万元") / amount("1万元"), Evidence(answers={"n": answer}), Basis()
    ) == Fraction(expected)


def test_a_key_in_a_fold_names_an_indicator_of_the_current_project() -> None:
    owned = [Indicator("k", "quantity", "5家", "5家", weight=2)]
    other = [Indicator("k", "quantity", "5家", "3家", weight=3)]
    evidence = Evidence([Project("p", None, owned), Project("q", None, other)])
    for evaluated in (scored, in_integers):
        assert evaluated(projects().total(weight("k") * met("k")), evidence, Basis()) == 2
        assert evaluated(projects().most(weight("k")), evidence, Basis()) == 3
    step = evaluate(projects().total(met("x")), Scope(Facts(evidence, Basis())))
    assert {fault.code for fault in faults(step)} == {"unknown_indicator"}
    assert in_integers(projects().total(met("x")), evidence, Basis()) == REFUSED


def test_a_negative_weight_is_refused_and_weights_of_zero_do_not_apply() -> None:
    evidence = one("5家", "5家", weight=0)
    for evaluated in (scored, in_integers):
        assert evaluated(indicators().average(met(), weight=weight()), evidence, Basis()) is None
        below = indicators().average(met(), weight=weight() - 1)
        assert evaluated(below, evidence, Basis()) == REFUSED
        assert evaluated(indicators().least(1 / weight()), evidence, Basis()) == REFUSED
        assert evaluated(indicators().total(1 / weight()), evidence, Basis()) == REFUSED
        assert evaluated(average(1 / weight("k"), 1), evidence, Basis()) == REFUSED
    zero = Average(((yes("a"), Fraction(0)),))
    assert scored(zero, Evidence(answers={"a": True}), Basis()) is None
    assert in_integers(zero, Evidence(answers={"a": True}), Basis()) is None


def test_an_open_weight_gives_the_range_of_the_values() -> None:
    indicator = Indicator("k", "quantity", "5家", "5家")
    other = Indicator("l", "quantity", "5家", "4家", weight=1)
    evidence = Evidence(Project("p", None, [indicator, other]))
    rule = indicators().average(attained(), weight=weight())
    value = evaluate(rule, Scope(Facts(evidence, Basis()))).value
    assert value.range == Range(Fraction(4, 5), Fraction(1))
    unbounded = average(number("x"), 1)
    assert evaluate(unbounded, Scope(Facts(Evidence(), Basis()))).value.range is not None


def test_a_divisor_that_may_be_zero_or_below_may_not_apply_or_is_refused() -> None:
    rule = divide(1, number("n"), if_zero=not_applicable())
    value = evaluate(rule, Scope(Facts(Evidence(), Basis()))).value
    assert value.may_not_apply
    step = evaluate(1 / number("n", -3, -1), Scope(Facts(Evidence(), Basis())))
    assert step.value.is_refused
    half = evaluate(divide(not_applicable(), number("n", 0, 1), if_zero=2),
                    Scope(Facts(Evidence(), Basis())))  # fmt: skip
    assert half.value.range is None


def test_a_condition_narrows_the_range_of_its_branch() -> None:
    """An expression that is refused or does not apply stays so in the branch of its condition."""
    unknown = Scope(Facts(Evidence(), Basis()))
    either = yes("d", may_not_apply=True)
    left = when(applies(either), 0, average(either, 1))
    assert evaluate(left, unknown).value.range == Range(Fraction(0), Fraction(1))
    upto = when(number("n", may_not_apply=True) <= 3, number("n", may_not_apply=True).clip(0), 0)
    value = evaluate(upto, unknown).value
    assert (value.range, value.may_not_apply) == (Range(Fraction(0), Fraction(3)), True)
    mean = average(either)
    nowhere = evaluate(when(mean <= 3, when(applies(either), 0, mean), 0), unknown).value
    assert (nowhere.range, nowhere.may_not_apply) == (Range(Fraction(0), Fraction(0)), True)
    refused = 1 / number("n", -3, 0)
    assert evaluate(when(applies(refused), refused, 0), unknown).value.is_refused


def test_a_fold_over_projects_includes_a_project_without_indicators() -> None:
    each = projects().total(yes("a") + 0)
    step = evaluate(each, Scope(Facts(Evidence(Project("p")), Basis())))
    assert [inner.item.project.key for inner in step.steps if inner.item] == ["p"]
    assert in_integers(each, Evidence(answers={"a": True}), Basis()) == REFUSED


def test_a_missing_amount_names_its_project() -> None:
    evidence = Evidence([Project("p", Budget(1, 1, {"2020-12-31": 1})), Project("q")])
    step = evaluate(paid(), Scope(Facts(evidence, Basis())))
    assert [fault.place for fault in missing(step)] == ["q/paid"]
    each = evaluate(projects().total(paid() / 1), Scope(Facts(evidence, Basis())))
    assert [fault.place for fault in missing(each)] == ["q/paid"]


@pytest.mark.parametrize(
    ("due", "done", "late"),
    [
        ("2月28日前", "3月1日", Range(Fraction(1), Fraction(2))),  # the year is not stated
        ("2月10日前", "3月1日至3月5日", Range(Fraction(19), Fraction(24))),
        ("2月29日前", "3月1日", Range(Fraction(1), Fraction(1))),
        ("2月10日前", "2月29日", Range(Fraction(19), Fraction(19))),
        ("3月1日前", "3月2日", Range(Fraction(1), Fraction(1))),
        ("2023年2月28日前", "2023年3月1日", Range(Fraction(1), Fraction(1))),
    ],
)
def test_days_late_over_february_are_a_range_if_the_year_is_not_stated(
    due: str, done: str, late: Range
) -> None:
    owned = Evidence(Project("p", None, [Indicator("x", "timeliness", due, done)]))
    step = evaluate(days_late("x"), Scope(Facts(owned, Basis())))
    assert step.value.range == late


UNITS = ("", "%", "‰", "万", "元", "万元", "千", "家")


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("goal_unit", UNITS)
def test_met_agrees_with_the_comparison_of_actual_and_target(goal_unit: str, unit: str) -> None:
    sizes = (0, 5, 95, 100, 50_000)
    for goal, reached, sign in product(sizes, sizes, "≥≤"):
        owned = Indicator("x", "quality", f"{sign}{goal}{goal_unit}", f"={reached}{unit}")
        left, right = (target("x"), actual("x")) if sign == "≥" else (actual("x"), target("x"))
        stated = Criterion("met", 1, 1 * met("x"), if_not_applicable="zero")
        lines = [stated, Criterion("compared", 1, 1 * (left <= right))]
        evidence = Evidence(Project("p", None, [owned]))
        try:
            card = Rubric("r", lines).score(evidence)
        except FiscalRubricError as error:
            codes = {fault.code for fault in error.faults}
            assert codes in ({"unit_clash", "between"}, {"share_or_number", "between"})
        else:
            assert card["met"].points == card["compared"].points, owned
