"""Shortfalls: lost points, the facts that alone give more, and the next grade."""

from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from attrs import evolve
from hypothesis import assume, given, strategies as st

from fiscal_rubric import (
    Basis,
    Budget,
    Criterion,
    Evidence,
    FiscalRubricError,
    Grades,
    Indicator,
    Project,
    Rounding,
    Rubric,
    Scorecard,
    Section,
    above,
    all_of,
    at_most,
    attained,
    below,
    budget_execution_rate,
    cost_saving_rate,
    judged,
    met,
    misses,
    not_applicable,
    number,
    pick,
    planned,
    shortfalls,
    when,
    yes,
)
from fiscal_rubric.analysis.alternatives import alternatives_of
from fiscal_rubric.analysis.changes import place_of
from fiscal_rubric.analysis.shortfalls import NextGrade, Shortfall
from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
from fiscal_rubric.rubric.scoring import attempt
from fiscal_rubric.rules.evaluate import Scope
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.testing import strategies as some
from results import check_shown

CARD = RUBRIC.score(EVIDENCE)
FOUND = shortfalls(CARD)


def reasons(*lines: Criterion, **answers: Any) -> dict[str, tuple[str, ...]]:
    found = shortfalls(Rubric("r", list(lines)).score(Evidence(answers=answers)))
    return {line.key: line.reasons for line in found}


# The report


def test_the_report_lost_most_in_its_quantity_targets() -> None:
    assert [(line.key, str(line.lost)) for line in FOUND] == [
        ("项目数量完成情况", "4.00"),
        ("项目实施内容匹配性", "3.00"),
        ("成本控制情况", "3.00"),
        ("制度保障", "1.00"),
        ("监控措施", "1.00"),
        ("项目质量达标情况", "1.00"),
        ("监控效果", "0.50"),
    ]


def test_the_report_names_the_facts_that_alone_give_more() -> None:
    by_key = {line.key: line for line in FOUND}
    assert by_key["监控措施"].reasons == ("answer:data_collected",)
    assert by_key["监控效果"].reasons == ("answer:monitoring_effect",)
    assert by_key["制度保障"].reasons == ("beyond_reach",)
    assert by_key["项目质量达标情况"].reasons == (
        "actual:development_service/金融对外交流活动顺利举办率",
    )
    paid = {f"paid:{project.key}/paid" for project in EVIDENCE.projects}
    assert set(by_key["成本控制情况"].reasons) == paid
    # Seven targets were missed and three points are lost: none of them alone gives a point.
    assert all(reason.startswith("actual:") for reason in by_key["项目实施内容匹配性"].reasons)
    assert len(by_key["项目实施内容匹配性"].reasons) == 7


def test_the_report_needs_three_points_and_a_half_for_the_next_grade() -> None:
    assert FOUND.next_grade == NextGrade("优", Decimal("3.50"))
    assert (len(FOUND), list(FOUND), FOUND.card) == (len(FOUND.lines), list(FOUND.lines), CARD)
    assert sum(line.lost for line in FOUND) == 100 - (CARD.total or 0)
    check_shown(FOUND)
    assert FOUND.rows()[-1] == {
        "key": "监控效果",
        "name": "监控效果",
        "lost": Decimal("0.50"),
        "causes": "answer:monitoring_effect",
    }


def test_a_card_with_full_marks_has_no_lines() -> None:
    rubric = Rubric("r", [Criterion("a", 4, 4 * yes("a"))])
    found = shortfalls(rubric.score(Evidence(answers={"a": True})))
    assert (found.lines, len(found), found.next_grade) == ((), 0, None)
    check_shown(found)


# Other points to compare with


def test_lines_are_measured_against_points_that_are_given() -> None:
    found = shortfalls(CARD, {"监控措施": 3, "监控效果": "1.75", "成本控制情况": 2})
    assert [(line.key, str(line.lost)) for line in found] == [
        ("监控措施", "2.00"),
        ("监控效果", "0.25"),
    ]
    assert found.lines[0].reasons == ("answer:data_collected",)
    check_shown(found)


def test_lines_are_measured_against_another_card() -> None:
    better = RUBRIC.score(EVIDENCE.with_answers(data_collected=True))
    found = shortfalls(CARD, better)
    assert [(line.key, str(line.lost)) for line in found] == [("监控措施", "1.00")]
    assert shortfalls(better, CARD).lines == ()


