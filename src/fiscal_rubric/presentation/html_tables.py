"""Rows of a result as one table in HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias, Union

from fiscal_rubric.presentation import escaped_html as e

# The content of a cell of a result; None is an empty cell.
Cell: TypeAlias = Union[str, Decimal, int, None]


def result_html(
    title: str, rows: Sequence[Mapping[str, Cell]], notes: Sequence[str], language: str
) -> str:
    """Return rows as one HTML table; the first column names each row."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    headings = [(name, any(_is_number(row.get(name)) for row in rows)) for name in names]
    body = e.body(_result_row([row.get(name) for name in names], language) for row in rows)
    return e.page(title, headings, [body], notes, language)


def _result_row(cells: Sequence[Cell], language: str) -> str:
    first, *others = cells
    name = e.name(_cell_text(first), language, is_number=_is_number(first))
    return e.row([name, *(_result_cell(cell, language) for cell in others)])


def _result_cell(cell: Cell, language: str) -> str:
    text = _cell_text(cell)
    return e.number(text) if _is_number(cell) else e.words(text, language)


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, Decimal | int)


def _cell_text(cell: Cell) -> str:
    if cell is None:
        return ""
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)  # never 0E-7
