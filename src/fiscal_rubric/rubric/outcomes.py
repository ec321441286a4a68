"""Find all results of each part while answers are open, each with answers that give it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import TypeAlias

from attrs import frozen

from fiscal_rubric.evidence.evidence import Evidence, FixedAnswer
from fiscal_rubric.numbers.ranges import DOES_NOT_APPLY, Range, Value, either, known
from fiscal_rubric.numbers.rounding import Points
from fiscal_rubric.rubric.criteria import Part, Section, lowered, points_of, rules_of
from fiscal_rubric.rubric.dropped_marks import adds_up
from fiscal_rubric.rubric.layout import Placed
from fiscal_rubric.rubric.program import PartPrograms, Result
from fiscal_rubric.rubric.scoring import Resolved, attempt, number_of
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.answers_to_try import MOST_NUMBERS, Choices, answers_in
from fiscal_rubric.rules.evaluate import LineValue, Scope
from fiscal_rubric.rules.fact_rows import REFUSALS
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.trace import missing
from fiscal_rubric.rules.traits import asking, line_key
from fiscal_rubric.rules.traversal import every
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.targets.targets import NOT_APPLICABLE

Way: TypeAlias = Mapping[str, FixedAnswer]  # answers to open questions
# All results of a part, each with answers that give it; none where it is refused.
Outcomes: TypeAlias = dict[Result, Way]
EFFORT = 200_000  # results of parts that are computed to list all results of a rubric
MOST_SHARED = 4096  # sets of answers to questions that several parts ask
MOST_RESULTS = 4096  # results of one part
MOST_DOUBTS = 64  # refusals of one part of which the reason is looked up


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
    numbers = {
        number: way
        for (points, _), way in outcomes.items()
        if (number := number_of(points, part.rounding)) is not None
    }
    scale = part.grades is not None
    grades: frozenset[str | None] = frozenset(grade for _, grade in outcomes if scale)
    may_not_apply = any(points is None for points, _ in outcomes)
    if not numbers:
        return Bounded(Value(None, may_not_apply), grades, tight=True)
    low, high = min(numbers), max(numbers)
    value = Value(Range(low, high), may_not_apply)
    return Bounded(value, grades, tight=True, low=numbers[low], high=numbers[high])


class Lister:
    """Lists the results of the parts of a rubric; made once for all evidence.

    Args:
        rubric: the rubric.
    """

    def __init__(self, rubric: Section) -> None:
        self.places = rubric.layout.places
        self.programs = PartPrograms(rubric)
        self.choices = {**rubric.choices, **_numbers_of_lines(self.places)}
        self.asked = [_questions_of(place.part) for place in self.places]
        self.reads = [[*dict.fromkeys(_lines_read(place))] for place in self.places]
        self.adds_up = [_only_adds_up(place.part) for place in self.places]

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
        self._facts = Facts(evidence, basis)
        self._effort = EFFORT

    def outcomes(self) -> list[Outcomes | None]:
        """Return all results of each part by position; None where they cannot be listed."""
        times = Counter(key for keys in self._asked for key in keys if key not in self._known)
        shared = [key for key, count in times.items() if count > 1]
        ways = None
        if all(key in self._choices for key in shared):
            ways = answers_in(shared, self._choices, MOST_SHARED)
        if ways is None:
            return [None] * len(self._places)
        found: list[Outcomes | None] = [{} for _ in self._places]
        for way in ways:
            listed = self._with_shared(way)
            if {} in listed:
                continue  # with these answers the evidence is refused
            for at, outcomes in enumerate(listed):
                together = found[at]
                if outcomes is None or together is None:
                    found[at] = None
                else:
                    for result, answers in outcomes.items():
                        together.setdefault(result, {**way, **answers})
        return found

    def resolved(self, way: Way) -> list[Resolved | None]:
        """Return the parts whose results can be listed, with some answers given."""
        self._effort = EFFORT
        listed = self._with_shared(way)
        return [
            None if found is None else self._resolved(at, found, way)
            for at, found in enumerate(listed)
        ]

    def _resolved(self, at: int, outcomes: Outcomes, way: Way) -> Resolved:
        part = self._places[at].part
        cells = tuple(dict.fromkeys(_line_value(part, result) for result in outcomes))
        value = either(cell.value for cell in cells)
        grades = frozenset(grade for cell in cells for grade in cell.grades)
        asked = [key for key in self._asked[at] if key not in self._known and key not in way]
        return Resolved(part, value, value, grades, None, (), (), cells, asked=tuple(asked))

    def _with_shared(self, way: Way) -> list[Outcomes | None]:
        found: list[Outcomes | None] = []
        for at in range(len(self._places)):
            found.append(self._of_part(at, {**self._known, **way}, found))
        return found

    def _of_part(self, at: int, known: Way, below: Sequence[Outcomes | None]) -> Outcomes | None:
        place = self._places[at]
        open_ = [key for key in self._asked[at] if key not in known]
        if any(key not in self._choices for key in open_):
            return None
        ways = answers_in(open_, self._choices, MOST_RESULTS)
        if ways is None:
            return None
        if self._of.adds_up[at]:
            lines = self._sums(place, below)
        else:
            lines = self._combined(at, below, len(ways))
        return None if lines is None else self._tried(at, known, ways, lines)

    def _tried(
        self,
        at: int,
        known: Way,
        ways: Sequence[Way],
        lines: Sequence[tuple[Mapping[int, Result], Way]],
    ) -> Outcomes | None:
        """Compute a part for each set of answers and each combination of results below."""
        self._effort -= len(ways) * len(lines)
        if self._effort < 0:
            return None
        function, measured = self._functions[at], self._measured
        values, row = measured.values, measured.row
        found: Outcomes = {}
        doubts = 0
        for way in ways:
            answers = {**known, **way}
            for results, given in lines:
                try:
                    result = function(answers, values, row, results)
                except REFUSALS:
                    doubts += 1
                    if doubts > MOST_DOUBTS or self._lacks_facts(at, answers, results):
                        return None
                else:
                    if result not in found:
                        found[result] = {**given, **way}
        return found

    def _lacks_facts(self, at: int, answers: Way, results: Mapping[int, Result]) -> bool:
        """Return whether a part is refused because facts of projects are missing."""
        place = self._places[at]
        lines = {
            key: _line_value(self._places[position].part, results[position])
            for key, position in place.below.items()
            if position in results
        }
        scope = Scope(self._facts.assuming(answers), lines)
        return any(True for step in attempt(place.part, scope).steps for _ in missing(step))

    def _combined(
        self, at: int, below: Sequence[Outcomes | None], ways: int
    ) -> list[tuple[Mapping[int, Result], Way]] | None:
        """Return each combination of the results of the lines that a part reads."""
        read = self._of.reads[at]
        options = [below[position] for position in read]
        listed = [option for option in options if option is not None]
        if len(listed) < len(options) or prod(map(len, listed)) * ways > self._effort:
            return None
        found: list[tuple[Mapping[int, Result], Way]] = []
        for combination in product(*(option.items() for option in listed)):
            given: dict[str, FixedAnswer] = {}
            for _, way in combination:
                given.update(way)
            results = (result for result, _ in combination)
            found.append((dict(zip(read, results, strict=True)), given))
        return found

    def _sums(
        self, place: Placed, below: Sequence[Outcomes | None]
    ) -> list[tuple[Mapping[int, Result], Way]] | None:
        """Return each sum of the parts of a section, as points of the part with most places."""
        section = place.part
        assert isinstance(section, Section), "only a section adds up parts"
        inner = [(place.below[points_of(section, part).key], part) for part in section.parts]
        totals: dict[Fraction, Way] = {Fraction(0): {}}
        for position, part in inner:
            outcomes = below[position]
            if outcomes is None:
                return None
            numbers: dict[Fraction, Way] = {}
            for (points, _), way in outcomes.items():
                number = number_of(points, part.rounding)
                assert number is not None, "it always applies"
                numbers.setdefault(number, way)
            self._effort -= len(totals) * len(numbers) // 4
            if self._effort < 0 or len(totals) * len(numbers) > MOST_RESULTS**2:
                return None
            new: dict[Fraction, Way] = {}
            for total, way in totals.items():
                for number, more in numbers.items():
                    if total + number not in new:
                        new[total + number] = {**way, **more}
            totals = new
            if len(totals) > MOST_RESULTS:
                return None
        carrier, finest = max(
            inner, key=lambda pair: (pair[1].rounding.is_exact, pair[1].rounding.places)
        )
        zero: dict[int, Result] = {position: (0, None) for position, _ in inner}
        return [
            ({**zero, carrier: (_points(total, finest), None)}, way)
            for total, way in totals.items()
        ]


def _numbers_of_lines(places: Sequence[Placed]) -> Choices:
    """Return answers for each number that is all of a line: one for each of its points."""
    times = Counter(
        node.key
        for place in places
        for rule in rules_of(place.part)
        for node in every(rule)
        if isinstance(node, n.Figure)
    )
    found: dict[str, tuple[FixedAnswer, ...]] = {}
    for place in places:
        figure, factor = _only_figure(place.part.rule)
        if figure is not None and times[figure.key] == 1 and not place.part.rounding.is_exact:
            numbers = _one_for_each(figure, 10**place.part.rounding.places * abs(factor))
            if numbers is not None:
                found[figure.key] = numbers
    return found


def _only_figure(rule: n.Node | None) -> tuple[n.Figure | None, Fraction]:
    """Return the number that a rule consists of, and its factor."""
    match rule:
        case n.Named(item=item):
            return _only_figure(item)
        case n.Product(factors=(n.Constant(value=factor), item)) if factor:
            figure, inner = _only_figure(item)
            return figure, factor * inner
        case n.Figure(unit="", lower=Fraction(), upper=Fraction(), upper_open=False):
            return rule, Fraction(1)
        case _:
            return None, Fraction(1)


def _one_for_each(figure: n.Figure, steps: Fraction) -> tuple[FixedAnswer, ...] | None:
    """Return a number for each multiple of a step between its ends, and the ends."""
    lower, upper = figure.lower, figure.upper
    assert lower is not None, "it has both ends"
    assert upper is not None, "it has both ends"
    first, last = -(-lower * steps // 1), upper * steps // 1
    if last - first > MOST_NUMBERS:
        return None
    numbers = {lower, upper, *(Fraction(tick) / steps for tick in range(int(first), int(last) + 1))}
    return (*sorted(numbers), *((NOT_APPLICABLE,) if figure.may_not_apply else ()))


def _points(number: Fraction, part: Part) -> Points:
    return number if part.rounding.is_exact else part.rounding.ticks(number)


def _questions_of(part: Part) -> list[str]:
    """Return the questions that the rules of a part ask themselves."""
    found: dict[str, None] = {}
    for rule in rules_of(part):
        for node in every(rule):
            match asking(node):
                case n.Yes(key=key) | n.Pick(key=key) | n.Picked(key=key) | n.Figure(key=key):
                    found[key] = None
                case _:
                    pass
    return list(found)


def _lines_read(place: Placed) -> Iterator[int]:
    """Yield the positions of the lines that the rules of a part read."""
    for rule in rules_of(place.part):
        for node in every(lowered(place.part, rule)):
            key = line_key(node)
            if key is not None:
                yield place.below[key]


def _only_adds_up(section: Part) -> bool:
    """Return whether the only use of the parts is that their points are added up."""
    if not isinstance(section, Section) or section.rule is None or not adds_up(section):
        return False
    rule, *others = (lowered(section, rule) for rule in rules_of(section))
    is_sum = isinstance(rule, n.Sum) and all(isinstance(term, n.Points) for term in rule.terms)
    return is_sum and not any(line_key(node) is not None for o in others for node in every(o))


def _line_value(part: Part, result: Result) -> LineValue:
    number = number_of(result[0], part.rounding)
    value = DOES_NOT_APPLY if number is None else known(number)
    scale = () if part.grades is None else part.grades.labels
    return LineValue(value, frozenset((result[1],)) if scale else frozenset(), scale)
