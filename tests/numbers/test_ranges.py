"""Arithmetic of ranges contains all results, and conditions have three values."""

from fractions import Fraction

from hypothesis import given, strategies as st

from fiscal_rubric.numbers.ranges import (
    EITHER,
    EVERYTHING,
    NO,
    YES,
    End,
    Infinity,
    Range,
    Value,
    all_ranges,
    any_range,
    either,
    end_order,
    highest,
    known,
    lowest,
    minus,
    opposite,
    passing,
    precedes,
    same,
    what_applies,
)

SMALL = st.fractions(-3, 3, max_denominator=3)
ENDS: st.SearchStrategy[End] = SMALL | st.sampled_from(Infinity)


@st.composite
def held(draw: st.DrawFn) -> tuple[Range, Fraction]:
    """Draw a range, and a number in it."""
    number = draw(SMALL)
    lower, upper = draw(ENDS), draw(ENDS)
    return Range(lowest((lower, number)), highest((upper, number))), number


def inside(number: Fraction, found: Range) -> bool:
    return Range(number, number).within(found)


@given(held(), held())
def test_ranges_contain_the_sums_products_and_quotients_of_their_numbers(
    one: tuple[Range, Fraction], other: tuple[Range, Fraction]
) -> None:
    (left, a), (right, b) = one, other
    assert inside(a + b, left + right)
    assert inside(a * b, left * right)
    if b > 0:
        assert inside(a / b, left.over_positive(right))
    assert inside(a, left.hull(right))
    assert inside(b, left.hull(right))


@given(held(), held())
def test_comparisons_of_ranges_contain_those_of_their_numbers(
    one: tuple[Range, Fraction], other: tuple[Range, Fraction]
) -> None:
    (left, a), (right, b) = one, other
    for found, holds in (
        (left.below(right, or_equal=True), a <= b),
        (left.below(right, or_equal=False), a < b),
        (left.equal(right), a == b),
    ):
        assert inside(Fraction(int(holds)), found)


@given(ENDS, ENDS)
def test_ends_are_ordered_like_their_keys(left: End, right: End) -> None:
    assert precedes(left, right) == (end_order(left) < end_order(right))
    assert same(left, right) == (end_order(left) == end_order(right))
    assert precedes(minus(right), minus(left)) == precedes(left, right)


def test_conditions_have_three_values() -> None:
    assert [all_ranges(pair) for pair in ((YES, YES), (YES, EITHER), (NO, EITHER))] == [
        YES, EITHER, NO,
    ]  # fmt: skip
    assert [any_range(pair) for pair in ((NO, NO), (NO, EITHER), (YES, EITHER))] == [
        NO, EITHER, YES,
    ]  # fmt: skip
    assert [opposite(each) for each in (YES, NO, EITHER)] == [NO, YES, EITHER]


def test_operations_pass_on_not_applicable_and_errors() -> None:
    three, nothing, refused = known(Fraction(3)), Value(None, may_not_apply=True), Value(None)
    assert passing(lambda found: found[0], [three, nothing]) == nothing
    assert passing(lambda found: found[0], [three, refused, nothing]) == refused
    assert either([three, refused]) == three
    assert either([three, nothing]) == Value(three.range, may_not_apply=True)
    assert what_applies([three, refused]) is None
    assert (refused.is_refused, nothing.is_refused, nothing.is_known) == (True, False, True)
    assert (three.number, nothing.number, Value(EVERYTHING).number) == (3, None, None)
    assert Range(Fraction(1), Fraction(2)) != 1
    assert hash(YES) == hash(Range(Fraction(1), Fraction(1)))
    assert YES.meet(NO) == NO
