"""Keep an account of each cell of a sheet while it is read, and of the projects found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from attrs import define, evolve, field

from fiscal_rubric.errors import Fault, FiscalRubricError, describe, fault
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.places import Amount, Figure, Result
from fiscal_rubric.evidence.project import Budget, Indicator, Project
from fiscal_rubric.numbers.spans import Quantity
from fiscal_rubric.rubric.findings import Finding
from fiscal_rubric.rubric.rubric import TOTAL
from fiscal_rubric.tables.host_values import is_number, plain_value, printed
from fiscal_rubric.tables.merged_cells import letters_of
from fiscal_rubric.tables.sheet import EXECUTION, Claim, Left, Sheet, Unread, Use
from fiscal_rubric.targets.signs_and_claims import NOTHING, normal
from fiscal_rubric.texts import FixedMapping
from fiscal_rubric.validation import LONGEST_KEY

Cells: TypeAlias = dict[int, str]  # column to printed text, of the cells that are not blank
Spot: TypeAlias = tuple[int, int]  # row and column, from 1
What: TypeAlias = Literal["points", "full"]


@define(eq=False)
class Owner:
    """A project while it is read.

    Attributes:
        name: as printed.
        at: its number among the projects; places name it until all keys are known.
        named: whether the sheet names it.
        period: the year, as printed.
        unit: of its amounts.
        amounts, indicators: what was read so far.
    """

    name: str
    at: int = 0
    named: bool = False
    period: str = ""
    unit: str = ""
    amounts: dict[Figure, Quantity] = field(factory=dict[Figure, Quantity])
    indicators: dict[str, Indicator] = field(factory=dict[str, Indicator])

    @property
    def is_used(self) -> bool:
        """True if anything was read of it."""
        return bool(self.named or self.amounts or self.indicators)

    def project(self, key: str) -> Project:
        """Return the project."""
        paid = self.amounts.get("paid")
        year = re.search(r"\d{4}", self.period)
        last = date(int(year[0]) if year else date.max.year, 12, 31)  # the day is not printed
        budget = Budget(
            self.amounts.get("initial"),
            self.amounts.get("adjusted"),
            {} if paid is None else {last.isoformat(): paid},
        )
        indicators = list(self.indicators.values())
        return Project(self.name, budget, indicators, key=key, period=self.period)


class Account:
    """The account of each cell, by row and column, and the projects that own what was read."""

    def __init__(self, rows: Sequence[Sequence[object]], project: str) -> None:
        self.rows = rows
        self.owner = Owner(project)
        self.owners = [self.owner]
        self.above = Owner("")  # the unit and the year above the first project
        self.coming = Owner("")  # those below the last project, for the next one
        self.uses: dict[Spot, Use] = {}
        self.unread: dict[Spot, Fault] = {}
        self.texts: dict[Spot, str] = {}
        self.claims: dict[tuple[int, str, What], Decimal] = {}
        self.claimed_at: dict[tuple[int, str, What], Spot] = {}
        self.findings: list[Finding] = []

    # Cells

    def cells(self, row: int) -> Cells:
        """Return the printed texts of a row; note the cells that have none."""
        found: Cells = {}
        for column, value in enumerate(self.rows[row - 1], 1):
            try:
                text = printed(plain_value(value))
            except FiscalRubricError as error:
                self.texts[row, column] = describe(value)
                self.refuse(row, column, error.faults[0])
                continue
            if text:
                found[column] = self.texts[row, column] = text
        return found

    def value(self, row: int, column: int) -> object:
        """Return the value of a cell; None where it is blank."""
        return plain_value(self.rows[row - 1][column - 1])

    def is_number(self, row: int, column: int) -> bool:
        """Return whether a cell is a number, not text."""
        return is_number(self.value(row, column))

    def leave(self, row: int, columns: Iterable[int], why: Left) -> None:
        """Leave cells that are known, unless they were read or refused already."""
        for column in columns:
            if (row, column) not in self.unread:
                self.uses.setdefault((row, column), why)

    def refuse(self, row: int, column: int, broken: Fault) -> None:
        """List a cell that cannot be read, by its address: F13."""
        self.uses.pop((row, column), None)
        self.unread[row, column] = evolve(broken, place=f"{letters_of(column)}{row}")

    def read(self, row: int, column: int, use: Use) -> None:
        """Note what a cell was read into."""
        self.uses[row, column] = use

    def find(self, code: str, key: str, numbers: Mapping[str, str]) -> None:
        """Add a finding on an indicator or an amount of the project."""
        self.findings.append(Finding(code, f"{self.owner.at}/{key}", numbers=numbers))

    # Claims

    def claim(
        self, row: int, column: int, name: str, what: What = "points", *, last: bool = False
    ) -> None:
        """Read printed points, or full marks; leave a dash, and list any other text.

        Args:
            row, column: of the cell.
            name: of the line.
            what: "points" or "full".
            last: whether a later cell counts, and the earlier one is left as a total.
        """
        plain = normal(self.texts[row, column])
        text = (re.sub(r"\([^()]*\)$", "", plain) or plain.strip("()")).removesuffix("分")
        if text in NOTHING:
            self.leave(row, [column], "dash")
            return
        if not re.fullmatch(r"(?a)-?\d{1,20}(?:\.\d{1,20})?", text):
            self.refuse(row, column, fault("points_cell", "", text))
            return
        points = Decimal(text)
        key: tuple[int, str, What] = (self.owner.at, name, what)
        if last:
            self.claims.pop(key, None)
            before = self.claimed_at.get(key)
            if before is not None:
                self.uses[before] = "total"
        if self.claims.setdefault(key, points) != points:
            expected = str(self.claims[key])
            self.refuse(row, column, fault("two_claims", "", text, expected))
            return
        self.claimed_at[key] = (row, column)
        self.read(row, column, Claim(f"{self.owner.at}/{name}", what))

    # Projects

    def note_unit(self, unit: str) -> None:
        """Note the unit of money that a label states."""
        for owner in self._meant():
            owner.unit = unit

    def note_period(self, period: str) -> None:
        """Note the year that a title states; the first one is that of its project."""
        for owner in self._meant():
            if not owner.indicators:
                owner.period = period if owner is self.coming else owner.period or period

    def _meant(self) -> Iterator[Owner]:
        """Yield the projects that a title or label is for: below indicators the next one, too."""
        yield self.owner
        if not self.owner.is_used:
            yield self.above
        if self.owner.indicators:
            yield self.coming

    def start_project(self, name: str) -> bool:
        """Start a project, or name the one that has no name yet; return whether it is new."""
        name = name[:LONGEST_KEY]
        is_new = bool(self.owner.indicators) or (self.owner.named and self.owner.name != name)
        if is_new:
            period = self.coming.period or self.above.period
            unit = self.coming.unit or self.above.unit
            self.owner = Owner(name, len(self.owners), named=True, period=period, unit=unit)
            self.owners.append(self.owner)
            self.coming = Owner("")
        else:
            self.owner.name, self.owner.named = name, True
        return is_new

    # The whole

    def sheet(self) -> Sheet:
        """Put the parts together, now that the keys of all projects are known."""
        owners = [owner for owner in self.owners if owner.is_used] or self.owners[:1]
        keys = dict(zip((o.at for o in owners), _unique([o.name for o in owners]), strict=True))
        lines = Counter(line for _, line in {(at, line) for at, line, _ in self.claims})
        several = {EXECUTION, TOTAL} if len(owners) > 1 else set[str]()
        several |= {line for line, times in lines.items() if times > 1}

        def named(at: str, name: str) -> str:
            return f"{keys.get(int(at), '')}/{name}" if name in several else name

        uses: dict[Spot, Use] = {}
        for spot, use in sorted(self.uses.items(), key=lambda item: item[0]):
            match use:
                case Result(project=at) | Amount(project=at):
                    uses[spot] = evolve(use, project=keys.get(int(at), at))
                case Claim(name=name):
                    uses[spot] = Claim(named(*name.split("/", 1)), use.what)
                case _:
                    uses[spot] = use
        claimed: dict[What, dict[str, Decimal]] = {"points": {}, "full": {}}
        for (number, line, what), points in self.claims.items():
            claimed[what][named(str(number), line)] = points
        return Sheet(
            Evidence([owner.project(keys[owner.at]) for owner in owners]),
            FixedMapping(claimed["points"]),
            FixedMapping(claimed["full"]),
            uses,
            tuple(Unread(*spot, self.unread[spot]) for spot in sorted(self.unread)),
            tuple(_placed(found, keys) for found in self.findings),
            self.texts,
        )


def _placed(found: Finding, keys: Mapping[int, str]) -> Finding:
    at, _, key = found.place.partition("/")
    return evolve(found, place=f"{keys.get(int(at), at)}/{key}")


def _unique(names: Sequence[str]) -> list[str]:
    """Return the names of projects as keys: a second 项目 is 项目#2."""
    taken, counts = {*names}, dict.fromkeys(names, 0)
    keys: list[str] = []
    for name in names:
        counts[name] += 1
        key, short = name, name[: LONGEST_KEY - 10]
        while counts[name] > 1 and key in taken:
            key = f"{short}#{counts[name]}"
            counts[name] += key in taken
        taken.add(key)
        keys.append(key)
    return keys
