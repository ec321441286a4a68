"""Explanations: each step follows from the printed numbers below it, in both languages."""

import pytest
from attrs import evolve
from hypothesis import assume, given, strategies as st

from fiscal_rubric import (
    NOT_APPLICABLE,
    Basis,
    Budget,
    Check,
    Criterion,
    Evidence,
    FiscalRubricError,
    Grades,
    Indicator,
    Project,
    Rubric,
    Section,
    actual,
    adjusted,
    all_of,
    amount,
    any_of,
    applies,
    at_least,
    attained,
    average,
    bands,
    baseline,
    budget_execution_rate,
    cost_saving_rate,
    days_late,
    deduct_per_miss,
    deduct_per_step,
    distance,
    divide,
    equal,
    graded,
    has_reason,
    indicators,
    initial,
    interpolate,
    judged,
    least,
    median,
    met,
    misses,
    most,
    not_applicable,
    number,
    ordered_mean,
    paid,
    pick,
    picked,
    planned,
    points,
    progress,
    projects,
    reaches,
    root,
    share_between,
    subtotal,
    table,
    target,
    weakest_link,
    weight,
    when,
    yes,
)
from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
from fiscal_rubric.presentation.node_sentences import wording
from fiscal_rubric.presentation.step_texts import Told, tell
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.rules.traversal import every
from fiscal_rubric.testing import strategies as some
from fiscal_rubric.testing.laws.recompute import first_gap, printed


@given(some.rubrics(), st.data(), some.bases())
def test_each_step_follows_from_the_printed_numbers_below_it(
    rubric: Rubric, data: st.DataObject, basis: Basis
) -> None:
    try:
        card = rubric.score(data.draw(some.evidence(rubric)), basis)
    except FiscalRubricError:
        assume(False)
    for line in card.every_line:
        assert line.trace is not None
        shown = tell(line.trace, "en")
        assert first_gap(shown) is None
        if line.exact is not None:
            assert printed(shown) == line.exact


def steps(shown: Told) -> int:
    return 1 + sum(map(steps, shown.inner))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_step_of_the_report_follows(language: str) -> None:
    for basis in (Basis(), Basis(targets="revised", excused="not_missed"), Basis(budget="initial")):
        card = RUBRIC.score(EVIDENCE, basis)
        shown = [tell(line.trace, language) for line in card.lines if line.trace]
        assert sum(map(steps, shown)) > 250
        assert not [first_gap(line) for line in shown if first_gap(line)]


def test_a_wrong_step_is_found() -> None:
    trace = RUBRIC.score(EVIDENCE)["成本控制情况"].trace
    assert trace is not None
    shown = tell(trace, "en")
    wrong = Told(shown.step, shown.text, "4", shown.inner)
    assert first_gap(wrong) is wrong


def test_a_wrong_product_inside_a_fold_is_found() -> None:
    rule = indicators().total(weight() * attained()).clip(0, 9)
    owned = [Indicator("k", "quality", "5家", "3家", weight=2)]
    trace = (
        Rubric("r", [Criterion("c", 9, rule)]).score(Evidence(Project("p", None, owned)))["c"].trace
    )
    assert trace is not None
    clipped = tell(trace, "en")
    (fold,) = clipped.inner
    (item,) = fold.inner
    assert first_gap(clipped) is None
    forged = evolve(item, number="7")
    assert first_gap(forged) is forged


def test_the_points_of_cost_control_are_explained() -> None:
    assert (
        RUBRIC.score(EVIDENCE)["成本控制情况"].explain("zh")
        == """\
成本控制情况：3.00 分（满分 6 分）
  3 × (支出数 ≤ 计划数) = 3
    支出数 ≤ 计划数：是
      支出数 = 41631.698181万元
      计划数 = 41661.51万元
  3 × (成本节约率，限于 0 至 1) = 29811819/13887170000 ≈ 0.002147
    成本节约率：(计划数 − 支出数) ÷ 计划数（除数为 0 时取 0），不高于 1 = 9937273/13887170000 ≈ \
0.07%
      计划数 − 支出数 = 29.811819万元
  合计 = 41691321819/13887170000 ≈ 3.002147
  取 2 位小数（四舍五入）：41691321819/13887170000 → 3.00"""
    )


