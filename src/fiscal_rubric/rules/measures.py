"""Reading each fact of the evidence once, for both walks: known, a range, not applicable, wrong."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias, Union, assert_never

from attrs import frozen

from fiscal_rubric.basis import Basis
from fiscal_rubric.completions import Status, read_target_of, status_of
from fiscal_rubric.errors import Fault, FiscalRubricError, describe, fault
from fiscal_rubric.evidence import Evidence, FixedAnswer, IndicatorKey, find_indicator
from fiscal_rubric.exact import exact, number_text
from fiscal_rubric.mappings import FixedText
from fiscal_rubric.notation import read_quantity, write_actual, write_target
from fiscal_rubric.project import Indicator, Project
from fiscal_rubric.quantity import DATE, Quantity, Span, adopt, unit_of
from fiscal_rubric.ranges import (
    DOES_NOT_APPLY,
    EITHER,
    EVERYTHING,
    NOT_NEGATIVE,
    ONE,
    REFUSED,
    ZERO,
    Infinity,
    Range,
    Value,
    known,
    point,
    truth,
)
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.targets import Absence, NotCarriedOut, Promise, Reached, Target

Leaf: TypeAlias = Union[n.Yes, n.Chosen, n.Figure, n.Money, n.IndicatorNumber, n.IndicatorCondition]
Source: TypeAlias = Union[FixedAnswer, Quantity, Indicator, None]


@frozen
class Item:
    """The project, and maybe the indicator, that a fold is at."""

    project: Project
    indicator: Indicator | None = None

    @property
    def place(self) -> str:
        """Its keys, from the outside in."""
        if self.indicator is None:
            return self.project.key
        return f"{self.project.key}/{self.indicator.key}"


@frozen
class Fact:
    """One fact as it was read.

    Attributes:
        value: what it can be.
        place: where it stands in the evidence.
        source: what it was read from.
        gap: what to ask for, where it is not known exactly.
        fault: what is wrong, where it is refused.
        status: how the target came out, for a fact of an indicator.
        target: the target that counts, for a fact of an indicator.
    """

    value: Value
    place: str = ""
    source: Source = None
    gap: Fault | None = None
    fault: Fault | None = None
    status: Status | None = None
    target: Target | None = None


class Facts:
    """The facts of some evidence under a basis, each read once."""

    def __init__(self, evidence: Evidence, basis: Basis) -> None:
        self.projects = evidence.projects  # none means that they are not known
        self.answers: Mapping[str, FixedAnswer] = evidence.answers
        self.basis = basis
        self._read: dict[tuple[object, ...], Fact] = {}
        self._places: dict[IndicatorKey, list[Item]] = {}  # filled when first asked for

    def assuming(self, answers: Mapping[str, FixedAnswer]) -> Facts:
        """The same facts with some answers given."""
        facts = copy(self)
        facts.answers = {**self.answers, **answers}
        return facts

    def items(self, fold: n.Fold, at: Item | None) -> list[Item]:
        """What a fold goes over: all, or only what belongs to the project at hand."""
        owners = self.projects if at is None else (at.project,)
        if fold.over == "projects":
            return [Item(project) for project in owners]
        return [
            Item(project, indicator)
            for project in owners
            for indicator in project.indicators
            if fold.kind in (None, indicator.kind)
            and fold.level1 in (None, indicator.level1)
            and fold.level2 in (None, indicator.level2)
        ]

    def label(self, pick: n.Pick) -> str | Fact:
        """The label that was picked, or the fact that it is not known or wrong."""
        labels = tuple(label for label, _ in pick.options)
        answer = self.answers.get(pick.key)
        if answer is None:
            return _gap(pick.key, Value(None), _question(pick.key, pick.text, labels))
        if isinstance(answer, str) and answer in labels:
            return answer
        return _wrong(pick.key, answer, *labels)

    def read(self, leaf: Leaf, at: Item | None) -> Fact:
        """The fact that a leaf asks for.

        Args:
            leaf: the node.
            at: the item at hand inside a fold.
        """
        match leaf:
            case n.IndicatorNumber(fact=name, key=key) | n.IndicatorCondition(fact=name, key=key):
                return self._indicator(name, key, at)
            case n.Yes():
                return self._yes(leaf)
            case n.Chosen(key=key, label=label):
                answer = self.answers.get(key)
                if answer is None:
                    return _gap(key, Value(EITHER), _question(key, "", (label,)))
                return Fact(Value(truth(isinstance(answer, str) and answer == label)), key, answer)
            case n.Figure():
                return self._figure(leaf)
            case n.Money():
                return self._money(leaf, at)
            case _:
                assert_never(leaf)

    def _yes(self, leaf: n.Yes) -> Fact:
        answer = self.answers.get(leaf.key)
        allowed = ("True", "False", "NOT_APPLICABLE") if leaf.may_not_apply else ("True", "False")
        if answer is None:
            return _gap(
                leaf.key,
                Value(EITHER, leaf.may_not_apply),
                _question(leaf.key, leaf.text, allowed),
            )
        if isinstance(answer, bool):
            return Fact(Value(truth(answer)), leaf.key, answer)
        if isinstance(answer, Absence) and leaf.may_not_apply:
            return Fact(DOES_NOT_APPLY, leaf.key, answer)
        return _wrong(leaf.key, answer, *allowed)

    def _figure(self, leaf: n.Figure) -> Fact:
        scale = unit_of(leaf.unit)[0]
        lower: Fraction | Infinity = Infinity.BELOW if leaf.lower is None else leaf.lower * scale
        upper: Fraction | Infinity = Infinity.ABOVE if leaf.upper is None else leaf.upper * scale
        answer = self.answers.get(leaf.key)
        if answer is None:
            value = Value(Range(lower, upper), leaf.may_not_apply)
            return _gap(leaf.key, value, _question(leaf.key, leaf.text, (band_text(leaf),)))
        if isinstance(answer, Absence) and leaf.may_not_apply:
            return Fact(DOES_NOT_APPLY, leaf.key, answer)
        if isinstance(answer, bool | Absence):
            return _wrong(leaf.key, answer, band_text(leaf))
        try:
            number = _figure_number(answer, leaf)
        except FiscalRubricError as error:
            return Fact(REFUSED, leaf.key, answer, fault=error.faults[0])
        inside = point(number).within(Range(lower, upper))
        if not inside or (leaf.upper_open and number == upper):
            found = answer if isinstance(answer, str) else number_text(answer)
            outside = fault("outside_band", leaf.key, found, band_text(leaf))
            return Fact(REFUSED, leaf.key, answer, fault=outside)
        return Fact(known(number), leaf.key, Quantity(number / scale, leaf.unit))

    def _money(self, leaf: n.Money, at: Item | None) -> Fact:
        name = leaf.figure if leaf.by is None else f"{leaf.figure}(by={leaf.by})"
        if not self.projects:
            gap = fault("missing_projects", "projects")
            return Fact(Value(NOT_NEGATIVE), name, gap=gap)
        place = "" if at is None else at.project.key
        key = ("money", leaf.figure, leaf.by, place)
        if key not in self._read:
            owners = self.projects if at is None else (at.project,)
            amounts = [amount_of(leaf.figure, leaf.by, owner, self.basis) for owner in owners]
            found = [amount for amount in amounts if amount is not None]
            sure = sum((amount.base for amount in found), ZERO)
            if len(found) == len(amounts):
                fact = Fact(known(sure), f"{place}/{name}".strip("/"), _together(found, sure))
            else:
                lacking = owners[amounts.index(None)].key
                gap = fault("missing_amount", f"{lacking}/{name}")
                fact = Fact(Value(Range(sure, Infinity.ABOVE)), f"{lacking}/{name}", gap=gap)
            self._read[key] = fact
        return self._read[key]

    def _indicator(self, name: IndicatorFact, key: IndicatorKey | None, at: Item | None) -> Fact:
        if not self.projects:
            place = "" if key is None else "/".join((key,) if isinstance(key, str) else key)
            value = anything(name)
            return Fact(value, place, gap=fault("missing_projects", "projects"))
        item = at if key is None else self._find(key, at)
        if isinstance(item, Fault):
            return Fact(REFUSED, item.place, fault=item)
        assert item is not None
        assert item.indicator is not None, "refused when built"
        memo = (name, item.project.key, item.indicator.key)
        if memo not in self._read:
            self._read[memo] = _read_indicator(name, item, item.indicator, self.basis)
        return self._read[memo]

    def _find(self, key: IndicatorKey, at: Item | None) -> Item | Fault:
        if at is not None and isinstance(key, str):
            key = (at.project.key, key)
        if not self._places:
            self._fill_places()
        found = self._places.get(key, [])
        if len(found) == 1:
            return found[0]
        try:
            project, indicator = find_indicator(self.projects, key)
        except FiscalRubricError as error:
            return error.faults[0]
        return Item(project, indicator)

    def _fill_places(self) -> None:
        for project in self.projects:
            for indicator in project.indicators:
                item = Item(project, indicator)
                self._places.setdefault(indicator.key, []).append(item)
                self._places[project.key, indicator.key] = [item]


IndicatorFact: TypeAlias = Union[
    Literal["actual", "target", "weight", "attained", "days_late"],
    Literal["met", "has_reason"],
]


def amount_of(
    figure: Literal["planned", "initial", "adjusted", "paid"],
    by: date | None,
    project: Project,
    basis: Basis,
) -> Quantity | None:
    """One amount of a project's budget under a basis; None where it is not there."""
    budget = project.budget
    match figure:
        case "planned":
            return budget.initial if basis.budget == "initial" else budget.adjusted
        case "initial":
            return budget.initial
        case "adjusted":
            return budget.adjusted
        case "paid":
            return budget.paid(by)
        case _:
            assert_never(figure)


