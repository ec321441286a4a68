"""Lint of evidence: each finding with its smallest repair, and targets of last year."""

from typing import Any

import pytest
from hypothesis import given, strategies as st

from facts import assert_in_words
from fiscal_rubric import Budget, Evidence, Indicator, Project, lint
from fiscal_rubric.catalog.futian_2020 import EVIDENCE
from fiscal_rubric.evidence.project import AmountLike
from fiscal_rubric.numbers.spans import Span
from fiscal_rubric.rubric.findings import CODES, Finding
from fiscal_rubric.targets.targets import NOT_APPLICABLE, NumericActual, NumericTarget
from fiscal_rubric.testing import strategies as some


def found_in(project: Project, before: Project | None = None) -> list[Finding]:
    earlier = None if before is None else Evidence(before)
    return list(lint(Evidence(project), before=earlier))


def ids(project: Project, before: Project | None = None) -> list[str]:
    return [finding.id for finding in found_in(project, before)]


def of(
    target: Any,
    actual: Any = None,
    *,
    name: str = "k",
    kind: Any = "quantity",
    budget: Budget | None = None,
    **options: Any,
) -> Project:
    """A project with one indicator; one with a weight has another one beside it."""
    other = [Indicator("l", "quantity", "5家", "5家", weight=45)] if "weight" in options else []
    return Project("p", budget, [Indicator(name, kind, target, actual, **options), *other])


def money(
    initial: AmountLike | None = None,
    adjusted: AmountLike | None = None,
    paid: AmountLike | None = None,
) -> Budget:
    return Budget(initial, adjusted, {} if paid is None else {"2020-12-31": paid})


def dated(target: str, period: str) -> Project:
    """A project of a period, with a deadline that was kept."""
    rows = [Indicator("k", "timeliness", target, "2021年11月1日")]
    return Project("p", None, rows, period=period)


def paying(*amounts: str) -> Project:
    """A project of 100万元 with payments at the ends of quarters."""
    days = ("2020-03-31", "2020-06-30", "2020-09-30")
    return Project("p", Budget("100万元", None, dict(zip(days, amounts, strict=False))))


def weighed(*weights: int) -> Project:
    return Project("p", None, [
        Indicator(f"k{i}", "quantity", "5家", "5家", weight=weight)
        for i, weight in enumerate(weights)
    ])  # fmt: skip


# The report of 2020


def test_the_evidence_of_2020() -> None:
    found = [finding for finding in lint(EVIDENCE) if finding.code != "target_in_words"]
    shown = [(f.code, f.place.partition("/")[0]) for f in found]
    assert shown == [
        ("budget_cut_to_paid", "risk_control"),
        ("missed_without_reason", "risk_control"),
        ("far_above_target", "risk_control"),
        ("far_above_target", "risk_control"),
        ("far_above_target", "talent_fund"),
        ("far_above_target", "industry_fund"),
        ("missed_without_reason", "industry_fund"),
        ("far_above_target", "industry_fund"),
        ("actual_is_bound", "industry_fund"),
        ("far_above_target", "industry_fund"),
        ("actual_is_bound", "industry_fund"),
        ("far_above_target", "industry_fund"),
        ("actual_is_bound", "industry_fund"),
    ]
    cut = next(finding for finding in found if finding.code == "budget_cut_to_paid")
    assert cut.explain("en").startswith(
        "risk_control/paid: the budget was cut from 700万元 to the amount paid, 636.96万元, which"
    )
    assert sum(finding.code == "target_in_words" for finding in lint(EVIDENCE)) == 15


# Each code: evidence that has it and nothing else, and its smallest repair that has nothing

