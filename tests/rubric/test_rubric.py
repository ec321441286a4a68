"""Scores and bounds of rubrics: missing facts, dropped marks, rounding, grades, determinism."""

import copy
import decimal
import pickle
import random
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from attrs import evolve
from hypothesis import assume, given, strategies as st

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
    Rounding,
    Rubric,
    Section,
    actual,
    any_of,
    at_most,
    attained,
    below,
    deduct_per_miss,
    divide,
    equal,
    graded,
    has_reason,
    indicators,
    judged,
    least,
    met,
    misses,
    not_applicable,
    number,
    pick,
    picked,
    points,
    reaches,
    subtotal,
    weight,
    when,
    yes,
)
from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
from fiscal_rubric.rubric.questions import BudgetFact, IndicatorFact, Question
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.targets.targets import Actual, NumericActual, NumericTarget
from fiscal_rubric.testing import strategies as some


def numbers(rubric: Rubric, evidence: Evidence) -> list[tuple[str, Decimal | None, str | None]]:
    card = rubric.score(evidence)
    return [(line.key, line.points, line.grade) for line in (*card.lines, card.whole)]


# Missing and wrong facts


def test_all_missing_answers_are_listed_with_those_that_may_follow() -> None:
    rubric = Rubric(
        "r",
        [
            Criterion("a", 4, when(yes("misused"), 0, 2 * yes("lawful") + 2 * yes("approved"))),
            Criterion("b", 1, yes("other", "另一问题")),
        ],
    )
    with pytest.raises(FiscalRubricError) as caught:
        rubric.score(Evidence())
    assert [(fault.code, fault.place) for fault in caught.value.faults] == [
        ("missing", "misused"),
        ("missing", "other"),
        ("may_follow", "lawful"),
        ("may_follow", "approved"),
    ]
    assert "另一问题" in str(caught.value)
    assert "lawful：接下来可能需要" in caught.value.explain("zh")


def test_a_question_that_is_asked_often_is_one_fault() -> None:
    satisfaction = pick("satisfaction", {"优": 2, "良": 1, "差": 0}, "服务对象满意度")
    rule = when(picked("satisfaction", "差"), 0, 2 * yes("surveyed")) + 0 * satisfaction
    rubric = Rubric("r", [
        Criterion("a", 2, rule),
        Criterion("b", 2, satisfaction),
        Criterion("c", 4, judged("j", 2, 4)),
        Criterion("d", 9, judged("j", 5, 9, upper_open=True)),
    ])  # fmt: skip
    with pytest.raises(FiscalRubricError) as caught:
        rubric.score(Evidence())
    assert [str(fault) for fault in caught.value.faults] == [
        "satisfaction: not known (服务对象满意度); expected 优, 良, or 差",
        "j: not known (j); expected 2..9(<)",
        "surveyed: may be asked next",
    ]
    assert rubric.questions()[-1].upper_open


def test_questions_that_differ_in_the_order_of_their_labels_are_one() -> None:
    up, down = pick("p", {"x": 0, "y": 1}), pick("p", {"y": 0, "x": 1})
    assert len(Rubric("r", [Criterion("a", 1, up), Criterion("b", 1, down)]).questions()) == 1


@pytest.mark.parametrize("key", ["rule", "r", "c", "criterion"])
def test_a_question_may_have_any_key(key: str) -> None:
    rubric = Rubric(
        "r",
        [Criterion("c", 1, yes(key) + 0), Criterion("d", 1, 1 * divide(1, yes(key)).clip(0, 1))],
    )
    with pytest.raises(FiscalRubricError) as caught:
        rubric.score(Evidence())
    assert [fault.place for fault in caught.value.faults] == [key]
    with pytest.raises(FiscalRubricError) as caught:
        rubric.score(Evidence(answers={key: False}))
    assert [(fault.code, fault.place) for fault in caught.value.faults] == [("divisor", "d")]


def test_many_indicators_are_scored_with_few_folds() -> None:
    owned = [Indicator(f"i{n}", "quantity", "5家", "5家") for n in range(1001)]
    rubric = Rubric("r", [Criterion("c", 2, deduct_per_miss(2, misses()))])
    assert rubric.score(Evidence(Project("p", None, owned))).total == 2


def test_near_misses_are_found_in_bounded_time() -> None:
    def name(seed: int) -> str:
        return "".join(random.Random(seed).choices("ab", k=199))

    rubric = Rubric("r", [Criterion(f"c{n}", 1, 1 * yes(name(n))) for n in range(1000)])
    start = time.process_time()
    with pytest.raises(FiscalRubricError) as caught:
        rubric.score(Evidence(answers={name(-n): True for n in range(1, 2000)}))
    assert time.process_time() - start < 20  # without a bound, about 100 s (estimated)
    assert len(caught.value.faults) == 50


def test_the_first_50_of_many_unknown_keys_are_named() -> None:
    answers = {f"surveyed{i}": True for i in range(2000)}
    with pytest.raises(FiscalRubricError) as caught:
        RUBRIC.score(Evidence(answers=answers))
    assert len(caught.value.faults) == 50
    assert caught.value.faults[0].expected == ("surveyed",)