def target_of(indicator: Indicator, basis: Basis) -> Target:
    """The target that counts under a basis: the revised one where there is one and it is asked."""
    if basis.targets == "revised" and indicator.revised is not None:
        return indicator.revised
    return indicator.target


def completion_of(indicator: Indicator, basis: Basis) -> Status:
    """How an indicator came out under a basis."""
    return status_of(target_of(indicator, basis), indicator.actual, basis)


def anything(name: IndicatorFact) -> Value:
    """What a fact of an indicator can be when nothing is known of it."""
    match name:
        case "met" | "attained":
            return Value(EITHER, may_not_apply=True)
        case "has_reason":
            return Value(EITHER)
        case "weight" | "days_late":
            return Value(NOT_NEGATIVE)
        case "actual" | "target":
            return Value(EVERYTHING)
        case _:
            assert_never(name)


def band_text(leaf: n.Figure) -> str:
    """The numbers that are taken, as text: 0..6, 60..80 without 80."""
    lower = "" if leaf.lower is None else number_text(leaf.lower)
    upper = "" if leaf.upper is None else number_text(leaf.upper)
    text = f"{lower}..{upper}{'(<)' if leaf.upper_open else ''}" if lower or upper else "3, 1/3"
    return f"{text}{leaf.unit}"


def _together(found: list[Quantity], sure: Fraction) -> Quantity:
    """The sum in the unit of its parts, where they share one."""
    units = {amount.unit for amount in found}
    unit = units.pop() if len(units) == 1 else "元"
    return Quantity(sure / unit_of(unit)[0], unit)


