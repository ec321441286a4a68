"""A row is what its words and its place say, and a project has its own year."""

from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest

from fiscal_rubric.tables import read_sheet
from sheets import HEADINGS, LEVELS, owned, read, unread

ROW = ["乙", "5个", "6个", 10]
TITLE = "年度项目自评表"


@pytest.mark.parametrize("name", ["整改建议采纳数", "主要任务完成数", "合计拨付次数"])
def test_a_name_with_points_is_an_indicator_whatever_its_words(name: str) -> None:
    sheet = read(HEADINGS, [name, None, None, 10], ROW)
    assert [i.key for i in owned(sheet)] == [name, "乙"]


@pytest.mark.parametrize("last", [["填报人：张三", None, None, "8"], ["存在问题：无"]])
def test_a_signature_or_a_remark_below_the_table_is_none(last: list[Any]) -> None:
    assert [i.key for i in owned(read(HEADINGS, ROW, last))] == ["乙"]


def test_a_whole_indicator_below_a_remark_is_read() -> None:
    assert len(owned(read(HEADINGS, ["备注"], ROW))) == 1


def test_a_name_alone_is_no_block() -> None:
    first = ["产出", "时效指标", "甲", "5天", "3天", 10]
    sheet = read(LEVELS, first, [None, None, "资金使用合规性"], [None, None, *ROW])
    assert [i.level2 for i in owned(sheet)] == ["时效指标"] * 3
    sheet = read(LEVELS, first, [None, None, "服务效果"], [None, None, *ROW])
    assert [i.level2 for i in owned(sheet)] == ["时效指标"] * 3


def test_a_line_of_the_goals_is_no_block() -> None:
    sheet = read(["年度总体目标", "略"], ["提升管理水平"], LEVELS, [None, None, *ROW])
    assert owned(sheet)[0].level1 == ""
    assert sheet.cells[2, 1] == "goal"


def test_a_total_without_a_column_of_points_is_a_claim() -> None:
    sheet = read(HEADINGS[:3], ROW[:3], ["总分", None, None, "98.5分"])
    assert sheet.claimed == {"total": Decimal("98.5")}
    assert sheet.cells[3, 1] == "total"


def test_a_total_that_is_no_number_is_listed() -> None:
    sheet = read(HEADINGS, ROW, ["总分", None, None, "优"])
    assert unread(sheet) == [("D3", "points_cell")]


@pytest.mark.parametrize("colon", ":：﹕︓")
def test_the_name_of_a_project_follows_any_colon(colon: str) -> None:
    (project,) = read([f"项目名称{colon}绿化"], HEADINGS, ROW).evidence.projects
    assert project.key == "绿化"


def test_a_project_that_is_named_twice_before_its_table_is_one() -> None:
    funds = ["年初预算数", "100万元", "全年执行数", "90万元"]
    (project,) = read(
        ["项目名称", "甲"], funds, ["项目名称", "甲"], HEADINGS, ROW
    ).evidence.projects
    assert (project.key, str(project.budget.paid()), len(project.indicators)) == ("甲", "90万元", 1)


def test_names_of_projects_that_repeat_have_keys_of_their_own() -> None:
    rows = [row for name in ("甲", "甲", "甲#2") for row in (["项目名称", name], HEADINGS, ROW)]
    assert [p.key for p in read(*rows).evidence.projects] == ["甲", "甲#3", "甲#2"]


def test_a_project_has_the_year_of_its_own_title() -> None:
    rows: list[list[Any]] = [
        row
        for year, name in (("2022", "一"), ("2023", "二"))
        for row in ([f"{year}{TITLE}"], ["项目名称", name], HEADINGS, ROW)
    ]
    sheet = read(*rows, ["（2024年度）"], ["项目名称", "三"], HEADINGS, ROW)
    assert [p.period for p in sheet.evidence.projects] == ["2022年", "2023年", "2024年"]
    assert len(owned(sheet)) == 3


def test_the_year_above_all_projects_is_that_of_each() -> None:
    rows = [["一", *ROW], ["二", *ROW]]
    sheet = read([f"2022{TITLE}"], ["项目", *HEADINGS], *rows)
    assert [p.period for p in sheet.evidence.projects] == ["2022年", "2022年"]
    sheet = read(
        ["项目名称", "一"], [f"2022{TITLE}"], HEADINGS, ROW, ["项目名称", "二"], HEADINGS, ROW
    )
    assert [p.period for p in sheet.evidence.projects] == ["2022年", ""]


def test_a_unit_below_the_table_is_that_of_the_next_project_too() -> None:
    funds = ["资金", "年初预算数", "全年执行数"]
    sheet = read(["项目名称", "一"], HEADINGS, ROW, ["单位：元"], ["项目名称", "二"], funds,
                 ["总额", 100, 90])  # fmt: skip
    assert str(sheet.evidence.projects[1].budget.initial) == "100元"


@pytest.mark.engines
def test_a_day_that_no_calendar_has_is_words() -> None:
    numpy = import_module("numpy")
    sheet = read_sheet([HEADINGS, ["甲", numpy.datetime64("0000-01-01"), "6个", 10]])
    assert str(owned(sheet)[0].target) == "0000-01-01"
