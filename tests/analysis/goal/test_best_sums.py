"""The most that a number of changes adds, against all combinations."""

from itertools import product

from hypothesis import given, strategies as st

from fiscal_rubric.analysis.goal.best_sums import BestSums, least_sums

GAINS = st.none() | st.integers(0, 9)
GROUPS = st.lists(st.lists(GAINS, max_size=4).map(lambda gains: [0, *gains]), max_size=4)


def all_sums(groups: list[list[int | None]]) -> dict[int, int]:
    """The most points by the number of changes, of all combinations."""
    best: dict[int, int] = {}
    for picks in product(*(list(enumerate(group)) for group in groups)):
        gains = [gain for _, gain in picks if gain is not None]
        if len(gains) == len(picks):
            size = sum(count for count, _ in picks)
            best[size] = max(best.get(size, 0), sum(gains))
    return best


@given(GROUPS, st.integers(0, 12))
def test_the_most_is_that_of_all_combinations(groups: list[list[int | None]], size: int) -> None:
    found = BestSums(groups, size)
    for at in range(len(groups) + 1):
        wanted = all_sums(groups[at:])
        assert found.most(at) == [wanted.get(count) for count in range(size + 1)]


@given(GROUPS, st.integers(1, 30), st.integers(0, 20))
def test_the_fewest_changes_add_what_is_missing(
    groups: list[list[int | None]], missing: int, most: int
) -> None:
    wanted = {size: best for size, best in all_sums(groups).items() if size <= most}
    sizes = [size for size, best in wanted.items() if best >= missing]
    found = least_sums(groups, most, missing)
    assert (None if found is None else found.size) == min(sizes, default=None)


def test_many_changes_are_looked_for_in_larger_tables() -> None:
    found = least_sums([[0, 1]] * 40, 40, 33)
    assert found is not None
    assert (found.size, found.most(0)[-1], found.most(39)[:2]) == (33, 33, [0, 1])
