"""Edges of bands: at least, above, at most or below a number, each a span with one end."""

from __future__ import annotations

from fractions import Fraction

from fiscal_rubric.errors import refuse
from fiscal_rubric.numbers.exact import Number, constant, number_text
from fiscal_rubric.numbers.spans import Span
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.nodes import Node


def at_least(value: Number) -> Span:
    """Return the band from a number on, the number included; "95%" is 0.95."""
    return Span(_number(value))


def above(value: Number) -> Span:
    """Return the band above a number, the number left out."""
    return Span(_number(value), lower_open=True)


def at_most(value: Number) -> Span:
    """Return the band up to a number, the number included."""
    return Span(None, _number(value))


def below(value: Number) -> Span:
    """Return the band below a number, the number left out."""
    return Span(None, _number(value), upper_open=True)


def _number(value: Number) -> Fraction:
    """Take a number, or a text in per cent."""
    if isinstance(value, str) and value.strip().endswith(("%", "％")):
        return constant(value.strip()[:-1], "edge") / 100
    return constant(value, "edge")


def take_edge(value: object, place: str) -> Span:
    """Check that a value is a span with one end and no unit."""
    if not isinstance(value, Span) or None not in (value.lower, value.upper) or value.unit:
        refuse("wrong_type", place, value, "at_least(90)", "above()", "at_most()", "below()")
    return value


def edge_or_number(value: object, place: str) -> Span:
    """Take an edge; a number means "at least"."""
    return take_edge(value, place) if isinstance(value, Span) else Span(constant(value, place))


def edge_value(edge: Span) -> Fraction:
    """Return the number at the edge."""
    value = edge.upper if edge.lower is None else edge.lower
    assert value is not None, "an edge has one end"
    return value


def edge_sign(edge: Span) -> str:
    """Return the sign of an edge: ≥, >, ≤ or <."""
    if edge.lower is None:
        return "<" if edge.upper_open else "≤"
    return ">" if edge.lower_open else "≥"


def edge_text(edge: Span) -> str:
    """Return the numbers of a band as text: ≥ 90."""
    return f"{edge_sign(edge)} {number_text(edge_value(edge))}"


def in_band(item: Node, edge: Span) -> Node:
    """Return the condition that a number lies in the band."""
    value = n.Constant(edge_value(edge))
    if edge.lower is None:
        return item < value if edge.upper_open else item <= value
    return item > value if edge.lower_open else item >= value
