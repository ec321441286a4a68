"""Lint of a rubric: each finding with its smallest repair, and laws of all findings."""

from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given, settings, strategies as st

from facts import assert_in_words
from fiscal_rubric import (
    Criterion,
    Evidence,
    FiscalRubricError,
    Grades,
    Indicator,
    Project,
    Rubric,
    Section,
    all_of,
    amount,
    applies,
    at_least,
    attained,
    audit,
    bands,
    budget_execution_rate,
    cost_saving_rate,
    days_late,
    divide,
    equal,
    has_reason,
    indicators,
    initial,
    judged,
    lint,
    met,
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
    when,
    yes,
)
from fiscal_rubric.catalog import (
    capag,
    cn_self_evaluation,
    futian_2020,
    iegm,
    ikpa,
    mof_2020,
    omb_part,
    pbb,
    pefa_2016,
    rfd,
)
from fiscal_rubric.rubric.findings import CODES, Finding, report
from fiscal_rubric.targets.targets import NOT_APPLICABLE
from fiscal_rubric.testing import strategies as some
from fiscal_rubric.validation import LONGEST_KEY

N = number("n", 0, 9)
HALF = Fraction(1, 2)
X, Y = number("x", 0, 1), number("y", 0, 1)


def ids(subject: Rubric | Evidence, **options: Any) -> list[str]:
    return [finding.id for finding in lint(subject, **options)]


def one(full: object, rule: object, **options: Any) -> Rubric:
    """A rubric of one line."""
    return of(line("c", full, rule, **options))


def line(key: str, full: Any, rule: Any, **options: Any) -> Criterion:
    return Criterion(key, full, rule, **options)


def of(*parts: Criterion | Section, **options: Any) -> Rubric:
    return Rubric("r", list(parts), **options)


# The report of 2020


def test_the_standard_of_2020() -> None:
    found = lint(futian_2020.RUBRIC)["full_unreachable:制度保障"]
    assert (found.severity, dict(found.numbers)) == ("error", {"full": "6", "most": "5.00"})
    assert found.explain("en").startswith("制度保障: full marks are 6, the rule gives at most 5.00")
    assert found.explain("zh").startswith("制度保障：")


# The catalogue

