"""Search for the smallest sets of changes that attain an aim, and proof that none is smaller."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import islice, product
from math import comb
from typing import TypeAlias

from attrs import evolve

from fiscal_rubric.analysis.alternatives import Alternative, Numbers, at
from fiscal_rubric.analysis.changes import readable
from fiscal_rubric.analysis.compare import difference
from fiscal_rubric.analysis.each_value import EachValue
from fiscal_rubric.analysis.goal.best_sums import BestSums, fewest
from fiscal_rubric.analysis.goal.candidates import Aim, Movable, high_of, low_of
from fiscal_rubric.analysis.goal.patterns import patterns, sets_of
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.places import Answer, Place
from fiscal_rubric.numbers.ranges import Value
from fiscal_rubric.rubric.criteria import Criterion, Section, lines_of, parts_of, sections_of
from fiscal_rubric.rubric.dropped_marks import adds_up, may_drop
from fiscal_rubric.rubric.rubric import Rubric, listing_of, quick_results
from fiscal_rubric.rubric.scoring import attempt, number_of, resolve
from fiscal_rubric.rules.evaluate import Scope
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.targets.basis import Basis

SHOWN = 20  # sets of changes
MOST_CHANGES = 400  # in all sets that are shown, but for the first
MOST_PROOFS = 500  # sets of open facts, of a proof that is tried before the search
DOUBLINGS = 60  # of a distance, until a number no longer suffices
Way: TypeAlias = Mapping[Place, Alternative]
Gain: TypeAlias = tuple[Fraction, Way]  # points, and how they are gained


def without(evidence: Evidence, places: Iterable[Place]) -> Evidence:
    """Return the evidence with some facts not known."""
    return evidence.with_values(dict.fromkeys(places))


class _Line:
    """A line, the facts that it reads, and its most points while some of them are open.

    Attributes:
        line: the line.
        kinds: the kind of each fact; the line takes facts of one kind as the same.
        most: the most points, by how many facts of each kind are open.
    """

    def __init__(self, line: Criterion, evidence: Evidence, basis: Basis) -> None:
        each = EachValue(line, basis)
        self.line = line
        self.kinds = {place: each.likeness(evidence, place) for place in readable(evidence, line)}
        self.most: dict[frozenset[tuple[object, int]], Fraction] = {}


class Search:
    """A search that counts its evaluations of lines and of the total."""

    def __init__(
        self, rubric: Rubric, evidence: Evidence, basis: Basis, aim: Aim, limit: int
    ) -> None:
        self.rubric, self.evidence, self.basis = rubric, evidence, basis
        self.aim, self.limit, self.tried = aim, limit, 0
        self._each = EachValue(rubric, basis)
        layout = rubric.layout
        self._positions = {layout.places[at].part.key: at for at in layout.lines}

    def kinds_of(self, places: Iterable[Place]) -> dict[Place, object]:
        """Return the kind of each fact; facts of one kind are interchangeable."""
        return {place: self._each.likeness(self.evidence, place) for place in places}

    def whole(self, evidence: Evidence) -> tuple[Value, frozenset[str | None]]:
        """Return the possible totals and grades on some evidence."""
        self.tried += 1
        listing = listing_of(self.rubric, evidence, self.basis)
        listed = None if listing is None else listing.bounded()[-1]
        if listed is not None:
            return listed.value, listed.grades
        traced = resolve(self.rubric.layout, Facts(evidence, self.basis))[-1]
        return traced.value, traced.grades

    def is_reached(self, evidence: Evidence) -> bool:
        """Return whether some evidence attains the aim; in integers where all facts are known."""
        found = quick_results(self.rubric, evidence, self.basis)
        if found is None:
            return self.aim.is_reached(*self.whole(evidence), self.rubric)
        self.tried += 1
        points, grades = found
        return self.aim.is_met(number_of(points[-1], self.rubric.rounding), grades[-1])

    def result(self, evidence: Evidence) -> tuple[Fraction | None, str | None]:
        """Return the least total on some evidence, and its grade if only one is possible."""
        found = quick_results(self.rubric, evidence, self.basis)
        if found is not None:
            self.tried += 1
            return number_of(found[0][-1], self.rubric.rounding), found[1][-1]
        value, grades = self.whole(evidence)
        return low_of(value, self.rubric), next(iter(grades)) if len(grades) == 1 else None

    def low(self, evidence: Evidence) -> Fraction | None:
        """Return the least total on some evidence; None where it has none."""
        return self.result(evidence)[0]

    def lines(self, lines: Sequence[Criterion], evidence: Evidence) -> Fraction:
        """Return the least points of some lines together; the floor of a line that has none."""
        self.tried += len(lines)
        found = quick_results(self.rubric, evidence, self.basis)
        if found is None:
            lows = [low_of(value, line) for line, value in self._values(lines, evidence)]
        else:
            points = [found[0][self._positions[line.key]] for line in lines]
            both = zip(points, lines, strict=True)
            lows = [number_of(number, line.rounding) for number, line in both]
        ends = (line.floor if low is None else low for line, low in zip(lines, lows, strict=True))
        return sum(ends, Fraction(0))

    def _values(
        self, lines: Sequence[Criterion], evidence: Evidence
    ) -> Iterator[tuple[Criterion, Value]]:
        """Yield the possible points of some lines."""
        listing = listing_of(self.rubric, evidence, self.basis)
        scope = Scope(Facts(evidence, self.basis))
        for line in lines:
            found = None if listing is None else listing.of_line(self._positions[line.key])
            yield line, attempt(line, scope).value if found is None else found.value

    def with_way(self, way: Way) -> Evidence:
        """Return the evidence with some changes."""
        return self.evidence.with_values({place: way[place].value for place in way})

    def _everything(self, facts: Mapping[Place, Movable]) -> Way | None:
        """Return the best changes of all facts, without those that are not needed.

        None where all together do not attain the aim.
        """
        way = {place: self._best(place, movable) for place, movable in facts.items()}
        return self._lessened(way) if self.is_reached(self.with_way(way)) else None

    def _best(self, place: Place, movable: Movable) -> Alternative:
        """Return the alternative that alone gives the most."""
        if len(movable.alternatives) == 1:
            return movable.alternatives[0]
        return max(movable.alternatives, key=lambda option: self._least({place: option}))

    def _least(self, way: Way) -> Fraction:
        """Return the least total with some changes; the floor where it has none."""
        low = self.low(self.with_way(way))
        return self.rubric.floor if low is None else low

    def _lessened(self, way: Way) -> Way:
        """Return the way without the changes that it does not need, tried one after another."""
        left, changed = dict(way), self.with_way(way)
        for place in way:
            shorter = changed.with_(place, self.evidence.at(place))
            if self.is_reached(shorter):
                del left[place]
                changed = shorter
        return left

    @cached_property
    def _before(self) -> Fraction | None:
        """The least total of the evidence as it is."""
        return self.low(self.evidence)

    def gain(self, place: Place, option: Alternative) -> Decimal | None:
        """Return the points that one change alone adds to the total; None where it has none."""
        ends = [self._before, self.low(self.with_way({place: option}))]
        if self.rubric.rule is None or None in ends:
            return None
        before, after = (self.rubric.rounding.decimal(end) for end in ends if end is not None)
        return difference(before, after)

    def smallest(
        self, facts: Mapping[Place, Movable], open_: Sequence[Place]
    ) -> tuple[list[Way], bool]:
        """Return the smallest sets of changes that attain the aim, of those tried.

        All changes together are tried first, and made fewer one by one.

        Args:
            facts: the facts with better alternatives.
            open_: all facts whose change may help.

        Returns:
            The sets, fewer than 20 if they are large, and whether it is proved that no smaller
            set suffices.
        """
        plain = self._everything(facts)
        least = 1
        if plain is not None and comb(len(open_), len(plain) - 1) <= MOST_PROOFS:
            least = len(plain) if self._is_smallest(len(plain), open_) else 1
        found = self._of_size(facts, least)
        if not found and plain is not None:
            found = [plain]
        found = found[: _shown(max(map(len, found), default=1))]
        is_proved = bool(found) and (least > 1 or self._is_smallest(len(found[0]), open_))
        return found, is_proved

    def _of_size(self, facts: Mapping[Place, Movable], least: int) -> list[Way]:
        """Return the smallest sets of at least a size that attain the aim."""
        if self._is_plain_sum() and least == 1:
            return self._by_groups(facts)
        kinds = self.kinds_of(facts)
        order = {place: at for at, place in enumerate(facts)}
        for size in range(least, len(facts) + 1):
            found: list[Way] = []
            for pattern in patterns(kinds, size):
                for ways in _alike(facts, sets_of(kinds, pattern, _shown(size))):
                    if self.tried >= self.limit:
                        return _in_order(found, order)
                    if self.is_reached(self.with_way(ways[0])):
                        found += ways
            if found:
                return _in_order(found, order)
        return []

    def _is_smallest(self, size: int, open_: Sequence[Place]) -> bool:
        """Return whether bounds prove that no smaller set suffices.

        The facts of each set with one change less are left unknown: bounds hold for all values.
        """
        if size <= 1:
            return True
        if self._is_plain_sum():
            return self._is_smallest_sum(size - 1, open_)
        kinds = self.kinds_of(open_)
        for pattern in patterns(kinds, min(size - 1, len(open_))):
            if self.tried >= self.limit:
                return False
            (places,) = sets_of(kinds, pattern, 1)
            value, grades = self.whole(without(self.evidence, places))
            if self.aim.is_possible(grades, high_of(value, self.rubric)):
                return False
        return True

    def _is_smallest_sum(self, size: int, open_: Sequence[Place]) -> bool:
        """Return whether so few changes never suffice, by the most points of each group."""
        most: list[list[Fraction | None]] = []
        groups = self._groups(open_)
        for group, places in groups:
            lines = [_Line(line, self.evidence, self.basis) for line in group]
            largest = min(size, len(places))
            # More open facts never give less: of one group, the largest sets suffice.
            sizes = range(largest if len(groups) == 1 else 0, largest + 1)
            by_size: list[Fraction | None] = [None] * sizes.start
            kinds = self.kinds_of(places)
            for count in sizes:
                found = Fraction(0)
                for pattern in patterns(kinds, count):
                    if self.tried >= self.limit:
                        return False
                    (picked,) = sets_of(kinds, pattern, 1)
                    ends = (self._most(line, picked) for line in lines)
                    found = max(found, sum(ends, Fraction(0)))
                by_size.append(found)
            most.append(by_size)
        sums = BestSums(most, size)
        totals = (sums.most(0, count) for count in range(size + 1))
        return all(total is None or total < self.aim.total for total in totals)

    def _most(self, line: _Line, places: Iterable[Place]) -> Fraction:
        """Return the most points of a line while some facts are open."""
        own = [place for place in places if place in line.kinds]
        pattern = frozenset(Counter(line.kinds[place] for place in own).items())
        if pattern not in line.most:
            self.tried += 1
            evidence = without(self.evidence, own)
            if all(isinstance(place, Answer) for place in own):
                ((_, value),) = self._values([line.line], evidence)
            else:  # what is open of projects is not listed
                value = attempt(line.line, Scope(Facts(evidence, self.basis))).value
            line.most[pattern] = high_of(value, line.line)
        return line.most[pattern]

    def _is_plain_sum(self) -> bool:
        """Return whether the total is the sum of the lines, and alone decides the grade."""
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
        """Return groups of lines that share facts, with the facts of each group."""
        lines, readers = tuple(lines_of(self.rubric)), dict[Place, list[int]]()
        for number, line in enumerate(lines):
            for place in readable(self.evidence, line):
                readers.setdefault(place, []).append(number)
        wanted = [place for place in places if place in readers]
        group_of = list(range(len(lines)))  # the last line of the group of each line

        def last(at: int) -> int:
            while group_of[at] != at:
                at = group_of[at] = group_of[group_of[at]]
            return at

        for place in wanted:
            ends = [last(at) for at in readers[place]]
            for end in ends:
                group_of[end] = max(ends)
        of_groups = [(list[Criterion](), list[Place]()) for _ in lines]
        for number, line in enumerate(lines):
            of_groups[last(number)][0].append(line)
        for place in wanted:
            of_groups[last(readers[place][0])][1].append(place)
        return [(tuple(own), tuple(read)) for own, read in of_groups if own]

    def _by_groups(self, facts: Mapping[Place, Movable]) -> list[Way]:
        """Return the smallest sets where lines add up, by the best gains of each group."""
        missing = self.aim.total - self.lines(tuple(lines_of(self.rubric)), self.evidence)
        groups = self._groups(facts)
        options: list[list[list[Gain]]] = []
        for done, (lines, places) in enumerate(groups):  # each has a share of the remaining steps
            limit = self.tried + (self.limit - self.tried) // (len(groups) - done)
            own = {place: facts[place] for place in places}
            options.append(self._gains(lines, own, missing, limit))
        most = [[ways[0][0] if ways else None for ways in group] for group in options]
        found = fewest(most, len(facts), missing)
        if found is None:
            return []
        sums, size = found
        return list(islice(_combined(options, sums, size, missing), SHOWN))

    def _gains(
        self,
        lines: Sequence[Criterion],
        facts: Mapping[Place, Movable],
        missing: Fraction,
        limit: int,
    ) -> list[list[Gain]]:
        """Return the points that sets of changes add to some lines, by the size of the set."""
        base = self.lines(lines, self.evidence)
        best = sum((line.full for line in lines), Fraction(0)) - base
        by_size: list[list[Gain]] = [[(Fraction(0), {})]]
        kinds = self.kinds_of(facts)
        order = {place: at for at, place in enumerate(facts)}
        for size in range(1, len(facts) + 1):
            found: list[Gain] = []
            for pattern in patterns(kinds, size):
                for ways in _alike(facts, sets_of(kinds, pattern, _shown(size))):
                    if self.tried >= limit:
                        break
                    points = self.lines(lines, self.with_way(ways[0]))
                    if points > base:
                        found += [(points - base, way) for way in ways]
            found.sort(key=lambda pair: (-pair[0], _places_in(pair[1], order)))
            by_size.append(found)
            if self.tried >= limit or (found and found[0][0] >= min(best, missing)):
                break
        return by_size

    # Numbers

    def solved(self, way: Way) -> Way:
        """Return the way with each number moved no further than needed."""
        picked, changed = dict(way), self.with_way(way)
        for place, option in way.items():
            if option.numbers is not None:
                number = self._least_move(place, option.numbers, changed)
                picked[place] = evolve(option, value=at(place, option.numbers, number))
                changed = changed.with_(place, picked[place].value)
        return picked

    def _least_move(self, place: Place, numbers: Numbers, changed: Evidence) -> Fraction:
        """Return the number nearest to the current one that attains the aim, by bisection."""

        def suffices(number: Fraction) -> bool:
            return self.is_reached(changed.with_(place, at(place, numbers, number)))

        sign = 1 if numbers.rises else -1
        start = numbers.start
        if start is None:
            distance = max(abs(numbers.end), numbers.step)
            ends = (numbers.end - sign * distance * 2**k for k in range(DOUBLINGS))
            start = next((end for end in ends if not suffices(end)), numbers.end)
        if sign * (numbers.end - start) <= 0:
            return numbers.end  # no number lies between
        near, far = 0, -(-abs(numbers.end - start) // numbers.step)

        def number_at(steps: int) -> Fraction:
            moved = start + sign * steps * numbers.step
            return min(moved, numbers.end) if sign > 0 else max(moved, numbers.end)

        while far - near > 1:
            middle = (near + far) // 2
            near, far = (near, middle) if suffices(number_at(middle)) else (middle, far)
        return number_at(far)


def _shown(size: int) -> int:
    """Return how many sets of a size are shown."""
    return max(1, min(SHOWN, MOST_CHANGES // max(1, size)))


def _keeps_places(section: Section) -> bool:
    own = section.rounding
    return own.is_exact or all(
        part.rounding.places <= own.places and not part.rounding.is_exact for part in section.parts
    )


def _alike(
    facts: Mapping[Place, Movable], sets: Sequence[tuple[Place, ...]]
) -> Iterator[list[Way]]:
    """Yield the ways to change some sets of facts; those of one list have the same effect.

    A fact with several alternatives is interchangeable with no other, so it is in all sets.
    """
    for picks in product(*(facts[place].alternatives for place in sets[0])):
        chosen = dict(zip(sets[0], picks, strict=True))
        yield [
            {place: chosen.get(place, facts[place].alternatives[0]) for place in places}
            for places in sets
        ]


def _places_in(way: Way, order: Mapping[Place, int]) -> tuple[int, ...]:
    return tuple(order[place] for place in way)


def _in_order(found: list[Way], order: Mapping[Place, int]) -> list[Way]:
    """Return the first ways in the order of their facts."""
    return sorted(found, key=lambda way: _places_in(way, order))[:SHOWN]


def _combined(
    options: Sequence[Sequence[Sequence[Gain]]], sums: BestSums, size: int, missing: Fraction
) -> Iterator[Way]:
    """Yield the sets of a size that add the missing points."""
    waiting: list[tuple[Fraction, int, list[Way]]] = [(missing, size, [])]
    while waiting:
        needed, left, chosen = waiting.pop()
        if len(chosen) == len(options):
            yield {place: option for way in chosen for place, option in way.items()}
            continue
        longer: list[tuple[Fraction, int, list[Way]]] = []
        for count, ways in enumerate(options[len(chosen)][: left + 1]):
            rest = sums.most(len(chosen) + 1, left - count)
            for gain, picked in ways:
                if rest is None or gain + rest < needed:
                    break  # ways are in falling order of gain
                longer.append((needed - gain, left - count, [*chosen, picked]))
        waiting += reversed(longer)
