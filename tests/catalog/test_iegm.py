"""IEGM against the published indices of 1,161 city-years."""

from decimal import Decimal

import pytest

from fiscal_rubric import NOT_APPLICABLE, Evidence
from fiscal_rubric.catalog.iegm import RUBRIC, WEIGHTS, rubric
from oracles import Checked, rows_of

FILE = "brazil_iegm_minas_gerais.csv"
HIGH = dict.fromkeys(WEIGHTS, "0.95")


@pytest.mark.oracle(FILE)
def test_published_indices_follow_from_their_components(checked: Checked) -> None:
    """A component without a grade was not delivered; then the total is printed 0, without one."""
    whole = zero = components = others = 0
    for row in rows_of(FILE):
        answers = {k: row[k] if row[f"{k}_grade"] else NOT_APPLICABLE for k in WEIGHTS}
        card = RUBRIC.score(Evidence(answers=answers))
        is_whole = NOT_APPLICABLE not in answers.values()
        for key in WEIGHTS:
            assert card[key].grade == (row[f"{key}_grade"] or None), row
            components += is_whole
            others += not is_whole and answers[key] is not NOT_APPLICABLE
        assert card.total == Decimal(row["iegm"]), row
        assert card.grade == (row["iegm_grade"] or None), row
        whole += is_whole
        zero += not is_whole
    assert (whole, components, zero, others) == (1132, 7924, 29, 131)
    checked(FILE, whole, "totals, to the last digit, and their grades")
    checked(FILE, components + others, "grades of components")
    checked(FILE, zero, "totals that are zero because a component was not delivered")


def test_a_component_of_zero_has_a_grade_and_a_missing_one_has_none() -> None:
    card = RUBRIC.score(Evidence(answers={**HIGH, "i_amb": 0, "i_plan": NOT_APPLICABLE}))
    assert (card["i_amb"].points, card["i_amb"].grade) == (0, "C")
    assert (card["i_plan"].points, card["i_plan"].grade) == (0, None)
    assert (str(card.total), card.grade) == ("0.0000", None)


def test_an_a_needs_five_components_graded_a() -> None:
    assert RUBRIC.score(Evidence(answers=HIGH)).grade == "A"
    three = dict.fromkeys(("i_amb", "i_cidade", "i_govti"), "0.8")
    card = RUBRIC.score(Evidence(answers={**dict.fromkeys(WEIGHTS, 1), **three}))
    assert (card.total, card.grade) == (Decimal("0.96"), "B+")


def test_other_weights_make_another_rubric() -> None:
    other = rubric({**WEIGHTS, "i_educ": 0.25, "i_saude": 0.15})
    assert other.identity != RUBRIC.identity
    assert rubric(dict(WEIGHTS)).identity == RUBRIC.identity
