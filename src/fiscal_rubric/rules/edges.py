"""The edges of bands: at least, above, at most or below a number."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, assert_never

from attrs import field, frozen

from fiscal_rubric.arguments import take_option
from fiscal_rubric.exact import Number, constant
from fiscal_rubric.quantity import Span
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.nodes import Node

Side = Literal["at least", "above", "at most", "below"]


def _side(value: Side) -> Side:
    options: tuple[Side, ...] = ("at least", "above", "at most", "below")
    return take_option(value, "edge", options)


def _edge_value(value: Number) -> Fraction:
    return constant(value, "edge")


@frozen
class Edge:
    """The end of a band, and whether the number itself belongs to the band."""

    how: Side = field(converter=_side)
    value: Fraction = field(converter=_edge_value)

    @property
    def span(self) -> Span:
        """The numbers of the band."""
        if self.how in ("at least", "above"):
            return Span(self.value, None, lower_open=self.how == "above")
        return Span(None, self.value, upper_open=self.how == "below")

    def test(self, item: Node) -> Node:
        """The condition that a number lies in the band."""
        edge = n.Constant(self.value)
        match self.how:
            case "at least":
                return item >= edge
            case "above":
                return item > edge
            case "at most":
                return item <= edge
            case "below":
                return item < edge
            case _:
                assert_never(self.how)


def at_least(value: Number) -> Edge:
    """A band from a number on, the number included."""
    return Edge("at least", value)


def above(value: Number) -> Edge:
    """A band above a number, the number not included."""
    return Edge("above", value)


def at_most(value: Number) -> Edge:
    """A band up to a number, the number included."""
    return Edge("at most", value)


def below(value: Number) -> Edge:
    """A band below a number, the number not included."""
    return Edge("below", value)


def as_edge(value: object, place: str) -> Edge:
    """An edge, or a number as "at least"."""
    return value if isinstance(value, Edge) else Edge("at least", constant(value, place))
