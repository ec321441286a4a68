"""Checks of evidence: targets, results, units, weights and budgets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import pairwise

from fiscal_rubric.analysis.lint.rubric_checks import CONCENTRATED
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.project import Budget, Indicator, Project
from fiscal_rubric.numbers.exact import number_text
from fiscal_rubric.numbers.rounding import percent
from fiscal_rubric.numbers.spans import Quantity
from fiscal_rubric.numbers.units import DATE, MONTH_DAY, is_money, is_share, unit_of
from fiscal_rubric.rubric.findings import Finding
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.targets.met_or_missed import completion, doubt, status_of
from fiscal_rubric.targets.signs_and_claims import is_pending, normal
from fiscal_rubric.targets.targets import (
    NOT_APPLICABLE,
    AnyActual,
    AnyTarget,
    Claimed,
    NoTarget,
    NotCarriedOut,
    NumericActual,
    NumericTarget,
    QualitativeTarget,
    SeveralTargets,
)
from fiscal_rubric.targets.timeliness import TIME
from fiscal_rubric.targets.writing import write_actual, write_target
from fiscal_rubric.texts import text_in

FAR_ABOVE = Fraction(3, 2)  # of the target: it was set too low, or the result is wrong
WHOLE_WEIGHTS = (80, 90, 100)  # sums of weights in a form, with or without execution
_RATES = (
    r"(?:(?<![频功])(?<!容积)(?<!效)(?<!利)(?<!汇)(?<!倍)(?<!速)(?<!周转)(?<!分辨)率|"
    r"(?<!产出)比例|比重|占比|百分比)$"
)
# Ends of names of indicators where less is better.
_CEILINGS = (
    r"(?:(?:超支|逾期|延误|差错|失误|投诉|违规|超标|事故)(?:率|数|次数|起数|件数|量|金额|额|天数)?|"
    r"(?:经费|成本|支出|人员|预算|费用)\w*控制率)$"
)
# Rates of a part in a whole, which ends at 100 %.
_PARTS = r"(?:合格|达标|覆盖|及时|准确|满意|通过|出勤|入学|巩固|完好|知晓|到位)率$|满意度$"
_SAVINGS = r"节约|节省|压减|压缩|缩减|控减|降低|下降|降幅|减少|带动|撬动|吸引|标准$"
# Work that is done, where more is better; and ratios of counts, which need no per cent.
_HANDLED = r"办理|接受|受理|查处|查办|处理|处置|挽回|发现|化解|调解|调处|纠正|整改"
_PER = r"每|万[人车户元]|亿元"
_MAY_BE_NEGATIVE = r"增|减|升|降|利润|结余|盈余|净"
_COMPLAINTS = r"投诉|不满意"
# Work that is promised, where more is better, unless it is a burden.
_WORK = r"新建|新增|建设|改造|培训|举办|开展|完成|购置|采购|服务|受益|覆盖|植树|造林"
_BURDENS = r"债|编制|支出|经费|费用|成本|差错|事故|超|工期|时间|天数"
_MONEY = r"资金|金额|经费|成本|费用|支出|投入|投资"
_PLACEHOLDER = r"\*\*|×{2}|[xX]{2,}|＊＊"


def evidence_findings(evidence: Evidence, before: Evidence | None = None) -> Iterator[Finding]:
    """Yield all findings on evidence, project by project, in printed order."""
    earlier = {} if before is None else {project.key: project for project in before.projects}
    for project in evidence.projects:
        yield from _budget(project)
        yield from _weights(project)
        for indicator in project.indicators:
            place = f"{project.key}/{indicator.key}"
            yield from _target(indicator, place)
            yield from _absent(indicator, place)
            yield from _unit(indicator, place)
            yield from _result(indicator, place)
            yield from _money(project.budget, indicator, place)
            yield from _deadline(project, indicator, place)
        if project.key in earlier:
            yield from _against_last_year(project, earlier[project.key])


# Targets


def _target(indicator: Indicator, place: str) -> Iterator[Finding]:
    """Yield the findings on a target alone."""
    target, name = indicator.target, text_in(indicator.name, "zh")
    texts = {"target": write_target(target)}
    if (
        isinstance(target, NumericTarget)
        and target.goal == 0
        and target.sense in ("at most", "exactly")
    ):
        yield Finding("target_of_zero", place, numbers=texts)
    if re.search(_PLACEHOLDER, f"{name} {texts['target']}"):
        yield Finding("placeholder", place, numbers=texts)
    match target.sense:
        case "words":
            yield Finding("target_in_words", place, numbers=texts)
        case "several":
            yield Finding("several_targets", place, numbers=texts)
        case "at least":
            if _cannot_be_missed(target) and not re.search(_MAY_BE_NEGATIVE, name):
                yield Finding("target_cannot_be_missed", place, numbers=texts)
            is_cost = indicator.kind == "cost" and not re.search(_SAVINGS, name)
            is_ceiling = re.search(_CEILINGS, name) and not re.search(
                f"{_SAVINGS}|{_HANDLED}", name
            )
            if is_cost or is_ceiling:
                yield Finding("floor_on_ceiling", place, numbers=texts)
        case "at most":
            is_survey = indicator.kind == "satisfaction" and not re.search(_COMPLAINTS, name)
            is_work = indicator.kind == "quantity" and re.match(_WORK, name)
            if is_survey or (is_work and not re.search(f"{_BURDENS}|{_COMPLAINTS}", name)):
                yield Finding("ceiling_on_floor", place, numbers=texts)
        case _:
            pass


def _cannot_be_missed(target: AnyTarget) -> bool:
    """Return whether every number from 0 up meets a target; one below 0 expects less."""
    assert isinstance(target, NumericTarget), "a floor is a number"
    return target.span.lower == 0 and not target.span.lower_open


def _absent(indicator: Indicator, place: str) -> Iterator[Finding]:
    """Yield the findings on targets and results that are still to come, or that are not there."""
    target, actual = indicator.target, indicator.actual
    texts = {"target": write_target(target), "actual": write_actual(actual)}
    is_to_come = is_pending(texts["target"]) or is_pending(texts["actual"])
    if is_to_come:
        yield Finding("still_to_come", place, numbers=texts)
    weight = "" if indicator.weight is None else number_text(indicator.weight)
    if indicator.weight and not is_to_come:
        if isinstance(target, NoTarget) and actual is not NOT_APPLICABLE:
            yield Finding("no_target", place, numbers={"weight": weight})
        if actual is None:
            yield Finding("no_result", place, numbers={"weight": weight})
    if actual is NOT_APPLICABLE and isinstance(target, NumericTarget | SeveralTargets):
        yield Finding("promised_not_applicable", place, numbers=texts)


def _unit(indicator: Indicator, place: str) -> Iterator[Finding]:
    """Yield the findings on units that do not fit the name, kind, target or result."""
    target, actual, name = indicator.target, indicator.actual, text_in(indicator.name, "zh")
    texts = {"target": write_target(target), "actual": write_actual(actual)}
    why = doubt(target, actual)
    if why is not None:
        yield Finding(why, place, numbers=texts)
    if indicator.kind == "timeliness" and isinstance(target, QualitativeTarget):
        if re.fullmatch(TIME, normal(target.text)):
            yield Finding("limit_or_duration", place, numbers=texts)
        elif re.fullmatch(r"(?a)[\d.]+", target.text.strip()):
            yield Finding("number_or_day", place, numbers=texts)
    ratio = _ratio_of_one_unit(target, actual)
    if ratio is not None:
        numbers = {**texts, "ratio": number_text(ratio)}
        yield Finding("unit_on_one_side", place, numbers=numbers)
    if not isinstance(target, NumericTarget) or target.span.unit in (DATE, MONTH_DAY):
        return
    unit = target.span.unit
    is_rate = re.search(_RATES, re.sub(r"\(.*?\)|（.*?）", "", name)) is not None
    is_share_of_all = is_rate and not re.search(_PER, name)
    if is_share_of_all and not is_share(unit) and (unit or (target.goal or 0) > 1):
        yield Finding("rate_without_percent", place, numbers=texts)
    goal = target.goal if target.sense in ("at least", "exactly") else None
    is_part = indicator.kind == "satisfaction" or re.search(_PARTS, name)
    if is_part and is_share(unit) and goal is not None and goal * unit_of(unit)[0] > 1:
        yield Finding("share_above_whole", place, numbers=texts)
    if name.startswith("是否") and unit == "%":
        yield Finding("yes_or_no_in_percent", place, numbers=texts)
    elif indicator.kind == "quantity" and unit == "%" and not is_rate:
        yield Finding("percent_for_pieces", place, numbers=texts)


def _ratio_of_one_unit(target: AnyTarget, actual: AnyActual | None) -> Fraction | None:
    """Return the ratio of two numbers if one has no unit and they seem to be in 元 and 万元."""
    if not isinstance(target, NumericTarget) or not isinstance(actual, NumericActual):
        return None
    goal, found = target.goal, actual.span.point
    if bool(target.span.unit) == bool(actual.span.unit) or not goal or not found:
        return None
    ratio = abs(found / goal)
    size = max(ratio, 1 / ratio)
    return ratio if 2_000 <= size <= 50_000 or 2 * 10**7 <= size <= 5 * 10**8 else None


def _deadline(project: Project, indicator: Indicator, place: str) -> Iterator[Finding]:
    """Yield the finding on a deadline in a year that is not one of the project's period."""
    target = indicator.target
    years = sorted(map(int, re.findall(r"(?a)(?<!\d)(?:19|20)\d\d(?!\d)", project.period)))
    if not years or not isinstance(target, NumericTarget) or target.span.unit != DATE:
        return
    ends = (end for end in (target.span.lower, target.span.upper) if end is not None)
    if not all(years[0] <= date.fromordinal(int(end)).year <= years[-1] for end in ends):
        numbers = {"target": write_target(target), "period": project.period}
        yield Finding("deadline_outside_period", place, numbers=numbers)