def test_a_refusal_says_that_the_result_is_decided() -> None:
    rubric = Rubric("r", [Criterion("a", 1, yes("x").clip(1, 1))])
    with pytest.raises(FiscalRubricError) as caught:
        rubric.score(Evidence())
    assert [fault.code for fault in caught.value.faults] == ["missing", "decided"]
    assert "1.00" in str(caught.value)
    assert "1.00 分" in caught.value.explain("zh")
    assert rubric.bounds(Evidence()).is_decided


@pytest.mark.parametrize(
    ("whole", "codes"),
    [({}, ["share_or_number", "between"]), ({"rule": None}, ["share_or_number"])],
    ids=["with a total", "without points"],
)
def test_a_refusal_of_an_unclear_number_bounds_the_total_if_there_is_one(
    whole: dict[str, Any], codes: list[str]
) -> None:
    rubric = Rubric("r", [Criterion("a", 1, attained("k"), if_not_applicable="zero")], **whole)
    unclear = Evidence(Project("p", None, [Indicator("k", "quality", "≥95%", "0.97")]))
    with pytest.raises(FiscalRubricError) as caught:
        rubric.score(unclear)
    assert [fault.code for fault in caught.value.faults] == codes


def test_questions_of_grades_and_checks_are_missing_facts() -> None:
    scale = Grades([("A", 1), ("B", 0)], overrides=[(yes("veto"), "X")])
    check = Check(yes("attached"), "附件齐全")
    rubric = Rubric("r", [Criterion("a", 1, yes("x"), grades=scale, checks=[check])])
    with pytest.raises(FiscalRubricError) as caught:
        rubric.score(Evidence(answers={"x": True}))
    assert [fault.place for fault in caught.value.faults] == ["veto", "attached", "r"]


# Rounding, sections and totals


def test_the_total_adds_the_rounded_points() -> None:
    thirds = [Criterion(key, 10, 10 * number(key, 0, 1)) for key in "abc"]
    card = Rubric("r", thirds).score(Evidence(answers=dict.fromkeys("abc", Fraction(1, 3))))
    assert [line.points for line in card.lines] == [Decimal("3.33")] * 3
    assert card["a"].exact == Fraction(10, 3)
    assert card.total == Decimal("9.99")


def test_sections_take_the_finest_places_of_their_parts() -> None:
    rubric = Rubric("r", [Criterion("a", 3, 3 * yes("a"), rounding=Rounding(0)),
                          Criterion("b", 3, 3 * number("b", 0, 1), rounding=Rounding(1))],
    )  # fmt: skip
    card = rubric.score(Evidence(answers={"a": True, "b": "0.25"}))
    assert [str(line.points) for line in (*card.lines, card.whole)] == ["3", "0.8", "3.8"]
    assert [str(row["points"]) for row in card.rows()] == ["3", "0.8"]


def test_a_criterion_can_be_given_another_rounding() -> None:
    cut = Rubric("r", [evolve(Criterion("a", 1, number("a", 0, 1)), rounding=Rounding(2, "down"))])
    assert cut.score(Evidence(answers={"a": "0.999"})).total == Decimal("0.99")


# What does not apply


def family(instead: str | None = "drop", *, root: bool = True, inner: bool = False) -> Rubric:
    rule = 20 * yes("b", may_not_apply=True)
    b = Criterion("b", 20, rule, if_not_applicable=instead)
    return Rubric(
        "root",
        [
            Section("s1", [Criterion("a", 20, 20 * yes("a")), b], rescale=inner),
            Section("s2", [Criterion("c", 60, 60 * yes("c"))]),
        ],
        rescale=root,
    )


DROPPED = Evidence(answers={"a": True, "b": NOT_APPLICABLE, "c": False})


@pytest.mark.parametrize(
    ("rubric", "section", "total"),
    [
        (family(), "20.00", "25.00"),  # 100 x (20 + 0) / (20 + 60)
        (family(inner=True), "40.00", "40.00"),  # s1 counts as one unit and redistributes inside
        (family("zero"), "20.00", "20.00"),
        (family("full"), "40.00", "40.00"),
    ],
)
def test_the_nearest_section_that_rescales_redistributes_dropped_marks(
    rubric: Rubric, section: str, total: str
) -> None:
    card = rubric.score(DROPPED)
    assert (str(card["s1"].points), str(card.total)) == (section, total)
    dropped = card["b"].status == "not applicable"
    assert (card["b"].points is None) == dropped


def test_a_rubric_that_loses_dropped_marks_is_refused() -> None:
    with pytest.raises(FiscalRubricError) as caught:
        family(root=False)
    assert caught.value.code == "marks_vanish"
    assert isinstance(family(root=False, inner=True), Rubric)


