"""Thirteen published self-evaluations: each anomaly is a finding, or the reason why not is given.

The anomalies were written down by hand when the forms were collected ("anomalies" in the data).
"""

import pytest
from attrs import evolve, frozen

from facts import DATA, case, printed_points, project_of
from fiscal_rubric import (
    Audit,
    Criterion,
    Evidence,
    Grades,
    Indicator,
    Project,
    Rubric,
    audit,
    judged,
    lint,
    portfolio,
)
from fiscal_rubric.catalog.cn_self_evaluation import FORMS, RUBRIC as FOLDED, Form, self_evaluation


@frozen
class Case:
    """The findings on one form; "p" is its project.

    Attributes:
        form: whose arithmetic it follows.
        anomalies: the first words of each entry of the data, and the findings that match it; none
            where no check can see it, with the reason in a comment.
        beyond: all other findings.
    """

    form: Form
    anomalies: list[tuple[str, list[str]]]
    beyond: tuple[str, ...] = ()


NATIONAL, OLD = FORMS["national"], FORMS["national_old"]
POLES = ("安装坡面水标尺", "水标尺宽度", "及时(按期)开工率", "及时(按期)完工率",
         "受益脱贫(含监测对象)户人口数", "受益户满意度")  # fmt: skip
SURVEYED = "服务对象满意度(退捕渔民抽样调查)"
SCHOOL_RATES = ("工程完工率", "工程验收合格率", "项目完成及时率", "成本控制率", "安全率")
WHOLE_SHARE = "printed_full_differs"  # the copy is cut off: its lines make less than 100
CASES = {
    "anhui-chizhou-tangxi-village-subsidies-2022": Case(
        NATIONAL,
        [
            ("The funds total row", ["points_differ:预算执行率"]),
            ("On the adjusted budget", ["budget_cut_to_paid:p/paid"]),
            ("The cost ceiling still is", ["ceiling_is_old_budget:p/项目总成本"]),
        ],
        (
            f"{WHOLE_SHARE}:national/p",
            "weights_sum:p",
            *(f"target_in_words:p/{name}" for name in (
                "补助资格合规性", "经费审批流程规范性", "补助经费到位及时性",
                "对保障两委机构正常运行的影响程度", "提高村干部工作积极性的影响程度")),
        ),
    ),
    "anhui-suixi-temporary-relief-2019": Case(
        OLD,
        [
            ("4604 < 4754", ["points_differ:★★★特困人员救助供养人数(按月平均)"]),
            (
                "5830 元/户 exceeds",
                [
                    "points_differ:扶贫临时救助标准(一户年最高5300元)",
                    "missed_without_reason:p/扶贫临时救助标准(一户年最高5300元)",
                ],
            ),
            ("In print an indicator name", []),  # not kept in the copy: see the test below
        ],
        (f"{WHOLE_SHARE}:national_old/p",),  # the satisfaction line is cut off
    ),
    "beijing-haidian-street-cleaning-2016": Case(
        evolve(OLD, budget="initial"),
        [
            ("154.74/310.2", ["points_differ:预算执行率"]),
            # 12.5 of 12.5 pieces is a sound row; that it is also the weight proves nothing.
            ("Target and actual columns", []),
        ],
        (f"{WHOLE_SHARE}:national_old/p", "weights_sum:p",
         "weight_concentrated:p/是否完成绩效目标申报表中申报的数量"),
    ),
    "chongqing-media-centre-whole-unit-2021": Case(
        FORMS["chongqing_whole_unit"],
        [
            (
                "政府采购执行率 72.74 %",
                ["points_differ:政府采购执行率", "missed_without_reason:p/政府采购执行率"],
            ),
            # 70 % can be missed; how low is too low for an execution rate is no matter of form.
            ("预算完成率 has a target", []),
            # The budget is printed as a rate only, so there is no amount to recognise.
            ("Execution counted twice", []),
        ],
        (
            f"{WHOLE_SHARE}:chongqing_whole_unit/p",
            "weights_sum:p",
            "percent_for_pieces:p/基础信息完善",
            "percent_for_pieces:p/业务保障能力提升",
            "far_above_target:p/党性教育培训次数",
            *(f"target_in_words:p/{name}" for name in (
                "管理制度健全性", "资金使用合规性", "预决算信息公开性")),
        ),
    ),
    "hebei-chengan-centenarian-allowance-2020": Case(
        FORMS["hebei"],
        [
            ("The weight is applied twice", []),  # the converted points are claimed below
            # 75 % can be missed; only the title says that 19 people are known by name.
            ("补贴发放率 target of 75 %", []),
        ],
    ),
    "hebei-langfang-school-hvac-2019": Case(
        FORMS["hebei"],
        [
            ("37.24/43.2", ["points_differ:预算执行率", "points_differ:工程资金金额"]),
            ("The amount of money spent", ["spending_as_indicator:p/工程资金金额"]),
            # Of 学校发展能力 nothing says whether 100 is a share or a number of pieces.
            ("Percentages are printed", [f"rate_without_percent:p/{n}" for n in SCHOOL_RATES]),
            ("Overall goal column", []),  # goals as text are no part of the evidence
        ],
    ),
    "hubei-huanggang-soil-water-monitoring-2020": Case(
        FORMS["hubei"],
        [("98 % against 98 %", ["points_differ:服务对象满意度(整编资料审核)"])],
    ),
    "hubei-yangtze-fishing-ban-2020": Case(
        FORMS["hubei"],
        [
            (
                "An actual given only as a bound",
                [f"target_copied:p/{SURVEYED}", f"satisfaction_without_survey:p/{SURVEYED}"],
            ),
            (
                "The satisfaction indicator",
                [f"weight_concentrated:p/{SURVEYED}", f"line_concentrated:{SURVEYED}"],
            ),
        ],
    ),
    "shanghai-putuo-sports-settlement-2022": Case(
        NATIONAL,
        [("The execution rate is printed", ["rate_differs:budget_execution_rate"])],
        ["target_in_words:p/费用结算及时性"],
    ),
    "shanxi-jishan-medical-insurance-2020": Case(
        NATIONAL,
        [
            ("The printed lines add to 93", ["sum_differs:total"]),
            ("Execution 65.07/65.66", ["points_differ:预算执行率"]),
            ("8676/8755", ["points_differ:全县参合人数"]),
            (
                "Two lines with actual = target",
                ["points_differ:是否解决建档立卡人员看病难贵问题", "points_differ:是否满意"],
            ),
            # Price by heads is the budget: no check multiplies two indicators.
            ("75 元 x 8676", []),
            (
                "A yes/no question",
                [
                    "yes_or_no_in_percent:p/是否解决建档立卡人员看病难贵问题",
                    "yes_or_no_in_percent:p/是否满意",
                ],
            ),
        ],
    ),
    "sichuan-guangyuan-fitness-centre-2023": Case(
        NATIONAL,
        [
            ("Rates are cut off", ["rate_differs:budget_execution_rate"]),
            # The parts of the funds are no part of a budget, which has one row.
            ("Total paid 1157.97", []),
            ("The statement says", []),  # statements are no part of the evidence
            ("A count target of 1", ["actual_undecided:p/新建全民健身中心数量"]),
        ],
        (f"{WHOLE_SHARE}:national/p",),  # the form has no points: only execution is scored
    ),
    "sichuan-zhongjiang-water-gauge-2022": Case(
        FORMS["sichuan"],
        [
            ("Weights add to 110", ["printed_full_differs:sichuan/p", "sum_differs:total"]),
            # The blocks of a form are no lines of its rubric; the folded one flags them, below.
            ("The form's own note", []),
            ("All six bounded targets", [f"target_copied:p/{name}" for name in POLES]),
        ],
        (
            "satisfaction_without_survey:p/受益户满意度",
            "spending_as_indicator:p/项目计划总投资",
            "target_in_words:p/群众生产生活条件改善状况",
        ),
    ),
}  # fmt: skip
BLOCKS = "shanghai-pudong-audit-services-2018"