def _figure_number(answer: str | Fraction, leaf: n.Figure) -> Fraction:
    if isinstance(answer, Fraction):
        return answer * unit_of(leaf.unit)[0]
    if leaf.unit and any(not character.isascii() or character == "%" for character in answer):
        given = read_quantity(answer, leaf.key)
        return given.value * _scale(given.unit, leaf.unit)
    return exact(answer, leaf.key) * unit_of(leaf.unit)[0]


def _question(key: str, text: FixedText, choices: tuple[str, ...]) -> Fault:
    return fault("missing", key, text or key, *choices)


def _gap(place: str, value: Value, gap: Fault) -> Fact:
    return Fact(value, place, gap=gap)


def _wrong(place: str, found: FixedAnswer, *expected: str) -> Fact:
    return Fact(REFUSED, place, found, fault=fault("answer", place, answer_text(found), *expected))


def answer_text(answer: FixedAnswer) -> str:
    """An answer as text, in no language."""
    if isinstance(answer, Fraction):
        return number_text(answer)
    return repr(answer) if isinstance(answer, Absence) else describe(answer)


def _read_indicator(name: IndicatorFact, item: Item, indicator: Indicator, basis: Basis) -> Fact:
    place = f"{item.place}/{name}"
    try:
        status = completion_of(indicator, basis)
        match name:
            case "met":
                fact = _met(item, status, indicator)
            case "attained":
                fact = _attained(item, status, indicator, basis)
            case "has_reason":
                actual = indicator.actual
                given = isinstance(actual, NotCarriedOut) and bool(actual.reason)
                fact = Fact(Value(truth(given or bool(indicator.reason))))
            case "weight":
                if indicator.weight is None:
                    fact = Fact(Value(NOT_NEGATIVE), gap=fault("missing_weight", place))
                else:
                    fact = Fact(known(indicator.weight))
            case "actual":
                fact = _actual(item, indicator, basis)
            case "target":
                fact = _target(item, target_of(indicator, basis))
            case "days_late":
                fact = _days_late(item, target_of(indicator, basis), indicator)
            case _:
                assert_never(name)
    except FiscalRubricError as error:
        broken = error.faults[0]
        clash = fault(broken.code, item.place, broken.found, *broken.expected)
        return Fact(REFUSED, place, indicator, fault=clash)
    counts = read_target_of(target_of(indicator, basis), indicator.actual, basis)
    return Fact(fact.value, place, indicator, fact.gap, fact.fault, status, counts)


