"""Outlook: possible grades while facts are missing, and the effect of each missing fact."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import assume, given, strategies as st

from fiscal_rubric import (
    Basis,
    Budget,
    Criterion,
    Evidence,
    FiscalRubricError,
    Grades,
    Indicator,
    Project,
    Rounding,
    Rubric,
    actual,
    adjusted,
    attained,
    budget_execution_rate,
    initial,
    judged,
    met,
    misses,
    number,
    outlook,
    paid,
    pick,
    planned,
    when,
    yes,
)
from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
from fiscal_rubric.testing import strategies as some
from results import check_shown

SCALE = Grades([("A", 8), ("B", 5), ("C", 0)])


def effects(rubric: Rubric, evidence: Evidence, basis: Basis | None = None) -> dict[str, str]:
    return {fact.place: str(fact.effect) for fact in outlook(rubric, evidence, basis)}


# The report


def test_the_report_in_june() -> None:
    found = outlook(RUBRIC, EVIDENCE.without("satisfaction", "surveyed", "benefit"))
    assert (str(found.bounds.low), str(found.bounds.high)) == ("60.50", "86.50")
    assert (found.certain, found.possible, found.excluded) == (None, ("良", "中"), ("优", "差"))
    assert [(f.place, str(f.effect), f.lines) for f in found] == [
        ("benefit", "18.00", ("社会效益、生态效益、经济效益",)),
        ("satisfaction", "6.00", ("服务对象满意度",)),
        ("surveyed", "2.00", ("服务对象满意度",)),
    ]
    assert (len(found), found.facts) == (3, tuple(found))
    assert (found.worst, found.best) == (None, None)  # a number has more values than are tried
    assert found.rows()[0] == {
        "place": "benefit",
        "effect": Decimal("18.00"),
        "lines": "社会效益、生态效益、经济效益",
    }
    check_shown(found)


def test_the_answers_of_the_worst_and_the_best_total_are_named() -> None:
    found = outlook(RUBRIC, EVIDENCE.without("satisfaction", "surveyed"))
    assert found.worst == {"satisfaction": "差", "surveyed": False}
    assert found.best == {"satisfaction": "优", "surveyed": True}
    for answers, total in ((found.worst, found.bounds.low), (found.best, found.bounds.high)):
        assert RUBRIC.score(EVIDENCE.with_answers(answers)).total == total
    assert "78.50 with satisfaction: 差; surveyed: no" in found.explain("en")
    assert "得 86.50 分的回答：satisfaction: 优; surveyed: 是" in found.explain("zh")
    check_shown(found)


def test_nothing_is_open_in_the_complete_report() -> None:
    found = outlook(RUBRIC, EVIDENCE)
    assert (found.certain, found.possible, found.excluded) == ("良", ("良",), ("优", "中", "差"))
    assert (len(found), found.rows()) == (0, [])
    check_shown(found)


def test_an_actual_of_the_report_that_is_missing_touches_the_lines_that_count_it() -> None:
    early = EVIDENCE.with_actual(("risk_control", "提取固化网贷平台数据完成率"), None)
    (fact,) = outlook(RUBRIC, early)
    assert fact.place == "risk_control/提取固化网贷平台数据完成率"
    # All 18 points are lost already: only the quality line can still move.
    assert fact.lines == ("项目实施内容匹配性", "项目质量达标情况")
    assert str(fact.effect) == "1.00"


def test_a_grade_is_certain_before_all_is_known() -> None:
    found = outlook(RUBRIC, EVIDENCE.without("surveyed"))
    assert (found.certain, found.possible, len(found)) == ("良", ("良",), 1)
    check_shown(found)


def test_another_basis_opens_other_facts() -> None:
    doubted = outlook(RUBRIC, EVIDENCE, Basis(claims="doubted"))
    places = {fact.place for fact in doubted}
    assert "talent_fund/打造金融人才队伍高地" in places
    assert all("/" in place for place in places)


# Effects of one fact


def test_a_fact_that_changes_nothing_has_no_effect() -> None:
    rubric = Rubric("r", [Criterion("a", 4, 4 * yes("x") + 0 * yes("idle")),
                          Criterion("b", 1, yes("y").clip(1, 1))])  # fmt: skip
    assert effects(rubric, Evidence()) == {"x": "4.00", "idle": "0.00", "y": "0.00"}


def test_an_effect_has_the_finest_places_of_its_lines() -> None:
    line = Criterion("c", "0.001", number("x", 0, 1) * "0.001", rounding=Rounding(4))
    rubric = Rubric("r", [line, Criterion("d", 1, yes("x2"))])
    assert effects(rubric, Evidence()) == {"x": "0.0010", "x2": "1.0000"}


def test_facts_are_listed_largest_effect_first_and_then_by_their_places() -> None:
    rubric = Rubric("r", [Criterion(key, full, full * yes(key)) for key, full in
                          (("b", 2), ("a", 2), ("c", 3))])  # fmt: skip
    assert list(effects(rubric, Evidence())) == ["c", "a", "b"]


def test_the_effect_of_a_question_that_opens_others_is_that_of_its_best_answer() -> None:
    rubric = Rubric("r", [Criterion("a", 4, when(yes("misused"), 0, 4 * yes("lawful")))])
    assert effects(rubric, Evidence()) == {"misused": "4.00", "lawful": "4.00"}
    assert effects(rubric, Evidence(answers={"lawful": True})) == {"misused": "4.00"}
    assert effects(rubric, Evidence(answers={"misused": False})) == {"lawful": "4.00"}


def test_a_judged_figure_and_a_pick_have_the_effect_of_their_full_range() -> None:
    rubric = Rubric("r", [Criterion("a", 8, judged("j", 2, 8, upper_open=False)),
                          Criterion("b", 4, pick("p", {"x": 4, "y": 1}))])  # fmt: skip
    assert effects(rubric, Evidence()) == {"j": "6.00", "p": "3.00"}


def test_the_lines_that_share_a_fact_are_counted_together() -> None:
    rubric = Rubric("r", [Criterion("a", 4, 4 * yes("x")), Criterion("b", 3, 3 * ~yes("x"))])
    (fact,) = outlook(rubric, Evidence())
    assert (fact.lines, str(fact.effect)) == (("a", "b"), "7.00")


def test_missing_actuals_and_amounts_are_named_by_their_projects() -> None:
    owners = [
        Project(key, Budget("10万元", None, {"2020-12-31": "8万元"} if key == "p" else ()),
                [Indicator("k", "quality", "10家", None), Indicator("m", "cost", "5%")])
        for key in ("p", "q")
    ]  # fmt: skip
    rubric = Rubric("r", [
        Criterion("execution", 6, 6 * budget_execution_rate(initial()).clip(0, 1)),
        Criterion("within", 2, 2 * (paid() <= planned())),
        Criterion("k", 4, 4 * attained(("p", "k")), if_not_applicable="zero"),
        Criterion("misses", 3, (3 - misses()).clip(0, 3)),
    ])  # fmt: skip
    found = outlook(rubric, Evidence(owners))
    by_place = {fact.place: (str(fact.effect), fact.lines) for fact in found}
    assert by_place == {
        "q/paid": ("3.60", ("execution", "within")),
        "p/adjusted": ("2.00", ("within",)),
        "q/adjusted": ("2.00", ("within",)),
        "p/k": ("5.00", ("k", "misses")),
        "p/m": ("1.00", ("misses",)),
        "q/k": ("1.00", ("misses",)),
        "q/m": ("1.00", ("misses",)),
    }
    check_shown(found)


def test_an_approximate_actual_is_still_open() -> None:
    project = Project("p", None, [Indicator("k", "quality", "10家", "约10家")])
    rubric = Rubric("r", [Criterion("a", 2, 2 * met("k"), if_not_applicable="zero"),
                          Criterion("b", 3, 3 * (actual("k") >= 10))])  # fmt: skip
    assert effects(rubric, Evidence(project)) == {"p/k": "5.00"}


def test_missing_projects_are_not_listed_as_a_fact() -> None:
    rubric = Rubric("r", [Criterion("a", 2, 2 * (paid() <= adjusted())),
                          Criterion("b", 2, (2 - misses()).clip(0, 2)),
                          Criterion("c", 1, yes("c"))])  # fmt: skip
    assert effects(rubric, Evidence()) == {"c": "1.00"}


def test_an_indicator_that_no_project_has_is_not_listed_as_a_fact() -> None:
    rule = when(yes("x"), 2 * met("nobody"), 1)
    rubric = Rubric("r", [Criterion("a", 2, rule, if_not_applicable="zero")])
    assert effects(rubric, Evidence(Project("p"))) == {"x": "0.00"}  # only "no" can be scored


def test_a_fact_that_decides_a_line_has_its_full_effect() -> None:
    rule = (yes("a") + yes("b") - yes("b")).clip(0, 1)
    rubric = Rubric("r", [Criterion("c", 1, rule)])
    assert effects(rubric, Evidence()) == {"a": "1.00", "b": "0.00"}


# Grades


def test_grades_that_are_certain_possible_and_excluded() -> None:
    rubric = Rubric("r", [Criterion("a", 10, 10 * yes("a"))], grades=SCALE)
    found = outlook(rubric, Evidence())
    assert (found.certain, found.possible, found.excluded) == (None, ("A", "C"), ("B",))
    known = outlook(rubric, Evidence(answers={"a": True}))
    assert (known.certain, known.possible, known.excluded) == ("A", ("A",), ("B", "C"))


def test_a_rubric_without_grades_has_none() -> None:
    found = outlook(Rubric("r", [Criterion("a", 1, yes("a"))]), Evidence())
    assert (found.certain, found.possible, found.excluded) == (None, (), ())
    check_shown(found)


def test_a_grade_is_not_certain_where_none_is_possible_too() -> None:
    scale = evolve(SCALE, overrides=[(yes("withheld"), None)])
    rubric = Rubric("r", [Criterion("a", 10, 10 * yes("a"))], grades=scale)
    found = outlook(rubric, Evidence(answers={"a": True}))
    assert (found.certain, found.possible) == (None, ("A",))
    assert found.excluded == ("B", "C")
    check_shown(found)


def test_a_label_outside_the_scale_is_possible_and_never_excluded() -> None:
    scale = evolve(SCALE, overrides=[(yes("veto"), "X")])
    rubric = Rubric("r", [Criterion("a", 10, 10 * yes("a"))], grades=scale)
    open_ = outlook(rubric, Evidence(answers={"a": True}))
    assert (open_.possible, open_.excluded, open_.certain) == (("A", "X"), ("B", "C"), None)
    certain = outlook(rubric, Evidence(answers={"a": True, "veto": True}))
    assert (certain.certain, certain.excluded) == ("X", ("A", "B", "C"))


def test_facts_that_only_the_grade_needs_are_listed() -> None:
    scale = evolve(SCALE, overrides=[(yes("veto"), "X")])
    rubric = Rubric("r", [Criterion("a", 10, 10 * yes("a"))], grades=scale)
    assert [fact.place for fact in outlook(rubric, Evidence(answers={"a": True}))] == ["veto"]


def test_words_show_no_range_where_there_is_no_total() -> None:
    check_shown(outlook(Rubric("r", [Criterion("a", 1, yes("a"))], rule=None), Evidence()))


@pytest.mark.parametrize("arguments", [(3, EVIDENCE), (RUBRIC, 3), (RUBRIC, EVIDENCE, 3)])
def test_other_arguments_are_refused(arguments: Any) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        outlook(*arguments)
    assert caught.value.code == "wrong_type"


# Laws


@given(some.rubrics(), st.data(), some.bases())
def test_complete_evidence_has_a_grade_that_was_possible(
    rubric: Rubric, data: st.DataObject, basis: Basis
) -> None:
    full = data.draw(some.evidence(rubric))
    hidden = data.draw(st.lists(st.sampled_from(list(full.answers)), unique=True))
    part = full.without(*hidden)
    opened = data.draw(st.booleans())
    if opened:
        for project in full.projects:
            for indicator in project.indicators:
                part = part.with_actual((project.key, indicator.key), None)
    try:
        card = rubric.score(full, basis)
    except FiscalRubricError:
        assume(False)
    found = outlook(rubric, part, basis)
    assert card.grade not in found.excluded
    assert card.grade is None or card.grade in found.possible
    if found.certain is not None:
        assert card.grade == found.certain
    assert not set(found.possible) & set(found.excluded)
    if rubric.grades is not None:
        assert set(found.possible) | set(found.excluded) >= set(rubric.grades.labels)
    missing = {*hidden, *(f"{p.key}/{i.key}" for p in full.projects for i in p.indicators)}
    assert {fact.place for fact in found} <= missing
    check_shown(found)


KEYS = st.sampled_from(("a", "b", "c"))
RULES = st.recursive(
    KEYS.map(yes) | st.sampled_from([pick("p", {"x": 2, "y": 1, "z": 0}), 1 * judged("j", 2)]),
    lambda inner: (
        st.builds(lambda a, b: when(a <= 1, b, 1), inner, inner)
        | st.builds(lambda a, b: a + b, inner, inner)
    ),
    max_leaves=4,
)


@given(st.lists(RULES.map(lambda rule: rule.clip(0, 3)), min_size=1, max_size=3), st.data())
def test_no_effect_is_larger_than_what_some_answer_takes_from_the_bounds(
    rules: list[Any], data: st.DataObject
) -> None:
    rubric = Rubric("r", [Criterion(f"l{i}", 3, rule) for i, rule in enumerate(rules)])
    answers = {q.key: data.draw(some.answers(q)) for q in rubric.questions()}
    hidden = data.draw(st.lists(st.sampled_from(list(answers)), unique=True))
    part = Evidence(answers=answers).without(*hidden)
    found = outlook(rubric, part)
    asked = rubric.asked.questions
    for fact in found:
        choices = asked[fact.place].choices
        now = width(rubric, part, fact.lines)
        assert fact.effect <= now
        if not choices:
            continue  # a number between the ends may leave less than the ends
        left = min(
            width(rubric, part.with_answers({fact.place: answer}), fact.lines) for answer in choices
        )
        assert fact.effect <= now - left  # bounds may be narrower than ranges


def width(rubric: Rubric, evidence: Evidence, lines: tuple[str, ...]) -> Decimal:
    bounds = rubric.bounds(evidence)
    ends = [(bounds[key].low, bounds[key].high) for key in lines]
    return sum(
        (high - low for low, high in ends if low is not None and high is not None), Decimal(0)
    )
