"""Render any value as words or as a page, by its type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from fiscal_rubric.analysis.references import Reference
from fiscal_rubric.display import Displayed, Form
from fiscal_rubric.errors import FiscalRubricError, refuse
from fiscal_rubric.evidence.project import Project
from fiscal_rubric.presentation import cards, findings, html_pages, results, sheets
from fiscal_rubric.presentation.explain import explain_card, explain_line
from fiscal_rubric.presentation.languages import explain_error, language_of, say
from fiscal_rubric.rubric.findings import Finding
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rubric.scorecard import BoundLine, Bounds, Scorecard, ScoreLine
from fiscal_rubric.tables.sheet import Sheet


def _explain(value: object, language: str) -> str:
    match value:
        case ScoreLine() | BoundLine():
            return explain_line(value, language_of(language))
        case Scorecard() | Bounds():
            return explain_card(value, language_of(language))
        case FiscalRubricError():
            return explain_error(value, language_of(language))
        case Sheet():
            return sheets.sheet_text(value, language_of(language))
        case Reference():
            return results.reference(value, language_of(language))
        case Finding():
            return findings.finding(value, language_of(language))
        case Displayed():
            return results.result_text(cast("results.Result", value), language_of(language))
        case _:
            kinds = ("ScoreLine", "Scorecard", "Bounds", "FiscalRubricError")
            refuse("wrong_type", "explain", value, *kinds)


def _html(value: object, language: str) -> str:
    match value:
        case Scorecard() | Bounds() | Rubric() | Project():
            return html_pages.html(value, language_of(language))
        case Sheet():
            return sheets.sheet_page(value, language_of(language))
        case Displayed():
            return results.result_page(cast("results.Result", value), language_of(language))
        case _:
            refuse("wrong_type", "html", value, "Scorecard", "Bounds", "Rubric", "Project")


def _card(card: object) -> Scorecard | Bounds:
    if not isinstance(card, Scorecard | Bounds):
        refuse("wrong_type", "card", card, "Scorecard", "Bounds")
    return card


# Each form of a value, by which `display.render` asks for it.
FORMS: Mapping[Form, Callable[[object, str], str]] = {
    "explain": _explain,
    "html": _html,
    "text": lambda card, language: cards.plain_text(_card(card), language_of(language)),
    "markdown": lambda card, language: cards.markdown(_card(card), language_of(language)),
    "fix": lambda found, language: findings.fix(cast("Finding", found), language_of(language)),
    "heading": lambda key, language: say(f"heading.{key}", language_of(language)),
    "cell": lambda code, language: say(str(code), language_of(language)),
    "cause": lambda code, language: results.cause(str(code), language_of(language)),
}
