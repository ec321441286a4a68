"""Explanations of claims that differ: the readings that give them, and their severity."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import cast

from attrs import evolve

from fiscal_rubric.analysis.audit.changes import (
    MOST_CHANGES,
    Change,
    Variant,
    of_basis,
    of_rounding,
    sets_of,
)
from fiscal_rubric.analysis.audit.sums import (
    Points,
    card_of,
    claimed_below,
    graded_from,
    grades_in,
    left_out_or_twice,
    lines_in,
    points_from,
    points_of,
    same_parts,
    sum_of,
)
from fiscal_rubric.analysis.audit.trials import Codes, Trials
from fiscal_rubric.errors import FiscalRubricError
from fiscal_rubric.numbers.ranges import point, precedes
from fiscal_rubric.numbers.rounding import MODES, Rounding
from fiscal_rubric.rubric.criteria import Criterion, Part, Section, lines_of, parts_of
from fiscal_rubric.rubric.findings import BEYOND_REACH, Finding
from fiscal_rubric.rubric.rubric import TOTAL, Rubric
from fiscal_rubric.rubric.scorecard import AnyCard, BoundLine
from fiscal_rubric.rules.nodes import Constant
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.texts import text_in

READING = "reading:"
RATES = ("rounding:rate", "rounding:whole per cent")  # these round inside of a rule


class Explanations:
    """Finds the readings that give the claims of a card that differ.

    Args:
        card: the rubric's own result.
        claims: key of a line or section, "total" or "grade" -> its claim.
    """

    def __init__(self, card: AnyCard, claims: Mapping[str, Decimal | str]) -> None:
        self.card, self.claims = card, claims
        self.rubric = cast("Rubric", card.rubric)  # only a rubric makes a card
        self.named = self.rubric.every_reading()
        readings = self.rubric.readings
        lines = tuple(lines_of(self.rubric))
        self.trials = Trials(lines, readings, card.evidence, card.basis, claims)
        self._cards: dict[tuple[tuple[str, ...], Basis], AnyCard | None] = {}

    def explained(self, finding: Finding) -> Finding:
        """Return a finding with the readings that give its claim, and its severity."""
        part, claim = self._part(finding.place), finding.claimed
        match finding.code:
            case "points_differ" if isinstance(claim, Decimal):
                if isinstance(part, Criterion):
                    return self._of_line(part, claim, finding)
                return self._because(finding, self._of_evidence(part, claim), part)
            case "sum_differs" if isinstance(claim, Decimal) and isinstance(part, Section):
                return self._because(finding, self._of_claims(part, claim), part)
            case "line_grade_differs":
                return self._because(finding, self._of_letter(part, str(claim)), part)
            case _:  # the grade of the rubric
                return self._because(finding, self._of_grade(str(claim)), part)

    def _part(self, place: str) -> Part:
        lines = {line.key: line for line in lines_of(self.rubric)}
        known: dict[str, Part] = {part.key: part for part in parts_of(self.rubric)}
        return {**known, **lines}.get(place, self.rubric)

    # Lines

    def _of_line(self, line: Criterion, claim: Decimal, finding: Finding) -> Finding:
        found = self.trials.explain(line.key, claim)
        reach = line.reach.range
        if reach is not None and not point(Fraction(claim)).within(reach):
            above = precedes(reach.upper, Fraction(claim))
            end = reach.upper if above else reach.lower
            most = line.rounding.decimal(end) if isinstance(end, Fraction) else None
            readings = () if found.is_accident else found.readings
            return self._finding(finding, (BEYOND_REACH, *readings), nearest=most)
        scored = self.card[line.key]
        if not found.readings and isinstance(scored, BoundLine) and not scored.is_decided:
            ends = [end for end in (scored.low, scored.high) if end is not None]
            closest = min(ends, key=lambda end: _distance(end, claim), default=None)
            return self._finding(finding, (BEYOND_REACH,), nearest=closest)
        if found.readings:
            return self._finding(finding, found.readings, is_accident=found.is_accident)
        own = finding.recomputed
        is_own = isinstance(own, Decimal) and (
            found.nearest is None or _distance(own, claim) <= _distance(found.nearest, claim)
        )
        if is_own:
            return self._finding(finding, (), nearest=cast("Decimal", own))
        return self._finding(finding, (), nearest=found.nearest, nearest_by=found.nearest_by)

    # Sections and the total

    def _of_evidence(self, section: Part, claim: Decimal) -> tuple[Codes, ...]:
        """Return the changes to all lines below that give a claimed sum."""
        assert isinstance(section, Section), "a criterion is a line"
        changes: dict[str, Change] = {}
        for line in lines_of(section):
            changes.update((c.code, c) for c in self.trials.line(line.key).changes)
        own = {change.code: change for change in of_rounding(section.rounding)}
        named = (  # these change no line alone: the section is scored again in that reading
            Change(f"{READING}{c}", f"{READING}{c}", "reading", lambda variant: variant)
            for c in self.named
        )
        every = {**{change.code: change for change in named}, **changes, **own}
        for size in (1, 2):
            found = [
                frozenset(change.code for change in picked)
                for picked in sets_of(every.values(), size)
                if size == 1 or not any(change.is_loose for change in picked)
            ]
            fitting = tuple(
                codes for codes in found if claim in self._sums(section, codes, own, changes)
            )
            if fitting:
                return fitting
        return ()

    def _sums(
        self,
        section: Section,
        codes: Codes,
        own: Mapping[str, Change],
        changes: Mapping[str, Change],
    ) -> Iterator[Decimal | str | None]:
        """Yield the points of a section with some changes: to all, and to its rounding alone."""
        named = [code for code in codes if code.startswith(READING)]
        basis = _with_changes(self.card.basis, codes, changes)
        if named:
            if all(code in named or changes[code].sort == "basis" for code in codes):
                yield self._scored_as(section, named, basis)
            return
        facts = self.trials.facts(basis)
        rounding = section.rounding
        for code in codes & own.keys():
            rounding = _rounded_by(own[code], rounding)
        for tried in dict.fromkeys((codes, frozenset(codes - own.keys()))):
            below = self._below(section, tried)
            number = None if below is None else sum_of(section, facts, below)
            yield None if number is None else rounding.decimal(number)

    def _below(self, section: Section, codes: Codes) -> Points | None:
        """Return the points of the lines below with some changes; None if one is not known."""
        found: dict[int, Decimal] = {}
        for line in lines_of(section):
            trial = self.trials.line(line.key)
            value = trial.value(trial.variant(codes))
            points = trial.points(codes)
            if points is not None:
                found[id(line)] = points
            elif value.range is not None or not value.may_not_apply:
                return None
        return found

    def _scored_as(self, part: Part, named: Iterable[str], basis: Basis) -> Decimal | str | None:
        card = self._card_as(tuple(named), basis)
        if card is None:
            return None
        return points_of(card.whole if part is self.rubric else card[part.key])

    def _card_as(self, named: tuple[str, ...], basis: Basis) -> AnyCard | None:
        """Return the card of the evidence in some readings; None where that is refused."""
        asked = (named, basis)
        if asked not in self._cards:
            try:
                codes = (code.removeprefix(READING) for code in named)
                self._cards[asked] = card_of(self.rubric.read_as(*codes), self.card.evidence, basis)
            except FiscalRubricError:  # no part is left for one of them, or evidence is missing
                self._cards[asked] = None
        return self._cards[asked]

    def _of_claims(self, section: Section, claim: Decimal) -> tuple[Codes, ...]:
        """Return what gives a claimed sum from the claimed points of its lines."""
        below = claimed_below(section, self.claims)
        assert below is not None, "asked where the lines below are claimed"
        facts = self.trials.facts(self.card.basis)
        found: list[Codes] = []
        for code in self.named:
            other = self._part_as(section, code)
            if points_from(other, facts, same_parts(section, other, below)) == claim:
                found.append(frozenset({f"{READING}{code}"}))
        number = sum_of(section, facts, below)
        for change in () if number is None else of_rounding(section.rounding):
            if _rounded_by(change, section.rounding).decimal(cast("Fraction", number)) == claim:
                found.append(frozenset({change.code}))
        return tuple(dict.fromkeys((*found, *left_out_or_twice(section, facts, below, claim))))

    def _part_as(self, section: Section, code: str) -> Section:
        """Return a section as it is in one of the readings of the rubric."""
        other = self.rubric.read_as(code)
        pairs = zip((*parts_of(self.rubric), self.rubric), (*parts_of(other), other), strict=True)
        found = next(new for old, new in pairs if old is section)
        assert isinstance(found, Section), "both have the same parts"
        return found

    # Grades

    def _of_letter(self, part: Part, label: str) -> tuple[Codes, ...]:
        """Return the switches of the basis and the readings that give a part this grade."""

        def graded(card: AnyCard) -> bool:
            lines = card.lines if isinstance(part, Criterion) else card.sections
            return any(line.key == part.key and grades_in(line) == {label} for line in lines)

        return self._fewest(graded)

    def _of_grade(self, label: str) -> tuple[Codes, ...]:
        """Return the readings that give the rubric this grade, for the claimed total if any."""
        total = self.claims.get(TOTAL)
        below = claimed_below(self.rubric, self.claims) or {}
        facts = self.trials.facts(self.card.basis)

        if not isinstance(total, Decimal):
            return self._fewest(lambda card: grades_in(card.whole) == {label})
        found: list[Codes] = []
        for code in self.named:
            other = self.rubric.read_as(code)
            given = same_parts(self.rubric, other, below)
            others = same_parts(self.rubric, other, lines_in(self.card))
            if label in graded_from(other, facts, total, given, others).grades:
                found.append(frozenset({f"{READING}{code}"}))
        return tuple(found)

    def _fewest(self, is_graded: Callable[[AnyCard], bool]) -> tuple[Codes, ...]:
        """Return the sets of fewest readings and switches of the basis that give a grade."""
        switches = {change.code: change for change in of_basis(self.card.basis)}
        named = [f"{READING}{code}" for code in self.named]
        for size in range(1, MOST_CHANGES + 1):
            found: list[Codes] = []
            for codes in combinations([*named, *switches], size):
                basis = _with_changes(self.card.basis, codes, switches)
                read = tuple(code for code in codes if code not in switches)
                card = self._card_as(read, basis)
                if card is not None and is_graded(card):
                    found.append(frozenset(codes))
            if found:
                return tuple(found)
        return ()

    # Findings

    def _because(self, finding: Finding, readings: tuple[Codes, ...], part: Part) -> Finding:
        """Return the finding on a sum or a grade with its readings, guesses last.

        A guess gives 0 or full marks by accident. Fewer places do, too, but they are named.
        """
        claim = finding.claimed
        is_end = isinstance(claim, Decimal) and Fraction(claim) in (0, part.floor, part.full)
        coarse = [codes for codes in readings if any(map(_is_coarse, codes))]
        guesses = [codes for codes in readings if any(map(_is_guess, codes))]
        first = [codes for codes in readings if codes not in (*coarse, *guesses)]
        found = (*first, *coarse) if is_end else (*first, *guesses, *coarse)
        return self._finding(finding, found, is_accident=is_end and not first and bool(found))

    def _finding(
        self,
        finding: Finding,
        readings: tuple[Codes, ...],
        *,
        is_accident: bool = False,
        nearest: Decimal | None = None,
        nearest_by: Codes = frozenset(),
    ) -> Finding:
        """Return the finding with its readings, which decide its severity."""
        texts = dict(finding.numbers)
        for code in sorted({*nearest_by}.union(*readings)):
            if code.startswith(READING):
                text = self.named[code.removeprefix(READING)][0].text
                texts.update({f"{code}.{of}": text_in(text, of) for of in ("zh", "en")})
        what = (finding.code, finding.place, finding.claimed, finding.recomputed)
        found = Finding(*what, readings, nearest, nearest_by, numbers=texts)
        return evolve(found, severity="error") if is_accident else found


def _distance(points: Decimal, claim: Decimal) -> Fraction:
    return abs(Fraction(points) - Fraction(claim))


def _is_guess(code: str) -> bool:
    return code.partition(":")[0] in ("confused", "step") or code in RATES


def _is_coarse(code: str) -> bool:
    kind, _, value = code.partition(":")
    return kind == "rounding" and value not in MODES and code not in RATES


def _rounded_by(change: Change, rounding: Rounding) -> Rounding:
    return change.apply(Variant(Constant(Fraction(0)), Basis(), rounding)).rounding


def _with_changes(basis: Basis, codes: Iterable[str], changes: Mapping[str, Change]) -> Basis:
    """Return the basis with the switches among some changes."""
    for code in codes:
        if code in changes and changes[code].sort == "basis":
            basis = changes[code].apply(Variant(Constant(Fraction(0)), basis, Rounding())).basis
    return basis
