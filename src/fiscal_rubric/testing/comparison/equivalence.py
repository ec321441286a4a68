"""Compare two rubrics on evidence at the edges of both and at random."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import ClassVar

from attrs import evolve, frozen

from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.project import Project
from fiscal_rubric.rubric.rubric import TOTAL, Rubric
from fiscal_rubric.testing.cases.start import start_of
from fiscal_rubric.testing.cases.trials import Trials
from fiscal_rubric.testing.comparison.compared import (
    EXAMPLES,
    MOST_EXAMPLES,
    Compared,
    Difference,
    evidence_to_try,
    first_difference,
    keys_of,
    results_of,
)
from fiscal_rubric.validation import take_whole


@frozen(eq=False, repr=False)
class Equivalence(Compared):
    """Keep what a comparison of two rubrics found; true if no difference was found.

    Attributes:
        tried: the number of pieces of evidence that were compared.
        example: the smallest evidence found on which they differ; None if there is none. That is
            no proof: other evidence may still show a difference.
        before, after: the rubrics.
    """

    before: Rubric
    after: Rubric

    codes: ClassVar[str] = "same"
    names: ClassVar[tuple[str, str]] = ("before", "after")

    @property
    def sides(self) -> tuple[Rubric, Rubric]:
        """Both rubrics."""
        return self.before, self.after


def equivalent(
    before: Rubric,
    after: Rubric,
    *,
    like: Evidence | None = None,
    examples: int = EXAMPLES,
) -> Equivalence:
    """Compare two rubrics, by the lines and sections that both have, the total and the grade.

    Both score the evidence of `edges` of each of them, and evidence drawn at random from fixed
    seeds, until they differ. Facts that do not matter are then put back. A refusal is a result
    too: its codes are compared.

    Args:
        before: a rubric, read under its own basis.
        after: another one.
        like: evidence to start from, as of `edges`.
        examples: the number of pieces drawn at random for each of them, 0..100 000.

    Returns:
        The comparison, true if no difference was found. That is never a proof.

    Raises:
        FiscalRubricError: the evidence to start from cannot be scored.

    Example:
        >>> from fiscal_rubric import Criterion, number
        >>> x = number("x", 0, 1)
        >>> before, after = (Rubric("r", [Criterion("c", 1, rule)]) for rule in (x >= 0.9, x > 0.9))
        >>> found = equivalent(before, after)
        >>> bool(found), found.example.evidence.answers["x"]
        (False, Fraction(9, 10))
    """
    start = _together(start_of(before, like), start_of(after, like))
    count = take_whole(examples, "examples", 0, MOST_EXAMPLES)
    known = [key for key in keys_of(before) if key in keys_of(after)]
    trials = [Trials(rubric, start.only(rubric)) for rubric in (before, after)]

    def compared(evidence: Evidence) -> tuple[Difference, ...]:
        return _differences(before, after, evidence, known)

    tried = chain.from_iterable(_to_try(each, start, count) for each in trials)
    places = dict.fromkeys(place for each in trials for place in each.readers)
    return Equivalence(*first_difference(start, tried, compared, places), before, after)


def _to_try(trials: Trials, start: Evidence, examples: int) -> Iterator[Evidence]:
    """Yield evidence for one rubric, with the other answers of the start."""
    for evidence in evidence_to_try(trials, start.only(trials.rubric), examples):
        yield evidence.with_answers({**start.answers, **evidence.answers})


def _together(first: Evidence, second: Evidence) -> Evidence:
    """Return evidence with the answers and indicators of both, the first of two with one key."""
    owned = {project.key: project for project in second.projects}
    projects = [_joined(project, owned.pop(project.key, project)) for project in first.projects]
    return Evidence([*projects, *owned.values()], {**second.answers, **first.answers}, first.notes)


def _joined(project: Project, other: Project) -> Project:
    keys = {indicator.key for indicator in project.indicators}
    more = [indicator for indicator in other.indicators if indicator.key not in keys]
    return evolve(project, indicators=[*project.indicators, *more])


def _differences(
    before: Rubric, after: Rubric, evidence: Evidence, known: list[str]
) -> tuple[Difference, ...]:
    first, second = (results_of(rubric, evidence.only(rubric)) for rubric in (before, after))
    if first[1] or second[1]:
        one, other = (", ".join(codes) or points[TOTAL] for points, codes in (first, second))
        return (Difference(TOTAL, one, other),) if one != other else ()
    pairs = ((key, first[0][key], second[0][key]) for key in known)
    return tuple(Difference(*pair) for pair in pairs if pair[1] != pair[2])