# Results


def _result(indicator: Indicator, place: str) -> Iterator[Finding]:
    """Yield the findings on a result with its target."""
    target, actual = indicator.target, indicator.actual
    if actual is None:
        return
    texts = {"target": write_target(target), "actual": write_actual(actual)}
    is_exact = (
        isinstance(actual, NumericActual) and actual.span.point is not None and not actual.about
    )
    is_absent = isinstance(actual, NotCarriedOut) or actual is NOT_APPLICABLE
    if indicator.kind == "satisfaction" and not is_exact and not is_absent:
        yield Finding("satisfaction_without_survey", place, numbers=texts)
    found = completion(target, actual)
    is_unclear = doubt(target, actual) is not None or is_pending(texts["actual"])
    if isinstance(target, NumericTarget) and isinstance(actual, NumericActual) and not is_exact:
        is_copy = (actual.span, actual.base) == (target.span, _base(target))
        code = "target_copied" if is_copy else "actual_is_bound"
        if actual.span.unit not in (DATE, MONTH_DAY):
            yield Finding(code, place, numbers=texts)
    is_met = found.status in ("met", "met by claim")
    is_given = bool(indicator.reason) or (isinstance(actual, NotCarriedOut) and bool(actual.reason))
    if found.status == "missed" and not is_given:
        yield Finding("missed_without_reason", place, numbers=texts)
    is_more = found.ratio is not None and (
        found.ratio <= 1 / FAR_ABOVE if target.sense == "at most" else found.ratio > 1
    )  # this needs a reason, too
    if is_met and is_given and not is_more:
        yield Finding("reason_without_miss", place, numbers={**texts, "reason": indicator.reason})
    is_number = isinstance(target, NumericTarget) and target.span.unit not in (DATE, MONTH_DAY)
    if is_number and isinstance(actual, Claimed):
        yield Finding("number_only_claimed", place, numbers=texts)
    is_undecided = found.status == "not known" and target.sense not in ("words", "none")
    if is_undecided and not is_unclear:  # which has its own finding
        yield Finding("actual_undecided", place, numbers=texts)
    is_floor = target.sense in ("at least", "exactly")
    is_above = isinstance(target, NumericTarget) and (target.goal or 0) > 0  # not 减少, or a loss
    if found.ratio is not None and found.ratio >= FAR_ABOVE and is_floor and is_above:
        yield Finding("far_above_target", place, numbers={**texts, "ratio": percent(found.ratio)})


