"""Evidence at the edges of a rubric, and evidence at random from a seed."""

import sys
import time
from fractions import Fraction
from typing import Any

import pytest

from catalog.test_catalog import PROJECT, RUBRICS
from fiscal_rubric import (
    NOT_APPLICABLE,
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
    actual,
    all_of,
    amount,
    any_of,
    attained,
    baseline,
    completion_rate,
    days_late,
    divide,
    equal,
    has_reason,
    indicators,
    judged,
    least,
    met,
    misses,
    number,
    paid,
    pick,
    planned,
    weight,
    when,
    yes,
)
from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.targets.targets import NotCarriedOut
from fiscal_rubric.testing import edges, evidence_at_random

DAY = "2020-12-31"


def rubric_of(rule: Node, full: Any = 5, **options: Any) -> Rubric:
    grades = options.pop("grades", None)
    return Rubric("r", [Criterion("c", full, rule, **options)], grades=grades)


def answers(rubric: Rubric, key: str) -> set[Any]:
    return {piece.answers[key] for piece in edges(rubric)}


def has(found: set[Any], *numbers: str) -> bool:
    return {Fraction(number) for number in numbers} <= found


LATE = (5 - number("days", 0)).clip(0, 5)


def test_a_number_is_tried_at_each_edge_and_a_tick_around_it() -> None:
    found = answers(rubric_of(LATE, grades=Grades([("A", 4), ("B", 0)])), "days")
    assert has(found, "0", "0.01", "4.99", "5", "5.01", "0.99", "1", "1.01")


def test_a_finer_line_is_tried_at_its_own_tick() -> None:
    from fiscal_rubric import Rounding

    found = answers(rubric_of(LATE, rounding=Rounding(4)), "days")
    assert has(found, "4.9999", "5.0001")


def test_a_tie_of_each_rounding_is_tried() -> None:
    scored = rubric_of(judged("x", 5).round(1))
    ties = [x for x in answers(scored, "x") if (x * 10) % 1 == Fraction(1, 2)]
    assert ties
    points = [piece.answers["x"] for piece in edges(rubric_of(judged("x", 5)))]
    assert any((x * 100) % 1 == Fraction(1, 2) for x in points if isinstance(x, Fraction))


def test_a_quotient_is_solved_for_its_divisor() -> None:
    found = answers(rubric_of((10 / number("days", 1, 100)).clip(0, 5)), "days")
    assert has(found, "1.99", "2", "2.01")


def test_each_label_and_each_absence_is_tried() -> None:
    rule = pick("s", {"good": 4, "poor": 0}) * yes("a", may_not_apply=True)
    rubric = rubric_of(rule, 4, if_not_applicable="drop")
    assert answers(rubric, "s") == {"good", "poor"}
    assert answers(rubric, "a") == {True, False, NOT_APPLICABLE}
    figure = rubric_of(number("x", 0, 5, may_not_apply=True), if_not_applicable="drop")
    assert NOT_APPLICABLE in answers(figure, "x")


def test_the_edges_of_checks_and_of_conditions_are_tried() -> None:
    checks = [Check(number("x", 0, 50) <= 17, "too many")]
    rubric = rubric_of(5 * (number("x", 0, 50) > 30), checks=checks)
    assert has(answers(rubric, "x"), "16.99", "17", "17.01", "29.99", "30", "30.01")


def test_a_branch_that_is_not_taken_at_first_is_explored() -> None:
    rule = when(yes("a"), 5, when(yes("b"), LATE, 1))
    found = answers(rubric_of(rule), "days")
    assert has(found, "4.99", "5")


def test_an_answer_within_the_band_of_its_label_follows_the_label() -> None:
    rule = pick("s", {"good": judged("x", 3, 5), "poor": judged("x", 0, 3, upper_open=True)})
    found = edges(rubric_of(rule))
    assert {piece.answers["s"] for piece in found} == {"good", "poor"}
    assert has({piece.answers["x"] for piece in found}, "3", "2.99", "5")
    assert all(rubric_of(rule).score(piece) for piece in found)
    drawn = {evidence_at_random(rubric_of(rule), seed).answers["s"] for seed in range(20)}
    assert drawn == {"good", "poor"}


def test_payments_are_tried_at_the_budget_and_at_each_share() -> None:
    rule = 5 * (paid(by="2020-06-30") >= planned() * 0.5)
    paid_by_june = {piece.projects[0].budget.paid("2020-06-30") for piece in edges(rubric_of(rule))}
    cents = {amount.base for amount in paid_by_june if amount is not None}
    assert {Fraction(600_000), Fraction("599999.99"), Fraction("600000.01")} <= cents


