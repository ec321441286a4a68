"""Sums and grades that follow from the claimed points of the parts below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias, TypeVar

from fiscal_rubric.errors import FiscalRubricError
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.numbers.exact import number_text
from fiscal_rubric.numbers.ranges import DOES_NOT_APPLY, Range, Value, known, point
from fiscal_rubric.numbers.rounding import MOST_PLACES, Rounding
from fiscal_rubric.numbers.spans import Span
from fiscal_rubric.rubric.criteria import Part, Section, lines_of, lowered, parts_of, rounded
from fiscal_rubric.rubric.grades import Grades, grades_of
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rubric.scorecard import AnyCard, BoundLine, ScoreLine
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.edges import edge_sign, edge_value
from fiscal_rubric.rules.evaluate import LineValue, Scope, evaluate
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.nodes import LineKey, Node
from fiscal_rubric.rules.traversal import every
from fiscal_rubric.targets.basis import Basis

T = TypeVar("T")
# The points of parts, and the results of lines, by the identity of the part.
Points: TypeAlias = Mapping[int, Decimal]
Lines: TypeAlias = Mapping[int, LineValue]
NO_LINES: Lines = {}


def card_of(rubric: Rubric, evidence: Evidence, basis: Basis | None) -> AnyCard:
    """Score the evidence; bound it where facts are missing."""
    try:
        return rubric.score(evidence, basis)
    except FiscalRubricError:
        return rubric.bounds(evidence, basis)


def points_of(line: ScoreLine | BoundLine) -> Decimal | str | None:
    """Return the points of a line; as "low..high" while they are open."""
    if isinstance(line, ScoreLine):
        return line.points
    return line.low if line.is_decided or line.low == line.high else f"{line.low}..{line.high}"


def grades_in(line: ScoreLine | BoundLine) -> frozenset[str | None]:
    """Return the grade of a line; those that are still possible while it is open."""
    return frozenset({line.grade}) if isinstance(line, ScoreLine) else line.grades


def lines_in(card: AnyCard) -> Lines:
    """Return the results of all lines, known or open."""
    return {id(line.part): line.resolved.together for line in card.every_line}


def claimed_below(section: Section, claims: Mapping[str, Decimal | str]) -> Points | None:
    """Return the claimed points of all parts below; None if one that the section reads has none.

    A section without a claim has the points of its own parts, where those are claimed.
    """
    found: dict[int, Decimal] = {}
    lines = {line.key: line for line in lines_of(section)}
    for part in parts_of(section):
        claim = claims.get(part.key)
        hidden = isinstance(part, Section) and part.key in lines  # the claim is that of the line
        if isinstance(claim, Decimal) and not hidden:
            found[id(part)] = claim
    return found if _is_claimed(section, found) else None


def _is_claimed(section: Section, claimed: Points) -> bool:
    """Return whether all points that a section reads are claimed, or follow from claims below."""
    if section.rule is None:
        return all(id(line) in claimed for line in lines_of(section))
    read = every(lowered(section, section.rule))
    parts = [section.below[node.key] for node in read if isinstance(node, n.Points)]
    return all(
        id(part) in claimed or (isinstance(part, Section) and _is_claimed(part, claimed))
        for part in parts
    )


def same_parts(section: Section, other: Section, found: Mapping[int, T]) -> Mapping[int, T]:
    """Return what is known of the parts of a section, for the same parts of another one."""
    pairs = zip(parts_of(section), parts_of(other), strict=True)
    return {id(new): found[id(old)] for old, new in pairs if id(old) in found}


def _exact_sum(section: Section, facts: Facts, claimed: Points, others: Lines) -> Value:
    if section.rule is None:
        return DOES_NOT_APPLY
    scope = _scope(section, facts, claimed, others)
    return evaluate(lowered(section, section.rule), scope).value


def sum_of(section: Section, facts: Facts, claimed: Points) -> Fraction | None:
    """Return what the rule of a section gives for points of its parts, before it is rounded."""
    return _exact_sum(section, facts, claimed, NO_LINES).number


def value_from(section: Section, facts: Facts, claimed: Points, others: Lines = NO_LINES) -> Value:
    """Return the points of a section that are possible for points of its parts."""
    return rounded(section, _exact_sum(section, facts, claimed, others))


def may_be(section: Section, claim: Decimal, value: Value) -> bool:
    """Return whether a claim is among the points of a section that are possible."""
    found = value.range
    if found is None:
        return False
    if not section.rounding.is_exact:
        return point(Fraction(claim)).within(found)
    printed = Rounding(_printed_places(section, claim))
    assert isinstance(found.lower, Fraction), "claims and proved lines have ends"
    assert isinstance(found.upper, Fraction), "claims and proved lines have ends"
    return printed.decimal(found.lower) <= claim <= printed.decimal(found.upper)


def shown_points(section: Section, value: Value) -> Decimal | str | None:
    """Return possible points of a section, as `points_of` returns those of a line."""
    if value.range is None:
        return None
    low, high = (
        section.rounding.decimal(end) if isinstance(end, Fraction) else ""
        for end in (value.range.lower, value.range.upper)
    )
    return low if low == high else f"{low}..{high}"


def points_from(section: Section, facts: Facts, claimed: Points) -> Decimal | None:
    """Return the points of a section, from the points of its parts."""
    number = sum_of(section, facts, claimed)
    return None if number is None else section.rounding.decimal(number)


def _scope(part: Part, facts: Facts, claimed: Points, others: Lines) -> Scope:
    """Return the scope of the rules of a part: a section reads the claims of its parts."""
    lines: dict[LineKey, LineValue] = {}
    if isinstance(part, Section):
        lines = {
            key: _as_claimed(inner, facts, claimed, others) for key, inner in part.below.items()
        }
    return Scope(facts, lines)


def _as_claimed(part: Part, facts: Facts, claimed: Points, others: Lines) -> LineValue:
    """Return the result of a part: as claimed, as it follows from below, or among the others."""
    points = claimed.get(id(part))
    if points is not None:
        return graded_from(part, facts, points, claimed, others)
    if isinstance(part, Section):
        return _graded(part, facts, value_from(part, facts, claimed, others), claimed, others)
    return others.get(id(part), LineValue(DOES_NOT_APPLY))


def graded_from(
    part: Part, facts: Facts, points: Decimal, claimed: Points, others: Lines = NO_LINES
) -> LineValue:
    """Return the points of a part and the grades that they can have.

    Args:
        part: the part.
        facts: what its rules read.
        points: its points.
        claimed: the points of the parts below it.
        others: the lines below it of which no points are claimed.
    """
    return _graded(part, facts, _as_printed(part, points, others), claimed, others)


def _as_printed(part: Part, points: Decimal, others: Lines) -> Value:
    """Return the points that a part can have if these are printed.

    Points that are not rounded are those of the evidence if they agree with the print, else they
    are within half of its last place.
    """
    number = Fraction(points)
    if not part.rounding.is_exact:
        return known(number)
    half = Fraction(1, 2 * 10 ** _printed_places(part, points))
    found = others[id(part)].value.number if id(part) in others else None
    if found is not None and abs(found - number) <= half:
        return known(found)
    return Value(Range(number - half, number + half))


def _printed_places(part: Part, points: Decimal) -> int:
    exponent = points.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    return min(max(part.rounding.places, places), MOST_PLACES)


def as_claimed(claim: Decimal, line: ScoreLine) -> Decimal | None:
    """Return the points of a line; those not rounded with all places of the claim."""
    number = line.resolved.value.number
    if number is None or not line.part.rounding.is_exact:
        return line.points
    return Rounding(_printed_places(line.part, claim)).decimal(number)


def _graded(part: Part, facts: Facts, value: Value, claimed: Points, others: Lines) -> LineValue:
    if part.grades is None:
        return LineValue(value)

    def holds(asked: Node) -> Value:
        return evaluate(lowered(part, asked), _scope(part, facts, claimed, others)).value

    return LineValue(value, grades_of(part.grades, value, holds), part.grades.labels)


def left_out_or_twice(
    section: Section, facts: Facts, claimed: Points, claim: Decimal
) -> Iterator[frozenset[str]]:
    """Yield each part that was left out of a sum, or counted twice, where that gives the claim."""
    for part in parts_of(section):
        points = claimed.get(id(part))
        if points:
            doubled = 2 * Fraction(points)
            for code, instead in (("left_out", Fraction(0)), ("twice", doubled)):
                other = {**claimed, id(part): part.rounding.decimal(instead)}
                if points_from(section, facts, other) == claim:
                    yield frozenset({f"{code}:{part.key}"})


def why_not(scale: Grades, label: str, points: Decimal) -> str:
    """Return the comparison that denies a grade: "84.47 < 90"; "" where no edge decides.

    Args:
        scale: the scale.
        label: the claimed grade.
        points: the points that it was claimed for.

    Example:
        >>> why_not(Grades([("A", 90), ("B", 0)]), "A", Decimal("84.47"))
        '84.47 < 90'
    """
    at = Span(Fraction(points), Fraction(points))
    claimed = dict(scale.bands).get(label)
    if claimed is None:
        return ""
    is_inside = claimed.holds(at)
    better = next((edge for _, edge in scale.bands if edge.holds(at)), claimed)
    band = better if is_inside else claimed
    if is_inside and better is claimed:
        return ""
    sign = edge_sign(band) if is_inside else _OPPOSITE[edge_sign(band)]
    return f"{points} {sign} {number_text(edge_value(band))}"


_OPPOSITE = {">": "≤", "≥": "<", "<": "≥", "≤": ">"}
