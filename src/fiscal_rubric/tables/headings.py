"""The columns of a bureau's tables, and their printed headings."""

from __future__ import annotations

from collections.abc import Mapping

# Column -> its headings. Tables in Chinese use the first, tables in English the column itself.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "project": ("项目", "项目名称"),
    "level1": ("一级指标",),
    "level2": ("二级指标",),
    "name": ("三级指标", "指标名称", "指标", "绩效指标", "indicator"),
    "key": ("键",),
    "kind": ("指标类型",),
    "target": ("目标值", "年度指标值", "指标值", "预期目标"),
    "revised": ("调整后目标值",),
    "actual": ("实际完成值", "完成值", "实际值"),
    "weight": ("权重", "分值"),
    "reason": ("偏差原因", "未完成原因", "原因", "偏差原因分析及改进措施"),
}
HEADS = ("project", "level1", "level2")  # their cells may be merged over several rows
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "key": ("键",),
    "question": ("问题",),
    "choices": ("可选答案",),
    "answer": ("答案",),
}