@pytest.mark.parametrize(
    ("against", "code", "place"),
    [
        ({"监控": 1}, "unknown_key", "监控"),
        ({"监控措施": "many"}, "number", "against.监控措施"),
        ([1], "wrong_type", "against"),
    ],
)
def test_points_to_compare_with_name_lines(against: Any, code: str, place: str) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        shortfalls(CARD, against)
    (fault,) = caught.value.faults
    assert (fault.code, fault.place) == (code, place)


# Reasons


def test_answers_labels_and_figures_that_give_more() -> None:
    assert reasons(
        Criterion("yes", 4, 3 * yes("a") + ~yes("b")),
        Criterion("pick", 4, pick("p", {"x": 4, "y": 2, "z": 0})),
        Criterion("judged", 4, judged("j", 4)),
        Criterion("falling", 4, 4 - number("n", 0, 4)),
        Criterion("best", 4, 4 * yes("c")),
        a=False, b=True, p="y", j=1, n=3, c=True,
    ) == {
        "falling": ("answer:n",), "judged": ("answer:j",), "pick": ("answer:p",),
        "yes": ("answer:a", "answer:b"),
    }  # fmt: skip


def test_lines_are_listed_largest_loss_first_and_then_as_printed() -> None:
    rubric = Rubric("r", [Criterion(key, full, full * yes(key)) for key, full in
                          (("b", 1), ("a", 2), ("c", 1))])  # fmt: skip
    found = shortfalls(rubric.score(Evidence(answers=dict.fromkeys("abc", False))))
    assert found.lines == (
        Shortfall("a", "a", Decimal("2.00"), ("answer:a",)),
        Shortfall("b", "b", Decimal("1.00"), ("answer:b",)),
        Shortfall("c", "c", Decimal("1.00"), ("answer:c",)),
    )


def test_a_branch_that_is_not_taken_gives_no_reason() -> None:
    line = Criterion("a", 4, when(yes("misused"), 0, 4 * yes("lawful")))
    assert reasons(line, misused=True, lawful=True) == {"a": ("answer:misused",)}
    assert reasons(line, misused=False, lawful=False) == {"a": ("answer:lawful",)}
    assert reasons(line, misused=True, lawful=False) == {"a": ()}  # neither alone gives more


def test_full_marks_that_no_evidence_gives_are_beyond_reach() -> None:
    low = Criterion("low", 6, 5 * yes("a"))
    rounded = Criterion("rounded", 1, number("n", 0, "0.994"))
    assert reasons(low, rounded, a=False, n=0) == {
        "low": ("beyond_reach", "answer:a"),
        "rounded": ("beyond_reach", "answer:n"),
    }
    assert reasons(low, a=True) == {"low": ("beyond_reach",)}


def form(*indicators: Indicator, budget: Budget | None = None, rule: Any) -> tuple[str, ...]:
    line = Criterion("c", 4, rule, if_not_applicable="zero")
    card = Rubric("r", [line]).score(Evidence(Project("p", budget, list(indicators))))
    return shortfalls(card).lines[0].reasons


def test_only_indicators_that_missed_a_target_are_reasons() -> None:
    missed = Indicator("k", "quality", "≥90%", "80%")
    reached = Indicator("m", "quality", "≥90%", "95%")
    no_target = Indicator("n", "quality", "/", "未开展")
    assert form(missed, reached, no_target, rule=(4 - misses()).clip(0, 4)) == ("actual:p/k",)
    assert form(missed, rule=4 * attained("k")) == ("actual:p/k",)


def test_indicators_that_only_together_give_more_are_all_named() -> None:
    two = [Indicator(key, "quality", "5次", "3次") for key in ("k", "m")]
    assert form(*two, rule=4 * all_of(met("k"), met("m"))) == ("actual:p/k", "actual:p/m")
    three = 4 * all_of(met("k"), met("m"), yes("x"))
    card = Rubric("r", [Criterion("c", 4, three, if_not_applicable="zero")]).score(
        Evidence(Project("p", None, two), {"x": False})
    )
    assert shortfalls(card).lines[0].reasons == ()  # nor do all indicators together


def test_higher_or_lower_payments_that_give_more() -> None:
    budget = Budget("100万元", None, {"2020-12-31": "80万元"})
    basis = Basis(budget="initial")
    for rule in (4 * cost_saving_rate().clip(0, 1), 4 * budget_execution_rate().clip(0, 1)):
        rubric = Rubric("r", [Criterion("c", 4, rule)], basis=basis)
        found = shortfalls(rubric.score(Evidence(Project("p", budget))))
        assert found.lines[0].reasons == ("paid:p/paid",)


