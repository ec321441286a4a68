"""What was read: one fact, known or a range or wrong, and what to say where it is missing."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal, TypeAlias, Union

from attrs import frozen

from fiscal_rubric.completions import Status
from fiscal_rubric.errors import Fault, describe, fault
from fiscal_rubric.evidence import FixedAnswer
from fiscal_rubric.exact import number_text
from fiscal_rubric.notation import write_actual
from fiscal_rubric.project import Indicator, Project
from fiscal_rubric.ranges import Value
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.targets import Absence, Target

Source: TypeAlias = Union[FixedAnswer, Indicator, None]
Gap = Literal[
    "missing",
    "missing_amount",
    "missing_actual",
    "missing_weight",
    "missing_projects",
    "inexact",
    "undecided",
]


@frozen(eq=False, repr=False)
class Item:
    """The project, and maybe the indicator, that a fold is at."""

    project: Project
    indicator: Indicator | None = None

    @property
    def place(self) -> str:
        """Its keys, from the outside in."""
        if self.indicator is None:
            return self.project.key
        return f"{self.project.key}/{self.indicator.key}"


@frozen(eq=False, repr=False)
class Fact:
    """One fact as it was read.

    Attributes:
        value: what it can be.
        place: where it stands in the evidence.
        source: what it was read from.
        gap: why it is not known exactly, where it is not; a code of `errors.MESSAGES`.
        fault: what is wrong, where it is refused.
        status: how the target came out, for a fact of an indicator.
        target: the target that counts, for a fact of an indicator.
        several: the places with this gap, where the fact is a sum of several.
        unit: the unit to show it in; it is reckoned with in the base of that unit.
    """

    value: Value
    place: str = ""
    source: Source = None
    gap: Gap | None = None
    fault: Fault | None = None
    status: Status | None = None
    target: Target | None = None
    several: tuple[str, ...] = ()
    unit: str = ""

    @property
    def places(self) -> tuple[str, ...]:
        """All places with its gap, where it is made of several facts; else its place."""
        return self.several or (self.place,)


def gap_faults(fact: Fact) -> Iterator[Fault]:
    """What to ask for, where a fact has a gap; a question itself says what it takes."""
    match fact.gap:
        case "missing":
            yield fault("missing", fact.place)
        case "missing_projects":
            yield fault("missing_projects", "projects")
        case "missing_actual" | "inexact" | "undecided":
            place = f"{fact.place.rpartition('/')[0]}/actual"
            actual = fact.source.actual if isinstance(fact.source, Indicator) else None
            found = write_actual(actual)
            yield fault(fact.gap, place, describe(found) if fact.gap == "undecided" else found)
        case "missing_amount" | "missing_weight":
            yield from (fault(fact.gap, place) for place in fact.places)
        case None:
            raise AssertionError("a fact without a gap has nothing missing")


def choices_text(leaf: n.Yes | n.Figure) -> tuple[str, ...]:
    """The answers that a question takes, as text."""
    if isinstance(leaf, n.Figure):
        return (band_of(leaf),)
    return ("True", "False", "NOT_APPLICABLE") if leaf.may_not_apply else ("True", "False")


def band_of(leaf: n.Figure) -> str:
    """The numbers that a question takes, as text."""
    return band_text(leaf.lower, leaf.upper, leaf.unit, is_open=leaf.upper_open)


def band_text(lower: Fraction | None, upper: Fraction | None, unit: str, *, is_open: bool) -> str:
    """The numbers between two ends, as text: 0..6, 60..80(<) without 80."""
    if lower is None and upper is None:
        return f"3, 1/3{unit}"
    low = "" if lower is None else number_text(lower)
    high = "" if upper is None else number_text(upper)
    return f"{low}..{high}{'(<)' if is_open else ''}{unit}"


def answer_text(answer: FixedAnswer) -> str:
    """An answer as text, in no language."""
    if isinstance(answer, Fraction):
        return number_text(answer)
    return repr(answer) if isinstance(answer, Absence) else describe(answer)
