"""Findings as data (code, place, numbers), and reports of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal, cast

from attrs import Factory, evolve, field, frozen

from fiscal_rubric.display import Displayed, Scalar, render
from fiscal_rubric.errors import near, refuse, shorten
from fiscal_rubric.texts import FixedMapping
from fiscal_rubric.validation import (
    take_all,
    take_instance,
    take_key,
    take_mapping,
    take_option,
    take_pairs,
    take_plain,
)

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
LONG = 1_000_000  # the most characters of a rule in a finding
BEYOND_REACH = frozenset({"beyond_reach"})

# Every code and its severity. An audit's finding is an error if no reading gives the claim.
CODES: Mapping[str, Severity] = {
    # audit
    "points_differ": "warning",
    "sum_differs": "warning",
    "grade_differs": "warning",
    "line_grade_differs": "warning",
    "rate_differs": "warning",
    # a rubric
    "cannot_be_scored": "error",
    "full_unreachable": "error",
    "full_not_proved": "note",
    "zero_unreachable": "note",
    "printed_full_differs": "error",
    "judged_gap": "error",
    "judged_overlap": "warning",
    "judged_shared_end": "warning",
    "band_gap": "warning",
    "grade_unreachable": "warning",
    "override_beats_cap": "warning",
    "branch_unreachable": "warning",
    "answer_changes_nothing": "warning",
    "fact_scored_twice": "note",
    "improvement_lowers": "warning",
    "clip_idle": "note",
    "clip_hides": "warning",
    "divisor_may_be_zero": "note",
    "divisor_may_be_negative": "note",
    "root_may_be_negative": "note",
    "number_or_share": "warning",
    "line_concentrated": "note",
    "marks_redistributed": "note",
    "left_out_of_count": "note",
    "nothing_selected": "warning",
    "reading_matters": "note",
    "reading_not_scored": "note",
    # evidence
    "unit_clash": "error",
    "share_or_number": "error",
    "still_to_come": "warning",
    "no_target": "warning",
    "no_result": "warning",
    "number_only_claimed": "warning",
    "promised_not_applicable": "warning",
    "unit_on_one_side": "warning",
    "limit_or_duration": "warning",
    "number_or_day": "warning",
    "deadline_outside_period": "warning",
    "target_cannot_be_missed": "warning",
    "target_of_zero": "note",
    "target_copied": "warning",
    "target_not_raised": "warning",
    "target_in_words": "note",
    "several_targets": "note",
    "placeholder": "warning",
    "rate_without_percent": "warning",
    "share_above_whole": "warning",
    "percent_for_pieces": "note",
    "yes_or_no_in_percent": "warning",
    "floor_on_ceiling": "warning",
    "ceiling_on_floor": "warning",
    "satisfaction_without_survey": "warning",
    "missed_without_reason": "warning",
    "reason_without_miss": "note",
    "far_above_target": "note",
    "actual_undecided": "note",
    "actual_is_bound": "note",
    "spending_as_indicator": "warning",
    "cost_copied": "warning",
    "ceiling_is_old_budget": "warning",
    "budget_cut_to_paid": "warning",
    "budget_from_zero": "note",
    "paid_above_budget": "warning",
    "nothing_paid": "note",
    "payments_fall": "warning",
    "payments_add_up": "warning",
    "arrived_as_budget": "warning",
    "fund_parts_sum": "warning",
    "money_unit_assumed": "warning",
    "partly_read": "note",
    "name_repeated": "note",
    "weight_concentrated": "warning",
    "weights_sum": "warning",
    # a rubric against another
    "line_added": "note",
    "line_removed": "note",
    "full_changed": "note",
    "rule_changed": "note",
    "basis_changed": "note",
    "grades_changed": "note",
    "rounding_changed": "note",
    # a portfolio
    "rate_of_sums": "note",
    "never_discriminates": "note",
    # waivers
    "waiver_unused": "note",
}


def _code(value: str) -> str:
    code = take_key(value, "code")
    if code not in CODES:
        refuse("option", "code", code, *near(code, CODES))
    return code


def _place(value: str) -> str:
    return take_plain(value, "place")


def _stated(value: Decimal | str | None) -> Decimal | str | None:
    if value is None or type(value) is Decimal:
        return value
    return take_plain(value, "claimed")


def _nearest(value: Decimal | None) -> Decimal | None:
    return None if value is None else take_instance(value, "nearest", Decimal)


def _readings(value: Sequence[frozenset[str]]) -> tuple[frozenset[str], ...]:
    found = cast("tuple[frozenset[str], ...]", take_all(value, "readings", frozenset))
    return tuple(frozenset(take_plain(code, "readings") for code in codes) for codes in found)


def _codes(value: frozenset[str]) -> frozenset[str]:
    (found,) = _readings([value])
    return found


def _level(value: Severity) -> Severity:
    return take_option(value, "severity", SEVERITIES)


def _severity(finding: Finding) -> Severity:
    if finding.claimed is None:
        return CODES[finding.code]
    return "warning" if finding.readings and BEYOND_REACH not in finding.readings else "error"


def _numbers(value: Mapping[str, str]) -> FixedMapping[str]:
    """Check the texts and shorten them for a message: one may be a whole rule."""
    items = take_mapping(value, "numbers").items()
    return FixedMapping(
        {name: shorten(take_plain(text, f"numbers.{name}", LONG), 2000) for name, text in items}
    )


@frozen
class Finding:
    """One result of a check, an audit or a comparison.

    Attributes:
        code: stable, a key of `CODES`.
        place: the key of the line, section, question or indicator ("project/indicator").
        claimed: the claimed value; None if nothing was claimed.
        recomputed: the value that the rubric gives; None if it gives none.
        readings: all smallest sets of readings that give the claim, as codes such as
            "excused:not_missed", "rounding:down", "confused:budget_execution_rate", "reading:" with
            the code of a reading of the rubric; the best first. "beyond_reach" comes first if
            no evidence can give the claim.
        nearest: the nearest points, if no reading gives the claim; the limit of the line, if the
            claim is beyond reach.
        nearest_by: the reading that gives the nearest points; empty for the rubric as it is.
        numbers: the numbers and texts of its message, by name.
        severity: "error", "warning" or "note".
    """

    code: str = field(converter=_code)
    place: str = field(converter=_place)
    claimed: Decimal | str | None = field(default=None, converter=_stated)
    recomputed: Decimal | str | None = field(default=None, converter=_stated)
    readings: tuple[frozenset[str], ...] = field(default=(), converter=_readings)
    nearest: Decimal | None = field(default=None, converter=_nearest)
    nearest_by: frozenset[str] = field(default=frozenset(), converter=_codes)
    numbers: FixedMapping[str] = field(factory=FixedMapping[str], kw_only=True, converter=_numbers)
    severity: Severity = field(
        default=Factory(_severity, takes_self=True), kw_only=True, converter=_level
    )

    @property
    def id(self) -> str:
        """The stable name of the finding: "code:place"."""
        return f"{self.code}:{self.place}"

    def fix(self, language: str = "en") -> str:
        """Return how to fix it; "" for a claim, or for a change that is only reported.

        Args:
            language: "zh" or "en".
        """
        return render("fix", self, language)

    def explain(self, language: str = "en") -> str:
        """Return the finding as text, with its fix.

        Args:
            language: "zh" or "en".
        """
        return render("explain", self, language)


def _findings(value: Sequence[Finding]) -> tuple[Finding, ...]:
    return take_all(value, "findings", Finding)


@frozen(repr=False)
class Report(Displayed):
    """Findings, and those that were waived.

    Attributes:
        findings: the findings, in the order of the rubric or the evidence.
        waived: the findings that were waived.
    """

    findings: tuple[Finding, ...] = field(converter=_findings)
    waived: tuple[Finding, ...] = field(default=(), converter=_findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def __getitem__(self, id: str) -> Finding:
        """Return the finding with this id, "code:place".

        Raises:
            FiscalRubricError: no finding has this id; the error names the nearest ids.
        """
        asked = take_key(id, "id")
        for finding in self.findings:
            if finding.id == asked:
                return finding
        refuse("option", "id", asked, *near(asked, [finding.id for finding in self.findings]))

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, each once, in the order of the findings."""
        return tuple(dict.fromkeys(finding.code for finding in self.findings))

    def rows(self, headings: str | None = None) -> list[dict[str, Scalar]]:
        """Return one row per finding: severity, code, place and text.

        Args:
            headings: "zh" or "en" for headings in that language; stable English keys if None.
        """
        return self.headed([row_of(finding, headings) for finding in self.findings], headings)


