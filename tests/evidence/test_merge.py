"""Merging the evidence of two offices."""

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

from fiscal_rubric import (
    NOT_APPLICABLE,
    Budget,
    Evidence,
    FiscalRubricError,
    Indicator,
    Project,
    merge,
)
from fiscal_rubric.testing import strategies as some


def planned() -> Evidence:
    """Return the evidence of the department: targets, and some answers."""
    indicators = [
        Indicator("a", "quantity", "5家", level1="产出指标"),
        Indicator("b", "quality", "≥90%", "95%", weight=10),
    ]
    project = Project("p", Budget("700万元"), indicators, period="2020")
    return Evidence(project, {"lawful": True}, {"lawful": "文件"})


def happened() -> Evidence:
    """Return the evidence of the finance bureau: payments and results."""
    indicators = [
        Indicator("a", "quantity", "5家", "3家", reason="疫情", revised="4家"),
        Indicator("c", "cost", "≤10万元"),
    ]
    budget = Budget(None, "636.96万元", {"2020-12-31": "600万元"})
    return Evidence([Project("p", budget, indicators), Project("q")], {"surveyed": False})


def test_a_value_that_one_side_lacks_is_taken_from_the_other() -> None:
    found = merge(planned(), happened())
    first, second = found.projects
    assert (first.key, second.key, first.period) == ("p", "q", "2020")
    assert [str(first.budget.initial), str(first.budget.adjusted)] == ["700万元", "636.96万元"]
    assert str(first.budget.paid()) == "600万元"
    a, b, c = first.indicators
    assert (a.level1, a.reason, b.key, b.weight, c.key) == ("产出指标", "疫情", "b", 10, "c")
    assert a == evolve(happened().projects[0]["a"], level1="产出指标")
    assert dict(found.answers) == {"lawful": True, "surveyed": False}
    assert dict(found.notes) == {"lawful": "文件"}


@given(some.rubrics(), st.data())
def test_two_halves_merge_into_the_original(rubric: Any, data: st.DataObject) -> None:
    whole = data.draw(some.evidence(rubric))
    left = {key: value for key, value in whole.answers.items() if data.draw(st.booleans())}
    right = {key: value for key, value in whole.answers.items() if key not in left}
    parts = evolve(whole, answers=left), evolve(whole, answers=right, notes={})
    assert merge(*parts) == whole
    assert merge(whole, whole) == merge(whole, Evidence()) == merge(Evidence(), whole) == whole


def test_the_same_money_in_another_unit_is_not_a_conflict() -> None:
    budgets = Budget("100万元", None, {"2020-12-31": "1万元"}), Budget("1000000元")
    both = merge(*(Evidence(Project("p", budget)) for budget in budgets))
    assert both.projects[0].budget == budgets[0]


def test_conflicts_show_both_values() -> None:
    names = {"zh": "甲", "en": "A"}
    with pytest.raises(FiscalRubricError) as caught:
        merge(
            Evidence(Project(names, key="p"), {"q": NOT_APPLICABLE}),
            Evidence(Project("乙", key="p"), {"q": True}),
        )
    assert [str(fault) for fault in caught.value.faults] == [
        "p/name: {'zh': '甲', 'en': 'A'} here and '乙' there; expected the same, or nothing on one "
        "side",
        "q: NOT_APPLICABLE here and True there; expected the same, or nothing on one side",
    ]


def test_all_conflicts_are_named_by_their_keys() -> None:
    indicators = [
        Indicator("a", "quality", "≥6家", "长期"),
        Indicator("b", "quality", "≥90%", "96%", weight=9),
    ]
    project = Project("p", Budget("800万元"), indicators, period="2021")
    other = Evidence(project, {"lawful": False}, {"lawful": "纪要"})
    with pytest.raises(FiscalRubricError) as caught:
        merge(planned(), other)
    assert {(fault.place, fault.found, *fault.expected) for fault in caught.value.faults} == {
        ("p/initial", "700万元", "800万元"),
        ("p/period", "'2020'", "'2021'"),
        ("p/a/kind", "'quantity'", "'quality'"),
        ("p/a/target", "≥5家", "≥6家"),
        ("p/b/actual", "95%", "96%"),
        ("p/b/weight", "10", "9"),
        ("lawful", "True", "False"),
        ("notes.lawful", "'文件'", "'纪要'"),
    }


def test_yes_is_not_the_number_1() -> None:
    with pytest.raises(FiscalRubricError, match="a: True here and 1 there"):
        merge(Evidence(answers={"a": True}), Evidence(answers={"a": 1}))


def test_different_payments_of_one_day_conflict() -> None:
    def paid(amounts: dict[str, str]) -> Evidence:
        return Evidence(Project("p", Budget("9万元", None, amounts)))

    early, late = paid({"2020-03-31": "1万元"}), paid({"2020-12-31": "7万元"})
    assert merge(late, early) == merge(early, late)
    with pytest.raises(FiscalRubricError, match=r"p/paid\.2020-12-31: 7万元 here and 8万元 there"):
        merge(late, paid({"2020-12-31": "8万元"}))


@pytest.mark.parametrize("sides", [(None, Evidence()), (Evidence(), {})])
def test_only_evidence_is_merged(sides: Any) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        merge(*sides)
    assert caught.value.code == "wrong_type"
