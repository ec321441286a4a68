"""Compute a rule in integers: each value is a fraction of two of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import gcd
from typing import Literal, NoReturn, TypeAlias, assert_never

from fiscal_rubric.numbers.ranks import between_ranks
from fiscal_rubric.numbers.roots import rounded_root
from fiscal_rubric.numbers.rounding import Rounding
from fiscal_rubric.numbers.spans import Span
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.algebra import Algebra, Computed
from fiscal_rubric.rules.edges import edge_value
from fiscal_rubric.rules.facts import Fact, FoldItem
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.nodes import FactNode, LineKey, Node

Whole: TypeAlias = tuple[int, int]  # dividend and divisor, the divisor above zero
Pair: TypeAlias = Whole | None  # None: it does not apply
NIL, UNIT = (0, 1), (1, 1)


class RefusedError(Exception):
    """A fact is wrong or missing; `evaluate` names it. Users never see this error."""


class Integers(Algebra[Pair, "str | None"]):
    """The algebra of pairs of integers.

    Args:
        facts: the facts of some evidence under a basis.
        lines: the results of the lines below, for the rule of a section.
        item: the current indicator or project of a fold.
    """

    def __init__(
        self,
        facts: Facts,
        lines: Mapping[LineKey, Computed[Pair, str | None]] | None = None,
        item: FoldItem | None = None,
    ) -> None:
        self.facts, self.lines, self.item = facts, lines or {}, item

    def number(self, value: Fraction) -> Pair:
        return value.numerator, value.denominator

    def nothing(self) -> Pair:
        return None

    def fact(self, node: FactNode) -> Pair:
        return pair_of(self.facts.read(node, self.item))

    def pick(self, node: n.Pick, options: Sequence[tuple[str, Callable[[], Pair]]]) -> Pair:
        label = self.facts.label(node)
        if not isinstance(label, str):
            refuse_fact()
        return dict(options)[label]()

    def line(self, node: n.Points | n.Graded | n.Reaches) -> Pair:
        line = self.lines[node.key]
        if isinstance(node, n.Points) or line.points is None:
            return line.points
        labels = labels_that_hold(node, line.scale)
        return _truth(line.grade in labels)

    def fold(self, node: n.Fold) -> Pair:
        if not self.facts.projects:
            refuse_fact()
        items = self.facts.items(node, self.item)
        inside = [Integers(self.facts, self.lines, item) for item in items]
        pairs = [each.of(node.item) for each in inside]
        match node.how:
            case "total" | "count":
                return total(pairs)
            case "average":
                weight = node.weight
                return mean(pairs, [UNIT if weight is None else each.of(weight) for each in inside])
            case "ordered":
                return ordered(node.first, node.last, pairs)
            case _:
                assert_never(node.how)

    def add(self, terms: Sequence[Pair]) -> Pair:
        return _all_apply(terms, _sum)

    def times(self, left: Pair, right: Pair) -> Pair:
        return _all_apply((left, right), _product)

    def over(self, dividend: Pair, divisor: Pair, if_zero: Callable[[], Pair] | None) -> Pair:
        if dividend is None or divisor is None:
            return None
        if divisor[0] == 0 and if_zero is not None:
            return if_zero()
        if divisor[0] <= 0:
            refuse_fact()
        return dividend[0] * divisor[1], dividend[1] * divisor[0]

    def ordered(self, first: int, last: int, terms: Sequence[Pair]) -> Pair:
        return ordered(first, last, terms)

    def mean(self, terms: Sequence[Pair], weights: Sequence[Fraction]) -> Pair:
        return mean(terms, [(weight.numerator, weight.denominator) for weight in weights])

    def clip(self, item: Pair, lower: Fraction | None, upper: Fraction | None) -> Pair:
        if item is None:
            return None
        if lower is not None:
            item = _greater(item, (lower.numerator, lower.denominator))
        return item if upper is None else _smaller(item, (upper.numerator, upper.denominator))

    def rounded(self, item: Pair, rounding: Rounding) -> Pair:
        if item is None or rounding.is_exact:
            return item
        return ticks(*item, rounding), 10**rounding.places

    def root(self, item: Pair, degree: int, rounding: Rounding) -> Pair:
        return None if item is None else root(*item, degree, rounding)

    def compare(self, node: n.Comparison, left: Pair, right: Pair) -> Pair:
        beside = node.size_beside
        if isinstance(beside, n.IndicatorNumber) and self.facts.read(beside, self.item).of_share:
            refuse_fact()
        return _all_apply((left, right), lambda both: _compare(node.how, both))

    def all_of(self, conditions: Sequence[Pair]) -> Pair:
        return _all_apply(conditions, lambda found: _truth(all(top for top, _ in found)))

    def any_of(self, conditions: Sequence[Pair]) -> Pair:
        return _all_apply(conditions, lambda found: _truth(any(top for top, _ in found)))

    def opposite(self, condition: Pair) -> Pair:
        return None if condition is None else _truth(condition[0] == 0)

    def applies(self, item: Pair) -> Pair:
        return _truth(item is not None)

    def branch(
        self, condition: Pair, then: Callable[[], Pair], otherwise: Callable[[], Pair]
    ) -> Pair:
        if condition is None:
            return None
        return then() if condition[0] else otherwise()

    def instead(self, item: Pair, number: Fraction) -> Pair:
        return self.number(number) if item is None else item

    def no_grade(self) -> str | None:
        return None

    def grade(
        self,
        points: Pair,
        overrides: Sequence[tuple[Node, str | None]],
        bands: Sequence[tuple[str, Span]],
        caps: Sequence[tuple[Node, str]],
    ) -> str | None:
        for asked, label in overrides:
            if self._holds(asked):
                return label
        if points is None:
            return None
        grade = next(label for label, edge in bands if _in_band(points, edge))
        scale = [label for label, _ in bands]
        for asked, best in caps:
            if self._holds(asked):
                grade = max(grade, best, key=scale.index)
        return grade

    def _holds(self, condition: Node) -> bool:
        found = self.of(condition)
        return found is not None and found[0] != 0


def refuse_fact() -> NoReturn:
    """Refuse; `evaluate` names the fact."""
    raise RefusedError


def pair_of(fact: Fact) -> Pair:
    """Return a known fact as two integers, or None where it does not apply."""
    if fact.gap is not None or fact.fault is not None:
        refuse_fact()
    if fact.value.range is None:
        return None
    number = fact.value.range.lower
    assert isinstance(number, Fraction), "a fact without a gap is a point"
    return number.numerator, number.denominator


def labels_that_hold(node: n.Graded | n.Reaches, scale: tuple[str, ...]) -> tuple[str, ...]:
    """Return the grades of a line with which a condition on it holds."""
    match node:
        case n.Graded(label=label):
            return (label,)
        case n.Reaches(label=label):
            return scale[: scale.index(label) + 1]
        case _:
            assert_never(node)


def ticks(top: int, bottom: int, rounding: Rounding) -> int:
    """Count the units of the last place, by floor division of the absolute value."""
    up, under = abs(top) * int(10**rounding.places), bottom
    match rounding.mode:
        case "half up" | "exact":
            count = (2 * up + under) // (2 * under)
        case "half even":
            whole, rest = divmod(up, under)
            count = whole + int(2 * rest + whole % 2 > under)
        case "down":
            count = up // under
        case "up":
            count = -(-up // under)
        case _:
            assert_never(rounding.mode)
    return -count if top < 0 else count


def root(top: int, bottom: int, degree: int, rounding: Rounding) -> Whole:
    """Return a rounded root; refuse a number below zero."""
    if top < 0:
        refuse_fact()
    found = rounded_root(Fraction(top, bottom), degree, rounding)
    return found.numerator, found.denominator


def plus(top: int, bottom: int, more: int, under: int) -> Whole:
    """Add two fractions, in lowest terms, so that long sums stay small."""
    top, bottom = (
        (top + more, bottom) if bottom == under else (top * under + more * bottom, bottom * under)
    )
    shared = gcd(top, bottom)
    return top // shared, bottom // shared


def total(pairs: Iterable[Pair]) -> Whole:
    """Add up the numbers that apply."""
    return _sum(pair for pair in pairs if pair is not None)


def ordered(first: int, last: int, pairs: Iterable[Pair]) -> Pair:
    """Return the mean of the numbers from one rank to another, of those that apply."""
    found = sorted((pair for pair in pairs if pair is not None), key=lambda p: Fraction(*p))
    if not found:
        return None
    chosen = found[between_ranks(first, last, len(found))]
    top, bottom = _sum(chosen)
    return top, bottom * len(chosen)


def mean(pairs: Sequence[Pair], weights: Sequence[Pair]) -> Pair:
    """Return the weighted mean of what applies; refuse a weight below zero."""
    found = [
        (inner, weight)
        for inner, weight in zip(pairs, weights, strict=True)
        if inner is not None and weight is not None
    ]
    if any(weight is not None and weight[0] < 0 for weight in weights):
        refuse_fact()
    top, under = _sum(_product([inner, weight]) for inner, weight in found)
    whole, over = _sum(weight for _, weight in found)
    return None if whole == 0 else (top * over, under * whole)


def _all_apply(pairs: Sequence[Pair], operation: Callable[[list[Whole]], Whole]) -> Pair:
    found = [inner for inner in pairs if inner is not None]
    return operation(found) if len(found) == len(pairs) else None


def _truth(holds: bool) -> Whole:
    return UNIT if holds else NIL


def _sum(pairs: Iterable[Whole]) -> Whole:
    top, bottom = NIL
    for more, under in pairs:
        top, bottom = plus(top, bottom, more, under)
    return top, bottom


def _product(both: list[Whole]) -> Whole:
    (a, b), (c, d) = both
    return a * c, b * d


def _compare(how: Literal["<=", "<", "=="], both: list[Whole]) -> Whole:
    (a, b), (c, d) = both
    difference = a * d - c * b
    match how:
        case "<=":
            return _truth(difference <= 0)
        case "<":
            return _truth(difference < 0)
        case "==":
            return _truth(difference == 0)
        case _:
            assert_never(how)


def _in_band(points: Whole, edge: Span) -> bool:
    value = edge_value(edge)
    difference = points[0] * value.denominator - value.numerator * points[1]
    if edge.lower is None:
        return difference < 0 or (difference == 0 and not edge.upper_open)
    return difference > 0 or (difference == 0 and not edge.lower_open)


def _greater(left: Whole, right: Whole) -> Whole:
    return left if left[0] * right[1] >= right[0] * left[1] else right


def _smaller(left: Whole, right: Whole) -> Whole:
    return left if left[0] * right[1] <= right[0] * left[1] else right
