"""Scorecards, audits and findings are checked when they are read; and what is published."""

import json
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from jsonschema import Draft202012Validator

from documents.samples import GONE, REPORTS, put, refused, trip
from fiscal_rubric import (
    Check,
    Criterion,
    Evidence,
    Finding,
    FiscalRubricError,
    Report,
    Rounding,
    Rubric,
    Section,
    lint,
    number,
    subtotal,
    yes,
)
from fiscal_rubric.catalog import futian_2020
from fiscal_rubric.documents import from_document, publish, schema, to_document

# Scorecards


def test_futian_scored_again_is_86_50_and_names_its_rubric() -> None:
    card = trip(futian_2020.RUBRIC.score(futian_2020.EVIDENCE))
    assert (str(card.total), card.grade) == ("86.50", "良")
    assert card.identity == futian_2020.RUBRIC.identity


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("points[0][0]", "no such line", "points.no such line"),
        ("points[0][1]", "6.00", "points.依据明确"),
        ("points", [], "points.依据明确"),
        ("total", "98.49", "total"),
        ("total", GONE, "total"),
        ("grade", "优", "grade"),
        ("identity", "0" * 64, "identity"),
        ("rubric.grades", GONE, "grade"),
    ],
)
def test_a_scorecard_that_comes_out_differently_is_refused(
    path: str, value: object, place: str
) -> None:
    rubric = evolve(futian_2020.RUBRIC, readings=())  # they name the grades, which one case removes
    document = to_document(rubric.score(futian_2020.EVIDENCE))
    faults = refused(put(document, path, value))
    assert {fault.code for fault in faults} == {"scored_differently"}
    assert place in {fault.place for fault in faults}


def test_a_scorecard_that_cannot_be_scored_says_what_is_missing() -> None:
    document = to_document(futian_2020.RUBRIC.score(futian_2020.EVIDENCE))
    document["evidence"]["answers"].pop()
    assert {fault.code for fault in refused(document)} == {"missing"}


# Findings and audits


@pytest.mark.parametrize("name", REPORTS)
def test_findings_come_back_with_their_words(name: str) -> None:
    report = REPORTS[name]
    again = trip(report)
    assert again == report
    assert hash(again) == hash(report)
    assert [again.explain(language) for language in ("zh", "en")] == [
        report.explain(language) for language in ("zh", "en")
    ]


def test_readings_are_written_in_one_order() -> None:
    codes = [f"left_out:{letter}" for letter in "abcdefghijklmnop"]
    finding = Finding("sum_differs", "s", Decimal(1), Decimal(2), (frozenset(codes),))
    document: Any = to_document(Report([finding]))
    assert document["findings"][0]["readings"] == [codes]


@pytest.mark.parametrize(
    ("path", "value", "place", "code"),
    [
        ("findings[0].code", "points_difer", "", "option"),
        ("findings[0].code", "branch_unreachable", "findings[0]", "untold"),
        ("findings[0].readings", [["rounding:sideways"]], "findings[0]", "untold"),
        ("findings[0].readings[0]", ["beyond_reach", "beyond_reach"], "", "duplicate_key"),
        ("findings[0].readings[0]", [3], "findings[0].readings[0][0]", "wrong_type"),
        ("findings[0].readings[0]", "beyond_reach", "", "wrong_type"),
        ("findings[0].claimed", 6, "", "answer"),
        ("findings[0].claimed", {"number": "6/1"}, "findings[0].claimed.number", "number"),
        ("findings[0].claimed", {"number": 6}, "findings[0].claimed.number", "wrong_type"),
        ("findings[0].claimed", {"number": "9" * 70}, "findings[0].claimed.number", "long_number"),
        ("findings[0].claimed", {"number": "6", "x": 1}, "findings[0].claimed.x", "unknown_field"),
        ("findings[0].nearest", "NaN", "", "number"),
        ("findings[0].severity", "bad", "", "option"),
        ("findings[0].numbers", {"a": "b"}, "", "wrong_type"),
        ("card.total", "98.49", "", "scored_differently"),
        ("claimed[0][1]", None, "", "answer"),
        ("total_follows", 1, "", "wrong_type"),
        ("total_follows", GONE, "", "missing_field"),
    ],
)
def test_findings_that_cannot_be_shown_are_refused(
    path: str, value: object, place: str, code: str
) -> None:
    document = json.loads(json.dumps(to_document(REPORTS["audit"])))
    faults = refused(put(document, path, value))
    assert (code, place or path) in {(fault.code, fault.place) for fault in faults}


