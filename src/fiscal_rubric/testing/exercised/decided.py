"""Read from the trace of a part what each of its places decided on some evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TypeAlias

from attrs import frozen

from fiscal_rubric.numbers.ranges import NO as NO_RANGE, Infinity, Range, is_no, is_yes, precedes
from fiscal_rubric.numbers.rounding import Rounding
from fiscal_rubric.rubric.scoring import Resolved
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.edges import edge_value
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.rules.trace import Step
from fiscal_rubric.testing.exercised import items as i
from fiscal_rubric.testing.exercised.items import Item, Items, Kind, outcomes_of

_NAMED: tuple[Kind, ...] = ("override", "cap")
# A place, and the keys of the project and the indicator of a fold.
Where: TypeAlias = tuple[i.Spot, tuple[str, ...]]


@frozen(eq=False, repr=False)
class Decided:
    """Keep what one place decided.

    Attributes:
        where: the place, and the keys of the item of a fold.
        items: the items that came out: one, or several while facts are open.
        number: the number that was compared, if it is one known number.
        edges: the numbers at which the decision changes; of a rounding, the two next to the number.
    """

    where: Where
    items: tuple[Item, ...]
    number: Fraction | None = None
    edges: tuple[Fraction, ...] = ()

    @property
    def is_rounding(self) -> bool:
        """Return whether any of its edges is as good as another."""
        return self.where[0][1] == "rounding"

    @property
    def met(self) -> tuple[Fraction, ...]:
        """The edge that the number meets, if it meets one."""
        return tuple(edge for edge in self.edges if edge == self.number)


def decided_by(items: Items, index: int, line: Resolved) -> Iterator[Decided]:
    """Yield what each place of a part decided; `index` is the number of the part."""
    for root in line.steps:
        for of, step in _inside(step=root, of=()):
            kind, _ = outcomes_of(step.node)
            spot: i.Spot = (index, kind, step.node)
            if spot in items.at:
                number, edges = _compared(step)
                yield Decided((spot, of), _listed(items, spot, _outcomes(step)), number, edges)
    yield from _of_part(items, index, line)


def _inside(step: Step, of: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Step]]:
    """Yield each step, those of open branches included, with the keys of the item of a fold."""
    if step.item is not None:
        own = () if step.item.indicator is None else (step.item.indicator.key,)
        of = (step.item.project.key, *own)
    below = (*step.steps, *step.branches)
    if not any(inner.node is step.node for inner in below):  # else it joins an item and its weight
        yield of, step
    for inner in below:
        yield from _inside(inner, of)


def _outcomes(step: Step) -> tuple[str, ...]:
    """Return the outcome of a step, or each that is possible while facts are open."""
    value, found = step.value, step.value.range
    silent = (i.NOT_APPLICABLE,) if value.may_not_apply else ()
    match step.node:
        case n.Yes():
            return (*_sides(found), *silent)
        case n.Figure():
            return (*(() if found is None else (i.A_NUMBER,)), *silent)
        case n.Pick(options=options):
            picked = step.fact.source if step.steps and step.fact is not None else None
            return tuple(label for label, _ in options if picked in (None, label))
        case n.Clip(lower=lower, upper=upper):
            inner = step.steps[0].value.range
            return () if inner is None else tuple(clipped(inner, lower, upper))
        case n.Quotient():
            divisor = step.steps[1].value.range
            if divisor is None:
                return ()
            above = (i.ABOVE_ZERO,) if precedes(Fraction(0), divisor.upper) else ()
            return (*above, *((i.ZERO,) if NO_RANGE.within(divisor) else ()))
        case n.Rounded(rounding=rounding):
            return _rounded(step.steps[0].value.range, rounding)
        case _:
            return _sides(found)


def _sides(found: Range | None) -> tuple[str, ...]:
    if found is None:
        return ()
    return (*(() if is_no(found) else (i.YES,)), *(() if is_yes(found) else (i.NO,)))


def clipped(inner: Range, lower: Fraction | None, upper: Fraction | None) -> Iterator[str]:
    """Yield the outcomes of a clip that are possible for a number of a range."""
    if lower is not None and precedes(inner.lower, lower):
        yield i.LOWER
    is_below = lower is not None and precedes(inner.upper, lower)
    is_above = upper is not None and precedes(upper, inner.lower)
    if not is_below and not is_above:
        yield i.NEITHER
    if upper is not None and precedes(upper, inner.upper):
        yield i.UPPER


def _rounded(found: Range | None, rounding: Rounding) -> tuple[str, ...]:
    if found is None:
        return ()
    outcome = i.ROUNDS if rounding.mode in ("down", "up") else i.TIE
    lower, upper = found.lower, found.upper
    if isinstance(lower, Infinity) or isinstance(upper, Infinity):
        return (outcome,)
    if outcome == i.ROUNDS:
        return () if lower == upper == rounding.round(lower) else (outcome,)
    return (outcome,) if edges_of(rounding, lower)[1] <= upper else ()


def edges_of(rounding: Rounding, number: Fraction) -> tuple[Fraction, Fraction]:
    """Return the last number below, and the first one not below, where a rounding jumps.

    Example:
        >>> edges_of(Rounding(0), Fraction(1))
        (Fraction(1, 2), Fraction(3, 2))
    """
    tick = Fraction(1, 10**rounding.places)
    half = Fraction(0) if rounding.mode in ("down", "up") else tick / 2
    after = -((half - number) // tick) * tick + half
    return after - tick, after


def _compared(step: Step) -> tuple[Fraction | None, tuple[Fraction, ...]]:
    """Return the number that a step compares, and the numbers at which its outcome changes."""
    match step.node:
        case n.Comparison():
            left, right = (inner.value.number for inner in step.steps)
            return (None if left is None or right is None else left - right), (Fraction(0),)
        case n.Clip(lower=lower, upper=upper):
            return step.steps[0].value.number, tuple(e for e in (lower, upper) if e is not None)
        case n.Quotient():
            return step.steps[1].value.number, (Fraction(0),)
        case n.Rounded(rounding=rounding):
            return _to_round(step.steps[0].value.number, rounding)
        case _:
            return None, ()


def _to_round(
    number: Fraction | None, rounding: Rounding
) -> tuple[Fraction | None, tuple[Fraction, ...]]:
    return number, () if number is None else edges_of(rounding, number)


def _of_part(items: Items, index: int, line: Resolved) -> Iterator[Decided]:
    """Yield what a part itself decided: its rounding, full marks, grades, overrides and caps."""

    def decided(
        kind: Kind,
        outcomes: Iterable[str],
        number: Fraction | None = None,
        edges: tuple[Fraction, ...] = (),
        node: Node | None = None,
    ) -> Decided:
        spot: i.Spot = (index, kind, node)
        return Decided((spot, ()), _listed(items, spot, outcomes), number, edges)

    part, found = line.part, line.value.range
    if line.exact.range is not None:
        rounds = _rounded(line.exact.range, part.rounding)
        yield decided("rounding", rounds, *_to_round(line.exact.number, part.rounding))
    if found is not None:
        yield decided("full", (i.REACHED,) if not precedes(found.upper, part.full) else ())
    if part.grades is None:
        return
    edges = tuple(edge_value(edge) for _, edge in part.grades.bands)
    labels = [label or "" for label in line.grades]
    yield decided("grade", labels, line.exact.number, edges)
    for step in line.grade_steps:
        for kind in _NAMED:
            outcomes = items.at.get((index, kind, step.node))
            if outcomes is not None and i.YES in _sides(step.value.range):
                yield decided(kind, outcomes, node=step.node)


def _listed(items: Items, spot: i.Spot, outcomes: Iterable[str]) -> tuple[Item, ...]:
    listed = items.at.get(spot, {})
    return tuple(listed[outcome] for outcome in outcomes if outcome in listed)
