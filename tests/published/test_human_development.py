"""The human development index: the cube root of three indices, with three places.

Source: United Nations Development Programme, Human Development Report, technical notes. Rules have
no logarithms; the logarithm of income is an answer, worked out with 15 places.
"""

from decimal import Decimal

import pytest

from fiscal_rubric import Criterion, Evidence, Rounding, Rubric, average, number, root
from gaps import bounds_that_hold, narrowest, with_gaps
from oracles import Checked, rows_of

FILE = "human_development_index.csv"
LOG_OF_100 = Decimal("4.605170185988091")
LOG_OF_75000 = Decimal("11.225243392518447")

health = ((number("life_expectancy", 0, 120, unit="years") - 20) / 65).clip(0, 1)
education = average(
    (number("expected_schooling", 0, 40, unit="years") / 18).clip(0, 1),
    (number("mean_schooling", 0, 40, unit="years") / 15).clip(0, 1),
)
income = ((number("ln_gni_per_capita", 0) - LOG_OF_100) / (LOG_OF_75000 - LOG_OF_100)).clip(0, 1)
RUBRIC = Rubric(
    "Human development index",
    [
        Criterion(
            "Human development",
            1,
            root(
                health.named("health") * education.named("education") * income.named("income"),
                degree=3,
                places=3,
            ),
            key="index",
            rounding=Rounding(3),
        )
    ],
    source="Human Development Report, technical notes",
)
ANSWERS = ("life_expectancy", "expected_schooling", "mean_schooling", "ln_gni_per_capita")


def evidence_of(row: dict[str, str]) -> Evidence:
    return Evidence(answers={key: row[key] for key in ANSWERS})


@pytest.mark.oracle(FILE)
def test_published_indices_are_cube_roots(checked: Checked) -> None:
    count = 0
    for row in rows_of(FILE):
        place = f"{row['country']} {row['year']}"
        assert RUBRIC.score(evidence_of(row)).total == Decimal(row["published_hdi"]), place
        count += 1
    assert count == 348
    checked(FILE, count, "indices")


@pytest.mark.oracle(FILE)
def test_bounds_hold_the_index_while_answers_are_open(checked: Checked) -> None:
    found = [
        bounds_that_hold(RUBRIC, evidence, {"index": row["published_hdi"]})
        for row, evidence in with_gaps(rows_of(FILE), evidence_of)
    ]
    assert narrowest(found) <= Decimal("0.5")
    checked(FILE, len(found), "indices within the bounds of some of their answers")
