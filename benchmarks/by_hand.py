"""Table 5 as a person writes it: Decimals and if, with the total and the grade."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT, HALF = Decimal("0.01"), Decimal("0.5")
POINTS = [Decimal(n) for n in range(20)]
MATCH = {
    "完全匹配": POINTS[3],
    "偏离不大，有合理理由": POINTS[2],
    "严重滞后，无合理理由": POINTS[0],
}
EFFECT = {
    "未发现问题": Decimal(2),
    "及时改进，达到预期": Decimal("1.5"),
    "及时改进，未达预期": HALF,
    "未及时改进": Decimal(0),
}
SATISFACTION = {"优": POINTS[6], "良": POINTS[4], "中": POINTS[2], "差": POINTS[0]}
BANDS = ((Decimal(90), "优"), (Decimal(80), "良"), (Decimal(60), "中"), (Decimal(0), "差"))
Sums = tuple[Decimal, Decimal, int, int, int]  # paid, planned; misses: all, quantity, quality


def by_hand(a: Mapping[str, Any], sums: Sums) -> tuple[list[Decimal], Decimal, str]:
    """Return the points of the 18 lines, the total and the grade; nothing is checked."""
    paid, planned, misses, of_quantity, of_quality = sums
    goal = a["has_goal"]
    saved = (planned - paid) / planned if planned else POINTS[0]
    lines = [
        POINTS[2 * a["basis_procedure"] + 2 * a["basis_budget"] + (a["ex_ante"] is not False)],
        POINTS[2 + 2 * a["goal_detailed"] + 2 * a["goal_measurable"]] if goal else POINTS[0],
        POINTS[2 * a["systems_complete"] + a["systems_quality"] + 2 * a["performance_system"]],
        POINTS[a["people"] + a["assets"] + a["funds"]],
        POINTS[
            a["plan_goal"]
            + a["plan_content"]
            + a["plan_duties"]
            + a["plan_procedure"]
            + a["plan_time"]
        ],
        MATCH[a["schedule"]],
        MATCH[a["payment"]],
        POINTS[max(3 - misses, 0)],
        POINTS[a["monitored"] + a["data_collected"]],
        EFFECT[a["monitoring_effect"]],
        POINTS[2 * a["systems_executed"]] + HALF * (a["files_complete"] + a["files_timely"]),
        POINTS[0]
        if a["misused"]
        else POINTS[2 * a["funds_lawful"] + a["funds_approved"] + a["funds_as_agreed"]],
        POINTS[3 * (paid <= planned)]
        + (3 * min(max(saved, POINTS[0]), POINTS[1])).quantize(CENT, ROUND_HALF_UP),
        POINTS[max(6 - of_quantity, 0)],
        POINTS[max(6 - of_quality, 0) + 6 * (not a["accident"])],
        a["benefit"],
        SATISFACTION[a["satisfaction"]] + 2 * a["surveyed"],
        Decimal("1.5") * (a["self_evaluated"] + a["quality_ok"]) + a["published"] + a["rectified"],
    ]
    total = sum(lines, POINTS[0])
    return lines, total, next(label for least, label in BANDS if total >= least)
