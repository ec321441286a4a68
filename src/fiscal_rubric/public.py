"""All names that users import, in one place; the package itself loads this at first use.

What is asked of a rubric besides the score loads when one of its names is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fiscal_rubric.basis import Basis
from fiscal_rubric.cases import WorkedCase
from fiscal_rubric.completions import Completion, completion
from fiscal_rubric.criteria import Criterion, Section
from fiscal_rubric.errors import Fault, FiscalRubricError
from fiscal_rubric.evidence import Evidence
from fiscal_rubric.exact import Rounding
from fiscal_rubric.grades import Check, Grades
from fiscal_rubric.merging import merge
from fiscal_rubric.project import Budget, Indicator, Project
from fiscal_rubric.questions import BudgetFact, IndicatorFact, Question
from fiscal_rubric.rubric import Confusable, Rubric
from fiscal_rubric.rules.edges import above, at_least, at_most, below
from fiscal_rubric.rules.phrases import (
    bands,
    budget_execution_rate,
    cost_saving_rate,
    deduct_per_miss,
    deduct_per_step,
    distance,
    interpolate,
    linear_reverse,
    misses,
    weakest_link,
)
from fiscal_rubric.rules.words import (
    actual,
    adjusted,
    all_of,
    amount,
    any_of,
    applies,
    at_least_of,
    attained,
    average,
    chosen,
    completion_rate,
    days_late,
    divide,
    equal,
    graded,
    has_reason,
    indicators,
    initial,
    judged,
    least,
    met,
    most,
    not_applicable,
    number,
    paid,
    pick,
    planned,
    points,
    projects,
    reaches,
    subtotal,
    target,
    weight,
    when,
    yes,
)
from fiscal_rubric.scorecard import BoundLine, Bounds, Scorecard, ScoreLine
from fiscal_rubric.targets import NOT_APPLICABLE, Actual, Target

if TYPE_CHECKING:
    from fiscal_rubric.analysis.audit import Audit, audit
    from fiscal_rubric.analysis.compare import Comparison, compare
    from fiscal_rubric.analysis.findings import Finding, Report
    from fiscal_rubric.analysis.goal import Goal, goal
    from fiscal_rubric.analysis.lint import lint
    from fiscal_rubric.analysis.monitoring import Monitoring, monitor
    from fiscal_rubric.analysis.monotone import Monotone, monotone
    from fiscal_rubric.analysis.outlook import Outlook, outlook
    from fiscal_rubric.analysis.portfolio import Portfolio, portfolio
    from fiscal_rubric.analysis.revision import Revision, revision
    from fiscal_rubric.analysis.sensitivity import Sensitivity, sensitivity
    from fiscal_rubric.analysis.shortfalls import Shortfalls, shortfalls
    from fiscal_rubric.analysis.what_if import WhatIf, what_if

__all__ = [
    "NOT_APPLICABLE",
    "Actual",
    "Audit",
    "Basis",
    "BoundLine",
    "Bounds",
    "Budget",
    "BudgetFact",
    "Check",
    "Comparison",
    "Completion",
    "Confusable",
    "Criterion",
    "Evidence",
    "Fault",
    "Finding",
    "FiscalRubricError",
    "Goal",
    "Grades",
    "Indicator",
    "IndicatorFact",
    "Monitoring",
    "Monotone",
    "Outlook",
    "Portfolio",
    "Project",
    "Question",
    "Report",
    "Revision",
    "Rounding",
    "Rubric",
    "ScoreLine",
    "Scorecard",
    "Section",
    "Sensitivity",
    "Shortfalls",
    "Target",
    "WhatIf",
    "WorkedCase",
    "above",
    "actual",
    "adjusted",
    "all_of",
    "amount",
    "any_of",
    "applies",
    "at_least",
    "at_least_of",
    "at_most",
    "attained",
    "audit",
    "average",
    "bands",
    "below",
    "budget_execution_rate",
    "chosen",
    "compare",
    "completion",
    "completion_rate",
    "cost_saving_rate",
    "days_late",
    "deduct_per_miss",
    "deduct_per_step",
    "distance",
    "divide",
    "equal",
    "goal",
    "graded",
    "has_reason",
    "indicators",
    "initial",
    "interpolate",
    "judged",
    "least",
    "linear_reverse",
    "lint",
    "merge",
    "met",
    "misses",
    "monitor",
    "monotone",
    "most",
    "not_applicable",
    "number",
    "outlook",
    "paid",
    "pick",
    "planned",
    "points",
    "portfolio",
    "projects",
    "reaches",
    "revision",
    "sensitivity",
    "shortfalls",
    "subtotal",
    "target",
    "weakest_link",
    "weight",
    "what_if",
    "when",
    "yes",
]

# Name -> its module in the room of analyses.
_ANALYSES = {
    "Audit": "audit",
    "Comparison": "compare",
    "Finding": "findings",
    "Goal": "goal",
    "Monitoring": "monitoring",
    "Monotone": "monotone",
    "Outlook": "outlook",
    "Portfolio": "portfolio",
    "Report": "findings",
    "Revision": "revision",
    "Sensitivity": "sensitivity",
    "Shortfalls": "shortfalls",
    "WhatIf": "what_if",
    "audit": "audit",
    "compare": "compare",
    "goal": "goal",
    "lint": "lint",
    "monitor": "monitoring",
    "monotone": "monotone",
    "outlook": "outlook",
    "portfolio": "portfolio",
    "revision": "revision",
    "sensitivity": "sensitivity",
    "shortfalls": "shortfalls",
    "what_if": "what_if",
}


def __getattr__(name: str) -> object:
    """The names of the analyses, from their modules."""
    if name not in _ANALYSES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found: object = getattr(import_module(f"fiscal_rubric.analysis.{_ANALYSES[name]}"), name)
    globals()[name] = found
    return found
