"""Read a self-evaluation sheet as a spreadsheet program hands it over: rows of cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Literal, TypeAlias, cast

from fiscal_rubric.errors import fault, refuse
from fiscal_rubric.rubric.rubric import TOTAL
from fiscal_rubric.tables.headings import (
    GOAL_LABELS,
    KEPT_LABELS,
    LEVEL1,
    OWN_TOTAL_LABELS,
    POINTS,
    PROJECT_LABELS,
    REMARK_LABELS,
    TITLES,
    TOTAL_LABELS,
    WORDS_OF_TITLES,
)
from fiscal_rubric.tables.merged_cells import Merged, merged_cells
from fiscal_rubric.tables.sheet import Sheet
from fiscal_rubric.tables.sheet_account import Account, Cells
from fiscal_rubric.tables.sheet_funds import Funds
from fiscal_rubric.tables.sheet_indicators import Indicators
from fiscal_rubric.targets.signs_and_claims import normal, plain_heading
from fiscal_rubric.targets.targets import KINDS, Kind
from fiscal_rubric.validation import take_option, take_plain, take_sequence

Block: TypeAlias = Literal["before", "funds", "goal", "table", "remarks"]
MOST_ROWS, MOST_COLUMNS = 100_000, 1_000


def read_sheet(
    rows: Sequence[Sequence[object]],
    *,
    project: str = "项目",
    merged: Sequence[object] = (),
    phrases: Sequence[str] = (),
    default_kind: Kind = "quantity",
) -> Sheet:
    """Read a whole sheet: titles, funds, goals, indicators with their points, totals and remarks.

    No cell or row raises: what cannot be read is not known, and is listed with its row and column.
    Cells are texts, numbers, days or None; NaN, NaT and NA are blank.

    Args:
        rows: the rows of cells, from the first row of the sheet; they may differ in length.
        project: the key of the project where the sheet names none.
        merged: the merged ranges: of openpyxl (`ws.merged_cells.ranges`), of python-calamine
            (`sheet.merged_cell_ranges`), or texts such as "A1:C3".
        phrases: texts that claim that the target was met, as in `read_actual`.
        default_kind: the kind of indicators whose headings name none, as in forms of whole units.

    Raises:
        FiscalRubricError: an argument is not of its type, or there are too many rows or columns.

    Example:
        >>> sheet = read_sheet([
        ...     ["二级指标", "三级指标", "指标值", "实际完成值", "分值", "得分"],
        ...     ["数量指标", "新建服务站", "≥5个", "4个", 10, "10"]])
        >>> sheet.evidence.indicator("新建服务站")[1].actual, sheet.claimed["新建服务站"]
        (<NumericActual 4个>, Decimal('10'))
    """
    given = _listed(rows, "rows", MOST_ROWS)
    taken = [_listed(row, f"rows[{at}]", MOST_COLUMNS) for at, row in enumerate(given, 1)]
    claims = tuple(take_plain(phrase, "phrases") for phrase in take_sequence(phrases, "phrases"))
    kind = take_option(default_kind, "default_kind", KINDS)
    account = Account(taken, take_plain(project, "project"))
    return _Reader(account, merged_cells(merged), claims, kind).sheet()


def _listed(value: object, place: str, most: int) -> list[object]:
    """Return the items of a list, tuple or iterator of a host."""
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        refuse("wrong_type", place, value, "[[…], […]]")
    items = list(islice(cast("Iterable[object]", value), most + 1))
    if len(items) > most:
        refuse("large_sheet", place, f"over {most}", str(most))
    return items


class _Reader:
    """The block that the row is in, and the readers of the blocks."""

    def __init__(
        self, account: Account, merged: Merged, phrases: tuple[str, ...], kind: Kind
    ) -> None:
        self.account = account
        self.funds = Funds(account)
        self.indicators = Indicators(account, merged, phrases, kind)
        self.block: Block = "before"
        self.unit = self.period = ""

    def sheet(self) -> Sheet:
        """Read all rows, and put the parts together."""
        for at in range(1, len(self.account.rows) + 1):
            cells = self.account.cells(at)
            if cells:
                self._row(at, cells)
        self.funds.close()
        return self.account.sheet()

    def _row(self, at: int, cells: Cells) -> None:
        """Find out what a row is; the order of the questions counts."""
        account, first = self.account, cells[min(cells)]
        label = plain_heading(first)
        in_table, is_signed = self.block == "table", _is_signature(first)
        if self.indicators.starts(at, cells):
            self.funds.close()
            self.block = "table"
        elif self.funds.starts(cells):
            self._note_year_and_unit(cells)
            account.owner.unit = self.unit
            account.leave(at, cells, "heading")
            self.block = "funds"
        elif self._names_project(at, cells):
            self.block = "table" if self.block == "table" else "before"
        elif re.match(TOTAL_LABELS, label) and self.block != "funds":
            self._total(at, cells, label)
        elif in_table and self.indicators.has_indicator(cells):
            self.indicators.row(at, cells)
        elif re.match(GOAL_LABELS, label):
            self.block = "goal"
            account.leave(at, cells, "goal")
        elif re.search(REMARK_LABELS, label):
            self.block = "remarks"
            account.leave(at, cells, "remark")
        elif len(cells) == 1 and self._starts_block(first, label):
            account.leave(at, cells, "heading")
        elif in_table and not is_signed:
            self.indicators.row(at, cells)
        elif self.block == "funds" and (not is_signed or self.funds.has_amount(cells)):
            self.funds.row(at, cells)
        elif self.block == "goal" and not is_signed:
            account.leave(at, cells, "goal")
        else:
            self._other(at, cells, label)

    def _other(self, at: int, cells: Cells, label: str) -> None:
        """Leave a row of titles, of labels with their values, or of remarks."""
        account = self.account
        self._note_year_and_unit(cells)
        texts = [*cells.values()]
        is_labelled = len(cells) > 1 or ":" in normal(texts[0])
        has_number = any(account.is_number(at, column) for column in cells)
        if is_labelled and re.search(KEPT_LABELS, label):
            self._labelled(at, cells)
        elif len(cells) == 1 and re.search(TITLES, label):
            account.leave(at, cells, "title")
        elif self.block == "remarks" and not has_number:
            account.leave(at, cells, "remark")
        elif len(cells) == 1 or all(re.search(WORDS_OF_TITLES, text) for text in texts):
            account.leave(at, cells, "title" if self.block == "before" else "remark")
        else:
            for column, text in cells.items():
                account.refuse(at, column, fault("unknown_row", "", text))

    def _labelled(self, at: int, cells: Cells) -> None:
        """Leave a row of labels with their values; a label of a total has a claim beside it."""
        columns = sorted(cells)
        for column, beside in zip(columns, columns[1:], strict=False):
            if plain_heading(cells[column]) in OWN_TOTAL_LABELS:
                self.account.claim(at, beside, TOTAL)
        self.account.leave(at, cells, "heading")

    def _note_year_and_unit(self, cells: Cells) -> None:
        """Take the year, and the unit of money, that a row names."""
        owner = self.account.owner
        for text in cells.values():
            year = re.search(r"(?a)((?:19|20)\d\d)年", normal(text))
            if year:
                self.period = f"{year[1]}年"
            if not owner.period and not owner.indicators:
                owner.period = self.period
            self.unit = _unit_in(text) or self.unit

    def _names_project(self, at: int, cells: Cells) -> bool:
        """Read the name of a project beside its label, or behind it in one cell."""
        columns = sorted(cells)
        for column, beside in zip(columns, [*columns[1:], 0], strict=True):
            label, _, inline = normal(cells[column]).partition(":")
            is_label = plain_heading(label) in PROJECT_LABELS and len(label) < 20
            if not is_label or not (beside or inline):
                continue
            spot = column if inline else beside
            name = re.split("[:：]", cells[column], maxsplit=1)[1] if inline else cells[beside]
            self._start_project(name.strip())
            self.account.leave(at, [spot], "project name")
            self._labelled(at, {c: text for c, text in cells.items() if c != spot})
            return True
        return False

    def _start_project(self, name: str) -> None:
        self.funds.close()
        if self.account.start_project(name, self.period):
            self.block = "before"
            self.indicators.clear()

    def _total(self, at: int, cells: Cells, label: str) -> None:
        """Leave the row of a total, but for the points, which are a claim."""
        columns, account = self.indicators.columns, self.account
        points = [column for column in cells if columns.get(column) == POINTS]
        if not points and POINTS not in columns.values():
            points = [column for column in cells if account.is_number(at, column)][-1:]
        if label != "小计":
            for column in points:
                account.claim(at, column, TOTAL)
            self.block = "remarks"
        account.leave(at, cells, "total")

    def _starts_block(self, first: str, label: str) -> bool:
        """Take the heading of a block in a row of its own: 二、产出指标(50分)."""
        is_heading = re.search(LEVEL1, label) is not None and len(first) <= 20
        if not is_heading or re.search(r"(?a)\d{4}", first) or first.endswith(("表", "。")):
            return False
        self.unit = _unit_in(first) or self.unit
        self.indicators.block = "" if "资金" in label else label
        self.indicators.levels = {"level1": self.indicators.block}
        self.block = "table" if self.block == "table" else "before"
        return True


def _unit_in(text: str) -> str:
    """Return the unit of money that a heading names; "" if it names none."""
    found = re.search(r"[(（:：](?:金额)?(?:单位[:：])?([百千]?万元|亿元|千元|元)[)）]?", text)
    return found[1] if found else ""


def _is_signature(first: str) -> bool:
    """Return whether a row ends a sheet: 填报人：…, 联系电话：…"""
    label, found, _ = normal(first).partition(":")
    return bool(found) and re.search(KEPT_LABELS, label) is not None and len(label) <= 12
