"""PEFA 2016: 31 indicators of public financial management, from the letters of 94 dimensions.

What it is: the aggregation of the PEFA framework of 2016. A person gives each dimension a letter
from A to D; an indicator gets its grade by method M1, the weakest link (the lowest letter, with a
plus if any other is higher), or by M2, the average of its dimensions. It has no total: the
framework forbids averaging over indicators.

Whom it serves: assessors who check the grades of a report, or ask which grades an indicator with
open dimensions can still get.

Sources: the framework document "PEFA: Framework for assessing public financial management"
(2016), part 2, for the indicators and their methods; its table for M2 is one function of the
exact mean (`M2`). Both are confirmed by the published grades of 50 assessments.

What it does not cover: how a dimension gets its letter, the indicators of 2011, the supplementary
indicators of subnational governments.

Letters outside the scale: D* (not enough information) and NR (not rated, in early assessments)
count as D; NA (not applicable) and NU (not used) are left out, and an indicator with no other
letter has no grade.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from attrs import evolve

from fiscal_rubric.rubric.criteria import Criterion, Section
from fiscal_rubric.rubric.grades import Grades
from fiscal_rubric.rubric.readings import Reading
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.edges import at_least
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.rules.phrases import bands, weakest_link
from fiscal_rubric.rules.words import average, least, not_applicable, pick, points
from fiscal_rubric.validation import Text, take_key, take_option, take_plain, take_sequence

Method = Literal["M1", "M2"]
SCALE = Grades(
    [("A", 4), ("B+", 3.5), ("B", 3), ("C+", 2.5), ("C", 2), ("D+", 1.5), ("D", 1)],
)
LETTERS = {
    "A": 4, "B": 3, "C": 2, "D": 1, "D*": 1, "NR": 1,
    "NA": not_applicable(), "NU": not_applicable(),
}  # fmt: skip
# The least mean of the dimensions (A is 4), and the points of the grade it gives.
M2 = (("11/3", 4), ("13/4", "3.5"), ("8/3", 3), ("9/4", "2.5"), (2, 2), ("4/3", "1.5"))

# Pillar: number | method | English name | Chinese name, with its dimensions below.
_PRINT = """
I. Budget reliability | 一、预算可靠性
  1 | M1 | Aggregate expenditure outturn | 支出总额执行结果
      Aggregate expenditure outturn
  2 | M1 | Expenditure composition outturn | 支出构成执行结果
      Expenditure composition outturn by function
      Expenditure composition outturn by economic type
      Expenditure from contingency reserves
  3 | M2 | Revenue outturn | 收入执行结果
      Aggregate revenue outturn
      Revenue composition outturn
II. Transparency of public finances | 二、公共财政透明度
  4 | M1 | Budget classification | 预算分类
      Budget classification
  5 | M1 | Budget documentation | 预算文件
      Budget documentation
  6 | M2 | Central government operations outside financial reports | 财务报告之外的中央政府业务
      Expenditure outside financial reports
      Revenue outside financial reports
      Financial reports of extrabudgetary units
  7 | M2 | Transfers to subnational governments | 对下级政府的转移支付
      System for allocating transfers
      Timeliness of information on transfers
  8 | M2 | Performance information for service delivery | 公共服务绩效信息
      Performance plans for service delivery
      Performance achieved for service delivery
      Resources received by service delivery units
      Performance evaluation for service delivery
  9 | M1 | Public access to fiscal information | 财政信息公开
      Public access to fiscal information
III. Management of assets and liabilities | 三、资产与负债管理
  10 | M2 | Fiscal risk reporting | 财政风险报告
      Monitoring of public corporations
      Monitoring of subnational governments
      Contingent liabilities and other fiscal risks
  11 | M2 | Public investment management | 公共投资管理
      Economic analysis of investment proposals
      Investment project selection
      Investment project costing
      Investment project monitoring
  12 | M2 | Public asset management | 公共资产管理
      Financial asset monitoring
      Nonfinancial asset monitoring
      Transparency of asset disposal
  13 | M2 | Debt management | 债务管理
      Recording and reporting of debt and guarantees
      Approval of debt and guarantees
      Debt management strategy
