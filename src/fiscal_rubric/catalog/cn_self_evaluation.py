"""项目支出绩效自评表: the self-evaluation that every Chinese budget unit files each year.

What it is: the form for one project, built from the project's own weighted indicators: budget
execution counts 10 points (20 in Hubei), the indicators the rest. `self_evaluation(project, form)`
gives a rubric with a line for each indicator, as the form is printed. `RUBRIC` is one rubric for
whole tables of the national form: it counts the indicators in folds, and gives the same totals
wherever the weights are those of the form, ceilings are scored A/B, nothing is judged in bands and
nothing is excused.

Whom it serves: units that file the form, bureaus that check thousands of them, and auditors.

Sources: printed forms and their notes (`Form.source` names them), the ministry's notice 财预〔2020〕
10号 for evaluation in general, and the formulas stored in one provincial system.

How points are given, where A is the target and B the actual:

- At least: B/A of the weight, all of it where the target is met.
- At most: A/B of the weight (`reverse="ratio"`), or falling from A to nothing at 2A
  (`reverse="linear"`), or all or nothing.
- A target of zero, a range, a date: all or nothing.
- Exactly: all or nothing, or as "at least" (`exact`).
- Words: a person chooses one of three bands (达成, 部分达成, 未达成) and gives points within it.

What it does not cover: blocks whose points are shared equally among their indicators, the printed
form of central transfers (it has no points), manual deductions, and reducing points for a target
that was set too low: there is no fixed number for that, so far more than the target is only
flagged (`Form.excess`). What is not read in a source is listed in `Form.unconfirmed`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Literal

from attrs import field, frozen

from fiscal_rubric.arguments import (
    Text,
    take_instance,
    take_key,
    take_option,
    take_plain,
    take_sequence,
    take_text,
    take_year,
)
from fiscal_rubric.basis import Basis
from fiscal_rubric.criteria import Criterion, Section
from fiscal_rubric.errors import near, refuse
from fiscal_rubric.exact import Number, Rounding, exact
from fiscal_rubric.grades import Check, Grades
from fiscal_rubric.mappings import FixedText, text_in
from fiscal_rubric.project import Indicator, Project
from fiscal_rubric.rubric import Rubric
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.rules.words import (
    actual,
    any_of,
    attained,
    budget_execution_rate,
    divide,
    equal,
    has_reason,
    indicators,
    judged,
    met,
    pick,
    target,
    weight,
    when,
)
from fiscal_rubric.targets import Actual, Promise, Reached

Reverse = Literal["ratio", "linear", "all or nothing"]
REVERSES: tuple[Reverse, ...] = ("ratio", "linear", "all or nothing")
Exact = Literal["all or nothing", "at least"]
EXACTS: tuple[Exact, ...] = ("all or nothing", "at least")
BudgetFigure = Literal["adjusted", "initial"]
BUDGETS: tuple[BudgetFigure, ...] = ("adjusted", "initial")
NEW_BANDS, OLD_BANDS = (Fraction(8, 10), Fraction(6, 10)), (Fraction(8, 10), Fraction(5, 10))
GRADES = Grades([("优", 90), ("良", 80), ("中", 60), ("差", 0)])


def _fixed(value: Text) -> FixedText:
    return take_text(value)


def _all_fixed(value: tuple[Text, ...]) -> tuple[FixedText, ...]:
    return tuple(take_text(text) for text in take_sequence(value, "unconfirmed"))


def _key(value: str) -> str:
    return take_key(value)


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
    """What a place prescribes for the form.

    Args:
        key: the key in `FORMS`.
        name: as printed.
        place: where it applies.
        first, last: the years in which it was met in print; `last` is None where it is in use.
        execution: points of budget execution; 0 where it is not scored.
        budget: "adjusted" or "initial": what payments are measured against.
        bands: the lower ends of the first and second band for targets in words, as shares of the
            weight.
        reverse: how a ceiling that is broken is scored.
        exact: how a number that should be met exactly is scored.
        excess: the multiple of the target above which the cause must be given; None for no limit.
        execution_reason: the rate of execution below which the cause must be given; or None.
        rounding: of each line.
        source: the print that it was read in.
        unconfirmed: what was not read in a source.
    """

    key: str = field(converter=_key)
    name: FixedText = field(converter=_fixed)
    place: FixedText = field(converter=_fixed)
    first: int = field(converter=_first)
    last: int | None = field(default=None, converter=_last)
    execution: Fraction = field(default=Fraction(10), converter=_points)
    budget: BudgetFigure = field(default="adjusted", converter=_budget)
    bands: tuple[Fraction, Fraction] = field(default=NEW_BANDS, converter=_bands)
    reverse: Reverse = field(default="ratio", converter=_reverse)
    exact: Exact = field(default="all or nothing", converter=_exact)
    excess: Fraction | None = field(default=None, converter=_threshold)
    execution_reason: Fraction | None = field(default=None, converter=_threshold)
    rounding: Rounding = field(factory=Rounding, converter=_rounding)
    source: FixedText = field(converter=_fixed)
    unconfirmed: tuple[FixedText, ...] = field(default=(), converter=_all_fixed)


_GRADES_UNCONFIRMED: Text = {
    "zh": "评级分界 90、80、60：只有个别公开报告与之一致，未见于表式说明",
    "en": "the grades 90, 80 and 60: single published reports agree, no form states them",
}
_REVERSE_UNCONFIRMED: Text = {
    "zh": "反向指标按 A/B 计分：此表式的说明未写明",
    "en": "a broken ceiling is scored A/B: the notes of this form do not say so",
}
_EXACT_UNCONFIRMED: Text = {
    "zh": "“等于”指标全得或不得：此表式的说明未写明",
    "en": "an exact target is all or nothing: the notes of this form do not say so",
}
_UNSAID = (_GRADES_UNCONFIRMED, _EXACT_UNCONFIRMED)

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
        unconfirmed=(_REVERSE_UNCONFIRMED, *_UNSAID),
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
        unconfirmed=_UNSAID,
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
        unconfirmed=_UNSAID,
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
        unconfirmed=(_REVERSE_UNCONFIRMED, *_UNSAID),
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
        unconfirmed=(_REVERSE_UNCONFIRMED, *_UNSAID),
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
        unconfirmed=(_REVERSE_UNCONFIRMED, *_UNSAID),
    ),
    Form(
        key="guangxi",
        name={"zh": "广西项目支出绩效自评表", "en": "Guangxi project self-evaluation"},
        place={"zh": "广西", "en": "Guangxi"},
        first=2020,
        excess="1.3",
        source={
            "zh": "广西预算绩效系统（超过目标 30% 须说明原因）；手工扣分不计入",
            "en": "the Guangxi system (a reason from 130 % of the target); its manual deduction is "
            "left out",
        },
        unconfirmed=(
            {"zh": "起用年份", "en": "the year it began"}, _REVERSE_UNCONFIRMED, *_UNSAID
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
        unconfirmed=(
            {"zh": "省份与起用年份未载明", "en": "the province and the year it began"},
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
        unconfirmed=(
            {"zh": "起用年份", "en": "the year it began"}, _REVERSE_UNCONFIRMED, *_UNSAID
        ),
    ),
)  # fmt: skip
FORMS: Mapping[str, Form] = {form.key: form for form in _FORMS}
UNCONFIRMED = tuple(dict.fromkeys(text for form in _FORMS for text in form.unconfirmed))


def forms(place: str | None = None, year: int | None = None) -> tuple[Form, ...]:
    """The forms that apply somewhere, in some year.

    Args:
        place: in Chinese or English; None for all.
        year: None for all.

    Example:
        >>> [form.key for form in forms("Hubei", 2021)], [form.key for form in forms("全国", 2018)]
        (['hubei'], ['national_old'])
    """
    if place is not None:
        place = take_plain(place, "place")
    if year is not None:
        take_year(year, "year")
    return tuple(
        form
        for form in FORMS.values()
        if (place is None or place in _spoken(form.place))
        and (year is None or form.first <= year <= (form.last or year))
    )


def _spoken(text: FixedText) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text.values())


def self_evaluation(project: Project, form: Form | str = "national") -> Rubric:
    """The form for one project: budget execution, and a line for each of its indicators.

    Indicators stand under their first-level heading. Where a target is in words, the line asks for
    the band (`key`) and the points within it (`key.points`). An indicator with a weight of 0 is left
    out.

    Args:
        project: its indicators have weights; they need not add up (`rubric.full` says to what).
        form: a form, or its key in `FORMS`.

    Raises:
        FiscalRubricError: no form has this key, or an indicator has no weight.

    Example:
        >>> from fiscal_rubric import Budget, Evidence, Indicator, Project
        >>> project = Project("体育中心", Budget("25万元", "25万元", {"2022-12-31": "215457.6元"}), [
        ...     Indicator("结算完成率", "quantity", "≥100%", "90%", weight=90)])
        >>> card = self_evaluation(project).score(Evidence(project))
        >>> [(line.key, str(line.points)) for line in card.lines], card.grade
        ([('预算执行率', '8.62'), ('结算完成率', '81.00')], '良')
    """
    take_instance(project, "project", Project)
    chosen = _form(form)
    parts: list[Criterion | Section] = []
    if chosen.execution:
        parts.append(_execution(chosen))
    counted = [indicator for indicator in project.indicators if indicator.weight != 0]
    for heading in dict.fromkeys(indicator.level1 for indicator in counted):
        lines = [_line(i, chosen, project) for i in counted if i.level1 == heading]
        parts.extend([Section(heading, lines)] if heading else lines)
    return Rubric(
        chosen.name,
        parts,
        key=f"{chosen.key}/{project.key}",
        printed_full=100,
        grades=_grades(sum((part.full for part in parts), Fraction(0))),
        basis=Basis(budget=chosen.budget),
        source=text_in(chosen.source, "zh"),
    )


def _form(form: Form | str) -> Form:
    if isinstance(form, str):
        if form not in FORMS:
            refuse("option", "form", form, *near(form, FORMS))
        return FORMS[form]
    return take_instance(form, "form", Form)


def _grades(full: Fraction) -> Grades | None:
    """The grades of a form of 100 points; there are none for another number."""
    return GRADES if full == 100 else None


def _execution(form: Form) -> Criterion:
    checks: list[Check] = []
    if form.execution_reason is not None:
        text = {"zh": "预算执行率偏低，应说明原因", "en": "low execution: give the reason"}
        checks.append(
            Check(budget_execution_rate() >= form.execution_reason, text, "execution_reason")
        )
    return Criterion(
        {"zh": "预算执行率", "en": "budget execution rate"},
        form.execution,
        form.execution * budget_execution_rate().clip(0, 1),
        rounding=form.rounding,
        source=text_in(form.source, "zh"),
        checks=checks,
    )


def _line(indicator: Indicator, form: Form, project: Project) -> Criterion:
    if indicator.weight is None:
        refuse("missing_weight", f"{project.key}/{indicator.key}/weight")
    return Criterion(
        indicator.name,
        indicator.weight,
        rule_of(indicator, form),
        key=indicator.key,
        rounding=form.rounding,
        if_not_applicable="drop",
        source=text_in(form.source, "zh"),
        checks=list(_checks(indicator, form)),
    )


def rule_of(indicator: Indicator, form: Form) -> Node:
    """The points of one indicator, up to its weight."""
    key, full = indicator.key, indicator.weight or Fraction(0)
    promise = indicator.target
    if not isinstance(promise, Promise):
        return _in_bands(key, full, form) if promise.sense != "several" else full * attained(key)
    match promise.sense:
        case "at most" if form.reverse == "linear":
            # B/A is one by the share attained; what was not carried out has attained nothing.
            return full * (2 - divide(1, attained(key), if_zero=2)).clip(0, 1)
        case "at most" if form.reverse == "all or nothing":
            return full * met(key)
        case "exactly" if form.exact == "at least" and isinstance(indicator.actual, Reached):
            share = when(equal(target(key), 0), 0, (actual(key) / target(key)).clip(0, 1))
            return full * when(met(key), 1, share)
        case _:
            return full * attained(key)


def _in_bands(key: str, full: Fraction, form: Form) -> Node:
    upper, lower = (end * full for end in form.bands)
    points = f"{key}.points"
    text = {"zh": "区间内得分", "en": "points within the band"}
    return pick(
        key,
        {
            "达成": judged(points, upper, full, text=text),
            "部分达成": judged(points, lower, upper, upper_open=True, text=text),
            "未达成": judged(points, 0, lower, upper_open=True, text=text),
        },
        {"zh": "目标达成程度", "en": "how far it was reached"},
    )


def _checks(indicator: Indicator, form: Form) -> Iterator[Check]:
    key, promise = indicator.key, indicator.target
    if isinstance(promise, Promise):
        yield Check(
            any_of(met(key), has_reason(key)),
            {"zh": "未完成，应说明原因", "en": "missed: give the reason"},
            "reason_missing",
        )
        numbers = promise.sense in ("at least", "exactly") and promise.goal
        if form.excess is not None and numbers and _is_one_number(indicator.actual):
            yield Check(
                actual(key) <= form.excess * target(key),
                {"zh": "大幅超过目标，应说明原因", "en": "far above the target: give the cause"},
                "far_above_target",
            )


def _is_one_number(reached: Actual | None) -> bool:
    if not isinstance(reached, Reached):
        return False
    return reached.base is None and reached.span.point is not None


def _block(name: Text, heading: str, full: int) -> Criterion:
    chosen = indicators(level1=heading)
    return Criterion(
        name,
        full,
        chosen.total((weight() * attained()).round(2)).clip(0, full),
        key=heading,
        source=text_in(FORMS["national"].source, "zh"),
        checks=[
            Check(
                equal(chosen.total(weight()), full),
                {"zh": f"权重合计应为 {full}", "en": f"the weights should add to {full}"},
                "weights_sum",
            )
        ],
    )


RUBRIC = Rubric(
    {"zh": "项目支出绩效自评表（汇总）", "en": "project self-evaluation, for whole tables"},
    [
        _execution(FORMS["national"]),
        _block({"zh": "产出指标", "en": "output"}, "产出指标", 50),
        _block({"zh": "效益指标", "en": "benefit"}, "效益指标", 30),
        _block({"zh": "满意度指标", "en": "satisfaction"}, "满意度指标", 10),
    ],
    key="national",
    grades=GRADES,
    basis=Basis(budget="adjusted"),
    source=text_in(FORMS["national"].source, "zh"),
)
