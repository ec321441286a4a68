"""The grades and the checks of a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import TypeAlias, Union

from attrs import field, frozen

from fiscal_rubric.errors import near, refuse
from fiscal_rubric.numbers.exact import Number
from fiscal_rubric.numbers.ranges import NO, YES, Infinity, Range, Value
from fiscal_rubric.numbers.spans import Span
from fiscal_rubric.rules.edges import edge_or_number
from fiscal_rubric.rules.nodes import Node, Operand, as_condition, condition
from fiscal_rubric.texts import FixedText
from fiscal_rubric.validation import as_code, as_text, refuse_duplicates, take_key, take_pairs

# (label, edge) from best to worst; a number is "at least".
Bands: TypeAlias = Union[
    Sequence[tuple[str, Union[Number, Span]]], Mapping[str, Union[Number, Span]]
]
Holds: TypeAlias = Callable[[Node], Value]


def _bands(value: Bands) -> tuple[tuple[str, Span], ...]:
    bands = tuple(
        (take_key(label, "label"), edge_or_number(edge, "grades"))
        for label, edge in take_pairs(value, "grades")
    )
    if not bands:
        refuse("no_terms", "grades")
    refuse_duplicates("grades", [label for label, _ in bands])
    return bands


def _overrides(value: Sequence[tuple[Operand, str | None]]) -> tuple[tuple[Node, str | None], ...]:
    return tuple(
        (as_condition(asked), None if label is None else take_key(label, "label"))
        for asked, label in take_pairs(value, "overrides")
    )


def _caps(value: Sequence[tuple[Operand, str]]) -> tuple[tuple[Node, str], ...]:
    return tuple(
        (as_condition(asked), take_key(label, "label"))
        for asked, label in take_pairs(value, "caps")
    )


@frozen
class Grades:
    """A scale of grades over the points of a line, section or rubric (评价等级).

    Args:
        bands: (label, edge), best first, first match wins; a number is "at least", other ends
            are `above(90)`, `at_most(5)`, `below(0.6)`.
        overrides: (condition, label), tried before the bands, first match wins; the label may
            lie outside the scale, or be None for "no grade".
        caps: (condition, label): where it holds, the grade is this one at best.

    Raises:
        FiscalRubricError: a label appears twice, an earlier band hides a later one, or a cap is
            not in the scale.

    Example:
        >>> Grades([("优", 90), ("良", 80), ("中", 60), ("差", 0)]).labels
        ('优', '良', '中', '差')
    """

    bands: tuple[tuple[str, Span], ...] = field(converter=_bands)
    overrides: tuple[tuple[Node, str | None], ...] = field(
        default=(), converter=_overrides, kw_only=True
    )
    caps: tuple[tuple[Node, str], ...] = field(default=(), converter=_caps, kw_only=True)

    def __attrs_post_init__(self) -> None:
        for (best, before), (label, edge) in combinations(self.bands, 2):
            if before.holds(edge):
                refuse("hidden_band", "grades", label, best)
        for _, label in self.caps:
            if label not in self.labels:
                refuse("unknown_grade", "caps", label, *near(label, self.labels))

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the scale, best first."""
        return tuple(label for label, _ in self.bands)

    @property
    def all_labels(self) -> tuple[str | None, ...]:
        """The labels of the scale, then the labels of overrides outside it."""
        return tuple(dict.fromkeys((*self.labels, *(label for _, label in self.overrides))))

    @property
    def conditions(self) -> tuple[Node, ...]:
        """The conditions of overrides and caps."""
        return tuple(asked for asked, _ in (*self.overrides, *self.caps))


def grades_of(scale: Grades, value: Value, holds: Holds) -> frozenset[str | None]:
    """Return the possible grades: exactly one if everything is known."""
    found: set[str | None] = set()
    for asked, label in scale.overrides:
        truth = holds(asked)
        if truth.range is not None and truth.range != NO:
            found.add(label)
        if truth.range == YES and not truth.may_not_apply:
            return frozenset(found)
    if value.range is None:
        return frozenset((*found, None))
    if value.may_not_apply:
        found.add(None)
    grades = _by_points(scale, value.range)
    for asked, best in scale.caps:
        truth = holds(asked)
        capped = {max(grade, best, key=scale.labels.index) for grade in grades}
        if truth.range == YES and not truth.may_not_apply:
            grades = capped
        elif truth.range is not None and truth.range != NO:
            grades = grades | capped
    return frozenset((*found, *grades))


def points_without_grade(scale: Grades, reach: Range) -> Span | None:
    """Return the points of a range that no band holds, or None."""
    rest: Span | None = _span(reach)
    for _, edge in scale.bands:
        rest = None if rest is None else _without(rest, edge)
    return rest


def _by_points(scale: Grades, points: Range) -> set[str]:
    found: set[str] = set()
    rest: Span | None = _span(points)
    for label, edge in scale.bands:
        if rest is None:
            break
        if not edge.is_apart(rest):
            found.add(label)
        rest = _without(rest, edge)
    return found


def _span(points: Range) -> Span | None:
    lower = None if isinstance(points.lower, Infinity) else points.lower
    upper = None if isinstance(points.upper, Infinity) else points.upper
    # A span needs an end, so a range without ends has none.
    return Span(lower, upper) if lower is not None or upper is not None else None


def _without(rest: Span, band: Span) -> Span | None:
    """Return the points that a band leaves."""
    if band.holds(rest):
        return None
    if band.is_apart(rest):
        return rest
    if band.upper is None:
        return Span(
            rest.lower, band.lower, lower_open=rest.lower_open, upper_open=not band.lower_open
        )
    return Span(band.upper, rest.upper, lower_open=not band.upper_open, upper_open=rest.upper_open)


@frozen
class Check:
    """A condition that gives no points; the line shows it where it does not hold.

    Args:
        condition: the condition; where it does not apply, it is satisfied.
        text: the text to show where it does not hold.
        code: a stable name.

    Example:
        >>> from fiscal_rubric import has_reason, met, any_of
        >>> Check(any_of(met("k"), has_reason("k")), "missed: give the reason", "reason").code
        'reason'
    """

    condition: Node = field(converter=condition)
    text: FixedText = field(converter=as_text)
    code: str = field(default="check", converter=as_code)
