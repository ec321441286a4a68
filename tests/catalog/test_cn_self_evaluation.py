"""The national form gives the points of its rules and of thirteen published forms."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

from facts import DATA, case, printed_points, project_of
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
    completion,
    judged,
)
from fiscal_rubric.catalog.cn_self_evaluation import FORMS, RUBRIC, Form, forms, self_evaluation
from fiscal_rubric.numbers.spans import Span
from fiscal_rubric.targets.reading import read_actual, read_target
from fiscal_rubric.targets.targets import NumericActual
from fiscal_rubric.texts import text_in

# Thirteen published forms

NATIONAL, OLD = FORMS["national"], FORMS["national_old"]
# The form that each follows; and where the print differs from its own rule: printed, ours.
CASES: dict[str, tuple[Form, dict[str, tuple[str, str]]]] = {
    # The total row of the funds is printed 0/0/0 and scored 0, next to a row that was fully spent.
    "anhui-chizhou-tangxi-village-subsidies-2022": (NATIONAL, {"预算执行率": ("0", "10.00")}),
    # 4604 of 4754 and 5830 over a ceiling of 5300 are scored as met.
    "anhui-suixi-temporary-relief-2019": (
        OLD,
        {
            "★★★特困人员救助供养人数(按月平均)": ("5", "4.84"),
            "扶贫临时救助标准(一户年最高5300元)": ("10", "9.09"),
        },
    ),
    # The rate is rounded to 50 % before it is multiplied.
    "beijing-haidian-street-cleaning-2016": (
        evolve(OLD, budget="initial"),
        {"预算执行率": ("5", "4.99")},
    ),
    # 72.74 % of 100 % is scored as met.
    "chongqing-media-centre-whole-unit-2021": (
        FORMS["chongqing_whole_unit"],
        {"政府采购执行率": ("2", "1.45")},
    ),
    "hebei-chengan-centenarian-allowance-2020": (FORMS["hebei"], {}),
    # 8.62 is printed as 9, in both lines that score the money spent.
    "hebei-langfang-school-hvac-2019": (
        FORMS["hebei"],
        {"预算执行率": ("9", "8.62"), "工程资金金额": ("9", "8.62")},
    ),
    # 98 % of 98 % is all of it; the print takes 98 % as the share attained.
    "hubei-huanggang-soil-water-monitoring-2020": (
        FORMS["hubei"],
        {"服务对象满意度(整编资料审核)": ("19.6", "20.00"), "total": ("99.6", "100.00")},
    ),
    "hubei-yangtze-fishing-ban-2020": (FORMS["hubei"], {}),
    "shanghai-putuo-sports-settlement-2022": (NATIONAL, {}),
    # Whole points that no rule gives, a tenth off where the target is met, and a wrong sum.
    "shanxi-jishan-medical-insurance-2020": (
        NATIONAL,
        {
            "预算执行率": ("9", "9.91"),
            "全县参合人数": ("13", "14.86"),
            "是否解决建档立卡人员看病难贵问题": ("27", "30.00"),
            "是否满意": ("9", "10.00"),
            "total": ("94", "99.77"),
        },
    ),
    # The weights add up to 110; the total is printed 100.
    "sichuan-zhongjiang-water-gauge-2022": (FORMS["sichuan"], {"total": ("100", "110.00")}),
}


@pytest.mark.parametrize("name", CASES)
def test_published_forms_follow_their_rule_or_differ_as_listed(name: str) -> None:
    """A target in words is judged by a person, so its printed points are taken."""
    form, differences = CASES[name]
    printed = case(name)
    project = project_of(printed)
    rubric = self_evaluation(project, form)
    given = printed_points(printed)
    answers: dict[str, str] = {}
    for question in rubric.questions():
        if question.kind == "pick":
            answers |= {question.key: "达成", f"{question.key}.points": given[question.key]}
    card = rubric.score(Evidence(project, answers))
    found = {}
    for line in card.lines:
        if line.key in given and Decimal(given[line.key]) != line.points:
            found[line.key] = (given[line.key], str(line.points))
    total = printed["printed_total"]
    is_whole = "cut off" not in printed.get("completeness", "")
    if total is not None and is_whole and Decimal(total) != card.total:
        found["total"] = (total, str(card.total))
    assert found == differences
    assert len(card.lines) >= len(given)


def test_a_missed_target_without_a_reason_is_flagged_where_one_is_required() -> None:
    printed = case("anhui-suixi-temporary-relief-2019")
    project = project_of(printed)
    card = self_evaluation(project, OLD).score(Evidence(project))
    flagged = {line.key: [check.code for check in line.unmet] for line in card.lines if line.unmet}
    assert flagged == {"扶贫临时救助标准(一户年最高5300元)": ["reason_missing"]}


def test_an_evaluation_by_blocks_adds_up() -> None:
    printed = case("shanghai-pudong-audit-services-2018")
    blocks = printed["blocks"]
    lines = [Criterion(b["name"], b["weight"], judged(b["name"], b["weight"])) for b in blocks]
    rubric = Rubric("r", lines, grades=Grades([("优", 90), ("良", 80), ("中", 60), ("差", 0)]))
    card = rubric.score(Evidence(answers={b["name"]: b["printed_score"] for b in blocks}))
    assert (str(card.total), card.grade) == (printed["printed_total"], printed["printed_grade"])


def test_a_form_without_points_prints_rates_that_are_cut_off() -> None:
    printed = case("sichuan-guangyuan-fitness-centre-2023")
    budget = printed["budget"]
    rate = Fraction(budget["paid"]) / Fraction(budget["adjusted"])
    assert Rounding(4, "down").round(rate) * 100 == Fraction(budget["printed_rate"].rstrip("%"))
    assert Rounding(4).round(rate) * 100 == Fraction("57.9")
    row = printed["indicators"][0]
    assert completion(read_target(row["target"]), read_actual(row["actual"])).status == "not known"


def test_every_published_form_is_checked() -> None:
    others = {
        "shanghai-pudong-audit-services-2018",
        "sichuan-guangyuan-fitness-centre-2023",
    }
    names = {path.stem for path in DATA.glob("cn-cases/*.json")}
    assert names == {*CASES, *others}
    assert len(names) == 13


# The arithmetic


def points_of(target: str, actual: str, form: Form) -> str:
    indicator = Indicator("k", "quantity", target, actual, weight=10)
    project = Project("p", Budget(None, "1元", {"2020-12-31": "1元"}), [indicator])
    return str(self_evaluation(project, form).score(Evidence(project))["k"].points)


@pytest.mark.parametrize(
    ("target", "actual", "ratio", "linear", "nothing"),
    [
        ("≤5万元", "4万元", "10.00", "10.00", "10.00"),
        ("≤5万元", "5万元", "10.00", "10.00", "10.00"),
        ("≤5万元", "6万元", "8.33", "8.00", "0.00"),
        ("≤5万元", "10万元", "5.00", "0.00", "0.00"),
        ("≤5万元", "12万元", "4.17", "0.00", "0.00"),
        ("≤5万元", "因疫情，无法开展", "0.00", "0.00", "0.00"),
        ("0起", "1起", "0.00", "0.00", "0.00"),
        ("0起", "0起", "10.00", "10.00", "10.00"),
        ("≥5家", "4家", "8.00", "8.00", "8.00"),
        ("≥5家", "9家", "10.00", "10.00", "10.00"),
        ("3~5家", "6家", "0.00", "0.00", "0.00"),
        ("2020年底前", "2021年1月", "0.00", "0.00", "0.00"),
        ("≤-4%", "-2%", "5.00", "5.00", "0.00"),
        ("≤5万元", "完成", "10.00", "10.00", "10.00"),
    ],
)
def test_each_way_of_scoring_a_ceiling_gives_its_points(
    target: str, actual: str, ratio: str, linear: str, nothing: str
) -> None:
    ways = {"ratio": ratio, "linear": linear, "all or nothing": nothing}
    for reverse, points in ways.items():
        form = evolve(NATIONAL, reverse=reverse)
        assert points_of(target, actual, form) == points


@pytest.mark.parametrize(
    ("actual", "nothing", "as_at_least"),
    [("8个", "10.00", "10.00"), ("6个", "0.00", "7.50"), ("9个", "0.00", "10.00")],
)
def test_each_way_of_scoring_an_exact_target_gives_its_points(
    actual: str, nothing: str, as_at_least: str
) -> None:
    assert points_of("=8个", actual, evolve(NATIONAL, exact="all or nothing")) == nothing
    assert points_of("=8个", actual, NATIONAL) == as_at_least
    assert points_of("=8个", "未开展", NATIONAL) == "0.00"
    assert points_of("=0个", actual, NATIONAL) == "0.00"


def test_points_of_targets_in_words_stay_within_their_band() -> None:
    project = Project("p", None, [Indicator("k", "social", "长期", "完成", weight=10)])
    for form, edge in ((NATIONAL, 6), (OLD, 5)):
        rubric = self_evaluation(project, evolve(form, execution=0))
        bands = {"达成": (8, 10), "部分达成": (edge, "7.99"), "未达成": (0, edge - 1)}
        for label, ends in bands.items():
            for end in ends:
                card = rubric.score(Evidence(project, {"k": label, "k.points": end}))
                assert card.total == Decimal(str(end))
        for label, outside in (("达成", "7.99"), ("部分达成", 8), ("未达成", edge)):
            with pytest.raises(FiscalRubricError) as caught:
                rubric.score(Evidence(project, {"k": label, "k.points": outside}))
            assert caught.value.code == "outside_band"


def test_far_above_the_target_is_flagged_at_the_threshold_of_the_form() -> None:
    def flagged(actual: str, form: Form) -> bool:
        project = Project("p", None, [Indicator("k", "quantity", "10家", actual, weight=100)])
        card = self_evaluation(project, evolve(form, execution=0)).score(Evidence(project))
        return [check.code for check in card["k"].unmet] == ["far_above_target"]

    assert [flagged(a, FORMS["guangxi"]) for a in ("12家", "13家")] == [False, True]
    assert [flagged(a, FORMS["provincial_system"]) for a in ("11家", "12家")] == [False, True]
    assert not flagged("100家", NATIONAL)
    assert not flagged("完成", FORMS["guangxi"])  # no number that could be too high
    with pytest.raises(FiscalRubricError, match="bands"):
        evolve(NATIONAL, bands=("0.6", "0.8"))


ROWS = (("≥5家", "8家"), ("=5家", "3家"), ("=5家", "完成"), ("≤5天", "不足3天"), ("≤-5%", "-3%"),
        ("0起", "1起"), ("3~5家", "6家"), ("2020年底前", "2021年1月"), ("长期", "完成"),
        ("≥10个；≥5户", "10个；5户"), ("≥5家", "因疫情，无法开展"), ("≥5家", "/"))  # fmt: skip


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.key)
def test_a_form_is_the_same_before_and_after_the_actuals_are_known(form: Form) -> None:
    """The targets alone decide it; an unknown actual can only be missing."""
    before, after = (
        Project("p", Budget("1元", "1元", {"2020-12-31": "1元"}), [
            Indicator(f"k{i}", "quantity", target, actual if known else None, weight=10)
            for i, (target, actual) in enumerate(ROWS)
        ])
        for known in (False, True)
    )  # fmt: skip
    rubric = self_evaluation(before, form)
    assert rubric.identity == self_evaluation(after, form).identity
    answers = {"k8": "达成", "k8.points": 10}
    bounds, card = rubric.bounds(Evidence(before)), rubric.score(Evidence(after, answers))
    assert bounds.low is not None
    assert bounds.high is not None
    assert card.total is not None
    assert bounds.low <= card.total <= bounds.high
    with pytest.raises(FiscalRubricError) as caught:
        rubric.score(Evidence(before, answers))
    assert {fault.code for fault in caught.value.faults} <= {"missing_actual"}


def unmet(target: str, actual: str, form: str, reason: str = "", **answers: object) -> list[str]:
    owned = [Indicator("k", "quantity", target, actual, weight=90, reason=reason)]
    project = Project("p", Budget("1元", "1元", {"2020-12-31": "1元"}), owned)
    given: Any = {key.replace("_", "."): answer for key, answer in answers.items()}
    card = self_evaluation(project, form).score(Evidence(project, given))
    return [check.code for check in card["k"].unmet]


def test_a_reason_is_needed_where_a_target_is_missed_or_far_exceeded() -> None:
    for target, actual in (("≥5家", "4家"), ("≥10个；≥5户", "10个；4户"), ("0起", "1起")):
        assert unmet(target, actual, "national") == ["reason_missing"]
        assert unmet(target, actual, "national", "因故") == []
    assert unmet("≥5家", "9家", "guangxi") == ["far_above_target"]
    assert unmet("≥5家", "9家", "guangxi", "需求大增") == []
    assert unmet("=5家", "9家", "guangxi") == ["far_above_target"]
    assert unmet("=5家", "4家", "guangxi") == ["reason_missing"]


def test_a_reason_is_needed_where_a_target_in_words_is_missed() -> None:
    for label, points, expected in (
        ("达成", 90, []), ("部分达成", 60, ["reason_missing"]), ("未达成", 1, ["reason_missing"])
    ):  # fmt: skip
        assert unmet("长期", "有提升", "national", k=label, k_points=points) == expected
        assert unmet("长期", "有提升", "national", "因故", k=label, k_points=points) == []
    assert unmet("长期", "/", "national", k="不适用") == []


def test_a_target_in_words_may_not_apply() -> None:
    owned = [Indicator("k", "social", "长期", "/", weight=40),
             Indicator("l", "quantity", "5家", "4家", weight=50)]  # fmt: skip
    project = Project("p", Budget("1元", "1元", {"2020-12-31": "1元"}), owned)
    card = self_evaluation(project).score(Evidence(project, {"k": "不适用"}))
    assert card["k"].points is None
    assert card.total == Decimal("83.33")  # 50 of 60, scaled up


def test_the_basis_never_changes_the_budget_of_a_form() -> None:
    """Payments are divided by the adjusted budget under any basis."""
    project = Project("p", Budget("1元", "2元", {"2020-12-31": "1元"}))
    for basis in (None, Basis(), Basis(budget="initial", excused="not_missed")):
        assert self_evaluation(project).score(Evidence(project), basis).total == Decimal("5.00")


def test_low_execution_is_flagged_where_the_form_asks_for_a_reason() -> None:
    low = Project("p", Budget(None, "10元", {"2020-12-31": "8元"}))
    card = self_evaluation(low, "sichuan").score(Evidence(low))
    assert [check.code for check in card["预算执行率"].unmet] == ["execution_reason"]
    assert "说明原因" in card.explain("zh")


def test_an_indicator_without_points_is_left_out() -> None:
    owned = [Indicator("k", "social", "长期", "完成", level1="x", weight=0),
             Indicator("l", "quantity", "5家", "4家", weight=90)]  # fmt: skip
    rubric = self_evaluation(Project("p", None, owned))
    assert [part.key for part in rubric.parts] == ["预算执行率", "l"]
    assert not rubric.questions()


def test_unknown_forms_and_missing_weights_are_refused() -> None:
    project = Project("p", None, [Indicator("k", "quantity", "5家", "5家")])
    with pytest.raises(FiscalRubricError) as caught:
        self_evaluation(project)
    assert caught.value.faults[0].place == "p/k/weight"
    with pytest.raises(FiscalRubricError) as caught:
        self_evaluation(project, "hubai")
    assert caught.value.faults[0].expected == ("hubei",)
    with pytest.raises(FiscalRubricError):
        wrong: Any = "A/B"
        Form(key="x", name="x", place="x", first=2020, source="x", reverse=wrong)


def test_forms_are_found_by_place_and_year() -> None:
    assert [form.key for form in forms("四川", 2022)] == ["sichuan"]
    assert [form.key for form in forms("China", 2026)] == ["national"]
    assert forms("火星") == ()
    assert len(forms()) == len(FORMS)


def test_forms_list_what_is_not_confirmed() -> None:
    assert all(form.unconfirmed for form in FORMS.values())
    texts = [text_in(text, "en") for text in FORMS["hubei"].unconfirmed]
    assert any("grades" in text for text in texts)


# The form of one project, and the rubric for whole tables


@st.composite
def whole_projects(draw: st.DrawFn) -> Project:
    """Draw projects with the weights of the form and numbers that can be compared."""
    owned = []
    for heading, full in (("产出指标", 50), ("效益指标", 30), ("满意度指标", 10)):
        share = draw(st.integers(0, full))
        for index, weight in enumerate((share, full - share)):
            goal = draw(st.integers(1, 9))
            sign = draw(st.sampled_from("≥≤="))
            reached = Fraction(draw(st.integers(0, 12_000)), 1000)
            owned.append(
                Indicator(
                    f"{heading}{index}", "quantity", f"{sign}{goal}家",
                    NumericActual(Span(reached, reached, unit="家")), level1=heading, weight=weight,
                )
            )  # fmt: skip
    paid = draw(st.integers(0, 120))
    return Project("p", Budget(None, "100元", {"2020-12-31": f"{paid}元"}), owned)


@given(whole_projects())
def test_both_rubrics_give_the_same_total(project: Project) -> None:
    evidence = Evidence(project)
    card, folded = self_evaluation(project).score(evidence), RUBRIC.score(evidence)
    assert card.total == folded.total
    assert card.grade == folded.grade
    assert not any(line.unmet for line in folded.lines)
    for heading in ("产出指标", "效益指标", "满意度指标"):
        assert card[heading].points == folded[heading].points


def test_the_folded_rubric_flags_weights_that_do_not_add_up() -> None:
    indicator = Indicator("k", "quantity", "5家", "5家", level1="产出指标", weight=49)
    project = Project("p", Budget(None, "1元", {"2020-12-31": "1元"}), [indicator])
    card = RUBRIC.score(Evidence(project))
    assert [check.code for check in card["产出指标"].unmet] == ["weights_sum"]
