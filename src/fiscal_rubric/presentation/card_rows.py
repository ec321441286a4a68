"""The column headings and the row cells of a card's table."""

from __future__ import annotations

from fiscal_rubric.numbers.exact import number_text
from fiscal_rubric.presentation.languages import say
from fiscal_rubric.rubric.scorecard import BoundLine, Bounds, Scorecard, ScoreLine

Row = tuple[str, ...]


def headings_of(card: Scorecard | Bounds, language: str) -> Row:
    """Return the column headings; all columns but the first and the last hold numbers."""
    points = ("points",) if isinstance(card, Scorecard) else ("low", "high")
    return tuple(say(f"heading.{name}", language) for name in ("name", "full", *points, "grade"))


def cells_of(line: ScoreLine | BoundLine, name: str, language: str) -> Row:
    """Return the cells of a line."""
    nothing = say("not_applicable", language)
    if isinstance(line, ScoreLine):
        points: Row = (nothing if line.points is None else str(line.points),)
    else:
        points = tuple(nothing if end is None else str(end) for end in (line.low, line.high))
        if line.may_not_apply and line.high is not None:
            points = (points[0], f"{points[1]} / {nothing}")
    return (name, number_text(line.full), *points, "/".join(line.possible_grades))
