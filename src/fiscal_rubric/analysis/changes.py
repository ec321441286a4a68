"""Facts of the evidence that an analysis changes: found by key, shown as text, read by rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import assert_never

from fiscal_rubric.display import word
from fiscal_rubric.errors import near, refuse
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.places import FIGURES, Amount, Answer, Column, Figure, Place, Result
from fiscal_rubric.numbers.exact import number_text
from fiscal_rubric.rubric.criteria import Part, rules_of
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.facts import Fact
from fiscal_rubric.rules.trace import Step, every_step
from fiscal_rubric.rules.traits import asking
from fiscal_rubric.rules.traversal import in_folds, selects
from fiscal_rubric.targets.targets import Actual, NotApplicableType
from fiscal_rubric.targets.writing import write_actual
from fiscal_rubric.validation import IndicatorKey, take_indicator_key


def place_of(rubric: Rubric, evidence: Evidence, key: object) -> Place:
    """Find the place that a key names: a question, an indicator, or an amount such as "paid".

    Args:
        rubric: asks the questions.
        evidence: has the indicators and budgets.
        key: of a question or an indicator, ("project", "indicator"), "project/indicator",
            "project/paid"; the project may be left out where there is only one.

    Raises:
        FiscalRubricError: nothing has this key, or several projects have it.
    """
    asked: IndicatorKey = take_indicator_key(key)
    if isinstance(asked, str) and asked in rubric.asked.questions:
        return Answer(asked)
    places = [place for place in evidence.places() if not isinstance(place, Answer)]
    found = [place for place in places if _names(asked, place)]
    if len(found) == 1:
        return found[0]
    if found:
        refuse("several_indicators", str(asked), str(len(found)))
    known = [*rubric.asked.questions, *(_short(place)[1] for place in places)]
    text = asked if isinstance(asked, str) else "/".join(asked)
    refuse("unknown_fact", text, "", *near(text.rpartition("/")[2], known))


def _names(asked: IndicatorKey, place: Result | Amount) -> bool:
    if isinstance(asked, tuple):
        return asked == _short(place)
    return asked in (_short(place)[1], str(place))


def _short(place: Result | Amount) -> tuple[str, str]:
    """Return the keys of the project and of the indicator or amount."""
    return place.project, place.indicator if isinstance(place, Result) else place.figure


def value_text(place: Place, value: object) -> str:
    """Return a value as text: "yes", 3家, 1/3; "" where it is not known."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case NotApplicableType() if not isinstance(place, Result):
            return value.value
        case Fraction():
            return number_text(value)
        case Actual():
            return write_actual(value)
        case _:
            return str(value)


def value_in_words(place: Place, value: object, language: str | None) -> str:
    """Return a value as text; yes, no and "not applicable" in a language, if one is given."""
    text = value_text(place, value)
    is_code = isinstance(value, bool) or (isinstance(value, NotApplicableType) and text != "/")
    return word(text, language) if is_code else text


def facts_read(evidence: Evidence, steps: Iterable[Step]) -> Iterator[tuple[Place, n.Node, Fact]]:
    """Yield each place that some steps read and that can change, open branches included.

    Returns:
        The place, the node that asks for it, and the fact.
    """
    for outer in steps:
        for step in every_step(outer):
            if step.fact is not None and step.fact.gap != "missing_projects":
                for place in step.fact.places:
                    yield changeable(place), step.node, step.fact


def changeable(place: Place) -> Place:
    """Return the place that an analysis changes: all payments, the result of an indicator."""
    match place:
        case Answer():
            return place
        case Result(project=project, indicator=key):
            return Result(project, key)
        case Amount(project=project, figure=figure):
            return Amount(project, figure)
        case _:
            assert_never(place)


def readable(evidence: Evidence, part: Part) -> tuple[Place, ...]:
    """Return each place that the rules of a part can read, in branches not taken too."""
    return tuple(dict.fromkeys(changeable(place) for place, _ in places_read(evidence, part)))


def places_read(evidence: Evidence, part: Part) -> Iterator[tuple[Place, n.Node]]:
    """Yield each place that the rules of a part can read, to the column and the day.

    Returns:
        The place, and the node that asks for it; some of them more than once.
    """
    for rule in rules_of(part):
        for node, fold, _ in in_folds(rule):
            yield from ((place, node) for place in _of_node(evidence, node, fold))


def _of_node(evidence: Evidence, node: n.Node, fold: n.Fold | None) -> Iterator[Place]:
    asked = asking(node)
    match asked:
        case n.Yes() | n.Pick() | n.Picked() | n.Figure():
            yield Answer(asked.key)
        case n.Money(figure=figure, by=by):
            for amount in _figures(figure):
                yield from (Amount(owner.key, amount, by) for owner in evidence.projects)
        case n.IndicatorNumber(key=key) | n.IndicatorCondition(key=key):
            for owner in evidence.projects:
                for indicator in owner.indicators:
                    if key in (indicator.key, (owner.key, indicator.key)) or (
                        key is None and fold is not None and selects(fold, indicator)
                    ):
                        for column in _columns(asked.fact):
                            yield Result(owner.key, indicator.key, column)
        case None:
            return
        case _:
            assert_never(asked)


def _columns(fact: n.IndicatorFactName) -> tuple[Column, ...]:
    """Return the columns that a fact is read from."""
    match fact:
        case "weight" | "baseline":
            return (fact,)
        case "target" | "completion_rate" | "attained":
            return ("target", "actual")
        case "progress":
            return ("target", "actual", "baseline")
        case "has_reason":
            return ("actual", "reason")
        case "met" | "actual" | "days_late":
            return ("actual",)
        case _:
            assert_never(fact)


def _figures(figure: str) -> Iterator[Figure]:
    """Yield the amounts that a figure may be: the planned one is the initial or the adjusted."""
    for amount in FIGURES:
        if figure == amount or (figure == "planned" and amount != "paid"):
            yield amount
