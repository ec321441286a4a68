"""Trying changes: which sets of them reach a total or a grade, and whether fewer can."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product
from typing import TypeAlias

from attrs import evolve, frozen

from fiscal_rubric.analysis.alternatives import Alternative, Numbers, alternatives_of, at
from fiscal_rubric.analysis.changes import Place, Sort, readable, with_fact
from fiscal_rubric.analysis.monotone import (
    Direction,
    Leaves,
    direction_of,
    leaves_of,
    together,
)
from fiscal_rubric.basis import Basis
from fiscal_rubric.criteria import (
    Criterion,
    Part,
    Section,
    adds_up,
    lines_below,
    lines_of,
    may_drop,
    parts_of,
    rules_of,
    sections_of,
)
from fiscal_rubric.evidence import Evidence
from fiscal_rubric.ranges import Infinity
from fiscal_rubric.resolve import Resolved, attempt, resolve
from fiscal_rubric.rubric import Rubric
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.arithmetic import RefusedError
from fiscal_rubric.rules.evaluate import Scope
from fiscal_rubric.rules.measures import Facts
from fiscal_rubric.rules.nodes import LineKey
from fiscal_rubric.rules.walks import every
from fiscal_rubric.tally import tally

CHANGING: tuple[Sort, ...] = ("answer", "actual", "paid")  # what was planned stays as it is
SHOWN = 20  # sets of changes that are found
DOUBLINGS = 60  # of a distance that has no end, until a number no longer does
Way: TypeAlias = Mapping[Place, Alternative]


def without(evidence: Evidence, places: Iterable[Place]) -> Evidence:
    """The evidence with some facts not known."""
    for place in places:
        evidence = with_fact(evidence, place, None)
    return evidence


# What is to be reached


@frozen
class Aim:
    """What is to be reached: a total, or a grade or a better one of a scale."""

    total: Fraction
    grade: str | None
    labels: tuple[str, ...] = ()
    by_total: bool = True
    is_upward: bool = True

    def is_reached(self, whole: Resolved) -> bool:
        """Whether it is sure, whatever is still missing."""
        if self.grade is not None:
            return bool(whole.grades) and all(map(self._is_good, whole.grades))
        low = low_of(whole)
        return low is not None and low >= self.total and not whole.value.may_not_apply

    def is_met(self, points: Fraction | None, grade: str | None) -> bool:
        """Whether a total and its grade, all facts being known, are what is wanted."""
        if self.grade is not None:
            return self._is_good(grade)
        return points is not None and points >= self.total

    def is_possible(self, grades: Iterable[str | None], high: Decimal | Fraction | None) -> bool:
        """Whether some of these grades, or the most of a total, is what is wanted."""
        if self.grade is not None:
            return any(map(self._is_good, grades))
        return high is not None and Fraction(high) >= self.total

    def _is_good(self, label: str | None) -> bool:
        """Whether a grade is the one that is wanted, or better."""
        if label == self.grade:
            return True
        known = label in self.labels and self.grade in self.labels
        return known and self.labels.index(str(label)) < self.labels.index(str(self.grade))


def low_of(line: Resolved) -> Fraction | None:
    """The least that a line can be; None where it may have no points."""
    found = line.value.range
    return None if found is None or isinstance(found.lower, Infinity) else found.lower


def high_of(line: Resolved) -> Fraction:
    """The most that a line can be; nothing where it has no points."""
    found = line.value.range
    return Fraction(0) if found is None or isinstance(found.upper, Infinity) else found.upper


# The search


@frozen
class Option:
    """A fact that may change: what it could be instead, and which way its lines go with it."""

    alternatives: tuple[Alternative, ...]
    direction: Direction


class Search:
    """Tries versions of lines and of the whole, and counts them."""

    def __init__(
        self, rubric: Rubric, evidence: Evidence, basis: Basis, aim: Aim, limit: int
    ) -> None:
        self.rubric, self.evidence, self.basis = rubric, evidence, basis
        self.aim, self.limit, self.tried = aim, limit, 0

    def whole(self, evidence: Evidence) -> Resolved:
        """The root on some evidence."""
        self.tried += 1
        return resolve(self.rubric, Facts(evidence, self.basis))[-1]

    def is_reached(self, evidence: Evidence) -> bool:
        """Whether the aim is reached on some evidence: in integers where all facts are known."""
        facts = Facts(evidence, self.basis)
        try:
            found = tally(self.rubric, facts)[id(self.rubric)]
        except RefusedError:
            return self.aim.is_reached(self.whole(evidence))
        self.tried += 1
        points = None if found.points is None else Fraction(*found.points)
        return self.aim.is_met(points, found.grade)

    def line(self, line: Criterion, evidence: Evidence) -> Fraction:
        """The least points of one line on some evidence."""
        self.tried += 1
        return low_of(attempt(line, Scope(Facts(evidence, self.basis)))) or Fraction(0)

    def with_way(self, way: Way) -> Evidence:
        """The evidence with some changes."""
        changed = self.evidence
        for place, alternative in way.items():
            changed = with_fact(changed, place, alternative.value)
        return changed

    def candidates(
        self, allowed: set[Place] | None
    ) -> tuple[dict[Place, Option], tuple[Place, ...]]:
        """The facts with something better to be, and all whose change could do any good."""
        readers: dict[Place, list[Part]] = {}
        for part in (*parts_of(self.rubric), self.rubric):
            for place in readable(self.evidence, part):
                if place.sort in CHANGING and (allowed is None or place in allowed):
                    readers.setdefault(place, []).append(part)
        found: dict[Place, Option] = {}
        open_: list[Place] = []
        for place, reading in readers.items():
            direction = self._direction(place, reading)
            options = alternatives_of(self.rubric, self.evidence, self.basis, place, direction)
            if options and direction != "none":
                found[place] = Option(options, direction)
            if options or not self._is_at_its_best(place, direction, reading):
                open_.append(place)
        return found, tuple(open_)

    def _is_at_its_best(self, place: Place, direction: Direction, parts: Iterable[Part]) -> bool:
        """Whether no other value of a fact without alternatives can be any better."""
        if direction == "none":
            return True
        if place.sort == "paid" or direction == "neither":
            return False
        if place.sort == "answer":
            question = self.rubric.asked.questions[place.key]
            end = question.upper if direction == "rising" else question.lower
            return bool(question.choices) or end is not None
        rules = (rule for part in parts for rule in rules_of(part))
        nodes = (node for rule in rules for node in every(rule))
        beyond = ("actual", "completion_rate")  # they rise above a target that is met
        is_more = any(isinstance(node, n.IndicatorNumber) and node.fact in beyond for node in nodes)
        return direction == "rising" and not is_more

    # Which way the total goes

    def _direction(self, place: Place, parts: Iterable[Part]) -> Direction:
        """Which way the total, or its grade, goes with a fact, through all that reads it."""
        indicator = None
        if place.sort == "actual":
            _, indicator = self.evidence.indicator((place.project, place.key))
        leaves = leaves_of(place, indicator)
        found: list[Direction] = []
        for part in parts:
            own = direction_of(part, leaves, lines_below(part))
            found.append(_through(own, self._upward(part)))
            if self._is_told_by_grade(part) and _are_read(_conditions(part), leaves):
                found.append("neither")
        return together(found)

    def _upward(self, part: Part) -> Direction:
        """Which way the total goes with the points of a part."""
        if part is self.rubric:
            return "rising" if self.aim.is_upward else "neither"
        found: list[Direction] = []
        for section in (*sections_of(self.rubric), self.rubric):
            keys = [key for key, below in section.below.items() if below is part]
            for key in keys:
                leaves = _leaves_of_line(key)
                own = direction_of(section, leaves, lines_below(section))
                found.append(_through(own, self._upward(section)))
                if self._is_told_by_grade(section) and _are_read(_conditions(section), leaves):
                    found.append("neither")
        return together(found)

    def _is_told_by_grade(self, part: Part) -> bool:
        """Whether the grade of a part matters: it is what is wanted, or a section reads it."""
        if part is self.rubric:
            return self.aim.grade is not None
        return any(
            isinstance(node, n.Graded | n.Reaches) and section.below.get(node.key) is part
            for section in (*sections_of(self.rubric), self.rubric)
            for rule in rules_of(section)
            for node in every(rule)
        )

    # Which sets do

    def smallest(self, facts: Mapping[Place, Option]) -> list[Way]:
        """The smallest sets of changes that reach the aim, of those that are tried."""
        if self._is_plain_sum():
            return self._by_groups(facts)
        for size in range(1, len(facts) + 1):
            found: list[Way] = []
            for way in _ways(facts, size):
                if self.tried >= self.limit:
                    return found[:SHOWN]
                if self.is_reached(self.with_way(way)):
                    found.append(way)
            if found:
                return found[:SHOWN]
        return []

    def is_smallest(self, size: int, open_: Sequence[Place]) -> bool:
        """Whether one change less can never do: by what the ranges of all others still hold.

        Each set of one fact less is taken as not known; what the total can then be at most, or the
        grades it can have, holds whatever these facts become.
        """
        if size <= 1:
            return True
        if self._is_plain_sum():
            return self._is_smallest_sum(size - 1, open_)
        for places in combinations(open_, min(size - 1, len(open_))):
            if self.tried >= self.limit:
                return False
            whole = self.whole(without(self.evidence, places))
            if self.aim.is_possible(whole.grades, high_of(whole)):
                return False
        return True

    def _is_smallest_sum(self, size: int, open_: Sequence[Place]) -> bool:
        """The same where lines add up: the most of each number of open facts, group by group."""
        most: list[list[Fraction | None]] = []
        for lines, places in self._groups(open_):
            by_size: list[Fraction | None] = []
            for count in range(min(size, len(places)) + 1):
                found = Fraction(0)
                for chosen in combinations(places, count):
                    if self.tried >= self.limit:
                        return False
                    facts = Facts(without(self.evidence, chosen), self.basis)
                    self.tried += len(lines)
                    ends = (high_of(attempt(line, Scope(facts))) for line in lines)
                    found = max(found, sum(ends, Fraction(0)))
                by_size.append(found)
            most.append(by_size)
        totals = [_best_of(most, count) for count in range(size + 1)]
        return all(total is None or total < self.aim.total for total in totals)

    def _is_plain_sum(self) -> bool:
        """Whether the total is the sum of the lines, and only the total tells the grade."""
        sections = (*sections_of(self.rubric), self.rubric)
        return (
            self.aim.by_total
            and all(map(adds_up, sections))
            and not any(map(may_drop, (*parts_of(self.rubric), self.rubric)))
            and all(_keeps_places(section) for section in sections)
        )

    def _groups(
        self, places: Iterable[Place]
    ) -> list[tuple[tuple[Criterion, ...], tuple[Place, ...]]]:
        """All lines, those that read one fact together, with the facts that they read."""
        wanted = tuple(places)
        groups: list[tuple[set[str], set[Place]]] = []
        for line in lines_of(self.rubric):
            read = set(readable(self.evidence, line)) & set(wanted)
            touching = [group for group in groups if group[1] & read]
            groups = [group for group in groups if not group[1] & read]
            keys = {line.key}.union(*(found for found, _ in touching))
            groups.append((keys, read.union(*(found for _, found in touching))))
        return [
            (
                tuple(line for line in lines_of(self.rubric) if line.key in keys),
                tuple(place for place in wanted if place in read),
            )
            for keys, read in groups
        ]

    def _by_groups(self, facts: Mapping[Place, Option]) -> list[Way]:
        """Where lines add up: the best of each number of changes, group by group."""
        low = low_of(self.whole(self.evidence)) or Fraction(0)
        missing = self.aim.total - low
        options = [
            self._gains(lines, {place: facts[place] for place in places}, missing)
            for lines, places in self._groups(facts)
        ]
        gains = [
            [max((gain for gain, _ in ways), default=None) for ways in group] for group in options
        ]
        found: list[Way] = []
        for size in range(len(facts) + 1):
            best = _best_of(gains, size)
            if best is not None and best >= missing:
                _combine(options, gains, size, missing, {}, found)
                break
        return found

    def _gains(
        self, lines: Sequence[Criterion], facts: Mapping[Place, Option], missing: Fraction
    ) -> list[list[tuple[Fraction, Way]]]:
        """What each set of changes adds to some lines, by the number of changes."""
        base = sum((self.line(line, self.evidence) for line in lines), Fraction(0))
        best = sum((line.full for line in lines), Fraction(0)) - base
        by_size: list[list[tuple[Fraction, Way]]] = [[(Fraction(0), {})]]
        for size in range(1, len(facts) + 1):
            found: list[tuple[Fraction, Way]] = []
            for way in _ways(facts, size):
                if self.tried >= self.limit:
                    break
                changed = self.with_way(way)
                points = sum((self.line(line, changed) for line in lines), Fraction(0))
                if points > base:
                    found.append((points - base, way))
            found.sort(key=lambda pair: -pair[0])
            by_size.append(found)
            if self.tried >= self.limit or (found and found[0][0] >= min(best, missing)):
                break
        return by_size

    # Numbers

    def solved(self, way: Way) -> Way:
        """The way, with each number moved no further than it has to."""
        chosen = dict(way)
        for place, option in way.items():
            if option.numbers is not None:
                number = self._least_move(place, option.numbers, chosen)
                chosen[place] = evolve(option, value=at(place, option.numbers, number))
        return chosen

    def _least_move(self, place: Place, numbers: Numbers, way: Way) -> Fraction:
        """The number nearest to where it is that still reaches the aim: by halving the steps."""

        def does(number: Fraction) -> bool:
            option = Alternative(at(place, numbers, number))
            return self.is_reached(self.with_way({**way, place: option}))

        sign = 1 if numbers.rises else -1
        start = numbers.start
        if start is None:
            distance = max(abs(numbers.end), numbers.step)
            ends = (numbers.end - sign * distance * 2**k for k in range(DOUBLINGS))
            start = next((end for end in ends if not does(end)), numbers.end)
        if sign * (numbers.end - start) <= 0:
            return numbers.end  # it is on the other side of where it is: nothing lies between
        near, far = 0, -(-abs(numbers.end - start) // numbers.step)

        def number_at(steps: int) -> Fraction:
            moved = start + sign * steps * numbers.step
            return min(moved, numbers.end) if sign > 0 else max(moved, numbers.end)

        while far - near > 1:
            middle = (near + far) // 2
            near, far = (near, middle) if does(number_at(middle)) else (middle, far)
        return number_at(far)


def _conditions(part: Part) -> tuple[n.Node, ...]:
    return () if part.grades is None else part.grades.conditions


def _are_read(rules: Iterable[n.Node], leaves: Leaves) -> bool:
    return any(leaves(node) is not None for rule in rules for node in every(rule))


def _leaves_of_line(key: LineKey) -> Leaves:
    """How the leaves of a section's rule move when the points of a line rise."""

    def leaf(node: n.Node) -> Direction | None:
        match node:
            case n.Points(key=own):
                return "rising" if own == key else None
            case n.Graded(key=own) | n.Reaches(key=own):
                return "neither" if own == key else None
            case n.Applies():
                return "none"  # rising points do not make a line apply, or not
            case _:
                return None

    return leaf


