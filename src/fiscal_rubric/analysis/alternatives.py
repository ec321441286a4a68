"""Alternatives of a fact: other answers, a result that meets the target, other amounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import assert_never

from attrs import frozen

from fiscal_rubric.analysis.monotonicity import Direction
from fiscal_rubric.errors import placed
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.places import Amount, Answer, Place, Result
from fiscal_rubric.evidence.project import Indicator, Project
from fiscal_rubric.numbers.spans import Quantity, Span, exactly
from fiscal_rubric.numbers.units import DATE, MONTH_DAY, adopt, is_money, unit_of
from fiscal_rubric.rubric.criteria import every_rule, parts_of
from fiscal_rubric.rubric.questions import Question, is_inside
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.answers import number_of
from fiscal_rubric.rules.edges import edge_value
from fiscal_rubric.rules.indicator_facts import target_of
from fiscal_rubric.rules.traversal import every
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.targets.met_or_missed import doubt, status_of
from fiscal_rubric.targets.targets import (
    AnyActual,
    AnyTarget,
    Claimed,
    NumericActual,
    NumericTarget,
    SeveralActuals,
    SeveralTargets,
)

CLAIM = "达成预期指标"
CENT = Fraction(1, 100)


@frozen
class Alternative:
    """Another value of one fact.

    Attributes:
        value: an answer, an actual or an amount.
        numbers: the numbers from the current one to this one, any of which the fact may take; None
            where only this value is possible.
    """

    value: object
    numbers: Numbers | None = None


@frozen
class Numbers:
    """The numbers from one end to another, in steps.

    Attributes:
        start: the current number, else the worst one; None where both are missing.
        end: the other end.
        step: the smallest step.
        rises: whether the numbers rise from the start to the end.
        unit: of all these numbers.
        base: for a change against a base, as in `NumericActual`.
    """

    start: Fraction | None
    end: Fraction
    step: Fraction
    rises: bool
    unit: str = ""
    base: str | None = None


def turning_points(rules: Iterable[n.Node]) -> tuple[Fraction, ...]:
    """Return the numbers where points may jump: constants of rules, their neighbours, and ends."""
    found: dict[Fraction, None] = {Fraction(0): None, Fraction(1): None}
    for rule in rules:
        for node in every(rule):
            if isinstance(node, n.Constant):
                found.update(dict.fromkeys((node.value, node.value + CENT, node.value - CENT)))
            if isinstance(node, n.Figure):
                found.update((end, None) for end in (node.lower, node.upper) if end is not None)
    return tuple(found)


def alternatives_of(
    rubric: Rubric, evidence: Evidence, basis: Basis, place: Place, direction: Direction
) -> tuple[Alternative, ...]:
    """Return the other values of a fact that may give more points.

    None of them is "not applicable", and planned amounts have none.
    """
    match place:
        case Answer(key=key):
            question = rubric.asked.questions[key]
            return tuple(_of_question(rubric, question, evidence, direction))
        case Result(project=project, indicator=key):
            with placed(str(Result(project, key))):
                return _of_indicator(evidence.indicator((project, key))[1], basis)
        case Amount(figure="paid", project=project):
            return tuple(_of_payments(evidence.project(project), direction, _amounts(rubric)))
        case Amount():
            return ()
        case _:
            assert_never(place)


def _points(rubric: Rubric) -> tuple[Fraction, ...]:
    """Return the turning points of all rules, and the edges of all grades."""
    parts = (*parts_of(rubric), rubric)
    scales = [part.grades for part in parts if part.grades is not None]
    edges = [edge_value(edge) for scale in scales for _, edge in scale.bands]
    shifted = [edge + shift for edge in edges for shift in (0, CENT, -CENT)]
    return tuple(dict.fromkeys((*turning_points(every_rule(rubric)), *shifted)))


def _amounts(rubric: Rubric) -> tuple[Fraction, ...]:
    """Return the amounts of money that rules name."""
    nodes = (node for rule in every_rule(rubric) for node in every(rule))
    found = (node for node in nodes if isinstance(node, n.Constant) and is_money(node.unit))
    return tuple(dict.fromkeys(node.value for node in found))


def _of_question(
    rubric: Rubric, question: Question, evidence: Evidence, direction: Direction
) -> Iterator[Alternative]:
    known = evidence.answers.get(question.key)
    match question.kind:
        case "yes":
            wanted = {"rising": (True,), "falling": (False,)}.get(direction, (True, False))
            yield from (Alternative(answer) for answer in wanted if answer is not known)
        case "pick":
            left = _labels_that_do_not_apply(rubric, question.key)
            labels = (label for label in question.choices if label not in left)
            yield from (Alternative(label) for label in labels if label != known)
        case "judged" | "number":
            start = None
            if isinstance(known, str | Fraction):
                start = number_of(known, question.key, question.unit) / unit_of(question.unit)[0]
            for end in _ends(rubric, question, direction):
                for rises in _ways_to(end, start, direction):
                    worst = question.lower if rises else question.upper
                    first = worst if start is None else start
                    yield Alternative(end, Numbers(first, end, CENT, rises, question.unit))
        case _:
            assert_never(question.kind)


def _labels_that_do_not_apply(rubric: Rubric, key: str) -> set[str]:
    return {
        label
        for rule in every_rule(rubric)
        for node in every(rule)
        if isinstance(node, n.Pick) and node.key == key
        for label, option in node.options
        if isinstance(option, n.NotApplicable)
    }


def _ends(rubric: Rubric, question: Question, direction: Direction) -> Iterator[Fraction]:
    """Yield the ends of each band of a figure; turning points too, without end or direction."""
    ends: dict[Fraction, None] = {}
    is_open = direction not in ("rising", "falling")
    for rule in every_rule(rubric):
        for node in every(rule):
            if isinstance(node, n.Figure) and node.key == question.key:
                upper = node.upper
                if upper is not None and node.upper_open:
                    upper -= CENT
                wanted = {"rising": (upper,), "falling": (node.lower,)}
                for end in wanted.get(direction, (upper, node.lower)):
                    is_open = is_open or end is None
                    if end is not None:
                        ends[end] = None
    if is_open:
        inside = (point / unit_of(question.unit)[0] for point in _points(rubric))
        ends.update(dict.fromkeys(number for number in inside if is_inside(question, number)))
    yield from ends


def _ways_to(end: Fraction, start: Fraction | None, direction: Direction) -> tuple[bool, ...]:
    """Return whether the number rises to an end: from its start, else by the direction."""
    if start is not None:
        return () if end == start else (end > start,)
    return {"rising": (True,), "falling": (False,)}.get(direction, (True, False))


def _of_payments(
    project: Project, direction: Direction, amounts: Iterable[Fraction]
) -> Iterator[Alternative]:
    """Yield payments of all the money, of none, and of the amounts that rules name."""
    paid = project.budget.paid()
    known = [a for a in (paid, project.budget.adjusted, project.budget.initial) if a is not None]
    if not known:
        return
    unit = known[0].unit
    scale = unit_of(unit)[0]
    start = None if paid is None else paid.value
    most = max(amount.base for amount in known) / scale
    inside = (amount / scale for amount in amounts)
    ends = {"rising": (most,), "falling": (Fraction(0),)}
    found = dict.fromkeys(ends.get(direction, (most, Fraction(0))))
    if direction not in ("rising", "falling"):
        found.update(dict.fromkeys(inside))
    for end in found:
        for rises in _ways_to(end, start, direction):
            worst = Fraction(0) if rises else most
            number = Numbers(worst if start is None else start, end, CENT / scale, rises, unit)
            yield Alternative(Quantity(end, unit), number)


def _of_indicator(indicator: Indicator, basis: Basis) -> tuple[Alternative, ...]:
    """Return the result that just meets the target; nothing where it is met already."""
    target = target_of(indicator, basis)
    if status_of(target, indicator.actual, basis) in ("met", "met by claim"):
        return ()
    actual = met_by(target, indicator.actual)
    if actual is None or status_of(target, actual, basis) not in ("met", "met by claim"):
        return ()
    return (Alternative(actual, _numbers(target, indicator.actual, actual)),)


def met_by(target: AnyTarget, actual: AnyActual | None = None) -> AnyActual | None:
    """Return the actual that just meets a target, on the current side; None without a target."""
    match target:
        case NumericTarget():
            return _just(target, _start(target, actual))
        case SeveralTargets(parts=parts):
            return SeveralActuals([_just(part, None) for part in parts])
        case _:
            return Claimed(CLAIM) if target.sense == "words" else None


def _just(target: NumericTarget, start: Fraction | None) -> NumericActual:
    """Return the number that just meets a target; of a range, the end nearer to the start."""
    span = target.span
    is_over = start is not None and span.upper is not None and start > span.upper
    base = target.base if target.sense == "change" else None
    if span.lower is not None and not is_over:
        end = span.lower + (smallest_step(span) if span.lower_open else 0)
    else:
        assert span.upper is not None, "a span has an end"
        end = span.upper - (smallest_step(span) if span.upper_open else 0)
    return NumericActual(Span(end, end, unit=span.unit), base=base)


# Units that are measured, not counted in pieces.
_MEASURED = ("share", "difference of shares", "米", "平方米", "公斤", "分钟")


def smallest_step(span: Span) -> Fraction:
    """Return the smallest step: a cent of money, one piece, a hundredth of a measure."""
    scale, base = unit_of(span.unit)
    whole = all(end is None or (end * scale).denominator == 1 for end in (span.lower, span.upper))
    if base == "元":
        return CENT / scale
    return 1 / scale if span.unit and whole and base not in _MEASURED else CENT


def _numbers(target: AnyTarget, actual: AnyActual | None, end: AnyActual) -> Numbers | None:
    if not isinstance(target, NumericTarget) or not isinstance(end, NumericActual):
        return None
    point = end.span.point
    if end.span.unit in (DATE, MONTH_DAY) or point is None:
        return None
    start = _start(target, actual)
    rises = target.span.lower is not None if start is None else point > start
    if start is None and rises:
        start = min(Fraction(0), 2 * point)
    return Numbers(start, point, smallest_step(target.span), rises, end.span.unit, end.base)


def _start(target: NumericTarget, actual: AnyActual | None) -> Fraction | None:
    """Return the actual in the unit of the target; None where it is not one exact number."""
    if not isinstance(actual, NumericActual) or actual.about or actual.span.point is None:
        return None
    if {target.span.unit, actual.span.unit} & {DATE, MONTH_DAY} or doubt(target, actual):
        return None
    wanted, found = adopt(target.span.unit, actual.span.unit)
    return actual.span.point * found / wanted


def at(place: Place, numbers: Numbers, number: Fraction) -> object:
    """Return the value of a fact with this number."""
    match place:
        case Answer():
            return number
        case Result():
            return NumericActual(exactly(number, numbers.unit), base=numbers.base)
        case Amount():
            return Quantity(number, numbers.unit)
        case _:
            assert_never(place)
