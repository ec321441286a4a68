"""Compute all parts of a rubric over an algebra: in integers, or as a program."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeVar, assert_never

from fiscal_rubric.rubric.criteria import Part, Section, lowered, rules_of
from fiscal_rubric.rubric.layout import Layout
from fiscal_rubric.rules.algebra import Algebra, Computed

V = TypeVar("V")
G = TypeVar("G")


def compute_parts(layout: Layout, by: Algebra[V, G]) -> list[Computed[V, G]]:
    """Compute the points and the grade of each part, in the order of a layout."""
    found: list[Computed[V, G]] = []
    for place in layout.places:
        by.lines = place.lines(found)
        found.append(compute_part(place.part, by))
    return found


def compute_part(part: Part, by: Algebra[V, G]) -> Computed[V, G]:
    """Compute the points and the grade of one part; `by.lines` holds those below."""
    rules = [lowered(part, rule) for rule in rules_of(part)]
    return by.line_of(rules, lambda: _computed(part, by))


def _computed(part: Part, by: Algebra[V, G]) -> Computed[V, G]:
    exact = by.nothing() if part.rule is None else by.of(lowered(part, part.rule))
    points = by.proved(by.rounded(_settled(part, exact, by), part.rounding), part.reach)
    for check in part.checks:
        by.of(lowered(part, check.condition))  # what is missing there is needed, too
    if part.grades is None:
        return Computed(points, by.no_grade())
    overrides = [(lowered(part, asked), label) for asked, label in part.grades.overrides]
    caps = [(lowered(part, asked), label) for asked, label in part.grades.caps]
    grade = by.grade(points, overrides, part.grades.bands, caps)
    return Computed(points, grade, part.grades.labels)


def _settled(part: Part, exact: V, by: Algebra[V, G]) -> V:
    """Apply `if_not_applicable` of a part."""
    if isinstance(part, Section):
        return exact
    match part.if_not_applicable:
        case "full":
            return by.instead(exact, part.full)
        case "zero":
            return by.instead(exact, Fraction(0))
        case "drop" | None:
            return exact
        case _:
            assert_never(part.if_not_applicable)
