"""Scenarios: each is the scorecard of the evidence changed by hand."""

from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from attrs import evolve
from hypothesis import assume, given, strategies as st

from fiscal_rubric import (
    NOT_APPLICABLE,
    Basis,
    Budget,
    Criterion,
    Evidence,
    FiscalRubricError,
    Indicator,
    Project,
    Rubric,
    adjusted,
    attained,
    budget_execution_rate,
    compare,
    initial,
    paid,
    pick,
    what_if,
    yes,
)
from fiscal_rubric.analysis.changes import facts_read, place_of
from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
from fiscal_rubric.evidence.places import Amount, Answer, Result
from fiscal_rubric.numbers.spans import Quantity
from fiscal_rubric.targets.reading import read_actual
from fiscal_rubric.testing import strategies as some
from results import check_shown

BANK = "核查分析网贷平台数据"  # of risk_control alone; 3家 of 5家


# The report


def test_labels_that_are_words_of_the_library_are_shown_as_labels() -> None:
    rubric = Rubric("r", [Criterion("c", 2, pick("p", {"paid": 2, "yes": 1, "no": 0}) * 1)])
    found = what_if(rubric, Evidence(answers={"p": "paid"}), p=["yes", "no"])
    for headings in (None, "zh", "en"):
        shown = [next(iter(row.values())) for row in found.rows(headings)[1:]]
        assert shown == ["p: yes", "p: no"]


def test_answers_of_the_report_one_at_a_time() -> None:
    found = what_if(RUBRIC, EVIDENCE, {"satisfaction": ["良", "差"], "data_collected": [True]})
    assert [(dict(s.changes), str(s.card.total), str(s.difference)) for s in found] == [
        ({"satisfaction": "良"}, "84.50", "-2.00"),
        ({"satisfaction": "差"}, "80.50", "-6.00"),
        ({"data_collected": "yes"}, "87.50", "1.00"),
    ]
    assert (found.card, len(found), found[2]) == (RUBRIC.score(EVIDENCE), 3, list(found)[2])
    assert found[0].card == RUBRIC.score(EVIDENCE.with_answers(satisfaction="良"))
    check_shown(found)


def test_a_grid_of_the_report_is_every_combination() -> None:
    options: dict[Any, Any] = {
        "satisfaction": ["优", "良"],
        "data_collected": [True, False],
        "benefit": [18, 0],
    }
    found = what_if(RUBRIC, EVIDENCE, options, grid=True)
    ways = [dict(zip(options, way, strict=True)) for way in product(*options.values())]
    assert [s.card for s in found] == [RUBRIC.score(EVIDENCE.with_answers(way)) for way in ways]
    assert [dict(s.changes) for s in found] == [
        {
            key: {True: "yes", False: "no"}.get(value, str(value))
            if isinstance(value, bool)
            else str(value)
            for key, value in way.items()
        }
        for way in ways
    ]
    check_shown(found)


def test_the_given_evidence_is_the_first_row() -> None:
    found = what_if(RUBRIC, EVIDENCE, {"benefit": [9], "misused": [True]})
    assert found.rows() == [
        {
            "changes": "",
            "total": Decimal("86.50"),
            "grade": "良",
            "difference": Decimal("0.00"),
        },
        {
            "changes": "benefit: 9",
            "total": Decimal("77.50"),
            "grade": "中",
            "difference": Decimal("-9.00"),
        },
        {
            "changes": "misused: yes",
            "total": Decimal("82.50"),
            "grade": "良",
            "difference": Decimal("-4.00"),
        },
    ]


def test_an_indicator_of_the_report_by_each_of_its_names() -> None:
    by_hand = RUBRIC.score(EVIDENCE.with_actual(("risk_control", BANK), "5家"))
    for key in (BANK, f"risk_control/{BANK}", ("risk_control", BANK)):
        (scenario,) = what_if(RUBRIC, EVIDENCE, {key: ["5家"]})
        assert scenario.card == by_hand
        assert dict(scenario.changes) == {f"risk_control/{BANK}": "5家"}
        assert str(scenario.difference) == "1.00"


