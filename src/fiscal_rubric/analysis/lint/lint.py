"""Checks of a rubric, or of evidence, as one function."""

from __future__ import annotations

from fiscal_rubric.analysis.lint.evidence_checks import evidence_findings
from fiscal_rubric.analysis.lint.rubric_checks import rubric_findings
from fiscal_rubric.errors import refuse
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.rubric.findings import Report, Waivers, report
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.validation import take_instance


def lint(
    subject: Rubric | Evidence, *, before: Evidence | None = None, waive: Waivers = ()
) -> Report:
    """Check a rubric, or evidence, for likely mistakes.

    A rubric: marks that are not attainable, bands with gaps, answers that change nothing, facts
    that are scored twice, clips that hide points. Evidence: targets that cannot be missed or are
    copied as results, units that do not fit, results without a number. `findings.CODES` has all.

    Args:
        subject: a rubric, or evidence.
        before: last year's evidence, to compare this year's targets with.
        waive: (code, place) of findings that are known and accepted; an unused one is a finding.

    Raises:
        FiscalRubricError: the subject is neither, last year is given for a rubric, or a waiver has
            no known code.

    Example:
        >>> from fiscal_rubric.catalog.futian_2020 import RUBRIC
        >>> found = lint(RUBRIC)["full_unreachable:制度保障"]
        >>> found.severity, dict(found.numbers)
        ('error', {'full': '6', 'most': '5.00'})
    """
    if isinstance(subject, Rubric):
        if before is not None:
            refuse("wrong_type", "before", before, "None")
        return report(rubric_findings(subject), waive)
    if isinstance(subject, Evidence):
        earlier = None if before is None else take_instance(before, "before", Evidence)
        return report(evidence_findings(subject, earlier), waive)
    refuse("wrong_type", "subject", subject, "Rubric", "Evidence")
