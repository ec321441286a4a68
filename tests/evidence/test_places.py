"""Places of the evidence: each value is read and changed at its place."""

from datetime import date

import pytest
from hypothesis import given, strategies as st

from fiscal_rubric import Budget, Evidence, FiscalRubricError, Indicator, Project
from fiscal_rubric.evidence.places import Amount, Answer, Place, Result, kind_of
from fiscal_rubric.numbers.spans import Quantity
from fiscal_rubric.targets import read_actual, read_target
from fiscal_rubric.testing import strategies as some

JUNE, DECEMBER = date(2020, 6, 30), date(2020, 12, 31)
PROJECT = Project(
    "p",
    Budget("100元", "120元", {"2020-06-30": "30元", "2020-12-31": "90元"}),
    [Indicator("k", "quantity", "5家", "3家", weight=10, revised="4家", reason="疫情")],
)
EVIDENCE = Evidence([PROJECT, Project("other")], {"a": True})
VALUES = {
    Answer("a"): True,
    Result("p", "k"): read_actual("3家"),
    Result("p", "k", "target"): read_target("5家"),
    Result("p", "k", "weight"): 10,
    Result("p", "k", "reason"): "疫情",
    Amount("p", "initial"): Quantity(100, "元"),
    Amount("p", "adjusted"): Quantity(120, "元"),
    Amount("p", "paid"): Quantity(90, "元"),
    Amount("p", "paid", JUNE): Quantity(30, "元"),
    Amount("other", "paid"): None,
    Answer("b"): None,
}
CHANGES = {
    Answer("a"): False,
    Answer("b"): "优",
    Result("p", "k"): read_actual("7家"),
    Result("p", "k", "target"): read_target("≥6家"),
    Result("p", "k", "weight"): 5,
    Result("p", "k", "reason"): "雨季",
    Amount("p", "initial"): Quantity(1, "元"),
    Amount("p", "adjusted"): Quantity(2, "元"),
    Amount("p", "paid"): Quantity(3, "元"),
    Amount("p", "paid", JUNE): Quantity(4, "元"),
    Amount("p", "paid", date(2020, 9, 30)): Quantity(50, "元"),
    Amount("other", "paid"): Quantity(6, "元"),
}


@pytest.mark.parametrize("place", VALUES, ids=str)
def test_at_returns_the_value_of_a_place(place: Place) -> None:
    assert EVIDENCE.at(place) == VALUES[place]


@pytest.mark.parametrize("place", CHANGES, ids=str)
def test_a_change_affects_only_its_place(place: Place) -> None:
    changed = EVIDENCE.with_(place, CHANGES[place])
    assert changed.at(place) == CHANGES[place]
    for other in VALUES:
        if not (place.covers(other) or other.covers(place)):
            assert changed.at(other) == VALUES[other]


FORGETTABLE = [place for place in CHANGES if getattr(place, "column", "actual") == "actual"]


@pytest.mark.parametrize("place", FORGETTABLE, ids=str)
def test_none_makes_a_value_not_known(place: Place) -> None:
    forgotten = EVIDENCE.with_(place, CHANGES[place]).with_(place, None)
    if place != Amount("p", "paid", date(2020, 9, 30)):  # an earlier payment is known by then
        assert forgotten.at(place) is None
    assert forgotten.with_(place, None) == forgotten


def test_a_new_result_keeps_the_revised_target_unless_its_text_states_another() -> None:
    revised = EVIDENCE.with_(Result("p", "k"), "7家").project("p")["k"].revised
    assert revised == read_target("4家")
    stated = EVIDENCE.with_(Result("p", "k"), "7家（目标调整为6家）").project("p")["k"]
    assert (stated.actual, stated.revised) == (read_actual("7家"), read_target("6家"))


def test_all_payments_cover_each_of_them() -> None:
    assert Amount("p", "paid").covers(Amount("p", "paid", JUNE))
    assert not Amount("p", "paid", JUNE).covers(Amount("p", "paid"))
    assert not Amount("p", "paid").covers(Amount("other", "paid", JUNE))
    assert not Amount("p", "paid").covers(Answer("paid"))
    for place in VALUES:
        assert place.covers(place)


def test_keys_with_slashes_are_not_confused() -> None:
    assert Result("a/b", "k/x") != Result("a", "b/k/x")
    assert str(Result("a/b", "k/x")) == str(Result("a", "b/k/x"))


def test_places_are_ordered_and_have_a_kind() -> None:
    assert sorted([Answer("b"), Answer("a")]) == [Answer("a"), Answer("b")]
    kinds = {"answer", "actual", "target", "weight", "reason", "initial", "adjusted", "paid"}
    assert {kind_of(place) for place in VALUES} == kinds
    assert str(Amount("p", "paid", JUNE)) == "p/paid(by=2020-06-30)"
    assert str(Result("p", "k", "weight")) == "p/k/weight"


@pytest.mark.parametrize(
    "place", [Result("x", "k"), Result("p", "x"), Amount("x", "paid")], ids=str
)
def test_an_unknown_place_is_refused(place: Place) -> None:
    for call in (lambda: EVIDENCE.at(place), lambda: EVIDENCE.with_(place, None)):
        with pytest.raises(FiscalRubricError) as caught:
            call()
        assert caught.value.code in ("unknown_project", "unknown_indicator")


@given(some.projects(), st.data())
def test_writing_the_same_value_changes_nothing(project: Project, data: st.DataObject) -> None:
    evidence = Evidence(project, {"a": 3})
    place = data.draw(st.sampled_from([*evidence.places()]))
    assert evidence.with_(place, evidence.at(place)) == evidence


# Many at once


@given(st.lists(st.sampled_from(list(CHANGES)), unique=True), st.data())
def test_many_changes_are_those_of_one_after_another(
    places: list[Place], data: st.DataObject
) -> None:
    values = {
        place: data.draw(st.sampled_from([CHANGES[place], None]))
        if place in FORGETTABLE
        else CHANGES[place]
        for place in places
    }
    one_by_one = EVIDENCE
    for place in sorted(values, key=lambda place: not isinstance(place, Amount)):
        one_by_one = one_by_one.with_(place, values[place])
    amounts_first = sorted(values, key=lambda place: not isinstance(place, Amount))
    assert EVIDENCE.with_values({place: values[place] for place in amounts_first}) == one_by_one


def test_an_unknown_place_among_many_is_refused() -> None:
    for place in (Result("x", "k"), Result("p", "x"), Amount("x", "paid")):
        with pytest.raises(FiscalRubricError) as caught:
            EVIDENCE.with_values({Answer("a"): False, place: None})
        assert caught.value.code in ("unknown_project", "unknown_indicator")