def test_a_planned_amount_is_not_a_reason() -> None:
    budget = Budget("100万元", "100万元", {"2020-12-31": "80万元"})
    assert form(budget=budget, rule=4 * (planned() <= 0 * planned())) == ()


def test_a_line_that_does_not_apply_lost_nothing() -> None:
    rule = pick("p", {"yes": 4, "none": not_applicable()})
    rubric = Rubric("r", [Criterion("p", 4, rule, if_not_applicable="drop"),
                          Criterion("a", 1, yes("a"))])  # fmt: skip
    card = rubric.score(Evidence(answers={"p": "none", "a": False}))
    assert [line.key for line in shortfalls(card)] == ["a"]


def test_the_loss_has_the_places_of_its_line() -> None:
    rubric = Rubric("r", [Criterion("a", 1, number("n", 0, 1), rounding=Rounding(3))])
    card = rubric.score(Evidence(answers={"n": "0.25"}))
    assert str(shortfalls(card).lines[0].lost) == "0.750"


def test_only_a_card_of_a_rubric_is_accepted() -> None:
    for wrong in (3, RUBRIC, RUBRIC.bounds(EVIDENCE), evolve_rubric(CARD)):
        with pytest.raises(FiscalRubricError) as caught:
            shortfalls(wrong)
        assert caught.value.code == "wrong_type"


def evolve_rubric(card: Scorecard) -> Scorecard:
    """A card of a section, which nobody can score."""
    section = RUBRIC.parts[0]
    assert isinstance(section, Section)
    return evolve(card, rubric=section)


# The next grade


def next_of(scale: Any, n: Any, places: int = 2, **options: Any) -> tuple[str, str] | None:
    line = Criterion("a", 100, number("n", 0, 100), rounding=Rounding(places))
    rubric = Rubric("r", [line], grades=None if scale is None else Grades(scale, **options))
    found = shortfalls(rubric.score(Evidence(answers={"n": n})))
    check_shown(found)
    grade = found.next_grade
    return None if grade is None else (grade.label, str(grade.needs))


AT_LEAST = [("A", 90), ("B", 60), ("C", 0)]
ABOVE = [("A", above(90)), ("B", above(60)), ("C", 0)]


@pytest.mark.parametrize(
    ("scale", "n", "expected"),
    [
        (AT_LEAST, 95, None),
        (AT_LEAST, 90, None),
        (AT_LEAST, "89.99", ("A", "0.01")),
        (AT_LEAST, 60, ("A", "30.00")),
        (AT_LEAST, 0, ("B", "60.00")),
        (ABOVE, 90, ("A", "0.01")),
        (ABOVE, "90.01", None),
        (ABOVE, 60, ("B", "0.01")),
        (None, 50, None),
        ([("B", "59.5"), ("C", 0)], 50, ("B", "9.50")),
    ],
)
def test_points_to_the_next_grade(scale: Any, n: Any, expected: tuple[str, str] | None) -> None:
    assert next_of(scale, n) == expected


def test_points_to_the_next_grade_have_the_places_of_the_total() -> None:
    assert next_of(ABOVE, 60, places=0) == ("B", "1")
    assert next_of(ABOVE, 60, places=1) == ("B", "0.1")


def test_an_edge_between_two_totals_needs_the_higher_one() -> None:
    scale = [("A", "89.4"), ("B", 0)]
    assert next_of(scale, 90, places=0) is None
    assert next_of(scale, 88, places=0) == ("A", "2")  # 89 is not enough


def test_an_edge_above_which_the_next_point_lies_needs_no_more() -> None:
    scale = [("A", above("89.6")), ("B", 0)]
    assert next_of(scale, 90, places=0) is None
    assert next_of(scale, 89, places=0) == ("A", "1")


def test_a_grade_that_is_capped_needs_no_points() -> None:
    assert next_of(AT_LEAST, 95, caps=[(number("n", 0, 100) <= 99, "B")]) == ("A", "0.00")
    rubric = Rubric("r", [Criterion("a", 100, number("n", 0, 100))],
                    grades=Grades(AT_LEAST, caps=[(yes("cap"), "C")]))  # fmt: skip
    found = shortfalls(rubric.score(Evidence(answers={"n": 95, "cap": True})))
    assert found.next_grade == NextGrade("B", Decimal("0.00"))
    assert found.explain("en") != shortfalls(evolve_answers(rubric, n=50, cap=True)).explain("en")


def evolve_answers(rubric: Rubric, **answers: Any) -> Scorecard:
    return rubric.score(Evidence(answers=answers))


