"""An exact number with its unit as printed, and a span between two such numbers."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from functools import lru_cache

from attrs import field, frozen

from fiscal_rubric.arguments import take_bool, take_plain
from fiscal_rubric.errors import refuse
from fiscal_rubric.exact import Number, exact, number_text

DATE = "date"  # counted in days, 1 being 1 January of the year 1
MONTH_DAY = "month and day"  # a day without its year: 100 x month + day

# What one unit is in another: the base is what rules reckon in.
_UNITS: dict[str, tuple[Fraction, str]] = {
    "%": (Fraction(1, 100), "share"),
    "‰": (Fraction(1, 1000), "share"),
    "个百分点": (Fraction(1, 100), "difference of shares"),
    "千元": (Fraction(1000), "元"),
    "厘米": (Fraction(1, 100), "米"),
    "公里": (Fraction(1000), "米"),
    "千米": (Fraction(1000), "米"),
    "平方公里": (Fraction(1000000), "平方米"),
    "公顷": (Fraction(10000), "平方米"),
    "亩": (Fraction(2000, 3), "平方米"),
    "克": (Fraction(1, 1000), "公斤"),
    "斤": (Fraction(1, 2), "公斤"),
    "千克": (Fraction(1), "公斤"),
    "吨": (Fraction(1000), "公斤"),
    "小时": (Fraction(60), "分钟"),
}
_SAME = {
    "％": "%",
    "百分比": "%",
    "%(百分比)": "%",
    "百分点": "个百分点",
    "人/次": "人次",
    "人民币": "元",
    "日": "天",
    "个工作日": "工作日",
    "m²": "平方米",
    "㎡": "平方米",
    "m2": "平方米",
    "平米": "平方米",
    "km": "公里",
    "m": "米",
    "kg": "公斤",
    "t": "吨",
}
_SCALES = {
    "万亿": 10**12,
    "千亿": 10**11,
    "百亿": 10**10,
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "万": 10**4,
    "千": 10**3,
    "百": 10**2,
}
_ONE = Fraction(1)


@lru_cache(maxsize=1024)
def unit_of(unit: str) -> tuple[Fraction, str]:
    """How many of its base a unit is, and the base: ("万元" -> 10 000, "元"); "" has no base."""
    if unit in _UNITS:
        return _UNITS[unit]
    for prefix, scale in _SCALES.items():
        if unit.startswith(prefix):
            inner, base = unit_of(unit[len(prefix) :])
            return scale * inner, base
    return Fraction(1), unit


def take_unit(value: object) -> str:
    """A unit in its usual spelling: 百分比 is %, 人/次 is 人次."""
    return _usual(take_plain(value, "unit", 40))


@lru_cache(maxsize=1024)
def _usual(text: str) -> str:
    unit = text.strip()
    if re.search(r"\d", unit) and unit not in _SAME:
        refuse("unit", "unit", unit, "元", "万元", "家", "人次", "%")
    return _SAME.get(unit, unit)


def is_money(unit: str) -> bool:
    """Whether the unit is one of money: 元, 万元, 亿元."""
    return unit_of(unit)[1] == "元"


def is_share(unit: str) -> bool:
    """Whether the unit is one of shares, or of their differences: %, ‰, 个百分点."""
    return unit_of(unit)[1] in ("share", "difference of shares")


def adopt(left: str, right: str, place: str = "unit") -> tuple[Fraction, Fraction]:
    """How two units compare: by what to multiply each; a missing unit takes the other one.

    A bare scale such as 万 is a number, and no unit to take.

    Raises:
        FiscalRubricError: the units have nothing in common: 家 and 次, % and 个百分点.

    Example:
        >>> adopt("万元", "元"), adopt("", "%")
        ((Fraction(10000, 1), Fraction(1, 1)), (Fraction(1, 1), Fraction(1, 1)))
    """
    if left == right:
        return _ONE, _ONE
    (left_scale, left_base), (right_scale, right_base) = unit_of(left), unit_of(right)
    if "" in (left, right) and (left_base or right_base):
        return _ONE, _ONE
    if left_base != right_base and "" not in (left_base, right_base):
        refuse("unit_clash", place, f"{left} / {right}")
    return left_scale, right_scale


def scale_of(unit: str, other: str, place: str = "unit") -> Fraction:
    """How many of its base a unit is; a missing one takes the other, a clash is refused."""
    adopt(unit, other, place)
    return unit_of(unit if unit or not unit_of(other)[1] else other)[0]


def _number(value: Number) -> Fraction:
    return exact(value, "value")


def _end(value: Number | None) -> Fraction | None:
    return None if value is None else exact(value, "end")


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
        """The number that rules reckon with (万元 in 元, % as a share of 1)."""
        return self.value * unit_of(self.unit)[0]

    def __str__(self) -> str:
        return f"{number_text(self.value)}{self.unit}"


def _flag(value: bool) -> bool:
    return take_bool(value, "open")


@frozen
class Span:
    """The numbers between two ends in one unit; an end may be missing, or not belong to it.

    Args:
        lower: the lower end, or None.
        upper: the upper end, or None.
        lower_open: the lower end itself is left out (超过, 大于).
        upper_open: the upper end itself is left out (不足, 低于).
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
            empty = self.lower == self.upper and (self.lower_open or self.upper_open)
            if self.lower > self.upper or empty:
                ends = f"{number_text(self.lower)} to {number_text(self.upper)}"
                refuse("ends", "span", ends)
        if (self.lower is None and self.lower_open) or (self.upper is None and self.upper_open):
            refuse("ends", "span", "open: —")
        for end in (self.lower, self.upper):
            if end is not None:
                day_of(end, self.unit)

    @property
    def point(self) -> Fraction | None:
        """The one number it holds, if it holds one only; in its own unit."""
        return self.lower if self.lower == self.upper else None

    def times(self, scale: Fraction) -> Span:
        """The span with both ends multiplied by a number above zero, without a unit."""
        return Span(
            None if self.lower is None else self.lower * scale,
            None if self.upper is None else self.upper * scale,
            lower_open=self.lower_open,
            upper_open=self.upper_open,
        )

    def holds(self, other: Span) -> bool:
        """Whether every number of the other span lies in this one."""
        mine, others = self._common(other)
        return _starts_before(mine, others) and _ends_after(mine, others)

    def is_apart(self, other: Span) -> bool:
        """Whether the spans have no number in common."""
        mine, others = self._common(other)
        return _ends_before(mine, others) or _ends_before(others, mine)

    def _common(self, other: Span) -> tuple[Span, Span]:
        """Both in a common unit; as they are where no number has to change."""
        mine, others = adopt(self.unit, other.unit)
        return (self, other) if mine == others else (self.times(mine), other.times(others))


