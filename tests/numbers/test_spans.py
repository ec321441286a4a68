"""Units convert, a missing unit takes the other one, and a clash names both."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from fiscal_rubric import FiscalRubricError
from fiscal_rubric.numbers.spans import Quantity, Span, exactly
from fiscal_rubric.numbers.units import adopt, is_money, scale_of, unit_of
from fiscal_rubric.testing import strategies as some


@pytest.mark.parametrize(
    ("unit", "scale", "base"),
    [
        ("元", 1, "元"), ("万元", 10**4, "元"), ("亿元", 10**8, "元"), ("千元", 1000, "元"),
        ("百万元", 10**6, "元"), ("万人次", 10**4, "人次"), ("万", 10**4, ""), ("家", 1, "家"),
        ("%", Fraction(1, 100), "share"), ("‰", Fraction(1, 1000), "share"),
        ("个百分点", Fraction(1, 100), "difference of shares"), ("千克", 1, "公斤"),
        ("千米", 1000, "米"), ("亩", Fraction(2000, 3), "平方米"), ("", 1, ""),
    ],
)  # fmt: skip
def test_units_convert_to_their_base(unit: str, scale: object, base: str) -> None:
    assert unit_of(unit) == (scale, base)


@pytest.mark.parametrize(("left", "right"), [("家", "次"), ("%", "个百分点"), ("元", "人")])
def test_a_clash_of_units_names_both(left: str, right: str) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        adopt(left, right)
    assert caught.value.faults[0].found == f"{left} / {right}"


def test_a_missing_unit_takes_the_other_one() -> None:
    assert scale_of("", "万元") == 10**4
    assert scale_of("元", "万元") == 1
    assert Span(90, unit="%").holds(Span(95, 95))
    assert Span(200, unit="万").holds(Span("1955000", "2000001", unit="元")) is False
    assert Span(None, 200, unit="万").holds(Span("195.5", "195.5", unit="万元"))


def test_units_get_their_usual_spelling() -> None:
    spelled = {"百分比": "%", "人/次": "人次", "百分点": "个百分点", "m2": "平方米", "％": "%"}
    assert {unit: Quantity(1, unit).unit for unit in spelled} == spelled
    assert is_money("万元")
    assert not is_money("%")
    with pytest.raises(FiscalRubricError) as caught:
        Quantity(1, "家2")
    assert caught.value.code == "unit"


@pytest.mark.parametrize(
    "make",
    [
        lambda: Span(),
        lambda: Span(2, 1),
        lambda: Span(1, 1, lower_open=True),
        lambda: Span(1, lower_open=True, upper_open=True),
        lambda: Span(None, 5, lower_open=True),
        lambda: Span(5, None, upper_open=True),
    ],
)
def test_spans_without_numbers_or_ends_are_refused(make: object) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        make()
    assert caught.value.code == "ends"


def spans() -> st.SearchStrategy[Span]:
    return some.promises().map(lambda promise: promise.span)


@given(some.numbers(-9, 9), some.numbers(-9, 9), some.numbers(-9, 9), st.booleans(), st.booleans())
def test_holds_and_is_apart_agree_with_the_numbers(
    end: Fraction, low: Fraction, high: Fraction, is_open: bool, upwards: bool
) -> None:
    """Compare with the two ends of the other span, as numbers."""
    low, high = sorted((low, high))
    mine = Span(end, None, lower_open=is_open) if upwards else Span(None, end, upper_open=is_open)
    other = Span(low, high)

    def has(number: Fraction) -> bool:
        if number == end:
            return not is_open
        return (number > end) == upwards

    assert mine.holds(other) == (has(low) and has(high))
    assert mine.is_apart(other) == (not has(low) and not has(high))
    assert other.is_apart(mine) == mine.is_apart(other)
    assert mine.holds(mine)
    assert not other.holds(mine)


def test_one_number_is_a_span() -> None:
    assert exactly(Fraction(3), "家") == Span(3, 3, unit="家")
    assert exactly(Fraction(3)).point == 3
    assert str(Quantity("1/3", "家")) == "1/3家"


@given(some.quantities())
def test_the_base_converts_the_value(quantity: Quantity) -> None:
    assert quantity.base == quantity.value * unit_of(quantity.unit)[0]
