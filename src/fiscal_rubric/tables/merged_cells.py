"""The merged ranges of a sheet, as openpyxl, python-calamine or a text names them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from attrs import frozen

from fiscal_rubric.errors import refuse
from fiscal_rubric.validation import take_sequence

_NAMED = r"(?a)\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"


@frozen
class Merged:
    """The merged ranges by their first cell.

    Attributes:
        rows_of: (row, column) of the first cell to the number of rows.
    """

    rows_of: dict[tuple[int, int], int]

    def rows(self, row: int, column: int) -> int:
        """Return how many rows the cell covers."""
        return self.rows_of.get((row, column), 1)


def merged_cells(ranges: Sequence[object]) -> Merged:
    """Take the merged ranges of a sheet.

    Args:
        ranges: objects with `bounds` (openpyxl: column before row, from 1), pairs of (row, column)
            from 0 (python-calamine), or texts such as "A1:C3".

    Raises:
        FiscalRubricError: a range is none of them.

    Example:
        >>> merged_cells(["A2:A4", ((0, 1), (2, 1))]).rows(2, 1)
        3
    """
    found = [_range(each, f"merged[{at}]") for at, each in enumerate(_each(ranges))]
    return Merged({(top, left): bottom - top + 1 for top, left, bottom in found})


def _each(ranges: object) -> Sequence[object]:
    if isinstance(ranges, set | frozenset):
        return sorted(cast("set[object]", ranges), key=str)
    return list(take_sequence(ranges, "merged"))


def _range(value: object, place: str) -> tuple[int, int, int]:
    """Return the first row of a range, its first column and its last row, from 1."""
    bounds = getattr(value, "bounds", None)
    if bounds is not None:
        left, top, _, bottom = cast("tuple[int, int, int, int]", bounds)
        return top, left, bottom
    named = re.fullmatch(_NAMED, value) if isinstance(value, str) else None
    if named:
        return int(named[2]), _column(named[1]), int(named[4])
    try:
        (top, left), (bottom, _) = cast("tuple[tuple[int, int], tuple[int, int]]", value)
        return top + 1, left + 1, bottom + 1
    except (TypeError, ValueError):
        refuse("wrong_type", place, value, '"A1:C3"', "((0, 0), (2, 2))")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def letters_of(column: int) -> str:
    """Return the letters of a column, as a spreadsheet shows them.

    Example:
        >>> letters_of(1), letters_of(28)
        ('A', 'AB')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
