"""The identity of a rubric: a hash of all that can change a score or a refusal."""

from __future__ import annotations

from typing import Any, cast

from attrs import fields, has

from fiscal_rubric.rules import nodes as n

# Descriptive fields, left out of the hash.
_SHOWN = frozenset(
    ("name", "text", "standard", "source", "printed_full", "code", "readings", "cases")
)
# A default that a section takes from its parts counts like a stated value.
_STATED = frozenset(("stated_full", "stated_rounding"))
_MADE = frozenset(("full", "rounding"))


def identity_of(value: object) -> str:
    """Return the SHA-256 of the canonical text of a value, as 64 hexadecimal digits.

    Changing a name, a printed standard or the text of a question keeps it; changing a key, a
    rule, full marks, a rounding, grades or the default basis does not.
    """
    from hashlib import sha256

    return sha256(_canonical(value).encode()).hexdigest()


def _canonical(value: object) -> str:
    if isinstance(value, n.Named):
        return _canonical(value.item)
    if has(type(value)):
        content = ",".join(
            f"{attribute.name}={_canonical(getattr(value, attribute.name))}"
            for attribute in fields(cast("Any", type(value)))
            if (attribute.init or attribute.name in _MADE)
            and attribute.name not in _SHOWN | _STATED
        )
        return f"{type(value).__name__.lower()}({content})"
    if isinstance(value, tuple):
        return f"[{','.join(map(_canonical, cast('tuple[object, ...]', value)))}]"
    return repr(value)
