"""Elements of a page in HTML: cells, rows and one table, with all texts escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import TypeAlias

from fiscal_rubric.texts import printable

# A heading of a column, and whether the cells below it are numbers.
Heading: TypeAlias = tuple[str, bool]

_TAGS = {"zh": "zh-Hans", "en": "en"}

# Notebooks align all cells to the right and fix the widths of columns, by selectors stronger than
# a class: only the style of the element itself wins.
_TABLE = "border-collapse:collapse;table-layout:auto;width:auto"
_CAPTION = "caption-side:top;text-align:left;font-weight:bold"
_ROW = "break-inside:avoid;border-bottom:1px solid color-mix(in srgb,currentColor 25%,transparent)"
_TOTAL = "display:table-row-group"  # else it is printed again at the end of every page
_CELL = "vertical-align:top;padding:.2em .5em"
_WORDS = f"{_CELL};text-align:left;min-width:4em"
_NAME = f"{_CELL};text-align:left;min-width:9em"
_NUMBER = f"{_CELL};text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums"
_STEPS = "white-space:pre-wrap;min-width:24em;margin:0;font:inherit;color:inherit;background:none"

_INDENT = "\N{EM SPACE}"  # a character, so that levels show without styles
_CHINESE = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile("[A-Za-z]")
_NO_TEXT = re.compile("[\ufffe\uffff]")  # what HTML does not take


def page(
    title: str,
    headings: Iterable[Heading],
    groups: Iterable[str],
    notes: Iterable[str],
    language: str,
) -> str:
    """Return a table with its caption and headings, and the notes below it."""
    columns = [
        _element("th", _text(text), scope="col", style=_NUMBER if is_number else _WORDS)
        for text, is_number in headings
    ]
    parts = [_element("caption", _text(title), style=_CAPTION)]
    if columns:
        parts += [_element("thead", row(columns)), *groups]
    table = _element("table", _lines(parts), border="1", style=_TABLE)
    below = [_element("p", _text(note)) for note in notes]
    wrapper = {"class": "fiscal-rubric", "lang": _TAGS[language]}
    return _element("div", _lines([table, *below]), **wrapper)


def body(rows: Iterable[str]) -> str:
    """Return rows that belong together."""
    return _element("tbody", _lines(rows))


def total(line: str) -> str:
    """Return the row that ends the table."""
    return _element("tfoot", _lines([line]), style=_TOTAL)


def row(cells: Iterable[str]) -> str:
    """Return a row."""
    return _element("tr", "".join(cells), style=_ROW)


def name(text: str, language: str, *, depth: int = 0, is_number: bool = False) -> str:
    """Return the cell that names its row, indented by its depth."""
    style = f"{_NUMBER if is_number else _NAME};font-weight:normal"
    return _head_of_row(text, language, "row", style, depth)


def heading(text: str, language: str, *, depth: int = 0, scope: str = "row") -> str:
    """Return the cell that names a section, or the total, in bold type."""
    return _head_of_row(text, language, scope, f"{_NAME};font-weight:bold", depth)


def _head_of_row(text: str, language: str, scope: str, style: str, depth: int) -> str:
    if depth:  # all lines of the text are indented as far as the first
        style += f";padding-left:{depth}.5em;text-indent:-{depth}em"
    lang = _lang(text, language)
    return _element("th", _INDENT * depth + _text(text), scope=scope, lang=lang, style=style)


def words(text: str, language: str) -> str:
    """Return a cell with words."""
    return _element("td", _text(text), lang=_lang(text, language), style=_WORDS)


# The shade of a cell by what became of it; the text keeps the colour of the page.
_SHADES = {
    "read": "#2e7d32 16%",
    "claim": "#1565c0 16%",
    "left": "#808080 12%",
    "unread": "#c62828 26%",
}


def marked(text: str, said: str, kind: str, language: str) -> str:
    """Return a cell with a shade, which says on hovering what became of it.

    Args:
        text: of the cell.
        said: what became of it.
        kind: "read", "claim", "left" or "unread".
        language: of the page.
    """
    style = f"{_WORDS};background:color-mix(in srgb,{_SHADES[kind]},transparent)"
    return _element("td", _text(text), lang=_lang(text, language), title=said, style=style)


def number(text: str) -> str:
    """Return a cell with a number."""
    return _element("td", _text(text), style=_NUMBER)


def folded(summary: str, text: str) -> str:
    """Return a cell with a text of several lines that is closed at first."""
    steps = _element("summary", _text(summary)) + _element("pre", _text(text), style=_STEPS)
    return _element("td", _element("details", steps), style=_WORDS)


def _lang(text: str, language: str) -> str:
    """Return the language of a cell where its letters show that it is not that of the page."""
    is_chinese = _CHINESE.search(text) and not _LATIN.search(text)
    return _TAGS["zh"] if is_chinese and language == "en" else ""


def _element(tag: str, inner: str, **attributes: str) -> str:
    """Return an element; attributes that are empty are left out."""
    given = "".join(f' {key}="{_text(value)}"' for key, value in attributes.items() if value)
    return f"<{tag}{given}>{inner}</{tag}>"


def _text(text: str) -> str:
    """Return a text escaped; a character that no page may hold is replaced by U+FFFD."""
    lines = "\n".join(map(printable, text.split("\n")))
    return escape(_NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", lines), quote=True)


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(["", *parts, ""])
