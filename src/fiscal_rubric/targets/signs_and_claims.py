"""Signs, claims, units and dates as bureaus print them.

Patterns are texts, which `re` compiles on first use; (?a) limits their digits to ASCII.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from attrs import frozen

from fiscal_rubric.numbers.units import PRINTED_UNITS
from fiscal_rubric.validation import take_plain

Sense = Literal["at least", "at most", "exactly"]


@frozen(eq=False, repr=False)
class Sign:
    """A relation: the sign to write, and all printed forms, longest first."""

    written: str
    sense: Sense
    is_open: bool
    before: tuple[str, ...]
    after: tuple[str, ...] = ()


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SIGNS = (
    Sign(
        "≥",
        "at least",
        False,
        _split(
            "≥ >= => ≧ 大于或等于 高于或等于 多于或等于 大于等于 高于等于 多于等于 达到或超过 "
            "应不低于 应不少于 不得低于 不得少于 不得小于 不应低于 不应少于 "
            "不低于 不少于 不小于 至少 最低"
        ),
        _split("及以上 (含)以上 以上(含) 以上 +"),
    ),
    Sign(
        ">",
        "at least",
        True,
        _split("> 大于 超过 高于 多于 突破 超出 超 逾"),
        _split("(不含)以上 以上(不含)"),
    ),
    Sign(
        "≤",
        "at most",
        False,
        _split(
            "≤ <= =< ≦ 小于或等于 低于或等于 少于或等于 小于等于 低于等于 少于等于 "
            "应不超过 应不高于 不得超过 不得高于 不得大于 不得多于 不应超过 不应高于 不能超过 "
            "没有超过 未超过 不超过 不高于 不大于 不多于 不超 至多 最高 控制在"
        ),
        _split("及以下 (含)以下 以下(含) 以下 以内 之内 内"),
    ),
    Sign(
        "<",
        "at most",
        True,
        _split("< 小于 低于 少于 不足 不满 不到 未达到"),
        _split("(不含)以下 以下(不含)"),
    ),
    Sign("=", "exactly", False, ("=", "等于")),
)
ABOUT_BEFORE, ABOUT_AFTER = ("大约", "约", "将近", "接近", "近"), ("左右", "上下")
RISES = ("同比增长", "同比提高", "同比增加", "提高", "增长", "增加", "上升", "提升")
FALLS = ("同比下降", "同比减少", "同比降低", "减少", "降低", "下降", "压减", "缩减")
SYMBOLS = ("≥", ">=", "=>", "≧", ">", "≤", "<=", "=<", "≦", "<", "=")

# Words that claim completion without a number. Callers add more as `phrases`.
CLAIMS = frozenset(
    """
    达成 已达成 达成预期指标 达成预期目标 达到预期 达到预期目标 达到预期指标 达到预期效果
    实现预期目标
    完成 已完成 全部完成 已全部完成 完成目标 完成预期目标 达标 已达标 全部达标
    按计划完成 按计划执行完成 按年度计划完成 按年度计划执行完成 按要求完成
    按时完成 已按时完成 按期完成 如期完成 规定时间内完成 在规定时间内完成
    """.split()
)
NOT_DONE = (
    r"(?a)(?:"
    r"无法.{0,12}(?:开展|实施|进行|完成|执行)|未(?:能)?(?:按计划|如期|按期)?(?:开展|实施|进行|举办|执行)|"
    r"未(?:能)?(?:按计划|如期|按期|按时)?(?:完成|达标|达成)|(?:已)?取消|(?:暂停|停止)(?:开展|实施)"
    r")(?P<closes>$|[,，。;；(])?"
)
NOT_ALL = r"(?a)" r"\d|部分|基本|大部|个别|[;；]"
YEARS = r"(?a)" r"(?:19|20)\d\d年?(?:\d{1,2}月)?"
REASON = (
    r"(?:由于|因为|(?<![原起诱])因(?![此素]))(?P<reason>[^,，。;；()]+)|"
    r"受(?P<influence>[^,，。;；()]+?影响)"
)
NONE = frozenset(("/", "-", "--", "—", "——", "–", "不适用", "N/A", "n/a", "\\"))
NEGATIVE = ("不", "未", "无", "没", "没有", "非", "勿")
SCALE = "(?:万亿|千亿|百亿|亿|千万|百万|十万|万|千|百)"
WORD = "|".join(re.escape(word) for word in sorted(PRINTED_UNITS, key=len, reverse=True))
UNIT = (
    rf"(?:{SCALE}?(?:{WORD})(?:[/·*](?:{WORD}|月|日)){{0,2}}|{SCALE}(?:人/次)?|/(?:{WORD}|月|日))"
)
NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
# A number that is not a decimal, as `write_target` writes it after a sign: ≥(1/3)家.
FRACTION = rf"(?a)\((?P<number>[+-]?\d+/0*[1-9]\d*)\)(?P<unit>人/次|{UNIT})?"
QUANTITY = rf"(?P<number>{NUMBER})(?P<unit>人/次|{UNIT})?"
PLAIN = f"(?a){QUANTITY}"
RANGE = (
    rf"(?P<number>{NUMBER})(?P<unit>{UNIT})?(?:-|~|—|–|至|到)"
    rf"(?P<number2>{NUMBER})(?P<unit2>{UNIT})?"
)
TOLERANCE = (
    r"(?a)"
    rf"(?:(?P<number>{NUMBER})(?P<unit>{UNIT})?)?(?:±|\+/-)"
    rf"(?P<number2>{NUMBER})(?P<unit2>{UNIT})?"
)
DAY = r"(?:(?P<year>(?:19|20)\d\d)年(?:度)?)?(?P<month>\d{1,2})月(?:份)?(?:(?P<day>\d{1,2})[日号])?"
YEAR = r"(?:(?P<only_year>(?:19|20)\d\d)年(?:度)?|(?P<this_year>(?:本年|当年|年)(?=[底末])))"
ISO = r"(?P<iso>(?:19|20)\d\d([-/.])\d{1,2}\2\d{1,2})"
DAYS = (
    r"(?a)"
    rf"(?:于|在|截至)?(?:{ISO}|{DAY}|{YEAR})(?P<end>[底末])?(?P<before>之前|以前|前)?"
    r"(?P<within>之?内)?(?P<done>(?:已)?(?:全部)?完成[^\d]{0,20})?"
)
BASE = (
    r"(?:较(?![大好快高多少小低])|比(?![例重率值]))(?P<base>.+?)(?:相比)?"
    r"(?=同比|提高|增长|增加|上升|提升|减少|降低|下降|压减|缩减)|与(?P<other>.+?)相比"
)
REVISED = r"(?:目标|指标)(?:值)?(?:已)?调整为(?P<target>.+?)(?:[,，;；。](?!\d{3}).*)?"
INCLUDED = r"\((不?含)(?:本数|(?P<number>[^()]*))\)"
BRACKET = r"(?P<text>.+?)\((?P<note>[^()]*)\)"


def same_words(left: str, right: str) -> bool:
    """Return whether two texts differ only in width, spaces or a full stop."""
    first, second = (normal(take_plain(text, "text")) for text in (left, right))
    return first.rstrip("。.;") == second.rstrip("。.;")


def normal(text: str) -> str:
    """Return the text with half-width signs and no white space, except between numbers."""
    for sign, plain in (("㎡", "平方米"), ("m²", "平方米"), ("％", "%"), ("−", "-"), ("〜", "~")):
        text = text.replace(sign, plain)
    if any(unicodedata.category(character) == "No" for character in text):
        return _joined(text)  # a circled or raised digit is not a number
    plain = _joined(unicodedata.normalize("NFKC", text))
    return re.sub(r"(?a)百分之(\d+(?:\.\d+)?)", r"\1%", plain)


def _joined(text: str) -> str:
    """Remove white space; put "|" between two numbers instead."""
    apart = re.sub(r"(?a)(?<=\d)([.,]?)\s+(?=[.,]?\d)", r"\1|", text)
    return "".join(apart.split())
