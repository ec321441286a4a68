"""Monitoring (双监控) of budgets and indicators at a cut-off date, with the outlook of the year."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import assume, example, given, strategies as st

from fiscal_rubric import (
    Basis,
    Budget,
    Criterion,
    Evidence,
    FiscalRubricError,
    Grades,
    Indicator,
    Monitoring,
    Project,
    Rubric,
    actual,
    attained,
    budget_execution_rate,
    indicators,
    met,
    monitor,
    yes,
)
from fiscal_rubric.analysis.portfolio import percent
from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
from fiscal_rubric.numbers.spans import Span
from fiscal_rubric.targets.targets import NumericActual

YEAR = ("2020-01-01", "2020-12-31")
HALF = "2020-06-30"  # 182 of 366 days
SPENT = Criterion("spent", 10, 10 * budget_execution_rate().clip(0, 1))
DONE = Criterion("done", 10, 10 * indicators().average(attained()), if_not_applicable="zero")
BOTH = Rubric("r", [SPENT, DONE])


def project(
    *owned: Indicator, paid: str | None = None, at: str = HALF, planned: str | None = "100元",
    initial: str | None = None,
) -> Project:  # fmt: skip
    payments = {} if paid is None else {at: paid}
    return Project("p", Budget(initial or planned, planned, payments), owned)


def of(
    owned: Project, at: date | str = HALF, *, rubric: Rubric = BOTH, **options: Any
) -> Monitoring:
    given_: dict[str, Any] = {"on_the_way": "0.8", **options}
    return monitor(rubric, Evidence(owned), at, YEAR, **given_)


def light(target: Any, happened: Any, at: str = HALF, **options: Any) -> str:
    """The light of one indicator at a day."""
    kind = options.pop("kind", "quantity")
    (item,) = of(project(Indicator("k", kind, target, happened)), at, **options)
    return item.light


# The report of 2020


def test_the_projects_of_2020_in_june() -> None:
    june = monitor(RUBRIC, EVIDENCE, HALF, YEAR, on_the_way="0.8", basis=Basis(budget="adjusted"))
    assert [(s.project, percent(s.rate), s.light) for s in june.spending][:2] == [
        ("risk_control", "5.84%", "missed"),
        ("development_service", "14.60%", "missed"),
    ]
    assert (june.at, june.time_gone) == (date(2020, 6, 30), Fraction(182, 366))
    assert {item.light for item in june} == {"met", "missed", "on the way"}
    final = RUBRIC.score(EVIDENCE)
    bounds = june.outlook.bounds
    assert bounds.low is not None
    assert bounds.high is not None
    assert final.total is not None
    assert bounds.low <= final.total <= bounds.high
    assert len(june) == sum(len(owner.indicators) for owner in EVIDENCE.projects)


# Budgets


@pytest.mark.parametrize(
    ("paid", "expected"),
    [
        ("60元", "met"),
        ("50元", "met"),  # 182 of 366 days are 49.73 %
        ("49.73元", "met"),
        ("49.72元", "on the way"),
        ("39.79元", "on the way"),  # 80 % of that
        ("39.78元", "missed"),
        ("0元", "missed"),
        (None, "not known"),
    ],
)
def test_the_light_of_a_budget_against_time_gone(paid: str | None, expected: str) -> None:
    (item,) = of(project(paid=paid)).spending
    assert (item.light, item.due) == (expected, Fraction(182, 366))
    if paid is not None:
        assert item.rate == Fraction(paid.removesuffix("元")) / 100
        assert item.pace == item.rate / item.due


def test_the_payment_plan_is_due_where_there_is_one() -> None:
    half = project(paid="50元")
    for share, expected in ((1, "missed"), ("0.625", "on the way"), ("0.62", "on the way"),
                            ("0.5", "met"), (0, "met"), (Fraction(1, 3), "met")):  # fmt: skip
        (item,) = of(half, plan={"p": share}).spending
        assert item.light == expected, share
        assert item.due == Fraction(share)
        assert (item.pace is None) == (share == 0)
    assert of(half, plan={}).spending[0].due == Fraction(182, 366)
    two = Evidence([half, Project("q", half.budget)])
    found = monitor(BOTH, two, HALF, YEAR, on_the_way=1, plan={"q": "0.6"})
    assert [(s.project, s.light) for s in found.spending] == [("p", "met"), ("q", "missed")]


def test_payments_up_to_the_day_count() -> None:
    budget = Budget(
        None, "100元", {"2020-03-31": "20元", "2020-06-30": "50元", "2020-07-01": "90元"}
    )
    owned = Project("p", budget)
    rates = [of(owned, at).spending[0].rate for at in
             ("2020-03-30", "2020-03-31", "2020-06-29", "2020-06-30", "2020-12-31")]  # fmt: skip
    assert rates == [None, Fraction(1, 5), Fraction(1, 5), Fraction(1, 2), Fraction(9, 10)]


def test_the_budget_is_that_of_the_basis() -> None:
    owned = project(paid="50元", planned="100元", initial="200元")
    for budget, rate in (("adjusted", Fraction(1, 2)), ("initial", Fraction(1, 4))):
        basis = evolve(Basis(), budget=budget)
        assert of(owned, basis=basis).spending[0].rate == rate
        own = evolve(BOTH, basis=basis)
        assert of(owned, rubric=own).spending[0].rate == rate
    for nothing in (project(paid="5元", planned=None), project(paid="0元", planned="0元")):
        (item,) = of(nothing).spending
        assert (item.rate, item.pace, item.light) == (None, None, "not known")


# Indicators


@pytest.mark.parametrize(
    ("target", "happened", "expected"),
    [
        # a floor
        ("≥10家", "10家", "met"),
        ("≥10家", "12家", "met"),
        ("≥10家", "5家", "on the way"),  # half of it after half of the time
        ("≥10家", "4家", "on the way"),  # 40 % is 80 % of 49.7 %
        ("≥10家", "3.9家", "missed"),
        ("≥10家", "未开展", "missed"),
        ("≥10家", "建设中", "not known"),
        ("≥10家", "超5家", "not known"),
        ("≥10家", None, "not known"),
        ("≥10家", "/", "not applicable"),
        ("≥10家", "完成", "met"),
        # an exact target: what is there can still become too much
        ("=10家", "10家", "on the way"),
        ("=10家", "5家", "on the way"),
        ("=10家", "3家", "missed"),
        ("=0起", "0起", "on the way"),
        ("=0起", "1起", "missed"),
        # a ceiling holds until the year is over
        ("≤5起", "3起", "on the way"),
        ("≤5起", "5起", "on the way"),
        ("≤5起", "6起", "missed"),
        # a range
        ("3~5家", "4家", "on the way"),
        ("3~5家", "2家", "on the way"),
        ("3~5家", "1家", "missed"),
        ("3~5家", "超1家", "not known"),
        ("0~5家", "3家", "on the way"),
        ("0~5家", "-1家", "missed"),
        ("3~5家", "6家", "missed"),
        # a day
        ("2020年12月底前", "2020年6月", "met"),
        ("2020年12月底前", "未开展", "on the way"),
        ("2020年6月30日前", "未开展", "on the way"),
        ("2020年6月29日前", "未开展", "missed"),
        ("2020年3月底前", "2020年5月", "missed"),
        # words
        ("长期", "完成", "met"),
        ("长期", "建设中", "not known"),
        ("≥10个；≥5户", "10个；4户", "missed"),
        ("≥10个；≥5户", "10个；5户", "met"),
        ("/", "5家", "not known"),
    ],
)
def test_the_light_of_an_indicator(target: str, happened: str | None, expected: str) -> None:
    assert light(target, happened) == expected


def test_the_light_is_read_under_the_basis() -> None:
    assert light("≥10家", "完成", basis=Basis(claims="doubted")) == "not known"
    assert light("≥10家", "受暴雨影响，未实施") == "missed"
    excused = Basis(excused="not_missed")
    assert light("≥10家", "受暴雨影响，未实施", basis=excused) == "not applicable"
    revised = project(Indicator("k", "quantity", "≥10家", "6家", revised="≥6家"))
    assert [item.light for item in of(revised, "2020-12-31")] == ["missed"]
    found = of(revised, "2020-12-31", basis=Basis(targets="revised"))
    assert [(item.target, item.light) for item in found] == [("≥6家", "met")]


def test_the_part_that_is_on_the_way_is_stated_by_the_caller() -> None:
    for part, expected in (
        (0, "on the way"),
        ("0.2", "on the way"),
        ("0.21", "missed"),
        (1, "missed"),
    ):
        assert light("≥10家", "1家", on_the_way=part) == expected
    assert light("≥10家", "1家", at="2020-01-31") == "on the way"
    assert light("≥10家", "9.9家", at="2020-12-31", on_the_way=1) == "missed"


def test_an_indicator_has_its_target_actual_and_share() -> None:
    (item,) = of(project(Indicator("k", "quantity", "≥10家", "5家")))
    assert (item.project, item.indicator) == ("p", "k")
    assert (item.target, item.actual, item.share) == ("≥10家", "5家", Fraction(1, 2))
    (unknown,) = of(project(Indicator("k", "quantity", "≥10家")))
    assert (unknown.actual, unknown.share) == ("", None)


def test_a_result_above_an_exact_target_is_missed() -> None:
    assert light("=5家", "6家") == "missed"


def test_a_deadline_without_its_year_may_be_ahead() -> None:
    assert light("12月底前", "未开展") == "on the way"


# The outlook of the year


def reach(owned: Project, rubric: Rubric = BOTH) -> tuple[Any, Any]:
    bounds = of(owned, rubric=rubric).outlook.bounds
    return bounds.low, bounds.high


def final(owned: Project, rubric: Rubric = BOTH) -> Any:
    return rubric.score(Evidence(owned)).total


def test_payments_are_open_and_final_results_are_known() -> None:
    line = Rubric("r", [Criterion("c", 10, 10 * met("k"), if_not_applicable="zero"), SPENT])
    floor = project(Indicator("k", "quantity", "≥10家", "10家"), paid="50元")
    assert reach(floor, line) == (10, 20)
    ceiling = project(Indicator("k", "cost", "≤10元", "9元"), paid="50元")
    assert reach(ceiling, line) == (0, 20)
    over = project(Indicator("k", "cost", "≤10元", "11元"), paid="50元")
    assert reach(over, line) == (0, 10)


@pytest.mark.parametrize(
    ("target", "happened", "expected"),
    [
        ("≥10家", "10家", (10, 10)),  # what is counted only grows
        ("≥10家", "9家", (0, 10)),
        ("≥8个", "约8个", (0, 10)),  # approximate
        ("≥90分", "95分", (0, 10)),  # a mean can fall again
        ("≤500元/人", "600元/人", (0, 10)),
        ("≤3天", "5天", (0, 10)),
        ("≥300", "400", (0, 10)),  # the unit is not known
        ("≥90%", "95%", (0, 10)),  # a rate can fall again
        ("≤5%", "6%", (0, 10)),
        ("≤5起", "6起", (0, 0)),
        ("=5家", "5家", (0, 10)),
        ("3~5家", "6家", (0, 10)),
        ("2020年12月底前", "2020年6月", (10, 10)),
        ("2020年3月底前", "2020年5月", (0, 0)),
        ("2020年12月底前", "2021年1月", (0, 10)),  # the day is ahead
        ("2020年12月底前", "未开展", (0, 10)),
        ("长期", "完成", (10, 10)),  # a claim
        ("长期", "建设中", (0, 10)),
        ("≥10家", "/", (0, 0)),  # does not apply
        ("≥10家", None, (0, 10)),
    ],
)
def test_results_that_can_no_longer_change(
    target: str, happened: str | None, expected: tuple[int, int]
) -> None:
    rubric = Rubric("r", [Criterion("c", 10, 10 * met("k"), if_not_applicable="zero")])
    assert reach(project(Indicator("k", "quantity", target, happened)), rubric) == expected


def test_missing_facts_are_named_with_their_lines() -> None:
    owned = project(Indicator("k", "quantity", "≥10家"), paid="50元")
    facts = of(owned).outlook.facts
    assert {(fact.place, fact.lines) for fact in facts} == {
        ("p/paid", ("spent",)),
        ("p/k", ("done",)),
    }


def test_grades_that_are_still_possible() -> None:
    graded = Rubric("r", [Criterion("c", 10, 10 * met("k"), if_not_applicable="zero")],
                    grades=Grades([("A", 10), ("B", 0)]))  # fmt: skip
    open_ = of(project(Indicator("k", "quantity", "≥10家", "5家")), rubric=graded)
    assert set(open_.outlook.possible) == {"A", "B"}
    done = of(project(Indicator("k", "quantity", "≥10家", "10家")), rubric=graded)
    assert done.outlook.certain == "A"


def test_answers_stay_as_they_are_given() -> None:
    rubric = Rubric("r", [Criterion("c", 10, 10 * yes("a")), SPENT])
    found = monitor(rubric, Evidence(project(paid="5元"), {"a": True}), HALF, YEAR, on_the_way=1)
    assert (found.outlook.bounds.low, found.outlook.bounds.high) == (10, 20)


LATER: dict[str, tuple[str, str, str]] = {
    "a floor that was far away": ("≥10家", "1家", "10家"),
    "what had not begun": ("≥10家", "未开展", "12家"),
    "a range from below": ("3~5家", "2家", "4家"),
    "a range without a share": ("3~5家", "0家", "4家"),
    "one of several": ("≥10个；≥5户", "10个；0户", "10个；5户"),
}


@pytest.mark.parametrize(("target", "june", "december"), LATER.values(), ids=LATER)
def test_a_target_missed_in_june_can_still_be_met(target: str, june: str, december: str) -> None:
    owned = Rubric("r", [Criterion("c", 10, 5 * met("k") + 5 * attained("k"),
                                   if_not_applicable="zero")])  # fmt: skip
    low, high = reach(project(Indicator("k", "quantity", target, june)), owned)
    assert low <= final(project(Indicator("k", "quantity", target, december)), owned) <= high


def test_a_ceiling_that_is_broken_in_june_can_be_broken_further() -> None:
    line = Criterion("c", 10, 10 * attained("k"), if_not_applicable="zero")
    low, high = reach(project(Indicator("k", "quantity", "≤1起", "2起")), Rubric("r", [line]))
    december = project(Indicator("k", "quantity", "≤1起", "3起"))
    assert low <= final(december, Rubric("r", [line])) <= high


def test_a_result_of_june_can_still_grow() -> None:
    line = Criterion("c", 10, (actual("k") / 2).clip(0, 10), if_not_applicable="zero")
    low, high = reach(project(Indicator("k", "quantity", "≥5家", "6家")), Rubric("r", [line]))
    december = project(Indicator("k", "quantity", "≥5家", "20家"))
    assert low <= final(december, Rubric("r", [line])) <= high


@st.composite
def halves(draw: st.DrawFn) -> tuple[Project, Project]:
    """A project in June and in December: counts only rise, and no more than is drawn."""
    june: list[Indicator] = []
    december: list[Indicator] = []
    for index in range(draw(st.integers(0, 3))):
        sign = draw(st.sampled_from("≥≤="))
        goal = draw(st.integers(1, 9))
        so_far = draw(st.integers(0, 12))
        later = so_far + draw(st.integers(0, 12))
        row = Indicator(f"k{index}", "quantity", f"{sign}{goal}家", f"{so_far}家")
        known = draw(st.booleans())
        june.append(row if known else evolve(row, actual=None))
        reached = NumericActual(Span(Fraction(later), Fraction(later), unit="家"))
        december.append(evolve(row, actual=reached))
    paid = draw(st.integers(0, 120))
    more = paid + draw(st.integers(0, 60))
    return project(*june, paid=f"{paid}元"), project(*december, paid=f"{more}元", at="2020-12-31")


SCORED = Rubric("r", [SPENT, DONE, Criterion("met", 5, 5 * indicators().average(met()),
                                             if_not_applicable="zero")])  # fmt: skip
PARTS = st.sampled_from((Fraction(0), Fraction(1, 2), Fraction(1)))


def is_enclosed(found: Monitoring, december: Project) -> bool:
    low, high = found.outlook.bounds.low, found.outlook.bounds.high
    assert low is not None
    assert high is not None
    return bool(low <= final(december, SCORED) <= high)


@given(halves(), PARTS)
def test_the_outlook_encloses_the_end_of_the_year_except_for_broken_ceilings(
    year: tuple[Project, Project], part: Fraction
) -> None:
    june, december = year
    found = monitor(SCORED, Evidence(june), HALF, YEAR, on_the_way=part)
    assume(not any(item.light == "missed" and item.target.startswith("≤") for item in found))
    assert is_enclosed(found, december)


def of_one(target: str, june: str, december: str) -> tuple[Project, Project]:
    first, last = (
        project(Indicator("k", "quantity", target, reached), paid="0元")
        for reached in (june, december)
    )
    return first, last


@given(halves(), PARTS)
@example(of_one("≥10家", "1家", "10家"), Fraction(1))  # a floor that is reached late
@example(of_one("≤1起", "2起", "3起"), Fraction(1))  # a broken ceiling that is broken further
def test_the_outlook_encloses_the_end_of_the_year(
    year: tuple[Project, Project], part: Fraction
) -> None:
    june, december = year
    assert is_enclosed(monitor(SCORED, Evidence(june), HALF, YEAR, on_the_way=part), december)


# Refusals


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ({"at": "2019-12-31"}, "outside_band", "at"),
        ({"at": "2021-01-01"}, "outside_band", "at"),
        ({"at": "june"}, "date", "at"),
        ({"at": 3}, "wrong_type", "at"),
        ({"period": ("2020-12-31", "2020-01-01")}, "knots", "period"),
        ({"period": ("2020-01-01",)}, "wrong_type", "period"),
        ({"period": ("2020-01-01", 2020)}, "date", "period"),
        ({"period": ("2020-01-01", "2020-13-01")}, "date", "period"),
        ({"period": "2020"}, "wrong_type", "period"),
        ({"on_the_way": "1.01"}, "outside_band", "on_the_way"),
        ({"on_the_way": -1}, "outside_band", "on_the_way"),
        ({"on_the_way": "many"}, "number", "on_the_way"),
        ({"plan": {"p": "1.1"}}, "outside_band", "plan.p"),
        ({"plan": {"q": "0.5"}}, "option", "plan"),
        ({"plan": [0.5]}, "wrong_type", "plan"),
        ({"basis": "adjusted"}, "wrong_type", "basis"),
        ({"rubric": SPENT}, "wrong_type", "rubric"),
        ({"evidence": {}}, "wrong_type", "evidence"),
    ],
)
def test_wrong_arguments_are_refused(changes: dict[str, Any], code: str, place: str) -> None:
    whole: dict[str, Any] = {"rubric": BOTH, "evidence": Evidence(project()), "at": HALF,
                             "period": YEAR, "on_the_way": 1, **changes}  # fmt: skip
    with pytest.raises(FiscalRubricError) as caught:
        monitor(**whole)
    assert (caught.value.code, caught.value.faults[0].place) == (code, place)


def test_the_first_and_the_last_day_are_inside() -> None:
    assert of(project(), "2020-01-01").time_gone == Fraction(1, 366)
    assert of(project(), date(2020, 12, 31)).time_gone == 1
    found = monitor(BOTH, Evidence(project()), HALF, (date(2020, 6, 30), date(2020, 6, 30)),
                    on_the_way=1)  # fmt: skip
    assert found.time_gone == 1
    moment: Any = datetime(2020, 6, 30)  # noqa: DTZ001 - days have no zone here
    with pytest.raises(FiscalRubricError):
        of(project(), moment)


def test_a_result_in_another_unit_is_not_known() -> None:
    found = of(project(Indicator("k", "quantity", "≥10家", "5次")))
    assert [signal.light for signal in found] == ["not known"]


def test_a_target_that_is_too_long_to_compare_is_named_by_its_indicator() -> None:
    long = Indicator("k", "quantity", f"≥{'1' * 55}亿元", "5元")
    with pytest.raises(FiscalRubricError) as caught:
        of(project(long), rubric=Rubric("r", [SPENT]))
    assert [(fault.code, fault.place) for fault in caught.value.faults] == [("long_number", "p/k")]


# Rows


def test_one_row_for_each_budget_then_for_each_indicator() -> None:
    owned = project(Indicator("k", "quantity", "≥10家", "5家"), Indicator("l", "quantity", "≥1家"),
                    paid="25元")  # fmt: skip
    found = of(owned, plan={"p": "0.5"})
    assert found.rows() == [
        {"place": "p/paid", "target": "50.00%", "actual": "25.00%", "rate": "50.00%",
         "light": "missed"},
        {"place": "p/k", "target": "≥10家", "actual": "5家", "rate": "50.00%",
         "light": "on the way"},
        {"place": "p/l", "target": "≥1家", "actual": "", "rate": None, "light": "not known"},
    ]  # fmt: skip
    assert len(found) == 2
    assert found.outlook.bounds.high == Decimal("20.00")


@pytest.mark.parametrize(
    ("target", "day", "light"),
    [
        ("3月底前", "2023-10-01", "on the way"),
        ("2024年3月底前", "2023-10-01", "on the way"),
        ("3月底前", "2024-04-01", "missed"),
        ("9月底前", "2023-10-01", "missed"),
    ],
)
def test_a_deadline_without_its_year_is_that_of_the_period(
    target: str, day: str, light: str
) -> None:
    period = ("2023-07-01", "2024-06-30")
    for happened, expected in (("未开展", light), (None, light.replace("missed", "not known"))):
        owned = Evidence(project(Indicator("k", "timeliness", target, happened)))
        found = monitor(BOTH, owned, day, period, on_the_way="0.8")
        assert found.progress[0].light == expected


def test_a_ceiling_that_holds_on_the_last_day_is_met() -> None:
    owned = Evidence(project(Indicator("k", "cost", "≤10元", "9元")))
    lights = [
        monitor(BOTH, owned, day, YEAR, on_the_way="0.8").progress[0].light
        for day in (HALF, YEAR[1])
    ]
    assert lights == ["on the way", "met"]


@pytest.mark.parametrize(
    ("period", "day", "light"),
    [
        (("2020-01-01", "2020-06-30"), "2020-03-01", "on the way"),  # after the period
        (("2020-07-01", "2020-12-31"), "2020-12-01", "on the way"),
        (("2020-01-01", "2022-12-31"), "2021-03-01", "on the way"),
        (("2020-07-01", "2021-06-30"), "2021-01-01", "missed"),
    ],
)
def test_a_deadline_at_the_end_of_the_year_in_any_period(
    period: tuple[str, str], day: str, light: str
) -> None:
    owned = Evidence(project(Indicator("k", "timeliness", "12月底前", "未开展")))
    assert monitor(BOTH, owned, day, period, on_the_way="0.8").progress[0].light == light