def named(project: Project) -> Project:
    return Project(project.name, project.budget, project.indicators, key="p")


def scored(name: str, form: Form) -> tuple[Rubric, Evidence, dict[str, str]]:
    """The rubric of a form, its evidence, and the points that it claims."""
    printed = case(name)
    project, claims = named(project_of(printed)), printed_points(printed)
    rubric = self_evaluation(project, form)
    judged_: dict[str, str] = {}
    for question in rubric.questions():
        if question.kind == "pick":  # in words: the printed points are the person's own
            judged_ |= {question.key: "达成", f"{question.key}.points": claims[question.key]}
    if printed["printed_total"] is not None and "cut off" not in printed["completeness"]:
        claims["total"] = printed["printed_total"]
    return rubric, Evidence(project, judged_), claims


def printed_rows(name: str) -> Evidence:
    """The rows as printed, those without points too."""
    printed = case(name)
    project = project_of(printed)
    without = [
        Indicator(row["name"], "quantity", row["target"], row["actual"])
        for row in printed["indicators"]
        if row["weight"] is None and row["actual"] is not None
    ]
    rows = [*project.indicators, *without]
    return Evidence(Project(project.name, project.budget, rows, key="p"))


def found_in(name: str, form: Form) -> list[str]:
    """Return the ids of all findings."""
    rubric, evidence, claims = scored(name, form)
    found = [*lint(rubric), *lint(printed_rows(name)), *audit(rubric, evidence, claims)]
    rate = case(name)["budget"].get("printed_rate", "")
    if "." in rate and rate.endswith("%"):  # printed to two places
        rates = portfolio(rubric, evidence, claimed_rate=rate).findings
        found.extend(finding for finding in rates if finding.code == "rate_differs")
    return [finding.id for finding in found]


