"""Write classes as plain data and read them back, by cattrs; each fault is named by its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from itertools import cycle, islice
from operator import eq
from types import GenericAlias, NoneType, UnionType
from typing import Literal, TypeAlias, TypeVar, Union, cast, get_args, get_origin

from attrs import AttrsInstance, Factory, evolve, fields, has
from cattrs import ClassValidationError, Converter, ForbiddenExtraKeysError, SimpleStructureHook
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from fiscal_rubric.analysis.audit.audit import Audit
from fiscal_rubric.documents.duplicates_and_size import unique_keys
from fiscal_rubric.documents.scorecards import Scored, check_audit, scored, scored_again
from fiscal_rubric.documents.values import (
    is_list,
    read_absent,
    read_text,
    register_values,
    take_object,
    unknown_fields,
)
from fiscal_rubric.errors import LISTED, Fault, FiscalRubricError, describe, fault, near, refuse
from fiscal_rubric.numbers.spans import Quantity
from fiscal_rubric.rubric.criteria import Part
from fiscal_rubric.rubric.findings import Finding
from fiscal_rubric.rubric.grades import Grades
from fiscal_rubric.rubric.readings import Meaning
from fiscal_rubric.rubric.scorecard import AnyCard, Bounds, Scorecard
from fiscal_rubric.rules.nodes import LineKey, Node
from fiscal_rubric.targets.reading import read_quantity
from fiscal_rubric.targets.targets import AnyActual, AnyTarget, NotApplicableType
from fiscal_rubric.texts import FixedMapping
from fiscal_rubric.validation import (
    IndicatorKey,
    key_of_name,
    refuse_duplicates,
    take_instance,
    take_option,
)

T = TypeVar("T")
ReadHook: TypeAlias = Callable[[object, object], object]

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


def without_none(kind: object) -> object:
    """Return an optional type as it is where there is a value."""
    inner, *others = (cast("type", one) for one in get_args(kind) if one is not NoneType)
    for other in others:
        inner = cast("type", inner | other)
    return inner


# Faults


def value_of(data: dict[str, object], cls: type[T], place: str) -> T:
    """Return the value that the fields of an object hold.

    Raises:
        FiscalRubricError: with the faults, each by its place; those of the whole are at `place`.
    """
    try:
        return CONVERTER.structure(data, cls)
    except (FiscalRubricError, ClassValidationError) as error:
        faults = list(islice(_faults(error), LISTED))
    raise FiscalRubricError([evolve(broken, place=broken.place or place) for broken in faults])


def _faults(error: Exception, place: str = "") -> Iterator[Fault]:
    """Yield the faults in a group of exceptions, as `cattrs.transform_error` does.

    Raises:
        Exception: one that is not about the document, such as a full stack.
    """
    match error:
        case FiscalRubricError():
            for broken in error.faults:
                yield evolve(broken, place=_join(place, broken.place))
        case ClassValidationError():
            names = {attribute.name: str(attribute.alias) for attribute in fields(error.cl)}
            noted, others = error.group_exceptions()
            for inner, note in noted:
                name = names.get(note.name, "")  # an error of another kind may have other notes
                yield from _faults(inner, _join(place, name))
            for inner in others:
                yield from _faults(_of_whole(inner, error.cl, [*names.values()]), place)
        case KeyError():
            yield fault("missing_field", place, "", "…")
        case _:
            raise error


def _of_whole(error: Exception, cls: type, names: list[str]) -> Exception:
    """Return what is wrong with an object as a whole, by the names of its fields."""
    match error:
        case ForbiddenExtraKeysError(extra_fields=strange):
            return FiscalRubricError(
                unknown_fields(sorted(strange, key=describe), tag_of(cls), names)
            )
        case FiscalRubricError(faults=faults):  # of the constructor: a place may also be a key
            return FiscalRubricError(
                [
                    broken if broken.place.partition(".")[0] in names else evolve(broken, place="")
                    for broken in faults
                ]
            )
        case _:
            return error


def _join(outer: str, inner: str) -> str:
    """Return a place inside another one."""
    inside = inner.removeprefix(".")
    dot = "." if outer and inside and inside[0] not in "[ " else ""
    return f"{outer}{dot}{inside}"


# Lists and mappings


def _read_list(kind: object) -> ReadHook:
    """Read a list, or a list of fixed length, until there are `LISTED` faults.

    The loop of cattrs would keep an exception for each of a million wrong items.
    """
    types = [one for one in get_args(kind) if one is not Ellipsis]
    hooks = [(CONVERTER.get_structure_hook(one), one) for one in types]
    is_fixed = get_args(kind)[-1] is not Ellipsis
    shape = f"[{', '.join('…' for _ in types)}]"

    def read_list(data: object, _: object) -> tuple[object, ...]:
        if not is_list(data) or (is_fixed and len(data) != len(hooks)):
            refuse("wrong_type", "", describe(data), shape)
        found: list[object] = []
        faults: list[Fault] = []
        for at, (item, (read, one)) in enumerate(zip(data, cycle(hooks), strict=False)):
            try:
                found.append(read(item, one))
            except Exception as error:
                faults += islice(_faults(error, f"[{at}]"), LISTED)
                if len(faults) >= LISTED:
                    break
        if faults:
            raise FiscalRubricError(faults)
        return tuple(found)

    return read_list


def _read_codes(data: object, _: object) -> frozenset[str]:
    codes = CONVERTER.structure(data, tuple[str, ...])
    refuse_duplicates("", list(codes))
    return frozenset(codes)


def _read_mapping(kind: object) -> ReadHook:
    """Read a list of pairs: keys and labels are never the names of an object's fields."""
    pairs = GenericAlias(tuple, (GenericAlias(tuple, (str, *get_args(kind))), Ellipsis))
    read = CONVERTER.get_structure_hook(pairs)
    return lambda data, _: unique_keys(read(data, pairs))


