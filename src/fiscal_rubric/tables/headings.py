"""The headings and labels of a bureau's tables, and what is found below or next to them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fiscal_rubric.targets.signs_and_claims import plain_heading


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Column -> its headings. Tables in Chinese use the first, tables in English the column itself.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "project": _split("项目 项目名称"),
    "level1": _split("一级指标 一级指标名称"),
    "level2": _split("二级指标 二级指标名称"),
    "name": _split(
        """
        三级指标 三级指标名称 指标名称 指标 绩效指标 绩效指标名称 指标内容 绩效目标指标 具体指标
        四级指标 indicator
        """
    ),
    "key": _split("键"),
    "kind": _split("指标类型 指标类别"),
    "sign": _split("指标性质 符号 指标符号 运算符 计算符号 指标方向 指标值类型"),
    "target": _split(
        """
        目标值 年度指标值 指标值 预期目标 年度目标值 年初目标值 年初指标值 预期指标值 计划指标值
        全年目标值 绩效目标值 年度绩效指标值 值 目标 绩效指标值 计划完成值 预期值 全年指标值
        年度目标 计划值 预期目标值 预期完成值 指标目标值 年度预期值
        """
    ),
    "unit": _split("度量单位 计量单位 单位 指标单位 单位文字描述"),
    "revised": _split(
        """
        调整后目标值 调整指标值 调整后指标值 调整目标值 全年调整指标值 调整后年度指标值
        """
    ),
    "actual": _split(
        """
        实际完成值 完成值 实际值 全年完成值 实际完成情况 全年实际完成值 实际完成 完成情况
        实际完成指标值 年度完成值 实际完成值情况 全年实际值 实际达到值 实现值 实际指标值
        年度实际完成值 指标完成值 实际完成数
        """
    ),
    "baseline": _split("基期值 基线值 基准值 基期 基线 基础值 baseline"),
    "weight": _split(
        """
        权重 分值 指标权重 指标分值 权重分值 分值权重 标准分 标准分值 满分 权重分 赋分 设定分值 分数
        """
    ),
    "reason": _split(
        """
        偏差原因 未完成原因 原因 偏差原因分析及改进措施 偏差原因分析 未完成原因分析
        未完成原因及改进措施 未完成原因和改进措施 未完成原因及拟采取的改进措施
        未完成原因分析及改进措施 偏差原因及改进措施 偏差原因分析与改进措施
        未完成原因及下一步改进措施 偏差情况说明 偏差说明 未完成原因和拟采取的改进措施
        偏差分析及改进措施 未达标原因 扣分原因
        """
    ),
}
# Columns that are known, but are no evidence: what they hold -> their headings.
POINTS = "points"
OTHER_COLUMNS: Mapping[str, tuple[str, ...]] = {
    POINTS: _split(
        """
        得分 自评得分 自评分 指标得分 自评分值 自评分数 实际得分 评价得分 单位自评得分 执行率得分
        评分 score points
        """
    ),
    "remark": _split(
        """
        备注 说明 是否核心指标 核心指标 评分标准 评分细则 指标说明 指标解释 评价标准 证明材料
        佐证材料 数据来源 计算公式 责任部门 责任科室 remark 评分依据 得分说明 评分说明 完成情况说明
        评价依据
        """
    ),
    "serial number": _split("序号 编号 行次 no no."),
    "coefficient": _split("得分系数 权重占比 折算得分 完成比例 完成系数 系数 折算分 加权得分"),
    "printed rate": _split("完成率 指标完成率 实际完成率 完成比率 目标完成率"),
}
HEADS = ("project", "level1", "level2")  # their cells may be merged over several rows
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "key": ("键",),
    "question": ("问题",),
    "choices": ("可选答案",),
    "answer": ("答案",),
}
# Columns of the funds of a project.
FUNDS: Mapping[str, tuple[str, ...]] = {
    "initial": _split("年初预算数 年初预算 年初预算金额 年初批复数 年初批复预算数 年初预算安排数"),
    "adjusted": _split(
        """
        全年预算数 预算数 调整预算数 全年预算 调整后预算数 全年调整预算数 预算金额 预算安排数
        调整预算 预算总额 年度预算数 当年预算数 全年预算金额 调整后预算
        """
    ),
    "arrived": _split("到位数 资金到位数 实际到位数 全年到位数 到位资金 实际到位资金"),
    "paid": _split(
        """
        全年执行数 执行数 实际执行数 实际支出数 支出数 全年支出数 决算数 支出金额 执行金额 实际支出
        全年实际支出数 全年实际执行数 实际使用数 预算执行数
        """
    ),
    "printed rate": _split("执行率 预算执行率 预算执行进度 支出进度 资金执行率 执行进度"),
    "weight": _split("分值 权重 执行率权重 指标权重 标准分"),
    POINTS: _split("得分 执行率得分 自评得分 自评分 指标得分"),
}
# Labels, as patterns over headings without spaces, brackets and numbering.
FUND_TOTAL = r"总额|总计|合计|^资金$|年度资金|预算资金$|项目资金$"
GOAL_LABELS = r"目标\d*(?:及?完成情况|情况)?$|绩效目标|总目标|工作任务|主要任务|^预期绩效$"
REMARK_LABELS = (
    r"^(?:注|备注|说明|填表说明|附注)|原因分析|改进措施|存在的?问题|建议|资金管理情况|管理情况|"
    r"结果应用|自评结论|绩效分析|需要说明"
)
KEPT_LABELS = (
    r"单位|部门|负责人|联系|电话|日期|时间|名称|编码|代码|类型|类别|属性|性质|地址|级次|科室|"
    r"年度|编号|审核|填报|实施|主管|起止|经办|签字|盖章|公章|项目周期|项目概况|资金来源|金额单位|"
    r"评价人|填表"
)
TITLES = r"自评.{0,4}表$|评价表$|目标表$|^(?a:(?:19|20)\d\d)年度?$"
WORDS_OF_TITLES = r"自评|绩效|表|年度|单位|附"
LEVEL1 = r"产出|效益|效果|满意度|成本|决策|过程|投入|管理|资金|预算执行"


def by_heading(columns: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the column of each plain heading; a column is a heading itself."""
    return {
        plain_heading(name): column
        for column, names in columns.items()
        for name in (column, *names)
    }


