"""项目支出绩效自评表: the self-evaluation that every Chinese budget unit files each year.

What it is: the form for one project, built from the project's own weighted indicators: budget
execution counts 10 points (20 in Hubei), the indicators the rest. `self_evaluation(project, form)`
gives a rubric with a line for each indicator, as the form is printed. `RUBRIC` is one rubric for
whole tables of the national form. It gives the same totals if the weights are those of the form,
ceilings are scored A/B, nothing is judged or excused, and everything applies. Score one project at
a time with it: it adds up the points of several.

Whom it serves: units that file the form, bureaus that check thousands of them, and auditors.

Sources: printed forms and their notes (`Form.source` names them), the ministry's notice 财预〔2020〕
10号 for evaluation in general, and the formulas stored in one provincial system.

How points are given, where A is the target and B the actual:

- At least: B/A of the weight, all of it where the target is met.
- At most: A/B of the weight (`reverse="ratio"`), or falling from A to nothing at 2A
  (`reverse="linear"`), or all or nothing.
- A target of zero, a range, a date, several targets in one cell: all or nothing.
- Exactly: as "at least", or all or nothing (`exact`).
- A strict target (>20家) with a result exactly at its end is missed, but B/A gives all the weight.
- Words: a person chooses one of three bands (达成, 部分达成, 未达成) and gives points within it, or
  says that the indicator does not apply (不适用). The ends of the bands are rounded as points are.
  The form's three official phrases in the cell of the result choose the band: `official_answers`
  returns that answer, and another one does not hold on the card.
- A part of another indicator (其中：…) without a weight has no line.
- A line that does not apply is left out, and the others are scaled up to full marks.

What it does not cover: blocks whose points are shared equally among their indicators, the printed
form of central transfers (it has no points), manual deductions, and deductions for a target that
was set too low: no form fixes their number, so a result far above its target is only flagged
(`Form.excess`). `Form.unconfirmed` lists what was not read in a source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from attrs import evolve

from fiscal_rubric.catalog.cn_grades import GRADES, LOCAL_GRADES
from fiscal_rubric.catalog.cn_self_evaluation.forms import (
    EXACT_UNCONFIRMED,
    FORMS,
    REVERSE_UNCONFIRMED,
    Form,
    forms,
)
from fiscal_rubric.errors import near, refuse
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.project import Indicator, Project
from fiscal_rubric.rubric.criteria import Criterion, Section
from fiscal_rubric.rubric.grades import Check, Grades
from fiscal_rubric.rubric.readings import Reading
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.rules.phrases import budget_execution_rate, inverse_share
from fiscal_rubric.rules.words import (
    adjusted,
    any_of,
    attained,
    completion_rate,
    equal,
    has_reason,
    indicators,
    initial,
    judged,
    met,
    not_applicable,
    pick,
    picked,
    weight,
    when,
)
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.targets.signs_and_claims import normal
from fiscal_rubric.targets.targets import AnyTarget, NoTarget, NumericTarget, SeveralTargets
from fiscal_rubric.targets.writing import write_actual
from fiscal_rubric.texts import text_in
from fiscal_rubric.validation import Text, take_instance

__all__ = [
    "FORMS",
    "RUBRIC",
    "UNCONFIRMED",
    "Form",
    "forms",
    "forms_for",
    "official_answers",
    "rule_of",
    "self_evaluation",
]
UNCONFIRMED = tuple(dict.fromkeys(text for form in FORMS.values() for text in form.unconfirmed))

def self_evaluation(project: Project, form: Form | str = "national") -> Rubric:
    """Build the form for one project: budget execution, and a line for each of its indicators.

    Indicators are grouped by first-level heading. Where a target is in words, the line asks for the
    band (`key`) and the points within it (`key.points`). An indicator of weight 0 is left out.

    Args:
        project: its indicators have weights, which need not add up to 100 (see `rubric.full`).
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
    taken = _form(form)
    parts: list[Criterion | Section] = []
    if taken.execution:
        parts.append(_execution(taken))
    counted = [i for i in project.indicators if i.weight != 0 and not _is_part(i)]
    for heading in dict.fromkeys(indicator.level1 for indicator in counted):
        lines = [_line(i, taken, project) for i in counted if i.level1 == heading]
        parts.extend([Section(heading, lines)] if heading else lines)
    grades = _grades(sum((part.full for part in parts), Fraction(0)))
    return Rubric(
        taken.name,
        parts,
        key=f"{taken.key}/{project.key}",
        printed_full=100,
        grades=grades,
        readings=[] if grades is None else [LOCAL_GRADES],
        basis=Basis(budget=taken.budget),  # shown on the card; the rule names its budget itself
        source=_source(taken),
    )


