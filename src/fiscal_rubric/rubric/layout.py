"""The parts of a rubric by position: in printed order, each section after its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from attrs import frozen

from fiscal_rubric.numbers.rounding import Decimals
from fiscal_rubric.rubric.dropped_marks import is_section
from fiscal_rubric.rules.nodes import LineKey

if TYPE_CHECKING:  # `criteria` lays out its sections with this module
    from fiscal_rubric.rubric.criteria import Part, Section

R = TypeVar("R")


@frozen(eq=False, repr=False)
class Placed:
    """One part of a rubric, and where it is.

    Attributes:
        part: the criterion or section.
        path: the keys of the sections above, outermost first.
        below: the positions of the parts that its rules may read, by the keys that they use.
    """

    part: Part
    path: tuple[str, ...]
    below: Mapping[LineKey, int]

    def lines(self, found: Sequence[R]) -> dict[LineKey, R]:
        """Return the results of the parts below by key, of results by position."""
        return {key: found[position] for key, position in self.below.items()}


@frozen(eq=False, repr=False)
class Layout:
    """All parts of a rubric by position.

    Scores, bounds and programs hold one result for each part, in this order; the rubric itself
    is the last part.

    Attributes:
        places: the parts.
        lines: the positions of the criteria, in printed order.
        decimals: the decimals of the points of each part, by position.
        sections: the positions of the sections in printed order, without the rubric.
    """

    places: tuple[Placed, ...]
    lines: tuple[int, ...]
    decimals: tuple[Decimals, ...]
    sections: tuple[int, ...]


def layout_of(root: Section) -> Layout:
    """Return the layout of a section and of all parts below it."""
    positions: dict[int, int] = {}
    places = tuple(_places(root, (), positions))
    lines = tuple(at for at, place in enumerate(places) if not is_section(place.part))
    sections = tuple(positions[id(section)] for section in _sections(root))
    tables = {place.part.rounding: Decimals(place.part.rounding) for place in places}
    decimals = tuple(tables[place.part.rounding] for place in places)
    return Layout(places, lines, decimals, sections)


def _places(section: Section, path: tuple[str, ...], positions: dict[int, int]) -> Iterator[Placed]:
    inner = (*path, section.key)
    for part in section.parts:
        if is_section(part):
            yield from _places(part, inner, positions)
        else:
            positions[id(part)] = len(positions)
            yield Placed(part, inner, {})
    positions[id(section)] = len(positions)
    below = {key: positions[id(part)] for key, part in section.below.items()}
    yield Placed(section, path, below)


def _sections(section: Section) -> Iterator[Section]:
    for part in section.parts:
        if is_section(part):
            yield part
            yield from _sections(part)
