"""Read the facts of one indicator: met, shares, numbers, weight, days late."""

from __future__ import annotations

import re
from calendar import isleap
from datetime import date
from fractions import Fraction
from typing import assert_never

from attrs import evolve

from fiscal_rubric.errors import fault
from fiscal_rubric.evidence.places import Column, Result
from fiscal_rubric.evidence.project import Indicator, Project
from fiscal_rubric.numbers.ranges import (
    DOES_NOT_APPLY,
    EITHER,
    EVERYTHING,
    NOT_NEGATIVE,
    ONE,
    REFUSED,
    ZERO,
    Infinity,
    Range,
    Value,
    known,
    minus,
    precedes,
    truth,
)
from fiscal_rubric.numbers.spans import Span, day_of
from fiscal_rubric.numbers.units import DATE, MONTH_DAY, adopt, compare, is_share, scale_of
from fiscal_rubric.rules.facts import Fact, Gap
from fiscal_rubric.rules.nodes import IndicatorFactName
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.targets.met_or_missed import Status, comparable, completion, doubt, status_of
from fiscal_rubric.targets.targets import (
    AnyActual,
    AnyTarget,
    NotCarriedOut,
    NumericActual,
    NumericTarget,
)
from fiscal_rubric.targets.writing import write_actual, write_target


def target_of(indicator: Indicator, basis: Basis) -> AnyTarget:
    """Return the target that counts: the revised one if there is one and the basis asks for it."""
    if basis.targets == "revised" and indicator.revised is not None:
        return indicator.revised
    return indicator.target


def anything(name: IndicatorFactName) -> Value:
    """Return the possible values of a fact of which nothing is known."""
    match name:
        case "met" | "attained":
            return Value(EITHER, may_not_apply=True)
        case "has_reason":
            return Value(EITHER)
        case "weight" | "days_late":
            return Value(NOT_NEGATIVE)
        case "actual" | "target" | "baseline":
            return Value(EVERYTHING)
        case "completion_rate" | "progress":
            return Value(EVERYTHING, may_not_apply=True)
        case _:
            assert_never(name)


def read_indicator(
    name: IndicatorFactName, project: Project, indicator: Indicator, basis: Basis
) -> Fact:
    """Read one fact of one indicator under a basis."""
    places = (Result(project.key, indicator.key, column_of(name)),)
    counts = in_period(target_of(indicator, basis), indicator.actual, project.period)
    status = status_of(counts, indicator.actual, basis)
    unclear = _unclear(name, status, counts, indicator)
    if unclear is not None:
        places = (Result(project.key, indicator.key),)
    fact = unclear or _fact(name, status, counts, indicator, basis)
    if name == "progress" and unclear is None and fact.gap not in _OF_RESULT:
        places = (Result(project.key, indicator.key, "baseline"),)
    refused = fact.fault
    if refused is not None:
        refused = evolve(refused, place=str(Result(project.key, indicator.key)))
    return Fact(
        fact.value,
        places,
        indicator,
        fact.gap,
        refused,
        status,
        counts,
        unit=fact.unit,
        of_share=name in _NUMBERS and _is_of_share(counts, indicator.actual, indicator.baseline),
    )


_NUMBERS = ("actual", "target", "baseline")
_OF_RESULT = (None, "missing_actual", "undecided")  # gaps of progress that are not the baseline's


def _is_of_share(*sides: AnyTarget | AnyActual | None) -> bool:
    """Return whether the numbers of an indicator are shares: % or ‰."""
    numbers = (side for side in sides if isinstance(side, NumericTarget | NumericActual))
    return any(is_share(number.span.unit) for number in numbers)


def in_period(target: AnyTarget, actual: AnyActual | None, period: str) -> AnyTarget:
    """Return a day without a year in the year of the project, if that is not the result's year."""
    if not isinstance(target, NumericTarget) or target.span.unit != MONTH_DAY:
        return target
    is_dated = isinstance(actual, NumericActual) and actual.span.unit == DATE
    years = set(re.findall(r"(?a)(?<!\d)(?:19|20)\d\d(?!\d)", period))
    if len(years) != 1 or not is_dated or target.span.upper is None:
        return target
    day = day_of(target.span.upper, MONTH_DAY) - day_of(Fraction(101), MONTH_DAY)
    first = date(int(years.pop()), 1, 1)
    is_common = day > 58 and not isleap(first.year)  # days are counted in the leap year 2000
    return evolve(target, span=Span(None, first.toordinal() + day - is_common, unit=DATE))


