"""The headings and labels of a bureau's tables, and what stands below or beside them."""

from __future__ import annotations

from collections.abc import Mapping

from fiscal_rubric.targets.signs_and_claims import plain_heading

# Column -> its headings. Tables in Chinese use the first, tables in English the column itself.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "project": ("项目", "项目名称"),
    "level1": ("一级指标", "一级指标名称"),
    "level2": ("二级指标", "二级指标名称"),
    "name": (
        "三级指标", "三级指标名称", "指标名称", "指标", "绩效指标", "绩效指标名称", "指标内容",
        "绩效目标指标", "具体指标", "四级指标", "indicator",
    ),
    "key": ("键",),
    "kind": ("指标类型", "指标类别"),
    "sign": ("指标性质", "符号", "指标符号", "运算符", "计算符号", "指标方向", "指标值类型"),
    "target": (
        "目标值", "年度指标值", "指标值", "预期目标", "年度目标值", "年初目标值", "年初指标值",
        "预期指标值", "计划指标值", "全年目标值", "绩效目标值", "年度绩效指标值", "值", "目标",
        "绩效指标值", "计划完成值", "预期值", "全年指标值", "年度目标", "计划值", "预期目标值",
        "预期完成值", "指标目标值", "年度预期值",
    ),
    "unit": ("度量单位", "计量单位", "单位", "指标单位", "单位文字描述"),
    "revised": (
        "调整后目标值", "调整指标值", "调整后指标值", "调整目标值", "全年调整指标值",
        "调整后年度指标值",
    ),
    "actual": (
        "实际完成值", "完成值", "实际值", "全年完成值", "实际完成情况", "全年实际完成值",
        "实际完成", "完成情况", "实际完成指标值", "年度完成值", "实际完成值情况", "全年实际值",
        "实际达到值", "实现值", "实际指标值", "年度实际完成值", "指标完成值", "实际完成数",
    ),
    "weight": (
        "权重", "分值", "指标权重", "指标分值", "权重分值", "分值权重", "标准分", "标准分值", "满分",
        "权重分", "赋分", "设定分值", "分数",
    ),
    "reason": (
        "偏差原因", "未完成原因", "原因", "偏差原因分析及改进措施", "偏差原因分析",
        "未完成原因分析", "未完成原因及改进措施", "未完成原因和改进措施",
        "未完成原因及拟采取的改进措施", "未完成原因分析及改进措施", "偏差原因及改进措施",
        "偏差原因分析与改进措施", "未完成原因及下一步改进措施", "偏差情况说明", "偏差说明",
        "未完成原因和拟采取的改进措施", "偏差分析及改进措施", "未达标原因", "扣分原因",
    ),
}  # fmt: skip
# Columns that are known, but are no evidence: what they hold -> their headings.
POINTS = "points"
OTHER_COLUMNS: Mapping[str, tuple[str, ...]] = {
    POINTS: (
        "得分", "自评得分", "自评分", "指标得分", "自评分值", "自评分数", "实际得分", "评价得分",
        "单位自评得分", "执行率得分", "评分", "score", "points",
    ),
    "remark": (
        "备注", "说明", "是否核心指标", "核心指标", "评分标准", "评分细则", "指标说明", "指标解释",
        "评价标准", "证明材料", "佐证材料", "数据来源", "计算公式", "责任部门", "责任科室", "remark",
        "评分依据", "得分说明", "评分说明", "完成情况说明", "评价依据",
    ),
    "serial number": ("序号", "编号", "行次", "no", "no."),
    "coefficient": (
        "得分系数", "权重占比", "折算得分", "完成比例", "完成系数", "系数", "折算分", "加权得分",
    ),
    "printed rate": ("完成率", "指标完成率", "实际完成率", "完成比率", "目标完成率"),
}  # fmt: skip
HEADS = ("project", "level1", "level2")  # their cells may be merged over several rows
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "key": ("键",),
    "question": ("问题",),
    "choices": ("可选答案",),
    "answer": ("答案",),
}
# Columns of the funds of a project.
FUNDS: Mapping[str, tuple[str, ...]] = {
    "initial": ("年初预算数", "年初预算", "年初预算金额", "年初批复数", "年初批复预算数", "年初预算安排数"),
    "adjusted": (
        "全年预算数", "预算数", "调整预算数", "全年预算", "调整后预算数", "全年调整预算数", "预算金额",
        "预算安排数", "调整预算", "预算总额", "年度预算数", "当年预算数", "全年预算金额", "调整后预算",
    ),
    "arrived": ("到位数", "资金到位数", "实际到位数", "全年到位数", "到位资金", "实际到位资金"),
    "paid": (
        "全年执行数", "执行数", "实际执行数", "实际支出数", "支出数", "全年支出数", "决算数", "支出金额",
        "执行金额", "实际支出", "全年实际支出数", "全年实际执行数", "实际使用数", "预算执行数",
    ),
    "printed rate": ("执行率", "预算执行率", "预算执行进度", "支出进度", "资金执行率", "执行进度"),
    "weight": ("分值", "权重", "执行率权重", "指标权重", "标准分"),
    POINTS: ("得分", "执行率得分", "自评得分", "自评分", "指标得分"),
}  # fmt: skip
FUND_TOTAL = r"总额|总计|合计|^资金$|年度资金|预算资金$|项目资金$"
PROJECT_LABELS = (
    "项目名称",
    "项目支出名称",
    "部门名称",
    "单位名称及项目",
    "部门整体名称",
    "专项名称",
    "资金名称",
)
TOTAL_LABELS = r"^(?:总分|合计|总计|总得分|自评总分|得分合计|分值合计|小计|总评分|综合得分|自评得分合计|总分合计)$"
OWN_TOTAL_LABELS = ("自评总分", "自评得分", "总分", "综合得分", "总得分", "自评总得分")
GOAL_LABELS = r"^(?:年度|年初|当年|全年|预期|项目|部门)?(?:整体|总体|绩效)*(?:年度)?(?:绩效|总体)?目标\d*(?:完成情况)?$"
REMARK_LABELS = (
    r"^(?:注|备注|说明|填表说明|附注)|原因分析|改进措施|存在的?问题|建议|资金管理情况|管理情况|结果应用|自评结论|"
    r"绩效分析|需要说明"
)
KEPT_LABELS = (
    r"单位|部门|负责人|联系|电话|日期|时间|名称|编码|代码|类型|类别|属性|性质|地址|级次|科室|年度|编号|审核|填报|"
    r"实施|主管|起止|经办|签字|盖章|公章|项目周期|项目概况|资金来源|金额单位|评价人|填表"
)
TITLES = r"自评.{0,4}表$|评价表$|目标表$|^(?a:(?:19|20)\d\d)年度?$"
WORDS_OF_TITLES = r"自评|绩效|表|年度|单位|附"
LEVEL1 = r"产出|效益|效果|满意度|成本|决策|过程|投入|管理|资金|预算执行"


def _by_heading(columns: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {
        plain_heading(name): column
        for column, names in columns.items()
        for name in (column, *names)
    }


_OWN, _OTHER, _FUNDS = _by_heading(COLUMNS), _by_heading(OTHER_COLUMNS), _by_heading(FUNDS)


def column_of(heading: str) -> str | None:
    """Return the column that a heading names: of `COLUMNS`, or of `OTHER_COLUMNS`; else None."""
    plain = plain_heading(heading)
    return _OWN.get(plain) or _OTHER.get(plain)


def fund_column(heading: str) -> str | None:
    """Return the column of funds that a heading names; None for any other text."""
    return _FUNDS.get(plain_heading(heading))
