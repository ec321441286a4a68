"""The report of 2020 is recomputed exactly, and each fact changes its own lines only."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st

from facts import read_data
from fiscal_rubric import (
    NOT_APPLICABLE,
    Basis,
    Budget,
    Criterion,
    Evidence,
    Project,
    Rubric,
    Scorecard,
    budget_execution_rate,
    cost_saving_rate,
    indicators,
    met,
)
from fiscal_rubric.catalog.futian_2020 import CLAIMED, EVIDENCE, RUBRIC
from fiscal_rubric.rules.evaluate import Scope, evaluate
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.testing.strategies import answers

CASES = read_data("expected.json")["cases"]
CARD = RUBRIC.score(EVIDENCE)
QUESTIONS = {question.key: question for question in RUBRIC.questions()}


def moved(before: Scorecard, after: Scorecard) -> set[str]:
    return {
        line.key
        for line, other in zip(before.lines, after.lines, strict=True)
        if line.points != other.points
    }


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_each_case_comes_out_exactly(case: dict) -> None:
    card = RUBRIC.score(EVIDENCE, Basis(**case["basis"]))
    assert {line.key: str(line.points) for line in card.lines} == case["lines"]
    assert str(card.total) == case["total"]
    assert card.grade == case["grade"]


def test_the_rubric_is_table_5_as_printed() -> None:
    printed = read_data("table5.json")["lines"]
    rows = CARD.rows()
    assert [
        [row["level1"], row["level2"], row["key"], str(line.full)]
        for row, line in zip(rows, CARD.lines, strict=True)
    ] == [row[:4] for row in printed]


def test_full_marks_of_sections_are_as_printed() -> None:
    for line in CARD.sections:
        assert line.part.printed_full in (None, line.full), line.key
    assert CARD.whole.full == 100


def test_the_claims_are_those_of_the_report() -> None:
    table = read_data("table5.json")
    assert {key: str(CLAIMED[key]) for *_, key, _, _ in table["lines"]} == {
        key: points for *_, key, _, points in table["lines"]
    }
    assert (str(CLAIMED["total"]), CLAIMED["grade"]) == (table["total_self_score"], "优")


def test_the_claimed_lines_add_up_to_the_claimed_total() -> None:
    lines = [points for key, points in CLAIMED.items() if key not in ("total", "grade")]
    assert sum(lines) == CLAIMED["total"]


def test_five_claims_differ_from_the_points_of_the_tables() -> None:
    differ = {line.key: (CLAIMED[line.key], line.points) for line in CARD.lines}
    assert {key: pair for key, pair in differ.items() if pair[0] != pair[1]} == {
        "制度保障": (Decimal("6.00"), Decimal("5.00")),
        "项目实施内容匹配性": (Decimal("3.00"), Decimal("0.00")),
        "成本控制情况": (Decimal("5.99"), Decimal("3.00")),
        "项目数量完成情况": (Decimal("6.00"), Decimal("2.00")),
        "项目质量达标情况": (Decimal("12.00"), Decimal("11.00")),
    }


def test_the_tables_are_those_of_the_report() -> None:
    for project, printed in zip(
        EVIDENCE.projects, read_data("projects.json")["projects"], strict=True
    ):
        assert project.key == printed["key"]
        assert project.name == printed["name"]
        assert [i.name for i in project.indicators] == [row[2] for row in printed["indicators"]]
        assert project.budget == Budget(
            printed["budget_initial"],
            printed["budget_adjusted"],
            dict(
                zip(
                    ("2020-03-31", "2020-06-30", "2020-09-30", "2020-12-31"),
                    (f"{share}%" for share in printed["cumulative_paid_percent"].values()),
                    strict=True,
                )
            ),
            unit="万元",
        )
    assert sum(len(project.indicators) for project in EVIDENCE.projects) == 64


def rate(rule: object, basis: Basis) -> Fraction:
    value = evaluate(rule, Scope(Facts(EVIDENCE, basis))).value.number
    assert value is not None
    return value


def test_the_joint_execution_rate_of_the_adjusted_budgets_is_99_93_per_cent() -> None:
    assert round(100 * rate(budget_execution_rate(), Basis()), 2) == Fraction("99.93")


def test_the_joint_saving_rate_of_the_initial_budgets_is_below_zero() -> None:
    assert round(100 * rate(cost_saving_rate(), Basis(budget="initial")), 1) == Fraction("-67.5")


def all_answers() -> Iterator[tuple[str, object]]:
    for question in RUBRIC.questions():
        given = EVIDENCE.answers[question.key]
        others = question.choices or (0, 17, Fraction(1, 2))
        for other in others:
            if other != given:
                yield question.key, other


# This answer changes no points: a project that is not new gets the point (see the module).
SILENT = {("ex_ante", NOT_APPLICABLE)}


@pytest.mark.parametrize(("key", "answer"), list(all_answers()))
def test_changing_an_answer_changes_its_line_only(key: str, answer: object) -> None:
    (question,) = [question for question in RUBRIC.questions() if question.key == key]
    after = RUBRIC.score(EVIDENCE.with_answers({key: answer}))
    expected = set() if (key, answer) in SILENT else set(question.used_in)
    assert moved(CARD, after) == expected


INDICATORS = [
    (project.key, indicator.key)
    for project in EVIDENCE.projects
    for indicator in project.indicators
]


@pytest.mark.parametrize("place", INDICATORS)
def test_changing_an_actual_changes_the_lines_that_count_it(place: tuple[str, str]) -> None:
    """A met indicator that is missed costs a point where its kind is counted, and a missed one that
    is met gives one; 项目实施内容匹配性 counts all kinds, but is zero until all but two are met."""
    _, indicator = EVIDENCE.indicator(place)
    counted = {"quantity": {"项目数量完成情况"}, "quality": {"项目质量达标情况"}}
    expected = counted.get(indicator.kind, set())
    was_met = _is_met(EVIDENCE, place)
    changed = EVIDENCE.with_actual(place, "未开展" if was_met else "完成")
    assert moved(CARD, RUBRIC.score(changed)) == expected

    # The same from evidence in which everything is met, where the third line counts too.
    everything = EVIDENCE
    for other in INDICATORS:
        everything = everything.with_actual(other, "完成")
    best = RUBRIC.score(everything)
    worse = RUBRIC.score(everything.with_actual(place, "未开展"))
    assert moved(best, worse) == expected | {"项目实施内容匹配性"}


def _is_met(evidence: Evidence, place: tuple[str, str]) -> bool:
    _, indicator = evidence.indicator(place)
    alone = Evidence([Project("p", Budget(), [indicator])])
    rule = indicators().count(met()).named("met")
    card = Rubric("r", [Criterion("c", 1, rule.clip(0, 1))]).score(alone)
    return card.total == 1


def with_budget(key: str, **changes: object) -> Evidence:
    projects = []
    for project in EVIDENCE.projects:
        budget = project.budget
        if project.key == key:
            fields = {
                "initial": budget.initial,
                "adjusted": budget.adjusted,
                "payments": budget.payments,
            }
            budget = Budget(**{**fields, **changes})
        projects.append(Project(project.name, budget, project.indicators, key=project.key))
    return Evidence(projects, EVIDENCE.answers)


PROJECTS = [project.key for project in EVIDENCE.projects]


@pytest.mark.parametrize("key", PROJECTS)
def test_changing_a_budget_changes_cost_control_only(key: str) -> None:
    more = RUBRIC.score(with_budget(key, adjusted="90000万元"))
    assert moved(CARD, more) == {"成本控制情况"}
    assert RUBRIC.score(with_budget(key, initial="90000万元")) != CARD
    assert not moved(CARD, RUBRIC.score(with_budget(key, initial="90000万元")))


@pytest.mark.parametrize("key", PROJECTS)
def test_changing_what_was_paid_changes_cost_control_only(key: str) -> None:
    overspent = RUBRIC.score(with_budget(key, payments={"2020-12-31": "50000万元"}))
    assert moved(CARD, overspent) == {"成本控制情况"}
    assert overspent["成本控制情况"].points == 0
    quarters = {"2020-03-31": "1万元", "2020-12-31": _last_payment(key)}
    assert not moved(CARD, RUBRIC.score(with_budget(key, payments=quarters)))


def _last_payment(key: str) -> object:
    (budget,) = [project.budget for project in EVIDENCE.projects if project.key == key]
    return budget.paid()


@pytest.mark.parametrize("key", PROJECTS)
def test_on_the_initial_basis_the_initial_budget_counts(key: str) -> None:
    basis = Basis(budget="initial")
    before = RUBRIC.score(EVIDENCE, basis)
    after = RUBRIC.score(with_budget(key, initial="90000万元"), basis)
    assert moved(before, after) == {"成本控制情况"}
    assert not moved(before, RUBRIC.score(with_budget(key, adjusted="90000万元"), basis))


@pytest.mark.long
@settings(max_examples=1000)
@given(st.data())
def test_bounds_without_half_of_the_answers_contain_the_full_score(data: st.DataObject) -> None:
    keys = sorted(EVIDENCE.answers)
    hidden = data.draw(st.permutations(keys).map(lambda order: order[: len(keys) // 2]))
    bounds = RUBRIC.bounds(EVIDENCE.without(*hidden))
    completed = {key: data.draw(answers(question)) for key, question in QUESTIONS.items()
                 if key in hidden}  # fmt: skip
    card = RUBRIC.score(EVIDENCE.with_answers(completed))
    assert card.total is not None
    assert bounds.low is not None
    assert bounds.high is not None
    assert bounds.low <= card.total <= bounds.high
    assert card.grade in bounds.grades
