"""Revision of a standard: the changes between two rubrics."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from attrs import frozen

from fiscal_rubric.analysis.compare import Comparison, compare
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.numbers.exact import number_text
from fiscal_rubric.rubric.criteria import Criterion, Part, Section, lines_of, parts_of, sections_of
from fiscal_rubric.rubric.findings import Finding, Report, Waivers, report
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rules.edges import edge_sign, edge_value
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.validation import take_instance


@frozen(eq=False, repr=False)
class Revision(Report):
    """The changes between two rubrics, and their effect on some evidence.

    Attributes:
        findings, waived: as of a `Report`.
        effect: the comparison of both scorecards of the evidence; None without evidence.
    """

    effect: Comparison | None = None


def revision(
    before: Rubric,
    after: Rubric,
    evidence: Evidence | None = None,
    basis: Basis | None = None,
    *,
    waive: Waivers = (),
) -> Revision:
    """Compare two versions of a standard, line by line.

    Args:
        before: last year's.
        after: this year's; lines and sections are matched by their keys.
        evidence: scored by both, with the answers that each asks for.
        basis: how the evidence is read; each rubric's own basis if None.
        waive: (code, place) of findings that are known and accepted.

    Raises:
        FiscalRubricError: the evidence cannot be scored by one of them.

    Example:
        >>> from fiscal_rubric.catalog.futian_2020 import RUBRIC
        >>> from fiscal_rubric import yes
        >>> harder = RUBRIC.with_part("监控措施", rule=2 * yes("monitored"))
        >>> [finding.id for finding in revision(RUBRIC, harder)]
        ['rule_changed:监控措施']
    """
    take_instance(before, "before", Rubric)
    take_instance(after, "after", Rubric)
    effect = None
    if evidence is not None:
        take_instance(evidence, "evidence", Evidence)
        cards = [rubric.score(evidence.only(rubric), basis) for rubric in (before, after)]
        effect = compare(*cards)
    found = report(_changes(before, after), waive)
    return Revision(found.findings, found.waived, effect)


def _changes(before: Rubric, after: Rubric) -> Iterator[Finding]:
    first, second = ({part.key for part in parts_of(rubric)} for rubric in (before, after))
    kept = first & second
    yield from _pairs(
        {line.key: line for line in lines_of(before)},
        {line.key: line for line in lines_of(after)},
        kept,
    )
    yield from _pairs(
        {part.key: part for part in sections_of(before)},
        {part.key: part for part in sections_of(after)},
        kept,
        prefix="section ",
    )
    yield from _differences(before, after, after.key, kept)
    if before.basis != after.basis:
        numbers = {"before": _switches(before.basis), "after": _switches(after.basis)}
        yield Finding("basis_changed", after.key, numbers=numbers)


def _pairs(
    before: Mapping[str, Part],
    after: Mapping[str, Part],
    kept: Container[str],
    prefix: str = "",
) -> Iterator[Finding]:
    for key in dict.fromkeys((*before, *after)):
        first, second = before.get(key), after.get(key)
        place = f"{prefix}{key}"
        if first is not None and second is not None:
            yield from _differences(first, second, place, kept)
        elif second is not None:
            yield Finding("line_added", place, numbers={"full": number_text(second.full)})
        else:
            assert first is not None, "a key is of one of them"
            yield Finding("line_removed", place, numbers={"full": number_text(first.full)})


def _differences(first: Part, second: Part, place: str, kept: Container[str]) -> Iterator[Finding]:
    if first.full != second.full:
        numbers = {"before": number_text(first.full), "after": number_text(second.full)}
        yield Finding("full_changed", place, numbers=numbers)
    if _rules(first, kept) != _rules(second, kept):
        both = ((first, second), (second, first))
        numbers = {
            name: _rule_text(one, other, kept)
            for name, (one, other) in zip(("before", "after"), both, strict=True)
        }
        yield Finding("rule_changed", place, numbers=numbers)
    if first.rounding != second.rounding:
        numbers = {
            "before": f"{first.rounding.places} ({first.rounding.mode})",
            "after": f"{second.rounding.places} ({second.rounding.mode})",
        }
        yield Finding("rounding_changed", place, numbers=numbers)
    if first.grades != second.grades:
        numbers = {"before": _scale(first), "after": _scale(second)}
        yield Finding("grades_changed", place, numbers=numbers)


def _rules(part: Part, kept: Container[str]) -> tuple[object, ...]:
    """Return the rule, the floor and the handling of "not applicable"."""
    if isinstance(part, Criterion):
        return part.rule, part.floor, part.if_not_applicable
    return part.rule, part.floor, part.rescale, _keys(part, kept)


def _keys(section: Section, kept: Container[str]) -> tuple[str, ...]:
    """Return the sorted keys of the parts of a section that both rubrics have."""
    return tuple(sorted(part.key for part in section.parts if part.key in kept))


def _rule_text(part: Part, other: Part, kept: Container[str]) -> str:
    """Return the rule as text, with the other settings that differ."""
    texts = [str(part.rule)]
    if isinstance(part, Section) and isinstance(other, Section):
        keys = _keys(part, kept)
        texts += [f"of {', '.join(keys)}"] if keys != _keys(other, kept) else []
    if part.floor != other.floor:
        texts.append(f"floor={number_text(part.floor)}")
    for name in ("if_not_applicable", "rescale"):
        own = getattr(part, name, None)
        if own != getattr(other, name, None):
            texts.append(f"{name}={own}")
    return "; ".join(texts)


def _scale(part: Part) -> str:
    if part.grades is None:
        return "—"
    scale = part.grades
    bands = (
        f"{label} {edge_sign(edge)}{number_text(edge_value(edge))}" for label, edge in scale.bands
    )
    overrides = (f"{label or '—'} if {asked}" for asked, label in scale.overrides)
    caps = (f"at most {label} if {asked}" for asked, label in scale.caps)
    return ", ".join((*overrides, *bands, *caps))


def _switches(basis: Basis) -> str:
    return ", ".join((basis.targets, basis.excused, basis.budget, basis.claims))
