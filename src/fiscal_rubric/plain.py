"""Plain targets and actuals, one number with its unit, which nearly all are: built directly.

What is not plain gives None here, and is read, checked or refused where everything is; a test
holds both ways to give the same.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from fiscal_rubric.errors import FiscalRubricError
from fiscal_rubric.quantity import DATE, MONTH_DAY, Span, take_unit
from fiscal_rubric.signs import SIGNS, UNIT, Sense, normal
from fiscal_rubric.targets import Promise, Reached
from fiscal_rubric.unfrozen import unfrozen

# Building, of parts that fit


def one_number(sense: Sense, number: Fraction, unit: str, is_open: bool = False) -> Span:
    """The span that one number ends; its unit has the usual spelling, and is no day."""
    rises, falls = sense == "at least", sense == "at most"
    span = _empty_span()
    span.lower = None if falls else number
    span.upper = None if rises else number
    span.lower_open = is_open and rises
    span.upper_open = is_open and falls
    span.unit = unit
    span.__class__ = Span
    frozen: Span = span
    return frozen


def plain_promise(sense: Sense, span: Span) -> Promise:
    """A promise of one number."""
    promise = _empty_promise()
    promise.sense = sense
    promise.span = span
    promise.base = ""
    promise.__class__ = Promise
    frozen: Promise = promise
    return frozen


def plain_reached(span: Span) -> Reached:
    """A number that was reached, and no more said of it."""
    reached = _empty_reached()
    reached.span = span
    reached.about = False
    reached.claim = False
    reached.base = None
    reached.revised = None
    reached.__class__ = Reached
    frozen: Reached = reached
    return frozen


_empty_span, _empty_promise, _empty_reached = map(unfrozen, (Span, Promise, Reached))


# Reading

whole_number = lru_cache(maxsize=4096)(Fraction)  # the numbers of a table repeat


def plain_number(whole: str, places: str | None) -> Fraction:
    """The number of some digits, and of a point with more of them."""
    if places:
        return Fraction(int(whole + places[1:]), 10 ** (len(places) - 1))
    return whole_number(int(whole))


def plain_target(printed: str, bare: Sense, zero: Sense) -> Promise | None:
    """The promise of a printed cell, which is one number with its sign and unit at most.

    Args:
        printed: the cell.
        bare: what a number without a sign means; zero: what a zero without one does.
    """
    cell = _cell(printed)
    if cell is None:
        return None
    stated, number, unit, is_open = cell
    sense = stated or (bare if number else zero)
    return plain_promise(sense, one_number(sense, number, unit, is_open))


def plain_actual(printed: str) -> Reached | None:
    """What a printed cell says was reached, which is one number with its sign and unit at most."""
    cell = _cell(printed)
    if cell is None:
        return None
    stated, number, unit, is_open = cell
    return plain_reached(one_number(stated or "exactly", number, unit, is_open))


def _cell(printed: str) -> tuple[Sense | None, Fraction, str, bool] | None:
    """The sense that is stated, the number, its unit, and whether it is left out itself.

    A long number without a unit may be a year, a month or a day: that is not plain.
    """
    found = _match(printed)
    if found is None:
        return None
    before, whole, places, behind = found.groups()
    around = _around(before, behind)
    if around is None or not (behind or len(whole) < 4):
        return None
    stated, unit, is_open = around
    return stated, plain_number(whole, places), unit, is_open


_match = re.compile(r"([^0-9]{0,12})([0-9]{1,12})(\.[0-9]{1,6})?([^0-9]{0,12})").fullmatch


@lru_cache(maxsize=1024)
def _around(before: str, behind: str) -> tuple[Sense | None, str, bool] | None:
    """What stands around a number: a sign and a unit; 年 may say that it is a year."""
    if any(normal(text) != text for text in (before, behind)):
        return None
    if behind and (behind == "年" or "(" in behind or not re.fullmatch(UNIT, behind)):
        return None
    unit = take_unit(behind)
    if not before:
        return None, unit, False
    sign = next((sign for sign in SIGNS if before in sign.before), None)
    return None if sign is None else (sign.sense, unit, sign.is_open)


@lru_cache(maxsize=1024)
def is_usual(unit: str) -> bool:
    """Whether a unit is written in its usual spelling, and says nothing of days."""
    try:
        return unit not in (DATE, MONTH_DAY) and take_unit(unit) == unit
    except FiscalRubricError:
        return False
