"""Numbers are converted exactly, within limits, and rounded."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given

from fiscal_rubric import FiscalRubricError, Rounding
from fiscal_rubric.numbers.exact import DIGITS, constant, exact, number_text, places_text
from fiscal_rubric.numbers.rounding import percent
from fiscal_rubric.testing import strategies as some


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, "3"), (0.1, "1/10"), (1e-7, "1/10000000"), ("2/3", "2/3"), (" -2.50 ", "-5/2"),
        ("1e3", "1000"), (".5", "1/2"), ("5.", "5"), (Decimal("1.10"), "11/10"),
        (Decimal("0e-999999"), "0"), (Fraction(1, 3), "1/3"), (10**59, str(10**59)),
    ],
)  # fmt: skip
def test_numbers_keep_their_exact_value(value: object, expected: str) -> None:
    assert exact(value) == Fraction(expected)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (True, "truth_as_number"), ("", "number"), ("1,000", "number"), ("1_000", "number"),
        ("٣", "number"), ("1/0", "number"), (None, "number"), (1j, "number"), ([], "number"),
        (float("nan"), "not_finite"), (float("-inf"), "not_finite"), ("NaN", "not_finite"),
        (Decimal("Infinity"), "not_finite"), ("1e99999999", "long_number"),
        ("1e-99999999", "long_number"), (10**60, "long_number"), ("9" * 200, "long_number"),
        (Decimal("1e99999999"), "long_number"), (Fraction(1, 10**60), "long_number"),
        (1e300, "long_number"),
    ],
)  # fmt: skip
def test_values_that_are_not_numbers_are_refused(value: object, code: str) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        exact(value, "here")
    assert (caught.value.code, caught.value.faults[0].place) == (code, "here")


def test_the_limit_of_digits_is_sixty() -> None:
    assert DIGITS == 60
    assert exact("9" * 60) == 10**60 - 1


@pytest.mark.parametrize("value", [2 / 3, 11 / 3, 0.1 + 0.2])
def test_long_floats_in_rules_are_refused(value: float) -> None:
    with pytest.raises(FiscalRubricError, match="2/3"):
        constant(value)
    assert exact(value) == Fraction(repr(value))


@pytest.mark.parametrize("value", [0.123456789012345, 123456789012345.0, 1.5, 1e20])
def test_floats_of_up_to_fifteen_digits_are_exact_in_rules(value: float) -> None:
    assert constant(value) == Fraction(repr(value))


def test_a_float_of_sixteen_digits_is_refused_in_rules() -> None:
    with pytest.raises(FiscalRubricError):
        constant(0.1234567890123456)


@given(some.numbers())
def test_text_keeps_every_digit(number: Fraction) -> None:
    assert exact(number_text(number)) == number


def test_numbers_are_written_as_decimals_or_fractions() -> None:
    assert [number_text(Fraction(n)) for n in ("3", "-0.50", "1/3", "1/1048576")] == [
        "3", "-0.5", "1/3", "0.00000095367431640625",
    ]  # fmt: skip
    assert number_text(Fraction(1, 2**21)) == "1/2097152"
    assert [places_text(n, 2) for n in (0, 5, -5, 1234)] == ["0.00", "0.05", "-0.05", "12.34"]
    assert places_text(-7, 0) == "-7"


def test_decimals_have_exactly_their_places() -> None:
    assert str(Rounding(2).decimal(Fraction(3))) == "3.00"
    assert str(Rounding(0).decimal(Fraction(-7, 2))) == "-4"
    assert str(Rounding(3, "down").decimal(Fraction(-2, 3))) == "-0.666"
    assert str(Rounding(2).decimal(Fraction(-1, 1000))) == "0.00"


@pytest.mark.parametrize("places", [-1, 13, "x", True, 1.5])
def test_places_are_integers_from_0_to_12(places: object) -> None:
    with pytest.raises(FiscalRubricError):
        Rounding(places)


def test_numbers_may_be_rounded_to_twelve_places() -> None:
    assert Rounding(12).decimal("0.0000000000015") == Decimal("0.000000000002")


def test_a_share_is_written_in_per_cent_with_two_places() -> None:
    assert percent(Fraction(99865, 100000)) == "99.87%"
    assert percent(Fraction(1, 3)) == "33.33%"
    assert percent(None) is None


def test_a_half_rounds_to_the_even_neighbour_and_more_than_a_half_up() -> None:
    rounding = Rounding(0, "half even")
    halves = ["0.5", "1.5", "2.5", "2.6", "-0.5", "-1.5"]
    assert [int(rounding.decimal(half)) for half in halves] == [0, 2, 2, 3, 0, -2]


def test_rounding_takes_any_kind_of_number() -> None:
    assert Rounding(1).decimal("0.25") == Decimal("0.3")
    with pytest.raises(FiscalRubricError):
        Rounding(1).round(None)
