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
    QUANTITY,
    RANGE,
    RISES,
    SCALE,
    SIGNED_QUANTITY,
    SIGNED_UNIT,
    SIGNS,
    SYMBOLS,
    TOLERANCE,
    UNIT,
    Sense,
    Sign,
    normal,
)

_QUANTITY, _SIGNED, _RANGE = (f"(?a){text}" for text in (QUANTITY, SIGNED_QUANTITY, RANGE))
# Words before a tolerance that only name it.
_SLACK = r"(?:(?:偏差|误差|波动|浮动|差异)(?:率|幅度)?(?:控制)?(?:在|为|不超过)?|控制在|在)?"
_TOLERANCE = f"(?a){_SLACK}{TOLERANCE}(?:范围内|以内|之内|内|之间)?"


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
    sign = next((sign for sign in SIGNS if before in sign.before), None)
    units = UNIT if sign is None else SIGNED_UNIT
    if behind and (behind == "年" or "(" in behind or not re.fullmatch(units, behind)):
        return None
    unit = take_unit(behind)
    if not before:
        return None, unit, False
    return None if sign is None else (sign.sense, unit, sign.is_open)


def without_words(text: str) -> str:
    """Remove the words that only say that the number was attained."""
    return re.sub(_AFTER, r"\1", re.sub(_BEFORE, "", text))


_BEFORE = (
    r"^(?:共计?|累计|合计|总计)?(?:已|共|累计)?(?:全部)?"
    r"(?:完成|达到|达|实现|为|保持在?|稳定在|维持在)?(?:共计?|累计)?(?=[+\-\d]|大?约|将?近|接近)"
)
_AFTER = r"(?a)(\d.*?)(?:均|都)?(?:已)?(?:全部)?(?:完成|达标)$"


def without_bracket(plain: str) -> tuple[str, str]:
    """Return the text before a bracket at its end, and the text inside."""
    if plain.endswith("(百分比)"):
        return plain.removesuffix("(百分比)"), ""
    number = re.match(_QUANTITY, without_words(plain))
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
    if text.startswith(_BEFORE_NUMBERS) or text.endswith(_AFTER_NUMBERS):
        limit = _limit(text)
        if limit is not None:
            return limit
    found = quantity_of(text.removesuffix("(含)"))
    if found is not None:
        return one_number(bare, found.value, found.unit, False)
    more = _a_little_more(text)
    if more is not None:
        return one_number("at least", more.value, more.unit, bare == "exactly")
    return _tolerance(text) or _range(text) or _between_limits(text)


def _limit_of(text: str) -> Quantity | None:
    """Read the quantity next to a sign, where 日 counts days and is not a day of the month."""
    fraction = re.fullmatch(FRACTION, text)
    if fraction:
        return Quantity(fraction["number"], take_unit(fraction["unit"] or ""))
    text = re.sub(r"(?a)(?<=\d)日$", "天", text.removesuffix("(含)"))
    found = re.fullmatch(_SIGNED, text)
    return _measured(found["number"], found["unit"]) if found else None


_BEFORE_NUMBERS = tuple(word for sign in SIGNS for word in sign.before)
_AFTER_NUMBERS = tuple(word for sign in SIGNS for word in sign.after)
_SIGNS_BEFORE = {word: sign for sign in SIGNS for word in sign.before}
_SIGNS_BEHIND = {word: sign for sign in SIGNS for word in sign.after}
_LENGTHS = sorted({len(word) for word in (*_SIGNS_BEFORE, *_SIGNS_BEHIND)}, reverse=True)
_ANY_SIGN = "|".join(re.escape(word) for word in _BEFORE_NUMBERS)


def sign_of(word: str) -> str:
    """Return the sign of a word: ≤ for 不超过 and 以内; "" for any other word."""
    sign = _SIGNS_BEFORE.get(word) or _SIGNS_BEHIND.get(word)
    return "" if sign is None else sign.written


def _without_after(text: str, sign: Sign) -> str:
    """Remove the second sign of 不超过5家以内."""
    for word in sign.after:
        if text.endswith(word):
            return text[: -len(word)]
    return text


