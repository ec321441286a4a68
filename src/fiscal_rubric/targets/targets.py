"""Targets and results as values, and the kinds of indicator."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar, get_args

from attrs import field, frozen

from fiscal_rubric.errors import refuse
from fiscal_rubric.numbers.days import DATE, MONTH_DAY
from fiscal_rubric.numbers.spans import Span
from fiscal_rubric.validation import (
    take_all,
    take_bool,
    take_instance,
    take_option,
    take_plain,
)

if TYPE_CHECKING:
    from types import ModuleType

T = TypeVar("T")

Kind = Literal[
    "quantity", "quality", "timeliness", "cost", "economic", "social", "ecological", "sustained",
    "satisfaction",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
TargetSense = Literal["at least", "at most", "exactly", "between", "change", "date"]
TARGET_SENSES: tuple[TargetSense, ...] = get_args(TargetSense)


class _Printed:
    """Base of targets and results: a repr as tables print them, and no subclasses elsewhere."""

    __slots__ = ()

    def __init_subclass__(cls, **options: object) -> None:
        if cls.__module__ != __name__:
            raise TypeError(f"{cls.__name__}: the kinds of targets and results are fixed")
        super().__init_subclass__(**options)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"


def _notation() -> ModuleType:
    import fiscal_rubric.targets as package  # reading and writing are above this module

    return package


class Target(_Printed):
    """What was promised: a number, a date, words, several of them, or nothing.

    Its kinds are `NumericTarget`, `QualitativeTarget`, `SeveralTargets` and `NoTarget`.

    Example:
        >>> Target.read("≥90%")
        <NumericTarget ≥90%>
        >>> isinstance(Target.read("长期"), Target)
        True
    """

    __slots__ = ()

    @staticmethod
    def read(text: str, kind: Kind | None = None) -> AnyTarget:
        """Read a target as it is printed, as `read_target` does.

        Args:
            text: the printed cell.
            kind: the kind of indicator.
        """
        target: AnyTarget = _notation().read_target(text, kind)
        return target

    def __str__(self) -> str:
        return str(_notation().write_target(self))


class Actual(_Printed):
    """What happened: a number, a date, a claim, words, several numbers, or "not applicable".

    Its kinds are `NumericActual`, `SeveralActuals`, `Claimed`, `QualitativeActual`,
    `NotCarriedOut` and `NOT_APPLICABLE`. What is not known yet is None.

    Example:
        >>> Actual.read("超2000亿元")
        <NumericActual >2000亿元>
    """

    __slots__ = ()

    @staticmethod
    def read(text: str) -> AnyActual | None:
        """Read a result as it is printed, as `read_actual` does.

        Args:
            text: the printed cell.
        """
        actual: AnyActual | None = _notation().read_actual(text)
        return actual

    def __str__(self) -> str:
        return str(_notation().write_actual(self))


class NotApplicableType(Actual, Enum):
    """The answer, or the result, "not applicable"."""

    NOT_APPLICABLE = "not applicable"

    def __repr__(self) -> str:
        return "NOT_APPLICABLE"


NOT_APPLICABLE = NotApplicableType.NOT_APPLICABLE


def _sense(value: TargetSense) -> TargetSense:
    return take_option(value, "sense", TARGET_SENSES)


def _span(value: Span) -> Span:
    return take_instance(value, "span", Span)


def _words(value: str) -> str:
    return take_plain(value, "text")


def _said(value: str) -> str:
    text = take_plain(value, "text")
    if not text:
        refuse("empty_text", "text")
    return text


def _about(value: bool) -> bool:
    return take_bool(value, "about")


def _claim(value: bool) -> bool:
    return take_bool(value, "claim")


def _base(value: str | None) -> str | None:
    return None if value is None else take_plain(value, "base")


# The ends that a span has for each sense.
_ENDS: dict[TargetSense, str] = {
    "at least": "Span(lower)",
    "at most": "Span(None, upper)",
    "exactly": "Span(number, number)",
    "between": "Span(lower, upper)",
    "change": "Span(lower, upper)",
    "date": "Span(None, day, unit=DATE)",
}


@frozen(repr=False)
class NumericTarget(Target):
    """A target with a number, or a date: what keeps it is a span.

    Args:
        sense: "at least", "at most", "exactly", "between" (a range or a tolerance), "change"
            (against a base: -5 % is a decrease) or "date" (by a day).
        span: the numbers that keep the promise.
        base: what a change is measured against, as printed ("2019年度"); "" if not named.

    Example:
        >>> NumericTarget("at least", Span(90, unit="%")).span.unit
        '%'
    """

    sense: TargetSense = field(converter=_sense)
    span: Span = field(converter=_span)
    base: str = field(default="", converter=_words)

    @property
    def goal(self) -> Fraction | None:
        """The one number that is promised, in its own unit; None for a range with two ends."""
        if self.span.lower is None:
            return self.span.upper
        return self.span.lower if self.span.upper in (None, self.span.lower) else None

    def __attrs_post_init__(self) -> None:
        lower, upper = self.span.lower is not None, self.span.upper is not None
        fits = {
            "at least": lower and not upper,
            "at most": upper and not lower,
            "exactly": self.span.point is not None,
            "between": lower and upper and not (self.span.lower_open or self.span.upper_open),
            "change": True,
            "date": upper and not lower and not self.span.upper_open,
        }
        dates = self.span.unit in (DATE, MONTH_DAY)
        if (
            dates != (self.sense == "date")
            or not fits[self.sense]
            or (self.base and self.sense != "change")
        ):
            refuse("span", "span", self.sense, _ENDS[self.sense])


@frozen(repr=False)
class QualitativeTarget(Target):
    """A target in words: 长期, 成功立项."""

    text: str = field(converter=_said)

    @property
    def sense(self) -> Literal["words"]:
        """As in `NumericTarget`."""
        return "words"


@frozen(repr=False)
class NoTarget(Target):
    """No target is set: "/" or a dash in print."""

    @property
    def sense(self) -> Literal["none"]:
        """As in `NumericTarget`."""
        return "none"


def _promises(value: Sequence[NumericTarget]) -> tuple[NumericTarget, ...]:
    return _two_or_more(value, NumericTarget)


@frozen(repr=False)
class SeveralTargets(Target):
    """Several targets in one cell: all of them are to be met."""

    parts: tuple[NumericTarget, ...] = field(converter=_promises)

    @property
    def sense(self) -> Literal["several"]:
        """As in `NumericTarget`."""
        return "several"


# The kinds of targets, for `match`.
AnyTarget: TypeAlias = NumericTarget | QualitativeTarget | NoTarget | SeveralTargets


@frozen(repr=False)
class NumericActual(Actual):
    """What happened, as a number or a date: exact, or known only to lie in a span (超2000亿元).

    Args:
        span: where the number lies.
        about: the number is only about right (约400): it decides nothing.
        claim: the cell also says that it is done (100%完成), which counts where the unit is not
            that of the target.
        base: a change against this base; "" if not named; None if it is no change.
    """

    span: Span = field(converter=_span)
    about: bool = field(default=False, kw_only=True, converter=_about)
    claim: bool = field(default=False, kw_only=True, converter=_claim)
    base: str | None = field(default=None, kw_only=True, converter=_base)

    def __attrs_post_init__(self) -> None:
        is_open = self.span.upper is None or self.span.upper_open or self.span.lower_open
        if self.span.unit in (DATE, MONTH_DAY) and (is_open or self.base is not None):
            refuse("span", "span", "date", "Span(day, day, unit=DATE)", _ENDS["date"])


def _all_reached(value: Sequence[NumericActual]) -> tuple[NumericActual, ...]:
    return _two_or_more(value, NumericActual)


@frozen(repr=False)
class SeveralActuals(Actual):
    """What happened, for several targets in one cell, in the same order."""

    parts: tuple[NumericActual, ...] = field(converter=_all_reached)


@frozen(repr=False)
class Claimed(Actual):
    """Said to be met, without a number: 达成预期指标, 完成."""

    text: str = field(converter=_said)


@frozen(repr=False)
class QualitativeActual(Actual):
    """Words that claim nothing by themselves."""

    text: str = field(converter=_said)


@frozen(repr=False)
class NotCarriedOut(Actual):
    """What was planned did not happen, or was not done.

    Args:
        text: as printed.
        reason: the reason given; "" if none, and then it is no excuse.
    """

    text: str = field(converter=_said)
    reason: str = field(default="", converter=_words)


# The kinds of results, for `match`.
AnyActual: TypeAlias = (
    NumericActual | SeveralActuals | Claimed | QualitativeActual | NotCarriedOut | NotApplicableType
)


def take_target(value: object, place: str = "target") -> AnyTarget:
    """Check that a value is a target."""
    if not isinstance(value, NumericTarget | QualitativeTarget | NoTarget | SeveralTargets):
        kinds = (kind.__name__ for kind in get_args(AnyTarget))
        refuse("wrong_type", place, value, '"≥5家"', *kinds)
    return value


def take_actual(value: object, place: str = "actual") -> AnyActual:
    """Check that a value is a result."""
    if not isinstance(
        value,
        NumericActual | SeveralActuals | Claimed | QualitativeActual | NotCarriedOut
        | NotApplicableType,
    ):  # fmt: skip
        kinds = ("NumericActual", "Claimed", "QualitativeActual", "NotCarriedOut", "NOT_APPLICABLE")
        refuse("wrong_type", place, value, '"5家"', *kinds)
    return value


def _two_or_more(value: object, kind: type[T]) -> tuple[T, ...]:
    parts = take_all(value, "parts", kind)
    if len(parts) < 2:
        refuse("number_of_terms", "parts", str(len(parts)), "2")
    return parts
