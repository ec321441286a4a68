"""Units, their base units, and which of them compare."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from fiscal_rubric.errors import refuse
from fiscal_rubric.validation import take_plain

# Spans of dates count days: 1 is 1 January of the year 1.
DATE = "date"
# A day without its year: 100 x month + day.
MONTH_DAY = "month and day"

# Words that count things one by one. A noun may follow them in print: 3个标段, 5支队伍.
COUNTERS = """
    个 名 家 场 项 座 条 套 台 辆 间 所 处 件 份 幅 批 支 篇 棵 株 块 栋 艘 架 张
""".split()
# Units after a number; a number before any other word is not a quantity.
PRINTED_UNITS = [
    *COUNTERS,
    *"""
    人次 人日 人天 人月 人份 课时 学时 小时 分钟 个工作日 工作日 个自然日 自然日 日历天 日历日
    个小时 个月 个季度 百分比 个百分点 百分点 个位次 位次 平方公里 平方千米 平方米 立方米 公里 千米
    厘米 毫米 微米 公顷 公斤 千克 毫克 微克 美元 港元 欧元 千元 元 角 次 人 户 亩 米 克 斤 吨 升
    毫升 头 只 匹 羽 尾 粒 部 天 年 周 秒 台次 台套 套件 本 期 节 课 倍 起 宗 例 位 岗 村 镇 乡 校
    班 队 团 组 栏 首 集 册 卷 页 字 片 根 盏 口 眼 门 站 段 笔 户次 家次 车次 架次 场次 批次 期次
    班次 床 床位 幢 把 平米 平方 立方 种 款 枚 单 学期 人年 标箱 度 千瓦 千瓦时 兆瓦 兆瓦时 千伏安
    千伏 分贝 分 %(百分比) % ‰
    """.split(),
]
# Units in Latin letters.
LATIN_UNITS = """
    km KM KM2 M2 M3 KG KW KV KVA cm mm μm m km2 km² m2 m² m3 m³ ha kg mg μg ug g t L ml min h s kW
    MW GW W kWh kW·h MWh kVA kV V dB Hz kHz MHz GHz TB GB MB KB PB Tbps Gbps Mbps kbps Gb Mb MPa kPa
    Pa
