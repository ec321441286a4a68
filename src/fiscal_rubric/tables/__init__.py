"""Read and write a bureau's tables: whole sheets, evidence, and forms of questions."""

from fiscal_rubric.tables.evidence import read_evidence, write_evidence
from fiscal_rubric.tables.pasted_cells import split_cells
from fiscal_rubric.tables.questions import read_answers, write_questions
from fiscal_rubric.tables.sheet import Claim, Sheet, Unread
from fiscal_rubric.tables.sheet_reader import read_sheet

__all__ = [
    "Claim",
    "Sheet",
    "Unread",
    "read_answers",
    "read_evidence",
    "read_sheet",
    "split_cells",
    "write_evidence",
    "write_questions",
]
