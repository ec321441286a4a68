"""JSON Schema: what loads satisfies it, and what satisfies it is refused for what it means only."""

import copy
import json
import random
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from jsonschema import Draft202012Validator

from documents.samples import EVIDENCE_SAMPLE, every_node, every_target, refused, sample
from fiscal_rubric import (
    Basis,
    Evidence,
    FiscalRubricError,
    Grades,
    Rubric,
    WorkedCase,
    audit,
    lint,
)
from fiscal_rubric.catalog import CATALOG, futian_2020
from fiscal_rubric.documents import KINDS, from_document, schema, to_document
from fiscal_rubric.testing import strategies as some

# Refusals of a shape: what satisfies a schema must never meet one of them.
SHAPE = {
    *("wrong_type", "unknown_field", "missing_field", "number", "truth_as_number", "not_finite"),
    *("answer", "newer_format"),
}
# Where a text has to be one of a few that its type does not name.
MEANT = {
    "name", "weight", "over", "by", "places", "code", "if_not_applicable", "text", "how", "degree",
    "rounding",
}  # fmt: skip
ASKED = {"number", "truth_as_number", "answer"}  # what a question may say of an answer, too


@cache
def validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(schema(kind))


def satisfies(document: Any) -> bool:
    return isinstance(document, dict) and validator(document["kind"]).is_valid(document)


def check_meant(error: FiscalRubricError, document: Any) -> None:
    """What satisfies its schema was refused: not for its shape."""
    is_scored = document["kind"] in ("scorecard", "audit")
    shape = SHAPE - ASKED if is_scored else SHAPE
    assert not shape & {fault.code for fault in error.faults}, (str(error), document)
    options = [
        fault.place
        for fault in error.faults
        if fault.code == "option" and fault.found != "zero"  # for points that may not be so few
    ]
    assert all(place.rpartition(".")[2] in MEANT for place in options), (str(error), document)


def samples() -> list[Any]:
    card = futian_2020.RUBRIC.score(futian_2020.EVIDENCE)
    case = WorkedCase("2020", futian_2020.EVIDENCE, "86.50", "良", points={"成本控制情况": 3})
    small = Rubric("r", futian_2020.RUBRIC.parts[:1], cases=[case])
    return [
        *(futian_2020.RUBRIC, small, futian_2020.EVIDENCE, Basis(claims="doubted"), card),
        *(lint(futian_2020.EVIDENCE), lint(futian_2020.RUBRIC), every_node(), every_target()),
        audit(futian_2020.RUBRIC, futian_2020.EVIDENCE, futian_2020.CLAIMED),
    ]


DOCUMENTED = Rubric("r", futian_2020.RUBRIC.parts[:1])
DOCUMENTS: list[Any] = [json.loads(json.dumps(to_document(value))) for value in samples()]


@pytest.mark.parametrize("kind", KINDS)
def test_schemas_are_schemas(kind: str) -> None:
    Draft202012Validator.check_schema(schema(kind))
    assert json.loads(json.dumps(schema(kind))) == schema(kind)


def test_there_is_no_schema_of_anything_else() -> None:
    with pytest.raises(FiscalRubricError) as caught:
        schema("rubrics")
    assert caught.value.faults[0].expected[0] == "rubric"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["kind"])
def test_what_is_written_satisfies_its_schema(document: Any) -> None:
    validator(document["kind"]).validate(document)


def test_the_samples_of_format_1_satisfy_their_schemas() -> None:
    for document in (sample(), EVIDENCE_SAMPLE):
        validator(document["kind"]).validate(document)


def test_ready_rubrics_satisfy_their_schema() -> None:
    ready = [value for entry in CATALOG for value in vars(entry.module).values()]
    rubrics = [value for value in ready if isinstance(value, Rubric)]
    assert len(rubrics) > 4
    for rubric in rubrics:
        validator("rubric").validate(to_document(rubric))


@given(some.documents())
def test_any_written_document_satisfies_its_schema(document: Any) -> None:
    validator(document["kind"]).validate(document)
    assert to_document(from_document(json.loads(json.dumps(document)))) == document


@given(some.worked_cases())
def test_cases_satisfy_the_schema_of_their_rubric(case: WorkedCase) -> None:
    validator("rubric").validate(to_document(evolve(DOCUMENTED, cases=[case])))


