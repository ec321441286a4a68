"""Signs, claims, units and dates as bureaus print them.

Patterns are texts, which `re` compiles on first use; (?a) limits their digits to ASCII.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from attrs import frozen

from fiscal_rubric.numbers.units import COUNTERS, LATIN_UNITS, PRINTED_UNITS, SIGNED_LATIN_UNITS
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


def _not(verbs: str) -> tuple[str, ...]:
    """Return verbs with each way to negate them: 不低于, 不得低于, 不应当低于."""
    words = "不 应不 不得 不能 不可 不应 不应当 不应该 不宜 不许 不准 不要 不会 不允许 没有 未"
    found = [negated + verb for negated in _split(words) for verb in _split(verbs)]
    return tuple(sorted(found, key=len, reverse=True))


SIGNS = (
    Sign(
        "≥",
        "at least",
        False,
        (
            *_split("≥ >= => ≧ 大于或等于 高于或等于 多于或等于 大于等于 高于等于 多于等于"),
            *_split("达到或超过 至少 最少 最低"),
            *_not("低于 少于 小于"),
        ),
        _split("及以上 (含)以上 以上(含) 以上 + ≤"),
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
        (
            *_split("≤ <= =< ≦ 小于或等于 低于或等于 少于或等于 小于等于 低于等于 少于等于"),
            *_split("至多 最多 最高 控制在"),
            *_not("超过 高于 大于 多于 突破 超出 超"),
        ),
        _split("及以下 (含)以下 以下(含) 以下 以内 之内 内 ≥"),
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
RISES = ("提高", "增长", "增加", "上升", "提升")
FALLS = ("减少", "降低", "下降", "压减", "缩减")
AGAINST = ("同比", "环比", "净")  # before a verb: against a year, or a month, before
SYMBOLS = ("≥", ">=", "=>", "≧", ">", "≤", "<=", "=<", "≦", "<", "=")

# Words that claim completion without a number. Callers add more as `phrases`.
CLAIMS = frozenset(
    """
    达成 已达成 达成预期指标 达成预期目标 达到预期 达到预期目标 达到预期指标 达到预期效果
    实现预期目标
    完成 已完成 全部完成 已全部完成 完成目标 完成预期目标 达标 已达标 全部达标
    按计划完成 按计划执行完成 按年度计划完成 按年度计划执行完成 按要求完成
    按时完成 已按时完成 按期完成 如期完成 规定时间内完成 在规定时间内完成
    全部达成预期指标 全部达成预期目标 达成年度指标 达成年度目标 达成年初指标 达成年初目标
    完成年度目标 完成年度指标 完成预期指标 达到年度目标 达到年度指标 达到目标 达到指标 达成目标
    达成指标 已达到 已达到预期 超额完成 已超额完成 均已完成 均完成 全部达到 全部达成 均已达标
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
DASHES = frozenset(("-", "--", "---", "—", "——", "–", "―", "－"))
NOTHING = DASHES | frozenset(("/", "//", "\\"))  # marks of a cell with nothing in it
NONE = NOTHING | frozenset(
    r"不适用 不涉及 无要求 不作要求 不设 无此项 无该项 N/A n/a NA … …… ......".split()
)
# Marks that a value is still to come, and error values of spreadsheets. They claim nothing.
PENDING = frozenset(
    """
    待定 未定 待明确 待落实 待评估 待填 待补 待补充 待确认 待统计 待核实 待完善 待提供 暂无 暂无数据
    暂缺 无数据 未填 未填报 未填写 未统计 未提供 空 空白 见附件 详见附件 见附表 见说明 另附 ? ?? ???
    TBD TBC tbd nan NaN NAN NaT None none null NULL <NA> #DIV/0! #N/A #N/A! #NAME? #NULL! #NUM!
    #REF! #VALUE! #SPILL! #CALC! #GETTING_DATA
    """.split()
)
ERRORS = frozenset(mark for mark in PENDING if mark.startswith("#"))
# Cells of a reason that give none.
NO_REASON = NONE | PENDING | frozenset(("无", "没有", "无原因", "无偏差", "无。"))
# Words before a verb of comparison that turn it round; where no sign is made of them, a cell is
# words.
NEGATIVE = (
    r"(?:[不未无没非勿莫]|没有)(?:得|能|可|应当?|应该|宜|许|准|要|会|允许|有)?$|"
    r"严禁|禁止|避免|防止|杜绝|不再"
)
SCALE = "(?:万亿|千亿|百亿|亿|千万|百万|十万|万|千|百)"
WORD = "|".join(
    re.escape(word) for word in sorted((*PRINTED_UNITS, *LATIN_UNITS), key=len, reverse=True)
)
# Characters of no unit: they say when, where or how far, or that something is not so.
NO_UNIT = (
    "年月日号级岁周时点前后内外底初末季度以上下左右余多约到至与和及第每各型版代届率比倍成达完合覆满或范围"
    "性未没无不非缺少欠已均都被取消退停占较增减升降的等档楼环线流甲折码路类"
)
# Words that say that something is not done, or only begun: 5个在建 does not count what is done.
UNDONE = (
    r"计划|预计|预期|预估|拟|需|尚|将|待|在建|在途|续建|筹备|筹建|暂|缓|延期|延迟|延后|延误|滞后|逾|招标|选址|"
    r"签约|立项|开工|动工|施工|推进|进行|申请|申报|报名|取消|撤|拆|停(?!车)|终止|中止|终结|流标|失败|失效|倒闭|"
    r"关闭|破产|报废|作废|废弃|毁|损|坏|弃|欠|缺|剩|退(?!役|休|耕|税)|未|没|无|不|否|(?<!其)中(?![\u4e00-\u9fff])"
)
NOUN = rf"(?:(?![{NO_UNIT}]|{UNDONE})[\u4e00-\u9fff])"
_EACH = rf"(?:[1-9]\d{{0,2}})?{SCALE}"  # /10万
_PER = rf"(?:[/·*](?:(?:{_EACH})?(?:{WORD}|月|日|生|名)|{_EACH}))"
_COUNTED = rf"(?:{'|'.join(COUNTERS)})(?!位数){NOUN}{{1,4}}"  # 5支队伍
UNIT = rf"(?:{SCALE}?(?:{WORD}|{_COUNTED}){_PER}{{0,2}}|{SCALE}(?:人/次)?|{_PER})"
# The unit behind a sign may be any short word: ≥3款.
_NAMES = "标准|热线|国道|地区|城市|医院|年代"
SIGNED_UNIT = (
    rf"(?:{UNIT}|{SCALE}?(?!{_NAMES}){NOUN}{{1,4}}{_PER}{{0,2}}|{'|'.join(SIGNED_LATIN_UNITS)})"
)
NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
# A number that is not a decimal, as `write_target` writes it after a sign: ≥(1/3)家.
FRACTION = rf"(?a)\((?P<number>[+-]?\d+/0*[1-9]\d*)\)(?P<unit>人/次|{UNIT})?"
_A_LITTLE = "(?P<more>余|多)?"  # a little more than the number
QUANTITY = rf"(?P<number>{NUMBER}){_A_LITTLE}(?P<unit>人/次|{UNIT})?"
SIGNED_QUANTITY = rf"(?P<number>{NUMBER}){_A_LITTLE}(?P<unit>人/次|{SIGNED_UNIT})?"
_ENDS = r"(?:\((?P<{0}>不?含)\))?"
RANGE = (
    rf"(?P<number>{NUMBER})(?P<unit>{UNIT})?{_ENDS.format('first')}(?:-|~|—|–|至|到)"
    rf"(?P<number2>{NUMBER})(?P<unit2>{UNIT})?{_ENDS.format('last')}"
)
TOLERANCE = (
    rf"(?:(?P<number>{NUMBER})(?P<unit>{UNIT})?)?(?:±|\+/-)"
    rf"(?P<number2>{NUMBER})(?P<unit2>{UNIT})?"
)
THIS_YEAR = r"(?:本年度|当年度|本年|当年)"
DAY = (
    rf"(?:{THIS_YEAR}|(?P<year>(?:19|20)\d\d)年(?:度)?)?(?P<month>\d{{1,2}})月(?:份)?"
    r"(?:(?P<day>\d{1,2})[日号](?:\(含\))?(?:\d{1,2}(?:[时点]|:\d\d))?)?"
)
QUARTER = (
    rf"(?:{THIS_YEAR}|(?P<its_year>(?:19|20)\d\d)年(?:度)?)?"
    r"(?:第?(?P<quarter>[一二三四1-4])季度|(?P<half>[上下])半年)"
)
YEAR = rf"(?:(?P<only_year>(?:19|20)\d\d)年(?:度)?|(?P<this_year>(?:{THIS_YEAR}|年)(?=[底末内])))"
ISO = r"(?P<iso>(?:19|20)\d\d(?P<mark>[-/.])\d{1,2}(?P=mark)\d{1,2})日?"
DAYS = (
    r"(?a)"
    rf"(?P<until>不晚于|不迟于|最迟|≤)?(?:于|在|截至|截止|至)?(?:{ISO}|{DAY}|{QUARTER}|{YEAR})"
    r"(?P<end>[底末])?(?P<before>之前|以前|前)?"
    r"(?P<within>之?内|止)?(?P<done>(?:已)?(?:全部)?完成[^\d]{0,20})?"
)
BASE = (
    r"(?:较(?![大好快高多少小低])|比(?![例重率值]))(?P<base>.+?)(?:相比)?"
    r"(?=同比|提高|增长|增加|上升|提升|减少|降低|下降|压减|缩减)|与(?P<other>.+?)相比"
)
REVISED = r"(?:目标|指标)(?:值)?(?:已)?调整为(?P<target>.+?)(?:[,，;；。](?!\d{3}).*)?"
INCLUDED = r"\((不?含)(?:本数|(?P<number>[^()]*))\)"
BRACKET = r"(?P<text>.+?)\((?P<note>[^()]*)\)"