def test_a_scenario_is_compared_line_by_line() -> None:
    found = what_if(RUBRIC, EVIDENCE, {"satisfaction": ["良"]})
    moved = found.compare(found[0])
    assert moved.lines == compare(found.card, found[0].card).lines
    assert [(line.key, line.causes) for line in moved] == [
        ("服务对象满意度", ("answer:satisfaction",))
    ]
    with pytest.raises(FiscalRubricError) as caught:
        found.compare(found)
    assert caught.value.code == "wrong_type"


def test_another_basis_holds_for_all_scenarios() -> None:
    basis = Basis(excused="not_missed")
    found = what_if(RUBRIC, EVIDENCE, {"benefit": [9]}, basis)
    assert found.card == RUBRIC.score(EVIDENCE, basis)
    assert found[0].card == RUBRIC.score(EVIDENCE.with_answers(benefit=9), basis)


# Amounts and indicators

BUDGET = Budget("80万元", "100万元", {"2020-06-30": "20万元", "2020-12-31": "90万元"})
P = Project("p", BUDGET, [Indicator("k", "quantity", "10家", "5家")])
Q = evolve(P, key="q")
RULE = 4 * attained(("p", "k")) + 6 * budget_execution_rate(adjusted()).clip(0, 1)
FORM = Rubric("r", [Criterion("c", 10, RULE, if_not_applicable="zero"),
                    Criterion("d", 2, 2 * (paid() <= initial())), Criterion("e", 1, yes("e"))],
)  # fmt: skip
ONE = Evidence(P, {"e": True})
TWO = evolve(ONE, projects=[P, Q])


def with_budget(**changes: Any) -> Evidence:
    return evolve(ONE, projects=[evolve(P, budget=evolve(BUDGET, **changes))])


@pytest.mark.parametrize(
    ("key", "value", "by_hand"),
    [
        ("paid", "50万元", with_budget(payments={"2020-06-30": "20万元", "2020-12-31": "50万元"})),
        ("p/paid", Quantity(50, "万元"),
         with_budget(payments={"2020-06-30": "20万元", "2020-12-31": "50万元"})),
        (("p", "paid"), "50%",
         with_budget(payments={"2020-06-30": "20万元", "2020-12-31": "50%"})),
        ("initial", "95万元", with_budget(initial="95万元")),
        ("p/adjusted", 950000, with_budget(adjusted="950000元")),
        ("k", "8家", ONE.with_actual("k", "8家")),
        ("p/k", read_actual("8家"), ONE.with_actual("k", "8家")),
        ("p/k", NOT_APPLICABLE, ONE.with_actual("k", NOT_APPLICABLE)),
        ("e", False, ONE.with_answers(e=False)),
    ],
)  # fmt: skip
def test_one_change_is_the_evidence_changed_by_hand(
    key: Any, value: Any, by_hand: Evidence
) -> None:
    (scenario,) = what_if(FORM, ONE, {key: [value]})
    assert scenario.card == FORM.score(by_hand)
    assert scenario.difference == (scenario.card.total or 0) - (FORM.score(ONE).total or 0)


def test_the_last_payment_changes_and_earlier_ones_stay() -> None:
    (scenario,) = what_if(FORM, ONE, {"paid": ["30万元"]})
    payments = scenario.card.evidence.projects[0].budget.payments
    assert [(str(day), str(amount)) for day, amount in payments] == [
        ("2020-06-30", "20万元"),
        ("2020-12-31", "30万元"),
    ]


def test_an_actual_is_shown_as_it_is_written() -> None:
    values: list[Any] = [read_actual("8家"), "9家", NOT_APPLICABLE, read_actual("完成")]
    found = what_if(FORM, ONE, {"k": values})
    assert [s.changes["p/k"] for s in found][:2] == ["8家", "9家"]
    assert found[3].changes["p/k"] == "完成"
    check_shown(found)


def test_not_applicable_is_shown_as_it_is_written() -> None:
    (scenario,) = what_if(FORM, ONE, {"k": [NOT_APPLICABLE]})
    assert scenario.changes["p/k"] == "/"


