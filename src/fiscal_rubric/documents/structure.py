"""Write classes as plain data and read them back, by cattrs; each fault is named by its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial, reduce
from itertools import islice, repeat
from operator import eq, or_
from types import GenericAlias, NoneType, UnionType
from typing import Literal, TypeAlias, TypeVar, Union, cast, get_args, get_origin

from attrs import AttrsInstance, Factory, evolve, fields, has
from cattrs import (
    ClassValidationError,
    Converter,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from fiscal_rubric.analysis.audit.audit import Audit
from fiscal_rubric.documents.checks import unique_keys
from fiscal_rubric.documents.scorecards import Scored, check_audit, scored, scored_again
from fiscal_rubric.documents.values import read_text, register_values, take_object, unknown_fields
from fiscal_rubric.errors import LISTED, Fault, FiscalRubricError, describe, fault, near, refuse
from fiscal_rubric.numbers.quantity import Quantity
from fiscal_rubric.rubric.criteria import Part
from fiscal_rubric.rubric.findings import Finding
from fiscal_rubric.rubric.scorecard import Scorecard
from fiscal_rubric.rules.nodes import LineKey, Node
from fiscal_rubric.targets.reading import read_quantity
from fiscal_rubric.targets.targets import AnyActual, AnyTarget
from fiscal_rubric.texts import FixedMapping
from fiscal_rubric.validation import IndicatorKey, key_of_name, refuse_duplicates, take_option

T = TypeVar("T")
Read: TypeAlias = Callable[[object, object], object]
Write: TypeAlias = Callable[[object], object]

CONVERTER = Converter(
    forbid_extra_keys=True,
    omit_if_default=True,
    use_alias=True,
    detailed_validation=True,
    unstruct_collection_overrides={tuple: list, frozenset: sorted},
)

# Classes of which a field may hold any: their objects say which they are, by "type".
UNIONS: dict[str, object] = {"rule": Node, "target": AnyTarget, "actual": AnyActual, "part": Part}
TAGGED = frozenset(cls for union in UNIONS.values() for cls in get_args(union))
PRINTED = ("target", "actual")  # these may also be text, as printed


def tag_of(cls: type) -> str:
    """Return the name of a class in documents: AllOf is all_of."""
    name = cls.__name__.removesuffix("Type")
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]


def is_union(kind: object) -> bool:
    """Return whether a type is one of several."""
    return get_origin(kind) in (Union, UnionType)


# Reading


def structure(data: dict[str, object], cls: type[T], place: str) -> T:
    """Return the value that plain data holds.

    Args:
        data: the fields of an object.
        cls: the class of the value.
        place: where a fault of the whole is.

    Raises:
        FiscalRubricError: with the faults, each by its place.
    """
    try:
        return CONVERTER.structure(data, cls)
    except (FiscalRubricError, ClassValidationError) as error:
        faults = list(islice(_faults(error, data, ""), LISTED))
    raise FiscalRubricError([evolve(broken, place=broken.place or place) for broken in faults])


def _faults(error: Exception, data: object, place: str) -> Iterator[Fault]:
    """Yield the faults in a group of exceptions, as `cattrs.transform_error` does.

    Args:
        error: the group, or one exception in it.
        data: what was read.
        place: where that is.

    Raises:
        Exception: one that is not about the document, such as a full stack.
    """
    match error:
        case FiscalRubricError():
            for broken in error.faults:
                yield _below(place, broken)
        case ClassValidationError():
            noted, whole = error.group_exceptions()
            names = {attribute.name: str(attribute.alias) for attribute in fields(error.cl)}
            for inner, note in noted:
                name = names[note.name]
                read = cast("dict[str, object]", data).get(name)
                yield from _faults(inner, read, f"{place}.{name}" if place else name)
            for inner in whole:
                yield from _faults_of_whole(inner, data, place, error.cl)
        case IterableValidationError():
            for inner, item in error.group_exceptions()[0]:
                at = cast("int", item.index)
                yield from _faults(inner, cast("list[object]", data)[at], f"{place}[{at}]")
        case KeyError():
            yield fault("missing_field", place, "", "…")
        case _:
            raise error


def _faults_of_whole(
    error: Exception, data: object, place: str, cls: type[AttrsInstance]
) -> Iterator[Fault]:
    """Yield the faults of an object that are not those of one field."""
    names = [str(attribute.alias) for attribute in fields(cls)]
    if isinstance(error, ForbiddenExtraKeysError):
        strange = (name for name in cast("dict[str, object]", data) if name in error.extra_fields)
        error = FiscalRubricError(unknown_fields(strange, tag_of(cls), names))
    elif isinstance(error, FiscalRubricError):  # the places of a constructor may be keys
        error = FiscalRubricError(
            [
                broken if broken.place.partition(".")[0] in names else evolve(broken, place="")
                for broken in error.faults
            ]
        )
    yield from _faults(error, data, place)


def _below(place: str, broken: Fault) -> Fault:
    """Return a fault with the place of what is around it."""
    inner = broken.place.removeprefix(".")
    dot = "." if place and inner and not inner.startswith("[") else ""
    return evolve(broken, place=f"{place}{dot}{inner}")


# Lists and mappings


def _read_list(kind: object, converter: Converter) -> Read:
    """Read a list as cattrs does, but only a list, and no further than `LISTED` broken items."""
    types = get_args(kind)
    is_pair = types[-1] is not Ellipsis
    shape = f"[{', '.join('…' for _ in types)}]" if is_pair else "[…]"
    hooks = [(converter.get_structure_hook(one), one) for one in types if one is not Ellipsis]

    def read_list(data: object, _: object) -> tuple[object, ...]:
        items = cast("list[object]", data)
        if type(data) is not list or (is_pair and len(items) != len(hooks)):
            refuse("wrong_type", "", describe(data), shape)
        found: list[object] = []
        broken: list[Exception] = []
        for at, ((read, one), item) in enumerate(zip(hooks if is_pair else repeat(hooks[0]), items)):
            try:
                found.append(read(item, one))
            except Exception as error:
                error.add_note(IterableValidationNote("", at, one))
                broken.append(error)
                if len(broken) == LISTED:
                    break
        if broken:
            raise IterableValidationError("", broken, tuple)
        return tuple(found)

    return read_list


def _read_codes(data: object, _: object) -> frozenset[str]:
    codes = CONVERTER.structure(data, tuple[str, ...])
    refuse_duplicates("", list(codes))
    return frozenset(codes)


def _read_mapping(kind: object, converter: Converter) -> Read:
    """Read a list of pairs: keys and labels are never the names of an object's fields."""
    pairs = GenericAlias(tuple, (GenericAlias(tuple, (str, *get_args(kind))), Ellipsis))
    read = converter.get_structure_hook(pairs)
    return lambda data, _: unique_keys(read(data, pairs))


