"""What a fact could be instead: the answers of a question, a target that is met, an amount."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from attrs import frozen

from fiscal_rubric.analysis.changes import Place
from fiscal_rubric.analysis.monotone import Direction
from fiscal_rubric.basis import Basis
from fiscal_rubric.completions import status_of
from fiscal_rubric.evidence import Evidence
from fiscal_rubric.project import Indicator, Project
from fiscal_rubric.quantity import DATE, MONTH_DAY, Quantity, Span, exactly, unit_of
from fiscal_rubric.questions import Question
from fiscal_rubric.rubric import Rubric
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.indicator_facts import target_of
from fiscal_rubric.rules.measures import number_of
from fiscal_rubric.targets import (
    NOT_APPLICABLE,
    Actual,
    Claimed,
    Promise,
    Reached,
    SeveralReached,
    SeveralTargets,
    Target,
)

CLAIM = "达成预期指标"
CENT = Fraction(1, 100)


@frozen
class Alternative:
    """What one fact could be instead.

    Attributes:
        value: an answer, an actual or an amount.
        numbers: for a number, what it is now and what it is here, and the steps between: it can
            be anything between both; None where it is this very value.
    """

    value: object
    numbers: Numbers | None = None


@frozen
class Numbers:
    """A number that can move from one end to another, in steps.

    Attributes:
        start: what it is now; None where it is not known.
        end: the end that it can move to.
        step: the smallest step.
        unit: of both.
        base: for a change against a base, as in `Reached`.
    """

    start: Fraction | None
    end: Fraction
    step: Fraction
    unit: str = ""
    base: str | None = None


def turning_points(rules: Iterable[n.Node]) -> tuple[Fraction, ...]:
    """Where something may change: the numbers that rules name, those beside them, and ends."""
    found: dict[Fraction, None] = {Fraction(0): None, Fraction(1): None}
    for rule in rules:
        for node in n.every(rule):
            if isinstance(node, n.Constant):
                found.update(dict.fromkeys((node.value, node.value + CENT, node.value - CENT)))
            if isinstance(node, n.Figure):
                found.update((end, None) for end in (node.lower, node.upper) if end is not None)
    return tuple(found)


def alternatives_of(
    rubric: Rubric,
    evidence: Evidence,
    basis: Basis,
    place: Place,
    direction: Direction,
    points: Sequence[Fraction] = (),
) -> tuple[Alternative, ...]:
    """What a fact could be instead of what it is, that can do any good.

    Args:
        rubric: what asks.
        evidence: what is known.
        basis: how it is read.
        place: the fact.
        direction: which way all lines that read it go when it rises; "neither" where not all do.
        points: numbers to try for a figure that has no end.
    """
    match place.sort:
        case "answer":
            question = rubric.asked.questions[place.key]
            return tuple(_of_question(question, evidence, direction, points))
        case "actual":
            _, indicator = evidence.indicator((place.project, place.key))
            return _of_indicator(indicator, basis)
        case "paid":
            owner = next(owner for owner in evidence.projects if owner.key == place.project)
            return tuple(_of_payments(owner, direction))
        case "initial" | "adjusted":
            return ()  # what was planned is not changed afterwards


def _of_question(
    question: Question, evidence: Evidence, direction: Direction, points: Sequence[Fraction]
) -> list[Alternative]:
    known = evidence.answers.get(question.key)
    match question.kind:
        case "yes":
            wanted = {"rising": (True,), "falling": (False,)}.get(direction, (True, False))
            absent = (NOT_APPLICABLE,) if question.may_not_apply else ()
            return [Alternative(answer) for answer in (*wanted, *absent) if answer is not known]
        case "pick":
            return [Alternative(label) for label in question.choices if label != known]
        case "judged" | "number":
            start = None
            if isinstance(known, str | Fraction):
                scale = unit_of(question.unit)[0]
                start = number_of(known, question.key, question.unit) / scale
            numbers = (
                Numbers(start, end, CENT, question.unit)
                for end in _ends(question, direction, points)
            )
            options = [Alternative(number.end, number) for number in numbers if number.end != start]
            if question.may_not_apply and known is not NOT_APPLICABLE:
                options.append(Alternative(NOT_APPLICABLE))
            return options


def _ends(
    question: Question, direction: Direction, points: Sequence[Fraction]
) -> tuple[Fraction, ...]:
    """The ends of a figure that may be better; where it has none, the points that may matter."""
    upper = question.upper
    if upper is not None and question.upper_open:
        upper -= CENT
    lower = question.lower
    ends = {"rising": (upper,), "falling": (lower,)}.get(direction, (lower, upper))
    known = tuple(end for end in ends if end is not None)
    if len(known) == len(ends):
        return known
    scale = unit_of(question.unit)[0]
    inside = (point / scale for point in points)
    return (
        *known,
        *(
            point
            for point in inside
            if (lower is None or point >= lower) and (upper is None or point <= upper)
        ),
    )


def _of_payments(project: Project, direction: Direction) -> list[Alternative]:
    paid = project.budget.paid()
    if paid is None:
        return []
    planned = (project.budget.adjusted, project.budget.initial)
    most = max((amount.base for amount in planned if amount is not None), default=paid.base)
    scale = paid.base / paid.value if paid.value else Quantity(1, paid.unit).base
    ends = {"rising": (most / scale,), "falling": (Fraction(0),)}
    found = ends.get(direction, (Fraction(0), most / scale))
    numbers = [Numbers(paid.value, end, CENT / scale, paid.unit) for end in found]
    return [Alternative(Quantity(n.end, n.unit), n) for n in numbers if n.end != n.start]


def _of_indicator(indicator: Indicator, basis: Basis) -> tuple[Alternative, ...]:
    """That its target is met, exactly at its end; nothing where it is met already."""
    target = target_of(indicator, basis)
    if status_of(target, indicator.actual, basis) in ("met", "met by claim"):
        return ()
    actual = met_by(target)
    if actual is None or status_of(target, actual, basis) not in ("met", "met by claim"):
        return ()
    return (Alternative(actual, _numbers(target, indicator.actual, actual)),)


def met_by(target: Target) -> Actual | None:
    """An actual that just meets a target; None where there is no target."""
    match target:
        case Promise():
            return _just(target)
        case SeveralTargets(parts=parts):
            return SeveralReached([_just(part) for part in parts])
        case _:
            return Claimed(CLAIM) if target.sense == "words" else None


def _just(target: Promise) -> Reached:
    """The number of a promise that is nearest to missing it."""
    span = target.span
    base = target.base if target.sense == "change" else None
    if span.lower is not None and (target.sense != "between" or span.upper is None):
        end = span.lower + (_step(span) if span.lower_open else 0)
    elif span.upper is not None:
        end = span.upper - (_step(span) if span.upper_open else 0)
    else:
        raise AssertionError("a span has an end")
    return Reached(Span(end, end, unit=span.unit), base=base)


def _step(span: Span) -> Fraction:
    """The smallest step of a number like the ends: a whole one for pieces, else a hundredth."""
    whole = all(end is None or end.denominator == 1 for end in (span.lower, span.upper))
    return Fraction(1) if whole and span.unit not in ("%", "‰", "") else CENT


def _numbers(target: Target, actual: Actual | None, end: Actual) -> Numbers | None:
    if not isinstance(target, Promise) or not isinstance(end, Reached):
        return None
    if end.span.unit in (DATE, MONTH_DAY) or end.span.point is None:
        return None
    start = None
    if isinstance(actual, Reached) and not actual.about and actual.span.unit == end.span.unit:
        start = actual.span.point
    return Numbers(start, end.span.point, _step(target.span), end.span.unit, end.base)


def at(place: Place, numbers: Numbers, number: Fraction) -> object:
    """The value of a fact whose number is this one."""
    if place.sort == "answer":
        return number
    if place.sort == "actual":
        return Reached(exactly(number, numbers.unit), base=numbers.base)
    return Quantity(number, numbers.unit)
