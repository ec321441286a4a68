"""Read the cells of a table of records by row and column, and collect their faults."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import TypeVar, cast

from attrs import evolve

from fiscal_rubric.errors import Fault, FiscalRubricError, fault, near
from fiscal_rubric.numbers.exact import exact, number_text
from fiscal_rubric.numbers.units import unit_of
from fiscal_rubric.tables.headings import by_heading
from fiscal_rubric.tables.host_values import clean, is_number, plain_value, printed
from fiscal_rubric.targets.signs_and_claims import plain_heading
from fiscal_rubric.validation import take_mapping, take_plain, take_sequence

T = TypeVar("T")
# The least bare numbers that are per cent and no share of 1: 10 in a number cell, 2 in a text.
LEAST_PER_CENT, LEAST_PER_CENT_IN_TEXT = 10, 2


class Table:
    """The rows of a table, with all faults found in them.

    Args:
        rows: heading to cell for each row.
        columns: column to its headings.
        leave_out: headings of columns that are not read.
        left: columns that are known but not read, with their headings.
    """

    def __init__(
        self,
        rows: object,
        columns: Mapping[str, tuple[str, ...]],
        leave_out: Sequence[str] = (),
        left: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self._faults: dict[Fault, None] = {}
        self.rows = [
            take_mapping(row, f"rows[{i}]") for i, row in enumerate(take_sequence(rows, "rows"), 1)
        ]
        known = by_heading(columns)
        others = by_heading(left or {})
        out = {
            take_plain(heading, "leave_out") for heading in take_sequence(leave_out, "leave_out")
        }
        self.headings: dict[str, str] = {}
        for heading in dict.fromkeys(heading for row in self.rows for heading in row):
            plain = plain_heading(clean(heading))
            if heading in out or plain in others:
                continue
            if plain not in known:
                nearest = near(plain, known)
                self._faults[fault("heading", heading, "", *nearest)] = None
            elif known[plain] in self.headings:
                self._choose(known[plain], heading)
            else:
                self.headings[known[plain]] = heading

    def _choose(self, column: str, heading: str) -> None:
        """Take the one of two columns that has cells; note both if both have."""
        before = self.headings[column]
        if all(plain_value(row.get(before)) is None for row in self.rows):
            self.headings[column] = heading
        elif any(plain_value(row.get(heading)) is not None for row in self.rows):
            self._faults[fault("two_columns", heading, before, heading)] = None

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The faults found so far."""
        return tuple(self._faults)

    def values(self, index: int) -> dict[str, object]:
        """Return the cells of a row by column."""
        row = self.rows[index]
        return {column: row.get(heading) for column, heading in self.headings.items()}

    def cell(self, index: int, column: str) -> object:
        """Return the value of a cell; None where it is blank."""
        return plain_value(self.rows[index].get(self.headings.get(column, "")))

    def is_blank(self, index: int) -> bool:
        """Return whether all cells of a row are blank."""
        return all(plain_value(value) is None for value in self.rows[index].values())

    def text(self, index: int, column: str, *, needed: str = "") -> str:
        """Return the text of a cell without line breaks; add a fault if it is needed but blank."""
        found = self.cell(index, column)
        text = self.read(index, column, lambda: printed(found)) or ""
        if needed and found is None:
            self.add(index, column, fault("blank_cell", "", "", needed))
        return text

    def heads(
        self, columns: Sequence[str], down: Container[str], left_out: Container[int] = ()
    ) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield each row that is not left out, with its headings, outer ones first.

        A merged cell is blank below its first row, and ends where an outer heading changes.
        """
        above: dict[str, str] = {}
        for index in range(len(self)):
            if index in left_out:
                continue
            row: dict[str, str] = {}
            for depth, column in enumerate(columns):
                text = self.text(index, column)
                if not text and column in above:
                    text = above[column]
                    if column not in down:
                        fix = f'fill_down=("{self.headings.get(column, column)}",)'
                        self.add(index, column, fault("blank_cell", "", "", text, fix))
                elif text and text != above.get(column):
                    above = {outer: above[outer] for outer in columns[:depth] if outer in above}
                    above[column] = text
                row[column] = text
            yield index, row

    def check_share(self, index: int, column: str, unit: str) -> None:
        """Refuse a bare number in an answer of shares: a spreadsheet stores 90 % as 0.9.

        A number cell of 10 or more is read as per cent, because 1000 % is unlikely; so is a text of
        2 or more.
        """
        found = self.cell(index, column)
        least = LEAST_PER_CENT if is_number(found) else LEAST_PER_CENT_IN_TEXT
        try:
            number = exact(cast("str", found), "")
        except FiscalRubricError:
            return  # it has a unit, or is not a number
        if 0 < abs(number) < least:
            texts = (number_text(n) + unit for n in (number / unit_of(unit)[0], number))
            self.add(index, column, fault("share", "", number_text(number), *texts))

    def read(self, index: int, column: str, reader: Callable[[], T]) -> T | None:
        """Call a reader; add its faults and return None where it fails."""
        try:
            return reader()
        except FiscalRubricError as error:
            for broken in error.faults:
                self.add(index, column, broken)
            return None

    def add(self, index: int, column: str, broken: Fault) -> None:
        """Add a fault of a cell, by its row and heading."""
        place = f"row {index + 1}/{self.headings.get(column, column)}"
        self._faults[evolve(broken, place=place)] = None

    def refuse(self) -> None:
        """Raise all faults, if there are any."""
        if self._faults:
            raise FiscalRubricError(self.faults)
