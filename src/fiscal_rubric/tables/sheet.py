"""A whole sheet as it was read: the evidence, the claims, and what became of each cell."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, TypeAlias

from attrs import field, frozen

from fiscal_rubric.display import Displayed, Scalar
from fiscal_rubric.errors import Fault, FiscalRubricError
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.places import Amount, Result
from fiscal_rubric.rubric.criteria import parts_of
from fiscal_rubric.rubric.findings import Finding
from fiscal_rubric.rubric.questions import BudgetFact
from fiscal_rubric.rubric.rubric import TOTAL, Rubric
from fiscal_rubric.rubric.scorecard import Bounds, Scorecard
from fiscal_rubric.validation import take_instance

# Why a cell is known, but is not evidence.
Left = Literal[
    "title",
    "heading",
    "project name",
    "goal",
    "fund part",
    "printed rate",
    "coefficient",
    "serial number",
    "total",
    "remark",
    "dash",
]
EXECUTION = "execution"


@frozen(order=True)
class Claim:
    """Points, or full marks, that a sheet prints for a line.

    Attributes:
        name: the key of an indicator, "execution" or "total"; "project/execution" where several
            projects of the sheet have the line.
        what: "points" or "full".
    """

    name: str
    what: Literal["points", "full"] = "points"


# What became of a cell: read into a place or a claim, or left for a reason.
Use: TypeAlias = Result | Amount | Claim | Left


@frozen
class Unread:
    """A cell that was not read.

    Attributes:
        row, column: counted from 1.
        fault: what is wrong, with what would be right; its place is the address: F13.
    """

    row: int
    column: int
    fault: Fault

    @property
    def code(self) -> str:
        """The code of the fault."""
        return self.fault.code

    def __str__(self) -> str:
        return str(self.fault)


@frozen(eq=False)
class Sheet(Displayed):
    """A sheet as it was read (自评表). Every cell that is not blank is in `cells` or in `unread`.

    Attributes:
        evidence: the projects, with their budgets and indicators.
        claimed: the printed points, by indicator key; "execution" and "total" for those lines.
            After "project/" where several projects of the sheet have the line.
        full: the printed full marks of lines that are no indicator: "execution".
        cells: (row, column), counted from 1, to the place or claim that the cell was read into,
            or to why it was left.
        unread: the cells that were not read, by row and column.
        findings: what was read, but is strange: parts of funds that do not make their total.
        texts: (row, column) to the printed text of each cell that is not blank.
    """

    evidence: Evidence
    claimed: Mapping[str, Decimal]
    full: Mapping[str, Decimal]
    cells: Mapping[tuple[int, int], Use] = field(repr=False)
    unread: tuple[Unread, ...] = field(repr=False)
    findings: tuple[Finding, ...] = field(repr=False)
    texts: Mapping[tuple[int, int], str] = field(repr=False)

    def card(self, rubric: Rubric) -> Scorecard | Bounds:
        """Score the evidence; bound it where something is not known.

        Args:
            rubric: such as `self_evaluation(project)` for the project of the sheet.

        Raises:
            FiscalRubricError: a fact is wrong for any value of what is not known.
        """
        take_instance(rubric, "rubric", Rubric)
        try:
            return rubric.score(self.evidence)
        except FiscalRubricError:
            return rubric.bounds(self.evidence)

    def claims(self, rubric: Rubric) -> dict[str, Decimal]:
        """Return the printed points by the keys of a rubric, as `audit` takes them.

        Claims on lines that the rubric does not have are left out.

        Args:
            rubric: whose lines are claimed.
        """
        parts = parts_of(take_instance(rubric, "rubric", Rubric))
        lines = {part.key for part in parts}
        found = {
            name: points for name, points in self.claimed.items() if name in lines or name == TOTAL
        }
        if EXECUTION in self.claimed and EXECUTION not in lines:
            asked = [fact for fact in rubric.facts() if isinstance(fact, BudgetFact)]
            keys = [key for fact in asked if fact.figure == "paid" for key in fact.used_in]
            found.update(dict.fromkeys(keys[:1], self.claimed[EXECUTION]))
        return found

    def rows(self, headings: str | None = None) -> list[dict[str, Scalar]]:
        """Return a row for each cell that was not read: row, column, code and what is wrong.

        Args:
            headings: "zh" or "en" for headings and texts in that language; if None, stable keys.
        """
        language = headings or "en"
        rows: list[dict[str, Scalar]] = [
            {
                "row": str(cell.row),
                "column": str(cell.column),
                "code": cell.code,
                "text": FiscalRubricError([cell.fault]).explain(language),
            }
            for cell in self.unread
        ]
        return self.headed(rows, headings)