def row_of(
    finding: Finding, headings: str | None, *, with_claims: bool = False
) -> dict[str, Scalar]:
    """Return a finding as a row: severity, code, place, its claim if asked for, and its text."""
    language = "zh" if headings is None else headings
    claims = {"claimed": finding.claimed, "recomputed": finding.recomputed} if with_claims else {}
    return {
        "severity": finding.severity,
        "code": finding.code,
        "place": finding.place,
        **claims,
        "finding": finding.explain(language),
    }


Waivers = Sequence[tuple[str, str]]


def report(found: Iterable[Finding], waive: Waivers) -> Report:
    """Build a report; findings are waived by code and place.

    Raises:
        FiscalRubricError: a waiver is not a pair of a known code and a place.
    """
    waivers: dict[tuple[str, str], None] = {}
    for code, place in take_pairs(waive, "waive"):
        known = take_key(code, "waive")
        if known not in CODES:
            refuse("option", "waive", known, *near(known, CODES))
        waivers[known, take_key(place, "waive")] = None
    findings = _numbered(found)
    waived = tuple(f for f in findings if (f.code, f.place) in waivers)
    used = {(finding.code, finding.place) for finding in waived}
    unused = [
        Finding("waiver_unused", place, numbers={"waived": code})
        for code, place in waivers
        if (code, place) not in used
    ]
    left = (f for f in findings if (f.code, f.place) not in waivers)
    return Report(_numbered((*left, *unused)), waived)


def _numbered(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings with unique ids: the second at a place gets "place#2"."""
    seen: dict[str, int] = {}
    numbered: list[Finding] = []
    for finding in dict.fromkeys(found):
        count = seen[finding.id] = seen.get(finding.id, 0) + 1
        place = finding.place if count == 1 else f"{finding.place}#{count}"
        numbered.append(evolve(finding, place=place))
    return tuple(numbered)
