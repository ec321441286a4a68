"""Show values as text, pages and rows.

Every module may import this one. It imports `presentation`, which renders, on first use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal, TypeAlias, Union

Scalar: TypeAlias = Union[str, Decimal, None]  # a cell of a row
Form = Literal["explain", "fix", "text", "markdown", "html", "heading", "cell", "cause"]
CODED = ("severity", "light", "status")  # the columns whose cells are codes


def render(form: Form, value: object, language: str) -> str:
    """Render a value in a language.

    Args:
        form: words ("explain", "fix"), a page ("text", "markdown", "html"), or a code of a row in
            words ("heading", "cell", "cause").
        value: what is rendered.
        language: "zh" or "en".
    """
    from fiscal_rubric.presentation import render as presentation

    return presentation.FORMS[form](value, language)


def word(code: str, language: str | None) -> str:
    """Return a code of a row in words, or the code itself where no language is given."""
    return code if language is None else render("cause", code, language)


def titled(row: Mapping[str, Scalar], language: str) -> dict[str, Scalar]:
    """Return a row with its headings and codes in a language."""
    return {
        render("heading", key, language): render("cell", f"{key}.{cell}", language)
        if key in CODED
        else cell
        for key, cell in row.items()
    }


class HasPage:
    """Base of values that show themselves as a table, in notebooks too."""

    __slots__ = ()

    def to_html(self, language: str = "en") -> str:
        """Return the value as one plain table in HTML.

        Args:
            language: "zh" or "en".
        """
        return render("html", self, language)

    def _repr_html_(self) -> str:
        return self.to_html()


class Displayed(HasPage):
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
        return render("explain", self, language)

    def __str__(self) -> str:
        return self.explain()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"
