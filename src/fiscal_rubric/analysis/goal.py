"""The fewest changes that reach a total or a grade."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product
from typing import Literal, TypeAlias

from attrs import evolve, field, frozen

from fiscal_rubric.analysis.alternatives import (
    Alternative,
    Numbers,
    alternatives_of,
    at,
    turning_points,
)
from fiscal_rubric.analysis.changes import Place, Sort, place_of, readable, with_fact
from fiscal_rubric.analysis.monotone import Direction, direction_of, leaves_of, together
from fiscal_rubric.arguments import take_instance, take_key, take_sequence, take_whole
from fiscal_rubric.basis import Basis
from fiscal_rubric.criteria import (
    Criterion,
    Part,
    Section,
    adds_up,
    lines_of,
    rules_of,
    sections_of,
)
from fiscal_rubric.errors import near, refuse
from fiscal_rubric.evidence import Evidence, IndicatorKey
from fiscal_rubric.exact import Number, exact, number_text
from fiscal_rubric.notation import write_actual
from fiscal_rubric.ranges import Infinity
from fiscal_rubric.resolve import Resolved, attempt, resolve
from fiscal_rubric.rubric import Rubric
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.arithmetic import RefusedError
from fiscal_rubric.rules.evaluate import Scope
from fiscal_rubric.rules.measures import Facts
from fiscal_rubric.scorecard import Bounds
from fiscal_rubric.shown import Scalar, Shown
from fiscal_rubric.tally import tally
from fiscal_rubric.targets import Claimed, Reached, SeveralReached

CHANGING: tuple[Sort, ...] = ("answer", "actual", "paid")  # what was planned stays as it is
STEPS = 20_000  # versions of lines that are tried
SHOWN = 20  # sets of changes that are listed
Reach = Literal["reached", "possible", "out of reach", "not found"]
Relation = Literal["is", "at least", "at most"]
Way: TypeAlias = Mapping[Place, Alternative]


@frozen
class Change:
    """One fact that has to change.

    Attributes:
        place: the key of the question, or project and key.
        relation: "is", or "at least" and "at most" for a number that was solved for.
        value: what it is to be, as text.
        before: what it is; "" where it is not known.
    """

    place: str
    relation: Relation
    value: str
    before: str


@frozen
class ChangeSet:
    """Changes that together reach the goal.

    Attributes:
        changes: the changes.
        total: the total then; the least of it, where other facts are missing.
        grade: the grade then; None where it is still open.
        evidence: the evidence with the changes.
    """

    changes: tuple[Change, ...]
    total: Decimal | None
    grade: str | None
    evidence: Evidence = field(repr=False)


@frozen(eq=False, repr=False)
class Goal(Shown):
    """What it takes to reach a total or a grade.

    Attributes:
        before: the bounds of the evidence as it is.
        wanted: the total or the grade, as text.
        reach: "reached" already, "possible", "out of reach" whatever the facts that may change
            become, or "not found" within the steps.
        sets: the sets of fewest changes, the highest total first; at most 20.
        proved: whether no smaller set can do, whatever its facts become; always for "out of reach"
            and "reached".
        most: the most that the total can become.
        steps: how many versions of lines were tried.
    """

    before: Bounds
    wanted: str
    reach: Reach
    sets: tuple[ChangeSet, ...]
    proved: bool
    most: Decimal | None
    steps: int

    def __iter__(self) -> Iterator[ChangeSet]:
        return iter(self.sets)

    def __len__(self) -> int:
        return len(self.sets)

    def rows(self, headings: str | None = None) -> list[dict[str, Scalar]]:
        """One row for each set of changes."""
        found: list[dict[str, Scalar]] = [
            {
                "changes": "; ".join(map(_told, found.changes)),
                "total": found.total,
                "grade": found.grade,
            }
            for found in self.sets
        ]
        return self.headed(found, headings)


_SIGNS: dict[Relation, str] = {"is": "=", "at least": "≥", "at most": "≤"}


def _told(change: Change) -> str:
    return f"{change.place} {_SIGNS[change.relation]} {change.value}"


def goal(
    rubric: Rubric,
    evidence: Evidence,
    *,
    total: Number | None = None,
    grade: str | None = None,
    basis: Basis | None = None,
    may_change: Sequence[IndicatorKey] | None = None,
    steps: int = STEPS,
) -> Goal:
    """Find the smallest sets of changes that reach a total, or a grade or a better one.

    A fact that is missing may be given; what stays missing must not matter. A number is solved
    for: the least change that still does. Budgets stay; payments, results and answers may change.

    Args:
        rubric: the standard, with a total.
        evidence: what is known.
        total: the points to reach, within full marks; or
        grade: the grade to reach, of the scale of the rubric.
        basis: how the evidence is read; the rubric's own basis if None.
        may_change: the keys of facts that may change; None for all that the rubric reads.
        steps: how many versions of lines may be tried, 1 to 1 000 000.

    Raises:
        FiscalRubricError: neither or both of total and grade, a total beyond full marks, a grade
            that is not of the scale, a key of nothing.

    Example:
        >>> from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
        >>> found = goal(RUBRIC, EVIDENCE, total="87.5")
        >>> found.reach, found.proved, [(c.place, c.value) for c in found.sets[0].changes]
        ('possible', True, [('data_collected', 'yes')])
    """
    take_instance(rubric, "rubric", Rubric)
    take_instance(evidence, "evidence", Evidence)
    limit = take_whole(steps, "steps", 1, 1_000_000)
    aim = _aim(rubric, total, grade)
    read_by = rubric.basis if basis is None else take_instance(basis, "basis", Basis)
    before = rubric.bounds(evidence, read_by)
    allowed = None
    if may_change is not None:
        keys = take_sequence(may_change, "may_change")
        allowed = {place_of(rubric, evidence, key) for key in keys}
    search = _Search(rubric, evidence, read_by, aim, limit)
    wanted = aim.grade or number_text(aim.total)
    if search.is_reached(evidence):
        return Goal(before, wanted, "reached", (), True, before.high, search.tried)
    facts, open_ = search.candidates(allowed)
    best = rubric.bounds(_without(evidence, open_), read_by)
    if not aim.is_possible(best.grades, best.high):
        return Goal(before, wanted, "out of reach", (), True, best.high, search.tried)
    ways = search.smallest(facts)
    proved = bool(ways) and search.is_smallest(len(ways[0]), open_)
    sets = dict.fromkeys(search.solved(way, facts) for way in ways)
    ordered = sorted(sets, key=lambda found: -Fraction(found.total or 0))
    reach: Reach = "possible" if sets else "not found"
    return Goal(before, wanted, reach, tuple(ordered), proved, best.high, search.tried)


def _without(evidence: Evidence, places: Iterable[Place]) -> Evidence:
    """The evidence with some facts not known."""
    for place in places:
        evidence = with_fact(evidence, place, None)
    return evidence


# What is to be reached


@frozen
class _Aim:
    total: Fraction
    grade: str | None
    labels: tuple[str, ...] = ()

    def is_reached(self, whole: Resolved) -> bool:
        """Whether it is sure, whatever is still missing."""
        if self.grade is not None:
            return bool(whole.grades) and all(map(self._is_good, whole.grades))
        low = _low(whole)
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


def _aim(rubric: Rubric, total: Number | None, grade: str | None) -> _Aim:
    if (total is None) == (grade is None):
        refuse("wrong_type", "goal", "total and grade", "total=90", 'grade="优"')
    if total is not None:
        points = exact(total, "total")
        if rubric.rule is None or not rubric.floor <= points <= rubric.full:
            ends = f"{number_text(rubric.floor)}..{number_text(rubric.full)}"
            refuse("outside_band", "total", number_text(points), ends)
        return _Aim(points, None)
    label = take_key(grade, "grade")
    labels = () if rubric.grades is None else rubric.grades.labels
    if label not in labels:
        refuse("unknown_grade", "grade", label, *near(label, labels))
    assert rubric.grades is not None, "it has the label"
    edge = next(edge for name, edge in rubric.grades.bands if name == label)
    return _Aim(edge.value, label, labels)


def _low(line: Resolved) -> Fraction | None:
    """The least that a line can be; None where it may have no points."""
    found = line.value.range
    return None if found is None or isinstance(found.lower, Infinity) else found.lower


def _high(line: Resolved) -> Fraction:
    """The most that a line can be; nothing where it has no points."""
    found = line.value.range
    return Fraction(0) if found is None or isinstance(found.upper, Infinity) else found.upper


# The search


@frozen
class _Fact:
    """A fact that may change: what it could be instead, and which way its lines go with it."""

    alternatives: tuple[Alternative, ...]
    direction: Direction


class _Search:
    """Tries versions of lines and of the whole, and counts them."""

    def __init__(
        self, rubric: Rubric, evidence: Evidence, basis: Basis, aim: _Aim, limit: int
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
        return _low(attempt(line, Scope(Facts(evidence, self.basis)))) or Fraction(0)

    def with_way(self, way: Way) -> Evidence:
        """The evidence with some changes."""
        changed = self.evidence
        for place, alternative in way.items():
            changed = with_fact(changed, place, alternative.value)
        return changed

    def candidates(
        self, allowed: set[Place] | None
    ) -> tuple[dict[Place, _Fact], tuple[Place, ...]]:
        """The facts with something better to be, and all whose change could do any good."""
        parts: list[Part] = [*lines_of(self.rubric), *sections_of(self.rubric), self.rubric]
        readers: dict[Place, list[Part]] = {}
        for part in parts:
            for place in readable(self.evidence, part):
                if place.sort in CHANGING and (allowed is None or place in allowed):
                    readers.setdefault(place, []).append(part)
        found: dict[Place, _Fact] = {}
        open_: list[Place] = []
        for place, reading in readers.items():
            direction = self._direction(place, reading)
            points = turning_points(rule for part in reading for rule in rules_of(part))
            options = alternatives_of(
                self.rubric, self.evidence, self.basis, place, direction, points
            )
            if options and direction != "none":
                found[place] = _Fact(options, direction)
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
        nodes = (node for rule in rules for node in n.every(rule))
        beyond = ("actual", "completion_rate")  # they rise above a target that is met
        is_more = any(isinstance(node, n.IndicatorNumber) and node.fact in beyond for node in nodes)
        return direction == "rising" and not is_more

    def _direction(self, place: Place, parts: Iterable[Part]) -> Direction:
        indicator = None
        if place.sort == "actual":
            _, indicator = self.evidence.indicator((place.project, place.key))
        leaves = leaves_of(place, indicator)
        found: list[Direction] = []
        for part in parts:
            # The conditions of grades, and the rules of sections, can go either way.
            plain = isinstance(part, Criterion) and part.grades is None
            found.append(direction_of(part, leaves) if plain else "neither")
        return together(found)

    def smallest(self, facts: Mapping[Place, _Fact]) -> list[Way]:
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
            whole = self.whole(_without(self.evidence, places))
            if self.aim.is_possible(whole.grades, _high(whole)):
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
                    facts = Facts(_without(self.evidence, chosen), self.basis)
                    self.tried += len(lines)
                    ends = (_high(attempt(line, Scope(facts))) for line in lines)
                    found = max(found, sum(ends, Fraction(0)))
                by_size.append(found)
            most.append(by_size)
        totals = [_best_of(most, count) for count in range(size + 1)]
        return all(total is None or total < self.aim.total for total in totals)

    def _is_plain_sum(self) -> bool:
        """Whether the total is the sum of the lines, and only the total tells the grade."""
        sections = [self.rubric, *sections_of(self.rubric)]
        parts: list[Part] = [*lines_of(self.rubric), *sections]
        grades = self.rubric.grades
        alone = self.aim.grade is None or (grades is not None and not grades.conditions)
        return (
            alone
            and all(map(adds_up, sections))
            and not any(part.reach.may_not_apply for part in parts)
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

    def _by_groups(self, facts: Mapping[Place, _Fact]) -> list[Way]:
        """Where lines add up: the best of each number of changes, group by group."""
        low = _low(self.whole(self.evidence)) or Fraction(0)
        missing = self.aim.total - low
        options = [
            self._gains(lines, {place: facts[place] for place in places}, missing)
            for lines, places in self._groups(facts)
        ]
        gains = [
            [max((gain for gain, _ in ways), default=None) for ways in group] for group in options
        ]
        size = _fewest(gains, missing)
        found: list[Way] = []
        if size is not None:
            _combine(options, gains, size, missing, {}, found)
        return found

    def _gains(
        self, lines: Sequence[Criterion], facts: Mapping[Place, _Fact], missing: Fraction
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

    def solved(self, way: Way, facts: Mapping[Place, _Fact]) -> ChangeSet:
        """The changes, with each number moved no further than it has to."""
        chosen = dict(way)
        changes: list[Change] = []
        for place, alternative in way.items():
            relation: Relation = "is"
            direction = facts[place].direction
            if alternative.numbers is not None:
                number = self._least_move(place, alternative.numbers, chosen)
                chosen[place] = evolve(alternative, value=at(place, alternative.numbers, number))
                if direction in ("rising", "falling"):
                    rises = number > (alternative.numbers.start or Fraction(0)) or (
                        alternative.numbers.start is None and direction == "rising"
                    )
                    relation = "at least" if rises else "at most"
            before = _before(self.evidence, place)
            changes.append(Change(str(place), relation, _text(chosen[place].value), before))
        changed = self.with_way(chosen)
        whole = self.whole(changed)
        low = _low(whole)
        total = None if low is None else self.rubric.rounding.decimal(low)
        grade = next(iter(whole.grades)) if len(whole.grades) == 1 else None
        return ChangeSet(tuple(changes), total, grade, changed)

    def _least_move(self, place: Place, numbers: Numbers, way: Way) -> Fraction:
        """The number nearest to where it is that still reaches the aim: by halving the steps."""
        start = Fraction(0) if numbers.start is None else numbers.start
        near_, far = 0, -(-abs(numbers.end - start) // numbers.step)
        sign = 1 if numbers.end >= start else -1

        def number_at(steps: int) -> Fraction:
            moved = start + sign * steps * numbers.step
            return min(moved, numbers.end) if sign > 0 else max(moved, numbers.end)

        while far - near_ > 1:
            middle = (near_ + far) // 2
            option = Alternative(at(place, numbers, number_at(middle)))
            reached = self.is_reached(self.with_way({**way, place: option}))
            near_, far = (near_, middle) if reached else (middle, far)
        return number_at(far)


def _keeps_places(section: Section) -> bool:
    return all(part.rounding.places <= section.rounding.places for part in section.parts)


def _ways(facts: Mapping[Place, _Fact], size: int) -> Iterator[Way]:
    for places in combinations(facts, size):
        for options in product(*(facts[place].alternatives for place in places)):
            yield dict(zip(places, options, strict=True))


def _fewest(gains: Sequence[Sequence[Fraction | None]], missing: Fraction) -> int | None:
    """The least number of changes whose best gains together make up what is missing."""
    best: list[Fraction | None] = [Fraction(0)]
    for group in gains:
        longer: list[Fraction | None] = [None] * (len(best) + len(group) - 1)
        for i, left in enumerate(best):
            for j, right in enumerate(group):
                if left is not None and right is not None:
                    known = longer[i + j]
                    longer[i + j] = left + right if known is None else max(known, left + right)
        best = longer
    return next((i for i, gain in enumerate(best) if gain is not None and gain >= missing), None)


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
        if size == 0 and missing <= 0:
            found.append(way)
        return
    for count, ways in enumerate(options[0][: size + 1]):
        rest = _best_of(gains[1:], size - count)
        for gain, chosen in ways:
            if len(found) >= SHOWN or rest is None or gain + rest < missing:
                break  # ways are in falling order of their gains
            _combine(options[1:], gains[1:], size - count, missing - gain, {**way, **chosen}, found)


def _best_of(gains: Sequence[Sequence[Fraction | None]], size: int) -> Fraction | None:
    best: dict[int, Fraction] = {0: Fraction(0)}
    for group in gains:
        longer: dict[int, Fraction] = {}
        for i, left in best.items():
            for j, right in enumerate(group):
                if right is not None and i + j <= size:
                    longer[i + j] = max(longer.get(i + j, left + right), left + right)
        best = longer
    return best.get(size)


def _before(evidence: Evidence, place: Place) -> str:
    match place.sort:
        case "answer":
            return _text(evidence.answers.get(place.key))
        case "actual":
            return write_actual(evidence.indicator((place.project, place.key))[1].actual)
        case _:
            owner = next(owner for owner in evidence.projects if owner.key == place.project)
            return _text(owner.budget.paid())


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        return number_text(value)
    if isinstance(value, Reached | SeveralReached | Claimed):
        return write_actual(value)
    return str(value)
