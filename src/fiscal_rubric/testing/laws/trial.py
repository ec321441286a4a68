"""A law, and what it is held to: a rubric, evidence that fits it, and what is drawn besides."""

# pyright: basic
# Hypothesis, an extra, may not be there; mypy checks this file.

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from attrs import field, frozen
from hypothesis import reject
from hypothesis import strategies as st

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
    """What a law is held to.

    Attributes:
        rubric: the rubric.
        evidence: evidence that fits it.
        basis: how that is read.
        others: more such evidence.
        is_real: its indicators are those of a bureau, not made up.
        refused: why evidence was put aside, the last reason last.
        draw: draws one more thing, with what to call it.
    """

    rubric: Rubric
    evidence: Evidence
    basis: Basis
    others: st.SearchStrategy[Evidence]
    is_real: bool
    refused: list[FiscalRubricError]
    draw: Callable[[st.SearchStrategy[Any], str], Any]

    def card(self) -> Scorecard:
        """The scorecard; evidence that cannot be scored is put aside."""
        card = self.score_or_none(self.evidence)
        return reject() if card is None else card

    def score(self, evidence: Evidence) -> Scorecard:
        """The scorecard of other evidence."""
        return self.rubric.score(evidence, self.basis)

    def score_or_none(self, evidence: Evidence) -> Scorecard | None:
        """The scorecard of some evidence; None where it cannot be scored."""
        try:
            return self.score(evidence)
        except FiscalRubricError as error:
            self.refused.append(error)
            return None

    def some(self, items: Sequence[T], name: str) -> list[T]:
        """A few of some items."""
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
        check: asserts it of a trial.
    """

    name: str
    statement: FixedText = field(converter=_words)
    check: Callable[[Trial], None]
