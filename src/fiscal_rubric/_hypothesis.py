"""Register strategies for public classes; Hypothesis calls `register` on its first import."""

# pyright: basic
# Hypothesis is an extra that may not be installed; mypy checks this file.

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import fiscal_rubric as public

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


def register() -> None:
    """Register a strategy for each class, as `st.from_type` and annotated `@given` need."""
    from hypothesis import strategies as st

    makers: dict[type[Any], Callable[[Any], SearchStrategy[Any]]] = {
        public.Basis: lambda some: some.bases(),
        public.Bounds: lambda some: some.bounds(),
        public.Budget: lambda some: some.budgets(),
        public.Check: lambda some: some.checks(),
        public.Criterion: lambda some: some.criteria(),
        public.Evidence: lambda some: some.rubrics().flatmap(some.evidence),
        public.Grades: lambda some: some.scales(),
        public.Indicator: lambda some: some.indicators(),
        public.Project: lambda some: some.projects(),
        public.Rounding: lambda some: some.roundings(),
        public.Rubric: lambda some: some.rubrics(),
        public.Scorecard: lambda some: some.scorecards(),
        public.Section: lambda some: some.sections(),
        public.WorkedCase: lambda some: some.worked_cases(),
    }
    for cls, make in makers.items():
        st.register_type_strategy(cls, partial(_made, make))


def _made(make: Callable[[Any], SearchStrategy[Any]], _: type[Any]) -> SearchStrategy[Any]:
    """Import the strategies late: at registration they may be only half imported."""
    from fiscal_rubric.testing import strategies

    return make(strategies)
