"""Score how well public money was spent, by rubrics that are written down as data.

A rubric is a pure, exact, explainable function from evidence to a scorecard.
"""

from fiscal_rubric.basis import Basis
from fiscal_rubric.completions import Completion, completion
from fiscal_rubric.criteria import Criterion, Section
from fiscal_rubric.errors import Fault, FiscalRubricError
from fiscal_rubric.evidence import Evidence
from fiscal_rubric.exact import Rounding
from fiscal_rubric.grades import Check, Grades
from fiscal_rubric.project import Budget, Indicator, Project
from fiscal_rubric.questions import BudgetFact, IndicatorFact, Question
from fiscal_rubric.rubric import Rubric
from fiscal_rubric.rules.words import (
    above,
    actual,
    adjusted,
    all_of,
    amount,
    any_of,
    applies,
    at_least,
    at_least_of,
    at_most,
    attained,
    average,
    bands,
    below,
    budget_execution_rate,
    chosen,
    cost_saving_rate,
    days_late,
    deduct_per_miss,
    deduct_per_step,
    distance,
    divide,
    equal,
    graded,
    has_reason,
    indicators,
    initial,
    interpolate,
    judged,
    least,
    met,
    misses,
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
    weakest_link,
    weight,
    when,
    yes,
)
from fiscal_rubric.scorecard import BoundLine, Bounds, Scorecard, ScoreLine
from fiscal_rubric.targets import NOT_APPLICABLE, Actual, Target

__version__ = "0.1.0.dev0"
