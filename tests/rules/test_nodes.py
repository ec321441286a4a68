"""Nodes refuse invalid fields, also when they are built without a word."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

import fiscal_rubric as w
from fiscal_rubric import FiscalRubricError, yes
from fiscal_rubric.presentation.languages import say
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
        (lambda: n.Picked("k", ""), "empty_text"),
        (lambda: n.Figure("k", Fraction(2), Fraction(1)), "ends"),
        (lambda: n.Figure("k", Fraction(1), Fraction(1), True), "ends"),
        (lambda: n.IndicatorNumber("actual", ""), "empty_text"),
        (lambda: n.IndicatorCondition("met", ("p", "")), "empty_text"),
        (lambda: n.Graded("", "A"), "empty_text"),
        (lambda: n.Reaches("k", ""), "empty_text"),
        (lambda: n.Fold("count", "indicators", ONE), "condition"),
        (lambda: n.Sum(()), "no_terms"),
        (lambda: n.Ordered((), 1, 1), "no_terms"),
        (lambda: n.Average(()), "no_terms"),
        (lambda: n.Average(((yes("a"), Fraction(-1)),)), "negative"),
        (lambda: n.Clip(yes("a"), Fraction(1), Fraction(0)), "ends"),
        (lambda: n.AllOf(()), "no_terms"),
        (lambda: n.AnyOf((ONE,)), "condition"),
        (lambda: n.Not(ONE), "condition"),
        (lambda: n.When(ONE, ONE, TWO), "condition"),
        (lambda: n.Named(ONE, {}), "empty_text"),
        (lambda: n.Named(ONE, "bamds", True), "option"),
        (lambda: n.Named(ONE, {"en": "bands"}, True), "option"),
        (lambda: n.Constant(Fraction(1), "家"), "unit"),
        (lambda: n.Money("planned", date(2020, 1, 1)), "option"),
        (lambda: n.Fold("total", "indicators", ONE, weight=ONE), "option"),
        (lambda: n.Fold("total", "projects", ONE, "quantity"), "option"),
    ],
)
def test_a_node_with_an_invalid_field_is_refused(make: Callable[[], object], code: str) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        make()
    assert caught.value.code == code


def test_each_word_is_built_by_a_function_and_has_a_text_in_both_languages() -> None:
    made = {
        w.bands(ONE, [(w.at_least(1), 1)], otherwise=0),
        w.budget_execution_rate(),
        w.cost_saving_rate(),
        w.deduct_per_miss(3, w.misses()),
        w.deduct_per_step(3, w.paid() / w.planned(), "0.1"),
        w.distance(ONE, TWO),
        w.interpolate(w.actual("k"), [(0, 0), (1, 1)], before=0, after=1),
        w.inverse_share("k"),
        w.misses(),
        w.share_between(ONE, TWO, 3),
        w.weakest_link(ONE, TWO),
    }
    assert {node.name for node in made if isinstance(node, n.Named)} == set(n.WORDS)
    for word in n.WORDS:
        assert say(word, "en") != say(word, "zh")
