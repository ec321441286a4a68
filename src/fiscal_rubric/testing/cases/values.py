"""The values to try for one fact: its ends, the numbers around them, and each choice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import assert_never

from attrs import frozen

from fiscal_rubric.analysis.alternatives import CENT, Numbers, at, smallest_step, turning_points
from fiscal_rubric.evidence.evidence import Evidence, FixedAnswer
from fiscal_rubric.evidence.places import Amount, Answer, Place, Result
from fiscal_rubric.evidence.project import Budget, Indicator
from fiscal_rubric.numbers.spans import Quantity, Span, exactly
from fiscal_rubric.numbers.units import DATE, MONTH_DAY, unit_of
from fiscal_rubric.rubric.criteria import every_rule, parts_of
from fiscal_rubric.rubric.questions import Question, is_inside
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.indicator_facts import target_of
from fiscal_rubric.rules.traversal import every
from fiscal_rubric.rules.tree import content
from fiscal_rubric.targets.targets import (
    NOT_APPLICABLE,
    AnyActual,
    AnyTarget,
    Claimed,
    NotCarriedOut,
    NumericActual,
    NumericTarget,
    QualitativeTarget,
    SeveralActuals,
    SeveralTargets,
)

NOT_NUMBERS = (
    Claimed("完成"),
    NotCarriedOut("受疫情影响，未开展", "疫情影响"),
    NotCarriedOut("未开展"),
    NOT_APPLICABLE,
)
REASONS = ("", "政策调整")
WEIGHTS = (Fraction(0), Fraction(1), Fraction(10))
FINEST = 10**9  # of the denominators of the numbers that are tried


@frozen
class Scale:
    """The numbers that one fact may take.

    Attributes:
        tick: the smallest unit of the fact: a cent, one piece, a hundredth.
        accepts: whether the fact may be a number.
        unit: of the numbers.
        base: for a change against a base, as in `NumericActual`.
    """

    tick: Fraction
    accepts: Callable[[Fraction], bool]
    unit: str = ""
    base: str | None = None

    def near(self, number: Fraction) -> list[Fraction]:
        """Return a number with those one tick below and above it, as far as they are possible."""
        if number.denominator > FINEST or self.unit == DATE:
            number = number // self.tick * self.tick
        return [
            one for one in (number, number - self.tick, number + self.tick) if self.accepts(one)
        ]

    def number_in(self, value: object) -> Fraction | None:
        """Return the number of a value; None where it is not one number of this unit."""
        match value:
            case Fraction():
                return value
            case NumericActual(span=span, base=base) if (span.unit, base) == (self.unit, self.base):
                return span.point
            case Quantity():
                return value.base / unit_of(self.unit)[0]
            case _:
                return None

    def value_at(self, place: Place, number: Fraction) -> object:
        """Return the value of a fact with a number."""
        if isinstance(place, Result) and place.column == "weight":
            return number
        return at(place, Numbers(None, number, self.tick, True, self.unit, self.base), number)


def scale_at(rubric: Rubric, evidence: Evidence, place: Place) -> Scale | None:
    """Return the numbers that a fact may take; None where it is not a number."""
    match place:
        case Answer(key=key):
            question = rubric.asked.questions[key]
            if question.choices:
                return None
            return Scale(tick_of(rubric, question), lambda number: is_inside(question, number))
        case Amount(project=owner):
            amount = evidence.at(place) or next(amounts_of(evidence.project(owner).budget))
            assert isinstance(amount, Quantity), "it was read"
            return Scale(CENT / unit_of(amount.unit)[0], lambda number: number >= 0, amount.unit)
        case Result(project=owner, indicator=key, column="actual" | "baseline"):
            target = target_of(evidence.indicator((owner, key))[1], rubric.basis)
            if not isinstance(target, NumericTarget) or target.span.unit == MONTH_DAY:
                return None
            base = target.base if target.sense == "change" else None
            tick = Fraction(1) if target.span.unit == DATE else smallest_step(target.span)
            return Scale(tick, lambda _: True, target.span.unit, base)
        case Result(column="weight"):
            return Scale(CENT, lambda number: number >= 0)
        case _:
            return None


def values_at(
    rubric: Rubric, evidence: Evidence, place: Place, *, few: bool = False
) -> Iterator[object]:
    """Yield the values to try for a fact; if few, results only around their targets."""
    match place:
        case Answer(key=key):
            yield from answers_to(rubric, rubric.asked.questions[key])
        case Amount():
            yield from amounts_of(evidence.project(place.project).budget)
        case Result(project=owner, indicator=key, column="actual"):
            yield from results_of(evidence.indicator((owner, key))[1], few=few)
        case Result(project=owner, indicator=key, column="baseline"):
            yield from results_of(evidence.indicator((owner, key))[1])
        case Result(project=owner, indicator=key, column="target"):
            yield from _targets_like(rubric, evidence.indicator((owner, key))[1].target)
        case Result(column=column):
            yield from WEIGHTS if column == "weight" else REASONS
        case _:
            assert_never(place)


def answers_to(rubric: Rubric, question: Question) -> Iterator[FixedAnswer]:
    """Yield each choice; of a number, the ends, the numbers around them, and far numbers."""
    yield from question.choices
    if question.choices:
        return
    bands = {rule: tuple(_bands(rule, question)) for rule in every_rule(rubric)}
    rules = [rule for rule, own in bands.items() if own]
    both = [end for own in bands.values() for band in own for end in (band.lower, band.upper)]
    ends = [end for end in both if end is not None]
    tick, scale = tick_of(rubric, question), unit_of(question.unit)[0]
    points = [point / scale for point in turning_points(rules)]
    found = [number for end in ends for number in (end, end + tick, end - tick)] + points
    if question.lower is None or question.upper is None:
        far = 2 * max(map(abs, (*points, *_numbers(rules)))) / scale
        found += [far, -far, 1000 * far, -1000 * far]
    yield from (number for number in found if is_inside(question, number))
    if question.may_not_apply:
        yield NOT_APPLICABLE


def _numbers(rules: Iterable[n.Node]) -> Iterator[Fraction]:
    """Yield the numbers of the nodes of some rules, such as the ends of a clip."""
    for node in (node for rule in rules for node in every(rule)):
        yield from (value for value in content(node) if isinstance(value, Fraction))


def _bands(rule: n.Node, question: Question) -> Iterator[n.Figure]:
    nodes = every(rule)
    return (one for one in nodes if isinstance(one, n.Figure) and one.key == question.key)


def tick_of(rubric: Rubric, question: Question) -> Fraction:
    """Return a hundredth, or the last place of a finer line that asks the question."""
    asking = (part for part in (*parts_of(rubric), rubric) if part.key in question.used_in)
    return min([CENT, *(Fraction(1, 10**part.rounding.places) for part in asking)])


def amounts_of(budget: Budget) -> Iterator[Quantity]:
    """Yield each amount of a budget, a cent below and above it, zero, and twice the greatest."""
    known = [a for a in (budget.initial, budget.adjusted, budget.paid()) if a is not None]
    for amount in known:
        cent = CENT / unit_of(amount.unit)[0]
        for number in (amount.value, amount.value - cent, amount.value + cent):
            yield Quantity(max(number, Fraction(0)), amount.unit)
    if known:
        greatest = max(known, key=lambda amount: amount.base)
        yield Quantity(0, greatest.unit)
        yield Quantity(2 * greatest.value, greatest.unit)


def results_of(indicator: Indicator, *, few: bool = False) -> Iterator[AnyActual]:
    """Yield results at each end of the targets and one tick off; if not few, far and in words."""
    for target in dict.fromkeys((indicator.target, indicator.revised or indicator.target)):
        near = tuple(_around(target))
        yield from near
        if few:
            yield from () if near else NOT_NUMBERS
        elif isinstance(target, NumericTarget):
            yield from _far_from(target)
    yield from () if few else NOT_NUMBERS


def _far_from(target: NumericTarget) -> Iterator[AnyActual]:
    for end in _ends(target.span):
        if target.span.unit == DATE:
            yield _reached(target, end, 100)
        elif target.sense != "date":
            yield from (_reached(target, number) for number in (Fraction(0), 2 * end))


def _around(target: AnyTarget) -> Iterator[AnyActual]:
    """Yield the results at each end of a target, and one tick below and above it."""
    match target:
        case NumericTarget(span=span):
            for end in _ends(span):
                yield from (_reached(target, end, by) for by in (0, -1, 1))
        case SeveralTargets(parts=parts):
            met = [_reached(part, _ends(part.span)[0]) for part in parts]
            yield SeveralActuals(met)
            for at, part in enumerate(parts):
                for by in (-1, 1):
                    other = _reached(part, _ends(part.span)[0], by)
                    yield SeveralActuals([*met[:at], other, *met[at + 1 :]])
        case _:
            return


def _reached(target: NumericTarget, number: Fraction, by: int = 0) -> NumericActual:
    """Return the result that is some ticks, or days, from a number."""
    base = target.base if target.sense == "change" else None
    if target.span.unit == MONTH_DAY:
        day = date(2000, int(number) // 100, int(number) % 100) + timedelta(by)
        number = Fraction(100 * day.month + day.day)
    else:
        number += by * (1 if target.span.unit == DATE else smallest_step(target.span))
    return NumericActual(exactly(number, target.span.unit), base=base)


def _ends(span: Span) -> list[Fraction]:
    return [end for end in (span.lower, span.upper) if end is not None]


def _targets_like(rubric: Rubric, target: AnyTarget) -> Iterator[AnyTarget]:
    """Yield targets in words, of each sense with the same number, zero and below, and compared."""
    yield QualitativeTarget("长期")
    goal, unit = Fraction(100), "个"
    if isinstance(target, NumericTarget) and target.goal and target.sense != "date":
        goal, unit = target.goal, target.span.unit
        yield NumericTarget("exactly", exactly(goal, unit))
    for number in (goal, Fraction(0), -goal):
        yield NumericTarget("at least", Span(number, unit=unit))
        yield NumericTarget("at most", Span(None, number, unit=unit))
    for number in _compared_with_targets(rubric):
        yield NumericTarget("at least", Span(number / unit_of(unit)[0], unit=unit))


def _compared_with_targets(rubric: Rubric) -> Iterator[Fraction]:
    for node in (node for rule in every_rule(rubric) for node in every(rule)):
        if isinstance(node, n.Comparison):
            sides = (node.left, node.right)
            if any(isinstance(side, n.IndicatorNumber) and side.fact == "target" for side in sides):
                yield from (side.value for side in sides if isinstance(side, n.Constant))
