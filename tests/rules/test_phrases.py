"""Progress from a baseline, the share of a way, and two-way tables."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from fiscal_rubric import (
    Basis,
    Budget,
    Criterion,
    Evidence,
    FiscalRubricError,
    Indicator,
    Project,
    Rubric,
    amount,
    baseline,
    goal,
    monotonicity,
    number,
    progress,
    share_between,
    table,
    yes,
)
from fiscal_rubric.analysis.monotonicity import direction_of, leaves_of
from fiscal_rubric.evidence.places import Result
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.testing import edges

NUMBERS = st.fractions(-20, 20, max_denominator=8)


def exact_points(rule: Node, evidence: Evidence, basis: Basis | None = None) -> Fraction | None:
    criterion = Criterion(
        "c", 1000, rule.clip(-1000, 1000), floor=-1000, if_not_applicable="drop", rounding=None
    )
    rubric = Rubric("r", [criterion], rescale=True, floor=-1000)
    return rubric.score(evidence, basis)["c"].exact


@given(NUMBERS, NUMBERS, NUMBERS)
def test_the_share_of_a_way_is_exact_in_both_directions(
    of: Fraction, start: Fraction, end: Fraction
) -> None:
    given_ = Evidence(answers={"of": of, "start": start, "end": end})
    for rule in (
        share_between(number("of"), number("start"), number("end"), if_equal=7),
        share_between(number("of"), start, end, if_equal=7) + 0 * number("start") * number("end"),
    ):
        expected = Fraction(7) if start == end else (of - start) / (end - start)
        assert exact_points(rule, given_) == expected


def test_the_ends_of_a_way_may_be_money() -> None:
    rule = 10 * share_between(number("x", unit="万元"), amount("10万元"), amount("20万元"))
    assert exact_points(rule, Evidence(answers={"x": "15万元"})) == 5
    with pytest.raises(FiscalRubricError):
        share_between(number("x"), 1, 2, if_equal=object())  # type: ignore[arg-type]  # a wrong type is tried


def test_a_way_of_no_length_is_refused_where_nothing_is_said_of_it() -> None:
    rule = share_between(number("of"), number("start"), 4)
    with pytest.raises(FiscalRubricError) as caught:
        exact_points(rule, Evidence(answers={"of": 4, "start": 4}))
    assert caught.value.code == "divisor"


def of(indicator: Indicator) -> Evidence:
    return Evidence([Project("p", Budget(), [indicator])])


@pytest.mark.parametrize(
    ("target", "actual", "before", "expected"),
    [
        ("≥80%", "70%", "60%", "1/2"),
        ("≥80%", "90%", "60%", "3/2"),
        ("≥80%", "50%", "60%", "-1/2"),
        ("≤4起", "8起", "20起", "3/4"),
        ("≤4起", "2起", "20起", "9/8"),
        ("≥2万元", "15000元", "1万元", "1/2"),
        ("≥80%", "80%", "80%", "1"),
        ("≥80%", "79%", "80%", "0"),
        ("≥80", "65", "100", "0"),
        ("≥80", "95", "100", "1"),
        ("≤10", "20", "5", "0"),
        ("≥80", "65km", "50", "1/2"),
        ("≥80", "65%", "50", "1/2"),
        ("≥80", "65", "50%", "1/2"),
        ("≥80", "65", "50km", "1/2"),
        ("=80个", "65个", "50个", "1/2"),
        ("=20个", "35个", "50个", "1/2"),
    ],
)
def test_progress_from_the_baseline(target: str, actual: str, before: str, expected: str) -> None:
    indicator = Indicator("k", "quantity", target, actual, baseline=before)
    assert exact_points(progress("k"), of(indicator)) == Fraction(expected)


def test_progress_counts_the_revised_target_and_leaves_out_what_is_excused() -> None:
    indicator = Indicator("k", "quantity", "≥10个", "6个", revised="≥8个", baseline="4个")
    assert exact_points(progress("k"), of(indicator)) == Fraction(1, 3)
    revised = Basis(targets="revised")
    assert exact_points(progress("k"), of(indicator), revised) == Fraction(1, 2)


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("提高10%", "提高8%"), ("12月31日前", "12月1日"), ("长期", "完成"), ("3~5次", "4次"),
        ("≥80个", "不适用"), ("≥80个", "因疫情未开展"), ("≥80个", "完成"),
    ],
)  # fmt: skip
def test_progress_does_not_apply_where_there_is_no_way(target: str, actual: str) -> None:
    indicator = Indicator("k", "quantity", target, actual, baseline="50")
    assert exact_points(progress("k"), of(indicator), Basis(excused="not_missed")) is None


@pytest.mark.parametrize(
    ("actual", "before", "code", "place"),
    [
        (None, "50个", "missing_actual", "p/k/actual"),
        ("65个", None, "missing_baseline", "p/k/baseline"),
        ("65个", "约50个", "inexact", "p/k/baseline"),
        ("65个", "50~60个", "inexact", "p/k/baseline"),
        ("65个", "50km", "unit_clash", "p/k/baseline"),
        ("65km", "50个", "unit_clash", "p/k"),
    ],
)
def test_what_is_not_known_of_progress_is_named(
    actual: str | None, before: str | None, code: str, place: str
) -> None:
    evidence = of(Indicator("k", "quantity", "≥80个", actual, baseline=before))
    rubric = Rubric("r", [
        Criterion("c", 9, progress("k").clip(0, 9), if_not_applicable="zero")
    ])  # fmt: skip
    with pytest.raises(FiscalRubricError) as caught:
        rubric.score(evidence)
    assert (caught.value.code, caught.value.faults[0].place) == (code, place)
    if before is not None and place.endswith("baseline"):
        assert before.removesuffix("km") in str(caught.value)
    bounds = rubric.bounds(evidence)
    assert (bounds.low, bounds.high) == (0, 9)


def test_a_baseline_is_compared_with_the_unit_of_the_result() -> None:
    evidence = of(Indicator("k", "quantity", "≥80", "65km", baseline="50个"))
    with pytest.raises(FiscalRubricError) as caught:
        exact_points(progress("k"), evidence)
    first = caught.value.faults[0]
    assert (first.code, first.place) == ("unit_clash", "p/k/baseline")


def test_a_baseline_is_explained_and_is_a_share_where_it_is_in_per_cent() -> None:
    evidence = of(Indicator("k", "quantity", "≥80%", "70%", baseline="60%"))
    line = Criterion("c", 1, progress("k").clip(0, 1), if_not_applicable="zero")
    shown = Rubric("r", [line]).score(evidence)["c"].explain("zh")
    assert "基期值 60%，目标 ≥80%，实际 70%，未完成" in shown
    small = Criterion("c", 1, baseline("k") < 50)
    with pytest.raises(FiscalRubricError) as caught:
        Rubric("r", [small]).score(evidence)
    assert caught.value.code == "share_compared"


def test_progress_moves_with_its_result() -> None:
    evidence = of(Indicator("k", "quantity", "≥80个", "65个", baseline="50个"))
    line = Criterion("c", 10, 10 * progress("k").clip(0, 1), if_not_applicable="zero")
    rubric = Rubric("r", [line])
    assert direction_of(line, leaves_of(Result("p", "k"), evidence.indicator("k")[1])) == "rising"
    assert [str(m.direction) for m in monotonicity(rubric)] == ["neither"]  # for any target
    (change,) = goal(rubric, evidence, total=8).sets[0].changes
    assert "74个" in goal(rubric, evidence, total=8).explain()
    assert str(change.place) == "p/k"
    (first, *_) = edges(rubric, like=evidence)
    assert first.indicator("k")[1].baseline == evidence.indicator("k")[1].baseline


def test_a_baseline_is_a_number() -> None:
    with pytest.raises(FiscalRubricError, match="baseline: 较好 is not a number"):
        Indicator("k", "quality", "≥80%", "70%", baseline="较好")
    with pytest.raises(FiscalRubricError, match='baseline: found 50, expected "60%"'):
        Indicator("k", "quality", "≥80%", "70%", baseline=50)  # type: ignore[arg-type]  # a wrong type is tried
    for none in ("/", "不适用", "无", ""):
        assert Indicator("k", "quality", "≥80%", "70%", baseline=none).baseline is None


def test_a_baseline_is_a_place_of_the_evidence() -> None:
    evidence = of(Indicator("k", "quality", "≥80%", "70%"))
    with pytest.raises(FiscalRubricError) as caught:
        exact_points(baseline("k"), evidence)
    assert [(f.code, f.place) for f in caught.value.faults] == [
        ("missing_baseline", "p/k/baseline")
    ]


def test_one_question_is_no_two_way_table() -> None:
    with pytest.raises(FiscalRubricError) as caught:
        table("r", "r", {"a": {"b": 1}})
    assert caught.value.code == "duplicate_key"


@pytest.mark.parametrize("row", ["likely", "unlikely"])
@pytest.mark.parametrize("column", ["major", "minor"])
def test_a_two_way_table_gives_its_cells(row: str, column: str) -> None:
    cells = {"likely": {"major": 0, "minor": 3}, "unlikely": {"major": 3, "minor": 5 * yes("a")}}
    rubric = Rubric("r", [Criterion("risk", 5, table("likelihood", "impact", cells))])
    answers = {"likelihood": row, "impact": column, "a": True}
    expected = {("likely", "major"): 0, ("unlikely", "minor"): 5}.get((row, column), 3)
    assert rubric.score(Evidence(answers=answers)).total == expected
    bounds = rubric.bounds(Evidence(answers={"likelihood": row, "a": True}))
    assert (bounds.low, bounds.high) == ((0, 3) if row == "likely" else (3, 5))
    assert bounds.tight
