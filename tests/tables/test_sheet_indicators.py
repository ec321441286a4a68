"""A cell of the table belongs to one indicator, and a row to the levels above it."""

from typing import Any

import pytest

from fiscal_rubric.tables import Claim
from sheets import HEADINGS, LEVELS, owned, read, unread

BELOW = [None, None, "乙", "5天", "3天", None]


@pytest.mark.parametrize("name", ["预算执行率", "……"])
def test_a_row_without_an_indicator_sets_the_levels_of_the_rows_below(name: str) -> None:
    first = ["产出", "数量指标", "甲", "5个", "6个", 10]
    line = ["产出", "时效指标", name, None, None, 10]
    indicators = owned(read(LEVELS, first, line, BELOW))
    assert [(i.key, i.kind, i.level2) for i in indicators] == [
        ("甲", "quantity", "数量指标"), ("乙", "timeliness", "时效指标"),
    ]  # fmt: skip


def test_the_line_of_execution_is_no_level_of_the_rows_below() -> None:
    line = ["预算执行率（10分）", None, None, "100%", "95%", 10]
    assert [i.level1 for i in owned(read(LEVELS, line, BELOW))] == [""]


@pytest.mark.parametrize(
    ("column", "value"), [("D", "5个"), ("E", "6个"), ("F", 20)], ids=["target", "actual", "weight"]
)
def test_a_cell_merged_over_two_indicators_is_that_of_none(column: str, value: Any) -> None:
    rows = [LEVELS, ["产出", "数量", "甲", "5个", "6个", 20], [None, None, "乙", "7个", "8个", 10]]
    at = "ABCDEF".index(column)
    rows[2][at] = None
    sheet = read(*rows, merged=[f"{column}2:{column}3", "A2:A3", "B2:B3"])
    assert unread(sheet) == [(f"{column}2", "merged_cell")]
    first, _ = owned(sheet)
    assert [str(first.target), str(first.actual), first.weight][at - 3] in ("", "None", None)


def test_a_cell_merged_like_its_name_is_that_of_the_indicator() -> None:
    rows = [LEVELS, ["产出", "数量", "甲", "5个", "6个", 20], [None] * 6]
    sheet = read(*rows, merged=[f"{column}2:{column}3" for column in "CDEF"])
    assert not sheet.unread
    assert owned(sheet)[0].weight == 20


def test_a_merged_sign_unit_or_reason_is_that_of_each_indicator() -> None:
    heading = ["三级指标", "指标性质", "指标值", "单位", "实际完成值", "偏差原因"]
    rows = [["甲", "≤", "5", "天", "6", "天气"], ["乙", None, 5, None, 6, None],
            ["丙", None, 5, None, 6, None]]  # fmt: skip
    sheet = read(heading, *rows, merged=["B2:B3", "D2:D3", "F2:F3"])
    assert [(str(i.target), str(i.actual), i.reason) for i in owned(sheet)] == [
        ("≤5天", "6天", "天气"), ("≤5天", "6天", "天气"), ("≥5", "6", ""),
    ]  # fmt: skip


def test_only_the_next_column_belongs_to_a_merged_heading() -> None:
    sheet = read(
        HEADINGS, ["甲", "5个", "6个", None, 9], ["乙", "5个", "6个", None, None, None, 95]
    )
    assert sheet.claimed == {"甲": 9}
    assert unread(sheet) == [("G3", "no_heading")]


def test_a_row_of_words_below_the_headings_is_an_indicator() -> None:
    sheet = read(HEADINGS, ["任务完成率", "全部完成", "全部完成"], ["乙", "5个", "6个", 10])
    assert [i.key for i in owned(sheet)] == ["任务完成率", "乙"]


@pytest.mark.parametrize("name", [None, "长" * 500])
def test_the_cells_of_a_row_without_a_name_say_so(name: str | None) -> None:
    sheet = read(HEADINGS, [name, "5个", "6个", 10])
    own = [("A2", "long_text")] if name else []
    assert unread(sheet) == [*own, *((f"{column}2", "no_indicator") for column in "BCD")]
    assert sheet.unread[-1].fault.found == "10"


def test_a_second_column_of_targets_says_what_it_is() -> None:
    sheet = read([*HEADINGS, "目标值"], ["甲", "5个", "6个", 10, "7个"])
    assert [str(cell) for cell in sheet.unread] == [
        "E2: 7个 here, and 5个 in another cell for the same; expected one of them"
    ]


@pytest.mark.parametrize(
    "cell", ["2022.12.31", "2022年第4季度", "100±2", "2023年6月1日-8月5日", "90%以上"]
)
def test_a_cell_of_which_nothing_is_left_out_is_read_whole(cell: str) -> None:
    assert not read(HEADINGS, ["甲", cell, cell, 10]).findings


def test_a_name_that_is_only_the_number_of_a_template_stays_a_name() -> None:
    assert [i.key for i in owned(read(HEADINGS, ["指标1：", "5个", "6个", 10]))] == ["指标1："]


def test_one_of_two_tables_next_to_each_other_may_end_first() -> None:
    headings, row = LEVELS[1:5], ["数量指标", "甲", "5个", "6个"]
    sheet = read([*headings, None, *headings], row, [*row[:1], "乙", *row[2:], None, *row])
    assert [i.key for i in owned(sheet)] == ["甲", "乙", "甲#2"]


def test_a_column_of_projects_may_go_back_to_one() -> None:
    rows = [[project, name, "5个", "6个", 10] for project, name in ("一甲", "二乙", "一丙")]
    first, second = read(["项目", *HEADINGS], *rows).evidence.projects
    assert ([i.key for i in first.indicators], second.key) == (["甲", "丙"], "二")


def test_two_claims_on_one_line_are_listed_where_they_differ() -> None:
    row = ["预算执行率", "100%", "95%", 9]
    assert unread(read(HEADINGS, row, row, [*row[:3], 8])) == [("D4", "two_claims")]


def test_a_claim_is_that_of_its_own_project() -> None:
    row = ["甲", "5个", "6个"]
    sheet = read(["项目名称", "一"], HEADINGS, [*row, 10], ["乙", "5个", "6个", 7],
                 ["项目名称", "二"], HEADINGS, [*row, 5])  # fmt: skip
    assert sheet.claimed == {"一/甲": 10, "乙": 7, "二/甲": 5}
    assert sheet.cells[7, 4] == Claim("二/甲")
