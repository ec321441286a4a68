"""Count the sets of facts that differ, where some facts are interchangeable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeAlias, TypeVar

P = TypeVar("P", bound=Hashable)
Pattern: TypeAlias = Mapping[object, int]  # how many facts of each kind


def patterns(kinds: Mapping[P, object], size: int) -> Iterator[Pattern]:
    """Yield how many facts of each kind a set of a size may have.

    Args:
        kinds: the kind of each fact; facts of one kind are interchangeable.
        size: how many facts a set has.

    Example:
        >>> [dict(found) for found in patterns({"a": 1, "b": 1, "c": 2}, 2)]
        [{1: 2}, {1: 1, 2: 1}]
    """
    yield from _patterns(list(Counter(kinds.values()).items()), size)


def _patterns(left: list[tuple[object, int]], size: int) -> Iterator[dict[object, int]]:
    if size == 0:
        yield {}
        return
    if not left:
        return
    (kind, most), *others = left
    for count in range(min(most, size), -1, -1):
        for rest in _patterns(others, size - count):
            yield {kind: count, **rest} if count else rest


def sets_of(kinds: Mapping[P, object], pattern: Pattern, most: int) -> list[tuple[P, ...]]:
    """Return the first sets of facts with a pattern, in the order of the facts.

    Example:
        >>> sets_of({"a": 1, "b": 1, "c": 2}, {1: 1, 2: 1}, 20)
        [('a', 'c'), ('b', 'c')]
    """
    return list(islice(_sets(list(kinds.items()), dict(pattern)), most))


def _sets(left: Sequence[tuple[P, object]], wanted: dict[object, int]) -> Iterator[tuple[P, ...]]:
    if not any(wanted.values()):
        yield ()
        return
    for at, (place, kind) in enumerate(left):
        if wanted.get(kind, 0):
            rest = {**wanted, kind: wanted[kind] - 1}
            for others in _sets(left[at + 1 :], rest):
                yield (place, *others)
