"""What a rule can give whatever the evidence, and what it may not read where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from math import prod

from fiscal_rubric.basis import Basis
from fiscal_rubric.errors import near, refuse
from fiscal_rubric.evidence import Evidence, FixedAnswer
from fiscal_rubric.exact import number_text
from fiscal_rubric.ranges import Infinity, Range, Value, either
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.evaluate import LineValue, Scope, evaluate
from fiscal_rubric.rules.measures import Facts
from fiscal_rubric.rules.nodes import LineKey, Node
from fiscal_rubric.rules.splitting import MOST_WAYS, PROOF_NODES, choices_of, is_doubtful, split
from fiscal_rubric.rules.tree import check_extent
from fiscal_rubric.rules.units import dimension
from fiscal_rubric.rules.walks import every, in_folds

NOTHING_KNOWN = Facts(Evidence(), Basis())  # no fact is known: what a proof looks at


def reach_of(rule: Node, lines: Mapping[LineKey, LineValue]) -> Value:
    """What a rule can give when nothing is known; each grade of a line is tried by itself."""
    step = evaluate(rule, Scope(NOTHING_KNOWN, lines))
    most = min(MOST_WAYS, PROOF_NODES // rule.size)
    graded = _each_grade(rule, lines, most)
    ways: tuple[Mapping[str, FixedAnswer], ...] = ({},)
    if is_doubtful(step):
        ways = split([step], choices_of([rule]), most // len(graded), few=1).ways
    if len(ways) == len(graded) == 1:
        return step.value
    return either(
        evaluate(rule, Scope(NOTHING_KNOWN.assuming(way), below)).value
        for way in ways
        for below in graded
    )


def _each_grade(
    rule: Node, lines: Mapping[LineKey, LineValue], most: int
) -> list[Mapping[LineKey, LineValue]]:
    """The lines, with one grade each for those whose grade the rule reads."""
    read = {item.key for item in every(rule) if isinstance(item, n.Graded | n.Reaches)}
    keys = sorted(key for key in read if len(lines[key].grades) > 1)
    if not keys or prod(len(lines[key].grades) for key in keys) > most:
        return [lines]
    options = (
        [
            LineValue(lines[key].value, frozenset({grade}), lines[key].scale)
            for grade in lines[key].grades
        ]
        for key in keys
    )
    return [{**lines, **dict(zip(keys, way, strict=True))} for way in product(*options)]


def range_text(found: Range) -> str:
    """A range as text: 0..6, -∞..3."""
    lower = "-∞" if isinstance(found.lower, Infinity) else number_text(found.lower)
    upper = "∞" if isinstance(found.upper, Infinity) else number_text(found.upper)
    return f"{lower}..{upper}"


def what_may_not_apply(rule: Node) -> str:
    """The innermost part of a rule that makes all of it not apply, the first of several."""
    step = evaluate(rule, Scope(NOTHING_KNOWN))
    while not isinstance(step.node, n.Fold | n.Extreme | n.Average):  # they leave parts out
        silent = [s for s in (*step.steps, *step.branches) if s.value.may_not_apply]
        if not silent:
            break
        step = silent[0]
    return str(step.node)


def check_rule(rule: Node, place: str, lines: Mapping[LineKey, LineValue] | None) -> None:
    """Refuse what a rule cannot read where it stands.

    Args:
        rule: the expression.
        place: the key of its criterion or section.
        lines: the lines below; None for a criterion, which reads none.
    """
    check_extent(rule.depth, rule.size, place)
    if dimension(rule, place) == "money":
        refuse("money_as_points", place, str(rule))
    asks = False
    for inner, fold, _ in in_folds(rule):
        match inner:
            case n.Points(key=key) | n.Graded(key=key) | n.Reaches(key=key):
                if lines is None:
                    refuse("reads_lines", place, str(inner))
                if key not in lines:
                    known = (name for name in lines if isinstance(name, str))
                    refuse("unknown_line", place, str(key), *near(str(key), known))
                _check_letter(inner, place, lines[key])
                asks = True
            case n.Subtotal():
                if lines is None:
                    refuse("reads_lines", place, str(inner))
                asks = True
            case n.IndicatorNumber(key=key) | n.IndicatorCondition(key=key):
                if key is None and (fold is None or fold.over == "projects"):
                    refuse("no_item", place, str(inner))
                asks = True
            case n.Fold(over=over):
                if fold is not None and (fold.over == "indicators" or fold.over == over):
                    refuse("nested_fold", place, over)
                asks = True
            case n.Yes() | n.Pick() | n.Chosen() | n.Figure() | n.Money():
                asks = True
            case _:
                pass
    if not asks:
        refuse("asks_nothing", place, str(rule))


def _check_letter(item: Node, place: str, line: LineValue) -> None:
    if isinstance(item, n.Reaches) and item.label not in line.scale:
        refuse("unknown_grade", place, f"{item.key}: {item.label}", *near(item.label, line.scale))
    if isinstance(item, n.Graded) and item.label not in line.grades:
        known = [grade for grade in line.grades if grade is not None]
        refuse(
            "unknown_grade", place, f"{item.key}: {item.label}", *near(item.label, sorted(known))
        )
