"""Facts that may change to attain an aim, and the direction of the total with each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from attrs import frozen

from fiscal_rubric.analysis.alternatives import Alternative, alternatives_of
from fiscal_rubric.analysis.changes import readable
from fiscal_rubric.analysis.monotonicity import Direction, Leaves, direction_of, leaves_of, together
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.places import Amount, Answer, Place, Result
from fiscal_rubric.numbers.ranges import Infinity, Value
from fiscal_rubric.numbers.spans import exactly
from fiscal_rubric.numbers.units import DATE
from fiscal_rubric.rubric.criteria import Part, lines_below, lowered, rules_of
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.nodes import LineKey
from fiscal_rubric.rules.traits import line_key
from fiscal_rubric.rules.traversal import every
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.targets.targets import NumericActual


@frozen
class Aim:
    """A total, or a grade of a scale or a better one."""

    total: Fraction
    grade: str | None
    labels: tuple[str, ...] = ()
    by_total: bool = True
    is_upward: bool = True

    def is_reached(self, value: Value, grades: Iterable[str | None], part: Part) -> bool:
        """Return whether a total within a value, with one of some grades, attains the aim."""
        if self.grade is not None:
            labels = tuple(grades)
            return bool(labels) and all(map(self._is_good, labels))
        low = low_of(value, part)
        return low is not None and low >= self.total and not value.may_not_apply

    def is_met(self, points: Fraction | None, grade: str | None) -> bool:
        """Return whether a known total and grade attain the aim."""
        if self.grade is not None:
            return self._is_good(grade)
        return points is not None and points >= self.total

    def is_possible(self, grades: Iterable[str | None], high: Decimal | Fraction | None) -> bool:
        """Return whether one of these grades, or the highest total, attains the aim."""
        if self.grade is not None:
            return any(map(self._is_good, grades))
        return high is not None and Fraction(high) >= self.total

    def _is_good(self, label: str | None) -> bool:
        """Return whether a grade is the wanted one or better."""
        if label == self.grade:
            return True
        known = label in self.labels and self.grade in self.labels
        return known and self.labels.index(str(label)) < self.labels.index(str(self.grade))


def low_of(value: Value, part: Part) -> Fraction | None:
    """Return the least points of a part; None where it has none."""
    found = value.range
    if found is None:
        return None
    return part.floor if isinstance(found.lower, Infinity) else found.lower


def high_of(value: Value, part: Part) -> Fraction:
    """Return the most points of a part; 0 where it has none."""
    found = value.range
    if found is None:
        return Fraction(0)
    return part.full if isinstance(found.upper, Infinity) else found.upper


@frozen
class Movable:
    """The alternatives of a fact that may change, and the direction of the total with it."""

    alternatives: tuple[Alternative, ...]
    direction: Direction


def may_change(place: Place) -> bool:
    """Return whether a goal may change a place: an answer, a result or a payment."""
    match place:
        case Answer():
            return True
        case Result(column=column):
            return column == "actual"
        case Amount(figure=figure):
            return figure == "paid"
        case _:
            assert_never(place)


def candidates(
    rubric: Rubric,
    evidence: Evidence,
    basis: Basis,
    aim: Aim,
    allowed: set[Place] | None,
    cut_off: date | None,
) -> tuple[dict[Place, Movable], tuple[Place, ...]]:
    """Return the facts with better alternatives, and all facts whose change may help."""
    directions = _Directions(rubric, aim)
    layout, readers = rubric.layout, dict[Place, list[int]]()
    for at in (*layout.lines, *layout.sections, len(layout.places) - 1):
        for place in readable(evidence, layout.places[at].part):
            if may_change(place) and (allowed is None or place in allowed):
                readers.setdefault(place, []).append(at)
    found: dict[Place, Movable] = {}
    open_: list[Place] = []
    for place, reading in readers.items():
        direction = directions.of(evidence, place, reading)
        tried = alternatives_of(rubric, evidence, basis, place, direction)
        in_time = (_in_time(option, evidence.at(place), cut_off) for option in tried)
        options = tuple(option for option in in_time if option is not None)
        if tried and not options:
            continue
        if options and direction != "none":
            found[place] = Movable(options, direction)
        if options or not _is_at_its_best(
            rubric, place, direction, [layout.places[at].part for at in reading]
        ):
            open_.append(place)
    return found, tuple(open_)


def _in_time(option: Alternative, before: object, cut_off: date | None) -> Alternative | None:
    """Return an alternative, moved to the cut-off day if earlier; None if its day has passed."""
    day, happened = _day(option.value), _day(before)
    if day is None or (cut_off is None and happened is None):
        return option
    first = day if cut_off is None else max(day, cut_off.toordinal())
    if happened is not None:
        return option if first == day >= happened else None
    return Alternative(NumericActual(exactly(Fraction(first), DATE)))


def _day(value: object) -> int | None:
    """Return a result that is a day, as its number; None for any other value."""
    if not isinstance(value, NumericActual) or value.span.unit != DATE:
        return None
    return None if value.span.upper is None else int(value.span.upper)


def _is_at_its_best(
    rubric: Rubric, place: Place, direction: Direction, parts: Iterable[Part]
) -> bool:
    """Return whether no other value of a fact without alternatives can be better."""
    if direction == "none":
        return True
    if isinstance(place, Amount) or direction == "neither":
        return False
    if isinstance(place, Answer):
        question = rubric.asked.questions[place.key]
        end = question.upper if direction == "rising" else question.lower
        return bool(question.choices) or end is not None
    rules = (rule for part in parts for rule in rules_of(part))
    nodes = (node for rule in rules for node in every(rule))
    beyond = ("actual", "completion_rate", "progress")  # they still rise when the target is met
    is_more = any(isinstance(node, n.IndicatorNumber) and node.fact in beyond for node in nodes)
    return direction == "rising" and not is_more


class _Directions:
    """The directions of the total, or its grade, with single facts.

    Parts are known by their position.
    """

    def __init__(self, rubric: Rubric, aim: Aim) -> None:
        self._aim, self._places = aim, rubric.layout.places
        self._whole = len(self._places) - 1
        self._with_points: dict[int, Direction] = {}
        # The sections that may read each part, each with the key that it uses.
        self._readers: dict[int, list[tuple[int, LineKey]]] = {}
        for above, place in enumerate(self._places):
            for key, position in place.below.items():
                self._readers.setdefault(position, []).append((above, key))

    def of(self, evidence: Evidence, place: Place, parts: Iterable[int]) -> Direction:
        """Return the direction with a fact, through all parts that read it."""
        indicator = None
        if isinstance(place, Result):
            _, indicator = evidence.indicator((place.project, place.indicator))
        leaves = leaves_of(place, indicator)
        return together(way for at in parts for way in self._of_fact(at, leaves))

    def _of_fact(self, at: int, leaves: Leaves) -> Iterator[Direction]:
        """Yield the directions with a fact that a part reads."""
        part = self._places[at].part
        own = direction_of(part, leaves, lines_below(part))
        yield from self._through_part(at, leaves, own)

    def _of_line(self, at: int, key: LineKey) -> Iterator[Direction]:
        """Yield the directions with the points of a line that a section reads."""
        section, leaves = self._places[at].part, _leaves_of_line(key)
        rule = None if section.rule is None else lowered(section, section.rule)
        own: Direction = "rising"
        if not isinstance(rule, n.Sum) or not all(isinstance(t, n.Points) for t in rule.terms):
            own = direction_of(section, leaves, lines_below(section))
        yield from self._through_part(at, leaves, own)

    def _through_part(self, at: int, leaves: Leaves, own: Direction) -> Iterator[Direction]:
        """Yield the directions through the points and the grade of a part."""
        part = self._places[at].part
        yield _through(own, self._with_points_of(at))
        conditions = () if part.grades is None else part.grades.conditions
        nodes = (node for rule in conditions for node in every(rule))
        if self._grade_matters(at) and any(leaves(node) is not None for node in nodes):
            yield "neither"

    def _with_points_of(self, at: int) -> Direction:
        """Return the direction with the points of a part."""
        if at == self._whole:
            return "rising" if self._aim.is_upward else "neither"
        if at not in self._with_points:
            self._with_points[at] = together(
                way for above, key in self._readers.get(at, ()) for way in self._of_line(above, key)
            )
        return self._with_points[at]

    def _grade_matters(self, at: int) -> bool:
        """Return whether the grade of a part matters: it is the aim, or a section reads it."""
        if at == self._whole:
            return self._aim.grade is not None
        return any(
            isinstance(node, n.Graded | n.Reaches) and node.key == key
            for above, key in self._readers.get(at, ())
            for rule in rules_of(self._places[above].part)
            for node in every(rule)
        )


def _leaves_of_line(key: LineKey) -> Leaves:
    """Return the direction of leaves when the points of a line rise."""

    def leaf(node: n.Node) -> Direction | None:
        if isinstance(node, n.Applies):
            return "none"  # rising points do not make a line apply
        if line_key(node) != key:
            return None
        return "rising" if isinstance(node, n.Points) else "neither"

    return leaf


def _through(own: Direction, above: Direction) -> Direction:
    """Combine the direction of a part with a fact, and that of the total with the part."""
    if "none" in (own, above):
        return "none"
    if "neither" in (own, above):
        return "neither"
    return "rising" if own == above else "falling"
