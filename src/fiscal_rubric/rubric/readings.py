"""Readings: a part of a standard, and what else it may be taken to mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeAlias, Union

from attrs import evolve, field, frozen

from fiscal_rubric.errors import FiscalRubricError, refuse
from fiscal_rubric.rubric.grades import Check, Grades
from fiscal_rubric.rules.nodes import Expression, Node, Operand, as_node
from fiscal_rubric.rules.traversal import replaced
from fiscal_rubric.texts import FixedText
from fiscal_rubric.validation import as_code, as_text, take_all

Meaning: TypeAlias = Union[Node, Grades]


def _meaning(value: Operand | Grades) -> Meaning:
    return value if isinstance(value, Grades) else as_node(value)


@frozen
class Reading:
    """A part of a rule, or a scale of grades, and what else it may be taken to mean.

    A reading changes no score. `rubric.read_as(code)` gives the rubric with the other meaning; an
    audit tries the readings of a rubric first.

    Args:
        code: a stable name. Readings that belong together have the same one.
        text: the other meaning, in the words of the standard.
        of: the part as it is read now: an expression, or `Grades`.
        instead: what it may be taken to mean, of the same sort.

    Raises:
        FiscalRubricError: the two are the same, or only one of them is a scale.

    Example:
        >>> from fiscal_rubric import Criterion, Evidence, Rubric, number
        >>> found, all_ = number("with_fault", 0), number("inspected", 1)
        >>> other = Reading("of_faults", "divided by those with a fault", all_, found + 1)
        >>> rubric = Rubric("r", [Criterion("c", 9, (9 * found / all_).clip(0, 9),
        ...                                 readings=[other])])
        >>> evidence = Evidence(answers={"with_fault": 2, "inspected": 6})
        >>> [card.total for card in (rubric.score(evidence), rubric.read_as("of_faults").score(
        ...     evidence.without("inspected")))]
        [Decimal('3.00'), Decimal('6.00')]
    """

    code: str = field(converter=as_code)
    text: FixedText = field(converter=as_text)
    of: Meaning = field(converter=_meaning)
    instead: Meaning = field(converter=_meaning)

    def __attrs_post_init__(self) -> None:
        place = f"readings.{self.code}"
        if isinstance(self.of, Expression) != isinstance(self.instead, Expression):
            refuse("two_sorts", place)
        if self.of == self.instead:
            refuse("same_meaning", place)


def take_readings(value: Sequence[Reading]) -> tuple[Reading, ...]:
    """Check the readings of a criterion or a rubric.

    Raises:
        FiscalRubricError: one has a wrong type, or two replace the same part under one code.
    """
    found = take_all(value, "readings", Reading)
    for code, readings in codes_of(found).items():
        parts = [reading.of for reading in readings]
        again = [part for at, part in enumerate(parts) if part in parts[:at]]
        if again:
            refuse("duplicate_key", f"readings.{code}", meaning_text(again[0]))
    return found


def meaning_text(part: Meaning) -> str:
    """Return a part of a rule as Python source, or the labels of a scale."""
    return ", ".join(part.labels) if isinstance(part, Grades) else str(part)


class Swap:
    """Replaces parts of rules, and notes which of the readings had something to replace."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        self.readings = tuple(readings)
        self.used: set[Reading] = set()
        self._by_part = {reading.of: reading for reading in self.readings}

    def rule(self, item: Node) -> Node:
        """Return a rule in the other meaning."""
        return replaced(item, self._node)

    def scale(self, scale: Grades) -> Grades:
        """Return a scale in the other meaning, with the conditions of its overrides and caps."""
        other = self._meaning(scale)
        if isinstance(other, Grades):
            return other
        if not scale.conditions:
            return scale
        return evolve(
            scale,
            overrides=[(self.rule(asked), label) for asked, label in scale.overrides],
            caps=[(self.rule(asked), label) for asked, label in scale.caps],
        )

    def checks(self, checks: Iterable[Check]) -> tuple[Check, ...]:
        """Return checks with their conditions in the other meaning."""
        return tuple(evolve(check, condition=self.rule(check.condition)) for check in checks)

    def refuse_unused(self) -> None:
        """Refuse readings that had nothing to replace.

        Raises:
            FiscalRubricError: with the first of them.
        """
        for reading in self.readings:
            if reading not in self.used:
                refuse("reading_of_nothing", "", meaning_text(reading.of))

    def _node(self, item: Node) -> Node | None:
        other = self._meaning(item)
        return other if isinstance(other, Expression) else None

    def _meaning(self, part: Meaning) -> Meaning | None:
        reading = self._by_part.get(part)
        if reading is None:
            return None
        self.used.add(reading)
        return reading.instead


def codes_of(readings: Iterable[Reading]) -> dict[str, tuple[Reading, ...]]:
    """Return the readings of each code, in the order given."""
    found: dict[str, tuple[Reading, ...]] = {}
    for reading in readings:
        found[reading.code] = (*found.get(reading.code, ()), reading)
    return found


@contextmanager
def in_reading(code: str) -> Iterator[None]:
    """Set the place of faults that are raised while a part is built in another meaning."""
    try:
        yield
    except FiscalRubricError as error:
        faults = [
            evolve(broken, place=f"readings.{code}.{broken.place}".rstrip("."))
            for broken in error.faults
        ]
        raise FiscalRubricError(faults) from None
