"""Check dimensions: a rule that mixes money and bare numbers is refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias, assert_never

from fiscal_rubric.errors import refuse
from fiscal_rubric.numbers.units import is_money
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.nodes import Node

# "any" fits both: zero, or a number whose unit only the evidence knows.
Dimension: TypeAlias = Literal["money", "number", "any"]


def dimension(node: Node, place: str) -> Dimension:
    """Return whether a rule gives money or a bare number.

    Raises:
        FiscalRubricError: money is added to, or compared with, a bare number.
    """
    match node:
        case n.Constant(value=value, unit=unit):
            return "money" if is_money(unit) else "any" if value == 0 else "number"
        case n.Figure(unit=unit):
            return "money" if is_money(unit) else "number"
        case n.Money():
            return "money"
        case n.IndicatorNumber(fact="actual" | "target") | n.NotApplicable():
            return "any"
        case n.Yes() | n.Picked() | n.IndicatorNumber() | n.IndicatorCondition():
            return "number"
        case n.Points() | n.Subtotal() | n.Graded() | n.Reaches():
            return "number"
        case n.Pick(options=options):
            return _same((option for _, option in options), node, place)
        case n.Fold(item=item, how=how, weight=weight):
            if weight is not None:
                dimension(weight, place)
            found = dimension(item, place)
            return "number" if how == "count" else found
        case n.Sum(terms=terms) | n.Ordered(terms=terms):
            return _same(terms, node, place)
        case n.Average(terms=weighted):
            return _same((term for term, _ in weighted), node, place)
        case n.Product(factors=(left, right)):
            return _product(dimension(left, place), dimension(right, place), node, place)
        case n.Quotient(dividend=top, divisor=bottom, if_zero=if_zero):
            above, below = dimension(top, place), dimension(bottom, place)
            result: Dimension = "any"
            if above == below and above != "any":
                result = "number"
            elif below == "number":
                result = above
            elif above == "number" and below == "money":
                refuse("money_and_number", place, str(node))
            return (
                result if if_zero is None else _both(result, dimension(if_zero, place), node, place)
            )
        case n.Clip(item=item, lower=lower, upper=upper):
            found = dimension(item, place)
            if found == "money" and any(end for end in (lower, upper)):
                refuse("money_and_number", place, str(node))
            return found
        case n.Root(item=item):
            if dimension(item, place) == "money":
                refuse("money_and_number", place, str(node))
            return "number"
        case n.Rounded(item=item) | n.Named(item=item):
            return dimension(item, place)
        case n.Comparison(left=left, right=right):
            _same((left, right), node, place)
            return "number"
        case n.AllOf(conditions=conditions) | n.AnyOf(conditions=conditions):
            for condition in conditions:
                dimension(condition, place)
            return "number"
        case n.Not(condition=inner) | n.Applies(item=inner):
            dimension(inner, place)
            return "number"
        case n.When(condition=asked, then=then, otherwise=otherwise):
            dimension(asked, place)
            return _same((then, otherwise), node, place)
        case _:
            assert_never(node)


def _same(nodes: Iterable[Node], whole: Node, place: str) -> Dimension:
    result: Dimension = "any"
    for node in nodes:
        result = _both(result, dimension(node, place), whole, place)
    return result


def _both(left: Dimension, right: Dimension, whole: Node, place: str) -> Dimension:
    if "any" in (left, right):
        return right if left == "any" else left
    if left != right:
        refuse("money_and_number", place, str(whole))
    return left


def _product(left: Dimension, right: Dimension, whole: Node, place: str) -> Dimension:
    if left == right == "money":
        refuse("money_and_number", place, str(whole))
    if "money" in (left, right):
        return "money"
    return "any" if "any" in (left, right) else "number"
