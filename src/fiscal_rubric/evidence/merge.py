"""Merge the evidence of two offices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar, Union, cast

from attrs import evolve

from fiscal_rubric.errors import Fault, FiscalRubricError, describe, fault
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.project import Budget, Indicator, Project
from fiscal_rubric.numbers.spans import Quantity
from fiscal_rubric.targets.targets import Actual, NotApplicableType, Target
from fiscal_rubric.texts import FixedMapping
from fiscal_rubric.validation import take_instance

T = TypeVar("T")
K = TypeVar("K", bound=Union[Project, Indicator])


def merge(evidence: Evidence, other: Evidence) -> Evidence:
    """Merge the evidence of two offices, the second after the first.

    Projects, indicators, payments, answers and notes are matched by their keys and days. A value
    that one side does not know is taken from the other; values that both know must be the same.

    Raises:
        FiscalRubricError: every value on which the two differ, with its place.

    Example:
        >>> finance = Evidence(answers={"lawful": True})
        >>> merge(finance, Evidence(answers={"surveyed": False})).answers["surveyed"]
        False
    """
    mine = take_instance(evidence, "evidence", Evidence)
    others = take_instance(other, "other", Evidence)
    conflicts: list[Fault] = []
    sides = _Sides(conflicts)
    merged = Evidence(
        sides.keyed("", mine.projects, others.projects, sides.project),
        sides.mapped("", mine.answers, others.answers),
        sides.mapped("notes.", mine.notes, others.notes),
    )
    if conflicts:
        raise FiscalRubricError(conflicts)
    return merged


class _Sides:
    """Two sides of a merge, with the conflicts between them."""

    def __init__(self, conflicts: list[Fault]) -> None:
        self.conflicts = conflicts

    def one(self, place: str, mine: T, others: T, unknown: object = None) -> T:
        """Return the value that a side knows; add a conflict where both differ."""
        is_same = mine == others and isinstance(mine, bool) == isinstance(others, bool)
        if isinstance(mine, Quantity) and isinstance(others, Quantity):
            is_same = mine.base == others.base  # 100万元 is 1000000元
        if is_same or others == unknown:
            return mine
        if mine != unknown:
            self.conflicts.append(fault("conflict", place, _text_of(mine), _text_of(others)))
        return others

    def mapped(self, place: str, mine: Mapping[str, T], others: Mapping[str, T]) -> dict[str, T]:
        both = (key for key in mine if key in others)
        same = {key: self.one(f"{place}{key}", mine[key], others[key]) for key in both}
        return {**mine, **others, **same}

    def keyed(
        self,
        place: str,
        mine: Iterable[K],
        others: Iterable[K],
        merged: Callable[[str, K, K], K],
    ) -> list[K]:
        """Return the items of both sides, each key once."""
        found = {item.key: item for item in mine}
        for item in others:
            known = found.get(item.key)
            found[item.key] = item if known is None else merged(f"{place}{item.key}", known, item)
        return list(found.values())

    def project(self, place: str, mine: Project, others: Project) -> Project:
        ours, theirs = (
            {day.isoformat(): amount for day, amount in project.budget.payments}
            for project in (mine, others)
        )
        payments = self.mapped(f"{place}/paid.", ours, theirs)
        budget = Budget(
            self.one(f"{place}/initial", mine.budget.initial, others.budget.initial),
            self.one(f"{place}/adjusted", mine.budget.adjusted, others.budget.adjusted),
            dict(sorted(payments.items())),
        )
        return Project(
            self.one(f"{place}/name", mine.name, others.name),
            budget,
            self.keyed(f"{place}/", mine.indicators, others.indicators, self.indicator),
            key=mine.key,
            period=self.one(f"{place}/period", mine.period, others.period, ""),
        )

    def indicator(self, place: str, mine: Indicator, others: Indicator) -> Indicator:

        def both(name: str, unknown: object = None) -> Any:
            return self.one(f"{place}/{name}", getattr(mine, name), getattr(others, name), unknown)

        values = {
            name: both(name) for name in ("name", "kind", "target", "actual", "weight", "baseline")
        }
        texts = {name: both(name, "") for name in ("level1", "level2", "reason")}
        revised = both("revised")
        # Values in conflict may not fit together, so nothing is built of them.
        return mine if self.conflicts else evolve(mine, **values, **texts, revised=revised)


def _text_of(value: object) -> str:
    match value:
        case NotApplicableType():
            return repr(value)
        case Target() | Actual() | Quantity():
            return str(value)
        case FixedMapping():
            return str(dict(cast("FixedMapping[str]", value)))
        case _:
            return describe(value)
