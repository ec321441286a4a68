"""The meanings of a rule and of a rubric: traced, in integers, and as a compiled program."""

from fractions import Fraction

import pytest

from fiscal_rubric import Basis, Evidence, FiscalRubricError, Rubric
from fiscal_rubric.rubric.computing import compute_parts
from fiscal_rubric.rubric.program import Program
from fiscal_rubric.rubric.scoring import number_of, resolve
from fiscal_rubric.rules.evaluate import Scope, evaluate
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.integers import Integers, RefusedError
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.rules.trace import faults, missing

REFUSED = "refused"
Found = list[tuple[Fraction | None, str | None]]  # the points and the grade of each part


def scored(rule: Node, evidence: Evidence, basis: Basis) -> Fraction | str | None:
    """The traced value: a number, None where it does not apply, or that it is refused."""
    step = evaluate(rule, Scope(Facts(evidence, basis)))
    if any(faults(step)) or any(missing(step)):
        return REFUSED
    assert step.value.is_known
    assert not step.value.is_refused
    return step.value.number


def in_integers(rule: Node, evidence: Evidence, basis: Basis) -> Fraction | str | None:
    try:
        found = Integers(Facts(evidence, basis)).of(rule)
    except RefusedError:
        return REFUSED
    return None if found is None else Fraction(*found)


def traced(rubric: Rubric, evidence: Evidence, basis: Basis) -> Found | None:
    """The results of all parts by their traces; None where the evidence is refused."""
    found = resolve(rubric.layout, Facts(evidence, basis))
    steps = [step for line in found for step in line.steps]
    if any(any(faults(step)) or any(missing(step)) for step in steps):
        return None
    return [(line.value.number, next(iter(line.grades), None)) for line in found]


def counted(rubric: Rubric, evidence: Evidence, basis: Basis) -> Found | None:
    """The results of all parts in integers."""
    try:
        found = compute_parts(rubric.layout, Integers(Facts(evidence, basis)))
    except RefusedError:
        return None
    return [(None if f.points is None else Fraction(*f.points), f.grade) for f in found]


def compiled(rubric: Rubric, evidence: Evidence, basis: Basis) -> Found | None:
    """The results of all parts by the program of the rubric."""
    found = rubric.program.run(evidence, basis)
    if found is None:
        return None
    parts = [place.part for place in rubric.layout.places]
    rounded = zip(found[0], parts, strict=True)
    points = [number_of(each, part.rounding) for each, part in rounded]
    return list(zip(points, found[1], strict=True))


def agree(rubric: Rubric, evidence: Evidence, basis: Basis) -> bool:
    """Check that all meanings agree; return False where they refuse the evidence."""
    found = traced(rubric, evidence, basis)
    assert counted(rubric, evidence, basis) == found
    assert compiled(rubric, evidence, basis) == found, rubric.program.source
    fresh = Program(rubric).run(evidence, basis)  # it has read no other evidence
    assert fresh == rubric.program.run(evidence, basis)
    if found is None:
        with pytest.raises(FiscalRubricError):
            rubric.score(evidence, basis)
        return False
    card = rubric.score(evidence, basis)
    assert [line.resolved.value.number for line in card.every_line] == [
        found[line.position][0] for line in card.every_line
    ]
    for line in card.every_line:
        number, grade = found[line.position]
        shown = None if number is None else line.part.rounding.decimal(number)
        assert (line.points, line.grade) == (shown, grade)
    return True
