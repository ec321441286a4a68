"""Read small sheets, with each cell in exactly one account."""

from typing import Any

from fiscal_rubric import Indicator
from fiscal_rubric.tables import Sheet, read_sheet

HEADINGS = ["三级指标", "指标值", "实际完成值", "得分"]
LEVELS = ["一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "分值"]


def read(*rows: list[Any], **options: Any) -> Sheet:
    """Read a sheet; check that each cell that is not blank is in one account."""
    sheet = read_sheet(rows, **options)
    there = {
        (at, column)
        for at, row in enumerate(rows, 1)
        for column, cell in enumerate(row, 1)
        if cell is not None
    }
    unread = [(cell.row, cell.column) for cell in sheet.unread]
    assert sorted([*sheet.cells, *unread]) == sorted(there)
    return sheet


def unread(sheet: Sheet) -> list[tuple[str, str]]:
    """Return the address and the code of each cell that was not read."""
    return [(cell.fault.place, cell.code) for cell in sheet.unread]


def owned(sheet: Sheet) -> list[Indicator]:
    """Return the indicators of all projects."""
    return [indicator for project in sheet.evidence.projects for indicator in project.indicators]
