"""The laws hold on every rubric, and each fails on an evaluator that breaks it."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings, strategies as st

from fiscal_rubric import (
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
    Section,
    actual,
    at_least,
    at_most,
    attained,
    bands,
    completion_rate,
    cost_saving_rate,
    days_late,
    deduct_per_miss,
    indicators,
    met,
    misses,
    number,
    pick,
    target,
    weight,
    yes,
)
from fiscal_rubric.analysis import portfolio
from fiscal_rubric.catalog import CATALOG
from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
from fiscal_rubric.documents import values
from fiscal_rubric.numbers.ranges import NO, Range, Value
from fiscal_rubric.numbers.rounding import Rounding
from fiscal_rubric.rubric import scoring
from fiscal_rubric.rules import evaluate
from fiscal_rubric.rules.facts import Fact
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.testing import strategies as some
from fiscal_rubric.testing.laws import LAWS, Law, check_laws

BY_NAME = {law.name: law for law in LAWS}
SURVEY = yes("surveyed") + 2 * pick("satisfied", {"优": 1, "中": "0.5", "差": 0})
SMALL = Rubric("small", grades=Grades([("优", 9), ("良", 6), ("差", 0)]), parts=[
    Section("产出", [
        Criterion("数量", 9, deduct_per_miss(9, misses())),
        Criterion("质量", 3, indicators().average(3 * attained(), weight=weight()),
                  if_not_applicable="full"),
    ]),
    Section("投入", [
        Criterion("成本", 3, 3 * cost_saving_rate().clip(0, 1), if_not_applicable="zero"),
        Criterion("调查", 3, SURVEY, checks=[Check(yes("surveyed"), "没有调查")]),
        Criterion("其他", "0.5", number("share", 0, 1, may_not_apply=True) / 2,
                  if_not_applicable="drop"),
    ]),
])  # fmt: skip
LIKE = Evidence(
    [
        Project("甲", Budget("7万元", "6万元", {"2020-12-31": "100%"}), [
            Indicator("a", "quantity", "5家", "3家", weight=1),
            Indicator("b", "quality", "≥90%", "98%", weight=3),
            Indicator("c", "cost", "≤10万元", "9万元", weight=2),
            Indicator("d", "timeliness", "12月31日前", "12月30日", weight=2),
            Indicator("e", "timeliness", "2020年12月31日前", "2020-12-30", weight=2),
            Indicator("f", "quality", "长期", "完成", weight=1),
            Indicator("g", "quantity", "5家、3次", "5家、3次", weight=1),
            Indicator("h", "economic", "增长5%", "增长6%", weight=1),
        ]),
        Project("乙", Budget("3万元"), [Indicator("a", "quantity", "5家", None, weight=2)]),
    ]
)  # fmt: skip


def test_each_law_is_stated_in_both_languages() -> None:
    assert len(BY_NAME) == len(LAWS)
    assert all({*law.statement} == {"zh", "en"} for law in LAWS)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
@pytest.mark.parametrize(
    ("rubric", "like"),
    [(RUBRIC, EVIDENCE), (RUBRIC, None), (SMALL, LIKE), (SMALL, None)],
    ids=["report", "report with any projects", "small", "small with any projects"],
)
def test_printed_and_small_rubrics_hold_each_law(
    rubric: Rubric, like: Evidence | None, law: Law
) -> None:
    check_laws(rubric, like=like, laws=[law], examples=15)


@given(some.rubrics())
@settings(max_examples=4, suppress_health_check=[HealthCheck.nested_given])
def test_any_rubric_holds_the_laws(rubric: Rubric) -> None:
    """Monotonicity is left out: random rules may lower points where an indicator gets nearer."""
    laws = [law for law in LAWS if law.name != "monotone"]
    try:
        check_laws(rubric, laws=laws, examples=5)
    except AssertionError as error:
        if "was not checked" not in str(error):  # its rules may refuse all evidence drawn
            raise


def ready() -> list[Rubric]:
    values = [value for entry in CATALOG for value in vars(entry.module).values()]
    return [value for value in values if isinstance(value, Rubric)]


@pytest.mark.long
@pytest.mark.parametrize("rubric", ready(), ids=lambda rubric: str(rubric.key))
def test_ready_rubrics_hold_the_laws(rubric: Rubric) -> None:
    check_laws(rubric, examples=20)


# Each law fails on an evaluator that breaks it


def divides_by_zero(patch: pytest.MonkeyPatch) -> None:
    fold = evaluate._fold

    def broken(node: Any, scope: Any) -> Any:
        step = fold(node, scope)
        if step.value.number == 0:
            raise ZeroDivisionError
        return step

    patch.setattr(evaluate, "_fold", broken)


def forgets_the_last_of_a_mean(patch: pytest.MonkeyPatch) -> None:
    mean = evaluate.mean
    patch.setattr(evaluate, "mean", lambda values, weights: mean(values[:-1], weights[:-1]))


def does_not_hold_the_lower_end(patch: pytest.MonkeyPatch) -> None:
    clip = Range.clip
    patch.setattr(Range, "clip", lambda self, lower, upper: clip(self, None, upper))


def counts_the_first_twice(patch: pytest.MonkeyPatch) -> None:
    total = evaluate.total
    patch.setattr(evaluate, "total", lambda values: total([*values, *values[:1]]))


def adds_one(patch: pytest.MonkeyPatch) -> None:
    add = evaluate.added
    patch.setattr(evaluate, "added", lambda terms: add([*terms, Range(Fraction(1), Fraction(1))]))


def takes_missed_for_met(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(evaluate, "opposite", lambda range_: range_)


def reads_missing_answers_as_zero(patch: pytest.MonkeyPatch) -> None:
    read = Facts.read

    def broken(self: Facts, node: Any, item: Any) -> Fact:
        fact = read(self, node, item)
        return evolve(fact, value=Value(NO), gap=None) if fact.gap else fact

    patch.setattr(Facts, "read", broken)


def takes_open_answers_for_their_lower_end(patch: pytest.MonkeyPatch) -> None:
    read = Facts.read

    def broken(self: Facts, node: Any, item: Any) -> Fact:
        fact = read(self, node, item)
        found = fact.value.range
        is_open = found is not None and not found.is_point and isinstance(found.lower, Fraction)
        if not is_open:
            return fact
        return evolve(fact, value=Value(Range(found.lower, found.lower)))

    patch.setattr(Facts, "read", broken)


def gives_zero_for_what_does_not_apply(patch: pytest.MonkeyPatch) -> None:

    settled = scoring.settled

    def broken(part: Any, value: Value) -> Value:
        return Value(NO) if value.range is None else settled(part, value)

    patch.setattr(scoring, "settled", broken)


def writes_two_places(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(values, "number_text", lambda number: str(Rounding(2).decimal(number)))


def lets_the_first_project_answer_for_all(patch: pytest.MonkeyPatch) -> None:
    alone = portfolio._alone

    def broken(evidence: Any) -> dict[str, Evidence]:
        found = alone(evidence)
        first = next(iter(found.values()))
        return {key: own.with_answers(first.answers) for key, own in found.items()}

    patch.setattr(portfolio, "_alone", broken)


MUTATIONS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "total": divides_by_zero,
    "exact": forgets_the_last_of_a_mean,
    "bounded": does_not_hold_the_lower_end,
    "deterministic": counts_the_first_twice,
    "explained": adds_one,
    "monotone": takes_missed_for_met,
    "unknown is not zero": reads_missing_answers_as_zero,
    "enclosed": takes_open_answers_for_their_lower_end,
    "not applicable": gives_zero_for_what_does_not_apply,
    "round trip": writes_two_places,
    "independent": lets_the_first_project_answer_for_all,
}


def scored_with_a_trace(rubric: Any, evidence: Any, basis: Any = None) -> Any:
    return rubric._traced(evidence, basis or rubric.basis)


@pytest.mark.parametrize("name", BY_NAME)
def test_each_law_fails_on_a_broken_evaluator(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    few = Evidence(evolve(LIKE.projects[0], indicators=LIKE.projects[0].indicators[:3]))
    check_laws(SMALL, like=few, laws=[BY_NAME[name]], examples=20)
    MUTATIONS[name](monkeypatch)
    monkeypatch.setattr(Rubric, "score", scored_with_a_trace)
    with pytest.raises(AssertionError, match=f'the law "{name}" is broken'):
        check_laws(SMALL, like=few, laws=[BY_NAME[name]], examples=200)


# Wrong rules are found, and right ones are not


def test_a_rule_that_lowers_points_is_named() -> None:
    wrong = Rubric("r", [Criterion("完成", 9, deduct_per_miss(9, indicators().count(met())))])
    said = r"完成: \d\.\d\d becomes \d\.\d\d as . goes from .* to .*, nearer to its target"
    with pytest.raises(AssertionError, match=said):
        check_laws(wrong, like=LIKE)


FEW = ("≥5家", "6月30日前", "2020年12月31日前", "5家、3次", "增长5%", "≤10万元", "=3个", "长期")


@pytest.mark.parametrize("target", FEW)
@pytest.mark.parametrize("others", [0, 10, 30])
def test_a_reward_for_missing_any_target_is_found(target: str, others: int) -> None:
    keys = [f"i{n}" for n in range(others + 1)]
    year = Evidence(Project("p", None, [Indicator(key, "quality", target, None) for key in keys]))
    wrong = Rubric("r", [Criterion("c", 9, 9 * ~met("i0"), if_not_applicable="drop")])
    with pytest.raises(AssertionError, match="nearer to its target"):
        check_laws(wrong, like=year, laws=[BY_NAME["monotone"]], examples=10)


@pytest.mark.parametrize(
    "rule",
    [
        3 * (actual("e") <= target("e")),
        3 * (days_late("e") <= 5),
        number("x", 0, "0.995") + number("y", None, -5000).clip(0, 1),
        bands(actual("满意度"), [(at_least("0.9"), 3), (at_least("0.8"), 2)], otherwise=0),
        indicators().total(weight() * attained()).clip(0, 3),
    ],
    ids=str,
)
@pytest.mark.parametrize("due", [("2020年12月31日前", "2021-01-05"), ("6月30日前", "7月5日")])
def test_sound_rules_hold_the_laws(rule: Any, due: tuple[str, str]) -> None:
    owned = [
        Indicator("e", "timeliness", *due, weight=1),
        Indicator("满意度", "satisfaction", "≥90%", "85%", weight="0.1234567890123456789"),
    ]
    rubric = Rubric("r", [Criterion("c", 3, rule, if_not_applicable="drop")])
    check_laws(rubric, like=Evidence(Project("p", None, owned)), examples=20)
    check_laws(rubric, examples=20)


def test_rubrics_of_many_indicators_and_of_named_projects_hold_the_laws() -> None:
    lines = [Criterion(f"c{n}", 1, 1 * met(f"k{n}"), if_not_applicable="zero") for n in range(12)]
    named = Criterion("n", 1, 1 * met(("道路", "里程")), if_not_applicable="zero")
    check_laws(Rubric("r", lines), examples=10)
    check_laws(Rubric("r", [named]), examples=10)
    keys = [Indicator(f"k{n}", "quantity", "5家", "4家") for n in range(12)]
    check_laws(Rubric("r", lines), like=Evidence(Project("p", None, keys)), examples=10)


@pytest.mark.parametrize("target", ["=3个", "3至5家"])
def test_targets_with_two_ends_are_approached_from_above_too(target: str) -> None:
    year = Evidence(Project("p", None, [Indicator("i", "quality", target, None)]))
    wrong = Rubric("r", [Criterion("c", 9, actual("i").clip(0, 9), if_not_applicable="zero")])
    with pytest.raises(AssertionError, match="nearer to its target"):
        check_laws(wrong, like=year, laws=[BY_NAME["monotone"]], examples=10)


def test_a_reward_for_late_days_is_found_on_made_up_evidence() -> None:
    each = indicators(kind="timeliness").average((days_late() / 10).clip(0, 1))
    for rule in ((days_late("i") / 10).clip(0, 1), each):
        rubric = Rubric("r", [Criterion("c", 1, rule, if_not_applicable="zero")])
        with pytest.raises(AssertionError, match="nearer to its target"):
            check_laws(rubric, laws=[BY_NAME["monotone"]])


@given(st.data())
def test_made_up_indicators_have_the_facts_that_rules_read(data: st.DataObject) -> None:
    rubric = Rubric("r", [
        Criterion("c", 1, (1 - days_late("a") / 10).clip(0, 1)),
        Criterion("d", 1, (actual("b") - target(("other", "c"))).clip(0, 1)),
        Criterion("e", 1, indicators(kind="cost").average(weight() * 0 + days_late().clip(0, 1)),
                  if_not_applicable="zero"),
    ])  # fmt: skip
    evidence = data.draw(some.evidence(rubric))
    assert [project.key for project in evidence.projects] == ["p1", "other"]
    rubric.score(evidence)


def dips() -> list[tuple[str, str, Any]]:
    """A target, a result, and a rule that falls on the way to the target."""
    edges = [(at_least(1), 10), (at_least("0.8"), 6), (at_least("0.7"), 8)]
    late = [(at_most(0), 10), (at_most(5), 3), (at_most(60), 6)]
    above = [(at_most(1), 10), (at_most("1.2"), 3), (at_most("1.4"), 6)]
    return [
        ("≥120公里", "118公里", bands(attained("x"), edges, otherwise=0)),
        ("2024年6月30日前", "2024年7月9日", bands(days_late("x"), late, otherwise=0)),
        ("≤10万元", "9万元", bands(completion_rate("x"), above, otherwise=0)),
        ("≥120公里", "118公里", bands(actual("x"), [
            (at_least(120_000), 10), (at_least(90_000), 4), (at_least(80_000), 7)], otherwise=0)),
    ]  # fmt: skip


@pytest.mark.parametrize(("target", "result", "rule"), dips(), ids=["share", "days", "rate", "km"])
def test_a_dip_between_the_numbers_of_a_rule_is_found(target: str, result: str, rule: Any) -> None:
    owned = Indicator("x", "quantity", target, result)
    rubric = Rubric("r", [Criterion("c", 10, rule, if_not_applicable="zero")])
    with pytest.raises(AssertionError, match="nearer to its target"):
        check_laws(rubric, like=Evidence(Project("p", None, [owned])), laws=[BY_NAME["monotone"]])


def test_late_days_are_drawn() -> None:
    year = Evidence(Project("p", None, [Indicator("i", "timeliness", "2024年11月30日前", None)]))
    rule = (10 - days_late("i").clip(0, 10)).clip(0, 10)
    rubric = Rubric("r", [Criterion("c", 10, rule, if_not_applicable="zero")])
    totals = set()
    law = Law("seen", "seen", lambda trial: totals.add(trial.card().total))
    check_laws(rubric, like=year, laws=[law], examples=50)
    assert len(totals) > 1


def test_evidence_with_open_facts_is_drawn_around_given_evidence() -> None:
    seen: set[int] = set()

    @settings(max_examples=50, database=None)
    @given(some.evidence(SMALL, like=LIKE, known=False))
    def draw(evidence: Evidence) -> None:
        seen.add(sum(i.actual is None for p in evidence.projects for i in p.indicators))

    draw()
    assert len(seen) > 1


def test_the_error_of_a_law_that_crashes_is_named() -> None:
    def crash(_: object) -> None:
        raise ZeroDivisionError("by zero")

    law = Law("crash", "it does not crash", crash)
    with pytest.raises(AssertionError, match="ZeroDivisionError: by zero"):
        check_laws(SMALL, like=LIKE, laws=[law], examples=1)


def test_a_broken_law_is_shown_with_its_evidence() -> None:
    wrong = Rubric("r", [Criterion("c", 9, 9 * ~met("b"), if_not_applicable="drop")])
    with pytest.raises(AssertionError, match="Indicator"):
        check_laws(wrong, like=LIKE)


@pytest.mark.parametrize(
    "arguments",
    [{"rubric": None}, {"like": 3}, {"laws": ["bounded"]}, {"laws": []}, {"examples": 0}],
)
def test_wrong_arguments_are_refused(arguments: Any) -> None:
    with pytest.raises(FiscalRubricError):
        check_laws(**{"rubric": SMALL, **arguments})


def test_the_last_refusal_of_evidence_that_cannot_be_scored_is_shown() -> None:
    rubric = Rubric("r", [Criterion("c", 2, deduct_per_miss(2, misses()))])
    with pytest.raises(AssertionError, match="Last refusal: projects: no projects"):
        check_laws(rubric, like=Evidence(), laws=[BY_NAME["bounded"]], examples=5)


def test_the_basis_is_drawn_too() -> None:
    seen: set[Basis] = set()
    law = Law("seen", {"zh": "见", "en": "seen"}, lambda trial: seen.add(trial.basis))
    check_laws(SMALL, like=LIKE, laws=[law], examples=50)
    assert len(seen) > 4
