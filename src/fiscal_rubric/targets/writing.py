"""Write targets and results as tables print them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import assert_never

from fiscal_rubric.numbers.exact import DIGITS, number_text, places_text
from fiscal_rubric.numbers.spans import Span, day_of, day_text
from fiscal_rubric.numbers.units import DATE, MONTH_DAY
from fiscal_rubric.targets.printed_numbers import signed
from fiscal_rubric.targets.signs_and_claims import FALLS, RISES, SIGNS, Sense
from fiscal_rubric.targets.targets import (
    Actual,
    Claimed,
    NotApplicableType,
    NoTarget,
    NotCarriedOut,
    NumericActual,
    NumericTarget,
    QualitativeActual,
    QualitativeTarget,
    SeveralActuals,
    SeveralTargets,
    Target,
    take_actual,
    take_target,
)


def write_target(target: Target) -> str:
    """Write a target as text that `read_target` reads back, for any kind of indicator.

    These may not be read back as the same: a target with an unknown unit, words that look like a
    number, a range with an end that is not a decimal, and several targets of which one is a change
    with a separator in its base or two are the ends of a range.

    Example:
        >>> write_target(Target.read("较 2019 年度减少 5%")), write_target(Target.read("5家"))
        ('较2019年度减少5%', '≥5家')
    """
    match take_target(target):
        case NumericTarget(sense="date", span=span):
            return f"{_written_day(span.upper, span.unit)}前"
        case NumericTarget(sense="change", span=span, base=base):
            return _written_change(span, base, lambda inner: _written(inner, bare="at least"))
        case NumericTarget(span=span):
            return _written(span, bare=None)
        case QualitativeTarget(text=text):
            return text
        case NoTarget(text=text):
            return text
        case SeveralTargets(parts=parts):
            return "；".join(map(write_target, parts))
        case never:
            assert_never(never)


def write_actual(actual: Actual | None) -> str:
    """Write a result as text that `read_actual` reads back.

    An unknown unit, or words that look like another kind, may not be read back as the same.

    Example:
        >>> write_actual(Actual.read("＞9000 亿元"))
        '>9000亿元'
    """
    if actual is None:
        return ""
    match take_actual(actual):
        case NumericActual(claim=claim) as number:
            return f"{_written_number(number, number.span)}{'完成' if claim else ''}"
        case SeveralActuals(parts=parts):
            return "；".join(map(write_actual, parts))
        case Claimed(text=text) | QualitativeActual(text=text) | NotCarriedOut(text=text):
            return text
        case NotApplicableType():
            return "/"
        case never:
            assert_never(never)


def _written_number(actual: NumericActual, span: Span) -> str:
    if span.unit in (DATE, MONTH_DAY):
        if span.lower is None:
            return f"{_written_day(span.upper, span.unit)}前"
        first, last = _written_day(span.lower, span.unit), _written_day(span.upper, span.unit)
        return first if first == last else f"{first}至{last}"
    about = "约" if actual.about else ""
    if actual.base is not None:
        base = actual.base
        return _written_change(span, base, lambda inner: about + _written(inner, bare="exactly"))
    return about + _written(span, bare="exactly")


def _written_change(span: Span, base: str, write: Callable[[Span], str]) -> str:
    ends = [end for end in (span.lower, span.upper) if end is not None]
    falls = all(end < 0 for end in ends) or (span.lower is None and span.upper == 0)
    word, inner = (FALLS[0], signed(span, -1)) if falls else (RISES[0], span)
    return f"{f'较{base}' if base else ''}{word}{write(inner)}"


def _written(span: Span, bare: Sense | None) -> str:
    """Write a span with its signs; a span of the sense `bare` needs none."""
    if span.point is not None:
        sense: Sense = "exactly"
    elif span.lower is not None and span.upper is not None:
        if span.lower_open or span.upper_open:
            ends = Span(span.lower, lower_open=span.lower_open, unit=span.unit)
            last = Span(None, span.upper, upper_open=span.upper_open, unit=span.unit)
            return f"{_written(ends, None)}且{_written(last, None)}"
        return f"{number_text(span.lower)}~{number_text(span.upper)}{span.unit}"
    else:
        sense = "at least" if span.lower is not None else "at most"
    is_open = span.lower_open or span.upper_open
    sign = next(s for s in SIGNS if s.sense == sense and s.is_open == is_open)
    number = span.upper if span.lower is None else span.lower
    assert number is not None
    text = _number_text(number)
    is_bare = sense == bare and not is_open and not text.startswith("(")
    return f"{'' if is_bare else sign.written}{text}{span.unit}"


def _number_text(number: Fraction) -> str:
    """Return every digit of a number, in brackets where it is not a decimal."""
    ends = 10**DIGITS % number.denominator == 0
    return places_text(*_ticks(number)) if ends else f"({number_text(number)})"


def _ticks(number: Fraction) -> tuple[int, int]:
    """Return a decimal as whole ticks, and its places."""
    places = next(n for n in range(DIGITS + 1) if 10**n % number.denominator == 0)
    return number.numerator * (10**places // number.denominator), places


def _written_day(day: Fraction | None, unit: str) -> str:
    assert day is not None
    return day_text(day_of(day, unit), unit)
