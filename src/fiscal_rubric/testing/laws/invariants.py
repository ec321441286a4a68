"""The laws that any rubric holds on any evidence that fits it, each with its check."""

# pyright: basic
# Hypothesis is an optional requirement; mypy checks this file.

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Sequence
from decimal import localcontext
from fractions import Fraction
from itertools import pairwise

from attrs import evolve
from hypothesis import strategies as st

from fiscal_rubric.analysis.portfolio import portfolio
from fiscal_rubric.documents import from_document, to_document, unique
from fiscal_rubric.errors import FiscalRubricError
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.numbers.exact import number_text
from fiscal_rubric.numbers.spans import exactly
from fiscal_rubric.numbers.units import DATE, MONTH_DAY, unit_of
from fiscal_rubric.presentation.step_texts import tell
from fiscal_rubric.rubric.computing import compute_parts
from fiscal_rubric.rubric.criteria import Criterion, every_rule
from fiscal_rubric.rubric.questions import IndicatorFact
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rubric.scorecard import Scorecard
from fiscal_rubric.rubric.scoring import resolve, results_of
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.indicator_facts import target_of
from fiscal_rubric.rules.integers import Integers
from fiscal_rubric.rules.nodes import Constant
from fiscal_rubric.rules.traversal import every
from fiscal_rubric.targets.targets import (
    AnyActual,
    AnyTarget,
    Claimed,
    NotCarriedOut,
    NumericActual,
    NumericTarget,
    SeveralActuals,
    SeveralTargets,
)
from fiscal_rubric.targets.writing import write_actual
from fiscal_rubric.testing.laws.recompute import first_gap, printed
from fiscal_rubric.testing.laws.trial import Law, Trial

Outcome = list[tuple[str, object, str | None]]


def _outcome(card: Scorecard) -> Outcome:
    return [(line.key, line.points, line.grade) for line in card.every_line]


def _total(trial: Trial) -> None:
    hidden = trial.some(sorted(trial.evidence.answers), "answers that are not known")
    for given in (trial.evidence, trial.evidence.without(*hidden)):
        for ask in (trial.rubric.score, trial.rubric.bounds):
            try:
                ask(given, trial.basis)
            except FiscalRubricError as error:
                assert all(fault.place for fault in error.faults), f"no place: {error}"
                assert error.explain("zh"), "an error without an explanation"


def _exact(trial: Trial) -> None:
    card = trial.card()
    traced = resolve(trial.rubric.layout, Facts(trial.evidence, trial.basis))
    in_integers = Integers(Facts(trial.evidence, trial.basis))
    counted = compute_parts(trial.rubric.layout, in_integers)
    for line, computed in zip(traced, counted, strict=True):
        points = line.value.number
        integer = None if computed.points is None else Fraction(*computed.points)
        key = line.part.key
        assert points == integer, f"{key}: {points}, but {integer} in integer arithmetic"
    expected = results_of(traced)
    compiled = trial.rubric.program.run(trial.evidence, trial.basis)
    assert compiled == expected, "the compiled program gives other points or grades"
    assert card.results == expected, "the scorecard has other points or grades"
    with localcontext() as context:
        context.prec = 2
        again = trial.score(trial.evidence)
    assert _outcome(again) == _outcome(card), "the decimal context changes points"


def _bounded(trial: Trial) -> None:
    for line in trial.card().every_line:
        if line.points is not None:
            floor, full = number_text(line.part.floor), number_text(line.full)
            inside = line.part.floor <= Fraction(line.points) <= line.full
            assert inside, f"{line.key}: {line.points} outside {floor}..{full}"


def _deterministic(trial: Trial) -> None:
    evidence, card = trial.evidence, trial.card()
    projects = [
        evolve(project, indicators=trial.draw(st.permutations(project.indicators), project.key))
        for project in trial.draw(st.permutations(evidence.projects), "projects")
    ]
    answers = dict(trial.draw(st.permutations(list(evidence.answers.items())), "answers"))
    again = trial.score(Evidence(projects, answers, evidence.notes))
    assert _outcome(again) == _outcome(card), "the order of the evidence changes points"


def _explained(trial: Trial) -> None:
    for line in trial.card().every_line:
        for language in ("zh", "en"):
            assert line.explain(language), f"{line.key}: no explanation"
            shown = None if line.trace is None else tell(line.trace, language)
            gap = None if shown is None else first_gap(shown)
            if gap is not None:
                below = [inner.text for inner in gap.inner]
                raise AssertionError(f"{line.key}: {gap.text!r} does not follow from {below}")
            if shown is not None and line.exact is not None:
                assert printed(shown) == line.exact, f"{line.key}: {shown.text!r} is not its points"


