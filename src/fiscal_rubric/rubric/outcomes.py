"""Find all results of each part while answers are open, each with answers that give it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import reduce
from itertools import product
from math import prod
from typing import TypeAlias, Union, cast

from attrs import frozen

from fiscal_rubric.evidence.evidence import Evidence, FixedAnswer
from fiscal_rubric.numbers.ranges import DOES_NOT_APPLY, Range, Value, either, known
from fiscal_rubric.rubric.criteria import Part, Section
from fiscal_rubric.rubric.part_reads import (
    PartSum,
    lines_read,
    numbers_of_lines,
    questions_of,
    sum_of,
)
from fiscal_rubric.rubric.program import PartPrograms, Result
from fiscal_rubric.rubric.scoring import Resolved, attempt, number_of, scale_of
from fiscal_rubric.rules.answers_to_try import answers_in
from fiscal_rubric.rules.evaluate import LineValue, Scope
from fiscal_rubric.rules.fact_rows import REFUSALS
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.trace import missing
from fiscal_rubric.targets.basis import Basis

Way: TypeAlias = Mapping[str, FixedAnswer]  # answers to open questions
# Answers of several parts, put together only where they are shown.
Ways: TypeAlias = Union[Way, tuple["Ways", "Ways"]]
# All results of a part, each with answers that give it; none where it is refused.
Outcomes: TypeAlias = dict[Result, Ways]
EFFORT = 200_000  # results of parts that are computed to list all results of a rubric
MOST_SHARED = 4096  # sets of answers to questions that several parts ask
MOST_RESULTS = 4096  # results of one part
MOST_DOUBTS = 64  # refusals of one part of which the reason is looked up
MOST_KEPT = 100_000  # results that a lister keeps


@frozen(eq=False, repr=False)
class Bounded:
    """The possible results of one part.

    Attributes:
        value: its points, rounded.
        grades: its grades.
        tight: whether some completion gives each end of the value.
        low: answers to open questions that give the least points; None if they are not known.
        high: answers that give the most points.
    """

    value: Value
    grades: frozenset[str | None]
    tight: bool
    low: Way | None = None
    high: Way | None = None


def bounded(part: Part, outcomes: Outcomes) -> Bounded:
    """Return the ends of a list of results, at least one."""
    ways: dict[int | Fraction, Ways] = {}
    for (points, _), way in outcomes.items():
        if points is not None:
            ways.setdefault(points, way)
    scale = part.grades is not None
    grades: frozenset[str | None] = frozenset(grade for _, grade in outcomes if scale)
    may_not_apply = any(points is None for points, _ in outcomes)
    if not ways:
        return Bounded(Value(None, may_not_apply), grades, tight=True)
    low, high = min(ways), max(ways)
    ends = (number_of(end, part.rounding) for end in (low, high))
    answers = (_together(ways[end]) for end in (low, high))
    return Bounded(Value(Range(*ends), may_not_apply), grades, True, *answers)


class _TooMuchError(Exception):
    """A list would take more effort than is left."""


@frozen(eq=False, repr=False)
class Listed:
    """All results of a part, kept for evidence that differs in other parts only.

    Attributes:
        outcomes: its results; None where they cannot be listed.
        ends: the least and the most of them; None without results.
        effort: what it took to list them.
    """

    outcomes: Outcomes | None
    ends: Bounded | None = None
    effort: int = 0


UNLISTED = Listed(None)


class Lister:
    """Lists the results of the parts of a rubric; made once for all evidence.

    It keeps the last lists, so that another answer lists only the parts that read it. The memory
    is bounded. Several threads may use it.

    Args:
        rubric: the rubric.
    """

    def __init__(self, rubric: Section) -> None:
        self.places = rubric.layout.places
        self.programs = PartPrograms(rubric)
        self.choices = {**rubric.choices, **numbers_of_lines(self.places)}
        self.asked = [questions_of(place.part) for place in self.places]
        self.reads = [[*dict.fromkeys(lines_read(place))] for place in self.places]
        self.sums = [sum_of(place, self.places) for place in self.places]
        self.kept: dict[object, Listed] = {}
        self._size = 0

    def keep(self, key: object, listed: Listed) -> None:
        """Keep a list; forget all others if there are too many results."""
        self._size += 1 + len(listed.outcomes or ())
        if self._size > MOST_KEPT:
            self.kept.clear()
            self._size = 0
        self.kept[key] = listed

    def of(self, evidence: Evidence, basis: Basis) -> Listing:
        """Return the results with some evidence.

        Raises:
            RefusedError: the evidence is too large for a program.
        """
        return Listing(self, evidence, basis)


class Listing:
    """The results of all parts while some answers are open.

    Args:
        lister: lists the results of the rubric.
        evidence: what is known.
        basis: how it is read.
    """

    def __init__(self, lister: Lister, evidence: Evidence, basis: Basis) -> None:
        self._of, self._places, self._choices = lister, lister.places, lister.choices
        self._asked, self._functions = lister.asked, lister.programs.functions
        self._known: Mapping[str, FixedAnswer] = evidence.answers.plain
        self._measured = lister.programs.loaded.measured(evidence, basis)
        self._evidence, self._basis = evidence, basis
        self._effort = EFFORT

    def bounded(self) -> list[Bounded | None]:
        """Return the ends of the results of each part by position; None where they are not listed.

        Where each completion is refused, nothing is listed.
        """
        ways = self._shared_ways()
        if ways == ({},):
            listed = self._with_shared({})
            is_refused = any(found.outcomes == {} for found in listed)
            return [None if is_refused else found.ends for found in listed]
        both = zip(self._places, self._of_each(ways), strict=True)
        return [bounded(place.part, outcomes) if outcomes else None for place, outcomes in both]

    def of_line(self, at: int) -> Bounded | None:
        """Return the ends of the results of one criterion; None where they are not listed."""
        return self._of_part(at, self._known, ()).ends

    def outcomes(self) -> list[Outcomes | None]:
        """Return all results of each part by position; None where they cannot be listed."""
        return self._of_each(self._shared_ways())

    def _shared_ways(self) -> tuple[Way, ...] | None:
        """Return all answers to the open questions that several parts ask; None if too many."""
        times = Counter(key for keys in self._asked for key in keys if key not in self._known)
        shared = [key for key, count in times.items() if count > 1]
        if any(key not in self._choices for key in shared):
            return None
        return answers_in(shared, self._choices, MOST_SHARED)

    def _of_each(self, ways: Sequence[Way] | None) -> list[Outcomes | None]:
        """Return the results of each part with any of these answers."""
        if ways is None:
            return [None] * len(self._places)
        found: list[Outcomes | None] = [{} for _ in self._places]
        for way in ways:
            listed = [each.outcomes for each in self._with_shared(way)]
            if {} in listed:
                continue  # with these answers the evidence is refused
            for at, outcomes in enumerate(listed):
                together = found[at]
                if outcomes is None or together is None:
                    found[at] = None
                else:
                    for result, answers in outcomes.items():
                        together.setdefault(result, (way, answers))
        return found

    def resolved(self, way: Way) -> list[Resolved | None]:
        """Return the parts whose results can be listed, with some answers given."""
        self._effort = EFFORT
        listed = self._with_shared(way)
        return [
            None if found.outcomes is None else self._resolved(at, found.outcomes, way)
            for at, found in enumerate(listed)
        ]

    def _resolved(self, at: int, outcomes: Outcomes, way: Way) -> Resolved:
        part = self._places[at].part
        cells = tuple(dict.fromkeys(_line_value(part, result) for result in outcomes))
        value = either(cell.value for cell in cells)
        grades = frozenset(grade for cell in cells for grade in cell.grades)
        asked = [key for key in self._asked[at] if key not in self._known and key not in way]
        return Resolved(part, value, value, grades, None, (), (), cells, asked=tuple(asked))

    def _with_shared(self, way: Way) -> list[Listed]:
        known = {**self._known, **way} if way else self._known
        found: list[Listed] = []
        for at in range(len(self._places)):
            found.append(self._of_part(at, known, found))
        return found

    def _of_part(self, at: int, known: Way, found: Sequence[Listed]) -> Listed:
        """Return the results of a part, kept from before if nothing that it reads has changed."""
        below = [found[position] for position in self._of.reads[at]]
        given = [(type(answer), answer) for answer in map(known.get, self._asked[at])]
        of_projects = self._of.programs.read_of_projects(at, self._measured)
        key = (at, of_projects, *given, *below)
        kept = self._of.kept.get(key)
        if kept is not None and kept.effort <= self._effort:
            self._effort -= kept.effort
            return kept
        before = self._effort
        try:
            outcomes = self._list(at, known, [inner.outcomes for inner in below])
        except _TooMuchError:
            self._effort = before
            return UNLISTED
        ends = bounded(self._places[at].part, outcomes) if outcomes else None
        new = Listed(outcomes, ends, before - self._effort)
        self._of.keep(key, new)
        return new

    def _list(self, at: int, known: Way, read: Sequence[Outcomes | None]) -> Outcomes | None:
        """List the results of a part."""
        below = [outcomes for outcomes in read if outcomes is not None]
        open_ = [key for key in self._asked[at] if key not in known]
        if len(below) < len(read) or any(key not in self._choices for key in open_):
            return None
        ways = answers_in(open_, self._choices, MOST_RESULTS)
        if ways is None:
            return None
        added = self._of.sums[at]
        lines = self._combined(at, below) if added is None else self._added(added, below)
        return None if lines is None else self._tried(at, known, ways, lines)

    def _spend(self, effort: int) -> None:
        if effort > self._effort:
            raise _TooMuchError
        self._effort -= effort

    def _tried(
        self,
        at: int,
        known: Way,
        ways: Sequence[Way],
        lines: Sequence[tuple[Mapping[int, Result], Ways]],
    ) -> Outcomes | None:
        """Compute a part for each set of answers and each combination of results below."""
        self._spend(len(ways) * len(lines))
        function, measured = self._functions[at], self._measured
        values, row = measured.values, measured.row
        found: Outcomes = {}
        doubts = 0
        for way in ways:
            answers = {**known, **way} if way else known
            for results, given in lines:
                try:
                    result = function(answers, values, row, results)
                except REFUSALS:
                    doubts += 1
                    if doubts > MOST_DOUBTS or self._lacks_facts(at, answers, results):
                        return None
                else:
                    if result not in found:
                        found[result] = (given, way) if way else given
        return found

    def _lacks_facts(self, at: int, answers: Way, results: Mapping[int, Result]) -> bool:
        """Return whether a part is refused because facts of projects are missing."""
        place = self._places[at]
        lines = {
            key: _line_value(self._places[position].part, results[position])
            for key, position in place.below.items()
            if position in results
        }
        facts = Facts(self._evidence, self._basis).assuming(answers)
        scope = Scope(facts, lines)
        return any(True for step in attempt(place.part, scope).steps for _ in missing(step))

    def _combined(
        self, at: int, below: Sequence[Outcomes]
    ) -> list[tuple[Mapping[int, Result], Ways]]:
        """Return each combination of the results of the lines that a part reads."""
        self._spend(prod(map(len, below)) if below else 0)
        found: list[tuple[Mapping[int, Result], Ways]] = []
        for combination in product(*(outcomes.items() for outcomes in below)):
            given = reduce(_joined, (ways for _, ways in combination), cast("Ways", {}))
            results = (result for result, _ in combination)
            found.append((dict(zip(self._of.reads[at], results, strict=True)), given))
        return found

    def _added(
        self, added: PartSum, below: Sequence[Outcomes]
    ) -> list[tuple[Mapping[int, Result], Ways]] | None:
        """Return each sum of the parts of a section, as points of one of them."""
        totals: dict[int | Fraction, Ways] = {0: {}}
        for factor, outcomes in zip(added.factors, below, strict=True):
            numbers: dict[int | Fraction, Ways] = {}
            for (points, _), way in outcomes.items():
                assert points is not None, "it always applies"
                numbers.setdefault(points * factor, way)
            self._spend(len(totals) * len(numbers) // 8)
            new: dict[int | Fraction, Ways] = {}
            for total, way in totals.items():
                for number, more in numbers.items():
                    if total + number not in new:
                        new[total + number] = (way, more) if more else way
            totals = new
            if len(totals) > MOST_RESULTS:
                return None
        return [
            ({**added.zero, added.carrier: (total, None)}, way) for total, way in totals.items()
        ]


def _joined(left: Ways, right: Ways) -> Ways:
    return (left, right) if left and right else left or right


def _together(ways: Ways) -> Way:
    found: dict[str, FixedAnswer] = {}
    waiting = [ways]
    while waiting:
        ways = waiting.pop()
        if isinstance(ways, tuple):
            waiting += ways
        else:
            found.update(ways)
    return found


def _line_value(part: Part, result: Result) -> LineValue:
    number = number_of(result[0], part.rounding)
    value = DOES_NOT_APPLY if number is None else known(number)
    scale = scale_of(part)
    return LineValue(value, frozenset((result[1],)) if scale else frozenset(), scale)
