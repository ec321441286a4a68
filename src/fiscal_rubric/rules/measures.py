"""Reading each fact of the evidence once, for both walks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import copy
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias, Union, assert_never

from fiscal_rubric.arguments import IndicatorKey
from fiscal_rubric.basis import Basis
from fiscal_rubric.errors import Fault, FiscalRubricError, fault
from fiscal_rubric.evidence import Evidence, FixedAnswer, not_one
from fiscal_rubric.exact import exact, number_text
from fiscal_rubric.notation import read_quantity
from fiscal_rubric.project import Project
from fiscal_rubric.quantity import Quantity, scale_of, unit_of
from fiscal_rubric.ranges import (
    DOES_NOT_APPLY,
    EITHER,
    NOT_NEGATIVE,
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
from fiscal_rubric.rules.facts import Fact, Item, answer_text, band_of, choices_text
from fiscal_rubric.rules.indicator_facts import FactName, anything, read_indicator
from fiscal_rubric.rules.walks import selects
from fiscal_rubric.targets import Absence

Leaf: TypeAlias = Union[n.Yes, n.Chosen, n.Figure, n.Money, n.IndicatorNumber, n.IndicatorCondition]


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
            if selects(fold, indicator)
        ]

    def label(self, pick: n.Pick) -> str | Fact:
        """The label that was picked, or the fact that it is not known or wrong."""
        labels = tuple(label for label, _ in pick.options)
        answer = self.answers.get(pick.key)
        if answer is None:
            return Fact(Value(None), pick.key, gap="missing")
        if isinstance(answer, str) and answer in labels:
            return answer
        quoted = labels if isinstance(answer, str) else tuple(map(repr, labels))
        return _wrong(pick.key, answer, *quoted)

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
                    return Fact(Value(EITHER), key, gap="missing")
                return Fact(Value(truth(isinstance(answer, str) and answer == label)), key, answer)
            case n.Figure():
                return self._figure(leaf)
            case n.Money():
                return self._money(leaf, at)
            case _:
                assert_never(leaf)

    def _yes(self, leaf: n.Yes) -> Fact:
        answer = self.answers.get(leaf.key)
        if answer is None:
            return Fact(Value(EITHER, leaf.may_not_apply), leaf.key, gap="missing")
        if isinstance(answer, bool):
            return Fact(Value(truth(answer)), leaf.key, answer)
        if isinstance(answer, Absence) and leaf.may_not_apply:
            return Fact(DOES_NOT_APPLY, leaf.key, answer)
        return _wrong(leaf.key, answer, *choices_text(leaf))

    def _figure(self, leaf: n.Figure) -> Fact:
        scale = unit_of(leaf.unit)[0]
        lower: Fraction | Infinity = Infinity.BELOW if leaf.lower is None else leaf.lower * scale
        upper: Fraction | Infinity = Infinity.ABOVE if leaf.upper is None else leaf.upper * scale
        answer = self.answers.get(leaf.key)
        if answer is None:
            value = Value(Range(lower, upper), leaf.may_not_apply)
            return Fact(value, leaf.key, gap="missing")
        if isinstance(answer, Absence) and leaf.may_not_apply:
            return Fact(DOES_NOT_APPLY, leaf.key, answer)
        if isinstance(answer, bool | Absence):
            return _wrong(leaf.key, answer, *choices_text(leaf))
        try:
            number = number_of(answer, leaf.key, leaf.unit)
        except FiscalRubricError as error:
            return Fact(REFUSED, leaf.key, answer, fault=error.faults[0])
        inside = point(number).within(Range(lower, upper))
        if not inside or (leaf.upper_open and number == upper):
            found = answer if isinstance(answer, str) else number_text(answer)
            outside = fault("outside_band", leaf.key, found, band_of(leaf))
            return Fact(REFUSED, leaf.key, answer, fault=outside)
        return Fact(known(number), leaf.key, answer, unit=leaf.unit)

    def _money(self, leaf: n.Money, at: Item | None) -> Fact:
        figure = self.basis.budget if leaf.figure == "planned" else leaf.figure
        name = figure if leaf.by is None else f"{figure}(by={leaf.by})"
        if not self.projects:
            return Fact(Value(NOT_NEGATIVE), name, gap="missing_projects")
        place = "" if at is None else at.project.key
        key = ("money", figure, leaf.by, place)
        if key not in self._read:
            owners = self.projects if at is None else (at.project,)
            amounts = [amount_of(figure, leaf.by, owner) for owner in owners]
            found = [amount for amount in amounts if amount is not None]
            sure = sum((amount.base for amount in found), ZERO)
            if len(found) == len(amounts):
                unit = found[0].unit if len({amount.unit for amount in found}) == 1 else "元"
                fact = Fact(known(sure), f"{place}/{name}".strip("/"), unit=unit)
            else:
                pairs = zip(owners, amounts, strict=True)
                lacking = tuple(f"{owner.key}/{name}" for owner, amount in pairs if amount is None)
                value = Value(Range(sure, Infinity.ABOVE))
                fact = Fact(value, lacking[0], gap="missing_amount", several=lacking)
            self._read[key] = fact
        return self._read[key]

    def _indicator(self, name: FactName, key: IndicatorKey | None, at: Item | None) -> Fact:
        if not self.projects:
            place = "" if key is None else "/".join((key,) if isinstance(key, str) else key)
            value = anything(name)
            return Fact(value, place, gap="missing_projects")
        item = at if key is None else self._find(key, at)
        if isinstance(item, Fault):
            return Fact(REFUSED, item.place, fault=item)
        assert item is not None
        assert item.indicator is not None, "refused when built"
        memo = (name, item.project.key, item.indicator.key)
        if memo not in self._read:
            self._read[memo] = read_indicator(name, item, item.indicator, self.basis)
        return self._read[memo]

    def _find(self, key: IndicatorKey, at: Item | None) -> Item | Fault:
        if at is not None and isinstance(key, str):
            key = (at.project.key, key)
        if not self._places:
            self._fill_places()
        found = self._places.get(key, [])
        return found[0] if len(found) == 1 else not_one(self.projects, key, len(found))

    def _fill_places(self) -> None:
        for project in self.projects:
            for indicator in project.indicators:
                item = Item(project, indicator)
                self._places.setdefault(indicator.key, []).append(item)
                self._places[project.key, indicator.key] = [item]


def amount_of(
    figure: Literal["initial", "adjusted", "paid"], by: date | None, project: Project
) -> Quantity | None:
    """One amount of a project's budget; None where it is not there."""
    budget = project.budget
    match figure:
        case "initial":
            return budget.initial
        case "adjusted":
            return budget.adjusted
        case "paid":
            return budget.paid(by)
        case _:
            assert_never(figure)


def number_of(answer: str | Fraction, key: str, unit: str) -> Fraction:
    """The number that was answered to a question, in the base of its unit."""
    if isinstance(answer, Fraction):
        return answer * unit_of(unit)[0]
    if unit and re.search(r"[^\d.,/+\-eE\s]", answer):
        given = read_quantity(answer, key)
        return given.value * scale_of(given.unit, unit, key)
    return exact(answer, key) * unit_of(unit)[0]


def _wrong(place: str, found: FixedAnswer, *expected: str) -> Fact:
    return Fact(REFUSED, place, found, fault=fault("answer", place, answer_text(found), *expected))
