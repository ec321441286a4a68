"""How each type is written as plain data and read back, with every fault by its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import repeat, zip_longest
from operator import eq
from types import GenericAlias, UnionType
from typing import Any, Literal, TypeAlias, Union, cast, get_args, get_origin

from attrs import NOTHING, evolve, fields, has
from cattrs import ClassValidationError, Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from fiscal_rubric.analysis.audit import Audit, follows, what_differs
from fiscal_rubric.analysis.findings import Finding
from fiscal_rubric.arguments import refuse_duplicates, take_option, take_plain
from fiscal_rubric.cases import differing
from fiscal_rubric.criteria import Part
from fiscal_rubric.documents.indicators import plain_indicator
from fiscal_rubric.documents.scored import Scored, scored, scored_again
from fiscal_rubric.documents.values import VALUES, Claim, below, unknown_fields
from fiscal_rubric.errors import (
    LISTED,
    Fault,
    FiscalRubricError,
    describe,
    fault,
    near,
    refuse,
)
from fiscal_rubric.mappings import FixedMapping
from fiscal_rubric.notation import read_quantity
from fiscal_rubric.project import Indicator
from fiscal_rubric.quantity import Quantity
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.scorecard import Scorecard
from fiscal_rubric.targets import Absence, Actual, Target

Read: TypeAlias = Callable[[Any, Any], Any]
Write: TypeAlias = Callable[[Any], Any]


# Lists: of any length, of one item of each type, or of pairs


def _each(items: Iterable[tuple[Read, Any, Any]]) -> tuple[Any, ...]:
    """Each item, read by its own hook as its own type; or the faults of all of them."""
    found: list[Any] = []
    faults: list[Fault] = []
    for at, (read, item, kind) in enumerate(items):
        try:
            found.append(read(item, kind))
        except FiscalRubricError as error:
            faults += [below(f"[{at}]", broken) for broken in error.faults]
            if len(faults) >= LISTED:
                break
    if faults:
        raise FiscalRubricError(faults[:LISTED])
    return tuple(found)


def _list(data: object, shape: str = "[…]") -> list[Any]:
    if type(data) is not list:
        refuse("wrong_type", "", describe(data), shape)
    return cast("list[Any]", cast("object", data))


def _read_list(kind: Any) -> Read:
    types = get_args(kind)
    if types[-1] is Ellipsis:
        one = types[0]
        read = CONVERTER.get_structure_hook(one)

        return lambda data, _: _each(zip(repeat(read), _list(data), repeat(one)))
    hooks = [CONVERTER.get_structure_hook(item) for item in types]
    shape = f"[{', '.join('…' for _ in types)}]"

    def read_each(data: object, _: object) -> tuple[Any, ...]:
        items = _list(data, shape)
        if len(items) != len(hooks):
            refuse("wrong_type", "", describe(data), shape)
        return _each(zip(hooks, items, types, strict=True))

    return read_each


def _write_list(kind: Any) -> Write:
    types = get_args(kind)
    if types[-1] is Ellipsis:
        write = CONVERTER.get_unstructure_hook(types[0])
        return lambda value: [write(item) for item in value]
    each = [CONVERTER.get_unstructure_hook(item) for item in types]
    return lambda value: [write(item) for write, item in zip(each, value, strict=True)]


def _read_codes(data: object, _: object) -> frozenset[str]:
    items = _read_list(tuple[str, ...])(data, None)
    refuse_duplicates("", items)
    return frozenset(items)


def _read_mapping(kind: Any) -> Read:
    """A list of pairs: keys and labels are never the names of an object's fields."""
    pair = GenericAlias(tuple, (str, *get_args(kind)))
    read = _read_list(GenericAlias(tuple, (pair, ...)))

    def read_pairs(data: object, _: object) -> FixedMapping[Any]:
        found: dict[str, object] = {}
        for at, (key, value) in enumerate(read(data, None)):
            if key in found:
                refuse("duplicate_key", f"[{at}][0]", key)
            found[key] = value
        return FixedMapping(found)

    return read_pairs


def _write_mapping(kind: Any) -> Write:
    write = CONVERTER.get_unstructure_hook(get_args(kind)[0])
    return lambda value: [[key, write(item)] for key, item in value.items()]


# Classes


def tag_of(cls: type[Any]) -> str:
    """The name of a class in documents: AllOf is all_of."""
    letters = (f"_{letter.lower()}" if letter.isupper() else letter for letter in cls.__name__)
    return "".join(letters).strip("_")


