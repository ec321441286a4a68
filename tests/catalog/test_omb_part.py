"""PART gives the ratings of 19 published programs, one of them by its rounding."""

import pytest
from attrs import evolve

from fiscal_rubric import NOT_APPLICABLE, Evidence, Rounding
from fiscal_rubric.catalog.omb_part import RUBRIC, questionnaire
from oracles import Checked, rows_of

FILE = "us_part_programs.csv"
SECTIONS = ("purpose_design", "strategic_planning", "management", "results")
NOT_SHOWN = "Results Not Demonstrated"
TOOL = questionnaire()


@pytest.mark.oracle(FILE)
def test_published_ratings_follow_from_their_sections(checked: Checked) -> None:
    """With the total rounded first all 14 agree; without, one does not."""
    unrounded = evolve(RUBRIC, rounding=Rounding(2))
    rated = overridden = different = 0
    for row in rows_of(FILE):
        shown = row["rating"] != NOT_SHOWN
        scores = {key: row[key] for key in SECTIONS}
        evidence = Evidence(answers={**scores, "measures_and_baseline": shown})
        assert RUBRIC.score(evidence).grade == row["rating"], row
        rated += shown
        overridden += not shown
        different += unrounded.score(evidence).grade != row["rating"]
    assert (rated, overridden, different) == (14, 5, 1)
    checked(FILE, rated, "ratings")
    checked(FILE, overridden, "overrides")


def test_a_total_of_69_8_is_rated_as_70() -> None:
    scores = dict(zip(SECTIONS, (60, 88, 100, 58), strict=True))
    evidence = Evidence(answers={**scores, "measures_and_baseline": True})
    assert RUBRIC.score(evidence).grade == "Moderately Effective"
    assert evolve(RUBRIC, rounding=Rounding(1)).score(evidence).grade == "Adequate"


def answered(**changes: object) -> Evidence:
    answers = {q.key: True if q.kind == "yes" else "large extent" for q in TOOL.questions()}
    return Evidence(answers={**answers, **changes})


def test_sections_are_scored_from_their_questions() -> None:
    """Questions of section 4 are rounded before they are added; sections after."""
    changes = {"1.1": NOT_APPLICABLE, "1.2": False, "2.1": False, "2.2": False, "2.3": False}
    card = TOOL.score(answered(**changes))
    assert [str(card[key].points) for key in SECTIONS] == ["75", "63", "100", "65"]
    even = questionnaire(mode="half even").score(answered(**changes))
    assert even["strategic_planning"].points == 62  # 5 of 8 is 62.5


def test_without_a_baseline_results_are_not_demonstrated() -> None:
    assert TOOL.score(answered(measures_and_baseline=False)).grade == NOT_SHOWN
