"""Trials of changes on the lines of a card: which of them give a claim, and which fit best."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from fiscal_rubric.analysis.audit.changes import (
    ACCIDENTAL,
    MOST_CHANGES,
    Variant,
    changes_of,
    sets_of,
)
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.numbers.ranges import DOES_NOT_APPLY, Value, known
from fiscal_rubric.rubric.criteria import Criterion, settled
from fiscal_rubric.rubric.readings import Reading
from fiscal_rubric.rules.evaluate import Scope, evaluate
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.integers import Integers, RefusedError
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.targets.basis import Basis

Codes = frozenset[str]
NOTHING: Codes = frozenset()


class FactsUnder:
    """The facts of some evidence, once under each basis."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self._facts: dict[Basis, Facts] = {}

    def __call__(self, basis: Basis) -> Facts:
        """Return the facts under a basis."""
        if basis not in self._facts:
            self._facts[basis] = Facts(self.evidence, basis)
        return self._facts[basis]


class LineTrial:
    """A line and the changes to it; each rule is evaluated once under each basis."""

    def __init__(
        self, line: Criterion, readings: Sequence[Reading], basis: Basis, facts: FactsUnder
    ) -> None:
        self.line, self._facts = line, facts
        self.changes = changes_of(line, readings, facts.evidence, basis)
        self.by_code = {change.code: change for change in self.changes}
        self.plain = Variant(line.rule, basis, line.rounding)
        self._values: dict[tuple[Node, Basis], Value] = {}

    def value(self, variant: Variant) -> Value:
        """Return what the rule of a variant gives, before it is rounded."""
        asked = (variant.rule, variant.basis)
        if asked not in self._values:
            found = _computed(variant.rule, self._facts(variant.basis))
            self._values[asked] = settled(self.line, found)
        return self._values[asked]

    def variant(self, codes: Codes) -> Variant:
        """Return the line with some changes; those that do not concern it change nothing."""
        found = self.plain
        for change in self.changes:
            if change.code in codes:
                found = change.apply(found)
        return found

    def points(self, codes: Codes) -> Decimal | None:
        """Return the points with some changes; None where it is not scored, or does not apply."""
        variant = self.variant(codes)
        number = self.value(variant).number
        return None if number is None else variant.rounding.decimal(number)

    def is_end(self, claim: Decimal) -> bool:
        """Return whether a claim is 0, the fewest points or full marks: many rules give these."""
        return Fraction(claim) in (0, self.line.floor, self.line.full)


def _computed(rule: Node, facts: Facts) -> Value:
    """Return the value of a rule, in integers where all of its facts are known."""
    try:
        found = Integers(facts).of(rule)
    except RefusedError:
        return evaluate(rule, Scope(facts)).value
    return DOES_NOT_APPLY if found is None else known(Fraction(*found))


@frozen(eq=False)
class Explained:
    """The readings that give the claim of a line, or come nearest to it.

    Attributes:
        readings: the smallest sets of changes that give it, the best first.
        is_accident: whether all of them fit by accident, at 0 or full marks alone.
        nearest: the points nearest to the claim of a set of readings and switches of the
            basis, or of one other change; None if none gives points.
        nearest_by: that set.
    """

    readings: tuple[Codes, ...]
    is_accident: bool
    nearest: Decimal | None
    nearest_by: Codes


class Trials:
    """The lines of a rubric with their claims.

    Args:
        lines: the lines.
        readings: those of the rubric; lines have their own.
        evidence: the evidence.
        basis: how it is read.
        claims: key -> points; those of lines are used.
    """

    def __init__(
        self,
        lines: Iterable[Criterion],
        readings: Sequence[Reading],
        evidence: Evidence,
        basis: Basis,
        claims: Mapping[str, Decimal | str],
    ) -> None:
        self._lines = {line.key: line for line in lines}
        self._readings, self.basis, self.facts = readings, basis, FactsUnder(evidence)
        self._trials: dict[str, LineTrial] = {}
        self.claims = {
            key: claim
            for key, claim in claims.items()
            if key in self._lines and isinstance(claim, Decimal)
        }

    def line(self, key: str) -> LineTrial:
        """Return the trial of a line."""
        if key not in self._trials:
            line = self._lines[key]
            self._trials[key] = LineTrial(line, self._readings, self.basis, self.facts)
        return self._trials[key]

    def explain(self, key: str, claim: Decimal) -> Explained:
        """Return the sets of fewest changes that give a claim.

        Many changes give 0 or full marks by accident. So a guess explains them only if it explains
        a claim between them, too; fewer places, and all or nothing, come last.
        """
        trial = self.line(key)
        is_end = trial.is_end(claim)
        specific: list[Codes] = []
        accidents: list[Codes] = []
        nearest: tuple[Decimal | None, Codes] = (None, NOTHING)
        for size in range(1, MOST_CHANGES + 1):
            for picked in sets_of(trial.changes, size):
                is_loose = any(change.is_loose for change in picked)
                if is_end and is_loose and size > 1:
                    continue
                codes = frozenset(change.code for change in picked)
                points = trial.points(codes)
                sorts = {change.sort for change in picked}
                if points != claim:
                    is_plain = sorts <= {"reading", "basis"}
                    is_fair = is_plain or (size == 1 and not (is_end and is_loose))
                    if is_fair and _is_nearer(points, nearest[0], claim):
                        nearest = points, codes
                elif not is_end or not sorts & ACCIDENTAL or not self._is_alone(codes, key):
                    specific.append(codes)
                elif "coarse" in sorts:
                    accidents.append(codes)
            if specific:
                break
        found = sorted(specific, key=self._rank(trial))
        return Explained((*found, *sorted(accidents, key=self._rank(trial))), not found, *nearest)

    def _is_alone(self, codes: Codes, key: str) -> bool:
        """Return whether changes explain no other claim between 0 and full marks."""
        return not any(
            other != key
            and not self.line(other).is_end(claim)
            and self.line(other).points(NOTHING) != claim == self.line(other).points(codes)
            for other, claim in self.claims.items()
        )

    def _rank(self, trial: LineTrial) -> Callable[[Codes], tuple[int, bool, list[int]]]:
        """Return the order of sets: those that agree with most claims, then those of a rubric."""
        places = {change.code: at for at, change in enumerate(trial.changes)}

        def rank(codes: Codes) -> tuple[int, bool, list[int]]:
            agreeing = sum(
                self.line(key).points(codes) == claim for key, claim in self.claims.items()
            )
            is_named = any(trial.by_code[code].sort == "reading" for code in codes)
            return -agreeing, not is_named, sorted(places[code] for code in codes)

        return rank


def _is_nearer(points: Decimal | None, before: Decimal | None, claim: Decimal) -> bool:
    if points is None:
        return False
    return before is None or _distance(points, claim) < _distance(before, claim)


def _distance(points: Decimal, claim: Decimal) -> Fraction:
    return abs(Fraction(points) - Fraction(claim))
