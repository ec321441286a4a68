"""The most that a number of changes adds, against all combinations."""

from fractions import Fraction
from itertools import product

from hypothesis import given, strategies as st

from fiscal_rubric.analysis.goal.best_sums import BestSums, fewest

Group = list[Fraction | None]
GAINS = st.none() | st.fractions(0, 9, max_denominator=4)
GROUPS = st.lists(st.lists(GAINS, max_size=4).map(lambda gains: [Fraction(0), *gains]), max_size=4)


def all_sums(groups: list[Group]) -> dict[int, Fraction]:
    """The most points by the number of changes, of all combinations."""
    best: dict[int, Fraction] = {}
    for picks in product(*(list(enumerate(group)) for group in groups)):
        gains = [gain for _, gain in picks if gain is not None]
        if len(gains) == len(picks):
            size, total = sum(count for count, _ in picks), sum(gains, Fraction(0))
            best[size] = max(best.get(size, total), total)
    return best


@given(GROUPS, st.integers(0, 12))
def test_the_most_is_that_of_all_combinations(groups: list[Group], size: int) -> None:
    found = BestSums(groups, size)
    for at in range(len(groups) + 1):
        wanted = all_sums(groups[at:])
        assert all(found.most(at, count) == wanted.get(count) for count in range(size + 1))


@given(GROUPS, st.fractions(1, 30, max_denominator=4), st.integers(0, 20))
def test_the_fewest_changes_add_what_is_missing(
    groups: list[Group], missing: Fraction, most: int
) -> None:
    wanted = {size: best for size, best in all_sums(groups).items() if size <= most}
    sizes = [size for size, best in wanted.items() if best >= missing]
    found = fewest(groups, most, missing)
    assert (None if found is None else found[1]) == min(sizes, default=None)


def test_many_changes_are_looked_for_in_larger_tables() -> None:
    found = fewest([[Fraction(0), Fraction(1)]] * 40, 40, Fraction(33))
    assert found is not None
    sums, size = found
    assert (size, sums.most(0, size), sums.most(39, 1)) == (33, 33, 1)