def _unclear(
    name: IndicatorFactName, status: Status, counts: AnyTarget, indicator: Indicator
) -> Fact | None:
    """Return the fact of a number that cannot be compared with its target."""
    why = doubt(counts, indicator.actual)
    if why is None or name in ("weight", "has_reason", "days_late", "baseline"):
        return None
    if status == "missed" and name in ("met", "attained"):
        return None  # another part of several targets decides it
    if name == "target" and why == "unit_clash":
        return None  # it is known in its own unit
    return Fact(Value(EITHER) if name in ("met", "attained") else Value(EVERYTHING), gap=why)


def column_of(name: IndicatorFactName) -> Column:
    """Return the column that a fact is read from, in addition to the target."""
    match name:
        case "weight" | "target" | "baseline":
            return name
        case "met" | "attained" | "completion_rate" | "progress" | "days_late":
            return "actual"
        case "actual" | "has_reason":
            return "actual"
        case _:
            assert_never(name)


def _fact(
    name: IndicatorFactName, status: Status, counts: AnyTarget, indicator: Indicator, basis: Basis
) -> Fact:
    match name:
        case "met":
            return _met(status, indicator)
        case "attained":
            return _attained(status, counts, indicator)
        case "completion_rate":
            return _completion_rate(status, counts, indicator, basis)
        case "progress":
            return _progress(status, counts, indicator)
        case "has_reason":
            return _has_reason(indicator)
        case "weight":
            if indicator.weight is None:
                return Fact(Value(NOT_NEGATIVE), gap="missing_weight")
            return Fact(known(indicator.weight))
        case "actual":
            return _actual(counts, indicator)
        case "baseline":
            return _baseline(counts, indicator)
        case "target":
            return _target(counts, indicator)
        case "days_late":
            return _days_late(counts, indicator)
        case _:
            assert_never(name)


def _has_reason(indicator: Indicator) -> Fact:
    actual = indicator.actual
    if actual is None and not indicator.reason:
        return Fact(Value(EITHER), gap="missing_actual")
    in_cell = isinstance(actual, NotCarriedOut) and bool(actual.reason)
    return Fact(Value(truth(in_cell or bool(indicator.reason))))


def _met(status: Status, indicator: Indicator) -> Fact:
    match status:
        case "met" | "met by claim":
            return Fact(Value(truth(True)))
        case "missed":
            return Fact(Value(truth(False)))
        case "not applicable":
            return Fact(DOES_NOT_APPLY)
        case "not known":
            may_not_apply = not isinstance(indicator.actual, NumericActual)
            gap: Gap = "missing_actual" if indicator.actual is None else "undecided"
            return Fact(Value(EITHER, may_not_apply), gap=gap)
        case _:
            assert_never(status)


def _attained(status: Status, counts: AnyTarget, indicator: Indicator) -> Fact:
    """Return the share of the target attained: 1 if it was met, else the ratio within 0..1."""
    met = _met(status, indicator)
    both = comparable(counts, indicator.actual)
    if status in ("met", "met by claim", "not applicable") or both is None:
        return met
    target, actual = both
    if not target.goal:
        return met  # without a ratio, a missed target gives 0
    share = _shares(target.goal, target, actual)
    return Fact(Value(share), gap=None if share.is_point else "undecided")


def _completion_rate(status: Status, counts: AnyTarget, indicator: Indicator, basis: Basis) -> Fact:
    if status == "not known":
        gap: Gap = "missing_actual" if indicator.actual is None else "undecided"
        return Fact(Value(EVERYTHING, may_not_apply=True), gap=gap)
    ratio = completion(counts, indicator.actual, basis).ratio
    return Fact(DOES_NOT_APPLY if ratio is None else known(ratio))


def _shares(goal: Fraction, target: NumericTarget, actual: NumericActual) -> Range:
    """Return the possible shares of the goal, within 0..1; an exact goal counts as at least."""
    rises = target.span.lower is not None
    goal_scale, scale = adopt(target.span.unit, actual.span.unit)
    ends: list[Fraction] = []
    for end, missing in ((actual.span.lower, -ONE), (actual.span.upper, ONE)):
        if end is None:
            ends.append(_limit_share(rises=rises, beyond=missing))
            continue
        ends.append(_share(end * scale, goal * goal_scale, rises=rises))
    return Range(min(ends), max(ends))


def _share(actual: Fraction, goal: Fraction, *, rises: bool) -> Fraction:
    """Return 1 if the goal is met; else actual / goal, or goal / actual for an at-most target."""
    if actual == goal or rises == (actual > goal):
        return ONE
    share = actual / goal if rises == (goal > 0) else goal / actual
    return max(share, ZERO)


def _limit_share(*, rises: bool, beyond: Fraction) -> Fraction:
    """Return the share at an infinite end, below (-1) or above (1) the target."""
    return ONE if (beyond > 0) == rises else ZERO


