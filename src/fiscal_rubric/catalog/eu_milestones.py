"""The performance framework of the EU's structural funds, 2014 to 2020: milestones of a priority.

What it is: the milestones of a priority for 2018 are achieved where each indicator reaches 85 % of
its milestone. With three indicators or more, one may miss that, if it reaches 75 %. It is a serious
failure where an indicator does not reach 65 %, or two of them with three indicators or more.

Whom it serves: managing authorities and auditors of programmes with a performance reserve.

Sources: regulation (EU) 1303/2013, article 22 and annex II; implementing regulation (EU) 215/2014,
article 6. No published case is at hand, and the shares are `UNCONFIRMED`.

What it does not cover: how the reserve is given out, and the targets for 2023. The indicators of the
evidence are those of one priority; each target is its milestone.
"""

from __future__ import annotations

from fiscal_rubric.rubric.criteria import Criterion
from fiscal_rubric.rubric.grades import Grades
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.rules.words import all_of, any_of, applies, attained, indicators
from fiscal_rubric.validation import Text

UNCONFIRMED: tuple[Text, ...] = (
    {
        "zh": "85%、75%、65% 的界线未与正式文本核对",
        "en": "the shares of 85, 75 and 65 % were not compared with the official text",
    },
    {
        "zh": "关键实施步骤按完成或未完成计（100% 或 0）",
        "en": "a key implementation step counts as reached or not: 100 % or 0",
    },
    {
        "zh": "总分（达到 85% 的指标所占比例）为本库所加，官方只有结论",
        "en": "the total, the share of indicators that reach 85 %, is added here; the regulation has "
        "the conclusion only",
    },
)


def _below(share: str) -> Node:
    return indicators().count(attained() < share)


_count = indicators().count(applies(attained()))
_has_few = _count <= 2
ACHIEVED = any_of(
    all_of(_count >= 1, _below("0.85") <= 0),
    all_of(~_has_few, _below("0.85") <= 1, _below("0.75") <= 0),
).named({"zh": "里程碑已达到", "en": "milestones achieved"})
SERIOUS = any_of(
    all_of(_has_few, _below("0.65") >= 1),
    _below("0.65") >= 2,
).named({"zh": "严重未达到", "en": "serious failure to achieve"})

RUBRIC = Rubric(
    {"zh": "欧盟绩效框架：优先事项的里程碑", "en": "EU performance framework: milestones"},
    [
        Criterion(
            {"zh": "达到里程碑 85% 的指标", "en": "indicators that reach 85 % of their milestone"},
            100,
            100 * indicators().average(attained() >= "0.85"),
            key="milestones",
            if_not_applicable="zero",
            source="(EU) 215/2014, article 6",
        )
    ],
    key="EU milestones",
    grades=Grades(
        [("achieved", 100), ("not achieved", 0)],
        overrides=[(SERIOUS, "serious failure"), (ACHIEVED, "achieved")],
    ),
    source="(EU) 1303/2013, article 22",
)
