"""Draw evidence that fits the questions and the indicators of a rubric."""

# pyright: basic
# The lambdas that strategies are built from have no types; mypy checks this file.

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import lru_cache

from attrs import evolve
from hypothesis import strategies as st

from fiscal_rubric.evidence.evidence import Evidence, FixedAnswer
from fiscal_rubric.evidence.project import Budget, Project
from fiscal_rubric.numbers.spans import Quantity
from fiscal_rubric.rubric.questions import IndicatorFact, Question
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.targets.targets import NOT_APPLICABLE
from fiscal_rubric.testing.strategies.projects import actuals_for, budgets, projects
from fiscal_rubric.validation import take_instance


@lru_cache(maxsize=256)
def answers(question: Question) -> st.SearchStrategy[FixedAnswer]:
    """Draw answers that a question accepts, its ends first."""
    if question.choices:
        return st.sampled_from(question.choices)
    ends = [end for end in (question.lower, question.upper) if end is not None]
    lower = question.lower if question.lower is not None else (*ends, Fraction(1000))[0] - 2000
    upper = question.upper if question.upper is not None else lower + 2000
    most = 1000
    if question.upper_open:
        ends = [end for end in ends if end != question.upper]
        most = 999
    width = (upper - lower) / 1000
    inside = st.integers(0, most).map(lambda n: lower + n * width)
    drawn: st.SearchStrategy[FixedAnswer] = inside
    if ends:
        drawn = st.sampled_from(ends) | inside
    return drawn | st.just(NOT_APPLICABLE) if question.may_not_apply else drawn


@st.composite
def evidence(
    draw: st.DrawFn, rubric: Rubric, *, known: bool = True, like: Evidence | None = None
) -> Evidence:
    """Draw evidence that fits the questions of a rubric.

    Args:
        draw: given by Hypothesis.
        rubric: the rubric.
        known: whether all questions are answered and all facts known; otherwise some stay open.
        like: evidence whose projects get other results and payments: exactly at each target and
            budget, one unit off, zero, huge, claimed, excused.
    """
    asked = take_instance(rubric, "rubric", Rubric).questions()
    if not known:
        asked = tuple(question for question in asked if draw(st.booleans()))
    given = {question.key: draw(answers(question)) for question in asked}
    if like is not None:
        take_instance(like, "like", Evidence)
        return Evidence([draw(_projects_like(p, known=known)) for p in like.projects], given)
    reads = [fact for fact in rubric.facts() if isinstance(fact, IndicatorFact)]
    owners: dict[str, list[str]] = {}
    for fact in reads:
        if fact.key is not None:
            owner, key = ("p1", fact.key) if isinstance(fact.key, str) else fact.key
            owners.setdefault(owner, []).append(key)
    if not owners:
        owners = {"p1": [], "p2": []} if draw(st.booleans()) else {"p1": []}
    found = [draw(projects(o, keys, known=known, reads=reads)) for o, keys in owners.items()]
    return Evidence(found, given)


@st.composite
def _projects_like(draw: st.DrawFn, project: Project, *, known: bool) -> Project:
    """Draw the project with a few other results, and perhaps another budget."""
    owned = list(project.indicators)
    changed = draw(st.lists(st.integers(0, len(owned) - 1), max_size=4)) if owned else []
    if known:
        changed += [at for at, indicator in enumerate(owned) if indicator.actual is None]
    for at in changed:
        revised = owned[at].revised
        actual = actuals_for(owned[at].target)
        if revised is not None:
            actual = actual | actuals_for(revised)
        owned[at] = evolve(owned[at], actual=draw(actual if known else st.none() | actual))
    same = not known or project.budget.paid() is not None
    budgets_like = _budgets_like(project.budget)
    budget = draw(st.just(project.budget) | budgets_like if same else budgets_like)
    return evolve(project, indicators=owned, budget=budget)


@lru_cache(maxsize=256)
def _budgets_like(budget: Budget) -> st.SearchStrategy[Budget]:
    """Draw the budget with another last payment: as planned, one cent off, nothing, or twice."""
    planned = budget.adjusted or budget.initial
    if planned is None:
        return budgets(known=True)
    earlier, day = budget.payments[:-1], date(2020, 12, 31)
    if budget.payments:
        day = budget.payments[-1][0]
    cent = Quantity("0.01", "元").base / Quantity(1, planned.unit).base
    sums = (planned.value, planned.value + cent, planned.value - cent, 0, 2 * planned.value)
    paid = [Quantity(max(Fraction(0), Fraction(number)), planned.unit) for number in sums]
    return st.sampled_from(paid).map(
        lambda amount: evolve(budget, payments=(*earlier, (day, amount)))
    )
