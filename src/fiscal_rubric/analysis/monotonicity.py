"""The direction of a rule when one fact rises: rising, falling, none or neither."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import Literal, TypeAlias, assert_never

from attrs import frozen

from fiscal_rubric.evidence.places import Amount, Answer, Place, Result
from fiscal_rubric.evidence.project import Indicator
from fiscal_rubric.numbers.ranges import ZERO, Range, precedes
from fiscal_rubric.rubric.criteria import Criterion, Part, lines_of, lowered
from fiscal_rubric.rubric.questions import AskedFact, BudgetFact, IndicatorFact, Question, asked_by
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.evaluate import LineValue, Scope, evaluate
from fiscal_rubric.rules.nodes import IndicatorFactName, LineKey, Node
from fiscal_rubric.rules.refused_when_built import NOTHING_KNOWN
from fiscal_rubric.rules.trace import Step
from fiscal_rubric.rules.traits import Effect, asking, traits
from fiscal_rubric.rules.traversal import every, selects
from fiscal_rubric.targets.targets import AnyTarget, NumericTarget
from fiscal_rubric.validation import take_instance

Direction: TypeAlias = Literal["rising", "falling", "none", "neither"]
# The direction of a leaf when the fact rises; None where the leaf reads another fact.
Leaves: TypeAlias = Callable[[Node], Direction | None]
_TURNED: dict[Direction, Direction] = {"rising": "falling", "falling": "rising"}


def direction_of(
    part: Part, leaves: Leaves, lines: dict[LineKey, LineValue] | None = None
) -> Direction:
    """Return the direction of the points of a part, for any values of the other facts.

    Returns:
        "none" where the fact is not read or has no effect; "neither" for both directions, or
        where the direction is not known.
    """
    if part.rule is None:
        return "none"
    scope = Scope(NOTHING_KNOWN, lines or {})
    return _direction(evaluate(lowered(part, part.rule), scope), leaves)


def turned(direction: Direction) -> Direction:
    """Return the opposite direction."""
    return _TURNED.get(direction, direction)


def together(directions: Iterable[Direction]) -> Direction:
    """Combine the directions of parts."""
    found: list[Direction] = [way for way in dict.fromkeys(directions) if way != "none"]
    if len(found) > 1:
        return "neither"
    return found[0] if found else "none"


def _direction(step: Step, leaves: Leaves) -> Direction:
    own = leaves(step.node)
    if own is not None:
        return own
    if step.value.is_known and step.value.range is not None:
        return "none"  # the number is fixed
    parts = (*step.steps, *step.branches)
    return together(
        _through(effect, _direction(part, leaves), step, at)
        for at, (effect, part) in enumerate(zip(traits(step.node).effects, parts, strict=False))
    )


def _through(effect: Effect, way: Direction, step: Step, at: int) -> Direction:
    """Return the direction of a step from that of one of its parts."""
    match effect:
        case "follows":
            return way
        case "turns":
            return turned(way)
        case "scales":
            return _scaled(way, step.steps[1 - at])
        case "divides":
            return turned(_scaled(way, step.steps[0]))
        case "chooses":
            return _of_choice(step, way)
        case "jumps":
            return "none" if way == "none" else "neither"
        case _:
            assert_never(effect)


def _scaled(way: Direction, factor: Step) -> Direction:
    """Return the direction of a product from that of one factor."""
    found = factor.value.range
    if way == "none" or found is None:
        return way
    if not precedes(found.lower, ZERO):
        return way
    return turned(way) if not precedes(ZERO, found.upper) else "neither"


def _of_choice(step: Step, way: Direction) -> Direction:
    """Return the direction of a choice from that of its condition."""
    if way == "none":
        return "none"
    if len(step.branches) < 2:
        return "none"  # only one branch is possible
    first, second = (branch.value.range for branch in step.branches)
    vanishes = any(branch.value.may_not_apply for branch in step.branches)
    if first is None or second is None or (vanishes and not step.steps[0].value.may_not_apply):
        return "neither"  # a branch that does not apply has no number
    if _is_above(first, second):
        return way
    return turned(way) if _is_above(second, first) else "neither"


def _is_above(left: Range, right: Range) -> bool:
    return not precedes(left.lower, right.upper)


# Directions of leaves


def leaves_of(place: Place, indicator: Indicator | None = None) -> Leaves:
    """Return the direction of leaves when a fact rises, or an indicator nears its target."""

    def leaf(node: Node) -> Direction | None:
        if isinstance(node, n.Named) and node.name == "inverse_share" and node.is_word:
            return "rising" if any(leaf(inner) is not None for inner in every(node.item)) else None
        if isinstance(node, n.Fold) and indicator is not None and not _has(node, indicator):
            return "none"
        asked = asking(node)
        match asked:
            case n.Yes(key=key) | n.Figure(key=key):
                return "rising" if place == Answer(key) else None
            case n.Pick(key=key) | n.Picked(key=key):
                return "neither" if place == Answer(key) else None
            case n.Money(figure=figure):
                return "rising" if isinstance(place, Amount) and _may_be(figure, place) else None
            case n.IndicatorNumber(fact=fact, key=key) | n.IndicatorCondition(fact=fact, key=key):
                if not isinstance(place, Result):
                    return None
                if key not in (None, place.indicator, (place.project, place.indicator)):
                    return None
                assert indicator is not None, "a result has its indicator"
                return together(nearer(fact, target) for target in _targets(indicator))
            case None:
                return None
            case _:
                assert_never(asked)

    return leaf


def _may_be(figure: str, place: Amount) -> bool:
    return figure == place.figure or (figure == "planned" and place.figure != "paid")


def _has(fold: n.Fold, indicator: Indicator) -> bool:
    return fold.over == "projects" or selects(fold, indicator)


def _targets(indicator: Indicator) -> tuple[AnyTarget, ...]:
    targets = (indicator.target, indicator.revised)
    return tuple(target for target in targets if target is not None)


def nearer(fact: IndicatorFactName, target: AnyTarget | None) -> Direction:
    """Return the direction of a fact of an indicator when its actual nears the target."""
    match fact:
        case "met" | "attained":
            return "rising"
        case "days_late":
            return "falling"
        case "weight" | "target" | "baseline" | "has_reason":
            return "none"
        case "actual" | "completion_rate" | "progress":
            if not isinstance(target, NumericTarget) or target.sense not in ("at least", "at most"):
                return "neither"  # beyond the number of an exact target, all three still rise
            if fact == "progress":
                return "rising"
            if fact == "completion_rate" and not (target.goal and target.goal > 0):
                return "neither"
            return "rising" if target.sense == "at least" else "falling"
        case _:
            assert_never(fact)


# All facts of a rubric


@frozen
class Monotonicity:
    """The direction of one line with one fact.

    Attributes:
        fact: the fact; a fact of an indicator rises when its actual nears the target.
        line: the key of the criterion.
        direction: "rising", "falling", "none" (it has no effect), or "neither": both directions,
            or not known (the labels of a pick have no order).
    """

    fact: AskedFact
    line: str
    direction: Direction


def monotonicity(rubric: Rubric) -> tuple[Monotonicity, ...]:
    """Return the direction of each line with each fact that its rule reads.

    Example:
        >>> from fiscal_rubric import Criterion, Rubric, misses, yes
        >>> rule = (3 + 2 * yes("a") - misses(kind="quality")).clip(0, 5)
        >>> [(str(m.fact.key or m.fact.fact), m.direction) for m in monotonicity(
        ...     Rubric("r", [Criterion("c", 5, rule)]))]
        [('a', 'rising'), ('met', 'rising')]
    """
    take_instance(rubric, "rubric", Rubric)
    return tuple(
        Monotonicity(fact, line.key, direction_of(line, leaves_of_fact(fact)))
        for line in lines_of(rubric)
        for fact in facts_of_rule(line)
    )


def facts_of_rule(line: Criterion) -> tuple[AskedFact, ...]:
    """Return the facts that the rule of a line reads, without those of its grades and checks."""
    asked = asked_by([line.rule], line.key)
    found = (asked.questions[f.key] if isinstance(f, Question) else f for f in asked.facts)
    return tuple(dict.fromkeys(found))


def leaves_of_fact(fact: AskedFact) -> Leaves:
    """Return the direction of leaves when a fact of a rubric rises."""
    match fact:
        case Question(key=key):
            return leaves_of(Answer(key))
        case BudgetFact(figure=figure, by=by):
            return lambda node: "rising" if _is_money(node, figure, by) else None
        case IndicatorFact(fact=name):
            return partial(_of_indicator, fact, name)
        case _:
            assert_never(fact)


def _of_indicator(fact: IndicatorFact, name: IndicatorFactName, node: Node) -> Direction | None:
    """Return the direction of a fact of indicators; a share of a ceiling rises as one."""
    if isinstance(node, n.Named) and node.name == "inverse_share" and node.is_word:
        return "rising" if any(_is_fact(inner, fact) for inner in every(node.item)) else None
    return nearer(name, None) if _is_fact(node, fact) else None


def _is_money(node: Node, figure: str, by: date | None) -> bool:
    return isinstance(node, n.Money) and (node.figure, node.by) == (figure, by)


def _is_fact(node: Node, fact: IndicatorFact) -> bool:
    if not isinstance(node, n.IndicatorNumber | n.IndicatorCondition):
        return False
    return (node.fact, node.key) == (fact.fact, fact.key)
