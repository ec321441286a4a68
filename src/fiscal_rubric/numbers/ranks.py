"""Ranks: positions in a list of numbers that is sorted from the lowest."""

from __future__ import annotations

from fiscal_rubric.errors import refuse
from fiscal_rubric.numbers.exact import exact_whole

LOWEST, MIDDLE, HIGHEST = 1, 0, -1
MOST_RANKS = 10_000


def take_rank(value: object, place: str) -> int:
    """Check a rank: 1 for the lowest number, 2 for the next; -1 for the highest; 0 for the middle.

    Raises:
        FiscalRubricError: it is not an integer from -10 000 to 10 000.
    """
    return exact_whole(value, place, -MOST_RANKS, MOST_RANKS)


def check_ranks(first: int, last: int) -> None:
    """Check that one rank is not above another, and that both are the middle or none.

    Raises:
        FiscalRubricError: they are not in order.
    """
    is_ordered = (first > 0 > last) or (first * last > 0 and first <= last) or first == last
    if not is_ordered:
        refuse("ranks_order", "ranks", f"{first}..{last}")


def between_ranks(first: int, last: int, count: int) -> slice:
    """Return the part of a sorted list from one rank to another, both included.

    A rank beyond the list is the nearest one. Where few numbers are left, the ranks may cross:
    then those between them are taken, so it is never empty.

    Args:
        first, last: the ranks.
        count: how many numbers there are, above zero.

    Example:
        >>> [[10, 20, 30, 40][between_ranks(*ranks, 4)] for ranks in ((1, 1), (2, -2), (0, 0))]
        [[10], [20, 30], [20, 30]]
    """
    ends = (_position(first, count, (count + 1) // 2), _position(last, count, count // 2 + 1))
    return slice(min(ends) - 1, max(ends))


def _position(rank: int, count: int, middle: int) -> int:
    wanted = middle if rank == MIDDLE else rank if rank > 0 else count + 1 + rank
    return min(max(wanted, 1), count)
