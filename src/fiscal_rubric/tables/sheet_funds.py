"""Read the funds of a project from a sheet: budgets, payments, and the points of execution."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias, cast

from fiscal_rubric.errors import FiscalRubricError, fault
from fiscal_rubric.evidence.places import FIGURES, Amount, Figure
from fiscal_rubric.numbers.spans import Quantity
from fiscal_rubric.numbers.units import is_money
from fiscal_rubric.tables.headings import FUND_TOTAL, POINTS, fund_column
from fiscal_rubric.tables.sheet import EXECUTION
from fiscal_rubric.tables.sheet_account import Account, Cells, Spot
from fiscal_rubric.targets.printed_numbers import quantity_of
from fiscal_rubric.targets.signs_and_claims import NOTHING, normal, plain_heading

# Figure -> its cells, and their amount.
Amounts: TypeAlias = dict[Figure, tuple[list[Spot], Quantity]]


class Funds:
    """The block of funds: the columns of its figures, its total and its parts."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._clear()

    def _clear(self) -> None:
        self.columns: dict[int, str] = {}
        self.units: dict[int, str] = {}
        self.unit = ""  # of columns that name none
        self.said: set[str] = set()  # codes of the findings on the block
        self.total: Amounts | None = None
        self.parts: list[Amounts] = []
        self.is_nested = False  # whether a part has parts of its own, so that they make no sum
        self.label = ""  # of the part above

    def are_headings(self, cells: Cells) -> bool:
        """Return whether a row has the headings of funds, or labels with their amounts."""
        found = {fund_column(text) for text in cells.values()}
        is_list = any(plain_heading(text) in _OF_A_LIST for text in cells.values())
        return not is_list and "paid" in found and bool(found & {"initial", "adjusted"})

    def start(self, at: int, cells: Cells, unit: str) -> None:
        """Take the headings of the funds; read amounts that follow their labels in one row.

        Args:
            at: the row.
            cells: its cells.
            unit: of columns whose headings name none; "" if it is not known.
        """
        columns = {column: fund_column(text) for column, text in cells.items()}
        known = {column: name for column, name in columns.items() if name is not None}
        beside = _beside(cells, known)
        labels = {column: column for column in known} if beside is None else beside
        self.columns = {column: known[label] for column, label in labels.items()}
        self.units = {column: unit_in(cells[label]) for column, label in labels.items()}
        self.unit = unit
        self.account.leave(at, (c for c in cells if c in known or c not in self.columns), "heading")
        if beside is not None:
            self.row(at, {column: cells[column] for column in beside})

    def has_amount(self, cells: Cells) -> bool:
        """Return whether a row has a cell below a heading of the funds."""
        return any(self.columns.get(column) in FIGURES for column in cells)

    def row(self, at: int, cells: Cells) -> None:
        """Read a row of the funds: their total, or a part of them."""
        account = self.account
        others = [column for column in cells if column not in self.columns]
        labels = [column for column in others if not _is_amount(cells[column])]
        for column in others:
            if column not in labels:
                account.refuse(at, column, fault("no_heading", "", cells[column]))
        label = "".join(plain_heading(cells[column]) for column in labels)
        if not self.has_amount(cells) and labels and not re.search(_PART, label):
            account.leave(at, cells, "remark")
            return
        is_named = not label or re.search(FUND_TOTAL, label) is not None
        is_total = self.total is None and is_named and not label.startswith("其中")
        amounts: Amounts = {}
        unit = next(filter(None, (unit_in(cells[column]) for column in labels)), self.unit)
        # What arrived comes last: it is compared with the budget.
        for column, name in sorted(self.columns.items(), key=lambda item: item[1] == "arrived"):
            if column not in cells:
                continue
            if name == "printed rate":
                account.leave(at, [column], "printed rate")
            elif name in (POINTS, "weight") and not is_total:
                account.leave(at, [column], "fund part")
            elif name in (POINTS, "weight"):
                account.claim(at, column, EXECUTION, "points" if name == POINTS else "full")
            else:
                self._amount((at, column), name, self.units.get(column) or unit, amounts)
        if is_total:
            self.total = amounts
        elif is_named and self.total is not None and _bases(amounts) == _bases(self.total):
            for spot in (spot for spots, _ in amounts.values() for spot in spots):
                account.read(*spot, "fund part")  # the total once more
        else:
            is_below = label.startswith("其中") and not self.label.startswith("其中")
            self.is_nested |= is_below and bool(self.parts)
            self.parts.append(amounts)
            self.label = label
        account.leave(at, labels, "heading" if is_total else "fund part")

    def _amount(self, spot: Spot, name: str, unit: str, amounts: Amounts) -> None:
        """Read an amount; what arrived is the budget where none is printed next to it."""
        account, text = self.account, normal(self.account.texts[spot])
        if text in NOTHING:
            account.leave(spot[0], [spot[1]], "dash")
            return
        found = _amount_of(text)
        if found is None or found.value < 0 or (found.unit and not is_money(found.unit)):
            account.refuse(*spot, fault("money_cell", "", text))
            return
        figure = cast("Figure", "adjusted" if name == "arrived" else name)
        if not found.unit and not unit:
            self._say("money_unit_assumed", figure, {"amount": text, "unit": "万元"})
        amount = found if found.unit else Quantity(found.value, unit or "万元")
        if name == "arrived" and figure not in amounts:
            self._say("arrived_as_budget", figure, {"amount": str(amount)})
        spots, first = amounts.setdefault(figure, ([], amount))
        if first.base != amount.base:
            code = "arrived" if name == "arrived" else "two_cells"
            account.refuse(*spot, fault(code, "", str(amount), str(first)))
            return
        spots.append(spot)
        account.read(*spot, Amount(str(account.owner.at), figure))

    def _say(self, code: str, figure: Figure, numbers: Mapping[str, str]) -> None:
        """Add a finding, once for the block."""
        if code not in self.said:
            self.said.add(code)
            self.account.find(code, figure, numbers)

    def close(self) -> None:
        """Take the total of the funds; where it is zero or not there, the sum of their parts."""
        account, total = self.account, self.total or {}
        summed: Amounts = {} if self.is_nested else _sums(self.parts)
        for figure, (_, amount) in summed.items():
            if figure in total and total[figure][1].base != amount.base:
                numbers = {"total": str(total[figure][1]), "parts": str(amount)}
                account.find("fund_parts_sum", figure, numbers)
        is_empty = not any(amount.value for _, amount in total.values())
        use_parts = is_empty and any(amount.value for _, amount in summed.values())
        taken = summed if use_parts or not total else total
        kept = {spot for spots, _ in taken.values() for spot in spots}
        for spots, _ in (cell for row in (total, *self.parts) for cell in row.values()):
            for spot in spots:
                if spot not in kept:
                    account.read(*spot, "fund part")
        for figure, (spots, amount) in taken.items():
            before = account.owner.amounts.setdefault(figure, amount)
            if before.base != amount.base:  # of a block above
                for spot in spots:
                    account.refuse(*spot, fault("two_cells", "", account.texts[spot], str(before)))
        self._clear()