def _is_part(indicator: Indicator) -> bool:
    """Return whether an indicator only details another one: 其中：… without points."""
    name = text_in(indicator.name, "zh")
    return indicator.weight is None and name.startswith("其中")


def official_answers(project: Project) -> dict[str, str]:
    """Return the bands that the official phrases in the cells of results choose.

    Args:
        project: whose targets in words have such results.

    Returns:
        The key of the indicator to 达成, 部分达成 or 未达成, as `self_evaluation` asks for it.

    Example:
        >>> from fiscal_rubric import Indicator, Project
        >>> done = Indicator("影响", "social", "提升", "部分达成预期指标并具有一定效果", weight=10)
        >>> official_answers(Project("p", None, [done]))
        {'影响': '部分达成'}
    """
    found = ((i.key, _official_band(i)) for i in take_instance(project, "project", Project).indicators)
    return {key: band for key, band in found if band is not None}


def _official_band(indicator: Indicator) -> str | None:
    """Return the band of an official phrase; None for a number, or any other words."""
    if isinstance(indicator.target, NumericTarget | SeveralTargets):
        return None
    said = normal(write_actual(indicator.actual))
    return next((band for band, phrase in _OFFICIAL.items() if re.match(phrase, said)), None)


# The band -> the official phrase, in the wordings of both generations of the form.
_OFFICIAL = {
    "部分达成": r"部分达成(?:年度|预期)?(?:指标|目标)",
    "未达成": r"未达成(?:年度|预期)?(?:指标|目标)",
    "达成": r"(?:全部)?达成(?:年度|预期)?(?:指标|目标)$",
}


def forms_for(evidence: Evidence) -> tuple[Form, ...]:
    """Return the forms that fit some evidence, as `catalog.forms_for` does.

    Args:
        evidence: the projects, with weights and a period.
    """
    projects = take_instance(evidence, "evidence", Evidence).projects
    found = [form for form in FORMS.values() if all(_fits(form, owner) for owner in projects)]
    return tuple(sorted(found, key=lambda form: not form.key.startswith("national")))


def _fits(form: Form, project: Project) -> bool:
    years = [int(year) for year in re.findall(r"(?a)(?:19|20)\d\d", project.period)]
    weights = [i.weight for i in project.indicators if i.weight is not None]
    in_use = all(form.first <= year <= (form.last or year) for year in years)
    return in_use and (not weights or form.execution + sum(weights, Fraction(0)) == 100)


def _form(form: Form | str) -> Form:
    if isinstance(form, str):
        if form not in FORMS:
            refuse("option", "form", form, *near(form, FORMS))
        return FORMS[form]
    return take_instance(form, "form", Form)


def _source(form: Form) -> str:
    """Return the source to print on a card; the national form was read in other counties' forms."""
    if not form.key.startswith("national"):
        return text_in(form.source, "zh")
    until = "" if form.last is None else f"–{form.last}"
    return f"全国项目支出绩效自评表，{form.first}{until or ' 年起'}"


def _grades(full: Fraction) -> Grades | None:
    """Return the grades of a form of 100 points, else None."""
    return GRADES if full == 100 else None


def _execution(form: Form) -> Criterion:
    rate = budget_execution_rate(adjusted() if form.budget == "adjusted" else initial())
    checks: list[Check] = []
    if form.execution_reason is not None:
        text = {"zh": "预算执行率偏低，应说明原因", "en": "low execution: give the reason"}
        checks.append(Check(rate >= form.execution_reason, text, "execution_reason"))
    return Criterion(
        {"zh": "预算执行率", "en": "budget execution rate"},
        form.execution,
        form.execution * rate.clip(0, 1),
        rounding=form.rounding,
        source=_source(form),
        checks=checks,
    )


def _line(indicator: Indicator, form: Form, project: Project) -> Criterion:
    if indicator.weight is None:
        refuse("missing_weight", f"{project.key}/{indicator.key}/weight")
    rule = rule_of(indicator, form)
    return Criterion(
        indicator.name,
        indicator.weight,
        rule,
        key=indicator.key,
        rounding=form.rounding,
        if_not_applicable="drop",
        source=_source(form),
        checks=list(_checks(indicator, form)),
        readings=list(_readings(indicator, form, rule)),
    )


