"""Scorecards and bounds: what a rubric gave on some evidence, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from fractions import Fraction
from typing import Generic, Literal, TypeVar

from attrs import field, frozen

from fiscal_rubric import display
from fiscal_rubric.display import Scalar
from fiscal_rubric.errors import near, refuse
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.numbers.exact import number_text
from fiscal_rubric.numbers.ranges import End
from fiscal_rubric.rubric.criteria import Part, Section, lowered
from fiscal_rubric.rubric.grades import Check
from fiscal_rubric.rubric.scoring import Resolved
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.rules.trace import Step
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.texts import FixedMapping, FixedText, printable, text_in
from fiscal_rubric.validation import take_key

LineStatus = Literal["scored", "not applicable"]
BoundStatus = Literal["decided", "open", "not applicable"]


@frozen
class Line:
    """What lines of scorecards and of bounds share.

    Attributes:
        part: the criterion or section.
        path: the keys of the sections above, from the outside in.
        resolved: what it gave, with the trace.
        notes: what the evidence notes on it, and on the questions and indicators it reads, by
            their keys.
    """

    part: Part
    path: tuple[str, ...]
    resolved: Resolved = field(repr=False)
    notes: FixedMapping[FixedText] = field(factory=FixedMapping[FixedText])

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
        """The checks that surely do not hold; one that does not apply is satisfied."""
        checks = self.resolved.checks
        return tuple(check for check, step in checks if step.value.number == 0)

    def holds(self, condition: Node) -> bool:
        """Whether a condition of its grades was asked, and surely holds."""
        asked = lowered(self.part, condition)
        beside = self.resolved.beside
        return any(step.node == asked and step.value.number == 1 for step in beside)

    @property
    def possible_grades(self) -> tuple[str, ...]:
        """The grades it can have, best first, those outside the scale last."""
        if self.part.grades is None:
            return ()
        labels = self.part.grades.all_labels
        return tuple(g for g in labels if g is not None and g in self.resolved.grades)

    @property
    def trace(self) -> Step | None:
        """How it came about; None for a section without a rule."""
        return self.resolved.step

    def explain(self, language: str = "en") -> str:
        """Why the line has its points, or can still have them: each step with its numbers.

        Args:
            language: "zh" or "en".
        """
        return display.explain(self, language)


class ScoreLine(Line):
    """One line of a scorecard: a criterion, a section or the whole (得分).

    Attributes:
        part, path, resolved, notes: as of every line.
    """

    __slots__ = ()

    @property
    def status(self) -> LineStatus:
        """Whether it is "scored", or "not applicable" and has no points."""
        return "not applicable" if self.resolved.value.range is None else "scored"

    @property
    def points(self) -> Decimal | None:
        """The points, in the places of the part; None where it does not apply."""
        number = self.resolved.value.number
        return None if number is None else self.part.rounding.decimal(number)

    @property
    def exact(self) -> Fraction | None:
        """What the rule gave before rounding, for reading only; None where it does not apply."""
        return self.resolved.exact.number

    @property
    def grade(self) -> str | None:
        """The grade, where the part has a scale and the line one of its grades."""
        return next(iter(self.resolved.grades), None)

    def __str__(self) -> str:
        return f"{printable(self.key)}: {self.points} / {number_text(self.full)}"


class BoundLine(Line):
    """One line of bounds: what it can still become.

    Attributes:
        part, path, resolved, notes: as of every line.
    """

    __slots__ = ()

    @property
    def low(self) -> Decimal | None:
        """The least points it can get; None where it does not apply whatever happens."""
        found = self.resolved.value.range
        return None if found is None else self._decimal(found.lower)

    @property
    def high(self) -> Decimal | None:
        """The most points it can get."""
        found = self.resolved.value.range
        return None if found is None else self._decimal(found.upper)

    def _decimal(self, end: End) -> Decimal:
        assert isinstance(end, Fraction), "proved to lie within full marks"
        return self.part.rounding.decimal(end)

    @property
    def status(self) -> BoundStatus:
        """Whether it is "decided", still "open", or "not applicable" whatever happens."""
        if self.resolved.value.range is None:
            return "not applicable"
        return "decided" if self.is_decided else "open"

    @property
    def may_not_apply(self) -> bool:
        """Whether it may still turn out not to apply."""
        return self.resolved.value.may_not_apply

    @property
    def grades(self) -> frozenset[str | None]:
        """The grades it can still have; empty without a scale."""
        return self.resolved.grades

    @property
    def is_decided(self) -> bool:
        """Whether one outcome only is left."""
        return self.resolved.value.is_known and len(self.grades) <= 1

    @property
    def tight(self) -> bool:
        """Whether both ends are known to be reached; else they only enclose the points."""
        return self.resolved.tight

    def __str__(self) -> str:
        return f"{printable(self.key)}: {self.low}..{self.high} / {number_text(self.full)}"


L = TypeVar("L", bound=Line)


@frozen(eq=False, repr=False)
class Card(Generic[L]):
    """What scorecards and bounds share: the lines of a rubric, and finding one by its key."""

    rubric: Section
    evidence: Evidence
    basis: Basis
    lines: tuple[L, ...]
    sections: tuple[L, ...]
    whole: L

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
        """The lines, the sections, and the whole."""
        return (*self.lines, *self.sections, self.whole)

    def __getitem__(self, key: str) -> L:
        """The line with this key, else the section.

        Raises:
            FiscalRubricError: there is neither; with the nearest keys.
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
        """Whether there is a line or section with this key; a line is in its card too."""
        lines = self.every_line
        return any(item == (line.key if isinstance(item, str) else line) for line in lines)

    def _ipython_key_completions_(self) -> list[str]:
        return list(dict.fromkeys(line.key for line in (*self.lines, *self.sections)))

    def explain(self, language: str = "en") -> str:
        """All lines, explained.

        Args:
            language: "zh" or "en".
        """
        return display.explain(self, language)

    def to_text(self, language: str = "en") -> str:
        """The card as a plain text table.

        Args:
            language: "zh" or "en".
        """
        return display.text(self, language)

    def to_markdown(self, language: str = "en") -> str:
        """The card as a Markdown table.

        Args:
            language: "zh" or "en".
        """
        return display.markdown(self, language)

    def to_html(self, language: str = "en") -> str:
        """The card as a table in HTML, with each line explained; it needs no style and no script.

        Args:
            language: "zh" or "en".
        """
        return display.html(self, language)

    def _repr_html_(self) -> str:
        return self.to_html("en")

    def __str__(self) -> str:
        return self.to_text("en")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.whole}>"


