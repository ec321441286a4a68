"""What a user writes, as the type checkers see it; what they should refuse is marked."""

from decimal import Decimal
from fractions import Fraction

from fiscal_rubric import (
    Basis,
    Bounds,
    Budget,
    Criterion,
    Evidence,
    Grades,
    Indicator,
    Project,
    Rounding,
    Rubric,
    Scorecard,
    ScoreLine,
    Section,
    completion,
    cost_saving_rate,
    deduct_per_miss,
    misses,
    paid,
    pick,
    planned,
    yes,
)
from fiscal_rubric.targets.reading import read_actual, read_target

rubric = Rubric(
    "评价",
    [
        Section("绩效", [Criterion("成本", 6, 3 * (paid() <= planned()) + 3 * cost_saving_rate())]),
        Criterion("数量", 6, deduct_per_miss(6, misses(kind="quantity")), rounding=Rounding(1)),
        Criterion({"zh": "满意度", "en": "Satisfaction"}, 8, pick("s", {"优": 6}) + 2 * yes("x")),
    ],
    grades=Grades([("优", 90), ("差", 0)]),
)
project = Project("p", Budget("1万元"), [Indicator("k", "quantity", "5家", "3家", weight="0.5")])
evidence = Evidence([project], {"s": "优", "x": True}).with_answers(x=False)

card: Scorecard = rubric.score(evidence, Basis(targets="revised"))
total: Decimal | None = card.total
grade: str | None = card.grade
line: ScoreLine = card["数量"]
exact: Fraction | None = line.exact
bounds: Bounds = rubric.bounds(evidence.without("x"))
low: Decimal | None = bounds["数量"].low
status: str = completion(read_target("5家"), read_actual("3家")).status
ratio: Fraction | None = completion(read_target("5家"), read_actual("3家")).ratio

Basis(targets="old")  # type: ignore[arg-type]  # no such targets
Rounding(2, "half down")  # type: ignore[arg-type]  # no such mode
Indicator("k", "money", "5家")  # type: ignore[arg-type]  # no such kind
misses(kind="money")  # type: ignore[arg-type]  # no such kind either
rubric.score(project)  # type: ignore[arg-type]  # no evidence
card.total.quantize(Decimal(2))  # type: ignore[union-attr]  # it may be None
evidence.answers["x"] = True  # type: ignore[index]  # read-only
