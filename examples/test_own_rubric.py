"""Test a bureau's own rubric on a case worked out by hand, and by the laws on any evidence.

Run `pip install 'fiscal-rubric[strategies]' pytest`, then `pytest`.
"""

import pytest

from fiscal_rubric import (
    Budget,
    Criterion,
    Evidence,
    Grades,
    Indicator,
    Project,
    Rubric,
    Section,
    WorkedCase,
    budget_execution_rate,
    deduct_per_miss,
    indicators,
    met,
    misses,
    pick,
)
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.testing import check_laws

YEAR = Evidence(
    Project("道路养护", Budget("480万元", "500万元", {"2024-12-31": "485万元"}), [
        Indicator("养护里程", "quantity", "≥120公里", "118公里"),
        Indicator("验收合格率", "quality", "≥98%", "98.6%"),
        Indicator("每公里成本", "cost", "≤4万元", "4.1万元"),
    ]),
    {"满意度": "良"},
)  # fmt: skip


def rubric(achieved: Node) -> Rubric:
    """Build the bureau's standard, with a rule for its targets."""
    return Rubric(
        "道路养护绩效评价",
        [
            Section("投入", [Criterion("预算执行率", 10, 10 * budget_execution_rate().clip(0, 1))]),
            Section("产出", [Criterion("指标完成", 60, achieved)]),
            Section(
                "效益", [Criterion("满意度", 30, pick("满意度", {"优": 30, "良": 24, "差": 0}))]
            ),
        ],
        grades=Grades([("优", 90), ("良", 80), ("中", 60), ("差", 0)]),
        cases=[WorkedCase("2024", YEAR, total="53.7", grade="差")],
    )


MISSED = deduct_per_miss(60, misses(), each=20)
WRONG = deduct_per_miss(60, indicators().count(met()), each=20)  # it deducts for what is met


def test_the_case_worked_out_by_hand() -> None:
    rubric(MISSED).replay()


def test_the_laws_hold() -> None:
    check_laws(rubric(MISSED), like=YEAR)


def test_a_fault_in_the_rule_is_found() -> None:
    with pytest.raises(AssertionError, match="nearer to its target"):
        check_laws(rubric(WRONG), like=YEAR)
