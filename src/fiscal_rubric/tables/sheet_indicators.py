"""Read the table of indicators of a sheet: its headings, its levels, and a row an indicator."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TypeAlias, cast

from fiscal_rubric.errors import Fault, fault
from fiscal_rubric.evidence.places import Column, Result
from fiscal_rubric.evidence.project import Indicator
from fiscal_rubric.tables.headings import LEVEL1, OTHER_COLUMNS, POINTS, column_of, is_listed
from fiscal_rubric.tables.indicator_rows import Row
from fiscal_rubric.tables.merged_cells import Merged
from fiscal_rubric.tables.sheet import EXECUTION, Left
from fiscal_rubric.tables.sheet_account import Account, Cells, Owner
from fiscal_rubric.targets.printed_days import days_of
from fiscal_rubric.targets.printed_numbers import span_of
from fiscal_rubric.targets.signs_and_claims import normal, plain_heading
from fiscal_rubric.targets.targets import Kind
from fiscal_rubric.targets.writing import write_actual, write_target
from fiscal_rubric.validation import LONGEST_KEY

Columns: TypeAlias = dict[int, str | None]  # what a column holds; None for an unknown heading
_LEVELS = ("level1", "level2")
# A cell is that of one indicator.
_OF_ONE = ("target", "revised", "actual", "baseline", "weight", POINTS)
_OF_EACH = ("sign", "unit", "kind", "reason")  # a merged cell is that of each of its indicators
MOST_COLUMNS = 1_000
_EXECUTION = r"预算执行率?|预算执行情况|资金执行率|预算资金执行率"
_BEFORE_NAME = r"^(?:[★*]+|(?a:指标\d{1,2})[:：.、])\s*"  # ★新建服务站, 指标1：新建服务站


class Indicators:
    """The table of indicators: what its columns hold, and the headings above its rows."""

    def __init__(
        self, account: Account, merged: Merged, phrases: tuple[str, ...], kind: Kind
    ) -> None:
        self.account, self.merged, self.phrases = account, merged, phrases
        self.kind: Kind = kind
        self.columns: Columns = {}
        self.groups: list[Columns] = []  # tables next to each other
        self.block = ""  # the first level, from a row of its own
        self.levels: list[dict[str, str]] = []
        self.by_name: dict[str, Owner] = {}
        self.repeated: dict[tuple[int, str], int] = {}
        self.heading_row = 0
        # Column and name of a merged cell of _OF_EACH -> its last row, and its value.
        self.spread: dict[tuple[int, str], tuple[int, object]] = {}

    def clear(self) -> None:
        """Forget the headings, where another project starts."""
        self.columns, self.groups, self.levels, self.block = {}, [], [], ""

    def start_block(self, level1: str) -> None:
        """Take the first level from a row of its own."""
        self.block = level1
        self.levels = [{"level1": level1} for _ in self.groups]

    def starts(self, at: int, cells: Cells) -> bool:
        """Take the headings of the table, if a row has them; they may take two rows."""
        columns = {column: column_of(text) for column, text in cells.items()}
        found = {name for name in columns.values() if name is not None}
        is_second = self.heading_row == at - 1 and at > 1 and None not in columns.values()
        is_second &= all(c not in self.columns or is_listed(text) for c, text in cells.items())
        before = self.columns
        if is_second and len(found) > 1:
            self.columns = {c: n for c, n in self.columns.items() if n not in found} | columns
        elif len(found) > 2 and found & {"target", "actual"} and found & {"name", "level2"}:
            self.columns = columns
        else:
            return False
        self.heading_row = at
        self._drop_names(cells)
        self.groups = _groups(self.columns)
        if self.columns != before or len(self.levels) != len(self.groups) or self.block:
            self.levels = [{"level1": self.block} for _ in self.groups]
        self.account.leave(at, cells, "heading")
        return True

    def _drop_names(self, cells: Cells) -> None:
        """Keep one column of names in each group: 绩效指标 above all levels is none."""
        for group in _groups(self.columns):
            columns = [column for column, name in group.items() if name == "name"]
            named = [column for column in columns if "级指标" in cells.get(column, "")] or columns
            for column in columns:
                if column != named[-1]:
                    self.columns[column] = None

    def has_indicator(self, cells: Cells) -> bool:
        """Return whether a row has an indicator with a target or a result."""
        found = {self.columns.get(column) for column in cells}
        return "name" in found and bool(found & {"target", "actual"})

    def has_whole_indicator(self, cells: Cells) -> bool:
        """Return whether a row has an indicator with its target, its result and its points."""
        found = {self.columns.get(column) for column in cells}
        return found >= {"name", "target", "actual"} and bool(found & {"weight", POINTS})

    def has_named_points(self, cells: Cells) -> bool:
        """Return whether a row begins with a name, and has more than it."""
        found = {self.columns.get(column) for column in cells}
        return self.columns.get(min(cells)) == "name" and bool(found - {"name", None})

    def is_name(self, column: int) -> bool:
        """Return whether a column is that of names, with others before it."""
        return self.columns.get(column) == "name" and column > min(self.columns)

    def row(self, at: int, cells: Cells) -> None:
        """Read a row: an indicator in each group of columns."""
        starts = [min(group) for group in self.groups] + [MOST_COLUMNS + 1]
        for group, levels, start, end in zip(
            self.groups, self.levels, [0, *starts[1:-1]], starts[1:], strict=True
        ):
            own = {column: text for column, text in cells.items() if start <= column < end}
            if own:
                self._row(at, own, group, levels)

    def _row(self, at: int, cells: Cells, columns: Columns, levels: dict[str, str]) -> None:
        """Read an indicator; a row of levels alone sets the headings of the rows below."""
        names = _holds(cells, columns)
        held = {name: column for column, name in reversed(names.items())}
        label_at = held.get("name", min(cells))
        label = plain_heading(cells[label_at])
        is_execution = re.fullmatch(_EXECUTION, label) is not None
        is_template = _is_template(label) and not {*held} & {"target", "actual"}
        if is_execution or is_template:
            held = {name: column for name, column in held.items() if column != label_at}
        _take_levels(cells, held, levels)
        if is_execution:
            self._execution(at, cells, names)
            return
        if is_template:
            self.account.leave(at, cells, "heading")
            return
        if not {*held} - {*_LEVELS, "serial number", "project"}:
            is_level = all(re.search(f"指标|{LEVEL1}", cells[column]) for column in held.values())
            self.account.leave(at, cells, "heading" if is_level else "remark")
            return
        if "project" in held:
            self._change_project(cells[held["project"]])
        shared = self._shared(at, held)
        values = self._spread(at, columns) | {
            name: self.account.value(at, column)
            for name, column in held.items()
            if name not in shared
        }
        printed = cells[held["name"]] if "name" in held else ""
        name = re.sub(_BEFORE_NAME, "", printed) or printed
        values["name"] = name
        level1, level2 = (levels.get(level, "") for level in _LEVELS)
        row = Row(values, level1, level2, self.kind, self.phrases)
        own_key = self._key(name)
        indicator = row.indicator(own_key)
        faults = dict(reversed(row.faults)) | {
            name: fault("merged_cell", "", cells[held[name]]) for name in shared
        }
        if indicator is not None and indicator.key in self.account.owner.indicators:
            faults, indicator = {"key": fault("duplicate_key", "", indicator.key)}, None
        if indicator is None:
            self._refuse(at, cells, names, faults)
            return
        if indicator.key == own_key != name:
            self.account.find("name_repeated", own_key, {"name": name})
        self.account.owner.indicators[indicator.key] = indicator
        self._use(at, cells, names, indicator, faults)
        self._check_numbers(at, cells, held, indicator)

    def _shared(self, at: int, held: Mapping[str, int]) -> set[str]:
        """Return what is merged over more rows than the name, but can be that of one only."""
        own = self.merged.rows(at, held.get("name", 0))
        wide = {name for name, column in held.items() if self.merged.rows(at, column) > own}
        for name in wide & {*_OF_EACH}:
            column = held[name]
            last = at + self.merged.rows(at, column) - 1
            self.spread[column, name] = last, self.account.value(at, column)
        return wide & {*_OF_ONE}

    def _spread(self, at: int, columns: Columns) -> dict[str, object]:
        """Return the values of the merged cells that reach down to a row."""
        return {
            name: value
            for (column, name), (last, value) in self.spread.items()
            if at <= last and columns.get(column) == name
        }

    def _execution(self, at: int, cells: Cells, names: Mapping[int, str]) -> None:
        """Read the points of budget execution from a row of the table."""
        for column in cells:
            name = names.get(column)
            if name in (POINTS, "weight"):
                self.account.claim(at, column, EXECUTION, "points" if name == POINTS else "full")
            else:
                is_value = name in ("target", "actual", "unit", "sign")
                self.account.leave(at, [column], "printed rate" if is_value else "heading")

    def _key(self, name: str) -> str:
        """Return a key that no indicator of the project has: the second 服务站 is 服务站#2."""
        owner = self.account.owner
        if name not in owner.indicators:
            return name
        name = name[: LONGEST_KEY - 10]
        count = self.repeated.get((owner.at, name), 2)
        while f"{name}#{count}" in owner.indicators:
            count += 1
        self.repeated[owner.at, name] = count
        return f"{name}#{count}"

    def _change_project(self, name: str) -> None:
        """Go to the project that a column of projects names."""
        if name not in self.by_name:
            self.account.start_project(name)
            self.by_name[name] = self.account.owner
        self.account.owner = self.by_name[name]

    def _refuse(
        self, at: int, cells: Cells, names: Mapping[int, str], faults: Mapping[str, Fault]
    ) -> None:
        """List the cells of a row that has no indicator."""
        for column, text in cells.items():
            name = names.get(column, "")
            if name in (*_LEVELS, "project"):
                self.account.leave(at, [column], "heading")
            else:
                why = faults.get(name) or fault("no_indicator", "", text)
                self.account.refuse(at, column, why)

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
            elif not name and self.columns.get(column):
                first = next(c for c, held in names.items() if held == self.columns[column])
                account.refuse(at, column, fault("two_cells", "", text, cells[first]))
            elif not name:
                account.refuse(at, column, fault("no_heading", "", text))
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
            if _numbers(cell) - _numbers(text) and not _is_whole(cell):
                numbers = {"cell": cell, "read": actual if name == "actual" else text}
                self.account.find("partly_read", indicator.key, numbers)


