"""The compiled form of a rubric: its rules as one Python program on integers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from fiscal_rubric.evidence.evidence import Evidence, FixedAnswer
from fiscal_rubric.evidence.project import Project
from fiscal_rubric.numbers.rounding import Rounding
from fiscal_rubric.rubric.computing import compute_parts
from fiscal_rubric.rubric.criteria import Section, every_rule, lowered, rules_of
from fiscal_rubric.rubric.scoring import Results
from fiscal_rubric.rules.compiled import Code, Compiler
from fiscal_rubric.rules.fact_rows import REFUSALS, Row, RowReader
from fiscal_rubric.rules.integers import RefusedError
from fiscal_rubric.rules.nodes import Fold
from fiscal_rubric.rules.traversal import every
from fiscal_rubric.targets.basis import Basis

MOST_PORTFOLIOS = 256  # for how many portfolios it keeps what it read of their projects
MANY = 1_000  # up to this many indicators, the steps are not counted
STEPS = 2_000_000  # the most steps of one scorecard inside folds


def effort(rubric: Section, evidence: Evidence) -> int:
    """Return the steps of a scorecard inside folds, each of which evaluates all indicators.

    Up to 1 000 indicators the steps are not counted: it is 0.
    """
    items = sum(len(project.indicators) for project in evidence.projects)
    if items <= MANY:
        return 0
    nodes = (node for rule in every_rule(rubric) for node in every(rule))
    return items * sum(node.size for node in nodes if isinstance(node, Fold))


@frozen(eq=False, repr=False)
class Measured:
    """Hold what a program reads of the projects of some evidence under a basis."""

    projects: tuple[Project, ...]
    basis: object
    values: tuple[object, ...]
    row: Row


class Program:
    """A rubric as a Python program; `str(program)` is its text.

    It keeps what it read of the last portfolios, so that other answers about the same projects
    are scored in microseconds. It may be used by several threads.

    Args:
        rubric: the rubric.

    Attributes:
        source: the text of the program.
    """

    def __init__(self, rubric: Section) -> None:
        parts = [place.part for place in rubric.layout.places]
        compiler = Compiler([lowered(part, rule) for part in parts for rule in rules_of(part)])
        found = compute_parts(rubric.layout, compiler)
        points = [
            _result(line.points, part.rounding) for part, line in zip(parts, found, strict=True)
        ]
        grades = [line.grade for line in found]
        self.source = compiler.source([f"({', '.join(each)},)" for each in (points, grades)])
        names: dict[str, Any] = dict(compiler.constants)
        exec(compile(self.source, "<rubric>", "exec"), names)
        self._run: Callable[[Mapping[str, FixedAnswer], object, Row], Results] = names["run"]
        self._measures: list[Callable[[Row], object]] = [names[name] for name in compiler.measures]
        self._columns, self._functions, self._rubric = compiler.columns, names, rubric
        self._asked = rubric.asked.questions.keys()
        self._most = len(self._asked)  # that many answers, with these, are all asked for
        self._sometimes = self._asked - compiler.asked_always
        self._keys = {*self._asked, *(part.key for part in parts)}
        self._readers: dict[Basis, RowReader] = {}
        self._kept: dict[tuple[int, int], Measured] = {}
        self._last = Measured((), rubric.asked, (), ())  # of no evidence

    def run(self, evidence: Evidence, basis: Basis) -> Results | None:
        """Return the results of all parts, or None where the evidence is refused."""
        answers = evidence.answers.plain
        keys = answers.keys()
        if (len(answers) != self._most or not self._sometimes <= keys) and not keys <= self._asked:
            return None
        if evidence.notes.plain and not self._knows(evidence):
            return None
        kept = self._last
        try:
            if kept.projects is not evidence.projects or kept.basis is not basis:
                kept = self._last = self._measured(evidence, basis)
            return self._run(answers, kept.values, kept.row)
        except REFUSALS:
            return None

    def _knows(self, evidence: Evidence) -> bool:
        """Return whether all notes are about something that the evidence or the rubric has."""
        strange = evidence.notes.keys() - self._keys
        return strange <= {i.key for owner in evidence.projects for i in owner.indicators}

    def _measured(self, evidence: Evidence, basis: Basis) -> Measured:
        found = self._kept.get((id(evidence.projects), id(basis)))
        if found is not None:
            return found
        if effort(self._rubric, evidence) > STEPS:
            raise RefusedError
        reader = self._readers.get(basis)
        if reader is None:
            reader = self._readers[basis] = RowReader(self._columns, basis, self._functions)
        row = reader.read(evidence)
        values = tuple([_attempted(measure, row) for measure in self._measures])
        found = Measured(evidence.projects, basis, values, row)
        if len(self._kept) >= MOST_PORTFOLIOS:
            self._kept.clear()
        self._kept[id(evidence.projects), id(basis)] = found
        return found

    def __str__(self) -> str:
        return self.source


def _attempted(measure: Callable[[Row], object], row: Row) -> object:
    try:
        return measure(row)
    except REFUSALS:
        return None


def _result(points: Code, rounding: Rounding) -> str:
    """Return the text of the points of a part, in units of the last place."""
    if points.absent is True:
        return "None"
    text = str(points.top)
    if rounding.is_exact:
        text = f"Fraction({points.top}, {points.bottom})"
    return text if points.absent is False else f"None if {points.absent} else {text}"


class Compiled:
    """A place for the program of a rubric, which is compiled when it is first needed.

    Copies and pickles of a rubric begin without one.
    """

    __slots__ = ("_times", "ready")

    def __init__(self) -> None:
        self.ready: Program | None = None
        self._times = 0

    def __reduce__(self) -> tuple[type[Compiled], tuple[()]]:
        return Compiled, ()

    def program(self, rubric: Section) -> Program:
        """Return the program.

        Raises:
            Exception: the process forbids to compile one.
        """
        if self.ready is None:
            self.ready = Program(rubric)
        return self.ready

    def from_the_second_time(self, rubric: Section) -> Program | None:
        """Return the program if it is asked for again: to score once is faster without one.

        Where the process forbids to compile one, return None.
        """
        if self.ready is not None:
            return self.ready
        self._times += 1
        if self._times != 2:
            return None
        try:
            return self.program(rubric)
        except Exception:  # any audit hook may forbid it, with an error of its own
            return None
