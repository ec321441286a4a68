"""Reading the facts of one indicator: met, shares, the numbers, the weight, days late."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, assert_never

from fiscal_rubric.basis import Basis
from fiscal_rubric.completions import Status, comparable, completion, status_of
from fiscal_rubric.errors import FiscalRubricError, fault
from fiscal_rubric.notation import write_actual, write_target
from fiscal_rubric.project import Indicator
from fiscal_rubric.quantity import DATE, MONTH_DAY, Span, adopt, day_of, scale_of
from fiscal_rubric.ranges import (
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
from fiscal_rubric.rules.facts import Fact, Gap, Item
from fiscal_rubric.targets import NotCarriedOut, Promise, Reached, Target

# What an indicator is asked for.
FactName = Literal[
    "actual", "target", "weight", "attained", "completion_rate", "days_late", "met", "has_reason"
]


def target_of(indicator: Indicator, basis: Basis) -> Target:
    """The target that counts under a basis: the revised one where there is one and it is asked."""
    if basis.targets == "revised" and indicator.revised is not None:
        return indicator.revised
    return indicator.target


def anything(name: FactName) -> Value:
    """What a fact of an indicator can be when nothing is known of it."""
    match name:
        case "met" | "attained":
            return Value(EITHER, may_not_apply=True)
        case "has_reason":
            return Value(EITHER)
        case "weight" | "days_late":
            return Value(NOT_NEGATIVE)
        case "actual" | "target":
            return Value(EVERYTHING)
        case "completion_rate":
            return Value(EVERYTHING, may_not_apply=True)
        case _:
            assert_never(name)


def read_indicator(name: FactName, item: Item, indicator: Indicator, basis: Basis) -> Fact:
    """One fact of one indicator under a basis."""
    place = f"{item.place}/{name}"
    try:
        counts = target_of(indicator, basis)
        status = status_of(counts, indicator.actual, basis)
        match name:
            case "met":
                fact = _met(status, indicator)
            case "attained":
                fact = _attained(status, counts, indicator)
            case "completion_rate":
                fact = _completion_rate(status, counts, indicator, basis)
            case "has_reason":
                fact = _has_reason(indicator)
            case "weight":
                if indicator.weight is None:
                    fact = Fact(Value(NOT_NEGATIVE), gap="missing_weight")
                else:
                    fact = Fact(known(indicator.weight))
            case "actual":
                fact = _actual(item, counts, indicator)
            case "target":
                fact = _target(item, counts, indicator)
            case "days_late":
                fact = _days_late(item, counts, indicator)
            case _:
                assert_never(name)
    except FiscalRubricError as error:
        broken = error.faults[0]
        clash = fault(broken.code, item.place, broken.found, *broken.expected)
        return Fact(REFUSED, place, indicator, fault=clash)
    return Fact(fact.value, place, indicator, fact.gap, fact.fault, status, counts, unit=fact.unit)


def _has_reason(indicator: Indicator) -> Fact:
    """A reason may be stated beside the actual, or in its cell."""
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
            may_not_apply = not isinstance(indicator.actual, Reached)
            gap: Gap = "missing_actual" if indicator.actual is None else "undecided"
            return Fact(Value(EITHER, may_not_apply), gap=gap)
        case _:
            assert_never(status)


def _attained(status: Status, counts: Target, indicator: Indicator) -> Fact:
    """The share of the target that was reached: 1 where it was met, else the ratio within 0..1."""
    met = _met(status, indicator)
    both = comparable(counts, indicator.actual)
    if status in ("met", "met by claim", "not applicable") or both is None:
        return met
    target, actual = both
    if not target.goal:
        return met  # there is no ratio: nothing of it is attained where it is missed
    share = _shares(target.goal, target, actual)
    return Fact(Value(share), gap=None if share.is_point else "undecided")


def _completion_rate(status: Status, counts: Target, indicator: Indicator, basis: Basis) -> Fact:
    """Actual / target as it is; it does not apply where there is no such ratio."""
    if status == "not known":
        gap: Gap = "missing_actual" if indicator.actual is None else "undecided"
        return Fact(Value(EVERYTHING, may_not_apply=True), gap=gap)
    ratio = completion(counts, indicator.actual, basis).ratio
    return Fact(DOES_NOT_APPLY if ratio is None else known(ratio))


def _shares(goal: Fraction, target: Promise, actual: Reached) -> Range:
    """The shares of the goal that the actual may be, within 0..1; an exact goal is one to reach."""
    rises = target.span.lower is not None
    goal_scale, scale = adopt(target.span.unit, actual.span.unit)
    ends: list[Fraction] = []
    for end, missing in ((actual.span.lower, -ONE), (actual.span.upper, ONE)):
        if end is None:
            ends.append(_limit_share(rises=rises, beyond=missing))
            continue
        reached, wanted = end * scale, goal * goal_scale
        ends.append(_share(reached, wanted, rises=rises))
    return Range(min(ends), max(ends))


def _share(reached: Fraction, wanted: Fraction, *, rises: bool) -> Fraction:
    """1 where it is met; else reached / wanted, or wanted / reached for an at-most target."""
    if reached == wanted or rises == (reached > wanted):
        return ONE
    share = reached / wanted if rises == (wanted > 0) else wanted / reached
    return max(share, ZERO)


def _limit_share(*, rises: bool, beyond: Fraction) -> Fraction:
    """The share far below (-1) or far above (1) the target."""
    return ONE if (beyond > 0) == rises else ZERO


def _actual(item: Item, target: Target, indicator: Indicator) -> Fact:
    actual = indicator.actual
    if actual is None:
        return Fact(Value(EVERYTHING), gap="missing_actual")
    if not isinstance(actual, Reached):
        return _no_number(item, write_actual(actual))
    unit = target.span.unit if isinstance(target, Promise) else ""
    scale = scale_of(actual.span.unit, unit)
    if actual.about:
        return Fact(Value(EVERYTHING), gap="inexact")
    found = _ends(actual.span, scale)
    return Fact(
        Value(found), gap=None if found.is_point else "inexact", unit=_day_unit(actual.span)
    )


def _ends(span: Span, scale: Fraction = ONE) -> Range:
    """Both ends, in the base of the unit; days are counted."""
    return Range(
        Infinity.BELOW if span.lower is None else day_of(span.lower, span.unit) * scale,
        Infinity.ABOVE if span.upper is None else day_of(span.upper, span.unit) * scale,
    )


def _target(item: Item, target: Target, indicator: Indicator) -> Fact:
    if not isinstance(target, Promise) or target.goal is None:
        return _no_number(item, write_target(target))
    unit, actual = target.span.unit, indicator.actual
    scale = scale_of(unit, actual.span.unit if isinstance(actual, Reached) else "")
    goal = known(day_of(target.goal, unit) * scale)
    return Fact(goal, unit=_day_unit(target.span))


def _day_unit(span: Span) -> str:
    """The unit to show a day in; other numbers are shown in the base."""
    return span.unit if span.unit in (DATE, MONTH_DAY) else ""


def _no_number(item: Item, found: str) -> Fact:
    return Fact(REFUSED, fault=fault("no_number", item.place, found))


def _days_late(item: Item, target: Target, indicator: Indicator) -> Fact:
    actual = indicator.actual
    if not isinstance(target, Promise) or target.sense != "date":
        return _no_number(item, write_target(target))
    if actual is None:
        return Fact(Value(NOT_NEGATIVE), gap="missing_actual")
    if not isinstance(actual, Reached) or actual.span.unit != target.span.unit:
        return _no_number(item, write_actual(actual))
    deadline, when = _ends(target.span).upper, _ends(actual.span)
    late = (when + Range(minus(deadline), minus(deadline))).clip(ZERO, None)
    over_february = precedes(deadline, _LEAP_DAY) and precedes(_LEAP_DAY, when.lower)
    if target.span.unit == MONTH_DAY and over_february:  # the year may be no leap year
        late += Range(minus(ONE), ZERO)
    return Fact(Value(late), gap=None if late.is_point else "inexact")


_LEAP_DAY = day_of(Fraction(229), MONTH_DAY)
