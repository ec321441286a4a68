"""Indicators, budgets and projects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, TypeAlias, Union, cast

from attrs import Factory, evolve, field, frozen

from fiscal_rubric.display import HasPage
from fiscal_rubric.errors import near, refuse
from fiscal_rubric.evidence.places import Column, Figure
from fiscal_rubric.numbers.exact import Number, exact
from fiscal_rubric.numbers.spans import Quantity
from fiscal_rubric.numbers.units import is_money, unit_of
from fiscal_rubric.targets.printed_numbers import quantity_of
from fiscal_rubric.targets.reading import (
    read_actual,
    read_actual_and_revision,
    read_quantity,
    read_target,
)
from fiscal_rubric.targets.shared_words import shared_lead, shared_unit
from fiscal_rubric.targets.signs_and_claims import Sense, gives_no_reason, normal
from fiscal_rubric.targets.targets import (
    KINDS,
    NOT_APPLICABLE,
    Actual,
    AnyActual,
    AnyTarget,
    Kind,
    NumericActual,
    NumericTarget,
    Target,
    take_actual,
    take_target,
)
from fiscal_rubric.targets.writing import write_target
from fiscal_rubric.texts import FixedText, text_in
from fiscal_rubric.validation import (
    Text,
    key_of,
    key_of_name,
    refuse_duplicates,
    take_all,
    take_date,
    take_instance,
    take_key,
    take_option,
    take_pairs,
    take_plain,
    take_text,
    unchecked,
)

# An amount of money: with its unit ("636.96万元"), or a bare number in the budget's unit.
AmountLike: TypeAlias = Union[Quantity, Number]


@frozen(init=False)
class Indicator:
    """An indicator with its target and its result (绩效指标).

    Args:
        name: the printed name.
        kind: "quantity", "quality", "timeliness", "cost", "economic", "social", "ecological",
            "sustained" or "satisfaction".
        target: a target, or the text as printed ("≥90%").
        actual: a result, the text as printed, or None while it is not known.
        key: unique within its project; the name unless given.
        level1: its first-level heading (产出指标).
        level2: its second-level heading.
        revised: a revised target of the same sense and unit; if None, the one that the printed
            result states (目标调整为18项).
        weight: its points in a form that gives points to indicators; 0 or more.
        baseline: the number before the project began, or the text as printed ("60%").
        reason: the stated reason for a deviation from its target; "" if none, as for 无 and "/".

    A word that ends both printed cells behind a number is their unit: 20款 and 18款.

    Raises:
        FiscalRubricError: an argument does not fit, or the revised target is of another kind.

    Example:
        >>> Indicator("核查网贷平台数据", "quantity", "5家", "3家").target.sense
        'at least'
    """

    name: FixedText
    kind: Kind
    target: AnyTarget
    actual: AnyActual | None = None
    key: str = field(default=Factory(key_of_name, takes_self=True), kw_only=True)
    level1: str = field(default="", kw_only=True)
    level2: str = field(default="", kw_only=True)
    revised: AnyTarget | None = field(default=None, kw_only=True)
    weight: Fraction | None = field(default=None, kw_only=True)
    reason: str = field(default="", kw_only=True)
    baseline: NumericActual | None = field(default=None, kw_only=True)

    def __init__(
        self,
        name: Text,
        kind: Kind,
        target: Target | str,
        actual: Actual | str | None = None,
        *,
        key: str | None = None,
        level1: str = "",
        level2: str = "",
        revised: Target | str | None = None,
        weight: Number | None = None,
        reason: str = "",
        baseline: NumericActual | str | None = None,
    ) -> None:
        kind = take_option(kind, "kind", KINDS)
        fixed = take_text(name, "name")
        unit = ""
        if isinstance(target, str) and isinstance(actual, str):
            unit = shared_unit(target, actual)
            actual = actual.strip().removeprefix(shared_lead(target, actual))
        sense: Sense | None = "at most" if is_time_limit(fixed, kind, target) else None
        promised = _target(target, kind, "target", sense, unit)
        happened, in_cell = _actual(actual, kind, promised, unit)
        later = None if revised is None else _target(revised, kind, "revised", sense, unit)
        later = one_revision(later, in_cell)
        if later is not None:
            _check_revision(promised, later)
        share = None if weight is None else exact(weight, "weight")
        if share is not None and share < 0:
            refuse("negative", "weight", str(share))
        told = take_plain(reason, "reason")
        fill(
            self,
            name=fixed,
            kind=kind,
            target=promised,
            actual=happened,
            key=key_of(fixed, key),
            level1=take_plain(level1, "level1"),
            level2=take_plain(level2, "level2"),
            revised=later,
            weight=share,
            reason="" if gives_no_reason(told) else told,
            baseline=_baseline(baseline, promised, unit),
        )

    def with_column(self, column: Column, value: object) -> Indicator:
        """Return the indicator with another result, target, weight, reason or baseline.

        A revised target stays, unless the printed text of the result states another one.

        Args:
            column: "actual", "target", "weight", "reason" or "baseline".
            value: as the constructor takes it.
        """
        changes: dict[str, Any] = {column: value}
        if column != "actual":
            return evolve(self, **changes)
        happened, in_cell = _actual(value, self.kind, self.target, "")
        if in_cell is not None:
            _check_revision(self.target, in_cell)
        return unchecked(self, {"actual": happened, "revised": in_cell or self.revised})


def fill(value: object, **slots: object) -> None:
    """Set the fields of a frozen value in its own `__init__`."""
    for name, content in slots.items():
        object.__setattr__(value, name, content)


def is_time_limit(name: FixedText, kind: Kind, target: object) -> bool:
    """Return whether the name says that a time is a limit: 办结时限, 12个月."""
    is_text = isinstance(target, str) and kind == "timeliness"
    return is_text and re.search("时限|办结|工期|期限", text_in(name, "zh")) is not None


def _target(
    value: object, kind: Kind, place: str, sense: Sense | None = None, unit: str = ""
) -> AnyTarget:
    if isinstance(value, str):
        return read_target(value, kind, sense=sense, unit=unit)
    return take_target(value, place)


def _actual(
    value: object, kind: Kind, target: AnyTarget, unit: str
) -> tuple[AnyActual | None, NumericTarget | None]:
    """Take a result; a printed cell may also state a revised target."""
    if value is None:
        return None, None
    if isinstance(value, str):
        return read_actual_and_revision(value, kind=kind, target=target, unit=unit)
    return take_actual(value), None


def _baseline(value: object, target: AnyTarget, unit: str) -> NumericActual | None:
    """Take a baseline, of any kind of indicator: 1.9 is a number, not a day."""
    if isinstance(value, str) and gives_no_reason(value):
        return None
    found = read_actual(value, target=target, unit=unit) if isinstance(value, str) else value
    if found is None or found is NOT_APPLICABLE:
        return None
    if isinstance(found, NumericActual):
        return found
    if not isinstance(value, str):
        refuse("wrong_type", "baseline", value, '"60%"', "NumericActual")
    refuse("number", "baseline", value)


def one_revision(stated: AnyTarget | None, in_cell: NumericTarget | None) -> AnyTarget | None:
    """Return the revised target that is stated, or the one in the cell of the result.

    Raises:
        FiscalRubricError: there are two, and they differ.
    """
    if stated is None or in_cell is None or stated == in_cell:
        return stated or in_cell
    refuse("two_revisions", "revised", write_target(stated), write_target(in_cell))


def _check_revision(target: AnyTarget, revised: AnyTarget) -> None:
    alike = target.sense == revised.sense
    if alike and isinstance(target, NumericTarget) and isinstance(revised, NumericTarget):
        bases = {unit_of(side.span.unit)[1] for side in (target, revised) if side.span.unit}
        alike = len(bases) < 2
    if not alike:
        refuse("revised_target", "revised", write_target(revised), write_target(target))


def _amount(value: object, unit: str, place: str) -> Quantity:
    if isinstance(value, Quantity):
        quantity = value
    elif isinstance(value, str):
        quantity = _printed_amount(value, unit, place)
    else:
        quantity = Quantity(exact(value, place), unit)
    if not is_money(quantity.unit):
        refuse("unit", place, quantity.unit, "元", "万元", "亿元")
    if quantity.value < 0:
        refuse("negative", place, str(quantity))
    return quantity


def _printed_amount(text: str, unit: str, place: str) -> Quantity:
    """Read an amount: 9,034 in the unit, or 100万元; 100万 is money, too."""
    found = quantity_of(normal(text))
    if found is None:
        is_bare = text.strip()[-1:].isdigit()
        return Quantity(exact(text, place), unit) if is_bare else read_quantity(text, place)
    if not found.unit:
        return Quantity(found.value, unit)
    is_scale = not unit_of(found.unit)[1]
    return Quantity(found.value, found.unit + "元") if is_scale else found


def _share_of(text: str, whole: Quantity | None, place: str) -> Quantity:
    """Return a share of a planned amount as money."""
    if whole is None:
        refuse("missing_amount", "adjusted")
    share = read_quantity(text, place).base
    return _amount(Quantity(whole.value * share, whole.unit), whole.unit, "")


def _refuse_mixed_units(amounts: Mapping[str, object]) -> None:
    """Refuse amounts of which only some have a unit: 100 next to 100万元 is 100元."""
    stated = {
        place: isinstance(value, Quantity) or (isinstance(value, str) and _has_unit(value))
        for place, value in amounts.items()
        if value is not None and not _needs_no_unit(value)
    }
    if len({*stated.values()}) > 1:
        bare = next(place for place, is_stated in stated.items() if not is_stated)
        refuse("mixed_units", bare, str(amounts[bare]), f"{amounts[bare]}万元", 'unit="万元"')


def _has_unit(text: str) -> bool:
    return re.search(r"\d\D*[元万千百亿]\D*$", text) is not None


def _needs_no_unit(value: object) -> bool:
    """Return whether an amount is zero, or a share of another one: 0.00, 98%."""
    text = normal(str(value))
    return text.endswith("%") or re.fullmatch(r"(?a)0*\.?0*", text) is not None


@frozen(init=False)
class Budget:
    """The planned and paid amounts of a project (预算), each with its unit of money.

    Args:
        initial: the budget at the start of the year (年初预算数), 0 or more.
        adjusted: the adjusted budget (调整预算数).
        payments: day to the amount paid up to that day, in rising order; a text in per cent is
            a share of the adjusted budget, or else of the initial one, converted to money here.
        unit: the unit of amounts given without one, 元 if None; where only some amounts have a
            unit, it must be stated.

    Raises:
        FiscalRubricError: an amount is not money, days are not in order, or only some amounts have
            a unit.

    Example:
        >>> budget = Budget("700万元", "636.96万元", {"2020-03-31": "1.26%", "2020-12-31": "100%"})
        >>> str(budget.paid())
        '636.96万元'
    """

    initial: Quantity | None = None
    adjusted: Quantity | None = None
    payments: tuple[tuple[date, Quantity], ...] = ()

    def __init__(
        self,
        initial: AmountLike | None = None,
        adjusted: AmountLike | None = None,
        payments: Mapping[str, AmountLike] | tuple[tuple[date | str, AmountLike], ...] = (),
        *,
        unit: str | None = None,
    ) -> None:
        pairs = take_pairs(payments, "payments")
        if unit is None:
            named = {f"payments[{at}]": amount for at, (_, amount) in enumerate(pairs)}
            _refuse_mixed_units({"initial": initial, "adjusted": adjusted, **named})
            unit = "元"
        start = None if initial is None else _amount(initial, unit, "initial")
        later = None if adjusted is None else _amount(adjusted, unit, "adjusted")
        paid: list[tuple[date, Quantity]] = []
        for day, amount in pairs:
            when = take_date(day, "payments")
            if paid and when <= paid[-1][0]:
                refuse("days_order", "payments", when.isoformat(), paid[-1][0].isoformat())
            if isinstance(amount, str) and amount.strip().endswith(("%", "％")):
                paid.append((when, _share_of(amount, later or start, "payments")))
            else:
                paid.append((when, _amount(amount, unit, "payments")))
        fill(self, initial=start, adjusted=later, payments=tuple(paid))

    def paid(self, by: date | str | None = None) -> Quantity | None:
        """Return the amount paid in total, or up to a day; None if no payment is known."""
        last = date.max if by is None else take_date(by, "by")
        until = [amount for day, amount in self.payments if day <= last]
        return until[-1] if until else None

    def amount(self, figure: Figure, by: date | None = None) -> Quantity | None:
        """Return one amount; None where it is not known.

        Args:
            figure: "initial", "adjusted" or "paid".
            by: the day up to which it was paid; None for all payments.
        """
        if figure == "paid":
            return self.paid(by)
        return self.initial if figure == "initial" else self.adjusted

    def with_amount(self, figure: Figure, value: object, by: date | None = None) -> Budget:
        """Return the budget with another amount.

        Args:
            figure: "initial", "adjusted" or "paid".
            value: an amount of money; None for "not known".
            by: the day of the payment; None is the last one, or all if `value` is None too.
        """
        given = None if value is None else self._in_money(cast("AmountLike", value), figure)
        if figure != "paid":
            return unchecked(self, {figure: given})
        if given is None and by is None:
            return unchecked(self, {"payments": ()})
        last = max((day for day, _ in self.payments), default=date.min)
        when = last if by is None else by  # the earliest day counts by any day
        before = tuple(pair for pair in self.payments if pair[0] < when)
        after = tuple(pair for pair in self.payments if pair[0] > when)
        here = () if given is None else ((when, given),)
        return unchecked(self, {"payments": (*before, *here, *after)})

    def _in_money(self, value: AmountLike, figure: Figure) -> Quantity:
        """Return an amount, or a share of the planned one, as money; a bare number is in 元."""
        if isinstance(value, str) and value.strip().endswith(("%", "％")):
            return _share_of(value, self.adjusted or self.initial, figure)
        return _amount(value, "元", figure)


_NO_BUDGET = Budget()


@frozen(init=False)
class Project(HasPage):
    """A project: its budget and its indicators (项目).

    Args:
        name: the printed name.
        budget: the planned and paid amounts.
        indicators: targets and results, with unique keys.
        key: the name unless given; unique among the projects scored together.
        period: the time it covers, as printed.

    Example:
        >>> Project("金融风险防控项目", Budget("700万元"), key="risk_control").key
        'risk_control'
    """

    name: FixedText
    budget: Budget = _NO_BUDGET
    indicators: tuple[Indicator, ...] = ()
    key: str = field(default=Factory(key_of_name, takes_self=True), kw_only=True)
    period: str = field(default="", kw_only=True)

    def __init__(
        self,
        name: Text,
        budget: Budget | None = None,
        indicators: tuple[Indicator, ...] | list[Indicator] = (),
        *,
        key: str | None = None,
        period: str = "",
    ) -> None:
        fixed = take_text(name, "name")
        owned = take_all(indicators, "indicators", Indicator)
        own_key = key_of(fixed, key)
        refuse_duplicates(own_key, [indicator.key for indicator in owned])
        money = _NO_BUDGET if budget is None else take_instance(budget, "budget", Budget)
        when = take_plain(period, "period")
        fill(self, name=fixed, budget=money, indicators=owned, key=own_key, period=when)

    def with_indicator(self, found: Indicator, column: Column, value: object) -> Project:
        """Return the project with another value in a column of one of its indicators."""
        if column == "actual":
            return self.with_actuals({found.key: value})
        changed = found.with_column(column, value)
        return evolve(self, indicators=[changed if i is found else i for i in self.indicators])

    def with_actuals(self, actuals: Mapping[str, object]) -> Project:
        """Return the project with other results, by the keys of their indicators."""
        indicators = [
            item.with_column("actual", actuals[item.key]) if item.key in actuals else item
            for item in self.indicators
        ]
        return unchecked(self, {"indicators": tuple(indicators)})

    def __getitem__(self, key: str) -> Indicator:
        """Return the indicator with this key."""
        asked = take_key(key)
        for indicator in self.indicators:
            if indicator.key == asked:
                return indicator
        known = [indicator.key for indicator in self.indicators]
        refuse("unknown_indicator", asked, "", *near(asked, known))
