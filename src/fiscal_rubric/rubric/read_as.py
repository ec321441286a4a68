"""A tree of criteria and sections, read as some of its readings say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar, cast

from attrs import evolve

from fiscal_rubric.rubric.criteria import (
    Criterion,
    Part,
    Section,
    criterion_as,
    parts_of,
    rules_of,
    swapped,
)
from fiscal_rubric.rubric.readings import Meaning, Reading, Swap
from fiscal_rubric.rules.traversal import every

S = TypeVar("S", bound=Section)


def section_as(section: S, swap: Swap, code: str = "") -> S:
    """Return a section, and all below it, with the other meaning of some readings.

    Args:
        section: a section or a rubric.
        swap: the readings of the whole.
        code: of readings that its criteria have of their own; "" for none.

    Raises:
        FiscalRubricError: a part is refused.
    """
    parts = [
        section_as(part, swap, code) if isinstance(part, Section) else line_as(part, swap, code)
        for part in section.parts
    ]
    changes = swapped(section, swap)
    if any(new is not old for new, old in zip(parts, section.parts, strict=True)):
        changes["parts"] = parts
    return cast("Callable[..., S]", evolve)(section, **changes) if changes else section


def line_as(line: Criterion, swap: Swap, code: str = "") -> Criterion:
    """Return a criterion with the other meaning of some readings; as for `section_as`."""
    own = [reading for reading in line.readings if reading.code == code]
    found = criterion_as(line, own) if own else line
    changes = swapped(found, swap)
    if changes:
        found = cast("Callable[..., Criterion]", evolve)(found, readings=(), **changes)
    if found is line:
        return line
    return evolve(found, readings=left_of(found, line.readings))


def left_of(part: Part, readings: Iterable[Reading]) -> list[Reading]:
    """Return the readings that still have something to replace in a part, or below it."""
    parts = (part,) if isinstance(part, Criterion) else (*parts_of(part), part)
    found: set[Meaning] = {inner.grades for inner in parts if inner.grades is not None}
    found.update(node for inner in parts for rule in rules_of(inner) for node in every(rule))
    return [reading for reading in readings if reading.of in found]
