"""One fact as a rule reads it: known, a range, missing or wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias, Union

from attrs import frozen

from fiscal_rubric.errors import Fault, describe, fault
from fiscal_rubric.evidence.evidence import FixedAnswer
from fiscal_rubric.evidence.places import Place, Result
from fiscal_rubric.evidence.project import Indicator, Project
from fiscal_rubric.numbers.ranges import Value
from fiscal_rubric.targets.met_or_missed import Status
from fiscal_rubric.targets.targets import AnyTarget
from fiscal_rubric.targets.writing import write_actual, write_target

Source: TypeAlias = Union[FixedAnswer, Indicator, None]
Gap = Literal[
    "missing",
    "missing_amount",
    "missing_actual",
    "missing_weight",
    "missing_baseline",
    "missing_projects",
    "inexact",
    "undecided",
    "unit_clash",
    "share_or_number",
]


@frozen(eq=False, repr=False)
class FoldItem:
    """The project, and perhaps the indicator, that a fold evaluates."""

    project: Project
    indicator: Indicator | None = None


@frozen(eq=False, repr=False)
class Fact:
    """One fact as a rule reads it.

    Attributes:
        value: its possible values.
        places: the places that it is read from; for a sum with a gap, only the missing ones.
        source: the answer or the indicator.
        gap: why it is not known exactly, a code of `errors.MESSAGES`; None if it is known.
        fault: what is wrong, if it is refused.
        status: the status of the target, for a fact of an indicator.
        target: the target that counts, for a fact of an indicator.
        unit: the unit to show it in; rules compute in the base of that unit.
        of_share: whether it is the number of an indicator, in per cent or per mille.
    """

    value: Value
    places: tuple[Place, ...] = ()
    source: Source = None
    gap: Gap | None = None
    fault: Fault | None = None
    status: Status | None = None
    target: AnyTarget | None = None
    unit: str = ""
    of_share: bool = False


def gap_faults(fact: Fact) -> Iterator[Fault]:
    """Yield a fault for each place with a gap; the question adds its choices."""
    match fact.gap:
        case "missing_projects":
            yield fault("missing_projects", "projects")
        case "missing" | "missing_amount" | "missing_weight" | "missing_baseline":
            yield from (fault(fact.gap, str(place)) for place in fact.places)
        case "missing_actual" | "inexact":
            actual = fact.source.actual if isinstance(fact.source, Indicator) else None
            for place in fact.places:
                if _is_baseline(place) and isinstance(fact.source, Indicator):
                    yield fault(fact.gap, str(place), write_actual(fact.source.baseline))
                else:
                    yield fault(fact.gap, f"{place}/actual", write_actual(actual))
        case "undecided":
            yield from (fault(fact.gap, f"{place}/actual", _both(fact)) for place in fact.places)
        case "unit_clash" | "share_or_number":
            yield from (fault(fact.gap, str(place), _both(fact)) for place in fact.places)
        case None:
            raise AssertionError("a fact without a gap has nothing missing")


def _both(fact: Fact) -> str:
    """Return the cell of a result with that of its target, or an answer with its unit."""
    if not isinstance(fact.source, Indicator):
        return f"{describe(str(fact.source))} / {fact.unit}"
    wanted = "" if fact.target is None else write_target(fact.target)
    found = fact.source.baseline if any(map(_is_baseline, fact.places)) else fact.source.actual
    return f"{describe(write_actual(found))} / {describe(wanted)}"


def _is_baseline(place: Place) -> bool:
    return isinstance(place, Result) and place.column == "baseline"
