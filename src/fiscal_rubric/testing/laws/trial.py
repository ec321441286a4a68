"""A law, and the rubric and evidence that it is checked on."""

# pyright: basic
# Hypothesis is an optional requirement; mypy checks this file.

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from attrs import field, frozen
from hypothesis import reject, strategies as st

from fiscal_rubric.errors import FiscalRubricError
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rubric.scorecard import Scorecard
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.texts import FixedText
from fiscal_rubric.validation import Text, take_text

T = TypeVar("T")


@frozen(eq=False, repr=False)
class Trial:
    """The rubric and evidence that a law is checked on.

    Attributes:
        rubric: the rubric.
        evidence: evidence that fits it.
        basis: how the evidence is read.
        others: a strategy of more such evidence.
        is_real: whether the indicators are those of `like`, not made up.
        refused: the errors of evidence that could not be scored, in order.
        draw: draws a value from a strategy, under a name.
    """

    rubric: Rubric
    evidence: Evidence
    basis: Basis
    others: st.SearchStrategy[Evidence]
    is_real: bool
    refused: list[FiscalRubricError]
    draw: Callable[[st.SearchStrategy[Any], str], Any]

    def card(self) -> Scorecard:
        """Return the scorecard; reject evidence that cannot be scored."""
        card = self.score_or_none(self.evidence)
        return reject() if card is None else card

    def score(self, evidence: Evidence) -> Scorecard:
        """Return the scorecard of other evidence."""
        return self.rubric.score(evidence, self.basis)

    def score_or_none(self, evidence: Evidence) -> Scorecard | None:
        """Return the scorecard of other evidence, or None if it cannot be scored."""
        try:
            return self.score(evidence)
        except FiscalRubricError as error:
            self.refused.append(error)
            return None

    def some(self, items: Sequence[T], name: str) -> list[T]:
        """Draw three of the items, or fewer."""
        if not items:
            return []
        found: list[T] = self.draw(st.lists(st.sampled_from(items), unique=True, max_size=3), name)
        return found


def _words(value: Text) -> FixedText:
    return take_text(value, "statement")


@frozen
class Law:
    """An invariant of all rubrics.

    Attributes:
        name: stable: "bounded".
        statement: what holds, in both languages.
        check: raises AssertionError if a trial breaks it.
    """

    name: str
    statement: FixedText = field(converter=_words)
    check: Callable[[Trial], None]