@pytest.mark.parametrize("name", CASES)
def test_every_anomaly_of_a_published_form_is_a_finding_or_explained(name: str) -> None:
    wanted = CASES[name]
    written = case(name)["anomalies"]
    assert len(written) == len(wanted.anomalies)
    for text, (words, _) in zip(written, wanted.anomalies, strict=True):
        assert text.startswith(words)
    matched = [id for _, ids in wanted.anomalies for id in ids]
    assert sorted(found_in(name, wanted.form)) == sorted([*matched, *wanted.beyond])


def test_every_published_form_is_checked() -> None:
    assert {path.stem for path in DATA.glob("cn-cases/*.json")} == {*CASES, BLOCKS}
    assert len(CASES) == 12


def test_the_positive_control_has_no_finding_on_its_claims() -> None:
    """Its three blocks are not indicators; one of them has 66 of 100 points, which is found."""
    printed = case(BLOCKS)
    (anomaly,) = printed["anomalies"]
    assert anomaly.startswith("None")
    blocks = printed["blocks"]
    lines = [Criterion(b["name"], b["weight"], judged(b["name"], b["weight"])) for b in blocks]
    rubric = Rubric("r", lines, grades=Grades([("优", 90), ("良", 80), ("中", 60), ("差", 0)]))
    claims = {block["name"]: block["printed_score"] for block in blocks}
    evidence = Evidence(Project("p", project_of({**printed, "indicators": []}).budget), claims)
    whole = {"total": printed["printed_total"], "grade": printed["printed_grade"]}
    assert [finding.id for finding in lint(rubric)] == ["line_concentrated:项目绩效指标"]
    assert len(lint(evidence)) == 0
    found = audit(rubric, evidence, {**claims, **whole})
    assert (len(found), found.total_follows) == (0, True)
    rate = printed["budget"]["printed_rate"]
    assert not portfolio(rubric, evidence, claimed_rate=rate).findings


