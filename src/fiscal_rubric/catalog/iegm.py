"""IEGM: the index of municipal management of the Brazilian courts of accounts.

What it is: seven component indices, each from a questionnaire and rounded to two places, make a
weighted sum that is not rounded, with a grade from C to A. A component that was not delivered
makes the total zero.

Whom it serves: municipalities and auditors who check a published index, or ask which component
would raise its grade.

Sources: the tables for Minas Gerais, 2022 to 2024, from which the weights, bands and the zero rule
were read and confirmed, city by city.

What it does not cover: the questionnaires behind the components (their quantity formulas are not
published), and downgrades of a component (rebaixamento). The data does not show that an A needs
five components graded A (`UNCONFIRMED`): no city has an A.

Answer `NOT_APPLICABLE` for a component that was not delivered: it has 0 points and no grade. A
delivered component of 0 has the grade C.
"""

from __future__ import annotations

from collections.abc import Mapping

from fiscal_rubric.catalog import take_shares
from fiscal_rubric.numbers.exact import Number
from fiscal_rubric.numbers.rounding import Rounding
from fiscal_rubric.rubric.criteria import Criterion
from fiscal_rubric.rubric.grades import Grades
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rules.words import all_of, applies, at_least_of, number, points, reaches, when
from fiscal_rubric.validation import Text

SOURCE = "IEGM, Minas Gerais, 2022-2024"
BANDS = (("A", 0.9), ("B+", 0.75), ("B", 0.6), ("C+", 0.5), ("C", 0))
WEIGHTS: Mapping[str, Number] = {
    "i_educ": 0.2,
    "i_saude": 0.2,
    "i_plan": 0.2,
    "i_fiscal": 0.2,
    "i_amb": 0.1,
    "i_cidade": 0.05,
    "i_govti": 0.05,
}
UNCONFIRMED = (
    {
        "zh": "总评 A 须至少五项分指数为 A：公布数据中没有城市达到 A",
        "en": "an A needs at least five components graded A: no published city reaches an A",
    },
    {
        "zh": "分指数取两位小数、四舍五入：公布数据均为两位，取舍方式未载明",
        "en": "components are rounded half up to two places: published ones have two, how they were "
        "rounded is not said",
    },
)

_NAMES: Mapping[str, Text] = {
    "i_educ": {"zh": "教育", "en": "education"},
    "i_saude": {"zh": "卫生", "en": "health"},
    "i_plan": {"zh": "规划", "en": "planning"},
    "i_fiscal": {"zh": "财政管理", "en": "fiscal management"},
    "i_amb": {"zh": "环境", "en": "environment"},
    "i_cidade": {"zh": "城市防护", "en": "protection of the city"},
    "i_govti": {"zh": "信息技术治理", "en": "information technology"},
}


def rubric(weights: Mapping[str, Number] = WEIGHTS) -> Rubric:
    """Build the index with weights that add up to 1.

    Args:
        weights: component key to weight, of at most two places.

    Raises:
        FiscalRubricError: a component is not known, or the weights do not add up to 1.
    """
    shares = take_shares(weights, WEIGHTS, 1)
    indices = {key: number(key, 0, 1, may_not_apply=True, text=_NAMES[key]) for key in shares}
    delivered = all_of(*map(applies, indices.values()))
    lines = [
        Criterion(
            _NAMES[key],
            1,
            index,
            key=key,
            if_not_applicable="zero",
            source=f"{SOURCE}, {key}",
            grades=Grades(BANDS, overrides=[(~applies(index), None)]),
        )
        for key, index in indices.items()
    ]
    enough = at_least_of(min(5, len(lines)), [reaches(key, "A") for key in shares])
    return Rubric(
        {"zh": "巴西市政管理成效指数", "en": "IEGM"},
        lines,
        key="IEGM",
        full=1,
        rounding=Rounding(4),  # two places times two places: the sum is exact
        rule=when(delivered, sum(share * points(key) for key, share in shares.items()), 0),
        grades=Grades(BANDS, overrides=[(~delivered, None)], caps=[(~enough, "B+")]),
        source=SOURCE,
    )


RUBRIC = rubric()
