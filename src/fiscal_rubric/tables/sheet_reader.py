"""Read a self-evaluation sheet as a spreadsheet program hands it over: rows of cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice, pairwise
from typing import Literal, TypeAlias, cast

from fiscal_rubric.errors import fault, refuse
from fiscal_rubric.rubric.rubric import TOTAL
from fiscal_rubric.tables.headings import (
    GOAL_LABELS,
    KEPT_LABELS,
    LEVEL1,
    POINTS,
    REMARK_LABELS,
    TITLES,
    WORDS_OF_TITLES,
    column_of,
    fund_column,
    is_project_label,
    is_total_label,
)
from fiscal_rubric.tables.merged_cells import Merged, merged_cells
from fiscal_rubric.tables.sheet import Sheet
from fiscal_rubric.tables.sheet_account import Account, Cells
from fiscal_rubric.tables.sheet_funds import Funds, unit_in
from fiscal_rubric.tables.sheet_indicators import MOST_COLUMNS, Indicators
from fiscal_rubric.targets.signs_and_claims import normal, plain_heading
from fiscal_rubric.targets.targets import KINDS, Kind
from fiscal_rubric.validation import take_option, take_plain, take_sequence

Block: TypeAlias = Literal["before", "funds", "goal", "table", "remarks"]
MOST_ROWS = 100_000


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
    kind: Kind = take_option(default_kind, "default_kind", KINDS)
    account = Account(taken, take_plain(project, "project"))
    return _Reader(account, merged_cells(merged), claims, kind).sheet()


def _listed(value: object, place: str, most: int) -> list[object]:
    """Return the items of a list, tuple or iterator of a host."""
    is_text = isinstance(value, str | bytes) or hasattr(value, "keys")
    if is_text or not isinstance(value, Iterable):
        refuse("wrong_type", place, value, "[[…], […]]")
    items = list(islice(cast("Iterable[object]", value), most + 1))
    if len(items) > most:
        refuse("large_sheet", place, f"> {most}", str(most))
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
        elif self._starts_funds(at, cells):
            self.block = "funds"
        elif self._names_project(at, cells):
            self.block = "table" if self.block == "table" else "before"
        elif is_total_label(first) and not self.indicators.has_indicator(cells):
            if self.block == "funds" and self.funds.has_amount(cells):
                self.funds.row(at, cells)
            else:
                self._total(at, cells, label)
        elif in_table and len(cells) == 1 and _is_title(first, label):
            self._other(at, cells, label)
        elif in_table and self._has_indicator(cells, is_signed=is_signed):
            self.indicators.row(at, cells)
        elif not in_table and self.indicators.has_whole_indicator(cells):
            self.block = "table"
            self.indicators.row(at, cells)
        elif re.search(GOAL_LABELS, label) and not re.search(TITLES, label):
            self.block = "goal"
            account.leave(at, cells, "goal")
        elif re.search(REMARK_LABELS, label):
            self.block = "remarks"
            account.leave(at, cells, "remark")
        elif len(cells) == 1 and self._starts_block(cells, label):
            account.leave(at, cells, "heading")
        elif in_table and not is_signed:
            self.indicators.row(at, cells)
        elif self.block == "funds" and (not is_signed or self.funds.has_amount(cells)):
            self.funds.row(at, cells)
        elif self.block == "goal" and not is_signed:
            account.leave(at, cells, "goal")
        else:
            self._other(at, cells, label)

    def _has_indicator(self, cells: Cells, *, is_signed: bool) -> bool:
        """Return whether a row of a table is an indicator, even if its name is like a label."""
        indicators = self.indicators
        return indicators.has_indicator(cells) or (
            not is_signed and indicators.has_named_points(cells)
        )

    def _starts_funds(self, at: int, cells: Cells) -> bool:
        """Take the headings of funds; a unit in them is that of the block alone."""
        if not self.funds.are_headings(cells):
            return False
        self.funds.close()
        self._note_year(cells)
        self.funds.start(at, cells, _unit_named(cells) or self.account.owner.unit)
        return True

    def _other(self, at: int, cells: Cells, label: str) -> None:
        """Leave a row of titles, of labels with their values, or of remarks."""
        account = self.account
        self._note_year(cells)
        self._note_unit(cells)
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
        """Leave a row of labels with their values; a claim follows the label of a total."""
        columns = sorted(cells)
        for column, after in pairwise(columns):
            if is_total_label(cells[column]):
                self.account.claim(at, after, TOTAL)
        self.account.leave(at, cells, "heading")

    def _note_year(self, cells: Cells) -> None:
        """Note the year that a row names."""
        year = _year_in([*cells.values()])
        if year:
            self.account.note_period(f"{year}年")

    def _note_unit(self, cells: Cells) -> None:
        """Note the unit of money that a row names."""
        unit = _unit_named(cells)
        if unit:
            self.account.note_unit(unit)

    def _names_project(self, at: int, cells: Cells) -> bool:
        """Read the name of a project next to its label, or behind it in one cell."""
        columns = sorted(cells)
        for column, after in zip(columns, [*columns[1:], 0], strict=True):
            label, _, inline = normal(cells[column]).partition(":")
            if not is_project_label(label) or not (after or inline):
                continue
            if after and not inline and (column_of(cells[after]) or fund_column(cells[after])):
                return False  # the headings of a list of projects
            spot = column if inline else after
            name = re.split("[:：﹕︓]", cells[column], maxsplit=1)[-1] if inline else cells[after]
            self._start_project(name.strip())
            self.account.leave(at, [spot], "project name")
            self._labelled(at, {c: text for c, text in cells.items() if c != spot})
            return True
        return False

    def _start_project(self, name: str) -> None:
        self.funds.close()
        if self.account.start_project(name):
            self.block = "before"
            self.indicators.clear()

    def _total(self, at: int, cells: Cells, label: str) -> None:
        """Leave the row of a total, but for the points, which are a claim.

        A 小计 is not the total, and below a 合计 the table may go on.
        """
        columns, account = self.indicators.columns, self.account
        points = [column for column in cells if columns.get(column) == POINTS]
        is_sum = label.startswith(("小计", "合计", "总计", "共计"))
        if not points and (columns or not is_sum):
            texts = {c: t for c, t in cells.items() if columns.get(c) not in _NO_POINTS}
            points = [c for c, text in texts.items() if re.fullmatch(_POINTS, normal(text))][-1:]
        if not label.startswith("小计"):
            for column in points:
                account.claim(at, column, TOTAL, last=True)
        if self.block != "table" or not is_sum:
            self.block = "remarks"
        account.leave(at, cells, "total")

    def _starts_block(self, cells: Cells, label: str) -> bool:
        """Take the heading of a block in a row of its own: 二、产出指标(50分)."""
        ((column, first),) = cells.items()
        is_heading = re.search(_BLOCK, label) is not None and len(first) <= 20
        if not is_heading or re.search(r"(?a)\d{4}", first) or self.indicators.is_name(column):
            return False
        if "资金" in label:
            self._note_unit(cells)
        self.indicators.start_block("" if "资金" in label else label)
        self.block = "table" if self.block == "table" else "before"
        return True


# The heading of a block ends with what it is about. A goal begins with a verb: 提升管理.
_BLOCK = (
    rf"^(?!提[高升]|加[强大]|降低|减少|控制|节约|[强优]化|促进|增加|实现|确保|做好|完善|规范|推进)"
    rf".*(?:{LEVEL1})(?:类?指标|情况)?$"
)
_NO_POINTS = ("weight", "target", "actual", "revised", "baseline")
_POINTS = r"(?a)\d{1,4}(?:\.\d+)?分?(?:\([^()]*\))?"


def _unit_named(cells: Cells) -> str:
    """Return the one unit of money that a row names; "" where it names none, or several."""
    texts = [*cells.values()]
    units: set[str] = set()
    for text, after in zip(texts, [*texts[1:], ""], strict=True):
        is_label = plain_heading(text) in ("单位", "金额单位", "计量单位")
        units.add(unit_in(f"{text}:{after}" if is_label else text))
    units.discard("")
    return units.pop() if len(units) == 1 else ""


def _year_in(texts: Sequence[str]) -> str:
    """Return the year of the sheet that a row names; "" for another one, such as of filing."""
    for text, after in zip(texts, [*texts[1:], ""], strict=True):
        plain = with_digits_of_years(normal(text))
        if re.search(_OTHER_YEARS, plain):
            continue
        if plain.rstrip(":").endswith("年度") and re.fullmatch(_YEAR + "年?度?", normal(after)):
            return normal(after)[:4]
        found = re.search(rf"({_YEAR})\)?年度|^\(?({_YEAR})年?\)?$|年度:({_YEAR})", plain)
        found = found or (re.search(rf"^\D{{0,20}}({_YEAR})年.*(?:表|自评|绩效)", plain))
        if found:
            return next(year for year in found.groups() if year)
    return ""


_YEAR = r"(?a:(?:19|20)\d\d)"
_OTHER_YEARS = r"修订|印发|填报|日期|起止|期限|周期|号|依据|附件"


def with_digits_of_years(text: str) -> str:
    """Return a text with a year in Chinese digits as a number: 二〇二二年度."""
    digits = str.maketrans("〇零○一二三四五六七八九", "000123456789")
    return re.sub("二[〇零○一二三四五六七八九]{3}(?=年)", lambda y: y[0].translate(digits), text)


def _is_title(first: str, label: str) -> bool:
    """Return whether a row is the title of a form, or its year: （2022年度）."""
    is_year = re.fullmatch(rf"\(?{_YEAR}年度?\)?", normal(first))
    return is_year is not None or re.search(TITLES, label) is not None


def _is_signature(first: str) -> bool:
    """Return whether a row ends a sheet: 填报人：张三."""
    label, found, _ = normal(first).partition(":")
    return bool(found) and re.search(KEPT_LABELS, label) is not None and len(label) <= 12
