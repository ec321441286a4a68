"""The one way up: the words and pages of a value, asked for by the value itself when called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fiscal_rubric.rules.nodes import Node
    from fiscal_rubric.scorecard import Bounds, Scalar, Scorecard


def formula(node: Node) -> str:
    """The rule as it would be written in Python, on one line."""
    from fiscal_rubric.rules import formula as room

    return room.formula(node)


def explain(value: object, language: str) -> str:
    """A value in words.

    Args:
        value: a line, a card or an error.
        language: "zh" or "en".
    """
    from fiscal_rubric import errors, scorecard
    from fiscal_rubric.analysis import audit
    from fiscal_rubric.presentation import explain as room
    from fiscal_rubric.presentation import findings
    from fiscal_rubric.presentation.languages import language_of

    spoken = language_of(language)
    match value:
        case scorecard.ScoreLine() | scorecard.BoundLine():
            return room.explain_line(value, spoken)
        case scorecard.Scorecard() | scorecard.Bounds():
            return room.explain_card(value, spoken)
        case errors.FiscalRubricError():
            return room.explain_error(value, spoken)
        case audit.Finding():
            return findings.finding(value, spoken)
        case audit.Audit():
            return findings.findings(value, spoken)
        case _:
            errors.refuse(
                "wrong_type",
                "explain",
                value,
                "ScoreLine",
                "Scorecard",
                "Bounds",
                "FiscalRubricError",
            )


def text(card: object, language: str) -> str:
    """A card as plain text."""
    from fiscal_rubric.presentation import text as room
    from fiscal_rubric.presentation.languages import language_of

    return room.plain_text(_card(card), language_of(language))


def markdown(card: object, language: str) -> str:
    """A card as Markdown."""
    from fiscal_rubric.presentation import text as room
    from fiscal_rubric.presentation.languages import language_of

    return room.markdown(_card(card), language_of(language))


def _card(card: object) -> Scorecard | Bounds:
    from fiscal_rubric import errors, scorecard

    if not isinstance(card, scorecard.Scorecard | scorecard.Bounds):
        errors.refuse("wrong_type", "card", card, "Scorecard", "Bounds")
    return card


def headed(row: Mapping[str, Scalar], language: str) -> dict[str, Scalar]:
    """A row with its headings, and its status, in a language."""
    from fiscal_rubric.presentation.languages import language_of, say

    spoken = language_of(language)
    told: dict[str, Scalar] = {say(f"heading.{key}", spoken): row[key] for key in row}
    told[say("heading.status", spoken)] = say(f"status.{row['status']}", spoken)
    return told
