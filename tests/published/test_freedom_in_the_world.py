"""Freedom in the World: two sums of items, a rating for each, and a status by both ratings.

Source: Freedom House, Freedom in the World, research methodology, editions 2019 to 2024.
"""

from decimal import Decimal
from itertools import product
from random import Random

import pytest

from fiscal_rubric import (
    Criterion,
    Evidence,
    Grades,
    Rounding,
    Rubric,
    Section,
    at_least,
    bands,
    judged,
    points,
)
from fiscal_rubric.rules.nodes import Node
from gaps import bounds_that_hold, narrowest, with_gaps
from oracles import Checked, rows_of

FILE = "freedom_in_the_world_2019_2024.csv"
PR_ITEMS = "A1 A2 A3 B1 B2 B3 B4 C1 C2 C3".split()
CL_ITEMS = "D1 D2 D3 D4 E1 E2 E3 F1 F2 F3 F4 G1 G2 G3 G4".split()
# The least sum of each rating; the last has all that are lower, below zero by the deduction.
PR_BANDS = {"1": 36, "2": 30, "3": 24, "4": 18, "5": 12, "6": 6, "7": -4}
CL_BANDS = {"1": 53, "2": 44, "3": 35, "4": 26, "5": 17, "6": 8, "7": 0}


def item(key: str) -> Criterion:
    return Criterion(key, 4, judged(key, 4), rounding=Rounding(0))


def rating(key: str, scale: dict[str, int]) -> Node:
    """The rating of a sum as a number, 1 for the best."""
    steps = [(at_least(edge), int(label)) for label, edge in scale.items()]
    return bands(points(key), steps, otherwise=7).named(f"rating of {key}")


DEDUCTION = Criterion(
    "Forced change of a population", 0, -judged("add_Q", 4), floor=-4, rounding=Rounding(0)
)
BOTH_RATINGS = rating("PR", PR_BANDS) + rating("CL", CL_BANDS)
RUBRIC = Rubric(
    "Freedom in the World",
    [
        Section(
            "Political rights",
            [*map(item, PR_ITEMS), DEDUCTION],
            key="PR",
            floor=-4,
            grades=Grades(PR_BANDS),
        ),
        Section("Civil liberties", [*map(item, CL_ITEMS)], key="CL", grades=Grades(CL_BANDS)),
    ],
    floor=-4,
    grades=Grades(
        {"NF": -4}, overrides=[(BOTH_RATINGS / 2 <= "2.5", "F"), (BOTH_RATINGS / 2 <= 5, "PF")]
    ),
    key="all",
    source="Freedom in the World, research methodology",
)
POINTS = {"PR": "published_PR", "CL": "published_CL", "all": "published_total"}
GRADES = {"PR": "published_PR_rating", "CL": "published_CL_rating", "all": "published_status"}


def evidence_of(row: dict[str, str]) -> Evidence:
    return Evidence(answers={key: row[key] for key in (*PR_ITEMS, "add_Q", *CL_ITEMS)})


@pytest.mark.oracle(FILE)
def test_published_sums_ratings_and_status_follow_from_the_items(checked: Checked) -> None:
    values = 0
    for row in rows_of(FILE):
        assert not row["add_A"], "only used before these editions"
        card = RUBRIC.score(evidence_of(row))
        for key, column in POINTS.items():
            assert card[key].points == Decimal(row[column]), (row, key)
            values += 1
        for key, column in GRADES.items():
            assert card[key].grade == row[column], (row, key)
            values += 1
    assert values == 630 * 6
    checked(FILE, values, "sums, ratings and statuses of 630 country editions")


@pytest.mark.oracle(FILE)
def test_bounds_hold_the_results_while_items_are_open(checked: Checked) -> None:
    found = []
    for row, evidence in with_gaps(rows_of(FILE), evidence_of):
        results = [
            {key: row[column] for key, column in names.items()} for names in (POINTS, GRADES)
        ]
        found.append(bounds_that_hold(RUBRIC, evidence, *results))
    assert narrowest(found) <= 4
    checked(FILE, 6 * len(found), "results within the bounds of some of their items")


@pytest.mark.oracle(FILE)
def test_bounds_are_no_wider_than_two_missing_items_can_make_them(checked: Checked) -> None:
    """All marks that the two items may get are tried."""
    random = Random(2)
    rows = random.sample(rows_of(FILE), 40)
    for row in rows:
        evidence = evidence_of(row)
        missing = random.sample(sorted(evidence.answers), 2)
        answers = [dict(zip(missing, marks, strict=True)) for marks in product(range(5), repeat=2)]
        cards = [RUBRIC.score(evidence.with_answers(**given)) for given in answers]
        bounds = RUBRIC.bounds(evidence.without(*missing))
        for key in POINTS:
            every = [card[key].points or 0 for card in cards]
            assert (bounds[key].low, bounds[key].high) == (min(every), max(every)), (missing, row)
            assert bounds[key].grades == {card[key].grade for card in cards}, (missing, row)
    checked(FILE, len(rows), "country editions whose bounds are as narrow as can be")


def spread(total: int, items: list[str]) -> dict[str, int]:
    """Answers of nearly the same size that add up to a total."""
    each, rest = divmod(total, len(items))
    return {key: each + (place < rest) for place, key in enumerate(items)}


@pytest.mark.parametrize(
    ("rights", "liberties", "ratings", "status"), [(36, 26, "14", "F"), (12, 50, "52", "PF")]
)
def test_the_status_is_by_both_ratings_and_not_by_the_total(
    rights: int, liberties: int, ratings: str, status: str
) -> None:
    answers = {**spread(rights, PR_ITEMS), **spread(liberties, CL_ITEMS), "add_Q": 0}
    card = RUBRIC.score(Evidence(answers=answers))
    assert f"{card['PR'].grade}{card['CL'].grade}" == ratings
    assert (str(card.total), card.grade) == ("62", status)
