"""Audits: the readings that give a claim, and the claims that no reading gives."""

import decimal
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve

from fiscal_rubric import (
    Basis,
    Budget,
    Criterion,
    Evidence,
    FiscalRubricError,
    Grades,
    Indicator,
    Project,
    Reading,
    Rubric,
    Section,
    actual,
    adjusted,
    amount,
    attained,
    audit,
    budget_execution_rate,
    cost_saving_rate,
    divide,
    graded,
    initial,
    inverse_share,
    least,
    met,
    most,
    not_applicable,
    number,
    pick,
    planned,
    points,
    subtotal,
    target,
    when,
    yes,
)
from fiscal_rubric.catalog.futian_2020 import CLAIMED, EVIDENCE, RUBRIC
from fiscal_rubric.rubric.findings import BEYOND_REACH

FOUND = audit(RUBRIC, EVIDENCE, CLAIMED)


def readings(finding: Any) -> list[set[str]]:
    return [set(reading) for reading in finding.readings]


# The report


def test_the_report_of_2020() -> None:
    assert [finding.place for finding in FOUND] == [
        "制度保障",
        "项目实施内容匹配性",
        "成本控制情况",
        "项目数量完成情况",
        "项目质量达标情况",
    ]
    saving = FOUND["成本控制情况"]
    assert readings(saving) == [{"confused:budget_execution_rate", "rounding:down"}]
    assert (saving.claimed, saving.recomputed) == (Decimal("5.99"), Decimal("3.00"))
    assert readings(FOUND["项目质量达标情况"]) == [{"excused:not_missed"}]
    assert readings(FOUND["制度保障"]) == [{"beyond_reach"}]
    assert FOUND["制度保障"].nearest == 5
    assert (readings(FOUND["项目数量完成情况"]), FOUND["项目数量完成情况"].nearest) == ([], 5)
    assert FOUND.total_follows
    assert {finding.severity for finding in FOUND} == {"error", "warning"}


def test_the_report_in_words() -> None:
    assert (
        FOUND.explain("en")
        == """\
制度保障: claimed 6.00, recomputed 5.00; not attainable; the limit is 5.00
项目实施内容匹配性: claimed 3.00, recomputed 0.00; no tried reading gives it, the nearest gives \
2.00: excused misses read as not missed and targets read as revised together
成本控制情况: claimed 5.99, recomputed 3.00; reproduced by the execution rate used in place of \
the saving rate and rounding cut off together
项目数量完成情况: claimed 6.00, recomputed 2.00; no tried reading gives it, the nearest gives \
5.00: excused misses read as not missed and targets read as revised together
项目质量达标情况: claimed 12.00, recomputed 11.00; reproduced by excused misses read as not missed
the claimed total follows from the claimed lines"""
    )
    assert "以预算执行率代替成本节约率" in FOUND.explain("zh")
    assert FOUND["制度保障"].explain("zh") == (
        "制度保障：自报 6.00，重新计算为 5.00；超出可能得分，界限为 5.00"
    )


def test_a_correct_scorecard_has_no_findings() -> None:
    card = RUBRIC.score(EVIDENCE)
    claims: dict[str, Any] = {line.key: line.points for line in card.lines}
    found = audit(RUBRIC, EVIDENCE, {**claims, "total": card.total, "grade": card.grade})
    assert (len(found), found.total_follows) == (0, True)
    assert found.explain("en").startswith("every claim matches the rubric")


# Sums and grades

PARTS = [
    Criterion("a", 10, 10 * yes("a")),
    Section("s", [Criterion("b", 5, 5 * yes("b")), Criterion("c", 3, 3 * yes("c"))]),
]
SUMS = Rubric("r", PARTS, grades=Grades([("A", 16), ("B", 10), ("C", 0)]))
GIVEN = Evidence(answers={"a": True, "b": True, "c": True})
LINES: dict[str, Any] = {"a": 10, "b": 5, "c": 3}


def of_claims(**claims: Any) -> list[tuple[str, str, Any, list[set[str]]]]:
    found = audit(SUMS, GIVEN, {**LINES, **claims})
    return [(f.place, f.code, f.recomputed, readings(f)) for f in found]


