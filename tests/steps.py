"""Told steps, recomputed from the numbers that are printed below them."""

import re
from fractions import Fraction

from fiscal_rubric.exact import exact
from fiscal_rubric.notation import read_quantity
from fiscal_rubric.presentation.explain import Told
from fiscal_rubric.rules import nodes as n

NONE = "—"  # what is printed where a step does not apply


def printed(told: Told) -> Fraction | None:
    """The number that a step prints, in the base of its unit."""
    if told.number == NONE:
        return None
    if told.number[-1].isdigit():
        return exact(told.number)
    return read_quantity(told.number).base if "/" not in told.number else _fraction(told.number)


def _fraction(text: str) -> Fraction:
    number, unit = re.fullmatch(r"([-\d/]+)(.*)", text).groups()
    return exact(number) * read_quantity(f"1{unit}").base


def follows(told: Told) -> bool:
    """Whether a step's number follows from the numbers that the steps below it print."""
    inner = [printed(below) for below in told.inner]
    known = [number for number in inner if number is not None]
    mine = printed(told)
    node = told.step.node
    match node:
        case n.Named():
            return mine == inner[0]
        case n.When():
            branch = inner[-1] if len(inner) > 1 else None
            return mine == branch
        case n.Pick():
            return mine == inner[0]
        case n.Extreme(how=how):
            return mine == (None if not known else min(known) if how == "least" else max(known))
        case n.Average(terms=terms):
            pairs = [(x, w) for x, (_, w) in zip(inner, terms, strict=True) if x is not None]
            whole = sum((w for _, w in pairs), Fraction(0))
            return mine == (sum(x * w for x, w in pairs) / whole if pairs else None)
        case n.Applies():
            return mine == (inner[0] is not None)
        case n.Fold(how="total" | "count"):
            return mine == sum(known, Fraction(0))
        case n.Fold(how="average", weight=None):
            return mine == (sum(known, Fraction(0)) / len(known) if known else None)
        case n.Fold(how="average"):
            pairs = [(x[0], x[1]) for x in ([printed(b) for b in i.inner] for i in told.inner)]
            pairs = [(x, w) for x, w in pairs if x is not None and w]
            whole = sum((w for _, w in pairs), Fraction(0))
            return mine == (sum(x * w for x, w in pairs) / whole if pairs else None)
        case n.Fold(how=how):
            return mine == (None if not known else min(known) if how == "least" else max(known))
        case n.Quotient(if_zero=if_zero):
            if None in inner[:2]:
                return mine is None
            if inner[1] == 0:
                return if_zero is not None and mine == inner[2]
            return mine == inner[0] / inner[1]
        case _:
            pass
    if not inner:
        return True  # a leaf: read from the evidence, or written in the rule
    if len(known) < len(inner):
        return mine is None
    match node:
        case n.Sum():
            return mine == sum(known)
        case n.Product():
            return mine == known[0] * known[1]
        case n.Clip(lower=lower, upper=upper):
            held = known[0] if lower is None else max(known[0], lower)
            return mine == (held if upper is None else min(held, upper))
        case n.Rounded(rounding=rounding):
            return mine == rounding.round(known[0])
        case n.Comparison(how=how):
            left, right = known
            return mine == {"<=": left <= right, "<": left < right, "==": left == right}[how]
        case n.AllOf():
            return mine == all(known)
        case n.AnyOf():
            return mine == any(known)
        case n.Not():
            return mine == (not known[0])
        case _:
            return False


def check_all(told: Told) -> int:
    """Check a step and all below it; how many there are."""
    plain = told.step.item is None or not isinstance(told.step.node, n.Fold)
    weighed = told.step.item is not None and len(told.inner) == 2 and told.step.fact is None
    if plain and not weighed:
        assert follows(told), (told.text, [below.text for below in told.inner])
    return 1 + sum(map(check_all, told.inner))
