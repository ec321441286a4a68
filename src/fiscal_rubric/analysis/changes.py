"""The evidence with one fact changed, named as messages name it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias, cast

from attrs import evolve, frozen

from fiscal_rubric.arguments import IndicatorKey, take_indicator_key
from fiscal_rubric.criteria import Part, rules_of
from fiscal_rubric.errors import near, refuse
from fiscal_rubric.evidence import Answer, Evidence
from fiscal_rubric.exact import number_text
from fiscal_rubric.notation import write_actual
from fiscal_rubric.project import Amount, Indicator, Project
from fiscal_rubric.rubric import Rubric
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.facts import Fact
from fiscal_rubric.rules.trace import Step, every_step
from fiscal_rubric.rules.walks import in_folds, selects
from fiscal_rubric.targets import (
    Absence,
    Actual,
    Claimed,
    NotCarriedOut,
    Reached,
    SeveralReached,
    Words,
)

Sort: TypeAlias = Literal["answer", "actual", "initial", "adjusted", "paid"]
AMOUNTS: tuple[Literal["initial", "adjusted", "paid"], ...] = ("initial", "adjusted", "paid")


@frozen
class Place:
    """Where a fact stands in the evidence.

    Attributes:
        sort: an answer, the actual of an indicator, or an amount of a budget.
        key: of the question or indicator; the sort itself for an amount.
        project: the key of its project; "" for an answer.
    """

    sort: Sort
    key: str
    project: str = ""

    def __str__(self) -> str:
        return f"{self.project}/{self.key}".lstrip("/")


def place_of(rubric: Rubric, evidence: Evidence, key: object) -> Place:
    """What a key names: a question, an indicator, or an amount such as "paid".

    Args:
        rubric: what asks.
        evidence: what it looks at.
        key: of a question or an indicator, ("project", "indicator"), "project/indicator",
            "project/paid"; without its project where there is one only.

    Raises:
        FiscalRubricError: nothing has this key, or several projects have.
    """
    asked: IndicatorKey = take_indicator_key(key)
    if isinstance(asked, str) and asked in rubric.asked.questions:
        return Place("answer", asked)
    found = [place for place in facts_of(evidence) if _names(asked, place)]
    if len(found) == 1:
        return found[0]
    if found:
        refuse("several_indicators", str(asked), str(len(found)))
    known = [*rubric.asked.questions, *(place.key for place in facts_of(evidence))]
    text = asked if isinstance(asked, str) else "/".join(asked)
    refuse("unknown_fact", text, "", *near(text.rpartition("/")[2], known))


def _names(asked: IndicatorKey, place: Place) -> bool:
    if isinstance(asked, tuple):
        return asked == (place.project, place.key)
    return asked in (place.key, str(place))


def facts_of(evidence: Evidence) -> Iterator[Place]:
    """The indicators and amounts of all projects."""
    for project in evidence.projects:
        for indicator in project.indicators:
            yield Place("actual", indicator.key, project.key)
        for amount in AMOUNTS:
            yield Place(amount, amount, project.key)


def with_fact(evidence: Evidence, place: Place, value: object) -> Evidence:
    """The evidence with another answer, actual or amount.

    Args:
        evidence: as it is.
        place: what is changed.
        value: an answer, an actual or its text, an amount; None for "not known".

    Raises:
        FiscalRubricError: the value is none that fits.
    """
    match place.sort:
        case "answer":
            if value is None:
                return evidence.without(place.key) if place.key in evidence.answers else evidence
            return evidence.with_answers({place.key: cast("Answer", value)})
        case "actual":
            actual = cast("Actual | str | None", value)
            return evidence.with_actual((place.project, place.key), actual)
        case _:
            projects = [
                _with_amount(owner, place.sort, value) if owner.key == place.project else owner
                for owner in evidence.projects
            ]
            return evolve(evidence, projects=projects)


def _with_amount(
    project: Project, sort: Literal["initial", "adjusted", "paid"], value: object
) -> Project:
    budget = project.budget
    if sort == "initial":
        changed = evolve(budget, initial=cast("Amount", value))
    elif sort == "adjusted":
        changed = evolve(budget, adjusted=cast("Amount", value))
    elif value is None:
        changed = evolve(budget, payments=())
    else:
        last = max((day for day, _ in budget.payments), default=date.min)  # so it counts by any day
        before = tuple(pair for pair in budget.payments if pair[0] != last)
        changed = evolve(budget, payments=(*before, (last, cast("Amount", value))))
    return evolve(project, budget=changed)


def value_text(place: Place, value: object) -> str:
    """A value of a fact as it is written: "yes", 3家, 1/3; "" where it is not known."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Absence() if place.sort != "actual":
            return value.value
        case Fraction():
            return number_text(value)
        case Reached() | SeveralReached() | Claimed() | Words() | NotCarriedOut() | Absence():
            return write_actual(value)
        case _:
            return str(value)


def facts_read(evidence: Evidence, steps: Iterable[Step]) -> Iterator[tuple[Place, n.Node, Fact]]:
    """Each fact that some steps read, open branches too, with the leaf that asks for it."""
    for outer in steps:
        for step in every_step(outer):
            if step.fact is not None and step.fact.gap != "missing_projects":
                for place in _places(evidence, step.node, step.fact):
                    yield place, step.node, step.fact


def _places(evidence: Evidence, node: n.Node, fact: Fact) -> Iterator[Place]:
    match node:
        case n.IndicatorNumber(fact=name) | n.IndicatorCondition(fact=name):
            if isinstance(fact.source, Indicator):
                key = fact.source.key
                yield Place("actual", key, fact.place.removesuffix(f"/{key}/{name}"))
        case n.Money():
            for place in fact.places:
                project, _, figure = place.rpartition("/")
                owners = [project] if project else [owner.key for owner in evidence.projects]
                for amount in AMOUNTS:
                    if figure.startswith(amount):  # "paid(by=2020-06-30)" is part of "paid"
                        yield from (Place(amount, amount, owner) for owner in owners)
        case _:
            yield Place("answer", fact.place)


def readable(evidence: Evidence, part: Part) -> tuple[Place, ...]:
    """Each fact of the evidence that the rules of a part can read, in branches not taken too."""
    found: dict[Place, None] = {}
    for rule in rules_of(part):
        for node, fold, _ in in_folds(rule):
            found.update(dict.fromkeys(_of_leaf(evidence, node, fold)))
    return tuple(found)


def _of_leaf(evidence: Evidence, node: n.Node, fold: n.Fold | None) -> Iterator[Place]:
    match node:
        case n.Yes(key=key) | n.Pick(key=key) | n.Chosen(key=key) | n.Figure(key=key):
            yield Place("answer", key)
        case n.Money(figure=figure):
            for amount in AMOUNTS:
                if figure == amount or (figure == "planned" and amount != "paid"):
                    yield from (Place(amount, amount, owner.key) for owner in evidence.projects)
        case n.IndicatorNumber(key=key) | n.IndicatorCondition(key=key):
            for owner in evidence.projects:
                for indicator in owner.indicators:
                    if key in (indicator.key, (owner.key, indicator.key)) or (
                        key is None and fold is not None and selects(fold, indicator)
                    ):
                        yield Place("actual", indicator.key, owner.key)
        case _:
            return