IV. Policy-based fiscal strategy and budgeting | 四、以政策为导向的财政战略与预算
  14 | M2 | Macroeconomic and fiscal forecasting | 宏观经济与财政预测
      Macroeconomic forecasts
      Fiscal forecasts
      Macrofiscal sensitivity analysis
  15 | M2 | Fiscal strategy | 财政战略
      Fiscal impact of policy proposals
      Fiscal strategy adoption
      Reporting on fiscal outcomes
  16 | M2 | Medium-term perspective in expenditure budgeting | 支出预算的中期视角
      Medium-term expenditure estimates
      Medium-term expenditure ceilings
      Alignment of strategic plans and medium-term budgets
      Consistency of budgets with previous year's estimates
  17 | M2 | Budget preparation process | 预算编制过程
      Budget calendar
      Guidance on budget preparation
      Budget submission to the legislature
  18 | M1 | Legislative scrutiny of budgets | 立法机构对预算的审查
      Scope of budget scrutiny
      Legislative procedures for budget scrutiny
      Timing of budget approval
      Rules for budget adjustment by the executive
V. Predictability and control in budget execution | 五、预算执行的可预测性与控制
  19 | M2 | Revenue administration | 税收征管
      Rights and obligations for revenue measures
      Revenue risk management
      Revenue audit and investigation
      Revenue arrears monitoring
  20 | M1 | Accounting for revenue | 收入核算
      Information on revenue collections
      Transfer of revenue collections
      Revenue accounts reconciliation
  21 | M2 | Predictability of in-year resource allocation | 年内资源分配的可预测性
      Consolidation of cash balances
      Cash forecasting and monitoring
      Information on commitment ceilings
      Significance of in-year budget adjustments
  22 | M1 | Expenditure arrears | 支出拖欠
      Stock of expenditure arrears
      Expenditure arrears monitoring
  23 | M1 | Payroll controls | 工资控制
      Integration of payroll and personnel records
      Management of payroll changes
      Internal control of payroll
      Payroll audit
  24 | M2 | Procurement | 政府采购
      Procurement monitoring
      Procurement methods
      Public access to procurement information
      Procurement complaints management
  25 | M2 | Internal controls on nonsalary expenditure | 非工资支出内部控制
      Segregation of duties
      Effectiveness of expenditure commitment controls
      Compliance with payment rules and procedures
  26 | M1 | Internal audit | 内部审计
      Coverage of internal audit
      Nature of audits and standards applied
      Implementation of internal audits and reporting
      Response to internal audits
VI. Accounting and reporting | 六、核算与报告
  27 | M2 | Financial data integrity | 财务数据完整性
      Bank account reconciliation
      Suspense accounts
      Advance accounts
      Financial data integrity processes
  28 | M1 | In-year budget reports | 年内预算报告
      Coverage and comparability of reports
      Timing of in-year budget reports
      Accuracy of in-year budget reports
  29 | M1 | Annual financial reports | 年度财务报告
      Completeness of annual financial reports
      Submission of reports for external audit
      Accounting standards
VII. External scrutiny and audit | 七、外部审查与审计
  30 | M1 | External audit | 外部审计
      Audit coverage and standards
      Submission of audit reports to the legislature
      External audit follow-up
      Supreme audit institution independence
  31 | M2 | Legislative scrutiny of audit reports | 立法机构对审计报告的审查
      Timing of audit report scrutiny
      Hearings on audit findings
      Recommendations on audit by the legislature
      Transparency of legislative scrutiny of audit reports