def test_printed_text_satisfies_the_schema() -> None:
    indicator = {"name": "k", "kind": "quality", "target": "≥90%", "actual": "98%"}
    project = {"name": "p", "budget": {"initial": "700万元"}, "indicators": [indicator]}
    validator("evidence").validate({"fiscal_rubric": 1, "kind": "evidence", "projects": [project]})


# What loads satisfies the schema, with anything put into it

STRANGE: tuple[Any, ...] = (
    *(None, True, 0, 3, -1, "1/3", " 0.5 ", "+2", ".5", "1e2", "1E400", "1/0", "x", "", "≥90%"),
    *("700万元", "2020-12-31", "20201231", "2020-W01-1", [], [[]], {}, {"zh": "文"}, {"zh": 1}),
    *({"number": 1}, {"number": "x"}, {"type": "not_applicable"}, {"type": "yes", "key": "k"}),
    *({"type": "not_applicable", "more": 1}, {"type": "constant", "value": "1"}, ["p", "k"]),
    *(["section", "k"], ["k", 3], [["k", 3]], [["k", "3", 1]], ["k", "k"], "中", "rounding:down"),
    *({"lower": 0}, {"upper": 3, "upper_open": True}, {"lower": 3, "upper": 4}, {"lower": None}),
    *({"lower": 3, "upper": None, "unit": " "}, {"upper": 3, "unit": "%"}, {"lower": 2, "zzz": 1}),
)


def places(document: Any) -> Iterator[tuple[Any, Any]]:
    """Each list or object in a document, with each of its keys."""
    keys = document if isinstance(document, dict) else range(len(document))
    for key in keys:
        yield document, key
        if isinstance(document[key], dict | list):
            yield from places(document[key])


def changed(document: Any, chosen: random.Random) -> Any:
    """A document with something else at one place, taken away, or added."""
    found = copy.deepcopy(document)
    inner, key = chosen.choice(list(places(found)))
    match chosen.randrange(4):
        case 0 if isinstance(inner, dict):
            inner[chosen.choice(("key", "text", "unit", "grades", "name", "zzz"))] = inner[key]
        case 1 if isinstance(inner, dict):
            del inner[key]
        case 2:
            other, name = chosen.choice(list(places(chosen.choice(DOCUMENTS))))
            inner[key] = copy.deepcopy(other[name])
        case _:
            inner[key] = copy.deepcopy(chosen.choice(STRANGE))
    return found


@pytest.mark.parametrize(
    "count", [150, pytest.param(1_000, marks=pytest.mark.long)], ids=["some", "many"]
)
def test_what_loads_satisfies_the_schema(count: int) -> None:
    chosen = random.Random(count)
    loaded = 0
    for _ in range(count):
        document = changed(chosen.choice(DOCUMENTS), chosen)
        try:
            from_document(document)
        except FiscalRubricError as error:
            if satisfies_any(document):
                check_meant(error, document)
            continue
        loaded += 1
        validator(document["kind"]).validate(document)
    assert loaded > count / 50


def satisfies_any(document: Any) -> bool:
    return document.get("kind") in tuple(KINDS) and satisfies(document)


# What satisfies the schema is refused for what it means only