def _base(target: NumericTarget) -> str | None:
    return target.base if target.sense == "change" else None


# Money


def _budget(project: Project) -> Iterator[Finding]:
    """Yield the findings on a budget alone."""
    budget = project.budget
    initial, adjusted, paid = budget.initial, budget.adjusted, budget.paid()
    planned = adjusted if adjusted is not None else initial
    place = f"{project.key}/paid"
    yield from _payments(budget, planned, place)
    if paid is None or planned is None:
        return
    texts = {"paid": str(paid), "planned": str(planned)}
    if paid.base > planned.base:
        yield Finding("paid_above_budget", place, numbers=texts)
    if paid.base == 0 < planned.base:
        yield Finding("nothing_paid", place, numbers=texts)
    is_added = initial is not None and adjusted is not None and initial.base == 0
    if is_added and 0 < paid.base == planned.base:
        yield Finding("budget_from_zero", place, numbers={**texts, "initial": str(initial)})
    is_cut = initial is not None and adjusted is not None and adjusted.base < initial.base
    if is_cut and 0 < paid.base == planned.base:
        numbers = {**texts, "initial": str(initial), "rate": percent(_rate(paid, initial))}
        yield Finding("budget_cut_to_paid", place, numbers=numbers)


def _payments(budget: Budget, planned: Quantity | None, place: str) -> Iterator[Finding]:
    """Yield the findings on payments that are not cumulative: they fall, or add up to a budget."""
    for (_, before), (day, amount) in pairwise(budget.payments):
        if amount.base < before.base:
            numbers = {"earlier": str(before), "later": str(amount), "day": day.isoformat()}
            yield Finding("payments_fall", place, numbers=numbers)
            break
    amounts = [amount for _, amount in budget.payments]
    whole = sum((amount.base for amount in amounts), Fraction(0))
    if len(amounts) > 1 and planned is not None and whole == planned.base > amounts[-1].base:
        numbers = {"sum": str(planned), "paid": str(amounts[-1])}
        yield Finding("payments_add_up", place, numbers=numbers)