def _through(own: Direction, above: Direction) -> Direction:
    """Which way the whole goes with a fact that one part goes some way with."""
    if "none" in (own, above):
        return "none"
    if "neither" in (own, above):
        return "neither"
    return "rising" if own == above else "falling"


def _keeps_places(section: Section) -> bool:
    return all(part.rounding.places <= section.rounding.places for part in section.parts)


def _ways(facts: Mapping[Place, Option], size: int) -> Iterator[Way]:
    for places in combinations(facts, size):
        for options in product(*(facts[place].alternatives for place in places)):
            yield dict(zip(places, options, strict=True))


def _combine(
    options: Sequence[Sequence[Sequence[tuple[Fraction, Way]]]],
    gains: Sequence[Sequence[Fraction | None]],
    size: int,
    missing: Fraction,
    way: Way,
    found: list[Way],
) -> None:
    """All sets of a size that make up what is missing, up to as many as are shown."""
    if not options:
        found.append(way)  # what could not do was left out above
        return
    for count, ways in enumerate(options[0][: size + 1]):
        rest = _best_of(gains[1:], size - count)
        for gain, chosen in ways:
            if len(found) >= SHOWN or rest is None or gain + rest < missing:
                break  # ways are in falling order of their gains
            _combine(options[1:], gains[1:], size - count, missing - gain, {**way, **chosen}, found)


def _best_of(gains: Sequence[Sequence[Fraction | None]], size: int) -> Fraction | None:
    """The most that so many changes add, group by group; None where there are not so many."""
    best: dict[int, Fraction] = {0: Fraction(0)}
    for group in gains:
        longer: dict[int, Fraction] = {}
        for i, left in best.items():
            for j, right in enumerate(group):
                if right is not None and i + j <= size:
                    longer[i + j] = max(longer.get(i + j, left + right), left + right)
        best = longer
    return best.get(size)
