"""Score how well public money was spent, by rubrics that are data.

A rubric is a pure, exact, explainable function from evidence to a scorecard. Public names are
imported lazily: each loads its module on first use.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:  # a test compares these names with the table below
    from fiscal_rubric.analysis.audit.audit import Audit as Audit, audit as audit
    from fiscal_rubric.analysis.compare import Comparison as Comparison, compare as compare
    from fiscal_rubric.analysis.goal.goal import Goal as Goal, goal as goal
    from fiscal_rubric.analysis.lint.lint import lint as lint
    from fiscal_rubric.analysis.monitoring import Monitoring as Monitoring, monitor as monitor
    from fiscal_rubric.analysis.monotonicity import (
        Monotonicity as Monotonicity,
        monotonicity as monotonicity,
    )
    from fiscal_rubric.analysis.outlook import Outlook as Outlook, outlook as outlook
    from fiscal_rubric.analysis.portfolio import Portfolio as Portfolio, portfolio as portfolio
    from fiscal_rubric.analysis.references import (
        Reference as Reference,
        with_references as with_references,
    )
    from fiscal_rubric.analysis.revision import Revision as Revision, revision as revision
    from fiscal_rubric.analysis.sensitivity import (
        Sensitivity as Sensitivity,
        sensitivity as sensitivity,
    )
    from fiscal_rubric.analysis.shortfalls import Shortfalls as Shortfalls, shortfalls as shortfalls
    from fiscal_rubric.analysis.what_if import WhatIf as WhatIf, what_if as what_if
    from fiscal_rubric.errors import Fault as Fault, FiscalRubricError as FiscalRubricError
    from fiscal_rubric.evidence.evidence import Evidence as Evidence
    from fiscal_rubric.evidence.merge import merge as merge
    from fiscal_rubric.evidence.project import (
        Budget as Budget,
        Indicator as Indicator,
        Project as Project,
    )
    from fiscal_rubric.numbers.rounding import Rounding as Rounding
    from fiscal_rubric.rubric.criteria import Criterion as Criterion, Section as Section
    from fiscal_rubric.rubric.findings import Finding as Finding, Report as Report
    from fiscal_rubric.rubric.grades import Check as Check, Grades as Grades
    from fiscal_rubric.rubric.questions import (
        BudgetFact as BudgetFact,
        IndicatorFact as IndicatorFact,
        Question as Question,
    )
    from fiscal_rubric.rubric.readings import Reading as Reading
    from fiscal_rubric.rubric.rubric import Rubric as Rubric
    from fiscal_rubric.rubric.scorecard import (
        BoundLine as BoundLine,
        Bounds as Bounds,
        Scorecard as Scorecard,
        ScoreLine as ScoreLine,
    )
    from fiscal_rubric.rubric.worked_cases import WorkedCase as WorkedCase
    from fiscal_rubric.rules.edges import (
        above as above,
        at_least as at_least,
        at_most as at_most,
        below as below,
    )
    from fiscal_rubric.rules.phrases import (
        bands as bands,
        budget_execution_rate as budget_execution_rate,
        cost_saving_rate as cost_saving_rate,
        deduct_per_miss as deduct_per_miss,
        deduct_per_step as deduct_per_step,
        distance as distance,
        interpolate as interpolate,
        inverse_share as inverse_share,
        misses as misses,
        share_between as share_between,
        table as table,
        weakest_link as weakest_link,
    )
    from fiscal_rubric.rules.words import (
        actual as actual,
        adjusted as adjusted,
        all_of as all_of,
        amount as amount,
        any_of as any_of,
        applies as applies,
        at_least_of as at_least_of,
        attained as attained,
        average as average,
        baseline as baseline,
        completion_rate as completion_rate,
        days_late as days_late,
        divide as divide,
        equal as equal,
        graded as graded,
        has_reason as has_reason,
        indicators as indicators,
        initial as initial,
        judged as judged,
        least as least,
        median as median,
        met as met,
        most as most,
        not_applicable as not_applicable,
        number as number,
        ordered_mean as ordered_mean,
        paid as paid,
        pick as pick,
        picked as picked,
        planned as planned,
        points as points,
        progress as progress,
        projects as projects,
        reaches as reaches,
        root as root,
        subtotal as subtotal,
        target as target,
        weight as weight,
        when as when,
        yes as yes,
    )
    from fiscal_rubric.targets.basis import Basis as Basis
    from fiscal_rubric.targets.met_or_missed import (
        Completion as Completion,
        completion as completion,
    )
    from fiscal_rubric.targets.targets import (
        NOT_APPLICABLE as NOT_APPLICABLE,
        Actual as Actual,
        Target as Target,
    )

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
    "analysis.references": "Reference with_references",
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
    "rubric.readings": "Reading",
    "rubric.rubric": "Rubric",
    "rubric.scorecard": "BoundLine Bounds ScoreLine Scorecard",
    "rubric.worked_cases": "WorkedCase",
    "rules.edges": "above at_least at_most below",
    "rules.phrases": (
        "bands budget_execution_rate cost_saving_rate deduct_per_miss deduct_per_step "
        "distance interpolate inverse_share misses share_between table weakest_link"
    ),
    "rules.words": (
        "actual adjusted all_of amount any_of applies at_least_of attained average baseline "
        "completion_rate days_late divide equal graded has_reason indicators initial judged "
        "least median met most not_applicable number ordered_mean paid pick picked planned points "
        "progress projects reaches root subtotal target weight when yes"
    ),
    "targets.basis": "Basis",
    "targets.met_or_missed": "Completion completion",
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
