"""The self-evaluation forms of each place, as data."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from attrs import field, frozen

from fiscal_rubric.catalog import is_meant, is_place
from fiscal_rubric.errors import refuse
from fiscal_rubric.numbers.exact import Number, exact
from fiscal_rubric.numbers.rounding import Rounding
from fiscal_rubric.texts import FixedText
from fiscal_rubric.validation import (
    Text,
    as_key,
    take_instance,
    take_option,
    take_sequence,
    take_text,
    take_year,
)

Reverse = Literal["ratio", "linear", "all or nothing"]
REVERSES: tuple[Reverse, ...] = ("ratio", "linear", "all or nothing")
Exact = Literal["at least", "all or nothing"]
EXACTS: tuple[Exact, ...] = ("at least", "all or nothing")
BudgetFigure = Literal["adjusted", "initial"]
BUDGETS: tuple[BudgetFigure, ...] = ("adjusted", "initial")
NEW_BANDS, OLD_BANDS = (Fraction(8, 10), Fraction(6, 10)), (Fraction(8, 10), Fraction(5, 10))


def _fixed(value: Text) -> FixedText:
    return take_text(value)


def _all_fixed(value: tuple[Text, ...]) -> tuple[FixedText, ...]:
    return tuple(take_text(text) for text in take_sequence(value, "unconfirmed"))


def _first(value: int) -> int:
    return take_year(value, "first")


def _last(value: int | None) -> int | None:
    return None if value is None else take_year(value, "last")


def _budget(value: BudgetFigure) -> BudgetFigure:
    return take_option(value, "budget", BUDGETS)


def _bands(value: tuple[Number, Number]) -> tuple[Fraction, Fraction]:
    ends = tuple(exact(end, "bands") for end in take_sequence(value, "bands"))
    if len(ends) != 2 or not 1 >= ends[0] >= ends[1] >= 0:
        refuse("wrong_type", "bands", str(len(ends)), "(0.8, 0.6)")
    return ends


def _rounding(value: Rounding) -> Rounding:
    return take_instance(value, "rounding", Rounding)


def _points(value: Number) -> Fraction:
    return exact(value, "form")


def _threshold(value: Number | None) -> Fraction | None:
    return None if value is None else exact(value, "form")


def _reverse(value: Reverse) -> Reverse:
    return take_option(value, "reverse", REVERSES)


def _exact(value: Exact) -> Exact:
    return take_option(value, "exact", EXACTS)


@frozen(kw_only=True)
class Form:
    """The self-evaluation form of a place.

    Args:
        key: the key in `FORMS`.
        name: as printed.
        place: where it applies.
        first, last: the years of its printed forms; `last` is None if it is in use.
        execution: points of budget execution; 0 if it is not scored.
        budget: "adjusted" or "initial": the budget that payments are divided by.
        bands: the lower ends of the first and second band for targets in words, as shares of the
            weight, 0..1.
        reverse: how a result above an "at most" target is scored.
        exact: how an exact target is scored: as "at least", or all or nothing.
        excess: the multiple of the target from which a reason is needed; None for no limit.
        execution_reason: the rate of execution below which a reason is needed, or None. The form
            has no cell for it, so the line is flagged at any lower rate.
        rounding: of each line.
        source: the printed form that was read.
        unconfirmed: what was not read in a source.
    """

    key: str = field(converter=as_key)
    name: FixedText = field(converter=_fixed)
    place: FixedText = field(converter=_fixed)
    first: int = field(converter=_first)
    last: int | None = field(default=None, converter=_last)
    execution: Fraction = field(default=Fraction(10), converter=_points)
    budget: BudgetFigure = field(default="adjusted", converter=_budget)
    bands: tuple[Fraction, Fraction] = field(default=NEW_BANDS, converter=_bands)
    reverse: Reverse = field(default="ratio", converter=_reverse)
    exact: Exact = field(default="at least", converter=_exact)
    excess: Fraction | None = field(default=None, converter=_threshold)
    execution_reason: Fraction | None = field(default=None, converter=_threshold)
    rounding: Rounding = field(factory=Rounding, converter=_rounding)
    source: FixedText = field(converter=_fixed)
    unconfirmed: tuple[FixedText, ...] = field(default=(), converter=_all_fixed)


_GRADES_UNCONFIRMED: Text = {
    "zh": "评级分界 90、80、60：只有个别公开报告与之一致，未见于表式说明",
    "en": "the grades 90, 80 and 60: single published reports agree, no form states them",
}
REVERSE_UNCONFIRMED = take_text({
    "zh": "反向指标按 A/B 计分：此表式的说明未写明",
    "en": "a broken ceiling is scored A/B: the notes of this form do not say so",
})
EXACT_UNCONFIRMED = take_text({
    "zh": "“等于”指标按“不低于”计分（一个省级系统如此）：此表式的说明未写明",
    "en": "an exact target is scored as at least, as one provincial system stores it: the notes of "
    "this form do not say so",
})
_OTHERS_UNCONFIRMED: Text = {
    "zh": "区间、日期、目标为零和一格多项的指标全得或不得：此表式的说明未写明",
    "en": "a range, a date, a target of zero and several targets in a cell are all or nothing: the "
    "notes of this form do not say so",
}
_RESCALE_UNCONFIRMED: Text = {
    "zh": "不适用的指标剔除，其余指标按比例补足满分：常见做法，此表式的说明未写明",
    "en": "lines that do not apply are left out and the others scaled up: usual, but the notes of "
    "this form do not say so",
}
_BANDS_UNCONFIRMED: Text = {
    "zh": "定性指标分档（100–80–60–0）：按全国表式，此表式未见",
    "en": "the bands of targets in words (100-80-60-0) are those of the national form: not read in "
    "this one",
}
_EXECUTION_UNCONFIRMED: Text = {
    "zh": "预算执行率 10 分：按全国表式，此表式未见",
    "en": "10 points for execution are those of the national form: not read in this one",
}
_YEARS_UNCONFIRMED: Text = {
    "zh": "新旧分档以 2019、2020 年为界：只见于各年的个别表式",
    "en": "that the bands changed between 2019 and 2020: seen in single forms of those years",
}
_UNSAID = (
    _GRADES_UNCONFIRMED,
    EXACT_UNCONFIRMED,
    _OTHERS_UNCONFIRMED,
    _RESCALE_UNCONFIRMED,
)

_FORMS = (
    Form(
        key="national",
        name={"zh": "项目支出绩效自评表", "en": "project spending self-evaluation"},
        place={"zh": "全国", "en": "China"},
        first=2020,
        source={
            "zh": "中江县水利局、天长市水利局 2022 年自评表的说明",
            "en": "notes of the forms of Zhongjiang and Tianchang water bureaus, 2022",
        },
        unconfirmed=(_YEARS_UNCONFIRMED, REVERSE_UNCONFIRMED, *_UNSAID),
    ),
    Form(
        key="national_old",
        name={"zh": "项目支出绩效自评表（旧分档）", "en": "self-evaluation, older bands"},
        place={"zh": "全国", "en": "China"},
        first=2016,
        last=2019,
        bands=OLD_BANDS,
        source={
            "zh": "北京 2016 年、江西 2017 年自评表的说明",
            "en": "notes of the forms of Beijing 2016 and Jiangxi 2017",
        },
        unconfirmed=(_YEARS_UNCONFIRMED, *_UNSAID),
    ),
    Form(
        key="hubei",
        name={"zh": "湖北省项目自评表", "en": "Hubei project self-evaluation"},
        place={"zh": "湖北", "en": "Hubei"},
        first=2020,
        last=2022,
        execution=20,
        bands=OLD_BANDS,
        source={
            "zh": "湖北 2020–2022 年自评表的说明（执行率 20 分，80–50–0 分档，正反向按比例）",
            "en": "notes of Hubei forms of 2020 to 2022 (execution 20, bands 80-50-0, ratios)",
        },
        unconfirmed=({
            "zh": "预算数取调整预算；来源称“调整预算加结转”，结转数须计入调整预算",
            "en": "the budget is the adjusted one; the source adds what was carried over, so count "
            "it in",
        }, *_UNSAID),
    ),
    Form(
        key="sichuan",
        name={"zh": "四川省绩效目标自评表", "en": "Sichuan self-evaluation"},
        place={"zh": "四川", "en": "Sichuan"},
        first=2022,
        last=2023,
        execution_reason="0.9",
        source={
            "zh": "四川 2022–2023 年自评表（执行率低于 90% 须说明原因）",
            "en": "Sichuan forms of 2022 and 2023 (a reason below 90 % of execution)",
        },
        unconfirmed=(REVERSE_UNCONFIRMED, *_UNSAID),
    ),
    Form(
        key="jiangxi",
        name={"zh": "江西省项目支出绩效自评表", "en": "Jiangxi project self-evaluation"},
        place={"zh": "江西", "en": "Jiangxi"},
        first=2017,
        last=2017,
        bands=OLD_BANDS,
        source={
            "zh": "江西 2017 年自评表的说明（达成、部分达成、未达成预期指标；反向按比例）",
            "en": "notes of the Jiangxi form of 2017 (three bands, ratios both ways)",
        },
        unconfirmed=_UNSAID,
    ),
    Form(
        key="hebei",
        name={"zh": "河北省预算项目绩效自评表", "en": "Hebei budget project self-evaluation"},
        place={"zh": "河北", "en": "Hebei"},
        first=2019,
        last=2020,
        source={
            "zh": "河北 2019–2020 年自评表；换算得分一列不计入（权重会重复计算）",
            "en": "Hebei forms of 2019 and 2020; their column of converted scores, which counts "
            "the weight twice, is left out",
        },
        unconfirmed=(_BANDS_UNCONFIRMED, REVERSE_UNCONFIRMED, *_UNSAID),
    ),
    Form(
        key="chongqing_whole_unit",
        name={"zh": "部门整体绩效自评表", "en": "self-evaluation of a whole unit"},
        place={"zh": "重庆", "en": "Chongqing"},
        first=2021,
        source={
            "zh": "重庆 2021 年部门整体绩效自评表（得分系数 × 权重）",
            "en": "the Chongqing form for whole units of 2021 (coefficient times weight)",
        },
        unconfirmed=(_BANDS_UNCONFIRMED, REVERSE_UNCONFIRMED, *_UNSAID),
    ),
    Form(
        key="guangxi",
        name={"zh": "广西项目支出绩效自评表", "en": "Guangxi project self-evaluation"},
        place={"zh": "广西", "en": "Guangxi"},
        first=2020,
        excess="1.3",
        source={
            "zh": "广西预算绩效系统（达到目标 130% 起须说明原因）；手工扣分不计入",
            "en": "the Guangxi system (a reason from 130 % of the target); its manual deduction is "
            "left out",
        },
        unconfirmed=(_BANDS_UNCONFIRMED, _EXECUTION_UNCONFIRMED, {"zh": "起用年份", "en": "the year it began"}, REVERSE_UNCONFIRMED, *_UNSAID
        ),
    ),
    Form(
        key="provincial_system",
        name={"zh": "省级预算绩效系统自评表", "en": "self-evaluation of one provincial system"},
        place={"zh": "某省", "en": "one province"},
        first=2020,
        reverse="linear",
        exact="at least",
        excess="1.2",
        source={
            "zh": "一个省级系统中保存的公式（反向线性至 2A，“等于”按“不低于”）",
            "en": "formulas stored in one provincial system (linear to zero at 2A; exact targets "
            "as at least)",
        },
        unconfirmed=({
            "zh": "另有来源记录该系统评级分界为 80、70、60",
            "en": "another note on this system has the grades 80, 70 and 60",
        }, _OTHERS_UNCONFIRMED, _RESCALE_UNCONFIRMED, {"zh": "省份与起用年份未载明", "en": "the province and the year it began"},
            _GRADES_UNCONFIRMED,
        ),
    ),
    Form(
        key="ningxia_agriculture",
        name={"zh": "宁夏农业项目绩效自评表", "en": "Ningxia agricultural self-evaluation"},
        place={"zh": "宁夏", "en": "Ningxia"},
        first=2020,
        execution=0,
        source={
            "zh": "宁夏农业项目自评表（产出 40、效益 40、满意度 20，不计执行率）",
            "en": "the Ningxia form for agriculture (output 40, benefit 40, satisfaction 20; "
            "execution is not scored)",
        },
        unconfirmed=(_BANDS_UNCONFIRMED, {"zh": "起用年份", "en": "the year it began"}, REVERSE_UNCONFIRMED, *_UNSAID
        ),
    ),
)  # fmt: skip
FORMS: Mapping[str, Form] = MappingProxyType({form.key: form for form in _FORMS})


def forms(place: str | None = None, year: int | None = None) -> tuple[Form, ...]:
    """Return the forms of a place and a year; the national form for a province without its own.

    Args:
        place: in Chinese or English (湖北, 湖北省, Hubei); None for all.
        year: None for all.

    Example:
        >>> [form.key for form in forms("Hubei", 2021)], [form.key for form in forms("全国", 2018)]
        (['hubei'], ['national_old'])
    """
    found = tuple(f for f in _FORMS if is_meant(f.place, f.first, f.last, place, year))
    if found or place is None or not _is_province(place):
        return found
    return forms("全国", year)


_PROVINCES = """
    北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西
    海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 新疆生产建设兵团 深圳 大连 青岛 宁波 厦门
    Beijing Tianjin Hebei Shanxi Inner_Mongolia Liaoning Jilin Heilongjiang Shanghai Jiangsu Zhejiang
    Anhui Fujian Jiangxi Shandong Henan Hubei Hunan Guangdong Guangxi Hainan Chongqing Sichuan Guizhou
    Yunnan Tibet Xizang Shaanxi Gansu Qinghai Ningxia Xinjiang Shenzhen Dalian Qingdao Ningbo Xiamen
""".split()


def _is_province(place: str) -> bool:
    """Return whether a text names a province of China, or a city planned on its own."""
    return any(is_place(take_text(name.replace("_", " ")), place) for name in _PROVINCES)
