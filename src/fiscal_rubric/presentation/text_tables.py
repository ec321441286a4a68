"""Tables of aligned columns; Chinese characters are two columns wide."""

from __future__ import annotations

from collections.abc import Container, Sequence
from unicodedata import east_asian_width

from fiscal_rubric.texts import printable


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines of aligned columns; the first row is the headings."""
    return table_and_widths(rows, ())[0]


def table_and_widths(
    rows: Sequence[Sequence[str]], numbers: Container[int]
) -> tuple[list[str], list[int]]:
    """Return the lines, and the width of each column."""
    rows = [[printable(cell) for cell in row] for row in rows]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(
            _padded(cell, widths[column], right=column in numbers)
            for column, cell in enumerate(row)
        ).rstrip()
        for row in rows
    ]
    return lines, widths


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space