def test_a_divisor_of_zero_is_an_edge_even_where_it_is_refused() -> None:
    found = edges(rubric_of((paid() / planned()).clip(0, 1), 1))
    budgets: list[Any] = [piece.projects[0].budget.adjusted for piece in found]
    assert 0 in [budget.base for budget in budgets]
    refused = edges(rubric_of((5 / number("x", -3, 3)).clip(0, 5)))
    assert has({piece.answers["x"] for piece in refused}, "0", "-3", "3")


def actuals(like: Evidence, rule: Node, **options: Any) -> set[str]:
    found = edges(rubric_of(rule, if_not_applicable="drop", **options), like=like)
    return {str(piece.projects[0].indicators[0].actual) for piece in found}


def year(target: str, actual: str, **columns: Any) -> Evidence:
    return Evidence(Project("p", None, [Indicator("i", "quantity", target, actual, **columns)]))


@pytest.mark.parametrize(
    ("target", "actual", "tried"),
    [
        ("≥5家", "6家", {"5家", "4家", "6家", "0家", "10家"}),
        ("3~5次", "4次", {"3次", "2次", "4次", "5次", "6次"}),
        ("≤10万元", "9万元", {"10万元", "9.999999万元", "10.000001万元"}),
        ("2020年6月30日前", "2020-06-01", {"2020年6月30日", "2020年7月1日", "2020年6月29日"}),
        ("6月30日前", "6月1日", {"6月30日", "7月1日", "6月29日"}),
        ("增长5%", "增长6%", {"提高5%", "提高4.99%", "提高5.01%"}),
        ("≥5家；≥3次", "5家；3次", {"5家；3次", "4家；3次", "5家；2次"}),
        ("长期", "完成", {"完成"}),
    ],
)
def test_a_result_is_tried_at_its_target_and_a_step_around_it(
    target: str, actual: str, tried: set[str]
) -> None:
    from fiscal_rubric.targets.writing import write_actual

    like = year(target, actual)
    found = edges(rubric_of(met("i"), 1, if_not_applicable="drop"), like=like)
    results = [piece.projects[0].indicators[0].actual for piece in found]
    texts = {write_actual(one) for one in results if one is not None}
    assert tried <= texts, texts
    assert any(isinstance(one, NotCarriedOut) for one in results)
    assert NOT_APPLICABLE in results


def test_a_revised_target_is_tried_too() -> None:
    like = year("5家", "5家", revised="8家")
    rubric = Rubric(
        "r",
        [Criterion("c", 1, met("i"), if_not_applicable="drop")],
        basis=Basis(targets="revised"),
    )
    numbers = {str(piece.projects[0].indicators[0].actual) for piece in edges(rubric, like=like)}
    assert len([text for text in numbers if "8" in text or "7" in text or "9" in text]) >= 3


def test_a_target_that_does_not_fit_a_revised_one_is_left_out() -> None:
    rubric = rubric_of((completion_rate("i") * 5).clip(0, 5), if_not_applicable="drop")
    found = edges(rubric, like=year("≥5家", "5家", revised="≥8家"))
    senses = {piece.projects[0].indicators[0].target.sense for piece in found}
    assert senses == {"at least"}


@pytest.mark.parametrize(
    "rule",
    [
        (completion_rate("i") * 5).clip(0, 5),
        5 * attained("i"),
        5 * (actual("i") >= 3),
        5 * (actual("i") - baseline("i") >= 7),
        5 * any_of(met("i"), has_reason("i")),
        (5 - days_late("j") / 10).clip(0, 5),
        5 * indicators().average(met(), weight=weight()),
        5 * equal(indicators().total(weight()), 50),
        5 * least(met("i"), yes("a")),
        (5 - misses()).clip(0, 5),
        5 * divide(paid(), planned(), if_zero=1).clip(0, 1),
        5 * (paid() >= amount("3万元")),
    ],
)
def test_every_piece_is_scored_or_refused_for_a_divisor_or_a_weight(rule: Node) -> None:
    rubric = rubric_of(rule, if_not_applicable="drop")
    found = edges(rubric)
    assert len(found) == len(set(found)) > 1
    for piece in found:
        try:
            rubric.score(piece)
        except FiscalRubricError as error:
            codes = {fault.code for fault in error.faults}
            assert codes <= {"divisor", "negative_divisor", "negative_weight"}
    assert found == edges(rubric)


def test_what_is_counted_is_tried_around_its_ends() -> None:
    rubric = rubric_of((3 - misses()).clip(0, 3), 3)
    missed = set()
    for piece in edges(rubric):
        steps = rubric.score(piece).lines[0]
        missed.add(steps.points)
    assert {0, 1, 2, 3} <= missed


