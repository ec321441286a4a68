"""Ranges of exact numbers, and the possible values of a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from fractions import Fraction
from functools import reduce
from typing import TypeAlias, Union

from attrs import frozen


class Infinity(Enum):
    """An infinite end."""

    BELOW = -1
    ABOVE = 1


End: TypeAlias = Union[Fraction, Infinity]
ZERO, ONE = Fraction(0), Fraction(1)


def end_order(end: End) -> tuple[int, Fraction]:
    """Return the key by which ends are sorted."""
    return (end.value, ZERO) if isinstance(end, Infinity) else (0, end)


def same(left: End, right: End) -> bool:
    """Return whether two ends are equal; faster than comparing fractions."""
    if left is right:
        return True
    if isinstance(left, Infinity) or isinstance(right, Infinity):
        return False
    return left.numerator == right.numerator and left.denominator == right.denominator


def precedes(left: End, right: End) -> bool:
    """Return whether one end is below another; compares integers."""
    if left is right:
        return False
    if isinstance(left, Infinity):
        return left is Infinity.BELOW
    if isinstance(right, Infinity):
        return right is Infinity.ABOVE
    return left.numerator * right.denominator < right.numerator * left.denominator


def lowest(ends: Iterable[End]) -> End:
    """Return the lowest end."""
    return reduce(lambda a, b: b if precedes(b, a) else a, ends)


def highest(ends: Iterable[End]) -> End:
    """Return the highest end."""
    return reduce(lambda a, b: b if precedes(a, b) else a, ends)


def minus(end: End) -> End:
    """Return the end with the opposite sign."""
    if isinstance(end, Infinity):
        return Infinity.ABOVE if end is Infinity.BELOW else Infinity.BELOW
    return -end


def _sign(end: End) -> int:
    return end.value if isinstance(end, Infinity) else (end > 0) - (end < 0)


def _times(left: End, right: End) -> End:
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left * right
    sign = _sign(left) * _sign(right)
    return ZERO if sign == 0 else Infinity(sign)


def _plus(left: End, right: End) -> End:
    if isinstance(left, Infinity):
        return left
    return right if isinstance(right, Infinity) else left + right


@frozen(eq=False)
class Range:
    """The numbers from lower to upper, both included; a condition is a range within 0..1."""

    lower: End
    upper: End

    @property
    def is_point(self) -> bool:
        """True if the range is one number."""
        return same(self.lower, self.upper)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Range):
            return NotImplemented
        return same(self.lower, other.lower) and same(self.upper, other.upper)

    def __hash__(self) -> int:
        return hash((self.lower, self.upper))

    def __add__(self, other: Range) -> Range:
        if self is NO or other is NO:
            return other if self is NO else self
        lower = _plus(self.lower, other.lower)
        if self.lower is self.upper and other.lower is other.upper:
            return Range(lower, lower)
        return Range(lower, _plus(self.upper, other.upper))

    def __mul__(self, other: Range) -> Range:
        if self.is_point and other.is_point:
            end = _times(self.lower, other.lower)
            return Range(end, end)
        ends = [_times(a, b) for a in (self.lower, self.upper) for b in (other.lower, other.upper)]
        return Range(lowest(ends), highest(ends))

    def over_positive(self, divisor: Range) -> Range:
        """Divide by the part of the divisor above zero, which must not be empty."""
        smallest = ZERO if isinstance(divisor.upper, Infinity) else 1 / divisor.upper
        lower = divisor.lower
        if isinstance(lower, Infinity) or lower <= 0:
            return self * Range(smallest, Infinity.ABOVE)
        return self * Range(smallest, 1 / lower)

    def hull(self, other: Range) -> Range:
        """Return the smallest range that contains both."""
        return Range(lowest((self.lower, other.lower)), highest((self.upper, other.upper)))

    def rising(self, function: Callable[[Fraction], Fraction]) -> Range:
        """Apply a rising function to both ends."""
        lower = self.lower if isinstance(self.lower, Infinity) else function(self.lower)
        if self.is_point:
            return Range(lower, lower)
        return Range(
            lower, self.upper if isinstance(self.upper, Infinity) else function(self.upper)
        )

    def clip(self, lower: End | None, upper: End | None) -> Range:
        """Clip all numbers to two ends; None leaves a side open."""
        result = self
        if lower is not None and precedes(result.lower, lower):
            result = Range(lower, highest((result.upper, lower)))
        if upper is not None and precedes(upper, result.upper):
            result = Range(lowest((result.lower, upper)), upper)
        return result

    def within(self, other: Range) -> bool:
        """Return whether the other range contains this one."""
        return not precedes(self.lower, other.lower) and not precedes(other.upper, self.upper)

    def meet(self, other: Range) -> Range:
        """Return the intersection; the other range where they are disjoint."""
        lower = highest((self.lower, other.lower))
        upper = lowest((self.upper, other.upper))
        return other if precedes(upper, lower) else Range(lower, upper)

    def below(self, other: Range, *, or_equal: bool) -> Range:
        """Return `NO`, `YES` or `EITHER`: is this number below the other?"""
        surely, possibly = (
            _before(self.upper, other.lower, or_equal=or_equal),
            _before(self.lower, other.upper, or_equal=or_equal),
        )
        return YES if surely else EITHER if possibly else NO

    def equal(self, other: Range) -> Range:
        """Return `NO`, `YES` or `EITHER`: is this number equal to the other?"""
        if self.is_point and self == other:
            return YES
        apart = _before(self.upper, other.lower, or_equal=False) or _before(
            other.upper, self.lower, or_equal=False
        )
        return NO if apart else EITHER


def _before(left: End, right: End, *, or_equal: bool) -> bool:
    return precedes(left, right) or (or_equal and same(left, right))


def point(number: Fraction) -> Range:
    """Return the range of one number."""
    return Range(number, number)


EVERYTHING = Range(Infinity.BELOW, Infinity.ABOVE)
NOT_NEGATIVE = Range(ZERO, Infinity.ABOVE)
EITHER = Range(ZERO, ONE)
NO, YES = point(ZERO), point(ONE)


def truth(holds: bool) -> Range:
    """Return the range of a known condition."""
    return YES if holds else NO


def is_yes(condition: Range) -> bool:
    """Return whether a condition certainly holds."""
    return condition is YES or condition == YES


def is_no(condition: Range) -> bool:
    """Return whether a condition certainly fails."""
    return condition is NO or condition == NO


def all_ranges(conditions: Iterable[Range]) -> Range:
    """Return the three-valued "and" of conditions."""
    found = tuple(conditions)
    if any(map(is_no, found)):
        return NO
    return YES if all(map(is_yes, found)) else EITHER


def any_range(conditions: Iterable[Range]) -> Range:
    """Return the three-valued "or" of conditions."""
    found = tuple(conditions)
    if any(map(is_yes, found)):
        return YES
    return NO if all(map(is_no, found)) else EITHER


def opposite(condition: Range) -> Range:
    """Return the three-valued "not" of a condition."""
    return YES if is_no(condition) else NO if is_yes(condition) else EITHER


@frozen
class Value:
    """The possible values of a rule: a range of numbers, "not applicable", or both.

    Neither means that every completion is an error.
    """

    range: Range | None
    may_not_apply: bool = False

    @property
    def is_refused(self) -> bool:
        """True if every completion of the evidence is an error."""
        return self.range is None and not self.may_not_apply

    @property
    def is_known(self) -> bool:
        """True if one outcome is left: a number, "not applicable" or an error."""
        return self.range is None or (self.range.is_point and not self.may_not_apply)

    @property
    def number(self) -> Fraction | None:
        """The number if it is known, else None."""
        if self.range is None or self.may_not_apply or not isinstance(self.range.lower, Fraction):
            return None
        return self.range.lower if self.range.is_point else None

    def map(self, function: Callable[[Range], Range]) -> Value:
        """Apply a function to the range; "not applicable" and errors stay."""
        if self.range is None:
            return self
        return Value(function(self.range), self.may_not_apply)


DOES_NOT_APPLY = Value(None, may_not_apply=True)
REFUSED = Value(None)


def known(number: Fraction) -> Value:
    """Return the value of a known number."""
    return Value(point(number))


def either(values: Iterable[Value]) -> Value:
    """Return the value that may be any of these."""
    found: Range | None = None
    may_not_apply = False
    for value in values:
        may_not_apply = may_not_apply or value.may_not_apply
        if value.range is not None:
            found = value.range if found is None else found.hull(value.range)
    return Value(found, may_not_apply)


def passing(operation: Callable[[list[Range]], Range], values: Iterable[Value]) -> Value:
    """Apply an operation to all ranges; pass on "not applicable" and errors."""
    ranges: list[Range] = []
    may_not_apply = absent = refused = False
    for value in values:
        may_not_apply = may_not_apply or value.may_not_apply
        if value.range is not None:
            ranges.append(value.range)
        elif value.may_not_apply:
            absent = True
        else:
            refused = True
    if refused:
        return REFUSED
    return DOES_NOT_APPLY if absent else Value(operation(ranges), may_not_apply)


def what_applies(values: Iterable[Value]) -> tuple[list[Range], list[Range]] | None:
    """Return the ranges that certainly apply and those that may; None if a value is an error."""
    sure: list[Range] = []
    possible: list[Range] = []
    for value in values:
        if value.range is not None:
            (possible if value.may_not_apply else sure).append(value.range)
        elif not value.may_not_apply:
            return None
    return sure, possible
