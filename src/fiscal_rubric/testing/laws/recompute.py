"""Recompute the steps of an explanation from the numbers that are printed below them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import assert_never

from fiscal_rubric.numbers.exact import exact
from fiscal_rubric.numbers.ranks import between_ranks
from fiscal_rubric.numbers.roots import rounded_root
from fiscal_rubric.numbers.spans import day_of
from fiscal_rubric.presentation.step_texts import Told
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.targets.printed_days import days_of
from fiscal_rubric.targets.reading import read_quantity

NONE = "—"  # what is printed where a step does not apply


def printed(shown: Told) -> Fraction | None:
    """Return the number of a step in the base of its unit, or None where it does not apply."""
    if shown.number == NONE:
        return None
    day = days_of(shown.number)
    if day is not None and day.lower is not None:
        return day_of(day.lower, day.unit)
    number = re.sub(r"[^-\d./].*", "", shown.number)
    unit = shown.number[len(number) :]
    return exact(number) * read_quantity(f"1{unit}").base if unit else exact(number)


def first_gap(shown: Told) -> Told | None:
    """Return the first step that does not follow from the numbers printed below it, or None."""
    if not _follows(shown):
        return shown
    return next(filter(None, map(first_gap, _below(shown))), None)


def _below(shown: Told) -> Iterable[Told]:
    """Return the steps below; for a weighted fold, the expression and weight of each item."""
    match shown.step.node:
        case n.Fold(weight=n.Expression()):
            return [inner for item in shown.inner for inner in item.inner]
        case _:
            return shown.inner


def _follows(shown: Told) -> bool:
    """Return whether a step's number follows from the steps below it."""
    inner = [printed(below) for below in shown.inner]
    known = [number for number in inner if number is not None]
    mine = printed(shown)
    match shown.step.node:
        case n.Named() | n.Pick():
            return mine == inner[0]
        case n.When():
            return mine == (inner[-1] if len(inner) > 1 else None)
        case n.Ordered(first=first, last=last) | n.Fold(how="ordered", first=first, last=last):
            return mine == (_ordered(first, last, known) if known else None)
        case n.Average(terms=terms):
            return mine == _mean(zip(inner, [weight for _, weight in terms], strict=True))
        case n.Applies():
            return mine == (inner[0] is not None)
        case n.Fold(how="total" | "count"):
            return mine == sum(known, Fraction(0))
        case n.Fold(weight=None):
            return mine == _mean((number, Fraction(1)) for number in inner)
        case n.Fold():
            items = ([printed(below) for below in item.inner] for item in shown.inner)
            return mine == _mean((number, weight) for number, weight in items)
        case n.Quotient():
            return mine == _quotient(inner)
        case _ if not inner:
            return True  # a leaf: read from the evidence, or written in the rule
        case _ if len(known) < len(inner):
            return mine is None
        case node:
            return mine == _result(node, known)


def _ordered(first: int, last: int, known: Sequence[Fraction]) -> Fraction:
    chosen = sorted(known)[between_ranks(first, last, len(known))]
    return sum(chosen, Fraction(0)) / len(chosen)


def _mean(pairs: Iterable[tuple[Fraction | None, Fraction | None]]) -> Fraction | None:
    found = [(number, weight) for number, weight in pairs if number is not None and weight]
    whole = sum((weight for _, weight in found), Fraction(0))
    return (
        sum((number * weight for number, weight in found), Fraction(0)) / whole if found else None
    )


def _quotient(inner: Sequence[Fraction | None]) -> Fraction | None:
    above, below, *at_zero = inner
    if above is None or below is None:
        return None
    if below == 0:
        return at_zero[0] if at_zero else None
    return above / below


def _result(node: n.Node, known: Sequence[Fraction]) -> Fraction | bool:
    """Compute a node from the numbers below it, all of which apply."""
    match node:
        case n.Sum():
            return sum(known, Fraction(0))
        case n.Product():
            return known[0] * known[1]
        case n.Clip(lower=lower, upper=upper):
            held = known[0] if lower is None else max(known[0], lower)
            return held if upper is None else min(held, upper)
        case n.Root(degree=degree, rounding=rounding):
            return rounded_root(known[0], degree, rounding)
        case n.Rounded(rounding=rounding):
            return rounding.round(known[0])
        case n.Comparison(how=how):
            left, right = known
            return {"<=": left <= right, "<": left < right, "==": left == right}[how]
        case n.AllOf():
            return all(known)
        case n.AnyOf():
            return any(known)
        case n.Not():
            return not known[0]
        case n.Named() | n.Pick() | n.When() | n.Ordered() | n.Average() | n.Applies():
            raise AssertionError("handled above")
        case n.Fold() | n.Quotient():
            raise AssertionError("handled above")
        case n.Constant() | n.Yes() | n.Picked() | n.Figure() | n.Money() | n.NotApplicable():
            raise AssertionError("nothing is below it")
        case n.IndicatorNumber() | n.IndicatorCondition() | n.Points() | n.Subtotal():
            raise AssertionError("nothing is below it")
        case n.Graded() | n.Reaches():
            raise AssertionError("nothing is below it")
        case _:
            assert_never(node)
