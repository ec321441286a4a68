"""Readings that real claims need: which one is named, in which order, and how severe it is."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import assume, given, settings, strategies as st

from fiscal_rubric import (
    NOT_APPLICABLE,
    Audit,
    Basis,
    Budget,
    Criterion,
    Evidence,
    Finding,
    FiscalRubricError,
    Grades,
    Indicator,
    Project,
    Reading,
    Rounding,
    Rubric,
    Section,
    above,
    at_least,
    attained,
    audit,
    bands,
    budget_execution_rate,
    deduct_per_step,
    divide,
    initial,
    number,
    points,
    yes,
)
from fiscal_rubric.analysis.audit.trials import NOTHING, Trials
from fiscal_rubric.numbers.rounding import MODES
from fiscal_rubric.rubric.criteria import lines_of
from fiscal_rubric.rubric.findings import BEYOND_REACH
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.traversal import every
from fiscal_rubric.testing import strategies as some

X = number("x", unit="%")
A, B = number("a", 0), number("b", 0)
ORDINARY = Grades([("优", 90), ("良", 80), ("中", 60), ("差", 0)])
LOCAL = Grades([("优", 80), ("良", 70), ("中", 60), ("差", 0)])


def of_indicator(target: str, actual: str, claim: Any, full: int = 10) -> Finding:
    line = Criterion("c", full, full * attained("a"), if_not_applicable="zero")
    evidence = Evidence(Project("p", None, [Indicator("a", "quantity", target, actual)]))
    (finding,) = audit(Rubric("r", [line]), evidence, {"c": claim})
    return finding


def of_execution(paid: str, claim: Any) -> Finding:
    line = Criterion("c", 10, (10 * budget_execution_rate()).clip(0, 10))
    budget = Budget("10000元", "10000元", {"2020-12-31": paid})
    (finding,) = audit(Rubric("r", [line]), Evidence(Project("p", budget)), {"c": claim})
    return finding


def of_answers(
    rule: Any, full: int, answers: dict[str, Any], claim: Any, key: str = "c"
) -> Finding:
    rubric = Rubric("r", [Criterion("c", full, rule)])
    (finding,) = audit(rubric, Evidence(answers=answers), {key: claim})
    return finding


def codes(finding: Finding) -> list[set[str]]:
    return [set(reading) for reading in finding.readings]


# Readings and their severity


@pytest.mark.parametrize("actual", ["9个", "3个"])
def test_a_missed_target_claimed_as_met_stays_an_error(actual: str) -> None:
    finding = of_indicator("10个", actual, 10)
    assert (finding.severity, codes(finding)) == ("error", [])


def test_a_share_may_be_taken_for_the_share_attained() -> None:
    finding = of_indicator("80%", "60%", 6)
    assert (finding.severity, codes(finding)) == ("warning", [{"confused:actual_as_ratio"}])


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        (of_indicator("10个", "10个", 0, full=4), []),
        (of_indicator("10个", "8个", 0), [{"confused:all_or_nothing"}]),
        (of_execution("10000元", 0), []),
        (of_execution("0元", 10), []),
    ],
)
def test_a_guess_that_gives_no_points_or_full_marks_leaves_an_error(
    finding: Finding, expected: list[set[str]]
) -> None:
    assert (finding.severity, codes(finding)) == ("error", expected)
    if expected:
        assert "often fit by accident" in finding.explain("en")
        assert "常属巧合" in finding.explain("zh")


def test_a_guess_at_full_marks_counts_where_it_explains_another_line() -> None:
    lines = [
        Criterion("c", 10, (10 * budget_execution_rate()).clip(0, 10)),
        Criterion("d", 10, (10 * budget_execution_rate(initial())).clip(0, 10)),
    ]
    budget = Budget("20000元", "10000元", {"2020-12-31": "0元"})
    evidence = Evidence(Project("p", budget))
    alone, other = audit(Rubric("r", lines), evidence, {"c": 10, "d": 10})
    assert (alone.severity, other.severity) == ("error", "error")
    evidence = Evidence(Project("p", evolve(budget, payments={"2020-12-31": "4000元"})))
    found = audit(Rubric("r", lines), evidence, {"c": 6, "d": 8})
    assert {finding.severity for finding in found} == {"warning"}


def test_what_a_basis_says_of_the_evidence_is_no_accident() -> None:
    line = Criterion("c", 10, 10 * attained("a"), if_not_applicable="full")
    excused = Indicator("a", "quantity", "1次", "因疫情，无法开展")
    rubric = Rubric("r", [line], basis=Basis(excused="missed"))
    (finding,) = audit(rubric, Evidence(Project("p", None, [excused])), {"c": 10})
    assert (finding.severity, codes(finding)) == ("warning", [{"excused:not_missed"}])


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        (of_answers(number("a", 0, 5), 5, {"a": "3.435"}, "3.43", "total"), "rounding:down"),
        (of_answers(number("a", 0, 5), 5, {"a": "1.946"}, "1.9"), "rounding:1 place, half up"),
        (of_answers(number("a", 0, 5), 5, {"a": "1.897"}, "1.8"), "rounding:1 place, down"),
        (of_answers(deduct_per_step(5, X - 1, "0.01", "0.5"), 5, {"x": "103.6%"}, "3.2"),
         "step:pro rata"),
        (of_answers(deduct_per_step(5, X - 1, "0.01", "0.5"), 5, {"x": "103.6%"}, "3"),
         "step:each begun"),
        (of_answers(deduct_per_step(5, X - 1, "0.01", "0.5", pro_rata=True), 5, {"x": "103.6%"},
                    "3.5"), "step:full"),
        (of_answers((5 - (X * 10).round(0, "down")).clip(0, 5), 5, {"x": "16%"}, "3"),
         "step:each begun"),
        (of_answers((5 - (X * 10).round(0, "down")).clip(0, 5), 5, {"x": "16%"}, "3.4"),
         "step:pro rata"),
        (of_answers(bands(X, [(above("0.9"), 3), (above("0.8"), 2)], otherwise=0), 3,
                    {"x": "90%"}, 3), "band:other end"),
        (of_answers(bands(X, [(at_least("0.9"), 3), (at_least("0.8"), 2)], otherwise=0), 3,
                    {"x": "90%"}, 2), "band:other end"),
        (of_answers(bands(divide(A, B, if_zero=0), [(at_least("0.2"), 6), (at_least("0.1"), 4)],
                          otherwise=0), 6, {"a": 66, "b": 688}, 4), "rounding:whole per cent"),
        (of_indicator("≤10万元", "8万元", 8), "confused:ceiling_as_floor"),
        (of_indicator("≥10个", "20个", 5), "confused:floor_as_ceiling"),
    ],
)  # fmt: skip
def test_the_reading_of_a_claim_is_named_first(finding: Finding, expected: str) -> None:
    assert (finding.severity, codes(finding)[0]) == ("warning", {expected})
    for language in ("en", "zh"):
        assert finding.explain(language)


def test_steps_to_the_nearest() -> None:
    rule = deduct_per_step(5, X - 1, "0.01", "0.5")
    assert {"step:nearest"} in codes(of_answers(rule, 5, {"x": "103.6%"}, "3"))
    assert {"step:nearest"} not in codes(of_answers(rule, 5, {"x": "103.4%"}, "3"))


def test_a_rate_that_is_not_capped_is_named_and_stays_out_of_reach() -> None:
    finding = of_execution("10259元", "10.26")
    assert finding.severity == "error"
    assert finding.readings == (BEYOND_REACH, frozenset({"confused:not_capped"}))
    assert finding.explain("en").endswith(
        "not attainable, the limit is 10.00; the rate not limited at full marks gives it"
    )
    share = of_indicator("10个", "12个", 12)
    assert codes(share) == [{"beyond_reach"}, {"confused:not_capped"}]


def test_the_nearest_reading_is_named() -> None:
    finding = of_indicator("10个", "7个", "9.88")
    assert (str(finding.nearest), finding.nearest_by) == ("7.00", frozenset())
    assert "or comes nearer" in finding.explain("en")
    near = of_indicator("80%", "60%", "6.10")
    assert (str(near.nearest), set(near.nearest_by)) == ("6.00", {"confused:actual_as_ratio"})
    assert near.explain("en").endswith(
        "the nearest gives 6.00: the actual used in place of the share attained"
    )


# Sections, totals and grades

INNER = [Criterion("a", 5, number("a", 0, 5)), Criterion("b", 5, number("b", 0, 5))]
NESTED = Rubric("r", [Section("s", INNER), Criterion("c", 5, 5 * yes("c"))])
HALVES = Evidence(answers={"a": "3.435", "b": "1.295", "c": True})  # 3.44 and 1.30


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"s": "4.72"}, [{"rounding:down"}]),
        ({"total": "9.7"}, [{"rounding:1 place, half up"}, {"rounding:1 place, half even"},
                            {"rounding:1 place, down"}]),
        ({"a": "3.44", "b": "1.30", "s": "4.74", "c": 5, "total": "9.74"}, []),
        ({"a": "3.44", "b": "1.30", "c": "4.95", "total": "9.6"}, [{"rounding:1 place, down"}]),
    ],
)  # fmt: skip
def test_sums_are_rounded_and_cut_off(claims: dict[str, Any], expected: list[set[str]]) -> None:
    found = [f for f in audit(NESTED, HALVES, claims) if f.place in ("s", "total")]
    assert [codes(f) for f in found] == ([expected] if expected else [])


def test_a_basis_explains_a_total() -> None:
    lines = [
        Criterion(k, 10, (10 * budget_execution_rate()).clip(0, 10) * share)
        for k, share in (("a", 1), ("b", "0.5"))
    ]
    evidence = Evidence(Project("p", Budget("100元", "80元", {"2020-12-31": "60元"})))
    (finding,) = audit(Rubric("r", lines), evidence, {"total": "9"})  # 60 of 100: 6 and 3
    assert (finding.severity, codes(finding)[0]) == ("warning", {"budget:initial"})


def test_a_scale_in_use_elsewhere_explains_a_grade() -> None:
    local = Reading("80/70/60", {"zh": "地方分界 80、70、60", "en": "80, 70, 60"}, ORDINARY, LOCAL)
    rubric = Rubric("r", [Criterion("c", 100, A.clip(0, 100))], grades=ORDINARY, readings=[local])
    evidence = Evidence(answers={"a": "84.47"})
    for claims in ({"total": "84.47", "grade": "优"}, {"grade": "优"}):
        (finding,) = audit(rubric, evidence, claims)
        assert (finding.severity, codes(finding)) == ("warning", [{"reading:80/70/60"}])
        assert "84.47 < 90" in finding.explain("en")
        assert "地方分界" in finding.explain("zh")
    (plain,) = audit(evolve(rubric, readings=[]), evidence, {"total": "84.47", "grade": "优"})
    assert (plain.severity, plain.readings) == ("error", ())
    assert "84.47 < 90" in plain.explain("zh")


def test_a_reading_of_a_section_explains_its_sum() -> None:
    lower = Reading("twice a", "a twice", points("a") + points("b"), 2 * points("a"))
    rule = (points("a") + points("b")).clip(0, 8)
    section = Section("s", INNER, rule=rule, full=8)
    rubric = Rubric("r", [section], readings=[lower])
    evidence = Evidence(answers={"a": 3, "b": 1})
    for claims in ({"s": 6}, {"a": 3, "b": 1, "s": 6}):
        (finding,) = audit(rubric, evidence, claims)
        assert codes(finding)[0] == {"reading:twice a"}


# Evidence with gaps


def test_a_claim_outside_of_what_is_open_may_follow_from_a_reading() -> None:
    rule = (10 * budget_execution_rate()).clip(0, 10)
    rubric = Rubric("r", [Criterion("c", 10, rule), Criterion("d", 5, number("d", 0, 5))])
    evidence = Evidence(Project("p", Budget("100元", "80元", {"2020-12-31": "60元"})))
    found = audit(rubric, evidence, {"c": 6, "d": 3})
    assert [(f.place, codes(f)[0]) for f in found] == [("c", {"budget:initial"})]


# A published case: inspections of a health service


def inspections(month: str, without: int, all_: int, printed: int) -> Audit:
    good, whole = number("without", 0), number("all", 1)
    rate = divide(good, whole, if_zero=0)
    rule = bands(rate, [(at_least("0.2"), 6), (at_least("0.1"), 4)], otherwise=0)
    faults = Reading("of_faults", "divided by those with a fault", whole, whole - good)
    line = Criterion(month, 6, rule.clip(0, 6), readings=[faults])
    evidence = Evidence(answers={"without": without, "all": all_})
    return audit(Rubric("inspections", [line]), evidence, {month: printed})


@pytest.mark.parametrize(
    ("month", "without", "all_", "printed", "expected"),
    [
        ("May", 71, 774, 4, {"reading:of_faults"}),
        ("June", 66, 754, 4, {"reading:of_faults", "rounding:whole per cent"}),
        ("July", 79, 766, 0, None),
        ("August", 69, 723, 4, {"reading:of_faults"}),
        ("September", 68, 737, 4, {"reading:of_faults"}),
    ],
)
def test_the_denominator_that_was_printed(
    month: str, without: int, all_: int, printed: int, expected: set[str] | None
) -> None:
    (finding,) = inspections(month, without, all_, printed)
    if expected is None:
        assert (finding.severity, finding.readings) == ("error", ())
    else:
        assert (finding.severity, codes(finding)[0]) == ("warning", expected)


# For any rubric


def _other(node: n.Node) -> n.Node:
    return ~node if n.is_condition(node) else node / 2


@st.composite
def read_otherwise(draw: st.DrawFn) -> tuple[Rubric, str]:
    """Draw a rubric with a reading of one of its lines, or of the whole."""
    rubric = draw(some.rubrics())
    line = draw(st.sampled_from(list(lines_of(rubric))))
    part = draw(st.sampled_from(list(every(line.rule))))
    try:
        reading = Reading("other", "half of it", part, _other(part))
        if draw(st.booleans()):
            return evolve(rubric, readings=[reading]), "other"
        return rubric.with_part(line.key, readings=[reading]), "other"
    except FiscalRubricError:
        assume(False)
        raise


@settings(max_examples=max(settings().max_examples, 200))
@given(read_otherwise(), st.data(), some.bases())
def test_a_reading_of_the_rubric_is_named_first(
    drawn: tuple[Rubric, str], data: st.DataObject, basis: Basis
) -> None:
    rubric, code = drawn
    evidence = data.draw(some.evidence(rubric))
    try:
        published = rubric.read_as(code).score(evidence, basis)
        own = rubric.score(evidence, basis)
    except FiscalRubricError:
        assume(False)
    claims = {line.key: line.points for line in published.lines if line.points is not None}
    _check_first(rubric, evidence, basis, claims, frozenset({f"reading:{code}"}))
    assert rubric.identity == evolve(rubric, readings=[]).identity
    assert own.total is None or published.total is None or own.rubric.full == published.rubric.full


@settings(max_examples=max(settings().max_examples, 200))
@given(some.rubrics(), st.data(), some.bases())
def test_another_basis_or_rounding_is_named_first(
    rubric: Rubric, data: st.DataObject, basis: Basis
) -> None:
    evidence = data.draw(some.evidence(rubric))
    mode = data.draw(st.sampled_from(MODES))
    switched = data.draw(
        st.sampled_from(
            [
                ("excused:not_missed", {"excused": "not_missed"}),
                ("excused:missed", {"excused": "missed"}),
                ("targets:original", {"targets": "original"}),
                ("claims:doubted", {"claims": "doubted"}),
                (f"rounding:{mode}", {}),
            ]
        )
    )
    code, change = switched
    other = rubric
    if not change:
        for line in lines_of(rubric):
            rounding = Rounding(line.rounding.places, mode)
            other = other.with_part(line.key, rounding=rounding)
    try:
        rubric.score(evidence, basis)
        published = other.score(evidence, evolve(basis, **change))
    except FiscalRubricError:
        assume(False)
    claims = {line.key: line.points for line in published.lines if line.points is not None}
    _check_first(rubric, evidence, basis, claims, frozenset({code}))


def _check_first(
    rubric: Rubric, evidence: Evidence, basis: Basis, claims: dict[str, Any], code: frozenset[str]
) -> None:
    """Check that a reading, or one that gives all claims as well, is named first."""
    trials = Trials(lines_of(rubric), rubric.readings, evidence, basis, claims)
    for finding in audit(rubric, evidence, claims, basis):
        if finding.readings[:1] == (BEYOND_REACH,):
            assert code in finding.readings
            continue
        first = finding.readings[0]
        assert finding.severity == "warning"
        if first != code:
            assert all(trials.line(key).points(first) == claims[key] for key in claims)


@settings(max_examples=max(settings().max_examples, 100))
@given(some.rubrics(), st.data())
def test_a_guess_on_one_line_is_found(rubric: Rubric, data: st.DataObject) -> None:
    evidence = data.draw(some.evidence(rubric))
    try:
        card = rubric.score(evidence)
    except FiscalRubricError:
        assume(False)
    trials = Trials(lines_of(rubric), rubric.readings, evidence, rubric.basis, {})
    for line in card.lines:
        trial = trials.line(line.key)
        for change in trial.changes:
            claim = trial.points(frozenset({change.code}))
            if claim is None or claim == trial.points(NOTHING):
                continue
            (finding,) = audit(rubric, evidence, {line.key: claim})
            assert frozenset({change.code}) in finding.readings or (
                finding.readings[:1] == (BEYOND_REACH,) or trial.is_end(claim)
            )


def test_a_section_is_explained_by_the_lines_that_apply() -> None:
    """A line that does not apply is left out of the sum, in each reading."""
    lines = [
        Criterion("a", 5, number("a", 0, 5)),
        Criterion("b", 5, 5 * yes("b", may_not_apply=True), if_not_applicable="drop"),
    ]
    rubric = Rubric("r", [Section("s", lines, rescale=True)])
    evidence = Evidence(answers={"a": "1.336", "b": NOT_APPLICABLE})
    (finding,) = audit(rubric, evidence, {"s": "2.66"})
    assert codes(finding)[0] == {"rounding:down"}


def test_a_reading_that_cannot_be_scored_explains_nothing() -> None:
    other = Reading("of those left", "t", A, number("left", 0, 5))
    rubric = Rubric("r", [Criterion("c", 9, A.clip(0, 5) + 4 * yes("d"), readings=[other])])
    evidence = Evidence(answers={"a": 3, "d": True})
    (finding,) = audit(rubric, evidence, {"total": 8})
    assert (finding.recomputed, codes(finding)) == (Decimal("7.00"), [])


def test_a_scale_in_use_elsewhere_that_does_not_give_the_grade_is_not_named() -> None:
    rubric = Rubric("r", [Criterion("c", 100, number("a", 0, 100))], grades=ORDINARY,
                    readings=[Reading("local", "t", ORDINARY, LOCAL)])  # fmt: skip
    evidence = Evidence(answers={"a": 65})
    for label, expected in (("优", []), ("良", [])):
        found = audit(rubric, evidence, {"total": "65.00", "grade": label})["grade"]
        assert (found.severity, codes(found)) == ("error", expected)