# Classes that stand where others may stand too: their objects say which they are.
UNIONS: tuple[tuple[tuple[Any, ...], str], ...] = (
    (get_args(Node), "rule"),
    (get_args(Target), "target"),
    (get_args(Actual), "actual"),
    (get_args(Part), "part"),
)
TAGGED = frozenset(cls for members, _ in UNIONS for cls in members if has(cls))
PRINTED = ("target", "actual")  # which may also stand as printed


def _write_class(cls: type[Any]) -> Write:
    optional = {a.name for a in fields(cls) if a.default is not NOTHING}
    has_own_key = "key" in optional and hasattr(cls, "name")
    make = partial(
        make_dict_unstructure_fn,
        cls,
        CONVERTER,
        _cattrs_omit_if_default=True,
        _cattrs_use_alias=True,
    )
    write = make(key=override(omit_if_default=False)) if has_own_key else make()
    tag = {"type": tag_of(cls)} if cls in TAGGED else {}

    def write_object(value: object) -> dict[str, Any]:
        content = {**tag, **write(value)}
        if has_own_key and content["key"] == content["name"]:
            del content["key"]  # a name by language says it in an order, which JSON may lose
        return content

    return write_object


def _read_class(cls: type[Any]) -> Read:
    read = make_dict_structure_fn(
        cls,
        CONVERTER,
        _cattrs_forbid_extra_keys=False,
        _cattrs_detailed_validation=True,
        _cattrs_use_alias=True,
    )
    aliases = {a.name: str(a.alias) for a in fields(cls) if a.init}
    known = {*aliases.values(), "type"} if cls in TAGGED else {*aliases.values()}

    def read_object(data: object, _: object) -> object:
        if type(data) is not dict:
            refuse("wrong_type", "", describe(data), "{…}")
        content = cast("dict[str, object]", data)
        if cls in TAGGED and content.get("type") != tag_of(cls):
            refuse("option", "type", describe(content.get("type")), tag_of(cls))
        if content.keys() <= known:
            try:
                return read(content, cls)
            except ClassValidationError as error:
                raise FiscalRubricError(faults_of(error, aliases)[:LISTED]) from None
        strange = (name for name in content if name not in known)
        faults = unknown_fields(strange, tag_of(cls), aliases.values())
        try:
            read(content, cls)
        except ClassValidationError as error:
            faults += faults_of(error, aliases)
        raise FiscalRubricError(faults[:LISTED])

    return read_object


def faults_of(error: ClassValidationError, aliases: Mapping[str, str]) -> list[Fault]:
    """All faults of an object, each under the field it stands in."""
    for broken in error.exceptions:
        if not isinstance(broken, FiscalRubricError | KeyError):
            raise broken  # a stack that is full, say
    noted, whole = error.group_exceptions()
    found: list[Fault] = []
    for broken, note in noted:
        name = aliases[note.name]
        if isinstance(broken, FiscalRubricError):
            found += [below(name, inner) for inner in broken.faults]
        else:
            found.append(fault("missing_field", name, "", "…"))
    for broken in whole:  # its parts do not go together
        assert isinstance(broken, FiscalRubricError), "only a field can be missing"
        for inner in broken.faults:
            field = inner.place.partition(".")[0]
            found.append(inner if field in aliases.values() else evolve(inner, place=""))
    return found


# Values that are more than their fields


def _read_scorecard(data: object, _: object) -> Scorecard:
    return scored_again(CONVERTER.structure(data, Scored))


def _write_scorecard(card: Scorecard) -> object:
    return CONVERTER.unstructure(scored(card))


def _read_amount(cls: type[Quantity]) -> Read:
    """A number with its unit, which may also stand as printed."""
    read = _read_class(cls)
    return lambda data, _: read_quantity(data, "") if isinstance(data, str) else read(data, None)


def _read_indicator(cls: type[Indicator]) -> Read:
    """Nearly all are plain, and need none of the detours."""
    read = _read_class(cls)

    def read_any(data: object, _: object) -> object:
        plain = plain_indicator(cast("dict[str, Any]", data)) if type(data) is dict else None
        return read(data, None) if plain is None else plain

    return read_any


def _read_finding(cls: type[Finding]) -> Read:
    """A finding that can be told: all that its words need is there."""
    read = _read_class(cls)

    def read_told(data: object, _: object) -> object:
        found = cast("Finding", read(data, None))
        try:
            found.explain("en")
        except FiscalRubricError as error:
            raise FiscalRubricError([evolve(broken, place="") for broken in error.faults]) from None
        return found

    return read_told


