"""Numbers with units: one number, or the span between two; days as such numbers."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from attrs import field, frozen

from fiscal_rubric.errors import refuse
from fiscal_rubric.numbers.exact import Number, exact, number_text
from fiscal_rubric.numbers.ranges import precedes, same
from fiscal_rubric.numbers.units import DATE, MONTH_DAY, adopt, take_unit, unit_of
from fiscal_rubric.validation import take_bool


def _number(value: Number) -> Fraction:
    return exact(value, "value")


@frozen
class Quantity:
    """An exact number with its unit as printed.

    Args:
        value: the number, in the unit.
        unit: as printed: "家", "万元", "%"; "" where none is printed.

    Example:
        >>> str(Quantity("636.96", "万元")), Quantity("636.96", "万元").base
        ('636.96万元', Fraction(6369600, 1))
    """

    value: Fraction = field(converter=_number)
    unit: str = field(default="", converter=take_unit)

    @property
    def base(self) -> Fraction:
        """The number that rules compute with (万元 in 元, % as a share of 1)."""
        return self.value * unit_of(self.unit)[0]

    def __str__(self) -> str:
        return f"{number_text(self.value)}{self.unit}"


def _end(value: Number | None) -> Fraction | None:
    return None if value is None else exact(value, "end")


def _flag(value: bool) -> bool:
    return take_bool(value, "open")


@frozen
class Span:
    """The numbers between two ends in one unit; an end may be missing or excluded.

    Args:
        lower: the lower end, or None.
        upper: the upper end, or None.
        lower_open: the lower end is excluded (超过, 大于).
        upper_open: the upper end is excluded (不足, 低于).
        unit: as in `Quantity`.

    Example:
        >>> Span(90, unit="%").holds(Span(98, 98, unit="%"))
        True
    """

    lower: Fraction | None = field(default=None, converter=_end)
    upper: Fraction | None = field(default=None, converter=_end)
    lower_open: bool = field(default=False, kw_only=True, converter=_flag)
    upper_open: bool = field(default=False, kw_only=True, converter=_flag)
    unit: str = field(default="", kw_only=True, converter=take_unit)

    def __attrs_post_init__(self) -> None:
        if self.lower is None and self.upper is None:
            refuse("ends", "span", "—")
        if self.lower is not None and self.upper is not None:
            is_open = self.lower_open or self.upper_open
            if self.lower > self.upper or (is_open and self.lower == self.upper):
                ends = f"{number_text(self.lower)} to {number_text(self.upper)}"
                refuse("ends", "span", ends)
        if (self.lower is None and self.lower_open) or (self.upper is None and self.upper_open):
            refuse("ends", "span", "open: —")
        for end in (self.lower, self.upper):
            if end is not None:
                day_of(end, self.unit)

    @property
    def point(self) -> Fraction | None:
        """The number, in its unit, if the span is one number; else None."""
        return self.lower if self.lower == self.upper else None

    def times(self, scale: Fraction) -> Span:
        """Multiply both ends by a number above zero, and drop the unit."""
        return Span(
            None if self.lower is None else self.lower * scale,
            None if self.upper is None else self.upper * scale,
            lower_open=self.lower_open,
            upper_open=self.upper_open,
        )

    def holds(self, other: Span) -> bool:
        """Return whether the other span lies within this one."""
        mine, others = self._common(other)
        return _starts_before(mine, others) and _ends_after(mine, others)

    def is_apart(self, other: Span) -> bool:
        """Return whether the spans have no number in common."""
        mine, others = self._common(other)
        return _ends_before(mine, others) or _ends_before(others, mine)

    def _common(self, other: Span) -> tuple[Span, Span]:
        """Convert both to a common unit, unless all numbers stay the same."""
        if self.unit == other.unit:
            return self, other
        mine, others = adopt(self.unit, other.unit)
        return (self, other) if mine == others else (self.times(mine), other.times(others))


def exactly(value: Fraction, unit: str = "") -> Span:
    """Return the span of one number."""
    return Span(value, value, unit=unit)


def _starts_before(left: Span, right: Span) -> bool:
    if left.lower is None or right.lower is None:
        return left.lower is None
    if same(left.lower, right.lower):
        return right.lower_open or not left.lower_open
    return precedes(left.lower, right.lower)


def _ends_after(left: Span, right: Span) -> bool:
    if left.upper is None or right.upper is None:
        return left.upper is None
    if same(left.upper, right.upper):
        return right.upper_open or not left.upper_open
    return precedes(right.upper, left.upper)


def _ends_before(left: Span, right: Span) -> bool:
    if left.upper is None or right.lower is None:
        return False
    if same(left.upper, right.lower):
        return left.upper_open or right.lower_open
    return precedes(left.upper, right.lower)


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