def test_sums_that_do_not_follow_from_their_lines() -> None:
    assert of_claims(s=8, total=18, grade="A") == []
    assert of_claims(s=5) == [("s", "sum_differs", 8, [{"left_out:c"}])]
    assert of_claims(total=23) == [("total", "sum_differs", 18, [{"twice:b"}])]
    assert of_claims(total=17) == [("total", "sum_differs", 18, [])]
    assert of_claims(s=6, total=16) == [("s", "sum_differs", 8, [])]  # the total follows from it


def test_sums_in_words() -> None:
    found = audit(SUMS, GIVEN, {**LINES, "s": 5, "total": 19, "grade": "B"})
    assert (
        found.explain("en")
        == """\
s: claimed 5, from the claimed lines 8.00; reproduced by c left out of the sum
Total: claimed 19, from the claimed lines 15.00
Grade: claimed B, from the claimed total A, because 19 ≥ 16
the claimed total does not follow from the claimed lines"""
    )
    assert "合计漏加c" in found.explain("zh")


def test_grades_that_do_not_follow_from_their_total() -> None:
    assert of_claims(total=18, grade="B") == [("grade", "grade_differs", "A", [])]
    assert [f[0] for f in of_claims(total=12, grade="A")] == ["total", "grade"]
    only = audit(SUMS, GIVEN, {"grade": "B"})
    assert [(f.place, f.recomputed) for f in only] == [("grade", "A")]


def test_overrides_and_caps_of_a_grade_read_what_is_claimed() -> None:
    scale = Grades([("A", 16), ("B", 0)], caps=[(subtotal() <= 17, "B")],
                   overrides=[(points("a") <= 0, "X")])  # fmt: skip
    capped = Rubric("r", PARTS, grades=scale)

    def grades(**claims: Any) -> list[Any]:
        found = audit(capped, GIVEN, {**LINES, **claims, "grade": "A"})
        return [f.recomputed for f in found if f.code == "grade_differs"]

    assert grades(total=18) == []
    assert grades(c=2, total=17) == ["B"]
    assert grades(a=0, total=8) == ["X"]
    assert len(audit(capped, GIVEN, {"total": 18, "grade": "A"})) == 0


def test_a_total_without_lines_is_compared_with_the_rubric() -> None:
    (finding,) = audit(SUMS, GIVEN, {"total": 17})
    assert (finding.code, finding.recomputed, finding.readings) == ("points_differ", 18, ())
    assert audit(SUMS, GIVEN, {"total": 17}).total_follows is None
    assert len(audit(SUMS, GIVEN, {"total": 18, "s": 8})) == 0
    (section,) = audit(SUMS, GIVEN, {"s": 7})
    assert (section.place, section.recomputed) == ("s", 8)
    assert "no tried reading" in section.explain("en")


def test_sections_with_their_own_rule_follow_from_claimed_points_and_grades() -> None:
    scale = Grades([("A", 2), ("B", 0)], overrides=[(yes("veto"), "B")])
    line = Criterion("x", 3, 3 * yes("x"), grades=scale)
    above = Grades([("Z", 0)], caps=[(points("x") >= 9, "Z")])
    section = Section("s", [line], rule=when(graded("x", "A"), 1, points("x").clip(0, 1)), full=1,
                      grades=above)  # fmt: skip
    rubric = Rubric("r", [section, Section("t", [Criterion("y", 1, +yes("y") + 0)], rule=None)])
    given = Evidence(answers={"x": True, "y": True, "veto": False})
    assert len(audit(rubric, given, {"x": 3, "y": 1, "s": 1, "total": 2})) == 0  # t has no points
    wrong, none = audit(rubric, given, {"x": 3, "y": 1, "s": "0.5", "t": 1})
    assert (wrong.place, wrong.recomputed, wrong.readings) == ("s", 1, ())
    assert (none.place, none.recomputed) == ("t", None)


