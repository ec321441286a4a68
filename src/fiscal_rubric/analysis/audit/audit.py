"""Audit of claims: recomputed points, and the readings that reproduce a claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from attrs import frozen

from fiscal_rubric.analysis.audit.explanations import Explanations
from fiscal_rubric.analysis.audit.sums import (
    as_claimed,
    card_of,
    claimed_below,
    graded_from,
    grades_in,
    lines_in,
    may_be,
    points_of,
    shown_points,
    value_from,
    why_not,
)
from fiscal_rubric.display import Displayed, Scalar
from fiscal_rubric.errors import near, refuse
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.numbers.exact import Number, exact, number_text
from fiscal_rubric.numbers.rounding import Rounding
from fiscal_rubric.rubric.criteria import Criterion, Part, Section, lines_of, sections_of
from fiscal_rubric.rubric.findings import Finding, row_of
from fiscal_rubric.rubric.rubric import GRADE, TOTAL, Rubric
from fiscal_rubric.rubric.scorecard import AnyCard, BoundLine, ScoreLine
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.texts import FixedMapping
from fiscal_rubric.validation import take_instance, take_key, take_mapping


@frozen(repr=False)
class Audit(Displayed):
    """Claims compared with a scorecard, or with bounds where the evidence has gaps.

    Attributes:
        card: the rubric's own result.
        claimed: the claims, by key.
        findings: the differences, in printed order; the total and the grade last.
        total_follows: whether the claimed total follows from the claimed lines; None where not
            all lines, or no total, was claimed, or where missing facts leave it open.
    """

    card: AnyCard
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
    card = card_of(rubric, evidence, basis)
    lines, sections = _parts(card)
    claims: dict[str, Decimal | str] = {}
    for key, value in given.items():
        if key not in lines and key not in sections and key not in (TOTAL, GRADE):
            refuse("unknown_key", key, "", *near(key, [*lines, *sections, TOTAL, GRADE]))
        part = lines.get(key) or sections.get(key)
        is_grade = (key == GRADE and part is None) or _is_label(part, value)
        claims[key] = take_key(value, key) if is_grade else _decimal(value, key)
    explanations = Explanations(card, claims)
    found = tuple(map(explanations.explained, what_differs(card, claims)))
    return Audit(card, FixedMapping(claims), found, follows(card, claims))


def _differs(claim: Decimal, line: ScoreLine | BoundLine) -> bool:
    """Return whether a claim is none of the points that a line can have."""
    if isinstance(line, ScoreLine):
        return claim != as_claimed(claim, line)
    return line.low is None or line.high is None or not line.low <= claim <= line.high


def _is_label(part: Part | None, value: object) -> bool:
    """Return whether a claim is a grade of the part, not a number of points."""
    return part is not None and part.grades is not None and value in part.grades.all_labels


def _decimal(value: object, place: str) -> Decimal:
    """Return the claim with its written places, exactly."""
    number = exact(value, place)
    plain = value.strip() if isinstance(value, str) else value
    text = str(plain) if isinstance(plain, str | Decimal) else number_text(number)
    return Rounding(6).decimal(number) if "/" in text else Decimal(f"{Decimal(text):f}")


def what_differs(card: AnyCard, claims: Mapping[str, Decimal | str]) -> Iterator[Finding]:
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


def _parts(card: AnyCard) -> tuple[dict[str, Criterion], dict[str, Section]]:
    lines = {line.key: line for line in lines_of(card.rubric)}
    return lines, {part.key: part for part in sections_of(card.rubric)}


def _letter_finding(card: AnyCard, part: Part, claim: Decimal | str | None) -> Iterator[Finding]:
    """Yield the finding on a claimed grade of a line or section that differs."""
    graded = next(grades_in(ln) for ln in (*card.lines, *card.sections) if ln.part is part)
    if isinstance(claim, str) and claim not in graded:
        yield Finding("line_grade_differs", part.key, claim, _listed(graded))


def _listed(grades: Iterable[str | None]) -> str | None:
    """Return the grades as one text: the grade, or those that are still possible."""
    return "/".join(sorted(grade for grade in grades if grade is not None)) or None


# Sections and the total


def _sum_findings(
    card: AnyCard,
    section: Section,
    place: str,
    claim: Decimal,
    claims: Mapping[str, Decimal | str],
) -> Iterator[Finding]:
    """Yield the finding on a sum that does not follow from the claims below, or the evidence."""
    below = claimed_below(section, claims)
    if below is None:
        line = card.whole if place == TOTAL else card[place]
        if _differs(claim, line):
            yield Finding("points_differ", place, claim, points_of(line))
        return
    found = value_from(section, _facts(card), below, lines_in(card))
    if not may_be(section, claim, found):
        yield Finding("sum_differs", place, claim, shown_points(section, found))


def _facts(card: AnyCard) -> Facts:
    return Facts(card.evidence, card.basis)


def _grade_finding(
    card: AnyCard, grade: str, total: Decimal | str | None, claims: Mapping[str, Decimal | str]
) -> Iterator[Finding]:
    """Yield the finding on a grade that does not follow from the claimed total, or the evidence."""
    expected = grades_in(card.whole)
    numbers: dict[str, str] = {}
    points = points_of(card.whole)
    if isinstance(total, Decimal):
        below = claimed_below(card.rubric, claims) or {}
        others = lines_in(card)  # for what is not claimed
        expected = graded_from(card.rubric, _facts(card), total, below, others).grades
        points = total
    else:
        numbers["from"] = "evidence"
    if grade not in expected:
        scale = card.rubric.grades
        if scale is not None and isinstance(points, Decimal):
            numbers["why"] = why_not(scale, grade, points)
        yield Finding("grade_differs", GRADE, grade, _listed(expected), numbers=numbers)


def follows(card: AnyCard, claims: Mapping[str, Decimal | str]) -> bool | None:
    """Return whether the claimed total follows from the claimed lines; None if that is open."""
    below, total = claimed_below(card.rubric, claims), claims.get(TOTAL)
    if below is None or not isinstance(total, Decimal):
        return None
    found = value_from(card.rubric, _facts(card), below, lines_in(card))
    if not may_be(card.rubric, total, found):
        return False
    return True if found.is_known else None
