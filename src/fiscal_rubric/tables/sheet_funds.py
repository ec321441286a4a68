"""Read the funds of a project from a sheet: budgets, payments, and the points of execution."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import cast

from fiscal_rubric.errors import FiscalRubricError, fault
from fiscal_rubric.evidence.places import Amount, Figure
from fiscal_rubric.numbers.spans import Quantity
from fiscal_rubric.numbers.units import is_money
from fiscal_rubric.tables.headings import FUND_TOTAL, POINTS, fund_column
from fiscal_rubric.tables.sheet import EXECUTION
from fiscal_rubric.tables.sheet_account import Account, Cells, Spot
from fiscal_rubric.targets.printed_numbers import quantity_of
from fiscal_rubric.targets.signs_and_claims import DASHES, normal, plain_heading

FIGURES: tuple[Figure, ...] = ("initial", "adjusted", "paid")
Amounts = dict[Figure, tuple[Spot, Quantity]]


class Funds:
    """The block of funds: the columns of its figures, its total and its parts."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.columns: dict[int, str] = {}
        self.units: dict[int, str] = {}
        self.is_assumed = False  # whether a finding says that the unit is assumed
        self.total: Amounts | None = None
        self.parts: list[Amounts] = []

    def are_headings(self, cells: Cells) -> bool:
        """Return whether a row has the headings of funds, or labels with their amounts."""
        found = {fund_column(text) for text in cells.values()}
        is_list = any(plain_heading(text) in _OF_A_LIST for text in cells.values())
        return not is_list and "paid" in found and bool(found & {"initial", "adjusted"})

    def start(self, at: int, cells: Cells) -> None:
        """Take the headings of the funds; read amounts that follow their labels in one row."""
        columns = {column: fund_column(text) for column, text in cells.items()}
        known = {column: name for column, name in columns.items() if name is not None}
        self.units = {column: unit_in(cells[column]) for column in known}
        beside = _beside(cells, known)
        self.columns = known if beside is None else beside
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
        for column, name in self.columns.items():
            if column not in cells:
                continue
            if name == "printed rate":
                account.leave(at, [column], "printed rate")
            elif name in (POINTS, "weight") and not is_total:
                account.leave(at, [column], "fund part")
            elif name in (POINTS, "weight"):
                account.claim(at, column, EXECUTION, "points" if name == POINTS else "full")
            else:
                self._amount(at, column, name, amounts)
        if is_total:
            self.total = amounts
        else:
            self.parts.append(amounts)
        account.leave(at, labels, "heading" if is_total else "fund part")

    def _amount(self, at: int, column: int, name: str, amounts: Amounts) -> None:
        """Read an amount; one that arrived is read where it is the budget, too."""
        account, text = self.account, normal(self.account.texts[at, column])
        if text in (*DASHES, "/"):
            account.leave(at, [column], "dash")
            return
        found = _amount_of(text)
        if found is None or found.value < 0 or (found.unit and not is_money(found.unit)):
            account.refuse(at, column, fault("money_cell", "", text))
            return
        unit = self.units.get(column) or account.owner.unit
        if not found.unit and not unit and not self.is_assumed:
            self.is_assumed = True
            account.find("money_unit_assumed", "paid", {"amount": text, "unit": "万元"})
        amount = found if found.unit else Quantity(found.value, unit or "万元")
        if name == "arrived":
            budget = amounts.get("adjusted", (None, amount))[1]
            if budget != amount:
                account.refuse(at, column, fault("arrived", "", str(amount), str(budget)))
                return
        figure = cast("Figure", "adjusted" if name == "arrived" else name)
        amounts.setdefault(figure, ((at, column), amount))
        account.read(at, column, Amount(str(account.owner.at), figure))

    def close(self) -> None:
        """Take the total of the funds; where it is zero or not there, the sum of their parts."""
        total, summed = self.total or {}, _sums(self.parts)
        is_empty = not any(amount.value for _, amount in total.values())
        use_parts = is_empty and any(amount.value for amount in summed.values())
        printed: dict[Figure, Quantity] = {f: amount for f, (_, amount) in total.items()}
        differs: list[Figure] = [
            f for f, amount in summed.items() if printed.get(f, amount) != amount
        ]
        if differs:
            numbers = {
                "total": ", ".join(str(printed[figure]) for figure in differs),
                "parts": ", ".join(str(summed[figure]) for figure in differs),
            }
            self.account.find("fund_parts_sum", "paid", numbers)
        self.account.owner.amounts.update(summed if use_parts or not total else printed)
        for amounts in [total] if use_parts else self.parts if total else ():
            for spot, _ in amounts.values():
                self.account.read(*spot, "fund part")
        self.columns, self.total, self.parts, self.is_assumed = {}, None, [], False


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
    """Read an amount; a number such as 2020 is not a year here."""
    try:
        is_year = re.fullmatch(r"(?a)\d{4}(?:\.\d+)?", text)
        return quantity_of(text) or (Quantity(text) if is_year else None)
    except FiscalRubricError:  # too many digits
        return None


def _is_amount(text: str) -> bool:
    return _amount_of(normal(text)) is not None


def _beside(cells: Cells, known: Mapping[int, str]) -> dict[int, str] | None:
    """Return the columns of the amounts that follow their labels in one row; None for headings."""
    columns = sorted(cells)
    pairs = {
        after: known[column]
        for column, after in pairwise(columns)
        if column in known and after not in known
    }
    is_row = len(pairs) == len(known) and all(
        _is_amount(cells[column]) or normal(cells[column]) in DASHES for column in pairs
    )
    return pairs if is_row else None


_PART = r"资金|拨款|其他|结转|补助|其中|收入|债券"


def _sums(rows: Sequence[Mapping[Figure, tuple[Spot, Quantity]]]) -> dict[Figure, Quantity]:
    """Return the sum of each figure, in the unit of the first amount."""
    sums: dict[Figure, Quantity] = {}
    for row in rows:
        for figure, (_, amount) in row.items():
            before = sums.get(figure, Quantity(0, amount.unit))
            more = amount.base / Quantity(1, before.unit).base
            sums[figure] = Quantity(before.value + more, before.unit)
    return sums
