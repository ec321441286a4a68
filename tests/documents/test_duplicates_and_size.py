"""What is refused before a document is read."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from documents.samples import refused
from fiscal_rubric import FiscalRubricError
from fiscal_rubric.documents import from_document, to_document, unique
from fiscal_rubric.documents.duplicates_and_size import DEEPEST, LARGEST, opened


def deep(levels: int, one: Callable[[Any], Any], inmost: Any = 0) -> Any:
    found = inmost
    for _ in range(levels):
        found = one(found)
    return found


def looped() -> list[Any]:
    found: list[Any] = []
    found += [found, found]
    return found


def rubric_of(rule: Any) -> dict[str, Any]:
    part = {"type": "criterion", "name": "c", "full": 1, "rule": rule}
    return {"fiscal_rubric": 1, "kind": "rubric", "name": "r", "parts": [part]}


YES = {"type": "yes", "key": "k"}


def not_(inner: Any) -> dict[str, Any]:
    return {"type": "not", "condition": inner}


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (deep(100_000, lambda inner: [inner]), "depth"),
        (deep(100_000, lambda inner: {"a": inner}), "depth"),
        (looped(), "large_document"),
        ([[] for _ in range(LARGEST)], "large_document"),
        (deep(100, not_, YES), "depth"),
        (deep(DEEPEST - 4, not_, YES), "depth"),
    ],
    ids=["lists", "objects", "loop", "many", "rule", "deepest"],
)
def test_hostile_shapes_are_refused(rule: Any, code: str) -> None:
    assert refused(rubric_of(rule))[0].code == code


@pytest.mark.parametrize(
    "document",
    [None, 3, "x", [], {}, {1: 2}, {"fiscal_rubric": 1}, {"fiscal_rubric": 1, "kind": []}],
)
def test_what_is_no_document_is_refused(document: Any) -> None:
    refused(document)
    with pytest.raises(FiscalRubricError):
        to_document(document)


def test_the_largest_document_is_looked_at() -> None:
    head = {"fiscal_rubric": 1, "kind": "basis"}
    deepest = deep(DEEPEST - 1, lambda inner: [inner])
    largest: list[Any] = [[]] * (LARGEST - 2)
    for content, more, code in (
        (deepest, [deepest], "depth"),
        (largest, [*largest, []], "large_document"),
    ):
        assert opened({**head, "x": content}, ("basis",)) == ("basis", {"x": content})
        assert refused({**head, "x": more})[0].code == code


class Fake(dict[str, object]):
    """A dict that may say another thing each time it is asked."""


@pytest.mark.parametrize(
    ("document", "place"),
    [
        (Fake(fiscal_rubric=1, kind="basis"), "document"),
        ({"fiscal_rubric": 1, "kind": "report", "findings": [Fake()]}, "findings[0]"),
        ({"fiscal_rubric": 1, "kind": "evidence", "answers": Fake()}, "answers"),
    ],
    ids=["document", "object", "pairs"],
)
def test_only_a_plain_dict_is_an_object(document: Any, place: str) -> None:
    (fault,) = refused(document)
    assert (fault.code, fault.place) == ("wrong_type", place)


@pytest.mark.parametrize(
    ("version", "code"),
    [(2, "newer_format"), (10**5000, "newer_format"), (0, "option"), (True, "option"),
     (1.0, "option"), ("1", "option"), (None, "option")],
    ids=["newer", "long", "zero", "true", "float", "text", "null"],
)  # fmt: skip
def test_a_format_is_the_whole_number_1(version: Any, code: str) -> None:
    (fault,) = refused({"fiscal_rubric": version, "kind": "basis"})
    assert (fault.code, fault.place) == (code, "fiscal_rubric")


def test_a_document_is_not_changed_by_reading_it() -> None:
    document = {"fiscal_rubric": 1, "kind": "basis", "claims": "doubted"}
    assert opened(document, ("basis",)) == ("basis", {"claims": "doubted"})
    assert from_document(document) == from_document(document)


def test_names_that_are_no_texts_are_refused() -> None:
    (fault,) = refused({"fiscal_rubric": 1, "kind": "basis", 1: 2})
    assert "found 1, expected str" in str(fault)


def test_a_name_with_half_a_character_can_be_shown() -> None:
    (fault,) = refused(json.loads('{"fiscal_rubric": 1, "kind": "basis", "\\ud800": 1}'))
    assert fault.code == "unknown_field"


def test_a_long_name_is_cut() -> None:
    (fault,) = refused({"fiscal_rubric": 1, "kind": "basis", "x" * 10_000: 1})
    assert fault.place == "x" * 100


def test_names_that_appear_twice_are_refused_while_json_reads_them() -> None:
    with pytest.raises(FiscalRubricError) as caught:
        json.loads('{"full": 3, "full": 4}', object_pairs_hook=unique)
    assert (caught.value.code, caught.value.faults[0].found) == ("duplicate_key", "full")
    assert json.loads('{"a": [{"b": 1}], "b": 2}', object_pairs_hook=unique) == {
        "a": [{"b": 1}],
        "b": 2,
    }


@pytest.mark.parametrize(
    ("field", "pair"),
    [("answers", ["k", True]), ("notes", ["k", "x"])],
)
def test_a_key_that_appears_twice_is_refused(field: str, pair: list[Any]) -> None:
    document = {"fiscal_rubric": 1, "kind": "evidence", field: [pair, ["q", pair[1]], pair]}
    (fault,) = refused(document)
    assert (fault.code, fault.place, fault.found) == ("duplicate_key", f"{field}[2][0]", "k")
