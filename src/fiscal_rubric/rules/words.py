"""The words rules are written with: lower-case functions, lowered to the grammar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Literal

from attrs import frozen

from fiscal_rubric.errors import refuse
from fiscal_rubric.numbers.exact import Number, constant
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.nodes import Node, Operand, as_condition, node
from fiscal_rubric.targets.reading import read_quantity
from fiscal_rubric.targets.targets import KINDS, Kind
from fiscal_rubric.validation import (
    IndicatorKey,
    Text,
    take_bool,
    take_date,
    take_key,
    take_option,
    take_plain,
    take_sequence,
)

# What a person answers


def yes(key: str, text: Text = "", *, may_not_apply: bool = False) -> Node:
    """A question answered with yes or no: 1 or 0, so that 2 times it is 2 points.

    Args:
        key: the key of the answer; the same key is the same question everywhere.
        text: the question as printed.
        may_not_apply: `NOT_APPLICABLE` is taken as an answer.

    Example:
        >>> str(2 * yes("surveyed", "专门开展满意度调查或测评"))
        '2 * yes("surveyed", "专门开展满意度调查或测评")'
    """
    return n.Yes(key, text, take_bool(may_not_apply, "may_not_apply"))


def pick(key: str, options: Mapping[str, Operand], text: Text = "") -> Node:
    """What stands under the label that is picked; only that is asked for.

    Args:
        key: the key of the answer.
        options: label to points, or to any expression, `not_applicable()` included.
        text: the question as printed.

    Example:
        >>> str(pick("satisfaction", {"优": 6, "良": 4}))
        'pick("satisfaction", {"优": 6, "良": 4})'
    """
    return n.Pick(key, options, text)


def picked(key: str, label: str) -> Node:
    """Whether this label was picked in a `pick` of this key."""
    return n.Picked(key, label)


def judged(
    key: str,
    lower: Number,
    upper: Number | None = None,
    *,
    upper_open: bool = False,
    text: Text = "",
) -> Node:
    """Points that a person gives.

    Args:
        key: the key of the answer.
        lower: `judged(key, full)` takes 0..full; `judged(key, lower, upper)` a band.
        upper: the upper end of the band.
        upper_open: the upper end itself is not taken: 80-60 does not hold 80.
        text: the question as printed.

    Example:
        >>> str(judged("benefit", 18))
        'judged("benefit", 18)'
    """
    ends = (0, lower) if upper is None else (lower, upper)
    return _figure(key, ends, upper_open=upper_open, text=text, judged=True)


def number(
    key: str,
    lower: Number | None = None,
    upper: Number | None = None,
    unit: str = "",
    *,
    text: Text = "",
    may_not_apply: bool = False,
) -> Node:
    """A figure of the evidence that is neither an indicator nor a budget.

    Args:
        key: the key of the answer.
        lower: the least number taken, in the unit.
        upper: the greatest one.
        unit: "%", "万元" …; rules reckon in the base: a share of 1, 元.
        text: the question as printed.
        may_not_apply: `NOT_APPLICABLE` is taken as an answer.

    Example:
        >>> str(number("debt_ratio", 0) < 0.6)
        'number("debt_ratio", 0) < 0.6'
    """
    return _figure(key, (lower, upper), unit=unit, text=text, may_not_apply=may_not_apply)


def _figure(
    key: str,
    ends: tuple[Number | None, Number | None],
    *,
    upper_open: bool = False,
    unit: str = "",
    text: Text = "",
    judged: bool = False,
    may_not_apply: bool = False,
) -> Node:
    lower, upper = (None if end is None else constant(end, "ends") for end in ends)
    is_open = take_bool(upper_open, "upper_open")
    optional = take_bool(may_not_apply, "may_not_apply")
    return n.Figure(key, lower, upper, is_open, unit, text, judged, optional)


# What the budgets say


def planned() -> Node:
    """The budget that the basis means: the initial or the adjusted one; 元."""
    return n.Money("planned")


def initial() -> Node:
    """The budget at the start of the year, whatever the basis; 元."""
    return n.Money("initial")


def adjusted() -> Node:
    """The adjusted budget, whatever the basis; 元."""
    return n.Money("adjusted")


def paid(by: str | date | None = None) -> Node:
    """What was paid in all, or up to a day; 元.

    Args:
        by: a day; a fact that is missing if no payment is known by then.
    """
    return n.Money("paid", None if by is None else take_date(by, "by"))


def amount(text: str) -> Node:
    """A sum of money with its unit, to compare with what was paid, or to add; or a share in %.

    Example:
        >>> str(amount("50万元"))
        'amount("50万元")'
    """
    quantity = read_quantity(text)
    if not quantity.unit:
        refuse("unit", "amount", "—", "50万元", "90%")
    return n.Constant(quantity.base, quantity.unit)


# What an indicator says: of the one at hand in a fold, or of the one with the key


def met(key: IndicatorKey | None = None) -> Node:
    """Whether the target was met, or is claimed to be; may not apply where it is excused."""
    return n.IndicatorCondition("met", key)


def has_reason(key: IndicatorKey | None = None) -> Node:
    """Whether a reason for the deviation is given."""
    return n.IndicatorCondition("has_reason", key)


def attained(key: IndicatorKey | None = None) -> Node:
    """The share of the target that was reached, 0..1.

    1 where it was met; else actual / target, or target / actual for an at-most target, at most 1;
    0 where there is no ratio; not applicable where the indicator is excused.
    """
    return n.IndicatorNumber("attained", key)


def completion_rate(key: IndicatorKey | None = None) -> Node:
    """完成率: actual / target as it is, which may lie above 1, whatever the direction.

    Does not apply where there is no such ratio: words, a range, a date, a target of zero, an
    actual without one exact number, an indicator that is excused.
    """
    return n.IndicatorNumber("completion_rate", key)


def actual(key: IndicatorKey | None = None) -> Node:
    """The number that was reached, in the base of its unit (a share of 1 for %)."""
    return n.IndicatorNumber("actual", key)


def target(key: IndicatorKey | None = None) -> Node:
    """The number that was promised, under the basis, in the base of its unit."""
    return n.IndicatorNumber("target", key)


def weight(key: IndicatorKey | None = None) -> Node:
    """The points that the form gives to the indicator."""
    return n.IndicatorNumber("weight", key)


def days_late(key: IndicatorKey | None = None) -> Node:
    """The days between the deadline and the day it was done; 0 if it was in time."""
    return n.IndicatorNumber("days_late", key)


# Folds


@frozen(eq=False, repr=False)
class Selection:
    """Some indicators, or the projects: an expression about each, taken together."""

    over: Literal["indicators", "projects"]
    kind: Kind | None = None
    level1: str | None = None
    level2: str | None = None

    def count(self, holds: Operand) -> Node:
        """How many there are of which a condition holds; where it does not apply, none."""
        return self._fold("count", node(holds))

    def total(self, of: Operand) -> Node:
        """The sum of an expression about each; where it does not apply, nothing."""
        return self._fold("total", node(of))

    def average(self, of: Operand, *, weight: Operand | None = None) -> Node:
        """The mean over those to which it applies, weighted by an expression about each."""
        return self._fold("average", node(of), None if weight is None else node(weight))

    def least(self, of: Operand) -> Node:
        """The least over those to which it applies."""
        return self._fold("least", node(of))

    def most(self, of: Operand) -> Node:
        """The most over those to which it applies."""
        return self._fold("most", node(of))

    def _fold(
        self,
        how: Literal["total", "count", "average", "least", "most"],
        item: Node,
        weight: Node | None = None,
    ) -> Node:
        return n.Fold(how, self.over, item, self.kind, self.level1, self.level2, weight)


def indicators(
    *, kind: Kind | None = None, level1: str | None = None, level2: str | None = None
) -> Selection:
    """The indicators of a kind, or under a heading; all of them without either.

    Example:
        >>> str(indicators(kind="quantity").count(~met()))
        'indicators(kind="quantity").count(~met())'
    """
    if kind is not None:
        take_option(kind, "kind", KINDS)
    heading1 = None if level1 is None else take_plain(level1, "level1")
    heading2 = None if level2 is None else take_plain(level2, "level2")
    return Selection("indicators", kind, heading1, heading2)


def projects() -> Selection:
    """The projects, each by itself: `projects().count(paid() > planned())`."""
    return Selection("projects")


# What the lines below a section say


def points(key: str) -> Node:
    """The rounded points of a line or section below."""
    return n.Points(take_key(key))


def subtotal() -> Node:
    """The points of the parts together, made good for dropped ones where the section rescales."""
    return n.Subtotal()


def graded(key: str, label: str) -> Node:
    """Whether a line below has this very grade."""
    return n.Graded(key, label)


def reaches(key: str, label: str) -> Node:
    """Whether a line below has this grade or a better one."""
    return n.Reaches(key, label)


# Putting expressions together


def not_applicable() -> Node:
    """The value of what does not apply, for a label of a pick or a branch."""
    return n.NotApplicable()


def applies(of: Operand) -> Node:
    """Whether an expression applies."""
    return n.Applies(node(of))


def least(*terms: Operand) -> Node:
    """The least of what applies."""
    return n.Extreme("least", terms)


def most(*terms: Operand) -> Node:
    """The most of what applies."""
    return n.Extreme("most", terms)


def average(*terms: Operand) -> Node:
    """The mean of what applies."""
    return n.Average(tuple((node(term), Fraction(1)) for term in terms))


def equal(left: Operand, right: Operand) -> Node:
    """Whether two numbers are equal; == is for comparing rules themselves."""
    return n.Comparison("==", node(left), node(right))


def all_of(*conditions: Operand) -> Node:
    """Whether all conditions hold."""
    return n.AllOf(conditions)


def any_of(*conditions: Operand) -> Node:
    """Whether some condition holds."""
    return n.AnyOf(conditions)


def at_least_of(count: int, conditions: Sequence[Operand]) -> Node:
    """Whether at least so many of the conditions hold: a whole number, at most all of them."""
    found = n.Sum(tuple(map(as_condition, take_sequence(conditions, "conditions"))))
    least_count = constant(count, "count")
    if least_count.denominator != 1 or not 1 <= least_count <= len(found.terms):
        refuse("wrong_type", "count", count, f"1..{len(found.terms)}")
    return n.Comparison("<=", node(least_count), found)


def when(asked: Operand, then: Operand, otherwise: Operand = 0) -> Node:
    """One of two branches; what the other one needs is not asked for.

    Example:
        >>> str(when(yes("misused"), 0, 4 * yes("lawful")))
        'when(yes("misused"), 0, 4 * yes("lawful"))'
    """
    return n.When(asked, node(then), node(otherwise))


def divide(dividend: Operand, divisor: Operand, *, if_zero: Operand | None = None) -> Node:
    """A quotient that says what a divisor of zero gives; without it, zero is refused.

    A negative divisor is always refused.
    """
    return n.Quotient(node(dividend), node(divisor), None if if_zero is None else node(if_zero))
