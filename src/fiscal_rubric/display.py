"""What a value shows of itself: words, a page, rows with headings.

This module is on the lowest floor, so that every value can use it. The presentation above it
renders, and is imported when the first value is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias, Union

if TYPE_CHECKING:
    from types import ModuleType

Scalar: TypeAlias = Union[str, Decimal, None]  # a cell of a row


def _render() -> ModuleType:
    from fiscal_rubric.presentation import render

    return render


def explain(value: object, language: str) -> str:
    """Return a value in words.

    Args:
        value: a line, a card, an error, a finding or a result of an analysis.
        language: "zh" or "en".
    """
    words: str = _render().explain(value, language)
    return words


def fix(finding: object, language: str) -> str:
    """Return the fix for a finding, in words."""
    words: str = _render().fix(finding, language)
    return words


def text(card: object, language: str) -> str:
    """Return a card as plain text."""
    page: str = _render().text(card, language)
    return page


def markdown(card: object, language: str) -> str:
    """Return a card as Markdown."""
    page: str = _render().markdown(card, language)
    return page


def html(value: object, language: str) -> str:
    """Return a value as one table in HTML."""
    page: str = _render().html(value, language)
    return page


def word(code: str, language: str | None) -> str:
    """Return a code of a row in words, or the code itself where no language is given.

    Args:
        code: "below", or a kind and a place such as "answer:surveyed".
        language: the language of the row's headings.
    """
    if language is None:
        return code
    words: str = _render().cause(code, language)
    return words


def titled(row: Mapping[str, Scalar], language: str) -> dict[str, Scalar]:
    """Return a row with its headings and codes in a language."""
    found: dict[str, Scalar] = _render().titled(row, language)
    return found


class Displayed:
    """Base of results: each explains itself in words and shows itself as a table."""

    __slots__ = ()

    def headed(
        self, rows: Sequence[dict[str, Scalar]], headings: str | None
    ) -> list[dict[str, Scalar]]:
        """Return the rows, with headings in a language if one is given."""
        return list(rows) if headings is None else [titled(row, headings) for row in rows]

    def explain(self, language: str = "en") -> str:
        """Explain the result in words.

        Args:
            language: "zh" or "en".
        """
        return explain(self, language)

    def to_html(self, language: str = "en") -> str:
        """Return the result as one plain table in HTML.

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
