"""Nodes refuse what is not sound, however they are made."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from fiscal_rubric import FiscalRubricError, yes
from fiscal_rubric.rules import nodes as n

ONE, TWO = n.Constant(Fraction(1)), n.Constant(Fraction(2))


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: n.Yes(""), "empty_text"),
        (lambda: n.Constant(Fraction(1), "3元"), "unit"),
        (lambda: n.Pick("k", ()), "no_terms"),
        (lambda: n.Pick("k", (("a", ONE), ("a", TWO))), "duplicate_key"),
        (lambda: n.Pick("k", (("", ONE),)), "empty_text"),
        (lambda: n.Chosen("k", ""), "empty_text"),
        (lambda: n.Figure("k", Fraction(2), Fraction(1)), "ends"),
        (lambda: n.Figure("k", Fraction(1), Fraction(1), True), "ends"),
        (lambda: n.IndicatorNumber("actual", ""), "empty_text"),
        (lambda: n.IndicatorCondition("met", ("p", "")), "empty_text"),
        (lambda: n.Graded("", "A"), "empty_text"),
        (lambda: n.Reaches("k", ""), "empty_text"),
        (lambda: n.Fold("count", "indicators", ONE), "condition"),
        (lambda: n.Sum(()), "no_terms"),
        (lambda: n.Extreme("least", ()), "no_terms"),
        (lambda: n.Average(()), "no_terms"),
        (lambda: n.Average(((yes("a"), Fraction(-1)),)), "negative"),
        (lambda: n.Clip(yes("a"), Fraction(1), Fraction(0)), "ends"),
        (lambda: n.AllOf(()), "no_terms"),
        (lambda: n.AnyOf((ONE,)), "condition"),
        (lambda: n.Not(ONE), "condition"),
        (lambda: n.When(ONE, ONE, TWO), "condition"),
        (lambda: n.Named(ONE, {}), "empty_text"),
    ],
)
def test_a_node_that_is_not_sound_is_not_made(make: Callable[[], object], code: str) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        make()
    assert caught.value.code == code
