"""Tests of your own rubrics: edges, comparisons, coverage; laws and strategies of Hypothesis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fiscal_rubric.testing.cases.at_random import evidence_at_random
from fiscal_rubric.testing.cases.deck import cases_for
from fiscal_rubric.testing.cases.edges import edges
from fiscal_rubric.testing.comparison.agreement import Agreement, agrees
from fiscal_rubric.testing.comparison.compared import Difference, Example
from fiscal_rubric.testing.comparison.equivalence import Equivalence, equivalent
from fiscal_rubric.testing.exercised.coverage import Coverage, Covered, coverage
from fiscal_rubric.testing.exercised.items import Item

if TYPE_CHECKING:
    from fiscal_rubric.testing import strategies
    from fiscal_rubric.testing.laws import LAWS, Law, Trial, check_laws

__all__ = [
    "LAWS",
    "Agreement",
    "Coverage",
    "Covered",
    "Difference",
    "Equivalence",
    "Example",
    "Item",
    "Law",
    "Trial",
    "agrees",
    "cases_for",
    "check_laws",
    "coverage",
    "edges",
    "equivalent",
    "evidence_at_random",
    "strategies",
]
_LAWS = ("LAWS", "Law", "Trial", "check_laws")  # they need Hypothesis


def __getattr__(name: str) -> object:
    """Load a name that needs Hypothesis on its first use."""
    if name == "strategies":
        from importlib import import_module

        return import_module(f"{__name__}.strategies")
    if name in _LAWS:
        from fiscal_rubric.testing import laws

        found: object = getattr(laws, name)
        return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
