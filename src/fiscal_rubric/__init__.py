"""Score how well public money was spent, by rubrics that are written down as data.

A rubric is a pure, exact, explainable function from evidence to a scorecard. Importing the
package costs next to nothing: a public name loads its module when it is first used.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:  # a test compares these names with the table below
    from fiscal_rubric.analysis.audit.audit import Audit as Audit
    from fiscal_rubric.analysis.audit.audit import audit as audit
    from fiscal_rubric.analysis.compare import Comparison as Comparison
    from fiscal_rubric.analysis.compare import compare as compare
    from fiscal_rubric.analysis.goal.goal import Goal as Goal
    from fiscal_rubric.analysis.goal.goal import goal as goal
    from fiscal_rubric.analysis.lint.lint import lint as lint
    from fiscal_rubric.analysis.monitoring import Monitoring as Monitoring
    from fiscal_rubric.analysis.monitoring import monitor as monitor
    from fiscal_rubric.analysis.monotonicity import Monotonicity as Monotonicity
    from fiscal_rubric.analysis.monotonicity import monotonicity as monotonicity
    from fiscal_rubric.analysis.outlook import Outlook as Outlook
    from fiscal_rubric.analysis.outlook import outlook as outlook
    from fiscal_rubric.analysis.portfolio import Portfolio as Portfolio
    from fiscal_rubric.analysis.portfolio import portfolio as portfolio
    from fiscal_rubric.analysis.revision import Revision as Revision
    from fiscal_rubric.analysis.revision import revision as revision
    from fiscal_rubric.analysis.sensitivity import Sensitivity as Sensitivity
    from fiscal_rubric.analysis.sensitivity import sensitivity as sensitivity
    from fiscal_rubric.analysis.shortfalls import Shortfalls as Shortfalls
    from fiscal_rubric.analysis.shortfalls import shortfalls as shortfalls
    from fiscal_rubric.analysis.what_if import WhatIf as WhatIf
    from fiscal_rubric.analysis.what_if import what_if as what_if
    from fiscal_rubric.errors import Fault as Fault
    from fiscal_rubric.errors import FiscalRubricError as FiscalRubricError
    from fiscal_rubric.evidence.evidence import Evidence as Evidence
    from fiscal_rubric.evidence.merge import merge as merge
    from fiscal_rubric.evidence.project import Budget as Budget
    from fiscal_rubric.evidence.project import Indicator as Indicator
    from fiscal_rubric.evidence.project import Project as Project
    from fiscal_rubric.numbers.rounding import Rounding as Rounding
    from fiscal_rubric.rubric.criteria import Criterion as Criterion
    from fiscal_rubric.rubric.criteria import Section as Section
    from fiscal_rubric.rubric.findings import Finding as Finding
    from fiscal_rubric.rubric.findings import Report as Report
    from fiscal_rubric.rubric.grades import Check as Check
    from fiscal_rubric.rubric.grades import Grades as Grades
    from fiscal_rubric.rubric.questions import BudgetFact as BudgetFact
    from fiscal_rubric.rubric.questions import IndicatorFact as IndicatorFact
    from fiscal_rubric.rubric.questions import Question as Question
    from fiscal_rubric.rubric.rubric import Confusable as Confusable
    from fiscal_rubric.rubric.rubric import Rubric as Rubric
    from fiscal_rubric.rubric.scorecard import BoundLine as BoundLine
    from fiscal_rubric.rubric.scorecard import Bounds as Bounds
    from fiscal_rubric.rubric.scorecard import Scorecard as Scorecard
    from fiscal_rubric.rubric.scorecard import ScoreLine as ScoreLine
    from fiscal_rubric.rubric.worked_cases import WorkedCase as WorkedCase
    from fiscal_rubric.rules.edges import above as above
    from fiscal_rubric.rules.edges import at_least as at_least
    from fiscal_rubric.rules.edges import at_most as at_most
    from fiscal_rubric.rules.edges import below as below
    from fiscal_rubric.rules.phrases import bands as bands
    from fiscal_rubric.rules.phrases import budget_execution_rate as budget_execution_rate
    from fiscal_rubric.rules.phrases import cost_saving_rate as cost_saving_rate
    from fiscal_rubric.rules.phrases import deduct_per_miss as deduct_per_miss
    from fiscal_rubric.rules.phrases import deduct_per_step as deduct_per_step
    from fiscal_rubric.rules.phrases import distance as distance
    from fiscal_rubric.rules.phrases import interpolate as interpolate
    from fiscal_rubric.rules.phrases import inverse_share as inverse_share
    from fiscal_rubric.rules.phrases import misses as misses
    from fiscal_rubric.rules.phrases import weakest_link as weakest_link
    from fiscal_rubric.rules.words import actual as actual
    from fiscal_rubric.rules.words import adjusted as adjusted
    from fiscal_rubric.rules.words import all_of as all_of
    from fiscal_rubric.rules.words import amount as amount
    from fiscal_rubric.rules.words import any_of as any_of
    from fiscal_rubric.rules.words import applies as applies
    from fiscal_rubric.rules.words import at_least_of as at_least_of
    from fiscal_rubric.rules.words import attained as attained
    from fiscal_rubric.rules.words import average as average
    from fiscal_rubric.rules.words import completion_rate as completion_rate
    from fiscal_rubric.rules.words import days_late as days_late
    from fiscal_rubric.rules.words import divide as divide
    from fiscal_rubric.rules.words import equal as equal
    from fiscal_rubric.rules.words import graded as graded
    from fiscal_rubric.rules.words import has_reason as has_reason
    from fiscal_rubric.rules.words import indicators as indicators
    from fiscal_rubric.rules.words import initial as initial
    from fiscal_rubric.rules.words import judged as judged
    from fiscal_rubric.rules.words import least as least
    from fiscal_rubric.rules.words import met as met
    from fiscal_rubric.rules.words import most as most
    from fiscal_rubric.rules.words import not_applicable as not_applicable
    from fiscal_rubric.rules.words import number as number
    from fiscal_rubric.rules.words import paid as paid
    from fiscal_rubric.rules.words import pick as pick
    from fiscal_rubric.rules.words import picked as picked
    from fiscal_rubric.rules.words import planned as planned
    from fiscal_rubric.rules.words import points as points
    from fiscal_rubric.rules.words import projects as projects
    from fiscal_rubric.rules.words import reaches as reaches
    from fiscal_rubric.rules.words import subtotal as subtotal
    from fiscal_rubric.rules.words import target as target
    from fiscal_rubric.rules.words import weight as weight
    from fiscal_rubric.rules.words import when as when
    from fiscal_rubric.rules.words import yes as yes
    from fiscal_rubric.targets.basis import Basis as Basis
    from fiscal_rubric.targets.completions import Completion as Completion
    from fiscal_rubric.targets.completions import completion as completion
    from fiscal_rubric.targets.targets import NOT_APPLICABLE as NOT_APPLICABLE
    from fiscal_rubric.targets.targets import Actual as Actual
    from fiscal_rubric.targets.targets import Target as Target

    __version__: str

# Public names by the module that defines them.
_NAMES = {
    "analysis.audit.audit": "Audit audit",
    "analysis.compare": "Comparison compare",
    "analysis.goal.goal": "Goal goal",
    "analysis.lint.lint": "lint",
    "analysis.monitoring": "Monitoring monitor",
    "analysis.monotonicity": "Monotonicity monotonicity",
    "analysis.outlook": "Outlook outlook",
    "analysis.portfolio": "Portfolio portfolio",
    "analysis.revision": "Revision revision",
    "analysis.sensitivity": "Sensitivity sensitivity",
    "analysis.shortfalls": "Shortfalls shortfalls",
    "analysis.what_if": "WhatIf what_if",
    "errors": "Fault FiscalRubricError",
    "evidence.evidence": "Evidence",
    "evidence.merge": "merge",
    "evidence.project": "Budget Indicator Project",
    "numbers.rounding": "Rounding",
    "rubric.criteria": "Criterion Section",
    "rubric.findings": "Finding Report",
    "rubric.grades": "Check Grades",
    "rubric.questions": "BudgetFact IndicatorFact Question",
    "rubric.rubric": "Confusable Rubric",
    "rubric.scorecard": "BoundLine Bounds ScoreLine Scorecard",
    "rubric.worked_cases": "WorkedCase",
    "rules.edges": "above at_least at_most below",
    "rules.phrases": (
        "bands budget_execution_rate cost_saving_rate deduct_per_miss deduct_per_step "
        "distance interpolate inverse_share misses weakest_link"
    ),
    "rules.words": (
        "actual adjusted all_of amount any_of applies at_least_of attained average "
        "completion_rate days_late divide equal graded has_reason indicators initial judged "
        "least met most not_applicable number paid pick picked planned points projects "
        "reaches subtotal target weight when yes"
    ),
    "targets.basis": "Basis",
    "targets.completions": "Completion completion",
    "targets.targets": "Actual NOT_APPLICABLE Target",
}
_MODULES = {name: module for module, names in _NAMES.items() for name in names.split()}
if not TYPE_CHECKING:
    __all__ = sorted(_MODULES)


def __getattr__(name: str) -> object:
    """Load a public name, or the version."""
    if name == "__version__":
        from importlib.metadata import version

        return version("fiscal-rubric")
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(_MODULES)
