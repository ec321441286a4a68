"""What was promised and what happened: targets, actuals, and the kinds of indicator."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from fractions import Fraction
from typing import Literal, TypeAlias, TypeVar

from attrs import field, frozen

from fiscal_rubric.arguments import (
    take_all,
    take_bool,
    take_instance,
    take_option,
    take_plain,
)
from fiscal_rubric.errors import refuse
from fiscal_rubric.quantity import DATE, MONTH_DAY, Span

T = TypeVar("T")

Kind = Literal[
    "quantity",
    "quality",
    "timeliness",
    "cost",
    "economic",
    "social",
    "ecological",
    "sustained",
    "satisfaction",
]
KINDS: tuple[Kind, ...] = (
    "quantity",
    "quality",
    "timeliness",
    "cost",
    "economic",
    "social",
    "ecological",
    "sustained",
    "satisfaction",
)
PromiseSense = Literal["at least", "at most", "exactly", "between", "change", "date"]
PROMISE_SENSES: tuple[PromiseSense, ...] = (
    "at least",
    "at most",
    "exactly",
    "between",
    "change",
    "date",
)


class Absence(Enum):
    """The answer, or the actual, "not applicable"."""

    NOT_APPLICABLE = "not applicable"

    def __repr__(self) -> str:
        return "NOT_APPLICABLE"


NOT_APPLICABLE = Absence.NOT_APPLICABLE


def _sense(value: PromiseSense) -> PromiseSense:
    return take_option(value, "sense", PROMISE_SENSES)


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
_ENDS: dict[PromiseSense, str] = {
    "at least": "Span(lower)",
    "at most": "Span(None, upper)",
    "exactly": "Span(number, number)",
    "between": "Span(lower, upper)",
    "change": "Span(lower, upper)",
    "date": "Span(None, day, unit=DATE)",
}


@frozen
class Promise:
    """A target with a number, or a date: what keeps it is a span.

    Args:
        sense: "at least", "at most", "exactly", "between" (a range or a tolerance), "change"
            (against a base: -5 % is a decrease) or "date" (by a day).
        span: the numbers that keep the promise.
        base: what a change is measured against, as printed ("2019年度"); "" if not named.

    Example:
        >>> Promise("at least", Span(90, unit="%")).span.unit
        '%'
    """

    sense: PromiseSense = field(converter=_sense)
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


@frozen
class Statement:
    """A target in words: 长期, 成功立项."""

    text: str = field(converter=_said)

    @property
    def sense(self) -> Literal["words"]:
        """As in `Promise`."""
        return "words"


@frozen
class NoTarget:
    """No target is set: "/" or a dash in print."""

    @property
    def sense(self) -> Literal["none"]:
        """As in `Promise`."""
        return "none"


def _promises(value: Sequence[Promise]) -> tuple[Promise, ...]:
    return _two_or_more(value, Promise)


@frozen
class SeveralTargets:
    """Several targets in one cell: all of them are to be met."""

    parts: tuple[Promise, ...] = field(converter=_promises)

    @property
    def sense(self) -> Literal["several"]:
        """As in `Promise`."""
        return "several"


Target: TypeAlias = Promise | Statement | NoTarget | SeveralTargets


def _optional_promise(value: Promise | None) -> Promise | None:
    return None if value is None else take_instance(value, "revised", Promise)


@frozen
class Reached:
    """What happened, as a number or a date: exact, or known only to lie in a span (超2000亿元).

    Args:
        span: where the number lies.
        about: the number is only about right (约400): it decides nothing.
        claim: the cell also says that it is done (100%完成), which counts where the unit is not
            that of the target.
        base: a change against this base; "" if not named; None if it is no change.
        revised: a revised target that was printed in the same cell (目标调整为18项).
    """

    span: Span = field(converter=_span)
    about: bool = field(default=False, kw_only=True, converter=_about)
    claim: bool = field(default=False, kw_only=True, converter=_claim)
    base: str | None = field(default=None, kw_only=True, converter=_base)
    revised: Promise | None = field(default=None, kw_only=True, converter=_optional_promise)

    def __attrs_post_init__(self) -> None:
        is_open = self.span.upper is None or self.span.upper_open or self.span.lower_open
        if self.span.unit in (DATE, MONTH_DAY) and (is_open or self.base is not None):
            refuse("span", "span", "date", "Span(day, day, unit=DATE)", _ENDS["date"])


def _all_reached(value: Sequence[Reached]) -> tuple[Reached, ...]:
    return _two_or_more(value, Reached)


@frozen
class SeveralReached:
    """What happened, for several targets in one cell, in the same order."""

    parts: tuple[Reached, ...] = field(converter=_all_reached)


@frozen
class Claimed:
    """Said to be met, without a number: 达成预期指标, 完成."""

    text: str = field(converter=_said)


@frozen
class Words:
    """Words that claim nothing by themselves."""

    text: str = field(converter=_said)


@frozen
class NotCarriedOut:
    """What was planned did not happen, or was not done.

    Args:
        text: as printed.
        reason: the reason given; "" if none, and then it is no excuse.
    """

    text: str = field(converter=_said)
    reason: str = field(default="", converter=_words)


Actual: TypeAlias = Reached | SeveralReached | Claimed | Words | NotCarriedOut | Absence


def take_target(value: object, place: str = "target") -> Target:
    """A target as it is."""
    if not isinstance(value, Promise | Statement | NoTarget | SeveralTargets):
        refuse(
            "wrong_type",
            place,
            value,
            '"≥5家"',
            "Promise",
            "Statement",
            "NoTarget",
            "SeveralTargets",
        )
    return value


def take_actual(value: object, place: str = "actual") -> Actual:
    """An actual as it is."""
    if not isinstance(value, Reached | SeveralReached | Claimed | Words | NotCarriedOut | Absence):
        refuse(
            "wrong_type",
            place,
            value,
            '"5家"',
            "Reached",
            "Claimed",
            "Words",
            "NotCarriedOut",
            "NOT_APPLICABLE",
        )
    return value


def _two_or_more(value: object, kind: type[T]) -> tuple[T, ...]:
    parts = take_all(value, "parts", kind)
    if len(parts) < 2:
        refuse("number_of_terms", "parts", str(len(parts)), "2")
    return parts