PROJECT = Project("p", Budget("100万元", "120万元", {"2020-12-31": "90%"}), [
    Indicator("k", "timeliness", "2020年12月底前", "2021年1月3日", level1="产出指标", weight=3),
    Indicator("x", "quantity", "100家", "83家", reason="政策调整", weight=2, baseline="50家"),
    Indicator("excused", "quality", "1次", "因疫情，无法按计划开展", weight=1),
])  # fmt: skip
EVERY_NODE: list[Node] = [
    yes("a", "甲") + judged("j", 2) + number("n", 0, 100, "%"),
    pick("p", {"x": 1, "y": 2}, "选择") + picked("p", "x"),
    (planned() - paid("2020-12-31")) / (initial() + adjusted()),
    when(paid() <= amount("50万元"), 1, 2),
    when(met("k"), 1, attained("x")) + has_reason("x") + weight("x") / 10,
    actual("x") / target("x") + days_late("k") / 10,
    indicators(kind="quantity").total(weight()) + indicators(level1="产出指标").count(~met()),
    indicators().average(attained(), weight=weight()) + indicators().least(attained()),
    projects().most(budget_execution_rate()) + projects().average(cost_saving_rate()),
    misses() + least(1, yes("a")) + most(1, yes("a")) + average(1, yes("a")),
    divide(1, number("z", 0), if_zero=0.5).clip(None, 1) + 0.333 * yes("a").round(1, "half even"),
    all_of(yes("a"), equal(1, yes("a"))) + any_of(yes("a"), ~yes("a")) + applies(yes("a")),
    bands(number("n", 0, 100, "%"), [(at_least(0.9), 3), (at_least(0.5), 2)], otherwise=0),
    interpolate(actual("x"), [(60, 0.6), (80, 0.8), (100, 1)], before=0, after=1),
    weakest_link(1, yes("a"), plus=0.5, upto=4) + distance(yes("a"), 3),
    deduct_per_miss(6, misses()) + deduct_per_step(6, days_late("k"), 2, pro_rata=True),
    when(applies(not_applicable()), not_applicable(), yes("a")),
    (0.5 * number("n", 0, 100, "%")).named({"zh": "一半", "en": "half"}),
    projects().total(paid() / planned()).clip(0),
    progress("x") + share_between(number("z"), 1, 3) + baseline("x"),
    table("p", "q", {"x": {"u": 1, "v": 2}, "y": {"u": 3, "v": 4}}) + yes("a"),
    root(number("z", 0) + 2, 3, 2) + median(1, yes("a"), 2) + ordered_mean(1, 2, first=1, last=2),
    indicators().ordered_mean(attained(), first=-3, last=-1) + projects().median(misses()),
    picked("p", "x", among=["x", "y"], text="选择") + yes("a"),
    (actual("k") - target("k")) / 10 + average(not_applicable() / (1 + yes("a")), 1),
]
ANSWERS = {"a": True, "j": 1, "n": 59, "p": "x", "z": 0, "q": "u"}


@pytest.mark.parametrize("rule", EVERY_NODE, ids=str)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_node_is_shown_in_both_languages(rule: Node, language: str) -> None:
    criterion = Criterion("c", 9, rule.clip(0, 9), if_not_applicable="full")
    rubric = Rubric("r", [criterion])
    answers = {q.key: ANSWERS[q.key] for q in rubric.questions()}
    line = rubric.score(Evidence(PROJECT, answers))["c"]
    assert line.trace is not None
    assert first_gap(tell(line.trace, language)) is None
    for text in (line.explain(language), wording(rule, language)):
        assert text
        assert "{" not in text
    if language == "en":
        for word in ("支出数", "计划数", "未完成", "得分", "限于"):
            assert word not in wording(rule, language)
    bounds = rubric.bounds(Evidence())
    assert bounds["c"].explain(language)
    assert bounds.explain(language)


def test_all_words_of_the_grammar_are_covered() -> None:
    shown = {type(node) for rule in EVERY_NODE for node in every(rule)}
    assert shown == set(n.Node.__args__) - {n.Points, n.Subtotal, n.Graded, n.Reaches}