def _read_audit(cls: type[Audit]) -> Read:
    """An audit whose findings are those of its card and claims; their readings are as stored."""
    read = _read_class(cls)

    def read_held(data: object, _: object) -> object:
        found = cast("Audit", read(data, None))
        stated, again = (
            [f"{f.place}: {f.code} {f.claimed} {f.recomputed}" for f in findings]
            for findings in (found.findings, what_differs(found.card, found.claimed))
        )
        told = follows(found.card, found.claimed)
        pairs = enumerate(zip_longest(stated, again))
        refused = differing(
            [
                *((f"findings[{at}]", *pair) for at, pair in pairs),
                ("total_follows", str(found.total_follows), str(told)),
            ]
        )
        if refused:
            raise FiscalRubricError(refused[:LISTED])
        return found

    return read_held


# Unions: which one it is is told by the sort of data, and among objects by their type


def _read_literal(kind: Any) -> Read:
    options = get_args(kind)
    return lambda data, _: take_option(data, "", options)


def is_union(kind: Any) -> bool:
    """Whether a type is one of several."""
    return get_origin(kind) in (Union, UnionType)


def _read_union(kind: Any) -> Read:
    members = get_args(kind)
    others = [member for member in members if member is not type(None)]
    tagged = {tag_of(member): member for member in others if member in TAGGED}
    if tagged:
        if Absence in others:
            tagged["not_applicable"] = Absence
        printed = any({*others} >= {*union} for union, name in UNIONS if name in PRINTED)
        read: Read = _read_tagged(tagged, printed=printed)
    elif {*others} == {*get_args(Claim)}:
        read = CONVERTER.get_structure_hook(Claim)
    elif len(others) == 1:
        read = CONVERTER.get_structure_hook(others[0])
    else:
        read = _read_key_or_keys(next(member for member in others if member is not str))
    if len(others) == len(members):
        return read
    return lambda data, _: None if data is None else read(data, others[0])


def _write(value: object) -> Any:
    """By what it is, whatever the type of its field."""
    return CONVERTER.unstructure(value)


def _write_union(kind: Any) -> Write:
    if not {*get_args(kind)} >= {*get_args(Claim)}:
        return _write
    write = CONVERTER.get_unstructure_hook(Claim)
    return lambda value: None if value is None else write(value)


def _read_key_or_keys(keys: Any) -> Read:
    read_keys = CONVERTER.get_structure_hook(keys)
    return lambda data, _: read_keys(data, keys) if isinstance(data, list) else take_plain(data, "")


def _read_tagged(tagged: Mapping[str, type[Any]], *, printed: bool) -> Read:
    """Objects that say what they are; a printed text too, where the value is read from one."""
    shapes = (*(["str"] if printed else []), '{"type": …}')
    hooks: dict[str, Read] = {}  # looked for when first needed: a class may hold itself

    def read(data: Any, _: Any) -> Any:
        if printed and isinstance(data, str):
            return take_plain(data, "")
        if type(data) is not dict:
            refuse("wrong_type", "", describe(data), *shapes)
        tag = cast("dict[str, object]", data).get("type")
        if not isinstance(tag, str) or tag not in tagged:
            given = tag if isinstance(tag, str) else ""
            refuse("option", "type", describe(tag), *near(given, tagged))
        if tag not in hooks:
            hooks[tag] = CONVERTER.get_structure_hook(tagged[tag])
        return hooks[tag](data, tagged[tag])

    return read


# All together


def _is(origin: Any) -> Callable[[Any], bool]:
    return lambda kind: get_origin(kind) is origin


def _registered(converter: Converter) -> Converter:
    for is_it, reads, writes in (
        (has, _read_class, _write_class),
        (is_union, _read_union, _write_union),
        (_is(tuple), _read_list, _write_list),
        (_is(FixedMapping), _read_mapping, _write_mapping),
    ):
        converter.register_structure_hook_factory(is_it, reads)
        converter.register_unstructure_hook_factory(is_it, writes)
    converter.register_structure_hook_factory(_is(Literal), _read_literal)
    converter.register_structure_hook_factory(partial(eq, Quantity), _read_amount)
    converter.register_structure_hook_factory(partial(eq, Indicator), _read_indicator)
    converter.register_structure_hook_factory(partial(eq, Finding), _read_finding)
    converter.register_structure_hook_factory(partial(eq, Audit), _read_audit)
    for kind, read, write in (
        *VALUES,
        (frozenset[str], _read_codes, sorted),
        (Scorecard, _read_scorecard, _write_scorecard),
    ):
        if get_origin(kind) is None:
            converter.register_structure_hook(kind, read)
        else:
            converter.register_structure_hook_func(partial(eq, kind), read)
        if write is not None:
            converter.register_unstructure_hook_func(partial(eq, kind), write)
    return converter


CONVERTER = _registered(Converter(use_alias=True))
