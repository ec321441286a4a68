"""财预〔2020〕10号: a framework for evaluating project spending, to be filled with points.

What it is: the ministry's reference framework (项目支出绩效评价指标体系框架): decision, process,
output and benefit, with second-level and third-level items. It leaves points and standards to the
evaluator; `framework(points)` gives the items their points and builds the rubric.

Whom it serves: finance bureaus and third parties that evaluate a project.

Sources: 财预〔2020〕10号 (项目支出绩效评价管理办法), annex. The items are general knowledge and were
not compared with the annex (`UNCONFIRMED`). So is the rule that output and benefit together have
at least 60 % of the points; it is not enforced.

What it does not cover: the points of each item and the standards of judged items; pass rules for
them. Without a rule, a rate is scored in proportion and any other item, 成本节约率 included, is
judged. An item that does not apply is left out, and the others are scaled up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from fiscal_rubric.catalog.cn_grades import GRADES, LOCAL_GRADES
from fiscal_rubric.numbers.exact import Number, exact
from fiscal_rubric.rubric.criteria import Criterion, Section
from fiscal_rubric.rubric.readings import Reading
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rules.nodes import Node, Operand, as_node
from fiscal_rubric.rules.phrases import budget_execution_rate
from fiscal_rubric.rules.words import attained, indicators, judged, met, number
from fiscal_rubric.targets.targets import Kind
from fiscal_rubric.validation import Text, take_known

SOURCE = "财预〔2020〕10号"
NAME: Text = {"zh": "项目支出绩效评价", "en": "evaluation of project spending"}

# First level | second level | item | its English name
_ITEMS = """
    决策 | 项目立项 | 立项依据充分性 | sufficient basis
    决策 | 项目立项 | 立项程序规范性 | sound procedure
    决策 | 绩效目标 | 绩效目标合理性 | reasonable goals
    决策 | 绩效目标 | 绩效指标明确性 | clear indicators
    决策 | 资金投入 | 预算编制科学性 | sound budgeting
    决策 | 资金投入 | 资金分配合理性 | reasonable allocation
    过程 | 资金管理 | 资金到位率 | rate of funds in place
    过程 | 资金管理 | 预算执行率 | budget execution rate
    过程 | 资金管理 | 资金使用合规性 | lawful use of funds
    过程 | 组织实施 | 管理制度健全性 | complete management rules
    过程 | 组织实施 | 制度执行有效性 | rules carried out
    产出 | 产出数量 | 实际完成率 | completion rate
    产出 | 产出质量 | 质量达标率 | rate of quality targets met
    产出 | 产出时效 | 完成及时性 | completed in time
    产出 | 产出成本 | 成本节约率 | cost-saving rate
    效益 | 项目效益 | 实施效益 | benefit
    效益 | 项目效益 | 满意度 | satisfaction
"""
_HEADINGS = {
    "决策": "decision",
    "过程": "process",
    "产出": "output",
    "效益": "benefit",
    "项目立项": "approval",
    "绩效目标": "goals",
    "资金投入": "funding",
    "资金管理": "funds",
    "组织实施": "implementation",
    "产出数量": "quantity",
    "产出质量": "quality",
    "产出时效": "timeliness",
    "产出成本": "cost",
    "项目效益": "benefit of the project",
}
UNCONFIRMED = (
    {
        "zh": "评级分界 90、80、60：个别公开报告与之一致，未见于办法原文",
        "en": "the grades 90, 80 and 60: single published reports agree, not read in the notice",
    },
    {
        "zh": "二级标题的名称；不适用的指标剔除、其余按比例补足",
        "en": "the second-level headings; that items which do not apply are left out and the others "
        "scaled up",
    },
    {
        "zh": "三级指标的名称和顺序未与附件原文核对",
        "en": "the names and the order of the items were not compared with the annex",
    },
    {
        "zh": "产出、效益权重合计不低于 60%：未核对，也不强制",
        "en": "output and benefit have at least 60 %: not compared, and not enforced",
    },
    {
        "zh": "未给规则的比率类指标按比例计分，系本库所选",
        "en": "rates without a rule are scored in proportion: this library's choice",
    },
)


def items() -> tuple[tuple[str, str, str, str], ...]:
    """Return first level, second level, name and English name of each item, in printed order."""
    rows = (line.split(" | ") for line in map(str.strip, _ITEMS.strip().splitlines()))
    return tuple((first, second, item, english) for first, second, item, english in rows)


def framework(
    points: Mapping[str, Number],
    rules: Mapping[str, Operand] | None = None,
    *,
    name: Text | None = None,
) -> Rubric:
    """Build the rubric from the points of its items.

    Args:
        points: item to its full marks; items that are not named are left out.
        rules: item to the rule that gives its points.
        name: of the rubric; that of the framework if None.

    Raises:
        FiscalRubricError: an item is not in the framework, or a rule can exceed its full marks.

    Example:
        >>> from fiscal_rubric import Budget, Evidence, Project
        >>> rubric = framework({"预算执行率": 60, "实施效益": 40})
        >>> project = Project("p", Budget(None, "100元", {"2020-12-31": "90元"}))
        >>> rubric.score(Evidence(project, {"实施效益": 36})).total
        Decimal('90.00')
    """
    names = [item for _, _, item, _ in items()]
    own = {} if rules is None else take_known(rules, "rules", names)
    shares = take_known(points, "points", names)
    sections: dict[str, dict[str, list[Criterion]]] = {}
    for first, second, item, english in items():
        if item in shares:
            full = exact(shares[item], item)
            rule = as_node(own[item]) if item in own else _rule(item, full)
            line = Criterion(
                {"zh": item, "en": english},
                full,
                rule,
                if_not_applicable="drop",
                source=f"{SOURCE}，{item}",
                readings=[] if item in own else list(_readings(item, full)),
            )
            sections.setdefault(first, {}).setdefault(second, []).append(line)
    is_graded = sum(map(exact, shares.values())) == 100
    return Rubric(
        NAME if name is None else name,
        list(_sections(sections)),
        grades=GRADES if is_graded else None,
        readings=[LOCAL_GRADES] if is_graded else [],
        source=SOURCE,
    )


def _sections(found: Mapping[str, Mapping[str, list[Criterion]]]) -> Iterator[Section]:
    for first, inner in found.items():
        parts = [Section(_heading(second), lines) for second, lines in inner.items()]
        yield Section(_heading(first), parts)


def _heading(chinese: str) -> Mapping[str, str]:
    return {"zh": chinese, "en": _HEADINGS[chinese]}


def _rule(item: str, share: Fraction) -> Node:
    """Return the default rule of an item."""
    match item:
        case "资金到位率":
            return share * number(item, 0, unit="%", text=item).clip(0, 1)
        case "预算执行率":
            return share * budget_execution_rate().clip(0, 1)
        case "质量达标率":
            return share * indicators(kind="quality").average(met())
        case "实际完成率" | "完成及时性" | "满意度":
            return share * indicators(kind=_IN_PROPORTION[item]).average(attained())
        case _:
            return judged(item, share, text=item)


_IN_PROPORTION: Mapping[str, Kind] = {
    "实际完成率": "quantity",
    "完成及时性": "timeliness",
    "满意度": "satisfaction",
}


def _readings(item: str, share: Fraction) -> Iterator[Reading]:
    """Yield the other way to score a rate for which the framework has no rule."""
    if item in _IN_PROPORTION and share:
        counted = share * indicators(kind=_IN_PROPORTION[item]).average(met())
        text = {"zh": "按达标指标数占比计分", "en": "by the share of indicators that are met"}
        yield Reading("met_only", text, _rule(item, share), counted)
