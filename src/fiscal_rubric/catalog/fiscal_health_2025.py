"""The Fiscal Health Index 2025 of India's states: nine measures between their lowest and highest.

What it is: each measure is a share of the way between the lowest and the highest value that is
compared, turned round where less is better. A sub-index is the mean of its measures times 100, and
the index is the mean of the five sub-indices.

Whom it serves: finance departments and analysts who compare states, and anybody who needs an index
by minimum and maximum.

Sources: NITI Aayog, Fiscal Health Index 2025, its measures and its formula as public texts describe
them.

What it does not cover: the names of groups of states (achievers and others). `UNCONFIRMED` lists
which values are compared. No table of measures with a published index is at hand.
"""

from __future__ import annotations

from collections.abc import Mapping

from fiscal_rubric.errors import near, refuse
from fiscal_rubric.numbers.rounding import Rounding
from fiscal_rubric.rubric.criteria import Criterion
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.rules.phrases import share_between
from fiscal_rubric.rules.words import average, number, points
from fiscal_rubric.validation import Text, take_key

# Sub-index -> its name; measure -> its name, and whether more is better.
SUB_INDICES: Mapping[str, Text] = {
    "quality": {"zh": "支出质量", "en": "quality of expenditure"},
    "revenue": {"zh": "收入动员", "en": "revenue mobilisation"},
    "prudence": {"zh": "财政审慎", "en": "fiscal prudence"},
    "debt": {"zh": "债务指数", "en": "debt index"},
    "sustainability": {"zh": "债务可持续性", "en": "debt sustainability"},
}
MEASURES: Mapping[str, Mapping[str, tuple[Mapping[str, str], bool]]] = {
    "quality": {
        "development": (
            {"zh": "发展支出占总支出", "en": "development expenditure / total expenditure"}, True),
        "capital": ({"zh": "资本支出占州生产总值", "en": "capital outlay / GSDP"}, True),
    },
    "revenue": {
        "own revenue": ({"zh": "自有收入占州生产总值", "en": "own revenue / GSDP"}, True),
        "own share": (
            {"zh": "自有收入占总支出", "en": "own revenue / total expenditure"}, True),
    },
    "prudence": {
        "fiscal deficit": ({"zh": "财政赤字占州生产总值", "en": "fiscal deficit / GSDP"}, False),
        "revenue deficit": ({"zh": "经常赤字占州生产总值", "en": "revenue deficit / GSDP"}, False),
    },
    "debt": {
        "interest": (
            {"zh": "利息支出占经常收入", "en": "interest payments / revenue receipts"}, False),
        "liabilities": (
            {"zh": "未偿债务占州生产总值", "en": "outstanding liabilities / GSDP"}, False),
    },
    "sustainability": {
        "growth gap": (
            {"zh": "州生产总值增速减利息增速", "en": "growth of GSDP − growth of interest"}, True),
    },
}  # fmt: skip
UNCONFIRMED: tuple[Text, ...] = (
    {
        "zh": "最低值和最高值取自哪些州和年份（此处为答案，可用 with_references 计算）",
        "en": "of which states and years the lowest and highest values are taken; here they are "
        "answers, which with_references gives",
    },
    {
        "zh": "分指数不取舍，指数取一位小数",
        "en": "sub-indices are not rounded; the index has one place",
    },
    {
        "zh": "各州数值相同时得 0",
        "en": "a measure that is the same for all gives 0",
    },
)


def measure(key: str) -> Node:
    """Return the number of a measure, such as `measure("capital")`.

    Raises:
        FiscalRubricError: no measure has this key.
    """
    return number(key, text=_name(key))


def _name(key: str) -> Mapping[str, str]:
    names = {name: text for named in MEASURES.values() for name, (text, _) in named.items()}
    if take_key(key) not in names:
        refuse("unknown_key", key, "", *near(key, names))
    return names[key]


def _share(key: str, *, more_is_better: bool) -> Node:
    name = _name(key)
    low = number(f"{key}.low", text={"zh": f"{name['zh']}的最低值", "en": f"lowest {name['en']}"})
    high = number(f"{key}.high", text={"zh": f"{name['zh']}的最高值", "en": f"highest {name['en']}"})
    ends = (low, high) if more_is_better else (high, low)
    return share_between(measure(key), *ends, if_equal=0).clip(0, 1)


RUBRIC = Rubric(
    {"zh": "印度各邦财政健康指数 2025", "en": "Fiscal Health Index 2025"},
    [
        Criterion(
            name,
            100,
            100 * average(*(_share(m, more_is_better=up) for m, (_, up) in MEASURES[key].items())),
            key=key,
            rounding=None,
            source="Fiscal Health Index 2025",
        )
        for key, name in SUB_INDICES.items()
    ],
    key="FHI 2025",
    full=100,
    rule=average(*map(points, SUB_INDICES)),
    rounding=Rounding(1),
    source="Fiscal Health Index 2025",
)
