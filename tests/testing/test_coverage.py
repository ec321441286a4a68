"""What cases exercise of a rubric, and decks that exercise all that can be."""

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
    Rounding,
    Rubric,
    Section,
    WorkedCase,
    actual,
    average,
    cost_saving_rate,
    days_late,
    deduct_per_miss,
    distance,
    divide,
    equal,
    graded,
    indicators,
    interpolate,
    judged,
    least,
    met,
    misses,
    not_applicable,
    number,
    paid,
    pick,
    picked,
    planned,
    points,
    projects,
    root,
    subtotal,
    weight,
    when,
    yes,
)
from fiscal_rubric.catalog import eu_milestones
from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
from fiscal_rubric.rules.nodes import Average, Node, Ordered
from fiscal_rubric.testing import Coverage, cases_for, coverage
from fiscal_rubric.testing.exercised.grain import may_tie


def left(found: Coverage) -> list[str]:
    """Return the items that are not exercised, in words, with how they are left."""
    return [line.strip() for line in found.explain().splitlines() if line.startswith("  ")]


def of_rule(rule: Node, full: int = 6, **options: Any) -> Coverage:
    rubric = Rubric("r", [Criterion("c", full, rule, **options)])
    return coverage(rubric, cases_for(rubric))


def ready() -> list[tuple[Rubric, Evidence | None]]:
    found: list[tuple[Rubric, Evidence | None]] = [(RUBRIC, EVIDENCE)]
    for rubric in RUBRICS:
        if rubric == eu_milestones.RUBRIC:
            continue  # one number of indicators is not enough, see below
        found.append((rubric, Evidence(PROJECT) if rubric.key.endswith("/p") else None))
    return found


QUICK = ("福田", "CAPAG 2023", "IKPA", "PBB", "hubei", "department")


@pytest.mark.parametrize(
    ("rubric", "like"),
    [
        pytest.param(
            *pair,
            id=f"{pair[0].key}{'' if pair[1] is None else ' with evidence'}",
            marks=() if pair[0].key.startswith(QUICK) else pytest.mark.long,
        )
        for pair in ready()
    ],
)
def test_the_deck_of_a_ready_rubric_exercises_all_that_is_not_proved_unreachable(
    rubric: Rubric, like: Evidence | None
) -> None:
    deck = cases_for(rubric, like=like)
    found = coverage(rubric, deck)
    assert len(deck) <= 15
    assert found.refused == ()
    assert found.having("not exercised") == ()
    assert len(found.having("exercised")) > 0.7 * len(found)
    fewer = coverage(rubric, deck[1:])
    assert fewer.having("not exercised")


@pytest.mark.long
def test_decks_of_several_numbers_of_indicators_exercise_a_rubric_that_counts_them() -> None:
    deck: list[Evidence] = []
    for count in (2, 3):
        each = [Indicator(f"i{at}", "quantity", "≥100家", "100家") for at in range(count)]
        deck += cases_for(eu_milestones.RUBRIC, like=Evidence(Project("p", None, each)))
    found = coverage(eu_milestones.RUBRIC, deck)
    assert [item.kind for item in found.having("not exercised")] == ["rounding"]  # 1 of 32


def test_the_full_marks_that_the_items_of_table_5_cannot_make_are_unreachable() -> None:
    found = coverage(RUBRIC, [EVIDENCE])
    assert [item.key for item in found.having("unreachable")] == ["制度保障", "成本控制情况"]
    assert "full marks: 6: proved unreachable" in found.explain()
    assert "满分：6：" in found.explain("zh")


# What is planted is reported


def test_a_band_that_no_points_reach_is_unreachable() -> None:
    grades = Grades([("A", 6), ("B", 3), ("C", 0)])
    assert left(of_rule(6 * yes("a"), grades=grades)) == ["grade B: proved unreachable"]
    assert left(of_rule(3 * yes("a") + 3 * yes("b"), grades=grades)) == []


def test_a_label_behind_a_condition_that_excludes_it_is_unreachable() -> None:
    labels = {"good": 6, "fair": 3, "poor": 0}
    rule = when(picked("s", "good"), 6, pick("s", labels))
    assert left(of_rule(rule)) == ["s: good: proved unreachable"]
    assert left(of_rule(pick("s", labels))) == []