def test_a_grade_that_an_open_line_still_allows_is_no_finding() -> None:
    scale = Grades([("A", 10), ("B", 0)], overrides=[(points("a") <= 5, "X")])
    rubric = Rubric("r", [Criterion("a", 10, 10 * yes("a")), Criterion("b", 10, 10 * yes("b"))],
                    grades=scale)  # fmt: skip
    gap = Evidence(answers={"b": True})
    for grade in ("A", "X"):
        assert len(audit(rubric, gap, {"total": 10, "grade": grade})) == 0
    (finding,) = audit(rubric, gap, {"total": 10, "grade": "B"})
    assert (finding.code, finding.recomputed) == ("grade_differs", "A/X")


def test_a_grade_reads_the_card_for_a_line_that_is_not_claimed() -> None:
    scale = Grades([("A", 10), ("B", 0)], overrides=[(points("b") <= 5, "X")])
    rubric = Rubric("r", [Criterion("a", 10, 10 * yes("a")), Criterion("b", 10, 10 * yes("b"))],
                    rule=points("a"), full=10, grades=scale)  # fmt: skip
    for b, grade in ((True, "A"), (False, "X")):
        given_ = Evidence(answers={"a": True, "b": b})
        assert len(audit(rubric, given_, {"a": 10, "total": 10, "grade": grade})) == 0


def test_a_sum_that_a_missing_fact_leaves_open_is_compared_with_its_bounds() -> None:
    line = Criterion("x", 3, 3 * yes("x"))
    section = Section("s", [line], rule=when(yes("q"), points("x"), 0), full=3)
    rubric = Rubric("r", [section])
    gap = Evidence(answers={"x": True})
    for claim in (0, 3):
        found = audit(rubric, gap, {"x": 3, "s": claim})
        assert (len(found), found.total_follows) == (0, None)
    (finding,) = audit(rubric, gap, {"x": 3, "s": 4})
    assert (finding.code, finding.recomputed) == ("sum_differs", "0.00..3.00")
    assert audit(rubric, gap, {"x": 3, "total": 3}).total_follows is None
    assert audit(rubric, gap, {"x": 3, "total": 4}).total_follows is False


def test_a_dropped_line_counts_for_nothing_in_a_claimed_sum() -> None:
    dropped = Criterion("b", 5, pick("b", {"x": 5, "NA": not_applicable()}),
                        if_not_applicable="drop")  # fmt: skip
    rubric = Rubric(
        "r", [Criterion("a", 5, 5 * yes("a")), dropped], rule=subtotal().clip(0), full=10
    )
    evidence = Evidence(answers={"a": True, "b": "NA"})
    (finding,) = audit(rubric, evidence, {"b": 5})
    assert (finding.recomputed, finding.readings) == (None, ())
    assert "recomputed not applicable" in finding.explain("en")


# Readings

PROJECT = Project("p", Budget("80万元", "100万元", {"2020-12-31": "90.555万元"}), [
    Indicator("up", "quantity", "≥80%", "60%", weight=10),
    Indicator("down", "cost", "≤5万元", "6万元", weight=10),
    Indicator("claimed", "social", "长期", "完成", weight=10),
    Indicator("excused", "quality", "1次", "因疫情，无法开展", weight=10),
    Indicator("revised", "quantity", "30项", "20项", revised="20项", weight=10),
])  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "claim", "expected"),
    [
        (10 * attained("up"), "6", {"confused:actual_as_ratio"}),
        (10 * attained("down"), "8", {"confused:inverse_share"}),
        (10 * when(met("down"), 1, (2 - actual("down") / target("down")).clip(0, 1)), "8.33",
         {"confused:ratio_reverse"}),
        (10 * (2 - divide(1, attained("down"), if_zero=2)).clip(0, 1), "8.33",
         {"confused:ratio_reverse"}),
        (10 * inverse_share("down"), "8.33", {"confused:ratio_reverse"}),
        (10 * attained("up"), "0.75", {"confused:weight_twice"}),
        (10 * budget_execution_rate(adjusted()).clip(0, 1), "10", {"budget:initial"}),
        (10 * budget_execution_rate(initial()).clip(0, 1), "9.06", {"budget:adjusted"}),
        (10 * cost_saving_rate(adjusted()).clip(0, 1), "9.06", {"confused:budget_execution_rate"}),
        (10 * budget_execution_rate().clip(0, 1), "9.1", {"rounding:whole per cent"}),
        (10 * budget_execution_rate().clip(0, 1), "9.06", None),
        (10 * budget_execution_rate().clip(0, 1), "9.05", {"rounding:down"}),
        (10 * budget_execution_rate().clip(0, 1), "9", {"rounding:whole points, half up"}),
        (10 * budget_execution_rate().clip(0, 1), "10", {"budget:initial"}),
        (10 * budget_execution_rate().clip(0, 1), "0.94",
         {"confused:cost_saving_rate"}),
        (10 * met("excused"), "10", None),
        (10 * met("revised"), "10", {"targets:revised"}),
        (10 * cost_saving_rate().clip(0, 1), "9.06", {"confused:budget_execution_rate"}),
    ],
)  # fmt: skip
def test_readings_that_reproduce_a_claim(rule: Any, claim: str, expected: set[str] | None) -> None:
    rubric = Rubric("r", [Criterion("c", 10, rule, if_not_applicable="zero")])
    found = audit(rubric, Evidence(PROJECT), {"c": claim})
    if expected is None:
        assert all(expected not in readings(f) for f in found)
    else:
        (finding,) = found
        assert expected in readings(finding)
        assert len({len(reading) for reading in finding.readings}) == 1


