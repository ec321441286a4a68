"""Futian 2020: Table 5 of a district bureau's report on four projects, and the report's evidence.

What it is: the evaluation by 深圳市福田区金融工作局 of its key project spending in 2020
(2020年重点项目支出部门评价报告): three primary, ten secondary and eighteen tertiary indicators
with their printed standards (Table 5), the targets and results of 64 indicators (Tables 1-4), the
budgets, and what the bureau claimed: 98.49, 优.

Whom it serves: readers who want to see a printed standard as code, and a report recomputed from its
own tables.

Sources: the report, section one (projects, budgets, Tables 1-4) and section two (Table 5).
Clause numbers are those of the column 评分标准.

What it does not cover: other years. Where the report does not say, this module decides:

- 新增项目开展了事前绩效评估 (1 point): a project that is not new cannot earn it; `ex_ante` may be
  answered with `NOT_APPLICABLE`, which gives the point.
- Full marks of 制度保障 are 6, its printed items add up to 5; it is written as printed.
- 成本节约率 is the printed formula, (planned - actual) / planned, limited to 0..1.
- Answers are those that the bureau's own scores imply; 监控措施 was claimed with 1 of 2, so one of
  its two items is answered with no.
- 互动宣传覆盖人数达16006人次 against the target 长期 is taken as a claim that it was met.
- Payments are the printed cumulative shares of the adjusted budgets.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from fiscal_rubric.catalog.cn_grades import GRADES, LOCAL_GRADES
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.project import Budget, Indicator, Project
from fiscal_rubric.rubric.criteria import Criterion, Section
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.rules.phrases import cost_saving_rate, deduct_per_miss, misses
from fiscal_rubric.rules.words import applies, judged, paid, pick, planned, when, yes
from fiscal_rubric.targets.reading import read_actual_and_revision, read_kind
from fiscal_rubric.texts import FixedMapping, FixedText
from fiscal_rubric.validation import take_text

_ENGLISH = {
    "福田区项目支出绩效评价": "Futian project spending evaluation",
    "项目决策": "Decision",
    "明确性": "Clarity",
    "依据明确": "Clear basis",
    "目标明确": "Clear goals",
    "可行性": "Feasibility",
    "制度保障": "Systems in place",
    "人财物保障": "People, assets and funds",
    "实施方案保障": "Implementation plan",
    "项目管理": "Management",
    "匹配性": "Match with plan",
    "项目执行进度匹配性": "Progress matches schedule",
    "资金支付进度匹配性": "Payments match schedule",
    "项目实施内容匹配性": "Content matches goals",
    "可控性": "Control",
    "监控措施": "Monitoring",
    "监控效果": "Effect of monitoring",
    "规范性": "Compliance",
    "业务管理规范性": "Sound operations",
    "资金管理规范性": "Sound use of funds",
    "项目绩效": "Performance",
    "完成情况": "Completion",
    "成本控制情况": "Cost control",
    "项目数量完成情况": "Quantity targets",
    "达标情况": "Quality",
    "项目质量达标情况": "Quality targets",
    "效益性": "Benefit",
    "社会效益、生态效益、经济效益": "Social, ecological and economic benefit",
    "满意度": "Satisfaction",
    "服务对象满意度": "Satisfaction of those served",
    "绩效跟踪评价": "Follow-up evaluation",
    "有明确的立项依据，项目按照规定的程序申请设立": "the project has a clear basis and was set up by the procedure",
    "项目预算经科学计算，金额合理": "the budget was soundly calculated and is reasonable",
    "新增项目开展了事前绩效评估": "a new project was evaluated beforehand",
    "有明确的绩效目标": "there are clear performance goals",
    "绩效目标结合实际对各项指标进行了细化量化": "the goals are detailed and quantified by indicators",
    "绩效目标符合实际情况，各项指标准确、可测量": "the goals are realistic, the indicators exact and measurable",
    "建立了完备的管理制度、业务流程、资金管理办法和内控制度": "management, workflow, funds and internal control rules are complete",
    "有关制度项目提出明确的质量要求或标准": "the rules set clear quality requirements or standards",
    "建立了有效的预算绩效管理制度": "an effective budget performance system is in place",
    "人员保障充分、合理": "staffing is sufficient and reasonable",
    "资产配置保障充分、合理": "assets are sufficient and reasonable",
    "资金保障充分、合理": "funds are sufficient and reasonable",
    "有明确的工作目标": "work goals are clear",
    "有明确的工作内容": "work content is clear",
    "有明确的职责分工": "duties are clearly divided",
    "有清晰的工作程序": "work procedures are clear",
    "有合理的时间安排": "the timetable is reasonable",
    "与预期设定的时间进度": "against the planned schedule",
    "与预期设定的支付进度": "against the planned payments",
    "定期对项目实施绩效运行监控管理": "the project was monitored regularly",
    "定期归集相关监控数据、资料": "monitoring data was collected regularly",
    "绩效监控或其他监控手段的效果": "effect of monitoring",
    "有关工作制度和业务管理制度执行到位": "work and management rules were carried out",
    "项目相关资料齐全": "project files are complete",
    "及时归档": "files were archived in time",
    "发生截留、挤占、挪用、虚列支出等问题": "funds were withheld, diverted, misused or falsely booked",
    "资金管理和使用符合国家财经法规、财务管理制度和资金管理办法": "funds were managed and used lawfully",
    "资金支付、调整、调剂符合审批程序": "payments and changes were approved by the procedure",
    "符合项目预算批复和合同规定的用途": "funds were used as approved and contracted",
    "发生重大质量问题或安全生产责任事故": "a major quality problem or safety accident occurred",
    "评价实施方根据实际产生的效益进行评分": "points by the evaluator for the benefit produced",
    "服务对象满意程度": "satisfaction of those served",
    "采取问卷调查、抽样访谈等方式专门开展满意度调查或测评": "satisfaction was surveyed",
    "开展了绩效自评": "a self-evaluation was carried out",
    "绩效评价质量达到财政部门要求": "its quality meets the finance department's requirements",
    "绩效评价结果按要求进行了公开": "its results were published as required",
    "及时进行了整改": "shortcomings were put right in time",
}


def _t(text: str) -> FixedText:
    return take_text({"zh": text, "en": _ENGLISH[text]})


def _q(key: str, text: str) -> Node:
    return yes(key, _t(text))


_EX_ANTE = yes("ex_ante", _t("新增项目开展了事前绩效评估"), may_not_apply=True)
_MATCH = {"完全匹配": 3, "偏离不大，有合理理由": 2, "严重滞后，无合理理由": 0}

RUBRIC = Rubric(_t("福田区项目支出绩效评价"), source="表五", grades=GRADES, readings=[LOCAL_GRADES], parts=[
    Section(_t("项目决策"), printed_full=25, parts=[
        Section(_t("明确性"), printed_full=11, parts=[
            Criterion(_t("依据明确"), 5,
                2 * _q("basis_procedure", "有明确的立项依据，项目按照规定的程序申请设立")  # 1.（2分）
                + 2 * _q("basis_budget", "项目预算经科学计算，金额合理")  # 2.（2分）
                + when(applies(_EX_ANTE), _EX_ANTE, 1)),  # 3.（1分）
            Criterion(_t("目标明确"), 6, when(_q("has_goal", "有明确的绩效目标"),  # 未设定绩效目标不得分
                2  # 1.（2分）
                + 2 * _q("goal_detailed", "绩效目标结合实际对各项指标进行了细化量化")  # 2.（1）（2分）
                + 2 * _q("goal_measurable", "绩效目标符合实际情况，各项指标准确、可测量")))]),  # 2.（2）（2分）
        Section(_t("可行性"), printed_full=14, parts=[
            Criterion(_t("制度保障"), 6,  # 2 + 1 + 2 = 5
                2 * _q("systems_complete", "建立了完备的管理制度、业务流程、资金管理办法和内控制度")  # 1.（2分）
                + _q("systems_quality", "有关制度项目提出明确的质量要求或标准")  # 2.（1分）
                + 2 * _q("performance_system", "建立了有效的预算绩效管理制度")),  # 3.（2分）
            Criterion(_t("人财物保障"), 3,
                _q("people", "人员保障充分、合理")  # 1.（1分）
                + _q("assets", "资产配置保障充分、合理")  # 2.（1分）
                + _q("funds", "资金保障充分、合理")),  # 3.（1分）
            Criterion(_t("实施方案保障"), 5,
                _q("plan_goal", "有明确的工作目标")  # 1.（1分）
                + _q("plan_content", "有明确的工作内容")  # 2.（1分）
                + _q("plan_duties", "有明确的职责分工")  # 3.（1分）
                + _q("plan_procedure", "有清晰的工作程序")  # 4.（1分）
                + _q("plan_time", "有合理的时间安排"))])]),  # 5.（1分）
    Section(_t("项目管理"), printed_full=20, parts=[
        Section(_t("匹配性"), printed_full=9, parts=[
            Criterion(_t("项目执行进度匹配性"), 3, pick("schedule", _MATCH, _t("与预期设定的时间进度"))),  # 1., 2.（1）（2）
            Criterion(_t("资金支付进度匹配性"), 3, pick("payment", _MATCH, _t("与预期设定的支付进度"))),  # 1., 2.（1）（2）
            Criterion(_t("项目实施内容匹配性"), 3, deduct_per_miss(3, misses()),
                standard="偏离绩效目标设定中的投入、产出、效益等各项指标，偏离一项扣1分，扣完为止", source="表五 2.")]),
        Section(_t("可控性"), printed_full=4, parts=[
            Criterion(_t("监控措施"), 2,
                _q("monitored", "定期对项目实施绩效运行监控管理")  # 1.（1分）
                + _q("data_collected", "定期归集相关监控数据、资料")),  # 2.（1分）
            Criterion(_t("监控效果"), 2, pick("monitoring_effect", {
                "未发现问题": 2,  # 1.（2分）
                "及时改进，达到预期": 1.5,  # 2.（1）1.5分
                "及时改进，未达预期": 0.5,  # 2.（2）0.5分
                "未及时改进": 0}, _t("绩效监控或其他监控手段的效果")))]),  # 2.（3）0分
        Section(_t("规范性"), printed_full=7, parts=[
            Criterion(_t("业务管理规范性"), 3,
                2 * _q("systems_executed", "有关工作制度和业务管理制度执行到位")  # 1.（2分）
                + 0.5 * _q("files_complete", "项目相关资料齐全")  # 2.（0.5分）
                + 0.5 * _q("files_timely", "及时归档")),  # 2.（0.5分）
            Criterion(_t("资金管理规范性"), 4, when(_q("misused", "发生截留、挤占、挪用、虚列支出等问题"), 0,  # 4. 本指标得0分
                2 * _q("funds_lawful", "资金管理和使用符合国家财经法规、财务管理制度和资金管理办法")  # 1.（2分）
                + _q("funds_approved", "资金支付、调整、调剂符合审批程序")  # 2.（1分）
                + _q("funds_as_agreed", "符合项目预算批复和合同规定的用途")))])]),  # 3.（1分）
    Section(_t("项目绩效"), printed_full=55, parts=[
        Section(_t("完成情况"), printed_full=12, parts=[
            Criterion(_t("成本控制情况"), 6, 3 * (paid() <= planned()) + 3 * cost_saving_rate().clip(0, 1),
                standard="1.严控项目支出，未发生超预算的情况（3分）；2.成本节约率得分=成本节约率×3分。"
                "成本节约率=[（计划成本-实际成本）/计划成本]×100%", source="表五 1., 2."),
            Criterion(_t("项目数量完成情况"), 6, deduct_per_miss(6, misses(kind="quantity")),
                standard="比较绩效目标各项指标的计划完成数量和实际完成数量，一项指标没有完成扣一分，6分扣完为止。")]),
        Section(_t("达标情况"), printed_full=12, parts=[
            Criterion(_t("项目质量达标情况"), 12,
                deduct_per_miss(6, misses(kind="quality"))  # 1.（6分）
                + 6 * ~_q("accident", "发生重大质量问题或安全生产责任事故"),  # 2.（6分）
                standard="1.一项指标没有达标扣1分，6分扣完为止。2.未发生重大质量问题或安全生产责任事故（6分）。")]),
        Section(_t("效益性"), printed_full=18, parts=[
            Criterion(_t("社会效益、生态效益、经济效益"), 18, judged("benefit", 18, text=_t("评价实施方根据实际产生的效益进行评分")))]),
        Section(_t("满意度"), printed_full=8, parts=[
            Criterion(_t("服务对象满意度"), 8,
                pick("satisfaction", {"优": 6, "良": 4, "中": 2, "差": 0}, _t("服务对象满意程度"))  # 1.
                + 2 * _q("surveyed", "采取问卷调查、抽样访谈等方式专门开展满意度调查或测评"))]),  # 2.（2分）
        Section(_t("绩效跟踪评价"), printed_full=5, parts=[
            Criterion(_t("绩效跟踪评价"), 5,
                1.5 * _q("self_evaluated", "开展了绩效自评")  # 1.（1.5分）
                + 1.5 * _q("quality_ok", "绩效评价质量达到财政部门要求")  # 2.（1.5分）
                + _q("published", "绩效评价结果按要求进行了公开")  # 3.（1分）
                + _q("rectified", "及时进行了整改"))])])])  # 4.（1分）

# Tables 1-4: level 1 | level 2 | indicator | target | actual
_TABLES = {
    "risk_control": """
        产出指标 | 数量指标 | 提取固化网贷平台数据 | 3家 | 3家
        产出指标 | 数量指标 | 核查分析网贷平台数据 | 5家 | 3家
        产出指标 | 数量指标 | 重点银行账户监测（50 万元以上大额资金实时监控） | 26个 | 49个
        产出指标 | 数量指标 | 开展宣传教育活动 | 1次 | 2次
        产出指标 | 质量指标 | 提取固化网贷平台数据完成率 | ≥90% | 100%
        产出指标 | 质量指标 | 核查分析网贷平台数据完成率 | ≥90% | 100%
        产出指标 | 质量指标 | 重点银行账户监测（50 万元以上大额资金实时监控）完成率 | ≥90% | 100%
        产出指标 | 质量指标 | 开展宣传教育活动完成率 | ≥90% | 100%
        产出指标 | 工作时效 | 按时完成提取固化网贷平台数据工作 | ≥90% | 100%
        产出指标 | 工作时效 | 按时完成核查分析网贷平台数据工作 | ≥90% | 100%
        产出指标 | 工作时效 | 及时监测重点银行账户（50 万元以上大额资金实时监控） | ≥90% | 100%
        产出指标 | 工作时效 | 按计划开展宣传教育活动 | ≥90% | 100%
        产出指标 | 工作时效 | 年底在营网贷平台 | ≤5家 | 5家
        效益指标 | 经济效益指标 | 出借人清偿率 | 提高5% | 提高5%
        效益指标 | 社会效益指标 | 减少出借人非理性群访 | 较2019年度减少5% | 较2019年度减少5%
        效益指标 | 可持续影响 | 防范化解涉众金融风险，维护辖区经济金融稳定，畅通群众诉求合理表达渠道，引导群众树立正确的投资理念。 | 长期 | 互动宣传覆盖人数达16006人次
        效益指标 | 服务对象满意度指标 | 受资助金融类企业对服务质量水平满意度 | ≥90% | 95%
        效益指标 | 服务对象满意度指标 | 受资助对象对服务质量水平满意度 | ≥90% | 95%
    """,
    "development_service": """
        产出指标 | 数量指标 | 开展宣传推介会 | 5场 | 5场
        产出指标 | 数量指标 | 完成研究课题数量 | 3 | 4个
        产出指标 | 数量指标 | 开展金融对外交流活动 | 1次 | 因疫情防控要求，无法按计划开展
        产出指标 | 数量指标 | 引进持牌金融机构 | 10家 | 12家
        产出指标 | 数量指标 | 建设福田区持牌金融机构综合管理平台项目 | 1项 | 1项
        产出指标 | 质量指标 | 宣传推介会顺利召开率 | 100% | 100%
        产出指标 | 质量指标 | 研究课题通过结题率 | 100% | 100%
        产出指标 | 质量指标 | 金融对外交流活动顺利举办率 | 100% | 因疫情防控要求，无法按计划开展
        产出指标 | 质量指标 | 引进持牌金融机构的达标率 | 100% | 100%
        产出指标 | 质量指标 | 福田区持牌金融机构综合管理平台项目的成果 | 成功立项 | 成功立项
        产出指标 | 工作时效 | 按计划召开宣传推介会 | 100% | 100%
        产出指标 | 工作时效 | 按时完成研究课题 | 100% | 100%
        产出指标 | 工作时效 | 按计划完成金融对外交流活动顺利举办率 | 100% | 因疫情防控要求，无法按计划开展
        效益指标 | 经济效益指标 | 专题开展招商推介宣传活动 | 集聚产业资源，完善产业链 | 按年度计划执行完成
        效益指标 | 社会效益指标 | 促进辖区金融机构稳定发展 | 长期 | 按年度计划执行完成
        效益指标 | 可持续影响 | 促进辖区金融机构稳定发展 | 长期 | 按年度计划执行完成
        效益指标 | 服务对象满意度指标 | 受服务对象满意度 | ≥90% | 95%
    """,
    "talent_fund": """
        产出指标 | 数量指标 | 金融持证人才奖励支持 | 150人 | 378人
        产出指标 | 数量指标 | 开展高端人才、青年人才培训服务 | 500人次 | 因疫情防控要求，无法按计划开展
        产出指标 | 质量指标 | 充分发挥金融人才在福田区创新金融高地建设中的智力支撑作用 | 长期 | 按年度计划执行完成
        产出指标 | 质量指标 | 打造金融人才队伍高地 | 长期 | 按年度计划执行完成
        产出指标 | 工作时效 | 按计划完成金融持证人才奖励支持 | 100% | 100%
        产出指标 | 工作时效 | 按计划开展开展高端人才、青年人才培训服务 | 100% | 因疫情防控要求，无法按计划开展
        效益指标 | 社会效益指标 | 促进辖区金融业人才的发展 | 长期 | 按年度计划执行完成
        效益指标 | 生态效益指标 | 促进金融生态圈良性发展 | 长期 | 按年度计划执行完成
        效益指标 | 可持续影响 | 促进金融业长期稳定发展 | 长期 | 按年度计划执行完成
        效益指标 | 服务对象满意度指标 | 受资助对象服务水平质量满意度 | 90%以上 | 98%
    """,
    "industry_fund": """
        产出指标 | 数量指标 | 《金融业政策》受理企业申报项目数 | 70项 | 187项
        产出指标 | 数量指标 | 《企业上市政策》受理企业申报项目数 | 30项 | 18项（目标调整为18项）
        产出指标 | 数量指标 | 受理通过率 | >=90% | 90%
        产出指标 | 数量指标 | 《金融科技措施》受理企业申报项目数 | 20项 | 39项
        产出指标 | 质量指标 | 促进金融业、金融科技产业、上市企业长期稳定发展 | 长期 | 按年度计划执行完成
        产出指标 | 质量指标 | 提升福田金融中心区和企业上市集聚区的核心地位 | 长期 | 按年度计划执行完成
        产出指标 | 工作时效 | 按计划完成《金融业政策》受理企业申报项目数 | 100% | 100%
        产出指标 | 工作时效 | 按计划完成《企业上市政策》受理企业申报项目数 | 100% | 100%
        产出指标 | 工作时效 | 按计划完成《金融科技措施》受理企业申报项目数 | 100% | 100%
        效益指标 | 经济效益指标 | 我区金融业实现增加值 | 1300亿元 | 超2000亿元
        效益指标 | 经济效益指标 | 金融业实现增加值增长率 | >=4% | 100%
        效益指标 | 经济效益指标 | 金融业完成税收 | 800亿元 | 超950亿元
        效益指标 | 经济效益指标 | 金融业完成税收同比增长 | >=0.5% | 18.75%
        效益指标 | 经济效益指标 | 辖区上市企业实现营业总收入 | >=9000亿元 | ＞9000亿元
        效益指标 | 经济效益指标 | 专业园区（示范基地）数量 | >=2个 | 2个
        效益指标 | 社会效益指标 | 促进金融业、金融科技产业、上市企业长期稳定发展 | 长期 | 按年度计划执行完成
        效益指标 | 社会效益指标 | 提升中小企业融资渠道 | 长期 | 按年度计划执行完成
        效益指标 | 可持续影响 | 促进金融业、金融科技生态和上市企业长期稳定发展 | 长期 | 按年度计划执行完成
        效益指标 | 服务对象满意度指标 | 受资助对象对服务质量水平满意度 | 90%以上 | 98%
    """,
}

_CLAIMS = ("互动宣传覆盖人数达16006人次",)


def _indicators(table: str) -> Iterator[Indicator]:
    """Yield the indicators of a table; a repeated name gets a number in its key."""
    seen: dict[str, int] = {}
    for row in filter(None, map(str.strip, table.splitlines())):
        level1, level2, name, target, actual = row.split(" | ")
        kind = read_kind(level2)
        seen[name] = seen.get(name, 0) + 1
        result, revised = read_actual_and_revision(actual, _CLAIMS, kind=kind)
        yield Indicator(
            name,
            kind,
            target,
            result,
            revised=revised,
            key=name if seen[name] == 1 else f"{name}#{seen[name]}",
            level1=level1,
            level2=level2,
        )


def _project(
    key: str, name: str, initial: str, adjusted: str, shares: tuple[str, str, str, str]
) -> Project:
    days = ("2020-03-31", "2020-06-30", "2020-09-30", "2020-12-31")
    payments = {day: f"{share}%" for day, share in zip(days, shares, strict=True)}
    budget = Budget(initial, adjusted, payments, unit="万元")
    return Project(name, budget, list(_indicators(_TABLES[key])), key=key, period="2020")


EVIDENCE = Evidence(
    projects=[
        _project("risk_control", "金融风险防控项目", "700.00", "636.96", ("1.26", "5.84", "24.69", "100")),
        _project("development_service", "金融发展与服务项目", "300.00", "403.82", ("4", "14.6", "71.38", "100")),
        _project("talent_fund", "英才荟专项资金项目", "850.00", "1152.00", ("1", "50.12", "60.94", "98.44")),
        _project("industry_fund", "金融产业发展专项资金项目", "23000.00", "39468.73", ("40.09", "51.01", "95.57", "99.97")),
    ],
    answers={
        **{question.key: True for question in RUBRIC.questions() if question.kind == "yes"},
        "data_collected": False,
        "misused": False,
        "accident": False,
        "schedule": "完全匹配",
        "payment": "完全匹配",
        "monitoring_effect": "及时改进，达到预期",
        "benefit": 18,
        "satisfaction": "优",
    },
)

# What the bureau printed: the points of each line, the total and the grade.
CLAIMED: FixedMapping[Decimal | str] = FixedMapping(
    {
        "依据明确": Decimal("5.00"),
        "目标明确": Decimal("6.00"),
        "制度保障": Decimal("6.00"),
        "人财物保障": Decimal("3.00"),
        "实施方案保障": Decimal("5.00"),
        "项目执行进度匹配性": Decimal("3.00"),
        "资金支付进度匹配性": Decimal("3.00"),
        "项目实施内容匹配性": Decimal("3.00"),
        "监控措施": Decimal("1.00"),
        "监控效果": Decimal("1.50"),
        "业务管理规范性": Decimal("3.00"),
        "资金管理规范性": Decimal("4.00"),
        "成本控制情况": Decimal("5.99"),
        "项目数量完成情况": Decimal("6.00"),
        "项目质量达标情况": Decimal("12.00"),
        "社会效益、生态效益、经济效益": Decimal("18.00"),
        "服务对象满意度": Decimal("8.00"),
        "绩效跟踪评价": Decimal("5.00"),
        "total": Decimal("98.49"),
        "grade": "优",
    }
)

# What the report does not say, and this module decides.
UNCONFIRMED = (
    {
        "zh": "评级分界 90、80、60：报告未写明",
        "en": "the grades 90, 80 and 60: the report does not state them",
    },
    {
        "zh": "不属新增项目的，“开展了事前绩效评估”按得分处理",
        "en": "a project that is not new gets the point for an evaluation beforehand",
    },
    {
        "zh": "各项回答由该单位自评得分推定",
        "en": "the answers are those that the bureau's own scores imply",
    },
)