class Maker:
    """Makes anything that a schema allows."""

    def __init__(self, whole: Any, chosen: random.Random) -> None:
        self.definitions = whole["$defs"]
        self.chosen = chosen

    def make(self, described: Any, depth: int = 0) -> Any:
        match described:
            case {"$ref": str() as name}:
                return self.make(self.definitions[name.removeprefix("#/$defs/")], depth)
            case {"const": value}:
                return copy.deepcopy(value)
            case {"enum": values}:
                return self.chosen.choice(values)
            case {"anyOf": several}:
                return self.make(self.chosen.choice(several), depth)
            case {"allOf": several}:
                if depth > 4:  # leaves only
                    several = [one for one in several if not self._nests(one["then"])] or several
                return self.make(self.chosen.choice(several)["then"], depth + 1)
            case {"type": "object", "properties": properties, "required": required}:
                return {
                    name: self.make(inner, depth + 1)
                    for name, inner in properties.items()
                    if name in required or self.chosen.random() < 0.3
                }
            case {"type": "object", "additionalProperties": inner}:
                return {"zh": self.make(inner), "en": self.make(inner)}
            case {"type": "array", "prefixItems": items}:
                return [self.make(item, depth + 1) for item in items]
            case {"type": "array", "items": item, **more}:
                found = [self.make(item, depth + 1) for _ in range(self.chosen.randrange(3))]
                return list(dict.fromkeys(found)) if "uniqueItems" in more else found
            case {"type": "string", "format": "date"}:
                return self.chosen.choice(("2020-01-31", "2020-12-31", "2020-13-01"))
            case {"type": "string", "pattern": str() as pattern}:
                texts = ("0.5", "1/3", "-2", "100", "1e3", "1e400", "5.99", "+7", ".5", "3.", "")
                return self.chosen.choice([text for text in texts if re.search(pattern, text)])
            case {"type": "string"}:
                return self.chosen.choice(("a", "k", "p", "", "优", "≥90%", "98%", "元", "bands"))
            case {"type": "integer"}:
                return self.chosen.choice((0, 1, 2, 3, 90, -1, 10**70))
            case {"type": "boolean"}:
                return self.chosen.choice((True, False))
            case {"type": "null"}:
                return None
            case _:
                raise AssertionError(described)

    def _nests(self, described: Any) -> bool:
        name = described.get("$ref", "").removeprefix("#/$defs/")
        held = json.dumps(self.definitions.get(name, {}))
        inner = "part" if name in ("criterion", "section") else "rule"
        return f"#/$defs/{inner}" in held


@pytest.mark.parametrize(
    "count", [150, pytest.param(1_000, marks=pytest.mark.long)], ids=["some", "many"]
)
@pytest.mark.parametrize("kind", KINDS)
def test_what_satisfies_the_schema_is_refused_for_what_it_means_only(kind: str, count: int) -> None:
    chosen = random.Random(count)
    whole = schema(kind)
    loaded = 0
    for _ in range(count):
        document = Maker(whole, chosen).make(whole)
        validator(kind).validate(document)
        try:
            from_document(document)
        except FiscalRubricError as error:
            check_meant(error, document)
        else:
            loaded += 1
    assert loaded or kind in ("rubric", "scorecard", "audit")


NUMBERS = Grades([("A", 2), ("B", 0)])
GRADED = evolve(DOCUMENTED, grades=NUMBERS)


@pytest.mark.parametrize(
    ("span", "fits"),
    [
        ({"lower": 3}, True),
        ({"lower": "0.5", "lower_open": True, "upper": None, "unit": ""}, True),
        ({"upper": 3, "upper_open": True, "lower_open": False}, True),
        ({"lower": 3, "upper": 4}, False),
        ({"lower": 3, "upper": 3}, False),
        ({"lower": 3, "unit": "%"}, False),
        ({"lower": 3, "upper_open": True}, False),
        ({"lower": None, "upper": None}, False),
        ({}, False),
        ({"how": "at least", "value": 3}, False),
        (3, False),
    ],
    ids=str,
)
def test_a_band_satisfies_the_schema_if_it_is_read(span: Any, fits: bool) -> None:
    document: Any = to_document(GRADED)
    del document["identity"]
    document["grades"]["bands"] = [["A", span], ["B", {"lower": 0}]]
    assert satisfies(document) == fits
    if fits:
        assert isinstance(from_document(document), Rubric)
    else:
        assert {fault.code for fault in refused(document)} <= {
            "wrong_type",
            "missing_field",
            "unknown_field",
            "ends",
        }


def test_names_of_definitions_are_those_of_documents() -> None:
    definitions: Any = schema("scorecard")["$defs"]
    assert {"actual", "criterion", "indicator", "number", "part", "rule", "target"} <= {
        *definitions
    }
    assert definitions["actual"]["anyOf"][1]["properties"]["type"]["enum"] == [
        "numeric_actual",
        "several_actuals",
        "claimed",
        "qualitative_actual",
        "not_carried_out",
        "not_applicable",
    ]
    assert definitions["target"]["anyOf"][1]["properties"]["type"]["enum"] == [
        "numeric_target",
        "qualitative_target",
        "no_target",
        "several_targets",
    ]


def test_a_number_that_json_schema_takes_for_whole_is_the_one_exception() -> None:
    document = to_document(Evidence(answers={"k": 2}))
    document["answers"] = [["k", {"number": 2.0}]]
    assert satisfies(document)
    with pytest.raises(FiscalRubricError, match="is not a number"):
        from_document(document)
