"""Reading and writing targets and actuals as tables print them: ≥90%, 较2019年度减少5%, 长期.

One table of signs drives both directions. What is neither a number nor a date is taken as words,
never as a guessed number.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from datetime import MAXYEAR, date
from fractions import Fraction
from typing import Literal, assert_never

from attrs import frozen

from fiscal_rubric.arguments import take_option, take_plain, take_sequence
from fiscal_rubric.errors import describe, refuse
from fiscal_rubric.exact import number_text
from fiscal_rubric.quantity import DATE, MONTH_DAY, Quantity, Span, take_unit, unit_of
from fiscal_rubric.targets import (
    KINDS,
    NOT_APPLICABLE,
    Absence,
    Actual,
    Claimed,
    Kind,
    NoTarget,
    NotCarriedOut,
    Promise,
    Reached,
    SeveralReached,
    SeveralTargets,
    Statement,
    Target,
    Words,
    take_actual,
    take_target,
)

Ends = Literal["lower", "upper", "both"]
Direction = Literal["at least", "at most", "exactly"]


@frozen
class Sign:
    """One relation: how it is written, and all the ways it is printed, longest first."""

    written: str
    ends: Ends
    is_open: bool
    before: tuple[str, ...]
    after: tuple[str, ...] = ()


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# All relations, for reading and for writing.
SIGNS = (
    Sign(
        "≥",
        "lower",
        False,
        _words(
            "≥ >= => ≧ 大于或等于 大于等于 不得低于 不得少于 不应低于 "
            "不低于 不少于 不小于 至少 最低"
        ),
        _words("及以上 (含)以上 以上(含) 以上"),
    ),
    Sign(">", "lower", True, _words("> 大于 超过 高于 多于 突破 超出 超 逾")),
    Sign(
        "≤",
        "upper",
        False,
        _words(
            "≤ <= =< ≦ 小于或等于 小于等于 不得超过 不得高于 不能超过 没有超过 "
            "未超过 不超过 不高于 不大于 不多于 不超 至多 最高 控制在"
        ),
        _words("及以下 (含)以下 以下(含) 以下 以内 之内 内"),
    ),
    Sign("<", "upper", True, _words("< 小于 低于 少于 不足 不满 不到 未达到")),
    Sign("=", "both", False, ("=", "等于")),
)
_ABOUT_BEFORE, _ABOUT_AFTER = ("大约", "约", "将近", "接近", "近"), ("左右", "上下")
_RISES = ("同比增长", "同比提高", "同比增加", "提高", "增长", "增加", "上升", "提升")
_FALLS = ("同比下降", "同比减少", "同比降低", "减少", "降低", "下降", "压减", "缩减")
_SYMBOLS = ("≥", ">=", "=>", "≧", ">", "≤", "<=", "=<", "≦", "<", "=")

# Words that claim what was promised, by themselves. The list is closed: see `phrases`.
CLAIMS = frozenset(
    """
    达成 已达成 达成预期指标 达成预期目标 达到预期 达到预期目标 达到预期指标 达到预期效果
    实现预期目标
    完成 已完成 全部完成 已全部完成 完成目标 完成预期目标 达标 已达标 全部达标
    按计划完成 按计划执行完成 按年度计划完成 按年度计划执行完成 按要求完成
    按时完成 已按时完成 按期完成 如期完成 规定时间内完成 在规定时间内完成
    """.split()
)
_NOT_DONE = re.compile(
    r"无法.{0,12}(?:开展|实施|进行|完成|执行)|未(?:能)?(?:按计划|如期|按期)?(?:开展|实施|进行|举办|执行)|"
    r"未(?:能)?(?:按计划|如期|按期|按时)?(?:完成|达标|达成)|(?:已)?取消|(?:暂停|停止)(?:开展|实施)"
)
_NOT_ALL = re.compile(r"\d|部分|基本|大部|个别|[;；]", re.ASCII)
_YEARS = re.compile(r"(?:19|20)\d\d年?(?:\d{1,2}月)?", re.ASCII)
_REASON = re.compile(r"(?:由于|因为|因|受)(?P<reason>[^,，。;；]+)")
_NONE = frozenset(("/", "-", "--", "—", "——", "–", "不适用", "N/A", "n/a", "\\"))
_NEGATIVE = ("不", "未", "无", "没", "没有", "非", "勿")

# The words that stand behind a number; a number before any other word is no quantity.
_MEASURES = """
    人次 人日 人天 人月 课时 学时 小时 分钟 工作日 个月 百分比 个百分点 百分点 平方公里 平方米
    立方米 公里 千米 厘米 毫米 公顷 公斤 千克 美元 港元 欧元 千元 元 角 家 个 次 场 项 人 户 亩
    米 克 斤 吨 升 株 棵 头 只 匹 羽 尾 粒 篇 件 部 套 天 年 周 秒 座 辆 台 本 份 期 批 条 处 所
    间 栋 幢 艘 架 张 支 把 节 课 倍 起 宗 例 名 位 岗 村 镇 校 班 队 团 组 栏 幅 首 集 册 卷 页
    字 块 片 根 盏 口 眼 门 站 段 笔 户次 家次 台次 车次 架次 床 床位 平米 m2 km %(百分比) % ‰
