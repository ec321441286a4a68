"""Look at a document before it is read: its format, kind, size, and keys that appear twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar, cast

from fiscal_rubric.errors import describe, refuse
from fiscal_rubric.texts import FixedMapping
from fiscal_rubric.validation import take_option, take_pairs, take_plain

T = TypeVar("T")

FORMAT = 1  # what `to_document` writes; a function that lifts an older one would be called here
DEEPEST = 300  # lists and objects inside each other: more than any rubric may need
LARGEST = 2_000_000  # lists and objects in one document


def opened(document: object, kinds: Iterable[str]) -> tuple[str, dict[str, object]]:
    """Return the kind of a document, and its fields without format and kind.

    Raises:
        FiscalRubricError: it is too deep or too large, of another format, or of no known kind.
    """
    if type(document) is not dict:
        refuse("wrong_type", "document", document, '{"fiscal_rubric": 1, "kind": …}')
    fields = dict(cast("dict[str, object]", document))
    _check_size(fields)
    if "fiscal_rubric" not in fields:
        refuse("missing_field", "fiscal_rubric", "", str(FORMAT))
    version = fields.pop("fiscal_rubric")
    if type(version) is int and version > FORMAT:
        refuse("newer_format", "fiscal_rubric", version, str(FORMAT))
    if type(version) is not int or version != FORMAT:
        refuse("option", "fiscal_rubric", describe(version), str(FORMAT))
    return take_option(fields.pop("kind", None), "kind", tuple(kinds)), fields


def _check_size(document: dict[str, object]) -> None:
    """Refuse what is too deep or too large, without recursion."""
    level: list[dict[str, object] | list[object]] = [document]
    count = depth = 0
    while level:
        depth += 1
        count += len(level)
        if depth > DEEPEST:
            refuse("depth", "document", str(depth), str(DEEPEST))
        if count > LARGEST:
            refuse("large_document", "document", str(count), str(LARGEST))
        level = [
            cast("dict[str, object] | list[object]", item)
            for outer in level
            for item in (outer.values() if isinstance(outer, dict) else outer)
            if type(item) is dict or type(item) is list
        ]


def unique(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """Return the pairs as a dict, for `json.loads(text, object_pairs_hook=unique)`.

    Raises:
        FiscalRubricError: a name appears twice; JSON itself would keep the last one.

    Example:
        >>> unique([("full", 3)])
        {'full': 3}
    """
    names: dict[str, object] = {}
    for given, value in take_pairs(pairs, "document"):
        name = take_plain(given, "document")
        if name in names:
            refuse("duplicate_key", "document", name)
        names[name] = value
    return names


def unique_keys(pairs: Iterable[tuple[str, T]]) -> FixedMapping[T]:
    """Return the pairs of a document as a mapping.

    Raises:
        FiscalRubricError: a key appears twice.
    """
    found: dict[str, T] = {}
    for at, (key, value) in enumerate(pairs):
        if key in found:
            refuse("duplicate_key", f"[{at}][0]", key)
        found[key] = value
    return FixedMapping(found)
