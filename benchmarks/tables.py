"""What reading cells and sheets costs: ratios to the constructors, in one run.

Run it from the root of the project: python benchmarks/tables.py
"""

import statistics
import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import count

from fiscal_rubric.numbers.spans import Span
from fiscal_rubric.tables import read_sheet
from fiscal_rubric.targets import NumericTarget, read_target

CELLS, ROUNDS = 500, 15
NEW = count(1)  # a cell that was read before is remembered
FORMS = (
    "≥{}个", "培训≥{}人次", "达到{}个以上", "修建道路{}公里", "较上年提高{}%以上", "偏差在±{}%以内",
    "不低于{}且不高于99999", "2022年12月{}日", "≥{}场；≥100人", "第{}名", "建立健全长效机制{}",
)  # fmt: skip
HEADINGS = ["二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"]


def seconds(task: Callable[[], object]) -> float:
    start = time.process_time()
    task()
    return time.process_time() - start


def built(numbers: Sequence[int]) -> None:
    for number in numbers:
        NumericTarget("at least", Span(Fraction(number), unit="个"))


def read(form: str, numbers: Sequence[int]) -> None:
    for number in numbers:
        read_target(form.format(number))


def sheet(rows: int) -> list[list[object]]:
    names = range(rows)
    return [
        HEADINGS,
        *(["数量指标", f"甲{at}", f"≥{next(NEW)}个", f"{at}个", 1, 1] for at in names),
    ]


def main() -> None:
    ratios: dict[str, list[float]] = {form: [] for form in FORMS}
    for _ in range(ROUNDS):
        own = [next(NEW) for _ in range(CELLS)]
        least = seconds(lambda own=own: built(own))  # type: ignore[misc]
        for form in FORMS:
            new = [next(NEW) for _ in range(CELLS)]
            ratios[form].append(seconds(lambda f=form, new=new: read(f, new)) / least)  # type: ignore[misc]
    plain = statistics.median(ratios[FORMS[0]])
    print(f"{'a new plain cell':40} {plain:8.1f} x its constructors")
    for form in FORMS[1:]:
        print(f"{form.format(5):40} {statistics.median(ratios[form]) / plain:8.1f} x a plain cell")
    few = statistics.median(seconds(lambda: read_sheet(sheet(1_000))) for _ in range(3))
    many = seconds(lambda: read_sheet(sheet(10_000)))
    print(f"{'a sheet of 10 000 rows':40} {many:8.1f} s")
    print(f"{'10 000 rows against 1 000':40} {many / few:8.1f} x")


if __name__ == "__main__":
    main()
