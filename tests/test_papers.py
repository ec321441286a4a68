"""Real standards of other governments fit the grammar, written as a user would write them."""

from decimal import Decimal

import pytest

from fiscal_rubric import (
    NOT_APPLICABLE,
    Criterion,
    Evidence,
    Grades,
    Indicator,
    Project,
    Rounding,
    Rubric,
    actual,
    equal,
    interpolate,
    met,
    number,
    points,
    target,
    when,
)
from papers import CAPAG, FOLDED, IEGM, PART, PEFA, PROJECT, WEIGHTS, iegm, part, self_evaluation


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