def test_sections_with_their_own_rule_are_shown() -> None:
    scale = Grades([("A", 2), ("B", 0)], overrides=[(yes("veto"), "X")])
    line = Criterion("c", 3, 3 * yes("a"), grades=scale)
    rule = subtotal() - when(graded("c", "B"), points("c"), 0) + 0 * reaches("c", "A")
    section = Section("s", [line], rule=rule.clip(0, 3), full=3)
    card = Rubric("r", [section], grades=scale).score(Evidence(answers={"a": True, "veto": False}))
    shown = card.explain("en")
    assert "c is graded B" in shown
    assert "c reaches A" in shown
    assert "grade: A" in shown
    assert "等级：A" in card.explain("zh")
    assert wording(rule, "zh").startswith("各组成部分得分之和")
    assert wording(points("c"), "en") == "points of c"


def test_the_handling_of_not_applicable_is_shown() -> None:
    parts = [
        Criterion(name, 3, 3 * yes(name, may_not_apply=True), if_not_applicable=instead)
        for name, instead in (("drop", "drop"), ("zero", "zero"), ("full", "full"))
    ]
    check = Check(yes("attached"), {"zh": "附件齐全", "en": "attachments complete"})
    parts.append(Criterion("checked", 1, yes("b"), checks=[check]))
    answers: dict[str, object] = dict.fromkeys(("drop", "zero", "full"), NOT_APPLICABLE)
    notes = {"drop": {"zh": "无此事项", "en": "none"}, "b": "见附件"}
    given = {**answers, "b": True, "attached": False}
    evidence = Evidence(answers=given, notes=notes)
    card = Rubric("r", parts).score(evidence)
    assert card["drop"].explain("en") == (
        "drop: not applicable\n  3 × drop (not applicable): not applicable\n"
        "  drop: does not apply; its 3 points go to the other lines; check that it really does not "
        "apply\n  note: none"
    )
    assert "不适用，按 0 分计" in card["zero"].explain("zh")
    assert "counts as 3" in card["full"].explain("en")
    assert "check not met: attachments complete" in card["checked"].explain("en")
    assert "备注（b）：见附件" in card["checked"].explain("zh")


def test_bounds_show_open_facts() -> None:
    bounds = RUBRIC.bounds(EVIDENCE.without("satisfaction", "misused"))
    shown = bounds["服务对象满意度"].explain("en")
    assert shown.startswith("Satisfaction of those served: 2.00 to 8.00 of 8 points")
    options = "“优” gives 6, “良” gives 4, “中” gives 2, “差” gives 0"
    assert f"satisfaction of those served ({options}) = 0..6" in shown
    assert "未知" in bounds["资金管理规范性"].explain("zh")
    unbounded = Rubric("r", [Criterion("c", 1, number("x").clip(0, 1))]).bounds(Evidence())
    assert "x = -∞..∞" in unbounded["c"].explain("en")


def test_bounds_show_refused_and_unknown_values() -> None:
    rule = when(yes("z"), (1 / number("n", -3, 0)).clip(0, 1), 0)
    bounds = Rubric("r", [Criterion("c", 1, rule)]).bounds(Evidence())
    assert "1 ÷ n: cannot be scored" in bounds["c"].explain("en")
    assert "无法评分" in bounds["c"].explain("zh")
    indicator = Criterion("m", 1, met("k") + 0, if_not_applicable="zero")
    bounds = Rubric("r", [indicator]).bounds(Evidence())
    assert bounds["m"].explain("en") == (
        "m: 0.00 to 1.00 of 1 points\n  target met (k): not known\n  total = 0..1"
    )


def test_a_section_without_points_is_shown_by_its_name() -> None:
    section = Section("s", [Criterion("c", 1, yes("a") + 0)], rule=None, full=0)
    card = Rubric("r", [section], rule=None, full=0).score(Evidence(answers={"a": True}))
    assert card.explain("en").splitlines()[0] == "c: 1.00 of 1 points"
    assert card["s"].explain("en") == "s: not applicable"


