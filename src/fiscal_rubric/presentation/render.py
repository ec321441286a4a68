"""Render any value as words or as a page, by its type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from fiscal_rubric.display import Displayed, Scalar
from fiscal_rubric.errors import FiscalRubricError, refuse
from fiscal_rubric.evidence.project import Project
from fiscal_rubric.presentation import cards, findings, html_pages, results
from fiscal_rubric.presentation.explain import explain_card, explain_line
from fiscal_rubric.presentation.languages import explain_error, language_of
from fiscal_rubric.rubric.findings import Finding
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rubric.scorecard import BoundLine, Bounds, Scorecard, ScoreLine


def explain(value: object, language: str) -> str:
    """Explain a value in words."""
    language = language_of(language)
    match value:
        case ScoreLine() | BoundLine():
            return explain_line(value, language)
        case Scorecard() | Bounds():
            return explain_card(value, language)
        case FiscalRubricError():
            return explain_error(value, language)
        case Finding():
            return findings.finding(value, language)
        case Displayed():
            return results.result_text(cast("results.Result", value), language)
        case _:
            kinds = ("ScoreLine", "Scorecard", "Bounds", "FiscalRubricError")
            refuse("wrong_type", "explain", value, *kinds)


def fix(finding: Finding, language: str) -> str:
    """Return how to fix a finding."""
    return findings.fix(finding, language_of(language))


def text(card: object, language: str) -> str:
    """Render a card as plain text."""
    return cards.plain_text(_card(card), language_of(language))


def markdown(card: object, language: str) -> str:
    """Render a card as Markdown."""
    return cards.markdown(_card(card), language_of(language))


def html(value: object, language: str) -> str:
    """Render a value as one table in HTML."""
    language = language_of(language)
    match value:
        case Scorecard() | Bounds() | Rubric() | Project():
            return html_pages.html(value, language)
        case Displayed():
            return results.result_page(cast("results.Result", value), language)
        case _:
            refuse("wrong_type", "html", value, "Scorecard", "Bounds", "Rubric", "Project")


def cause(code: str, language: str) -> str:
    """Return a code of a row in words."""
    return results.cause(code, language)


def titled(row: Mapping[str, Scalar], language: str) -> dict[str, Scalar]:
    """Return a row with its headings and codes in a language."""
    return results.titled(row, language)


def _card(card: object) -> Scorecard | Bounds:
    if not isinstance(card, Scorecard | Bounds):
        refuse("wrong_type", "card", card, "Scorecard", "Bounds")
    return card
