"""The comprehensive score of a tender in China (综合评分法), as a template.

What it is: points for the price, by the lowest price divided by the own price, and points for other
factors, which experts give. Here the highest and the lowest expert do not count.

Whom it serves: buyers and auditors of government procurement of goods and services.

Sources: decree 87 of the Ministry of Finance of 2017, article 55, as public texts describe it: the
lowest price that meets the tender documents is the reference price; a bid gets the reference price
divided by its price, times the weight of the price; that weight is at least 30 of 100 points for
goods and 10 for services.

What it does not cover: deductions from the price for small firms, the order of equal totals, and
which bids are refused before they are scored. `UNCONFIRMED` lists what the tender documents decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from fiscal_rubric.errors import refuse
from fiscal_rubric.numbers.exact import Number, constant, number_text
from fiscal_rubric.rubric.criteria import Criterion, Section
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.rules.words import average, divide, number, ordered_mean
from fiscal_rubric.validation import Text, take_bool, take_key, take_mapping, take_option

Kind = Literal["goods", "services"]
LEAST_FOR_PRICE: Mapping[Kind, int] = {"goods": 30, "services": 10}
LOWEST = "评标基准价"  # the key of the reference price
PRICE = number("投标报价", 0, unit="元", text={"zh": "投标报价", "en": "bid price"})
UNCONFIRMED: tuple[Text, ...] = (
    {
        "zh": "去掉最高分和最低分后取平均：由招标文件规定，办法未作规定",
        "en": "the mean without the highest and the lowest expert: the tender documents decide, the "
        "decree does not say so",
    },
    {
        "zh": "每项得分取两位小数，四舍五入",
        "en": "points of each line with two places, half up",
    },
)


def rubric(
    price: Number,
    factors: Mapping[str, Number],
    experts: int = 5,
    kind: Kind = "goods",
    *,
    without_ends: bool = True,
) -> Rubric:
    """Build the score of a tender.

    Each bid is one evidence: its price, the reference price, and the points of each expert for each
    factor, with keys such as "技术方案.1". `with_references` gives the reference price.

    Args:
        price: the points for the price; at least 30 for goods, 10 for services.
        factors: factor -> its points; all points make 100.
        experts: how many experts there are, 3 or more.
        kind: "goods" or "services".
        without_ends: whether the highest and the lowest expert do not count.

    Raises:
        FiscalRubricError: too few points for the price, or points that do not make 100.

    Example:
        >>> from fiscal_rubric import Evidence, Reference, portfolio
        >>> tender = rubric(40, {"技术方案": 60}, experts=3)
        >>> def bid(price, *marks):
        ...     points = {f"技术方案.{i}": mark for i, mark in enumerate(marks, 1)}
        ...     return Evidence(answers={"投标报价": price, **points})
        >>> bids = {"甲": bid("100万元", 50, 52, 60), "乙": bid("80万元", 45, 48, 50)}
        >>> found = portfolio(tender, bids, references={LOWEST: Reference("least", PRICE)})
        >>> [(member.key, str(member.card.total)) for member in found]
        [('甲', '84.00'), ('乙', '88.00')]
    """
    take_option(kind, "kind", tuple(LEAST_FOR_PRICE))
    take_bool(without_ends, "without_ends")
    share, least = constant(price, "price"), LEAST_FOR_PRICE[kind]
    if share < least:
        refuse("option", "price", number_text(share), f"{least}..100")
    if isinstance(experts, bool) or not isinstance(experts, int) or not 3 <= experts <= 99:
        refuse("option", "experts", experts, "3..99")
    points = {
        take_key(key, "factors"): constant(full, f"factors.{key}")
        for key, full in take_mapping(factors, "factors").items()
    }
    whole = share + sum(points.values())
    if whole != 100:
        refuse("weights_sum", "factors", number_text(whole), "100")
    source = "财政部令第87号 第五十五条"
    reference = number(LOWEST, 0, unit="元", text={"zh": "评标基准价", "en": "reference price"})
    rate = divide(reference, PRICE, if_zero=0).clip(0, 1)
    lines: list[Criterion | Section] = [
        Criterion({"zh": "价格", "en": "price"}, share, share * rate, key="价格", source=source),
        Section(
            {"zh": "其他评审因素", "en": "other factors"},
            [
                Criterion(
                    factor, full, _of_experts(factor, full, experts, without_ends), source=source
                )
                for factor, full in points.items()
            ],
            key="其他评审因素",
        ),
    ]
    name = {"zh": "综合评分法", "en": "comprehensive score of a tender"}
    return Rubric(name, lines, key="综合评分法", source=source)


def _of_experts(factor: str, full: Number, experts: int, without_ends: bool) -> Node:
    marks = [
        number(f"{factor}.{i}", 0, full, text={"zh": f"专家{i}", "en": f"expert {i}"})
        for i in range(1, experts + 1)
    ]
    return ordered_mean(*marks, first=2, last=-2) if without_ends else average(*marks)


RUBRIC = rubric(30, {"技术": 50, "商务": 20})
