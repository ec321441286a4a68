"""Published results where some answers are left out: bounds must still hold them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import cycle, islice
from random import Random

from fiscal_rubric import Bounds, Evidence, Rubric

Row = dict[str, str]


def with_gaps(
    rows: Sequence[Row], evidence_of: Callable[[Row], Evidence], count: int = 200
) -> Iterator[tuple[Row, Evidence]]:
    """Rows, and their evidence without some of its answers.

    Half of them lack one answer, where bounds are narrow; the others lack any number of answers.
    They are the same in each run. Where there are too few rows, they come again with other gaps.
    """
    random = Random(1)
    for row in islice(cycle(random.sample(rows, len(rows))), count):
        evidence = evidence_of(row)
        keys = sorted(evidence.answers)
        missing = random.choice([1, random.randint(1, len(keys))])
        yield row, evidence.without(*random.sample(keys, missing))


def bounds_that_hold(
    rubric: Rubric,
    evidence: Evidence,
    points: Mapping[str, str] | None = None,
    grades: Mapping[str, str] | None = None,
) -> Bounds:
    """Check that the bounds hold published points and grades, by the keys of their lines."""
    bounds = rubric.bounds(evidence)
    for key, published in (points or {}).items():
        low, high = bounds[key].low, bounds[key].high
        assert low is not None, key
        assert high is not None, key
        assert low <= Decimal(published) <= high, key
    for key, grade in (grades or {}).items():
        assert grade in bounds[key].grades, key
    return bounds


def narrowest(every: Sequence[Bounds]) -> Decimal:
    """The least difference between the ends of an open total.

    Bounds that always are as wide as the full marks hold everything, and say nothing.
    """
    widths = [b.high - b.low for b in every if b.high is not None and b.low is not None]
    return min(width for width in widths if width)
