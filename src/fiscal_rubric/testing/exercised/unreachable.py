"""Prove which items no evidence can exercise: their ranges with nothing known exclude them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod

from fiscal_rubric.errors import FiscalRubricError
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.numbers.ranges import ONE, Range, Value, either
from fiscal_rubric.rubric.criteria import Part, Section, lines_below, lowered, rules_of
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rubric.scorecard import Bounds
from fiscal_rubric.rubric.scoring import Resolved, attempt
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.answers_to_try import choices_of, split
from fiscal_rubric.rules.evaluate import LineValue, Scope
from fiscal_rubric.rules.nodes import LineKey, Node
from fiscal_rubric.rules.refused_when_built import NOTHING_KNOWN, reach_of
from fiscal_rubric.rules.traits import line_key
from fiscal_rubric.rules.traversal import every
from fiscal_rubric.testing.exercised.decided import clipped, decided_by
from fiscal_rubric.testing.exercised.items import Item, Items

FEW_WAYS = 256  # sets of open answers that are all tried
WORK = 100_000  # nodes that are evaluated for one part


def unreachable(rubric: Rubric, items: Items) -> frozenset[Item]:
    """Return the items that are proved unreachable; others may be unreachable, too.

    Args:
        rubric: the rubric.
        items: its items.
    """
    try:
        bounds = rubric.bounds(Evidence())
    except FiscalRubricError:  # for any evidence
        return frozenset(items)
    graded = {id(line.part): {label or "" for label in line.grades} for line in bounds.every_line}
    possible: set[Item] = set()
    for index, part in enumerate(items.parts):
        for line in _ways(part, bounds):
            for decided in decided_by(items, index, line):
                possible.update(decided.items)
    return frozenset(
        item
        for item in items
        if item not in possible
        or (item.kind == "grade" and item.outcome not in graded[id(items.parts[item.part])])
        or (item.kind == "clip" and not _may_clip(item))
    )


def _ways(part: Part, bounds: Bounds) -> Iterator[Resolved]:
    """Yield the results of a part with nothing known.

    There is one for each set of a few open answers, or of a few outcomes of the lines it reads.
    """
    rules = [lowered(part, rule) for rule in rules_of(part)]
    most = WORK // (1 + sum(rule.size for rule in rules))
    for lines in _outcomes_below(part, rules, bounds, most):
        first = attempt(part, Scope(NOTHING_KNOWN, lines))
        for way in split(first.steps, choices_of(rules), most, FEW_WAYS).ways:
            yield attempt(part, Scope(NOTHING_KNOWN.assuming(way), lines)) if way else first


def _outcomes_below(
    part: Part, rules: Sequence[Node], bounds: Bounds, most: int
) -> Iterator[Mapping[LineKey, LineValue]]:
    """Yield each combination of the outcomes of the lines that a part reads, if they are few."""
    lines = lines_below(part)
    if not isinstance(part, Section):
        yield lines
        return
    read = {key for rule in rules for node in every(rule) if (key := line_key(node)) is not None}
    found = {id(line.part): line.resolved for line in bounds.every_line}
    below = {key: found[id(inner)].cells for key, inner in part.below.items() if key in read}
    if prod(map(len, below.values())) > most:
        yield lines
        return
    for way in product(*below.values()):
        yield {**lines, **dict(zip(below, way, strict=True))}


def _may_clip(item: Item) -> bool:
    """Return whether the end of a clip may act, where its number is a share such as (a - b) / a."""
    assert isinstance(item.node, n.Clip), "it is an item of a clip"
    found = _share(item.node.item)
    return found is None or item.outcome in clipped(found, item.node.lower, item.node.upper)


def _share(node: Node) -> Range | None:
    """Return the range of (a + b) / a, which is 1 + b / a; None for any other expression."""
    while isinstance(node, n.Named):
        node = node.item
    if not isinstance(node, n.Quotient) or not isinstance(node.dividend, n.Sum):
        return None
    terms = list(node.dividend.terms)
    if node.divisor not in terms or len(terms) < 2:
        return None
    terms.remove(node.divisor)
    rest: Node = n.Quotient(n.Sum(tuple(terms)), node.divisor)
    values: list[Value] = [reach_of(n.Sum((n.Constant(ONE), rest)), {})]
    if node.if_zero is not None:
        values.append(reach_of(node.if_zero, {}))
    return either(values).range
