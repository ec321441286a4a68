"""Targets and results: as values, as printed text, and compared with each other."""

from fiscal_rubric.numbers.spans import Quantity as Quantity, Span as Span
from fiscal_rubric.targets.basis import Basis as Basis
from fiscal_rubric.targets.met_or_missed import Completion as Completion, completion as completion
from fiscal_rubric.targets.reading import (
    read_actual as read_actual,
    read_actual_and_revision as read_actual_and_revision,
    read_kind as read_kind,
    read_quantity as read_quantity,
    read_target as read_target,
)
from fiscal_rubric.targets.targets import (
    NOT_APPLICABLE as NOT_APPLICABLE,
    Actual as Actual,
    Claimed as Claimed,
    NotApplicableType as NotApplicableType,
    NoTarget as NoTarget,
    NotCarriedOut as NotCarriedOut,
    NumericActual as NumericActual,
    NumericTarget as NumericTarget,
    QualitativeActual as QualitativeActual,
    QualitativeTarget as QualitativeTarget,
    SeveralActuals as SeveralActuals,
    SeveralTargets as SeveralTargets,
    Target as Target,
)
from fiscal_rubric.targets.writing import write_actual as write_actual, write_target as write_target
