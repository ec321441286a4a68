"""Values as plain data, ready for JSON, and back: exact, with every fault by its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias, Union, cast

from attrs import evolve

from fiscal_rubric.analysis.audit.audit import Audit
from fiscal_rubric.documents import schemas
from fiscal_rubric.documents.published import Published, published
from fiscal_rubric.documents.structure import CONVERTER
from fiscal_rubric.errors import FiscalRubricError, describe, refuse
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.rubric.findings import Report
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rubric.scorecard import Scorecard
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.validation import take_bool, take_instance, take_option, take_pairs, take_plain

FORMAT = 1  # what `to_document` writes; a function that lifts an older one would stand here
DEEPEST = 300  # lists and objects inside each other: more than any rubric may need
LARGEST = 2_000_000  # lists and objects in one document

Value: TypeAlias = Union[Rubric, Evidence, Basis, Scorecard, Report, Audit]
KINDS: dict[str, type[Any]] = {
    "rubric": Rubric,
    "evidence": Evidence,
    "basis": Basis,
    "scorecard": Scorecard,
    "report": Report,
    "audit": Audit,
}


def to_document(value: Value) -> dict[str, object]:
    """A value as plain data: dict, list, str, int, bool and None, which JSON holds exactly.

    Whole numbers are int, others text ("0.5", "1/3"). What is at its default is left out.

    Args:
        value: a rubric (its identity is written beside it), evidence, a basis, a scorecard
            (rubric, evidence and basis, with the points they gave), a report of findings, or an
            audit.

    Raises:
        FiscalRubricError: a value of another type.

    Example:
        >>> to_document(Basis(targets="revised"))
        {'fiscal_rubric': 1, 'kind': 'basis', 'targets': 'revised'}
    """
    for kind, cls in KINDS.items():
        if type(value) is cls:
            content = CONVERTER.unstructure(value)
            beside = {"identity": value.identity} if isinstance(value, Rubric) else {}
            return {"fiscal_rubric": FORMAT, "kind": kind, **beside, **content}
    refuse("wrong_type", "value", value, *(cls.__name__ for cls in KINDS.values()))


def from_document(document: Mapping[str, object], *, replay: bool = False) -> Value:
    """The value that a document holds.

    A rubric is checked as one that is written in Python is; a scorecard is scored again. Targets,
    actuals and amounts of money may also stand as printed text ("≥90%", "700万元").

    Args:
        document: what `to_document` gave, after any trip through JSON. Let `json.loads` read it
            with `object_pairs_hook=unique`, which refuses names that stand twice.
        replay: score the worked cases of the rubric again, also of that of a scorecard, and
            refuse it where one comes out differently.

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
    again = take_bool(replay, "replay")
    given = _opened(document)
    kind = take_option(given.pop("kind", None), "kind", tuple(KINDS))
    stated = given.pop("identity", None) if kind == "rubric" else None
    try:
        value = CONVERTER.structure(given, KINDS[kind])
    except FiscalRubricError as error:
        faults = [evolve(broken, place=broken.place or kind) for broken in error.faults]
        raise FiscalRubricError(faults) from None
    if isinstance(value, Rubric) and "identity" in document and stated != value.identity:
        refuse("identity", "identity", stated, value.identity)
    if again:
        for rubric in _rubrics_in(value):
            rubric.replay()
    return cast("Value", value)


def _rubrics_in(value: object) -> Iterator[Rubric]:
    match value:
        case Rubric():
            yield value
        case Scorecard():
            yield from _rubrics_in(value.rubric)
        case Audit():
            yield from _rubrics_in(value.card)
        case _:
            return


def publish(card: Scorecard) -> dict[str, object]:
    """A scorecard for the public, as plain data: its lines and their words in both languages.

    The evidence and the notes on it are left out, but for what the words name. It is not read
    back: nothing in it can be scored again.

    Raises:
        FiscalRubricError: it is no scorecard.

    Example:
        >>> from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
        >>> public = publish(RUBRIC.score(EVIDENCE))
        >>> public["kind"], public["total"], "evidence" in public
        ('published', '86.50', False)
    """
    content = CONVERTER.unstructure(published(take_instance(card, "card", Scorecard)))
    return {"fiscal_rubric": FORMAT, "kind": "published", **content}


def schema(kind: str) -> dict[str, object]:
    """The JSON Schema (2020-12) of one kind of document.

    What `from_document` takes satisfies it. What satisfies it is refused only for what it means,
    never for its shape: points beyond full marks, a key that stands twice, a list of parts that
    is empty. It counts 2.0 as a whole number, as JSON Schema does; documents write 2.

    Args:
        kind: "rubric", "evidence", "basis", "scorecard", "report", "audit" or "published".

    Example:
        >>> schema("basis")["properties"]["claims"]
        {'enum': ['trusted', 'doubted']}
    """
    return schemas.described(kind, {**KINDS, "published": Published}, FORMAT)


def unique(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """The pairs as a dict, for `json.loads(text, object_pairs_hook=unique)`.

    Raises:
        FiscalRubricError: a name stands twice; JSON itself would keep the last one.

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


_NESTED = (dict, list)


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
        level = [
            item
            for outer in level
            for item in (outer.values() if outer.__class__ is dict else outer)
            if type(item) in _NESTED
        ]
