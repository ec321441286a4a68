"""Hypothesis makes public values without an import of the strategies."""

import subprocess
import sys

import pytest
from hypothesis import given, settings, strategies as st

from fiscal_rubric import (
    Basis,
    Bounds,
    Budget,
    Check,
    Criterion,
    Evidence,
    Grades,
    Indicator,
    Project,
    Rounding,
    Rubric,
    Scorecard,
    Section,
    WorkedCase,
)
from fiscal_rubric.testing import strategies as some

KINDS = [
    Basis, Bounds, Budget, Check, Criterion, Evidence, Grades, Indicator, Project, Rounding, Rubric,
    Scorecard, Section, WorkedCase,
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_each_public_value_has_a_strategy(kind: type) -> None:
    found: list[object] = []

    @settings(max_examples=5, database=None)
    @given(st.from_type(kind))
    def draw(value: object) -> None:
        found.append(value)

    draw()
    assert {type(value) for value in found} == {kind}


@pytest.mark.parametrize(
    "first",
    [
        "import hypothesis",
        "import fiscal_rubric.testing.strategies",
        "from fiscal_rubric import Rubric",
    ],
)
def test_values_are_made_in_any_order_of_imports(first: str) -> None:
    code = f"""
{first}
from hypothesis import given, settings
from fiscal_rubric import Rubric
@settings(max_examples=3, database=None)
@given(...)
def scored(rubric: Rubric) -> None:
    assert rubric.full >= 0
scored()
print("made")
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("made\n", "")


@given(some.scorecards())
def test_drawn_scorecards_score_the_same_again(card: Scorecard) -> None:
    assert card.rubric.score(card.evidence, card.basis) == card


@given(some.worked_cases())
def test_drawn_worked_cases_have_points(case: WorkedCase) -> None:
    assert case.total is None or case.total >= 0
    assert case.points
