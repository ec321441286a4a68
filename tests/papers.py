"""Printed standards written as rubrics, for the tests of all packages."""

from fractions import Fraction

from fiscal_rubric import (
    Basis,
    Budget,
    Check,
    Criterion,
    Evidence,
    Grades,
    Indicator,
    Project,
    Rounding,
    Rubric,
    Section,
    above,
    adjusted,
    all_of,
    any_of,
    at_least,
    at_least_of,
    attained,
    average,
    bands,
    below,
    divide,
    equal,
    graded,
    has_reason,
    indicators,
    judged,
    met,
    not_applicable,
    number,
    paid,
    pick,
    points,
    reaches,
    weakest_link,
    weight,
    when,
    yes,
)
from fiscal_rubric.rules.nodes import Node

# National self-evaluation


def rule_of(indicator: Indicator) -> Node:
    key, points_ = indicator.key, indicator.weight
    assert points_ is not None
    if indicator.target.sense == "words":
        judgement = f"{key}.points"
        return pick(key, {
            "达成": judged(judgement, Fraction("0.8") * points_, points_),
            "部分达成": judged(judgement, Fraction("0.6") * points_, Fraction("0.8") * points_,
                           upper_open=True),
            "未达成": judged(judgement, 0, Fraction("0.6") * points_, upper_open=True),
        })  # fmt: skip
    return points_ * attained(key)


def self_evaluation(project: Project) -> Rubric:
    execution = 10 * divide(paid(), adjusted(), if_zero=0).clip(0, 1)
    reason = "未完成的应说明原因"
    lines = [
        Criterion(
            i.name, i.weight or 0, rule_of(i), key=i.key, if_not_applicable="drop",
            checks=[Check(any_of(met(i.key), has_reason(i.key)), reason, "reason_missing")],
        )
        for i in project.indicators
    ]  # fmt: skip
    basis = Basis(budget="adjusted")
    return Rubric("自评表", basis=basis, parts=[Criterion("预算执行率", 10, execution), *lines])


OUTPUT, BENEFIT = indicators(level1="产出指标"), indicators(level1="效益指标")
FOLDED = Rubric("自评表", [
    Criterion("预算执行率", 10, 10 * divide(paid(), adjusted(), if_zero=0).clip(0, 1)),
    Criterion("产出", 50, OUTPUT.total((weight() * attained()).round(2)).clip(0, 50),
              checks=[Check(equal(OUTPUT.total(weight()), 50), "权重合计50", "weights_sum")]),
    Criterion("效益", 40, BENEFIT.total((weight() * attained()).round(2)).clip(0, 40)),
])  # fmt: skip

PROJECT = Project("p", Budget(100, 120, {"2020-12-31": 90}, unit="万元"), [
    Indicator("a", "quantity", "30项", "18项", level1="产出指标", weight=30),
    Indicator("b", "cost", "5万元", "8万元", level1="产出指标", weight=20, reason="涨价"),
    Indicator("c", "economic", "≥70%", "187%", level1="效益指标", weight=40),
])  # fmt: skip


# PEFA


def dimension(key: str) -> Node:
    return pick(key, {"A": 4, "B": 3, "C": 2, "D": 1, "D*": 1, "NR": 1,
                      "NA": not_applicable(), "NU": not_applicable()})  # fmt: skip


SCALE = Grades([("A", 4), ("B+", 3.5), ("B", 3), ("C+", 2.5), ("C", 2), ("D+", 1.5), ("D", 1)])


def m1(*keys: str) -> Node:
    return weakest_link(*map(points, keys), plus=0.5, upto=4)


def m2(*keys: str) -> Node:
    edges = [("11/3", 4), ("13/4", 3.5), ("8/3", 3), ("9/4", 2.5), (2, 2), ("4/3", 1.5)]
    steps = [(at_least(edge), grade) for edge, grade in edges]
    return bands(average(*map(points, keys)), steps, otherwise=1)


def pefa_indicator(key: str, number_: int, method: object) -> Section:
    keys = [f"{key}.{n + 1}" for n in range(number_)]
    lines = [Criterion(k, 4, dimension(k), grades=SCALE, if_not_applicable="drop") for k in keys]
    return Section(key, lines, full=4, rule=method(*keys), grades=SCALE)


PEFA = Rubric("PEFA", [pefa_indicator("PI-02", 3, m1), pefa_indicator("PI-10", 4, m2)], rule=None)


