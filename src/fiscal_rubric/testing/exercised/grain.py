"""The grain of a rule: a number that divides all its values, so that a tie can be ruled out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from math import gcd, lcm

from fiscal_rubric.numbers.rounding import Rounding
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.nodes import LineKey, Node

_MOST_TERMS = 40  # of a mean


def may_tie(rule: Node, rounding: Rounding, lines: Mapping[LineKey, Rounding]) -> bool:
    """Return whether a value may lie half way between two rounded numbers.

    Args:
        rule: gives the value.
        rounding: of the value.
        lines: the roundings of the lines below, by key.
    """
    found = grain(rule, lines)
    half = _tick(rounding) / 2
    return found is None or (found / half).numerator % 2 == 1


def grain(rule: Node, lines: Mapping[LineKey, Rounding]) -> Fraction | None:
    """Return a number of which each value of a rule is a whole multiple; None if none is known.

    Example:
        >>> from fiscal_rubric import yes
        >>> grain(2 * yes("a") + yes("b") * "0.5", {})
        Fraction(1, 2)
    """
    if n.is_condition(rule):
        return Fraction(1)
    match rule:
        case n.Constant(value=value):
            return abs(value)
        case n.NotApplicable():
            return Fraction(0)
        case n.IndicatorNumber(fact="days_late"):
            return Fraction(1)
        case n.Points(key=key):
            is_known = key in lines and not lines[key].is_exact
            return _tick(lines[key]) if is_known else None
        case n.Rounded(rounding=rounding) | n.Root(rounding=rounding):
            return _tick(rounding)
        case n.When(then=then, otherwise=otherwise):
            return _common((then, otherwise), lines)
        case n.Clip(lower=lower, upper=upper):
            ends = [n.Constant(end) for end in (lower, upper) if end is not None]
            return _common((rule.item, *ends), lines)
        case n.Product(factors=(left, right)):
            first, second = grain(left, lines), grain(right, lines)
            return None if first is None or second is None else first * second
        case n.Ordered(terms=terms, first=first, last=last):
            one = first == last and first != 0  # the middle may be the mean of two
            return _common(terms, lines) if one else _of_mean(terms, lines)
        case n.Average(terms=terms):
            is_even = len({weight for _, weight in terms}) == 1
            return _of_mean([term for term, _ in terms], lines) if is_even else None
        case n.Sum() | n.Pick() | n.Named():
            return _common(rule.inside, lines)
        case n.Fold(how="total" | "count", item=item):
            return grain(item, lines)
        case n.Fold(how="ordered", item=item, first=first, last=last):
            return grain(item, lines) if first == last and first != 0 else None
        case _:
            return None


def _tick(rounding: Rounding) -> Fraction:
    return Fraction(1, 10**rounding.places)


def _of_mean(terms: Sequence[Node], lines: Mapping[LineKey, Rounding]) -> Fraction | None:
    """Return the grain of a mean of some of the terms."""
    common = _common(terms, lines)
    return common / lcm(*range(1, len(terms) + 1)) if common and len(terms) <= _MOST_TERMS else None


def _common(nodes: Iterable[Node], lines: Mapping[LineKey, Rounding]) -> Fraction | None:
    """Return the greatest number that divides the grains of all these nodes."""
    found = [grain(node, lines) for node in nodes]
    known = [one for one in found if one is not None]
    return reduce(_divisor, known, Fraction(0)) if len(known) == len(found) else None


def _divisor(left: Fraction, right: Fraction) -> Fraction:
    below = lcm(left.denominator, right.denominator)
    return Fraction(gcd(int(left * below), int(right * below)), below)