def _missing_actual(item: Item) -> Fault:
    return fault("missing_actual", f"{item.place}/actual")


def _inexact(item: Item, indicator: Indicator) -> Fault:
    return fault("inexact", f"{item.place}/actual", write_actual(indicator.actual))


def _unknown(item: Item, indicator: Indicator) -> Fault:
    if indicator.actual is None:
        return _missing_actual(item)
    if isinstance(indicator.actual, Reached):
        return _inexact(item, indicator)
    return fault("undecided", f"{item.place}/actual", describe(write_actual(indicator.actual)))


def _met(item: Item, status: Status, indicator: Indicator) -> Fact:
    match status:
        case "met" | "met by claim":
            return Fact(Value(truth(True)))
        case "missed":
            return Fact(Value(truth(False)))
        case "not applicable":
            return Fact(DOES_NOT_APPLY)
        case "not known":
            may_not_apply = not isinstance(indicator.actual, Reached)
            return Fact(Value(EITHER, may_not_apply), gap=_unknown(item, indicator))
        case _:
            assert_never(status)


def _attained(item: Item, status: Status, indicator: Indicator, basis: Basis) -> Fact:
    """The share of the target that was reached: 1 where it was met, else the ratio within 0..1."""
    met = _met(item, status, indicator)
    target, actual = target_of(indicator, basis), indicator.actual
    counts = read_target_of(target, actual, basis)
    if status in ("met", "met by claim", "not applicable"):
        return met
    if not isinstance(actual, Reached) or not isinstance(counts, Promise):
        return met
    if counts.sense in ("exactly", "between", "date") or (status == "missed" and actual.about):
        return met
    share = _shares(counts, actual)
    if share.is_point:
        return Fact(Value(share))
    return Fact(Value(share), gap=_inexact(item, indicator))