def _write_mapping(kind: object, converter: Converter) -> Callable[[FixedMapping[T]], object]:
    write = converter.get_unstructure_hook(get_args(kind)[0])
    return lambda value: [[key, write(item)] for key, item in value.items()]


# Classes


def _read_class(cls: type[AttrsInstance], converter: Converter) -> Read:
    read = make_dict_structure_fn(cls, converter)
    tag = tag_of(cls)

    def read_object(data: object, _: object) -> object:
        return read(take_object(data))

    def read_tagged(data: object, _: object) -> object:
        content = dict(take_object(data))
        given = content.pop("type", None)
        if given != tag:
            refuse("option", "type", describe(given), tag)
        return read(content)

    return read_tagged if cls in TAGGED else read_object


def _write_class(cls: type[T], converter: Converter) -> Callable[[T], object]:
    takes_name = any(attribute.default == _FROM_NAME for attribute in fields(cls))
    key = override(omit_if_default=False if takes_name else None)
    write = make_dict_unstructure_fn(cls, converter, _cattrs_omit_if_default=True, key=key)
    tag = {"type": tag_of(cls)} if cls in TAGGED else {}

    def write_object(value: T) -> object:
        content = {**tag, **write(value)}
        if takes_name and content["key"] == content["name"]:
            del content["key"]  # a name by language gives it by an order, which JSON may lose
        return content

    return write_object


