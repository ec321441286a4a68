"""The items to exercise: each outcome of each place where a rubric decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias, Union

from attrs import field, frozen

from fiscal_rubric.rubric.criteria import Part, Section, lowered, rules_of
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.testing.exercised.grain import may_tie

Kind = Literal[
    "answer", "condition", "clip", "divisor", "rounding", "override", "cap", "grade", "full"
]
YES, NO, NOT_APPLICABLE, A_NUMBER = "yes", "no", "not applicable", "a number"
LOWER, NEITHER, UPPER = "lower", "neither", "upper"
ZERO, ABOVE_ZERO = "zero", "above zero"
TIE, ROUNDS = "tie", "rounds"
REACHED = "reached"

# The number of a part, and what decides there: a node with its outcomes, or the part itself.
Spot: TypeAlias = tuple[int, Kind, Union[Node, None]]


@frozen
class Item:
    """One outcome of one place where a rubric decides.

    Attributes:
        key: of the criterion, section or rubric.
        kind: "answer", "condition", "clip", "divisor", "rounding", "override", "cap", "grade", or
            "full" for the full marks of a criterion.
        outcome: "yes", "no", "not applicable" or "a number"; a label or grade, "" for no grade;
            "lower", "upper" or "neither" for the end of a clip that acts; "zero" or "above zero"
            for a divisor; "tie" for a number half way, "rounds" where a rounding in one direction
            changes a number; "reached" for full marks.
        node: the expression that decides; None for what the part itself decides.
        part: the number of the part, in printed order, each section after its parts.
        is_guard: whether it is an end of a clip inside a phrase such as `interpolate`, which may be
            there only for safety.
    """

    key: str
    kind: Kind
    outcome: str
    node: Node | None = field(default=None, repr=str)
    part: int = field(default=0, repr=False)
    is_guard: bool = field(default=False, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Items:
    """The items of a rubric.

    Attributes:
        parts: each part after the parts below it, the rubric last.
        at: the items of each place, by outcome.
    """

    parts: tuple[Part, ...]
    at: Mapping[Spot, Mapping[str, Item]]

    def __iter__(self) -> Iterator[Item]:
        return (item for outcomes in self.at.values() for item in outcomes.values())


def items_of(rubric: Rubric) -> Items:
    """List all items of a rubric, in the order of its parts."""
    parts = tuple(_in_order(rubric))
    found: dict[Spot, dict[str, Item]] = {}
    for index, part in enumerate(parts):
        for rule in rules_of(part):
            for node, low, in_word in _nodes(rule, lowered(part, rule), in_word=False):
                kind, outcomes = outcomes_of(node)
                guard = in_word and kind == "clip"
                for outcome in outcomes:
                    item = Item(part.key, kind, outcome, node, index, guard)
                    found.setdefault((index, kind, low), {}).setdefault(outcome, item)
        for kind, asked, outcome in _of_part(part):
            spot = (index, kind, None if asked is None else lowered(part, asked))
            found.setdefault(spot, {})[outcome] = Item(part.key, kind, outcome, asked, index)
    return Items(parts, found)


def _in_order(section: Section) -> Iterator[Part]:
    for part in section.parts:
        if isinstance(part, Section):
            yield from _in_order(part)
        else:
            yield part
    yield section


def _nodes(node: Node, low: Node, *, in_word: bool) -> Iterator[tuple[Node, Node, bool]]:
    """Yield each node, as it is written and as it is evaluated, and whether it is in a phrase."""
    if isinstance(node, n.Subtotal):
        return
    yield node, low, in_word
    inside = in_word or (isinstance(node, n.Named) and node.is_word)
    for inner, low_inner in zip(node.inside, low.inside, strict=True):
        yield from _nodes(inner, low_inner, in_word=inside)


def outcomes_of(node: Node) -> tuple[Kind, tuple[str, ...]]:
    """Return the kind and the possible outcomes of a node; none of a node that decides nothing."""
    match node:
        case n.Yes():
            return "answer", (YES, NO, NOT_APPLICABLE) if node.may_not_apply else (YES, NO)
        case n.Figure():
            return "answer", (A_NUMBER, NOT_APPLICABLE) if node.may_not_apply else ()
        case n.Pick():
            return "answer", tuple(label for label, _ in node.options)
        case n.Clip():
            lower = () if node.lower is None else (LOWER,)
            return "clip", (*lower, NEITHER, *(() if node.upper is None else (UPPER,)))
        case n.Quotient():
            return "divisor", () if node.if_zero is None else (ABOVE_ZERO, ZERO)
        case n.Rounded(item=item, rounding=rounding):
            if rounding.mode in ("down", "up"):
                return "rounding", (ROUNDS,)
            return "rounding", (TIE,) if may_tie(item, rounding, {}) else ()
        case _:
            is_mirror = isinstance(node, n.Named | n.Not)  # of the condition inside
            decides = n.is_condition(node) and not is_mirror
            return "condition", (YES, NO) if decides else ()


def _of_part(part: Part) -> Iterator[tuple[Kind, Node | None, str]]:
    """Yield what a part itself decides: its rounding, full marks, grades, overrides and caps."""
    if part.rule is not None and not isinstance(part.rule, n.Subtotal):
        below = {k: p.rounding for k, p in part.below.items()} if isinstance(part, Section) else {}
        if part.rounding.mode in ("down", "up"):
            yield "rounding", None, ROUNDS
        elif not part.rounding.is_exact and may_tie(part.rule, part.rounding, below):
            yield "rounding", None, TIE
    if part.rule is not None and not isinstance(part, Section):
        yield "full", None, REACHED
    if part.grades is not None:
        for label in part.grades.all_labels:
            yield "grade", None, label or ""
        for asked, label in part.grades.overrides:
            yield "override", asked, label or ""
        for asked, label in part.grades.caps:
            yield "cap", asked, label
