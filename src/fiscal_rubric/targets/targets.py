"""Targets and results as values, and the kinds of indicator."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from fractions import Fraction
from typing import (
    TYPE_CHECKING,
    ClassVar,
    Literal,
    TypeAlias,
    TypeVar,
    assert_never,
    cast,
    get_args,
)

from attrs import field, frozen

from fiscal_rubric.errors import refuse
from fiscal_rubric.numbers.spans import Span
from fiscal_rubric.numbers.units import DATE, MONTH_DAY
from fiscal_rubric.targets.signs_and_claims import is_pending
from fiscal_rubric.validation import take_all, take_bool, take_instance, take_option, take_plain

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
    """Base of targets and results: repr shows the printed text; no subclasses elsewhere."""

    __slots__ = ()

    def __init_subclass__(cls, **options: object) -> None:
        if cls.__module__ != __name__:
            raise TypeError(f"{cls.__name__}: the kinds of targets and results are fixed")
        super().__init_subclass__(**options)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"


def _notation() -> ModuleType:
    import fiscal_rubric.targets as package  # reading and writing import this module

    return package


class Target(_Printed):
    """A target: a number, a date, words, several numbers, or none.

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
        """Read a printed target, as `read_target` does.

        Args:
            text: the printed cell.
            kind: the kind of indicator.
        """
        target: AnyTarget = _notation().read_target(text, kind)
        return target

    def __str__(self) -> str:
        return str(_notation().write_target(self))


