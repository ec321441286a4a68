"""Worked cases are scored again and compared."""

import json
from typing import Any

import pytest
from attrs import evolve

from fiscal_rubric import (
    Basis,
    Criterion,
    Evidence,
    FiscalRubricError,
    Grades,
    Rubric,
    Section,
    WorkedCase,
    yes,
)
from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
from fiscal_rubric.documents import from_document, to_document

LETTERS = Grades([("A", 2), ("B", 0)])
SMALL = Rubric("r", [Section("s", [Criterion("c", 2, 2 * yes("q"), grades=LETTERS)])])
GIVEN = Evidence(answers={"q": True})


def replayed(*cases: WorkedCase) -> list[tuple[str, str, str]]:
    with pytest.raises(FiscalRubricError) as caught:
        evolve(SMALL, cases=cases).replay()
    return [(fault.code, fault.place, str(fault.found)) for fault in caught.value.faults]


def test_the_report_of_2020_is_replayed() -> None:
    stated = {"成本控制情况": 3, "制度保障": 5, "项目质量达标情况": "11.00"}
    case = WorkedCase("2020", EVIDENCE, "86.50", "良", points=stated)
    revised = WorkedCase("修订后", EVIDENCE, "87.5", basis=Basis(targets="revised"))
    held = evolve(RUBRIC, cases=[case, revised])
    assert [str(card.total) for card in held.replay()] == ["86.50", "87.50"]
    assert held.identity == RUBRIC.identity
    assert held != RUBRIC


def test_a_result_that_differs_names_its_case() -> None:
    case = WorkedCase("a", GIVEN, 1, "A", points={"c": 1, "s": 2}, grades={"c": "B"})
    assert replayed(WorkedCase("first", GIVEN, 2), case) == [
        ("scored_differently", "cases[1].points.c", "1"),
        ("scored_differently", "cases[1].grades.c", "B"),
        ("scored_differently", "cases[1].total", "1"),
        ("scored_differently", "cases[1].grade", "A"),
    ]


def test_all_faults_of_cases_are_named_at_once() -> None:
    unknown = WorkedCase("u", GIVEN, points={"d": 1}, grades={"d": "A"})
    assert replayed(unknown, WorkedCase("m", Evidence(), 2)) == [
        ("unknown_key", "cases[0].points.d", ""),
        ("unknown_key", "cases[0].grades.d", ""),
        ("missing", "cases[1].q", "q"),
    ]


@pytest.mark.parametrize(
    "make",
    [
        lambda: WorkedCase("", None),
        lambda: WorkedCase("a", GIVEN, "much"),
        lambda: WorkedCase("a", GIVEN, basis=3),
        lambda: WorkedCase("a", GIVEN, points={"c": None}),
        lambda: WorkedCase("a", GIVEN, grades={"c": ""}),
        lambda: evolve(SMALL, cases=[GIVEN]),
    ],
)
def test_a_case_with_an_invalid_argument_is_refused(make: Any) -> None:
    with pytest.raises(FiscalRubricError):
        make()


def test_a_document_holds_its_cases_and_can_replay_them() -> None:
    held = evolve(SMALL, cases=[WorkedCase("a", GIVEN, 2, "无")])
    document = json.loads(json.dumps(to_document(held)))
    assert from_document(document) == held
    with pytest.raises(
        FiscalRubricError, match=r"cases\[0\].grade: found 无, but scoring again gives —"
    ):
        from_document(document, replay=True)
    del document["cases"][0]["grade"]
    assert from_document(document, replay=True) == evolve(SMALL, cases=[WorkedCase("a", GIVEN, 2)])
    assert from_document(to_document(GIVEN), replay=True) == GIVEN