def test_a_section_without_any_part_that_applies_is_dropped() -> None:
    b = Criterion("b", 20, 20 * yes("b", may_not_apply=True), if_not_applicable="drop")
    c = Criterion("c", 60, 60 * yes("c"))
    rubric = Rubric("root", [Section("s", [b]), c])
    card = rubric.score(Evidence(answers={"b": NOT_APPLICABLE, "c": True}))
    assert (card["s"].points, str(card.total)) == (None, "80.00")
    alone = Rubric("root", [b]).score(Evidence(answers={"b": NOT_APPLICABLE}))
    assert (alone.total, alone.grade, alone.whole.status) == (None, None, "not applicable")


def test_a_deduction_is_a_line_and_the_total_is_clipped() -> None:
    parts = [Criterion("a", 60, 60 * yes("a")),
             Criterion("late", 0, -5 * yes("late"), floor=-5)]  # fmt: skip
    with pytest.raises(FiscalRubricError) as caught:
        Rubric("r", parts)
    assert caught.value.faults[0].expected == ("subtotal().clip(0)", "floor=-5")
    rubric = Rubric("r", parts, rule=subtotal().clip(0), full=60)
    assert rubric.score(Evidence(answers={"a": True, "late": True})).total == 55
    assert rubric.score(Evidence(answers={"a": False, "late": True})).total == 0


def test_rescaling_comes_before_a_deduction() -> None:
    droppable = pick("has", {"no": not_applicable(), "yes": number("p", 0, 75)})
    rubric = Rubric(
        "IKPA", full=100, rule=(subtotal() - number("dispensation", 0, 100)).clip(0),
        parts=[Criterion("revision", 10, number("revision", 0, 10)),
               Criterion("deviation", 15, number("deviation", 0, 15)),
               Criterion("absorption", 75, droppable, if_not_applicable="drop")],
    )  # fmt: skip
    known = {"revision": 9, "deviation": 12, "dispensation": 4}
    assert rubric.score(Evidence(answers={**known, "has": "no"})).total == 80
    bounds = rubric.bounds(Evidence(answers={**known, "p": 70}))
    assert (bounds.low, bounds.high) == (80, 87)


def test_a_line_without_full_marks_is_added_to_the_rescaled_lines() -> None:
    parts = [Criterion("a", 60, 60 * yes("a")),
             Criterion("b", 40, 40 * yes("b", may_not_apply=True), if_not_applicable="drop"),
             Criterion("late", 0, -5 * yes("late"), floor=-5)]  # fmt: skip
    rubric = Rubric("r", parts, rule=subtotal().clip(0), full=100)
    card = rubric.score(Evidence(answers={"a": True, "b": NOT_APPLICABLE, "late": True}))
    assert card.total == 95


# Grades


def test_band_edges_overrides_and_caps_decide_the_grade() -> None:
    scale = Grades(
        [("优", 90), ("良", 80), ("中", 60), ("差", 0)],
        overrides=[(yes("veto"), "不合格"), (yes("withdrawn"), None)],
        caps=[(yes("problems"), "良")],
    )
    rubric = Rubric("r", [Criterion("a", 100, judged("a", 100))], grades=scale)
    no = {"veto": False, "withdrawn": False, "problems": False}

    def grade(points: object, **changes: bool) -> str | None:
        return rubric.score(Evidence(answers={"a": points, **no, **changes})).grade

    assert [grade(p) for p in (100, 90, "89.99", 80, 60, "59.99", 0)] == [
        "优", "优", "良", "良", "中", "差", "差",
    ]  # fmt: skip
    assert grade(95, problems=True) == "良"
    assert grade(50, problems=True) == "差"
    assert grade(95, veto=True, problems=True) == "不合格"
    assert grade(95, withdrawn=True) is None


def test_bands_can_grade_fewer_points_better() -> None:
    scale = Grades([("A", below("0.6")), ("B", at_most(1)), ("C", 1)])
    rubric = Rubric("r", [Criterion("a", 2, number("a", 0, 2), grades=scale)])
    grades = [rubric.score(Evidence(answers={"a": a}))["a"].grade for a in ("0.59", "0.6", 1, 2)]
    assert grades == ["A", "B", "B", "C"]


def test_reaches_compares_grades_by_rank() -> None:
    scale = Grades([("A", 3), ("B", 2), ("C", 0)], overrides=[(yes("missing"), None)])
    line = Criterion("x", 3, number("x", 0, 3), grades=scale)
    rule = 2 * reaches("x", "B") + graded("x", "C")
    rubric = Rubric("r", [Section("s", [line], rule=rule, full=2)])

    def total(x: int, *, missing: bool = False) -> Decimal | None:
        return rubric.score(Evidence(answers={"x": x, "missing": missing})).total

    assert [total(x) for x in (3, 2, 1)] == [2, 2, 1]
    assert total(3, missing=True) == 0


# Bounds


def test_possible_grades_are_those_of_single_outcomes() -> None:
    abc = Grades([("A", 3), ("B", 2), ("C", 1)])
    line = Criterion("savings", 3, pick("savings", {"a": 3, "b": 3, "c": 1}), grades=abc)
    bounds = Rubric("r", [line]).bounds(Evidence())
    assert bounds["savings"].grades == {"A", "C"}
    assert (bounds.low, bounds.high, bounds.tight) == (1, 3, True)


