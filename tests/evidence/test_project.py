"""Budgets, indicators and projects: amounts, keys, revised targets and errors."""

from datetime import date
from fractions import Fraction

import pytest

from fiscal_rubric import (
    Budget,
    Criterion,
    Evidence,
    FiscalRubricError,
    Indicator,
    Project,
    Rubric,
    met,
    yes,
)
from fiscal_rubric.numbers.spans import Quantity, Span
from fiscal_rubric.targets.targets import NumericActual, NumericTarget
from fiscal_rubric.targets.writing import write_target


def code_of(make: object) -> str:
    with pytest.raises(FiscalRubricError) as caught:
        make()
    return caught.value.code


def test_a_payment_in_per_cent_becomes_money() -> None:
    budget = Budget("700", "636.96", {"2020-03-31": "1.26%", "2020-12-31": "100％"}, unit="万元")
    assert budget.paid(date(2020, 6, 1)) == Quantity("8.025696", "万元")
    assert budget.paid() == Quantity("636.96", "万元")
    assert budget.paid(date(2020, 1, 1)) is None
    assert Budget("7万元", None, {"2020-12-31": "50%"}).paid() == Quantity("3.5", "万元")


def test_amounts_keep_their_units() -> None:
    budget = Budget(Quantity(1, "亿元"), "23,000.00 万元", [("2020-12-31", 5)], unit="元")
    assert budget.initial == Quantity(1, "亿元")
    assert budget.adjusted == Quantity(23000, "万元")
    assert budget.paid() == Quantity(5, "元")


def test_wrong_amounts_are_refused() -> None:
    assert code_of(lambda: Budget(1, payments={"2020-12-31": 1, "2020-01-01": 2})) == "days_order"
    assert code_of(lambda: Budget(payments={"2020-12-31": "50%"})) == "missing_amount"
    assert code_of(lambda: Budget(payments={"31.12.2020": 1})) == "date"
    assert code_of(lambda: Budget(-1)) == "negative"
    assert code_of(lambda: Indicator("k", "cost", "5元", weight=-1)) == "negative"


def test_a_revised_target_has_the_same_sense_and_unit() -> None:
    revised = Indicator("k", "quantity", "30项", "18项（目标调整为18项）").revised
    assert revised == NumericTarget("at least", Span(18, unit="项"))
    assert Indicator("k", "quantity", "30项", revised="18").revised == NumericTarget(
        "at least", Span(18)
    )
    for other in ("≤18项", "18家", "长期"):
        assert code_of(lambda other=other: Indicator("k", "quantity", "30项", revised=other)) == (
            "revised_target"
        )


def test_the_kind_gives_the_sense_of_a_bare_number() -> None:
    assert Indicator("k", "cost", "200万", "195.5万元").target.sense == "at most"
    assert Indicator("k", "quantity", "200", NumericActual(Span(1, 1))).target.sense == "at least"


def test_names_that_appear_twice_need_keys() -> None:
    one = Indicator("促进发展", "social", "长期")
    assert code_of(lambda: Project("p", None, [one, one])) == "duplicate_key"
    two = Indicator("促进发展", "sustained", "长期", key="促进发展#2")
    project = Project("p", None, [one, two])
    assert project["促进发展#2"] is two
    assert code_of(lambda: project["促进发展#3"]) == "unknown_indicator"
    assert code_of(lambda: Evidence([project, project])) == "duplicate_key"


def test_a_key_of_two_projects_needs_its_project() -> None:
    projects = [
        Project(key, None, [Indicator("k", "quantity", "5家", actual)])
        for key, actual in (("p", "5家"), ("q", "3家"))
    ]
    rubric = Rubric("r", [Criterion("c", 1, 1 * met(("q", "k")), if_not_applicable="zero")])
    assert rubric.score(Evidence(projects)).total == 0
    ambiguous = Rubric("r", [Criterion("c", 1, 1 * met("k"), if_not_applicable="zero")])
    assert code_of(lambda: ambiguous.score(Evidence(projects))) == "several_indicators"


def test_a_new_result_keeps_the_revised_target_unless_it_states_one() -> None:
    known = Indicator("k", "quantity", "30项", "10项", revised="18项")
    evidence = Evidence(Project("p", None, [known]))
    for cell, target in (("20项", "≥18项"), ("20项（目标调整为15项）", "≥15项")):
        _, changed = evidence.with_actual("k", cell).indicator("k")
        assert changed.revised is not None
        assert write_target(changed.revised) == target


def test_the_answers_true_and_1_differ() -> None:
    assert Evidence(answers={"a": True}) != Evidence(answers={"a": 1})
    assert Evidence(answers={"a": True}).answers != {"a": 1}
    assert Evidence(answers={"a": 1}).answers == {"a": 1}
    assert Evidence(answers={"a": 1}).answers != 1
    assert repr(Evidence(answers={"a": True}).answers) == "{'a': True}"


def test_paid_returns_the_amount_up_to_a_day() -> None:
    budget = Budget("10万元", None, {"2020-06-30": "3万元", "2020-12-31": "9万元"})
    assert str(budget.paid("2020-07-01")) == "3万元"
    assert budget.paid(date(2020, 1, 1)) is None
    with pytest.raises(FiscalRubricError, match="is not a date"):
        budget.paid("in July")


def test_evidence_takes_one_project_without_a_list() -> None:
    evidence = Evidence(Project("p"), {"a": 0.1})
    assert evidence.projects[0].key == "p"
    assert evidence.answers["a"] == Fraction(1, 10)
    assert evidence.with_answers({"b": True}, c=False).without("a").answers == {
        "b": True, "c": False,
    }  # fmt: skip
    assert yes("a") is not yes("a")