def _groups(columns: Columns) -> list[Columns]:
    """Return the columns of each table of a row of headings, which repeats its first ones."""
    names = [name for name in columns.values() if name in ("target", "actual", "name")]
    if names.count("name") < 2 or max(names.count("target"), names.count("actual")) < 2:
        return [columns]
    groups: list[Columns] = [{}]
    for column, name in columns.items():
        if name in (*_LEVELS, "name", "serial number") and {"target", "actual"} & {
            *groups[-1].values()
        }:
            groups.append({})
        groups[-1][column] = name
    return groups


def _take_levels(cells: Cells, held: Mapping[str, int], levels: dict[str, str]) -> None:
    """Take the headings of a row; a blank one repeats the one above."""
    for depth, level in enumerate(_LEVELS):
        if level in held and cells[held[level]] != levels.get(level):
            for below in _LEVELS[depth:]:
                levels.pop(below, None)
            levels[level] = cells[held[level]]


def _holds(cells: Cells, columns: Columns) -> dict[int, str]:
    """Return what each cell of a row holds.

    A cell right of a merged heading belongs to that heading.
    """
    names: dict[int, str] = {}
    for column in cells:
        name = columns.get(column)
        if column not in columns and column - 1 not in cells:
            name = columns.get(column - 1)
        if name is not None and (name in OTHER_COLUMNS or name not in names.values()):
            names[column] = name
    return names


def _is_template(label: str) -> bool:
    """Return whether a name is a line that a template left: ……, 指标1：."""
    return re.fullmatch(r"[.…。]+|(?a:指标\d{0,2})|(?a:\d{1,2})", label) is not None


def _is_whole(cell: str) -> bool:
    """Return whether a cell is one number, range or day, of which nothing is left out."""
    plain = normal(cell)
    return days_of(plain) is not None or span_of(plain, "exactly") is not None


def _numbers(text: str) -> set[Decimal]:
    plain = normal(text).replace(",", "")
    return {Decimal(number) for number in re.findall(r"(?a)\d+(?:\.\d+)?", plain)}
