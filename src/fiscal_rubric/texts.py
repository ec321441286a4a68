"""Read-only mappings with a hash, and texts by language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias, TypeVar, Union, cast

V = TypeVar("V")


class FixedMapping(Mapping[str, V]):
    """A read-only mapping from texts; equals mappings with the same items, but True is not 1."""

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
    """Return the text in a language, or in its first language if it lacks that one."""
    if isinstance(text, str):
        return text
    return text.get(language) or next(iter(text.values()))


def printable(text: str) -> str:
    r"""Write control characters and lone surrogates as escapes.

    A key from a document can then neither clear a terminal nor forge a line of a log.

    Example:
        >>> printable("a\x1b[2Jb")
        'a\\x1b[2Jb'
    """
    if text.isprintable():
        return text
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


# Control characters, marks of text direction, and lone surrogates.
_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
