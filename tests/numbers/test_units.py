"""Every unit of the table has its real size."""

from fractions import Fraction

import pytest

from fiscal_rubric import FiscalRubricError
from fiscal_rubric.numbers import units
from fiscal_rubric.numbers.units import (
    adopt,
    compare,
    is_money,
    is_share,
    scale_of,
    take_unit,
    unit_of,
)

# Unit -> its size in its base unit, and the base; written by hand, not from the library's table.
SIZES = {
    "%": ("1/100", "share"), "‰": ("1/1000", "share"),
    "个百分点": ("1/100", "difference of shares"),
    "元": ("1", "元"), "千元": ("1000", "元"), "万元": ("10000", "元"), "十万元": ("100000", "元"),
    "百万元": ("1000000", "元"), "千万元": ("10000000", "元"), "亿元": ("100000000", "元"),
    "百亿元": ("10000000000", "元"), "千亿元": ("100000000000", "元"),
    "万亿元": ("1000000000000", "元"), "百元": ("100", "元"),
    "米": ("1", "米"), "厘米": ("1/100", "米"), "公里": ("1000", "米"), "千米": ("1000", "米"),
    "万公里": ("10000000", "米"),
    "平方米": ("1", "平方米"), "平方公里": ("1000000", "平方米"), "公顷": ("10000", "平方米"),
    "亩": ("2000/3", "平方米"), "万亩": ("20000000/3", "平方米"), "万平方米": ("10000", "平方米"),
    "克": ("1/1000", "公斤"), "斤": ("1/2", "公斤"), "千克": ("1", "公斤"), "公斤": ("1", "公斤"),
    "吨": ("1000", "公斤"), "万吨": ("10000000", "公斤"),
    "分钟": ("1", "分钟"), "小时": ("60", "分钟"), "家": ("1", "家"), "万人次": ("10000", "人次"),
    "秒": ("1/60", "分钟"), "角": ("1/10", "元"),
    "毫米": ("1/1000", "米"), "毫克": ("1/1000000", "公斤"), "微克": ("1/1000000000", "公斤"),
    "毫升": ("1/1000", "升"), "兆瓦": ("1000000", "瓦"), "吉瓦": ("1000000000", "瓦"),
    "兆瓦时": ("1000000", "瓦时"), "千瓦": ("1000", "瓦"),
    # other spellings, and units for each of something
    "KM": ("1000", "米"), "千瓦时": ("1000", "瓦时"), "kWh": ("1000", "瓦时"), "场次": ("1", "场"),
    "元/平米": ("1", "元/平方米"), "元/日": ("1", "元/天"), "万元/公里": ("10", "元/米"),
    "吨·公里": ("1", "吨·公里"), "元/吨·公里": ("1/1000000", "元/公斤/米"),
    "kW·h": ("1000", "瓦时"),
    "元/人*月": ("1", "元/个月/人"), "元/月/人": ("1", "元/个月/人"), "/10万": ("1/100000", "/"),
    "件/万人": ("1/10000", "件/人"), "百万尾": ("1000000", "尾"), "M": ("1", "M"), "T": ("1", "T"),
}  # fmt: skip
SPELLINGS = {
    "％": "%", "百分比": "%", "%(百分比)": "%", "百分点": "个百分点", "人/次": "人次",
    "人民币": "元", "日": "天", "自然日": "天", "个自然日": "天", "日历天": "天",
    "日历日": "天", "个小时": "小时", "个工作日": "工作日", "m²": "平方米", "㎡": "平方米",
    "m2": "平方米", "平米": "平方米", "km": "公里", "m": "米", "kg": "公斤", "t": "吨",
}  # fmt: skip


@pytest.mark.parametrize("unit", SIZES)
def test_each_unit_has_its_real_size(unit: str) -> None:
    size, base = SIZES[unit]
    assert unit_of(unit) == (Fraction(size), base)


def test_every_unit_of_the_table_is_in_the_list() -> None:
    scales = {f"{scale}元" for scale in units._SCALES}
    assert {*units._UNITS, *scales} <= {*SIZES}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_each_spelling_gives_its_unit(spelling: str) -> None:
    assert take_unit(spelling) == SPELLINGS[spelling]


def test_every_spelling_of_the_table_is_in_the_list() -> None:
    assert units._SAME == SPELLINGS


def test_units_of_money_and_of_shares_are_known() -> None:
    assert {unit for unit in SIZES if is_money(unit)} == {
        unit for unit in SIZES if unit.endswith(("元", "角"))
    }
    assert {unit for unit in SIZES if is_share(unit)} == {"%", "‰", "个百分点"}


def test_units_with_one_base_compare_and_others_are_refused_with_their_place() -> None:
    assert adopt("万元", "元") == (10_000, 1)
    assert adopt("", "%") == adopt("%", "%") == (1, 1)
    assert adopt("万", "家") == (10_000, 1)
    assert scale_of("", "万元") == 10_000
    with pytest.raises(FiscalRubricError, match=r"^p/k: 家 / 次"):
        adopt("家", "次", "p/k")


@pytest.mark.parametrize(
    ("left", "right", "does"),
    [
        ("个村", "个", True), ("个村", "村", True), ("个村", "个校", False), ("支队伍", "支", True),
        ("台套", "台", True), ("台套", "套", True), ("台", "套", False), ("场次", "场", True),
        ("批次", "批", True), ("人次", "人", False), ("户次", "户", False), ("车次", "车", False),
        ("家次", "家", False), ("个月", "个", False), ("工作日", "个", False),
        ("天", "工作日", False),
        ("元/平米", "元/平方米", True), ("元/人*月", "元/人·月", True),
        ("元/人/次", "元/人次", True), ("KM", "km", True), ("", "家", True), ("元/人", "元", False),
        ("%", "个百分点", False), ("TB", "tb", True), ("M", "m", False),
        ("MB", "Mb", False), ("MB", "mb", True), ("MBps", "Mbps", False), ("MW", "mW", False),
        ("吨·公里", "吨·米", False), ("吨·公里", "吨/公里", False),
    ],
)  # fmt: skip
def test_units_compare_by_what_they_are(left: str, right: str, does: bool) -> None:
    assert compare(left, right) is does
    assert compare(right, left) is does
