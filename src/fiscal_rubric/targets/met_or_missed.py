"""Compare a target with a result under a basis."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Literal, assert_never

from attrs import evolve, frozen

from fiscal_rubric.numbers.spans import Span
from fiscal_rubric.numbers.units import DATE, MONTH_DAY, adopt, compare, is_share
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.targets.signs_and_claims import is_pending, normal, same_words
from fiscal_rubric.targets.targets import (
    Actual,
    AnyActual,
    AnyTarget,
    Claimed,
    NotApplicableType,
    NoTarget,
    NotCarriedOut,
    NumericActual,
    NumericTarget,
    QualitativeActual,
    QualitativeTarget,
    SeveralActuals,
    SeveralTargets,
    Target,
    take_actual,
    take_target,
)
from fiscal_rubric.validation import take_instance

Status = Literal["met", "met by claim", "missed", "not known", "not applicable"]


@frozen
class Completion:
    """The status of a target, and the ratio of result to target.

    Attributes:
        status: "met", "met by claim" (only words say so), "missed", "not known" or
            "not applicable".
        ratio: result / target, exact; None for a range, an inexact number, a date, words, or a
            target of zero.
    """

    status: Status
    ratio: Fraction | None = None


DAYS = (DATE, MONTH_DAY)
_ANSWERS = {"是", "否"}


def completion(target: Target, actual: Actual | None, basis: Basis | None = None) -> Completion:
    """Compare a target with its result.

    A result in a unit that does not compare with the target's is "not known", and so is one that
    may be a share or a number (`doubt`).

    Args:
        target: a number, a date, words, or several targets.
        actual: the result; None if it is not known yet.
        basis: how to read both; `Basis()` if None.

    Raises:
        FiscalRubricError: an argument has a wrong type.

    Example:
        >>> from fiscal_rubric.targets.reading import read_actual, read_target
        >>> completion(read_target("5家"), read_actual("3家"))
        Completion(status='missed', ratio=Fraction(3, 5))
    """
    promised = take_target(target)
    happened = None if actual is None else take_actual(actual)
    read_by = Basis() if basis is None else take_instance(basis, "basis", Basis)
    status = status_of(promised, happened, read_by)
    if status not in ("met", "missed"):
        return Completion(status)
    if not isinstance(promised, NumericTarget) or not isinstance(happened, NumericActual):
        return Completion(status)
    return Completion(status, _ratio(promised, happened))


def status_of(target: AnyTarget, actual: AnyActual | None, basis: Basis) -> Status:
    """Return the status of a target, without the ratio."""
    match actual:
        case NumericActual():
            return _claim(basis) if _only_claims(target, actual) else _by_number(target, actual)
        case Claimed():
            return "not known" if _is_to_come(target) else _claim(basis)
        case NotCarriedOut(reason=reason):
            is_excused = reason and basis.excused == "not_missed"
            return "not applicable" if is_excused else "missed"
        case QualitativeActual(text=text):
            return _in_words(target, text, basis)
        case SeveralActuals(parts=parts):
            return _several(target, parts)
        case NotApplicableType():
            return "not applicable"
        case None:
            is_left_out = isinstance(target, NoTarget) and target.text == "/"
            return "not applicable" if is_left_out else "not known"
        case _:
            assert_never(actual)


def _is_to_come(target: AnyTarget) -> bool:
    """Return whether a target is missing, or is only a mark that it is still to come."""
    if isinstance(target, QualitativeTarget):
        return is_pending(target.text)
    return isinstance(target, NoTarget)


def _claim(basis: Basis) -> Status:
    return "met by claim" if basis.claims == "trusted" else "not known"


def _in_words(target: AnyTarget, text: str, basis: Basis) -> Status:
    if is_pending(text):
        return "not known"
    if normal(text) == "无":
        return _none_done(target, basis)
    if not isinstance(target, QualitativeTarget) or _is_to_come(target):
        return "not known"
    if same_words(target.text, text):
        return _claim(basis)
    if text in _ANSWERS and (_wants(target, "是") or _wants(target, "否")):
        return _claim(basis) if _wants(target, text) else "missed"
    return "not known"


def _none_done(target: AnyTarget, basis: Basis) -> Status:
    """Return what 无 says: none, which is 0 of what is counted."""
    match target:
        case NumericTarget(sense="date" | "change") | SeveralTargets():
            return "not known"
        case NumericTarget(span=span):
            if span.holds(Span(0, 0, unit=span.unit)):
                return _claim(basis)
            return "not known" if is_share(span.unit) else "missed"
        case QualitativeTarget():
            return _claim(basis) if _wants(target, "无") else "not known"
        case NoTarget(text=text):
            return "not applicable" if text == "/" else "not known"
        case _:
            assert_never(target)


def _wants(target: AnyTarget, answer: str) -> bool:
    """Return whether a target in words asks for this answer: 不高于市场价：是."""
    return (
        isinstance(target, QualitativeTarget) and normal(target.text).rpartition(":")[2] == answer
    )


def _only_claims(target: AnyTarget, actual: NumericActual) -> bool:
    """Return whether 100%完成 answers a target in another unit: only its claim counts."""
    is_full = actual.claim and actual.span.unit == "%" and actual.span.point == 100
    return is_full and isinstance(target, NumericTarget) and target.span.unit not in ("%", "‰")


def comparable(
    target: AnyTarget, actual: AnyActual | None
) -> tuple[NumericTarget, NumericActual] | None:
    """Return both if they are numbers of one kind, two sizes or two changes; else None."""
    if not isinstance(target, NumericTarget) or not isinstance(actual, NumericActual):
        return None
    if actual.about or target.sense == "date" or _only_claims(target, actual):
        return None
    return (target, actual) if _alike(target, actual) else None


def _by_number(target: AnyTarget, actual: NumericActual) -> Status:
    match target:
        case NumericTarget():
            return _by_span(target, actual)
        case QualitativeTarget(text=text):  # 12个月 is a limit or a duration: both are met by it
            is_same = not actual.about and same_words(text, str(actual))
            return "met" if is_same else "not known"
        case NoTarget() | SeveralTargets():
            return "not known"
        case _:
            assert_never(target)


def _by_span(target: NumericTarget, actual: NumericActual) -> Status:
    """Return met where the target holds every number of the result, missed where it holds none."""
    target, actual = one_calendar(target, actual)
    if actual.about or not _alike(target, actual):
        return "not known"
    if target.span.holds(actual.span):
        return "met"
    if target.span.is_apart(actual.span):
        return "missed"
    return "not known"


def _alike(target: NumericTarget, actual: NumericActual) -> bool:
    """Return whether both are changes from the same base, or both dates, or neither."""
    if target.span.unit in DAYS or actual.span.unit in DAYS:
        return target.span.unit == actual.span.unit
    if doubt(target, actual) is not None:
        return False
    if target.sense != "change":
        return actual.base is None
    return actual.base is not None and (
        not actual.base or not target.base or same_words(actual.base, target.base)
    )


Doubt = Literal["unit_clash", "share_or_number"]


def doubt(target: Target, actual: Actual | None) -> Doubt | None:
    """Return why two numbers cannot be compared, or None.

    Returns:
        "unit_clash" for units with nothing in common, "share_or_number" where a bare number may
        be a share or a number: ≥95% and 0.97, 60 and 0.95.

    Example:
        >>> doubt(Target.read("≥95%"), Actual.read("0.97"))
        'share_or_number'
    """
    if isinstance(target, SeveralTargets) and isinstance(actual, SeveralActuals):
        for part, result in zip(target.parts, actual.parts, strict=False):
            found = doubt(part, result)
            if found is not None:
                return found
        return None
    if not isinstance(target, NumericTarget) or not isinstance(actual, NumericActual):
        return None
    wanted, found_unit = target.span.unit, actual.span.unit
    if wanted in DAYS or found_unit in DAYS or (wanted and wanted == found_unit):
        return None
    if not compare(wanted, found_unit):
        return "unit_clash"
    is_unclear = (
        _may_be_share(target.span, actual.span)
        or _may_be_share(actual.span, target.span)
        or (is_share(found_unit) and not wanted and not _may_be_percent(target.span))
    )
    return "share_or_number" if is_unclear else None


def _may_be_share(bare: Span, other: Span) -> bool:
    """Return whether a number without a unit may be a share of 1, given the other one."""
    if bare.unit:
        return False
    sizes = [abs(end) for end in (bare.lower, bare.upper) if end]
    if is_share(other.unit):
        return any(size < 2 for size in sizes)
    others = [abs(end) for end in (other.lower, other.upper) if end is not None]
    is_bare = not other.unit and any(10 <= size <= 100 for size in others)
    return is_bare and any(size < 1 for size in sizes)


def _may_be_percent(bare: Span) -> bool:
    """Return whether a target without a unit may be in per cent: 60 to 100."""
    return all(60 <= end <= 100 for end in (bare.lower, bare.upper) if end)


def one_calendar(
    target: NumericTarget, actual: NumericActual
) -> tuple[NumericTarget, NumericActual]:
    """Return both without a year where the target has none: 12月底前 and 2022年12月20日."""
    if target.span.unit != MONTH_DAY or actual.span.unit != DATE:
        return target, actual
    span = _of_a_year(actual.span)
    return target, actual if span is None else evolve(actual, span=span)


def _of_a_year(span: Span) -> Span | None:
    """Return days without their year; None if they lie in several years."""
    days = [None if end is None else date.fromordinal(int(end)) for end in (span.lower, span.upper)]
    if len({day.year for day in days if day is not None}) > 1:
        return None
    first, last = (None if day is None else 100 * day.month + day.day for day in days)
    return Span(first, last, unit=MONTH_DAY)


def _ratio(target: NumericTarget, actual: NumericActual) -> Fraction | None:
    result, goal = actual.span.point, target.goal
    if result is None or not goal or target.sense == "date":
        return None
    goal_scale, result_scale = adopt(target.span.unit, actual.span.unit)
    return result * result_scale / (goal * goal_scale)


def _several(target: AnyTarget, parts: tuple[NumericActual, ...]) -> Status:
    if not isinstance(target, SeveralTargets) or len(target.parts) != len(parts):
        return "not known"
    statuses = {_by_number(part, actual) for part, actual in zip(target.parts, parts, strict=True)}
    if "missed" in statuses:
        return "missed"
    return "met" if statuses == {"met"} else "not known"
