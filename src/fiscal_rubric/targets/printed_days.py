"""Read days out of a printed cell: 2025年底前, 12月31日, 2020-12-31."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from fiscal_rubric.numbers.spans import Span
from fiscal_rubric.numbers.units import DATE, MONTH_DAY
from fiscal_rubric.targets.signs_and_claims import DAYS


def days_of(text: str) -> Span | None:
    """Read the days of a text: a day, a month, a year, or all days before one."""
    if between := re.fullmatch(_BETWEEN, text):
        year = between["year"] or ""
        start = days_of(f"{year}{between['first']}")
        end = days_of(f"{between['year2'] or year}{between['last']}")
        if start is None or end is None or start.unit != end.unit:
            return None
        assert start.lower is not None, "a day has two ends"
        assert end.upper is not None, "a day has two ends"
        if start.lower > end.upper:  # 11月15日至3月15日: a season, which ends in the next year
            return None
        return Span(start.lower, end.upper, unit=start.unit)
    found = re.fullmatch(DAYS, text)
    if not found or (found["day"] and found["end"]):
        return None
    if found["iso"]:
        year, month, day = map(int, re.split(r"[-/.]", found["iso"]))
        first, last = (year, month, day), (year, month, day)
    elif found["month"]:
        year, month = int(found["year"] or 0), int(found["month"])
        if not 1 <= month <= 12:
            return None
        ends = monthrange(year or 2000, month)[1]
        day = int(found["day"] or 0)
        first, last = (year, month, day or 1), (year, month, day or ends)
    elif found["half"]:
        year, month = int(found["its_year"] or 0), 6 if found["half"] == "上" else 12
        first, last = (year, month - 5, 1), (year, month, monthrange(2001, month)[1])
    elif found["quarter"]:
        year, month = int(found["its_year"] or 0), 3 * _QUARTERS[found["quarter"]]
        first, last = (year, month - 2, 1), (year, month, monthrange(2001, month)[1])
    else:
        year = int(found["only_year"] or 0)
        if not (found["end"] or found["before"] or found["within"] or found["done"]):
            return None
        first, last = (year, 12 if found["end"] else 1, 1), (year, 12, 31)
    unit = DATE if first[0] else MONTH_DAY
    lower, upper = _day_number(*first), _day_number(*last)
    if lower is None or upper is None:
        return None
    if found["before"]:
        is_included = found["day"] or found["iso"] or found["end"]
        last_day = upper if is_included else _day_before(first)
        return None if last_day is None else Span(None, last_day, unit=unit)
    return Span(None if found["until"] else lower, upper, unit=unit)


_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}


_BETWEEN = (
    r"(?a)(?P<year>\d{4}年)?(?P<first>\d{1,2}月\d{1,2}日)"
    r"[至到~-](?P<year2>\d{4}年)?(?P<last>\d{1,2}月\d{1,2}日)"
)


def _day_number(year: int, month: int, day: int) -> int | None:
    try:
        ordinal = date(year or 2000, month, day).toordinal()
    except ValueError:
        return None
    return ordinal if year else 100 * month + day


def _day_before(first: tuple[int, int, int]) -> int | None:
    year, month, _ = first
    if year:
        return date(*first).toordinal() - 1
    return 100 * (month - 1) + monthrange(2000, month - 1)[1] if month > 1 else None
