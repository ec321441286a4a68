"""Hospital value-based purchasing of 2026: four domains of a quarter each, not rounded.

Source: Centers for Medicare and Medicaid Services, 42 CFR 412.165. The weight of a domain that is
not available is shared out among the others. The scores are printed with 12 places; the scores of
the domains are fractions with a small divisor, because they are made of a few measures.
"""

from decimal import Decimal
from fractions import Fraction

import pytest

from fiscal_rubric import NOT_APPLICABLE, Criterion, Evidence, Rounding, Rubric, number
from gaps import bounds_that_hold, narrowest, with_gaps
from oracles import Checked, rows_of

FILE = "us_hospital_vbp_2026.csv"
DOMAINS = {
    "clinical": "clinical outcomes",
    "engagement": "person and community engagement",
    "safety": "safety",
    "efficiency": "efficiency and cost reduction",
}
RUBRIC = Rubric(
    "Hospital value-based purchasing",
    [
        Criterion(
            name, 25, number(key, 0, 100, may_not_apply=True) / 4, key=key,
            rounding=None, if_not_applicable="drop",
        )
        for key, name in DOMAINS.items()
    ],
    rescale=True,
    rounding=Rounding(12),
    key="total",
    source="42 CFR 412.165",
)  # fmt: skip


def evidence_of(row: dict[str, str]) -> Evidence:
    return Evidence(
        answers={key: fraction(row[key]) if row[key] else NOT_APPLICABLE for key in DOMAINS}
    )


def fraction(printed: str) -> Fraction:
    """Return the fraction with a small divisor that a decimal with 12 places stands for."""
    return Fraction(printed).limit_denominator(10_000)


@pytest.mark.oracle(FILE)
def test_published_totals_are_exact_to_the_last_place(checked: Checked) -> None:
    count = 0
    for row in rows_of(FILE):
        total = RUBRIC.score(evidence_of(row)).total
        assert total == Decimal(row["published_total"]), row["hospital"]
        count += 1
    assert count == 1228
    checked(FILE, count, "totals")


@pytest.mark.oracle(FILE)
def test_lines_that_are_rounded_miss_the_last_place() -> None:
    rounded = [Criterion(p.name, 25, p.rule, key=p.key, if_not_applicable="drop",
                         rounding=Rounding(12)) for p in RUBRIC.parts
               if isinstance(p, Criterion) and p.rule is not None]  # fmt: skip
    other = Rubric("r", rounded, rescale=True, key="total")
    totals = [other.score(evidence_of(row)).total for row in rows_of(FILE)]
    published = [Decimal(row["published_total"]) for row in rows_of(FILE)]
    assert totals != published


@pytest.mark.oracle(FILE)
def test_bounds_hold_the_total_while_domains_are_open(checked: Checked) -> None:
    found = [
        bounds_that_hold(RUBRIC, evidence, {"total": row["published_total"]})
        for row, evidence in with_gaps(rows_of(FILE), evidence_of)
    ]
    assert narrowest(found) <= 50
    checked(FILE, len(found), "totals within the bounds of some of their domains")
