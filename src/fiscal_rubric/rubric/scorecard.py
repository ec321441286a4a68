"""Scorecards and bounds: the results of a rubric on some evidence, line by line."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, Generic, Literal, TypeAlias, TypeVar, Union, assert_never

from attrs import evolve, frozen

from fiscal_rubric.display import HasPage, Scalar, render, titled
from fiscal_rubric.errors import near, refuse
from fiscal_rubric.evidence.evidence import Evidence, FixedAnswer
from fiscal_rubric.evidence.places import Amount, Answer, Place, Result
from fiscal_rubric.numbers.exact import number_text
from fiscal_rubric.numbers.ranges import End, Value
from fiscal_rubric.rubric.bounding import resolve_bounds
from fiscal_rubric.rubric.criteria import Part, Section, lowered
from fiscal_rubric.rubric.findings import Finding
from fiscal_rubric.rubric.grades import Check
from fiscal_rubric.rubric.outcomes import Bounded
from fiscal_rubric.rubric.remarks import remarks_on
from fiscal_rubric.rubric.scoring import Resolved, Results, resolve
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.rules.trace import Step, every_step
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.texts import FixedMapping, FixedText, printable, text_in
from fiscal_rubric.validation import take_key

LineStatus = Literal["scored", "not applicable"]
BoundStatus = Literal["decided", "open", "not applicable"]

C = TypeVar("C", bound="Scorecard | Bounds")
L = TypeVar("L", bound="Line[Any]")


@frozen(repr=False)
class Line(Generic[C]):
    """Base of the lines of scorecards and bounds.

    Attributes:
        card: the scorecard or the bounds.
        position: its position in the layout of the rubric.
    """

    card: C
    position: int

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"

    @property
    def part(self) -> Part:
        """The criterion or section."""
        return self.card.rubric.layout.places[self.position].part

    @property
    def path(self) -> tuple[str, ...]:
        """The keys of the sections above, outermost first."""
        return self.card.rubric.layout.places[self.position].path

    @property
    def resolved(self) -> Resolved:
        """Its result with the trace, which is made when it is first asked for."""
        return self.card.resolved[self.position]

    @property
    def notes(self) -> FixedMapping[FixedText]:
        """The notes on it and on the questions and indicators it reads, by key."""
        return _notes(self.resolved, self.card.evidence)

    @property
    def key(self) -> str:
        """The key of the criterion or section."""
        return self.part.key

    @property
    def name(self) -> FixedText:
        """Its name as printed."""
        return self.part.name

    @property
    def full(self) -> Fraction:
        """Full marks."""
        return self.part.full

    @property
    def unmet(self) -> tuple[Check, ...]:
        """The checks that certainly do not hold; one that does not apply is satisfied."""
        checks = self.resolved.checks
        return tuple(check for check, step in checks if step.value.number == 0)

    def holds(self, condition: Node) -> bool:
        """Return whether a condition of its grades was evaluated, and certainly holds."""
        asked = lowered(self.part, condition)
        steps = self.resolved.grade_steps
        return any(step.node == asked and step.value.number == 1 for step in steps)

    @property
    def possible_grades(self) -> tuple[str, ...]:
        """The grades it can have, best first, those outside the scale last."""
        if self.part.grades is None:
            return ()
        labels = self.part.grades.all_labels
        return tuple(g for g in labels if g is not None and g in self._grades)

    @property
    @abstractmethod
    def _grades(self) -> frozenset[str | None]:
        """The grades it can have."""

    @property
    def remarks(self) -> tuple[Finding, ...]:
        """Remarks on the points for their reader: marks not scored, selections of nothing."""
        return tuple(remarks_on(self.resolved))

    @property
    def trace(self) -> Step | None:
        """The trace of its rule; None for a section without a rule."""
        return self.resolved.step

    def explain(self, language: str = "en") -> str:
        """Explain the points of the line: each step with its numbers.

        Args:
            language: "zh" or "en".
        """
        return render("explain", self, language)


class ScoreLine(Line["Scorecard"]):
    """One line of a scorecard: a criterion, a section or the rubric (得分).

    Attributes:
        card, position, part, path, resolved, notes: as of a `Line`.
    """

    __slots__ = ()

    @property
    def status(self) -> LineStatus:
        """The status: "scored", or "not applicable" without points."""
        return "not applicable" if self.card.results[0][self.position] is None else "scored"

    @property
    def points(self) -> Decimal | None:
        """The points, rounded to the places of the part; None if it does not apply."""
        decimals = self.card.rubric.layout.decimals[self.position]
        return decimals[self.card.results[0][self.position]]

    @property
    def _grades(self) -> frozenset[str | None]:
        return frozenset((self.grade,))

    @property
    def exact(self) -> Fraction | None:
        """The value of the rule before rounding, to be shown only; None if it does not apply."""
        return self.resolved.exact.number

    @property
    def grade(self) -> str | None:
        """The grade; None if the part has no scale or the line no grade."""
        return self.card.results[1][self.position]

    def __str__(self) -> str:
        return f"{printable(self.key)}: {self.points} / {number_text(self.full)}"


class BoundLine(Line["Bounds"]):
    """One line of bounds: its possible results.

    Attributes:
        card, position, part, path, resolved, notes: as of a `Line`.
    """

    __slots__ = ()

    @property
    def low(self) -> Decimal | None:
        """The least points it can get; None if it certainly does not apply."""
        found = self._found.value.range
        return None if found is None else self._decimal(found.lower)

    @property
    def high(self) -> Decimal | None:
        """The most points it can get."""
        found = self._found.value.range
        return None if found is None else self._decimal(found.upper)

    @property
    def low_answers(self) -> Mapping[str, FixedAnswer] | None:
        """Answers to open questions that give the least points; None if they are not known."""
        return self._found.low

    @property
    def high_answers(self) -> Mapping[str, FixedAnswer] | None:
        """Answers to open questions that give the most points; None if they are not known."""
        return self._found.high

    @property
    def value(self) -> Value:
        """The exact range of its points, and whether it may not apply."""
        return self._found.value

    @property
    def _found(self) -> Bounded:
        return self.card.found[self.position]

    @property
    def _grades(self) -> frozenset[str | None]:
        return self._found.grades

    def _decimal(self, end: End) -> Decimal:
        assert isinstance(end, Fraction), "proved to lie within full marks"
        return self.part.rounding.decimal(end)

    @property
    def status(self) -> BoundStatus:
        """The status: "decided", "open", or certainly "not applicable"."""
        if self._found.value.range is None:
            return "not applicable"
        return "decided" if self.is_decided else "open"

    @property
    def may_not_apply(self) -> bool:
        """True if it may still not apply."""
        return self._found.value.may_not_apply

    @property
    def grades(self) -> frozenset[str | None]:
        """The grades it can still have; empty without a scale."""
        return self._found.grades

    @property
    def is_decided(self) -> bool:
        """True if only one outcome is left."""
        return self._found.value.is_known and len(self.grades) <= 1

    @property
    def tight(self) -> bool:
        """True if both ends are known to be attainable; if False, they are outer bounds."""
        return self._found.tight

    def __str__(self) -> str:
        return f"{printable(self.key)}: {self.low}..{self.high} / {number_text(self.full)}"


@frozen(eq=False, repr=False)
class Card(HasPage, Generic[L]):
    """Base of scorecards and bounds: the lines of a rubric, found by key."""

    rubric: Section
    evidence: Evidence
    basis: Basis

    @abstractmethod
    def _line(self, position: int) -> L:
        """Return the line at a position."""

    @cached_property
    def lines(self) -> tuple[L, ...]:
        """The criteria, in printed order; `card[key]` finds one, or a section."""
        return tuple(map(self._line, self.rubric.layout.lines))

    @cached_property
    def sections(self) -> tuple[L, ...]:
        """The sections, in printed order."""
        return tuple(map(self._line, self.rubric.layout.sections))

    @cached_property
    def whole(self) -> L:
        """The line of the rubric itself."""
        return self._line(len(self.rubric.layout.places) - 1)

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other) or not isinstance(other, Card):
            return NotImplemented
        mine = (self.rubric, self.evidence, self.basis)
        return mine == (other.rubric, other.evidence, other.basis)

    def __hash__(self) -> int:
        return hash((self.rubric.key, self.evidence, self.basis))

    @property
    def identity(self) -> str:
        """The identity of the rubric."""
        return self.rubric.identity

    @property
    def every_line(self) -> tuple[L, ...]:
        """The lines, the sections, and the line of the rubric."""
        return (*self.lines, *self.sections, self.whole)

    @cached_property
    def remarks(self) -> tuple[Finding, ...]:
        """The remarks on all lines, in printed order, those of sections last."""
        return tuple(found for line in self.every_line for found in line.remarks)

    def __getitem__(self, key: str) -> L:
        """Return the line with this key, else the section.

        Raises:
            FiscalRubricError: there is neither; the error names the nearest keys.
        """
        asked = take_key(key)
        found = self._by_key.get(asked)
        if found is not None:
            return found
        keys = [line.key for line in (*self.lines, *self.sections)]
        refuse("unknown_key", asked, "", *near(asked, keys))

    @cached_property
    def _by_key(self) -> dict[str, L]:
        """The first line or section with each key."""
        return {line.key: line for line in reversed(self.every_line)}

    def __iter__(self) -> Iterator[L]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def __contains__(self, item: object) -> bool:
        """Return whether a line or section has this key; a line is in its card too."""
        lines = self.every_line
        return any(item == (line.key if isinstance(item, str) else line) for line in lines)

    def _ipython_key_completions_(self) -> list[str]:
        return list(dict.fromkeys(line.key for line in (*self.lines, *self.sections)))

    def explain(self, language: str = "en") -> str:
        """Explain all lines.

        Args:
            language: "zh" or "en".
        """
        return render("explain", self, language)

    def to_text(self, language: str = "en") -> str:
        """Return the card as a text table.

        Args:
            language: "zh" or "en".
        """
        return render("text", self, language)

    def to_markdown(self, language: str = "en") -> str:
        """Return the card as a Markdown table.

        Args:
            language: "zh" or "en".
        """
        return render("markdown", self, language)

    def __str__(self) -> str:
        return self.to_text("en")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.whole}>"


@frozen(eq=False, repr=False)
class Scorecard(Card[ScoreLine]):
    """The result of a rubric on some evidence under a basis (评分表).

    Two scorecards are equal if rubric, evidence and basis are.

    Attributes:
        rubric: the rubric.
        evidence: the evidence that was scored.
        basis: how the evidence was read.
        results: the points and the grade of each part by position; points in units of the last
            place, a fraction where they are not rounded, None where a part does not apply.
        lines: the criteria, in printed order; `card[key]` finds one, or a section.
        sections: the sections, in printed order.
        whole: the line of the rubric itself.
    """

    results: Results

    @cached_property
    def resolved(self) -> Sequence[Resolved]:
        """The results of all parts with their traces, made when a trace is first asked for."""
        return resolve(self.rubric.layout, Facts(self.evidence, self.basis))

    def _line(self, position: int) -> ScoreLine:
        return ScoreLine(self, position)

    @property
    def points(self) -> tuple[Decimal | None, ...]:
        """The points of the criteria, in printed order; None where one does not apply."""
        layout, points = self.rubric.layout, self.results[0]
        return tuple([layout.decimals[at][points[at]] for at in layout.lines])

    @property
    def total(self) -> Decimal | None:
        """The points of the rubric; None if it has none, or nothing applies."""
        return self.rubric.layout.decimals[-1][self.results[0][-1]]

    @property
    def grade(self) -> str | None:
        """The grade of the rubric."""
        return self.results[1][-1]

    def rows(self, headings: str | None = None) -> list[dict[str, Scalar]]:
        """Return one flat row per line: texts and Decimals, no fractions.

        Args:
            headings: "zh" or "en" for headings, statuses and names in that language; if None,
                stable English keys, names in Chinese, and sections by their keys.
        """
        rows = [_row(line, line.status, {"points": line.points}, headings) for line in self.lines]
        return _headed(self, rows, headings)


@frozen(eq=False, repr=False)
class Bounds(Card[BoundLine]):
    """The possible results of a rubric while facts are missing: a scorecard of ranges.

    Attributes:
        rubric, evidence, basis, identity, lines, sections, whole: as of a `Scorecard`.
        found: the possible results of all parts, by position.
    """

    found: Sequence[Bounded]

    @cached_property
    def resolved(self) -> Sequence[Resolved]:
        """The possible results of all parts with their traces, made when first asked for."""
        facts = Facts(self.evidence, self.basis)
        traced = resolve_bounds(self.rubric.layout, facts, self.rubric.choices)
        both = zip(traced, self.found, strict=True)
        return [evolve(t, value=f.value, grades=f.grades, tight=f.tight) for t, f in both]

    def _line(self, position: int) -> BoundLine:
        return BoundLine(self, position)

    @property
    def low(self) -> Decimal | None:
        """The least total; None if the rubric has none."""
        return self.whole.low

    @property
    def high(self) -> Decimal | None:
        """The greatest total."""
        return self.whole.high

    @property
    def grades(self) -> frozenset[str | None]:
        """The grades it can still have."""
        return self.whole.grades

    @property
    def is_decided(self) -> bool:
        """True if the total and its grade have only one outcome left."""
        return self.whole.is_decided

    @property
    def tight(self) -> bool:
        """True if both ends of the total are known to be attainable."""
        return self.whole.tight

    def rows(self, headings: str | None = None) -> list[dict[str, Scalar]]:
        """Return one flat row per line, as of a scorecard, with the low and the high end."""
        rows = [
            _row(line, line.status, {"low": line.low, "high": line.high}, headings)
            for line in self.lines
        ]
        return _headed(self, rows, headings)


def _row(
    line: Line[Any], status: str, points: dict[str, Decimal | None], headings: str | None
) -> dict[str, Scalar]:
    levels = [*line.path[1:], "", ""][:2]
    language = "zh" if headings is None else headings
    return {
        "level1": levels[0],
        "level2": levels[1],
        "key": line.key,
        "name": text_in(line.name, language),
        "full": line.part.rounding.decimal(line.full),
        **points,
        "status": status,
        "grade": "/".join(line.possible_grades) or None,
        "unmet": "; ".join(text_in(check.text, language) for check in line.unmet),
        "note": "; ".join(_note(line, key, language) for key in line.notes),
        "remark": "; ".join(
            found.code if headings is None else found.explain(headings) for found in line.remarks
        ),
    }


def _notes(line: Resolved, evidence: Evidence) -> FixedMapping[FixedText]:
    """Return the notes on the line itself, then on the questions and indicators it reads."""
    if not evidence.notes:
        return FixedMapping()
    keys = [line.part.key]
    for step in (inner for outer in line.steps for inner in every_step(outer)):
        if step.fact is not None:
            keys.extend(map(_noted_by, step.fact.places))
    noted = (key for key in dict.fromkeys(keys) if key in evidence.notes)
    return FixedMapping({key: evidence.notes[key] for key in noted})


def _noted_by(place: Place) -> str:
    """Return the key that a note on a place has."""
    match place:
        case Answer(key=key):
            return key
        case Result(indicator=key):
            return key
        case Amount():
            return str(place)
        case _:
            assert_never(place)


def _note(line: Line[Any], key: str, language: str) -> str:
    text = text_in(line.notes[key], language)
    return text if key == line.key else f"{key}: {text}"


def _headed(
    card: Card[L], rows: Sequence[dict[str, Scalar]], headings: str | None
) -> list[dict[str, Scalar]]:
    if headings is None:
        return list(rows)

    names = {line.key: text_in(line.name, headings) for line in card.sections}
    for row in rows:
        for level in ("level1", "level2"):
            row[level] = names.get(str(row[level]), "")
    return [titled(row, headings) for row in rows]


# What an audit compares claims with.
AnyCard: TypeAlias = Union[Scorecard, Bounds]
