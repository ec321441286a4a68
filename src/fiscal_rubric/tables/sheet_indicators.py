"""Read the table of indicators of a sheet: its headings, its levels, and a row an indicator."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import cast

from fiscal_rubric.errors import Fault, fault
from fiscal_rubric.evidence.places import Column, Result
from fiscal_rubric.evidence.project import Indicator
from fiscal_rubric.tables.headings import LEVEL1, OTHER_COLUMNS, POINTS, column_of
from fiscal_rubric.tables.indicator_rows import Row
from fiscal_rubric.tables.merged_cells import Merged
from fiscal_rubric.tables.sheet import Left
from fiscal_rubric.tables.sheet_account import Account, Cells, Owner
from fiscal_rubric.targets.signs_and_claims import normal
from fiscal_rubric.targets.targets import Kind
from fiscal_rubric.targets.writing import write_actual, write_target

_LEVELS = ("level1", "level2")


class Indicators:
    """The table of indicators: what its columns hold, and the headings that its rows stand under."""

    def __init__(
        self, account: Account, merged: Merged, phrases: tuple[str, ...], kind: Kind
    ) -> None:
        self.account, self.merged, self.phrases, self.kind = account, merged, phrases, kind
        self.columns: dict[int, str | None] = {}
        self.block = ""  # the first level, from a row of its own
        self.levels: dict[str, str] = {}
        self.by_name: dict[str, Owner] = {}
        self.heading_row = 0

    def clear(self) -> None:
        """Forget the headings, where another project starts."""
        self.columns, self.levels, self.block = {}, {}, ""

    def starts(self, at: int, cells: Cells) -> bool:
        """Take the headings of the table, if a row has them; they may stand in two rows."""
        columns = {column: column_of(text) for column, text in cells.items()}
        found = {name for name in columns.values() if name is not None}
        is_second = self.heading_row == at - 1 and at > 1 and None not in columns.values()
        if is_second and len(found) > 1:
            self.columns = {c: n for c, n in self.columns.items() if n not in found} | columns
        elif len(found) > 2 and found & {"target", "actual"} and found & {"name", "level2"}:
            self.columns, self.levels = columns, {"level1": self.block}
        else:
            return False
        self.heading_row = at
        names = [column for column, name in self.columns.items() if name == "name"]
        named = [column for column in names if "级指标" in cells.get(column, "")] or names
        for column in names:
            if column != named[-1]:
                self.columns[column] = None  # 绩效指标 above all levels
        self.account.leave(at, cells, "heading")
        return True

    def has_indicator(self, cells: Cells) -> bool:
        """Return whether a row has an indicator with a target or a result."""
        found = {self.columns.get(column) for column in cells}
        return "name" in found and bool(found & {"target", "actual"})

    def row(self, at: int, cells: Cells) -> None:
        """Read an indicator; a row of levels alone sets the headings of the rows below."""
        names = self._names(cells)
        held = {name: column for column, name in reversed(names.items())}
        self._take_levels(cells, held)
        if not {*held} - {*_LEVELS, "serial number", "project"}:
            is_level = all(re.search(f"指标|{LEVEL1}", cells[column]) for column in held.values())
            self.account.leave(at, cells, "heading" if is_level else "remark")
            return
        if "project" in held:
            self._change_project(cells[held["project"]])
        values = {name: self.account.value(at, column) for name, column in held.items()}
        name = cells[held["name"]].lstrip("★*").strip() if "name" in held else ""
        values["name"] = name
        level1, level2 = (self.levels.get(level, "") for level in _LEVELS)
        row = Row(values, level1, level2, self.kind, self.phrases)
        indicator = row.indicator(self._key(name))
        faults = {column: broken for column, broken in reversed(row.faults)}
        if indicator is None:
            self._refuse(at, cells, names, faults)
            return
        key = indicator.key
        if key != name and key == self._key(name):
            self.account.find("name_repeated", key, {"name": name})
        if key in self.account.owner.indicators:
            self._refuse(at, cells, names, {"key": fault("duplicate_key", "", key)})
            return
        self.account.owner.indicators[key] = indicator
        self._use(at, cells, names, indicator, faults)
        self._check_numbers(at, cells, held, indicator)

    def _take_levels(self, cells: Cells, held: Mapping[str, int]) -> None:
        """Take the headings of a row; a blank one repeats the one above."""
        for depth, level in enumerate(_LEVELS):
            if level in held and cells[held[level]] != self.levels.get(level):
                kept = {name: self.levels[name] for name in _LEVELS[:depth] if name in self.levels}
                self.levels = {**kept, level: cells[held[level]]}

    def _names(self, cells: Cells) -> dict[int, str]:
        """Return what each cell of a row holds; one beside a merged heading belongs to it."""
        names: dict[int, str] = {}
        for column in cells:
            name = self.columns.get(column)
            if column not in self.columns:
                left = max((c for c in self.columns if c < column), default=0)
                name = self.columns.get(left) if left and left not in cells else None
            if name is not None and (name in OTHER_COLUMNS or name not in names.values()):
                names[column] = name
        return names

    def _key(self, name: str) -> str:
        """Return a key that no indicator of the project has: the second 服务站 is 服务站#2."""
        known, count = self.account.owner.indicators, 2
        while f"{name}#{count}" in known:
            count += 1
        return f"{name}#{count}" if name in known else name

    def _change_project(self, name: str) -> None:
        """Go to the project that a column of projects names."""
        if name not in self.by_name:
            self.account.start_project(name, "")
            self.by_name[name] = self.account.owner
        self.account.owner = self.by_name[name]

    def _refuse(
        self, at: int, cells: Cells, names: Mapping[int, str], faults: Mapping[str, Fault]
    ) -> None:
        """List the cells of a row that has no indicator."""
        why = next(iter(faults.values()), fault("blank_cell", "", "", "服务站"))
        for column in cells:
            name = names.get(column, "")
            if name in (*_LEVELS, "project"):
                self.account.leave(at, [column], "heading")
            else:
                self.account.refuse(at, column, faults.get(name, why))

    def _use(
        self,
        at: int,
        cells: Cells,
        names: Mapping[int, str],
        indicator: Indicator,
        faults: Mapping[str, Fault],
    ) -> None:
        """Note what became of each cell of an indicator's row."""
        account = self.account
        for column, text in cells.items():
            name = names.get(column, "")
            if name in faults:
                account.refuse(at, column, faults[name])
            elif not name:
                account.refuse(at, column, fault("no_heading", "", text))
            elif name == POINTS and self.merged.rows(at, column) > 1:
                account.refuse(at, column, fault("merged_points", "", text))
            elif name == POINTS:
                account.claim(at, column, indicator.key)
            elif name in OTHER_COLUMNS:
                account.leave(at, [column], cast("Left", name))
            elif name == "project":
                account.leave(at, [column], "project name")
            elif name == "weight" and indicator.weight is None:
                account.leave(at, [column], "dash")
            else:
                place = cast("Column", {"sign": "target", "unit": "target"}.get(name, name))
                account.read(at, column, Result(str(account.owner.at), indicator.key, place))

    def _check_numbers(
        self, at: int, cells: Cells, held: Mapping[str, int], indicator: Indicator
    ) -> None:
        """Add a finding for a number in a cell that its reading leaves out."""
        later = "" if indicator.revised is None else write_target(indicator.revised)
        actual = write_actual(indicator.actual)
        kept = {
            "target": write_target(indicator.target),
            "revised": later,
            "actual": f"{actual} {later}",
        }
        for name, text in kept.items():
            if name not in held or (at, held[name]) in self.account.unread:
                continue
            cell = cells[held[name]]
            if _numbers(cell) - _numbers(text):
                numbers = {"cell": cell, "read": actual if name == "actual" else text}
                self.account.find("partly_read", indicator.key, numbers)


def _numbers(text: str) -> set[Decimal]:
    plain = normal(text).replace(",", "")
    return {Decimal(number) for number in re.findall(r"(?a)\d+(?:\.\d+)?", plain)}