def test_an_end_of_a_clip_that_never_acts_is_unreachable() -> None:
    assert left(of_rule((6 * yes("a")).clip(0, 6))) == [
        "6 × a: below 0: proved unreachable",
        "6 × a: above 6: proved unreachable",
    ]
    assert left(of_rule((8 * yes("a") - 1).clip(0, 6))) == [
        "8 × a − 1: within its ends: proved unreachable"
    ]
    slope = interpolate(number("x", -1, 2), [(0, 0), (1, 6)], before=0, after=6)
    assert left(of_rule(slope)) == []  # its clip is there for safety: its ends are not shown


def test_a_case_that_is_removed_shows_up() -> None:
    rubric = Rubric("r", [Criterion("c", 6, pick("s", {"good": 6, "fair": 3, "poor": 0}))])
    deck = cases_for(rubric)
    assert len(deck) == 3
    assert coverage(rubric, deck).having("not exercised") == ()
    assert left(coverage(rubric, deck[:2])) == ["s: poor: not exercised"]
    assert left(coverage(rubric, deck[1:])) == [
        "s: good: not exercised",
        "full marks: 6: not exercised",
    ]


# What counts


SURVEY = when(yes("surveyed"), pick("satisfied", {"good": 6, "poor": 0}), 0)


def test_a_condition_in_a_branch_that_is_not_taken_does_not_count() -> None:
    rubric = Rubric("r", [Criterion("c", 6, SURVEY)])
    answers = {"surveyed": False, "satisfied": "good"}
    assert left(coverage(rubric, [Evidence(answers=answers)])) == [
        "surveyed: yes: not exercised",
        "satisfied: good: not exercised",
        "satisfied: poor: not exercised",
        "full marks: 6: not exercised",
    ]
    assert left(coverage(rubric, cases_for(rubric))) == []


@pytest.mark.parametrize(
    ("rule", "options", "kinds"),
    [
        (2 * yes("a", may_not_apply=True), {"if_not_applicable": "drop"}, {"answer", "full"}),
        (
            number("x", 0, 6, may_not_apply=True),
            {"if_not_applicable": "drop"},
            {"answer", "full", "rounding"},
        ),
        (judged("x", 6).round(1), {}, {"rounding", "full"}),
        (
            number("x", 0, 6, may_not_apply=True).round(1),
            {"if_not_applicable": "drop"},
            {"answer", "rounding", "full"},
        ),
        (number("x").round(0, "up").clip(0, 6), {}, {"rounding", "clip", "full"}),
        (number("x").round(1).clip(0, 6), {}, {"rounding", "clip", "full"}),
        (
            divide(2 * yes("a"), number("n", 1, 2, may_not_apply=True), if_zero=0),
            {"if_not_applicable": "drop"},
            {"divisor", "answer", "full"},
        ),
        (judged("x", 6), {"rounding": Rounding(0, "down")}, {"rounding", "full"}),
        (judged("x", 6).round(0, "up"), {}, {"rounding", "full"}),
        ((6 * number("n", 0)).clip(None, 6), {}, {"clip", "rounding", "full"}),
        (
            6 * divide(paid(), planned(), if_zero=1).clip(0, 1),
            {},
            {"clip", "divisor", "rounding", "full"},
        ),
        (6 * (paid() / planned()).clip(0, 1), {}, {"clip", "rounding", "full"}),
        (
            6 * cost_saving_rate().clip(0, 1),
            {"if_not_applicable": "drop"},
            {"clip", "rounding", "full"},
        ),
        (
            6 * indicators().average(met(), weight=weight()),
            {"if_not_applicable": "drop"},
            {"condition", "rounding", "full"},
        ),
        (deduct_per_miss(6, misses(), each=2), {}, {"condition", "clip", "full"}),
        (2 * projects().count(paid() <= planned()).clip(0, 3), {}, {"condition", "clip", "full"}),
        (
            6 * equal(number("x", 0, 9) - 4, 2),
            {"checks": [Check(yes("b"), "b is missing")]},
            {"condition", "answer", "full"},
        ),
    ],
)  # fmt: skip
def test_each_kind_of_rule_is_exercised(
    rule: Node, options: dict[str, Any], kinds: set[str]
) -> None:
    full = 2 if "may_not_apply" in repr(rule) and "Yes" in repr(rule) else 6
    found = of_rule(rule, full, **options)
    assert kinds <= {one.item.kind for one in found}
    assert found.having("not exercised") == ()