@pytest.mark.parametrize(
    ("choice", "answers"),
    [
        (when(yes("a"), number("n", 0, 9), 0), {"a": True}),
        (pick("p", {"x": number("n", 0, 9), "y": 0}), {"p": "x"}),
    ],
    ids=["when", "pick"],
)
def test_a_choice_within_a_limit_gives_no_grade_beyond_it(
    choice: Node, answers: dict[str, object]
) -> None:
    scale = Grades([("A", 5), ("B", 0)])
    line = Criterion("c", 9, when(choice <= 3, choice, 0), grades=scale)
    bounds = Rubric("r", [line]).bounds(Evidence(answers=answers))
    assert (bounds.low, bounds.high, bounds["c"].grades) == (0, 3, {"B"})


def test_the_grades_of_a_total_are_those_of_its_possible_sums() -> None:
    lines = [Criterion(key, 50, 50 * yes(key)) for key in "ab"]
    scale = Grades([("优", 90), ("良", 80), ("中", 60), ("差", 0)])
    bounds = Rubric("r", lines, grades=scale).bounds(Evidence())
    assert bounds.grades == {"优", "差"}


def test_a_fact_read_in_two_lines_is_one_fact() -> None:
    rubric = Rubric("r", [Criterion("a", 3, 3 * yes("x")), Criterion("b", 3, 3 * ~yes("x"))])
    bounds = rubric.bounds(Evidence())
    assert (bounds.low, bounds.high, bounds.tight) == (3, 3, True)


def test_bounds_that_may_not_be_attainable_are_not_tight() -> None:
    rule = 2 * number("x", 0, 1) + 2 * (1 - number("x", 0, 1))
    bounds = Rubric("r", [Criterion("a", 4, rule)]).bounds(Evidence())
    assert (bounds.low, bounds.high, bounds.tight) == (0, 4, False)
    assert "outer bounds" in bounds.to_text("en")


@pytest.mark.parametrize("rule", [(actual("k") - 5).clip(0, 3), 3 * attained("k")], ids=str)
def test_an_excluded_end_is_not_tight(rule: Node) -> None:
    line = Criterion("c", 3, rule, if_not_applicable="zero")
    project = Project("p", None, [Indicator("k", "quantity", "10家", "超5家")])
    bounds = Rubric("r", [line]).bounds(Evidence(project))
    assert (bounds.high, bounds.tight) == (3, False)


LETTERS = Grades([("A", 2), ("B", 0)])
TEN = [Criterion("x", 10, 10 * yes("x"), grades=Grades([("A", 10), ("B", 0)]))]
GIVEN = [Criterion("a", 2, 2 * yes("a")), Criterion("b", 2, 2 * yes("b"))]


@pytest.mark.parametrize(
    "rubric",
    [
        Rubric("r", [Section("s", GIVEN, rule=(points("a") + points("b")).clip(0, 3), full=3)]),
        Rubric("r", GIVEN, grades=Grades(LETTERS.bands, overrides=[(points("a") <= 0, "X")])),
        Rubric("r", GIVEN, grades=Grades(LETTERS.bands, caps=[(equal(subtotal(), 2), "B")])),
        Rubric("r", [Section("s", TEN, rule=when(reaches("x", "A"), 4, points("x")).clip(0, 4),
                             full=4)]),
        Rubric("r", [Section("s", [*GIVEN, Criterion("late", 0, -2 * yes("late"), floor=-2)],
                             rule=subtotal().clip(0), full=4, grades=LETTERS)]),
    ],
    ids=["a held sum", "an override on a line", "a cap on the subtotal", "a letter", "a deduction"],
)  # fmt: skip
def test_bounds_of_rules_over_lines_are_those_of_all_completions(rubric: Rubric) -> None:
    keys = [question.key for question in rubric.questions()]
    cards = [
        rubric.score(Evidence(answers=dict(zip(keys, way, strict=True))))
        for way in product((True, False), repeat=len(keys))
    ]
    bounds = rubric.bounds(Evidence())
    for place in ("s", None):
        lines = [card.whole if place is None else card[place] for card in cards
                 if place is None or place in card]  # fmt: skip
        if lines:
            found = bounds.whole if place is None else bounds[place]
            points_ = [line.points for line in lines if line.points is not None]
            assert (found.low, found.high) == (min(points_), max(points_))
            if found.part.grades is not None:
                assert found.grades == {line.grade for line in lines}


YES_NO = [Criterion(f"l{i}", 1, yes(f"l{i}") + 0) for i in range(13)]  # 8192 ways
MORE = [Criterion(f"m{i}", 1, yes(f"m{i}") + 0) for i in range(20)]
LEAST = least(*(points(line.key) for line in YES_NO))
AB = [
    Criterion("a", 2, pick("a", {"x": 0, "y": 1, "z": 2})),
    Criterion("b", 2, pick("b", {"x": 0, "y": 2})),
]