# Characters that look like a sign, and traditional forms of the words that are read.
_LOOKALIKES = str.maketrans(
    {
        "㎡": "平方米",
        "㎥": "立方米",
        "﹪": "%",
        "−": "-",
        "〜": "~",
        "⩾": "≥",
        "⩽": "≤",
        "≮": "≥",
        "≯": "≤",
        "═": "=",
        "〉": ">",
        "〈": "<",
        **dict(
            zip(
                "個萬億戶項臺噸畝場條間處輛張隻棟類種達標數質時滿級產應於過無實際預總評價務單報"
                "區縣鄉鎮學課歲號開為與發進遲業經濟續態環節約額績權門組團隊裡內較減長",
                "个万亿户项台吨亩场条间处辆张只栋类种达标数质时满级产应于过无实际预总评价务单报"
                "区县乡镇学课岁号开为与发进迟业经济续态环节约额绩权门组团队里内较减长",
                strict=True,
            )
        ),
    }
)
_SPELLINGS = (
    ("km²", "平方公里"), ("m²", "平方米"), ("m³", "立方米"), ("正负", "±"), ("%%", "%"), ("“", ""),
    ("”", ""), ("人（次）", "人次"), ("人(次)", "人次"),
    ("台(套)", "台套"), ("台（套）", "台套"), ("台/套", "台套"), ("套/台", "台套"),
)  # fmt: skip
# Characters without a width, such as a byte order mark.
INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_TIME = re.compile(
    r"(?a)((?:19|20)\d\d([-/.])\d{1,2}\2\d{1,2})[T\s]\s*\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?Z?$"
)


