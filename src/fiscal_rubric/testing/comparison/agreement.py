"""Compare a function of one's own with a rubric, on evidence at its edges and at random."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, TypeAlias, Union, cast

from attrs import frozen

from fiscal_rubric.errors import near, refuse
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.numbers.exact import Number, exact
from fiscal_rubric.rubric.rubric import GRADE, TOTAL, Rubric
from fiscal_rubric.testing.cases.start import start_of
from fiscal_rubric.testing.cases.trials import DECIDED_REFUSALS, Trials
from fiscal_rubric.testing.comparison.compared import (
    EXAMPLES,
    MOST_EXAMPLES,
    Compared,
    Difference,
    Given,
    evidence_to_try,
    first_difference,
    keys_of,
    results_of,
)
from fiscal_rubric.validation import take_key, take_mapping, take_whole

# What a function may return: the total, or the key of a line, "total" or "grade" to its value.
Returned: TypeAlias = Union[Number, Mapping[str, Union[Number, None]], None]


@frozen(eq=False, repr=False)
class Agreement(Compared):
    """Keep what a comparison of a function with a rubric found; true if nothing disagreed.

    Attributes:
        tried: the number of pieces of evidence that were compared.
        example: the smallest evidence found on which they disagree; None if there is none.
        rubric: the rubric.
    """

    rubric: Rubric

    codes: ClassVar[str] = "agree"
    names: ClassVar[tuple[str, str]] = ("function", "rubric")

    @property
    def sides(self) -> tuple[None, Rubric]:
        """The rubric is the second side."""
        return None, self.rubric


def agrees(
    rubric: Rubric,
    function: Callable[[Evidence], Returned],
    *,
    like: Evidence | None = None,
    examples: int = EXAMPLES,
) -> Agreement:
    """Compare a function of your own with a rubric.

    Both are asked on the evidence of `edges` and on evidence drawn at random from fixed seeds,
    until they disagree. Facts that do not matter are then put back. Where the rubric refuses
    evidence, the function has to raise an error too.

    Args:
        rubric: the rubric, read under its own basis.
        function: takes evidence; returns the total, or a mapping of keys of lines and sections,
            "total" and "grade" to points and the grade; None where there are no points. It may
            leave out any of them.
        like: evidence to start from, as of `edges`.
        examples: the number of pieces drawn at random, 0..100 000.

    Returns:
        The comparison, true if nothing disagreed. Write `assert agrees(rubric, mine)`.

    Raises:
        FiscalRubricError: the function returns something else, or a key that the rubric has not.

    Example:
        >>> from fiscal_rubric import Criterion, yes
        >>> rubric = Rubric("r", [Criterion("c", 3, 2 * yes("plan") + yes("survey"))])
        >>> bool(agrees(rubric, lambda e: 2 * e.answers["plan"] + e.answers["survey"]))
        True
        >>> agrees(rubric, lambda e: {"c": 3 * e.answers["plan"]})
        <Agreement: c: 0 by the function, 1 by the rubric; answer to plan: yes → no; 3 tried>
    """
    start = start_of(rubric, like)
    if not callable(function):
        refuse("wrong_type", "function", function, "a function of evidence")
    count = take_whole(examples, "examples", 0, MOST_EXAMPLES)
    known = keys_of(rubric)
    trials = Trials(rubric, start)

    def compared(evidence: Evidence) -> tuple[Difference, ...]:
        return _differences(rubric, function, evidence, known)

    tried = evidence_to_try(trials, start, count)
    return Agreement(*first_difference(start, tried, compared, trials.readers), rubric)


def _differences(
    rubric: Rubric,
    function: Callable[[Evidence], Returned],
    evidence: Evidence,
    known: tuple[str, ...],
) -> tuple[Difference, ...]:
    """Return the lines that disagree; none where the rubric lacks facts."""
    theirs, refused = results_of(rubric, evidence)
    if not DECIDED_REFUSALS.issuperset(refused):
        return ()
    try:
        given: object = function(evidence)
    except Exception as error:
        raised = f"{type(error).__name__}: {error}"
        return () if refused else (Difference(TOTAL, raised, theirs[TOTAL]),)
    mine = _taken(given, known)
    if refused:
        return tuple(Difference(key, value, ", ".join(refused)) for key, value in mine.items())
    pairs = ((key, value, theirs[key]) for key, value in mine.items())
    return tuple(Difference(*pair) for pair in pairs if pair[1] != pair[2])


def _taken(given: object, known: tuple[str, ...]) -> dict[str, Given]:
    """Return what a function gave, by key; refuse anything else."""
    if not isinstance(given, Mapping):
        return {TOTAL: _value(TOTAL, given)}
    items = take_mapping(cast("object", given), "function")
    for key in items:
        if key not in known:
            refuse("unknown_key", key, "", *near(key, known))
    return {key: _value(key, value) for key, value in items.items()}


def _value(key: str, value: object) -> Given:
    if value is None:
        return None
    return take_key(value, GRADE) if key == GRADE else exact(cast("Number", value), key)
