"""Describe documents by JSON Schema (2020-12), from the classes that are read and written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import NoneType
from typing import Literal, TypeAlias, get_args, get_origin

from attrs import NOTHING, AttrsInstance, fields, has, resolve_types

from fiscal_rubric.documents.converter import (
    PRINTED,
    TAGGED,
    UNIONS,
    is_union,
    tag_of,
    without_none,
)
from fiscal_rubric.documents.scorecards import Scored
from fiscal_rubric.documents.values import ABSENT, Claim
from fiscal_rubric.evidence.evidence import FixedAnswer
from fiscal_rubric.numbers.spans import Quantity, Span
from fiscal_rubric.rubric.grades import Grades
from fiscal_rubric.rubric.readings import Meaning
from fiscal_rubric.rubric.scorecard import AnyCard, Scorecard
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.targets.targets import NotApplicableType
from fiscal_rubric.texts import FixedMapping, FixedText
from fiscal_rubric.validation import take_option

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema: TypeAlias = dict[str, object]


def _object(properties: Mapping[str, Schema], required: list[str]) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": required,
        "additionalProperties": False,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _pair(*items: Schema) -> Schema:
    return {"type": "array", "prefixItems": [*items], "items": False, "minItems": len(items)}


_END = r"$(?!\n)"  # in some languages $ also matches before a last line break
_DIGITS = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
_TEXT: Schema = {"type": "string"}
_PRINTED: Schema = {"type": "string", "description": "as printed"}
_BLANK: Schema = {"type": "string", "pattern": rf"^\s*{_END}"}
_TRUTH: Schema = {"type": "boolean"}
_NUMBER: Schema = {
    "description": "an exact number: a whole one as it is, any other as text",
    "anyOf": [
        {"type": "integer"},
        {
            "type": "string",
            "pattern": rf"^\s*[+-]?(?:[0-9]+/0*[1-9][0-9]*|{_DIGITS})\s*{_END}",
        },
    ],
}
_ANY_NUMBER: Schema = {"$ref": "#/$defs/number"}
_POINTS: Schema = {"type": "string", "pattern": rf"^-?[0-9]+(?:\.[0-9]+)?{_END}"}
_DAY: Schema = {
    "type": "string",
    "format": "date",
    "pattern": rf"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{_END}",
}
_ABSENT: Schema = {"const": ABSENT}


def _edge(end: str, other: str) -> Schema:
    """Describe a span with one end and no unit, as grades take it."""
    properties: dict[str, Schema] = {
        end: _ANY_NUMBER,
        f"{end}_open": _TRUTH,
        other: {"type": "null"},
        f"{other}_open": {"const": False},
        "unit": _BLANK,
    }
    return _object(properties, [end])


# Types that are more, or less, than what they are made of.
_SINGLE: dict[object, Schema] = {
    str: _TEXT,
    bool: _TRUTH,
    int: {"type": "integer"},
    date: _DAY,
    Decimal: _POINTS,
    Fraction: _ANY_NUMBER,
    NotApplicableType: _ABSENT,
    frozenset[str]: {**_list(_TEXT), "uniqueItems": True},
    FixedText: {
        "anyOf": [_TEXT, {"type": "object", "minProperties": 1, "additionalProperties": _TEXT}]
    },
    FixedAnswer: {"anyOf": [_TRUTH, _TEXT, _object({"number": _ANY_NUMBER}, ["number"]), _ABSENT]},
    Claim: {"anyOf": [_object({"number": _POINTS}, ["number"]), _TEXT]},
    tuple[str, Span]: _pair(_TEXT, {"anyOf": [_edge("lower", "upper"), _edge("upper", "lower")]}),
}


def described(kind: str, classes: Mapping[str, type], version: int) -> Schema:
    """Return the schema of one kind of document."""
    cls = classes[take_option(kind, "kind", tuple(classes))]
    found = _Definitions()
    first: dict[str, Schema] = {"fiscal_rubric": {"const": version}, "kind": {"const": kind}}
    more = {"identity": _TEXT} if kind == "rubric" else {}
    whole = found.content(cls, first, more)
    return {
        "$schema": DIALECT,
        "title": f"fiscal-rubric {kind}, format {version}",
        **whole,
        "$defs": {"number": _NUMBER, **dict(sorted(found.definitions.items()))},
    }


class _Definitions:
    """The classes that a document may hold, each described once."""

    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {}

    def content(self, cls: type, first: Mapping[str, Schema], more: Mapping[str, Schema]) -> Schema:
        """Describe the fields of a class."""
        held = Scored if cls is Scorecard else cls
        resolve_types(held)
        own = [attribute for attribute in fields(held) if attribute.init]
        properties = {str(attribute.alias): self.of(attribute.type) for attribute in own}
        needed = [str(attribute.alias) for attribute in own if attribute.default is NOTHING]
        return {
            "description": (held.__doc__ or "").partition("\n")[0],
            **_object({**first, **more, **properties}, [*first, *needed]),
        }

    def of(self, kind: object) -> Schema:
        """Describe what a document holds for a value of a type."""
        if kind in _SINGLE:
            return _SINGLE[kind]
        if kind == AnyCard:  # bounds are not stored
            kind = Scorecard
        if isinstance(kind, type) and has(kind):
            return self._reference(kind)
        inner, origin = get_args(kind), get_origin(kind)
        if origin is Literal:
            return {"enum": [*inner]}
        if origin is FixedMapping:
            return _list(_pair(_TEXT, self.of(inner[0])))
        if origin is tuple and inner[-1] is Ellipsis:
            return _list(self.of(inner[0]))
        if origin is tuple:
            return _pair(*map(self.of, inner))
        assert is_union(kind), f"no document holds a value of {kind}"
        if NoneType in inner:
            return {"anyOf": [self.of(without_none(kind)), {"type": "null"}]}
        for name, union in UNIONS.items():
            if kind == union:
                return self._union(name, inner)
        if kind == Meaning:
            return {"anyOf": [self.of(Node), self.of(Grades)]}
        return {"anyOf": [self.of(member) for member in inner]}

    def _union(self, name: str, classes: tuple[type, ...]) -> Schema:
        """Describe a union once: its objects say which class they are."""
        if name not in self.definitions:
            self.definitions[name] = {}  # it may hold itself
            tags = {tag_of(cls): self.of(cls) for cls in classes}
            one: Schema = {
                "type": "object",
                "required": ["type"],
                "properties": {"type": {"enum": [*tags]}},
                "allOf": [
                    {"if": {"properties": {"type": {"const": tag}}}, "then": described}
                    for tag, described in tags.items()
                ],
            }
            self.definitions[name] = {"anyOf": [_PRINTED, one]} if name in PRINTED else one
        return {"$ref": f"#/$defs/{name}"}

    def _reference(self, cls: type[AttrsInstance]) -> Schema:
        name = tag_of(cls)
        if name not in self.definitions:
            self.definitions[name] = {}  # it may hold itself
            tag: dict[str, Schema] = {"type": {"const": name}} if cls in TAGGED else {}
            self.definitions[name] = self.content(cls, tag, {})
        reference: Schema = {"$ref": f"#/$defs/{name}"}
        return {"anyOf": [_PRINTED, reference]} if cls is Quantity else reference