def same_words(left: str, right: str) -> bool:
    """Return whether two texts differ only in width, spaces or a full stop."""
    first, second = (normal(take_plain(text, "text")) for text in (left, right))
    return first.rstrip("。.;") == second.rstrip("。.;")


@lru_cache(maxsize=4096)
def plain_heading(text: str) -> str:
    """Return a heading without breaks, numbering, stars, brackets and points: 产出指标(50分).

    Example:
        >>> plain_heading("二、产出 指标（50分）"), plain_heading("产出指标70分")
        ('产出指标', '产出指标')
    """
    plain = normal(text).replace("★", "").replace("*", "").replace("|", "")
    plain = re.sub(_NUMBERING, "", re.sub(r"\([^()]*\)", "", plain))
    return re.sub(r"(?a)\d+分$", "", plain).rstrip(":").lower()


_NUMBERING = (
    r"^(?:[(（]?[一二三四五六七八九十\d]+[)）]?[、.．]|[(（][一二三四五六七八九十\d]+[)）])"
)


def same_heading(left: str, right: str) -> bool:
    """Return whether two headings of indicators are the same: 产出指标(50分) and 产出."""
    first, second = plain_heading(left), plain_heading(right)
    return first.removesuffix("指标") == second.removesuffix("指标")


def is_pending(text: str) -> bool:
    """Return whether a cell says that its value is still to come: 待定, TBD, #N/A."""
    return normal(text).strip("()") in PENDING


def gives_no_reason(text: str) -> bool:
    """Return whether a cell of a reason gives none: 无, /, 暂无."""
    return normal(text).rstrip("。.") in NO_REASON


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """Return the text with half-width signs and no white space, except between numbers."""
    text = _TIME.sub(r"\1", INVISIBLE.sub("", text).translate(_LOOKALIKES).strip())
    for sign, plain in _SPELLINGS:
        text = text.replace(sign, plain)
    plain = _joined("".join(map(_narrow, text)) if _is_raised(text) else _narrow(text))
    return re.sub(r"(?a)百分之(\d+(?:\.\d+)?)", r"\1%", plain)


def _is_raised(text: str) -> bool:
    """Return whether a text holds raised or circled digits, which are not numbers: ①, ²."""
    return not text.isascii() and any(unicodedata.category(char) == "No" for char in text)


def _narrow(text: str) -> str:
    """Return a text with half-width signs; a raised digit alone stays as it is."""
    return text if len(text) == 1 and _is_raised(text) else unicodedata.normalize("NFKC", text)


def _joined(text: str) -> str:
    """Remove white space; put "|" between two numbers instead."""
    apart = re.sub(r"(?a)(?<=\d)([.,]?)\s+(?=[.,]?\d)", r"\1|", text)
    return "".join(apart.split())