@pytest.mark.parametrize(
    ("lines", "rule", "high", "tight"),
    [
        (AB, 1 * equal(points("a"), points("b")), 1, True),
        (AB, divide(points("a"), points("a") + points("b"), if_zero=0).clip(0, 1), 1, True),
        (AB[1:], divide(1, points("b"), if_zero=0).clip(0, 1), Decimal("0.5"), True),
        (YES_NO, LEAST, 1, True),
        (YES_NO, 1 * equal(LEAST, 1), 1, True),
        (MORE, 1 * equal(least(*(points(line.key) for line in MORE)), 1), 1, False),
    ],
    ids=[
        "an equality",
        "a quotient",
        "a divisor",
        "many lines, read once",
        "many, in an equality",
        "more, in an equality",
    ],
)
def test_bounds_of_a_section_with_another_rule_try_outcomes_of_lines(
    lines: list[Criterion], rule: Node, high: object, tight: bool
) -> None:
    section = Section("s", lines, rule=rule, full=1, rounding=Rounding(1))
    bounds = Rubric("r", [section]).bounds(Evidence())["s"]
    assert (bounds.low, bounds.high, bounds.tight) == (0, high, tight)


def test_too_many_totals_give_the_grades_of_their_hull() -> None:
    parts = [Criterion(f"l{i}", 2**i, 2**i * yes(f"l{i}")) for i in range(13)]
    scale = Grades([("A", 8000), ("B", 1), ("C", 0)])
    bounds = Rubric("r", parts, grades=scale).bounds(Evidence())
    assert (bounds.high, bounds.tight, bounds.grades) == (8191, True, {"A", "B", "C"})


def test_too_many_outcomes_are_one_range() -> None:
    scale = Grades([("A", 1001), ("none", 1000), ("B", 0)])
    for size, grades in ((20, {"A", "B"}), (65, {"A", "none", "B"})):
        inner = [
            pick(f"p{i}", {f"{j}": 100 * i + j for j in range(size) if (i, j) != (10, 0)})
            for i in range(size)
        ]
        rule = pick("p", {str(i): option for i, option in enumerate(inner)})
        full = 101 * (size - 1)
        bounds = Rubric("r", [Criterion("c", full, rule, grades=scale)]).bounds(Evidence())
        assert (bounds.low, bounds.high, bounds.tight) == (0, full, True)
        assert bounds["c"].grades == grades  # "none" is not an outcome, but within the range


def test_too_many_shared_answers_are_not_tight() -> None:
    counted = sum((yes(f"y{i}") + 0 for i in range(1, 13)), start=yes("y0") + 0)
    parts = [Criterion("c", 13, counted), Criterion("d", 13, 13 - counted)]
    bounds = Rubric("r", parts).bounds(Evidence())
    assert (bounds.low, bounds.high, bounds.tight) == (0, 26, False)
    known = Evidence(answers=dict.fromkeys(("y0", "y1", "y2"), True))
    bounds = Rubric("r", parts).bounds(known)
    assert (bounds.low, bounds.high, bounds.tight) == (13, 13, True)


def test_too_many_answers_are_not_tight() -> None:
    counted = sum((yes(f"y{i}") + 0 for i in range(1, 13)), start=yes("y0") + 0)
    rule = (counted - counted).clip(0, 13)
    bounds = Rubric("r", [Criterion("c", 13, rule)]).bounds(Evidence())
    assert (bounds.low, bounds.high, bounds.tight) == (0, 13, False)


def test_bounds_refuse_a_fault_of_every_completion() -> None:
    parts = [
        Criterion("a", 4, (1 / number("n", 0)).clip(0, 4)),
        Criterion("b", 1, yes("b") + 0),
    ]
    for grades in (None, Grades([("A", 3), ("B", 0)])):
        rubric = Rubric("r", parts, grades=grades)
        with pytest.raises(FiscalRubricError) as caught:
            rubric.bounds(Evidence(answers={"n": 0}))
        assert caught.value.code == "divisor"
        assert rubric.bounds(Evidence()).high == 5


def test_an_override_is_decided_before_the_points() -> None:
    scale = Grades([("A", 1), ("B", 0)], overrides=[(yes("not_eligible"), "n.e.")])
    rubric = Rubric("r", [Criterion("a", 1, yes("x"))], grades=scale)
    assert rubric.bounds(Evidence(answers={"not_eligible": True})).grades == {"n.e."}
    assert rubric.bounds(Evidence()).grades == {"A", "B", "n.e."}


def test_early_in_the_year_the_report_is_bounded_by_99() -> None:
    bounds = RUBRIC.bounds(Evidence())
    assert (bounds.low, bounds.high) == (0, 99)  # 制度保障 can give 5 of its 6
    assert bounds.grades == {"优", "良", "中", "差"}