def test_two_names_of_one_fact_are_refused_or_all_tried() -> None:
    try:
        found = what_if(FORM, ONE, {"k": ["8家"], "p/k": ["9家"]})
    except FiscalRubricError:
        return
    assert [s.changes["p/k"] for s in found] == ["8家", "9家"]


def test_amounts_of_several_projects_are_named_by_their_projects() -> None:
    (scenario,) = what_if(FORM, TWO, {"q/paid": ["10万元"]})
    changed = evolve(BUDGET, payments={"2020-06-30": "20万元", "2020-12-31": "10万元"})
    assert scenario.card == FORM.score(evolve(TWO, projects=[P, evolve(Q, budget=changed)]))


def test_a_question_comes_before_an_indicator_of_the_same_key() -> None:
    named = evolve(ONE, projects=[evolve(P, indicators=[*P.indicators, evolve_key("e")])])
    assert place_of(FORM, named, "e") == Answer("e")
    assert place_of(FORM, named, "p/e") == Result("p", "e")


def evolve_key(key: str) -> Indicator:
    return Indicator(key, "quality", "1次", "1次")


def test_nothing_to_try_gives_no_scenario_and_an_empty_grid_gives_one() -> None:
    assert len(what_if(FORM, ONE, {})) == len(what_if(FORM, ONE, {"e": []})) == 0
    assert len(what_if(FORM, ONE, {"e": [], "k": ["8家"]}, grid=True)) == 0
    (only,) = what_if(FORM, ONE, {}, grid=True)
    assert (only.card, dict(only.changes)) == (FORM.score(ONE), {})


# Refusals


@pytest.mark.parametrize(
    ("evidence", "key", "code", "found", "near"),
    [
        (ONE, "q/k", "unknown_fact", "q/k", "k"),
        (ONE, "kk", "unknown_fact", "kk", "k"),
        (ONE, "payed", "unknown_fact", "payed", "paid"),
        (ONE, ("p", "pait"), "unknown_fact", "p/pait", "paid"),
        (TWO, "k", "several_indicators", "k", ""),
        (TWO, "paid", "several_indicators", "paid", ""),
        (ONE, 3, "wrong_type", "key", ""),
        (ONE, ("p",), "wrong_type", "key", ""),
    ],
)
def test_keys_that_name_nothing_or_several_are_refused(
    evidence: Evidence, key: Any, code: str, found: str, near: str
) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        what_if(FORM, evidence, {key: ["5家"]})
    fault = caught.value.faults[0]
    assert (fault.code, fault.place) == (code, found)
    assert near in (*fault.expected, "")
    assert "{" not in caught.value.explain("zh") + caught.value.explain("en")


def test_a_near_miss_of_a_question_of_the_report_is_named() -> None:
    with pytest.raises(FiscalRubricError) as caught:
        what_if(RUBRIC, EVIDENCE, {"satisfation": ["良"]})
    assert caught.value.faults[0].expected == ("satisfaction",)


@pytest.mark.parametrize(
    ("alternatives", "code"),
    [
        ({"satisfaction": ["很好"]}, "answer"),
        ({"benefit": [19]}, "outside_band"),
        ({"benefit": [None]}, "missing"),
        ({"data_collected": [None]}, "missing"),
        ({BANK: [None]}, "missing_actual"),
        ({BANK: ["5次"]}, "unit_clash"),
        ({"talent_fund/paid": ["50家"]}, "unit"),
        ({"talent_fund/paid": [None]}, "missing_amount"),
        ({"satisfaction": "良"}, "wrong_type"),
        ({"satisfaction": 3}, "wrong_type"),
        (3, "wrong_type"),
    ],
)
def test_alternatives_that_do_not_fit_are_refused(alternatives: Any, code: str) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        what_if(RUBRIC, EVIDENCE, alternatives)
    assert caught.value.code == code


def test_a_first_payment_counts_by_any_day() -> None:
    paid = with_budget(payments=()).with_(Amount("p", "paid"), "5万元")
    for day in (None, "2020-01-01"):
        assert str(paid.projects[0].budget.paid(day)) == "5万元"


