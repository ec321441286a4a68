"""Ranks take at least one of any numbers, and those that they name where all are there."""

from statistics import median

from hypothesis import given, strategies as st

from fiscal_rubric.numbers.ranks import between_ranks, check_ranks

RANKS = st.tuples(st.integers(-5, 5), st.integers(-5, 5))


def are_in_order(first: int, last: int) -> bool:
    if first == 0 or last == 0:
        return first == last
    return first > 0 > last or (first * last > 0 and first <= last)


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=9), RANKS)
def test_some_numbers_are_always_taken(numbers: list[int], ranks: tuple[int, int]) -> None:
    if are_in_order(*ranks):
        check_ranks(*ranks)
        assert sorted(numbers)[between_ranks(*ranks, len(numbers))]


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=9))
def test_the_middle_is_the_median(numbers: list[int]) -> None:
    taken = sorted(numbers)[between_ranks(0, 0, len(numbers))]
    assert sum(taken) / len(taken) == median(numbers)


@given(st.integers(1, 4), st.integers(1, 4))
def test_the_numbers_without_the_lowest_and_the_highest(low: int, high: int) -> None:
    numbers = list(range(10))
    assert numbers[between_ranks(1 + low, -1 - high, 10)] == numbers[low : 10 - high]
    assert numbers[between_ranks(-low, -1, 10)] == numbers[10 - low :]
    assert numbers[between_ranks(1, high, 10)] == numbers[:high]