# CAPAG

ABC = Grades([("A", 3), ("B", 2), ("C", 1)])
CAPAG = Rubric(
    "CAPAG", full=4,
    grades=Grades([("A", 4), ("B", 3), ("C", 2), ("D", 1)],
                  overrides=[(yes("not_eligible"), "n.e.")]),
    parts=[
        Criterion("debt", 3, bands(number("debt_ratio"), [(below(0.6), 3), (below(1), 2)],
                                   otherwise=1), grades=ABC),
        Criterion("savings", 3, bands(number("spending"), [(below(0.85), 3), (below(0.95), 2)],
                                      otherwise=1), grades=ABC),
        Criterion("liquidity", 3, bands(number("liquidity"), [(at_least(0.05), 3), (above(0), 2)],
                                        otherwise=1), grades=ABC),
    ],
    rule=when(
        any_of(all_of(graded("debt", "A"), graded("savings", "A"), reaches("liquidity", "B")),
               all_of(graded("debt", "A"), reaches("savings", "B"), graded("liquidity", "A"))), 4,
        when(all_of(graded("debt", "C"), graded("savings", "C"), graded("liquidity", "C")), 1,
             when(any_of(graded("savings", "C"), graded("liquidity", "C")), 2, 3))),
)  # fmt: skip


# IEGM

BANDS = [("A", 0.9), ("B+", 0.75), ("B", 0.6), ("C+", 0.5), ("C", 0)]
WEIGHTS = {"educ": 0.2, "saude": 0.2, "fiscal": 0.2, "plan": 0.2, "amb": 0.1, "cidade": 0.05,
           "govti": 0.05}  # fmt: skip


def component(key: str) -> Criterion:
    delivered = yes(f"{key}.delivered")
    share = (number(f"{key}.marks") / 1000).clip(0, 1)
    grades = Grades(BANDS, overrides=[(~delivered, None)])
    return Criterion(key, 1, when(delivered, share, 0), grades=grades)


DELIVERED = all_of(*[yes(f"{key}.delivered") for key in WEIGHTS])
IEGM = Rubric(
    "IEGM", full=1, rounding=Rounding(4), parts=[component(key) for key in WEIGHTS],
    rule=when(DELIVERED, sum(w * points(key) for key, w in WEIGHTS.items()), 0),
    grades=Grades(BANDS, overrides=[(~DELIVERED, None)],
                  caps=[(~at_least_of(5, [reaches(key, "A") for key in WEIGHTS]), "B+")]),
)  # fmt: skip


def iegm(marks: dict[str, int | None]) -> Evidence:
    answers: dict[str, object] = {}
    for key, mark in marks.items():
        answers[f"{key}.delivered"] = mark is not None
        if mark is not None:
            answers[f"{key}.marks"] = mark
    return Evidence(answers=answers)


# PART


def part_section(name: str, number_: int) -> Section:
    keys = [f"{name}.{n + 1}" for n in range(number_)]
    lines = [Criterion(k, 1, yes(k, may_not_apply=True), if_not_applicable="drop") for k in keys]
    return Section(name, lines, full=100, rule=100 * average(*map(points, keys)),
                   rounding=Rounding(0))  # fmt: skip


RESULTS = Section("results", [
    Criterion(k, 20, 20 * pick(k, {"yes": 1, "large extent": "2/3", "small extent": "1/3",
                                   "no": 0}), rounding=Rounding(0))
    for k in ("4.1", "4.2", "4.3", "4.4", "4.5")
], full=100)  # fmt: skip
PART = Rubric(
    "PART", full=100, rounding=Rounding(0),
    parts=[part_section("purpose", 5), part_section("planning", 7), part_section("management", 9),
           RESULTS],
    rule=0.2 * points("purpose") + 0.1 * points("planning") + 0.2 * points("management")
    + 0.5 * points("results"),
    grades=Grades([("Effective", 85), ("Moderately Effective", 70), ("Adequate", 50),
                   ("Ineffective", 0)],
                  overrides=[(~yes("baseline"), "Results Not Demonstrated")]),
)  # fmt: skip


def part(**changes: object) -> Evidence:
    answers: dict[str, object] = {
        question.key: True if question.kind == "yes" else "large extent"
        for question in PART.questions()
    }
    return Evidence(answers={**answers, **changes})
