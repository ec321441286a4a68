"""Split cells pasted from a spreadsheet into rows."""

from __future__ import annotations

import re

from fiscal_rubric.errors import refuse
from fiscal_rubric.validation import take_plain


def split_cells(text: str) -> list[dict[str, str]]:
    r"""Split pasted cells into rows: a line each, tabs between cells, headings first.

    Args:
        text: as a spreadsheet copies it, with quotes around cells that hold line breaks.

    Raises:
        FiscalRubricError: a heading appears twice, or a cell has no heading.

    Example:
        >>> split_cells("三级指标\t目标值\n服务站\t5个")
        [{'三级指标': '服务站', '目标值': '5个'}]
    """
    found: list[list[str]] = [[]]
    for printed, quoted, end in re.findall(_CELL, take_plain(text, "text", 10_000_000)):
        is_broken = "\n" in quoted or "\r" in quoted
        found[-1].append(quoted.replace('""', '"') if is_broken else printed)
        if end != "\t":
            found.append([])
    first, *others = [cells for cells in found if any(cell.strip() for cell in cells)] or [[]]
    headings = [heading.strip() for heading in first]
    for heading in headings:
        if heading and headings.count(heading) > 1:
            refuse("duplicate_key", "row 0", heading)
    for row, cells in enumerate(others, 1):
        named = {at for at, heading in enumerate(headings) if heading}
        beyond = [cell for at, cell in enumerate(cells) if at not in named and cell.strip()]
        if beyond:
            refuse("beyond", f"row {row}", beyond[0])
    filled = ([*cells, *[""] * len(headings)] for cells in others)
    return [
        {heading: cell for heading, cell in zip(headings, cells, strict=False) if heading}
        for cells in filled
    ]


# A cell and its end. Cells with line breaks are in quotes; other quotes are printed text.
_CELL = (
    r'((?:"((?:[^"\t]|""){1,32767}+)"(?=[\t\r\n]|\Z))|[^\t\r\n]*)'
    r"(\t|\r\n|\r|\n|\Z)"
)
