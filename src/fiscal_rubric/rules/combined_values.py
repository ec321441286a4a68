"""Combine the values of many terms: their sum, their mean, and their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import reduce

from fiscal_rubric.numbers.ranges import (
    DOES_NOT_APPLY,
    NO,
    ONE,
    REFUSED,
    ZERO,
    End,
    Infinity,
    Range,
    Value,
    end_order,
    highest,
    is_no,
    is_yes,
    lowest,
    minus,
    what_applies,
)
from fiscal_rubric.numbers.ranks import between_ranks

MOST_TRIALS = 100_000  # numbers added up to find the ends of an ordered mean


def added(ranges: Iterable[Range]) -> Range:
    """Add up ranges."""
    return reduce(Range.__add__, ranges, NO)


def total(values: Sequence[Value]) -> Value:
    """Add up the values that apply; a value that may not apply may add nothing."""
    found = what_applies(values)
    if found is None:
        return REFUSED
    sure, possible = found
    return Value(added([*sure, *(r.hull(NO) for r in possible)]))


def ordered(first: int, last: int, values: Sequence[Value]) -> Value:
    """Return the mean of the values that apply, from one rank to another."""
    found = what_applies(values)
    if found is None:
        return REFUSED
    sure, possible = found
    if not sure and not possible:
        return DOES_NOT_APPLY
    lower = _end(first, last, [r.lower for r in sure], [r.lower for r in possible], lowest)
    upper = _end(first, last, [r.upper for r in sure], [r.upper for r in possible], highest)
    return Value(Range(lower, upper), may_not_apply=not sure)


def _end(
    first: int,
    last: int,
    sure: list[End],
    possible: list[End],
    best: Callable[[Iterable[End]], End],
) -> End:
    """Return the lowest or the highest mean, for any number of the values that may not apply.

    For each number of them, the mean is at its end if the lowest, or the highest, of them apply.
    """
    ends = sorted(possible, key=end_order, reverse=best is highest)
    counts = range(0 if sure else 1, len(ends) + 1)
    if len(counts) * (len(sure) + len(ends)) > MOST_TRIALS:
        return best((*sure, *ends))
    return best(_mean_between(first, last, [*sure, *ends[:count]]) for count in counts)


def _mean_between(first: int, last: int, ends: list[End]) -> End:
    chosen = sorted(ends, key=end_order)[between_ranks(first, last, len(ends))]
    infinite = [end for end in chosen if isinstance(end, Infinity)]
    if infinite:
        return infinite[0]
    finite = [end for end in chosen if isinstance(end, Fraction)]
    return sum(finite, ZERO) / len(finite)


def mean(values: Sequence[Value], weights: Sequence[Value]) -> Value:
    """Return the weighted mean of what applies; it does not apply if all weights are zero.

    If a weight is open, return the range of the values, which holds the mean.
    """
    sure: list[tuple[Range, Fraction]] = []
    possible: list[tuple[Range, Fraction]] = []
    open_weights = False
    for value, weight in zip(values, weights, strict=True):
        negative = weight.range is not None and is_yes(weight.range.below(NO, or_equal=False))
        if value.is_refused or weight.is_refused or (negative and not weight.may_not_apply):
            return REFUSED
        if value.range is None or weight.range is None or negative or is_no(weight.range):
            continue
        open_weights = open_weights or weight.number is None
        optional = value.may_not_apply or weight.number is None
        share = ONE if weight.number is None else weight.number
        (possible if optional else sure).append((value.range, share))
    if not sure and not possible:
        return DOES_NOT_APPLY
    if open_weights:
        whole = _hull(found for found, _ in (*sure, *possible))
    else:
        lower = _lowest_mean([(r.lower, w) for r, w in sure], [(r.lower, w) for r, w in possible])
        upper = _lowest_mean(
            [(minus(r.upper), w) for r, w in sure], [(minus(r.upper), w) for r, w in possible]
        )
        whole = Range(lower, minus(upper))
    return Value(whole, may_not_apply=not sure)


def _hull(ranges: Iterable[Range]) -> Range:
    first, *others = ranges
    for other in others:
        first = first.hull(other)
    return first


def _lowest_mean(sure: list[tuple[End, Fraction]], possible: list[tuple[End, Fraction]]) -> End:
    """Add the lowest of the values that may apply while they lower the mean."""
    ends = sorted(possible, key=lambda pair: end_order(pair[0]))
    if Infinity.BELOW in (end for end, _ in (*sure, *ends[:1])):
        return Infinity.BELOW
    if not sure:
        return ends[0][0]
    finite = [(end, weight) for end, weight in sure if isinstance(end, Fraction)]
    whole = sum((end * weight for end, weight in finite), ZERO)
    weights = sum((weight for _, weight in finite), ZERO)
    for end, weight in ends:
        if isinstance(end, Infinity) or end * weights >= whole:
            break
        whole, weights = whole + end * weight, weights + weight
    return whole / weights
