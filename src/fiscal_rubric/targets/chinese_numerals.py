"""Write the Chinese numerals of a cell in digits: 三次, 一百二十人, 百分之九十八."""

from __future__ import annotations

import re

from fiscal_rubric.numbers.units import PRINTED_UNITS

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
           "八": 8, "九": 9, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8,
           "玖": 9}  # fmt: skip
# Word -> its size, what comes before it at most, and what comes behind it at least without a 零:
# 一万五 may be 15000, and 一亿三千 a hundred and thirty million.
_PLACES = {
    "亿": (10**8, 10**8, 10**4),
    "万": (10**4, 10**4, 10),
    "千": (1000, 10, 10),
    "百": (100, 10, 10),
    "十": (10, 10, 1),
}
_PLAIN = str.maketrans("〇拾佰仟", "零十百千")
_WORDS = "".join((*_DIGITS, *_PLACES, "拾佰仟"))
_NUMERAL = f"[{_WORDS}]{{1,20}}"
# 十分 means "very"; 一年 and 一月 are read as times and days.
_UNITS = "|".join(
    re.escape(word)
    for word in sorted({*PRINTED_UNITS, "月", "日", "号"} - {"分", "字", "门"}, key=len)[::-1]
)
_BEFORE_UNIT = (
    rf"(?<![{_WORDS}])(?<!\d)(?<![{_WORDS}]点)(?!(?<=[\u4e00-\u9fff])[万亿]){_NUMERAL}"
    rf"(?=[余多]?(?:{_UNITS})(?![\u4e00-\u9fff])|(?:{_UNITS})(?:以|之|内|前|底|末|\d)|"
    rf"[至到~-]{_NUMERAL}(?:{_UNITS}))"
)


def with_digits(text: str) -> str:
    """Return a text with the Chinese numerals before units, and after 百分之, in digits.

    Example:
        >>> with_digits("不少于一百二十人"), with_digits("百分之九十八"), with_digits("一条龙服务")
        ('不少于120人', '98%', '一条龙服务')
    """
    if not re.search(_NUMERAL, text):
        return "6个月" + text[2:] if text.startswith("半年") else text
    text = re.sub(
        f"百分之({_NUMERAL})(?:点([{''.join(_DIGITS)}]+))?",
        lambda found: (
            found[0]
            if _in_digits(found[1]) == found[1]
            else f"{_in_digits(found[1])}{_places(found[2])}%"
        ),
        text,
    )
    for _ in range(2):  # the second numeral of a range
        text = re.sub(_BEFORE_UNIT, lambda found: _in_digits(found[0]), text)
    return text


def _in_digits(numeral: str) -> str:
    """Return a numeral in digits; the numeral itself if it is none, or may be two numbers."""
    number = _number(numeral.translate(_PLAIN))
    return numeral if number is None else str(number)


def _number(numeral: str) -> int | None:
    """Return the number of a numeral; None for 一二, and for 一万五, which may be two numbers."""
    for word, (size, most, least) in _PLACES.items():
        before, found, rest = numeral.partition(word)
        if not found:
            continue
        is_one = not before and (word == "十" or not rest)  # 十五, 百
        times = 1 if is_one else _number(before)
        below = _number(rest.removeprefix("零")) if rest else 0
        if times is None or below is None or not 0 < times < most or below >= size:
            return None
        is_clear = not rest or rest.startswith("零") or below >= least
        return times * size + below if is_clear else None
    return _DIGITS.get(numeral)


def _places(digits: str | None) -> str:
    return "" if digits is None else "." + "".join(str(_DIGITS[digit]) for digit in digits)