def graded_rubric() -> Rubric:
    line = Criterion("c", 10, number("n", 0, 10), grades=Grades([("x", 5), ("y", 0)]))
    grades = Grades(
        [("A", 9), ("B", 6), ("C", 0)],
        overrides=[(yes("fraud"), None), (equal(subtotal(), 8), "S")],
        caps=[(graded("c", "y"), "B"), (yes("late"), "C")],
    )
    return Rubric("r", [Section("s", [line])], grades=grades)


def test_grades_overrides_and_caps_are_exercised() -> None:
    rubric = graded_rubric()
    found = coverage(rubric, cases_for(rubric))
    assert found.having("not exercised") == ()
    kinds = [(one.item.kind, one.item.outcome) for one in found]
    for item in [("override", ""), ("override", "S"), ("cap", "B"), ("cap", "C"), ("grade", "")]:
        assert item in kinds
    text = coverage(rubric, [Evidence(answers={"n": 9, "fraud": False, "late": False})]).explain()
    assert "grade — by an override: fraud: not exercised" in text
    assert "grade C at best: late: not exercised" in text
    assert "grade A" not in text


def test_a_line_that_is_not_rounded_meets_no_tie() -> None:
    found = of_rule(judged("x", 6), rounding=None)
    assert [one.item.kind for one in found] == ["full"]


def test_a_part_without_points_has_only_what_it_decides() -> None:
    rubric = Rubric("r", [Criterion("c", 1, yes("a"))], rule=None, full=1)
    assert [one.item.key for one in coverage(rubric, cases_for(rubric))] == ["c", "c", "c"]


def test_no_evidence_can_exercise_a_rubric_that_refuses_all() -> None:
    never = yes("a") / (0 * yes("b"))
    rubric = Rubric("r", [Criterion("c", 1, never.clip(0, 1))])
    found = coverage(rubric, [Evidence(answers={"a": True, "b": True})])
    assert found.refused == ("1",)
    assert len(found.having("unreachable")) == len(found)
    with pytest.raises(FiscalRubricError):
        cases_for(rubric)


@pytest.mark.parametrize(
    ("rule", "may"),
    [
        (2 * yes("a") + yes("b") * 0.25, False),
        (2 * yes("a") + yes("b") * 0.125, True),
        (when(yes("a"), not_applicable(), 0.25), False),
        (when(yes("a"), 0.125, 0.25), True),
        (days_late("i") * 0.05, False),
        (days_late("i") / 3, True),
        (actual("i"), True),
        ((yes("a") * 0.5).clip(0, 0.125), True),
        (least(yes("a"), 0.25), False),
        (judged("x", 1).round(1) * 0.1, False),
        (root(judged("x", 1), 2, places=1) * 0.1, False),
        (root(judged("x", 1), 2, places=2) * 0.1, True),
        (judged("x", 1).round(2) * 0.1, True),
        (average(yes("a"), yes("b"), yes("c")), False),
        (average(*(yes(key) for key in "abcdefgh")), True),
        (average(yes("a"), yes("b")), False),
        (Average(((yes("a"), Fraction(1)), (yes("b"), Fraction(2)))), True),
        (indicators().total(met() * 0.01), False),
        (indicators().least(met() * 0.01), False),
        (Ordered((yes("a"), yes("b") * 0.01), 0, 0), True),
        (Ordered((yes("a"), yes("b") * 0.01), -1, -1), False),
        (indicators().average(met()), True),
        (pick("s", {"a": 0.25, "b": 0.125}), True),
        (yes("a") * judged("x", 1), True),
    ],
)
def test_a_tie_is_an_item_only_where_a_value_may_lie_half_way(rule: Any, may: bool) -> None:
    assert may_tie(rule, Rounding(2), {}) is may


def test_the_points_of_lines_have_the_grain_of_their_rounding() -> None:
    rule = points("c") * 0.5
    assert may_tie(rule, Rounding(2), {"c": Rounding(2)})
    assert not may_tie(rule, Rounding(2), {"c": Rounding(1)})
    assert may_tie(rule, Rounding(2), {})
    assert may_tie(rule, Rounding(2), {"c": Rounding(1, "exact")})


def test_a_share_left_never_passes_one() -> None:
    share = divide(planned() - paid(), planned(), if_zero=3)
    assert left(of_rule(6 * share.clip(0, 1))) == []
    never = [item.outcome for item in of_rule(6 * cost_saving_rate().clip(0, 1),
             if_not_applicable="drop").having("unreachable")]  # fmt: skip
    assert never == ["upper"]
    dear = divide(paid() - 2 * planned(), planned(), if_zero=1)
    assert left(of_rule(6 * dear.clip(0, 1))) == []
    saved = (planned() - paid()) / planned()
    assert [line.rpartition(": ")[2] for line in left(of_rule(6 * saved.clip(0, 1)))] == [
        "proved unreachable"
    ]


