"""Milestones are achieved, or not, or a serious failure, by their shares and their number."""

import pytest

from fiscal_rubric import Budget, Evidence, Indicator, Project
from fiscal_rubric.catalog.eu_milestones import RUBRIC


@pytest.mark.parametrize(
    ("reached", "grade"),
    [
        ([85], "achieved"), ([84], "not achieved"), ([65], "not achieved"),
        ([64], "serious failure"), ([85, 84], "not achieved"), ([100, 64], "serious failure"),
        ([100, 90, 75], "achieved"), ([100, 90, 74], "not achieved"),
        ([100, 84, 84], "not achieved"), ([100, 100, 64], "not achieved"),
        ([100, 64, 64], "serious failure"), ([100, 65, 65], "not achieved"),
        ([120, 130, 85, 85], "achieved"), ([0], "serious failure"), ([], "not achieved"),
    ],
)  # fmt: skip
def test_the_conclusion_follows_from_the_shares(reached: list[int], grade: str) -> None:
    indicators = [
        Indicator(f"i{at}", "quantity", "≥100家", f"{share}家") for at, share in enumerate(reached)
    ]
    card = RUBRIC.score(Evidence([Project("p", Budget(), indicators)]))
    assert card.grade == grade


def test_a_key_implementation_step_is_reached_or_not() -> None:
    steps = [
        Indicator("contract", "timeliness", "2018年12月底前", "2018年11月3日"),
        Indicator("works", "timeliness", "2018年12月底前", "2019年2月1日"),
    ]
    card = RUBRIC.score(Evidence([Project("p", Budget(), steps)]))
    assert (card.total, card.grade) == (50, "serious failure")
