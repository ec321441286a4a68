"""The phrases of printed standards, each a named expression: deduct per miss, bands, rates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import combinations, pairwise

from fiscal_rubric.errors import refuse
from fiscal_rubric.numbers.exact import Number, constant, number_text
from fiscal_rubric.numbers.spans import Span
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.edges import edge_text, in_band, take_edge
from fiscal_rubric.rules.nodes import Node, Operand, as_node, node
from fiscal_rubric.rules.words import (
    all_of,
    applies,
    attained,
    completion_rate,
    divide,
    indicators,
    least,
    met,
    most,
    paid,
    planned,
    target,
    when,
)
from fiscal_rubric.targets.targets import Kind
from fiscal_rubric.validation import (
    IndicatorKey,
    Text,
    take_bool,
    take_key,
    take_mapping,
    take_pairs,
)


def misses(
    *, kind: Kind | None = None, level1: str | None = None, level2: str | None = None
) -> Node:
    """Count the indicators that missed their targets, of a selection as in `indicators`."""
    return _word("misses", indicators(kind=kind, level1=level1, level2=level2).count(~met()))


def distance(left: Operand, right: Operand) -> Node:
    """Return the absolute difference of two numbers, 0 or more.

    Example:
        >>> from fiscal_rubric import number
        >>> str(distance(number("x"), 3))
        'most(number("x") - 3, -1 * (number("x") - 3)).clip(0)'
    """
    difference = node(left) - node(right)
    return _word("distance", n.Clip(most(difference, -difference), Fraction(0), None))


def bands(of: Operand, edges: Sequence[tuple[Span, Operand]], *, otherwise: Operand) -> Node:
    """Return the expression of the first band that holds the number.

    Args:
        of: the number.
        edges: (edge, expression), first match wins: `at_least(...)`, `above(...)`, `at_most(...)`
            or `below(...)`.
        otherwise: the value where no band holds it.

    Raises:
        FiscalRubricError: an edge is a bare number, an earlier edge takes all numbers of a later
            one, or no pairs are given.

    Example:
        >>> from fiscal_rubric import above, at_least, number
        >>> str(bands(number("x"), [(at_least(0.9), 3), (above(0), 1)], otherwise=0))
        'when(0.9 <= number("x"), 3, when(0 < number("x"), 1, 0))'
    """
    item, result = node(of), node(otherwise)
    pairs = [
        (take_edge(edge, "edges"), as_node(value)) for edge, value in take_pairs(edges, "edges")
    ]
    for (before, _), (after, _) in combinations(pairs, 2):
        if before.holds(after):
            refuse("hidden_edge", "edges", edge_text(after), edge_text(before))
    for edge, value in reversed(pairs):
        result = n.When(in_band(item, edge), value, result)
    return _word("bands", result)


def interpolate(
    of: Operand, knots: Sequence[tuple[Number | date, Number]], *, before: Operand, after: Operand
) -> Node:
    """Interpolate on straight lines between knots.

    Args:
        of: the number.
        knots: (number or day, result), rising or falling, two or more.
        before: the result beyond the first knot.
        after: the result beyond the last knot.

    Raises:
        FiscalRubricError: fewer than two knots, or numbers that neither rise nor fall.

    Example:
        >>> from fiscal_rubric import Criterion, Evidence, Rubric, number
        >>> grading = interpolate(number("x"), [(60, 0), (100, 1)], before=0, after=1)
        >>> Rubric("r", [Criterion("c", 1, grading)]).score(Evidence(answers={"x": 80})).total
        Decimal('0.50')
    """
    item = node(of)
    ends = [(_knot(x), constant(y, "knots")) for x, y in take_pairs(knots, "knots")]
    first, last = node(before), node(after)
    if len(ends) > 1 and ends[0][0] > ends[-1][0]:
        ends, first, last = ends[::-1], last, first
    if len(ends) < 2 or any(a[0] >= b[0] for a, b in pairwise(ends)):
        refuse("knots", "knots", ", ".join(number_text(x) for x, _ in ends) or "—")
    result = when(item <= ends[-1][0], ends[-1][1], last)
    for (x0, y0), (x1, y1) in reversed(list(pairwise(ends))):
        line = n.Clip(y0 + (item - x0) * ((y1 - y0) / (x1 - x0)), min(y0, y1), max(y0, y1))
        result = when(item < x1, line, result)
    return _word("interpolate", when(item < ends[0][0], first, result))


def _knot(value: object) -> Fraction:
    return Fraction(value.toordinal()) if type(value) is date else constant(value, "knots")


def weakest_link(*terms: Operand, plus: Number = 0, upto: Number | None = None) -> Node:
    """Return the least term, with a bonus if another one is higher, at most `upto`.

    Args:
        terms: the numbers, one or more.
        plus: the bonus if the terms are not all equal, 0 or more.
        upto: the greatest result; no limit if None.

    Raises:
        FiscalRubricError: no terms, or a plus below zero.
    """
    lowest = least(*terms)
    extra = constant(plus, "plus")
    if extra < 0:
        refuse("negative", "plus", number_text(extra))
    raised = lowest + extra * (lowest < most(*terms)) if extra else lowest
    return _word("weakest_link", raised.clip(None, upto))


def deduct_per_miss(full: Number, missed: Operand, each: Number = 1) -> Node:
    """Deduct points from full marks for each miss, down to zero (扣完为止).

    Args:
        full: the points without a miss, 0 or more.
        missed: the number of misses, such as `misses(kind="quality")`.
        each: the points that one miss costs, above zero.

    Raises:
        FiscalRubricError: `full` is below zero, or `each` is not above it.

    Example:
        >>> str(deduct_per_miss(3, misses(), "0.5"))
        '(3 - 0.5 * misses()).clip(0, 3)'
    """
    whole, step = _full(full), _above_zero(each, "each")
    lost = node(missed) if step == 1 else step * node(missed)
    return _word("deduct_per_miss", (whole - lost).clip(0, whole))


def deduct_per_step(
    full: Number, shortfall: Operand, step: Number, each: Number = 1, *, pro_rata: bool = False
) -> Node:
    """Deduct points from full marks for each step of a shortfall, down to zero.

    Args:
        full: the points without a shortfall, 0 or more.
        shortfall: the amount lacking: `0.95 - rate` for a rate that should be 95 %.
        step: the size of one step, above zero, such as 0.01 for one percentage point.
        each: the points that a step costs, above zero.
        pro_rata: whether a part of a step costs its share; else only full steps count.

    Raises:
        FiscalRubricError: `full` is below zero, or `step` or `each` is not above it.

    Example:
        >>> from fiscal_rubric import number
        >>> str(deduct_per_step(3, "0.95" - number("rate"), "0.01"))
        '(3 - 1 * ((0.95 - number("rate")).clip(0) * 100).round(0, "down")).clip(0, 3)'
    """
    whole, size, cost = _full(full), _above_zero(step, "step"), _above_zero(each, "each")
    steps = n.Clip(node(shortfall), Fraction(0), None) * (1 / size)
    if not take_bool(pro_rata, "pro_rata"):
        steps = steps.round(0, "down")
    return _word("deduct_per_step", (whole - cost * steps).clip(0, whole))


def _full(value: Number) -> Fraction:
    whole = constant(value, "full")
    if whole < 0:
        refuse("negative", "full", number_text(whole))
    return whole


def _above_zero(value: Number, place: str) -> Fraction:
    number = constant(value, place)
    if number <= 0:
        refuse("not_above_zero", place, number_text(number))
    return number


def cost_saving_rate(budget: Operand | None = None) -> Node:
    """Compute 成本节约率: (planned - paid) / planned, 0 if nothing was planned; at most 1.

    Args:
        budget: the budget to compare with: `adjusted()`, `initial()`; `planned()` if None.

    Example:
        >>> from fiscal_rubric import adjusted
        >>> str((3 * cost_saving_rate(adjusted())).clip(0, 3))
        '(3 * cost_saving_rate(adjusted())).clip(0, 3)'
    """
    whole = planned() if budget is None else node(budget)
    saved = divide(whole - paid(), whole, if_zero=0)
    return _word("cost_saving_rate", saved.clip(None, 1))


def budget_execution_rate(budget: Operand | None = None) -> Node:
    """Compute 预算执行率: paid / planned, 0 if nothing was planned; 0 or more.

    Args:
        budget: the budget to compare with: `adjusted()`, `initial()`; `planned()` if None.
    """
    whole = planned() if budget is None else node(budget)
    return _word("budget_execution_rate", divide(paid(), whole, if_zero=0))


def inverse_share(key: IndicatorKey | None = None) -> Node:
    """Return the share of a ceiling: 1 up to the target, then linear to 0 at twice the target.

    Without a completion rate, for a goal that is not above zero, and for a target that is not a
    ceiling, it is the share attained.
    """
    rate, share_attained = completion_rate(key), attained(key)
    is_above = all_of(target(key) > 0, rate > 1, ~met(key))
    share = when(
        applies(rate), when(is_above, (2 - rate).clip(0, 1), share_attained), share_attained
    )
    return _word("inverse_share", share)


def share_between(
    of: Operand, start: Operand, end: Operand, *, if_equal: Operand | None = None
) -> Node:
    """Return how far a number has come from a start to an end, as a share of that way.

    It is 0 at the start and 1 at the end, whichever of them is the greater; below 0 or above 1
    beyond them, so clip it where that should not count: `.clip(0, 1)`.

    Args:
        of: the number.
        start, end: two numbers; they may be numbers of the evidence.
        if_equal: the value where both are equal; scoring refuses that case if None.

    Example:
        >>> from fiscal_rubric import Criterion, Evidence, Rubric, number
        >>> rule = 10 * share_between(number("deaths"), 20, 4).clip(0, 1)
        >>> rubric = Rubric("r", [Criterion("fewer deaths", 10, rule)])
        >>> rubric.score(Evidence(answers={"deaths": 8})).total
        Decimal('7.50')
    """
    item, first, last = node(of), node(start), node(end)
    instead = None if if_equal is None else node(if_equal)
    if isinstance(first, n.Constant) and isinstance(last, n.Constant) and first.value != last.value:
        is_rising = first.value < last.value
        way = (item - first, last - first) if is_rising else (first - item, first - last)
        return _word("share_between", n.Quotient(*way))
    risen = divide(item - first, last - first)
    fallen = divide(first - item, first - last, if_zero=instead)
    return _word("share_between", when(first < last, risen, fallen))


def table(
    row: str,
    column: str,
    points: Mapping[str, Mapping[str, Operand]],
    *,
    row_text: Text = "",
    column_text: Text = "",
) -> Node:
    """Return the cell of a two-way table, such as likelihood and impact.

    Args:
        row, column: the keys of two questions, which ask for a label each.
        points: label of a row -> label of a column -> points, or any expression; each row has
            the same columns.
        row_text, column_text: the questions as printed.

    Raises:
        FiscalRubricError: rows with different columns.

    Example:
        >>> from fiscal_rubric import Criterion, Evidence, Rubric
        >>> risk = table("likelihood", "impact", {
        ...     "likely": {"major": 0, "minor": 3},
        ...     "unlikely": {"major": 3, "minor": 5},
        ... })
        >>> rubric = Rubric("r", [Criterion("risk", 5, risk)])
        >>> rubric.score(Evidence(answers={"likelihood": "likely", "impact": "minor"})).total
        Decimal('3.00')
    """
    if take_key(row, "row") == take_key(column, "column"):
        refuse("duplicate_key", "table", row)
    rows = take_mapping(points, "points")
    cells = {label: take_mapping(row_of, f"points.{label}") for label, row_of in rows.items()}
    columns = dict.fromkeys(name for row_of in cells.values() for name in row_of)
    for label, row_of in cells.items():
        if len(row_of) < len(columns):
            missing = [name for name in columns if name not in row_of]
            refuse("table_row", f"points.{label}", ", ".join(missing), ", ".join(columns))
    return n.Pick(
        row,
        {label: n.Pick(column, row_of, column_text) for label, row_of in cells.items()},
        row_text,
    )


def _word(name: str, item: Node) -> Node:
    return n.Named(item, name, is_word=True)