"""


def weakest(*keys: str) -> Node:
    """Build the rule of M1: the lowest of the lines, with a plus if any other is higher."""
    return weakest_link(*map(points, keys), plus=0.5, upto=4)


def averaged(*keys: str) -> Node:
    """Build the rule of M2: the grade of the mean of the lines."""
    steps = [(at_least(mean), grade) for mean, grade in M2]
    return bands(average(*map(points, keys)), steps, otherwise=1)


def indicator(key: str, method: Method, name: Text, dimensions: Sequence[str]) -> Section:
    """Build an indicator: a line for each dimension, and its grade by the method.

    Args:
        key: "PI-01".
        method: "M1" or "M2".
        name: as the framework names it.
        dimensions: their names; their keys are "PI-01.1" and so on.
    """
    take_key(key)
    rule = weakest if take_option(method, "method", ("M1", "M2")) == "M1" else averaged
    names = [take_plain(name, "dimensions") for name in take_sequence(dimensions, "dimensions")]
    lines = [
        Criterion(
            f"{key}.{number}",
            4,
            pick(f"{key}.{number}", LETTERS, {"en": dimension}),
            grades=SCALE,
            if_not_applicable="drop",
            source=f"PEFA 2016, {key}.{number}",
        )
        for number, dimension in enumerate(names, 1)
    ]
    return Section(
        name,
        lines,
        rule=rule(*(line.key for line in lines)),
        full=4,
        key=key,
        grades=SCALE,
        source=f"PEFA 2016, {key}, {method}",
    )


def _pillars() -> Iterator[Section]:
    for block in re.split(r"\n(?=\S)", _PRINT.strip()):
        pillar, *parts = re.split(r"\n  (?=\d)", block)
        english, chinese = pillar.split(" | ")
        yield Section({"en": english, "zh": chinese}, list(map(_printed, parts)), rule=None)


def _printed(part: str) -> Section:
    head, *dimensions = map(str.strip, part.splitlines())
    number, method, english, chinese = head.split(" | ")
    key = f"PI-{int(number):02}"
    picked: Method = "M1" if method == "M1" else "M2"
    return indicator(key, picked, {"en": f"{key} {english}", "zh": f"{key} {chinese}"}, dimensions)


_NO_PLUS = {"zh": "取最低等级，不加“+”", "en": "the lowest grade without its plus"}
_OTHER_METHOD = {
    "zh": "用了另一种方法（M1、M2 互换）", "en": "the other method (M1 for M2, or M2 for M1)"
}  # fmt: skip
_NR_LEFT_OUT = {"zh": "未评级的维度不计入", "en": "dimensions without a rating left out"}


def _readings(pillars: Sequence[Section]) -> Iterator[Reading]:
    """Yield the rules that published assessments confuse: methods, pluses and NR."""
    for part in (part for pillar in pillars for part in pillar.parts):
        assert isinstance(part, Section), "a pillar is made of indicators"
        keys = [line.key for line in part.parts]
        by_link, by_mean = weakest(*keys), averaged(*keys)
        if part.rule == by_link:
            yield Reading("lowest without plus", _NO_PLUS, by_link, least(*map(points, keys)))
            yield Reading("other method", _OTHER_METHOD, by_link, by_mean)
        else:
            yield Reading("other method", _OTHER_METHOD, by_mean, by_link)
            yield Reading("lowest without plus", _NO_PLUS, by_mean, least(*map(points, keys)))
        for line in part.parts:
            assert isinstance(line.rule, n.Pick), "a dimension picks its grade"
            yield Reading("NR left out", _NR_LEFT_OUT, line.rule, _without_nr(line.rule))


def _without_nr(node: n.Pick) -> Node:
    options = tuple(
        (label, not_applicable() if label == "NR" else option) for label, option in node.options
    )
    return evolve(node, options=options)


_PILLARS = list(_pillars())
RUBRIC = Rubric(
    {"zh": "公共支出与财政问责评估框架（PEFA 2016）", "en": "PEFA framework 2016"},
    _PILLARS,
    key="PEFA 2016",
    rule=None,
    readings=list(_readings(_PILLARS)),
    source="PEFA: Framework for assessing public financial management, 2016",
)

UNCONFIRMED = (
    {
        "zh": "NR（未评级）按 D 计：34 条公布结果均一致，框架文件未载明",
        "en": "NR counts as D: all 34 published grades with one agree, the framework does not say so",
    },
    {
        "zh": "指标和维度的中文名称为本库所译",
        "en": "Chinese names are this library's own",
    },
    {
        "zh": "维度的英文名称未与框架文件核对",
        "en": "the English names of dimensions were not compared with the framework",
    },
)
