"""The evidence to start from: that of a year with its gaps filled, or made up for a rubric."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from attrs import evolve

from fiscal_rubric.analysis.alternatives import met_by
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.project import Budget, Indicator, Project
from fiscal_rubric.numbers.spans import Span
from fiscal_rubric.rubric.criteria import every_rule
from fiscal_rubric.rubric.questions import BudgetFact, IndicatorFact, Question
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rubric.scoring import resolve
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.trace import every_step
from fiscal_rubric.rules.traversal import every
from fiscal_rubric.targets.targets import Claimed, NumericActual, NumericTarget
from fiscal_rubric.validation import take_instance

LAST_DAY = "2020-12-31"
MOST_ITEMS = 20  # indicators that are made up for one selection
SHARES = 8  # indicators for a mean: eighths may lie half way between two rounded numbers
_GOAL = NumericTarget("at least", Span(100, unit="个"))


def start_of(rubric: Rubric, like: Evidence | None = None) -> Evidence:
    """Return evidence that a rubric scores, to start from.

    Args:
        rubric: the rubric.
        like: evidence whose answers and results are kept where they are known; without it,
            projects and answers are made up.

    Raises:
        FiscalRubricError: the evidence cannot be scored; pass other evidence as `like`.

    Example:
        >>> from fiscal_rubric import Criterion, yes
        >>> start_of(Rubric("r", [Criterion("c", 2, 2 * yes("surveyed"))])).answers
        {'surveyed': True}
    """
    take_instance(rubric, "rubric", Rubric)
    if like is None:
        given = Evidence(list(_projects(rubric)))
    else:
        given = take_instance(like, "like", Evidence).only(rubric)
        given = evolve(given, projects=[_filled(project) for project in given.projects])
    open_ = [q for q in rubric.questions() if q.key not in given.answers]
    answers = {q.key: q.choices[0] if q.choices else _inside_of(q) for q in open_}
    found = fitted(rubric, given.with_answers(answers))
    rubric.score(found)
    return found


def fitted(rubric: Rubric, evidence: Evidence) -> Evidence:
    """Return the evidence with another answer where one lies outside of the band that applies.

    A label may ask for points within its own band, so that another label needs other points.
    """
    for _ in rubric.asked.questions:
        lines = resolve(rubric.layout, Facts(evidence, rubric.basis))
        steps = (step for line in lines for root in line.steps for step in every_step(root))
        outside = {
            step.node.key: _inside_of(step.node)
            for step in steps
            if isinstance(step.node, n.Figure)
            and step.fact is not None
            and step.fact.fault is not None
            and step.fact.fault.code == "outside_band"
        }
        if not outside:
            break
        evidence = evidence.with_answers(outside)
    return evidence


def _inside_of(asked: n.Figure | Question) -> Fraction:
    """Return a number that a question accepts: its upper end, else its lower one, else 1."""
    if asked.upper is not None and not asked.upper_open:
        return asked.upper
    if asked.lower is not None:
        return asked.lower if asked.upper is not None else max(asked.lower, Fraction(1))
    return Fraction(1) if asked.upper is None else asked.upper - 1


def _filled(project: Project) -> Project:
    """Return the project with a result, a weight and a payment where none is known."""
    indicators = list(map(_known, project.indicators))
    budget = project.budget
    planned = budget.adjusted or budget.initial
    if planned is not None:
        payments = budget.payments or {LAST_DAY: planned}
        budget = Budget(budget.initial or planned, planned, payments)
    return evolve(project, indicators=indicators, budget=budget)


def _known(indicator: Indicator) -> Indicator:
    met = met_by(indicator.target)
    is_day = indicator.target.sense == "date"
    number = met if isinstance(met, NumericActual) and not is_day else None
    return evolve(
        indicator,
        actual=indicator.actual or met or Claimed("完成"),
        weight=Fraction(1) if indicator.weight is None else indicator.weight,
        baseline=indicator.baseline or number,
    )


def _projects(rubric: Rubric) -> Iterator[Project]:
    """Yield projects with all that a rubric reads; none where it reads only answers."""
    facts = rubric.facts()
    nodes = [node for rule in every_rule(rubric) for node in every(rule)]
    folds = [node for node in nodes if isinstance(node, n.Fold)]
    if not folds and all(isinstance(fact, Question) for fact in facts):
        return
    days = {fact.by.isoformat() for fact in facts if isinstance(fact, BudgetFact) and fact.by}
    budget = Budget("100万元", "120万元", dict.fromkeys(sorted({*days, LAST_DAY}), "90万元"))
    count = _items(rubric)
    owned: dict[str, dict[str, Indicator]] = {"p": {}}
    if any(fold.over == "projects" for fold in folds):
        owned.update({f"p{number}": {} for number in range(2, 1 + count)})
    for owner, indicator in _indicators(rubric, count):
        owned.setdefault(owner, {}).setdefault(indicator.key, indicator)
    for key, own in owned.items():
        yield Project(key, budget, list(own.values()))


def _items(rubric: Rubric) -> int:
    """Return how many items to make up: more than the rules count, so that each end is reached."""
    numbers = [SHARES - 1]
    for nodes in (tuple(every(rule)) for rule in every_rule(rubric)):
        if any(isinstance(node, n.Fold) and node.how in ("count", "total") for node in nodes):
            plain = (node for node in nodes if isinstance(node, n.Constant) and not node.unit)
            numbers += [int(abs(node.value)) for node in plain if abs(node.value) <= MOST_ITEMS]
    return 1 + max(numbers)


def _indicators(rubric: Rubric, count: int) -> Iterator[tuple[str, Indicator]]:
    """Yield the indicators of each key and selection that is read, with the key of the project."""
    read = [fact for fact in rubric.facts() if isinstance(fact, IndicatorFact)]
    selections = {(fact.key, fact.kind, fact.level1, fact.level2): fact for fact in reversed(read)}
    late = {(f.key, f.kind, f.level1, f.level2) for f in read if f.fact == "days_late"}
    for number, (selection, fact) in enumerate(reversed(selections.items()), 1):
        owner, names = "p", [f"{number}.{at}" for at in range(1, count + 1)]
        if fact.key is not None:
            owner, name = ("p", fact.key) if isinstance(fact.key, str) else fact.key
            names = [name]
        target, actual = (f"{LAST_DAY}前", LAST_DAY) if selection in late else (_GOAL, "100个")
        for name in names:
            yield owner, Indicator(
                name, fact.kind or "quantity", target, actual, level1=fact.level1 or "",
                level2=fact.level2 or "", weight=1, baseline=None if selection in late else "50个",
            )  # fmt: skip
