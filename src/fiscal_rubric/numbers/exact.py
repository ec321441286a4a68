"""Convert numbers to exact fractions, and back to text."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias, Union

from fiscal_rubric.errors import describe, refuse

Number: TypeAlias = Union[int, str, float, Decimal, Fraction]

DIGITS = 60  # at most, of the numerator and of the denominator
_LIMIT = 10**DIGITS
_TEXT = r"(?a)[+-]?(?:\d+/\d+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?)"


def exact(value: object, place: str = "number") -> Fraction:
    """Return the exact value of a number.

    Args:
        value: int, text ("12", "0.5", "1e3", "1/3"), Decimal, Fraction; a float counts as its
            shortest decimal text, so 0.1 is 1/10. Numerator and denominator: at most 60 digits.
        place: the place to name in an error.

    Raises:
        FiscalRubricError: not a number (a bool is not one), not finite, or too many digits.

    Example:
        >>> exact(0.1), exact("1/3"), exact("-2.50")
        (Fraction(1, 10), Fraction(1, 3), Fraction(-5, 2))
    """
    match value:
        case _ if type(value) is Fraction:
            number = value
        case bool():
            refuse("truth_as_number", place, describe(value))
        case int():
            number = Fraction(int.__int__(value))
        case float():
            number = _from_text(float.__repr__(value), place, value)
        case Decimal() if type(value) is Decimal:
            number = _from_decimal(value, place)
        case str():
            number = _from_text(str.__str__(value), place, value)
        case _:
            refuse("number", place, describe(value))
    if not (-_LIMIT < number.numerator < _LIMIT and number.denominator < _LIMIT):
        refuse("long_number", place, describe(value), str(DIGITS))
    return number


def constant(value: object, place: str = "rule") -> Fraction:
    """Return the exact value of a number in a rule; refuse a long float such as 2/3."""
    if isinstance(value, float) and sum(map(str.isdigit, float.__repr__(value).strip("-0."))) > 15:
        refuse("long_float", place, float.__repr__(value))
    return exact(value, place)


def _from_text(text: str, place: str, value: object) -> Fraction:
    stripped = text.strip()
    if len(stripped) > 3 * DIGITS:
        refuse("long_number", place, describe(value), str(DIGITS))
    if not re.fullmatch(_TEXT, stripped):
        infinite = stripped.lower().lstrip("+-") in ("nan", "inf", "infinity")
        exponent = re.fullmatch(r"[+-]?[\d.]+[eE][+-]?\d+", stripped, re.ASCII)
        if exponent:
            refuse("long_number", place, describe(value), str(DIGITS))
        refuse("not_finite" if infinite else "number", place, describe(value))
    if re.search(r"/0+$", stripped):
        refuse("number", place, describe(value))
    return Fraction(stripped)


def _from_decimal(value: Decimal, place: str) -> Fraction:
    if not value.is_finite():
        refuse("not_finite", place, describe(value))
    if abs(value.adjusted()) > DIGITS or abs(int(value.as_tuple().exponent)) > 2 * DIGITS:
        if value == 0:
            return Fraction(0)
        refuse("long_number", place, describe(value), str(DIGITS))
    return Fraction(value)


def number_text(value: Fraction) -> str:
    """Write a number exactly: as a decimal of up to 20 places, else as a fraction.

    Example:
        >>> number_text(Fraction("-12.50")), number_text(Fraction(2, 3))
        ('-12.5', '2/3')
    """
    rest = value.denominator
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives)
    if rest > 1 or places > 20:
        return f"{value.numerator}/{value.denominator}"
    return places_text(value.numerator * (10**places // value.denominator), places)


def exact_whole(value: object, place: str, lower: int, upper: int) -> int:
    """Convert a whole number, exactly.

    Raises:
        FiscalRubricError: it is not a whole number, or not within the two ends.
    """
    number = exact(value, place)
    if number.denominator != 1 or not lower <= number <= upper:
        refuse("option", place, value, f"{lower}..{upper}")
    return number.numerator


def places_text(ticks: int, places: int) -> str:
    """Write a number of ticks, units of the last place, as a decimal.

    Example:
        >>> places_text(-5, 2)
        '-0.05'
    """
    digits = str(abs(ticks)).rjust(places + 1, "0")
    sign = "-" if ticks < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"
