"""The sum of a section's parts, and who takes the marks of parts that do not apply.

Dropped marks are redistributed: a section that rescales gives them to the parts that apply, in
proportion to their full marks. A section that only adds up hands its parts on to the section
above, one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Protocol, TypeGuard

from fiscal_rubric.errors import refuse
from fiscal_rubric.numbers.ranges import Value
from fiscal_rubric.numbers.rounding import Rounding
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.rules.traversal import every, replaced


class Part(Protocol):
    """A criterion or a section, as a section above counts it."""

    @property
    def key(self) -> str:
        """The key."""
        ...

    @property
    def full(self) -> Fraction:
        """Full marks."""
        ...

    @property
    def rounding(self) -> Rounding:
        """The rounding of its points."""
        ...

    @property
    def reach(self) -> Value:
        """The range that its rule can give."""
        ...

    @property
    def parts(self) -> Sequence[Part]:
        """The parts below; none for a criterion."""
        ...


class Section(Part, Protocol):
    """A part with parts of its own."""

    @property
    def rule(self) -> Node | None:
        """The rule over the parts."""
        ...

    @property
    def rescale(self) -> bool:
        """Whether the parts that apply take the marks of those that do not."""
        ...


def _is_section(part: Part) -> TypeGuard[Section]:
    return bool(part.parts)


def finest_rounding(section: Section) -> Rounding:
    """Return the rounding with the most places among the parts."""
    return Rounding(max(part.rounding.places for part in section.parts))


def adds_up(section: Section) -> bool:
    """Whether the section's rule is the plain sum of its parts."""
    return isinstance(section.rule, n.Subtotal)


def may_drop(part: Part) -> bool:
    """Whether the part may not apply, and then counts for nothing."""
    return part.reach.may_not_apply


def _passes_on(section: Section) -> bool:
    """Whether a section above redistributes the dropped marks of the parts, one by one."""
    is_finest = section.rounding == finest_rounding(section)
    return adds_up(section) and not section.rescale and is_finest and _drops_below(section)


def _drops_below(section: Section) -> bool:
    return any(may_drop(part) or (_is_section(part) and _passes_on(part)) for part in section.parts)


def _shares(section: Section) -> Iterator[Part]:
    """Yield what counts as one share when dropped marks are redistributed."""
    for part in section.parts:
        if _is_section(part) and _passes_on(part):
            yield from _shares(part)
        else:
            yield part


def subtotal_of(section: Section, points: Mapping[int, Node]) -> Node:
    """Return the points of the parts together, as a rule.

    Args:
        section: the section.
        points: the `id` of each part below to the node that reads its points.
    """
    parts = [points[id(part)] for part in section.parts]
    if not _drops_below(section):
        return n.Sum(tuple(parts))
    shares = tuple(_shares(section))
    if not section.rescale or not any(share.full for share in shares):
        terms = tuple(_points_or_nothing(part, points[id(part)]) for part in section.parts)
        if not all(map(may_drop, section.parts)):
            return n.Sum(terms)
        left = n.AnyOf(tuple(map(n.Applies, parts)))
        return n.When(left, n.Sum(terms), n.NotApplicable())
    rates = tuple((points[id(s)] * (1 / s.full), s.full) for s in shares if s.full)
    others = [_points_or_nothing(share, points[id(share)]) for share in shares if not share.full]
    whole = sum((share.full for share in shares), Fraction(0))
    rescaled = n.Product((n.Constant(whole), n.Average(rates)))
    return n.Sum((rescaled, *others)) if others else rescaled


def _points_or_nothing(part: Part, points: Node) -> Node:
    if not may_drop(part):
        return points
    return n.When(n.Applies(points), points, n.Constant(Fraction(0)))


def with_subtotal(rule: Node, subtotal: Node) -> Node:
    """Return the rule with the sum of the parts in place of `subtotal()`."""
    return replaced(rule, lambda inner: subtotal if isinstance(inner, n.Subtotal) else None)


def check_marks(section: Section, *, redistributed: bool = False) -> None:
    """Refuse a part that may be dropped where nothing above redistributes its marks."""
    own_rule = section.rule is None or not any(
        isinstance(inner, n.Subtotal) for inner in every(section.rule)
    )
    good = section.rescale or own_rule or (redistributed and _passes_on(section))
    for part in section.parts:
        if may_drop(part) and not good:
            refuse("marks_vanish", part.key)
        if _is_section(part):
            check_marks(part, redistributed=good)
