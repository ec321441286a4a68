"""JSON Schema (2020-12) of the documents, made from the same classes that read and write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, TypeAlias, get_args, get_origin

from attrs import NOTHING, fields, has, resolve_types

from fiscal_rubric.documents.scorecards import Scored
from fiscal_rubric.documents.structure import PRINTED, TAGGED, UNIONS, is_union, tag_of
from fiscal_rubric.documents.values import ABSENT, Claim
from fiscal_rubric.evidence.evidence import FixedAnswer
from fiscal_rubric.numbers.quantity import Quantity
from fiscal_rubric.rubric.scorecard import Scorecard
from fiscal_rubric.targets.targets import NotApplicableType
from fiscal_rubric.texts import FixedMapping, FixedText
from fiscal_rubric.validation import take_option

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema: TypeAlias = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_PRINTED: Schema = {"type": "string", "description": "as printed"}
_END = r"$(?!\n)"  # in some languages $ also matches before a last line break
_DIGITS = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
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
_POINTS: Schema = {"type": "string", "pattern": rf"^-?[0-9]+(?:\.[0-9]+)?{_END}"}
_PLAIN: dict[Any, Schema] = {
    str: _TEXT,
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    date: {
        "type": "string",
        "format": "date",
        "pattern": rf"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{_END}",
    },
    Decimal: _POINTS,
    Fraction: {"$ref": "#/$defs/number"},
    NotApplicableType: {"const": ABSENT},
    frozenset[str]: {"type": "array", "items": _TEXT, "uniqueItems": True},
}


def described(kind: str, classes: dict[str, type[Any]], version: int) -> Schema:
    """The schema of one kind of document.

    Args:
        kind: of the document.
        classes: the class of each kind.
        version: the number of the format.
    """
    cls = classes[take_option(kind, "kind", tuple(classes))]
    found = _Definitions()
    whole = found.content(cls)
    properties = {"fiscal_rubric": {"const": version}, "kind": {"const": kind}}
    beside = {"identity": _TEXT} if kind == "rubric" else {}
    return {
        "$schema": DIALECT,
        "title": f"fiscal-rubric {kind}, format {version}",
        **whole,
        "properties": {**properties, **beside, **whole["properties"]},
        "required": ["fiscal_rubric", "kind", *whole["required"]],
        "$defs": {"number": _NUMBER, **dict(sorted(found.classes.items()))},
    }


class _Definitions:
    """The classes that are met on the way, each described once."""

    def __init__(self) -> None:
        self.classes: dict[str, Schema] = {}

    def of(self, kind: Any) -> Schema:
        """What stands in a document for a value of a type."""
        if kind in _PLAIN:
            return _PLAIN[kind]
        if kind == FixedText:
            by_language = {"type": "object", "minProperties": 1, "additionalProperties": _TEXT}
            return {"anyOf": [_TEXT, by_language]}
        if kind == FixedAnswer:
            number = _object({"number": _PLAIN[Fraction]})
            return {"anyOf": [{"type": "boolean"}, _TEXT, number, _PLAIN[NotApplicableType]]}
        if has(kind):
            return self._reference(kind)
        return self._made_of(kind, get_args(kind))

    def _made_of(self, kind: Any, inner: tuple[Any, ...]) -> Schema:
        origin = get_origin(kind)
        if origin is Literal:
            return {"enum": list(inner)}
        if origin is FixedMapping:
            return {"type": "array", "items": _pair([_TEXT, self.of(inner[0])])}
        if origin is tuple and inner[-1] is Ellipsis:
            return {"type": "array", "items": self.of(inner[0])}
        if origin is tuple:
            return _pair([self.of(item) for item in inner])
        assert is_union(kind), f"{kind} stands in no document"
        return self._union(inner)

    def _union(self, members: tuple[Any, ...]) -> Schema:
        others = [member for member in members if member is not type(None)]
        found = [self._named(union, name) for union, name in UNIONS if {*others} >= {*union}]
        if not found:
            is_claim = {*others} == {*get_args(Claim)}
            found = [_object({"number": _POINTS})] if is_claim else [self.of(others[0])]
            found += [self.of(member) for member in others[1:]]
        if len(others) < len(members):
            found.append({"type": "null"})
        return found[0] if len(found) == 1 else {"anyOf": found}

    def _named(self, members: tuple[Any, ...], name: str) -> Schema:
        """A union that stands in many places: its objects say which they are."""
        if name not in self.classes:
            self.classes[name] = {}
            tags = {
                "not_applicable" if member is NotApplicableType else tag_of(member): self.of(member)
                for member in members
            }
            one: Schema = {
                "type": "object",
                "required": ["type"],
                "properties": {"type": {"enum": [*tags]}},
                "allOf": [
                    {"if": {"properties": {"type": {"const": tag}}}, "then": described}
                    for tag, described in tags.items()
                ],
            }
            self.classes[name] = {"anyOf": [_PRINTED, one]} if name in PRINTED else one
        return {"$ref": f"#/$defs/{name}"}

    def _reference(self, cls: type[Any]) -> Schema:
        name = tag_of(cls)
        if name not in self.classes:
            self.classes[name] = {}  # it may hold itself
            self.classes[name] = self.content(cls)
        reference = {"$ref": f"#/$defs/{name}"}
        return {"anyOf": [_PRINTED, reference]} if cls is Quantity else reference

    def content(self, cls: type[Any]) -> Schema:
        """The fields of a class, or of what stands for it."""
        held = Scored if cls is Scorecard else cls
        resolve_types(held)
        read = [attribute for attribute in fields(held) if attribute.init]
        properties = {str(attribute.alias): self.of(attribute.type) for attribute in read}
        tag = {"type": {"const": tag_of(cls)}} if cls in TAGGED else {}
        needed = [str(attribute.alias) for attribute in read if attribute.default is NOTHING]
        summary = (held.__doc__ or "").partition("\n")[0]
        return {"description": summary, **_object({**tag, **properties}, [*tag, *needed])}


def _object(properties: Schema, required: list[str] | None = None) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": [*properties] if required is None else required,
        "additionalProperties": False,
    }


def _pair(items: list[Schema]) -> Schema:
    return {
        "type": "array",
        "prefixItems": items,
        "items": False,
        "minItems": len(items),
    }