def test_every_reading_of_fewest_changes_is_named() -> None:
    """Two readings that fit are both named."""
    rule = 10 * number("x", 0, 1)
    rubric = Rubric("r", [Criterion("c", 10, rule)])
    (finding,) = audit(rubric, Evidence(answers={"x": "0.5005"}), {"c": "5"})
    assert readings(finding) == [
        {"rounding:half even"}, {"rounding:down"}, {"rounding:1 place, half up"},
        {"rounding:1 place, half even"}, {"rounding:1 place, down"},
        {"rounding:whole points, half up"},
        {"rounding:whole points, half even"}, {"rounding:whole points, down"},
    ]  # fmt: skip
    assert "or" in finding.explain("en")


def test_claims_above_full_marks_and_below_zero_are_not_attainable() -> None:
    for claim, end in (("11", "10.00"), ("-1", "0.00")):
        (finding,) = audit(SUMS, GIVEN, {"a": claim})
        assert finding.readings == (BEYOND_REACH,)
        assert str(finding.nearest) == end
        assert finding.severity == "error"


def test_a_forgotten_deduction_is_not_read_as_a_weight() -> None:
    late = Criterion("late", 0, -5 * number("late", 0, 3), floor=-15)
    rubric = Rubric("r", [Criterion("a", 100, 100 * yes("a")), late], floor=-15)
    evidence = Evidence(answers={"a": True, "late": 2})
    (finding,) = audit(rubric, evidence, {"late": 0})
    assert (finding.readings, finding.severity) == ((), "error")


def test_the_decimal_context_changes_nothing() -> None:
    with decimal.localcontext() as context:
        context.prec = 2
        again = audit(RUBRIC, EVIDENCE, CLAIMED)
    assert again.findings == FOUND.findings


# Readings of a rubric

POSTS, PEOPLE = number("posts", 1), number("people", 0)
STAFFING = Rubric(
    "staffing",
    [
        Criterion("filled", 10, (10 * PEOPLE / POSTS).clip(0, 10)),
        Criterion("cut", 5, (POSTS / 100).clip(0, 5)),
    ],
    readings=[
        Reading("people for posts", {"en": "the posts themselves", "zh": "按岗位数"}, PEOPLE, POSTS)
    ],
)


def test_a_rubric_names_its_own_readings() -> None:
    given_ = Evidence(answers={"posts": 40, "people": 30})
    (finding,) = audit(STAFFING, given_, {"filled": 10, "cut": "0.4"})
    assert readings(finding) == [{"reading:people for posts"}]
    assert finding.explain("en").endswith("reproduced by the posts themselves")
    assert finding.explain("zh").endswith("按岗位数")


def test_readings_change_no_identity_and_no_score() -> None:
    plain = evolve(STAFFING, readings=[])
    assert plain.identity == STAFFING.identity
    assert plain != STAFFING