class Scorecard(Card[ScoreLine]):
    """What a rubric gave on some evidence under a basis (评分表).

    Two scorecards are equal if rubric, evidence and basis are.

    Attributes:
        rubric: the rubric.
        evidence: what it looked at.
        basis: how that was read.
        lines: the criteria, in printed order; `card[key]` finds one, or a section.
        sections: the sections, in printed order.
        whole: the line of the rubric itself.
    """

    __slots__ = ()

    @property
    def total(self) -> Decimal | None:
        """The points of the whole; None if the rubric has none, or nothing applies."""
        return self.whole.points

    @property
    def grade(self) -> str | None:
        """The grade of the whole."""
        return self.whole.grade

    def rows(self, headings: str | None = None) -> list[dict[str, Scalar]]:
        """One flat row a line, for tables: texts and Decimals, never fractions.

        Args:
            headings: "zh" or "en" for headings, statuses and names to read in that language; if
                None, stable English keys, names in Chinese, and sections by their keys.
        """
        rows = [_row(line, line.status, {"points": line.points}, headings) for line in self.lines]
        return _headed(self, rows, headings)


class Bounds(Card[BoundLine]):
    """What a rubric can still give while facts are missing: the lines of a scorecard as ranges.

    Attributes:
        rubric, evidence, basis, identity, lines, sections, whole: as of a `Scorecard`.
    """

    __slots__ = ()

    @property
    def low(self) -> Decimal | None:
        """The least total; None if the rubric has none."""
        return self.whole.low

    @property
    def high(self) -> Decimal | None:
        """The most total."""
        return self.whole.high

    @property
    def grades(self) -> frozenset[str | None]:
        """The grades that are still possible."""
        return self.whole.grades

    @property
    def is_decided(self) -> bool:
        """Whether the total and its grade have one outcome left."""
        return self.whole.is_decided

    @property
    def tight(self) -> bool:
        """Whether both ends of the total are known to be reached by some completion."""
        return self.whole.tight

    def rows(self, headings: str | None = None) -> list[dict[str, Scalar]]:
        """One flat row a line: as of a scorecard, with the low and the high end."""
        rows = [
            _row(line, line.status, {"low": line.low, "high": line.high}, headings)
            for line in self.lines
        ]
        return _headed(self, rows, headings)


def _row(
    line: Line, status: str, points: dict[str, Decimal | None], headings: str | None
) -> dict[str, Scalar]:
    levels = [*line.path[1:], "", ""][:2]
    spoken = "zh" if headings is None else headings
    return {
        "level1": levels[0],
        "level2": levels[1],
        "key": line.key,
        "name": text_in(line.name, spoken),
        "full": line.part.rounding.decimal(line.full),
        **points,
        "status": status,
        "grade": "/".join(line.possible_grades) or None,
        "unmet": "; ".join(text_in(check.text, spoken) for check in line.unmet),
        "note": "; ".join(_note(line, key, spoken) for key in line.notes),
    }


def _note(line: Line, key: str, language: str) -> str:
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
    return [display.titled(row, headings) for row in rows]
