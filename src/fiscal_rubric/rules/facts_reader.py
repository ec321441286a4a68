"""Read each fact of the evidence once, for both evaluations of a rule."""

from __future__ import annotations

from copy import copy
from datetime import date
from typing import assert_never

from fiscal_rubric.errors import Fault
from fiscal_rubric.evidence.evidence import Evidence, not_one
from fiscal_rubric.evidence.places import Amount, Figure
from fiscal_rubric.evidence.project import Project
from fiscal_rubric.numbers.ranges import NOT_NEGATIVE, REFUSED, ZERO, Infinity, Range, Value, known
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.answers import Answers, picked_label, read_answer
from fiscal_rubric.rules.facts import Fact, FoldItem
from fiscal_rubric.rules.indicator_facts import anything, read_indicator
from fiscal_rubric.rules.nodes import FactNode, IndicatorFactName
from fiscal_rubric.rules.traversal import selects
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.validation import IndicatorKey


class Facts:
    """The facts of some evidence under a basis, each read once."""

    def __init__(self, evidence: Evidence, basis: Basis) -> None:
        self.projects = evidence.projects  # none means that they are not known
        self.answers: Answers = evidence.answers
        self.basis = basis
        self._read: dict[tuple[object, ...], Fact] = {}
        self._places: dict[IndicatorKey, list[FoldItem]] = {}  # filled when first asked for

    def assuming(self, answers: Answers) -> Facts:
        """Return the same facts with some answers given."""
        facts = copy(self)
        facts.answers = {**self.answers, **answers}
        return facts

    def items(self, fold: n.Fold, at: FoldItem | None) -> list[FoldItem]:
        """Return the items of a fold: of all projects, or of the current project."""
        if at is not None:
            return self.items_of(fold, at.project)
        return [item for project in self.projects for item in self.items_of(fold, project)]

    def items_of(self, fold: n.Fold, project: Project) -> list[FoldItem]:
        """Return the items of a fold in one project."""
        if fold.over == "projects":
            return [FoldItem(project)]
        return [FoldItem(project, i) for i in project.indicators if selects(fold, i)]

    def label(self, pick: n.Pick) -> str | Fact:
        """Return the label that was picked, or a fact with its gap or fault."""
        return picked_label(pick, self.answers)

    def read(self, leaf: FactNode, at: FoldItem | None) -> Fact:
        """Read the fact that a node asks for."""
        match leaf:
            case n.IndicatorNumber(fact=name, key=key) | n.IndicatorCondition(fact=name, key=key):
                return self._indicator(name, key, at)
            case n.Yes() | n.Picked() | n.Figure():
                return read_answer(leaf, self.answers)
            case n.Money():
                return self._money(leaf, at)
            case _:
                assert_never(leaf)

    def _money(self, leaf: n.Money, at: FoldItem | None) -> Fact:
        figure = self.basis.budget if leaf.figure == "planned" else leaf.figure
        if not self.projects:
            everywhere = (Amount("", figure, leaf.by),)
            return Fact(Value(NOT_NEGATIVE), everywhere, gap="missing_projects")
        memo = ("money", figure, leaf.by, None if at is None else at.project.key)
        if memo not in self._read:
            self._read[memo] = self._amounts(figure, leaf.by, at)
        return self._read[memo]

    def _amounts(self, figure: Figure, by: date | None, at: FoldItem | None) -> Fact:
        """Add up one amount over the current project, or over all projects."""
        owners = self.projects if at is None else (at.project,)
        amounts = {Amount(p.key, figure, by): p.budget.amount(figure, by) for p in owners}
        found = [amount for amount in amounts.values() if amount is not None]
        sure = sum((amount.base for amount in found), ZERO)
        if len(found) == len(amounts):
            unit = found[0].unit if len({amount.unit for amount in found}) == 1 else "元"
            return Fact(known(sure), tuple(amounts), unit=unit)
        lacking = tuple(place for place, amount in amounts.items() if amount is None)
        return Fact(Value(Range(sure, Infinity.ABOVE)), lacking, gap="missing_amount")

    def _indicator(
        self, name: IndicatorFactName, key: IndicatorKey | None, at: FoldItem | None
    ) -> Fact:
        if not self.projects:
            return Fact(anything(name), gap="missing_projects")
        item = at if key is None else self._find(key, at)
        if isinstance(item, Fault):
            return Fact(REFUSED, fault=item)
        assert item is not None
        assert item.indicator is not None, "refused when built"
        memo = (name, item.project.key, item.indicator.key)
        if memo not in self._read:
            self._read[memo] = read_indicator(name, item.project, item.indicator, self.basis)
        return self._read[memo]

    def _find(self, key: IndicatorKey, at: FoldItem | None) -> FoldItem | Fault:
        if at is not None and isinstance(key, str):
            key = (at.project.key, key)
        if not self._places:
            self._fill_places()
        found = self._places.get(key, [])
        return found[0] if len(found) == 1 else not_one(self.projects, key, len(found))

    def _fill_places(self) -> None:
        for project in self.projects:
            for indicator in project.indicators:
                item = FoldItem(project, indicator)
                self._places.setdefault(indicator.key, []).append(item)
                self._places[project.key, indicator.key] = [item]
