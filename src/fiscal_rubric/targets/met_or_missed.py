"""Compare a target with a result under a basis."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, assert_never

from attrs import frozen

from fiscal_rubric.numbers.units import DATE, MONTH_DAY, adopt
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.targets.signs_and_claims import normal, same_words
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


_ANSWERS = {"是", "否"}


def completion(target: Target, actual: Actual | None, basis: Basis | None = None) -> Completion:
    """Compare a target with its result.

    Args:
        target: a number, a date, words, or several targets.
        actual: the result; None if it is not known yet.
        basis: how to read both; `Basis()` if None.

    Raises:
        FiscalRubricError: the two have units with nothing in common.

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
            return _claim(basis) if not isinstance(target, NoTarget) else "not known"
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
            return "not known"
        case _:
            assert_never(actual)


def _claim(basis: Basis) -> Status:
    return "met by claim" if basis.claims == "trusted" else "not known"


def _in_words(target: AnyTarget, text: str, basis: Basis) -> Status:
    if text == "无":  # claims a target of zero; any other target does not apply
        is_zero = isinstance(target, NumericTarget) and target.span.upper == 0
        return _claim(basis) if is_zero or _wants(target, "无") else "not applicable"
    if not isinstance(target, QualitativeTarget):
        return "not known"
    if same_words(target.text, text):
        return _claim(basis)
    if text in _ANSWERS and (_wants(target, "是") or _wants(target, "否")):
        return _claim(basis) if _wants(target, text) else "missed"
    return "not known"


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
        case QualitativeTarget() | NoTarget() | SeveralTargets():
            return "not known"
        case _:
            assert_never(target)


def _by_span(target: NumericTarget, actual: NumericActual) -> Status:
    """Return met where the target holds every number of the result, missed where it holds none."""
    if actual.about or not _alike(target, actual):
        return "not known"
    if target.span.holds(actual.span):
        return "met"
    if target.span.is_apart(actual.span):
        return "missed"
    return "not known"


def _alike(target: NumericTarget, actual: NumericActual) -> bool:
    """Return whether both are changes from the same base, or both dates, or neither."""
    dates = {target.span.unit, actual.span.unit} & {DATE, MONTH_DAY}
    if dates:
        return target.span.unit == actual.span.unit
    if target.sense != "change":
        return actual.base is None
    return actual.base is not None and (
        not actual.base or not target.base or same_words(actual.base, target.base)
    )


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