def test_grades_of_a_line_that_does_not_apply() -> None:
    line = Criterion(
        "c",
        3,
        3 * yes("a", may_not_apply=True),
        grades=Grades([("A", 2), ("B", 0)]),
        if_not_applicable="drop",
    )
    rule = (points("d") + reaches("c", "A") + graded("c", "B")).clip(0, 4)
    section = Section("s", [line, Criterion("d", 1, yes("d") + 0)], rule=rule, full=4)
    rubric = Rubric("r", [section], rescale=True)
    evidence = Evidence(answers={"a": NOT_APPLICABLE, "d": True})
    assert rubric.score(evidence)["s"].points is None
    assert "c reaches A: not applicable" in rubric.score(evidence).explain("en")
    bounds = rubric.bounds(evidence.without("a"))
    assert (bounds["s"].low, bounds["s"].high) == (2, 2)
    assert "c reaches A: not known" in bounds.explain("en")


def test_days_are_shown_as_days() -> None:
    rule = (actual("k") - target("k")).clip(0, 3)
    rubric = Rubric("r", [Criterion("c", 3, rule)])
    shown = rubric.score(Evidence(PROJECT))["c"].explain("zh")
    assert "2021年1月3日" in shown
    assert "2020年12月31日" in shown
    month = Indicator("k", "timeliness", "2020年12月底前", "2021年1月")
    open_ = rubric.bounds(Evidence(Project("p", None, [month])))
    assert "2021年1月1日..2021年1月31日" in open_["c"].explain("en")


def test_terms_of_a_sum_keep_their_signs_and_constants() -> None:
    rule = 2 + yes("a") - number("n", 0, 1) / 2 - yes("b") / 2
    line = Rubric("r", [Criterion("c", 3, rule)]).score(
        Evidence(answers={"a": True, "b": False, "n": 1})
    )["c"]
    assert (
        line.explain("en")
        == """\
c: 2.50 of 3 points
  2
  a: yes
  − n ÷ 2 = 0.5
    n = 1
  − b ÷ 2 = 0
    b: no
  total = 2.5"""
    )
    assert line.trace is not None
    assert first_gap(tell(line.trace, "zh")) is None


def test_a_term_that_appears_twice_is_shown_twice() -> None:
    share = number("n", 0, 1)
    line = Rubric("r", [Criterion("c", 2, share + share)]).score(Evidence(answers={"n": 1}))["c"]
    assert line.explain("en").splitlines()[1:] == ["  n = 1", "  n = 1", "  total = 2"]


def test_bounds_show_that_a_value_may_not_apply() -> None:
    rule = 3 * number("n", 0, 1, may_not_apply=True)
    rubric = Rubric("r", [Criterion("c", 3, rule, if_not_applicable="drop"),
                          Criterion("d", 1, yes("d") + 0)])  # fmt: skip
    bounds = rubric.bounds(Evidence())
    assert (
        bounds["c"].explain("en")
        == """\
c: 0.00 to 3.00 of 3 points, or not applicable
  3 × n = 0..3, or not applicable
    n = 0..1, or not applicable"""
    )
    assert "0.00 3.00 / not applicable" in " ".join(bounds.to_text("en").split())


def test_projects_of_a_fold_are_shown_by_their_names() -> None:
    rule = projects().most(paid() / planned() / 2).clip(0, 1)
    criterion = Criterion("c", 1, rule, if_not_applicable="zero")
    shown = Rubric("r", [criterion]).score(Evidence(PROJECT))["c"].explain("en")
    assert "p: (amount paid ÷ planned amount) ÷ 2 = 0.45" in shown


def test_a_long_fold_is_cut_and_the_others_are_counted() -> None:
    many = [Indicator(f"i{i}", "quantity", "5家", f"{i % 2}家") for i in range(40)]
    rubric = Rubric("r", [Criterion("c", 40, indicators().total(attained()).clip(0, 40))])
    shown = rubric.score(Evidence(Project("p", None, many)))["c"].explain("en")
    assert shown.count("missed) = 0.2") == 12
    assert "and 20 more, each 0" in shown
    assert "and 8 more, each 0.2" in shown


def test_an_unknown_language_is_refused() -> None:
    card = RUBRIC.score(EVIDENCE)
    for language in ("zh-CN", "zh_Hans", "EN", "en-US"):
        assert card["监控措施"].explain(language)
    with pytest.raises(FiscalRubricError) as caught:
        card.explain("")
    assert caught.value.code == "language"