@pytest.mark.parametrize(
    ("rule", "grades"),
    [
        # Two answers that fit alone, but not together: i has no number.
        (
            2 * yes("a")
            + 2 * yes("b")
            + when(all_of(yes("a"), yes("b")), (actual("i") >= 3) * 1, 0),
            [("A", 5), ("B", 0)],
        ),
        # The number is not compared any more after two changes.
        (
            when(all_of(yes("a"), yes("b")), 0, 5 * (yes("a") + yes("b") + yes("c") >= 3)),
            [("A", 5), ("B", 0)],
        ),
        # No count meets the edge.
        ((5 - 2 * misses()).clip(0, 5), [("A", 4), ("B", 0)]),
        (2 * yes("a") + 2 * yes("b"), [("A", 3), ("B", 0)]),
    ],
)
def test_changes_that_do_not_fit_together_are_left_out(rule: Node, grades: Any) -> None:
    some = [Indicator(key, "quantity", "≥5家", "6家") for key in "xyz"]
    some.append(Indicator("i", "quantity", "长期", "完成"))
    like = Evidence(Project("p", None, some), {"a": False, "b": False, "c": False})
    rubric = rubric_of(rule, grades=Grades(grades), if_not_applicable="zero")
    assert len(edges(rubric, like=like)) > 1
    assert evidence_at_random(rubric, 1, like)


def test_a_budget_that_is_not_read_at_first_may_be_unknown() -> None:
    rubric = rubric_of(when(yes("a"), 5 * (paid() >= planned()), 1))
    like = Evidence(Project("p"), {"a": False})
    assert len(edges(rubric, like=like)) > 1
    assert {evidence_at_random(rubric, seed, like).projects for seed in range(9)} == {like.projects}


def test_gaps_of_the_evidence_to_start_from_are_filled() -> None:
    like = Evidence(
        [
            Project("a", Budget("7万元"), [Indicator("i", "quantity", "≥5家", None)]),
            Project("b", None, [Indicator("j", "quantity", "长期", None)]),
        ]
    )
    rule = 2 * indicators().average(met(), weight=weight()) + yes("y")
    (first, *_) = edges(rubric_of(rule, if_not_applicable="drop"), like=like)
    assert [i.actual is not None for p in first.projects for i in p.indicators] == [True, True]
    assert first.projects[0].budget.paid() is not None
    assert first.projects[1].budget == Budget()


@pytest.mark.parametrize("wrong", [None, 3, "r"])
def test_what_is_no_rubric_is_refused(wrong: Any) -> None:
    for function in (edges, lambda r: evidence_at_random(r, 1)):
        with pytest.raises(FiscalRubricError):
            function(wrong)


# At random


@pytest.mark.parametrize("rubric", RUBRICS, ids=lambda rubric: rubric.key)
def test_evidence_at_random_fits_every_ready_rubric(rubric: Rubric) -> None:
    like = Evidence(PROJECT) if rubric.key.endswith("/p") else None
    drawn = [evidence_at_random(rubric, seed, like) for seed in range(20)]
    assert drawn == [evidence_at_random(rubric, seed, like) for seed in range(20)]
    assert len(set(drawn)) > 10
    for evidence in drawn:
        try:
            rubric.score(evidence)
        except FiscalRubricError as error:
            codes = {fault.code for fault in error.faults}
            assert codes <= {"divisor", "negative_divisor", "negative_weight", "may_follow"}


def test_numbers_at_random_lie_between_the_ends() -> None:
    rubric = rubric_of(LATE + 0 * number("y", None, 4) + 0 * number("z"))
    drawn = [evidence_at_random(rubric, seed).answers for seed in range(50)]
    assert all(answer["days"] >= 0 for answer in drawn)  # type: ignore[operator]  # a number
    assert all(answer["y"] <= 4 for answer in drawn)  # type: ignore[operator]  # a number
    assert len({answer["z"] for answer in drawn}) > 10


def test_a_seed_is_a_whole_number() -> None:
    for seed in (-1, 1.5, None, 2**64):
        with pytest.raises(FiscalRubricError):
            evidence_at_random(RUBRIC, seed)  # type: ignore[arg-type]  # a wrong type is tried


@pytest.mark.parametrize("like", [None, EVIDENCE], ids=["made up", "the report"])
def test_evidence_for_table_5_is_drawn_in_two_and_a_half_milliseconds(
    like: Evidence | None,
) -> None:
    evidence_at_random(RUBRIC, 0, like)  # makes the evidence to start from
    start = time.process_time()
    for seed in range(100):
        evidence_at_random(RUBRIC, seed, like)
    if sys.gettrace() is None:
        assert (time.process_time() - start) / 100 < 0.0025