@given(some.rubrics(), st.data(), some.bases())
def test_bounds_hold_the_score_and_narrow_with_evidence(
    rubric: Rubric, data: st.DataObject, basis: Basis
) -> None:
    evidence = data.draw(some.evidence(rubric))
    try:
        card = rubric.score(evidence, basis)
    except FiscalRubricError:
        assume(False)
    keys = sorted(evidence.answers)
    some_hidden = data.draw(st.sets(st.sampled_from(keys)))
    more_hidden = some_hidden | data.draw(st.sets(st.sampled_from(keys)))
    narrow = rubric.bounds(evidence.without(*some_hidden), basis)
    wide = rubric.bounds(evidence.without(*more_hidden), basis)
    exact = rubric.bounds(evidence, basis)
    for line in card.every_line:
        inner, outer, point = narrow[line.key], wide[line.key], exact[line.key]
        if line is card.whole:
            inner, outer, point = narrow.whole, wide.whole, exact.whole
        assert (point.low, point.high) == (line.points, line.points)
        if line.points is None:
            assert inner.may_not_apply
            assert outer.may_not_apply
        else:
            assert inner.low is not None
            assert outer.low is not None
            assert outer.low <= inner.low <= line.points <= inner.high <= outer.high
        if line.part.grades is not None:
            assert line.grade in inner.grades <= outer.grades


@given(some.rubrics(), st.data())
def test_points_are_within_floor_and_full_marks(rubric: Rubric, data: st.DataObject) -> None:
    """For any evidence, the points also have the places of the rounding."""
    evidence = data.draw(some.evidence(rubric))
    try:
        card = rubric.score(evidence)
    except FiscalRubricError:
        assume(False)
    for line in card.every_line:
        if line.points is not None:
            assert line.part.floor <= Fraction(line.points) <= line.part.full
            assert line.points == line.points.quantize(
                Decimal(1).scaleb(-line.part.rounding.places)
            )


# Determinism


def everything_shown(rubric: Rubric, evidence: Evidence) -> str:
    card = rubric.score(evidence)
    return "\n".join([card.explain("zh"), card.explain("en"), card.to_markdown("zh"),
                      str(card.rows()), card.identity])  # fmt: skip


SHOWN = everything_shown(RUBRIC, EVIDENCE)


def test_the_decimal_context_changes_nothing() -> None:
    with decimal.localcontext() as context:
        context.prec = 3
        context.rounding = decimal.ROUND_UP
        context.traps[decimal.Inexact] = True
        assert everything_shown(RUBRIC, EVIDENCE) == SHOWN
        assert RUBRIC.score(EVIDENCE, Basis(targets="revised")).total == Decimal("87.50")


def test_threads_change_nothing() -> None:
    def work(_: int) -> str:
        decimal.getcontext().prec = 3
        return everything_shown(RUBRIC, EVIDENCE)

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(work, range(12))) == {SHOWN}


@pytest.mark.parametrize("seed", range(5))
def test_order_changes_nothing(seed: int) -> None:
    chance = random.Random(seed)
    projects = []
    for project in EVIDENCE.projects:
        owned = list(project.indicators)
        chance.shuffle(owned)
        projects.append(Project(project.name, project.budget, owned, key=project.key))
    chance.shuffle(projects)
    answers = list(EVIDENCE.answers.items())
    chance.shuffle(answers)
    shuffled = Evidence(projects, dict(answers))
    card, other = RUBRIC.score(EVIDENCE), RUBRIC.score(shuffled)
    assert card.rows() == other.rows()
    assert (card.total, card.grade) == (other.total, other.grade)


def test_hash_seeds_change_nothing() -> None:
    code = (
        "from fiscal_rubric.catalog.futian_2020 import RUBRIC, EVIDENCE;"
        "import hashlib; card = RUBRIC.score(EVIDENCE);"
        "shown = card.explain('zh') + card.explain('en') + card.identity;"
        "bounds = RUBRIC.bounds(EVIDENCE.without('satisfaction', 'has_goal')).to_text('zh');"
        "print(hashlib.sha256((shown + bounds).encode()).hexdigest())"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in range(4)
    }
    assert len(hashes) == 1


def test_no_project_changes_the_points_of_another() -> None:
    alone = [RUBRIC.score(evolve(EVIDENCE, projects=[p])).total for p in EVIDENCE.projects]
    again = [RUBRIC.score(evolve(EVIDENCE, projects=[p])).total for p in EVIDENCE.projects[::-1]]
    assert alone == again[::-1]


@given(some.rubrics(), st.data())
def test_pickles_and_copies_are_equal(rubric: Rubric, data: st.DataObject) -> None:
    evidence = data.draw(some.evidence(rubric))
    try:
        bounds = rubric.bounds(evidence)
    except FiscalRubricError:
        assume(False)
    for value in (rubric, evidence, bounds):
        for again in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
            assert again == value
            assert hash(again) == hash(value)


def test_a_scorecard_explains_the_same_after_a_pickle() -> None:
    card = RUBRIC.score(EVIDENCE)
    again = pickle.loads(pickle.dumps(card))
    assert again == card
    assert again.explain("zh") == card.explain("zh")


# Monotonicity


