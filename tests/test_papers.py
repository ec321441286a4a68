"""Real standards of other governments fit the grammar, written as a user would write them."""

from decimal import Decimal
from fractions import Fraction

import pytest

from fiscal_rubric import (
    NOT_APPLICABLE,
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
    actual,
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
    interpolate,
    judged,
    met,
    not_applicable,
    number,
    paid,
    pick,
    points,
    reaches,
    target,
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


def test_the_national_form_line_by_line_and_folded_agree() -> None:
    evidence = Evidence(PROJECT)
    card, folded = self_evaluation(PROJECT).score(evidence), FOLDED.score(evidence)
    assert [str(line.points) for line in card.lines] == ["7.50", "18.00", "12.50", "40.00"]
    assert [check.code for check in card["a"].unmet] == ["reason_missing"]
    assert not card["b"].unmet
    assert card.total == folded.total == Decimal("78.00")
    assert not folded["产出"].unmet


def test_a_reverse_indicator_linear_to_zero_at_twice_its_target() -> None:
    ratio = (2 - actual("b") / target("b")).clip(0, 1)
    rule = 20 * when(met("b"), 1, when(equal(target("b"), 0), 0, ratio))
    rubric = Rubric("r", [Criterion("b", 20, rule, if_not_applicable="drop")])
    assert rubric.score(Evidence(PROJECT)).total == 8


def test_bands_of_the_weight_are_judged_within_their_ends() -> None:
    project = Project("p", None, [Indicator("x", "social", "长期", "完成", weight=20)])
    rubric = Rubric("r", [self_evaluation(project).parts[1]])
    answers = {"x": "部分达成", "x.points": "15.99"}
    assert rubric.score(Evidence(project, answers)).total == Decimal("15.99")


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


@pytest.mark.parametrize(
    ("dims", "first", "second"),
    [
        ("AAAB", "A", "A"),
        ("ABBC", "B+", "B"),
        ("CCDA", "D+", "C+"),
        ("DDDD", "D", "D"),
        ("BACC", "C+", "B"),
    ],
)
def test_pefa_weakest_link_and_average(dims: str, first: str, second: str) -> None:
    keys = ("PI-02.1", "PI-02.2", "PI-02.3")
    answers = dict(zip(keys, dims, strict=False))
    answers |= {f"PI-10.{n + 1}": dim for n, dim in enumerate(dims)}
    card = PEFA.score(Evidence(answers=answers))
    assert (card["PI-02"].grade, card["PI-10"].grade) == (first, second)
    assert (card.total, card.grade) == (None, None)


def test_pefa_leaves_out_what_does_not_apply() -> None:
    answers = {"PI-02.1": "A", "PI-02.2": "NA", "PI-02.3": "A"}
    answers |= {f"PI-10.{n}": "NU" for n in (1, 2, 3, 4)}
    card = PEFA.score(Evidence(answers=answers))
    assert card["PI-02"].grade == "A"
    assert (card["PI-10"].status, card["PI-10"].points, card["PI-10"].grade) == (
        "not applicable", None, None,
    )  # fmt: skip


def test_pefa_bounds_with_a_dimension_unknown() -> None:
    answers = {"PI-02.1": "A", "PI-02.2": "B"} | {f"PI-10.{n}": "A" for n in (1, 2, 3, 4)}
    bounds = PEFA.bounds(Evidence(answers=answers))
    assert bounds["PI-02"].grades == {"B+", "C+", "D+"}  # A, B and one of A B C D, or left out
    assert (bounds["PI-02"].low, bounds["PI-02"].high) == (Decimal("1.50"), Decimal("3.50"))


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


@pytest.mark.parametrize(
    ("ratios", "grade"),
    [
        (("0.1", "0.8", "0.05"), "A"),
        (("0.1", "0.9", "0.050020"), "A"),
        (("0.1", "0.8", "0.049985"), "A"),
        (("0.1", "0.9", "0.049985"), "B"),
        (("0.7", "0.8", "0.1"), "B"),
        (("1", "0.95", "0"), "D"),
        (("0.1", "0.8", "0"), "C"),
    ],
)
def test_capag_decides_by_letters(ratios: tuple[str, str, str], grade: str) -> None:
    keys = ("debt_ratio", "spending", "liquidity")
    answers: dict[str, object] = dict(zip(keys, ratios, strict=True))
    card = CAPAG.score(Evidence(answers={**answers, "not_eligible": False}))
    assert card.grade == grade
    ineligible = CAPAG.score(Evidence(answers={**answers, "not_eligible": True}))
    assert ineligible.grade == "n.e."


def test_capag_with_a_ratio_not_available_is_a_or_c_never_b() -> None:
    known = {"debt_ratio": "0.1", "liquidity": "0.5", "not_eligible": False}
    assert CAPAG.bounds(Evidence(answers=known)).grades == {"A", "C"}
    decided = {"debt_ratio": "0.1", "spending": "0.99", "not_eligible": False}
    assert CAPAG.bounds(Evidence(answers=decided)).grades == {"C"}


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


def test_iegm_rounds_components_first_and_never_the_sum() -> None:
    card = IEGM.score(iegm(dict.fromkeys(WEIGHTS, 755) | {"govti": 625}))
    assert str(card.total) == "0.7535"  # 0.95 x 0.76 + 0.05 x 0.63
    assert (card.grade, card["govti"].grade) == ("B+", "B")


def test_iegm_needs_five_components_graded_a() -> None:
    assert IEGM.score(iegm(dict.fromkeys(WEIGHTS, 950))).grade == "A"
    four = dict.fromkeys(WEIGHTS, 1000) | {"plan": 890, "cidade": 890, "govti": 890}
    card = IEGM.score(iegm(four))
    assert (card.total > Decimal("0.9"), card.grade) == (True, "B+")


def test_iegm_without_one_component_is_zero_without_a_grade() -> None:
    card = IEGM.score(iegm(dict.fromkeys(WEIGHTS, 950) | {"amb": None}))
    assert (str(card.total), card.grade, card["amb"].grade) == ("0.0000", None, None)
    assert (card["amb"].points, card["educ"].grade) == (0, "A")


def test_iegm_marks_below_zero_are_held_at_zero() -> None:
    card = IEGM.score(iegm(dict.fromkeys(WEIGHTS, 500) | {"fiscal": -194}))
    assert (card["fiscal"].points, card["fiscal"].grade) == (0, "C")


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


def test_part_rounds_sections_after_adding_and_questions_before() -> None:
    card = PART.score(part(**{"planning.1": False, "planning.2": False, "management.1": False,
                              "purpose.1": NOT_APPLICABLE, "purpose.2": False}))  # fmt: skip
    assert card["planning"].points == 71  # 5 of 7
    assert card["management"].points == 89  # 8 of 9
    assert card["purpose"].points == 75  # 3 of 4: one does not apply
    assert card["results"].points == 65  # 5 x 13
    assert (card.total, card.grade) == (72, "Moderately Effective")


def test_part_rounds_the_total_before_grading() -> None:
    """60 / 88 / 100 / 58 makes 69.8, which counts as 70."""
    sections = {"purpose": 60, "planning": 88, "management": 100, "results": 58}
    lines = [Criterion(key, 100, number(key, 0, 100)) for key in sections]
    share = {"purpose": 0.2, "planning": 0.1, "management": 0.2, "results": 0.5}
    rule = sum(w * points(key) for key, w in share.items())
    scale = PART.grades

    def grade(rounding: Rounding) -> str | None:
        grades = Grades(scale.bands) if scale else None
        rubric = Rubric("PART", lines, rule=rule, full=100, rounding=rounding, grades=grades)
        return rubric.score(Evidence(answers=sections)).grade

    assert grade(Rounding(0)) == "Moderately Effective"
    assert grade(Rounding(1)) == "Adequate"


def test_part_without_a_baseline_is_not_demonstrated() -> None:
    assert PART.score(part(baseline=False)).grade == "Results Not Demonstrated"


# RFD: graded targets, knots as constants


def test_rfd_interpolates_between_five_targets() -> None:
    knots = [(60, 0.6), (70, 0.7), (80, 0.8), (90, 0.9), (100, 1)]
    rule = 40 * interpolate(actual("x"), knots, before=0, after=1)
    rubric = Rubric("RFD", [Criterion("x", 40, rule)])

    def total(reached: str) -> Decimal | None:
        project = Project("p", None, [Indicator("x", "quantity", "100", reached)])
        return rubric.score(Evidence(project)).total

    assert [str(total(r)) for r in ("59", "60", "83", "100", "120")] == [
        "0.00", "24.00", "33.20", "40.00", "40.00",
    ]  # fmt: skip
