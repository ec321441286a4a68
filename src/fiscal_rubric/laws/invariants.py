"""What any rubric holds on any evidence that fits it: each invariant with its check."""

# pyright: basic
# Hypothesis, an extra, may not be there; mypy checks this file.

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable, Iterator, Sequence
from decimal import localcontext
from fractions import Fraction
from typing import Any, TypeVar

from attrs import evolve, field, frozen
from hypothesis import reject
from hypothesis import strategies as st

from fiscal_rubric.analysis.portfolio import portfolio
from fiscal_rubric.arguments import Text, take_text
from fiscal_rubric.basis import Basis
from fiscal_rubric.completions import comparable, completion
from fiscal_rubric.criteria import Criterion
from fiscal_rubric.documents import from_document, to_document, unique
from fiscal_rubric.errors import FiscalRubricError
from fiscal_rubric.evidence import Evidence
from fiscal_rubric.exact import number_text
from fiscal_rubric.laws.steps import first_gap, printed
from fiscal_rubric.mappings import FixedText
from fiscal_rubric.presentation.explain import tell
from fiscal_rubric.project import Indicator
from fiscal_rubric.quantity import Span, adopt
from fiscal_rubric.rubric import Rubric
from fiscal_rubric.rules.indicator_facts import target_of
from fiscal_rubric.rules.measures import Facts
from fiscal_rubric.scorecard import Scorecard, ScoreLine
from fiscal_rubric.tally import tally

T = TypeVar("T")
Outcome = list[tuple[str, object, str | None]]


@frozen(eq=False, repr=False)
class Case:
    """What a law is held to.

    Attributes:
        rubric: the rubric.
        evidence: evidence that fits it.
        basis: how that is read.
        others: more such evidence.
        draw: draws one more thing, with what to call it.
    """

    rubric: Rubric
    evidence: Evidence
    basis: Basis
    others: st.SearchStrategy[Evidence]
    draw: Callable[[st.SearchStrategy[Any], str], Any]

    def card(self) -> Scorecard:
        """The scorecard; evidence that cannot be scored is put aside."""
        try:
            return self.score(self.evidence)
        except FiscalRubricError:
            reject()

    def score(self, evidence: Evidence) -> Scorecard:
        """The scorecard of other evidence."""
        return self.rubric.score(evidence, self.basis)

    def some(self, items: Sequence[T], name: str) -> list[T]:
        """A few of some items."""
        if not items:
            return []
        found: list[T] = self.draw(st.lists(st.sampled_from(items), unique=True, max_size=3), name)
        return found


def _words(value: Text) -> FixedText:
    return take_text(value, "statement")


@frozen
class Law:
    """An invariant of all rubrics.

    Attributes:
        name: stable: "bounded".
        statement: what holds, in both languages.
        check: asserts it of a case.
    """

    name: str
    statement: FixedText = field(converter=_words)
    check: Callable[[Case], None]


def _parts(card: Scorecard) -> Iterator[ScoreLine]:
    yield from (*card.lines, *card.sections, card.whole)


def _outcome(card: Scorecard) -> Outcome:
    return [(line.key, line.points, line.grade) for line in _parts(card)]


def _total(case: Case) -> None:
    hidden = case.some(sorted(case.evidence.answers), "answers that are not known")
    for given in (case.evidence, case.evidence.without(*hidden)):
        for ask in (case.rubric.score, case.rubric.bounds):
            try:
                ask(given, case.basis)
            except FiscalRubricError as error:
                assert all(fault.place for fault in error.faults), f"no place: {error}"
                assert error.explain("zh"), "an error without words"


def _exact(case: Case) -> None:
    card = case.card()
    counted = tally(case.rubric, Facts(case.evidence, case.basis))
    for line in _parts(card):
        pair = counted[id(line.part)].points
        whole = None if pair is None else Fraction(*pair)
        points = None if line.points is None else Fraction(line.points)
        assert points == whole, f"{line.key}: {points}, counted in whole numbers {whole}"
    with localcontext() as context:
        context.prec = 2
        again = case.score(case.evidence)
    assert _outcome(again) == _outcome(card), "another decimal context, other points"


def _bounded(case: Case) -> None:
    for line in _parts(case.card()):
        if line.points is not None:
            floor, full = number_text(line.part.floor), number_text(line.full)
            inside = line.part.floor <= Fraction(line.points) <= line.full
            assert inside, f"{line.key}: {line.points} outside {floor}..{full}"


def _deterministic(case: Case) -> None:
    evidence, card = case.evidence, case.card()
    projects = [
        evolve(project, indicators=case.draw(st.permutations(project.indicators), project.key))
        for project in case.draw(st.permutations(evidence.projects), "projects")
    ]
    answers = dict(case.draw(st.permutations(list(evidence.answers.items())), "answers"))
    again = case.score(Evidence(projects, answers, evidence.notes))
    assert _outcome(again) == _outcome(card), "another order of the evidence, other points"


def _explained(case: Case) -> None:
    for line in _parts(case.card()):
        for language in ("zh", "en"):
            assert line.explain(language), f"{line.key}: no words"
            told = None if line.trace is None else tell(line.trace, language)
            gap = None if told is None else first_gap(told)
            if gap is not None:
                below = [inner.text for inner in gap.inner]
                raise AssertionError(f"{line.key}: {gap.text!r} does not follow from {below}")
            if told is not None and line.exact is not None:
                assert printed(told) == line.exact, f"{line.key}: {told.text!r} is not its points"


