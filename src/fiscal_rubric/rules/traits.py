"""The properties of nodes that traversals use, in one exhaustive match.

A new node is a type error only here and in the modules that evaluate or render nodes.
"""

from __future__ import annotations

from typing import Literal, TypeAlias, Union, assert_never

from attrs import frozen

from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.nodes import FactNode, LineKey, Node

AskingNode: TypeAlias = Union[FactNode, n.Pick]
# How the value of a node moves when one of its parts rises: "follows": it rises or stays;
# "turns": it falls or stays; "scales", "divides": by the sign of the other part; "chooses": it
# takes one of the branches after this part; "jumps": it may go either way.
Effect = Literal["follows", "turns", "scales", "divides", "chooses", "jumps"]


@frozen(eq=False, repr=False)
class Traits:
    """The properties of a node that traversals use.

    Attributes:
        asking: the node, if it reads the evidence itself.
        line: the key of the line below that it reads.
        effects: the effect of each of its parts, in written order.
        widens: the parts that may make its range too wide while they are open.
        hands_on: whether its value is the value of one of its parts.
    """

    asking: AskingNode | None = None
    line: LineKey | None = None
    effects: tuple[Effect, ...] = ()
    widens: Literal["none", "every part", "divisor"] = "none"
    hands_on: bool = False


_NONE = Traits()
_FOLLOWS = Traits(effects=("follows",))
_NAMED = Traits(effects=("follows",), hands_on=True)
_WEIGHTED_FOLD = Traits(effects=("follows", "jumps"), widens="every part")
_PRODUCT = Traits(effects=("scales", "scales"))
_QUOTIENT = Traits(effects=("follows", "divides"), widens="divisor")
_QUOTIENT_OR_ZERO = Traits(effects=("follows", "jumps", "follows"), widens="divisor")
_EQUAL = Traits(effects=("jumps", "jumps"), widens="every part")
_COMPARISON = Traits(effects=("turns", "follows"))
_NOT = Traits(effects=("turns",))
_APPLIES = Traits(effects=("jumps",))
_WHEN = Traits(effects=("chooses", "follows", "follows"), hands_on=True)


def traits(node: Node) -> Traits:
    """Return the traits of a node."""
    match node:
        case n.Constant() | n.NotApplicable() | n.Subtotal():
            return _NONE
        case n.Yes() | n.Picked() | n.Figure() | n.Money():
            return Traits(node)
        case n.IndicatorNumber() | n.IndicatorCondition():
            return Traits(node)
        case n.Sum() | n.Ordered() | n.Average() | n.AllOf() | n.AnyOf():
            return Traits(effects=_FOLLOWS.effects * len(node.inside))
        case n.Product():
            return _PRODUCT
        case n.Named():
            return _NAMED
        case n.Not():
            return _NOT
        case n.Clip() | n.Rounded() | n.Root() | n.Fold(weight=None):
            return _FOLLOWS
        case n.Fold():
            return _WEIGHTED_FOLD
        case n.Comparison(how="=="):
            return _EQUAL
        case n.Comparison():
            return _COMPARISON
        case n.When():
            return _WHEN
        case n.Pick():
            return Traits(node, effects=_FOLLOWS.effects * len(node.inside), hands_on=True)
        case n.Points() | n.Graded() | n.Reaches():
            return Traits(line=node.key)
        case n.Quotient(if_zero=None):
            return _QUOTIENT
        case n.Quotient():
            return _QUOTIENT_OR_ZERO
        case n.Applies():
            return _APPLIES
        case _:
            assert_never(node)


def asking(node: Node) -> AskingNode | None:
    """Return the node if it reads the evidence itself, else None."""
    return traits(node).asking


def line_key(node: Node) -> LineKey | None:
    """Return the key of the line below that a node reads, else None."""
    return traits(node).line


def reads_lines(node: Node) -> bool:
    """Return whether a node reads the lines below a section."""
    return isinstance(node, n.Subtotal) or line_key(node) is not None
