"""Read one number or one span out of a printed cell; None where there is none."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from attrs import frozen

from fiscal_rubric.errors import describe, refuse
from fiscal_rubric.numbers.spans import Quantity, Span
from fiscal_rubric.numbers.units import take_unit, unit_of
from fiscal_rubric.targets.signs_and_claims import (
    BASE,
    BRACKET,
    FALLS,
    FRACTION,
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
    normal,
)


def one_number(sense: Sense, number: Fraction, unit: str, is_open: bool = False) -> Span:
    """Return the span of a number with a sense."""
    if sense == "at least":
        return Span(number, None, lower_open=is_open, unit=unit)
    if sense == "at most":
        return Span(None, number, upper_open=is_open, unit=unit)
    return Span(number, number, unit=unit)


@frozen(eq=False)
class PlainNumber:
    """A cell that is one number with at most a sign and a unit, as nearly all cells are.

    Attributes:
        sense: the sense of the sign; None without a sign.
        value: the number.
        unit: in its usual spelling.
        is_open: True if the number itself is excluded (超, 不足).
    """

    sense: Sense | None
    value: Fraction
    unit: str
    is_open: bool

    def span(self, bare: Sense) -> Span:
        """Return the span of the cell."""
        return one_number(self.sense or bare, self.value, self.unit, self.is_open)


def plain_number(printed: str) -> PlainNumber | None:
    """Read a cell that is one number, by one pattern; None for any other cell.

    A number of four or more digits without a unit may be a date: it is not read here.
    """
    found = _PLAIN_CELL(printed)
    if found is None:
        return None
    before, whole, places, behind = found.groups()
    around = _around(before, behind)
    if around is None or not (behind or len(whole) < 4):
        return None
    sense, unit, is_open = around
    decimals = (places or ".")[1:]
    value = Fraction(int(whole + decimals), 10 ** len(decimals))
    return PlainNumber(sense, value, unit, is_open)


_PLAIN_CELL = re.compile(r"([^0-9]{0,12})([0-9]{1,12})(\.[0-9]{1,6})?([^0-9]{0,12})").fullmatch


@lru_cache(maxsize=1024)
def _around(before: str, behind: str) -> tuple[Sense | None, str, bool] | None:
    """Read the sign before a number and the unit after it; None for 年, which may be a year."""
    if any(normal(text) != text for text in (before, behind)):
        return None
    if behind and (behind == "年" or "(" in behind or not re.fullmatch(UNIT, behind)):
        return None
    unit = take_unit(behind)
    if not before:
        return None, unit, False
    sign = next((sign for sign in SIGNS if before in sign.before), None)
    return None if sign is None else (sign.sense, unit, sign.is_open)


def without_words(text: str) -> str:
    """Remove the words that only say that the number was attained."""
    return re.sub(_AFTER, r"\1", re.sub(_BEFORE, "", text))


_BEFORE = (
    r"^(?:共计?|累计|合计|总计)?(?:已|共|累计)?(?:全部)?"
    r"(?:完成|达到|达|实现)?(?:共计?|累计)?(?=[+\-\d]|大?约|将?近|接近)"
)
_AFTER = r"(?a)(\d.*?)(?:均|都)?(?:已)?(?:全部)?完成$"


def without_bracket(plain: str) -> tuple[str, str]:
    """Return the text before a bracket at its end, and the text inside."""
    if plain.endswith("(百分比)"):
        return plain.removesuffix("(百分比)"), ""
    number = re.match(PLAIN, without_words(plain))
    if number:
        plain = re.sub(INCLUDED, lambda found: _included(found, number[0]), plain)
    found = re.fullmatch(BRACKET, plain)
    if (
        not found
        or re.fullmatch(FRACTION, plain[found.end("text") :])
        or found["note"] in ("含", "不含")
    ):
        return plain, ""
    if re.search(r"\d$", found["text"]) and re.fullmatch(UNIT, found["note"]):
        return found["text"] + found["note"], ""  # the unit in brackets
    return found["text"], found["note"]


def _included(found: re.Match[str], number: str) -> str:
    """Shorten (含5家) to (含) after 5家; leave any other bracket."""
    return f"({found[1]})" if found["number"] in (None, number) else found[0]


def without_base(text: str) -> tuple[str, str]:
    """Return the base of a change (较2019年度 -> 2019年度), and the rest of the text."""
    found = re.match(BASE, text)
    return (found["base"] or found["other"], text[found.end() :]) if found else ("", text)


def span_of(text: str, bare: Sense) -> Span | None:
    """Return the span of a text; `bare` is the sense of a number without a sign."""
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
    """Read the quantity next to a sign, where 日 counts days and is not a day of the month."""
    fraction = re.fullmatch(FRACTION, text)
    if fraction:
        return Quantity(fraction["number"], take_unit(fraction["unit"] or ""))
    return quantity_of(re.sub(r"(?a)(?<=\d)日$", "天", text))


def _without_after(text: str, sign: Sign) -> str:
    """Remove the second sign of 不超过5家以内."""
    for word in sign.after:
        if text.endswith(word):
            return text[: -len(word)]
    return text


def span_inside(text: str) -> Span | None:
    """Read a number with a sign at the end of a sentence: 出动率≥95%."""
    for sign in SIGNS:
        for word in sign.before:
            lead, found, rest = text.rpartition(word)
            if not found or not lead or (quantity := quantity_of(rest)) is None:
                continue
            if lead.endswith((*NEGATIVE, *(other for s in SIGNS for other in s.before))):
                continue
            if "每" in lead and not lead.endswith("率"):
                continue  # a frequency or a ratio, not a total
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
    """Read a number with its unit; None for any other text."""
    found = re.fullmatch(PLAIN, text)
    return _measured(found["number"], found["unit"]) if found else None


def _measured(number: str, unit: str | None) -> Quantity | None:
    if unit == "年" and re.fullmatch(r"(?:19|20)\d\d", number):
        return None
    if not unit and re.fullmatch(
        r"(?a)(?:19|20)\d\d(?:\.?(?:0\d|1[012])(?:[0-3]\d)?|\.\d{1,2})", number
    ):
        return None  # either a date without its signs, or a number
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
            return None  # 5000-1万元: the two numbers have different units
        refuse("ends", "notation", describe(text))
    return Span(lower.value * scale, upper.value, unit=upper.unit)


# Years, days of a year and telephone numbers, which look like ranges.
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
        return None  # 95±2%: either two per cent points, or 2 % of the number
    if half.unit == "%" and middle.unit != "%":
        width = abs(middle.value) * half.base
    elif "" in (half.unit, middle.unit) or half.unit == middle.unit:
        width = half.value
    else:
        return None
    unit = middle.unit or half.unit
    return Span(middle.value - width, middle.value + width, unit=unit)


def signed(span: Span, sign: int) -> Span:
    """Return the span of a change: of a rise (1), or of a fall (-1) with both ends negated."""
    if sign > 0:
        return span
    return Span(
        None if span.upper is None else -span.upper,
        None if span.lower is None else -span.lower,
        lower_open=span.upper_open,
        upper_open=span.lower_open,
        unit=span.unit,
    )
