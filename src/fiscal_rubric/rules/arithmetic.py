"""Evaluate a rule in integers: each value is a fraction of two of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import gcd
from typing import Literal, NoReturn, TypeAlias, assert_never

from attrs import field, frozen

from fiscal_rubric.numbers.ranks import between_ranks
from fiscal_rubric.numbers.roots import rounded_root
from fiscal_rubric.numbers.rounding import Rounding
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.facts import Fact, FoldItem
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.nodes import LineKey, Node

Whole: TypeAlias = tuple[int, int]  # dividend and divisor, the divisor above zero
Pair: TypeAlias = Whole | None  # None: it does not apply
NIL, UNIT = (0, 1), (1, 1)


class RefusedError(Exception):
    """A fact is wrong or missing; `evaluate` names it. Users never see this error."""


@frozen(eq=False, repr=False)
class LinePair:
    """The result of a line below: its rounded points, its grade, and its scale, best first."""

    points: Pair
    grade: str | None = None
    scale: tuple[str, ...] = ()


@frozen(eq=False, repr=False)
class PairScope:
    """The context of a rule: the facts, the lines below, and the current item of a fold."""

    facts: Facts
    lines: Mapping[LineKey, LinePair] = field(factory=dict[LineKey, LinePair])
    item: FoldItem | None = None


def pair(node: Node, scope: PairScope) -> Pair:
    """Evaluate a rule to two integers, or None where it does not apply.

    Raises:
        RefusedError: exactly where `evaluate` refuses or finds a fact missing.
    """
    match node:  # the nodes that large tables evaluate most come first
        case n.Not(condition=inner_condition):
            asked = pair(inner_condition, scope)
            return None if asked is None else _truth(asked[0] == 0)
        case n.IndicatorCondition() | n.IndicatorNumber():
            return _fact(scope.facts.read(node, scope.item))
        case n.Constant(value=value):
            return value.numerator, value.denominator
        case n.Pick(options=options):
            label = scope.facts.label(node)
            if not isinstance(label, str):
                _refuse()
            return pair(next(option for name, option in options if name == label), scope)
        case n.Yes() | n.Picked() | n.Figure() | n.Money():
            return _fact(scope.facts.read(node, scope.item))
        case n.NotApplicable():
            return None
        case n.Points(key=key):
            return scope.lines[key].points
        case n.Subtotal():
            raise AssertionError("a section replaces subtotal() with its sum")
        case n.Graded(key=key, label=label):
            line = scope.lines[key]
            return None if line.points is None else _truth(line.grade == label)
        case n.Reaches(key=key, label=label):
            line = scope.lines[key]
            if line.points is None:
                return None
            order = line.scale.index
            return _truth(line.grade in line.scale and order(line.grade) <= order(label))
        case n.Fold():
            return _fold(node, scope)
        case n.Sum(terms=terms):
            return _all_apply(_each(terms, scope), _sum)
        case n.Product(factors=factors):
            return _all_apply(_each(factors, scope), _product)
        case n.Quotient():
            return _quotient(node, scope)
        case n.Ordered(terms=terms, first=first, last=last):
            return _ordered(first, last, _each(terms, scope))
        case n.Average(terms=weighted):
            weights = [(w.numerator, w.denominator) for _, w in weighted]
            return _mean([pair(term, scope) for term, _ in weighted], weights)
        case n.Clip(item=item, lower=lower, upper=upper):
            return _clip(pair(item, scope), lower, upper)
        case n.Rounded(item=item, rounding=rounding):
            inner = pair(item, scope)
            return None if inner is None else rounded(inner, rounding)
        case n.Root():
            return _root(node, pair(node.item, scope))
        case n.Comparison(how=how, left=left, right=right):
            if _is_share_beside(node, scope):
                _refuse()
            return _all_apply(_each((left, right), scope), lambda both: _compare(how, both))
        case n.AllOf(conditions=conditions):
            return _all_apply(
                _each(conditions, scope), lambda all_: _truth(all(t for t, _ in all_))
            )
        case n.AnyOf(conditions=conditions):
            return _all_apply(
                _each(conditions, scope), lambda all_: _truth(any(t for t, _ in all_))
            )
        case n.Applies(item=item):
            return _truth(pair(item, scope) is not None)
        case n.When(condition=condition, then=then, otherwise=otherwise):
            asked = pair(condition, scope)
            return None if asked is None else pair(then if asked[0] else otherwise, scope)
        case n.Named(item=item):
            return pair(item, scope)
        case _:
            assert_never(node)


def _is_share_beside(node: n.Comparison, scope: PairScope) -> bool:
    """Return whether an indicator's number in per cent is compared with a number above 1.5."""
    beside = node.size_beside
    if not isinstance(beside, n.IndicatorNumber):
        return False
    return scope.facts.read(beside, scope.item).of_share


