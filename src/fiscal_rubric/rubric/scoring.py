"""Evaluate each part of a rubric once on some evidence."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeAlias, Union, overload

from attrs import frozen

from fiscal_rubric.numbers.ranges import DOES_NOT_APPLY, Value
from fiscal_rubric.numbers.rounding import Points, Rounding
from fiscal_rubric.rubric.criteria import Part, lowered, rounded, settled
from fiscal_rubric.rubric.grades import Check, grades_of
from fiscal_rubric.rubric.layout import Layout
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.evaluate import LineValue, Scope, evaluate
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.trace import Step, outcomes

# The points of each part by position, in units of the last place (a fraction where they are not
# rounded), or None where a part does not apply; and the grade of each part.
Results: TypeAlias = tuple[tuple[Points, ...], tuple[Union[str, None], ...]]
COMBINATIONS = 4096  # the most combinations of outcomes of lines that are tried


@frozen(eq=False, repr=False)
class Resolved:
    """The result of one part on some evidence.

    Attributes:
        part: the criterion or section.
        exact: the value of the rule before rounding, to be shown only.
        value: the points, rounded, with `if_not_applicable` applied.
        grades: the possible grades.
        step: the trace of the rule; None for a section without one.
        grade_steps: the traces of the conditions of its grades.
        checks: its checks, with their traces.
        cells: the single outcomes, if there are few; else one of all.
        tight: whether some completion gives each end of the value.
        asked: the open questions of a part whose results were listed, without traces.
    """

    part: Part
    exact: Value
    value: Value
    grades: frozenset[str | None]
    step: Step | None
    grade_steps: tuple[Step, ...]
    checks: tuple[tuple[Check, Step], ...]
    cells: tuple[LineValue, ...]
    tight: bool = True
    asked: tuple[str, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """All traces of the part."""
        own = () if self.step is None else (self.step,)
        return (*own, *self.grade_steps, *(step for _, step in self.checks))

    @property
    def together(self) -> LineValue:
        """All outcomes in one value."""
        return LineValue(self.value, self.grades, scale_of(self.part))


def attempt(part: Part, scope: Scope, totals: Sequence[Value] | None = None) -> Resolved:
    """Evaluate a part once, with missing facts as ranges."""
    step = None if part.rule is None else evaluate(lowered(part, part.rule), scope)
    exact = DOES_NOT_APPLY if step is None else step.value
    value = _points(part, exact)
    traced: dict[n.Node, Step] = {}

    def holds(asked: n.Node) -> Value:
        if asked not in traced:
            traced[asked] = evaluate(lowered(part, asked), scope)
        return traced[asked].value

    def graded(points: Value) -> frozenset[str | None]:
        return frozenset() if part.grades is None else grades_of(part.grades, points, holds)

    ways = [value]
    if step is not None:
        found = outcomes(step) if totals is None else totals
        if len(found) <= COMBINATIONS:
            ways = [_points(part, way) for way in found]
    cells = tuple(LineValue(way, graded(way), scale_of(part)) for way in dict.fromkeys(ways))
    grades = frozenset(grade for cell in cells for grade in cell.grades)
    checks = tuple(
        (check, evaluate(lowered(part, check.condition), scope)) for check in part.checks
    )
    return Resolved(part, exact, value, grades, step, tuple(traced.values()), checks, cells)


def _points(part: Part, exact: Value) -> Value:
    return rounded(part, settled(part, exact))


def scale_of(part: Part) -> tuple[str, ...]:
    """Return the labels of the grades of a part, best first; none without a scale."""
    return () if part.grades is None else part.grades.labels


def results_of(found: Sequence[Resolved]) -> Results:
    """Return the points and grades of parts of which everything is known."""
    points = [_counted(line.value.number, line.part.rounding) for line in found]
    return tuple(points), tuple([next(iter(line.grades), None) for line in found])


def _counted(number: Fraction | None, rounding: Rounding) -> Points:
    return number if number is None or rounding.is_exact else rounding.ticks(number)


@overload
def number_of(points: int | Fraction, rounding: Rounding) -> Fraction: ...
@overload
def number_of(points: None, rounding: Rounding) -> None: ...
@overload
def number_of(points: Points, rounding: Rounding) -> Fraction | None: ...
def number_of(points: Points, rounding: Rounding) -> Fraction | None:
    """Return the points of a part as a number; None where it does not apply."""
    return Fraction(points, 10**rounding.places) if isinstance(points, int) else points


def resolve(layout: Layout, facts: Facts) -> list[Resolved]:
    """Evaluate all parts, in the order of a layout."""
    found: list[Resolved] = []
    for place in layout.places:
        lines = {key: line.together for key, line in place.lines(found).items()}
        found.append(attempt(place.part, Scope(facts, lines)))
    return found
