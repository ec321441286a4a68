"""Audit of claims: recomputed points, and the readings that reproduce a claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from attrs import frozen

from fiscal_rubric.analysis.audit.readings import grade_readings, readings_of
from fiscal_rubric.display import Displayed, Scalar
from fiscal_rubric.errors import FiscalRubricError, near, refuse
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.numbers.exact import Number, exact, number_text
from fiscal_rubric.numbers.ranges import DOES_NOT_APPLY, Value, known, point, precedes
from fiscal_rubric.numbers.rounding import Rounding
from fiscal_rubric.rubric.criteria import (
    Criterion,
    Part,
    Section,
    lines_of,
    lowered,
    parts_of,
    sections_of,
)
from fiscal_rubric.rubric.findings import BEYOND_REACH, Finding, row_of
from fiscal_rubric.rubric.grades import grades_of
from fiscal_rubric.rubric.rubric import GRADE, TOTAL, Confusable, Rubric
from fiscal_rubric.rubric.scorecard import BoundLine, Bounds, Scorecard, ScoreLine
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.evaluate import LineValue, Scope, evaluate
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.nodes import LineKey, Node
from fiscal_rubric.rules.traversal import every
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.texts import FixedMapping
from fiscal_rubric.validation import take_instance, take_key, take_mapping

Card: TypeAlias = Scorecard | Bounds


@frozen(repr=False)
class Audit(Displayed):
    """Claims compared with a scorecard, or with bounds where the evidence has gaps.

    Attributes:
        card: the rubric's own result.
        claimed: the claims, by key.
        findings: the differences, in printed order; the total and the grade last.
        total_follows: whether the claimed total follows from the claimed lines; None where not
            all lines, or no total, was claimed.
    """

    card: Card
    claimed: FixedMapping[Decimal | str]
    findings: tuple[Finding, ...]
    total_follows: bool | None

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def __getitem__(self, place: str) -> Finding:
        """Return the finding at a place.

        Raises:
            FiscalRubricError: there is none.
        """
        asked = take_key(place, "place")
        for finding in self.findings:
            if finding.place == asked:
                return finding
        refuse("unknown_key", asked, "", *near(asked, [finding.place for finding in self]))

    def rows(self, headings: str | None = None) -> list[dict[str, Scalar]]:
        """Return a row for each finding: the claim, the recomputed value and the words.

        Args:
            headings: "zh" or "en" for headings in that language; stable English keys if None.
        """
        found = [row_of(finding, headings, with_claims=True) for finding in self.findings]
        return self.headed(found, headings)


def audit(
    rubric: Rubric, evidence: Evidence, claimed: Mapping[str, Number], basis: Basis | None = None
) -> Audit:
    """Recompute claims, and find the readings that reproduce those that differ.

    Where the evidence has gaps, what is known is compared; a claim outside of the bounds of the
    rest is beyond reach.

    Args:
        rubric: the standard.
        evidence: the evidence to score.
        claimed: key of a line or section -> its points, or its grade where it has a scale; "total"
            and "grade" for the rubric.
        basis: how the evidence is read; the rubric's own basis if None.

    Raises:
        FiscalRubricError: a key that the rubric does not have, a claim that is not a number, or
            evidence that is wrong for any value of what is missing.

    Example:
        >>> from fiscal_rubric.catalog.futian_2020 import CLAIMED, EVIDENCE, RUBRIC
        >>> found = audit(RUBRIC, EVIDENCE, CLAIMED)
        >>> sorted(found["成本控制情况"].readings[0])
        ['confused:budget_execution_rate', 'rounding:down']
    """
    take_instance(rubric, "rubric", Rubric)
    given = take_mapping(claimed, "claimed")
    card = _card(rubric, evidence, basis)
    lines, sections = _parts(card)
    claims: dict[str, Decimal | str] = {}
    for key, value in given.items():
        if key not in lines and key not in sections and key not in (TOTAL, GRADE):
            refuse("unknown_key", key, "", *near(key, [*lines, *sections, TOTAL, GRADE]))
        part = lines.get(key) or sections.get(key)
        is_grade = (key == GRADE and part is None) or _is_label(part, value)
        claims[key] = take_key(value, key) if is_grade else _decimal(value, key)
    found = tuple(_explained(card, claims, finding) for finding in what_differs(card, claims))
    return Audit(card, FixedMapping(claims), found, follows(card, claims))


def _card(rubric: Rubric, evidence: Evidence, basis: Basis | None) -> Card:
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


def _differs(claim: Decimal, line: ScoreLine | BoundLine) -> bool:
    """Return whether a claim is none of the points that a line can have."""
    if isinstance(line, ScoreLine):
        return claim != line.points
    return line.low is None or line.high is None or not line.low <= claim <= line.high


def _grades_of(line: ScoreLine | BoundLine) -> frozenset[str | None]:
    return frozenset({line.grade}) if isinstance(line, ScoreLine) else line.grades


def _is_label(part: Part | None, value: object) -> bool:
    """Return whether a claim is a grade of the part, not a number of points."""
    return part is not None and part.grades is not None and value in part.grades.all_labels


def _decimal(value: object, place: str) -> Decimal:
    """Return the claim with its written places, exactly."""
    number = exact(value, place)
    plain = value.strip() if isinstance(value, str) else value
    text = str(plain) if isinstance(plain, str | Decimal) else number_text(number)
    return Rounding(6).decimal(number) if "/" in text else Decimal(f"{Decimal(text):f}")


def what_differs(card: Card, claims: Mapping[str, Decimal | str]) -> Iterator[Finding]:
    """Yield the differences, in printed order, the total and the grade last; without readings."""
    lines, sections = _parts(card)
    for key, line in lines.items():
        claim = claims.get(key)
        if isinstance(claim, Decimal) and _differs(claim, card[key]):
            yield Finding("points_differ", key, claim, points_of(card[key]))
        yield from _letter_finding(card, line, claim)
    for key, section in sections.items():
        claim = claims.get(key)
        if key not in lines and isinstance(claim, Decimal):
            yield from _sum_findings(card, section, key, claim, claims)
        if key not in lines:
            yield from _letter_finding(card, section, claim)
    total = claims.get(TOTAL)
    if isinstance(total, Decimal):
        yield from _sum_findings(card, card.rubric, TOTAL, total, claims)
    grade = claims.get(GRADE)
    if isinstance(grade, str):
        yield from _grade_finding(card, grade, total, claims)


def _parts(card: Card) -> tuple[dict[str, Criterion], dict[str, Section]]:
    lines = {line.key: line for line in lines_of(card.rubric)}
    return lines, {part.key: part for part in sections_of(card.rubric)}


def _explained(card: Card, claims: Mapping[str, Decimal | str], finding: Finding) -> Finding:
    """Return the finding with the readings that give the claim."""
    lines, sections = _parts(card)
    place, claim = finding.place, finding.claimed
    part = lines.get(place) or sections.get(place) or card.rubric
    match finding.code:
        case "points_differ" if isinstance(part, Criterion) and isinstance(claim, Decimal):
            return _read_otherwise(card, part, claim, finding)
        case "line_grade_differs":
            given = (card.evidence, card.basis, _confusable(card))
            return _because(finding, grade_readings(part, str(claim), *given))
        case "sum_differs" if isinstance(part, Section) and isinstance(claim, Decimal):
            below = _claimed_below(part, claims) or {}
            readings = dict.fromkeys(_sum_readings(card, part, below, claim))
            return _because(finding, tuple(readings))
        case _:
            return finding


def _read_otherwise(card: Card, line: Criterion, claim: Decimal, finding: Finding) -> Finding:
    reach = line.reach.range
    if reach is not None and not point(Fraction(claim)).within(reach):
        above = precedes(reach.upper, Fraction(claim))
        end = reach.upper if above else reach.lower
        most = line.rounding.decimal(end) if isinstance(end, Fraction) else None
        return _because(finding, (BEYOND_REACH,), most)
    scored = card[line.key]
    if isinstance(scored, BoundLine) and not scored.is_decided:
        ends = [end for end in (scored.low, scored.high) if end is not None]
        closest = min(ends, key=lambda end: abs(end - claim), default=None)
        return _because(finding, (BEYOND_REACH,), closest)
    readings, nearest = readings_of(
        line, Fraction(claim), card.evidence, card.basis, _confusable(card)
    )
    now = scored.points if isinstance(scored, ScoreLine) else scored.low
    own = [points for points in (now, nearest) if points is not None]
    closest = min(own, key=lambda points: abs(Fraction(points) - Fraction(claim)), default=None)
    return _because(finding, readings, None if readings else closest)


def _because(
    finding: Finding, readings: tuple[frozenset[str], ...], nearest: Decimal | None = None
) -> Finding:
    """Return the finding with its readings, which decide its severity."""
    what = (finding.code, finding.place, finding.claimed, finding.recomputed)
    return Finding(*what, readings, nearest, numbers=finding.numbers)


def _letter_finding(card: Card, part: Part, claim: Decimal | str | None) -> Iterator[Finding]:
    """Yield the finding on a claimed grade of a line or section that differs."""
    graded = next(_grades_of(ln) for ln in (*card.lines, *card.sections) if ln.part is part)
    if isinstance(claim, str) and claim not in graded:
        yield Finding("line_grade_differs", part.key, claim, _listed(graded))


def _listed(grades: Iterable[str | None]) -> str | None:
    """Return the grades as one text: the grade, or those that are still possible."""
    return "/".join(sorted(grade for grade in grades if grade is not None)) or None


def _confusable(card: Card) -> tuple[Confusable, ...]:
    assert isinstance(card.rubric, Rubric), "it was scored by one"
    return card.rubric.confusable


# Sections and the total


def _sum_findings(
    card: Card,
    section: Section,
    place: str,
    claim: Decimal,
    claims: Mapping[str, Decimal | str],
) -> Iterator[Finding]:
    """Yield the finding on a sum that does not follow from the claims below, or the evidence."""
    below = _claimed_below(section, claims)
    if below is None:
        line = card.whole if place == TOTAL else card[place]
        if _differs(claim, line):
            yield Finding("points_differ", place, claim, points_of(line))
        return
    found = _from_lines(card, section, below)
    if claim != found:
        yield Finding("sum_differs", place, claim, found)


def _claimed_below(
    section: Section, claims: Mapping[str, Decimal | str]
) -> dict[int, Decimal] | None:
    """Return the claimed points of all parts below; None if one that the section reads has none.

    A section without a claim has the points of its own parts, where those are claimed.
    """
    found: dict[int, Decimal] = {}
    lines = {line.key for line in lines_of(section)}
    for part in parts_of(section):
        claim = claims.get(part.key)
        hidden = isinstance(part, Section) and part.key in lines  # the claim is that of the line
        if isinstance(claim, Decimal) and not hidden:
            found[id(part)] = claim
    return found if _is_claimed(section, found) else None


def _is_claimed(section: Section, claimed: Mapping[int, Decimal]) -> bool:
    """Return whether all points that a section reads are claimed, or follow from claims below."""
    if section.rule is None:
        return all(id(line) in claimed for line in lines_of(section))
    read = every(lowered(section, section.rule))
    parts = [section.below[node.key] for node in read if isinstance(node, n.Points)]
    return all(
        id(part) in claimed or (isinstance(part, Section) and _is_claimed(part, claimed))
        for part in parts
    )


def _from_lines(card: Card, section: Section, claimed: Mapping[int, Decimal]) -> Decimal | None:
    """Return the points of a section, from the claimed points of its parts."""
    if section.rule is None:
        return None
    number = evaluate(lowered(section, section.rule), _scope(card, section, claimed)).value.number
    return None if number is None else section.rounding.decimal(number)


def _scope(card: Card, part: Part, claimed: Mapping[int, Decimal]) -> Scope:
    """Return the scope of the rules of a part: a section reads the claims of its parts."""
    lines: dict[LineKey, LineValue] = {}
    if isinstance(part, Section):
        lines = {key: _as_claimed(card, inner, claimed) for key, inner in part.below.items()}
    return Scope(Facts(card.evidence, card.basis), lines)


def _as_claimed(card: Card, part: Part, claimed: Mapping[int, Decimal]) -> LineValue:
    """Return the points of a part as claimed, or as they follow from below, and their grade."""
    points = claimed.get(id(part))
    if points is None and isinstance(part, Section):
        points = _from_lines(card, part, claimed)
    return _graded(card, part, points, claimed)


def _graded(
    card: Card, part: Part, points: Decimal | None, claimed: Mapping[int, Decimal]
) -> LineValue:
    value = DOES_NOT_APPLY if points is None else known(Fraction(points))
    if part.grades is None:
        return LineValue(value)

    def holds(asked: Node) -> Value:
        return evaluate(lowered(part, asked), _scope(card, part, claimed)).value

    return LineValue(value, grades_of(part.grades, value, holds), part.grades.labels)


def _sum_readings(
    card: Card, section: Section, claimed: Mapping[int, Decimal], claim: Decimal
) -> Iterator[frozenset[str]]:
    """Yield each part that gives the claim when left out of the sum, or counted twice."""
    for part in parts_of(section):
        points = claimed.get(id(part))
        if points:
            for code, instead in (("left_out", Decimal(0)), ("twice", _twice(points))):
                if _from_lines(card, section, {**claimed, id(part): instead}) == claim:
                    yield frozenset({f"{code}:{part.key}"})


def _twice(points: Decimal) -> Decimal:
    return Rounding(12).decimal(2 * Fraction(points))


def _grade_finding(
    card: Card, grade: str, total: Decimal | str | None, claims: Mapping[str, Decimal | str]
) -> Iterator[Finding]:
    """Yield the finding on a grade that does not follow from the claimed total, or the evidence."""
    expected = _grades_of(card.whole)
    numbers = {} if isinstance(total, Decimal) else {"from": "evidence"}
    if isinstance(total, Decimal):
        below = _claimed_below(card.rubric, claims)
        if below is None:  # not all lines are claimed: use those of the card
            below = dict(_known_below(card))
        expected = _graded(card, card.rubric, total, below).grades
    if grade not in expected:
        yield Finding("grade_differs", GRADE, grade, _listed(expected), numbers=numbers)


def _known_below(card: Card) -> Iterator[tuple[int, Decimal]]:
    """Yield the points of the lines that are known, by the identity of the line."""
    for line in card.lines:
        points = points_of(line)
        if isinstance(points, Decimal):
            yield id(line.part), points


def follows(card: Card, claims: Mapping[str, Decimal | str]) -> bool | None:
    """Return whether the claimed total follows from the claimed lines; None if one is missing."""
    below, total = _claimed_below(card.rubric, claims), claims.get(TOTAL)
    if below is None or not isinstance(total, Decimal):
        return None
    return _from_lines(card, card.rubric, below) == total
