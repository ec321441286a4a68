"""Single values in documents: one way to write each, and nothing that only looks like it."""

from fractions import Fraction
from typing import Any

import pytest

from documents.samples import evidence_of, evidence_with, refused
from fiscal_rubric import NOT_APPLICABLE, Evidence
from fiscal_rubric.documents import from_document, to_document

ROW = {"name": "k", "kind": "quality", "target": "≥90%"}


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        (True, True),
        ("优", "优"),
        ("0.5", "0.5"),
        ({"number": 3}, Fraction(3)),
        ({"number": "1/3"}, Fraction(1, 3)),
        ({"number": "0.50"}, Fraction(1, 2)),
        ({"type": "not_applicable"}, NOT_APPLICABLE),
    ],
)
def test_answers_are_read(answer: object, value: Any) -> None:
    evidence = from_document(evidence_with(answers=[["k", answer]]))
    assert evidence == Evidence(answers={"k": value})
    assert type(evidence.answers["k"]) is type(value)


@pytest.mark.parametrize(
    ("answer", "code", "place"),
    [
        (3, "answer", ""),
        (0.5, "answer", ""),
        (None, "answer", ""),
        ([], "answer", ""),
        ({}, "answer", ""),
        ({"numbers": 3}, "answer", ""),
        ("\ud800", "broken_text", ""),
        ({"number": 0.5}, "number", ".number"),
        ({"number": True}, "truth_as_number", ".number"),
        ({"number": None}, "number", ".number"),
        ({"number": 1, "x": 2}, "unknown_field", ".x"),
        ({"type": "yes"}, "option", ".type"),
        ({"type": None}, "option", ".type"),
        ({"type": "not_applicable", "more": 1}, "unknown_field", ".more"),
    ],
    ids=str,
)
def test_answers_have_one_form_each(answer: object, code: str, place: str) -> None:
    (fault,) = refused(evidence_with(answers=[["k", True], ["q", answer]]))
    assert (fault.code, fault.place) == (code, f"answers[1][1]{place}")


def test_what_is_not_applicable_says_no_more() -> None:
    (fault,) = refused(evidence_of({**ROW, "actual": {"type": "not_applicable", "more": 1}}))
    assert fault.place == "projects[0].indicators[0].actual.more"


@pytest.mark.parametrize(
    "day", ["20201231", "2020-W01-1", "2020-13-01", "31.12.2020", "", 20201231]
)
def test_days_are_written_in_one_way(day: Any) -> None:
    budget = {"initial": "7万元", "payments": [[day, "7万元"]]}
    (fault,) = refused(evidence_with(projects=[{"name": "p", "budget": budget}]))
    assert fault.code == ("wrong_type" if day == 20201231 else "date")
    assert fault.place == "projects[0].budget.payments[0][0]"


@pytest.mark.parametrize(
    ("amount", "code", "place"),
    [
        ("7家", "unit", "projects[0].budget.initial"),
        ({"value": 7, "unit": "家"}, "unit", "projects[0].budget.initial"),
        ("about 7", "notation", "projects[0].budget.initial"),
        (7, "wrong_type", "projects[0].budget.initial"),
        ({"value": 7.0}, "number", "projects[0].budget.initial.value"),
        ({"unit": "元"}, "missing_field", "projects[0].budget.initial.value"),
    ],
    ids=str,
)
def test_an_amount_of_another_kind_is_refused_by_its_place(
    amount: object, code: str, place: str
) -> None:
    (fault,) = refused(evidence_with(projects=[{"name": "p", "budget": {"initial": amount}}]))
    assert (fault.code, fault.place) == (code, place)


def test_faults_inside_an_object_come_before_those_of_the_whole() -> None:
    budget = {"initial": {"value": 7, "unit": "家"}, "payments": [["2020-13-01", "7万元"]]}
    (fault,) = refused(evidence_with(projects=[{"name": "p", "budget": budget}]))
    assert fault.place == "projects[0].budget.payments[0][0]"


@pytest.mark.parametrize(
    ("name", "place", "code"),
    [
        (None, "", "wrong_type"),
        (["x"], "", "wrong_type"),
        ({}, "", "empty_text"),
        ({"zh": 1}, ".zh", "wrong_type"),
        ({"": "x"}, " key", "empty_text"),
        ({1: "x"}, " key", "wrong_type"),
    ],
    ids=str,
)
def test_texts_by_language_are_texts(name: object, place: str, code: str) -> None:
    (fault,) = refused(evidence_of({**ROW, "name": name}))
    assert (fault.code, fault.place) == (code, f"projects[0].indicators[0].name{place}")


@pytest.mark.parametrize("number", [3, "0.5", "1/3", "-2.75", 10**59, "1e-3"])
def test_whole_numbers_are_numbers_and_all_others_text(number: Any) -> None:
    value = from_document(evidence_of({**ROW, "target": target(lower=number)}))
    written: Any = to_document(value)
    again = written["projects"][0]["indicators"][0]["target"]["span"]["lower"]
    assert type(again) is (str if isinstance(number, str) else int)
    assert Fraction(again) == Fraction(number)


def target(**span: Any) -> dict[str, Any]:
    return {"type": "numeric_target", "sense": "at least", "span": span}
