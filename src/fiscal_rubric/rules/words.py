"""The words of rules: lower-case functions that build nodes of the grammar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Literal

from attrs import frozen

from fiscal_rubric.errors import refuse
from fiscal_rubric.numbers.exact import Number, constant
from fiscal_rubric.numbers.ranks import HIGHEST, LOWEST, MIDDLE
from fiscal_rubric.numbers.rounding import Mode, Rounding
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

# Answers of a person


def yes(key: str, text: Text = "", *, may_not_apply: bool = False) -> Node:
    """Ask a yes/no question: yes is 1 and no is 0, so that 2 times it is 2 points or none.

    Args:
        key: the key of the answer; the same key is the same question everywhere.
        text: the question as printed.
        may_not_apply: whether `NOT_APPLICABLE` is accepted as an answer.

    Example:
        >>> str(2 * yes("surveyed", "专门开展满意度调查或测评"))
        '2 * yes("surveyed", "专门开展满意度调查或测评")'
    """
    return n.Yes(key, text, take_bool(may_not_apply, "may_not_apply"))


def pick(key: str, options: Mapping[str, Operand], text: Text = "") -> Node:
    """Ask for one of several labels; only the expression of that label is needed.

    Args:
        key: the key of the answer.
        options: label to points, or to any expression, `not_applicable()` included.
        text: the question as printed.

    Example:
        >>> str(pick("satisfaction", {"优": 6, "良": 4}))
        'pick("satisfaction", {"优": 6, "良": 4})'
    """
    return n.Pick(key, options, text)


def picked(key: str, label: str, *, among: Sequence[str] = (), text: Text = "") -> Node:
    """Check whether this label was picked in a `pick` of this key, or among these labels.

    Args:
        key: the key of the answer.
        label: the label that makes it true.
        among: all labels, if no `pick` of this key offers them: a kind of unit that only
            conditions ask for.
        text: the question as printed.

    Raises:
        FiscalRubricError: a label that is not offered.

    Example:
        >>> str(picked("kind", "city", among=["city", "county"]))
        'picked("kind", "city", among=["city", "county"])'
    """
    return n.Picked(key, label, among, text)


def judged(
    key: str,
    lower: Number,
    upper: Number | None = None,
    *,
    upper_open: bool = False,
    text: Text = "",
) -> Node:
    """Ask for points that a person gives.

    Args:
        key: the key of the answer.
        lower: `judged(key, full)` takes 0..full; `judged(key, lower, upper)` a band.
        upper: the upper end of the band.
        upper_open: whether `upper` itself is excluded: a band 80-60 without 80.
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
    """Ask for a number that is not of an indicator or a budget.

    Args:
        key: the key of the answer.
        lower: the least number accepted, in the unit.
        upper: the greatest number accepted.
        unit: "%", "万元" …; rules compute in the base: a share of 1, 元.
        text: the question as printed.
        may_not_apply: whether `NOT_APPLICABLE` is accepted as an answer.

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


# Amounts of the budgets


def planned() -> Node:
    """Read the budget that the basis selects, initial or adjusted, in 元."""
    return n.Money("planned")


def initial() -> Node:
    """Read the budget at the start of the year, for any basis, in 元."""
    return n.Money("initial")


def adjusted() -> Node:
    """Read the adjusted budget, for any basis, in 元."""
    return n.Money("adjusted")


def paid(by: str | date | None = None) -> Node:
    """Read the amount paid in all, or up to a day, in 元.

    Args:
        by: a day; the fact is missing if no payment up to it is known.
    """
    return n.Money("paid", None if by is None else take_date(by, "by"))


def amount(text: str) -> Node:
    """Return an amount of money with its unit, or a share in %, as a constant.

    Example:
        >>> str(amount("50万元"))
        'amount("50万元")'
    """
    quantity = read_quantity(text)
    if not quantity.unit:
        refuse("unit", "amount", "—", "50万元", "90%")
    return n.Constant(quantity.base, quantity.unit)


# Facts of the current indicator of a fold, or of the indicator with the key


def met(key: IndicatorKey | None = None) -> Node:
    """Check whether the target was met or is claimed to be; may not apply if it is excused."""
    return n.IndicatorCondition("met", key)


def has_reason(key: IndicatorKey | None = None) -> Node:
    """Check whether a reason for the deviation is given."""
    return n.IndicatorCondition("has_reason", key)


def attained(key: IndicatorKey | None = None) -> Node:
    """Read the share of the target that was attained, 0..1.

    It is 1 if the target was met; else actual / target, or target / actual for an at-most target,
    at most 1; 0 without a ratio. It does not apply where the basis excuses the indicator.
    """
    return n.IndicatorNumber("attained", key)


def completion_rate(key: IndicatorKey | None = None) -> Node:
    """Read 完成率: actual / target, for any direction of the target; it may be above 1.

    It does not apply to a text, a range, a date, a target of zero, an actual without one exact
    number, or an excused indicator.
    """
    return n.IndicatorNumber("completion_rate", key)


def progress(key: IndicatorKey | None = None) -> Node:
    """Read how far an indicator has come from its baseline to its target, as a share of that way.

    It is below 0 where the result is worse than the baseline, and above 1 beyond the target. Where
    the baseline already meets the target, it is 1 if the target was met, else 0. It does not apply
    to a text, a range, a date, a change against last year, an actual without one exact number, or
    an excused indicator.

    Example:
        >>> from fiscal_rubric import Budget, Criterion, Evidence, Indicator, Project, Rubric
        >>> rule = 10 * progress("roads").clip(0, 1)
        >>> rubric = Rubric("r", [Criterion("c", 10, rule, if_not_applicable="full")])
        >>> roads = Indicator("roads", "quantity", "≥80km", "65km", baseline="50km")
        >>> rubric.score(Evidence([Project("p", Budget(), [roads])])).total
        Decimal('5.00')
    """
    return n.IndicatorNumber("progress", key)


def actual(key: IndicatorKey | None = None) -> Node:
    """Read the actual number, in the base of its unit (a share of 1 for %)."""
    return n.IndicatorNumber("actual", key)


def target(key: IndicatorKey | None = None) -> Node:
    """Read the target number under the basis, in the base of its unit."""
    return n.IndicatorNumber("target", key)


def baseline(key: IndicatorKey | None = None) -> Node:
    """Read the number before the project began, in the base of its unit."""
    return n.IndicatorNumber("baseline", key)


def weight(key: IndicatorKey | None = None) -> Node:
    """Read the points that the form gives to the indicator."""
    return n.IndicatorNumber("weight", key)


def days_late(key: IndicatorKey | None = None) -> Node:
    """Count the days from the deadline to the day of completion; 0 if it was in time."""
    return n.IndicatorNumber("days_late", key)


# Folds


@frozen(eq=False, repr=False)
class Selection:
    """A selection of indicators, or the projects, to combine an expression over."""

    over: Literal["indicators", "projects"]
    kind: Kind | None = None
    level1: str | None = None
    level2: str | None = None

    def count(self, holds: Operand) -> Node:
        """Count the items for which a condition applies and holds."""
        return self._fold("count", node(holds))

    def total(self, of: Operand) -> Node:
        """Add up an expression over the items to which it applies."""
        return self._fold("total", node(of))

    def average(self, of: Operand, *, weight: Operand | None = None) -> Node:
        """Return the mean over the items to which it applies, weighted by another expression."""
        return self._fold("average", node(of), None if weight is None else node(weight))

    def least(self, of: Operand) -> Node:
        """Return the least over the items to which it applies."""
        return self.ordered_mean(of, first=LOWEST, last=LOWEST)

    def most(self, of: Operand) -> Node:
        """Return the greatest over the items to which it applies."""
        return self.ordered_mean(of, first=HIGHEST, last=HIGHEST)

    def median(self, of: Operand) -> Node:
        """Return the median over the items to which it applies."""
        return self.ordered_mean(of, first=MIDDLE, last=MIDDLE)

    def ordered_mean(self, of: Operand, *, first: int, last: int) -> Node:
        """Return the mean from one rank to another, as in `ordered_mean`, over the items."""
        chosen = (self.kind, self.level1, self.level2)
        return n.Fold("ordered", self.over, node(of), *chosen, first=first, last=last)

    def _fold(
        self,
        how: Literal["total", "count", "average"],
        item: Node,
        weight: Node | None = None,
    ) -> Node:
        return n.Fold(how, self.over, item, self.kind, self.level1, self.level2, weight)


def indicators(
    *, kind: Kind | None = None, level1: str | None = None, level2: str | None = None
) -> Selection:
    """Select the indicators of a kind or under a heading; all of them without either.

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
    """Select the projects, each on its own: `projects().count(paid() > planned())`."""
    return Selection("projects")


