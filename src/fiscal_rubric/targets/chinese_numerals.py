"""Write the Chinese numerals of a cell in digits: 三次, 一百二十人, 百分之九十八."""

from __future__ import annotations

import re

from fiscal_rubric.numbers.units import PRINTED_UNITS

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
           "八": 8, "九": 9, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8,
           "玖": 9}  # fmt: skip
_TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_WORDS = "".join((*_DIGITS, *_TENS, *_MYRIADS))
_NUMERAL = f"[{_WORDS}]{{1,20}}"
# 十分 means "very"; 一年 and 一月 are read as times and days.
_UNITS = "|".join(
    re.escape(word)
    for word in sorted({*PRINTED_UNITS, "月", "日", "号"} - {"分", "字", "门"}, key=len)[::-1]
)
_BEFORE_UNIT = (
    rf"(?<![{_WORDS}])(?<!\d)(?!(?<=[\u4e00-\u9fff])[万亿]){_NUMERAL}"
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
        lambda found: f"{_number(found[1])}{_places(found[2])}%",
        text,
    )
    for _ in range(2):  # the second numeral of a range
        text = re.sub(_BEFORE_UNIT, lambda found: str(_number(found[0])), text)
    return text


def _number(numeral: str) -> int | str:
    """Return the number of a numeral; the numeral itself if it is none, such as 一二."""
    whole = part = 0
    digit: int | None = None
    for word in numeral:
        if word in _DIGITS:
            if digit:
                return numeral  # two digits without a ten between them
            digit = _DIGITS[word]
        elif word in _TENS:
            part += (1 if digit is None else digit) * _TENS[word]
            digit = None
        else:
            whole = (whole + part + (digit or 0) or 1) * _MYRIADS[word]
            part, digit = 0, None
    return whole + part + (digit or 0)


def _places(digits: str | None) -> str:
    return "" if digits is None else "." + "".join(str(_DIGITS[digit]) for digit in digits)
