"""The most that a number of changes adds over groups of facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

# The most that changes in one group add, by their number, in a unit of points; None without a set.
BySize: TypeAlias = Sequence[int | None]


class BestSums:
    """The most that a number of changes adds over the last groups.

    Args:
        groups: the most that changes add in each group.
        size: the largest number of changes.

    Attributes:
        size: the largest number of changes.

    Example:
        >>> BestSums([[0, 3], [0, None, 5]], 3).most(0)
        [0, 3, 5, 8]
    """

    def __init__(self, groups: Sequence[BySize], size: int) -> None:
        self.size = size
        self._most: list[list[int | None]] = [[0, *[None] * size]]
        for group in reversed(groups):
            self._most.append(_joined(group, self._most[-1]))

    def most(self, group: int) -> list[int | None]:
        """Return the most that changes add from a group on, by their number."""
        return self._most[-1 - group]


def least_sums(groups: Sequence[BySize], most: int, missing: int) -> BestSums | None:
    """Return the sums of the fewest changes that add the missing points; None if none do.

    Args:
        groups: the most that changes add in each group.
        most: the largest number of changes.
        missing: the points that are missing, in the same unit.
    """
    tried = 8
    while True:
        found = BestSums(groups, min(tried, most))
        for size, total in enumerate(found.most(0)):
            if total is not None and total >= missing:
                return BestSums(groups, size)
        if tried >= most:
            return None
        tried *= 2


def _joined(group: BySize, rest: Sequence[int | None]) -> list[int | None]:
    """Return the most of a group and the groups after it together."""
    given = [(count, gain) for count, gain in enumerate(group) if gain is not None]
    joined: list[int | None] = []
    for size in range(len(rest)):
        sums = [
            gain + more
            for count, gain in given
            if count <= size and (more := rest[size - count]) is not None
        ]
        joined.append(max(sums, default=None))
    return joined