# Results of the lines below a section


def points(key: str) -> Node:
    """Read the rounded points of a line or section below."""
    return n.Points(take_key(key))


def subtotal() -> Node:
    """Add up the points of the parts; a section that rescales redistributes dropped marks."""
    return n.Subtotal()


def graded(key: str, label: str) -> Node:
    """Check whether a line below has exactly this grade."""
    return n.Graded(key, label)


def reaches(key: str, label: str) -> Node:
    """Check whether a line below has this grade or a better one."""
    return n.Reaches(key, label)


# Combined expressions


def not_applicable() -> Node:
    """Return the value "not applicable", for a label of a pick or a branch."""
    return n.NotApplicable()


def applies(of: Operand) -> Node:
    """Check whether an expression applies."""
    return n.Applies(node(of))


def least(*terms: Operand) -> Node:
    """Return the least of the terms that apply."""
    return n.Ordered(terms, LOWEST, LOWEST)


def most(*terms: Operand) -> Node:
    """Return the greatest of the terms that apply."""
    return n.Ordered(terms, HIGHEST, HIGHEST)


def median(*terms: Operand) -> Node:
    """Return the median of the terms that apply: the middle one, or the mean of the middle two."""
    return n.Ordered(terms, MIDDLE, MIDDLE)


def ordered_mean(*terms: Operand, first: int, last: int) -> Node:
    """Return the mean of the terms from one rank to another, of those that apply.

    Args:
        terms: the numbers, one or more.
        first, last: ranks, both included: 1 is the lowest term, 2 the next; -1 is the highest,
            -2 the one below it. Judges without the highest and the lowest are 2 to -2, the best
            three are -3 to -1. A rank beyond the terms is the nearest one; where ranks cross,
            because few terms apply, the terms between them count.

    Raises:
        FiscalRubricError: no terms, or ranks that are not in order.

    Example:
        >>> from fiscal_rubric import Criterion, Evidence, Rubric, number
        >>> judges = [number(key, 0, 50) for key in "abcd"]
        >>> rubric = Rubric("r", [Criterion("c", 50, ordered_mean(*judges, first=2, last=-2))])
        >>> rubric.score(Evidence(answers={"a": 40, "b": 43, "c": 50, "d": 20})).total
        Decimal('41.50')
    """
    return n.Ordered(terms, first, last)


