"""Written targets and results are read back, for any number."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from fiscal_rubric.numbers.spans import Span
from fiscal_rubric.targets import (
    NumericActual,
    NumericTarget,
    read_actual,
    read_target,
    write_actual,
    write_target,
)

NUMBERS = st.fractions(-1000, 1000, max_denominator=999) | st.sampled_from(
    [Fraction(1, 3), Fraction(-2, 7), Fraction(1, 2**30), Fraction(1, 10**25), Fraction(1, 6**9)]
)
UNITS = st.sampled_from(["", "家", "万元", "%", "天"])


@given(NUMBERS, UNITS, st.booleans())
def test_a_target_of_any_number_is_read_back(number: Fraction, unit: str, is_open: bool) -> None:
    for target in (
        NumericTarget("at least", Span(number, lower_open=is_open, unit=unit)),
        NumericTarget("at most", Span(None, number, upper_open=is_open, unit=unit)),
        NumericTarget("exactly", Span(number, number, unit=unit)),
    ):
        assert read_target(write_target(target)) == target


@given(NUMBERS, UNITS)
def test_a_result_of_any_number_is_read_back(number: Fraction, unit: str) -> None:
    for actual in (
        NumericActual(Span(number, number, unit=unit)),
        NumericActual(Span(number, lower_open=True, unit=unit)),
        NumericActual(Span(number, number, unit=unit), base="2019年度"),
    ):
        assert read_actual(write_actual(actual)) == actual


def test_a_number_that_is_not_a_decimal_is_written_in_brackets_after_a_sign() -> None:
    assert write_target(NumericTarget("at least", Span(Fraction(1, 3), unit="家"))) == "≥(1/3)家"
    assert write_actual(NumericActual(Span(Fraction(1, 3), Fraction(1, 3)))) == "=(1/3)"


@pytest.mark.parametrize("cell", ["1/3", "3/5家", "(1/3)家", "2020/12"])
def test_a_fraction_without_a_sign_is_not_a_number(cell: str) -> None:
    assert not isinstance(read_actual(cell), NumericActual)
