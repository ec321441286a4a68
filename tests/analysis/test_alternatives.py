"""Alternatives of a fact, and the evidence with one fact changed."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, strategies as st

from fiscal_rubric import (
    NOT_APPLICABLE,
    Basis,
    Budget,
    Criterion,
    Evidence,
    Grades,
    Indicator,
    Project,
    Rubric,
    judged,
    not_applicable,
    number,
    pick,
    yes,
)
from fiscal_rubric.analysis.alternatives import (
    CENT,
    CLAIM,
    Alternative,
    Numbers,
    alternatives_of,
    at,
    met_by,
    turning_points,
)
from fiscal_rubric.analysis.monotonicity import Direction
from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
from fiscal_rubric.evidence.places import Amount, Answer, Result
from fiscal_rubric.numbers.spans import Quantity, Span
from fiscal_rubric.numbers.units import DATE
from fiscal_rubric.rules.indicator_facts import target_of
from fiscal_rubric.targets.met_or_missed import status_of
from fiscal_rubric.targets.reading import read_target
from fiscal_rubric.targets.targets import (
    Claimed,
    NoTarget,
    NumericActual,
    NumericTarget,
    SeveralActuals,
    SeveralTargets,
    Target,
)
from fiscal_rubric.targets.writing import write_actual
from fiscal_rubric.testing import strategies as some

ASKED = Rubric("r", [
    Criterion("a", 1, yes("a")),
    Criterion("p", 2, pick("p", {"x": 2, "y": 1, "z": 0})),
    Criterion("j", 4, judged("j", 2, 4)),
    Criterion("o", 9, judged("o", 5, 9, upper_open=True)),
    Criterion("n", 1, number("n", 0).clip(0, 1)),
    Criterion("u", 1, number("u", 0, 100, "%")),
])  # fmt: skip
BASIS = Basis()


def answers(key: str, direction: Direction = "neither", **known: Any) -> list[Any]:
    place = Answer(key)
    found = alternatives_of(ASKED, Evidence(answers=known), BASIS, place, direction)
    return [option.value for option in found]


# The report


def test_the_missed_indicators_of_the_report_can_meet_their_targets() -> None:
    found = {
        str(place): write_actual(option.value)
        for place in (p for p in EVIDENCE.places() if not isinstance(p, Answer))
        if isinstance(place, Result)
        for option in alternatives_of(RUBRIC, EVIDENCE, BASIS, place, "rising")
    }
    assert found == {
        "risk_control/核查分析网贷平台数据": "5家",
        "development_service/开展金融对外交流活动": "1次",
        "development_service/金融对外交流活动顺利举办率": "100%",
        "development_service/按计划完成金融对外交流活动顺利举办率": "100%",
        "talent_fund/开展高端人才、青年人才培训服务": "500人次",
        "talent_fund/按计划开展开展高端人才、青年人才培训服务": "100%",
        "industry_fund/《企业上市政策》受理企业申报项目数": "30项",
    }


def test_a_target_of_the_report_that_was_revised_is_met_under_that_basis() -> None:
    place = Result("industry_fund", "《企业上市政策》受理企业申报项目数")
    assert alternatives_of(RUBRIC, EVIDENCE, Basis(targets="revised"), place, "rising") == ()


def test_payments_of_the_report_can_fall_to_nothing_or_rise_to_the_planned_amount() -> None:
    place = Amount("talent_fund", "paid")
    both = alternatives_of(RUBRIC, EVIDENCE, BASIS, place, "neither")
    assert [str(option.value) for option in both] == ["1152万元", "0万元"]
    ends: dict[Direction, str] = {"rising": "1152万元", "falling": "0万元"}
    for direction, end in ends.items():
        (only,) = alternatives_of(RUBRIC, EVIDENCE, BASIS, place, direction)
        assert str(only.value) == end
        assert only.numbers is not None
        assert (only.numbers.unit, only.numbers.step) == ("万元", CENT / 10_000)


# Questions


def test_other_answers_of_a_question() -> None:
    assert answers("a") == [True, False]
    assert answers("a", "rising") == [True]
    assert answers("a", "falling") == [False]
    assert answers("a", "rising", a=True) == answers("a", "falling", a=False) == []
    assert answers("a", a=True) == [False]
    assert answers("p", p="y") == ["x", "z"]
    assert answers("p") == ["x", "y", "z"]


def test_figures_move_to_their_ends() -> None:
    assert answers("j", "rising") == [4]
    assert answers("j", "falling") == [2]
    assert answers("j", "rising", j=4) == answers("j", "falling", j=2) == []
    assert {2, 4} <= set(answers("j"))  # and to numbers of the rules, without a direction
    assert 4 not in answers("j", j=4)


def test_an_open_end_is_kept_a_step_away() -> None:
    assert answers("o", "rising") == [Fraction("8.99")]
    assert ASKED.score(Evidence(answers={
        "a": True, "p": "x", "j": 2, "n": 0, "u": 0, "o": answers("o", "rising")[0],
    })).total is not None  # fmt: skip


def test_points_within_a_band_move_to_the_ends_of_each_band() -> None:
    bands = pick("g", {"good": judged("g.p", 8, 10),
                       "fair": judged("g.p", 5, 8, upper_open=True)})  # fmt: skip
    rubric = Rubric("r", [Criterion("c", 10, bands)])
    place = Answer("g.p")
    given_ = Evidence(answers={"g": "fair", "g.p": 5})
    found = alternatives_of(rubric, given_, BASIS, place, "rising")
    assert [option.value for option in found] == [10, Fraction("7.99")]


def test_a_figure_has_its_current_number_and_unit() -> None:
    place = Answer("u")
    for known, start in (
        ("30", 30),
        ("30%", 30),
        ("0.3", Fraction("0.3")),
        (30, 30),
        (NOT_APPLICABLE, 0),  # the worst number
    ):
        given_ = Evidence(answers={"u": known})
        (only,) = alternatives_of(ASKED, given_, BASIS, place, "rising")
        assert only == Alternative(100, Numbers(Fraction(start), Fraction(100), CENT, True, "%"))


def test_nothing_is_declared_not_applicable() -> None:
    asked = Rubric("r", [
        Criterion("y", 1, yes("y", may_not_apply=True), if_not_applicable="full"),
        Criterion("n", 1, number("n", 0, 1, may_not_apply=True), if_not_applicable="full"),
        Criterion("p", 1, pick("p", {"x": 1, "NA": not_applicable()}), if_not_applicable="full"),
    ])  # fmt: skip

    def options(key: str, **known: Any) -> list[Any]:
        given_ = Evidence(answers=known)
        place = Answer(key)
        return [o.value for o in alternatives_of(asked, given_, BASIS, place, "rising")]

    assert options("y", y=False) == options("y", y=NOT_APPLICABLE) == [True]
    assert options("n", n=0) == options("n", n=NOT_APPLICABLE) == [1]
    assert options("p", p="NA") == ["x"]


def test_a_figure_without_ends_moves_to_turning_points_of_its_rule() -> None:
    rule = (2 * (number("n") >= 3) + (number("m", 0, 9) >= 5)).clip(0, 3)
    rubric = Rubric("r", [Criterion("c", 3, rule)], grades=Grades([("A", 2), ("B", 0)]))
    points = turning_points([rule])
    assert set(points) == {0, 1, 2, 3, 5, 9, *(n + d for n in (2, 3, 5) for d in (CENT, -CENT))}

    def options(key: str, direction: Direction) -> list[Any]:
        place = Answer(key)
        return [o.value for o in alternatives_of(rubric, Evidence(), BASIS, place, direction)]

    assert set(points) < set(options("n", "rising"))  # and the edges of the grades
    assert options("m", "rising") == [9]
    halved = Rubric("r", [Criterion("c", 1, number("h", 1, unit="%").clip(0, 1))])
    found = alternatives_of(halved, Evidence(), BASIS, Answer("h"), "neither")
    assert {option.value for option in found} == {1, 100}  # in its unit, within its end


# Indicators


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("5家", "5家"),
        ("≥90%", "90%"),
        (">90%", "90.01%"),
        ("超过100家", "101家"),
        ("≤5万元", "5万元"),
        ("<5", "4.99"),
        ("<5家", "4家"),
        ("90%-95%", "90%"),
        ("提高5%", "提高5%"),
        ("较2019年度减少5%", "较2019年度减少5%"),
        ("2020年12月31日前", "2020年12月31日"),
        ("长期", CLAIM),
    ],
)
def test_a_target_is_just_met(target: str, actual: str) -> None:
    promised = read_target(target, "quantity")
    met = met_by(promised)
    assert met is not None
    assert write_actual(met) == actual
    assert status_of(promised, met, BASIS) in ("met", "met by claim")


def test_several_targets_are_all_met_and_no_target_is_not() -> None:
    several = SeveralTargets(
        [NumericTarget("at least", Span(5, unit="家")), NumericTarget("at most", Span(None, 3))]
    )
    assert met_by(several) == SeveralActuals(
        [NumericActual(Span(5, 5, unit="家")), NumericActual(Span(3, 3))]
    )  # fmt: skip
    assert met_by(NoTarget()) is None


def of_indicator(target: Any, actual: Any = None, basis: Basis = BASIS) -> list[Alternative]:
    evidence = Evidence(Project("p", None, [Indicator("k", "quantity", target, actual)]))
    return list(alternatives_of(ASKED, evidence, basis, Result("p", "k"), "rising"))


def test_an_indicator_that_met_its_target_or_has_none_stays() -> None:
    assert (
        of_indicator("5家", "6家") == of_indicator("/", "6家") == of_indicator("长期", "完成") == []
    )


def test_a_target_in_words_is_not_met_where_claims_are_doubted() -> None:
    assert [option.value for option in of_indicator("长期", "未开展")] == [Claimed(CLAIM)]
    assert of_indicator("长期", "未开展", Basis(claims="doubted")) == []


def test_a_target_too_narrow_for_a_step_has_no_alternative() -> None:
    narrow = NumericTarget("change", Span(5, Fraction("5.001"), lower_open=True, unit="%"), "")
    assert of_indicator(narrow, "提高1%") == []


@pytest.mark.parametrize(
    ("target", "actual", "numbers"),
    [
        ("5家", "3家", Numbers(Fraction(3), Fraction(5), Fraction(1), True, "家")),
        ("≥90%", "80.5%", Numbers(Fraction("80.5"), Fraction(90), CENT, True, "%")),
        ("≥1.5万元", None, Numbers(Fraction(0), Fraction("1.5"), CENT / 10_000, True, "万元")),
        ("5家", "约3家", Numbers(Fraction(0), Fraction(5), Fraction(1), True, "家")),
        (
            "5万家",
            "300家",
            Numbers(Fraction("0.03"), Fraction(5), Fraction(1, 10_000), True, "万家"),
        ),
        ("5家", "未开展", Numbers(Fraction(0), Fraction(5), Fraction(1), True, "家")),
        ("≤5公里", "7.5公里", Numbers(Fraction("7.5"), Fraction(5), CENT, False, "公里")),
        ("≤5家", "未开展", Numbers(None, Fraction(5), Fraction(1), False, "家")),
        ("≤20万元", "300000元", Numbers(Fraction(30), Fraction(20), CENT / 10_000, False, "万元")),
        ("90%-95%", "99%", Numbers(Fraction(99), Fraction(95), CENT, False, "%")),
        ("提高5%", "提高3%", Numbers(Fraction(3), Fraction(5), CENT, True, "%", "")),
        ("2020年12月31日前", "2021年1月5日", None),
        ("长期", "未开展", None),
    ],
)
def test_a_number_has_its_current_value_and_step(
    target: str, actual: str | None, numbers: Numbers | None
) -> None:
    (only,) = of_indicator(target, actual)
    assert only.numbers == numbers


def test_the_value_of_a_number_fits_its_place() -> None:
    numbers = Numbers(Fraction(1), Fraction(5), Fraction(1), True, "万元", "")
    assert at(Answer("n"), numbers, Fraction(3)) == 3
    assert at(Amount("p", "paid"), numbers, Fraction(3)) == Quantity(3, "万元")
    changed = at(Result("p", "k"), numbers, Fraction(3))
    assert changed == NumericActual(Span(3, 3, unit="万元"), base="")


# Budgets


def of_budget(budget: Budget, sort: Any = "paid", direction: Direction = "neither") -> list[str]:
    evidence = Evidence([Project("o"), Project("p", budget)])
    place = Amount("p", sort)
    return [str(a.value) for a in alternatives_of(ASKED, evidence, BASIS, place, direction)]


@pytest.mark.parametrize(
    ("budget", "expected"),
    [
        (Budget("8万元", "12万元", {"2020-12-31": "5万元"}), ["12万元", "0万元"]),
        (Budget("80000元", None, {"2020-12-31": "5万元"}), ["8万元", "0万元"]),
        (Budget(None, None, {"2020-12-31": "5万元"}), ["0万元"]),
        (Budget("8万元", None, {"2020-12-31": "0万元"}), ["8万元"]),
        (Budget("8万元", None, {"2020-12-31": "8万元"}), ["0万元"]),
        (Budget("8万元"), ["8万元", "8万元", "0万元", "0万元"]),
        (Budget(), []),
    ],
)
def test_payments_move_between_nothing_and_the_planned_amount(
    budget: Budget, expected: list[str]
) -> None:
    assert of_budget(budget) == expected


def test_planned_amounts_do_not_change() -> None:
    budget = Budget("8万元", "9万元", {"2020-12-31": "5万元"})
    assert of_budget(budget, "initial") == of_budget(budget, "adjusted") == []


# Laws


@given(some.targets(), some.bases())
def test_an_offered_result_meets_its_target(target: Target, basis: Basis) -> None:
    evidence = Evidence(Project("p", None, [Indicator("k", "quantity", target)]))
    options = alternatives_of(ASKED, evidence, basis, Result("p", "k"), "neither")
    for option in options:
        assert status_of(target, option.value, basis) in ("met", "met by claim")
    if isinstance(target, NumericTarget) and not (target.span.lower_open or target.span.upper_open):
        assert len(options) == 1
        if target.span.unit != DATE and options[0].numbers is not None:
            end = options[0].numbers.end
            assert end in (target.span.lower, target.span.upper)


@given(some.projects("p", known=True), some.bases(), st.sampled_from(("rising", "neither")))
def test_every_alternative_fits_into_its_place_and_is_another_value(
    project: Project, basis: Basis, direction: Direction
) -> None:
    evidence = Evidence(project)
    for place in (p for p in evidence.places() if not isinstance(p, Answer)):
        for option in alternatives_of(ASKED, evidence, basis, place, direction):
            changed = evidence.with_(place, option.value)
            assert changed != evidence
            if isinstance(place, Result):
                _, indicator = changed.indicator(("p", place.indicator))
                target = target_of(indicator, basis)
                assert status_of(target, indicator.actual, basis) in ("met", "met by claim")


@given(st.fixed_dictionaries({q.key: some.answers(q) for q in ASKED.questions()}), st.data())
def test_every_other_answer_is_taken_by_its_question(
    given_: dict[str, Any], data: st.DataObject
) -> None:
    evidence = Evidence(answers=given_ | ({"o": 5} if given_["o"] == 9 else {}))
    direction: Direction = data.draw(st.sampled_from(("rising", "falling", "neither", "none")))
    for question in ASKED.questions():
        place = Answer(question.key)
        for option in alternatives_of(ASKED, evidence, BASIS, place, direction):
            changed = evidence.with_(place, option.value)
            assert changed.answers[question.key] != evidence.answers[question.key]
            assert ASKED.score(changed).total is not None


@given(some.answers(next(q for q in ASKED.questions() if q.key == "o")))
def test_a_drawn_answer_is_not_the_open_end_of_a_band(answer: Any) -> None:
    assert answer != 9
