"""Checks of the readings of a rubric: which of them make a difference for some evidence."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from fiscal_rubric.analysis.audit.sums import card_of, grades_in, points_of
from fiscal_rubric.errors import FiscalRubricError
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.rubric.findings import Finding
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rubric.scorecard import BoundLine, ScoreLine
from fiscal_rubric.texts import text_in


def reading_findings(rubric: Rubric, evidence: Evidence) -> Iterator[Finding]:
    """Yield a finding on each line, and on the total, that a reading changes."""
    named = rubric.every_reading()
    if not named:
        return
    card = card_of(rubric, evidence, None)
    for code, readings in named.items():
        texts = {f"text.{of}": text_in(readings[0].text, of) for of in ("zh", "en")}
        try:
            other = card_of(rubric.read_as(code), evidence, None)
        except FiscalRubricError as error:  # it asks something else
            numbers = {"why": str(error.faults[0]), "reading": code}
            yield Finding("reading_not_scored", code, numbers={**numbers, **texts})
            continue
        before, after = (
            [*each.lines, *each.sections, each.whole] for each in (card, other)
        )  # fmt: skip
        for old, new in zip(before, after, strict=True):
            if _result(old) != _result(new):
                numbers = {"now": _result(old), "other": _result(new)}
                place = f"{old.key}/{code}"
                yield Finding(
                    "reading_matters", place, numbers={**numbers, "reading": code, **texts}
                )


def _result(line: ScoreLine | BoundLine) -> str:
    """Return the points and the grade of a line as one text: 84.47, 良."""
    points = points_of(line)
    shown = str(points) if isinstance(points, Decimal) else points or "—"
    grades = sorted(grade for grade in grades_in(line) if grade is not None)
    return ", ".join((shown, "/".join(grades))) if grades else shown