def test_a_section_of_many_lines_is_not_tried_in_all_ways() -> None:
    lines = [Criterion(f"c{at}", 1, pick(f"s{at}", {"a": 1, "b": 0.5, "c": 0})) for at in range(12)]
    grades = Grades([("A", 12), ("B", 0)], caps=[(points(line.key) < 1, "B") for line in lines])
    rubric = Rubric("r", lines, grades=grades)
    assert coverage(rubric, cases_for(rubric)).having("not exercised") == ()


def test_an_item_that_is_neither_exercised_nor_proved_unreachable_is_left() -> None:
    rule = 2 * equal(distance(number("x", 0, 9), 4), 2)
    assert [line.rpartition(": ")[2] for line in left(of_rule(rule, 2))] == ["not exercised"]


def test_evidence_that_is_refused_exercises_nothing() -> None:
    share = (5 / number("x", -3, 3)).clip(0, 5)
    rule = share * 0.5 + 2.5 * equal(distance(number("y", 0, 9), 4), 2)
    rubric = Rubric("r", [Criterion("c", 5, rule)])
    found = coverage(rubric, cases_for(rubric))
    assert found.refused == ()
    assert [item.kind for item in found.having("not exercised")] == ["clip"]


# The result


def test_cases_are_named_and_those_refused_are_listed() -> None:
    rubric = Rubric("r", [Criterion("c", 6, SURVEY)])
    case = WorkedCase("printed", Evidence(answers={"surveyed": True, "satisfied": "good"}), total=6)
    found = coverage(rubric, [case, Evidence()])
    assert found.cases == ("printed", "2")
    assert found.refused == ("2",)
    assert "cases that scoring refuses, which exercise nothing: 2" in found.explain()
    assert [row["cases"] for row in found.rows()].count("printed") == 3
    assert found.rows("zh")[0]["算例"] == "printed"
    assert repr(found) == (
        "<Coverage: exercised: 3 of 5 items; not exercised: 2; proved unreachable: 0; cases: 2>"
    )
    assert str(found) == found.explain()
    assert "printed" in found.to_html("zh")
    assert len(list(found)) == len(found) == 5


def test_a_worked_case_is_read_under_its_own_basis() -> None:
    like = Evidence(Project("p", None, [Indicator("i", "quantity", "5家", "4家", revised="4家")]))
    rubric = Rubric("r", [Criterion("c", 1, met("i"), if_not_applicable="drop")])
    case = WorkedCase("revised", like, total=1, basis=Basis(targets="revised"))
    assert [item.outcome for item in coverage(rubric, [case]).having("exercised")] == [
        "yes",
        "reached",
    ]
    assert [item.outcome for item in coverage(rubric, [like]).having("exercised")] == ["no"]


def test_the_standard_is_shown_as_printed() -> None:
    line = Criterion("c", 6, pick("s", {"好": 6, "差": 0}, {"zh": "满意度", "en": "satisfaction"}),
                     standard={"zh": "按满意度评分", "en": "by satisfaction"})  # fmt: skip
    rubric = Rubric("r", [line])
    found = coverage(rubric, [])
    assert found.explain("zh").splitlines()[1:3] == [
        "c（0/3）：按满意度评分",
        "  满意度：好：未用到",
    ]
    assert "c (0 of 3): by satisfaction" in found.explain("en")


@pytest.mark.parametrize("cases", [3, ["x"], [None]])
def test_what_is_no_case_is_refused(cases: Any) -> None:
    with pytest.raises(FiscalRubricError):
        coverage(RUBRIC, cases)


def test_evidence_that_is_not_applicable_counts_once() -> None:
    rubric = Rubric("r", [
        Criterion("c", 1, yes("a", may_not_apply=True), if_not_applicable="drop")
    ])  # fmt: skip
    found = coverage(rubric, [Evidence(answers={"a": NOT_APPLICABLE})])
    assert [item.outcome for item in found.having("exercised")] == ["not applicable"]


def test_a_budget_is_made_up() -> None:
    rubric = Rubric("r", [Criterion("c", 1, paid(by="2020-06-30") <= planned())])
    (first, *_) = cases_for(rubric)
    assert isinstance(first.projects[0].budget, Budget)
    assert coverage(rubric, cases_for(rubric)).having("not exercised") == ()
