"""Read-only mappings with a hash, and texts by language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias, TypeVar, Union, cast

V = TypeVar("V")


class FixedMapping(Mapping[str, V]):
    """A read-only mapping from texts; equals mappings with the same items, but True is not 1.

    Attributes:
        plain: the items as a dict, for quick look-ups; nothing may change it.
    """

    __slots__ = ("plain",)

    def __init__(self, items: Mapping[str, V] | None = None) -> None:
        self.plain: dict[str, V] = dict(items or {})

    def __getitem__(self, key: str) -> V:
        return self.plain[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.plain)

    def __len__(self) -> int:
        return len(self.plain)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mapping):
            return NotImplemented
        items = cast("Mapping[object, object]", other)
        return self.plain == dict(items.items()) and all(
            isinstance(value, bool) == isinstance(items[key], bool)
            for key, value in self.plain.items()
        )

    def __hash__(self) -> int:
        return hash(frozenset(self.plain.items()))

    def __repr__(self) -> str:
        return repr(self.plain)


def holding(items: dict[str, V]) -> FixedMapping[V]:
    """Return a mapping of a dict that nothing else holds, without a copy."""
    found = cast("FixedMapping[V]", object.__new__(FixedMapping))
    found.plain = items
    return found


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
