"""Read the facts of projects as rows of integers, for compiled rules.

A row holds the facts that a rule reads of one item: of an indicator, of a project, or of all
projects together. The row of all projects holds a list of rows for each fold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias, Union, assert_never

from attrs import define, field

from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.project import Budget, Indicator, Project
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.facts import FoldItem
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.indicator_facts import in_period, target_of
from fiscal_rubric.rules.integers import RefusedError, pair_of, plus
from fiscal_rubric.rules.traversal import every, selects
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.targets.met_or_missed import Status, status_of
from fiscal_rubric.targets.targets import NumericActual

ProjectFact: TypeAlias = Union[n.Money, n.IndicatorNumber, n.IndicatorCondition]
# One cell of a row, None where the fact is refused. A condition is 1, 0, or -1 where it does not
# apply; a number is (dividend, divisor, whether it does not apply); a fold is a list of rows.
Cell: TypeAlias = Any
Row: TypeAlias = tuple[Cell, ...]
REFUSALS = (RefusedError, KeyError, TypeError)  # what a program raises where it refuses
MOST_KEPT = 100_000  # facts of indicators that a reader keeps


@define(eq=False, repr=False)
class Columns:
    """The columns of a row, in the order in which a rule asks for them first.

    Attributes:
        fold: the fold whose items the rows are; None for the row of all projects.
        columns: facts; shares that may not be compared with a number above 1.5; inner folds.
        sum: the name of the function that adds up the rows, if the program needs nothing else.
    """

    fold: n.Fold | None = None
    columns: list[Column] = field(factory=list)
    sum: str = ""

    def at(self, fact: ProjectFact | BareNumber) -> int:
        """Return the position of a fact; add it if it is new."""
        if fact not in self.columns:
            self.columns.append(fact)
        return self.columns.index(fact)

    def add(self, fold: Columns) -> int:
        """Add a fold; return its position."""
        self.columns.append(fold)
        return len(self.columns) - 1

    @property
    def is_of_one_project(self) -> bool:
        """Return whether the rows of a project depend on no other project."""
        return self.fold is not None and not any(
            isinstance(node, n.IndicatorNumber | n.IndicatorCondition)
            and isinstance(node.key, tuple)
            for node in every(self.fold)
        )


@define(frozen=True)
class BareNumber:
    """The number of an indicator where a rule compares it with a number above 1.5."""

    fact: n.IndicatorNumber


Column: TypeAlias = Union[ProjectFact, BareNumber, Columns]


class RowReader:
    """Read the row of all projects; keep what was read of each project and indicator.

    Args:
        columns: the columns of the row.
        basis: how the evidence is read.
        functions: the functions that add up rows, by name.
    """

    def __init__(
        self, columns: Columns, basis: Basis, functions: Mapping[str, Callable[[list[Row]], int]]
    ) -> None:
        self._columns, self._basis, self._functions = columns.columns, basis, functions
        self._is_verdict = {id(column) for column in columns.columns if _is_verdict(column)}
        self._of_one = [_is_of_one_project(column) for column in columns.columns]
        self._projects: dict[int, tuple[Project, Row]] = {}
        self._verdicts: dict[int, tuple[Indicator, str, Cell]] = {}
        self._of_indicators: dict[int, tuple[object, str, list[tuple[Indicator, Row]]]] = {}
        self._amounts: dict[tuple[int, int], tuple[Budget, Cell]] = {}

    def read(self, evidence: Evidence) -> Row:
        """Return the row of all projects; without projects, all facts are refused."""
        if not evidence.projects:
            return (None,) * len(self._columns)
        facts = Facts(evidence, self._basis)
        pieces = [self._piece(project, facts) for project in facts.projects]
        cells = zip(*pieces, strict=True)
        both = zip(self._columns, self._of_one, cells, strict=True)
        return tuple(
            [
                _together(column, found) if is_of_one else self._cell(column, facts, None)
                for column, is_of_one, found in both
            ]
        )

    def _piece(self, project: Project, facts: Facts) -> Row:
        """Return the cells of one project, of the columns that depend on no other project."""
        kept = self._projects.get(id(project))
        if kept is None:
            kept = (
                project,
                tuple(
                    [
                        self._of_project(column, project, facts) if is_of_one else None
                        for column, is_of_one in zip(self._columns, self._of_one, strict=True)
                    ]
                ),
            )
            _keep(self._projects, id(project), kept)
        return kept[1]

    def _of_project(self, column: Column, project: Project, facts: Facts) -> Cell:
        if isinstance(column, n.Money):
            return self._amount(column, project)
        assert isinstance(column, Columns), "all other facts may be those of another project"
        rows = self._rows(column, project, facts)
        if not column.sum:
            return rows
        try:
            return self._functions[column.sum](rows)
        except REFUSALS:
            return None

    def _rows(self, column: Columns, project: Project, facts: Facts) -> list[Row]:
        """Return the rows of a fold in one project."""
        fold = column.fold
        assert fold is not None, "only the row of all projects has no fold"
        if id(column) not in self._is_verdict:
            return [self._row(column, facts, item) for item in facts.items_of(fold, project)]
        rows, kind = self._met_or_missed(project, facts), fold.kind
        if fold.level1 is not None or fold.level2 is not None:
            return [row for item, row in rows if selects(fold, item)]
        return [row for item, row in rows if kind is None or item.kind == kind]

    def _met_or_missed(self, project: Project, facts: Facts) -> list[tuple[Indicator, Row]]:
        """Return each indicator of a project with the row that holds its verdict."""
        place = id(project.indicators)
        kept = self._of_indicators.get(place)
        if kept is None or kept[1] != project.period:
            rows = [(item, (self._verdict(project, item, facts),)) for item in project.indicators]
            kept = (project.indicators, project.period, rows)
            _keep(self._of_indicators, place, kept)
        return kept[2]

    def _amount(self, column: n.Money, project: Project) -> Cell:
        """Return an amount of one project."""
        place = (id(project.budget), id(column))
        kept = self._amounts.get(place)
        if kept is None:
            figure = self._basis.budget if column.figure == "planned" else column.figure
            amount = project.budget.amount(figure, column.by)
            cell = None if amount is None else (*amount.base.as_integer_ratio(), False)
            kept = (project.budget, cell)
            _keep(self._amounts, place, kept)
        return kept[1]

    def _row(self, columns: Columns, facts: Facts, item: FoldItem) -> Row:
        return tuple([self._cell(column, facts, item) for column in columns.columns])

    def _cell(self, column: Column, facts: Facts, item: FoldItem | None) -> Cell:
        match column:
            case Columns(fold=fold):
                assert fold is not None, "only the row of all projects has no fold"
                return [self._row(column, facts, each) for each in facts.items(fold, item)]
            case BareNumber(fact=fact):
                return None if facts.read(fact, item).of_share else 0
            case n.IndicatorCondition() | n.IndicatorNumber() | n.Money():
                return _fact(column, facts, item)
            case _:
                assert_never(column)

    def _verdict(self, project: Project, indicator: Indicator, facts: Facts) -> Cell:
        """Return whether an indicator met its target."""
        kept = self._verdicts.get(id(indicator))
        if kept is not None and kept[1] == project.period:
            return kept[2]
        counts = in_period(target_of(indicator, self._basis), indicator.actual, project.period)
        status = status_of(counts, indicator.actual, self._basis)
        cell = _CELLS[status]
        if status == "met by claim" and isinstance(indicator.actual, NumericActual):
            cell = _fact(_MET, facts, FoldItem(project, indicator))  # its unit may clash
        _keep(self._verdicts, id(indicator), (indicator, project.period, cell))
        return cell


def _is_verdict(column: Column) -> bool:
    """Return whether the only fact of a row is that an indicator met its target."""
    if not isinstance(column, Columns) or column.fold is None:
        return False
    return column.fold.over == "indicators" and column.columns == [_MET]


def _is_of_one_project(column: Column) -> bool:
    """Return whether the cell of one project depends on no other project."""
    if isinstance(column, n.Money):
        return True
    return isinstance(column, Columns) and column.is_of_one_project


def _together(column: Column, cells: Sequence[Cell]) -> Cell:
    """Return the cell of all projects: all rows of a fold, or their sum, or that of an amount."""
    if isinstance(column, Columns) and not column.sum:
        return [row for rows in cells for row in rows]
    if None in cells:
        return None
    if isinstance(column, Columns):
        return sum(cells)
    if {under for _, under, _ in cells} == {1}:
        return sum([more for more, _, _ in cells]), 1, False
    top, bottom = 0, 1
    for more, under, _ in cells:
        top, bottom = plus(top, bottom, more, under)
    return top, bottom, False


def _keep(kept: dict[Any, Any], place: object, value: object) -> None:
    """Keep a value, which holds its owner, so that no other object gets the same id."""
    if len(kept) >= MOST_KEPT:
        kept.clear()
    kept[place] = value


def _fact(node: ProjectFact, facts: Facts, item: FoldItem | None) -> Cell:
    try:
        found = pair_of(facts.read(node, item))
    except RefusedError:
        return None
    if isinstance(node, n.IndicatorCondition):
        return -1 if found is None else found[0]
    return (0, 1, True) if found is None else (*found, False)


_MET = n.IndicatorCondition("met")
_CELLS: dict[Status, Cell] = {
    "met": 1,
    "met by claim": 1,
    "missed": 0,
    "not applicable": -1,
    "not known": None,
}
