"""Hypothesis strategies of public values, and of evidence that fits a rubric."""

from fiscal_rubric.testing.strategies.evidence import answers as answers, evidence as evidence
from fiscal_rubric.testing.strategies.projects import (
    UNITS as UNITS,
    actuals as actuals,
    actuals_for as actuals_for,
    bases as bases,
    budgets as budgets,
    indicators as indicators,
    numbers as numbers,
    projects as projects,
    promises as promises,
    quantities as quantities,
    reached as reached,
    roundings as roundings,
    targets as targets,
)
from fiscal_rubric.testing.strategies.results import (
    audits as audits,
    bounds as bounds,
    documents as documents,
    reports as reports,
    scorecards as scorecards,
    worked_cases as worked_cases,
)
from fiscal_rubric.testing.strategies.rubrics import (
    checks as checks,
    conditions as conditions,
    criteria as criteria,
    rubrics as rubrics,
    rules as rules,
    scales as scales,
    sections as sections,
)
