"""Scorecards and bounds as plain text and as Markdown."""

from __future__ import annotations

from fiscal_rubric.presentation.card_rows import Row, cells_of, headings_of
from fiscal_rubric.presentation.explain import notes_of
from fiscal_rubric.presentation.languages import say
from fiscal_rubric.presentation.text_tables import table_and_widths
from fiscal_rubric.rubric.criteria import Section
from fiscal_rubric.rubric.scorecard import BoundLine, Bounds, Scorecard, ScoreLine
from fiscal_rubric.texts import printable, text_in


def plain_text(card: Scorecard | Bounds, language: str) -> str:
    """Return the card as a table of aligned columns; Chinese characters are two columns wide."""
    rows = [headings_of(card, language), *_rows(card, language)]
    table, widths = table_and_widths(rows, range(1, len(rows[0]) - 1))
    rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
    return "\n".join(
        [
            printable(text_in(card.rubric.name, language)),
            rule,
            table[0],
            rule,
            *table[1:-1],
            rule,
            table[-1],
            *notes_of(card, language),
        ]
    )


def markdown(card: Scorecard | Bounds, language: str) -> str:
    """Return the card as a Markdown table."""
    headings, *rows = [headings_of(card, language), *_rows(card, language)]
    aligned = [":--", *["--:"] * (len(headings) - 2), ":--"]
    lines = [f"| {' | '.join(map(_escaped, row))} |" for row in (headings, *rows)]
    lines.insert(1, f"| {' | '.join(aligned)} |")
    title = f"**{_escaped(text_in(card.rubric.name, language))}**"
    return "\n".join([title, "", *lines, "", *map(_escaped, notes_of(card, language))])


def _rows(card: Scorecard | Bounds, language: str) -> list[Row]:
    by_part: dict[int, ScoreLine | BoundLine] = {
        id(line.part): line for line in (*card.lines, *card.sections)
    }
    found: list[Row] = []

    def visit(section: Section, depth: int) -> None:
        for part in section.parts:
            line = by_part[id(part)]
            name = "  " * depth + text_in(line.name, language)
            found.append(cells_of(line, name, language))
            if isinstance(part, Section):
                visit(part, depth + 1)

    visit(card.rubric, 0)
    found.append(cells_of(card.whole, say("card_total", language), language))
    return found


def _escaped(text: str) -> str:
    indent = len(text) - len(text.lstrip(" "))
    plain = printable(" ".join(text.split()))
    for sign in "\\|*_<>`[]~":
        plain = plain.replace(sign, f"\\{sign}")
    plain = plain.replace("&", "&amp;")
    return "&emsp;" * (indent // 2) + plain
