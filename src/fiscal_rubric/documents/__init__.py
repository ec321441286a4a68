"""Values as plain data, ready for JSON, and back: exact, with every fault by its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias, Union

from fiscal_rubric.analysis.audit.audit import Audit
from fiscal_rubric.documents import schemas
from fiscal_rubric.documents.converter import CONVERTER, value_of
from fiscal_rubric.documents.duplicates_and_size import FORMAT, opened, unique
from fiscal_rubric.documents.scorecards import Published, published
from fiscal_rubric.errors import refuse
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.rubric.findings import Report
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rubric.scorecard import Scorecard
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.validation import take_bool, take_instance

__all__ = ["KINDS", "from_document", "publish", "schema", "to_document", "unique"]

Value: TypeAlias = Union[Rubric, Evidence, Basis, Scorecard, Report, Audit]
KINDS: dict[str, type[Value]] = {
    "rubric": Rubric,
    "evidence": Evidence,
    "basis": Basis,
    "scorecard": Scorecard,
    "report": Report,
    "audit": Audit,
}


def to_document(value: Value) -> dict[str, object]:
    """Return a value as plain data: dict, list, str, int, bool and None, which JSON holds exactly.

    Whole numbers are int, others text ("0.5", "1/3"). What is at its default is left out.

    Args:
        value: a rubric (its identity is written with it), evidence, a basis, a scorecard
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
            identity = {"identity": value.identity} if isinstance(value, Rubric) else {}
            content = CONVERTER.unstructure(value)
            return {"fiscal_rubric": FORMAT, "kind": kind, **identity, **content}
    refuse("wrong_type", "value", value, *(cls.__name__ for cls in KINDS.values()))


def from_document(document: Mapping[str, object], *, replay: bool = False) -> Value:
    """Return the value that a document holds.

    A rubric is checked as one that is written in Python is; a scorecard is scored again. Targets,
    results and amounts of money may also be printed text ("≥90%", "700万元").

    Args:
        document: what `to_document` gave, after any trip through JSON. Let `json.loads` read it
            with `object_pairs_hook=unique`, which refuses names that appear twice.
        replay: score the worked cases of the rubric again, also of that of a scorecard, and
            refuse it where one comes out differently.

    Raises:
        FiscalRubricError: with all faults, each by its place: `parts[2].rule.terms[0].key`.

    Example:
        >>> from_document({"fiscal_rubric": 1, "kind": "basis", "targets": "revised"})
        Basis(targets='revised', excused='missed', budget='adjusted', claims='trusted')
        >>> from fiscal_rubric import FiscalRubricError
        >>> try:
        ...     from_document({"fiscal_rubric": 1, "kind": "basis", "target": "revised"})
        ... except FiscalRubricError as error:
        ...     print(error)
        target: no field of basis has this name; expected targets
    """
    again = take_bool(replay, "replay")
    kind, content = opened(document, KINDS)
    stated = content.pop("identity", None) if kind == "rubric" else None
    value = value_of(content, KINDS[kind], kind)
    if isinstance(value, Rubric) and "identity" in document and stated != value.identity:
        refuse("identity", "identity", stated, value.identity)
    card = value.card if isinstance(value, Audit) else value
    rubric = card.rubric if isinstance(card, Scorecard) else card
    if again and isinstance(rubric, Rubric):
        rubric.replay()
    return value


def publish(card: Scorecard) -> dict[str, object]:
    """Return a scorecard for the public, as plain data: its lines, and why, in both languages.

    The evidence and the notes on it are left out, except for what the words name. It is not read
    back: nothing in it can be scored again.

    Raises:
        FiscalRubricError: it is not a scorecard.

    Example:
        >>> from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
        >>> public = publish(RUBRIC.score(EVIDENCE))
        >>> public["kind"], public["total"], "evidence" in public
        ('published', '86.50', False)
    """
    content = CONVERTER.unstructure(published(take_instance(card, "card", Scorecard)))
    return {"fiscal_rubric": FORMAT, "kind": "published", **content}


def schema(kind: str) -> dict[str, object]:
    """Return the JSON Schema (2020-12) of one kind of document.

    What `from_document` takes satisfies it. What satisfies it is refused only for what it means,
    never for its shape: points beyond full marks, a key that appears twice, an empty list of
    parts. It counts 2.0 as a whole number, as JSON Schema does; documents write 2.

    Args:
        kind: "rubric", "evidence", "basis", "scorecard", "report", "audit" or "published".

    Example:
        >>> schema("basis")["properties"]["claims"]
        {'enum': ['trusted', 'doubted']}
    """
    return schemas.described(kind, {**KINDS, "published": Published}, FORMAT)
