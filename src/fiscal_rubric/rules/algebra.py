"""Compute a rule over an algebra: one match of all nodes, for any kind of value.

`evaluate` defines what a rule means, with ranges and a trace. This module is the second meaning:
known facts only, no trace. The values are pairs of integers (`integers`), or texts of a Python
program (`compiled`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Generic, TypeVar, assert_never

from attrs import frozen

from fiscal_rubric.numbers.ranges import Value
from fiscal_rubric.numbers.rounding import Rounding
from fiscal_rubric.numbers.spans import Span
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.nodes import FactNode, LineKey, Node

V = TypeVar("V")  # a value of a rule
G = TypeVar("G")  # a grade


@frozen(eq=False, repr=False)
class Computed(Generic[V, G]):
    """The result of a line: its rounded points, its grade, and its scale, best first."""

    points: V
    grade: G
    scale: tuple[str, ...] = ()


class Algebra(ABC, Generic[V, G]):
    """The operations that compute a rule.

    Each value is a number or "does not apply". An operation on a value that does not apply does
    not apply, unless its docstring says something else.

    Attributes:
        lines: the results of the lines below, for the rules of a section.
    """

    lines: Mapping[LineKey, Computed[V, G]]

    def of(self, node: Node) -> V:
        """Compute a rule."""
        return computed(node, self)

    def line_of(
        self, rules: Sequence[Node], compute: Callable[[], Computed[V, G]]
    ) -> Computed[V, G]:
        """Compute a line that has these rules."""
        return compute()

    @abstractmethod
    def number(self, value: Fraction) -> V:
        """Return a constant."""

    @abstractmethod
    def nothing(self) -> V:
        """Return the value that does not apply."""

    @abstractmethod
    def fact(self, node: FactNode) -> V:
        """Read a fact; refuse one that is missing or wrong."""

    @abstractmethod
    def pick(self, node: n.Pick, options: Sequence[tuple[str, Callable[[], V]]]) -> V:
        """Compute the option of the label that was picked, and no other option."""

    @abstractmethod
    def line(self, node: n.Points | n.Graded | n.Reaches) -> V:
        """Read the result of a line below."""

    @abstractmethod
    def fold(self, node: n.Fold) -> V:
        """Compute the item of a fold for each indicator or project, and combine what applies."""

    @abstractmethod
    def add(self, terms: Sequence[V]) -> V:
        """Add up numbers."""

    @abstractmethod
    def times(self, left: V, right: V) -> V:
        """Multiply two numbers."""

    @abstractmethod
    def over(self, dividend: V, divisor: V, if_zero: Callable[[], V] | None) -> V:
        """Divide by a number above zero; refuse another one, but compute `if_zero` for zero."""

    @abstractmethod
    def ordered(self, first: int, last: int, terms: Sequence[V]) -> V:
        """Return the mean of the terms from one rank to another, of those that apply."""

    @abstractmethod
    def mean(self, terms: Sequence[V], weights: Sequence[Fraction]) -> V:
        """Return the weighted mean of the terms that apply."""

    @abstractmethod
    def clip(self, item: V, lower: Fraction | None, upper: Fraction | None) -> V:
        """Limit a number to a range."""

    @abstractmethod
    def rounded(self, item: V, rounding: Rounding) -> V:
        """Round a number."""

    @abstractmethod
    def root(self, item: V, degree: int, rounding: Rounding) -> V:
        """Return a rounded root; refuse a number below zero."""

    @abstractmethod
    def compare(self, node: n.Comparison, left: V, right: V) -> V:
        """Return 1 where a comparison holds, else 0; refuse a share with a number above 1.5."""

    @abstractmethod
    def all_of(self, conditions: Sequence[V]) -> V:
        """Return 1 where all conditions hold, else 0."""

    @abstractmethod
    def any_of(self, conditions: Sequence[V]) -> V:
        """Return 1 where a condition holds, else 0."""

    @abstractmethod
    def opposite(self, condition: V) -> V:
        """Return 0 where a condition holds, else 1."""

    @abstractmethod
    def applies(self, item: V) -> V:
        """Return 1 where a value applies, else 0."""

    @abstractmethod
    def branch(self, condition: V, then: Callable[[], V], otherwise: Callable[[], V]) -> V:
        """Compute one of two branches; facts of the other one are not read."""

    @abstractmethod
    def instead(self, item: V, number: Fraction) -> V:
        """Return a value, or a number where the value does not apply."""

    def proved(self, points: V, reach: Value) -> V:
        """Return the points of a line, of which it was proved what they can be."""
        return points

    @abstractmethod
    def no_grade(self) -> G:
        """Return the grade of a line without one."""

    @abstractmethod
    def grade(
        self,
        points: V,
        overrides: Sequence[tuple[Node, str | None]],
        bands: Sequence[tuple[str, Span]],
        caps: Sequence[tuple[Node, str]],
    ) -> G:
        """Return the grade of points: the first override that holds, else the band, capped."""


def computed(node: Node, by: Algebra[V, G]) -> V:
    """Compute a rule from its parts."""
    match node:
        case n.Constant(value=value):
            return by.number(value)
        case n.NotApplicable():
            return by.nothing()
        case n.Yes() | n.Picked() | n.Figure() | n.Money():
            return by.fact(node)
        case n.IndicatorNumber() | n.IndicatorCondition():
            return by.fact(node)
        case n.Pick(options=options):
            return by.pick(node, [(label, partial(by.of, option)) for label, option in options])
        case n.Points() | n.Graded() | n.Reaches():
            return by.line(node)
        case n.Subtotal():
            raise AssertionError("a section replaces subtotal() with its sum")
        case n.Fold():
            return by.fold(node)
        case n.Sum(terms=terms):
            return by.add([by.of(term) for term in terms])
        case n.Product(factors=(left, right)):
            return by.times(by.of(left), by.of(right))
        case n.Quotient(dividend=top, divisor=bottom, if_zero=if_zero):
            zero = None if if_zero is None else partial(by.of, if_zero)
            return by.over(by.of(top), by.of(bottom), zero)
        case n.Ordered(terms=terms, first=first, last=last):
            return by.ordered(first, last, [by.of(term) for term in terms])
        case n.Average(terms=weighted):
            return by.mean([by.of(term) for term, _ in weighted], [share for _, share in weighted])
        case n.Clip(item=item, lower=lower, upper=upper):
            return by.clip(by.of(item), lower, upper)
        case n.Rounded(item=item, rounding=rounding):
            return by.rounded(by.of(item), rounding)
        case n.Root(item=item, degree=degree, rounding=rounding):
            return by.root(by.of(item), degree, rounding)
        case n.Comparison(left=left, right=right):
            return by.compare(node, by.of(left), by.of(right))
        case n.AllOf(conditions=conditions):
            return by.all_of([by.of(condition) for condition in conditions])
        case n.AnyOf(conditions=conditions):
            return by.any_of([by.of(condition) for condition in conditions])
        case n.Not(condition=condition):
            return by.opposite(by.of(condition))
        case n.Applies(item=item):
            return by.applies(by.of(item))
        case n.When(condition=condition, then=then, otherwise=otherwise):
            return by.branch(by.of(condition), partial(by.of, then), partial(by.of, otherwise))
        case n.Named(item=item):
            return by.of(item)
        case _:
            assert_never(node)