def test_too_many_scenarios_are_refused_at_once() -> None:
    many = {"benefit": list(range(101)), "satisfaction": ["优"] * 100}
    with pytest.raises(FiscalRubricError) as caught:
        what_if(RUBRIC, EVIDENCE, many, grid=True)
    fault = caught.value.faults[0]
    assert (fault.code, fault.found, fault.expected) == ("too_many", "10100", ("10000",))
    with pytest.raises(FiscalRubricError):
        what_if(RUBRIC, EVIDENCE, {"benefit": [1] * 10_001})


@pytest.mark.parametrize("arguments", [(3, EVIDENCE), (RUBRIC, RUBRIC), (RUBRIC, EVIDENCE, {}, 3)])
def test_other_arguments_are_refused(arguments: Any) -> None:
    rubric, evidence, *others = (*arguments, {}) if len(arguments) < 3 else arguments
    with pytest.raises(FiscalRubricError) as caught:
        what_if(rubric, evidence, *others)
    assert caught.value.code == "wrong_type"
    with pytest.raises(FiscalRubricError):
        what_if(RUBRIC, EVIDENCE, {}, grid=1)


def test_evidence_that_cannot_be_scored_is_refused() -> None:
    with pytest.raises(FiscalRubricError) as caught:
        what_if(RUBRIC, EVIDENCE.without("benefit"), {"benefit": [9]})
    assert caught.value.code == "missing"


def test_a_fact_that_is_made_unknown_twice_stays_unknown() -> None:
    place = Answer("e")
    once = ONE.with_(place, None)
    assert "e" not in once.answers
    assert once.with_(place, None) is once


# Laws


@given(some.rubrics(), st.data(), some.bases(), st.booleans())
def test_each_scenario_is_the_scorecard_of_the_rubric(
    rubric: Rubric, data: st.DataObject, basis: Basis, grid: bool
) -> None:
    evidence = data.draw(some.evidence(rubric))
    asked = data.draw(st.lists(st.sampled_from(rubric.questions()), max_size=2, unique=True))
    options: dict[Any, Any] = {
        question.key: data.draw(st.lists(some.answers(question), min_size=1, max_size=2))
        for question in asked
    }
    if grid:
        ways = [dict(zip(options, way, strict=True)) for way in product(*options.values())]
    else:
        ways = [{key: value} for key, values in options.items() for value in values]
    try:
        found = what_if(rubric, evidence, options, basis, grid=grid)
        by_hand = [rubric.score(evidence.with_answers(way), basis) for way in ways]
    except FiscalRubricError:
        assume(False)
    assert [scenario.card for scenario in found] == by_hand
    total = found.card.total
    for scenario, card in zip(found, by_hand, strict=True):
        # Equal cards have equal evidence; their lines are compared too.
        assert [str(line) for line in scenario.card.lines] == [str(line) for line in card.lines]
        if total is None or card.total is None:
            assert scenario.difference is None
        else:
            assert scenario.difference == Fraction(card.total) - Fraction(total)


@given(some.rubrics(), st.data(), some.bases())
def test_every_fact_that_a_line_reads_is_named_by_its_place(
    rubric: Rubric, data: st.DataObject, basis: Basis
) -> None:
    """Opening a fact by its place changes the evidence at that place only."""
    evidence = data.draw(some.evidence(rubric))
    try:
        card = rubric.score(evidence, basis)
    except FiscalRubricError:
        assume(False)
    places = {
        place
        for line in card.every_line
        for place, _, _ in facts_read(evidence, line.resolved.steps)
    }
    for place in places:
        if not isinstance(place, Answer) or place.key not in ("paid", "k"):
            assert place_of(rubric, evidence, str(place)) == place
        opened = evidence.with_(place, None)
        assert opened != evidence
        assert opened.with_(place, None) == opened


def test_keys_that_are_python_names_can_be_keywords() -> None:
    by_word = what_if(RUBRIC, EVIDENCE, satisfaction=["良"], data_collected=[True])
    by_key = what_if(RUBRIC, EVIDENCE, {"satisfaction": ["良"], "data_collected": [True]})
    assert by_word.rows() == by_key.rows()
    with pytest.raises(FiscalRubricError) as caught:
        what_if(RUBRIC, EVIDENCE, {"satisfaction": ["良"]}, satisfaction=["中"])
    assert caught.value.code == "duplicate_key"
