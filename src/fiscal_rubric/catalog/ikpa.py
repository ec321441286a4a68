"""IKPA 2024: Indonesia's indicators of budget execution, as a template.

What it is: seven component values of 0 to 100, weighted to 100. A component that does not apply is
left out and the weights of the others are scaled up. The deduction for dispensations of payment
orders is subtracted from the total, down to 0.

Whom it serves: working units that follow their IKPA through the year.

Sources: the weights, the deduction and the bands were read in public texts on the rules of 2024.

What it does not cover: how a component gets its value. No source and no published table of
components confirms that weights are scaled up (konversi bobot; see `UNCONFIRMED`).
"""

from __future__ import annotations

from collections.abc import Mapping

from fiscal_rubric.catalog import take_shares
from fiscal_rubric.numbers.exact import Number
from fiscal_rubric.rubric.criteria import Criterion
from fiscal_rubric.rubric.grades import Grades
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rules.words import number, subtotal
from fiscal_rubric.validation import Text

WEIGHTS: Mapping[str, Number] = {
    "revision": 10,
    "deviation": 15,
    "absorption": 20,
    "contracts": 10,
    "settlement": 10,
    "advances": 10,
    "output": 25,
}
_NAMES: Mapping[str, Text] = {
    "revision": {"zh": "预算调整", "en": "DIPA revision"},
    "deviation": {"zh": "用款计划偏差", "en": "deviation from page III of the DIPA"},
    "absorption": {"zh": "预算执行", "en": "budget absorption"},
    "contracts": {"zh": "合同支出", "en": "contract spending"},
    "settlement": {"zh": "账单结算", "en": "settlement of bills"},
    "advances": {"zh": "备用金管理", "en": "management of cash advances"},
    "output": {"zh": "产出完成", "en": "output achievement"},
}
GRADES = Grades([("very good", 95), ("good", 89), ("fair", 70), ("poor", 0)])
UNCONFIRMED = (
    {
        "zh": "不适用的组成部分按其余权重放大（konversi bobot）",
        "en": "the weights of what applies are scaled up (konversi bobot)",
    },
    {
        "zh": "扣分后不低于零，各组成部分得分取两位小数：未见于原始文件",
        "en": "the total does not fall below zero, and each component is rounded to two places: not "
        "read in a source",
    },
)


def rubric(weights: Mapping[str, Number] = WEIGHTS) -> Rubric:
    """Build the index with weights that add up to 100.

    Raises:
        FiscalRubricError: a component is not known, or the weights do not add up to 100.

    Example:
        >>> from fiscal_rubric import NOT_APPLICABLE, Evidence
        >>> values = {**dict.fromkeys(WEIGHTS, 90), "contracts": NOT_APPLICABLE, "dispensation": 1}
        >>> card = rubric().score(Evidence(answers=values))
        >>> card.total, card.grade
        (Decimal('89.00'), 'good')
    """
    shares = take_shares(weights, WEIGHTS, 100)
    lines = [
        Criterion(
            _NAMES[key],
            share,
            share / 100 * number(key, 0, 100, may_not_apply=True, text=_NAMES[key]),
            key=key,
            if_not_applicable="drop",
            source=f"IKPA 2024, {key}",
        )
        for key, share in shares.items()
    ]
    text = {"zh": "支付令豁免扣分", "en": "deduction for dispensations of payment orders"}
    return Rubric(
        {"zh": "预算执行绩效指标 2024", "en": "IKPA 2024"},
        lines,
        key="IKPA 2024",
        full=100,
        rule=(subtotal() - number("dispensation", 0, 100, text=text)).clip(0),
        grades=GRADES,
        source="IKPA 2024",
    )


RUBRIC = rubric()
