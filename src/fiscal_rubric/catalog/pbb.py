"""PBB: the Performance-Based Bonus of the Philippines, fiscal years 2021 and 2022.

What it is: four criteria (performance, process, financial and citizen or client satisfaction
results), each rated 1 to 5, each point worth 5: 100 in all. An agency is eligible from 70.

Whom it serves: agencies that check whether they are eligible, and readers of the page on how to add
a rubric, which writes this module.

Sources: the rule table of the guidelines for 2021 and 2022.

What it does not cover: how a criterion is rated, and which units of an agency get no bonus when it
falls short. No published ratings confirm it (`UNCONFIRMED`).
"""

from __future__ import annotations

from fiscal_rubric.rubric.criteria import Criterion
from fiscal_rubric.rubric.grades import Grades
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rules.words import pick

NAMES = {
    "performance": {"zh": "绩效成果", "en": "performance results"},
    "process": {"zh": "流程成果", "en": "process results"},
    "financial": {"zh": "财务成果", "en": "financial results"},
    "citizen": {"zh": "公众满意度成果", "en": "citizen/client satisfaction results"},
}
RATINGS = {"1": 5, "2": 10, "3": 15, "4": 20, "5": 25}
UNCONFIRMED = (
    {"zh": "没有可核对的公开评定结果", "en": "there are no published ratings to check it against"},
)

RUBRIC = Rubric(
    {"zh": "绩效奖金评定", "en": "Performance-Based Bonus"},
    [
        Criterion(name, 25, pick(key, RATINGS, name), key=key, source=f"PBB guidelines, {key}")
        for key, name in NAMES.items()
    ],
    key="PBB",
    grades=Grades([("eligible", 70), ("not eligible", 0)]),
    source="PBB guidelines, fiscal years 2021 and 2022",
)