def span_inside(text: str, bare: Sense, zero: Sense) -> Span | None:
    """Read a number at the end of a sentence: 出动率≥95%, 发放补贴12人, 投诉0件."""
    for sign in SIGNS if re.search(_ANY_SIGN, text) else ():
        for word in sign.before:
            if word not in text:
                continue
            lead, _, rest = text.rpartition(word)
            if not lead:
                continue
            quantity = _limit_of(_without_after(rest, sign))
            if quantity is None:
                continue
            if lead.endswith(_BEFORE_NUMBERS) or re.search(NEGATIVE, lead):
                continue
            if _is_ratio(lead):
                continue  # a frequency or a ratio, not a total
            symbol = word in SYMBOLS
            changes = () if lead.endswith("率") else (*RISES, *FALLS, "较", "比上", "同比", "环比")
            if any(other in lead for other in (*changes, *SYMBOLS)):
                continue
            if re.search("[;,、]", lead):
                continue  # more than one target
            if symbol or (len(lead) <= 12 and not re.search(r"\d", lead)):
                return one_number(sign.sense, quantity.value, quantity.unit, sign.is_open)
    lead, rest = without_lead(text)
    if not lead or _is_ratio(lead):
        return None
    number = quantity_of(rest)
    return span_of(rest, zero if number is not None and number.value == 0 else bare)


def without_lead(text: str) -> tuple[str, str]:
    """Return the words before a number with a unit (发放补贴12人), and the number."""
    found = re.fullmatch(_LED, text)
    if not found or not is_lead(found["lead"]):
        return "", text
    if not re.search(r"(?a)\d\D", found["rest"]):
        return "", text  # without a unit
    return found["lead"], found["rest"]


def is_lead(words: str) -> bool:
    """Return whether words before a number only name what is counted."""
    return not re.search(_NO_LEAD, re.sub("(?:达到|达|为|实现)$", "", words))


_LED = r"(?a)(?P<lead>[\u4e00-\u9fff]{2,12})(?P<rest>(?:±)?\d.*)"
# Words after which a number does not count: a rank, a change, what is left or missing, a sign.
_NO_LEAD = (
    r"第|每|号|排名|前$|后$|近$|约$|约为$|从$|由$|自$|于$|在$|至$|到$|未|没|无|不|剩|余|缺|差$|欠|少|退|停|消|超|逾|"
    r"提高|增长|增加|上升|提升|减|降|升|缩|较|比|若|如|最|至多|大$|高$|低$|多$|小$|内$|外$|电话|文|版|国道|一|二|三|两|"
    r"低于|高于|优于|少于|多于|禁|防止|避免|杜绝|[四五六七八九十百千万亿零〇几]点?$"
)


def _is_ratio(lead: str) -> bool:
    """Return whether a number behind these words is one for each: 每人, 人均, but not 每户率."""
    each = re.search("[人户年月日周季亩村镇乡校家次班生件台场期]均|每|平均", lead)
    return each is not None and not lead.endswith("率")


def quantity_of(text: str) -> Quantity | None:
    """Read a number with its unit; None for any other text."""
    found = re.fullmatch(_QUANTITY, text)
    if not found or found["more"] or re.fullmatch(_TELEPHONE, text):
        return None
    return _measured(found["number"], found["unit"])


_TELEPHONE = r"(?a)1[3-9]\d{9}"


def _a_little_more(text: str) -> Quantity | None:
    """Read 200余人, a number and a little more."""
    found = re.fullmatch(_QUANTITY, text)
    return _measured(found["number"], found["unit"]) if found and found["more"] else None


def _measured(number: str, unit: str | None) -> Quantity | None:
    if unit == "年" and re.fullmatch(r"(?:19|20)\d\d", number):
        return None
    if not unit and re.fullmatch(
        r"(?a)(?:19|20)\d\d(?:\.?(?:0[1-9]|1[012])(?:0[1-9]|[12]\d|3[01])?|\.\d{1,2})", number
    ):
        return None  # either a date without its signs, or a number
    return Quantity(number.replace(",", ""), take_unit(unit or ""))


