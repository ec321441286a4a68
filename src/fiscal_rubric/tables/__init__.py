"""Read and write a bureau's tables: evidence, and forms of questions."""

from fiscal_rubric.tables.evidence import read_evidence, write_evidence
from fiscal_rubric.tables.pasted_cells import split_cells
from fiscal_rubric.tables.questions import read_answers, write_questions

__all__ = ["read_answers", "read_evidence", "split_cells", "write_evidence", "write_questions"]
