"""The fewest changes that attain a total or a grade, compared with trying all of them."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import combinations, product
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

from fiscal_rubric import (
    NOT_APPLICABLE,
    Basis,
    Budget,
    Criterion,
    Evidence,
    FiscalRubricError,
    Goal,
    Grades,
    Indicator,
    Project,
    Rounding,
    Rubric,
    Section,
    above,
    all_of,
    amount,
    applies,
    at_most,
    attained,
    average,
    budget_execution_rate,
    completion_rate,
    cost_saving_rate,
    days_late,
    deduct_per_miss,
    divide,
    goal,
    graded,
    has_reason,
    indicators,
    inverse_share,
    judged,
    least,
    met,
    misses,
    most,
    not_applicable,
    number,
    paid,
    pick,
    picked,
    planned,
    points,
    reaches,
    subtotal,
    weight,
    when,
    yes,
)
from fiscal_rubric.analysis.goal.candidates import _leaves_of_line, high_of, low_of
from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
from fiscal_rubric.rubric.questions import Question
from fiscal_rubric.rules.nodes import Node
from meanings import counted
from results import check_shown

QUALITY = "development_service/金融对外交流活动顺利举办率"


def sets(found: Goal) -> list[list[str]]:
    signs = {"is": "=", "at least": ">=", "at most": "<="}
    return [[f"{c.place} {signs[c.relation]} {c.value}" for c in one.changes] for one in found]


def of(*lines: Any, **answers: Any) -> Any:
    """Return the search for a total with some lines and answers."""
    return lambda **wanted: goal(Rubric("r", list(lines)), Evidence(answers=answers), **wanted)


# The report


def test_one_answer_of_the_report_gives_one_point() -> None:
    found = goal(RUBRIC, EVIDENCE, total="87.5")
    assert (found.reach, found.proved, found.wanted) == ("possible", True, "87.5")
    assert ["data_collected = yes"] in sets(found)
    assert all(len(one.changes) == 1 for one in found)
    for one in found:
        assert RUBRIC.score(one.evidence).total == one.total
        assert one.total is not None
        assert one.total >= Decimal("87.5")
    check_shown(found)


def test_the_report_attains_the_next_grade_with_two_changes() -> None:
    found = goal(RUBRIC, EVIDENCE, grade="优")
    assert (found.reach, found.wanted, len(found)) == ("possible", "优", len(found.sets))
    size = len(found.sets[0].changes)
    assert {len(one.changes) for one in found} == {size}
    assert all(one.grade == "优" for one in found)
    totals = [one.total or 0 for one in found]
    assert totals == sorted(totals, reverse=True)
    # One change gives at most 3 points, and 3.50 are missing.
    assert size == 2
    check_shown(found)


def test_the_total_and_grade_of_the_report_are_already_attained() -> None:
    for wanted in ({"total": "86.5"}, {"grade": "良"}, {"grade": "中"}, {"total": 0}):
        found = goal(RUBRIC, EVIDENCE, **wanted)
        assert (found.reach, found.proved, found.sets, len(found)) == ("reached", True, (), 0)
        check_shown(found)


def test_full_marks_of_the_report_are_not_attainable() -> None:
    """制度保障 has six points in print, and items for five."""
    found = goal(RUBRIC, EVIDENCE, total=100)
    assert (found.reach, found.proved, found.sets, str(found.most)) == (
        "out of reach", True, (), "99.00"
    )  # fmt: skip
    check_shown(found)
    assert "99.00" in found.explain("en")


def test_only_allowed_facts_of_the_report_change() -> None:
    keys: list[Any] = ["data_collected", ("risk_control", "核查分析网贷平台数据")]
    found = goal(RUBRIC, EVIDENCE, total="88.5", may_change=keys)
    (changes,) = sets(found)
    assert sorted(changes) == ["data_collected = yes", "risk_control/核查分析网贷平台数据 >= 5家"]
    assert sorted(c.before for c in found.sets[0].changes) == ["3家", "no"]
    assert goal(RUBRIC, EVIDENCE, total="88.5", may_change=keys[:1]).reach == "out of reach"
    assert goal(RUBRIC, EVIDENCE, total="88.5", may_change=[]).reach == "out of reach"


def test_missing_answers_of_the_report_may_be_given() -> None:
    early = EVIDENCE.without("satisfaction", "surveyed")
    assert str(goal(RUBRIC, early, total=80).before.low) == "78.50"
    found = goal(RUBRIC, early, total="84.5", may_change=["satisfaction", "surveyed"])
    assert sets(found) == [["satisfaction = 优"]]
    assert (str(found.sets[0].total), found.sets[0].changes[0].before) == ("84.50", "")
    assert found.sets[0].grade == "良"  # whether they were surveyed or not
    check_shown(found)


# Numbers that are solved for


def least_that_reaches(found: Goal, place: str) -> str:
    (only,) = found.sets
    (change,) = (c for c in only.changes if c.place == place)
    return f"{change.relation} {change.value}"


def budget(paid_: str, unit: str = "元") -> Evidence:
    money = Budget("100000", "100000", {"2020-12-31": paid_}, unit=unit)
    return Evidence(Project("p", money))


def reaches_total(rubric: Rubric, evidence: Evidence, total: Any) -> bool:
    found = rubric.score(evidence).total
    return found is not None and found >= Fraction(total)


def pay(evidence: Evidence, amount: str) -> Evidence:
    (owner,) = evidence.projects
    return evolve(evidence, projects=[
        evolve(owner, budget=evolve(owner.budget, payments={"2020-12-31": f"{amount}元"}))
    ])  # fmt: skip


def test_the_least_payment_for_an_execution_rate() -> None:
    rubric = Rubric("r", [Criterion("c", 10, 10 * budget_execution_rate().clip(0, 1))])
    found = goal(rubric, budget("20000"), total=8)
    assert sets(found) == [["p/paid >= 79950元"]]  # 7.995 is rounded up
    assert reaches_total(rubric, pay(budget("20000"), "79950"), 8)
    assert not reaches_total(rubric, pay(budget("20000"), "79949.99"), 8)
    assert found.sets[0].changes[0].before == "20000元"
    assert (found.proved, str(found.sets[0].total)) == (True, "8.00")


def test_the_largest_payment_for_a_saving_rate() -> None:
    rubric = Rubric("r", [Criterion("c", 10, 10 * cost_saving_rate().clip(0, 1))])
    found = goal(rubric, budget("80000"), total=6)
    assert sets(found) == [["p/paid <= 40050元"]]
    assert reaches_total(rubric, pay(budget("80000"), "40050"), 6)
    assert not reaches_total(rubric, pay(budget("80000"), "40050.01"), 6)


def test_an_amount_moves_by_cents_in_any_unit() -> None:
    money = Budget("10万元", None, {"2020-12-31": "2万元"})
    rubric = Rubric("r", [Criterion("c", 10, 10 * (3 * paid() >= planned()))],
                    basis=Basis(budget="initial"))  # fmt: skip
    found = goal(rubric, Evidence(Project("p", money)), total=10)
    assert sets(found) == [["p/paid >= 3.333334万元"]]


@pytest.mark.parametrize(
    ("rule", "answers", "total", "expected"),
    [
        (judged("n", 10), {"n": 2}, 7, "at least 7"),
        (judged("n", 10), {}, 7, "at least 7"),
        (judged("n", 0, 10, upper_open=True), {"n": 2}, "9.99", "at least 9.99"),
        (10 * number("n", 0, 1), {"n": Fraction(1, 2)}, 7, "at least 0.7"),
        (10 * number("n", 0, 100, "%"), {"n": 50}, 7, "at least 69.95"),  # 6.995
        (10 - number("n", 0, 10), {"n": 8}, 7, "at most 3"),
        (10 - number("n", 0, 10), {"n": Fraction(17, 2)}, "7.25", "at most 2.75"),
        (10 - number("n", 0, 10), {"n": "8.5"}, 4, "at most 6"),
        (10 * number("n", 0, 100, "%"), {"n": "50%"}, 7, "at least 69.95"),
        ((number("n", 0, 10) / 3).clip(0, 3), {"n": 0}, 2, "at least 5.99"),  # 1.9966…
        (10 * (number("n", 2, 10) >= 6), {}, 10, "at least 6"),
    ],
)
def test_the_least_number_that_attains_a_total(
    rule: Node, answers: dict[str, Any], total: Any, expected: str
) -> None:
    rubric = Rubric("r", [Criterion("c", 10, rule)])
    found = goal(rubric, Evidence(answers=answers), total=total)
    assert least_that_reaches(found, "n") == expected
    assert found.proved
    relation, _, value = expected.rpartition(" ")
    step = Fraction(-1 if relation == "at least" else 1, 100)
    exact = Fraction(value)
    assert reaches_total(rubric, Evidence(answers={"n": exact}), total)
    assert not reaches_total(rubric, Evidence(answers={"n": exact + step}), total)


@pytest.mark.parametrize(
    ("rule", "answers", "total", "expected"),
    [
        (10 - number("n", 0, 10), {}, 4, "at most 6"),  # found: at most 0
        (10 - number("n", 2, 10), {}, 4, "at most 6"),  # found: at least 2
        (5 + number("n", -5, 5), {}, 2, "at least -3"),  # found: at least 0.01
    ],
)
def test_a_number_moves_from_its_current_value_or_from_the_worst_end(
    rule: Node, answers: dict[str, Any], total: int, expected: str
) -> None:
    rubric = Rubric("r", [Criterion("c", 10, rule)])
    found = goal(rubric, Evidence(answers=answers), total=total)
    assert least_that_reaches(found, "n") == expected


def indicator(target: str, reached: str | None, rule: Node, total: Any) -> list[str]:
    rubric = Rubric("r", [Criterion("c", 10, rule, if_not_applicable="zero")])
    project = Project("p", None, [Indicator("k", "quantity", target, reached)])
    found = goal(rubric, Evidence(project), total=total)
    check_shown(found)
    assert found.proved
    return [" ".join((c.relation, c.value, c.before)) for c in found.sets[0].changes]


def test_the_least_change_of_a_result() -> None:
    assert indicator("10家", "3家", 10 * attained("k"), 8) == ["at least 8家 3家"]
    assert indicator("10家", None, 10 * attained("k"), 8) == ["at least 8家 "]
    assert indicator("≥90%", "30%", 10 * attained("k"), 8) == ["at least 71.96% 30%"]  # 7.9955…
    assert indicator("≤5", "20", 10 * attained("k"), 5) == ["at most 10.01 20"]  # 4.995…
    assert indicator("≤5万元", "20万元", 10 * met("k"), 10) == ["at most 5万元 20万元"]
    assert indicator("长期", "未开展", 10 * met("k"), 10) == ["is 达成预期指标 未开展"]
    assert indicator("2020年12月31日前", None, 10 * met("k"), 10) == ["is 2020年12月31日 "]
    several = indicator("5家；3次", "4家；3次", 10 * met("k"), 10)
    assert several == ["is 5家；3次 4家；3次"]


@pytest.mark.parametrize(
    ("actual", "at", "reach"),
    [
        ("2024年12月5日", None, "out of reach"),  # it happened on that day
        (None, "2024-12-01", "not found"),
        (None, "2024-11-30", "possible"),
        (None, None, "possible"),
        ("未完工", None, "possible"),
        ("未完工", "2024-12-01", "not found"),
    ],
)
def test_no_day_that_has_passed_is_proposed(actual: Any, at: Any, reach: str) -> None:
    line = Criterion("c", 10, 10 * met("k"), if_not_applicable="zero")
    project = Project("p", None, [Indicator("k", "timeliness", "2024年11月底前", actual)])
    found = goal(Rubric("r", [line]), Evidence(project), total=10, at=at)
    assert found.reach == reach
    check_shown(found)


def test_a_result_that_is_still_open_can_come_on_the_cut_off_day() -> None:
    line = Criterion("c", 10, (10 - days_late("k") / 10).clip(0, 10), if_not_applicable="zero")
    project = Project("p", None, [Indicator("k", "timeliness", "2024年9月30日前")])
    found = goal(Rubric("r", [line]), Evidence(project), total=8, at=date(2024, 10, 15))
    assert sets(found) == [["p/k = 2024年10月15日"]]
    assert str(found.sets[0].total) == "8.50"


def test_all_that_can_move_is_tried_first() -> None:
    rows = [Indicator(f"k{i}", "quantity", "5家", "3家" if i < 15 else "5家") for i in range(100)]
    rubric = Rubric("r", [Criterion("c", 100, deduct_per_miss(100, misses(), 1))])
    found = goal(rubric, Evidence(Project("p", None, rows)), total=100, steps=200)
    assert (found.reach, found.proved, len(found.sets[0].changes)) == ("possible", True, 15)
    halves = [Indicator(f"k{i}", "quantity", "5家", "3家", weight=1) for i in range(20)]
    share = indicators().average(attained(), weight=weight())
    lines = [Criterion(key, 1, share, if_not_applicable="zero") for key in "ab"]
    found = goal(Rubric("r", lines), Evidence(Project("p", None, halves)), total=2, steps=200)
    assert (found.reach, found.proved, len(found.sets[0].changes)) == ("possible", True, 20)


def test_each_change_says_what_it_brings() -> None:
    lines = [Criterion("a", 5, 5 * yes("a")), Criterion("b", 3, pick("b", {"x": 3, "y": 0}))]
    found = goal(Rubric("r", lines), Evidence(answers={"a": False}), total=8)
    (one,) = found.sets
    assert [(c.place, c.before, c.value, c.gain) for c in one.changes] == [
        ("a", "no", "yes", Decimal("5.00")),
        ("b", "", "x", Decimal("3.00")),
    ]
    assert found.rows("zh")[0]["变化"] == "a: 否 → 是 (+5.00); b: 未知 → x (+3.00)"
    assert found.rows("en")[0]["Changes"] == "a: no → yes (+5.00); b: not known → x (+3.00)"


def test_a_grade_that_only_an_override_gives_is_a_goal() -> None:
    scale = Grades([("B", 0)], overrides=[(yes("star"), "A"), (yes("late"), None)])
    rubric = Rubric("r", [Criterion("c", 1, yes("a"))], grades=scale)
    start = Evidence(answers={"a": True, "star": False, "late": False})
    found = goal(rubric, start, grade="A")
    assert sets(found) == [["star = yes"]]
    with pytest.raises(FiscalRubricError) as caught:
        goal(rubric, start, grade="C")
    assert caught.value.faults[0].code == "unknown_grade"


def test_two_numbers_that_are_needed_together() -> None:
    rubric = Rubric("r", [Criterion("a", 10, judged("a", 10)), Criterion("b", 10, judged("b", 10))])
    found = goal(rubric, Evidence(answers={"a": 2, "b": 3}), total=17)
    assert sets(found) == [["a >= 7", "b >= 10"]]
    changed = found.sets[0].evidence
    assert reaches_total(rubric, changed, 17)
    for key, value in (("a", "6.99"), ("b", "9.99")):
        assert not reaches_total(rubric, changed.with_answers({key: value}), 17)


def test_a_number_without_a_direction_has_the_relation_is() -> None:
    hill = least(judged("n", 10), 10 - judged("n", 10)) * 2
    found = of(Criterion("c", 20, hill), n=1)(total=8)
    assert (found.reach, found.proved) == ("not found", False)  # its ends give nothing
    check_shown(found)
    valley = most(judged("n", 10), 10 - judged("n", 10))
    found = of(Criterion("c", 10, valley), n=5)(total=8)
    assert sorted(sets(found)) == [["n = 2"], ["n = 8"]]
    assert found.proved  # no set is smaller than one


# Made for one point


def test_of_all_smallest_sets_the_highest_total_comes_first() -> None:
    lines = [Criterion(key, full, full * yes(key)) for key, full in (("a", 2), ("b", 5), ("c", 3))]
    found = of(*lines, a=False, b=False, c=False)(total=5)
    assert sets(found) == [["b = yes"]]
    found = of(*lines, a=False, b=False, c=False)(total=6)
    assert sets(found) == [["b = yes", "c = yes"], ["a = yes", "b = yes"]]
    assert [str(one.total) for one in found] == ["8.00", "7.00"]


def test_at_most_twenty_sets_are_listed() -> None:
    lines = [Criterion(f"l{i}", 1, yes(f"l{i}")) for i in range(25)]
    found = of(*lines, **{f"l{i}": False for i in range(25)})(total=1)
    assert (len(found), found.proved) == (20, True)
    one_line = Criterion("c", 25, sum((yes(f"l{i}") for i in range(25)), 0 * yes("l0")))
    grouped = of(one_line, **{f"l{i}": False for i in range(25)})(total=1)
    assert len(grouped) == 20


def test_forty_answers_that_add_up_are_proved() -> None:
    lines = [Criterion(f"l{i}", i + 1, (i + 1) * yes(f"l{i}")) for i in range(40)]
    found = of(*lines, **{f"l{i}": False for i in range(40)})(total=400)
    assert (found.reach, found.proved) == ("possible", True)
    # 40 + 39 + … + 29 is 414, and eleven of them at most 385.
    assert {len(one.changes) for one in found} == {12}
    assert all(one.total is not None and one.total >= 400 for one in found)


def test_lines_that_share_a_fact_are_searched_together() -> None:
    lines = [Criterion("a", 5, 5 * yes("x")), Criterion("b", 4, 4 * ~yes("x")),
             Criterion("c", 3, 3 * all_of(yes("y"), yes("z")))]  # fmt: skip
    found = of(*lines, x=False, y=False, z=False)(total=7)
    assert sets(found) == [["y = yes", "z = yes"]]
    assert sets(of(*lines, x=False, y=False, z=False)(total=5)) == [["x = yes"]]
    assert sets(of(*lines, x=False, y=False, z=False)(total=8)) == [
        ["x = yes", "y = yes", "z = yes"]
    ]


def test_a_question_in_a_branch_is_asked_only_where_it_is_taken() -> None:
    line = Criterion("c", 4, when(yes("misused"), 0, 4 * yes("lawful")))
    assert sets(of(line, misused=True, lawful=True)(total=4)) == [["misused = no"]]
    assert sets(of(line, misused=False, lawful=False)(total=4)) == [["lawful = yes"]]


def test_a_question_in_a_branch_that_is_not_taken_yet_may_change_too() -> None:
    line = Criterion("c", 4, when(yes("misused"), 0, 4 * yes("lawful")))
    found = of(line, misused=True, lawful=False)(total=4)
    assert found.reach == "possible"
    assert sets(found) == [["misused = no", "lawful = yes"]]


def test_a_fact_that_does_not_apply_may_change() -> None:
    line = Criterion("c", 1, yes("d", may_not_apply=True), if_not_applicable="zero")
    found = of(line, d=NOT_APPLICABLE)(total=1)
    assert sets(found) == [["d = yes"]]


def test_not_applicable_is_not_shown_as_python() -> None:
    line = Criterion("c", 1, yes("d", may_not_apply=True), if_not_applicable="zero")
    (change,) = of(line, d=NOT_APPLICABLE)(total=1).sets[0].changes
    assert "NotApplicableType" not in change.before


def test_a_better_label_is_picked() -> None:
    line = Criterion("c", 4, pick("p", {"x": 4, "y": 2, "z": 0}))
    found = of(line, p="z")(total=2)
    assert sets(found) == [["p = x"], ["p = y"]]
    assert found.sets[0].changes[0].before == "z"


def test_a_label_that_only_a_condition_reads_may_change() -> None:
    lines = [Criterion("c", 4, pick("p", {"x": 4, "y": 2})),
             Criterion("d", 3, 3 * picked("p", "y"))]  # fmt: skip
    assert sets(of(*lines, p="x")(total=5)) == [["p = y"]]


def test_lines_finer_than_their_sum_are_searched_together() -> None:
    """Two thirds are 0.67 each, and 1.33 together, where the sum is rounded to whole points."""
    lines = [Criterion(key, 1, number(key, 0, 1)) for key in "ab"]
    rubric = Rubric("r", lines, rounding=Rounding(0))
    found = goal(rubric, Evidence(answers={"a": 0, "b": 0}), total=1)
    assert sets(found) == [["a >= 0.5"], ["b >= 0.5"]]


def test_lines_that_may_be_dropped_are_searched_together() -> None:
    dropped = Criterion("b", 5, pick("b", {"x": 5, "y": 0, "NA": not_applicable()}),
                        if_not_applicable="drop")  # fmt: skip
    rubric = Rubric("r", [Criterion("a", 5, 5 * yes("a")), dropped])
    found = goal(rubric, Evidence(answers={"a": True, "b": "y"}), total=10)
    assert sets(found) == [["b = x"]]  # nothing is declared not applicable
    assert found.proved


def test_a_total_that_does_not_apply_is_not_attained() -> None:
    line = Criterion("b", 5, pick("b", {"x": 5, "NA": not_applicable()}), if_not_applicable="drop")
    found = goal(Rubric("r", [line]), Evidence(answers={"b": "NA"}), total=0)
    assert (found.reach, sets(found)) == ("possible", [["b = x"]])


def test_a_total_that_may_not_apply_is_not_attained() -> None:
    line = Criterion("b", 5, pick("b", {"x": 5, "NA": not_applicable()}), if_not_applicable="drop")
    found = goal(Rubric("r", [line]), Evidence(), total=0)
    assert (found.reach, sets(found)) == ("possible", [["b = x"]])


@pytest.mark.parametrize("options", [{}, {"rule": subtotal().clip(0, 18), "full": 18}])
def test_two_changes_are_not_proved_where_one_number_between_its_ends_suffices(
    options: dict[str, Any],
) -> None:
    hill = (2 * least(judged("n", 10), 11 - judged("n", 10)) - 3).clip(0, 10)
    lines = [Criterion("c", 10, hill), *(Criterion(k, 4, 4 * yes(k)) for k in "ab")]
    rubric = Rubric("r", lines, **options)
    start = Evidence(answers={"n": 0, "a": False, "b": False})
    found = goal(rubric, start, total=8)
    assert ["a = yes", "b = yes"] in sets(found)
    assert not found.proved
    assert reaches_total(rubric, start.with_answers(n="5.5"), 8)
    fixed = goal(rubric, start, total=8, may_change=["a", "b"])
    assert (sets(fixed), fixed.proved) == ([["a = yes", "b = yes"]], True)


def test_a_grade_or_a_better_one() -> None:
    scale = Grades([("A", 8), ("B", 5), ("C", 0)])
    line = Criterion("c", 10, pick("p", {"x": 10, "y": 6, "z": 0}))
    rubric = Rubric("r", [line], grades=scale)
    assert sets(goal(rubric, Evidence(answers={"p": "z"}), grade="B")) == [["p = x"], ["p = y"]]
    assert goal(rubric, Evidence(answers={"p": "x"}), grade="B").reach == "reached"
    assert goal(rubric, Evidence(answers={"p": "y"}), grade="A").sets[0].grade == "A"


def test_a_capped_grade_needs_another_answer_to_the_cap() -> None:
    lines = [Criterion("c", 10, 10 * yes("x"))]
    capped = Rubric("r", lines, grades=Grades([("A", 8), ("B", 0)], caps=[(yes("cap"), "B")]))
    start = Evidence(answers={"x": False, "cap": True})
    assert sets(goal(capped, start, grade="A")) == [["x = yes", "cap = no"]]
    assert goal(capped, start, grade="A", may_change=["x"]).reach == "out of reach"
    assert goal(capped, start, total=10, may_change=["x"]).reach == "possible"


def test_a_grade_with_an_override_outside_the_scale() -> None:
    scale = Grades([("A", 8), ("B", 0)], overrides=[(yes("veto"), "X")])
    rubric = Rubric("r", [Criterion("c", 10, 10 * yes("x"))], grades=scale)
    start = Evidence(answers={"x": True, "veto": True})
    assert sets(goal(rubric, start, grade="B")) == [["veto = no"]]
    withheld = evolve(rubric, grades=evolve(scale, overrides=[(yes("veto"), None)]))
    assert sets(goal(withheld, start, grade="A")) == [["veto = no"]]


def test_a_missing_fact_that_does_not_matter_may_stay_missing() -> None:
    lines = [Criterion("a", 5, 5 * yes("a")), Criterion("b", 4, 4 * yes("b"))]
    found = of(*lines)(total=5)
    assert sets(found) == [["a = yes"]]
    assert found.sets[0].grade is None
    assert (str(found.sets[0].total), "b" in found.sets[0].evidence.answers) == ("5.00", False)


def test_a_grade_that_is_still_open_is_none() -> None:
    lines = [Criterion("a", 5, 5 * yes("a")), Criterion("b", 4, 4 * yes("b"))]
    rubric = Rubric("r", lines, grades=Grades([("A", 8), ("B", 0)]))
    assert goal(rubric, Evidence(), total=5).sets[0].grade is None
    assert goal(rubric, Evidence(), total=9).sets[0].grade == "A"


def test_a_grade_with_facts_that_are_still_missing() -> None:
    lines = [Criterion("a", 6, 6 * yes("a")), Criterion("b", 4, 4 * yes("b"))]
    scale = Grades([("A", 6), ("B", 0)], caps=[(yes("cap"), "B")])
    found = goal(Rubric("r", lines, grades=scale), Evidence(), grade="A")
    assert sets(found) == [["a = yes", "cap = no"]]
    assert (found.sets[0].grade, str(found.sets[0].total)) == ("A", "6.00")


def test_a_fact_without_effect_and_without_alternative_changes_nothing() -> None:
    project = Project("p", None, [Indicator("k", "quality", "5次", "6次")])
    line = Criterion("c", 4, 3 * yes("x") + has_reason("k"), if_not_applicable="zero")
    found = goal(Rubric("r", [line]), Evidence(project, {"x": False}), total=3)
    assert (sets(found), found.proved) == ([["x = yes"]], True)


def test_a_total_that_no_alternative_gives_is_not_found() -> None:
    hill = (2 * least(judged("n", 10), 11 - judged("n", 10)) - 3).clip(0, 10)
    rubric = Rubric("r", [Criterion("c", 10, hill)], rule=subtotal().clip(0, 10), full=10)
    found = goal(rubric, Evidence(answers={"n": 1}), total=8)
    assert (found.reach, found.proved, found.sets) == ("not found", False, ())


def test_missing_payments_are_solved_for() -> None:
    rubric = Rubric("r", [Criterion("c", 10, 10 * budget_execution_rate().clip(0, 1))])
    found = goal(rubric, Evidence(Project("p", Budget(None, "10万元"))), total=8)
    assert (found.reach, found.proved) == ("possible", True)
    (change,) = found.sets[0].changes
    assert (change.place, change.relation, change.value) == ("p/paid", "at least", "7.995万元")


def test_few_steps_are_not_a_proof() -> None:
    lines = [Criterion(f"l{i}", 1, all_of(yes(f"x{i}"), yes(f"y{i}"))) for i in range(3)]
    answers = {f"{k}{i}": False for k in "xy" for i in range(3)}
    found = of(*lines, **answers)(total=3, steps=1)
    assert (found.reach, found.proved, len(found)) == ("possible", False, 1)  # all together
    check_shown(found)
    proved = of(*lines, **answers)(total=3)
    assert (proved.reach, proved.proved, len(proved.sets[0].changes)) == ("possible", True, 6)
    some_ = [of(*lines, **answers)(total=3, steps=steps) for steps in range(1, proved.steps + 1)]
    assert all(one.reach == "possible" or not one.proved for one in some_)
    assert some_[-1].proved


def test_few_steps_are_not_a_proof_in_the_general_search() -> None:
    rule = (subtotal() - 0).clip(0, 3)
    own = Rubric("r", [Criterion(k, 1, yes(k)) for k in "abc"], rule=rule, full=3)
    start = Evidence(answers=dict.fromkeys("abc", False))
    found = [goal(own, start, total=2, steps=steps) for steps in range(1, 20)]
    assert (found[0].reach, found[0].proved, len(found[0])) == ("possible", False, 1)
    last = found[-1]
    assert (last.reach, last.proved, len(last)) == ("possible", True, 3)
    partly = next(one for one in found if one.sets)
    assert (partly.reach, partly.proved) == ("possible", False)
    check_shown(partly)


# Goals that are easily judged wrongly


def test_a_section_that_falls_with_its_line() -> None:
    rubric = Rubric("r", [Criterion("a", 10, 10 * yes("a"))], rule=10 - points("a"), full=10)
    found = goal(rubric, Evidence(answers={"a": True}), total=10)
    assert (found.reach, sets(found)) == ("possible", [["a = no"]])


def test_a_figure_without_an_upper_end_can_rise() -> None:
    line = Criterion("c", 10, 10 * number("n", 0).clip(0, 1))
    found = of(line, n=0)(total=10)
    assert sets(found) == [["n >= 1"]]


def test_an_indicator_can_exceed_its_target() -> None:
    line = Criterion("c", 12, (10 * completion_rate("k")).clip(0, 12), if_not_applicable="zero")
    project = Project("p", None, [Indicator("k", "quantity", "10家", "10家")])
    found = goal(Rubric("r", [line]), Evidence(project), total=12)
    assert found.reach != "out of reach"


def test_a_grade_above_an_open_edge_is_not_attained_on_the_edge() -> None:
    lines = [Criterion("a", 9, 9 * yes("a")), Criterion("b", 1, yes("b"))]
    rubric = Rubric("r", lines, grades=Grades([("A", above(9)), ("B", 0)]))
    found = goal(rubric, Evidence(answers={"a": False, "b": False}), grade="A")
    assert [one.grade for one in found] == ["A"]
    assert sets(found) == [["a = yes", "b = yes"]]


def test_a_grade_for_fewer_points_is_attained_with_fewer_points() -> None:
    scale = Grades([("low", at_most(5)), ("high", 0)])
    rubric = Rubric("r", [Criterion("a", 10, 10 * yes("a"))], grades=scale)
    found = goal(rubric, Evidence(answers={"a": True}), grade="low")
    assert (found.reach, sets(found)) == ("possible", [["a = no"]])


def test_full_marks_of_a_branch_that_does_not_apply_are_found() -> None:
    rule = when(yes("a"), 2, yes("d", may_not_apply=True))
    line = Criterion("c", 4, rule, if_not_applicable="full")
    found = of(line, a=True, d=NOT_APPLICABLE)(total=4)
    assert (found.reach, sets(found)) == ("possible", [["a = no"]])


# Refusals


@pytest.mark.parametrize(
    ("wanted", "code", "place"),
    [
        ({}, "wrong_type", "goal"),
        ({"total": 90, "grade": "优"}, "wrong_type", "goal"),
        ({"total": "100.01"}, "outside_band", "total"),
        ({"total": -1}, "outside_band", "total"),
        ({"total": "many"}, "number", "total"),
        ({"grade": "优秀"}, "unknown_grade", "grade"),
        ({"grade": 3}, "wrong_type", "grade"),
        ({"total": 90, "may_change": ["satisfation"]}, "unknown_fact", "satisfation"),
        ({"total": 90, "may_change": "satisfaction"}, "wrong_type", "may_change"),
        ({"total": 90, "may_change": ["paid"]}, "several_indicators", "paid"),
        ({"total": 90, "steps": 0}, "wrong_type", "steps"),
        ({"total": 90, "steps": 1_000_001}, "wrong_type", "steps"),
        ({"total": 90, "basis": 3}, "wrong_type", "basis"),
    ],
)
def test_goals_that_do_not_fit_are_refused(wanted: Any, code: str, place: str) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        goal(RUBRIC, EVIDENCE, **wanted)
    assert (caught.value.code, caught.value.faults[0].place) == (code, place)
    for language in ("zh", "en"):
        assert "{" not in caught.value.explain(language)


def test_near_misses_are_named() -> None:
    with pytest.raises(FiscalRubricError) as caught:
        goal(RUBRIC, EVIDENCE, grade="优秀")
    assert caught.value.faults[0].expected == ("优",)
    with pytest.raises(FiscalRubricError) as caught:
        goal(RUBRIC, EVIDENCE, total=90, may_change=["benefi"])
    assert caught.value.faults[0].expected == ("benefit",)


def test_a_rubric_without_a_total_or_grades_has_no_goal_of_that_kind() -> None:
    loose = Rubric("r", [Criterion("a", 1, yes("a"))], rule=None)
    with pytest.raises(FiscalRubricError) as caught:
        goal(loose, Evidence(), total=1)
    assert caught.value.code == "outside_band"
    with pytest.raises(FiscalRubricError) as caught:
        goal(loose, Evidence(), grade="A")
    assert caught.value.code == "no_grades"


@pytest.mark.parametrize("arguments", [(3, EVIDENCE), (RUBRIC, 3)])
def test_only_a_rubric_and_evidence_have_a_goal(arguments: Any) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        goal(*arguments, total=90)
    assert caught.value.code == "wrong_type"


@pytest.mark.parametrize(
    ("target", "happened", "shown"),
    [
        ("=5个", "6个", "p/a: 6个 → 5个 (+60.00)"),
        ("=5个", "3个", "p/a: 3个 → 5个 (+60.00)"),
        ("3-5个", "9个", "p/a: 9个 → 5个 (+60.00)"),
        ("3-5个", "1个", "p/a: 1个 → 3个 (+60.00)"),
        ("≥5个", "1个", "p/a: 1个 → ≥ 5个 (+60.00)"),
        ("≤5个", "9个", "p/a: 9个 → ≤ 5个 (+60.00)"),
    ],
)
def test_a_target_with_two_ends_is_met_at_one_of_them(
    target: str, happened: str, shown: str
) -> None:
    rubric = Rubric("r", [Criterion("n", 60, 60 * met("a"), if_not_applicable="zero")])
    owned = Evidence(Project("p", None, [Indicator("a", "quantity", target, happened)]))
    found = goal(rubric, owned, total=60)
    assert found.rows()[0]["changes"] == shown


def test_a_line_without_points_adds_none() -> None:
    lines = [
        Criterion("a", 1, 1 * yes("a", may_not_apply=True), if_not_applicable="drop"),
        Criterion("b", 1, 1 * yes("b")),
    ]
    card = Rubric("r", lines).score(Evidence(answers={"a": NOT_APPLICABLE, "b": True}))
    value = card["a"].resolved.value
    assert (low_of(value, card.rubric), high_of(value, card.rubric)) == (None, 0)
    value = card["b"].resolved.value
    assert (low_of(value, card.rubric), high_of(value, card.rubric)) == (1, 1)


# Brute force

ANSWERS: dict[str, tuple[Any, ...]] = {
    "a": (True, False), "b": (True, False), "c": (True, False), "d": (True, False),
    "e": (True, False), "p": ("x", "y", "z"),
}  # fmt: skip


@cache
def rules(keys: tuple[str, ...]) -> st.SearchStrategy[Node]:
    """Rules over a few answers, whose branches ask no further questions."""
    small = st.integers(0, 3)
    leaves = st.sampled_from(keys).flatmap(
        lambda key: (
            st.builds(lambda x, y, z: pick("p", {"x": x, "y": y, "z": z}), small, small, small)
            if key == "p"
            else st.builds(lambda n: n * yes(key), st.integers(1, 3))
        )
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(lambda a, b: a + b, inner, inner),
            st.builds(lambda a, b: a - b, inner, inner),
            st.builds(least, inner, inner),
            st.builds(most, inner, inner),
            st.builds(average, inner, inner),
            st.builds(lambda a, b: a * b, inner, inner),
        ),
        max_leaves=4,
    )


def line(key: str, rule: Node) -> Criterion:
    return Criterion(key, 4, rule.clip(0, 4))


PLAIN = st.lists(
    st.sampled_from((("a", "b"), ("b", "c"), ("d",), ("e", "p"), ("p",))), min_size=1, max_size=3
)


@st.composite
def plain_sums(draw: st.DrawFn) -> Rubric:
    lines = [line(f"l{i}", draw(rules(keys))) for i, keys in enumerate(draw(PLAIN))]
    if draw(st.booleans()):  # a deduction without a bound while the number is open
        off = -divide(pick("p", {"x": 0, "y": 1, "z": 2}), yes("d"), if_zero=3)
        lines[-1] = Criterion("off", 0, off, floor=-3)
    scale = Grades([("A", 7), ("B", 3), ("C", -3)])
    inner = draw(st.booleans())
    parts = [Section("s", lines, floor=-3)] if inner else lines
    return Rubric("r", parts, grades=scale, floor=-3)


@st.composite
def others(draw: st.DrawFn) -> Rubric:
    """Rubrics whose total or grade is not the sum of the lines, and rises with them."""
    keys = (("a", "b"), ("c", "p"))
    scale = Grades([("X", 3), ("Y", 1), ("Z", 0)])
    lines = [
        evolve(line(f"l{i}", draw(rules(asked))), grades=scale if draw(st.booleans()) else None)
        for i, asked in enumerate(keys)
    ]
    first, second = points("l0"), points("l1")
    options: list[Node] = [
        subtotal(), least(first, second) * 2, most(first, second) + average(first, second),
        when(first >= 2, subtotal(), first), (2 * subtotal() - 3).clip(0, 8),
        (first * second / 2).clip(0, 8),
    ]  # fmt: skip
    if lines[0].grades is not None:
        options.append(4 * reaches("l0", "Y") + second)
        options.append(when(graded("l0", "Z"), 0, subtotal()))
    rule = draw(st.sampled_from(options))
    caps = draw(st.sampled_from([[], [(yes("d"), "B")], [(points("l0") <= 1, "C")]]))
    overrides: Any = draw(st.sampled_from([[], [(yes("e"), "N")], [(~yes("e"), None)]]))
    grades = Grades([("A", 6), ("B", 3), ("C", 0)], caps=caps, overrides=overrides)
    return Rubric("r", lines, rule=rule, full=8, grades=grades)


def reached(rubric: Rubric, evidence: Evidence, wanted: dict[str, Any]) -> bool:
    """Return whether known evidence attains a goal, by the other evaluation."""
    found = counted(rubric, evidence, Basis())
    assert found is not None
    points, grade = found[-1]
    if "total" in wanted:
        return points is not None and bool(points >= wanted["total"])
    scale = () if rubric.grades is None else rubric.grades.labels
    return grade in scale and scale.index(grade) <= scale.index(wanted["grade"])


def others_of(question: Question, answer: Any) -> list[Any]:
    return [choice for choice in question.choices if choice != answer]


def ways_of(rubric: Rubric, evidence: Evidence, size: int) -> Iterator[dict[str, Any]]:
    for asked in combinations(rubric.questions(), size):
        for way in product(*(others_of(q, evidence.answers[q.key]) for q in asked)):
            yield dict(zip((q.key for q in asked), way, strict=True))


def check_by_brute_force(rubric: Rubric, data: st.DataObject) -> None:
    asked = rubric.questions()
    assert len(asked) <= 6
    evidence = Evidence(answers={q.key: data.draw(st.sampled_from(q.choices)) for q in asked})
    totals = st.integers(0, 2 * int(rubric.full)).map(lambda n: {"total": Fraction(n, 2)})
    wanted: dict[str, Any] = data.draw(totals | st.sampled_from("AB").map(lambda g: {"grade": g}))
    found = goal(rubric, evidence, **wanted)
    if reached(rubric, evidence, wanted):
        assert (found.reach, found.proved, found.sets) == ("reached", True, ())
        return
    for size in range(1, len(asked) + 1):
        ways = [
            way
            for way in ways_of(rubric, evidence, size)
            if reached(rubric, evidence.with_answers(way), wanted)
        ]
        if ways:
            assert found.reach == "possible", (size, ways)
            assert found.proved or size > 1  # ranges may prove less than trying everything
            listed = [{c.place: c.value for c in one.changes} for one in found]
            shown = [
                {k: v if isinstance(v, str) else "yes" if v else "no" for k, v in way.items()}
                for way in ways
            ]
            assert all(one in shown for one in listed), (listed, shown)
            assert len(listed) <= len(shown)
            best = max(score(rubric, evidence.with_answers(way)) for way in ways)
            if len(ways) < 20 and "total" in wanted:
                assert found.sets[0].total == best or len(listed) < len(shown)
            for one in found:
                assert one.total == score(rubric, one.evidence)
            return
    assert found.reach in ("out of reach", "not found")
    assert found.sets == ()
    assert found.proved == (found.reach == "out of reach")


def score(rubric: Rubric, evidence: Evidence) -> Decimal:
    total = rubric.score(evidence).total
    assert total is not None
    return total


@given(plain_sums(), st.data())
def test_goals_of_plain_sums_agree_with_trying_everything(
    rubric: Rubric, data: st.DataObject
) -> None:
    check_by_brute_force(rubric, data)


@given(others(), st.data())
def test_goals_of_other_rubrics_agree_with_trying_everything(
    rubric: Rubric, data: st.DataObject
) -> None:
    check_by_brute_force(rubric, data)


@given(plain_sums() | others(), st.data())
def test_filled_in_facts_attain_the_goal_for_any_values_of_the_others(
    rubric: Rubric, data: st.DataObject
) -> None:
    asked = rubric.questions()
    known = [q for q in asked if data.draw(st.booleans())]
    evidence = Evidence(answers={q.key: data.draw(st.sampled_from(q.choices)) for q in known})
    wanted = {"total": Fraction(data.draw(st.integers(0, int(rubric.full))))}
    found = goal(rubric, evidence, total=wanted["total"])
    starts = [evidence] if found.reach == "reached" else [one.evidence for one in found]
    for start in starts:
        open_ = [q for q in asked if q.key not in start.answers]
        for way in product(*(q.choices for q in open_)):
            answers = dict(zip((q.key for q in open_), way, strict=True))
            assert reached(rubric, start.with_answers(answers), wanted)
    if found.reach == "out of reach":
        open_ = list(asked)
        for way in product(*(q.choices for q in open_)):
            answers = dict(zip((q.key for q in open_), way, strict=True))
            assert not reached(rubric, start_of(answers), wanted)


def start_of(answers: dict[str, Any]) -> Evidence:
    return Evidence(answers=answers)


def test_payments_without_a_budget_have_no_alternatives() -> None:
    rubric = Rubric(
        "r", [Criterion("a", 4, when(paid() <= planned(), 4)), Criterion("b", 1, yes("b"))]
    )
    found = goal(rubric, Evidence(Project("p"), {"b": False}), total=5)
    assert (found.reach, found.sets) == ("not found", ())


@pytest.mark.parametrize("reached", [None, "超10万元", "约20万元", "30万元"])
def test_a_result_above_a_ceiling_falls_just_far_enough(reached: str | None) -> None:
    ceiling = Indicator("k", "cost", "≤10万元", reached)
    rule = 4 * inverse_share("k")
    rubric = Rubric("r", [Criterion("a", 4, rule, if_not_applicable="zero")])
    (way,) = goal(rubric, Evidence(Project("p", None, [ceiling])), total=3)
    (change,) = way.changes
    assert (change.relation, change.value) == ("at most", "12.5125万元")  # 2.995 points: 3.00
    assert way.total == Decimal("3.00")


def test_unknown_payments_can_rise_or_fall() -> None:
    banded = when(paid() <= amount("2万元"), 4, when(paid() >= amount("8万元"), 1))
    evidence = Evidence(Project("p", Budget("10万元")))
    ways = goal(Rubric("r", [Criterion("a", 4, banded)]), evidence, total=4).sets
    assert {way.total for way in ways} == {Decimal("4.00")}
    assert "0万元" in {change.value for way in ways for change in way.changes}


def test_a_line_that_may_not_apply_is_found_through_its_section() -> None:
    line = Criterion("a", 4, 4 * yes("a", may_not_apply=True), if_not_applicable="drop")
    section = Section("s", [line], rule=when(applies(points("a")), points("a")), full=4)
    (way,) = goal(Rubric("r", [section]), Evidence(answers={"a": False}), total=4)
    assert [(change.place, change.value) for change in way.changes] == [("a", "yes")]


def test_points_of_a_line_do_not_make_it_apply() -> None:
    leaf = _leaves_of_line("c")
    assert leaf(applies(points("c"))) == "none"
    assert leaf(points("c")) == "rising"