def _baseline(target: AnyTarget, indicator: Indicator) -> Fact:
    """Return the baseline in the base of the unit that it shares with the target and the result."""
    before = indicator.baseline
    if before is None:
        return Fact(Value(EVERYTHING), gap="missing_baseline")
    unit = _shared_unit(target, indicator)
    why = doubt(target, before)
    if why is None and not compare(before.span.unit, unit):
        why = "unit_clash"
    if why is not None:
        return Fact(Value(EVERYTHING), gap=why)
    if before.about or before.span.point is None:
        return Fact(Value(EVERYTHING), gap="inexact")
    found = known(day_of(before.span.point, before.span.unit) * scale_of(before.span.unit, unit))
    return Fact(found, unit=_day_unit(before.span))


def _shared_unit(target: AnyTarget, indicator: Indicator) -> str:
    """Return the unit of the target, the result or the baseline, the first that is given."""
    sides = (target, indicator.actual, indicator.baseline)
    units = (s.span.unit for s in sides if isinstance(s, NumericTarget | NumericActual))
    return next((unit for unit in units if unit), "")


def _progress(status: Status, target: AnyTarget, indicator: Indicator) -> Fact:
    if status == "not known":
        gap: Gap = "missing_actual" if indicator.actual is None else "undecided"
        return Fact(Value(EVERYTHING, may_not_apply=True), gap=gap)
    both = comparable(target, indicator.actual)
    if status not in ("met", "missed") or both is None or target.sense == "change":
        return Fact(DOES_NOT_APPLY)
    goal, end = both[0].goal, both[1].span.point
    if goal is None or end is None:
        return Fact(DOES_NOT_APPLY)
    baseline = _baseline(target, indicator)
    start = baseline.value.number
    if start is None:
        return baseline
    unit = _shared_unit(target, indicator)
    way = goal * scale_of(both[0].span.unit, unit) - start
    done = end * scale_of(both[1].span.unit, unit) - start
    was_met = (both[0].sense == "at least" and way < 0) or (both[0].sense == "at most" and way > 0)
    if was_met or not way:
        return Fact(known(ONE if status == "met" else ZERO))
    return Fact(known(done / way))


def _actual(target: AnyTarget, indicator: Indicator) -> Fact:
    actual = indicator.actual
    if actual is None:
        return Fact(Value(EVERYTHING), gap="missing_actual")
    if not isinstance(actual, NumericActual):
        return _no_number(write_actual(actual))
    unit = target.span.unit if isinstance(target, NumericTarget) else ""
    scale = scale_of(actual.span.unit, unit)
    if actual.about:
        return Fact(Value(EVERYTHING), gap="inexact")
    found = _ends(actual.span, scale)
    return Fact(
        Value(found), gap=None if found.is_point else "inexact", unit=_day_unit(actual.span)
    )


def _ends(span: Span, scale: Fraction = ONE) -> Range:
    """Return both ends in the base of the unit; dates become day numbers."""
    return Range(
        Infinity.BELOW if span.lower is None else day_of(span.lower, span.unit) * scale,
        Infinity.ABOVE if span.upper is None else day_of(span.upper, span.unit) * scale,
    )


def _target(target: AnyTarget, indicator: Indicator) -> Fact:
    if not isinstance(target, NumericTarget) or target.goal is None:
        return _no_number(write_target(target))
    unit, actual = target.span.unit, indicator.actual
    other = actual.span.unit if isinstance(actual, NumericActual) else ""
    scale = scale_of(unit, other if compare(unit, other) else "")
    goal = known(day_of(target.goal, unit) * scale)
    return Fact(goal, unit=_day_unit(target.span))


def _day_unit(span: Span) -> str:
    """Return the unit to show a day in; other numbers are shown in the base."""
    return span.unit if span.unit in (DATE, MONTH_DAY) else ""


def _no_number(found: str) -> Fact:
    return Fact(REFUSED, fault=fault("no_number", "", found))


def _days_late(target: AnyTarget, indicator: Indicator) -> Fact:
    actual = indicator.actual
    if not isinstance(target, NumericTarget) or target.sense != "date":
        return _no_number(write_target(target))
    if actual is None:
        return Fact(Value(NOT_NEGATIVE), gap="missing_actual")
    if not isinstance(actual, NumericActual) or actual.span.unit != target.span.unit:
        return _no_number(write_actual(actual))
    deadline, when = _ends(target.span).upper, _ends(actual.span)
    late = (when + Range(minus(deadline), minus(deadline))).clip(ZERO, None)
    over_february = precedes(deadline, _LEAP_DAY) and precedes(_LEAP_DAY, when.lower)
    if target.span.unit == MONTH_DAY and over_february:  # the year may not be a leap year
        late += Range(minus(ONE), ZERO)
    return Fact(Value(late), gap=None if late.is_point else "inexact")


_LEAP_DAY = day_of(Fraction(229), MONTH_DAY)
