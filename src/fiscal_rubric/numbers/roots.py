"""Round roots, decided by comparing whole numbers."""

from __future__ import annotations

from fractions import Fraction

from fiscal_rubric.numbers.exact import exact_whole
from fiscal_rubric.numbers.rounding import Rounding

MOST_DEGREE = 12


def take_degree(value: object) -> int:
    """Check the degree of a root: 2 for a square root, 3 for a cube root.

    Raises:
        FiscalRubricError: it is not an integer from 2 to 12.
    """
    return exact_whole(value, "degree", 2, MOST_DEGREE)


def rounded_root(number: Fraction, degree: int, rounding: Rounding) -> Fraction:
    """Return the root of a number that is 0 or more, rounded as its exact value would be.

    Args:
        number: 0 or more.
        degree: 2 or more.
        rounding: of the root.

    Example:
        >>> rounded_root(Fraction(2), 2, Rounding(4)), rounded_root(Fraction(9, 4), 2, Rounding(1))
        (Fraction(7071, 5000), Fraction(3, 2))
    """
    half_ticks = 2 * 10**rounding.places
    scaled = number * half_ticks**degree
    whole = _whole_root(scaled.numerator // scaled.denominator, degree)
    is_exact = whole**degree == scaled
    # A number between the same two half ticks is rounded alike in each mode.
    beside = Fraction(whole) if is_exact else whole + Fraction(1, 2)
    return rounding.round(beside / half_ticks)


def _whole_root(number: int, degree: int) -> int:
    """Return the largest whole number of which the power is at most a number."""
    low, high = 0, 1 << (number.bit_length() // degree + 1)
    while high - low > 1:
        middle = (low + high) // 2
        if middle**degree <= number:
            low = middle
        else:
            high = middle
    return low
