"""The Open Budget Index of 2015: the mean of the answers that apply.

Source: International Budget Partnership, Open Budget Survey 2015: 109 questions on the budget
documents of a country, answered a, b, c or d, or e where a question does not apply. No index at
hand lies halfway between two numbers, so the data does not tell half up from half even.
"""

from decimal import Decimal
from itertools import pairwise

import pytest

from fiscal_rubric import (
    Criterion,
    Evidence,
    Rounding,
    Rubric,
    average,
    not_applicable,
    pick,
    points,
)
from gaps import bounds_that_hold, narrowest, with_gaps
from oracles import Checked, rows_of

FILE = "open_budget_index_2015.csv"
MARKS = {"a": 100, "b": 67, "c": 33, "d": 0}
LETTERS = {**{str(mark): letter for letter, mark in MARKS.items()}, "": "e"}
QUESTIONS = [
    *(f"q{number}" for number in range(1, 103)),
    *(f"t3{document}" for document in ("pbs", "ebp", "eb", "iyr", "myr", "yer", "ar")),
]
RUBRIC = Rubric(
    "Open Budget Index",
    [
        Criterion(key, 100, pick(key, {**MARKS, "e": not_applicable()}), if_not_applicable="drop")
        for key in QUESTIONS
    ],
    full=100,
    rule=average(*map(points, QUESTIONS)),
    rounding=Rounding(0),
    key="index",
    source="Open Budget Survey 2015",
)


def evidence_of(row: dict[str, str]) -> Evidence:
    return Evidence(answers={key: LETTERS[row[key]] for key in QUESTIONS})


@pytest.mark.oracle(FILE)
def test_published_indices_are_the_means_of_the_answers(checked: Checked) -> None:
    totals = {}
    for row in rows_of(FILE):
        totals[row["country"]] = RUBRIC.score(evidence_of(row)).total
        assert totals[row["country"]] == Decimal(row["published_index"]), row["country"]
    assert len(totals) == 51
    checked(FILE, len(totals), "indices")


@pytest.mark.oracle(FILE)
def test_published_ranks_follow_the_order_of_the_indices(checked: Checked) -> None:
    """Half of the countries are at hand, so their places among all are not."""
    scored = [(RUBRIC.score(evidence_of(row)).total or 0, row) for row in rows_of(FILE)]
    ranked = sorted(scored, key=lambda pair: int(pair[1]["published_rank"]))
    for (total, row), (next_total, next_row) in pairwise(ranked):
        is_tie = row["published_rank"] == next_row["published_rank"]
        assert (total == next_total) if is_tie else (total > next_total), row["country"]
    checked(FILE, len(ranked), "ranks, in the order of the indices")


@pytest.mark.oracle(FILE)
@pytest.mark.parametrize("count", [51, pytest.param(200, marks=pytest.mark.long)])
def test_bounds_hold_the_index_while_answers_are_open(count: int, checked: Checked) -> None:
    found = [
        bounds_that_hold(RUBRIC, evidence, {"index": row["published_index"]})
        for row, evidence in with_gaps(rows_of(FILE), evidence_of, count)
    ]
    assert narrowest(found) <= 1
    checked(FILE, len(found), "indices within the bounds of some of their answers")