def test_a_grade_outside_the_scale_or_none_has_no_next_one() -> None:
    for label in ("X", None):
        rubric = Rubric("r", [Criterion("a", 100, number("n", 0, 100))],
                        grades=Grades(AT_LEAST, overrides=[(yes("v"), label)]))  # fmt: skip
        card = rubric.score(Evidence(answers={"n": 50, "v": True}))
        assert (card.grade, shortfalls(card).next_grade) == (label, None)


def test_a_total_that_does_not_apply_has_no_next_grade() -> None:
    rule = pick("p", {"yes": 4, "none": not_applicable()})
    rubric = Rubric("r", [Criterion("p", 4, rule, if_not_applicable="drop")],
                    grades=Grades([("A", 4), ("B", 0)]))  # fmt: skip
    card = rubric.score(Evidence(answers={"p": "none"}))
    assert (card.total, shortfalls(card).next_grade) == (None, None)


def test_a_scale_where_less_is_better_has_no_next_grade() -> None:
    """On a scale of risk, fewer points are better."""
    found = next_of([("low", at_most(20)), ("middle", below(60)), ("high", at_most(100))], 50)
    assert found != ("low", "0.00")


# Laws


@st.composite
def scored(draw: st.DrawFn) -> Scorecard:
    rubric = draw(some.rubrics())
    try:
        return rubric.score(draw(some.evidence(rubric)), draw(some.bases()))
    except FiscalRubricError:
        assume(False)
    raise AssertionError


@given(scored())
def test_losses_add_up_and_each_reason_really_gives_more(card: Scorecard) -> None:
    found = shortfalls(card)
    check_shown(found)
    lost = {line.key: line for line in found}
    for line in card.lines:
        if line.points is None:
            assert line.key not in lost
            continue
        left = lost[line.key].lost if line.key in lost else Decimal(0)
        assert line.points + left == line.part.rounding.decimal(line.full)
    assert [line.lost for line in found] == sorted((line.lost for line in found), reverse=True)
    for shortfall in found:
        named = [reason for reason in shortfall.reasons if reason != "beyond_reach"]
        if named:
            each = [gives_more(card, shortfall.key, [reason]) for reason in named]
            assert all(each) or gives_more(card, shortfall.key, named)


def gives_more(card: Scorecard, key: str, named: list[str]) -> bool:
    """Return whether other values of these facts give a line more points."""
    rubric = card.rubric
    assert isinstance(rubric, Rubric)
    places = [place_of(rubric, card.evidence, reason.partition(":")[2]) for reason in named]
    ways = product(
        *(alternatives_of(rubric, card.evidence, card.basis, p, "neither") for p in places)
    )
    before = card[key].resolved.value.number
    assert before is not None
    for way in ways:
        changed = card.evidence
        for place, option in zip(places, way, strict=True):
            changed = changed.with_(place, option.value)
        then = attempt(card[key].part, Scope(Facts(changed, card.basis))).value.number
        if then is not None and then > before:
            return True
    return False


@given(st.data())
def test_losses_of_the_report_add_up_for_any_answers(data: st.DataObject) -> None:
    asked = data.draw(st.lists(st.sampled_from(RUBRIC.questions()), max_size=5, unique=True))
    changes = {question.key: data.draw(some.answers(question)) for question in asked}
    card = RUBRIC.score(EVIDENCE.with_answers(changes))
    found = shortfalls(card)
    assert card.total is not None
    assert sum(line.lost for line in found) == 100 - card.total
    if found.next_grade is not None:
        assert RUBRIC.grades is not None
        edges = {label: edge.lower for label, edge in RUBRIC.grades.bands}
        assert card.total + found.next_grade.needs == edges[found.next_grade.label]


def test_more_points_do_not_help_where_the_grade_is_overridden() -> None:
    scale = Grades([("A", 90), ("B", 80), ("C", 0)], overrides=[(yes("fraud"), "C")])
    rubric = Rubric("r", [Criterion("a", 100, 100 * number("x", 0, 1))], grades=scale)
    for fraud, needs in ((False, "10.00"), (True, "0.00")):
        found = shortfalls(rubric.score(Evidence(answers={"x": "0.7", "fraud": fraud})))
        assert found.next_grade is not None
        assert (found.next_grade.label, str(found.next_grade.needs)) == ("B", needs)


@given(card=scored())
def test_full_marks_and_the_points_themselves_are_two_ends(card: Scorecard) -> None:
    assert shortfalls(card, card).lines == ()
    full = {line.key: line.full for line in card.lines if line.points is not None}
    assert shortfalls(card, full).lines == shortfalls(card).lines
