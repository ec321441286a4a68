"""Readings: each replaces its own part, once."""

import pytest

from fiscal_rubric import Criterion, FiscalRubricError, Grades, Reading, Rubric, yes
from fiscal_rubric.analysis.audit.sums import why_not
from fiscal_rubric.rubric.readings import take_readings

A, B, C = yes("a"), yes("b"), yes("c")


def test_one_code_replaces_a_part_once() -> None:
    with pytest.raises(FiscalRubricError) as caught:
        take_readings([Reading("x", "t", A, B), Reading("x", "u", A, C)])
    assert (caught.value.code, caught.value.faults[0].place) == ("duplicate_key", "readings.x")


def test_a_reading_of_a_part_that_another_one_replaced_has_nothing_to_replace() -> None:
    readings = [Reading("x", "t", A, B), Reading("y", "u", A, C)]
    rubric = Rubric("r", [Criterion("c", 1, A, readings=readings)])
    assert rubric.read_as("y").parts[0] == Criterion("c", 1, C)
    with pytest.raises(FiscalRubricError) as caught:
        rubric.read_as("x", "y")
    assert caught.value.code == "reading_of_nothing"


def test_a_code_that_no_reading_has_is_refused() -> None:
    rubric = Rubric("r", [Criterion("c", 1, A, readings=[Reading("half", "t", A, B)])])
    with pytest.raises(FiscalRubricError) as caught:
        rubric.read_as("hafl")
    assert (caught.value.code, caught.value.faults[0].expected) == ("option", ("half",))


def test_a_label_outside_of_the_bands_has_no_edge() -> None:
    assert why_not(Grades([("A", 90), ("B", 0)]), "C", 1) == ""