def _readings(indicator: Indicator, form: Form, rule: Node) -> Iterator[Reading]:
    """Yield what the notes of a form leave open, where it changes the rule of an indicator."""
    linear = rule_of(indicator, evolve(form, reverse="linear"))
    if REVERSE_UNCONFIRMED in form.unconfirmed and linear != rule:
        text = {
            "zh": "反向指标超出目标的，按线性降至目标的两倍为零",
            "en": "a broken ceiling falls in a straight line to zero at twice the target",
        }
        yield Reading("reverse_linear", text, rule, linear)
    strict = rule_of(indicator, evolve(form, exact="all or nothing"))
    if EXACT_UNCONFIRMED in form.unconfirmed and strict != rule:
        text = {"zh": "“等于”指标不相等即不得分", "en": "an exact target is all or nothing"}
        yield Reading("exact_all_or_nothing", text, rule, strict)


def rule_of(indicator: Indicator, form: Form) -> Node:
    """Return the rule of an indicator, which gives at most its weight."""
    key, full = indicator.key, indicator.weight or Fraction(0)
    target = indicator.target
    if not isinstance(target, NumericTarget):
        return _in_bands(key, full, form) if target.sense != "several" else full * attained(key)
    match target.sense:
        case "at most" if form.reverse == "linear" and not _is_below_zero(target):
            return full * inverse_share(key)
        case "at most" if form.reverse == "all or nothing":
            return full * met(key)
        case "exactly" if form.exact == "all or nothing":
            return full * met(key)
        case _:
            return full * attained(key)


def _is_below_zero(target: NumericTarget) -> bool:
    return target.goal is not None and target.goal < 0


def _is_above_zero(target: AnyTarget) -> bool:
    return isinstance(target, NumericTarget) and target.goal is not None and target.goal > 0


def _in_bands(key: str, full: Fraction, form: Form) -> Node:
    upper, lower = (form.rounding.round(end * full) for end in form.bands)
    points = f"{key}.points"
    text = {"zh": "区间内得分", "en": "points within the band"}
    return pick(
        key,
        {
            "达成": judged(points, upper, full, text=text),
            "部分达成": judged(points, lower, upper, upper_open=True, text=text),
            "未达成": judged(points, 0, lower, upper_open=True, text=text),
            "不适用": not_applicable(),
        },
        {"zh": "目标达成程度", "en": "how far it was reached"},
    )


def _checks(indicator: Indicator, form: Form) -> Iterator[Check]:
    """Yield the checks of a line: reasons, a target for its points, the official phrase."""
    key, target = indicator.key, indicator.target
    if isinstance(target, NoTarget):
        text = {"zh": "有分值，但没有目标值", "en": "it has points, but no target"}
        yield Check(equal(weight(key), 0), text, "no_target")
    band = _official_band(indicator)
    if band is not None:
        said = write_actual(indicator.actual)
        text = {"zh": f"完成值写“{said}”，应选“{band}”", "en": f"the result says {band} ({said})"}
        yield Check(picked(key, band), text, "official_phrase")
    if isinstance(target, NumericTarget | SeveralTargets):
        explained = any_of(_is_kept(target, key, form), has_reason(key))
    else:  # the band says whether it was met; a reason is asked for only if not
        is_fine = any_of(picked(key, "达成"), picked(key, "不适用"))
        explained = equal(when(is_fine, 1, has_reason(key)), 1)
    yield Check(
        explained, {"zh": "未完成，应说明原因", "en": "missed: give the reason"}, "reason_missing"
    )
    is_exceeded = isinstance(target, NumericTarget) and target.sense in ("at least", "exactly")
    if form.excess is not None and is_exceeded and _is_above_zero(target):
        yield Check(
            any_of(completion_rate(key) < form.excess, has_reason(key)),
            {"zh": "大幅超过目标，应说明原因", "en": "far above the target: give the cause"},
            "far_above_target",
        )


def _is_kept(target: NumericTarget | SeveralTargets, key: str, form: Form) -> Node:
    """Return the condition that no reason is needed; scored as "at least", more is fine."""
    if target.sense == "exactly" and form.exact == "at least":
        return attained(key) >= 1
    return met(key)


def _block(name: Text, heading: str, full: int) -> Criterion:
    block = indicators(level1=heading)
    return Criterion(
        name,
        full,
        block.total((weight() * attained()).round(2)).clip(0, full),
        key=heading,
        source=text_in(FORMS["national"].source, "zh"),
        checks=[
            Check(
                equal(block.total(weight()), full),
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
