"""Outlook: certain, possible and excluded grades, and the missing facts that matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from fiscal_rubric.analysis.alternatives import alternatives_of
from fiscal_rubric.analysis.changes import facts_read
from fiscal_rubric.display import Displayed, Scalar
from fiscal_rubric.evidence.evidence import Evidence, FixedAnswer
from fiscal_rubric.evidence.places import Place, Result
from fiscal_rubric.numbers.ranges import Infinity, Value
from fiscal_rubric.rubric.bounding import bound_line
from fiscal_rubric.rubric.criteria import Criterion, rules_of
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rubric.scorecard import BoundLine, Bounds
from fiscal_rubric.rubric.scoring import resolve
from fiscal_rubric.rules.answers_to_try import Choices, choices_of
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.targets.targets import NotCarriedOut
from fiscal_rubric.validation import take_instance


@frozen
class OpenFact:
    """A missing fact, and how many points it leaves open.

    Attributes:
        place: the key of the question, or project and key.
        effect: the points by which the ranges of the lines that read it (of the total, where only
            sections read it) become narrower once it is known: the most over the values tried (all
            answers; the ends and turning points of a number).
        lines: the keys of those lines, or sections.
    """

    place: str
    effect: Decimal
    lines: tuple[str, ...]


@frozen(eq=False, repr=False)
class Outlook(Displayed):
    """The grades that are still possible, and the missing facts that matter.

    Attributes:
        bounds: the bounds.
        certain: the grade, where it is decided; None where it is open, or without a scale.
        possible: the grades that are still possible, best first.
        excluded: the other grades of the scale, best first.
        facts: the facts that are missing, largest effect first.
    """

    bounds: Bounds
    certain: str | None
    possible: tuple[str, ...]
    excluded: tuple[str, ...]
    facts: tuple[OpenFact, ...]

    @property
    def worst(self) -> Mapping[str, FixedAnswer] | None:
        """Answers to open questions that give the least total; None if they are not known."""
        return self.bounds.whole.low_answers

    @property
    def best(self) -> Mapping[str, FixedAnswer] | None:
        """Answers to open questions that give the most."""
        return self.bounds.whole.high_answers

    def __iter__(self) -> Iterator[OpenFact]:
        return iter(self.facts)

    def __len__(self) -> int:
        return len(self.facts)

    def rows(self, headings: str | None = None) -> list[dict[str, Scalar]]:
        """Return a row for each missing fact, largest effect first."""
        found: list[dict[str, Scalar]] = [
            {"place": fact.place, "effect": fact.effect, "lines": "; ".join(fact.lines)}
            for fact in self.facts
        ]
        return self.headed(found, headings)


def outlook(rubric: Rubric, evidence: Evidence, basis: Basis | None = None) -> Outlook:
    """Return the grades that are still possible, and the missing facts by their effect.

    Args:
        rubric: the standard.
        evidence: the facts known so far.
        basis: how it is read; the rubric's own basis if None.

    Raises:
        FiscalRubricError: as `rubric.bounds`.

    Example:
        >>> from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
        >>> found = outlook(RUBRIC, EVIDENCE.without("satisfaction", "surveyed"))
        >>> found.possible, [(fact.place, str(fact.effect)) for fact in found]
        (('良', '中'), [('satisfaction', '6.00'), ('surveyed', '2.00')])
        >>> sorted(found.worst.items())
        [('satisfaction', '差'), ('surveyed', False)]
    """
    take_instance(rubric, "rubric", Rubric)
    bounds = rubric.bounds(evidence, basis)
    whole = bounds.whole
    possible = whole.possible_grades
    scale = () if whole.part.grades is None else whole.part.grades.labels
    certain = possible[0] if len(possible) == 1 and None not in bounds.grades else None
    excluded = tuple(label for label in scale if label not in possible)
    facts = sorted(_open_facts(rubric, bounds), key=lambda fact: (-fact.effect, fact.place))
    return Outlook(bounds, certain, possible, excluded, tuple(facts))


def _open_facts(rubric: Rubric, bounds: Bounds) -> Iterator[OpenFact]:
    readers: dict[Place, list[BoundLine]] = {}
    for line in bounds.every_line:
        read = facts_read(bounds.evidence, line.resolved.steps)
        for place in dict.fromkeys(place for place, _, fact in read if fact.gap is not None):
            readers.setdefault(place, []).append(line)
    for place, lines in readers.items():
        own = [line for line in lines if isinstance(line.part, Criterion)]
        effect = _effect(rubric, bounds, place, own) if own else _of_total(rubric, bounds, place)
        yield OpenFact(str(place), effect, tuple(line.key for line in lines))


def _effect(rubric: Rubric, bounds: Bounds, place: Place, lines: list[BoundLine]) -> Decimal:
    """Return how much narrower some lines can become when a fact is known."""
    choices = choices_of(rule for line in lines for rule in rules_of(line.part))
    now = sum((_width(line.value) for line in lines), Fraction(0))
    left = (_widths(lines, facts, choices) for facts in _when_known(rubric, bounds, place))
    finest = max((*(line.part for line in lines), rubric), key=lambda part: part.rounding.places)
    return finest.rounding.decimal(max(now - min(left, default=Fraction(0)), Fraction(0)))


def _widths(lines: list[BoundLine], facts: Facts, choices: Choices) -> Fraction:
    return sum((_width(bound_line(line.part, facts, choices).value) for line in lines), Fraction(0))


def _of_total(rubric: Rubric, bounds: Bounds, place: Place) -> Decimal:
    """Return how much narrower the total can become when a fact is known."""
    now = _width(resolve(rubric.layout, Facts(bounds.evidence, bounds.basis))[-1].value)
    left = (
        _width(resolve(rubric.layout, facts)[-1].value)
        for facts in _when_known(rubric, bounds, place)
    )
    return rubric.rounding.decimal(max(now - min(left, default=Fraction(0)), Fraction(0)))


def _when_known(rubric: Rubric, bounds: Bounds, place: Place) -> Iterable[Facts]:
    """Yield the facts with each value that one of them may have; none for a planned amount."""
    options = alternatives_of(rubric, bounds.evidence, bounds.basis, place, "neither")
    values = [option.value for option in options]
    if isinstance(place, Result):
        values.append(NotCarriedOut("未开展"))
    for value in values:
        yield Facts(bounds.evidence.with_(place, value), bounds.basis)


def _width(value: Value) -> Fraction:
    found = value.range
    if found is None or isinstance(found.lower, Infinity) or isinstance(found.upper, Infinity):
        return Fraction(0)
    return found.upper - found.lower
