"""Amounts are those of their heading, and none is taken in place of another without a word."""

from typing import Any

import pytest

from fiscal_rubric import Budget
from fiscal_rubric.evidence.places import Amount
from fiscal_rubric.tables import Sheet
from sheets import HEADINGS, read, unread

FUNDS = ["资金（万元）", "年初预算数", "全年预算数", "全年执行数"]


def budget(sheet: Sheet) -> tuple[str, ...]:
    (project,) = sheet.evidence.projects
    found: Budget = project.budget
    return tuple(map(str, (found.initial, found.adjusted, found.paid())))


def found(sheet: Sheet) -> list[tuple[str, str]]:
    return [(finding.place, finding.code) for finding in sheet.findings]


def test_what_arrived_is_compared_with_a_budget_behind_it() -> None:
    sheet = read(["资金（万元）", "到位数", "全年预算数", "执行数"], ["总额", 80, 100, 80])
    assert budget(sheet) == ("None", "100万元", "80万元")
    assert unread(sheet) == [("B2", "arrived")]


def test_what_arrived_is_the_budget_where_none_is_printed_and_that_is_said() -> None:
    heading = ["资金（万元）", "年初预算数", "到位数", "执行数"]
    sheet = read(heading, ["总额", 100, 80, 80], ["其中：财政拨款", 100, 80, 80])
    assert budget(sheet) == ("100万元", "80万元", "80万元")
    assert found(sheet) == [("项目/adjusted", "arrived_as_budget")]


@pytest.mark.parametrize(("second", "codes"), [(80, [("C2", "two_cells")]), ("100万元", [])])
def test_a_second_amount_of_a_figure_is_listed_where_it_differs(
    second: Any, codes: list[tuple[str, str]]
) -> None:
    sheet = read(["资金（万元）", "预算金额", "调整后预算", "执行数"], ["总额", 100, second, 80])
    assert budget(sheet) == ("None", "100万元", "80万元")
    assert unread(sheet) == codes


def test_a_second_block_of_funds_does_not_take_the_place_of_the_first() -> None:
    first, again = ["总额", 100, 100, 90], ["总额", 100, 50, "400000元"]
    sheet = read(FUNDS, first, ["备注", "略"], FUNDS, again)
    assert budget(sheet) == ("100万元", "100万元", "90万元")
    assert unread(sheet) == [("C5", "two_cells"), ("D5", "two_cells")]
    assert sheet.cells[5, 2] == Amount("项目", "initial")


def test_amounts_next_to_their_labels_are_in_the_units_of_these() -> None:
    sheet = read(["年初预算数（万元）", "100", "全年执行数（元）", "900000"])
    assert budget(sheet) == ("100万元", "None", "900000元")


def test_the_unit_in_a_heading_is_not_that_of_the_next_project() -> None:
    heading = ["资金", "年初预算数（元）", "全年执行数"]
    bare, total = ["资金", "年初预算数", "全年执行数"], ["总额", 100, 90]
    sheet = read(["项目名称", "甲"], heading, total, ["项目名称", "乙"], bare, total)
    assert [str(p.budget.initial) for p in sheet.evidence.projects] == ["100元", "100万元"]
    assert found(sheet) == [("乙/initial", "money_unit_assumed")]


def test_a_unit_above_all_projects_is_that_of_each() -> None:
    heading = ["资金", "年初预算数", "全年执行数"]
    sheet = read(["单位：元"], ["项目名称", "甲"], heading, ["总额", 100, 90],
                 ["项目名称", "乙"], heading, ["总额", 100, 90])  # fmt: skip
    assert [str(p.budget.initial) for p in sheet.evidence.projects] == ["100元", "100元"]


def test_the_unit_of_a_block_of_indicators_is_not_that_of_the_funds() -> None:
    sheet = read(HEADINGS, ["二、产出指标（元）"], ["甲", "5个", "6个", 10], FUNDS[1:],
                 [100, 100, 90])  # fmt: skip
    assert budget(sheet)[0] == "100万元"
    assert found(sheet) == [("项目/initial", "money_unit_assumed")]
    sheet = read(["一、项目资金（元）"], ["资金", *FUNDS[1:]], ["总额", 100, 100, 90])
    assert budget(sheet)[0] == "100元"


def test_the_unit_next_to_the_name_of_a_row_is_that_of_the_row() -> None:
    rows = [["资金", *FUNDS[1:]], ["总额（元）", 100, 100, 90]]
    for above in ([], [["单位：万元"]]):
        sheet = read(*above, *rows)
        assert budget(sheet) == ("100元", "100元", "90元")
        assert not sheet.findings


def test_a_heading_with_two_units_gives_none_to_a_column_between() -> None:
    sheet = read(["资金", "年初预算数（万元）", "全年预算数", "全年执行数（元）"],
                 ["总额", 100, 100, 900_000])  # fmt: skip
    assert budget(sheet) == ("100万元", "100万元", "900000元")
    assert found(sheet) == [("项目/adjusted", "money_unit_assumed")]


def test_parts_in_another_unit_make_their_total() -> None:
    sheet = read(FUNDS, ["总额", 100, 100, 90], ["其中：财政拨款", "1000000元", 100, 90])
    assert not sheet.findings


def test_each_figure_whose_parts_make_another_sum_is_named() -> None:
    sheet = read(FUNDS, ["总额", 100, 100, 90], ["其中：财政拨款", 60, 100, 80])
    assert found(sheet) == [("项目/initial", "fund_parts_sum"), ("项目/paid", "fund_parts_sum")]


def test_a_part_of_a_part_is_not_counted_twice() -> None:
    parts = [["财政拨款", 100, 100, 90], ["其中：本级", 60, 60, 50]]
    sheet = read(FUNDS, ["总额", 100, 100, 90], *parts)
    assert not sheet.findings
    sheet = read(FUNDS, *parts)
    assert budget(sheet) == ("None", "None", "None")
    assert {sheet.cells[3, column] for column in range(1, 5)} == {"fund part"}


def test_the_total_once_more_is_no_part() -> None:
    total, part = ["总额", 100, 100, 90], ["其中：财政拨款", 100, 100, 90]
    sheet = read(FUNDS, total, part, ["合计", "1000000元", 100, 90])
    assert not sheet.findings
    assert sheet.cells[4, 2] == "fund part"


def test_both_cells_of_a_figure_of_a_part_are_left() -> None:
    sheet = read(["资金（万元）", "预算数", "到位数", "执行数"], ["总额", 100, 100, 90],
                 ["其中：财政拨款", 100, 100, 90])  # fmt: skip
    assert {sheet.cells[3, column] for column in range(2, 5)} == {"fund part"}


@pytest.mark.parametrize("amount", [200_000, "200512", "190512.5", "13812345678"])
def test_an_amount_is_no_date_and_no_telephone_number(amount: Any) -> None:
    assert budget(read(FUNDS, ["总额", amount, amount, 1]))[0] == f"{amount}万元"