""".split()
_SCALE = "(?:万亿|千亿|百亿|亿|千万|百万|十万|万)"
_WORD = "|".join(re.escape(word) for word in sorted(_MEASURES, key=len, reverse=True))
_UNIT = rf"(?:{_SCALE}?(?:{_WORD})(?:[/·](?:{_WORD})){{0,2}}|{_SCALE}(?:人/次)?|/(?:{_WORD}))"
_NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_QUANTITY = rf"(?P<number>{_NUMBER})(?P<unit>人/次|{_UNIT})?"
_PLAIN = re.compile(_QUANTITY, re.ASCII)
_RANGE = re.compile(
    rf"(?P<number>{_NUMBER})(?P<unit>{_UNIT})?(?:-|~|—|–|至|到)"
    rf"(?P<number2>{_NUMBER})(?P<unit2>{_UNIT})?",
    re.ASCII,
)
_TOLERANCE = re.compile(
    rf"(?:(?P<number>{_NUMBER})(?P<unit>{_UNIT})?)?(?:±|\+/-)"
    rf"(?P<number2>{_NUMBER})(?P<unit2>{_UNIT})?",
    re.ASCII,
)
_DAY = (
    r"(?:(?P<year>(?:19|20)\d\d)年(?:度)?)?(?P<month>\d{1,2})月(?:份)?(?:(?P<day>\d{1,2})[日号])?"
)
_YEAR = r"(?:(?P<only_year>(?:19|20)\d\d)年(?:度)?|(?P<this_year>(?:本年|当年|年)(?=[底末])))"
_ISO = r"(?P<iso>(?:19|20)\d\d([-/.])\d{1,2}\2\d{1,2})"
_DATE = re.compile(
    rf"(?:于|在|截至)?(?:{_ISO}|{_DAY}|{_YEAR})(?P<end>[底末])?(?P<before>之前|以前|前)?"
    r"(?P<within>之?内)?(?P<done>(?:已)?(?:全部)?完成[^\d]{0,20})?",
    re.ASCII,
)
_BASE = re.compile(
    r"(?:较|比|与)(?P<base>.+?)(?:相比)?(?=同比|提高|增长|增加|上升|提升|减少|降低|下降|压减|缩减)"
)
_REVISED = re.compile(r"(?:目标|指标)(?:值)?(?:已)?调整为(?P<target>.+)")
_BRACKET = re.compile(r"(?P<text>.+?)\((?P<note>[^()]*)\)")


def read_target(text: str, kind: Kind | None = None, *, sense: Direction | None = None) -> Target:
    """Read a target as it is printed.

    Args:
        text: as printed; full-width signs, spaces and line breaks do not matter.
        kind: the kind of indicator: a bare number is "at most" for a cost, "at least" for all
            others, and a bare zero is "at most" for all.
        sense: what a number without a sign means, instead of what the kind says.

    Returns:
        A `Promise` where the text is a number or a date, `SeveralTargets` where it is several of
        them, `NoTarget` for a dash or an empty cell, and else the words as a `Statement`.

    Raises:
        FiscalRubricError: not a text, or a range with its ends the wrong way round.

    Example:
        >>> read_target("不低于９０％").span
        Span(lower=Fraction(90, 1), upper=None, lower_open=False, upper_open=False, unit='%')
        >>> read_target("200万", kind="cost").sense, read_target("长期").sense
        ('at most', 'words')
    """
    printed = take_plain(text, "target", 2000).strip()
    if kind is not None:
        take_option(kind, "kind", KINDS)
    if sense is not None:
        take_option(sense, "sense", ("at least", "at most", "exactly"))
    plain = normal(printed)
    if not plain or plain in _NONE or plain == "无":
        return NoTarget()
    bare: Direction = sense or ("at most" if kind == "cost" else "at least")
    plain = plain.rstrip("。;")
    whole = _promise(plain, bare)
    if whole is not None:
        return whole
    for separator in (";", ",", "、"):
        parts = [_promise(part, bare) for part in plain.split(separator)]
        promises = tuple(part for part in parts if part is not None)
        if 1 < len(parts) == len(promises):
            return SeveralTargets(promises)
    return Statement(printed)


def read_actual(
    text: str, phrases: tuple[str, ...] | list[str] = (), *, kind: Kind | None = None
) -> Actual | None:
    """Read what happened, as it is printed.

    Args:
        text: as printed.
        phrases: more words that claim that the target was met, besides the closed list (完成,
            达标, 达成预期指标 …).
        kind: the kind of indicator, for a revised target in the same cell.

    Returns:
        None for an empty cell; `NOT_APPLICABLE` for a slash or dash; `Reached` for a number or a
        date, `Claimed`, `NotCarriedOut`, or else `Words`. 无 stays a word: against a target of
        zero it says that there was none, against any other that it does not apply.

    Example:
        >>> read_actual("超2000亿元").span
        Span(lower=Fraction(2000, 1), upper=None, lower_open=True, upper_open=False, unit='亿元')
        >>> read_actual("因疫情防控要求，无法按计划开展").reason
        '疫情防控要求'
    """
    printed = take_plain(text, "actual", 2000).strip()
    more = [take_plain(phrase, "phrases") for phrase in take_sequence(phrases, "phrases")]
    plain = normal(printed)
    if not plain:
        return None
    if plain in _NONE:
        return NOT_APPLICABLE
    plain = plain.rstrip("。;")
    inner = plain[1:-1] if re.fullmatch(r"\([^()]*\)", plain) else plain
    if inner.rstrip(".") in CLAIMS or any(same_words(phrase, printed) for phrase in more):
        return Claimed(printed)
    reached = _reached(plain, kind)
    if reached is not None:
        return reached
    for separator in (";", ",", "、"):
        parts = [_reached(part, kind) for part in plain.split(separator)]
        found = tuple(part for part in parts if part is not None)
        if 1 < len(parts) == len(found):
            return SeveralReached(found)
    if _NOT_DONE.search(plain) and not _NOT_ALL.search(_YEARS.sub("", plain)):
        reason = _REASON.search(plain)
        return NotCarriedOut(printed, reason["reason"] if reason else "")
    return Words(printed)


def read_quantity(text: str, place: str = "amount") -> Quantity:
    """Read a number with its unit, and nothing else.

    Raises:
        FiscalRubricError: anything else stands there.

    Example:
        >>> read_quantity("23,000.00 万元")
        Quantity(value=Fraction(23000, 1), unit='万元')
    """
    found = _quantity(normal(take_plain(text, place, 200)))
    if found is None:
        refuse("notation", place, describe(text))
    return found


def read_kind(text: str) -> Kind:
    """The kind of indicator that a heading names: 数量指标, 工作时效, 可持续影响, quantity.

    Raises:
        FiscalRubricError: the heading names none.
    """
    plain = normal(take_plain(text, "kind", 200))
    for kind, words in _KIND_WORDS.items():
        if plain == kind or any(word in plain for word in words):
            return kind
    refuse("option", "kind", text, *(words[0] for words in _KIND_WORDS.values()))


_KIND_WORDS: dict[Kind, tuple[str, ...]] = {
    "satisfaction": ("满意度",),
    "quantity": ("数量",),
    "quality": ("质量",),
    "timeliness": ("时效",),
    "cost": ("成本",),
    "economic": ("经济效益", "经济成效"),
    "social": ("社会效益", "社会成效"),
    "ecological": ("生态效益", "生态环境"),
    "sustained": ("可持续", "持续影响"),
}


def same_words(left: str, right: str) -> bool:
    """Whether two texts are the same but for width, spaces and a full stop."""
    first, second = (normal(take_plain(text, "text")) for text in (left, right))
    return first.rstrip("。.;") == second.rstrip("。.;")


def normal(text: str) -> str:
    """The text with half-width signs and without white space."""
    for sign, plain in (("㎡", "平方米"), ("m²", "平方米"), ("％", "%")):
        text = text.replace(sign, plain)
    if any(unicodedata.category(character) == "No" for character in text):
        return "".join(text.split())  # a circled or raised digit is no number of its own
    return "".join(unicodedata.normalize("NFKC", text).split())


# Reading


def _promise(plain: str, bare: Direction) -> Promise | None:
    when = _date(plain)
    if when is not None:
        return Promise("date", Span(None, when.upper, unit=when.unit))
    text, note = _without_bracket(plain)
    if re.search(r"\d", _YEARS.sub("", note)):
        return None
    base, text = _without_base(text)
    for words, sign in ((_RISES, 1), (_FALLS, -1)):
        for word in words:
            if text.startswith(word):
                span = _span(text[len(word) :], "at least")
                return None if span is None else Promise("change", _signed(span, sign), base)
    if base:
        return None
    span = _span(text, bare) or _inside(text)
    if span is None:
        return None
    if span.point == 0 and _PLAIN.fullmatch(_bare(text)):
        span = Span(None, 0, unit=span.unit)
    if span.point is not None:
        return Promise("exactly", span)
    if span.lower is not None and span.upper is not None:
        return Promise("between", span)
    if span.lower == 0 and span.lower is not None and _PLAIN.fullmatch(_bare(text)):
        return Promise("at most", Span(None, 0, unit=span.unit))
    return Promise("at least" if span.lower is not None else "at most", span)


def _reached(plain: str, kind: Kind | None) -> Reached | None:
    when = _date(plain)
    if when is not None:
        return Reached(when)
    text, note = _without_bracket(plain)
    revised = None
    change = _REVISED.fullmatch(note)
    if change:
        target = read_target(change["target"], kind)
        revised = target if isinstance(target, Promise) else None
    elif re.search(r"\d", _YEARS.sub("", note)):
        return None  # a second number, whose part in the first is not said
    claim = bool(re.search(r"\d.*完成$", text))
    base, text = _without_base(text)
    for words, sign in ((_RISES, 1), (_FALLS, -1)):
        for word in words:
            if text.startswith(word):
                span = _span(text[len(word) :], "exactly")
                if span is None:
                    return None
                return Reached(_signed(span, sign), base=base, revised=revised)
    if base:
        return None
    for rest in _about(text):
        quantity = _quantity(rest)
        if quantity is not None:
            point = Span(quantity.value, quantity.value, unit=quantity.unit)
            return Reached(point, about=True, revised=revised)
    span = _span(text, "exactly")
    return None if span is None else Reached(span, revised=revised, claim=claim)


def _about(text: str) -> list[str]:
    return [text[len(word) :] for word in _ABOUT_BEFORE if text.startswith(word)] + [
        text[: -len(word)] for word in _ABOUT_AFTER if text.endswith(word)
    ]


def _bare(text: str) -> str:
    """The text without the words that only say that the number was reached."""
    text = re.sub(r"^(?:已)?(?:完成|达到|达|实现)(?=[+\-\d])", "", text)
    return re.sub(r"(?<=\S)(?:已)?(?:全部)?完成$", "", text) if text[:1] in "+-0123456789" else text


def _without_bracket(plain: str) -> tuple[str, str]:
    if plain.endswith("(百分比)"):
        return plain.removesuffix("(百分比)"), ""
    found = _BRACKET.fullmatch(plain)
    if not found or found["note"] == "含":
        return plain, ""
    if re.search(r"\d$", found["text"]) and re.fullmatch(_UNIT, found["note"]):
        return found["text"] + found["note"], ""  # the unit in brackets
    return found["text"], found["note"]


def _without_base(text: str) -> tuple[str, str]:
    found = _BASE.match(text)
    return (found["base"], text[found.end() :]) if found else ("", text)


def _span(text: str, bare: Direction) -> Span | None:
    """The numbers a text stands for; a number without a sign is what `bare` says."""
    text = _bare(text)
    for sign in SIGNS:
        for word in sign.before:
            if text.startswith(word):
                found = _quantity(_without_after(text[len(word) :], sign))
                if found is not None:
                    return _ended(found, sign.ends, is_open=sign.is_open)
        for word in sign.after:
            if text.endswith(word):
                found = _quantity(text[: -len(word)])
                if found is not None:
                    return _ended(found, sign.ends, is_open=sign.is_open)
    found = _quantity(text)
    if found is not None:
        ends: dict[Direction, Ends] = {"at least": "lower", "at most": "upper", "exactly": "both"}
        return _ended(found, ends[bare], is_open=False)
    return _tolerance(text) or _range(text)


def _without_after(text: str, sign: Sign) -> str:
    """不超过5家以内 says it twice."""
    for word in sign.after:
        if text.endswith(word):
            return text[: -len(word)]
    return text


def _inside(text: str) -> Span | None:
    """A number with a sign at the end of a sentence: 出动率≥95%."""
    for sign in SIGNS:
        for word in sign.before:
            lead, found, rest = text.rpartition(word)
            if not found or not lead or (quantity := _quantity(rest)) is None:
                continue
            if lead.endswith((*_NEGATIVE, *(other for s in SIGNS for other in s.before))):
                continue
            symbol = word in _SYMBOLS
            if any(other in lead for other in (*_RISES, *_FALLS, "较", "比上", *_SYMBOLS)):
                continue
            if re.search("[;,、]", lead):
                continue  # more than one target
            if symbol or (len(lead) <= 12 and not re.search(r"\d", lead)):
                return _ended(quantity, sign.ends, is_open=sign.is_open)
    return None


def _ended(quantity: Quantity, ends: Ends, *, is_open: bool) -> Span:
    return Span(
        None if ends == "upper" else quantity.value,
        None if ends == "lower" else quantity.value,
        lower_open=is_open and ends == "lower",
        upper_open=is_open and ends == "upper",
        unit=quantity.unit,
    )


def _quantity(text: str) -> Quantity | None:
    found = _PLAIN.fullmatch(text)
    return _measured(found["number"], found["unit"]) if found else None


def _measured(number: str, unit: str | None) -> Quantity | None:
    if unit == "年" and re.fullmatch(r"(?:19|20)\d\d", number):
        return None
    if not unit and re.fullmatch(r"(?:19|20)\d\d(?:0\d|1[012])[0-3]\d", number):
        return None  # a day without its signs, or a number: not decided here
    return Quantity(number.replace(",", ""), take_unit(unit or ""))


def _range(text: str) -> Span | None:
    found = _RANGE.fullmatch(text)
    if not found:
        return None
    lower = _measured(found["number"], found["unit"] or found["unit2"])
    upper = _measured(found["number2"], found["unit2"] or found["unit"])
    if lower is None or upper is None or unit_of(lower.unit)[1] != unit_of(upper.unit)[1]:
        return None
    scale = unit_of(lower.unit)[0] / unit_of(upper.unit)[0]
    if lower.value * scale > upper.value:
        refuse("ends", "notation", describe(text))
    return Span(lower.value * scale, upper.value, unit=upper.unit)


def _tolerance(text: str) -> Span | None:
    found = _TOLERANCE.fullmatch(text)
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
    if half.unit == "%" and middle.unit != "%":
        width = abs(middle.value) * half.base
    elif "" in (half.unit, middle.unit) or half.unit == middle.unit:
        width = half.value
    else:
        return None
    unit = middle.unit or ("" if half.unit == "%" else half.unit)
    return Span(middle.value - width, middle.value + width, unit=unit)


def _signed(span: Span, sign: int) -> Span:
    if sign > 0:
        return span
    return Span(
        None if span.upper is None else -span.upper,
        None if span.lower is None else -span.lower,
        lower_open=span.upper_open,
        upper_open=span.lower_open,
        unit=span.unit,
    )


def _date(text: str) -> Span | None:
    """The days a text stands for: a day, a month, a year, or all days before one."""
    between = re.fullmatch(rf"({_NUMBERED_DAY})至({_NUMBERED_DAY})", text, re.ASCII)
    if between:
        start, end = _date(between[1]), _date(between[2])
        if start is None or end is None or start.unit != end.unit:
            return None
        return Span(start.lower, end.upper, unit=start.unit)
    found = _DATE.fullmatch(text)
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
        return Span(None, upper if whole else _day_before(first), unit=unit)
    return Span(lower, upper, unit=unit)


_NUMBERED_DAY = r"(?:\d{4}年)?\d{1,2}月\d{1,2}日"


def _day_number(year: int, month: int, day: int) -> int | None:
    try:
        ordinal = date(year or 2000, month, day).toordinal()
    except ValueError:
        return None
    return ordinal if year else 100 * month + day


def _day_before(first: tuple[int, int, int]) -> int:
    year, month, _ = first
    if year:
        return date(*first).toordinal() - 1
    return 100 * (month - 1) + monthrange(2000, month - 1)[1] if month > 1 else 0


# Writing


def write_target(target: Target) -> str:
    """The target as text that `read_target` takes back, whatever the kind of indicator.

    Example:
        >>> write_target(read_target("较 2019 年度减少 5%")), write_target(read_target("5家"))
        ('较2019年度减少5%', '≥5家')
    """
    take_target(target)
    match target:
        case Promise(sense="date", span=span):
            return f"{_written_day(span.upper, span.unit)}前"
        case Promise(sense="change", span=span, base=base):
            return _written_change(span, base, lambda inner: _written(inner, bare="lower"))
        case Promise(span=span):
            return _written(span, bare=None)
        case Statement(text=text):
            return text
        case NoTarget():
            return "/"
        case SeveralTargets(parts=parts):
            return "；".join(map(write_target, parts))
        case _:
            assert_never(target)


def write_actual(actual: Actual | None) -> str:
    """The actual as text that `read_actual` takes back.

    Example:
        >>> write_actual(read_actual("＞9000 亿元"))
        '>9000亿元'
    """
    if actual is None:
        return ""
    take_actual(actual)
    match actual:
        case Reached(span=span, revised=revised):
            note = "" if revised is None else f"(目标调整为{write_target(revised)})"
            return f"{_written_reached(actual, span)}{'完成' if actual.claim else ''}{note}"
        case SeveralReached(parts=parts):
            return "；".join(map(write_actual, parts))
        case Claimed(text=text) | Words(text=text) | NotCarriedOut(text=text):
            return text
        case Absence():
            return "/"
        case _:
            assert_never(actual)


def _written_reached(actual: Reached, span: Span) -> str:
    if span.unit in (DATE, MONTH_DAY):
        if span.lower is None:
            return f"{_written_day(span.upper, span.unit)}前"
        first, last = _written_day(span.lower, span.unit), _written_day(span.upper, span.unit)
        return first if first == last else f"{first}至{last}"
    if actual.base is not None:
        return _written_change(span, actual.base, lambda inner: _written(inner, bare="both"))
    return f"{'约' if actual.about else ''}{_written(span, bare='both')}"


def _written_change(span: Span, base: str, write: Callable[[Span], str]) -> str:
    ends = [end for end in (span.lower, span.upper) if end is not None]
    falls = all(end < 0 for end in ends) or (span.lower is None and span.upper == 0)
    word, inner = (_FALLS[3], _signed(span, -1)) if falls else (_RISES[3], span)
    return f"{f'较{base}' if base else ''}{word}{write(inner)}"


def _written(span: Span, bare: Ends | None) -> str:
    """The span as signs and numbers; with the ends of `bare` it needs no sign."""
    if span.point is not None:
        ends: Ends = "both"
    elif span.lower is not None and span.upper is not None:
        return f"{number_text(span.lower)}~{number_text(span.upper)}{span.unit}"
    else:
        ends = "lower" if span.lower is not None else "upper"
    is_open = span.lower_open or span.upper_open
    sign = next(s for s in SIGNS if s.ends == ends and s.is_open == is_open)
    number = span.upper if span.lower is None else span.lower
    assert number is not None
    return f"{'' if ends == bare and not is_open else sign.written}{number_text(number)}{span.unit}"


def _written_day(day: Fraction | None, unit: str) -> str:
    assert day is not None
    number = day.numerator
    if unit == MONTH_DAY:
        return f"{number // 100}月{number % 100}日"
    when = date.fromordinal(min(max(number, 1), date(MAXYEAR, 12, 31).toordinal()))
    return f"{when.year}年{when.month}月{when.day}日"
