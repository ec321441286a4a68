"""The compiled form of a rubric: its rules as one Python program on integers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias, Union

from attrs import frozen

from fiscal_rubric.evidence.evidence import Evidence, FixedAnswer
from fiscal_rubric.evidence.project import Project
from fiscal_rubric.numbers.rounding import Points, Rounding
from fiscal_rubric.rubric.computing import compute_part, compute_parts
from fiscal_rubric.rubric.criteria import Section, every_rule, lowered, rules_of
from fiscal_rubric.rubric.layout import Placed
from fiscal_rubric.rubric.scoring import Results, scale_of
from fiscal_rubric.rules.compiled import Code, Compiler
from fiscal_rubric.rules.fact_rows import REFUSALS, Row, RowReader
from fiscal_rubric.rules.integers import RefusedError
from fiscal_rubric.rules.nodes import Fold
from fiscal_rubric.rules.python_writer import Function
from fiscal_rubric.rules.traits import line_key
from fiscal_rubric.rules.traversal import every
from fiscal_rubric.targets.basis import Basis

MOST_PORTFOLIOS = 256  # for how many portfolios it keeps what it read of their projects
MANY = 1_000  # up to this many indicators, the steps are not counted
Answers: TypeAlias = Mapping[str, FixedAnswer]
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


class Loaded:
    """A program that is ready to run, with a memory of the projects that it has read.

    The memory is bounded. Several threads may use it.

    Args:
        rubric: the rubric whose rules the program computes.
        compiler: the compiler that wrote them.
        source: the text of the program.
    """

    def __init__(self, rubric: Section, compiler: Compiler, source: str) -> None:
        names: dict[str, Any] = dict(compiler.constants)
        exec(compile(source, "<rubric>", "exec"), names)
        self.functions = names
        self._measures: list[Callable[[Row], object]] = [names[name] for name in compiler.measures]
        self._columns, self._rubric = compiler.columns, rubric
        self._readers: dict[Basis, RowReader] = {}
        self._kept: dict[tuple[int, int], Measured] = {}
        self._last = Measured((), rubric.asked, (), ())  # of no evidence

    def measured(self, evidence: Evidence, basis: Basis) -> Measured:
        """Return what the program reads of the projects.

        Raises:
            RefusedError: the evidence is too large.
        """
        last = self._last
        if last.projects is evidence.projects and last.basis is basis:
            return last
        found = self._kept.get((id(evidence.projects), id(basis)))
        if found is None:
            found = self._read(evidence, basis)
        self._last = found
        return found

    def _read(self, evidence: Evidence, basis: Basis) -> Measured:
        if effort(self._rubric, evidence) > STEPS:
            raise RefusedError
        reader = self._readers.get(basis)
        if reader is None:
            reader = self._readers[basis] = RowReader(self._columns, basis, self.functions)
        row = reader.read(evidence)
        values = tuple([_attempted(measure, row) for measure in self._measures])
        found = Measured(evidence.projects, basis, values, row)
        if len(self._kept) >= MOST_PORTFOLIOS:
            self._kept.clear()
        self._kept[id(evidence.projects), id(basis)] = found
        return found


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
        self.loaded = Loaded(rubric, compiler, self.source)
        self._run: Callable[[Answers, object, Row], Results] = self.loaded.functions["run"]
        self._asked = rubric.asked.questions.keys()
        self._most = len(self._asked)  # that many answers, with these, are all asked for
        self._sometimes = self._asked - compiler.asked_always
        self._keys = {*self._asked, *(part.key for part in parts)}

    def run(self, evidence: Evidence, basis: Basis) -> Results | None:
        """Return the results of all parts, or None where the evidence is refused."""
        answers = evidence.answers.plain
        keys = answers.keys()
        if (len(answers) != self._most or not self._sometimes <= keys) and not keys <= self._asked:
            return None
        if evidence.notes.plain and not self._knows(evidence):
            return None
        try:
            found = self.loaded.measured(evidence, basis)
            return self._run(answers, found.values, found.row)
        except REFUSALS:
            return None

    def _knows(self, evidence: Evidence) -> bool:
        """Return whether all notes are about something that the evidence or the rubric has."""
        strange = evidence.notes.keys() - self._keys
        return strange <= {i.key for owner in evidence.projects for i in owner.indicators}

    def __str__(self) -> str:
        return self.source


Result: TypeAlias = tuple[Points, Union[str, None]]  # the points and the grade of one part
# A part, computed from answers, what is read of projects, and the results below by position.
PartFunction: TypeAlias = Callable[
    [Answers, object, Row, Union[Sequence[Result], Mapping[int, Result]]], Result
]


class PartPrograms:
    """Each part of a rubric as a function of answers, projects, and the results of lines below.

    Args:
        rubric: the rubric.
    """

    def __init__(self, rubric: Section) -> None:
        places = rubric.layout.places
        parts = [place.part for place in places]
        compiler = Compiler([lowered(part, rule) for part in parts for rule in rules_of(part)])
        self._written = [
            _write_part(compiler, place, places, f"part{at}") for at, place in enumerate(places)
        ]
        self.loaded = Loaded(rubric, compiler, compiler.functions_only())
        names = (f"part{at}" for at in range(len(places)))
        self.functions: list[PartFunction] = [self.loaded.functions[name] for name in names]

    def read_of_projects(self, at: int, measured: Measured) -> tuple[object, ...]:
        """Return what a part reads of projects: the same for evidence that it takes as the same."""
        written = self._written[at]
        found = tuple([measured.values[measure] for measure in written.measures])
        return (measured,) if written.reads_row or None in found else found


def _write_part(
    compiler: Compiler, placed: Placed, places: Sequence[Placed], name: str
) -> Function[Code]:
    """Write the function of one part."""
    part = placed.part
    rules = [lowered(part, rule) for rule in rules_of(part)]
    read = {line_key(node) for rule in rules for node in every(rule)} - {None}
    below = {
        key: (position, places[position].part)
        for key, position in placed.below.items()
        if key in read
    }
    with compiler.function(name, "A, M, P, L") as written:
        compiler.lines = {
            key: compiler.given_line(position, inner.rounding, inner.reach, scale_of(inner))
            for key, (position, inner) in below.items()
        }
        found = compute_part(part, compiler)
        written.results += [_result(found.points, part.rounding), found.grade]
    return written


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
