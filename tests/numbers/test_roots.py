"""Rounded roots are those of the exact number, in each mode."""

from fractions import Fraction
from math import isqrt

import pytest
from hypothesis import given, strategies as st

from fiscal_rubric import FiscalRubricError, Rounding
from fiscal_rubric.numbers.roots import rounded_root, take_degree
from fiscal_rubric.numbers.rounding import MODES

NUMBERS = st.fractions(0, 10**6, max_denominator=10**4)


@given(NUMBERS, st.integers(2, 12), st.integers(0, 6), st.sampled_from(MODES))
def test_a_root_lies_where_its_rounding_says(
    number: Fraction, degree: int, places: int, mode: str
) -> None:
    tick = Fraction(1, 10**places)
    found = rounded_root(number, degree, Rounding(places, mode))
    assert found % tick == 0
    below = {"half up": tick / 2, "half even": tick / 2, "down": Fraction(0), "up": tick}[mode]
    above = {"half up": tick / 2, "half even": tick / 2, "down": tick, "up": Fraction(0)}[mode]
    assert max(found - below, Fraction(0)) ** degree <= number <= (found + above) ** degree
    if mode == "down":
        assert number < (found + tick) ** degree
    if mode == "up":
        assert found == 0 == number or number > (found - tick) ** degree
    if mode == "half up":
        assert number < (found + tick / 2) ** degree


@given(st.integers(0, 10**6), st.integers(2, 5), st.integers(0, 3), st.sampled_from(MODES))
def test_a_root_with_few_places_is_exact_and_its_ties_are_rounded(
    count: int, degree: int, places: int, mode: str
) -> None:
    root = Fraction(count, 2000)  # some lie halfway between two ticks
    rounding = Rounding(places, mode)
    assert rounded_root(root**degree, degree, rounding) == rounding.round(root)


@given(st.integers(0, 10**12))
def test_a_root_cut_off_to_whole_numbers_is_that_of_the_integers(number: int) -> None:
    assert rounded_root(Fraction(number), 2, Rounding(0, "down")) == isqrt(number)


@pytest.mark.parametrize("degree", [1, 0, -2, 13, "2.5"])
def test_a_degree_is_a_whole_number_from_two_to_twelve(degree: object) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        take_degree(degree)
    assert (caught.value.code, caught.value.faults[0].place) == ("option", "degree")