def _monotone(trial: Trial) -> None:
    facts = [fact for fact in trial.rubric.facts() if isinstance(fact, IndicatorFact)]
    if not trial.is_real and _NUMBERS & {fact.fact for fact in facts}:
        return  # a made-up target does not show which numbers the rule expects
    places = [
        (owner.key, item.key) for owner in trial.evidence.projects for item in owner.indicators
    ]
    named = {fact.key for fact in facts}
    first = [place for place in places if place in named or place[1] in named]
    if len(first) > 5:
        first = trial.some(first, "indicators")
    named_numbers = _numbers_of(trial.rubric)
    for place in dict.fromkeys((*first, *trial.some(places, "more indicators"))):
        target = target_of(trial.evidence.indicator(place)[1], trial.basis)
        for steps in _nearer(target, named_numbers):
            for far, near in pairwise(steps):
                _check_nearer(trial, place, far, near)


def _check_nearer(trial: Trial, place: tuple[str, str], far: AnyActual, near: AnyActual) -> None:
    before = trial.score_or_none(trial.evidence.with_actual(place, far))
    after = trial.score_or_none(trial.evidence.with_actual(place, near))
    if before is None or after is None:
        return
    for old, new in zip(before.every_line, after.every_line, strict=True):
        if old.points is not None and new.points is not None:
            step = f"{place[1]} goes from {write_actual(far)} to {write_actual(near)}"
            assert old.points <= new.points, (
                f"{old.key}: {old.points} becomes {new.points} as {step}, nearer to its target"
            )


# Facts in the unit of the indicator: what their numbers mean depends on its target.
_NUMBERS = {"actual", "target", "completion_rate", "progress"}


def _numbers_of(rubric: Rubric) -> list[Fraction]:
    """Return positive numbers that the rules name, 12 at most: points may change at each."""
    nodes = (node for rule in every_rule(rubric) for node in every(rule))
    found = {abs(node.value) for node in nodes if isinstance(node, Constant)}
    return sorted(found - {Fraction(0)})[:12]


def _nearer(target: AnyTarget, named: Sequence[Fraction]) -> list[Sequence[AnyActual]]:
    """Return series of results that approach a target, each nearer to it than the one before."""
    match target:
        case NumericTarget():
            return [*_towards(target, named)]
        case SeveralTargets(parts=(first, *others)):
            met = [_towards(part, ())[0][-1] for part in others]
            return [
                [SeveralActuals((found, *met)) for found in way] for way in _towards(first, named)
            ]
        case _:
            return [[NotCarriedOut("未开展"), Claimed("完成")]]


def _towards(target: NumericTarget, named: Sequence[Fraction]) -> list[list[NumericActual]]:
    """Return series of results up to a number or a day: from below, from above, or from both sides.

    They stop at the numbers that rules name: as shares of the target, as numbers, and as days.
    """
    span = target.span
    compared = target.base if target.sense == "change" else None
    ways: list[list[Fraction]] = []
    for end, away in ((span.lower, -1), (span.upper, 1)):
        if end is None:
            continue
        if span.unit == DATE:
            late = {90, 3, 1, 0, *(int(number) + on for number in named for on in (0, 1))}
            ways.append([end + days for days in sorted(late, reverse=True) if days < 1000])
        elif span.unit == MONTH_DAY:
            ways.append([Fraction(1231), end])
        else:
            width = abs(end) or Fraction(1)
            shares = (Fraction(1), Fraction(1, 2), Fraction(1, 100), Fraction(0))
            stops = {end + away * width * share for share in shares}
            scale = unit_of(span.unit)[0]
            stops.update(stop for number in named for stop in (end * number, number / scale))
            beyond = (stop for stop in stops if away * (stop - end) >= 0)
            ways.append(sorted(beyond, reverse=away > 0))
    return [[NumericActual(exactly(n, span.unit), base=compared) for n in way] for way in ways]


def _unknown(trial: Trial) -> None:
    card = trial.card()
    for key in trial.some(sorted(trial.evidence.answers), "an answer that is not known"):
        try:
            again = trial.score(trial.evidence.without(key))
        except FiscalRubricError as error:
            missing = [fault.place for fault in error.faults if fault.code == "missing"]
            assert key in missing, f"{key} is missing, and the error does not name it: {error}"
        else:
            assert _outcome(again) == _outcome(card), f"{key} is missing, and changes points"