# How the claims came about


def audited(name: str) -> Audit:
    return audit(*scored(name, CASES[name].form))


@pytest.mark.parametrize(
    ("name", "place", "reading"),
    [
        ("beijing-haidian-street-cleaning-2016", "预算执行率", "rounding:whole per cent"),
        ("hebei-langfang-school-hvac-2019", "预算执行率", "rounding:whole points, half up"),
        ("hubei-huanggang-soil-water-monitoring-2020", "服务对象满意度(整编资料审核)",
         "confused:actual_as_ratio"),
        ("shanxi-jishan-medical-insurance-2020", "预算执行率", "rounding:whole points, down"),
    ],
)  # fmt: skip
def test_the_reading_that_the_case_names_is_found(name: str, place: str, reading: str) -> None:
    assert frozenset({reading}) in audited(name)[place].readings


UP, HALF_UP = "rounding:whole points, up", "rounding:whole points, half up"
EXPLAINED = {
    "beijing-haidian-street-cleaning-2016": ["rounding:whole per cent"],
    "hebei-langfang-school-hvac-2019": [HALF_UP, HALF_UP],
    "hubei-huanggang-soil-water-monitoring-2020": ["confused:actual_as_ratio"],
    "shanxi-jishan-medical-insurance-2020": ["rounding:whole points, down"],
    "sichuan-zhongjiang-water-gauge-2022": ["left_out:预算执行率"],  # or any other of ten marks
}


@pytest.mark.parametrize("name", CASES)
def test_no_claim_is_explained_by_accident(name: str) -> None:
    found = audited(name)
    explained = [finding for finding in found if finding.severity == "warning"]
    first = [next(iter(finding.readings[0])) for finding in explained]
    assert first == EXPLAINED.get(name, [])
    for finding in found:  # full marks by rounding up stay errors
        if finding.severity == "error" and finding.readings:
            assert {frozenset({UP}), frozenset({HALF_UP})} & {*finding.readings}


def test_a_wrong_sum_follows_from_no_line() -> None:
    jishan = audited("shanxi-jishan-medical-insurance-2020")
    assert (str(jishan["total"].recomputed), jishan["total"].readings) == ("93.00", ())
    zhongjiang = audited("sichuan-zhongjiang-water-gauge-2022")
    assert frozenset({"left_out:项目计划总投资"}) in zhongjiang["total"].readings
    assert [jishan.total_follows, zhongjiang.total_follows] == [False, False]


def test_the_weight_is_applied_twice_in_each_converted_line() -> None:
    """A score that is out of 25 already is multiplied by 25 % (成安 2020)."""
    name = "hebei-chengan-centenarian-allowance-2020"
    rubric, evidence, _ = scored(name, CASES[name].form)
    converted = {row["name"]: row["printed_converted"] for row in case(name)["indicators"]}
    found = audit(rubric, evidence, converted)
    assert [finding.place for finding in found] == list(converted)
    for finding in found:
        assert frozenset({"confused:weight_twice"}) in finding.readings


def test_the_folded_rubric_flags_blocks_that_the_form_does_not_have() -> None:
    _, evidence, _ = scored("sichuan-zhongjiang-water-gauge-2022", FORMS["sichuan"])
    card = FOLDED.score(Evidence(evidence.projects), None)
    flagged = {line.key for line in card.lines if "weights_sum" in {c.code for c in line.unmet}}
    assert flagged == {"产出指标", "效益指标"}


def test_a_placeholder_is_found_where_the_print_is_kept() -> None:
    name = "≥**人"
    rows = [Indicator(name, "quantity", ">=4754人", "4754人")]
    found = lint(Evidence(Project("p", None, rows)))
    assert [finding.id for finding in found] == [f"placeholder:p/{name}"]
