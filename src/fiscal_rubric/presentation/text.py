"""Scorecards and bounds as plain text and as Markdown."""

from __future__ import annotations

from collections.abc import Container, Sequence
from unicodedata import east_asian_width

from fiscal_rubric.criteria import Section
from fiscal_rubric.exact import number_text
from fiscal_rubric.mappings import text_in
from fiscal_rubric.presentation.explain import basis_text, grade_reasons
from fiscal_rubric.presentation.languages import say
from fiscal_rubric.scorecard import BoundLine, Bounds, Scorecard, ScoreLine

Row = tuple[str, ...]


def plain_text(card: Scorecard | Bounds, language: str) -> str:
    """The card as a table of aligned columns; Chinese characters are two columns wide."""
    rows = [headings_of(card, language), *_rows(card, language)]
    table, widths = _table(rows, range(1, len(rows[0]) - 1))
    rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
    return "\n".join(
        [
            text_in(card.rubric.name, language),
            rule,
            table[0],
            rule,
            *table[1:-1],
            rule,
            table[-1],
            *notes_of(card, language),
        ]
    )


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines of aligned columns, the first of them headings."""
    return _table(rows, ())[0]


def _table(rows: Sequence[Sequence[str]], numbers: Container[int]) -> tuple[list[str], list[int]]:
    """The lines, and how wide each column is."""
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(
            _padded(cell, widths[column], right=column in numbers)
            for column, cell in enumerate(row)
        ).rstrip()
        for row in rows
    ]
    return lines, widths


def markdown(card: Scorecard | Bounds, language: str) -> str:
    """The card as a Markdown table."""
    headings, *rows = [headings_of(card, language), *_rows(card, language)]
    aligned = [":--", *["--:"] * (len(headings) - 2), ":--"]
    lines = [f"| {' | '.join(map(_escaped, row))} |" for row in (headings, *rows)]
    lines.insert(1, f"| {' | '.join(aligned)} |")
    title = f"**{_escaped(text_in(card.rubric.name, language))}**"
    return "\n".join([title, "", *lines, "", *map(_escaped, notes_of(card, language))])


def notes_of(card: Scorecard | Bounds, language: str) -> list[str]:
    """What stands below the table: reasons of grades, the basis, and whether ends are loose."""
    notes = [
        say("step_item", language, item=text_in(line.name, language), rest=reason)
        for line in card.every_line
        for reason in grade_reasons(line, language)
    ]
    notes.append(basis_text(card, language))
    if isinstance(card, Bounds) and not card.tight:
        notes.append(say("card_loose", language))
    return notes


def headings_of(card: Scorecard | Bounds, language: str) -> Row:
    """The headings of the columns: the first and the last are words, the others numbers."""
    points = ("points",) if isinstance(card, Scorecard) else ("low", "high")
    return tuple(say(f"heading.{name}", language) for name in ("name", "full", *points, "grade"))


def _rows(card: Scorecard | Bounds, language: str) -> list[Row]:
    by_part: dict[int, ScoreLine | BoundLine] = {
        id(line.part): line for line in (*card.lines, *card.sections)
    }
    found: list[Row] = []

    def walk(section: Section, depth: int) -> None:
        for part in section.parts:
            line = by_part[id(part)]
            name = "  " * depth + text_in(line.name, language)
            found.append(cells_of(line, name, language))
            if isinstance(part, Section):
                walk(part, depth + 1)

    walk(card.rubric, 0)
    found.append(cells_of(card.whole, say("card_total", language), language))
    return found


def cells_of(line: ScoreLine | BoundLine, name: str, language: str) -> Row:
    """A line in the columns of its card."""
    nothing = say("not_applicable", language)
    if isinstance(line, ScoreLine):
        points: Row = (nothing if line.points is None else str(line.points),)
    else:
        points = tuple(nothing if end is None else str(end) for end in (line.low, line.high))
        if line.may_not_apply and line.high is not None:
            points = (points[0], f"{points[1]} / {nothing}")
    return (name, number_text(line.full), *points, "/".join(line.possible_grades))


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


def _escaped(text: str) -> str:
    indent = len(text) - len(text.lstrip(" "))
    plain = " ".join(text.split())
    for sign in "\\|*_<>`[]":
        plain = plain.replace(sign, f"\\{sign}")
    return "&emsp;" * (indent // 2) + plain