def _range(text: str) -> Span | None:
    inner = re.fullmatch(r"(?:介于|在)?(?P<range>.+?)(?:之间|范围内|范围之内)?", text)
    found = re.fullmatch(_RANGE, inner["range"] if inner else text)
    if not found or re.fullmatch(_OTHER_RANGE, text):
        return None
    unit, unit2 = found["unit"] or found["unit2"], found["unit2"] or found["unit"]
    if unit and unit2 and unit_of(unit)[1] == "" != unit_of(unit2)[1]:
        unit += unit_of_scale(unit2)  # 2万~3万户次: the noun counts for both
    lower, upper = _measured(found["number"], unit), _measured(found["number2"], unit2)
    if lower is None or upper is None or unit_of(lower.unit)[1] != unit_of(upper.unit)[1]:
        return None
    scale = unit_of(lower.unit)[0] / unit_of(upper.unit)[0]
    if lower.value * scale > upper.value:
        if not found["unit"] and unit_of(upper.unit)[0] > 1:
            return None  # 5000-1万元: the two numbers have different units
        refuse("ends", "notation", describe(text))
    opens = found["first"] == "不含", found["last"] == "不含"
    return Span(
        lower.value * scale,
        upper.value,
        lower_open=opens[0],
        upper_open=opens[1],
        unit=upper.unit,
    )


def unit_of_scale(unit: str) -> str:
    """Return a unit without its scale: 万户次 -> 户次."""
    return re.sub(f"^{SCALE}", "", unit)


def _between_limits(text: str) -> Span | None:
    """Read two limits in one text: 不低于3且不高于5, 50%以上60%以下."""
    numbers = re.findall(r"(?a)\d+(?:\.\d+)?", text)
    if len(numbers) != 2 or len(text) > 40:
        return None
    start = re.search(r"(?a)\d+(?:\.\d+)?", text)
    assert start is not None, "there are two numbers"
    for at in range(start.end(), len(text)):
        if not text.startswith(_BEFORE_NUMBERS, at) and not text.endswith(_AFTER_NUMBERS, 0, at):
            continue
        first = _limit_to_a_side(re.sub("[且并和与,]$", "", text[:at]))
        second = _limit_to_a_side(text[at:])
        if first is None or second is None:
            continue
        lower, upper = (first, second) if first.upper is None else (second, first)
        if lower.lower is None or upper.upper is None:
            return None  # two limits on one side
        unit = upper.unit or lower.unit
        if {lower.unit, upper.unit} - {unit, ""} or lower.lower >= upper.upper:
            return None
        return Span(
            lower.lower,
            upper.upper,
            lower_open=lower.lower_open,
            upper_open=upper.upper_open,
            unit=unit,
        )
    return None


def _limit_to_a_side(text: str) -> Span | None:
    found = _limit(text)
    return found if found is None or found.point is None else None


def _limit(text: str) -> Span | None:
    """Read one limit with its sign, before or behind the number; longer signs first."""
    for length in _LENGTHS:
        sign = _SIGNS_BEFORE.get(text[:length])
        rest = "" if sign is None else _without_after(text[length:], sign)
        if sign is None:
            sign, rest = _SIGNS_BEHIND.get(text[-length:]), text[:-length]
        found = None if sign is None else _limit_of(rest)
        if sign is not None and found is not None:
            return one_number(sign.sense, found.value, found.unit, sign.is_open)
    return None


# Years, days of a year and telephone numbers, which look like ranges.
_OTHER_RANGE = (
    r"(?a)(?:19|20)\d\d(?:-|~|—|–|至|到)(?:(?:19|20)\d\d|\d{1,2})|"
    r"(?:0[1-9]|1[012])-[0-3]\d|0\d+-\d+|\d{7,}-\d+"
)


def _tolerance(text: str) -> Span | None:
    found = re.fullmatch(_TOLERANCE, text)
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
