"""Targets and results: as values, as printed text, and compared with each other."""

from fiscal_rubric.numbers.quantity import Quantity
from fiscal_rubric.numbers.spans import Span
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.targets.completions import Completion, completion
from fiscal_rubric.targets.reading import read_actual, read_kind, read_quantity, read_target
from fiscal_rubric.targets.targets import (
    NOT_APPLICABLE,
    Actual,
    Claimed,
    NotApplicableType,
    NoTarget,
    NotCarriedOut,
    NumericActual,
    NumericTarget,
    QualitativeActual,
    QualitativeTarget,
    SeveralActuals,
    SeveralTargets,
    Target,
)
from fiscal_rubric.targets.writing import write_actual, write_target

__all__ = [
    "NOT_APPLICABLE",
    "Actual",
    "Basis",
    "Claimed",
    "Completion",
    "NoTarget",
    "NotApplicableType",
    "NotCarriedOut",
    "NumericActual",
    "NumericTarget",
    "QualitativeActual",
    "QualitativeTarget",
    "Quantity",
    "SeveralActuals",
    "SeveralTargets",
    "Span",
    "Target",
    "completion",
    "read_actual",
    "read_kind",
    "read_quantity",
    "read_target",
    "write_actual",
    "write_target",
]
