"""The Aid Transparency Index, 2013 to 2022: the group of a donor by its score.

Source: Publish What You Fund, Aid Transparency Index. The scores are taken as published.
"""

from decimal import Decimal

import pytest

from fiscal_rubric import Criterion, Evidence, Grades, Rounding, Rubric, judged
from gaps import bounds_that_hold
from oracles import Checked, rows_of

FILE = "aid_transparency_groups_2013_2022.csv"
GROUPS = Grades(
    [("Very good", 80), ("Good", 60), ("Fair", 40), ("Poor", 20), ("Very poor", 0)],
)
RUBRIC = Rubric(
    "Aid Transparency Index",
    [Criterion("score", 100, judged("score", 100), rounding=Rounding(8))],
    grades=GROUPS,
    key="group",
    source="Aid Transparency Index",
)


def group_of(row: dict[str, str]) -> str:
    """The published group; some years write its second word with a capital letter."""
    return row["published_group"].capitalize()


@pytest.mark.oracle(FILE)
def test_published_groups_follow_from_the_scores(checked: Checked) -> None:
    scored = [row for row in rows_of(FILE) if row["published_score"]]
    for row in scored:
        card = RUBRIC.score(Evidence(answers={"score": row["published_score"]}))
        assert card.grade == group_of(row), row
    assert len(scored) == 161
    checked(FILE, len(scored), "groups")


@pytest.mark.oracle(FILE)
def test_without_a_score_every_group_is_open(checked: Checked) -> None:
    """Twelve rows of 2015 have a group but no score."""
    rows = rows_of(FILE)
    for row in rows:
        points = {"group": row["published_score"]} if row["published_score"] else {}
        bounds = bounds_that_hold(RUBRIC, Evidence(), points, {"group": group_of(row)})
        assert bounds.grades == set(GROUPS.labels)
    without = [row for row in rows if not row["published_score"]]
    assert (len(rows), len(without), {row["year"] for row in without}) == (173, 12, {"2015"})
    checked(FILE, len(rows), "groups within the bounds without a score")


@pytest.mark.parametrize(
    ("edge", "group", "below"),
    [
        (80, "Very good", "Good"),
        (60, "Good", "Fair"),
        (40, "Fair", "Poor"),
        (20, "Poor", "Very poor"),
    ],
)
def test_groups_begin_at_their_printed_scores(edge: int, group: str, below: str) -> None:
    """No published score lies at an edge, so the data does not tell the edges exactly."""
    scores = [edge, edge - Decimal("0.00000001")]
    found = [RUBRIC.score(Evidence(answers={"score": score})).grade for score in scores]
    assert found == [group, below]
