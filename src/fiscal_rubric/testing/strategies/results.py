"""Draw scorecards, bounds, worked cases, findings, and documents of these."""

# pyright: basic
# The lambdas that strategies are built from have no types; mypy checks this file.

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from hypothesis import reject, strategies as st

from fiscal_rubric.analysis.audit.audit import Audit, audit
from fiscal_rubric.analysis.lint.lint import lint
from fiscal_rubric.documents import to_document
from fiscal_rubric.errors import FiscalRubricError
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.rubric.findings import Report
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rubric.scorecard import Bounds, Scorecard
from fiscal_rubric.rubric.worked_cases import WorkedCase
from fiscal_rubric.testing.strategies.evidence import evidence
from fiscal_rubric.testing.strategies.projects import bases, projects
from fiscal_rubric.testing.strategies.rubrics import rubrics

T = TypeVar("T")


@st.composite
def scorecards(draw: st.DrawFn) -> Scorecard:
    """Draw scorecards of evidence that fits; what is refused is left out."""
    rubric = draw(rubrics())
    given, basis = draw(evidence(rubric)), draw(st.none() | bases())
    return _unless_refused(lambda: rubric.score(given, basis))


def _unless_refused(ask: Callable[[], T]) -> T:
    try:
        return ask()
    except FiscalRubricError:
        reject()


@st.composite
def bounds(draw: st.DrawFn) -> Bounds:
    """Draw bounds of evidence with open facts; what is refused is left out."""
    rubric = draw(rubrics())
    given = draw(evidence(rubric, known=False))
    return _unless_refused(lambda: rubric.bounds(given))


@st.composite
def worked_cases(draw: st.DrawFn) -> WorkedCase:
    """Draw worked cases with the points that a rubric gives."""
    card = draw(scorecards())
    points = {line.key: line.points for line in card if line.points is not None}
    return WorkedCase(
        "case", card.evidence, card.total, card.grade, basis=card.basis, points=points
    )


def reports() -> st.SearchStrategy[Report]:
    """Draw reports of checks of evidence."""
    return projects().map(Evidence).map(lint)


@st.composite
def audits(draw: st.DrawFn) -> Audit:
    """Draw audits of a claim that may differ."""
    card = draw(scorecards())
    line = draw(st.sampled_from(card.lines))
    claim = draw(st.fractions(-1, 5, max_denominator=100))
    assert isinstance(card.rubric, Rubric), "it was scored by one"
    return audit(card.rubric, card.evidence, {line.key: claim}, card.basis)


def documents() -> st.SearchStrategy[dict[str, object]]:
    """Draw documents of every kind."""
    fitting = rubrics().flatmap(evidence)
    values = st.one_of(rubrics(), fitting, bases(), scorecards(), reports(), audits())
    return values.map(to_document)
