"""Static checks: a rule's attainable range and its forbidden references."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from math import prod

from fiscal_rubric.errors import near, refuse
from fiscal_rubric.evidence.evidence import Evidence, FixedAnswer
from fiscal_rubric.numbers.exact import number_text
from fiscal_rubric.numbers.ranges import Infinity, Range, Value, either
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.answers_to_try import choices_of, is_doubtful, split
from fiscal_rubric.rules.dimensions import dimension
from fiscal_rubric.rules.evaluate import LineValue, Scope, evaluate, share_texts
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.nodes import LineKey, Node
from fiscal_rubric.rules.traits import asking, line_key, reads_lines
from fiscal_rubric.rules.traversal import every, in_folds
from fiscal_rubric.rules.tree import check_extent
from fiscal_rubric.targets.basis import Basis

PROOF_WAYS = 4096  # sets of open answers that are tried to prove a rule
PROOF_NODES = 200_000  # nodes that are evaluated to prove a rule
NOTHING_KNOWN = Facts(Evidence(), Basis())  # the facts of a proof: none is known


def reach_of(rule: Node, lines: Mapping[LineKey, LineValue]) -> Value:
    """Prove the range of a rule for any evidence; the grades of lines are tried one by one."""
    step = evaluate(rule, Scope(NOTHING_KNOWN, lines))
    most = min(PROOF_WAYS, PROOF_NODES // rule.size)
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
    """Return the lines once for each combination of the grades that the rule reads."""
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
    """Return a range as text: 0..6, -∞..3."""
    lower = "-∞" if isinstance(found.lower, Infinity) else number_text(found.lower)
    upper = "∞" if isinstance(found.upper, Infinity) else number_text(found.upper)
    return f"{lower}..{upper}"


def what_may_not_apply(rule: Node) -> str:
    """Return the innermost part that can make a rule not apply, the first of several."""
    step = evaluate(rule, Scope(NOTHING_KNOWN))
    while not isinstance(step.node, n.Fold | n.Ordered | n.Average):  # these leave parts out
        silent = [s for s in (*step.steps, *step.branches) if s.value.may_not_apply]
        if not silent:
            break
        step = silent[0]
    return str(step.node)


def check_rule(rule: Node, place: str, lines: Mapping[LineKey, LineValue] | None) -> None:
    """Refuse a rule that reads what its part may not read."""
    if dimension(rule, place) == "money":
        refuse("money_as_points", place, str(rule))
    check_reads(rule, place, lines)


def check_reads(rule: Node, place: str, lines: Mapping[LineKey, LineValue] | None) -> None:
    """Refuse an expression that reads what it may not read, or no evidence."""
    check_extent(rule.depth, rule.size, place)
    for inner, fold, _ in in_folds(rule):
        if reads_lines(inner):
            _check_line(inner, place, lines)
        _check_fold(inner, fold, place)
        if isinstance(inner, n.Comparison):
            _check_share(inner, place)
    if not any(asks_something(inner) for inner in every(rule)):
        refuse("asks_nothing", place, str(rule))


def _check_share(comparison: n.Comparison, place: str) -> None:
    """Refuse to compare a rate of money with a number above 1.5: 95 is 9500 %."""
    beside = comparison.size_beside
    if beside is None:
        return
    inside = beside
    while isinstance(inside, n.Named | n.Clip | n.Rounded | n.Fold) and not _counts(inside):
        inside = inside.item
    if isinstance(inside, n.Quotient) and dimension(inside.divisor, place) == "money":
        both = (comparison.left, comparison.right)
        written = next(side for side in both if side is not beside)
        refuse("share_compared", place, str(comparison), *share_texts(written))


def _counts(node: Node) -> bool:
    """Return whether a fold counts or adds up, so that its number is not a share."""
    return isinstance(node, n.Fold) and node.how in ("count", "total")


def _check_fold(node: Node, fold: n.Fold | None, place: str) -> None:
    """Refuse an indicator without a key outside a fold, and folds that do not nest."""
    match node:
        case n.IndicatorNumber(key=None) | n.IndicatorCondition(key=None):
            if fold is None or fold.over == "projects":
                refuse("no_item", place, str(node))
        case n.Fold(over=over) if fold is not None and fold.over in ("indicators", over):
            refuse("nested_fold", place, over)
        case _:
            return


def asks_something(node: Node) -> bool:
    """Return whether a node itself depends on the evidence."""
    return asking(node) is not None or reads_lines(node) or isinstance(node, n.Fold)


def _check_line(node: Node, place: str, lines: Mapping[LineKey, LineValue] | None) -> None:
    if lines is None:
        refuse("reads_lines", place, str(node))
    key = line_key(node)
    if key is None:
        return
    if key not in lines:
        known = (name for name in lines if isinstance(name, str))
        refuse("unknown_line", place, str(key), *near(str(key), known))
    _check_letter(node, place, lines[key])


def _check_letter(item: Node, place: str, line: LineValue) -> None:
    if isinstance(item, n.Reaches) and item.label not in line.scale:
        refuse("unknown_grade", place, f"{item.key}: {item.label}", *near(item.label, line.scale))
    if isinstance(item, n.Graded) and item.label not in line.grades:
        known = [grade for grade in line.grades if grade is not None]
        refuse(
            "unknown_grade", place, f"{item.key}: {item.label}", *near(item.label, sorted(known))
        )