def _rate(paid: Quantity, planned: Quantity | None) -> Fraction:
    assert planned is not None, "asked where there is one"
    return paid.base / planned.base


def _money(budget: Budget, indicator: Indicator, place: str) -> Iterator[Finding]:
    """Yield the findings on indicators that repeat the budget."""
    target, actual, paid = indicator.target, indicator.actual, budget.paid()
    if not isinstance(target, NumericTarget) or target.goal is None or is_share(target.span.unit):
        return
    texts = {"target": write_target(target), "actual": write_actual(actual)}
    is_named = indicator.kind == "cost" or re.search(_MONEY, text_in(indicator.name, "zh"))
    planned = [amount for amount in (budget.initial, budget.adjusted) if amount is not None]
    if isinstance(actual, NumericActual) and paid is not None:
        unit = target.span.unit or actual.span.unit
        spent = actual.span.unit or unit
        is_spent = (unit or is_named) and _is_amount(actual.span.point, spent, paid)
        is_planned = any(_is_amount(target.goal, unit, amount) for amount in planned)
        if is_spent and is_planned:
            yield Finding("spending_as_indicator", place, numbers=texts)
        is_cost = is_named and not is_spent and target.sense == "at most"
        if is_cost and _is_near(actual, target, paid):
            yield Finding("cost_copied", place, numbers={**texts, "paid": str(paid)})
    initial, adjusted = budget.initial, budget.adjusted
    is_bare = not target.span.unit and not is_named  # probably not money
    if target.sense != "at most" or initial is None or adjusted is None or is_bare:
        return
    is_old = _is_amount(target.goal, target.span.unit, initial, rounded=True)
    if is_old and adjusted.base < initial.base:
        numbers = {**texts, "initial": str(initial), "adjusted": str(adjusted)}
        yield Finding("ceiling_is_old_budget", place, numbers=numbers)