LETTERS = Grades([("A", 3), ("B", 2), ("C", 0)])
LETTERED = Rubric(
    "lettered",
    [
        Section(
            "s",
            [
                Criterion("x", 3, 3 * met("k"), grades=LETTERS, if_not_applicable="drop"),
                Criterion("y", 3, pick("y", {"A": 3, "B": 2, "C": 1}), grades=LETTERS),
            ],
            rule=least(points("x"), points("y")),
            full=3,
            grades=LETTERS,
        )
    ],
    rule=None,
    readings=[Reading("best", "the best of both", least(points("x"), points("y")),
                      most(points("x"), points("y")))],
)  # fmt: skip


def test_grades_of_lines_and_sections_are_claims_too() -> None:
    project = Project("p", None, [Indicator("k", "quality", "1次", "因疫情，无法开展")])
    evidence = Evidence(project, {"y": "B"})
    assert len(audit(LETTERED, evidence, {"x": "C", "y": "B", "s": "C"})) == 0
    found = audit(LETTERED, evidence, {"x": "A", "y": "A", "s": "B"})
    assert [(f.code, f.place, f.claimed, f.recomputed) for f in found] == [
        ("line_grade_differs", "x", "A", "C"),
        ("line_grade_differs", "y", "A", "B"),
        ("line_grade_differs", "s", "B", "C"),
    ]
    x, y, s = found
    assert readings(x) == readings(y) == []  # an excused line does not apply, and has no grade
    assert (x.severity, s.severity) == ("error", "warning")
    assert readings(s) == [{"reading:best"}, {"excused:not_missed"}]
    assert "graded A, recomputed C" in x.explain("en")


# Refusals


@pytest.mark.parametrize(
    ("claims", "code", "expected"),
    [
        ({"成本控制": 3}, "unknown_key", "成本控制情况"),
        ({"Total": 3}, "unknown_key", "total"),
        ({"成本控制情况": "many"}, "number", ""),
        ({"grade": 3}, "wrong_type", "str"),
        ([], "wrong_type", "dict"),
    ],
)
def test_claims_that_do_not_fit_are_refused(claims: Any, code: str, expected: str) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        audit(RUBRIC, EVIDENCE, claims)
    assert caught.value.code == code
    assert expected in (*caught.value.faults[0].expected, "")


def test_a_place_without_a_finding_is_refused_with_those_that_have_one() -> None:
    with pytest.raises(FiscalRubricError) as caught:
        FOUND["成本控制"]
    assert caught.value.faults[0].expected == ("成本控制情况",)


def test_claims_keep_the_places_they_are_written_with() -> None:
    found = audit(SUMS, GIVEN, {"a": "9.50", "b": Fraction(9, 2), "c": "1/3"})
    assert [str(f.claimed) for f in found] == ["9.50", "4.5", "0.333333"]


def test_an_audit_uses_the_basis_of_the_rubric_unless_another_is_given() -> None:
    other = evolve(RUBRIC, basis=Basis(excused="not_missed"))
    assert "项目质量达标情况" not in [finding.place for finding in audit(other, EVIDENCE, CLAIMED)]


def test_a_reading_that_cannot_be_scored_gives_no_grade() -> None:
    scale = Grades([("A", 2), ("B", 0)])
    line = Criterion("x", 4, (4 * planned() / amount("10万元")).clip(0, 4), grades=scale)
    rubric = Rubric("r", [line], basis=Basis(budget="initial"))
    evidence = Evidence(Project("p", Budget("10万元")))  # no adjusted budget to read
    (finding,) = audit(rubric, evidence, {"x": "B"}).findings
    assert (finding.code, finding.recomputed, finding.readings) == ("line_grade_differs", "A", ())


def test_a_reading_is_searched_in_all_parts_below() -> None:
    scale = Grades([("A", 2), ("B", 0)])
    inner = [
        Section("left", [Criterion("x", 1, yes("x"))]),
        Section("right", [Criterion("y", 3, number("posts", 0, 3))]),
    ]
    rubric = Rubric(
        "r",
        [Section("s", inner, grades=scale)],
        readings=[Reading("staff", "t", number("posts", 0, 3), 3 - number("posts", 0, 3))],
    )
    evidence = Evidence(answers={"x": False, "posts": 1})
    (finding,) = audit(rubric, evidence, {"s": "A"}).findings
    assert readings(finding) == [{"reading:staff"}]