NEARLY = money("90万元", None, "89.974万元")
SCHOOL = money("43.2万元", None, "37.24万元")
SATISFIED = {"kind": "satisfaction", "name": "满意度"}
TIME: dict[str, Any] = {"kind": "timeliness"}
RATE: dict[str, Any] = {"kind": "quality"}
PAIRS: list[tuple[str, Project, Project]] = [
    ("unit_clash:p/k", of("5家", "5次"), of("5家", "5家")),
    ("share_or_number:p/k", of("≥95%", "0.97", **RATE), of("≥95%", "97%", **RATE)),
    ("share_or_number:p/k", of("0.95", "60", **RATE), of("0.95", "0.97", **RATE)),
    ("still_to_come:p/k", of("5家", "待定"), of("5家", "5家")),
    ("still_to_come:p/k", of("待定", "5家", weight=45), of("5家", "5家", weight=45)),
    ("no_target:p/k", of("", "5家", weight=45), of("5家", "5家", weight=45)),
    ("no_target:p/k", of("/", "5家", weight=45), of("/", "/", weight=45)),
    ("no_result:p/k", of("5家", None, weight=45), of("5家", "5家", weight=45)),
    ("promised_not_applicable:p/k", of("5家", "/"), of("/", "/")),
    ("promised_not_applicable:p/k", of("≥5家", "不适用"), of("≥5家", "6家")),
    ("unit_on_one_side:p/k", of("≤900000元", "90"), of("≤900000元", "90万元")),
    ("unit_on_one_side:p/k", of("≤900000", "90万元"), of("≤900000元", "90万元")),
    ("target_cannot_be_missed:p/k", of("≥0家", "5家"), of("≥4家", "5家")),
    ("target_of_zero:p/k", of("≤0起", "0起"), of("≤1起", "0起")),
    ("target_of_zero:p/k", of("=0起", "0起"), of("=1起", "1起")),
    ("target_copied:p/k", of("≥266米", "≥266米"), of("≥266米", "266米")),
    ("target_in_words:p/k", of("长期", "完成"), of("≥5年", "5年")),
    (
        "several_targets:p/k",
        of("≥10个；≥5户", "10个；5户"),
        Project("p", None, [Indicator("k", "quantity", "≥10个", "10个"),
                            Indicator("l", "quantity", "≥5户", "5户")]),
    ),
    ("placeholder:p/≥**人", of("3人", "3人", name="≥**人"), of("3人", "3人", name="≥3人")),
    ("placeholder:p/XX村", of("3人", "3人", name="XX村"), of("3人", "3人", name="X村")),
    ("rate_without_percent:p/完工率", of("100", "100", name="完工率"),
     of("100%", "100%", name="完工率")),
    ("rate_without_percent:p/覆盖比例(2020)", of("3人", "3人", name="覆盖比例(2020)"),
     of("0.9", "0.9", name="覆盖比例(2020)")),
    ("percent_for_pieces:p/培训", of("≥90%", "95%", name="培训"),
     of("≥90%", "95%", name="培训率")),
    ("percent_for_pieces:p/培训", of("≥90%", "95%", name="培训"), of("≥90人", "95人", name="培训")),
    ("yes_or_no_in_percent:p/是否满意", of("≥95%", "95%", name="是否满意"),
     of("≥95%", "95%", name="满意率")),
    ("floor_on_ceiling:p/k", of("≥5元", "5元", kind="cost"), of("≤5元", "5元", kind="cost")),
    ("floor_on_ceiling:p/逾期率", of("≥5%", "5%", name="逾期率"), of("≤5%", "5%", name="逾期率")),
    ("ceiling_on_floor:p/满意度", of("≤90%", "80%", **SATISFIED), of("≥90%", "95%", **SATISFIED)),
    ("satisfaction_without_survey:p/满意度", of("/", "满意", **SATISFIED),
     of("≥90%", "95%", **SATISFIED)),
    ("missed_without_reason:p/k", of("5家", "3家"), of("5家", "3家", reason="因故")),
    ("missed_without_reason:p/k", of("5家", "未开展"), of("5家", "受暴雨影响，未实施")),
    ("reason_without_miss:p/k", of("5家", "5家", reason="因故"), of("5家", "5家")),
    ("reason_without_miss:p/k", of("12月底前", "完成", reason="因故"), of("12月底前", "完成")),
    ("far_above_target:p/k", of("6家", "9家"), of("6家", "8.99家")),
    ("far_above_target:p/k", of("=6家", "9家", reason="因故"), of("=6家", "8家", reason="因故")),
    ("actual_undecided:p/k", of("5家", "建设中"), of("5家", "4家", reason="建设中")),
    ("actual_is_bound:p/k", of("≥5家", ">6家"), of("≥5家", "7家")),
    (
        "spending_as_indicator:p/工程资金",
        of("43.2", "37.24", name="工程资金", budget=SCHOOL, reason="因故"),
        of("43.2", "37", name="工程资金", budget=SCHOOL, reason="因故"),
    ),
    ("spending_as_indicator:p/k", of("≤8万元", "8万元", budget=money(None, "8万元", "8万元")),
     of("≤8.5万元", "8万元", budget=money(None, "8万元", "8万元"))),
    ("ceiling_is_old_budget:p/k", of("≤202.6万元", "132.9万元",
     budget=money("202.64万元", "132.912万元", "130万元")), of("≤132.9万元", "132.9万元",
     budget=money("202.64万元", "132.912万元", "130万元"))),
    ("budget_cut_to_paid:p/paid", Project("p", money("10元", "8元", "8元")),
     Project("p", money("10元", "10元", "8元"))),
    ("paid_above_budget:p/paid", Project("p", money("10元", None, "10.01元")),
     Project("p", money("10元", None, "10元"))),
    ("payments_fall:p/paid", paying("60万元", "50万元"), paying("60万元", "90万元")),
    ("payments_add_up:p/paid", paying("50万元", "50万元"), paying("50万元", "100万元")),
    ("payments_add_up:p/paid", paying("20万元", "30万元", "50万元"),
     paying("20万元", "50万元", "100万元")),
    ("nothing_paid:p/paid", Project("p", money("10元", None, "0元")),
     Project("p", money("10元", None, "0.01元"))),
    ("weight_concentrated:p/k0", weighed(40, 30, 30), weighed(39, 31, 30)),
    ("weight_concentrated:p/k0", weighed(90), weighed(30, 30, 30)),
    ("number_only_claimed:p/k", of("≥50个", "达成预期指标"), of("≥50个", "50个")),
    ("number_only_claimed:p/费用", of("≤30万元", "完成", name="费用", kind="cost"),
     of("≤30万元", "28万元", name="费用", kind="cost")),
    ("ceiling_on_floor:p/新建村庄数", of("≤4个", "4个", name="新建村庄数"),
     of("≥4个", "4个", name="新建村庄数")),
    ("ceiling_on_floor:p/培训人次", of("≤90人次", "80人次", name="培训人次"),
     of("≤90人次", "80人次", name="培训超时人次")),
    ("cost_copied:p/成本", of("≤90万元", "90万元", name="成本", kind="cost",
     budget=NEARLY), of("≤90万元", "89.97万元", name="成本", kind="cost", budget=NEARLY)),
    ("deadline_outside_period:p/k", dated("2021年12月底前", "2022年"),
     dated("2022年12月底前", "2022年")),
    ("deadline_outside_period:p/k", dated("2024年3月底前", "2022-2023年"),
     dated("2023年3月底前", "2022-2023年")),
    ("budget_from_zero:p/paid", Project("p", money("0元", "207.45万元", "207.45万元")),
     Project("p", money("200万元", "207.45万元", "207.45万元"))),
    ("share_above_whole:p/满意度", of("≥290%", "300%", **SATISFIED),
     of("≥90%", "95%", **SATISFIED)),
    ("share_above_whole:p/合格率", of("≥190%", "191%", name="合格率"),
     of("≥190%", "191%", name="增长率")),
    ("weights_sum:p", weighed(35, 35, 35), weighed(30, 30, 30)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("id", "wrong", "repaired"), PAIRS, ids=[f"{i}-{p[0]}" for i, p in enumerate(PAIRS)]
)
def test_a_finding_and_its_smallest_repair(id: str, wrong: Project, repaired: Project) -> None:
    (finding,) = found_in(wrong)
    assert finding.id == id
    assert finding.severity == CODES[finding.code]
    assert_in_words(finding)
    assert ids(repaired) == []


def test_a_target_below_zero_is_missed_and_nothing_else() -> None:
    assert ids(of("≥-5", "-10")) == ["missed_without_reason:p/k"]
    assert ids(of("≥-5", "-10", reason="因故")) == []
    assert ids(of("≥-5", "3")) == []


def test_an_indicator_without_target_and_result_has_both_findings() -> None:
    assert ids(of("/", None, weight=45)) == ["no_target:p/k", "no_result:p/k"]


OF_SHEETS = {
    "arrived_as_budget",
    "fund_parts_sum",
    "money_unit_assumed",
    "partly_read",
    "name_repeated",
}


def test_every_code_of_evidence_is_shown_above_or_below() -> None:
    codes = list(CODES)
    first, last = codes.index("unit_clash"), codes.index("line_added")
    shown = {id.partition(":")[0] for id, _, _ in PAIRS}
    below = {"target_not_raised", "limit_or_duration", "number_or_day"}
    assert not shown & (below | OF_SHEETS)
    assert shown | below == set(codes[first:last]) - OF_SHEETS


# Targets


def test_targets_that_every_result_meets() -> None:
    never = {"≥0家", "≥0%"}
    for target in (*never, "≥1家", ">0家", "≤100%", "≤100家", "=1家", "3~5家"):
        assert ("target_cannot_be_missed:p/k" in ids(of(target, kind="quality"))) == (
            target in never
        ), target
    for name in ("利润总额", "净增人数", "结余", "人口增长率"):  # they may be below 0
        assert ids(of("≥0", name=name, kind="economic")) == []


def test_a_ceiling_of_all_of_a_budget_can_be_broken() -> None:
    """How much was spent of what may be: above 100 % is what the indicator is there to show."""
    assert ids(of("≤100%", "97%", name="公用经费控制率", kind="quality")) == []


def test_indicators_where_less_is_better() -> None:
    for name in ("逾期率", "投诉数", "安全事故起数", "人员控制率", "公用经费控制率"):
        assert ids(of("≥5%", name=name, kind="quality")) == [f"floor_on_ceiling:p/{name}"]
        assert ids(of("≤5%", name=name, kind="quality")) == []
    for name in ("投诉处理率", "事故调查报告", "有害生物控制率"):
        assert ids(of("≥5%", name=name, kind="quality")) == []
    for name, expected in (("成本", ["floor_on_ceiling:p/成本"]), ("成本节约率", [])):
        assert ids(of("≥5%", name=name, kind="cost")) == expected
    for name in ("投诉率", "不满意率"):
        assert ids(of("≤5%", name=name, kind="satisfaction")) == []


def test_dates_changes_and_missing_targets_have_no_unit_to_check() -> None:
    assert ids(of("2020年12月底前", "2020年6月", name="完成率", kind="timeliness")) == []
    assert ids(of("/", "5家", name="完成率")) == []
    assert ids(of("/")) == []
    assert ids(of("增长5%", "增长5%", kind="economic")) == []
    assert ids(of("3~5家", "4家")) == []


def test_a_rate_is_known_by_the_end_of_its_name() -> None:
    for name in ("完工率", "占比", "覆盖率（2020年）", "百分比"):
        assert ids(of("100", "100", name=name)) == [f"rate_without_percent:p/{name}"]
        for target in ("100%", "0.95", "5‰", "1"):
            assert ids(of(target, name=name)) == []
    for name in (
        "效率评估报告",
        "利率",
        "汇率",
        "频率",
        "容积率",
        "办公效率",
        "功率",
        "倍率",
        "速率",
    ):
        assert ids(of("100", "100", name=name)) == []
    assert ids(of("≥5个百分点", name="增长率")) == []


# Results


def test_a_copy_is_the_same_end_with_the_same_unit_and_base() -> None:
    for actual in (">266米", "≥265米", "≥266"):
        assert "target_copied:p/k" not in ids(of("≥266米", actual))
    assert ids(of("2020年12月底前", "2020年12月底前", kind="timeliness")) == []
    change = NumericTarget("change", Span(5, unit="%"), "2019年度")
    copied = NumericActual(Span(5, unit="%"), base="2019年度")
    assert ids(of(change, copied, kind="economic")) == ["target_copied:p/k"]
    named = NumericActual(Span(5, unit="%"), base="")
    assert ids(of(change, named, kind="economic")) == ["actual_is_bound:p/k"]
    about = ids(of("≥5家", "约5家"))
    assert about == ["actual_is_bound:p/k", "actual_undecided:p/k"]


def test_satisfaction_needs_a_measured_number() -> None:
    for actual in ("满意", "完成", "≥90%", "约90%"):
        assert "satisfaction_without_survey:p/满意度" in ids(of("≥90%", actual, **SATISFIED))
    for actual in ("90%", "未开展", None, "/"):
        assert "satisfaction_without_survey:p/满意度" not in ids(of("≥90%", actual, **SATISFIED))


def test_a_clash_of_units_is_found_once() -> None:
    assert ids(of("5家", "9次", reason="因故")) == ["unit_clash:p/k"]
    assert ids(of("5家", "9万家")) == ["far_above_target:p/k"]


def test_a_clash_of_units_is_found_in_a_cell_of_several_targets() -> None:
    assert "unit_clash" in lint(Evidence(of("≥10个；≥5户", "10次；5户"))).codes


def test_far_above_target_is_checked_for_floors_only() -> None:
    assert ids(of("≤6家", "9家", reason="因故")) == []
    assert ids(of("3~6家", "9家", reason="因故")) == []
    found = found_in(of("6家", "150家"))
    assert dict(found[0].numbers) == {"target": "≥6家", "actual": "150家", "ratio": "2500.00%"}


def test_a_reason_for_more_than_the_target_is_accepted() -> None:
    assert ids(of("5家", "6家", reason="需求大增")) == []
    assert ids(of("5家", "8家", reason="需求大增")) == ["far_above_target:p/k"]
    assert ids(of("≤5家", "4家", reason="因故")) == ["reason_without_miss:p/k"]


def test_a_time_that_may_be_a_limit_or_a_day_is_in_words_and_has_a_finding_that_says_why() -> None:
    for target, actual, code, repaired in (
        ("12个月", "14个月", "limit_or_duration", ("≤12个月", "12个月")),
        ("2年", "3年", "limit_or_duration", ("≥2年", "2年")),
        ("11.30", "12.15", "number_or_day", ("11月30日前", "11月15日")),
        ("45657", "45660", "number_or_day", ("2024年12月31日前", "2024年12月3日")),
        ("2024", "2025", "number_or_day", ("2024年底前", "2024年12月3日")),
    ):
        found = found_in(of(target, actual, **TIME))
        assert [finding.id for finding in found] == ["target_in_words:p/k", f"{code}:p/k"]
        assert found[1].severity == CODES[code]
        assert_in_words(found[1])
        assert ids(of(*repaired, **TIME)) == []


def test_a_time_whose_name_says_that_it_is_a_limit_is_one() -> None:
    assert ids(of("12个月", "12个月", name="办结时限", **TIME)) == []
    late = of("12个月", "14个月", name="办结时限", **TIME)
    assert ids(late) == ["missed_without_reason:p/办结时限"]


def test_unknown_results_have_no_findings_and_promises_that_do_not_apply_have_one() -> None:
    assert ids(of("5家", None)) == []
    for actual in (NOT_APPLICABLE, "/", "—", "不适用"):
        assert ids(of("5家", actual)) == ["promised_not_applicable:p/k"]
        assert ids(of("≥10个；≥5户", actual))[-1] == "promised_not_applicable:p/k"
        assert ids(of("/", actual)) == []
        assert "promised_not_applicable:p/k" not in ids(of("长期", actual))


def test_a_mark_that_gives_no_reason_is_none() -> None:
    for reason in ("无", "/", "暂无", "没有", "nan"):
        assert ids(of("5家", "3家", reason=reason)) == ["missed_without_reason:p/k"]
        assert ids(of("5家", "5家", reason=reason)) == []


def test_marks_for_a_value_that_is_still_to_come_are_found() -> None:
    for mark in ("待定", "暂无", "未填", "?", "TBD", "见附件", "#N/A", "nan"):
        assert ids(of("5家", mark)) == ["still_to_come:p/k"]
        assert ids(of(mark, "5家")) == ["still_to_come:p/k"]
        assert ids(of(mark, mark)) == ["still_to_come:p/k"]


def test_units_on_one_side_are_found_where_the_numbers_are_ten_thousand_times_apart() -> None:
    for target, actual, expected in (
        ("≤900000元", "90", True), ("≤900000", "90万元", True), ("≤900000元", "90元", False),
        ("≤900000元", "900000", False), ("≤90", "90万元", False), ("≤0.009", "90万元", True),
        ("≤90元", "900000", True), ("≤90元", "9000000000", True), ("≤900000", "90", False),
    ):  # fmt: skip
        found = lint(Evidence(of(target, actual, reason="因故", kind="cost"))).codes
        assert ("unit_on_one_side" in found) == expected, (target, actual)


def test_results_that_are_missing_are_found_where_points_hang_on_them() -> None:
    assert ids(of("5家", None, weight=0)) == ["weights_sum:p", "weight_concentrated:p/l"]
    assert ids(of("", "5家")) == []
    assert ids(of("", None, weight=45)) == ["no_target:p/k", "no_result:p/k"]


def test_an_unknown_result_of_words_has_no_finding_of_its_own() -> None:
    assert ids(of("长期", "建设中")) == ["target_in_words:p/k"]
    assert ids(of("/", "建设中")) == []
    assert ids(of("长期", "建设中", reason="因故")) == ["target_in_words:p/k"]


# Money


def test_a_budget_is_checked_where_both_amounts_are_known() -> None:
    for amounts in (
        (None, None, "8元"),
        ("10元", "8元", None),
        ("0元", None, "0元"),
        ("10元", None, "8元"),
        (None, "8元", "8元"),
        ("8元", "10元", "8元"),
        ("8元", "8元", "8元"),
        ("10元", "9元", "8元"),
        ("10元", "0元", "0元"),
    ):
        budget = money(*amounts)
        assert ids(Project("p", budget)) == []
    cut = found_in(Project("p", money("202.64万元", "132.912万元", "132.912万元")))
    assert dict(cut[0].numbers) == {
        "paid": "132.912万元",
        "planned": "132.912万元",
        "initial": "202.64万元",
        "rate": "65.59%",
    }


def test_an_indicator_repeats_the_budget_where_both_its_numbers_do() -> None:
    budget = money("43.2万元", None, "37.24万元")
    for target, actual, expected in (
        ("43.2", "37.24", True), ("432000元", "372400元", True), ("432000", "372400元", True),
        ("43.2万元", "37.24", True),
        ("43.2", "37.24万元", True), ("43.2家", "37.24家", False), ("43.2%", "37.24%", False),
        ("43", "37.24", False), ("43.2", "37.2", False), ("43.2", "≥37.24", False),
        ("43.2", "完成", False), ("40~43.2万元", "37.24万元", False), ("长期", "37.24", False),
    ):  # fmt: skip
        for options in ({"name": "资金"}, {"kind": "cost"}):
            project = of(target, actual, budget=budget, reason="因故", **options)
            found = lint(Evidence(project)).codes
            assert ("spending_as_indicator" in found) == expected, (target, actual)
    assert "spending_as_indicator:p/k" not in ids(of("43.2", "37.24", budget=money("43.2万元")))
    assert "spending_as_indicator:p/k" not in ids(of("43.2", "0", budget=money(None, None, "0元")))


def test_a_bare_number_is_money_by_its_name_or_kind_alone() -> None:
    """A count may have the same number as the budget in 万元."""
    assert ids(of("43.2", "37.24", name="户数", budget=SCHOOL, reason="因故")) == []
    cut = money("200万元", "150万元", "140万元")
    assert ids(of("≤200", name="户数", budget=cut)) == []
    assert ids(of("≤200", name="项目支出", budget=cut)) == ["ceiling_is_old_budget:p/项目支出"]


def test_an_indicator_repeats_the_budget_in_any_units() -> None:
    budget = money("8万元", None, "7万元")
    project = of("8万元", "70000元", budget=budget, reason="因故", kind="economic")
    assert ids(project) == ["spending_as_indicator:p/k"]


def test_a_ceiling_is_the_old_budget_to_a_part_in_a_thousand() -> None:
    budget = money("200万元", "150万元", "140万元")
    for target, expected in (("≤200万元", True), ("≤200.1万元", True), ("≤200.2万元", False),
                             ("≤2000000元", True), ("≤200", True), ("≤200家", False)):  # fmt: skip
        found = ids(of(target, kind="cost", budget=budget))
        assert (found == ["ceiling_is_old_budget:p/k"]) == expected, target
    for other in (money("200万元", "200万元"), money("200万元", "250万元"), money("200万元"),
                  money(None, "200万元")):  # fmt: skip
        assert ids(of("≤200万元", kind="cost", budget=other)) == []
    assert ids(of("≥200万元", kind="economic", budget=budget)) == []


# Weights


def test_weights_are_checked_where_all_are_given() -> None:
    for weights, expected in (
        ((50, 50), []),
        ((30, 30, 30), []),
        ((30, 25, 25), []),
        ((100,), ["weight_concentrated:p/k0"]),
        ((0, 0, 0), ["weights_sum:p"]),
        ((45, 44), ["weights_sum:p"]),
        ((36, 27, 27), ["weight_concentrated:p/k0"]),
        ((20, 60, 10), ["weight_concentrated:p/k1"]),
    ):
        assert ids(weighed(*weights)) == expected
    some_ = [*weighed(45, 44).indicators, Indicator("l", "quantity", "5家", "5家")]
    assert ids(Project("p", None, some_)) == []


# Last year


def years(
    last: tuple[str, str | None], now: str, *, funds: tuple[Any, Any] = (None, None)
) -> list[Finding]:
    """Return the findings with last year's evidence, minus those without it."""
    before = of(last[0], last[1], budget=money(funds[0]))
    after = of(now, budget=money(funds[1]))
    alone = ids(after)
    return [finding for finding in found_in(after, before) if finding.id not in alone]


@pytest.mark.parametrize(
    ("last", "now", "expected"),
    [
        (("≥5家", "6家"), "≥5家", "beaten"),
        (("≥5家", "6家"), "≥4家", "beaten"),
        (("≥5家", "6家"), "≥6家", None),
        (("≥5家", "5家"), "≥5家", None),  # met, not beaten
        (("≥5家", "4家"), "≥5家", None),
        (("≥5家", None), "≥5家", None),
        (("≥5家", "完成"), "≥5家", None),  # said to be met: by how much is not known
        (("≥5家", ">6家"), "≥5家", None),
        (("≥5家", "6次"), "≥5家", None),  # nothing to compare
        (("≤5起", "4起"), "≤5起", "beaten"),
        (("≤5起", "4起"), "≤4起", None),
        (("≤5起", "5起"), "≤5起", None),
        (("≤5起", "6起"), "≤5起", None),
        (("≤0起", "0起"), "≤0起", None),
        (("=5家", "5家"), "=5家", None),
        (("≥5家", "6家"), "≥5户", None),  # another unit
        (("≥5家", "6家"), "≤5家", None),  # another sense
        (("≥5家", "6家"), "长期", None),
        (("长期", "完成"), "≥5家", None),
        (("3~5家", "6家"), "3~5家", None),
        (("2020年底前", "2020年6月"), "2020年底前", None),
    ],
)
def test_targets_are_raised_where_last_year_beat_them(
    last: tuple[str, str | None], now: str, expected: str | None
) -> None:
    found = years(last, now)
    if expected is None:
        assert found == []
        return
    (finding,) = found
    assert finding.id == "target_not_raised:p/k"
    assert finding.numbers["cause"] == expected


@pytest.mark.parametrize(
    ("funds", "now", "expected"),
    [
        (("10元", "12元"), "≥5家", "grown"),
        (("10元", "12元"), "≥6家", None),
        (("10元", "10元"), "≥5家", None),
        (("12元", "10元"), "≥5家", None),
        ((None, "10元"), "≥5家", None),
        (("10元", None), "≥5家", None),
        (("10元", "12元"), "=5家", None),
    ],
)
def test_targets_are_raised_where_the_funds_grew(
    funds: tuple[Any, Any], now: str, expected: str | None
) -> None:
    found = years(("≥5家", "5家"), now, funds=funds)
    assert [finding.numbers["cause"] for finding in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("last", "now"),
    [
        (("≥100%", "120%"), "≥100%"),  # all of a share
        (("≤0起", "0起"), "≤0起"),
        (("≥100%", "100%"), "≥100%"),
    ],
)
def test_a_target_at_its_end_cannot_be_raised(last: tuple[str, str], now: str) -> None:
    assert years(last, now, funds=("10元", "12元")) == []


def test_a_beaten_target_is_the_cause_even_where_the_funds_grew() -> None:
    (finding,) = years(("≥5家", "6家"), "≥5家", funds=("10元", "12元"))
    assert dict(finding.numbers) == {
        "target": "≥5家",
        "last_target": "≥5家",
        "last_actual": "6家",
        "cause": "beaten",
    }


def test_a_ceiling_of_cost_may_rise_with_the_funds() -> None:
    before = of("≤10万元", "10万元", kind="cost", budget=money("10万元"))
    after = of("≤12万元", kind="cost", budget=money("12万元"))
    assert ids(after, before) == []


def test_grown_funds_without_a_result_of_last_year_have_words() -> None:
    (finding,) = years(("≥5家", None), "≥5家", funds=("10元", "12元"))
    assert "and the result —;" in finding.explain("en")


def test_last_year_is_found_by_the_keys_of_project_and_indicator() -> None:
    last, now = of("≥5家", "6家"), of("≥5家")
    assert ids(now, Project("q", None, last.indicators)) == []
    assert ids(now, Project("p", None, [])) == []
    assert ids(of("≥5家", name="l"), last) == []
    assert ids(now, last) == ["target_not_raised:p/k"]


# Order and laws


def test_findings_are_in_the_order_of_the_evidence() -> None:
    rows = [
        Indicator("a", "cost", "≥5万元", "3万元", weight=45),
        Indicator("b", "quantity", "5家", "5次", weight=44),
    ]
    two = [Project("p", money("10元", None, "11元"), rows), of("≥0家", name="c")]
    expected = [
        "paid_above_budget:p/paid",
        "weights_sum:p",
        "floor_on_ceiling:p/a",
        "missed_without_reason:p/a",
        "unit_clash:p/b",
    ]
    again = Project("q", two[1].budget, two[1].indicators)
    found = lint(Evidence([two[0], again]))
    assert [f.id for f in found] == [*expected, "target_cannot_be_missed:q/c"]
    turned = [f.id for f in lint(Evidence([again, two[0]]))]
    assert sorted(turned) == sorted(f.id for f in found)


def test_no_projects_no_findings() -> None:
    assert len(lint(Evidence())) == 0
    assert len(lint(Evidence(answers={"a": True}), before=EVIDENCE)) == 0


def evidences() -> st.SearchStrategy[Evidence]:
    owned = st.builds(
        lambda rows, budget: Project(
            "p", budget, [Indicator(f"k{i}", kind, target, actual, weight=weight, reason=reason)
                          for i, (kind, target, actual, weight, reason) in enumerate(rows)]),
        st.lists(st.tuples(st.sampled_from(("quantity", "cost", "satisfaction")), some.targets(),
                           some.actuals(), st.none() | some.numbers(0, 60),
                           st.sampled_from(("", "因故"))), max_size=3),
        some.budgets(),
    )  # fmt: skip
    return owned.map(Evidence) | st.lists(
        some.projects(), max_size=2, unique_by=lambda project: project.key
    ).map(Evidence)


@given(evidences(), st.none() | evidences())
def test_any_evidence_can_be_checked(evidence: Evidence, before: Evidence | None) -> None:
    """Each finding is there once, with its own severity, and in words in both languages."""
    found = lint(evidence, before=before)
    assert len({finding.id for finding in found}) == len(found)
    for finding in found:
        assert finding.severity == CODES[finding.code]
        for language in ("zh", "en"):
            text = finding.explain(language)
            assert text.startswith(finding.place)
            assert "{" not in text


@pytest.mark.parametrize(
    ("name", "kind", "target", "actual", "reason"),
    [
        ("办理投诉件数", "quantity", "≥500件", "510件", ""),
        ("查处违规数", "quantity", "≥30起", "31起", ""),
        ("减少事故数", "quantity", "≥5起", "6起", ""),
        ("经费压缩率", "cost", "≥10%", "11%", ""),
        ("补助标准", "cost", "≥500元/人", "500元/人", ""),
        ("带动社会资本投入", "cost", "≥500万元", "510万元", ""),
        ("库存周转率", "quality", "≥3次", "3.1次", ""),
        ("图像分辨率", "quality", "≥1080", "1080", ""),
        ("万车死亡率", "social", "≤1.5人", "1.4人", ""),
        ("投入产出比例", "economic", "≥1.5倍", "1.6倍", ""),
        ("印刷费用", "cost", "≤8万元", "3万元", "公开招标节约"),
    ],
)
def test_ordinary_indicators_raise_no_alarm(
    name: str, kind: Any, target: str, actual: str, reason: str
) -> None:
    owned = Indicator(name, kind, target, actual, reason=reason)
    budget = Budget("700万元", None, {"2020-12-31": "650万元"})
    codes = {finding.code for finding in lint(Evidence(Project("p", budget, [owned])))}
    assert not codes & {"floor_on_ceiling", "rate_without_percent", "reason_without_miss"}


def test_a_target_that_was_lowered_from_its_end_is_found() -> None:
    def year(target: str, funds: str) -> Evidence:
        owned = Indicator("覆盖率", "quality", target, "100%")
        return Evidence(Project("p", Budget(funds), [owned]))

    codes = {
        target: [f.code for f in lint(year(target, "120万元"), before=year("≥100%", "100万元"))]
        for target in ("≥80%", "≥100%")
    }
    assert "target_not_raised" in codes["≥80%"]
    assert "target_not_raised" not in codes["≥100%"]


def test_a_ratio_of_counts_may_be_in_per_cent() -> None:
    owned = Indicator("每万人拥有医生比例", "quantity", "≥3%", "3%")
    codes = {finding.code for finding in lint(Evidence(Project("p", Budget("7万元"), [owned])))}
    assert not codes & {"rate_without_percent", "percent_for_pieces"}
