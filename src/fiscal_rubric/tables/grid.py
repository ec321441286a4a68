"""Read the cells of a table by row and column, and collect their faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import isnan
from typing import TypeVar

from attrs import evolve

from fiscal_rubric.errors import Fault, FiscalRubricError, describe, fault, near
from fiscal_rubric.numbers.exact import exact, number_text
from fiscal_rubric.numbers.units import unit_of
from fiscal_rubric.targets.signs_and_claims import normal
from fiscal_rubric.validation import take_mapping, take_plain, take_sequence

T = TypeVar("T")

_BETWEEN_CHINESE = r"(?<=[^\x00-\xff])\s*[\r\n]+\s*(?=[^\x00-\xff])"


class Table:
    """The rows of a table, with all faults found in them."""

    def __init__(
        self, rows: object, columns: Mapping[str, tuple[str, ...]], leave_out: Sequence[str]
    ) -> None:
        self.faults: list[Fault] = []
        self.rows = [
            take_mapping(row, f"rows[{i}]") for i, row in enumerate(take_sequence(rows, "rows"), 1)
        ]
        known = {own: column for column, owned in columns.items() for own in (column, *owned)}
        left = {
            take_plain(heading, "leave_out") for heading in take_sequence(leave_out, "leave_out")
        }
        self.headings: dict[str, str] = {}
        for heading in dict.fromkeys(heading for row in self.rows for heading in row):
            plain = _clean(heading)
            if heading in left:
                continue
            if plain not in known:
                self.faults.append(fault("heading", heading, "", *near(plain, known)))
            elif known[plain] in self.headings:
                self.faults.append(fault("duplicate_key", heading, known[plain]))
            else:
                self.headings[known[plain]] = heading

    def __len__(self) -> int:
        return len(self.rows)

    def cell(self, index: int, column: str) -> object:
        """Return the value of a cell; None where it is blank."""
        found = self.rows[index].get(self.headings.get(column, ""))
        if found is None or (isinstance(found, float | Decimal) and isnan(found)):
            return None
        return found

    def text(self, index: int, column: str, *, needed: str = "") -> str:
        """Return the text of a cell without line breaks; add a fault if it is needed but blank."""
        found = self.cell(index, column)
        if isinstance(found, bool) or not isinstance(
            found, str | int | float | Decimal | Fraction | None
        ):
            self.add(index, column, fault("wrong_type", "", describe(found), "str", "3"))
            return ""
        text = "" if found is None else self.read(index, column, lambda: _printed(found)) or ""
        if needed and not text:
            self.add(index, column, fault("blank_cell", "", "", needed))
        return text

    def weight(self, index: int) -> Fraction | None:
        """Read the points of an indicator: 10 or 10分."""
        text = normal(self.text(index, "weight")).removesuffix("分")
        weight = self.read(index, "weight", lambda: exact(text, "")) if text else None
        if weight is not None and weight < 0:
            self.add(index, "weight", fault("negative", "", text))
        return weight

    def heads(self, columns: Sequence[str], down: Container[str]) -> Iterator[dict[str, str]]:
        """Yield the headings of each row, outer ones first.

        A merged cell is blank below its first row, and ends where an outer heading changes.
        """
        above: dict[str, str] = {}
        for index in range(len(self)):
            row: dict[str, str] = {}
            for depth, column in enumerate(columns):
                text = self.text(index, column)
                if not text and column in above:
                    text = above[column]
                    if column not in down:
                        fix = f'fill_down=("{column}",)'
                        self.add(index, column, fault("blank_cell", "", "", text, fix))
                elif text and text != above.get(column):
                    above = {outer: above[outer] for outer in columns[:depth] if outer in above}
                    above[column] = text
                row[column] = text
            yield row

    def check_share(self, index: int, column: str, unit: str) -> None:
        """Refuse a bare number in a column of shares: a spreadsheet stores 90 % as 0.9.

        A number of 10 or more is read as per cent, because 1000 % is unlikely.
        """
        found = self.cell(index, column)
        if isinstance(found, bool) or not isinstance(found, int | float | Decimal | Fraction):
            return
        number = self.read(index, column, lambda: exact(found, ""))
        if number is not None and 0 < abs(number) < 10:
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
        named = evolve(broken, place=place)
        if named not in self.faults:
            self.faults.append(named)

    def refuse(self) -> None:
        """Raise all faults, if there are any."""
        if self.faults:
            raise FiscalRubricError(self.faults)


def _clean(text: str) -> str:
    """Replace line breaks by spaces; remove them between Chinese characters."""
    return " ".join(re.sub(_BETWEEN_CHINESE, "", take_plain(text, "cell")).split())


def _printed(found: str | int | float | Decimal | Fraction) -> str:
    """Return a cell as printed text: 5 for the 5.0 of a spreadsheet."""
    return _clean(found) if isinstance(found, str) else number_text(exact(found, ""))