def nearer(actual: Actual | None, target: NumericTarget) -> list[NumericActual]:
    """Return actuals from a missed number to its target, in equal steps."""
    assert isinstance(actual, NumericActual)
    reached = actual.span.point
    assert reached is not None
    goal = target.span.lower if target.span.lower is not None else target.span.upper
    assert goal is not None
    steps = [reached + (goal - reached) * Fraction(n, 4) for n in range(5)]
    return [NumericActual(evolve(actual.span, lower=step, upper=step)) for step in steps]


MONOTONE = (
    Criterion("attained", 10, indicators().average(10 * attained()), if_not_applicable="zero"),
    Criterion("weighted", 10, indicators().total(weight() * attained()).clip(0, 10)),
    Criterion("misses", 10, deduct_per_miss(10, misses())),
    Criterion("kind", 10, deduct_per_miss(10, misses(kind="quantity"), each=2)),
)


@pytest.mark.parametrize("criterion", MONOTONE, ids=lambda criterion: criterion.key)
@given(st.data())
def test_an_indicator_nearer_to_its_target_never_lowers_the_points(
    criterion: Criterion, data: st.DataObject
) -> None:
    rubric = Rubric("r", [criterion])
    project = data.draw(some.projects("p", ("k", "l"), known=True))
    indicator = project["k"]
    target = indicator.target
    assume(isinstance(target, NumericTarget))
    assert isinstance(target, NumericTarget)
    assume(isinstance(indicator.actual, NumericActual))
    assume(indicator.actual.span.point is not None)
    assume(indicator.actual.base is None)
    evidence = Evidence(project)
    totals = [
        rubric.score(evidence.with_actual("k", step)).total
        for step in nearer(indicator.actual, target)
    ]
    assert totals == sorted(totals)


@pytest.mark.parametrize("place", [
    (project.key, indicator.key) for project in EVIDENCE.projects
    for indicator in project.indicators
    if isinstance(indicator.target, NumericTarget) and isinstance(indicator.actual, NumericActual)
    and indicator.actual.span.point is not None
    and indicator.target.sense in ("at least", "at most")
])  # fmt: skip
def test_points_of_table_5_never_fall_if_an_actual_nears_its_target(place: tuple[str, str]) -> None:
    indicator = EVIDENCE.indicator(place)[1]
    assert isinstance(indicator.target, NumericTarget)
    far = evolve(indicator.target.span, lower=1, upper=1) if indicator.target.sense == "at least" \
        else evolve(indicator.target.span, lower=9000, upper=9000)  # fmt: skip
    steps = nearer(NumericActual(far), indicator.target)
    totals = [RUBRIC.score(EVIDENCE.with_actual(place, step)).total for step in steps]
    assert totals == sorted(totals)


# Questions and facts


def test_questions_are_in_printed_order_with_what_a_form_needs() -> None:
    questions = RUBRIC.questions()
    assert [question.key for question in questions[:4]] == [
        "basis_procedure", "basis_budget", "ex_ante", "has_goal",
    ]  # fmt: skip
    assert len(questions) == 37
    by_key = {question.key: question for question in questions}
    assert by_key["satisfaction"].choices == ("优", "良", "中", "差")
    assert by_key["satisfaction"].used_in == ("服务对象满意度",)
    assert by_key["ex_ante"].choices == (True, False, NOT_APPLICABLE)
    assert (by_key["benefit"].kind, by_key["benefit"].lower, by_key["benefit"].upper) == (
        "judged", 0, 18,
    )  # fmt: skip
    assert all(question.text for question in questions)


def test_a_band_judged_under_three_labels_is_one_question() -> None:
    rule = pick("x", {
        "达成": judged("x.points", 16, 20),
        "部分达成": judged("x.points", 12, 16, upper_open=True),
        "未达成": judged("x.points", 0, 12, upper_open=True),
    })  # fmt: skip
    rubric = Rubric("r", [Criterion("x", 20, rule)])
    picked, judgement = rubric.questions()
    assert (picked.key, judgement.key) == ("x", "x.points")
    assert (judgement.lower, judgement.upper) == (0, 20)
    answers = {"x": "部分达成", "x.points": "15.999"}
    assert rubric.score(Evidence(answers=answers)).total == Decimal("16.00")
    with pytest.raises(FiscalRubricError) as caught:
        rubric.score(Evidence(answers={**answers, "x.points": 16}))
    assert caught.value.faults[0].expected == ("12..16(<)",)


def test_facts_list_all_that_a_rubric_reads() -> None:
    facts = RUBRIC.facts()
    assert [fact for fact in facts if isinstance(fact, Question)] == list(RUBRIC.questions())
    others = [fact for fact in facts if not isinstance(fact, Question)]
    assert others == [
        IndicatorFact("met", used_in=("项目实施内容匹配性",)),
        BudgetFact("paid", used_in=("成本控制情况",)),
        BudgetFact("planned", used_in=("成本控制情况",)),
        IndicatorFact("met", kind="quantity", used_in=("项目数量完成情况",)),
        IndicatorFact("met", kind="quality", used_in=("项目质量达标情况",)),
    ]