def _shares(target: Promise, actual: Reached) -> Range:
    """The shares of the target that the actual may be, within 0..1."""
    goal = target.span.lower if target.span.lower is not None else target.span.upper
    assert goal is not None
    if goal == 0:
        return point(ZERO)
    rises = target.span.lower is not None
    goal_scale, scale = adopt(target.span.unit, actual.span.unit)
    ends: list[Fraction] = []
    for end, missing in ((actual.span.lower, -ONE), (actual.span.upper, ONE)):
        if end is None:
            ends.append(_limit_share(rises=rises, goal=goal, beyond=missing))
            continue
        reached, wanted = end * scale, goal * goal_scale
        ends.append(_share(reached, wanted, rises=rises))
    return Range(min(ends), max(ends))


def _share(reached: Fraction, wanted: Fraction, *, rises: bool) -> Fraction:
    """Reached / wanted, or wanted / reached for an at-most target, held within 0..1."""
    dividend, divisor = (reached, wanted) if rises == (wanted > 0) else (wanted, reached)
    if divisor == 0:
        return ZERO
    return min(max(dividend / divisor, ZERO), ONE)


def _limit_share(*, rises: bool, goal: Fraction, beyond: Fraction) -> Fraction:
    """The share far below (-1) or far above (1) the target."""
    return ONE if (beyond > 0) == rises else ZERO


def _actual(item: Item, indicator: Indicator, basis: Basis) -> Fact:
    actual = indicator.actual
    if actual is None:
        return Fact(Value(EVERYTHING), gap=_missing_actual(item))
    if not isinstance(actual, Reached):
        return _no_number(item, write_actual(actual))
    target = target_of(indicator, basis)
    unit = target.span.unit if isinstance(target, Promise) else ""
    scale = _scale(actual.span.unit, unit)
    if actual.about:
        return Fact(Value(EVERYTHING), gap=_inexact(item, indicator))
    found = _scaled(actual.span, scale)
    gap = None if found.is_point else _inexact(item, indicator)
    return Fact(Value(found), gap=gap)


def _scale(unit: str, other: str) -> Fraction:
    """How many of its base a unit is; a missing one takes the other, a clash is refused."""
    adopt(unit, other)
    return unit_of(unit or other)[0]


def _scaled(span: Span, scale: Fraction) -> Range:
    return Range(
        Infinity.BELOW if span.lower is None else span.lower * scale,
        Infinity.ABOVE if span.upper is None else span.upper * scale,
    )


def _target(item: Item, target: Target) -> Fact:
    if isinstance(target, Promise) and target.sense != "between":
        goal = target.span.lower if target.span.lower is not None else target.span.upper
        assert goal is not None
        return Fact(known(goal * unit_of(target.span.unit)[0]))
    return _no_number(item, write_target(target))


def _no_number(item: Item, found: str) -> Fact:
    return Fact(REFUSED, fault=fault("no_number", item.place, found))


def _days_late(item: Item, target: Target, indicator: Indicator) -> Fact:
    actual = indicator.actual
    if not isinstance(target, Promise) or target.sense != "date":
        return _no_number(item, write_target(target))
    if actual is None:
        return Fact(Value(NOT_NEGATIVE), gap=_missing_actual(item))
    if not isinstance(actual, Reached) or actual.span.unit != target.span.unit:
        return _no_number(item, write_actual(actual))
    deadline = _day(target.span.upper, target.span.unit)
    lower = (
        Infinity.BELOW if actual.span.lower is None else _day(actual.span.lower, target.span.unit)
    )
    upper = (
        Infinity.ABOVE if actual.span.upper is None else _day(actual.span.upper, target.span.unit)
    )
    late = (Range(lower, upper) + point(-deadline)).clip(ZERO, None)
    return Fact(Value(late), gap=None if late.is_point else _inexact(item, indicator))


def _day(day: Fraction | None, unit: str) -> Fraction:
    assert day is not None
    if unit == DATE:
        return day
    return Fraction(date(2000, day.numerator // 100, day.numerator % 100).toordinal())
