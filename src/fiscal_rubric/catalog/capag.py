"""CAPAG: the payment capacity of Brazilian states and municipalities, from three ratios.

What it is: the rating by the national treasury (Tesouro Nacional). Debt, savings and liquidity get
a letter each from a ratio; the letters decide the final one, A to D. There is one rubric for each
year of data, `RUBRICS[2020]` to `RUBRICS[2023]`, with three sets of thresholds.

Whom it serves: treasuries and cities that check a rating, or ask how an unknown ratio can still
change it.

Sources: the published tables of 2020 to 2023, from which all thresholds and the decision were read
and confirmed, row by row; the ratios are defined in Portaria 501/2017 of the ministry of finance
and its successors.

What it does not cover:

- A+ and B+ of 2023, for good accounting: the input is not published.
- "n.e." (not eligible), which overrides a rating: the ratios do not decide it.
- A liquidity of exactly 0 before 2023 is printed "n.d." (not available), not a letter; leave such
  an answer out. The data shows which end of a band is closed only for liquidity; no published debt
  or savings ratio lies on an edge (`UNCONFIRMED`).
"""

from __future__ import annotations

from typing import TypeAlias

from fiscal_rubric.numbers.exact import Number
from fiscal_rubric.rubric.criteria import Criterion
from fiscal_rubric.rubric.grades import Grades
from fiscal_rubric.rubric.readings import Reading
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rules.edges import above, at_least, at_most, below
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.rules.phrases import bands
from fiscal_rubric.rules.words import all_of, any_of, graded, number, reaches, when

ABC = Grades([("A", 3), ("B", 2), ("C", 1)])
UNCONFIRMED = (
    {
        "zh": "债务率、经常性支出率恰好等于档界时归入较差一档：公布数据中没有这样的数值",
        "en": "a debt or spending ratio exactly on an edge falls into the worse band: no published "
        "value shows it",
    },
    {
        "zh": "2023 年流动性恰好等于 5% 为 A：公布数据中没有恰好等于的数值",
        "en": "a liquidity of exactly 5 % in 2023 is an A: no published value lies on that edge",
    },
    {
        "zh": "公布数据中未出现的等级组合：只由规则推出",
        "en": "combinations of letters that no city has: they follow from the rule alone",
    },
    {
        "zh": "2022 年没有负的流动性：按 2020、2021 年记为 C",
        "en": "no liquidity of 2022 is negative: it is a C as in 2020 and 2021",
    },
)

_DEBT = number("debt_ratio", text={
    "zh": "债务 ÷ 经常性净收入", "en": "debt / net current revenue",
})  # fmt: skip
_SPENDING = number("current_spending_ratio", text={
    "zh": "经常性支出 ÷ 经常性收入", "en": "current spending / current revenue",
})  # fmt: skip
_OBLIGATIONS = number("liquidity", text={
    "zh": "短期债务 ÷ 现金", "en": "financial obligations / cash",
})  # fmt: skip
_SURPLUS = number("liquidity", text={
    "zh": "（现金 − 短期债务）÷ 收入", "en": "(cash - obligations) / revenue",
})  # fmt: skip


Edges: TypeAlias = tuple[Number, Number]


def _bands(ratio: Node, a: Number, b: Number) -> Node:
    return bands(ratio, [(below(a), 3), (below(b), 2)], otherwise=1)


def _edge_inside(ratio: Node, a: Number, b: Number) -> Reading:
    """Return the reading in which an edge of a band belongs to the better one."""
    text = {"zh": "恰好等于档界时归入较好一档", "en": "a ratio on an edge falls into the better band"}
    better = bands(ratio, [(at_most(a), 3), (at_most(b), 2)], otherwise=1)
    return Reading("edge_inside", text, _bands(ratio, a, b), better)


# Not monotonic: a ratio below zero is a C as well.
_LIQUIDITY_TO_2022 = when(all_of(_OBLIGATIONS > 0, _OBLIGATIONS < 1), 3, 1)
_NEGATIVE_AS_A = Reading(
    "negative liquidity as A",
    {"zh": "负的流动性记为 A", "en": "a liquidity below zero is an A"},
    _LIQUIDITY_TO_2022,
    when(_OBLIGATIONS < 1, 3, 1),
)
_LIQUIDITY_2023 = bands(_SURPLUS, [(at_least(0.05), 3), (above(0), 2)], otherwise=1)

_EDGE_2023 = Reading(
    "edge_inside",
    {"zh": "恰好等于 5% 时归入较差一档", "en": "exactly 5 % falls into the worse band"},
    _LIQUIDITY_2023,
    bands(_SURPLUS, [(above(0.05), 3), (above(0), 2)], otherwise=1),
)

_ALL_C = all_of(graded("debt", "C"), graded("savings", "C"), graded("liquidity", "C"))
_WEAK = any_of(graded("savings", "C"), graded("liquidity", "C"))
_ALL_A = all_of(graded("debt", "A"), graded("savings", "A"), graded("liquidity", "A"))
_ALL_A_BUT_ONE_B = all_of(
    graded("debt", "A"),
    any_of(
        all_of(graded("savings", "A"), reaches("liquidity", "B")),
        all_of(reaches("savings", "B"), graded("liquidity", "A")),
    ),
)


def rubric(
    year: int, debt: Edges, savings: Edges, liquidity: Node, best: Node, *others: Reading
) -> Rubric:
    """Build the rating of one year.

    Args:
        year: the year of the data.
        debt, savings: the ratios below which there is an A, and a B; else a C.
        liquidity: the rule that gives 3, 2 or 1 for A, B or C.
        best: the condition on the letters for an A.
        others: what the liquidity may be taken to mean.
    """
    source = f"CAPAG {year}"
    return Rubric(
        {"zh": f"巴西财政支付能力评级 {year}", "en": f"CAPAG {year}"},
        [
            Criterion(name, 3, rule, key=key, grades=ABC, source=f"{source}, {key}")
            for key, name, rule in (
                ("debt", {"zh": "债务", "en": "debt"}, _bands(_DEBT, *debt)),
                ("savings", {"zh": "经常性储蓄", "en": "savings"}, _bands(_SPENDING, *savings)),
                ("liquidity", {"zh": "流动性", "en": "liquidity"}, liquidity),
            )
        ],
        key=f"CAPAG {year}",
        full=4,
        rule=when(best, 4, when(_ALL_C, 1, when(_WEAK, 2, 3))),
        grades=Grades([("A", 4), ("B", 3), ("C", 2), ("D", 1)]),
        readings=[_edge_inside(_DEBT, *debt), _edge_inside(_SPENDING, *savings), *others],
        source=source,
    )


RUBRICS = {
    2020: rubric(2020, (0.6, 1.5), (0.9, 0.95), _LIQUIDITY_TO_2022, _ALL_A),
    2021: rubric(2021, (0.6, 1), (0.85, 0.95), _LIQUIDITY_TO_2022, _ALL_A),
    2022: rubric(2022, (0.6, 1), (0.85, 0.95), _LIQUIDITY_TO_2022, _ALL_A, _NEGATIVE_AS_A),
    2023: rubric(2023, (0.6, 1), (0.85, 0.95), _LIQUIDITY_2023, _ALL_A_BUT_ONE_B, _EDGE_2023),
}
