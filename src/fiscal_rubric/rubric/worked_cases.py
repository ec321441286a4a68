"""Worked cases: evidence with its expected result, as a standard may print it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from attrs import field, frozen

from fiscal_rubric.errors import Fault, fault, refuse, unknown
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.numbers.exact import Number, constant, number_text
from fiscal_rubric.rubric.scorecard import Scorecard, ScoreLine
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.texts import FixedMapping, FixedText
from fiscal_rubric.validation import as_name, take_instance, take_key, take_mapping


def _evidence(value: Evidence) -> Evidence:
    return take_instance(value, "evidence", Evidence)


def _basis(value: Basis | None) -> Basis | None:
    return None if value is None else take_instance(value, "basis", Basis)


def _total(value: Number | None) -> Fraction | None:
    return None if value is None else constant(value, "total")


def _grade(value: str | None) -> str | None:
    return None if value is None else take_key(value, "grade")


def _points(value: Mapping[str, Number]) -> FixedMapping[Fraction]:
    items = take_mapping(value, "points").items()
    return FixedMapping({key: constant(number, f"points.{key}") for key, number in items})


def _grades(value: Mapping[str, str]) -> FixedMapping[str]:
    items = take_mapping(value, "grades").items()
    return FixedMapping({key: take_key(label, f"grades.{key}") for key, label in items})


@frozen
class WorkedCase:
    """Evidence with its expected result: "86.50 on the report of 2020".

    Args:
        name: as printed.
        evidence: the evidence to score.
        total: the expected total; None if it is not stated.
        grade: the expected grade; None if it is not stated.
        basis: how the evidence is read; the rubric's own basis if None.
        points: key of a line or section to its expected points, if stated.
        grades: key of a line or section to its expected grade, if stated.

    Raises:
        FiscalRubricError: it states nothing, or an argument does not fit.

    Example:
        >>> case = WorkedCase("half", Evidence(answers={"surveyed": False}), total="1.00")
        >>> case.total
        Fraction(1, 1)
    """

    name: FixedText = field(converter=as_name)
    evidence: Evidence = field(converter=_evidence)
    total: Fraction | None = field(default=None, converter=_total)
    grade: str | None = field(default=None, converter=_grade)
    basis: Basis | None = field(default=None, kw_only=True, converter=_basis)
    points: FixedMapping[Fraction] = field(
        factory=FixedMapping[Fraction], kw_only=True, converter=_points
    )
    grades: FixedMapping[str] = field(factory=FixedMapping[str], kw_only=True, converter=_grades)

    def __attrs_post_init__(self) -> None:
        if self.total is None and self.grade is None and not (self.points or self.grades):
            refuse("nothing_stated", "case", "", "total=", "grade=", "points=", "grades=")


def differences(case: WorkedCase, card: Scorecard) -> list[Fault]:
    """Return a fault for each stated value of a case that a scorecard does not give."""
    refused: list[Fault] = []
    keys = [line.key for line in (*card.lines, *card.sections)]
    for name, stated in (("points", case.points), ("grades", case.grades)):
        strange = (key for key in stated if key not in card)
        refused += unknown("unknown_key", strange, keys, place=f"{name}.")
    points = {key: number for key, number in case.points.items() if key in card}
    grades = {key: label for key, label in case.grades.items() if key in card}
    pairs = [
        *((f"points.{key}", _text(said), _again(said, card[key])) for key, said in points.items()),
        *((f"grades.{key}", said, card[key].grade) for key, said in grades.items()),
        ("total", _text(case.total), _again(case.total, card.whole)),
        ("grade", case.grade, card.grade),
    ]
    return [*refused, *differing(pair for pair in pairs if pair[1] is not None)]


def _again(stated: Fraction | None, line: ScoreLine) -> str | None:
    """Return the points of a line as text; those not rounded may be stated exactly."""
    is_same = line.part.rounding.is_exact and stated == line.resolved.value.number
    return _text(stated) if is_same else _text(line.points)


def differing(pairs: Iterable[tuple[str, str | None, str | None]]) -> list[Fault]:
    """Return a fault for each place whose result is not the stated value."""
    return [
        fault("scored_differently", place, said or "—", again or "—")
        for place, said, again in pairs
        if said != again
    ]


def _text(points: Fraction | Decimal | None) -> str | None:
    return None if points is None else number_text(Fraction(points))