_FROM_NAME = Factory(key_of_name, takes_self=True)


def _read_amount(cls: type[Quantity], converter: Converter) -> Read:
    """Read a number with its unit, which may also be text, as printed."""
    read = _read_class(cls, converter)
    return lambda data, _: read_quantity(data, "") if isinstance(data, str) else read(data, cls)


def _read_checked(cls: type[AttrsInstance], converter: Converter) -> Read:
    """Read a class whose values are checked as a whole."""
    read = _read_class(cls, converter)

    def read_checked(data: object, _: object) -> object:
        found = read(data, cls)
        if isinstance(found, Audit):
            check_audit(found)
        if isinstance(found, Finding):
            _check_finding(found)
        return found

    return read_checked


def _check_finding(finding: Finding) -> None:
    """Check that a finding has all that its words need."""
    try:
        finding.explain("en")
    except FiscalRubricError as error:
        raise FiscalRubricError([evolve(broken, place="") for broken in error.faults]) from None


# Unions


def _read_tagged(union: object, *, printed: bool) -> Read:
    """Read an object that says which class it is; also text, as printed, where that is allowed."""
    classes = {tag_of(cls): cls for cls in get_args(union)}
    shapes = ("str", '{"type": …}') if printed else ('{"type": …}',)

    def read_member(data: object, _: object) -> object:
        if printed and isinstance(data, str):
            return read_text(data)
        tag = take_object(data, *shapes).get("type")
        if not isinstance(tag, str) or tag not in classes:
            refuse("option", "type", describe(tag), *near(tag if isinstance(tag, str) else "", classes))
        cls = classes[tag]
        return CONVERTER.get_structure_hook(cls)(data, cls)

    return read_member


def _read_optional(kind: object, converter: Converter) -> Read:
    inner = reduce(or_, (member for member in get_args(kind) if member is not NoneType))
    read = converter.get_structure_hook(inner)
    return lambda data, _: None if data is None else read(data, inner)


def _read_key(kind: object, converter: Converter) -> Read:
    """Read a key, or a pair that names more than the key."""
    pair = next(member for member in get_args(kind) if member is not str)
    read = converter.get_structure_hook(pair)
    return lambda data, _: read(data, pair) if isinstance(data, list) else read_text(data)


def _read_literal(kind: object) -> Read:
    options = get_args(kind)
    return lambda data, _: take_option(data, "", options)


def _of(origin: object) -> Callable[[object], bool]:
    return lambda kind: get_origin(kind) is origin


register_values(CONVERTER)
CONVERTER.register_structure_hook_factory(has, _read_class)
CONVERTER.register_unstructure_hook_factory(has, _write_class)
CONVERTER.register_structure_hook_factory(_of(tuple), _read_list)
CONVERTER.register_structure_hook_func(partial(eq, frozenset[str]), _read_codes)
CONVERTER.register_structure_hook_factory(_of(FixedMapping), _read_mapping)
CONVERTER.register_unstructure_hook_factory(_of(FixedMapping), _write_mapping)
CONVERTER.register_structure_hook_factory(_of(Literal), _read_literal)
for name, union in UNIONS.items():
    CONVERTER.register_structure_hook(union, _read_tagged(union, printed=name in PRINTED))
CONVERTER.register_structure_hook_factory(
    lambda kind: is_union(kind) and NoneType in get_args(kind), _read_optional
)
CONVERTER.register_structure_hook_factory(lambda kind: kind in (IndicatorKey, LineKey), _read_key)
CONVERTER.register_structure_hook_factory(partial(eq, Quantity), _read_amount)
CONVERTER.register_structure_hook_factory(lambda kind: kind in (Finding, Audit), _read_checked)
CONVERTER.register_structure_hook(
    Scorecard, lambda data, _: scored_again(CONVERTER.structure(data, Scored))
)
CONVERTER.register_unstructure_hook(Scorecard, lambda card: CONVERTER.unstructure(scored(card)))