PROJECT = Project("p", None, [
    Indicator("a", "quantity", "≥5家", level1="产出指标", weight=25),
    Indicator("b", "cost", "≤5万元", level1="产出指标", weight=15),
    Indicator("exact", "quality", "=8个", level1="产出指标", weight=5),
    Indicator("zero", "quality", "0起", level1="产出指标", weight=5),
    Indicator("c", "social", "长期", level1="效益指标", weight=10),
    Indicator("range", "economic", "3~5次", level1="效益指标", weight=10),
    Indicator("date", "timeliness", "2022年6月底前", level1="效益指标", weight=5),
    Indicator("both", "quantity", "≥10个；≥5户", level1="效益指标", weight=5),
    Indicator("d", "satisfaction", "≥90%", level1="满意度指标", weight=10),
])  # fmt: skip
EIGHTY = Project("p", None, [i for i in PROJECT.indicators if i.level1 != "满意度指标"])
DEPARTMENT = rfd.rubric("department", [
    rfd.SuccessIndicator("a", 60, ["5家", "4家", "3家", "2家", "1家"]),
    rfd.SuccessIndicator("b", 40, ["5万元", "6万元", "7万元", "8万元", "9万元"]),
])  # fmt: skip
POINTS = dict.fromkeys((item for _, _, item, _ in mof_2020.items()), 5) | {"实施效益": 20}
# Every rubric of the catalogue, and all that is found in it.
CATALOGUE: list[tuple[Rubric, list[str]]] = [
    (
        futian_2020.RUBRIC,
        [
            "full_unreachable:制度保障",  # six points are printed, its rule gives five
            # one miss costs points in two lines, as the standard is printed
            "fact_scored_twice:indicators quantity",
            "fact_scored_twice:indicators quality",
        ],
    ),
    (cn_self_evaluation.RUBRIC, []),
    *(
        (cn_self_evaluation.self_evaluation(EIGHTY if form.execution == 20 else PROJECT, form), [])
        for form in cn_self_evaluation.FORMS.values()
        if form.execution
    ),
    (mof_2020.framework(POINTS), []),
    (pefa_2016.RUBRIC, []),
    *((rubric, []) for rubric in capag.RUBRICS.values()),
    (iegm.RUBRIC, []),
    (omb_part.RUBRIC, []),
    (omb_part.questionnaire(), []),
    (ikpa.RUBRIC, []),
    (DEPARTMENT, []),
    # its scale has no score below 1 of 4 (5 of 20 points)
    (pbb.RUBRIC, [f"zero_unreachable:{key}" for key in
                  ("performance", "process", "financial", "citizen")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rubric", "expected"), CATALOGUE, ids=[rubric.key for rubric, _ in CATALOGUE]
)
def test_a_ready_rubric_has_the_listed_findings_and_no_more(
    rubric: Rubric, expected: list[str]
) -> None:
    assert ids(rubric) == expected


def test_a_form_without_a_line_for_execution_needs_weights_of_a_hundred() -> None:
    (form,) = (form for form in cn_self_evaluation.FORMS.values() if not form.execution)
    whole = Project("p", None, [*PROJECT.indicators, Indicator("e", "cost", "≤1元", weight=10)])
    assert ids(cn_self_evaluation.self_evaluation(whole, form)) == []
    assert ids(cn_self_evaluation.self_evaluation(PROJECT, form)) == [
        f"printed_full_differs:{form.key}/p"
    ]


# Each code: a rubric that has it and nothing else, and its smallest repair that has nothing


def grades(best: int, **options: Any) -> Grades:
    return Grades([("A", best), ("B", 0)], **options)


def judged_bands(lower: object, upper_open: bool = False) -> Rubric:
    """Two bands: "good" to 3 from an end, "fair" from 0 to 1."""
    low: Any = lower
    bands = {"good": judged("p", low, 3), "fair": judged("p", 0, 1, upper_open=upper_open)}
    return one(3, pick("q", bands))


def three(first: int) -> Rubric:
    rest = {"b": 30, "c": 70 - first}
    return of(*(line(k, full, full * yes(k)) for k, full in {"a": first, **rest}.items()))


def twice(first: object, second: object) -> Rubric:
    a, b = (line(key, 1, rule, if_not_applicable="full") for key, rule in
            (("a", first), ("b", second)))  # fmt: skip
    return of(a, b)


HUNDRED = number("n", 0, 100)
NEARER = {"if_not_applicable": "full"}
FRAUD = [(yes("fraud"), "B")]
AWARDED = Grades([("A", 5), ("B", 0)], overrides=[(yes("award"), "A")], caps=FRAUD)
AWARDED_WITHOUT_FRAUD = Grades(
    [("A", 5), ("B", 0)], overrides=[(all_of(yes("award"), ~yes("fraud")), "A")], caps=FRAUD
)


def kinds(full: int) -> Rubric:
    """A line that asks for a kind, with or without points of its own, and one that reads it."""
    return of(
        line("kind", full, pick("kind", {"x": full, "y": 0})),
        line("c", 3, 3 * picked("kind", "x") * yes("a")),
    )


PAIRS: list[tuple[str, Rubric, Rubric]] = [
    ("full_unreachable:c", one(6, 5 * yes("a")), one(5, 5 * yes("a"))),
    (
        "full_unreachable:s",
        of(Section("s", [line("c", 5, 5 * yes("a"))], rule=subtotal() - 0, full=6)),
        of(Section("s", [line("c", 5, 5 * yes("a"))], rule=subtotal() - 0, full=5)),
    ),
    ("full_not_proved:c", one(1, X * (1 - X)), one(1, X * (1 - Y))),
    ("zero_unreachable:c", one(3, 1 + 2 * yes("a")), one(3, 1 + 2 * yes("a"), floor=1)),
    (
        "printed_full_differs:s",
        of(Section("s", [line("c", 5, 5 * yes("a"))], printed_full=6)),
        of(Section("s", [line("c", 5, 5 * yes("a"))], printed_full=5)),
    ),
    (
        "printed_full_differs:r",
        of(line("c", 5, 5 * yes("a")), printed_full=0),
        of(line("c", 5, 5 * yes("a"))),
    ),
    ("judged_gap:c/fair", judged_bands(2), judged_bands(1, upper_open=True)),
    ("judged_overlap:c/fair", judged_bands("0.5"), judged_bands(1, upper_open=True)),
    ("judged_shared_end:c/fair", judged_bands(1), judged_bands(1, upper_open=True)),
    (
        "grade_unreachable:c/A",
        one(5, 5 * yes("a"), grades=grades(6)),
        one(5, 5 * yes("a"), grades=grades(5)),
    ),
    (
        "branch_unreachable:c/x <= 2",
        one(3, when(X <= 2, 3 * X, 0)),
        one(3, when(X <= "0.5", 3 * X, 3)),
    ),
    (
        "branch_unreachable:c/2 <= x",
        one(3, when(X >= 2, 3, 3 * X)),
        one(3, when(X >= "0.5", 3, 3 * X)),
    ),
    (
        "answer_changes_nothing:q",
        one(1, pick("q", {"x": X, "y": X, "z": X})),
        one(1, pick("q", {"x": X, "y": X, "z": 0})),
    ),
    ("answer_changes_nothing:q", one(1, yes("a") + 0 * yes("q")), one(1, yes("a") * yes("q"))),
    ("fact_scored_twice:a", twice(+yes("a"), X * yes("a")), twice(+yes("a"), X * yes("b"))),
    ("fact_scored_twice:k", twice(+met("k"), attained("k")), twice(+met("k"), attained("l"))),
    (
        "fact_scored_twice:p/k",
        twice(met(("p", "k")) + 0, attained(("p", "k"))),
        twice(met(("p", "k")) + 0, attained(("p", "l"))),
    ),
    (
        "fact_scored_twice:paid",
        twice(budget_execution_rate().clip(0, 1), paid() <= planned()),
        twice(budget_execution_rate().clip(0, 1), when(planned() <= amount("500元"), X, 0)),
    ),
    (
        "fact_scored_twice:indicators quality",
        twice(indicators(kind="quality").average(met()), indicators().average(attained())),
        twice(indicators(kind="quality").average(met()),
              indicators(kind="cost").average(attained())),
    ),
    (
        "improvement_lowers:c/k",
        one(3, 3 * (1 - attained("k")), **NEARER),
        one(3, 3 * attained("k"), **NEARER),
    ),
    ("clip_idle:c/3 * yes(\"a\")", one(3, (3 * yes("a")).clip(0, 3)), one(3, 3 * yes("a"))),
    (
        "clip_hides:c/2 * yes(\"a\") + 2 * yes(\"b\")",
        one(3, (2 * yes("a") + 2 * yes("b")).clip(0, 3)),
        one(3, 2 * yes("a") + yes("b")),
    ),
    (
        'divisor_may_be_zero:c/number("y", 0, 1)',
        one(1, divide(X, Y).clip(0, 1)),
        one(1, divide(X, Y, if_zero=1).clip(0, 1)),
    ),
    (
        'divisor_may_be_negative:c/number("d")',
        one(1, divide(1, number("d"), if_zero=0).clip(0, 1)),
        one(1, divide(1, number("d", 0), if_zero=0).clip(0, 1)),
    ),
    (
        'root_may_be_negative:c/number("d")',
        one(1, root(number("d"), 2).clip(0, 1)),
        one(1, root(number("d", 0), 2).clip(0, 1)),
    ),
    (
        'band_gap:c/number("n", 0, 100)',
        one(3, when(all_of(HUNDRED >= 18, HUNDRED <= 21), 3,
                    when(all_of(HUNDRED >= 22, HUNDRED <= 25), 2, 0))),
        one(3, when(all_of(HUNDRED >= 18, HUNDRED <= 21), 3,
                    when(all_of(HUNDRED > 21, HUNDRED <= 25), 2, 0))),
    ),
    (
        'band_gap:c/number("n", 0, 100)',
        one(3, when(all_of(HUNDRED > 18, HUNDRED < 21), 3, when(HUNDRED > 21, 2, 0))),
        one(3, when(all_of(HUNDRED > 18, HUNDRED < 21), 3, when(HUNDRED >= 21, 2, 0))),
    ),
    (
        "override_beats_cap:r/A",
        of(line("c", 5, 5 * yes("a")), grades=AWARDED),
        of(line("c", 5, 5 * yes("a")), grades=AWARDED_WITHOUT_FRAUD),
    ),
    ("fact_scored_twice:kind", kinds(2), kinds(0)),
    (
        "number_or_share:c/n",
        one(3, bands(HUNDRED, [(at_least("0.9"), 3)], otherwise=0)),
        one(3, bands(HUNDRED, [(at_least(90), 3)], otherwise=0)),
    ),
    (
        "number_or_share:c/n",
        one(3, when(HUNDRED < HALF, 0, 3)),
        one(3, when(number("n", 0, 100, "%") < HALF, 0, 3)),
    ),
    ("line_concentrated:a", three(40), three(39)),
]  # fmt: skip


def named(id: str) -> str:
    return id.replace("c/x <= 2", 'c/number("x", 0, 1) <= 2').replace(
        "c/2 <= x", 'c/2 <= number("x", 0, 1)'
    )


@pytest.mark.parametrize(
    ("id", "wrong", "repaired"), PAIRS, ids=[f"{i}-{p[0]}" for i, p in enumerate(PAIRS)]
)
def test_a_finding_and_its_smallest_repair(id: str, wrong: Rubric, repaired: Rubric) -> None:
    (finding,) = lint(wrong)
    assert finding.id == named(id)
    assert finding.severity == CODES[finding.code]
    assert_in_words(finding)
    assert ids(repaired) == []


OF_CARDS = {"marks_redistributed", "left_out_of_count", "nothing_selected"}
OF_READINGS = {"reading_matters", "reading_not_scored"}


def test_every_code_of_a_rubric_is_shown_above() -> None:
    codes = list(CODES)
    first, last = codes.index("full_unreachable"), codes.index("unit_clash")
    shown = {id.partition(":")[0] for id, _, _ in PAIRS}
    assert not shown & (OF_CARDS | OF_READINGS)
    assert shown == set(codes[first:last]) - OF_CARDS - OF_READINGS


def test_a_number_of_a_hundred_beside_a_share_is_found_once_a_line() -> None:
    for lower, upper, unit, share, expected in (
        (0, 100, "", "0.9", True), (0, 10, "", "0.9", True), (0, 9, "", "0.9", False),
        (0, 100, "%", "0.9", False), (0, 100, "", 1, False), (0, 100, "", 0, False),
    ):  # fmt: skip
        asked = number("n", lower, upper, unit)
        found = [id for id in ids(one(2, (asked >= share) + yes("a"))) if "share" in id]
        assert found == (["number_or_share:c/n"] if expected else [])
    twice_asked = bands(HUNDRED, [(at_least("0.9"), 3), (at_least("0.6"), 1)], otherwise=0)
    (finding,) = lint(one(3, twice_asked))
    assert dict(finding.numbers) == {"number": "n", "ends": "0..100", "share": "0.9"}


# Marks that are not attainable, or not proved to be


def test_not_proved_is_not_unreachable() -> None:
    """One says that no evidence gives full marks, the other that no evidence tried does."""
    assert ids(one(1, X * (1 - X))) == ["full_not_proved:c"]
    assert ids(one(2, X * (1 - X))) == ["full_unreachable:c"]
    hidden = one(1, when(equal(3 * X, "1.11"), 1, X * "0.5"))  # at 0.37, which nothing names
    assert ids(hidden) == ["full_not_proved:c"]
    assert hidden.score(Evidence(answers={"x": "0.37"})).total == 1
    found = lint(one(1, X * (1 - X)))["full_not_proved:c"]
    assert (found.severity, dict(found.numbers)) == ("note", {"full": "1"})
    assert dict(lint(one(2, X * (1 - X)))["full_unreachable:c"].numbers) == {
        "full": "2",
        "most": "1.00",
    }


WITNESSED: dict[str, Any] = {
    "a number in per cent": when(equal(number("n", 0, 100, "%"), "0.35"), 1, 0),
    "just above an edge": all_of(N > 3, N < "3.1") + 0,
    "the upper end": number("n", 0, 1),
    "the lower end": 1 - number("n", 0, 1),
    "a number without ends": when(number("n") <= -4, 1, 0),
    "an end that is not taken": when(judged("n", 0, 1, upper_open=True) >= "0.99", 1, 0),
    "no": 1 - yes("a"),
    "eight noes": sum((1 - yes(key) for key in "abcdefgh"), Y * 0) / 8,
    "yes here and no there": yes("a") * (1 - yes("b")),
    "yes and no at once": when(equal(yes("a") + 1, 1), yes("b"), 0),
    "a label": picked("q", "y") * pick("q", {"x": 0, "y": 1}),
    "not applicable": when(applies(number("n", 0, 1, may_not_apply=True)), 0, 1),
    "all spent": budget_execution_rate().clip(0, 1),
    "half spent": when(equal(budget_execution_rate(), "0.5"), 1, 0),
    "nothing spent": cost_saving_rate().clip(0, 1),
    "too much spent": when(budget_execution_rate() > "1.2", 1, 0),
    "all targets met": indicators().average(met()),
    "a heading": indicators(level1="产出指标").average(attained()),
    "missed": 1 - met("k"),
    "missed though a reason is given": has_reason("k") * (1 - met("k")),
    "half attained": when(equal(attained("k"), "0.5"), 1, 0),
    "a day missed": when(yes("a"), 1 - met("k"), (days_late("k") <= 0) * HALF),
    "in time": when(days_late("k") <= 0, 1, 0),
    "of a project": met(("p", "k")) + 0,
    "of all projects": projects().average(budget_execution_rate().clip(0, 1)),
}


@pytest.mark.parametrize("rule", WITNESSED.values(), ids=WITNESSED)
def test_full_marks_are_proved_by_example_evidence(rule: Any) -> None:
    assert "full_not_proved" not in lint(one(1, rule, if_not_applicable="zero")).codes


def test_full_marks_of_another_project_are_proved() -> None:
    assert ids(one(1, attained(("q", "k")), if_not_applicable="zero")) == []


def test_questions_that_only_a_section_asks_are_tried() -> None:
    def section(rule: Any) -> Rubric:
        return of(Section("s", [line("c", 2, 2 * yes("a"))], rule=rule.clip(0, 2), full=2))

    for asked in (
        when(number("n", 3, 9) >= 9, 1, 0),
        when(number("n", 3) <= 3, 1, 0),
        when(number("n") <= 0, 1, 0),
        when(judged("n", 0, 9, upper_open=True) <= 0, 1, 0),
        yes("b"),
        pick("q", {"x": 0, "y": 1}),
    ):
        assert "full_not_proved" not in lint(section(subtotal() * asked)).codes
    far = section(subtotal() * when(equal(number("n", 3, 9), 5), 1, 0))
    assert "full_not_proved:s" in ids(far)


def test_lines_that_need_opposite_answers_leave_a_section_unproved() -> None:
    """Each can have full marks, but not both, and a rule of the section asks for both."""
    lines = [line("c", 1, X), line("d", 1, 1 - X)]
    section = Section("s", lines, rule=points("c") + points("d"), full=2)
    assert "full_not_proved:s" in ids(of(section))


def test_a_sum_and_a_section_without_points_have_no_findings_of_their_own() -> None:
    lines = [line("c", 3, 2 * yes("a")), line("d", 3, 1 + 2 * yes("b"), floor=1)]
    assert ids(of(Section("s", lines), Section("t", [line("e", 3, 3 * X)], rule=None))) == [
        "full_unreachable:c"
    ]


def test_graded_lines_have_no_least_points() -> None:
    letters = pick("q", {"A": 4, "D": 1})
    assert ids(one(4, letters)) == ["zero_unreachable:c"]
    assert ids(one(4, letters, grades=Grades([("A", 4), ("D", 1)]))) == []
    never = one(4, 0 * yes("a") + 4, floor=4)
    assert ids(never) == ["answer_changes_nothing:a"]


# Grades


def test_a_grade_is_unreachable_where_no_line_of_its_scale_has_it() -> None:
    scale = grades(5, overrides=[(yes("v"), "X"), (yes("w"), None)])
    low, high = line("c", 4, 4 * yes("a"), grades=scale), line("d", 5, 5 * yes("b"), grades=scale)
    assert ids(of(low, high)) == []
    assert ids(of(low)) == ["grade_unreachable:c/A"]
    assert ids(of(line("c", 4, 4 * yes("a"), grades=grades(4)), high)) == []
    never = grades(5, overrides=[(X >= 2, "X")])
    assert ids(one(5, 5 * X, grades=never)) == ["grade_unreachable:c/X"]
    capped = grades(5, caps=[(X >= 0, "B")])
    assert ids(one(5, 5 * X, grades=capped)) == ["grade_unreachable:c/A"]


# Steps


def test_clips_and_divisors_inside_phrases_of_the_library_are_not_checked() -> None:
    saved = one(1, cost_saving_rate().clip(0, 1))
    assert ids(saved) == []
    named_by_hand = one(1, divide(X, Y).clip(0, 1).named("share"))
    assert ids(named_by_hand) == ['divisor_may_be_zero:c/number("y", 0, 1)']


def test_a_branch_says_how_its_condition_is_always_answered() -> None:
    for rule, answer in ((when(X <= 2, 3 * X, 0), "yes"), (when(X >= 2, 3, 3 * X), "no")):
        (finding,) = lint(one(3, rule))
        assert finding.numbers["answer"] == answer


def test_a_clip_of_an_item_without_ends_is_not_idle() -> None:
    assert ids(one(1, number("n").clip(0, 1))) == []
    assert ids(one(1, (X - 1).clip(0) + X)) == []
    assert ids(one(3, (4 * X).clip(None, 3))) == ['clip_hides:c/4 * number("x", 0, 1)']


def test_a_step_that_never_applies_has_no_finding() -> None:
    never = when(not_applicable() <= 1, X, Y), (not_applicable() + X).clip(0, 1)
    for rule in never:
        codes = lint(of(line("c", 1, rule, if_not_applicable="zero"), line("d", 1, X))).codes
        assert {"branch_unreachable", "clip_idle", "clip_hides"}.isdisjoint(codes)


def test_a_rubric_that_refuses_all_evidence_is_checked() -> None:
    assert "divisor_may_be_zero" in lint(one(1, divide(X, 0 * Y).clip(0, 1))).codes


def test_the_rule_of_a_section_is_checked_with_the_ranges_of_its_lines() -> None:
    lines = [line("c", 2, 2 * yes("a"))]
    held = Section("s", lines, rule=points("c").clip(0, 2), full=2)
    assert ids(of(held)) == ['clip_idle:s/points("c")']
    above = Section("s", lines, rule=when(points("c") <= 2, points("c"), 0), full=2)
    assert ids(of(above)) == ['branch_unreachable:s/points("c") <= 2']


# Questions


def test_judged_bands_are_compared_by_their_question() -> None:
    """Only bands of one key are neighbours; figures that are not judged have no bands."""
    for low, high in ((judged("p", 2, 3), judged("q", 0, 1)), (2 + X, Y), (3, 0)):
        assert ids(one(3, pick("band", {"good": low, "fair": high}))) == []


def test_a_band_is_compared_with_all_that_begin_below_it() -> None:
    """A wide band overlaps every band that begins inside it, and closes the gap after it."""
    bands = {"wide": judged("p", 0, 3), "narrow": judged("p", 1, 2), "top": judged("p", 3, 4)}
    assert ids(one(4, pick("q", bands))) == ["judged_overlap:c/wide", "judged_shared_end:c/wide"]


def test_a_divisor_in_the_condition_above_it_has_no_finding() -> None:
    asked = when(Y > 0, divide(X, Y).clip(0, 1), 1)
    assert ids(one(1, asked)) == []
    other = when(X > 0, divide(X, Y).clip(0, 1), 1)
    assert ids(one(1, other)) == ['divisor_may_be_zero:c/number("y", 0, 1)']


def test_an_answer_that_grades_or_sections_read_is_not_idle() -> None:
    idle = yes("a") + 0 * yes("q")
    capped = grades(1, caps=[(yes("q"), "B")])
    assert ids(one(1, idle)) == ["answer_changes_nothing:q"]
    assert ids(one(1, idle, grades=capped)) == []
    assert ids(one(1, pick("q", {"x": X, "y": X}), grades=grades(1, caps=[(picked("q", "x"), "B")]))
               ) == []  # fmt: skip
    section = Section("s", [line("c", 1, idle)], rule=subtotal() * yes("q"), full=1)
    assert ids(of(section)) == []


def test_an_answer_that_changes_one_line_is_not_idle() -> None:
    both = of(line("c", 1, pick("q", {"x": Y, "y": Y})), line("d", 1, pick("q", {"x": X, "y": 0})))
    assert ids(both) == ["fact_scored_twice:q"]


def test_an_answer_that_another_line_reads_by_its_label_is_not_idle() -> None:
    both = of(line("c", 1, pick("q", {"x": Y, "y": Y})), line("d", 1, X * picked("q", "x")))
    answers = {"x": 1, "y": 1}
    totals = {both.score(Evidence(answers={**answers, "q": label})).total for label in ("x", "y")}
    assert totals == {1, 2}
    assert ids(both) == ["fact_scored_twice:q"]


def test_answers_with_equal_points_are_idle() -> None:
    rule = pick("q", {"x": yes("a") + 1, "y": 1 + yes("a")}) + 0 * picked("q", "x")
    assert ids(one(2, rule, floor=1)) == ["answer_changes_nothing:q"]
    either = yes("a") * yes("q") + yes("a") * (1 - yes("q"))
    assert "answer_changes_nothing:q" in ids(one(2, either))


# Facts


def test_a_selection_holds_a_narrower_one() -> None:
    wide, narrow = indicators(level1="产出指标"), indicators(kind="quality", level1="产出指标")
    assert ids(twice(wide.average(met()), narrow.average(met()))) == [
        "fact_scored_twice:indicators quality 产出指标"
    ]
    found = lint(twice(wide.average(met()), narrow.average(met()))).findings[0]
    assert dict(found.numbers) == {"lines": "a, b"}
    other = indicators(kind="quality", level1="效益指标")
    assert ids(twice(wide.average(met()), other.average(met()))) == []


def test_facts_that_are_not_results_may_be_read_twice() -> None:
    weighed = has_reason("k") * (1 - X)
    assert ids(twice(X * has_reason("k"), Y * weighed)) == ["fact_scored_twice:x"]
    little = [when(initial() <= amount("500元"), share, 0) for share in (X, Y)]
    assert ids(twice(*little)) == []


# Reports and waivers

SEVERAL = of(
    line("c", 6, 5 * yes("a"), grades=grades(6)),
    Section("s", [line("d", 1, yes("b") + 0 * yes("q")), line("e", 1, (yes("a") + 0).clip(0, 1))],
            printed_full=3),
)  # fmt: skip


def test_findings_are_in_printed_order_with_those_on_the_rubric_last() -> None:
    assert ids(SEVERAL) == [
        "full_unreachable:c",
        "grade_unreachable:c/A",
        "clip_idle:e/yes(\"a\") + 0",
        "printed_full_differs:s",
        "line_concentrated:c",
        "fact_scored_twice:a",
        "answer_changes_nothing:q",
    ]  # fmt: skip
    assert lint(SEVERAL).codes == tuple(id.partition(":")[0] for id in ids(SEVERAL))


def test_a_waiver_takes_one_finding_away_by_code_and_place() -> None:
    waive = [("full_unreachable", "c"), ("answer_changes_nothing", "q")]
    found = lint(SEVERAL, waive=waive)
    assert [finding.id for finding in found.waived] == [f"{code}:{at}" for code, at in waive]
    assert [f.id for f in found] == [id for id in ids(SEVERAL) if tuple(id.split(":")) not in waive]
    again = lint(SEVERAL, waive=tuple(reversed(waive)))
    assert (again.findings, again.waived) == (found.findings, found.waived)
    assert lint(SEVERAL, waive=[*waive, *waive]).findings == found.findings


def test_a_waiver_that_is_not_used_is_a_finding() -> None:
    found = lint(SEVERAL, waive=[("clip_hides", "c")])
    assert [finding.id for finding in found][-1] == "waiver_unused:c"
    last = found["waiver_unused:c"]
    assert (last.severity, dict(last.numbers)) == ("note", {"waived": "clip_hides"})
    assert len(found) == len(lint(SEVERAL)) + 1
    assert_in_words(last)


@pytest.mark.parametrize(
    ("waive", "code", "expected"),
    [
        ([("full_unreachble", "c")], "option", "full_unreachable"),
        ([("full_unreachable", "")], "empty_text", ""),
        ([(3, "c")], "wrong_type", ""),
        ([("full_unreachable",)], "wrong_type", ""),
        ("full_unreachable:c", "wrong_type", ""),
    ],
)
def test_a_waiver_that_does_not_fit_is_refused(waive: Any, code: str, expected: str) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        lint(SEVERAL, waive=waive)
    assert caught.value.code == code
    assert expected in (*caught.value.faults[0].expected, "")


def test_only_a_rubric_or_evidence_is_accepted() -> None:
    wrong: Any = SEVERAL.parts[0]
    with pytest.raises(FiscalRubricError) as caught:
        lint(wrong)
    assert caught.value.faults[0].expected == ("Rubric", "Evidence")
    with pytest.raises(FiscalRubricError) as caught:
        lint(SEVERAL, before=Evidence())
    assert caught.value.faults[0].place == "before"
    before: Any = SEVERAL
    with pytest.raises(FiscalRubricError) as caught:
        lint(Evidence(), before=before)
    assert caught.value.faults[0].place == "before"


def test_a_finding_is_found_by_its_id() -> None:
    assert lint(SEVERAL)["printed_full_differs:s"].place == "s"
    with pytest.raises(FiscalRubricError) as caught:
        lint(SEVERAL)["printed_full_difers:s"]
    assert caught.value.faults[0].expected == ("printed_full_differs:s",)
    assert len(report([], ())) == 0


def test_a_finding_on_a_long_rule_can_be_waived_and_found() -> None:
    rubric = one(2, (yes("a" * 200) + yes("b" * 200)).clip(0, 2))
    (finding,) = lint(rubric)
    assert lint(rubric)[finding.id] == finding
    assert lint(rubric, waive=[(finding.code, finding.place)]).waived == (finding,)


def test_an_equal_finding_is_listed_once() -> None:
    finding = Finding("clip_idle", "c", numbers={"rule": "x"})
    assert report([finding, finding], ()).findings == (finding,)


def two_questions(first: str, second: str) -> Rubric:
    """Two picks with the same two labels and bands, one of which may end elsewhere."""
    picks = [
        pick(key, {"good": judged(f"{key}.points", low, 3), "fair": judged(f"{key}.points", 1)})
        for key, low in (("p", first), ("q", second))
    ]
    return one(6, picks[0] + picks[1])


TWO_PLACES = {
    "two clips of the same": one(10, (5 * yes("a")).clip(0, 6) + (5 * yes("a")).clip(0, 7)),
    "bands of two questions": two_questions("2", "1.5"),
    "a section with the key of its line": of(
        Section("s", [line("s", 6, 5 * yes("a"))], rule=subtotal() - 0, full=7)
    ),
}


@pytest.mark.parametrize("rubric", TWO_PLACES.values(), ids=TWO_PLACES)
def test_every_finding_has_its_own_id(rubric: Rubric) -> None:
    assert len(ids(rubric)) == len(set(ids(rubric)))


def test_bands_of_two_questions_are_two_findings() -> None:
    assert len(lint(two_questions("2", "2"))) == 2


def test_unused_waivers_of_one_place_have_their_own_ids() -> None:
    found = ids(SEVERAL, waive=[("clip_hides", "c"), ("clip_idle", "c")])
    assert len(found) == len(set(found))


def test_an_answer_is_not_idle_where_a_rule_reads_whether_it_applies() -> None:
    rubric = one(1, when(applies(yes("q", may_not_apply=True)), 1, 0))
    totals = {
        rubric.score(Evidence(answers={"q": answer})).total for answer in (True, NOT_APPLICABLE)
    }
    assert totals == {0, 1}
    assert ids(rubric) == []


# Laws

FEW = settings(
    max_examples=max(1, settings().max_examples // 8)
)  # full marks are sought for each rubric


@cache
def drawn_rubrics() -> st.SearchStrategy[Rubric]:
    """Rubrics, one in two with a question that is idle for some rules."""
    labels = pick("p", {"x": 0, "y": 0, "z": 0})

    def build(rule: Any, other: Any) -> Rubric:
        held = (pick("e", {"x": rule, "y": other}) + labels).clip(0, 4)
        return of(line("c", 4, held, if_not_applicable="zero"))

    rules = some.rules(max_leaves=4)
    return some.rubrics() | st.builds(build, rules, rules) | rules.map(lambda r: build(r, r))


def is_refused(rubric: Rubric) -> bool:
    """Return whether no evidence can be scored; a test above covers that."""
    try:
        rubric.bounds(Evidence())
    except FiscalRubricError:
        return True
    return False


def total(rubric: Rubric, evidence: Evidence) -> Any:
    try:
        return rubric.score(evidence).total
    except FiscalRubricError as error:
        return error.code


@FEW
@given(drawn_rubrics(), st.data())
def test_findings_hold_on_any_evidence(rubric: Rubric, data: st.DataObject) -> None:
    """No evidence gives unreachable marks or grades, and an idle answer changes no total."""
    assume(not is_refused(rubric))
    found = lint(rubric)
    for _ in range(3):
        evidence = data.draw(some.evidence(rubric))
        try:
            card = rubric.score(evidence)
        except FiscalRubricError:
            continue
        places = {part.key: part for part in card.every_line}
        for finding in found:
            if finding.code == "full_unreachable":
                scored = places[finding.place]
                assert scored.points is None or scored.points < scored.part.full
            if finding.code == "zero_unreachable":
                scored = places[finding.place]
                assert scored.points is None or scored.points > scored.part.floor
            if finding.code == "grade_unreachable":
                place, _, label = finding.place.rpartition("/")
                scale = places[place].part.grades
                same = [scored for scored in places.values() if scored.part.grades == scale]
                assert label not in {scored.grade for scored in same}
            if finding.code == "answer_changes_nothing":
                question = next(q for q in rubric.questions() if q.key == finding.place)
                for answer in question.choices:
                    changed = evidence.with_answers({question.key: answer})
                    assert total(rubric, changed) in (card.total, "missing_answer")


@FEW
@given(drawn_rubrics())
def test_findings_are_the_same_every_time(rubric: Rubric) -> None:
    assume(not is_refused(rubric))
    found = lint(rubric)
    assert lint(rubric).findings == found.findings
    short = [finding for finding in found if len(finding.place) <= LONGEST_KEY]
    first = [(finding.code, finding.place) for finding in short][:2]
    waived = lint(rubric, waive=first)
    assert {(f.code, f.place) for f in waived.waived} == set(first)
    assert list(waived) == [f for f in found if (f.code, f.place) not in first]


def test_a_finding_names_its_fix_in_both_languages() -> None:
    rubric = Rubric("r", [Criterion("c", 6, 5 * yes("a"))])
    (finding,) = lint(rubric)
    assert finding.fix() == "add what is missing, or set the full marks to 5.00"
    assert finding.fix("zh") in finding.explain("zh")
    (claim,) = audit(rubric, Evidence(answers={"a": True}), {"c": 4})
    assert claim.fix() == ""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (lambda x: all_of(x >= 5, x <= 7), lambda x: x >= 1),
        (lambda x: (x >= 5).named("many"), lambda x: (x >= 1).named("some")),
        (lambda x: all_of(x >= 1, x >= 2), lambda x: x >= 1),
        (lambda x: x <= 3, lambda x: x >= 5),  # the rest is meant
        (lambda x: all_of(x >= 1, number("y", 0, 9) <= 2), lambda x: x >= 1),
    ],
)
def test_conditions_that_are_no_two_bands_have_no_gap(first: Any, second: Any) -> None:
    x = number("x", 0, 10)
    rubric = Rubric("r", [Criterion("c", 2, when(first(x), 2, when(second(x), 1, 0)))])
    assert not [found for found in lint(rubric) if found.code == "band_gap"]


def test_a_divisor_that_never_applies_is_not_said_to_be_zero() -> None:
    rule = when(yes("a"), 1, number("x", 0, 1) / not_applicable())
    rubric = Rubric("r", [Criterion("c", 1, rule, if_not_applicable="zero")])
    assert not [found for found in lint(rubric) if found.code.startswith("divisor")]
