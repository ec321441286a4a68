"""Check arguments: texts, keys, options and sequences; a wrong one is refused by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol, TypeAlias, TypeVar, Union, cast

from attrs import fields

from fiscal_rubric.errors import describe, near, refuse
from fiscal_rubric.texts import FixedMapping, FixedText

T = TypeVar("T")

LONGEST_TEXT = 20_000
LONGEST_KEY = 400

# A text, or a text per language: {"zh": "成本节约率", "en": "cost-saving rate"}.
Text: TypeAlias = Union[str, Mapping[str, str]]

# The key of an indicator, or (project key, indicator key) where several projects are scored.
IndicatorKey: TypeAlias = Union[str, tuple[str, str]]


def take_plain(value: object, place: str, longest: int = LONGEST_TEXT) -> str:
    """Check that a value is a text; it may be empty."""
    if not isinstance(value, str):
        refuse("wrong_type", place, describe(value), "str")
    text = str.__str__(value)
    if len(text) > longest:
        refuse("long_text", place, str(len(text)), str(longest))
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            refuse("broken_text", place, describe(text))
    return text


def take_key(value: object, place: str = "key") -> str:
    """Check that a value is a text that is not empty."""
    key = take_plain(value, place, LONGEST_KEY)
    if not key:
        refuse("empty_text", place)
    return key


def take_indicator_key(value: object) -> IndicatorKey:
    """Check that a value is a key, or a pair of project and indicator key."""
    if isinstance(value, tuple):
        pair = take_sequence(cast("object", value), "key")
        if len(pair) != 2:
            refuse("wrong_type", "key", f"{len(pair)}", "str", "(project, key)")
        return take_key(pair[0], "project"), take_key(pair[1])
    return take_key(value)


def take_text(value: object, place: str = "text") -> FixedText:
    """Check that a value is a text, or a mapping from language to text."""
    if isinstance(value, str):
        return take_plain(value, place)
    if not isinstance(value, Mapping):
        refuse("wrong_type", place, describe(value), "str", '{"zh": "…", "en": "…"}')
    if not value:
        refuse("empty_text", place)
    return FixedMapping(
        {
            take_key(language, f"{place}.language"): take_plain(text, f"{place}.{language}")
            for language, text in take_mapping(cast("object", value), place).items()
        }
    )


def key_of(name: FixedText, key: object) -> str:
    """Return the key that is given, or else the name in its first language."""
    if key is not None:
        return take_key(key)
    return take_key(name if isinstance(name, str) else next(iter(name.values())), "name")


class HasName(Protocol):
    """An object with a name."""

    @property
    def name(self) -> FixedText:
        """The name."""
        ...


def key_of_name(value: HasName) -> str:
    """Return the name of an object, in its first language, as its key."""
    return key_of(value.name, None)


def take_option(value: object, place: str, options: tuple[T, ...]) -> T:
    """Check that a value is one of a few fixed texts."""
    if isinstance(value, str):
        plain = str.__str__(value)
        if plain in options:
            return options[options.index(cast("T", plain))]
    refuse("option", place, describe(value), *map(str, options))


def take_bool(value: object, place: str) -> bool:
    """Check that a value is a bool; truthy values are refused."""
    if not isinstance(value, bool):
        refuse("wrong_type", place, value, "True", "False")
    return value


def take_sequence(value: object, place: str, what: str = "list") -> tuple[object, ...]:
    """Return the items of a list or tuple."""
    if not isinstance(value, list | tuple):
        refuse("wrong_type", place, value, what)
    items = cast("Sequence[object]", value)
    try:
        return tuple(items)
    except Exception:
        refuse("wrong_type", place, type(items).__name__, what)


def take_pairs(value: object, place: str) -> tuple[tuple[object, object], ...]:
    """Return the pairs of a list or of a mapping."""
    if isinstance(value, Mapping):
        return tuple(_items(cast("Mapping[object, object]", value), place))
    return tuple(_pair(pair, place) for pair in take_sequence(value, place, "[(…, …), …]"))


def _pair(value: object, place: str) -> tuple[object, object]:
    pair = take_sequence(value, place) if issubclass(type(value), list | tuple) else ()
    if len(pair) != 2:
        refuse("wrong_type", place, describe(value), "(…, …)", "{…: …}")
    return pair[0], pair[1]


def take_mapping(value: object, place: str) -> dict[str, object]:
    """Check that a value is a mapping whose keys are texts."""
    if not isinstance(value, Mapping):
        refuse("wrong_type", place, describe(value), "dict")
    items = _items(cast("Mapping[object, object]", value), place)
    return {take_key(key, f"{place} key"): item for key, item in items}


def take_known(value: object, place: str, known: Iterable[str]) -> dict[str, object]:
    """Check that a value is a mapping with known keys only."""
    names = tuple(known)
    items = take_mapping(value, place)
    for key in items:
        if key not in names:
            refuse("option", place, key, *near(key, names))
    return items


def take_whole(value: object, place: str, lower: int, upper: int) -> int:
    """Check that a value is an integer within two bounds."""
    if isinstance(value, bool) or not isinstance(value, int):
        refuse("wrong_type", place, describe(value), f"{lower}..{upper}")
    number = int.__int__(value)
    if not lower <= number <= upper:
        refuse("wrong_type", place, number, f"{lower}..{upper}")
    return number


def take_year(value: object, place: str) -> int:
    """Check that a value is a year, 1..9999."""
    return take_whole(value, place, 1, 9999)


def _items(value: Mapping[object, object], place: str) -> list[tuple[object, object]]:
    try:
        return [(key, item) for key, item in value.items()]
    except Exception:
        refuse("wrong_type", place, type(value).__name__, "dict")


def take_instance(value: object, place: str, kind: type[T]) -> T:
    """Check that a value is an instance of a class."""
    if not isinstance(value, kind):
        refuse("wrong_type", place, value, kind.__name__)
    return value


def unchecked(value: T, changed: Mapping[str, object]) -> T:
    """Return a copy of a frozen attrs value with other fields, which are checked already."""
    kind = type(value)
    names = _NAMES.get(kind)
    if names is None:
        found = fields(cast("Any", kind))
        names = _NAMES[kind] = tuple(attribute.name for attribute in found)
    new = object.__new__(kind)
    for name in names:
        given = changed[name] if name in changed else getattr(value, name)
        object.__setattr__(new, name, given)
    return new


_NAMES: dict[type, tuple[str, ...]] = {}


def take_all(value: object, place: str, kind: type[T]) -> tuple[T, ...]:
    """Check that a value is a list of instances of one class."""
    items = take_sequence(value, place)
    if {*map(type, items)} == {kind}:
        return cast("tuple[T, ...]", items)
    return tuple(take_instance(item, place, kind) for item in items)


def take_date(value: object, place: str = "date") -> date:
    """Convert a date, or text such as 2020-12-31, to a date."""
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(take_plain(value, place, 40))
    except ValueError:
        refuse("date", place, describe(value))


def refuse_duplicates(place: str, keys: list[str]) -> None:
    """Refuse keys of which one appears twice."""
    if len({*keys}) < len(keys):
        twice = (key for key, times in Counter(keys).items() if times > 1)
        refuse("duplicate_key", place, next(twice))


def as_key(value: str) -> str:
    """Convert an attrs field with `take_key`."""
    return take_key(value)


def as_code(value: str) -> str:
    """Convert the attrs field of a code with `take_key`."""
    return take_key(value, "code")


def as_name(value: Text) -> FixedText:
    """Convert the attrs field of a name with `take_text`."""
    return take_text(value, "name")


def as_text(value: Text) -> FixedText:
    """Convert an attrs field with `take_text`."""
    return take_text(value)
