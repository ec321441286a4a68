"""Evaluate all parts of a rubric in integers, without a trace.

If everything is known, the results are those of `resolve`; a test checks this. It refuses what
`resolve` refuses, but names no fault.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from fiscal_rubric.numbers.spans import Span
from fiscal_rubric.rubric.criteria import Part, Section, lowered
from fiscal_rubric.rubric.grades import Grades
from fiscal_rubric.rules.arithmetic import LinePair, Pair, PairScope, Whole, pair, rounded
from fiscal_rubric.rules.edges import edge_value
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.nodes import Node


def tally(root: Section, facts: Facts) -> dict[int, LinePair]:
    """Compute the points and grades of all parts.

    Returns:
        For the `id` of each part: its rounded points as two integers, None where it does not
        apply; its grade, and its scale.

    Raises:
        RefusedError: a fact is missing or wrong; `resolve` names it.
    """
    found: dict[int, LinePair] = {}
    _tally(root, facts, found)
    return found


def _tally(section: Section, facts: Facts, found: dict[int, LinePair]) -> None:
    for part in section.parts:
        if isinstance(part, Section):
            _tally(part, facts, found)
        else:
            found[id(part)] = _points(part, PairScope(facts))
    below = {key: found[id(part)] for key, part in section.below.items()}
    found[id(section)] = _points(section, PairScope(facts, below))


def _points(part: Part, scope: PairScope) -> LinePair:
    points = None
    if part.rule is not None:
        points = _settled(part, pair(lowered(part, part.rule), scope))
    if points is not None:
        points = rounded(points, part.rounding)
    for check in part.checks:
        pair(lowered(part, check.condition), scope)
    if part.grades is None:
        return LinePair(points)

    def holds(asked: Node) -> bool:
        found = pair(lowered(part, asked), scope)
        return found is not None and found[0] != 0

    return LinePair(points, _grade(part.grades, points, holds), part.grades.labels)


def _settled(part: Part, points: Pair) -> Pair:
    if points is not None or isinstance(part, Section):
        return points
    match part.if_not_applicable:
        case "full":
            return part.full.numerator, part.full.denominator
        case "zero":
            return 0, 1
        case "drop" | None:
            return None
        case _:
            assert_never(part.if_not_applicable)


def _grade(grades: Grades, points: Pair, holds: Callable[[Node], bool]) -> str | None:
    for asked, label in grades.overrides:
        if holds(asked):
            return label
    if points is None:
        return None
    grade = next(label for label, edge in grades.bands if _in_band(points, edge))
    for asked, best in grades.caps:
        if holds(asked):
            grade = max(grade, best, key=grades.labels.index)
    return grade


def _in_band(points: Whole, edge: Span) -> bool:
    value = edge_value(edge)
    difference = points[0] * value.denominator - value.numerator * points[1]
    if edge.lower is None:
        return difference < 0 or (difference == 0 and not edge.upper_open)
    return difference > 0 or (difference == 0 and not edge.lower_open)
