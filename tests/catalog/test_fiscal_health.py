"""An index by minimum and maximum, with the ends of all states as references."""

from fractions import Fraction

import pytest

from fiscal_rubric import Evidence, FiscalRubricError, Reference, portfolio
from fiscal_rubric.catalog.fiscal_health_2025 import MEASURES, RUBRIC, SUB_INDICES, measure

KEYS = [key for measures in MEASURES.values() for key in measures]
STATES = {
    "A": dict(zip(KEYS, (70, 4, 9, 50, 2, 0, 10, 20, 3), strict=True)),
    "B": dict(zip(KEYS, (60, 2, 6, 40, 4, 2, 20, 40, -1), strict=True)),
    "C": dict(zip(KEYS, (65, 3, 7, 45, 3, 1, 17, 30, 1), strict=True)),
}
ENDS = {
    f"{key}.{end}": Reference(how, measure(key))
    for key in KEYS
    for end, how in (("low", "least"), ("high", "most"))
}


def test_the_best_state_has_all_and_the_worst_none() -> None:
    given = {name: Evidence(answers=values) for name, values in STATES.items()}
    found = portfolio(RUBRIC, given, references=ENDS)
    totals = {m.key: str(m.card.total) for m in found if m.card is not None}
    # C: 1/2 1/2, 1/3 1/2, 1/2 1/2, 3/10 1/2, 1/2
    share = Fraction(1, 2) + Fraction(5, 12) + Fraction(1, 2) + Fraction(2, 5) + Fraction(1, 2)
    assert totals == {"A": "100.0", "B": "0.0", "C": str(round(float(share * 20), 1))}
    card = found.members[2].card
    assert card is not None
    assert card["revenue"].exact == Fraction(500, 12)
    assert str(card["revenue"].points) == "41.67"


def test_a_measure_that_does_not_exist_is_refused() -> None:
    with pytest.raises(FiscalRubricError, match="capital"):
        measure("capitol")


def test_a_measure_that_is_the_same_everywhere_gives_nothing() -> None:
    given = {name: Evidence(answers=STATES["A"]) for name in "XY"}
    found = portfolio(RUBRIC, given, references=ENDS)
    assert {m.card.total for m in found if m.card is not None} == {0}
    assert len(SUB_INDICES) == len(RUBRIC.parts)
