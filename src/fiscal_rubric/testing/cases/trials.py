"""Run one rubric on many pieces of evidence, and keep what each of its parts decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeAlias, Union

from attrs import evolve, frozen

from fiscal_rubric.analysis.alternatives import met_by
from fiscal_rubric.analysis.changes import places_read
from fiscal_rubric.errors import FiscalRubricError
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.places import Amount, Answer, Place, Result
from fiscal_rubric.rubric.criteria import Section
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rubric.scoring import Resolved, attempt
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.evaluate import Scope
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.trace import every_step, faults, missing
from fiscal_rubric.testing.cases.start import fitted
from fiscal_rubric.testing.exercised.decided import Decided, Where, decided_by
from fiscal_rubric.testing.exercised.items import Item, Items, items_of

# Refusals that a rule decides itself: its divisor, its weight, or the number of a root.
DECIDED_REFUSALS = frozenset(("divisor", "negative_divisor", "negative_weight", "negative_root"))
# A fact, and the band in which it was asked for.
Read: TypeAlias = tuple[Place, Union[n.Figure, None]]
_KINDS = (Answer, Amount, Result)


@frozen
class Reader:
    """The parts that read a fact, and how they read it.

    Attributes:
        parts: the numbers of the parts.
        is_number: whether one of them reads it as a number; a target that is met or missed is none.
    """

    parts: frozenset[int] = frozenset()
    is_number: bool = False


def readers_of(items: Items, evidence: Evidence) -> Mapping[Place, Reader]:
    """Return each fact that a rubric may read, answers first, then amounts, then indicators."""
    found: dict[Place, Reader] = {}
    for index, part in enumerate(items.parts):
        for place, node in places_read(evidence, part):
            before = found.get(place, Reader())
            is_number = before.is_number or not isinstance(node, n.IndicatorCondition)
            found[place] = Reader(before.parts | {index}, is_number)

    def order(place: Place) -> tuple[int, int, list[int]]:
        """Sort by kind; then those that the most parts read come first."""
        parts = found[place].parts
        return (_KINDS.index(type(place)), -len(parts), sorted(parts))

    return {place: found[place] for place in sorted(found, key=order)}


@frozen(eq=False, repr=False, slots=False)
class Run:
    """Keep what one part decided on some evidence."""

    line: Resolved
    decided: tuple[Decided, ...]
    refused: frozenset[str]  # the codes of what is wrong or missing
    reads: tuple[Read, ...]

    @cached_property
    def numbers(self) -> Mapping[Where, Decided]:
        """Return what was decided by comparing a number, by place."""
        return {one.where: one for one in self.decided if one.number is not None}


@frozen(eq=False, repr=False, slots=False)
class Piece:
    """Some evidence, and what each part of a rubric decided on it, in printed order."""

    evidence: Evidence
    runs: tuple[Run, ...]

    @cached_property
    def refused(self) -> frozenset[str]:
        """The codes of what is wrong or missing; empty if the evidence is scored."""
        return frozenset(code for run in self.runs for code in run.refused)

    @cached_property
    def items(self) -> frozenset[Item]:
        """The items that were exercised; none where scoring refuses the evidence."""
        if self.refused:
            return frozenset()
        return frozenset(item for run in self.runs for one in run.decided for item in one.items)

    def number_at(self, where: Where) -> Decided | None:
        """Return what one place decided by comparing a number; None where it did not."""
        return self.runs[where[0][0]].numbers.get(where)


class Trials:
    """Runs one rubric on many pieces of evidence, of which each differs little from another."""

    def __init__(self, rubric: Rubric, evidence: Evidence) -> None:
        self.rubric = rubric
        self.items = items_of(rubric)
        self.readers = readers_of(self.items, evidence)
        self._seen = {
            place: evolve(place, column="actual") if isinstance(place, Result) else place
            for place in self.readers
        }
        numbers = {id(part): index for index, part in enumerate(self.items.parts)}
        self._below = [
            {index, *(numbers[id(p)] for p in part.below.values())}
            if isinstance(part, Section)
            else {index}
            for index, part in enumerate(self.items.parts)
        ]

    def moving(self, part: int) -> list[Place]:
        """Return the facts that may move a part: those that it, or a part below it, reads."""
        return [place for place, by in self.readers.items() if self._below[part] & by.parts]

    def piece(
        self, evidence: Evidence, before: Piece | None = None, place: Place | None = None
    ) -> Piece:
        """Run the rubric on some evidence; only at one place it differs from the piece before."""
        touched = self._touched(place)
        facts = Facts(evidence, self.rubric.basis)
        runs: list[Run] = []
        for index, part in enumerate(self.items.parts):
            if before is not None and not self._below[index] & touched:
                runs.append(before.runs[index])
                continue
            below = self.rubric.layout.places[index].lines(runs)
            lines = {key: run.line.together for key, run in below.items()}
            runs.append(self._run(index, attempt(part, Scope(facts, lines))))
        return Piece(evidence, tuple(runs))

    def _touched(self, place: Place | None) -> frozenset[int]:
        """Return the numbers of the parts that a changed fact may change."""
        if place is None:
            return frozenset()
        seen = self._seen.get(place, place)  # the target is read with the result
        none = Reader()
        return self.readers.get(place, none).parts | self.readers.get(seen, none).parts

    def _run(self, index: int, line: Resolved) -> Run:
        codes = {fault.code for step in line.steps for fault in (*faults(step), *missing(step))}
        reads = dict.fromkeys(
            (place, step.node if isinstance(step.node, n.Figure) else None)
            for root in line.steps
            for step in every_step(root)
            if step.fact is not None
            for place in step.fact.places
        )
        return Run(line, tuple(decided_by(self.items, index, line)), frozenset(codes), tuple(reads))

    def changed(self, start: Piece, place: Place, value: object) -> Piece | None:
        """Run the rubric with another value of one fact; None where the value does not fit.

        An answer that then lies outside of its band is changed too, and so is a result that does
        not fit another target.
        """
        evidence = changed(start.evidence, place, value)
        if evidence is None:
            return None
        found = self.piece(evidence, start, place)
        if "outside_band" in found.refused:
            found = self.piece(fitted(self.rubric, evidence))
            if found.evidence.at(place) != value:
                return None
        if isinstance(place, Result) and place.column == "target" and not is_edge(found):
            actual = met_by(evidence.indicator((place.project, place.indicator))[1].target)
            reached = changed(evidence, evolve(place, column="actual"), actual)
            found = found if reached is None else self.piece(reached, start, place)
        return found if is_edge(found) else None

    def reading(self, start: Piece) -> Iterator[Read]:
        """Yield the facts that a piece read, with the columns next to each result, in order."""
        bands: dict[Place, dict[n.Figure | None, None]] = {}
        for run in start.runs:
            for place, band in run.reads:
                bands.setdefault(place, {})[band] = None
        for place, seen in self._seen.items():
            for band in {**bands.get(seen, {}), **bands.get(place, {})}:
                yield place, band


def is_edge(piece: Piece) -> bool:
    """Return whether the evidence is scored, or a divisor or weight of a rule refuses it."""
    return piece.refused <= DECIDED_REFUSALS


def changed(evidence: Evidence, place: Place, value: object) -> Evidence | None:
    """Return the evidence with another value of one fact; None where the value does not fit."""
    try:
        return evidence.with_(place, value)
    except FiscalRubricError:
        return None


def places_changed(before: Evidence, after: Evidence, places: Iterable[Place]) -> tuple[Place, ...]:
    """Return those of some places where two pieces of evidence differ."""
    return tuple(place for place in places if before.at(place) != after.at(place))
