"""Add up the parts of a section, and redistribute the marks of parts that do not apply.

A section that rescales gives dropped marks to the parts that apply, in proportion to their full
marks. A section that only adds up passes its parts on to the section above, one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, TypeGuard

from fiscal_rubric.errors import refuse
from fiscal_rubric.numbers.rounding import EXACT, Rounding
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.rules.traversal import every, replaced

if TYPE_CHECKING:  # `criteria` builds its sections with this module
    from fiscal_rubric.rubric.criteria import Part, Section


def is_section(part: Part) -> TypeGuard[Section]:
    """Return whether a part is a section."""
    return bool(part.parts)


def finest_rounding(section: Section) -> Rounding:
    """Return the rounding with the most places among the parts; none if a part has none."""
    is_exact = any(part.rounding.is_exact for part in section.parts)
    places = max(part.rounding.places for part in section.parts)
    return Rounding(places, EXACT if is_exact else "half up")


def adds_up(section: Section) -> bool:
    """Return whether the rule of a section is the sum of its parts."""
    return isinstance(section.rule, n.Subtotal)


def may_drop(part: Part) -> bool:
    """Return whether a part may not apply, so that its marks are dropped."""
    return part.reach.may_not_apply


def _passes_on(section: Section) -> bool:
    """Return whether a section above redistributes the dropped marks of the parts."""
    is_finest = section.rounding == finest_rounding(section)
    return adds_up(section) and not section.rescale and is_finest and _drops_below(section)


def _drops_below(section: Section) -> bool:
    return any(may_drop(part) or (is_section(part) and _passes_on(part)) for part in section.parts)


def _shares(section: Section) -> Iterator[Part]:
    """Yield the parts that each take a share of dropped marks."""
    for part in section.parts:
        if is_section(part) and _passes_on(part):
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
        if is_section(part):
            check_marks(part, redistributed=good)
