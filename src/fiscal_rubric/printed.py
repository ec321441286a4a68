"""Reading one number, one span or one date out of a printed cell; None where there is none."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from fiscal_rubric.errors import describe, refuse
from fiscal_rubric.plain import one_number
from fiscal_rubric.quantity import DATE, MONTH_DAY, Quantity, Span, take_unit, unit_of
from fiscal_rubric.signs import (
    BASE,
    BRACKET,
    DAYS,
    FALLS,
    INCLUDED,
    NEGATIVE,
    PLAIN,
    RANGE,
    RISES,
    SIGNS,
    SYMBOLS,
    TOLERANCE,
    UNIT,
    Sense,
    Sign,
)


def without_words(text: str) -> str:
    """The text without the words that only say that the number was reached."""
    return re.sub(_AFTER, r"\1", re.sub(_BEFORE, "", text))


_BEFORE = (
    r"^(?:共计?|累计|合计|总计)?(?:已|共|累计)?(?:全部)?"
    r"(?:完成|达到|达|实现)?(?:共计?|累计)?(?=[+\-\d]|大?约|将?近|接近)"
)
_AFTER = r"(?a)(\d.*?)(?:均|都)?(?:已)?(?:全部)?完成$"


def without_bracket(plain: str) -> tuple[str, str]:
    """The text before a bracket at its end, and what stands in it."""
    if plain.endswith("(百分比)"):
        return plain.removesuffix("(百分比)"), ""
    number = re.match(PLAIN, without_words(plain))
    if number:
        plain = re.sub(INCLUDED.format(number=re.escape(number[0])), r"(\1)", plain)
    found = re.fullmatch(BRACKET, plain)
    if not found or found["note"] in ("含", "不含"):
        return plain, ""
    if re.search(r"\d$", found["text"]) and re.fullmatch(UNIT, found["note"]):
        return found["text"] + found["note"], ""  # the unit in brackets
    return found["text"], found["note"]


def without_base(text: str) -> tuple[str, str]:
    """What a change is measured against (较2019年度 -> 2019年度), and the rest of the text."""
    found = re.match(BASE, text)
    return (found["base"] or found["other"], text[found.end() :]) if found else ("", text)


def span_of(text: str, bare: Sense) -> Span | None:
    """The numbers a text stands for; a number without a sign is what `bare` says."""
    text = without_words(text)
    for sign in SIGNS:
        for word in sign.before:
            if text.startswith(word):
                found = _limit_of(_without_after(text[len(word) :], sign))
                if found is not None:
                    return one_number(sign.sense, found.value, found.unit, sign.is_open)
        for word in sign.after:
            if text.endswith(word):
                found = _limit_of(text[: -len(word)])
                if found is not None:
                    return one_number(sign.sense, found.value, found.unit, sign.is_open)
    found = quantity_of(text)
    if found is not None:
        return one_number(bare, found.value, found.unit, False)
    return _tolerance(text) or _range(text)


def _limit_of(text: str) -> Quantity | None:
    """The quantity beside a sign; 日 is a number of days there, and never a day of the month."""
    return quantity_of(re.sub(r"(?a)(?<=\d)日$", "天", text))


def _without_after(text: str, sign: Sign) -> str:
    """不超过5家以内 says it twice."""
    for word in sign.after:
        if text.endswith(word):
            return text[: -len(word)]
    return text


def span_inside(text: str) -> Span | None:
    """A number with a sign at the end of a sentence: 出动率≥95%."""
    for sign in SIGNS:
        for word in sign.before:
            lead, found, rest = text.rpartition(word)
            if not found or not lead or (quantity := quantity_of(rest)) is None:
                continue
            if lead.endswith((*NEGATIVE, *(other for s in SIGNS for other in s.before))):
                continue
            if "每" in lead and not lead.endswith("率"):
                continue  # how often, or for how many: no total
            symbol = word in SYMBOLS
            changes = () if lead.endswith("率") else (*RISES, *FALLS, "较", "比上", "同比", "环比")
            if any(other in lead for other in (*changes, *SYMBOLS)):
                continue
            if re.search("[;,、]", lead):
                continue  # more than one target
            if symbol or (len(lead) <= 12 and not re.search(r"\d", lead)):
                return one_number(sign.sense, quantity.value, quantity.unit, sign.is_open)
    return None


def quantity_of(text: str) -> Quantity | None:
    """A number with its unit, and nothing else."""
    found = re.fullmatch(PLAIN, text)
    return _measured(found["number"], found["unit"]) if found else None


def _measured(number: str, unit: str | None) -> Quantity | None:
    if unit == "年" and re.fullmatch(r"(?:19|20)\d\d", number):
        return None
    if not unit and re.fullmatch(
        r"(?a)(?:19|20)\d\d(?:\.?(?:0\d|1[012])(?:[0-3]\d)?|\.\d{1,2})", number
    ):
        return None  # a day or a month without its signs, or a number: not decided here
    return Quantity(number.replace(",", ""), take_unit(unit or ""))


def _range(text: str) -> Span | None:
    found = re.fullmatch(RANGE, text)
    if not found or re.fullmatch(_OTHER_RANGE, text):
        return None
    lower = _measured(found["number"], found["unit"] or found["unit2"])
    upper = _measured(found["number2"], found["unit2"] or found["unit"])
    if lower is None or upper is None or unit_of(lower.unit)[1] != unit_of(upper.unit)[1]:
        return None
    scale = unit_of(lower.unit)[0] / unit_of(upper.unit)[0]
    if lower.value * scale > upper.value:
        if not found["unit"] and unit_of(upper.unit)[0] > 1:
            return None  # 5000-1万元: the first number has another unit than the second
        refuse("ends", "notation", describe(text))
    return Span(lower.value * scale, upper.value, unit=upper.unit)


# Years, days of a year, telephone numbers: or numbers, which is not decided here.
_OTHER_RANGE = (
    r"(?a)(?:19|20)\d\d(?:-|~|—|–|至|到)(?:(?:19|20)\d\d|\d{1,2})|"
    r"(?:0[1-9]|1[012])-[0-3]\d|0\d+-\d+|\d{7,}-\d+"
)


def _tolerance(text: str) -> Span | None:
    found = re.fullmatch(TOLERANCE, text)
    if not found:
        return None
    half = _measured(found["number2"], found["unit2"])
    if half is None or half.value < 0:
        return None
    if found["number"] is None:
        return Span(-half.value, half.value, unit=half.unit)
    middle = _measured(found["number"], found["unit"])
    if middle is None:
        return None
    if half.unit == "%" and not middle.unit:
        return None  # 95±2%: of a share, or a share of the number
    if half.unit == "%" and middle.unit != "%":
        width = abs(middle.value) * half.base
    elif "" in (half.unit, middle.unit) or half.unit == middle.unit:
        width = half.value
    else:
        return None
    unit = middle.unit or half.unit
    return Span(middle.value - width, middle.value + width, unit=unit)


def signed(span: Span, sign: int) -> Span:
    """The span of a rise (1) or a fall (-1) by so much."""
    if sign > 0:
        return span
    return Span(
        None if span.upper is None else -span.upper,
        None if span.lower is None else -span.lower,
        lower_open=span.upper_open,
        upper_open=span.lower_open,
        unit=span.unit,
    )


def days_of(text: str) -> Span | None:
    """The days a text stands for: a day, a month, a year, or all days before one."""
    if between := re.fullmatch(_BETWEEN, text):
        year = between["year"] or ""
        start = days_of(f"{year}{between['first']}")
        end = days_of(f"{between['year2'] or year}{between['last']}")
        if start is None or end is None or start.unit != end.unit:
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
    else:
        year = int(found["only_year"] or 0)
        if not (found["end"] or found["before"] or found["within"] or found["done"]):
            return None
        first, last = (year, 1, 1), (year, 12, 31)
    unit = DATE if first[0] else MONTH_DAY
    lower, upper = _day_number(*first), _day_number(*last)
    if lower is None or upper is None:
        return None
    if found["before"]:
        whole = found["day"] or found["iso"] or found["end"]
        last_day = upper if whole else _day_before(first)
        return None if last_day is None else Span(None, last_day, unit=unit)
    return Span(lower, upper, unit=unit)


_BETWEEN = (
    r"(?a)(?P<year>\d{4}年)?(?P<first>\d{1,2}月\d{1,2}日)"
    r"至(?P<year2>\d{4}年)?(?P<last>\d{1,2}月\d{1,2}日)"
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
