"""Find the most that a number of changes adds over groups of facts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import TypeAlias

# The most points that changes in one group add, by their number; None without such a set.
BySize: TypeAlias = Sequence[Fraction | None]


class BestSums:
    """The most points that a number of changes adds over the last groups.

    Args:
        groups: the most that changes add in each group.
        size: the largest number of changes.

    Example:
        >>> sums = BestSums([[Fraction(0), Fraction(3)], [Fraction(0), None, Fraction(1, 2)]], 3)
        >>> [str(sums.most(0, size)) for size in range(4)]
        ['0', '3', '1/2', '7/2']
    """

    def __init__(self, groups: Sequence[BySize], size: int) -> None:
        known = (gain for group in groups for gain in group if gain is not None)
        self._unit = lcm(*(gain.denominator for gain in known))  # whole numbers add faster
        self._most: list[list[int | None]] = [[0, *[None] * size]]
        for group in reversed(groups):
            counted = [None if gain is None else int(gain * self._unit) for gain in group]
            self._most.append(_joined(counted, self._most[-1]))

    def most(self, group: int, size: int) -> Fraction | None:
        """Return the most that so many changes add from a group on; None if there are fewer."""
        found = self._most[-1 - group][size]
        return None if found is None else Fraction(found, self._unit)


def fewest(groups: Sequence[BySize], most: int, missing: Fraction) -> tuple[BestSums, int] | None:
    """Return the fewest changes that add the missing points, after their sums; None if none do.

    Args:
        groups: the most that changes add in each group.
        most: the largest number of changes.
        missing: the points that are missing.
    """
    tried = 8
    while True:
        size = min(tried, most)
        found = BestSums(groups, size)
        for count in range(size + 1):
            total = found.most(0, count)
            if total is not None and total >= missing:
                return found, count
        if tried >= most:
            return None
        tried *= 2


def _joined(group: Sequence[int | None], rest: Sequence[int | None]) -> list[int | None]:
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