def root(of: Operand, degree: int, places: int = 4, mode: Mode = "half up") -> Node:
    """Return the root of a number, rounded as its exact value would be.

    Args:
        of: a number; scoring refuses one below zero, so clip it: `.clip(0)`.
        degree: 2 for a square root, 3 for a cube root, up to 12.
        places: decimal places, 0..12.
        mode: of the rounding.

    Raises:
        FiscalRubricError: money, or a degree, places or mode that is not among these.

    Example:
        >>> from fiscal_rubric import Criterion, Evidence, Rubric, number
        >>> health, school, income = (number(key, 0, 1) for key in ("health", "school", "income"))
        >>> rule = root(health * school * income, 3, places=3)
        >>> rubric = Rubric("r", [Criterion("development", 1, rule, rounding=Rounding(3))])
        >>> answers = {"health": "0.9", "school": "0.8", "income": "0.7"}
        >>> rubric.score(Evidence(answers=answers)).total
        Decimal('0.796')
    """
    return n.Root(node(of), degree, Rounding(places, mode))


def average(*terms: Operand) -> Node:
    """Return the mean of the terms that apply."""
    return n.Average(tuple((node(term), Fraction(1)) for term in terms))


def equal(left: Operand, right: Operand) -> Node:
    """Check whether two numbers are equal; == compares the rules themselves."""
    return n.Comparison("==", node(left), node(right))


def all_of(*conditions: Operand) -> Node:
    """Check whether all conditions hold."""
    return n.AllOf(conditions)


def any_of(*conditions: Operand) -> Node:
    """Check whether at least one condition holds."""
    return n.AnyOf(conditions)


def at_least_of(count: int, conditions: Sequence[Operand]) -> Node:
    """Check whether at least `count` conditions hold: an integer from 1 to their number."""
    found = n.Sum(tuple(map(as_condition, take_sequence(conditions, "conditions"))))
    least_count = constant(count, "count")
    if least_count.denominator != 1 or not 1 <= least_count <= len(found.terms):
        refuse("wrong_type", "count", count, f"1..{len(found.terms)}")
    return n.Comparison("<=", node(least_count), found)


def when(asked: Operand, then: Operand, otherwise: Operand = 0) -> Node:
    """Choose one of two branches; facts of the other one are not needed.

    Example:
        >>> str(when(yes("misused"), 0, 4 * yes("lawful")))
        'when(yes("misused"), 0, 4 * yes("lawful"))'
    """
    return n.When(asked, node(then), node(otherwise))


def divide(dividend: Operand, divisor: Operand, *, if_zero: Operand | None = None) -> Node:
    """Divide; `if_zero` is the value for a divisor of zero, which is refused without it.

    A negative divisor is always refused.
    """
    return n.Quotient(node(dividend), node(divisor), None if if_zero is None else node(if_zero))
