"""Taking arguments: texts, keys, options and sequences, each refused by name where it is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, TypeVar, Union

from fiscal_rubric.errors import describe, near, refuse
from fiscal_rubric.mappings import FixedMapping

T = TypeVar("T")

LONGEST_TEXT = 20_000
LONGEST_KEY = 400

# A text in one language, or a text per language: {"zh": "成本节约率", "en": "cost-saving rate"}.
Text: TypeAlias = Union[str, Mapping[str, str]]
FixedText: TypeAlias = Union[str, FixedMapping[str]]


def take_plain(value: object, place: str, longest: int = LONGEST_TEXT) -> str:
    """A text as it is; "" is one."""
    if not isinstance(value, str):
        refuse("wrong_type", place, value, "a text")
    text = str.__str__(value)
    if len(text) > longest:
        refuse("long_text", place, str(len(text)), str(longest))
    if any("\ud800" <= character <= "\udfff" for character in text):
        refuse("broken_text", place, describe(text))
    return text


def take_key(value: object, place: str = "key") -> str:
    """A text that names something: not empty."""
    key = take_plain(value, place, LONGEST_KEY)
    if not key:
        refuse("empty_text", place)
    return key


def take_text(value: object, place: str = "text") -> FixedText:
    """A text, or one per language."""
    if not isinstance(value, Mapping):
        return take_plain(value, place)
    if not value:
        refuse("empty_text", place)
    return FixedMapping(
        {
            take_key(language, f"{place}.language"): take_plain(text, f"{place}.{language}")
            for language, text in take_mapping(value, place).items()
        }
    )


def key_of(name: FixedText, key: object) -> str:
    """The key of something with a name: the name itself unless one is given."""
    if key is not None:
        return take_key(key)
    if not isinstance(name, str):
        refuse("two_languages", "name")
    return take_key(name, "name")


def text_in(text: FixedText, language: str) -> str:
    """The text in a language, else in the first one it has."""
    if isinstance(text, str):
        return text
    return text.get(language) or next(iter(text.values()))


def take_option(value: object, place: str, options: tuple[T, ...]) -> T:
    """One of a few fixed texts."""
    if isinstance(value, str):
        plain = str.__str__(value)
        for option in options:
            if option == plain:
                return option
        names = tuple(map(str, options))
        refuse("option", place, value, *(near(plain, names, len(names)) if len(names) > 5 else names))
    refuse("option", place, value, *map(str, options))


def take_bool(value: object, place: str) -> bool:
    """True or False, nothing that only counts as such."""
    if not isinstance(value, bool):
        refuse("wrong_type", place, value, "True", "False")
    return value


def take_sequence(value: object, place: str, what: str = "a list") -> tuple[Any, ...]:
    """The items of a list or tuple."""
    if not isinstance(value, list | tuple):
        refuse("wrong_type", place, value, what)
    return tuple(value)


def take_pairs(value: object, place: str) -> tuple[tuple[Any, Any], ...]:
    """A list of pairs, or a mapping as one."""
    if isinstance(value, Mapping):
        return tuple(take_mapping(value, place).items())
    pairs = take_sequence(value, place, "a list of pairs")
    for pair in pairs:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            refuse("wrong_type", place, pair, "a pair")
    return tuple((pair[0], pair[1]) for pair in pairs)


def take_mapping(value: object, place: str) -> dict[Any, Any]:
    """A mapping with keys that are texts."""
    if not isinstance(value, Mapping):
        refuse("wrong_type", place, value, "a mapping")
    return {take_key(key, f"{place} key"): item for key, item in dict(value).items()}


def take_instance(value: object, place: str, *kinds: type[T]) -> T:
    """An object of one of some classes."""
    if not isinstance(value, kinds):
        refuse("wrong_type", place, value, *(f"a {kind.__name__}" for kind in kinds))
    return value


def instances(kind: type[T], place: str) -> Callable[[object], tuple[T, ...]]:
    """A converter: a list of objects of one class."""

    def convert(value: object) -> tuple[T, ...]:
        return tuple(take_instance(item, place, kind) for item in take_sequence(value, place))

    return convert
