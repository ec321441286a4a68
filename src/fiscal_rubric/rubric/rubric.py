"""The rubric: the root section, with score, bounds, questions and identity."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import cast

from attrs import evolve, field, fields, frozen

from fiscal_rubric.display import HasPage
from fiscal_rubric.errors import Fault, FiscalRubricError, fault, near, refuse, unknown
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.rubric.bounding import resolve_bounds
from fiscal_rubric.rubric.compiled import Compiled
from fiscal_rubric.rubric.criteria import Part, Section, lines_of, parts_of, sections_of
from fiscal_rubric.rubric.dropped_marks import check_marks
from fiscal_rubric.rubric.outcomes import Bounded, Listing
from fiscal_rubric.rubric.program import STEPS, Program, effort
from fiscal_rubric.rubric.questions import AskedFact, Question, check_labels, unanswered
from fiscal_rubric.rubric.read_as import left_of, section_as
from fiscal_rubric.rubric.readings import (
    Reading,
    Swap,
    codes_of,
    in_reading,
    meaning_text,
    take_readings,
)
from fiscal_rubric.rubric.scorecard import Bounds, Scorecard
from fiscal_rubric.rubric.scoring import Resolved, Results, resolve, results_of
from fiscal_rubric.rubric.worked_cases import WorkedCase, differences
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.trace import Step, faults, may_follow, missing
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.validation import take_all, take_bool, take_instance, take_key

# Facts that are there, but do not say what the rule asks.
UNCLEAR = frozenset(("undecided", "unit_clash", "share_or_number"))


def _rescale(value: bool) -> bool:
    return take_bool(value, "rescale")


def _evidence(value: object) -> Evidence:
    return take_instance(value, "evidence", Evidence)


def _basis(value: Basis) -> Basis:
    return take_instance(value, "basis", Basis)


def _cases(value: Sequence[WorkedCase]) -> tuple[WorkedCase, ...]:
    return take_all(value, "cases", WorkedCase)


TOTAL, GRADE = "total", "grade"  # reserved keys: the results of the rubric itself


@frozen
class Rubric(HasPage, Section):
    """A scoring standard: the root section (评分标准).

    Args:
        name, parts, rule, full, printed_full: as of a `Section`; `rule=None` has no total.
        key, standard, source, floor, grades, checks, rounding: as of a `Section`.
        rescale: whether marks of lines that do not apply go to the others; by default True.
        basis: how evidence is read, unless `score` is given a basis.
        readings: what parts of its rules may be taken to mean; they change no score.
        cases: worked cases, which `replay` checks; they change no score either.

    Raises:
        FiscalRubricError: as for a `Section`; also a picked() of a label that no pick() offers,
            a line whose marks would be lost, and a part with the key "total" or "grade".

    Example:
        >>> from fiscal_rubric import Criterion, Evidence, Grades, yes
        >>> rubric = Rubric("监控", [Criterion("监控措施", 2, yes("monitored") + yes("collected"))])
        >>> rubric.score(Evidence(answers={"monitored": True, "collected": False})).total
        Decimal('1.00')
    """

    rescale: bool = field(default=True, kw_only=True, converter=_rescale)
    basis: Basis = field(default=Basis(), kw_only=True, converter=_basis)
    readings: tuple[Reading, ...] = field(default=(), kw_only=True, converter=take_readings)
    cases: tuple[WorkedCase, ...] = field(default=(), kw_only=True, converter=_cases)
    _compiled: Compiled = field(init=False, eq=False, repr=False, factory=Compiled)

    def __copy__(self) -> Rubric:
        return evolve(self)

    def __attrs_post_init__(self) -> None:
        for part in self.parts:
            for section in (part, *sections_of(part)) if isinstance(part, Section) else ():
                if isinstance(section, Rubric):
                    refuse("rubric_as_part", self.key, section.key)
        for part in parts_of(self):
            if part.key in (TOTAL, GRADE):
                refuse("reserved_key", part.key, part.key)
        Section.__attrs_post_init__(self)
        check_marks(self)
        check_labels(self.asked)
        for code, readings in codes_of(self.readings).items():
            with in_reading(code):
                swap = Swap(readings)
                section_as(evolve(self, readings=(), cases=()), swap)
                swap.refuse_unused()

    def questions(self) -> tuple[Question, ...]:
        """Return the questions to a person, one per printed item, in printed order."""
        return tuple(self.asked.questions.values())

    def facts(self) -> tuple[AskedFact, ...]:
        """Return all that the rubric reads: questions, amounts of budgets, facts of indicators."""
        questions = self.asked.questions
        found = (
            questions[fact.key] if isinstance(fact, Question) else evolve(fact, used_in=used_in)
            for fact, used_in in self.asked.facts.items()
        )
        return tuple(dict.fromkeys(found))

    def with_part(self, key: str, /, **changes: object) -> Rubric:
        """Return the rubric with one line or section changed; it has its own identity.

        Full marks are added up again unless they are stated. Grades are kept; if they no longer
        fit, replace them: `attrs.evolve(rubric, grades=...)`.

        Args:
            key: of a line, else of a section.
            changes: new arguments of its class: `full=8, rule=...`.

        Raises:
            FiscalRubricError: no part has this key, the part has no such argument, or the changed
                rubric is refused.

        Example:
            >>> from fiscal_rubric import Criterion, yes
            >>> rubric = Rubric("r", [Criterion(k, 2, 2 * yes(k)) for k in ("a", "b")])
            >>> harder = rubric.with_part("a", full=4, rule=4 * yes("a"))
            >>> harder.full, harder.identity == rubric.identity
            (Fraction(6, 1), False)
        """
        asked = take_key(key)
        found: list[Part] = [part for part in parts_of(self) if part.key == asked]
        if not found:
            known = dict.fromkeys(part.key for part in parts_of(self))
            refuse("unknown_key", asked, "", *near(asked, known))
        names = [argument.alias or "" for argument in fields(type(found[0])) if argument.init]
        for name in changes:
            if name not in names:
                refuse("option", f"{asked}.{name}", name, *near(name, names))
        changed = cast("Callable[..., Part]", evolve)(found[0], **changes)
        return evolve(self, parts=_replaced(self, found[0], changed))

    def read_as(self, *codes: str) -> Rubric:
        """Return the rubric with the other meaning of some of its readings.

        It is a rubric of its own, with its own identity; its worked cases are left out. Readings
        that still have something to replace stay.

        Args:
            codes: of its readings, or of those of its lines; each applies where it is named.

        Raises:
            FiscalRubricError: no reading has this code, or none of its parts is left.

        Example:
            >>> from fiscal_rubric import Criterion, Evidence, Reading, number
            >>> late = number("days_late", 0)
            >>> rubric = Rubric("r", [Criterion("in time", 5, (5 - late).clip(0, 5), readings=[
            ...     Reading("weeks", "each full week costs a point", late,
            ...             (late / 7).round(0, "down"))])])
            >>> evidence = Evidence(answers={"days_late": 4})
            >>> rubric.score(evidence).total, rubric.read_as("weeks").score(evidence).total
            (Decimal('1.00'), Decimal('5.00'))
        """
        found = self
        for code in codes:
            found = _read_as(found, take_key(code, "code"), self)
        return found

    def every_reading(self) -> Mapping[str, tuple[Reading, ...]]:
        """Return the readings of the rubric and of its lines, by code."""
        own = (reading for line in lines_of(self) for reading in line.readings)
        return codes_of((*self.readings, *own))

    def score(self, evidence: Evidence, basis: Basis | None = None) -> Scorecard:
        """Compute the points of each line, the total and the grade.

        Args:
            evidence: the evidence to score.
            basis: how to read it; the rubric's own basis if None.

        Raises:
            FiscalRubricError: facts are missing or wrong; the error names all of them, and those
                that may be needed next.

        Example:
            >>> from fiscal_rubric.catalog import futian_2020
            >>> card = futian_2020.RUBRIC.score(futian_2020.EVIDENCE)
            >>> card.total, card.grade
            (Decimal('86.50'), '良')
        """
        read_by = self.basis if basis is None else take_instance(basis, "basis", Basis)
        given = evidence if type(evidence) is Evidence else _evidence(evidence)
        program = self._compiled.ready or self._compiled.from_the_second_time(self)
        if program is not None:
            results = program.run(given, read_by)
            if results is not None:
                return Scorecard(self, given, read_by, results)
        self._check(given)
        return self._traced(given, read_by)

    def score_many(
        self, evidences: Sequence[Evidence], basis: Basis | None = None
    ) -> list[Scorecard]:
        """Score many pieces of evidence, such as scenarios of the same projects.

        Args:
            evidences: the pieces of evidence.
            basis: how to read them; the rubric's own basis if None.

        Raises:
            FiscalRubricError: as for `score`; the error is about the first that is refused.

        Example:
            >>> from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
            >>> ways = [EVIDENCE.with_answers(satisfaction=label) for label in "优良中差"]
            >>> [str(card.total) for card in RUBRIC.score_many(ways)]
            ['86.50', '84.50', '82.50', '80.50']
        """
        given = take_all(evidences, "evidences", Evidence)
        return [self.score(evidence, basis) for evidence in given]

    @property
    def program(self) -> Program:
        """The rubric as a Python program; `print(rubric.program)` shows its text.

        `score` uses it from the second score on.
        """
        return self._compiled.program(self)

    def _traced(self, evidence: Evidence, basis: Basis) -> Scorecard:
        """Score with a trace; name everything that is missing or wrong."""
        found = resolve(self.layout, Facts(evidence, basis))
        refused = [*_all(found, faults), *self._gaps(found)]
        if refused:
            now = {gap.place for gap in refused}
            places = dict.fromkeys(gap.place for gap in _all(found, may_follow))
            later = [fault("may_follow", place) for place in places if place not in now]
            notes = _decided(self, found)
            if not notes and any(gap.code in UNCLEAR for gap in refused):
                notes = self._between(evidence, basis)
            raise FiscalRubricError([*refused, *later, *notes])
        return Scorecard(self, evidence, basis, results_of(found))

    def bounds(self, evidence: Evidence, basis: Basis | None = None) -> Bounds:
        """Bound the points of each line, the total and the grade while facts are missing.

        The bounds hold the result of every completion of the evidence that can be scored.

        Args:
            evidence: what is known so far.
            basis: how to read it; the rubric's own basis if None.

        Raises:
            FiscalRubricError: a fact is wrong for any value of the missing facts.

        Example:
            >>> from fiscal_rubric.catalog import futian_2020
            >>> early = futian_2020.EVIDENCE.without("satisfaction")
            >>> bounds = futian_2020.RUBRIC.bounds(early)
            >>> bounds.low, bounds.high, sorted(bounds.grades)
            (Decimal('80.50'), Decimal('86.50'), ['良'])
        """
        read_by = self.basis if basis is None else take_instance(basis, "basis", Basis)
        given = _evidence(evidence)
        self._check(given)
        listing = listing_of(self, given, read_by)
        listed = [None] * len(self.layout.places) if listing is None else listing.bounded()
        ends = [found for found in listed if found is not None]
        if len(ends) == len(listed):
            return Bounds(self, given, read_by, ends)
        found = resolve_bounds(self.layout, Facts(given, read_by), self.choices, listing)
        if any(line.value.is_refused for line in found):
            found = resolve_bounds(self.layout, Facts(given, read_by), self.choices)
        refused = _all(found, faults)
        if refused:
            raise FiscalRubricError(refused)
        both = zip(found, listed, strict=True)
        ends = [own or Bounded(line.value, line.grades, line.tight) for line, own in both]
        return Bounds(self, given, read_by, ends)

    def replay(self) -> tuple[Scorecard, ...]:
        """Score the worked cases again.

        Returns:
            The scorecard of each case.

        Raises:
            FiscalRubricError: a result differs from its case; the error names all such places,
                as `cases[0].total`.

        Example:
            >>> from fiscal_rubric import Criterion, Evidence, Rubric, WorkedCase, yes
            >>> case = WorkedCase("all", Evidence(answers={"surveyed": True}), total=3)
            >>> rubric = Rubric("r", [Criterion("c", 2, 2 * yes("surveyed"))], cases=[case])
            >>> try:
            ...     rubric.replay()
            ... except FiscalRubricError as error:
            ...     print(error)
            cases[0].total: found 3, but scoring again gives 2
        """
        cards: list[Scorecard] = []
        refused: list[Fault] = []
        for at, case in enumerate(self.cases):
            try:
                cards.append(self.score(case.evidence, case.basis))
                found = differences(case, cards[-1])
            except FiscalRubricError as error:
                found = list(error.faults)
            refused += [evolve(broken, place=f"cases[{at}].{broken.place}") for broken in found]
        if refused:
            raise FiscalRubricError(refused)
        return tuple(cards)

    def _gaps(self, found: Iterable[Resolved]) -> list[Fault]:
        """Return a fault for each missing fact, once for each question."""
        asked = self.asked.questions
        gaps = (
            unanswered(asked[gap.place]) if gap.code == "missing" else gap
            for gap in _all(found, missing)
        )
        return list(dict.fromkeys(gaps))

    def _between(self, evidence: Evidence, basis: Basis) -> list[Fault]:
        """Return a note of the bounds of the total, if it has one."""
        try:
            bounds = self.bounds(evidence, basis)
        except FiscalRubricError:  # wrong for any value of what is missing
            return []
        if bounds.low is None or bounds.high is None:
            return []
        return [fault("between", self.key, f"{bounds.low}..{bounds.high}")]

    def _check(self, evidence: Evidence) -> None:
        """Refuse answers and notes that nothing asks for, and evidence that is too large."""
        steps = effort(self, evidence)
        if steps > STEPS:
            refuse("large_evidence", self.key, str(steps), str(STEPS))
        asked = self.asked.questions
        strange = [key for key in evidence.answers if key not in asked]
        refused = unknown("unknown_answer", strange, asked) if strange else []
        if evidence.notes:
            known = {*asked, *(part.key for part in (self, *parts_of(self)))}
            known.update(i.key for project in evidence.projects for i in project.indicators)
            others = (key for key in evidence.notes if key not in known)
            refused += unknown("unknown_note", others, sorted(known))
        if refused:
            raise FiscalRubricError(refused)


def quick_results(rubric: Rubric, evidence: Evidence, basis: Basis) -> Results | None:
    """Return the points and grades of all parts, or None where the evidence is refused.

    Analyses use it for evidence of which they know that all answers are asked for.
    """
    program = rubric._compiled.from_the_second_time(rubric)
    if program is not None:
        return program.run(evidence, basis)
    try:
        return rubric._traced(evidence, basis).results
    except FiscalRubricError:
        return None


def listing_of(rubric: Rubric, evidence: Evidence, basis: Basis) -> Listing | None:
    """Return what lists the results of parts; None where no program can be used.

    Analyses use it for evidence of which they know that all answers are asked for.
    """
    try:
        return rubric._compiled.lister(rubric).of(evidence, basis)
    except Exception:  # the evidence is too large, or an audit hook forbids programs
        return None


def _read_as(rubric: Rubric, code: str, before: Rubric) -> Rubric:
    """Return a rubric with the other meaning of one of its readings."""
    known = before.every_reading()
    if code not in known:
        refuse("option", "code", code, *near(code, known))
    if code not in rubric.every_reading():
        refuse("reading_of_nothing", code, ", ".join(meaning_text(r.of) for r in known[code]))
    swap = Swap(reading for reading in rubric.readings if reading.code == code)
    found = section_as(evolve(rubric, readings=(), cases=()), swap, code)
    others = (reading for reading in rubric.readings if reading.code != code)
    return evolve(found, readings=left_of(found, others))


def _replaced(section: Section, old: Part, new: Part) -> list[Part]:
    def inner(part: Part) -> Part:
        if part is old:
            return new
        if isinstance(part, Section) and any(old is below for below in parts_of(part)):
            return evolve(part, parts=_replaced(part, old, new))
        return part

    return [inner(part) for part in section.parts]


def _all(found: Iterable[Resolved], which: Callable[[Step], Iterable[Fault]]) -> list[Fault]:
    """Return the faults once each, in printed order; the key of the line is the default place."""
    refused: dict[Fault, None] = {}
    for line in found:
        for step in line.steps:
            for broken in which(step):
                refused[broken if broken.place else evolve(broken, place=line.part.key)] = None
    return list(refused)


def _decided(rubric: Rubric, found: Sequence[Resolved]) -> list[Fault]:
    """Return a note if the total is the same for any value of the missing facts."""
    number = found[-1].value.number
    if number is None or any(_all(found, faults)):
        return []
    return [fault("decided", rubric.key, str(rubric.rounding.decimal(number)))]
