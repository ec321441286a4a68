"""Try evidence on two sides until they differ, and show the smallest example of it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import ClassVar, TypeAlias, Union

from attrs import frozen

from fiscal_rubric.analysis.changes import value_in_words
from fiscal_rubric.display import Displayed, Scalar, word
from fiscal_rubric.errors import FiscalRubricError
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.places import Place, kind_of
from fiscal_rubric.numbers.exact import number_text
from fiscal_rubric.presentation.html_tables import result_html
from fiscal_rubric.presentation.languages import language_of, say
from fiscal_rubric.rubric.criteria import parts_of
from fiscal_rubric.rubric.rubric import GRADE, TOTAL, Rubric, quick_results
from fiscal_rubric.rubric.scoring import number_of
from fiscal_rubric.testing.cases.at_random import evidence_at_random
from fiscal_rubric.testing.cases.edges import edge_pieces
from fiscal_rubric.testing.cases.trials import Trials, changed, places_changed

EXAMPLES = 200
MOST_EXAMPLES = 100_000
# Points, a grade, or the text of an error; None where there is none.
Given: TypeAlias = Union[Fraction, str, None]
_NAMES = {TOTAL: "card_total", GRADE: "heading.grade"}


@frozen
class Difference:
    """One line on which two sides differ.

    Attributes:
        key: of a line or section, "total" or "grade".
        first: the points or grade of the first side, or its error as text; None where it has none.
        second: those of the second side.
    """

    key: str
    first: Given
    second: Given


Compare: TypeAlias = Callable[[Evidence], tuple[Difference, ...]]


@frozen(eq=False, repr=False)
class Example:
    """Evidence on which two sides differ.

    Attributes:
        evidence: the evidence.
        start: the evidence that it was changed from.
        places: the facts that differ from the start.
        lines: the lines on which both sides differ.
    """

    evidence: Evidence
    start: Evidence
    places: tuple[Place, ...]
    lines: tuple[Difference, ...]

    def changes(self, language: str) -> Iterator[str]:
        """Yield each fact that differs from the start, in words."""
        if not self.places:
            yield say("no_change", language)
        for place in self.places:
            before, after = (
                value_in_words(place, side.at(place), language) or "—"
                for side in (self.start, self.evidence)
            )
            fact = word(f"{kind_of(place)}:{place}", language)
            yield say("fact_changed", language, fact=fact, before=before, after=after)


@frozen(eq=False, repr=False)
class Compared(Displayed):
    """Keep what a comparison found; true if nothing differed.

    Attributes:
        tried: the number of pieces of evidence that were compared.
        example: the smallest evidence found on which both sides differ; None if there is none.
    """

    tried: int
    example: Example | None

    codes: ClassVar[str]  # of the messages
    names: ClassVar[tuple[str, str]]  # of both sides, as keys of rows

    @property
    @abstractmethod
    def sides(self) -> tuple[Rubric | None, Rubric | None]:
        """Both rubrics; None for a function."""

    def __bool__(self) -> bool:
        return self.example is None

    def __repr__(self) -> str:
        said = self._summary("en")
        if self.example is not None:
            first = next(self._lines("en"))
            said = "; ".join([first, *self.example.changes("en"), f"{self.tried} tried"])
        return f"<{type(self).__name__}: {said}>"

    def explain(self, language: str = "en") -> str:
        """Explain the example: what changed, each line that differs, and its steps.

        Args:
            language: "zh" or "en".
        """
        spoken = language_of(language)
        shown = [self._summary(spoken)]
        if self.example is not None:
            shown += [f"  {change}" for change in self.example.changes(spoken)]
            shown += self._lines(spoken)
            for name, rubric in zip(("first", "second"), self.sides, strict=True):
                if rubric is not None:
                    shown += ["", say(f"{self.codes}.{name}", spoken)]
                    shown += _steps(rubric, self.example, spoken)
        return "\n".join(shown)

    def rows(self, headings: str | None = None) -> list[dict[str, Scalar]]:
        """Return a row for each line that differs.

        Args:
            headings: "zh" or "en" for headings in that language; stable English keys if None.
        """
        lines = () if self.example is None else self.example.lines
        first, second = self.names
        found: list[dict[str, Scalar]] = [
            {"key": line.key, first: _text(line.first), second: _text(line.second)}
            for line in lines
        ]
        return self.headed(found, headings)

    def to_html(self, language: str = "en") -> str:
        """Return the example as one plain table in HTML.

        Args:
            language: "zh" or "en".
        """
        spoken = language_of(language)
        notes = [] if self.example is None else list(self.example.changes(spoken))
        return result_html(self._summary(spoken), self.rows(spoken), notes, spoken)

    def _summary(self, language: str) -> str:
        return say(f"{self.codes}.{'none' if self else 'found'}", language, count=self.tried)

    def _lines(self, language: str) -> Iterator[str]:
        for line in () if self.example is None else self.example.lines:
            key = say(_NAMES[line.key], language) if line.key in _NAMES else line.key
            sides = {"first": _text(line.first), "second": _text(line.second)}
            yield say(f"{self.codes}.line", language, key=key, **sides)


def _text(given: Given) -> str:
    if isinstance(given, Fraction):
        return number_text(given)
    return "—" if given is None else given


def _steps(rubric: Rubric, example: Example, language: str) -> Iterator[str]:
    """Yield the steps of a rubric for each criterion that differs, else for each section."""
    try:
        card = rubric.score(example.evidence.only(rubric))
    except FiscalRubricError as error:
        yield error.explain(language)
        return
    keys = {line.key for line in example.lines}
    criteria = [line for line in card.lines if line.key in keys]
    sections = [line for line in card.sections if line.key in keys]
    for line in criteria or sections or [card.whole]:
        yield line.explain(language)


def results_of(rubric: Rubric, evidence: Evidence) -> tuple[Mapping[str, Given], tuple[str, ...]]:
    """Return the points of each line and section, the total and the grade, and no codes.

    Where the rubric refuses the evidence, return nothing, and the codes of the refusal.
    """
    found = quick_results(rubric, evidence, rubric.basis)
    if found is None:
        return {}, _codes(rubric, evidence)
    counted, grades = found
    layout, points = rubric.layout, dict[str, Given]()
    for at in (*layout.lines, *layout.sections, len(counted) - 1):
        part = layout.places[at].part
        key = TOTAL if part is rubric else part.key
        points.setdefault(key, number_of(counted[at], part.rounding))
    return {**points, GRADE: grades[-1]}, ()


def _codes(rubric: Rubric, evidence: Evidence) -> tuple[str, ...]:
    """Return the codes of a refusal, without those that are no cause of it."""
    try:
        rubric.score(evidence)
    except FiscalRubricError as error:
        codes = dict.fromkeys(fault.code for fault in error.faults)
        return tuple(code for code in codes if code not in ("may_follow", "decided", "between"))
    raise AssertionError("both evaluations refuse the same evidence")


def keys_of(rubric: Rubric) -> tuple[str, ...]:
    """Return the keys of the lines and sections of a rubric, then "total" and "grade"."""
    return (*dict.fromkeys(part.key for part in parts_of(rubric)), TOTAL, GRADE)


def evidence_to_try(trials: Trials, start: Evidence, examples: int) -> Iterator[Evidence]:
    """Yield the evidence at the edges, each piece once, then some evidence at random."""
    seen: set[Evidence] = set()
    for piece in edge_pieces(trials, start):
        if piece.evidence not in seen:
            seen.add(piece.evidence)
            yield piece.evidence
    for seed in range(examples):
        yield evidence_at_random(trials.rubric, seed, start)


def first_difference(
    start: Evidence, tried: Iterable[Evidence], compare: Compare, places: Iterable[Place]
) -> tuple[int, Example | None]:
    """Try evidence until two sides differ, and put back the facts that do not matter.

    Returns:
        How many pieces were tried, and the example.
    """
    known, count = tuple(places), 0
    for count, evidence in enumerate(tried, 1):
        if compare(evidence):
            found = _smallest(start, evidence, compare, known)
            differing = places_changed(start, found, known)
            return count, Example(found, start, differing, compare(found))
    return count, None


def _smallest(
    start: Evidence, found: Evidence, compare: Compare, places: tuple[Place, ...]
) -> Evidence:
    """Put back the facts that do not matter, one by one, until each of the others does."""
    is_smaller = True
    while is_smaller:
        is_smaller = False
        for place in places_changed(start, found, places):
            fewer = changed(found, place, start.at(place))
            if fewer is not None and compare(fewer):
                found, is_smaller = fewer, True
    return found
