"""Units, their base units, and which of them compare."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from fiscal_rubric.errors import refuse
from fiscal_rubric.validation import take_plain

DATE = "date"  # counted in days, 1 being 1 January of the year 1
MONTH_DAY = "month and day"  # a day without its year: 100 x month + day

# Units after a number; a number before any other word is not a quantity.
PRINTED_UNITS = """
    人次 人日 人天 人月 课时 学时 小时 分钟 个工作日 工作日 个月 百分比 个百分点 百分点 平方公里
    平方米 立方米 公里 千米 厘米 毫米 公顷 公斤 千克 美元 港元 欧元 千元 元 角 家 个 次 场 项 人
    户 亩 米 克 斤 吨 升 株 棵 头 只 匹 羽 尾 粒 篇 件 部 套 天 年 周 秒 座 辆 台 本 份 期 批 条
    处 所 间 栋 幢 艘 架 张 支 把 节 课 倍 起 宗 例 名 位 岗 村 镇 校 班 队 团 组 栏 幅 首 集 册
    卷 页 字 块 片 根 盏 口 眼 门 站 段 笔 户次 家次 台次 车次 架次 床 床位 平米 分 km m2 m kg t
    %(百分比) % ‰
""".split()

# Unit -> its size in its base unit, in which rules compute.
_UNITS: dict[str, tuple[Fraction, str]] = {
    "%": (Fraction(1, 100), "share"),
    "‰": (Fraction(1, 1000), "share"),
    "个百分点": (Fraction(1, 100), "difference of shares"),
    "千元": (Fraction(1000), "元"),
    "厘米": (Fraction(1, 100), "米"),
    "公里": (Fraction(1000), "米"),
    "千米": (Fraction(1000), "米"),
    "平方公里": (Fraction(1000000), "平方米"),
    "公顷": (Fraction(10000), "平方米"),
    "亩": (Fraction(2000, 3), "平方米"),
    "克": (Fraction(1, 1000), "公斤"),
    "斤": (Fraction(1, 2), "公斤"),
    "千克": (Fraction(1), "公斤"),
    "吨": (Fraction(1000), "公斤"),
    "小时": (Fraction(60), "分钟"),
}
_SAME = {
    "％": "%",
    "百分比": "%",
    "%(百分比)": "%",
    "百分点": "个百分点",
    "人/次": "人次",
    "人民币": "元",
    "日": "天",
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
_SCALES = {
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
_ONE = Fraction(1)


@lru_cache(maxsize=1024)
def unit_of(unit: str) -> tuple[Fraction, str]:
    """Return a unit's size in its base unit, and the base: "万元" -> (10 000, "元")."""
    if unit in _UNITS:
        return _UNITS[unit]
    for prefix, scale in _SCALES.items():
        if unit.startswith(prefix):
            inner, base = unit_of(unit[len(prefix) :])
            return scale * inner, base
    return Fraction(1), unit


def take_unit(value: object) -> str:
    """Return a unit in its usual spelling: 百分比 is %, 人/次 is 人次."""
    return _usual(take_plain(value, "unit", 40))


@lru_cache(maxsize=1024)
def _usual(text: str) -> str:
    unit = text.strip()
    if re.search(r"\d", unit) and unit not in _SAME:
        refuse("unit", "unit", unit, "元", "万元", "家", "人次", "%")
    return _SAME.get(unit, unit)


def is_money(unit: str) -> bool:
    """Return whether the unit is one of money: 元, 万元, 亿元."""
    return unit_of(unit)[1] == "元"


def is_share(unit: str) -> bool:
    """Return whether the unit is one of shares or their differences: %, ‰, 个百分点."""
    return unit_of(unit)[1] in ("share", "difference of shares")


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
    if left_base != right_base and "" not in (left_base, right_base):
        refuse("unit_clash", place, f"{left} / {right}")
    return left_scale, right_scale


def scale_of(unit: str, other: str, place: str = "unit") -> Fraction:
    """Return a unit's size in its base; a missing unit takes the other one, a clash raises."""
    adopt(unit, other, place)
    return unit_of(unit if unit or not unit_of(other)[1] else other)[0]