class Actual(_Printed):
    """A result: a number, a date, a claim, words, several numbers, or "not applicable".

    Its kinds are `NumericActual`, `SeveralActuals`, `Claimed`, `QualitativeActual`,
    `NotCarriedOut` and `NOT_APPLICABLE`. A result that is not known yet is None.

    Example:
        >>> Actual.read("超2000亿元")
        <NumericActual >2000亿元>
    """

    __slots__ = ()

    @staticmethod
    def read(text: str) -> AnyActual | None:
        """Read a printed result, as `read_actual` does.

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


def _mark(value: str) -> str:
    text = take_plain(value, "text")
    if text not in ("", "/") and not is_pending(text):
        refuse("option", "text", text, "/", "待定")
    return text


def _filled(value: str) -> str:
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


# The span that fits each sense.
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
    """A target with a number or a date: every number in its span meets it.

    Args:
        sense: "at least", "at most", "exactly", "between" (a range or a tolerance), "change"
            (against a base: -5 % is a decrease) or "date" (by a day).
        span: the numbers that meet the target.
        base: the base of a change, as printed ("2019年度"); "" if not named.

    Example:
        >>> NumericTarget("at least", Span(90, unit="%")).span.unit
        '%'
    """

    sense: TargetSense = field(converter=_sense)
    span: Span = field(converter=_span)
    base: str = field(default="", converter=_words)

    @property
    def goal(self) -> Fraction | None:
        """The number of the target, in its unit; None for a range with two ends."""
        if self.span.lower is None:
            return self.span.upper
        return self.span.lower if self.span.upper in (None, self.span.lower) else None

    def __attrs_post_init__(self) -> None:
        is_date = self.span.unit in (DATE, MONTH_DAY)
        has_strange_base = self.base and self.sense != "change"
        if is_date != (self.sense == "date") or has_strange_base or not self._has_its_ends():
            refuse("span", "span", self.sense, _ENDS[self.sense])

    def _has_its_ends(self) -> bool:
        """Return whether the span has the ends that the sense needs, as `_ENDS` lists them."""
        span = self.span
        match self.sense:
            case "at least":
                return span.upper is None
            case "at most":
                return span.lower is None
            case "exactly":
                return span.point is not None
            case "between":
                return span.lower is not None and span.upper is not None
            case "change":
                return True
            case "date":
                return span.lower is None and not span.upper_open
            case _:
                assert_never(self.sense)


@frozen(repr=False)
class QualitativeTarget(Target):
    """A target in words: 长期, 成功立项."""

    text: str = field(converter=_filled)

    sense: ClassVar[Literal["words"]] = "words"


@frozen(repr=False)
class NoTarget(Target):
    """No target: "/" or a dash in print, an empty cell, or a mark that it is still to come.

    Args:
        text: "/", "" for an empty cell, or the mark as printed: 待定.
    """

    text: str = field(default="/", converter=_mark)

    sense: ClassVar[Literal["none"]] = "none"


def _targets(value: Sequence[NumericTarget]) -> tuple[NumericTarget, ...]:
    return _two_or_more(value, NumericTarget)


@frozen(repr=False)
class SeveralTargets(Target):
    """Several targets in one cell; all must be met."""

    parts: tuple[NumericTarget, ...] = field(converter=_targets)

    sense: ClassVar[Literal["several"]] = "several"


# The kinds of targets, for `match`.
AnyTarget: TypeAlias = NumericTarget | QualitativeTarget | NoTarget | SeveralTargets


@frozen(repr=False)
class NumericActual(Actual):
    """A result that is a number or a date: exact, or within a span (超2000亿元).

    Args:
        span: the numbers that the result may be.
        about: the number is approximate (约400): it decides nothing.
        claim: the cell also claims completion (100%完成), for a target in another unit.
        base: the base of a change; "" if not named; None if the result is not a change.
    """

    span: Span = field(converter=_span)
    about: bool = field(default=False, kw_only=True, converter=_about)
    claim: bool = field(default=False, kw_only=True, converter=_claim)
    base: str | None = field(default=None, kw_only=True, converter=_base)

    def __attrs_post_init__(self) -> None:
        is_open = self.span.upper is None or self.span.upper_open or self.span.lower_open
        if self.span.unit in (DATE, MONTH_DAY) and (is_open or self.base is not None):
            refuse("span", "span", "date", "Span(day, day, unit=DATE)", _ENDS["date"])


def _actuals(value: Sequence[NumericActual]) -> tuple[NumericActual, ...]:
    return _two_or_more(value, NumericActual)


@frozen(repr=False)
class SeveralActuals(Actual):
    """The results of several targets in one cell, in the same order."""

    parts: tuple[NumericActual, ...] = field(converter=_actuals)


@frozen(repr=False)
class Claimed(Actual):
    """A claim that the target was met, without a number: 达成预期指标, 完成."""

    text: str = field(converter=_filled)


@frozen(repr=False)
class QualitativeActual(Actual):
    """A result in words that do not claim completion."""

    text: str = field(converter=_filled)


@frozen(repr=False)
class NotCarriedOut(Actual):
    """A result that says that the work was not carried out.

    Args:
        text: as printed.
        reason: the stated reason; "" if there is none, and so no excuse.
    """

    text: str = field(converter=_filled)
    reason: str = field(default="", converter=_words)


# The kinds of results, for `match`.
AnyActual: TypeAlias = (
    NumericActual | SeveralActuals | Claimed | QualitativeActual | NotCarriedOut | NotApplicableType
)


def take_target(value: object, place: str = "target") -> AnyTarget:
    """Check that a value is a target."""
    if not isinstance(value, get_args(AnyTarget)):
        kinds = (kind.__name__ for kind in get_args(AnyTarget))
        refuse("wrong_type", place, value, '"≥5家"', *kinds)
    return cast("AnyTarget", value)


def take_actual(value: object, place: str = "actual") -> AnyActual:
    """Check that a value is a result."""
    if not isinstance(value, get_args(AnyActual)):
        kinds = ("NumericActual", "Claimed", "QualitativeActual", "NotCarriedOut", "NOT_APPLICABLE")
        refuse("wrong_type", place, value, '"5家"', *kinds)
    return cast("AnyActual", value)


def _two_or_more(value: object, kind: type[T]) -> tuple[T, ...]:
    parts = take_all(value, "parts", kind)
    if len(parts) < 2:
        refuse("number_of_terms", "parts", str(len(parts)), "2")
    return parts