def test_a_finding_may_hold_a_rule_of_any_length() -> None:
    whole = sum((yes(f"{n} {'long' * 60}") for n in range(1, 100)), yes("q0") + 0)
    report = lint(Rubric("r", [Criterion("c", 1, (yes("q1") / whole).clip(0, 1))]))
    assert max(len(text) for found in report for text in found.numbers.values()) == 1996
    assert trip(report) == report


def test_findings_may_not_hide_their_place() -> None:
    found = {"code": "unit_clash", "place": "p", "numbers": [["place", "x"], ["language", "y"]]}
    document = {"fiscal_rubric": 1, "kind": "report", "findings": [found]}
    (fault,) = refused(document)
    assert (fault.code, fault.place) == ("untold", "findings[0]")
    words = ["target", "actual", "name"]
    found["numbers"] += [[word, "w"] for word in words]
    assert from_document(document)["unit_clash:p"].explain().startswith("p: ")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda document: document["findings"].pop(), "findings"),
        (lambda document: document["findings"].append(document["findings"][0]), "findings"),
        (
            lambda document: document["findings"][0].update(recomputed={"number": "1.00"}),
            "findings",
        ),
        (lambda document: document["claimed"][0].__setitem__(1, {"number": "77"}), "findings"),
        (lambda document: document.update(total_follows=False), "total_follows"),
    ],
)
def test_an_audit_says_what_its_card_and_claims_say(change: Any, place: str) -> None:
    document = to_document(REPORTS["audit"])
    change(document)
    faults = refused(document)
    assert {fault.code for fault in faults} == {"scored_differently"}
    assert any(fault.place.startswith(place) for fault in faults)


def test_readings_of_an_audit_may_be_of_another_version() -> None:
    document = to_document(REPORTS["audit"])
    for finding in document["findings"]:
        finding.pop("readings", None)
        finding.pop("nearest", None)
    assert from_document(document).findings != REPORTS["audit"].findings


# What is published


def test_what_is_published_holds_no_evidence_and_is_not_read_back() -> None:
    evidence = futian_2020.EVIDENCE.with_notes({"surveyed": "问卷见附件三"})
    card = futian_2020.RUBRIC.score(evidence)
    public: Any = publish(card)
    text = json.dumps(public, ensure_ascii=False)
    assert "附件三" not in text
    assert (public["total"], public["grade"], public["identity"]) == ("86.50", "良", card.identity)
    assert [line["points"] for line in public["lines"]] == [str(line.points) for line in card]
    assert [part["key"] for part in public["sections"]] == [part.key for part in card.sections]
    cost = next(line for line in public["lines"] if line["key"] == "成本控制情况")
    assert dict(cost["words"]) == {
        language: card["成本控制情况"].explain(language) for language in ("zh", "en")
    }
    Draft202012Validator(schema("published")).validate(public)
    (fault,) = refused(public)
    assert (fault.code, fault.place, fault.found) == ("option", "kind", "'published'")
    with pytest.raises(FiscalRubricError):
        publish(None)  # type: ignore[arg-type]  # a wrong type is tried


def test_what_is_published_of_plain_names_satisfies_its_schema() -> None:
    rubric = Rubric("r", [Section("s", [Criterion("c", 2, 2 * yes("q"))], rounding=Rounding(8))])
    card = rubric.score(Evidence(answers={"q": False}))
    Draft202012Validator(schema("published")).validate(publish(card))
    document: Any = to_document(card)
    assert document["total"] == "0.00000000"
    assert trip(card) == card


def test_what_is_published_of_the_whole_has_its_own_rule_and_checks() -> None:
    rule = (subtotal() - number("deduction", 0, 2)).clip(0)
    audited = Check(yes("audited"), "未审计")
    rubric = Rubric("r", [Criterion("c", 2, 2 * yes("q"))], rule=rule, full=2, checks=[audited])
    answers = {"q": True, "deduction": 1, "audited": False}
    whole: Any = publish(rubric.score(Evidence(answers=answers)))["whole"]
    assert (whole["points"], whole["unmet"]) == ("1.00", ["未审计"])
    assert "deduction" in dict(whole["words"])["en"]