_OF_A_LIST = ("项目名称", "序号", "项目")
_LABEL_OF_UNIT = r"(?:[(（/／]|[:：]|^)\s*(?:金额)?(?:单位\s*[:：]?)?\s*(?:人民币)?\s*"


def unit_in(text: str) -> str:
    """Return the unit of money that a heading names; "" if it names none.

    Example:
        >>> unit_in("项目资金（万元）"), unit_in("单位：人民币元"), unit_in("单位：元氏县民政局")
        ('万元', '元', '')
    """
    found = re.search(_LABEL_OF_UNIT + r"((?:百万|百|千|万|亿)?元)\s*(?:$|[)）,，;；])", text)
    return found[1] if found else ""


def _amount_of(text: str) -> Quantity | None:
    """Read an amount, as which a bare number counts: 2020, 200512."""
    try:
        is_bare = re.fullmatch(r"(?a)\d+(?:\.\d+)?", text)
        return Quantity(text) if is_bare else quantity_of(text)
    except FiscalRubricError:  # too many digits
        return None


def _is_amount(text: str) -> bool:
    return _amount_of(normal(text)) is not None


def _beside(cells: Cells, known: Container[int]) -> dict[int, int] | None:
    """Return the amounts that follow their labels in one row, with these; None for headings."""
    columns = sorted(cells)
    pairs = {
        after: column
        for column, after in pairwise(columns)
        if column in known and after not in known
    }
    is_row = len(pairs) == sum(column in known for column in columns) and all(
        _is_amount(cells[column]) or normal(cells[column]) in NOTHING for column in pairs
    )
    return pairs if is_row else None


_PART = r"资金|拨款|其他|结转|补助|其中|收入|债券"


def _bases(amounts: Amounts) -> dict[Figure, Fraction]:
    return {figure: amount.base for figure, (_, amount) in amounts.items()}


def _sums(rows: Sequence[Amounts]) -> Amounts:
    """Return the sum of each figure with its cells, in the unit of the first amount."""
    sums: Amounts = {}
    for row in rows:
        for figure, (spots, amount) in row.items():
            cells, before = sums.get(figure, ([], Quantity(0, amount.unit)))
            more = amount.base / Quantity(1, before.unit).base
            sums[figure] = [*cells, *spots], Quantity(before.value + more, before.unit)
    return sums