def _enclosed(trial: Trial) -> None:
    card = trial.card()
    hidden = trial.some(sorted(trial.evidence.answers), "answers that are not known")
    open_ = trial.evidence.without(*hidden)
    keys = [(owner.key, item.key) for owner in open_.projects for item in owner.indicators]
    for place in trial.some(keys, "indicators that are not known"):
        open_ = open_.with_actual(place, None)
    bounds = trial.rubric.bounds(open_, trial.basis)
    for line, range_ in zip(card.every_line, bounds.every_line, strict=True):
        if line.points is None:
            assert range_.may_not_apply, f"{line.key}: does not apply, which its bounds exclude"
            continue
        low, high = range_.low, range_.high
        inside = low is not None and high is not None and low <= line.points <= high
        assert inside, f"{line.key}: {line.points} outside its bounds {low}..{high}"
        assert not range_.grades or line.grade in range_.grades, f"{line.key}: grade {line.grade}"


def _not_applicable(trial: Trial) -> None:
    for line in trial.card().lines:
        if line.exact is not None or not isinstance(line.part, Criterion):
            continue
        option = line.part.if_not_applicable
        expected = {"full": line.full, "zero": Fraction(0)}.get(option or "drop")
        points = None if line.points is None else Fraction(line.points)
        assert points == expected, f"{line.key}: {points} if not applicable; expected {option}"


def _round_trip(trial: Trial) -> None:
    for value in (trial.rubric, trial.evidence, trial.basis, trial.card()):
        text = json.dumps(to_document(value))
        read = from_document(json.loads(text, object_pairs_hook=unique))
        copies = (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value))
        for way, again in zip(("document", "pickle", "copy", "copy"), (read, *copies), strict=True):
            assert again == value, f"a {type(value).__name__} changes by a {way}"


def _independent(trial: Trial) -> None:
    card, other = trial.card(), trial.draw(trial.others, "another project")
    for table in ({"own": trial.evidence, "other": other}, {"other": other, "own": trial.evidence}):
        for member in portfolio(trial.rubric, table, trial.basis):
            if member.key == "own":
                found = None if member.card is None else _outcome(member.card)
                assert found == _outcome(card), "another project changes points"


LAWS: tuple[Law, ...] = (
    Law(
        "total",
        {
            "zh": "任何评价材料都得出结果，或得出指明每处位置的错误。",
            "en": "Any evidence gives a result, or an error that names each place.",
        },
        _total,
    ),
    Law(
        "exact",
        {
            "zh": "得分是精确的：用整数重算结果相同，与十进制环境无关。",
            "en": "Points are exact: integer arithmetic gives the same, in any decimal context.",
        },
        _exact,
    ),
    Law(
        "bounded",
        {
            "zh": "得分不低于下限，不高于满分。",
            "en": "Points are never below the floor, and never above full marks.",
        },
        _bounded,
    ),
    Law(
        "deterministic",
        {
            "zh": "项目、指标和答案的顺序不影响得分。",
            "en": "The order of projects, indicators and answers changes nothing.",
        },
        _deterministic,
    ),
    Law(
        "explained",
        {
            "zh": "每一步都由其下各步所示数字得出，最后一步就是得分。",
            "en": "Each step follows from the numbers below it, and the last one is the points.",
        },
        _explained,
    ),
    Law(
        "monotone",
        {
            "zh": "指标更接近目标值，任何一项得分都不降低。",
            "en": "An indicator that gets nearer to its target never lowers points.",
        },
        _monotone,
    ),
    Law(
        "unknown is not zero",
        {
            "zh": "缺少的答案如被用到即报错，不按零或“否”处理。",
            "en": "A missing answer that is read is an error; it never counts as zero or no.",
        },
        _unknown,
    ),
    Law(
        "enclosed",
        {
            "zh": "缺少材料时的得分区间包含补齐后的得分和等级。",
            "en": "Bounds with missing facts contain the points and grade once all are known.",
        },
        _enclosed,
    ),
    Law(
        "not applicable",
        {
            "zh": "不适用的一项按标准所述剔除、给满分或给零分。",
            "en": "A line that does not apply is dropped, full or zero, as the rubric says.",
        },
        _not_applicable,
    ),
    Law(
        "round trip",
        {
            "zh": "经文档、序列化或复制后，每个值与原值相等。",
            "en": "Every value is equal to itself after a document, a pickle or a copy.",
        },
        _round_trip,
    ),
    Law(
        "independent",
        {
            "zh": "表中其他项目不影响本项目的得分。",
            "en": "Other projects in a table never change the points of a project.",
        },
        _independent,
    ),
)
