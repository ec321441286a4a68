"""Mappings that can't change, with a hash: answers, notes, and texts by language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias, TypeVar, Union, cast

V = TypeVar("V")


class FixedMapping(Mapping[str, V]):
    """A read-only mapping from texts; equal to any mapping with the same items; True is not 1."""

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, V] | None = None) -> None:
        self._items: dict[str, V] = dict(items or {})

    def __getitem__(self, key: str) -> V:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mapping):
            return NotImplemented
        items = cast("Mapping[object, object]", other)
        return self._items == dict(items.items()) and all(
            isinstance(value, bool) == isinstance(items[key], bool)
            for key, value in self._items.items()
        )

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return repr(self._items)


# A text, or a text per language.
FixedText: TypeAlias = Union[str, FixedMapping[str]]


def text_in(text: FixedText, language: str) -> str:
    """The text in a language, else in the first one it has."""
    if isinstance(text, str):
        return text
    return text.get(language) or next(iter(text.values()))