def rounded(value: Whole, rounding: Rounding) -> Whole:
    """Round a number."""
    return value if rounding.is_exact else (ticks(value, rounding), 10**rounding.places)


def ticks(value: Whole, rounding: Rounding) -> int:
    """Count the units of the last place, by floor division of the absolute value."""
    top, bottom = abs(value[0]) * int(10**rounding.places), value[1]
    match rounding.mode:
        case "half up" | "exact":
            count = (2 * top + bottom) // (2 * bottom)
        case "half even":
            whole, rest = divmod(top, bottom)
            count = whole + int(2 * rest + whole % 2 > bottom)
        case "down":
            count = top // bottom
        case "up":
            count = -(-top // bottom)
        case _:
            assert_never(rounding.mode)
    return -count if value[0] < 0 else count


def _refuse() -> NoReturn:
    raise RefusedError


def _fact(fact: Fact) -> Pair:
    if fact.gap is not None or fact.fault is not None:
        _refuse()
    if fact.value.range is None:
        return None
    number = fact.value.range.lower
    assert isinstance(number, Fraction), "a fact without a gap is a point"
    return number.numerator, number.denominator


def _each(nodes: Iterable[Node], scope: PairScope) -> list[Pair]:
    return [pair(node, scope) for node in nodes]


def _all_apply(pairs: Sequence[Pair], operation: Callable[[list[Whole]], Whole]) -> Pair:
    found = [inner for inner in pairs if inner is not None]
    return operation(found) if len(found) == len(pairs) else None


def _truth(holds: bool) -> Whole:
    return UNIT if holds else NIL


def _sum(pairs: Iterable[Whole]) -> Whole:
    top, bottom = NIL
    for a, b in pairs:
        top, bottom = (top + a, bottom) if b == bottom else (top * b + a * bottom, bottom * b)
        shared = gcd(top, bottom)
        top, bottom = top // shared, bottom // shared
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


def _quotient(node: n.Quotient, scope: PairScope) -> Pair:
    top, bottom = pair(node.dividend, scope), pair(node.divisor, scope)
    if top is None or bottom is None:
        return None
    if bottom[0] == 0 and node.if_zero is not None:
        return pair(node.if_zero, scope)
    if bottom[0] <= 0:
        _refuse()
    return top[0] * bottom[1], top[1] * bottom[0]


def _root(node: n.Root, inner: Pair) -> Pair:
    if inner is None:
        return None
    if inner[0] < 0:
        _refuse()
    found = rounded_root(Fraction(*inner), node.degree, node.rounding)
    return found.numerator, found.denominator


def _clip(inner: Pair, lower: Fraction | None, upper: Fraction | None) -> Pair:
    if inner is None:
        return None
    if lower is not None:
        inner = _greater(inner, (lower.numerator, lower.denominator))
    return inner if upper is None else _smaller(inner, (upper.numerator, upper.denominator))


def _greater(left: Whole, right: Whole) -> Whole:
    return left if left[0] * right[1] >= right[0] * left[1] else right


def _smaller(left: Whole, right: Whole) -> Whole:
    return left if left[0] * right[1] <= right[0] * left[1] else right


def _ordered(first: int, last: int, pairs: Iterable[Pair]) -> Pair:
    found = sorted((inner for inner in pairs if inner is not None), key=lambda p: Fraction(*p))
    if not found:
        return None
    chosen = found[between_ranks(first, last, len(found))]
    top, bottom = _sum(chosen)
    return top, bottom * len(chosen)


def _mean(pairs: Sequence[Pair], weights: Sequence[Pair]) -> Pair:
    found = [
        (inner, weight)
        for inner, weight in zip(pairs, weights, strict=True)
        if inner is not None and weight is not None
    ]
    if any(weight is not None and weight[0] < 0 for weight in weights):
        _refuse()
    top, under = _sum(_product([inner, weight]) for inner, weight in found)
    whole, over = _sum(weight for _, weight in found)
    return None if whole == 0 else (top * over, under * whole)


def _fold(node: n.Fold, scope: PairScope) -> Pair:
    if not scope.facts.projects:
        _refuse()
    scopes = [
        PairScope(scope.facts, scope.lines, item) for item in scope.facts.items(node, scope.item)
    ]
    pairs = [pair(node.item, inner) for inner in scopes]
    match node.how:
        case "total" | "count":
            return _sum(inner for inner in pairs if inner is not None)
        case "average":
            weight = node.weight
            return _mean(pairs, [UNIT if weight is None else pair(weight, p) for p in scopes])
        case "ordered":
            return _ordered(node.first, node.last, pairs)
        case _:
            assert_never(node.how)
