"""A sheet as it was read: its cells in their places, marked by what became of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from fiscal_rubric.errors import Fault, FiscalRubricError
from fiscal_rubric.evidence.places import Amount, Result
from fiscal_rubric.presentation import escaped_html as e
from fiscal_rubric.presentation.findings import finding
from fiscal_rubric.presentation.languages import explain_error, say
from fiscal_rubric.tables.merged_cells import letters_of
from fiscal_rubric.tables.sheet import Claim, Sheet, Use

MOST_ROWS_SHOWN = 200
_MARKS = {"read": "", "claim": "", "left": "", "unread": "⚠ "}  # never by colour alone


def sheet_text(sheet: Sheet, language: str) -> str:
    """Return how many cells were read, those that were not, and what is strange, a line each."""
    return "\n".join(_notes(sheet, language))


def sheet_page(sheet: Sheet, language: str) -> str:
    """Return the cells as a table in HTML; each says on hovering what became of it."""
    rows = sorted({row for row, _ in sheet.texts})
    columns = range(1, 1 + max((column for _, column in sheet.texts), default=0))
    headings = [("", True), *((letters_of(column), False) for column in columns)]
    broken = {(cell.row, cell.column): cell.fault for cell in sheet.unread}
    lines = (
        e.row(
            [
                e.name(str(row), language, is_number=True),
                *(_cell(sheet, broken, (row, c), language) for c in columns),
            ]
        )
        for row in rows[:MOST_ROWS_SHOWN]
    )
    notes = list(_notes(sheet, language))
    if len(rows) > MOST_ROWS_SHOWN:
        notes.append(say("more_rows", language, count=len(rows) - MOST_ROWS_SHOWN))
    return e.page(say("title.Sheet", language), headings, [e.body(lines)], notes, language)


def _notes(sheet: Sheet, language: str) -> Iterator[str]:
    uses = list(sheet.cells.values())
    left = sum(isinstance(use, str) for use in uses)
    counts = {"read": len(uses) - left, "left": left, "unread": len(sheet.unread)}
    yield say("sheet_cells", language, **counts)
    for cell in sheet.unread:
        yield explain_error(FiscalRubricError([cell.fault]), language)
    yield from (finding(found, language) for found in sheet.findings)


def _cell(
    sheet: Sheet, broken: Mapping[tuple[int, int], Fault], spot: tuple[int, int], language: str
) -> str:
    text, use = sheet.texts.get(spot, ""), sheet.cells.get(spot)
    if use is not None:
        kind, said = _kind(use), _said(use, language)
    elif spot in broken:
        kind, said = "unread", explain_error(FiscalRubricError([broken[spot]]), language)
    else:
        return e.words("", language)
    return e.marked(_MARKS[kind] + text, said, kind, language)


def _kind(use: Use) -> str:
    if isinstance(use, str):
        return "left"
    return "claim" if isinstance(use, Claim) else "read"


def _said(use: Use, language: str) -> str:
    """Return what became of a cell, in words."""
    match use:
        case Claim(name=name, what=what):
            return say(f"use.{what}", language, name=name)
        case Result(indicator=key, column=column):
            name = "indicator" if column == "name" else column
            return f"{key}: {say(f'heading.{name}', language)}"
        case Amount(project=project, figure=figure):
            return f"{project}: {say(figure, language)}"
        case str():
            return say(f"use.{use}", language)
        case _:
            assert_never(use)