""".split()
# Latin letters that are units only behind a sign: 5A and 4G are names.
SIGNED_LATIN_UNITS = "M K T".split()

_ONE = Fraction(1)
Size: TypeAlias = tuple[Fraction, str]

# Unit -> its size in its base unit, in which rules compute.
_UNITS: Mapping[str, Size] = {
    "%": (Fraction(1, 100), "share"),
    "‰": (Fraction(1, 1000), "share"),
    "个百分点": (Fraction(1, 100), "difference of shares"),
    "千元": (Fraction(1000), "元"),
    "角": (Fraction(1, 10), "元"),
    "毫米": (Fraction(1, 1000), "米"),
    "厘米": (Fraction(1, 100), "米"),
    "公里": (Fraction(1000), "米"),
    "平方公里": (Fraction(1000000), "平方米"),
    "公顷": (Fraction(10000), "平方米"),
    "亩": (Fraction(2000, 3), "平方米"),
    "微克": (Fraction(1, 10**9), "公斤"),
    "毫克": (Fraction(1, 10**6), "公斤"),
    "克": (Fraction(1, 1000), "公斤"),
    "斤": (Fraction(1, 2), "公斤"),
    "吨": (Fraction(1000), "公斤"),
    "毫升": (Fraction(1, 1000), "升"),
    "秒": (Fraction(1, 60), "分钟"),
    "小时": (Fraction(60), "分钟"),
    "兆瓦": (Fraction(10**6), "瓦"),
    "兆瓦时": (Fraction(10**6), "瓦时"),
    "吉瓦": (Fraction(10**9), "瓦"),
}
# Other spellings that are written in the usual one.
_SAME: Mapping[str, str] = {
    "％": "%",
    "百分比": "%",
    "%(百分比)": "%",
    "百分点": "个百分点",
    "人/次": "人次",
    "人民币": "元",
    "日": "天",
    "自然日": "天",
    "个自然日": "天",
    "日历天": "天",
    "日历日": "天",
    "个小时": "小时",
    "个工作日": "工作日",
    "m²": "平方米",
    "㎡": "平方米",
    "m2": "平方米",
    "平米": "平方米",
    "km": "公里",
    "m": "米",
    "kg": "公斤",
    "t": "吨",
}
# Spellings that stay as printed but compare as another unit. 人次 is not 人: it counts times.
_COMPARED_AS: Mapping[str, str] = {
    "千米": "公里",
    "千克": "公斤",
    "平方千米": "平方公里",
    "km2": "平方公里",
    "km²": "平方公里",
    "平方": "平方米",
    "m3": "立方米",
    "m³": "立方米",
    "立方": "立方米",
    "cm": "厘米",
    "mm": "毫米",
    "g": "克",
    "mg": "毫克",
    "μg": "微克",
    "ug": "微克",
    "l": "升",
    "ml": "毫升",
    "min": "分钟",
    "h": "小时",
    "s": "秒",
    "ha": "公顷",
    "kw": "千瓦",
    "kwh": "千瓦时",
    "kw·h": "千瓦时",
    "w": "瓦",
    "mw": "兆瓦",
    "gw": "吉瓦",
    "v": "伏",
    "kv": "千伏",
    "kva": "千伏安",
    "mwh": "兆瓦时",
    "db": "分贝",
    "个位次": "位次",
    "场次": "场",
    "批次": "批",
    "期次": "期",
    "学时": "课时",
    "月": "个月",
    **_SAME,
}
# Two counters in one word: 台套 is 台 and 套.
_EITHER: Mapping[str, frozenset[str]] = {
    "台套": frozenset(("台", "套")),
    "套件": frozenset(("套", "件")),
}
_SCALES: Mapping[str, int] = {
    "万亿": 10**12,
    "千亿": 10**11,
    "百亿": 10**10,
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "万": 10**4,
    "千": 10**3,
    "百": 10**2,
}
_PER = re.compile(r"[/·*]")
# Units of another size in another case: Mb are bits, MB bytes. All others compare in any case.
_CASED = re.compile(r"[KMGTP]b|[kKMGTP]Bps|mWh?|mPa|mHz|Mg")


@lru_cache(maxsize=4096)
def unit_of(unit: str) -> Size:
    """Return a unit's size in its base unit, and the base: "万元" -> (10 000, "元").

    Spellings of one unit have one base: 元/平米 and 元/平方米, KM and km, 场次 and 场.
    """
    if unit in _UNITS:
        return _UNITS[unit]
    has_case = unit in SIGNED_LATIN_UNITS or _CASED.fullmatch(unit) is not None
    folded = unit if has_case or re.search("[\u4e00-\u9fff]", unit) else unit.lower()
    if folded in _COMPARED_AS:
        return unit_of(_COMPARED_AS[folded])
    if len(unit) > 1 and _PER.search(unit):
        return _per(unit)
    for prefix, scale in _SCALES.items():
        if unit.startswith(prefix):
            inner, base = unit_of(unit[len(prefix) :])
            return scale * inner, base
    return _ONE, folded


def _per(unit: str) -> Size:
    """Return the size of a compound unit; what follows the first stroke divides.

    A product, such as 吨·公里, compares with itself alone.
    """
    whole, *below_it = re.sub(r"人[/·*]次", "人次", unit).split("/", maxsplit=1)
    parts = _PER.split(below_it[0]) if below_it else []
    scale, base = (_ONE, whole) if _PER.search(whole) else unit_of(whole)
    below: list[str] = []
    for part in parts:
        count = re.match(r"(?a)\d+", part)
        size, inner = unit_of(part[count.end() :] if count else part)
        scale /= size * (int(count[0]) or 1 if count else 1)
        below.append(inner)
    return scale, "/".join((base, *sorted(below)))


def take_unit(value: object) -> str:
    """Return a unit in its usual spelling: 百分比 is %, 人/次 is 人次."""
    return _usual(take_plain(value, "unit", 40))


@lru_cache(maxsize=4096)
def _usual(text: str) -> str:
    unit = text.strip()
    if re.search(r"\d", unit) and unit not in _SAME and not re.fullmatch(_WITH_DIGITS, unit):
        refuse("unit", "unit", unit, "元", "万元", "家", "人次", "%")
    if unit in _SAME:
        return _SAME[unit]
    parts = re.split(r"([/·*])", unit)
    return "".join(part if part == "日" else _SAME.get(part, part) for part in parts)


# Digits inside a unit: 平方 and 立方 as figures, and counts behind a sign of division (/10万).
_WITH_DIGITS = r"(?a)[^\d]*[/·*]\d{1,6}[^\d]*|[^\d]*[mM][23²³]"


def is_money(unit: str) -> bool:
    """Return whether the unit is one of money: 元, 万元, 亿元."""
    return unit_of(unit)[1] == "元"


def is_share(unit: str) -> bool:
    """Return whether the unit is one of shares or their differences: %, ‰, 个百分点."""
    return unit_of(unit)[1] in ("share", "difference of shares")


def compare(left: str, right: str) -> bool:
    """Return whether numbers in two units can be compared.

    A missing unit takes the other one. A noun behind a counter may be left out on one side.

    Example:
        >>> compare("个村", "个"), compare("个村", "村"), compare("人", "人次")
        (True, True, False)
    """
    return left == right or _compare(left, right)


@lru_cache(maxsize=4096)
def _compare(left: str, right: str) -> bool:
    first, second = unit_of(left)[1], unit_of(right)[1]
    if first == second or "" in (first, second):
        return True
    if second in _EITHER.get(first, ()) or first in _EITHER.get(second, ()):
        return True
    return _short_of(first, second) or _short_of(second, first)


def _short_of(counter: str, full: str) -> bool:
    """Return whether one unit is the other without its counter, or without its noun."""
    if len(full) < 2 or full[0] not in COUNTERS or full.endswith(("次", "月")):
        return False  # 家次 counts times
    return counter == full[0] or (full[0] == "个" and counter == full[1:])


def adopt(left: str, right: str, place: str = "unit") -> tuple[Fraction, Fraction]:
    """Return the factors that make two units comparable; a missing unit takes the other one.

    A scale alone, such as 万, is not a unit to take; it multiplies its number.

    Raises:
        FiscalRubricError: the units have nothing in common: 家 and 次, % and 个百分点.

    Example:
        >>> adopt("万元", "元"), adopt("", "%")
        ((Fraction(10000, 1), Fraction(1, 1)), (Fraction(1, 1), Fraction(1, 1)))
    """
    if left == right:
        return _ONE, _ONE
    (left_scale, left_base), (right_scale, right_base) = unit_of(left), unit_of(right)
    if "" in (left, right) and (left_base or right_base):
        return _ONE, _ONE
    if not compare(left, right):
        refuse("unit_clash", place, f"{left} / {right}")
    return left_scale, right_scale


def scale_of(unit: str, other: str, place: str = "unit") -> Fraction:
    """Return a unit's size in its base; a missing unit takes the other one, a clash raises."""
    adopt(unit, other, place)
    return unit_of(unit if unit or not unit_of(other)[1] else other)[0]
