"""Days as exact numbers: counted from the year 1, or a month and day without a year."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from fiscal_rubric.errors import refuse
from fiscal_rubric.numbers.exact import number_text

DATE = "date"  # counted in days, 1 being 1 January of the year 1
MONTH_DAY = "month and day"  # a day without its year: 100 x month + day


def day_of(number: Fraction, unit: str) -> Fraction:
    """Return the number; for a month and day, its day in the leap year 2000.

    Raises:
        FiscalRubricError: the unit is one of days, but the number is not a valid day.
    """
    if unit not in (DATE, MONTH_DAY):
        return number
    try:
        if number.denominator != 1:
            raise ValueError
        day = number.numerator
        if unit == MONTH_DAY:
            return Fraction(date(2000, day // 100, day % 100).toordinal())
        return Fraction(date.fromordinal(day).toordinal())
    except (ValueError, OverflowError):
        refuse("day", "span", number_text(number), unit)


def day_text(day: Fraction, unit: str) -> str:
    """Return a day as printed: 2020年12月31日, or 12月31日."""
    when = date.fromordinal(day.numerator)
    year = f"{when.year}年" if unit == DATE else ""
    return f"{year}{when.month}月{when.day}日"