def _monotone(case: Case) -> None:
    card = case.card()
    missed = [
        (project.key, indicator, goal)
        for project in case.evidence.projects
        for indicator in project.indicators
        if (goal := _goal_of_missed(indicator, case.basis)) is not None
    ]
    if not missed:
        return
    project, indicator, goal = case.draw(st.sampled_from(missed), "an indicator")
    actual = indicator.actual
    before = actual.span.point
    after = before + (goal - before) * Fraction(case.draw(st.integers(1, 4), "quarters"), 4)
    nearer = evolve(actual, span=evolve(actual.span, lower=after, upper=after))
    again = case.score(case.evidence.with_actual((project, indicator.key), nearer))
    told = f"{indicator.key} goes from {number_text(before)} to {number_text(after)}"
    for old, new in zip(_parts(card), _parts(again), strict=True):
        if old.points is not None and new.points is not None:
            assert old.points <= new.points, (
                f"{old.key}: {old.points} becomes {new.points} as {told}, "
                f"nearer to its target {number_text(goal)}"
            )


def _goal_of_missed(indicator: Indicator, basis: Basis) -> Fraction | None:
    """The number that would keep a target that an exact number misses, in the actual's unit."""
    actual = indicator.actual
    try:
        found = comparable(target_of(indicator, basis), actual)
        if found is None or completion(*found, basis).status != "missed":
            return None
    except FiscalRubricError:
        return None  # units that cannot be compared
    promise, reached = found
    point = reached.span.point
    if point is None:
        return None
    return min(_ends_in(promise.span, reached.span.unit), key=lambda end: abs(end - point))


def _ends_in(span: Span, unit: str) -> list[Fraction]:
    theirs, mine = adopt(span.unit, unit)
    return [end * theirs / mine for end in (span.lower, span.upper) if end is not None]


def _unknown(case: Case) -> None:
    card = case.card()
    for key in case.some(sorted(case.evidence.answers), "an answer that is not known"):
        try:
            again = case.score(case.evidence.without(key))
        except FiscalRubricError as error:
            missing = [fault.place for fault in error.faults if fault.code == "missing"]
            assert key in missing, f"{key} is not known, and the error does not say so: {error}"
        else:
            assert _outcome(again) == _outcome(card), f"{key} is not known, and read as something"


def _enclosed(case: Case) -> None:
    card = case.card()
    hidden = case.some(sorted(case.evidence.answers), "answers that are not known")
    open_ = case.evidence.without(*hidden)
    keys = [(owner.key, item.key) for owner in open_.projects for item in owner.indicators]
    for place in case.some(keys, "indicators that are not known"):
        open_ = open_.with_actual(place, None)
    bounds = case.rubric.bounds(open_, case.basis)
    ranges = (*bounds.lines, *bounds.sections, bounds.whole)
    for line, range_ in zip(_parts(card), ranges, strict=True):
        if line.points is None:
            assert range_.may_not_apply, f"{line.key}: may not apply, which its bounds exclude"
            continue
        low, high = range_.low, range_.high
        inside = low is not None and high is not None and low <= line.points <= high
        assert inside, f"{line.key}: {line.points} outside its bounds {low}..{high}"
        assert not range_.grades or line.grade in range_.grades, f"{line.key}: {line.grade}"


def _not_applicable(case: Case) -> None:
    for line in case.card().lines:
        if line.exact is not None or not isinstance(line.part, Criterion):
            continue
        said = line.part.if_not_applicable
        stated = {"full": line.full, "zero": Fraction(0)}.get(said or "drop")
        points = None if line.points is None else Fraction(line.points)
        assert points == stated, f"{line.key}: {points} where it does not apply, and {said} is said"


def _round_trip(case: Case) -> None:
    for value in (case.rubric, case.evidence, case.basis, case.card()):
        text = json.dumps(to_document(value))
        read = from_document(json.loads(text, object_pairs_hook=unique))
        copies = (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value))
        for way, again in zip(("document", "pickle", "copy", "copy"), (read, *copies), strict=True):
            assert again == value, f"a {type(value).__name__} is another one after a {way}"


def _independent(case: Case) -> None:
    card, other = case.card(), case.draw(case.others, "another project")
    for table in ({"own": case.evidence, "other": other}, {"other": other, "own": case.evidence}):
        for member in portfolio(case.rubric, table, case.basis):
            if member.key == "own":
                found = None if member.card is None else _outcome(member.card)
                assert found == _outcome(card), "beside another project, other points"


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
            "en": "Points are exact: whole numbers give the same, in any decimal context.",
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
            "en": "No indicator brought nearer to its target lowers any points.",
        },
        _monotone,
    ),
    Law(
        "unknown is not zero",
        {
            "zh": "缺少的答案如被用到即报错，不按零或“否”处理。",
            "en": "An answer that is asked for and missing is an error, never a zero or a no.",
        },
        _unknown,
    ),
    Law(
        "enclosed",
        {
            "zh": "缺少材料时的得分区间包含补齐后的得分和等级。",
            "en": "Bounds while facts are missing hold the points and the grade they lead to.",
        },
        _enclosed,
    ),
    Law(
        "not applicable",
        {
            "zh": "不适用的一项按标准所述剔除、给满分或给零分。",
            "en": "What does not apply is dropped, full or zero, as the rubric says.",
        },
        _not_applicable,
    ),
    Law(
        "round trip",
        {
            "zh": "经文档、序列化或复制后，每个值与原值相等。",
            "en": "Every value equals itself after a document, a pickle and a copy.",
        },
        _round_trip,
    ),
    Law(
        "independent",
        {
            "zh": "表中其他项目不影响本项目的得分。",
            "en": "Another project in a table never changes the points of this one.",
        },
        _independent,
    ),
)