def _write_mapping(kind: object) -> Callable[[FixedMapping[T]], object]:
    write = CONVERTER.get_unstructure_hook(get_args(kind)[0])
    return lambda value: [[key, write(item)] for key, item in value.items()]


# Classes


@cache
def _reader_of(cls: type[AttrsInstance]) -> SimpleStructureHook[Mapping[str, object], object]:
    """Return what reads the fields of a class."""
    return make_dict_structure_fn(cls, CONVERTER)


def _read_class(cls: type[AttrsInstance]) -> ReadHook:
    return lambda data, _: _reader_of(cls)(take_object(data))


def _read_tagged(kind: object, *, printed: bool = False) -> ReadHook:
    """Read an object that names its class by "type"."""
    classes = {tag_of(cls): cls for cls in get_args(kind) or (cast("type", kind),)}
    shapes = ("str", '{"type": …}') if printed else ('{"type": …}',)

    def read_tagged(data: object, _: object) -> object:
        if printed and isinstance(data, str):
            return read_text(data)
        content = dict(take_object(data, *shapes))
        tag = content.pop("type", None)
        if not isinstance(tag, str) or tag not in classes:
            near_ones = near(tag if isinstance(tag, str) else "", classes)
            refuse("option", "type", describe(tag), *near_ones)
        cls = classes[tag]
        return read_absent(data) if cls is NotApplicableType else _reader_of(cls)(content)

    return read_tagged


def _read_meaning(data: object, _: object) -> object:
    """Read a rule, which says its class by "type", or a scale of grades."""
    is_rule = "type" in take_object(data, '{"type": …}', '{"bands": …}')
    kind = cast("type[object]", Node if is_rule else Grades)
    return CONVERTER.structure(data, kind)


def _write_class(cls: type[AttrsInstance]) -> Callable[[AttrsInstance], object]:
    takes_name = any(attribute.default == _FROM_NAME for attribute in fields(cls))
    key = override(omit_if_default=False if takes_name else None)
    omit = CONVERTER.omit_if_default
    write = make_dict_unstructure_fn(cls, CONVERTER, _cattrs_omit_if_default=omit, key=key)
    tag = {"type": tag_of(cls)} if cls in TAGGED else {}

    def write_object(value: AttrsInstance) -> object:
        content = {**tag, **write(value)}
        if takes_name and content["key"] == content["name"]:
            del content["key"]  # a name by language gives it by an order, which JSON may lose
        return content

    return write_object


_FROM_NAME = Factory(key_of_name, takes_self=True)


def _read_amount(cls: type[Quantity]) -> ReadHook:
    """Read a number with its unit, which may also be text, as printed."""
    read = _read_class(cls)
    return lambda data, _: read_quantity(data, "") if isinstance(data, str) else read(data, cls)


def _read_checked(cls: type[AttrsInstance]) -> ReadHook:
    """Read a class whose values are checked as a whole."""
    read = _read_class(cls)

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


# Other types


def _read_optional(kind: object) -> ReadHook:
    inner = without_none(kind)
    read = CONVERTER.get_structure_hook(inner)
    return lambda data, _: None if data is None else read(data, inner)


def _read_key(kind: object) -> ReadHook:
    """Read a key, or a pair that names more than the key."""
    pair = next(member for member in get_args(kind) if member is not str)
    read = CONVERTER.get_structure_hook(pair)
    return lambda data, _: read(data, pair) if isinstance(data, list) else read_text(data)


def _read_literal(kind: object) -> ReadHook:
    options = get_args(kind)
    return lambda data, _: take_option(data, "", options)


def _of(origin: object) -> Callable[[object], bool]:
    return lambda kind: get_origin(kind) is origin


register_values(CONVERTER)
CONVERTER.register_structure_hook_factory(has, _read_class)
CONVERTER.register_unstructure_hook_factory(has, _write_class)
CONVERTER.register_structure_hook_factory(TAGGED.__contains__, _read_tagged)
for name, union in UNIONS.items():
    CONVERTER.register_structure_hook(union, _read_tagged(union, printed=name in PRINTED))
CONVERTER.register_structure_hook(Meaning, _read_meaning)
CONVERTER.register_structure_hook_factory(_of(tuple), _read_list)
CONVERTER.register_structure_hook_func(partial(eq, frozenset[str]), _read_codes)
CONVERTER.register_structure_hook_factory(_of(FixedMapping), _read_mapping)
CONVERTER.register_unstructure_hook_factory(_of(FixedMapping), _write_mapping)
CONVERTER.register_structure_hook_factory(_of(Literal), _read_literal)
CONVERTER.register_structure_hook_factory(
    lambda kind: is_union(kind) and NoneType in get_args(kind), _read_optional
)
CONVERTER.register_structure_hook_factory(lambda kind: kind in (IndicatorKey, LineKey), _read_key)
CONVERTER.register_structure_hook_factory(partial(eq, Quantity), _read_amount)
CONVERTER.register_structure_hook_factory(lambda kind: kind in (Finding, Audit), _read_checked)
CONVERTER.register_structure_hook(
    Scorecard, lambda data, _: scored_again(CONVERTER.structure(data, Scored))
)
CONVERTER.register_structure_hook_func(
    partial(eq, AnyCard), lambda data, _: CONVERTER.structure(data, Scorecard)
)
CONVERTER.register_unstructure_hook(Scorecard, lambda card: CONVERTER.unstructure(scored(card)))
CONVERTER.register_unstructure_hook(Bounds, lambda card: take_instance(card, "card", Scorecard))
