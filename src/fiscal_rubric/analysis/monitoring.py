"""Monitoring (双监控) of budgets and indicators at a cut-off date within the year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Literal, assert_never

from attrs import evolve, frozen

from fiscal_rubric.analysis.outlook import Outlook, outlook
from fiscal_rubric.display import Displayed, Scalar
from fiscal_rubric.errors import placed, refuse
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.places import Result
from fiscal_rubric.evidence.project import Indicator, Project
from fiscal_rubric.numbers.exact import Number, exact, number_text
from fiscal_rubric.numbers.rounding import percent
from fiscal_rubric.numbers.spans import Span
from fiscal_rubric.numbers.units import DATE, is_share
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rules.indicator_facts import target_of
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.targets.met_or_missed import completion, status_of
from fiscal_rubric.targets.targets import (
    NOT_APPLICABLE,
    AnyActual,
    AnyTarget,
    Claimed,
    NumericActual,
    NumericTarget,
)
from fiscal_rubric.targets.writing import write_actual, write_target
from fiscal_rubric.validation import take_date, take_instance, take_known, take_sequence

Light = Literal["met", "on the way", "missed", "not known", "not applicable"]


@frozen
class Spending:
    """The payments of one project up to a day.

    Attributes:
        project: its key.
        rate: paid up to the day / planned for the year; None where one is not known.
        due: the share of the year's money that should be paid by the day, as the payment plan
            says; without one, the share of time gone.
        light: "met" where the rate is at least the share due, "on the way" where it is at least the
            stated part of it, else "missed".
    """

    project: str
    rate: Fraction | None
    due: Fraction
    light: Light

    @property
    def pace(self) -> Fraction | None:
        """The rate divided by the share due; None where one is not known, or nothing is due."""
        return None if self.rate is None or not self.due else self.rate / self.due


@frozen
class Progress:
    """One indicator on a day.

    Attributes:
        project, indicator: the keys.
        target, actual: as text.
        share: actual / target; None where it does not exist.
        light: "met"; "on the way" where it can still be met: its deadline is ahead, a ceiling still
            holds, or the share is at least the stated part of time gone; "missed"; "not known";
            "not applicable".
    """

    project: str
    indicator: str
    target: str
    actual: str
    share: Fraction | None
    light: Light


@frozen(eq=False, repr=False)
class Monitoring(Displayed):
    """Budgets and indicators at a cut-off date.

    Attributes:
        at: the day.
        time_gone: the share of the period that is over, within 0..1.
        spending: the budgets.
        progress: the indicators.
        outlook: on the total, where only final facts are known: counts so far (they only grow),
            broken ceilings, days that are over, claims, and results that are not applicable; not
            rates or payments.
    """

    at: date
    time_gone: Fraction
    spending: tuple[Spending, ...]
    progress: tuple[Progress, ...]
    outlook: Outlook

    def __iter__(self) -> Iterator[Progress]:
        return iter(self.progress)

    def __len__(self) -> int:
        return len(self.progress)

    def rows(self, headings: str | None = None) -> list[dict[str, Scalar]]:
        """Return a row for each budget, then one for each indicator."""
        found: list[dict[str, Scalar]] = [
            {
                "place": f"{item.project}/paid",
                "target": percent(item.due),
                "actual": percent(item.rate),
                "rate": percent(item.pace),
                "light": item.light,
            }
            for item in self.spending
        ]
        found.extend(
            {
                "place": f"{item.project}/{item.indicator}",
                "target": item.target,
                "actual": item.actual,
                "rate": percent(item.share),
                "light": item.light,
            }
            for item in self.progress
        )
        return self.headed(found, headings)


def monitor(
    rubric: Rubric,
    evidence: Evidence,
    at: date | str,
    period: tuple[date | str, date | str],
    *,
    on_the_way: Number,
    plan: Mapping[str, Number] | None = None,
    basis: Basis | None = None,
) -> Monitoring:
    """Compare the budgets and indicators of projects with the part of the year that is over.

    Args:
        rubric: the standard that the year will be scored by.
        evidence: the payments up to the day, and the results so far.
        at: the cut-off day, inside the period.
        period: its first and last day.
        on_the_way: the part of what is due that still counts as on the way, 0..1: 0.8 is 80 %.
        plan: project key -> the share of its money that is due by the day, 0..1; for projects
            without one, the share of time gone is due.
        basis: how the evidence is read; the rubric's own basis if None.

    Raises:
        FiscalRubricError: a day outside the period, a share outside 0..1, an unknown project.

    Example:
        >>> from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
        >>> june = monitor(RUBRIC, EVIDENCE, "2020-06-30", ("2020-01-01", "2020-12-31"),
        ...                on_the_way="0.8", basis=Basis(budget="adjusted"))
        >>> [(item.project, percent(item.rate), item.light) for item in june.spending][:2]
        [('risk_control', '5.84%', 'missed'), ('development_service', '14.60%', 'missed')]
    """
    take_instance(rubric, "rubric", Rubric)
    take_instance(evidence, "evidence", Evidence)
    read_by = rubric.basis if basis is None else take_instance(basis, "basis", Basis)
    day, (start, end) = take_date(at, "at"), _period(period)
    if not start <= day <= end:
        refuse("outside_band", "at", day.isoformat(), f"{start}..{end}")
    gone = Fraction((day - start).days + 1, (end - start).days + 1)
    part = _share(on_the_way, "on_the_way")
    keys = [project.key for project in evidence.projects]
    planned = {} if plan is None else take_known(plan, "plan", keys)
    due = {key: _share(planned.get(key, gone), f"plan.{key}") for key in keys}
    spending = tuple(
        _spending(project, day, due[project.key], part, read_by) for project in evidence.projects
    )
    now = Now(day, start, end)
    progress = tuple(
        _progress(project, indicator, now, gone * part, read_by)
        for project in evidence.projects
        for indicator in project.indicators
    )
    known = _still_open(evidence, now, read_by)
    return Monitoring(day, gone, spending, progress, outlook(rubric, known, read_by))


def _period(value: object) -> tuple[date, date]:
    days = take_sequence(value, "period", '("2020-01-01", "2020-12-31")')
    if len(days) != 2:
        refuse("wrong_type", "period", str(len(days)), '("2020-01-01", "2020-12-31")')
    start, end = (_day(day) for day in days)
    if start > end:
        refuse("knots", "period", f"{start}, {end}")
    return start, end


def _day(value: object) -> date:
    if not isinstance(value, date | str):
        refuse("date", "period", value)
    return take_date(value, "period")


def _share(value: object, place: str) -> Fraction:
    share = exact(value, place)
    if not 0 <= share <= 1:
        refuse("outside_band", place, number_text(share), "0..1")
    return share


@frozen
class Now:
    """The cut-off day, and the first and the last day of the period."""

    day: date
    first: date
    last: date


def _spending(project: Project, day: date, due: Fraction, part: Fraction, basis: Basis) -> Spending:
    budget = project.budget
    planned = budget.adjusted if basis.budget == "adjusted" else budget.initial
    paid = budget.paid(day)
    if planned is None or paid is None or not planned.base:
        return Spending(project.key, None, due, "not known")
    rate = paid.base / planned.base
    light: Light = "met" if rate >= due else "on the way" if rate >= due * part else "missed"
    return Spending(project.key, rate, due, light)


def _progress(
    project: Project, indicator: Indicator, now: Now, enough: Fraction, basis: Basis
) -> Progress:
    target, actual = target_of(indicator, basis), indicator.actual
    with placed(str(Result(project.key, indicator.key))):
        found = completion(target, actual, basis)
    light: Light
    match found.status:
        case "met" | "met by claim":
            light = "on the way" if _can_still_break(target, now) else "met"
        case "missed":
            share = _share_of(target, actual, found.ratio)
            is_near = share is not None and enough <= share < 1
            light = "on the way" if is_near or _is_ahead(target, now) else "missed"
        case "not known" | "not applicable":
            waits = actual is None and _is_ahead(target, now)
            light = "on the way" if waits else found.status
        case _:
            assert_never(found.status)
    return Progress(
        project.key,
        indicator.key,
        write_target(target),
        write_actual(actual),
        found.ratio,
        light,
    )


def _share_of(
    target: AnyTarget, actual: AnyActual | None, ratio: Fraction | None
) -> Fraction | None:
    """Return the share of a target that is there so far; None for a broken ceiling."""
    if not isinstance(target, NumericTarget) or target.sense == "at most":
        return None
    lower = target.span.lower
    if target.sense == "between" and isinstance(actual, NumericActual) and lower is not None:
        current = actual.span.point
        is_below = current is not None and current < lower
        return current / lower if is_below and current is not None and lower > 0 else None
    return ratio


def _can_still_break(target: AnyTarget, now: Now) -> bool:
    """Return whether later results can break a target that is kept so far."""
    two_ended = ("at most", "between", "exactly")
    return now.day < now.last and isinstance(target, NumericTarget) and target.sense in two_ended


def _is_ahead(target: AnyTarget, now: Now) -> bool:
    """Return whether the deadline is ahead; without a year, the last in the period or the next."""
    if not isinstance(target, NumericTarget) or target.sense != "date" or target.span.upper is None:
        return False
    due = int(target.span.upper)
    if target.span.unit == DATE:
        return now.day.toordinal() <= due
    day, first, last = ((d.year, 100 * d.month + d.day) for d in (now.day, now.first, now.last))
    year = last[0] if (last[0], due) <= last else last[0] - 1
    return day <= (year if first <= (year, due) else year + 1, due)


# What can no longer change


def _still_open(evidence: Evidence, now: Now, basis: Basis) -> Evidence:
    """Return the evidence with final results only, and without payments."""
    projects = [
        evolve(
            project,
            budget=evolve(project.budget, payments=()),
            indicators=[
                evolve(indicator, actual=_final(indicator, now, basis))
                for indicator in project.indicators
            ],
        )
        for project in evidence.projects
    ]
    return evolve(evidence, projects=projects)


def _final(indicator: Indicator, now: Now, basis: Basis) -> AnyActual | None:
    """Return the part of a result that can no longer change, as counts only grow."""
    target, actual = target_of(indicator, basis), indicator.actual
    if actual is NOT_APPLICABLE or isinstance(actual, Claimed):
        return actual
    if (
        not isinstance(target, NumericTarget)
        or not isinstance(actual, NumericActual)
        or actual.about
    ):
        return None
    status = status_of(target, actual, basis)
    if target.sense == "date":
        is_over = status == "met" or (status == "missed" and not _is_ahead(target, now))
        return actual if is_over else None
    is_floor = target.sense == "at least"
    is_broken = target.sense == "at most" and status == "missed"
    span = actual.span
    grows = _only_grows(span.unit or target.span.unit)
    if span.lower is None or not grows or actual.base is not None or not (is_floor or is_broken):
        return None
    return NumericActual(Span(span.lower, None, lower_open=span.lower_open, unit=span.unit))


def _only_grows(unit: str) -> bool:
    """Return whether a unit counts pieces: it is not a share, score, duration or ratio."""
    return bool(unit) and not is_share(unit) and "/" not in unit and unit not in _MEASURED


_MEASURED = frozenset(("分", "倍", "秒", "分钟", "小时", "天", "工作日", "周", "个月", "年"))
