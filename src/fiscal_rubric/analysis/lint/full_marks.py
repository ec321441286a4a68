"""Examples of evidence that give a line its full marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import islice, product

from attrs import evolve

from fiscal_rubric.analysis.alternatives import turning_points
from fiscal_rubric.analysis.monotonicity import direction_of, facts_of_rule, leaves_of_fact
from fiscal_rubric.evidence.evidence import Evidence, FixedAnswer
from fiscal_rubric.evidence.project import Budget, Indicator, Project
from fiscal_rubric.numbers.spans import Span, exactly
from fiscal_rubric.numbers.units import unit_of
from fiscal_rubric.rubric.criteria import Criterion
from fiscal_rubric.rubric.questions import AskedFact, IndicatorFact, Question, is_inside
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rubric.scoring import attempt
from fiscal_rubric.rules.evaluate import Scope
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.targets.targets import NOT_APPLICABLE, NumericActual, NumericTarget
from fiscal_rubric.validation import IndicatorKey

MOST = 2000  # examples tried for one line
SECTION_WAYS = 64  # and for all sections together
_DAY = "2020-12-31"


def full_marks(line: Criterion) -> Evidence | None:
    """Return evidence that gives a line its full marks; None where none was found."""
    for evidence in islice(_tries(line), MOST):
        if attempt(line, Scope(Facts(evidence, Basis()))).value.number == line.full:
            return evidence
    return None


def merged(found: Iterable[Evidence]) -> Evidence:
    """Merge the answers and the indicators of several examples."""
    answers: dict[str, FixedAnswer] = {}
    owned: dict[str, dict[str, Indicator]] = {}
    budget = Budget()
    for evidence in found:
        answers = {**answers, **evidence.answers}
        for project in evidence.projects:
            budget = project.budget
            own = {indicator.key: indicator for indicator in project.indicators}
            owned[project.key] = {**own, **owned.get(project.key, {})}
    projects = [Project(key, budget, list(own.values())) for key, own in owned.items()]
    return Evidence(projects or Project("p"), answers)


def completed(rubric: Rubric, evidence: Evidence) -> Iterator[Evidence]:
    """Yield the evidence with each answer, or both ends, of questions that only sections ask."""
    open_ = [question for question in rubric.questions() if question.key not in evidence.answers]
    options = [question.choices or _ends(question) for question in open_]
    keys = [question.key for question in open_]
    for way in islice(product(*options), SECTION_WAYS):
        yield evidence.with_answers(dict(zip(keys, way, strict=True)))


def _ends(question: Question) -> tuple[FixedAnswer, ...]:
    ends = (question.lower, None if question.upper_open else question.upper)
    return tuple(end for end in ends if end is not None) or (Fraction(0),)


def _tries(line: Criterion) -> Iterator[Evidence]:
    facts = facts_of_rule(line)
    numbers = turning_points([line.rule])
    questions = [fact for fact in facts if isinstance(fact, Question)]
    options = [tuple(_answers(line, question, numbers)) for question in questions]
    keys = [question.key for question in questions]
    for project in _projects(line, facts, numbers):
        for way in product(*options):
            yield Evidence(project, dict(zip(keys, way, strict=True)))


def _answers(
    line: Criterion, question: Question, numbers: tuple[Fraction, ...]
) -> Iterator[FixedAnswer]:
    """Yield the answers to try; only the best one where it is known."""
    direction = direction_of(line, leaves_of_fact(question))
    if question.kind == "yes" and direction in ("rising", "falling", "none"):
        yield direction != "falling"
        return
    if question.choices:
        yield from question.choices
        return
    lower, upper = question.lower, question.upper
    best = {"rising": upper, "falling": lower}.get(direction)
    scale = unit_of(question.unit)[0]
    inside = (number / scale for number in numbers)
    ends = [end for end in (best, upper, lower) if end is not None]
    tried = dict.fromkeys((*ends, *inside))
    yield from (number for number in tried if is_inside(question, number))
    if question.may_not_apply:
        yield NOT_APPLICABLE


def _projects(
    line: Criterion, facts: tuple[AskedFact, ...], numbers: tuple[Fraction, ...]
) -> Iterator[tuple[Project, ...]]:
    """Yield projects with all that the rule reads, for several results and payments."""
    if all(isinstance(fact, Question) for fact in facts):
        yield ()
        return
    for paid in (100, 0, 50, 150):
        for reached in (None, *numbers):
            yield _owners(line, facts, paid, reached)
    yield tuple(
        evolve(owner, indicators=[evolve(i, actual="未开展") for i in owner.indicators])
        for owner in _owners(line, facts, 100, None)
    )


def _owners(
    line: Criterion, facts: tuple[AskedFact, ...], paid: int, reached: Fraction | None
) -> tuple[Project, ...]:
    """Return the projects that own what is read: one, unless a key names another."""
    owned: dict[str, list[Indicator]] = {}
    for owner, indicator in _indicators(line, facts, reached):
        owned.setdefault(owner, []).append(indicator)
    budget = Budget(100, 100, {_DAY: paid})
    return tuple(Project(key, budget, own) for key, own in (owned or {"p": []}).items())


def _indicators(
    line: Criterion, facts: tuple[AskedFact, ...], reached: Fraction | None
) -> Iterator[tuple[str, Indicator]]:
    """Yield an indicator for each key or selection that is read, with the key of its project."""
    read = [fact for fact in facts if isinstance(fact, IndicatorFact)]
    seen: dict[object, IndicatorFact] = {}
    for fact in read:
        seen.setdefault((fact.key, fact.kind, fact.level1, fact.level2), fact)
    dated = {fact.key for fact in read if fact.fact == "days_late"}
    for index, fact in enumerate(seen.values()):
        owner, key = _keys(fact.key, index)
        is_dated = fact.key in dated
        target = "2020年12月底前" if is_dated else NumericTarget("at least", Span(1))
        number = NumericActual(exactly(Fraction(1) if reached is None else reached))
        actual = "2020年6月1日" if is_dated else number
        yield owner, Indicator(
            key, fact.kind or "quantity", target, actual, level1=fact.level1 or "",
            level2=fact.level2 or "", weight=line.full, reason="reason",
        )  # fmt: skip


def _keys(key: IndicatorKey | None, index: int) -> tuple[str, str]:
    if key is None:
        return "p", f"selected {index}"
    return ("p", key) if isinstance(key, str) else key
