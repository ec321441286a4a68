"""The one way up: the words and pages of a value, asked for by the value itself when called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias, Union, cast

if TYPE_CHECKING:
    from fiscal_rubric.analysis.findings import Finding
    from fiscal_rubric.rules.nodes import Node
    from fiscal_rubric.scorecard import Bounds, Scorecard

Scalar: TypeAlias = Union[str, Decimal, None]  # what a row of a table holds


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
    from fiscal_rubric.analysis.findings import Finding
    from fiscal_rubric.presentation import explain as room
    from fiscal_rubric.presentation import findings, languages, results

    spoken = languages.language_of(language)
    match value:
        case scorecard.ScoreLine() | scorecard.BoundLine():
            return room.explain_line(value, spoken)
        case scorecard.Scorecard() | scorecard.Bounds():
            return room.explain_card(value, spoken)
        case errors.FiscalRubricError():
            return languages.explain_error(value, spoken)
        case Finding():
            return findings.finding(value, spoken)
        case Shown():
            return results.result_text(cast("results.Result", value), spoken)
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


def cure(finding: Finding, language: str) -> str:
    """What would mend what a check found."""
    from fiscal_rubric.presentation import findings
    from fiscal_rubric.presentation.languages import language_of

    return findings.cure(finding, language_of(language))


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


def html(value: object, language: str) -> str:
    """A value as one table in HTML."""
    from fiscal_rubric import errors, project, rubric, scorecard
    from fiscal_rubric.presentation import html as room
    from fiscal_rubric.presentation import results
    from fiscal_rubric.presentation.languages import language_of

    spoken = language_of(language)
    match value:
        case scorecard.Scorecard() | scorecard.Bounds() | rubric.Rubric() | project.Project():
            return room.html(value, spoken)
        case Shown():
            return results.result_page(cast("results.Result", value), spoken)
        case _:
            errors.refuse("wrong_type", "html", value, "Scorecard", "Bounds", "Rubric", "Project")


def _card(card: object) -> Scorecard | Bounds:
    from fiscal_rubric import errors, scorecard

    if not isinstance(card, scorecard.Scorecard | scorecard.Bounds):
        errors.refuse("wrong_type", "card", card, "Scorecard", "Bounds")
    return card


class Shown:
    """What an analysis found: it tells itself in words, and shows itself as a table."""

    __slots__ = ()

    def headed(
        self, rows: Sequence[dict[str, Scalar]], headings: str | None
    ) -> list[dict[str, Scalar]]:
        """The rows, with their headings in a language where one is asked for."""
        return list(rows) if headings is None else [titled(row, headings) for row in rows]

    def explain(self, language: str = "en") -> str:
        """What was found, in words.

        Args:
            language: "zh" or "en".
        """
        return explain(self, language)

    def to_html(self, language: str = "en") -> str:
        """What was found, as one plain table.

        Args:
            language: "zh" or "en".
        """
        return html(self, language)

    def _repr_html_(self) -> str:
        return self.to_html()

    def __str__(self) -> str:
        return self.explain()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


def word(code: str, headings: str | None) -> str:
    """A cause, or another code that stands in a row, in words where the row is to be read.

    Args:
        code: "below", or a sort and a place such as "answer:surveyed".
        headings: the language of the row; None for the code itself.
    """
    if headings is None:
        return code
    from fiscal_rubric.presentation import results

    return results.cause(code, headings)


def titled(row: Mapping[str, Scalar], language: str) -> dict[str, Scalar]:
    """A row with its headings, and what is a code in it, in a language."""
    from fiscal_rubric.presentation import results

    return results.titled(row, language)
