"""Checks of a rubric, or of evidence, as one function."""

from __future__ import annotations

from collections.abc import Iterator

from fiscal_rubric.analysis.lint.evidence_checks import evidence_findings
from fiscal_rubric.analysis.lint.reading_checks import reading_findings
from fiscal_rubric.analysis.lint.rubric_checks import rubric_findings
from fiscal_rubric.errors import refuse
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.rubric.findings import Finding, Report, Waivers, report
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.validation import take_instance


def lint(
    subject: Rubric | Evidence,
    evidence: Evidence | None = None,
    *,
    before: Evidence | None = None,
    waive: Waivers = (),
) -> Report:
    """Check a rubric, evidence, or both together, for likely mistakes.

    A rubric: marks that are not attainable, bands with gaps, answers that change nothing, facts
    that are scored twice, clips that hide points. Evidence: targets that cannot be missed or are
    copied as results, units that do not fit, results without a number. Both together: also the
    readings of the rubric that change points. `findings.CODES` has all.

    Args:
        subject: a rubric, or evidence.
        evidence: evidence to check with the rubric.
        before: last year's evidence, to compare this year's targets with.
        waive: (code, place) of findings that are known and accepted; an unused one is a finding.

    Raises:
        FiscalRubricError: the subject is neither, evidence is given twice, last year is given for
            a rubric alone, or a waiver has no known code.

    Example:
        >>> from fiscal_rubric.catalog.futian_2020 import RUBRIC
        >>> found = lint(RUBRIC)["full_unreachable:制度保障"]
        >>> found.severity, dict(found.numbers)
        ('error', {'full': '6', 'most': '5.00'})
    """
    if isinstance(subject, Evidence):
        if evidence is not None:
            refuse("wrong_type", "evidence", evidence, "None")
        return report(_of_evidence(subject, before), waive)
    if not isinstance(subject, Rubric):
        refuse("wrong_type", "subject", subject, "Rubric", "Evidence")
    if evidence is None:
        if before is not None:
            refuse("wrong_type", "before", before, "None")
        return report(rubric_findings(subject), waive)
    given = take_instance(evidence, "evidence", Evidence)
    found = (
        *rubric_findings(subject),
        *_of_evidence(given, before),
        *reading_findings(subject, given),
    )
    return report(found, waive)


def _of_evidence(evidence: Evidence, before: Evidence | None) -> Iterator[Finding]:
    earlier = None if before is None else take_instance(before, "before", Evidence)
    return evidence_findings(evidence, earlier)
