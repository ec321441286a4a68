"""A table as a host hands it over: cells by row and column, and all that is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import isnan
from typing import TypeVar

from attrs import evolve

from fiscal_rubric.arguments import take_mapping, take_plain, take_sequence
from fiscal_rubric.errors import Fault, FiscalRubricError, describe, fault, near
from fiscal_rubric.exact import exact, number_text

T = TypeVar("T")

_BETWEEN_CHINESE = r"(?<=[^\x00-\xff])\s*[\r\n]+\s*(?=[^\x00-\xff])"


class Table:
    """Rows by column, with all faults that are found in them."""

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
        """What stands in a cell; None where nothing does."""
        found = self.rows[index].get(self.headings.get(column, ""))
        if found is None or (isinstance(found, float | Decimal) and isnan(found)):
            return None
        return found

    def text(self, index: int, column: str, *, needed: str = "") -> str:
        """What is printed in a cell, with its line breaks taken out; a fault where it is needed."""
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
        """The points of an indicator: 10 or 10分."""
        text = self.text(index, "weight").removesuffix("分").strip()
        weight = self.read(index, "weight", lambda: exact(text, "")) if text else None
        if weight is not None and weight < 0:
            self.add(index, "weight", fault("negative", "", text))
        return weight

    def head(self, index: int, column: str, *, down: bool) -> str:
        """A heading of a row; a merged cell stands blank below its first row."""
        text = self.text(index, column)
        above = next((t for i in reversed(range(index)) if (t := self.text(i, column))), "")
        if text or not above:
            return text
        if not down:
            self.add(index, column, fault("blank_cell", "", "", above, f'fill_down=("{column}",)'))
        return above

    def check_share(self, index: int, column: str, told: str, target: str) -> None:
        """Refuse 0.9 beside a target in per cent: a spreadsheet keeps 90 % as 0.9."""
        is_number = told and not isinstance(self.cell(index, column), str)
        if is_number and "%" in target.replace("％", "%") and 0 < abs(exact(told)) <= 1:
            whole = number_text(exact(told) * 100)
            self.add(index, column, fault("share", "", told, f"{whole}%", f"{told}%"))

    def read(self, index: int, column: str, reader: Callable[[], T]) -> T | None:
        """What a cell says; None, and its faults, where it cannot be read."""
        try:
            return reader()
        except FiscalRubricError as error:
            for broken in error.faults:
                self.add(index, column, broken)
            return None

    def add(self, index: int, column: str, broken: Fault) -> None:
        """A fault of a cell, by its row and heading."""
        place = f"row {index + 1}/{self.headings.get(column, column)}"
        named = evolve(broken, place=place)
        if named not in self.faults:
            self.faults.append(named)

    def refuse(self) -> None:
        """Raise all faults, if there are any."""
        if self.faults:
            raise FiscalRubricError(self.faults)


def _clean(text: str) -> str:
    """A text without the line breaks of its cell: none between Chinese characters, else a space."""
    return " ".join(re.sub(_BETWEEN_CHINESE, "", take_plain(text, "cell")).split())


def _printed(found: str | int | float | Decimal | Fraction) -> str:
    """A cell as it would be printed: 5 for the 5.0 of a spreadsheet."""
    return _clean(found) if isinstance(found, str) else number_text(exact(found, ""))