def _is_near(actual: NumericActual, target: NumericTarget, paid: Quantity) -> bool:
    """Return whether a result repeats its target, although a little less or more was paid."""
    unit = actual.span.unit or target.span.unit
    if actual.span.point is None or not is_money(unit) or not is_money(target.span.unit or unit):
        return False
    found = Quantity(actual.span.point, unit).base
    goal = Quantity(target.goal or Fraction(0), target.span.unit or unit).base
    return found == goal and found != paid.base and abs(found - paid.base) * 20 <= found


def _is_amount(
    number: Fraction | None, unit: str, amount: Quantity, *, rounded: bool = False
) -> bool:
    """Return whether a number is this amount of money; its unit defaults to that of the amount."""
    if number is None or (unit and not is_money(unit)):
        return False
    scale = Quantity(1, unit or amount.unit).base
    found, wanted = number * scale, amount.base
    return found == wanted or (rounded and abs(found - wanted) * 1000 < wanted)


# Weights


def _weights(project: Project) -> Iterator[Finding]:
    """Yield the findings on weights that do not add up, and on a weight that decides too much."""
    weights = {i.key: i.weight for i in project.indicators if i.weight is not None}
    whole = sum(weights.values(), Fraction(0))
    if not weights or len(weights) < len(project.indicators):
        return
    if whole not in WHOLE_WEIGHTS:
        yield Finding("weights_sum", project.key, numbers={"sum": number_text(whole)})
    for key, weight in weights.items():
        is_all = weight == whole > 0
        if is_all or (len(weights) > 2 and weight >= CONCENTRATED * whole > 0):
            numbers = {"weight": number_text(weight), "sum": number_text(whole)}
            yield Finding("weight_concentrated", f"{project.key}/{key}", numbers=numbers)


# Last year


def _against_last_year(project: Project, earlier: Project) -> Iterator[Finding]:
    """Yield the findings on targets not raised although last year beat them, or funds grew."""
    before: Mapping[str, Indicator] = {i.key: i for i in earlier.indicators}
    grown = _grew(earlier.budget, project.budget)
    for indicator in project.indicators:
        last = before.get(indicator.key)
        if last is None or not _same_sense(last, indicator):
            continue
        beaten = last.actual is not None and _beat(last)
        more = grown and indicator.target.sense != "at most"  # more money lowers no ceiling
        if (beaten or more) and not _is_raised(last, indicator) and not _is_at_end(indicator):
            numbers = {
                "target": write_target(indicator.target),
                "last_target": write_target(last.target),
                "last_actual": "—" if last.actual is None else write_actual(last.actual),
                "cause": "beaten" if beaten else "grown",
            }
            place = f"{project.key}/{indicator.key}"
            yield Finding("target_not_raised", place, numbers=numbers)


def _grew(before: Budget, after: Budget) -> bool:
    return (
        before.initial is not None
        and after.initial is not None
        and after.initial.base > before.initial.base
    )


def _same_sense(last: Indicator, now: Indicator) -> bool:
    """Return whether both targets are floors, or both ceilings, in the same unit."""
    first, second = last.target, now.target
    if not isinstance(first, NumericTarget) or not isinstance(second, NumericTarget):
        return False
    senses = ("at least", "exactly", "at most")
    return first.sense == second.sense in senses and first.span.unit == second.span.unit


def _beat(last: Indicator) -> bool:
    """Return whether the result exceeds the target."""
    is_met = status_of(last.target, last.actual, Basis()) == "met"
    ratio = completion(last.target, last.actual).ratio
    if ratio is None:
        return False
    return is_met and (ratio < 1 if last.target.sense == "at most" else ratio > 1)


def _is_at_end(last: Indicator) -> bool:
    """Return whether a target cannot be raised: 100 % of a share, or a ceiling of 0."""
    target = last.target
    assert isinstance(target, NumericTarget), "compared where both are numbers"
    assert target.goal is not None, "a floor or a ceiling has one number"
    whole = target.span.unit == "%" and target.goal >= 100
    return target.goal <= 0 if target.sense == "at most" else whole


def _is_raised(last: Indicator, now: Indicator) -> bool:
    first, second = last.target, now.target
    assert isinstance(first, NumericTarget), "compared where both are numbers"
    assert isinstance(second, NumericTarget), "compared where both are numbers"
    before, after = first.goal or Fraction(0), second.goal or Fraction(0)
    return after < before if first.sense == "at most" else after > before
