"""The templates build rubrics from weights, points and rules, and refuse what does not fit."""

from decimal import Decimal

import pytest

from fiscal_rubric import (
    NOT_APPLICABLE,
    Budget,
    Evidence,
    FiscalRubricError,
    Indicator,
    Project,
    budget_execution_rate,
    when,
    yes,
)
from fiscal_rubric.catalog import iegm, ikpa, mof_2020, pbb, rfd
from fiscal_rubric.numbers.spans import Quantity


def test_ikpa_scales_up_what_applies_and_then_subtracts_the_deduction() -> None:
    values = {**dict.fromkeys(ikpa.WEIGHTS, 100), "absorption": 80}
    answers = {**values, "contracts": NOT_APPLICABLE, "dispensation": "0.5"}
    card = ikpa.RUBRIC.score(Evidence(answers=answers))
    assert str(card.total) == "95.06"  # (70 + 16) / 90 x 100, less 0.5
    assert card.grade == "very good"
    low = ikpa.RUBRIC.score(Evidence(answers={**dict.fromkeys(values, 0), "dispensation": 9}))
    assert (low.total, low.grade) == (0, "poor")


@pytest.mark.parametrize(
    ("ratings", "total", "grade"),
    [("5555", 100, "eligible"), ("4334", 70, "eligible"), ("4333", 65, "not eligible")],
)
def test_pbb_is_eligible_from_70(ratings: str, total: int, grade: str) -> None:
    card = pbb.RUBRIC.score(Evidence(answers=dict(zip(pbb.NAMES, ratings, strict=True))))
    assert (card.total, card.grade) == (total, grade)


@pytest.mark.parametrize(
    ("reached", "points"),
    [("59", 0), ("60", 24), ("83", "33.20"), ("100", 40), ("120", 40)],
)
def test_rfd_lies_on_straight_lines_between_five_targets(reached: str, points: object) -> None:
    department = rfd.rubric("d", [rfd.SuccessIndicator("x", 40, [100, 90, 80, 70, 60])])
    project = Project("p", None, [Indicator("x", "quantity", "100", reached)])
    card = department.score(Evidence(project))
    assert card.total == Decimal(str(points))
    assert card.grade is None  # the weights do not make 100


def test_rfd_targets_have_units() -> None:
    shares = rfd.SuccessIndicator("x", 40, [Quantity(100, "%"), "90%", "80%", "70%", "60%"])
    fits, differs = (
        rfd.rubric("d", [shares]).score(
            Evidence(Project("p", None, [Indicator("x", "quantity", target, "85%")]))
        )["x"]
        for target in ("100%", "95%")
    )
    assert (str(fits.points), fits.unmet) == ("34.00", ())
    assert str(differs.points) == "34.00"
    assert [check.code for check in differs.unmet] == ["targets_differ"]


def test_rfd_targets_without_a_unit_do_not_fit_a_share() -> None:
    bare = rfd.SuccessIndicator("x", 40, [100, 90, 80, 70, 60])
    project = Project("p", None, [Indicator("x", "quantity", "100%", "85%")])
    with pytest.raises(FiscalRubricError) as caught:
        rfd.rubric("d", [bare]).score(Evidence(project))
    assert [(fault.code, fault.place, fault.expected) for fault in caught.value.faults] == [
        ("share_compared", "p/x", ("0.6", 'amount("60%")')),
        ("share_compared", "p/x/target", ("1", 'amount("100%")')),
    ]


@pytest.mark.parametrize(
    ("targets", "code"),
    [([100, 90], "number_of_terms"), ([100, 90, 95, 70, 60], "knots"),
     ([100, 90, 90, 70, 60], "knots"), (["5家", "4家", "3家", "2家", "1次"], "unit_clash")],
)  # fmt: skip
def test_rfd_needs_five_targets_in_order(targets: list[object], code: str) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        rfd.SuccessIndicator("x", 40, targets)
    assert caught.value.code == code


def test_weights_that_do_not_add_up_are_refused() -> None:
    for build, weights in ((ikpa.rubric, ikpa.WEIGHTS), (iegm.rubric, iegm.WEIGHTS)):
        name = next(iter(weights))
        assert build(dict(weights)).full
        with pytest.raises(FiscalRubricError) as caught:
            build({**weights, name: 0})
        assert caught.value.code == "weights_sum"


PROJECT = Project("p", Budget(None, "100元", {"2020-12-31": "98元"}), [
    Indicator("a", "quantity", "10家", "8家"),
    Indicator("b", "quality", "≥90%", "95%"),
    Indicator("c", "timeliness", "2020年底前", "2020年11月"),
    Indicator("d", "satisfaction", "≥90%", "81%"),
])  # fmt: skip


def test_the_framework_takes_points_and_rules() -> None:
    points = {"立项依据充分性": 10, "资金到位率": 5, "预算执行率": 5, "实际完成率": 30,
              "质量达标率": 10, "完成及时性": 10, "成本节约率": 10, "满意度": 20}  # fmt: skip
    own = {"预算执行率": when(budget_execution_rate() >= 0.95, 5, 0),
           "成本节约率": 10 * yes("saved")}  # fmt: skip
    rubric = mof_2020.framework(points, own)
    answers = {"立项依据充分性": 9, "资金到位率": 100, "saved": True}
    card = rubric.score(Evidence(PROJECT, answers))
    given = {line.key: str(line.points) for line in card.lines}
    assert given == {
        "立项依据充分性": "9.00", "资金到位率": "5.00", "预算执行率": "5.00", "实际完成率": "24.00",
        "质量达标率": "10.00", "完成及时性": "10.00", "成本节约率": "10.00", "满意度": "18.00",
    }  # fmt: skip
    assert (str(card.total), card.grade) == ("91.00", "优")
    assert [section.key for section in rubric.parts] == ["决策", "过程", "产出", "效益"]
    assert all(line.part.source.startswith("财预〔2020〕10号") for line in card.lines)
    judged = mof_2020.framework({"成本节约率": 10})
    assert judged.questions()[0].kind == "judged"
    assert judged.grades is None


def test_the_framework_refuses_items_that_are_not_its_own() -> None:
    for points, rules in (({"预算执行": 5}, None), ({"预算执行率": 5}, {"预算执行": 1})):
        with pytest.raises(FiscalRubricError) as caught:
            mof_2020.framework(points, rules)
        assert caught.value.faults[0].expected == ("预算执行率",)
