"""Reading the facts of one indicator: met, attained, the numbers, the weight, days late."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Literal, assert_never

from fiscal_rubric.basis import Basis
from fiscal_rubric.completions import Status, read_target_of, status_of
from fiscal_rubric.errors import FiscalRubricError, fault
from fiscal_rubric.notation import write_actual, write_target
from fiscal_rubric.project import Indicator
from fiscal_rubric.quantity import DATE, Span, adopt, scale_of, unit_of
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
    point,
    truth,
)
from fiscal_rubric.rules.facts import Fact, Gap, Item
from fiscal_rubric.targets import NotCarriedOut, Promise, Reached, Target

# What an indicator is asked for.
IndicatorFact = Literal["actual", "target", "weight", "attained", "days_late", "met", "has_reason"]


def target_of(indicator: Indicator, basis: Basis) -> Target:
    """The target that counts under a basis: the revised one where there is one and it is asked."""
    if basis.targets == "revised" and indicator.revised is not None:
        return indicator.revised
    return indicator.target


def completion_of(indicator: Indicator, basis: Basis) -> Status:
    """How an indicator came out under a basis."""
    return status_of(target_of(indicator, basis), indicator.actual, basis)


def anything(name: IndicatorFact) -> Value:
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
        case _:
            assert_never(name)


def read_indicator(name: IndicatorFact, item: Item, indicator: Indicator, basis: Basis) -> Fact:
    """One fact of one indicator under a basis."""
    place = f"{item.place}/{name}"
    try:
        status = completion_of(indicator, basis)
        match name:
            case "met":
                fact = _met(status, indicator)
            case "attained":
                fact = _attained(status, indicator, basis)
            case "has_reason":
                actual = indicator.actual
                given = isinstance(actual, NotCarriedOut) and bool(actual.reason)
                fact = Fact(Value(truth(given or bool(indicator.reason))))
            case "weight":
                if indicator.weight is None:
                    fact = Fact(Value(NOT_NEGATIVE), gap="missing_weight")
                else:
                    fact = Fact(known(indicator.weight))
            case "actual":
                fact = _actual(item, indicator, basis)
            case "target":
                fact = _target(item, target_of(indicator, basis))
            case "days_late":
                fact = _days_late(item, target_of(indicator, basis), indicator)
            case _:
                assert_never(name)
    except FiscalRubricError as error:
        broken = error.faults[0]
        clash = fault(broken.code, item.place, broken.found, *broken.expected)
        return Fact(REFUSED, place, indicator, fault=clash)
    counts = read_target_of(target_of(indicator, basis), indicator.actual, basis)
    return Fact(fact.value, place, indicator, fact.gap, fact.fault, status, counts)


def _why_unknown(indicator: Indicator) -> Gap:
    if indicator.actual is None:
        return "missing_actual"
    return "inexact" if isinstance(indicator.actual, Reached) else "undecided"


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
            return Fact(Value(EITHER, may_not_apply), gap=_why_unknown(indicator))
        case _:
            assert_never(status)


def _attained(status: Status, indicator: Indicator, basis: Basis) -> Fact:
    """The share of the target that was reached: 1 where it was met, else the ratio within 0..1."""
    met = _met(status, indicator)
    target, actual = target_of(indicator, basis), indicator.actual
    counts = read_target_of(target, actual, basis)
    if status in ("met", "met by claim", "not applicable"):
        return met
    if not isinstance(actual, Reached) or not isinstance(counts, Promise):
        return met
    if counts.sense in ("exactly", "between", "date") or actual.about:
        return met
    share = _shares(counts, actual)
    if share.is_point:
        return Fact(Value(share))
    return Fact(Value(share), gap="inexact")


def _shares(target: Promise, actual: Reached) -> Range:
    """The shares of the target that the actual may be, within 0..1."""
    goal = target.span.lower if target.span.lower is not None else target.span.upper
    assert goal is not None
    if goal == 0:
        return point(ZERO)
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


def _actual(item: Item, indicator: Indicator, basis: Basis) -> Fact:
    actual = indicator.actual
    if actual is None:
        return Fact(Value(EVERYTHING), gap="missing_actual")
    if not isinstance(actual, Reached):
        return _no_number(item, write_actual(actual))
    target = target_of(indicator, basis)
    unit = target.span.unit if isinstance(target, Promise) else ""
    scale = scale_of(actual.span.unit, unit)
    if actual.about:
        return Fact(Value(EVERYTHING), gap="inexact")
    found = _scaled(actual.span, scale)
    gap: Gap | None = None if found.is_point else "inexact"
    return Fact(Value(found), gap=gap)


def _scaled(span: Span, scale: Fraction) -> Range:
    return Range(
        Infinity.BELOW if span.lower is None else span.lower * scale,
        Infinity.ABOVE if span.upper is None else span.upper * scale,
    )


def _target(item: Item, target: Target) -> Fact:
    if isinstance(target, Promise) and target.sense != "between":
        goal = target.span.lower if target.span.lower is not None else target.span.upper
        assert goal is not None
        return Fact(known(goal * unit_of(target.span.unit)[0]))
    return _no_number(item, write_target(target))


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
    deadline = _day(target.span.upper, target.span.unit)
    lower = (
        Infinity.BELOW if actual.span.lower is None else _day(actual.span.lower, target.span.unit)
    )
    upper = (
        Infinity.ABOVE if actual.span.upper is None else _day(actual.span.upper, target.span.unit)
    )
    late = (Range(lower, upper) + point(-deadline)).clip(ZERO, None)
    return Fact(Value(late), gap=None if late.is_point else "inexact")


def _day(day: Fraction | None, unit: str) -> Fraction:
    assert day is not None
    if unit == DATE:
        return day
    return Fraction(date(2000, day.numerator // 100, day.numerator % 100).toordinal())