def day_of(number: Fraction, unit: str) -> Fraction:
    """The number; of a month and day, its day in the leap year 2000.

    Raises:
        FiscalRubricError: the unit says that it is a day, and it is none.
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
    """A day as it is printed: 2020年12月31日, or 12月31日.

    Args:
        day: as `day_of` counts it.
        unit: whether its year is known.
    """
    when = date.fromordinal(day.numerator)
    year = f"{when.year}年" if unit == DATE else ""
    return f"{year}{when.month}月{when.day}日"


def exactly(value: Fraction, unit: str = "") -> Span:
    """The span of one number."""
    return Span(value, value, unit=unit)


def _starts_before(left: Span, right: Span) -> bool:
    if left.lower is None or right.lower is None:
        return left.lower is None
    if left.lower == right.lower:
        return right.lower_open or not left.lower_open
    return left.lower < right.lower


def _ends_after(left: Span, right: Span) -> bool:
    if left.upper is None or right.upper is None:
        return left.upper is None
    if left.upper == right.upper:
        return right.upper_open or not left.upper_open
    return left.upper > right.upper


def _ends_before(left: Span, right: Span) -> bool:
    if left.upper is None or right.lower is None:
        return False
    if left.upper == right.lower:
        return left.upper_open or right.lower_open
    return left.upper < right.lower
