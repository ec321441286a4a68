"""Read the funds of a project from a sheet: budgets, payments, and the points of execution."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import cast

from fiscal_rubric.errors import fault
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
        self.total: Amounts | None = None
        self.parts: list[Amounts] = []

    def starts(self, cells: Cells) -> bool:
        """Take the headings of the funds, if a row has them."""
        columns = {column: fund_column(text) for column, text in cells.items()}
        found = {name for name in columns.values() if name is not None}
        if "paid" not in found or not found & {"initial", "adjusted"}:
            return False
        self.close()
        self.columns = {column: name for column, name in columns.items() if name is not None}
        return True

    def has_amount(self, cells: Cells) -> bool:
        """Return whether a row has a cell below a heading of the funds."""
        return any(self.columns.get(column) in FIGURES for column in cells)

    def row(self, at: int, cells: Cells) -> None:
        """Read a row of the funds: their total, or a part of them."""
        account = self.account
        labels = [column for column in cells if column not in self.columns]
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
        found = quantity_of(text)
        if found is None and re.fullmatch(r"(?a)\d{4}(?:\.\d+)?", text):
            found = Quantity(text)  # it is no year here
        if found is None or found.value < 0 or (found.unit and not is_money(found.unit)):
            account.refuse(at, column, fault("money_cell", "", text))
            return
        amount = found if found.unit else Quantity(found.value, account.owner.unit or "万元")
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
        printed = {figure: amount for figure, (_, amount) in total.items()}
        differs = [f for f in FIGURES if f in summed and f in printed and summed[f] != printed[f]]
        if differs:
            numbers = {
                "total": ", ".join(str(printed[figure]) for figure in differs),
                "parts": ", ".join(str(summed[figure]) for figure in differs),
            }
            self.account.find("funds_differ", "paid", numbers)
        self.account.owner.amounts.update(summed if use_parts or not total else printed)
        for amounts in [total] if use_parts else self.parts if total else ():
            for spot, _ in amounts.values():
                self.account.read(*spot, "fund part")
        self.columns, self.total, self.parts = {}, None, []


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
