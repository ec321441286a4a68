"""Two rubrics are compared: an example shows where they differ."""

from typing import Any

import pytest

from fiscal_rubric import (
    Budget,
    Criterion,
    Evidence,
    FiscalRubricError,
    Grades,
    Indicator,
    Project,
    Rubric,
    average,
    completion_rate,
    divide,
    met,
    misses,
    number,
    paid,
    planned,
    yes,
)
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.testing import Equivalence, equivalent

A, B, X = number("a", 0, 1), number("b", 0, 1), number("x", 0, 1)


def compare(before: Node, after: Node, full: int = 4, **options: Any) -> Equivalence:
    first, second = (Rubric("r", [Criterion("c", full, rule)]) for rule in (before, after))
    return equivalent(first, second, **options)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (2 * A + 2 * B, 4 * average(A, B)),
        (X >= 0.9, ~(X < 0.9)),
        ((4 * X).clip(0, 2) + 2 * yes("y"), 2 * yes("y") + 2 * (2 * X).clip(0, 1)),
    ],
)
def test_no_difference_is_found_between_equal_rules(before: Node, after: Node) -> None:
    found = compare(before, after)
    assert found
    assert found.example is None
    assert found.tried > 100
    text = f"no difference was found on {found.tried} pieces of evidence; this is not a proof"
    assert found.explain() == text
    assert repr(found) == f"<Equivalence: {text}>"
    assert str(found.tried) in found.explain("zh")


def test_an_edge_that_is_left_out_is_found_by_an_example() -> None:
    found = compare(X >= 0.9, X > 0.9, full=1)
    assert not found
    assert found.example is not None
    assert str(found.example.evidence.answers["x"]) == "9/10"
    text = f"<Equivalence: c: 1 before, 0 after; answer to x: 1 → 0.9; {found.tried} tried>"
    assert repr(found) == text
    lines = found.explain().splitlines()
    assert "Before:" in lines
    assert "After:" in lines
    assert found.rows()[0] == {"key": "c", "before": "1", "after": "0"}
    assert "x" in found.to_html("zh")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (X * 4, 4 * X * X),
        ((4 - number("days", 0)).clip(0, 4), (4 - number("days", 0)).clip(0, 4).round(1)),
        ((4 - misses()).clip(0, 4), ((4 - misses()).clip(0, 4) + (misses() >= 5)).clip(0, 4)),
        (4 * completion_rate("i").clip(0, 1), 4 * met("i")),
        (
            4 * divide(paid(), planned(), if_zero=1).clip(0, 1),
            4 * divide(paid(), planned(), if_zero=0).clip(0, 1),
        ),
        (2 * yes("a") + yes("b"), 2 * yes("a") + yes("c")),
    ],
)
def test_a_difference_is_found(before: Node, after: Node) -> None:
    first, second = (
        Rubric("r", [Criterion("c", 4, rule, if_not_applicable="zero")]) for rule in (before, after)
    )
    found = equivalent(first, second)
    assert not found
    assert found.example is not None
    assert len(found.example.places) <= 5


def test_grades_and_sections_are_compared() -> None:
    line = Criterion("c", 10, number("n", 0, 10))
    before, after = (
        Rubric("r", [line], grades=Grades([("A", edge), ("B", 0)])) for edge in (9, "9.01")
    )
    found = equivalent(before, after)
    assert repr(found).startswith("<Equivalence: Grade: A before, B after; answer to n: 10 → 9")


def test_a_refusal_is_a_result() -> None:
    like = Evidence(Project("p", Budget("9元", "9元", {"2020-12-31": "9元"})))
    found = compare(
        4 * (paid() / planned()).clip(0, 1),
        4 * divide(paid(), planned(), if_zero=1).clip(0, 1),
        like=like,
    )
    assert found.example is not None
    assert found.rows() == [{"key": "total", "before": "divisor", "after": "4"}]
    assert "divisor" in found.explain("zh")
    same = 4 * (paid() / planned()).clip(0, 1)
    assert compare(same, same * 1, like=like)


def test_evidence_to_start_from_may_know_more() -> None:
    like = Evidence(
        Project("p", None, [Indicator("i", "quantity", "≥5家", "6家")]), {"a": True, "z": True}
    )
    before, after = (
        Rubric("r", [Criterion("c", 4, rule, if_not_applicable="drop")])
        for rule in (4 * met("i"), 4 * met("i") * yes("a"))
    )
    found = equivalent(before, after, like=like)
    assert found.example is not None
    assert [str(place) for place in found.example.places] == ["a"]


def test_a_number_of_examples_is_a_whole_number() -> None:
    with pytest.raises(FiscalRubricError):
        compare(X, X, examples=-1)
    assert compare(X, X, examples=0).tried < compare(X, X, examples=5).tried