_OWN, _OTHER, _FUNDS = by_heading(COLUMNS), by_heading(OTHER_COLUMNS), by_heading(FUNDS)


# Endings of headings that no list has, the first that fits.
_ENDINGS = (
    ("reason", r"原因|偏差|改进措施"),
    ("coefficient", r"系数$|占比$|^折算"),
    (POINTS, r"(?:得分|评分)(?:情况)?$"),
    ("printed rate", r"(?:完成|达成|实现)(?:率|比例)$"),
    ("remark", r"说明$|依据$|材料$|标准$|备注"),
    ("actual", r"(?:完成|达成|实现|实际)(?:指标)?(?:值|数|情况|结果)?$"),
    ("revised", r"调整后?(?:的)?(?:目标|指标)值?$"),
    (
        "target",
        r"(?:目标|指标|计划|设定|预期|标准)(?:值|数)$|^(?:年度)?绩效目标$|^(?:计划|年度)指标$",
    ),
    ("weight", r"(?:分值|权重|权数|满分|应得分|基础分)值?$"),
)
_FUND_ENDINGS = (
    ("printed rate", r"(?:执行|支出|使用|到位)(?:率|进度)$"),
    ("paid", r"(?:执行|支出|使用)(?:数|额|金额|资金)?$"),
    ("arrived", r"到位(?:数|额|金额|资金)?$"),
    ("initial", r"^年初.*(?:数|额|预算)$"),
    ("adjusted", r"(?:预算|调整|批复)(?:数|额|金额)?$"),
    (POINTS, r"得分$|评分$"),
    ("weight", r"分值$|权重$"),
)


def column_of(heading: str) -> str | None:
    """Return the column that a heading names: of `COLUMNS`, or of `OTHER_COLUMNS`; else None."""
    plain = plain_heading(heading)
    return _OWN.get(plain) or _OTHER.get(plain) or _ending(plain, _ENDINGS)


def is_listed(heading: str) -> bool:
    """Return whether a heading is in a list as it is, not by its ending alone."""
    plain = plain_heading(heading)
    return plain in _OWN or plain in _OTHER


def fund_column(heading: str) -> str | None:
    """Return the column of funds that a heading names; None for any other text."""
    plain = plain_heading(heading)
    plain = plain[:-1] if plain[-1:].isascii() and plain[:-1] and not plain.isascii() else plain
    return _FUNDS.get(plain) or _ending(plain, _FUND_ENDINGS)


def _ending(plain: str, endings: tuple[tuple[str, str], ...]) -> str | None:
    """Return what a heading of a few words holds, by its ending."""
    if len(plain) > 16 or plain.isascii() or not plain.isalpha():
        return None
    return next((column for column, ending in endings if re.search(ending, plain)), None)


def is_project_label(label: str) -> bool:
    """Return whether a label names the project, or the unit that a whole form is about."""
    plain = plain_heading(label)
    return len(plain) < 16 and re.search(_PROJECT_LABEL, plain) is not None


_PROJECT_LABEL = (
    r"^(?!主管|实施|填报|上级)(?:(?:.{0,6}(?:项目|转移支付|专项|资金|政策))(?:支出)?名称|部门(?:整体)?名称|"
    r"预算部门名称|单位名称及项目)$"
)


def is_total_label(label: str) -> bool:
    """Return whether a label is that of a total: 总分, 合计, 自评得分合计."""
    return re.search(_TOTAL_LABEL, plain_heading(label)) is not None


_TOTAL_LABEL = (
    r"^total|^(?:合计|总计|小计|共计|总评)(?:自评|评价|实际|综合|最终)*"
    r"(?:总?得分|总?分值?|分数|金额|资金|权重|数|结果|等级|[^\u4e00-\u9fff].*)?$|"
    r"^(?:项目|最终|自评|绩效|评价|综合|考核|单位|部门)*(?:总得分|总评分|总分值?|得分|评分)(?:合计|总计)?$|"
    r"^(?:分数|得分|分值|总分)(?:合计|总计)$"
)