def test_each_listed_question_is_needed_for_a_score() -> None:
    """Without any one of them, the rubric cannot be scored."""
    for question in RUBRIC.questions():
        evidence = EVIDENCE.without(question.key)
        if question.key == "misused":
            continue
        with pytest.raises(FiscalRubricError) as caught:
            RUBRIC.score(evidence)
        assert question.key in [fault.place for fault in caught.value.faults]


# Identity


def changed(change: Callable[[Rubric], Rubric]) -> bool:
    base = Rubric("r", [Criterion("a", 3, 3 * yes("x", "text")), Criterion("b", 2, 2 * yes("y"))])
    return change(base).identity != base.identity


def first(rubric: Rubric, **changes: object) -> Rubric:
    part = evolve(rubric.parts[0], **changes)
    return evolve(rubric, parts=[part, *rubric.parts[1:]])


def test_texts_keep_the_identity_and_rules_change_it() -> None:
    for change in (
        lambda r: first(r, name="other name"),
        lambda r: first(r, standard="as printed"),
        lambda r: first(r, source="clause 1"),
        lambda r: first(r, rule=3 * yes("x", "another wording")),
        lambda r: first(r, rule=(3 * yes("x", "text")).named("name")),
        lambda r: evolve(r, name="another"),
        lambda r: evolve(r, printed_full=7),
    ):
        assert not changed(change)
    for change in (
        lambda r: first(r, key="c"),
        lambda r: first(r, full=4),
        lambda r: first(r, rule=2 * yes("x", "text")),
        lambda r: first(r, rounding=Rounding(1)),
        lambda r: first(r, grades=Grades([("A", 0)])),
        lambda r: evolve(r, parts=r.parts[::-1]),
        lambda r: evolve(r, basis=Basis(budget="initial")),
    ):
        assert changed(change)


def test_the_identity_of_table_5_is_the_same_everywhere() -> None:
    assert len(RUBRIC.identity) == 64
    assert RUBRIC.identity == RUBRIC.score(EVIDENCE).identity


# Checks and notes


def test_checks_give_no_points_and_are_shown_on_the_line() -> None:
    reason = Check(any_of(met("k"), has_reason("k")), "未完成的应说明原因", "reason_missing")
    criterion = Criterion("c", 30, 30 * attained("k"), checks=[reason], if_not_applicable="drop")
    rubric = Rubric("r", [criterion])

    def line(actual: str, why: str = "") -> object:
        project = Project("p", Budget(), [Indicator("k", "quantity", "30项", actual, reason=why)])
        return rubric.score(Evidence(project))["c"].unmet

    assert line("30项") == ()
    assert line("18项") == (reason,)
    assert line("18项", "政策调整") == ()


def test_notes_are_shown_and_never_scored() -> None:
    noted = EVIDENCE.with_notes({"成本控制情况": "按调整预算计算", "surveyed": "问卷见附件3"})
    card = RUBRIC.score(noted)
    assert card.total == Decimal("86.50")
    assert "备注：按调整预算计算" in card["成本控制情况"].explain("zh")
    assert [row["note"] for row in card.rows() if row["key"] == "成本控制情况"] == [
        "按调整预算计算"
    ]


def test_evidence_for_another_rubric_is_refused_until_it_is_left_out() -> None:
    more = EVIDENCE.with_answers({"of_another_rubric": 3}).with_notes({"of_another_rubric": "x"})
    with pytest.raises(FiscalRubricError):
        RUBRIC.score(more)
    assert RUBRIC.score(more.only(RUBRIC)).total == Decimal("86.50")


def test_a_line_and_a_section_may_share_a_key() -> None:
    card = RUBRIC.score(EVIDENCE)
    assert card["绩效跟踪评价"] in card.lines
    assert points("绩效跟踪评价") == points("绩效跟踪评价")


def test_bounds_of_a_small_rubric_are_those_of_all_completions() -> None:
    """Try every completion of every part of the evidence."""
    parts = [
        Section("s", [Criterion("a", 4, 2 * yes("x") + 2 * yes("y")),
                      Criterion("b", 3, pick("p", {"m": 3, "n": 1}))]),
        Criterion("c", 2, when(yes("x"), 2 * yes("z"), 1)),
    ]  # fmt: skip
    scale = Grades([("A", 8), ("B", 5), ("C", 0)], caps=[(~yes("y"), "B")])
    rubric = Rubric("r", parts, grades=scale)
    choices = {question.key: question.choices for question in rubric.questions()}
    for hidden in product((True, False), repeat=len(choices)):
        keys = [key for key, is_open in zip(choices, hidden, strict=True) if is_open]
        known = {key: ways[0] for key, ways in choices.items() if key not in keys}
        cards = [
            rubric.score(Evidence(answers={**known, **dict(zip(keys, way, strict=True))}))
            for way in product(*(choices[key] for key in keys))
        ]
        bounds = rubric.bounds(Evidence(answers=known))
        totals = [card.total for card in cards if card.total is not None]
        assert (bounds.low, bounds.high) == (min(totals), max(totals))
        assert bounds.grades >= {card.grade for card in cards}
        assert bounds.tight
