"""Values as plain data, ready for JSON, and back: exact, with every fault by its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias, Union, cast

from attrs import evolve, field, frozen

from fiscal_rubric.arguments import take_option
from fiscal_rubric.basis import Basis
from fiscal_rubric.documents.converter import CONVERTER
from fiscal_rubric.errors import FiscalRubricError, describe, fault, refuse
from fiscal_rubric.evidence import Evidence
from fiscal_rubric.mappings import FixedMapping
from fiscal_rubric.rubric import Rubric
from fiscal_rubric.scorecard import Scorecard

FORMAT = 1  # what `to_document` writes; a function that lifts an older one would stand here
DEEPEST = 400  # lists and objects inside each other: more than any rubric may need
LARGEST = 2_000_000  # lists and objects in one document

Value: TypeAlias = Union[Rubric, Evidence, Basis, Scorecard]


def to_document(value: Value) -> dict[str, object]:
    """A value as plain data: dict, list, str, int, bool and None, which JSON holds exactly.

    Whole numbers are int, others text ("0.5", "1/3"). What is at its default is left out.

    Args:
        value: a rubric (its identity is written beside it), evidence, a basis, or a scorecard
            (rubric, evidence and basis, with the points they gave).

    Raises:
        FiscalRubricError: a value of another type.

    Example:
        >>> to_document(Basis(targets="revised"))
        {'fiscal_rubric': 1, 'kind': 'basis', 'targets': 'revised'}
    """
    for kind, cls in _KINDS.items():
        if isinstance(value, cls):
            content = CONVERTER.unstructure(_of(value) if isinstance(value, Scorecard) else value)
            beside = {"identity": value.identity} if isinstance(value, Rubric) else {}
            return {"fiscal_rubric": FORMAT, "kind": kind, **beside, **content}
    refuse("wrong_type", "value", value, *(cls.__name__ for cls in _KINDS.values()))


def from_document(document: Mapping[str, object]) -> Value:
    """The value that a document holds.

    A rubric is checked as one that is written in Python is; a scorecard is scored again. Targets,
    actuals and amounts of money may also stand as printed text ("≥90%", "700万元").

    Args:
        document: what `to_document` gave, after any trip through JSON. Let `json.loads` read it
            with `object_pairs_hook=unique`, which refuses names that stand twice.

    Raises:
        FiscalRubricError: with all faults, each by its place: `parts[2].rule.terms[0].key`.

    Example:
        >>> from_document({"fiscal_rubric": 1, "kind": "basis", "targets": "revised"})
        Basis(targets='revised', excused='missed', budget='adjusted', claims='trusted')
        >>> try:
        ...     from_document({"fiscal_rubric": 1, "kind": "basis", "target": "revised"})
        ... except FiscalRubricError as error:
        ...     print(error)
        target: no field of basis has this name; expected targets
    """
    given = _opened(document)
    kind = take_option(given.pop("kind", None), "kind", tuple(_KINDS))
    stated = given.pop("identity", None) if kind == "rubric" else None
    cls = _Scored if kind == "scorecard" else _KINDS[kind]
    try:
        value = CONVERTER.structure(given, cls)
    except FiscalRubricError as error:
        faults = [evolve(broken, place=broken.place or kind) for broken in error.faults]
        raise FiscalRubricError(faults) from None
    if isinstance(value, _Scored):
        return _scored_again(value)
    if isinstance(value, Rubric) and stated not in (None, value.identity):
        refuse("identity", "identity", stated, value.identity)
    return cast("Value", value)


def unique(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """The pairs as a dict, for `json.loads(text, object_pairs_hook=unique)`.

    Raises:
        FiscalRubricError: a name stands twice; JSON itself would keep the last one.

    Example:
        >>> unique([("full", 3)])
        {'full': 3}
    """
    names: dict[str, object] = {}
    for name, value in pairs:
        if name in names:
            refuse("duplicate_key", "document", name)
        names[name] = value
    return names


_KINDS: dict[str, type[Any]] = {
    "rubric": Rubric,
    "evidence": Evidence,
    "basis": Basis,
    "scorecard": Scorecard,
}


def _opened(document: object) -> dict[str, Any]:
    """The document without its format, after a look at its outside and its size."""
    if type(document) is not dict:
        refuse("wrong_type", "document", document, '{"fiscal_rubric": 1, "kind": …}')
    given = dict(cast("dict[str, Any]", document))
    _check_size(given)
    if "fiscal_rubric" not in given:
        refuse("missing_field", "fiscal_rubric", "", str(FORMAT))
    version = given.pop("fiscal_rubric")
    if type(version) is int and version > FORMAT:
        refuse("newer_format", "fiscal_rubric", version, str(FORMAT))
    if type(version) is not int or version != FORMAT:
        refuse("option", "fiscal_rubric", describe(version), str(FORMAT))
    return given


def _check_size(document: dict[str, Any]) -> None:
    """Refuse what is too deep or too large before anything recurs into it."""
    level: list[Any] = [document]
    count = depth = 0
    while level:
        depth += 1
        count += len(level)
        if depth > DEEPEST:
            refuse("depth", "document", str(depth), str(DEEPEST))
        if count > LARGEST:
            refuse("large_document", "document", str(count), str(LARGEST))
        level = [inner for outer in level for inner in _inside(outer)]


def _inside(outer: dict[str, Any] | list[Any]) -> list[Any]:
    items = outer.values() if isinstance(outer, dict) else outer
    return [item for item in items if isinstance(item, dict | list)]


# A scorecard: what it was made from, and what came out


@frozen
class _Scored:
    """A scorecard as its document holds it."""

    rubric: Rubric
    evidence: Evidence
    basis: Basis
    identity: str
    points: FixedMapping[str | None]
    total: str | None = field(default=None, kw_only=True)
    grade: str | None = field(default=None, kw_only=True)


def _of(card: Scorecard) -> _Scored:
    return _Scored(
        cast("Rubric", card.rubric),
        card.evidence,
        card.basis,
        card.identity,
        FixedMapping({line.key: _text(line.points) for line in card}),
        total=_text(card.total),
        grade=card.grade,
    )


def _text(points: Decimal | None) -> str | None:
    return None if points is None else str(points)


def _scored_again(stated: _Scored) -> Scorecard:
    """The scorecard of a document; refused where it does not come out as stated."""
    card = stated.rubric.score(stated.evidence, stated.basis)
    found = _of(card)
    pairs = [
        ("identity", stated.identity, found.identity),
        *(
            (f"points.{key}", stated.points.get(key), found.points.get(key))
            for key in dict.fromkeys((*found.points, *stated.points))
        ),
        ("total", stated.total, found.total),
        ("grade", stated.grade, found.grade),
    ]
    faults = [
        fault("scored_differently", place, said or "—", again or "—")
        for place, said, again in pairs
        if said != again
    ]
    if faults:
        raise FiscalRubricError(faults)
    return card
