"""Whole sheets are read as a person reads them, and every cell is accounted for."""

import random
import re
import time
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

from facts import DATA, read_data
from fiscal_rubric import (
    Evidence,
    FiscalRubricError,
    Project,
    Scorecard,
    audit,
    catalog,
    completion,
)
from fiscal_rubric.catalog.cn_self_evaluation import FORMS, official_answers, self_evaluation
from fiscal_rubric.evidence.places import Amount, Answer, Result
from fiscal_rubric.numbers.spans import Quantity
from fiscal_rubric.tables import Claim, Sheet, read_sheet
from fiscal_rubric.targets import Claimed

NAMES = sorted(path.stem for path in (DATA / "sheets").glob("*.json"))
HEADINGS = ["二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"]
ROW = ["数量指标", "新建服务站", "≥5个", "4个", 10, 8]


def printed(name: str) -> dict[str, Any]:
    found = read_data(f"sheets/{name}.json")
    found["rows"] = [[_day(cell) for cell in row] for row in found["rows"]]
    return found


def _day(cell: Any) -> Any:
    return date.fromisoformat(cell["date"]) if isinstance(cell, dict) else cell


def plain(name: str) -> str:
    return name.replace("★", "").replace(" ", "")


def is_blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.replace("\ufeff", "").strip())


def assert_accounted(rows: list[list[Any]], sheet: Sheet) -> None:
    """Check that each cell that is not blank is in exactly one of read, left and not read."""
    unread = [(cell.row, cell.column) for cell in sheet.unread]
    there = {
        (row, column)
        for row, cells in enumerate(rows, 1)
        for column, cell in enumerate(cells, 1)
        if not is_blank(cell)
    }
    assert len(unread) == len(set(unread))
    assert set(sheet.cells) | set(unread) == there
    assert not set(sheet.cells) & set(unread)


# Sheets of published forms


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_loads_untouched(name: str) -> None:
    data = printed(name)
    expect, sheet = data["expect"], read_sheet(data["rows"])
    evidence = sheet.evidence
    owned = {plain(i.key): i for project in evidence.projects for i in project.indicators}
    assert len(evidence.projects) == expect["projects"]
    assert len(owned) == expect["indicators"]
    claimed = {plain(key): Fraction(points) for key, points in sheet.claimed.items()}
    assert claimed == {plain(k): Fraction(v) for k, v in expect["claimed"].items()}
    for key, status in expect["completion"].items():
        made = owned[plain(key)]
        assert completion(made.target, made.actual).status in status.split("|"), key
    for key, weight in expect.get("weights", {}).items():
        assert owned[plain(key)].weight == Fraction(weight)
    reasons = {key: made.reason for key, made in owned.items() if made.reason}
    assert reasons == {plain(key): text for key, text in expect.get("reasons", {}).items()}
    assert {use for use in sheet.cells.values() if isinstance(use, str)} - {"project name"} == {
        *expect["left"]
    }
    assert [(cell.row, cell.column) for cell in sheet.unread] == [
        (row, column) for row, column, _ in expect["unread"]
    ]
    assert_accounted(data["rows"], sheet)


@pytest.mark.parametrize("name", NAMES)
def test_the_funds_of_a_sheet_are_read(name: str) -> None:
    data = printed(name)
    projects = read_sheet(data["rows"]).evidence.projects
    budgets = data["expect"]["budget"]
    if budgets is None or "unit" in budgets:
        budgets = {projects[0].key: budgets}
    for project in projects:
        want, budget = budgets[project.key], project.budget
        found = (budget.initial, budget.adjusted, budget.paid())
        if want is None:
            assert found == (None, None, None)
            continue
        names = ("initial", "adjusted", "paid")
        assert found == tuple(
            None if want[key] is None else Quantity(want[key], want["unit"]) for key in names
        )


# The lines whose claim does not follow from the facts of the sheet, by the form of its place.
ANOMALIES = {
    "anhui-suixi-cut-off-2019": (
        "national_old",
        ["特困人员救助供养人数(按月平均)", "扶贫临时救助标准(一户年最高5300元)"],
    ),
    "anhui-tangxi-block-headings-2022": ("national", ["预算执行率"]),
    "chongqing-whole-unit-2021": ("chongqing_whole_unit", ["政府采购执行率", "total"]),
    "hebei-chengan-two-row-heading-2020": ("hebei", []),
    "hebei-langfang-national-2019": ("hebei", ["预算执行率", "工程资金金额"]),
    "shanghai-putuo-list-csv-2022": ("national", []),
    "shanxi-jishan-native-2020": (
        "national",
        ["预算执行率", "全县参合人数", "是否解决建档立卡人员看病难贵问题", "是否满意", "total"],
    ),
    "sichuan-zhongjiang-integrated-2022": ("sichuan", ["total"]),
}


@pytest.mark.parametrize("name", ANOMALIES)
def test_an_audit_of_the_printed_points_gives_the_known_anomalies(name: str) -> None:
    key, wrong = ANOMALIES[name]
    sheet = read_sheet(printed(name)["rows"])
    (project,) = sheet.evidence.projects
    scored = evolve(project, indicators=[i for i in project.indicators if i.weight is not None])
    rubric = self_evaluation(scored, FORMS[key])
    evidence = Evidence(scored, official_answers(scored))
    found = audit(rubric, evidence, sheet.claims(rubric))
    assert [finding.place for finding in found] == wrong


# Each cell is accounted for, and counts

DIGITS = "0123456789"


def all_of(sheet: Sheet) -> tuple[object, ...]:
    unread = tuple(str(cell) for cell in sheet.unread)
    return sheet.evidence, dict(sheet.claimed), dict(sheet.full), sheet.findings, unread


def changed(cell: object) -> object | None:
    """The cell with its first digit changed; None without a digit that counts."""
    if isinstance(cell, date):
        return cell.replace(year=cell.year + 1)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return cell + 1
    if isinstance(cell, str) and not re.match(r"指标\d", cell):  # 指标1：甲 only numbers a name
        at = next((at for at, char in enumerate(cell) if char in DIGITS), None)
        if at is not None:
            return cell[:at] + str((int(cell[at]) + 1) % 10) + cell[at + 1 :]
    return None


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_digit_of_a_read_cell_changes_what_was_read(name: str) -> None:
    rows = printed(name)["rows"]
    sheet = read_sheet(rows)
    before, count = all_of(sheet), 0
    for (row, column), use in sheet.cells.items():
        cell = changed(rows[row - 1][column - 1])
        if isinstance(use, str) or cell is None:
            continue
        others = [list(cells) for cells in rows]
        others[row - 1][column - 1] = cell
        assert all_of(read_sheet(others)) != before, (row, column, cell)
        count += 1
    assert count >= 10


TEXTS = st.sampled_from(
    [
        *HEADINGS, "一级指标", "指标性质", "度量单位", "项目名称", "项目名称：甲", "年初预算数",
        "全年预算数",
        "全年执行数（万元）", "执行率", "年度资金总额", "其中：财政拨款", "总分", "合计", "小计",
        "年度总体目标",
        "注：略", "二、产出指标(50分)", "数量指标", "质量指标", "成本指标", "满意度指标",
        "产出指标", "≥5个",
        "95%", "0.95", "≤10万元", "达成预期指标", "/", "—", "无", "#DIV/0!", "12月底前",
        "2022年12月20日",
        "10分", "8.5", "(2022年度)", "单位：万元", "填报人：张三", "预算执行率", "指标1：甲",
        "……", "甲", "乙",
        "3号楼", "100", "定性", "≥", "%", "\ufeff序号", "备注", "预算数", "执行数", "=SUM(A1:A2)",
    ]
)  # fmt: skip
CELL = st.none() | TEXTS | st.integers(-5, 5000) | st.decimals(-5, 200, places=2) | st.dates()
TABLES = st.lists(st.lists(CELL, max_size=9), max_size=30)


@given(TABLES)
def test_every_cell_of_any_table_is_read_left_or_listed(rows: list[list[Any]]) -> None:
    assert_accounted(rows, read_sheet(rows))


@given(st.lists(st.lists(CELL, max_size=7), max_size=8), st.integers(0, 10_000))
def test_a_changed_digit_counts_in_any_table(body: list[list[Any]], seed: int) -> None:
    rows = [HEADINGS, ROW, *body]
    sheet = read_sheet(rows)
    spots = [spot for spot, use in sheet.cells.items() if not isinstance(use, str)]
    row, column = random.Random(seed).choice(spots)
    cell = changed(rows[row - 1][column - 1])
    if cell is None:
        return
    others = [list(cells) for cells in rows]
    others[row - 1][column - 1] = cell
    assert all_of(read_sheet(others)) != all_of(sheet)


@given(st.data())
def test_one_bad_cell_costs_one_row(data: st.DataObject) -> None:
    """Any cell in one row of a form leaves the other rows as they were."""
    rows = printed("hebei-langfang-national-2019")["rows"]
    row = data.draw(st.integers(14, 18))
    column = data.draw(st.integers(3, 9))
    before = {i.key: i for i in read_sheet(rows).evidence.projects[0].indicators}
    own = rows[row - 1][3]
    others = [list(cells) for cells in rows]
    others[row - 1][column] = data.draw(
        st.sampled_from(["#DIV/0!", "待定", "建设中", "1/2", "x" * 500, True, "7～3", b"5", "=A1"])
    )
    after = {i.key: i for i in read_sheet(others).evidence.projects[0].indicators}
    assert {key: i for key, i in after.items() if key in before and key != own} == {
        key: i for key, i in before.items() if key != own
    }


@pytest.mark.parametrize("kind", ["plain", "repeated", "totals", "funds", "blank", "wide"])
def test_time_and_memory_grow_with_the_rows(kind: str) -> None:
    def seconds(count: int) -> float:
        rows: list[list[Any]] = [HEADINGS]
        for at in range(count):
            rows.append(
                {
                    "plain": ["数量指标", f"甲{at}", f"≥{at}个", f"{at}个", 1, 1],
                    "repeated": ["数量指标", "甲", "≥5个", "4个", 1, 1],
                    "totals": ["合计", None, None, None, 1, at],
                    "funds": ["资金", "年初预算数", "全年预算数", "全年执行数"],
                    "blank": [None] * 6,
                    "wide": [None] * 50 + [at],
                }[kind]
            )
        start = time.process_time()
        read_sheet(rows)
        return time.process_time() - start

    few, many = min(seconds(300) for _ in range(3)), min(seconds(1200) for _ in range(3))
    assert many < max(0.2, 10 * few)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_large_random_tables_are_read(seed: int) -> None:
    chosen = random.Random(seed)
    texts = [
        "≥5个",
        "4个",
        "95%",
        "甲",
        "#N/A",
        "合计",
        "产出指标",
        None,
        10,
        9.5,
        "项目名称",
        *HEADINGS,
    ]
    rows = [HEADINGS, *([chosen.choice(texts) for _ in range(8)] for _ in range(10_000))]
    start = time.process_time()
    sheet = read_sheet(rows)
    assert time.process_time() - start < 60
    assert_accounted(rows, sheet)


# Layouts that came out wrong


def only(rows: list[list[Any]], **options: Any) -> tuple[Sheet, Project]:
    sheet = read_sheet(rows, **options)
    assert_accounted(rows, sheet)
    (project,) = sheet.evidence.projects
    return sheet, project


FUNDS = ["资金", "年初预算数", "全年预算数", "全年执行数"]


@pytest.mark.parametrize(
    ("rows", "unit"),
    [
        ([["实施单位：元氏县民政局"], FUNDS], "万元"), ([["单位：人民币元"], FUNDS], "元"),
        ([["项目资金（元）", *FUNDS[1:]]], "元"), ([["金额单位", "元"], FUNDS], "元"),
        ([["2022年度", "单位：万元"], FUNDS], "万元"), ([["单位：亿元"], FUNDS], "亿元"),
    ],
)  # fmt: skip
def test_the_unit_of_money_is_the_one_that_a_label_names(rows: list[list[Any]], unit: str) -> None:
    sheet, project = only([*rows, ["年度资金总额", 10, 10, 9]])
    assert project.budget.paid() == Quantity(9, unit)
    assumed = [found.code for found in sheet.findings] == ["money_unit_assumed"]
    assert assumed is (rows[0][0] == "实施单位：元氏县民政局")


def test_each_column_of_the_funds_may_have_its_unit() -> None:
    _, project = only([["资金", "年初预算数（万元）", "全年预算数（万元）", "全年执行数（元）"],
                       ["总额", 10, 10, 90_000]])  # fmt: skip
    assert project.budget.paid() == Quantity(90_000, "元")


def test_funds_may_follow_their_labels_in_one_row() -> None:
    sheet, project = only([["预算数", "100万元", "执行数", "98万元", "执行率", "98%"]])
    assert str(project.budget.adjusted), str(project.budget.paid()) == ("100万元", "98万元")
    assert sheet.cells[1, 6] == "printed rate"


def test_an_amount_below_an_unknown_heading_is_listed() -> None:
    sheet, _ = only([["资金（万元）", "年初预算数", "暂列", "全年执行数"], ["总额", 10, 12, 9]])
    assert [(cell.row, cell.column, cell.code) for cell in sheet.unread] == [(2, 3, "no_heading")]


def test_parts_that_do_not_make_their_total_are_a_finding() -> None:
    sheet, project = only([["资金（万元）", *FUNDS[1:]], ["总额", 10, 10, 9],
                           ["其中：财政拨款", 10, 10, 8]])  # fmt: skip
    assert project.budget.paid() == Quantity(9, "万元")
    assert [found.code for found in sheet.findings] == ["fund_parts_sum"]
    assert sheet.findings[0].numbers["parts"] == "8万元"


@pytest.mark.parametrize(
    ("amount", "code"), [("很多", "money_cell"), ("5家", "money_cell"), (-5, "money_cell")]
)
def test_an_amount_that_is_none_is_listed(amount: object, code: str) -> None:
    sheet, project = only([["资金（万元）", *FUNDS[1:]], ["总额", 10, 10, amount]])
    assert project.budget.paid() is None
    assert [cell.code for cell in sheet.unread] == [code]


def test_a_dash_for_an_amount_is_left() -> None:
    sheet, project = only([["资金（万元）", *FUNDS[1:]], ["总额", "—", 10, 9]])
    assert sheet.cells[2, 2] == "dash"
    assert (project.budget.initial, project.budget.adjusted) == (None, Quantity(10, "万元"))


def test_an_amount_of_too_many_digits_is_listed() -> None:
    sheet, project = only([["资金（万元）", *FUNDS[1:]], ["总额", 10, 10, "1" * 70]])
    assert project.budget.paid() is None
    assert [(bad.row, bad.column, bad.code) for bad in sheet.unread] == [(2, 4, "money_cell")]


def test_a_remark_below_the_funds_is_no_part_of_them() -> None:
    sheet, project = only([["资金（万元）", *FUNDS[1:]], ["总额", 10, 10, 9], ["按季度支付"]])
    assert sheet.cells[3, 1] == "remark"
    assert project.budget.paid() == Quantity(9, "万元")


def test_the_total_of_the_funds_may_stand_below_its_parts() -> None:
    sheet, project = only([["资金（万元）", *FUNDS[1:]], ["其中：财政拨款", 10, 10, 9],
                           ["合计", 12, 12, 11]])  # fmt: skip
    assert project.budget.paid() == Quantity(11, "万元")
    assert sheet.cells[2, 4] == "fund part"
    assert not sheet.claimed


def test_funds_that_arrived_must_be_the_budget() -> None:
    heading = ["资金（万元）", "预算数", "到位数", "执行数"]
    sheet, project = only([heading, ["总额", 10, 10, 9]])
    assert sheet.cells[2, 3] == Amount(project.key, "adjusted")
    sheet, _ = only([heading, ["总额", 10, 8, 9]])
    assert [cell.code for cell in sheet.unread] == ["arrived"]


def test_two_tables_next_to_each_other_are_two_tables() -> None:
    _, project = only(
        [
            [*HEADINGS[:5], None, *HEADINGS[:5]],
            ["数量指标", "甲", "≥5个", "6个", 10, None, "质量指标", "乙", "≥95%", "96%", 20],
        ]
    )
    assert [(i.key, i.kind, str(i.target)) for i in project.indicators] == [
        ("甲", "quantity", "≥5个"), ("乙", "quality", "≥95%"),
    ]  # fmt: skip


def test_headings_that_are_repeated_keep_the_levels() -> None:
    _, project = only([HEADINGS, ["成本指标", "甲", "100万元", "90万元", 10, 10], HEADINGS,
                       [None, "乙", "100万元", "90万元", 10, 10]])  # fmt: skip
    assert [i.kind for i in project.indicators] == ["cost", "cost"]


def test_an_unknown_label_below_the_funds_is_no_part_of_them() -> None:
    _, project = only([["资金（万元）", *FUNDS[1:]], ["其中：财政资金", 100, 100, 90],
                       ["年初设定目标", 43, 50, 37]])  # fmt: skip
    assert project.budget.paid() == Quantity(90, "万元")


@pytest.mark.parametrize(
    ("rows", "period"),
    [
        ([["（2022年度）"]], "2022年"), ([["2022年度项目自评表"]], "2022年"), ([["(2022)年度"]],
        "2022年"),
        ([["预算年度", 2022]], "2022年"), ([["二〇二二年度"]], "2022年"),
        ([["填报日期：2023年3月5日"]], ""),
        ([["附件：2020年6月修订"], ["（2022年度）"]], "2022年"),
        ([["项目起止时间", "2019年1月-2022年12月"]], ""),
    ],
)  # fmt: skip
def test_the_year_of_a_sheet_is_that_of_its_title(rows: list[list[Any]], period: str) -> None:
    _, project = only([*rows, HEADINGS, ROW])
    assert project.period == period


def test_the_headings_of_a_list_of_projects_name_no_project() -> None:
    rows = [["项目名称", "预算数", "执行数"], ["甲", 10, 9], HEADINGS, ROW]
    sheet, project = only(rows)
    assert (project.key, project.budget.paid()) == ("项目", None)
    assert [(bad.row, bad.code) for bad in sheet.unread] == [(2, "unknown_row")] * 3


def test_the_year_in_a_name_is_not_that_of_the_sheet() -> None:
    _, project = only([HEADINGS, ["数量指标", "2023年度培训（元）", "≥5次", "6次", 10, 8]])
    assert project.period == ""


def test_a_sum_in_the_table_does_not_end_it() -> None:
    sheet, project = only([HEADINGS, ROW, ["合计", None, None, None, 10, 8],
                           ["社会效益指标", "乙", "5个", "6个", 10, 9],
                           ["合计", None, None, None, 20, 17]])  # fmt: skip
    assert len(project.indicators) == 2
    assert sheet.claimed["total"] == 17
    assert sheet.cells[3, 6] == "total"


def test_the_points_of_a_subtotal_are_no_claim() -> None:
    sheet, project = only([HEADINGS, ROW, ["小计", None, None, None, 10, 8],
                           ["社会效益指标", "乙", "5个", "6个", 10, 9]])  # fmt: skip
    assert sheet.claimed == {"新建服务站": 8, "乙": 9}
    assert sheet.cells[3, 6] == "total"
    assert len(project.indicators) == 2


@pytest.mark.parametrize(
    "label", ["总分值", "合计得分", "自评得分", "最终得分", "绩效自评总分", "Total"]
)
def test_a_total_has_many_names(label: str) -> None:
    sheet, project = only([HEADINGS, ROW, [label, None, None, None, 100, "98分（优）"]])
    assert sheet.claimed == {"新建服务站": 8, "total": 98}
    assert len(project.indicators) == 1


def test_execution_may_be_a_row_of_the_table() -> None:
    sheet, project = only([["一级指标", *HEADINGS], ["预算执行率（10分）", None, None, "100%",
    "95%", 10, 9.5],
                           ["产出指标", *ROW]])  # fmt: skip
    assert sheet.claimed == {"execution": Decimal("9.5"), "新建服务站": 8}
    assert sheet.full == {"execution": 10}
    assert len(project.indicators) == 1


def test_lines_of_the_template_are_no_indicators() -> None:
    sheet, project = only(
        [
            HEADINGS,
            ["数量指标", "指标1：甲", "5个", "6个", 10, 10],
            [None, "指标2：", None, None, None, None],
            [None, "……"],
        ]
    )
    assert [i.key for i in project.indicators] == ["甲"]
    assert not sheet.findings


def test_a_second_indicator_of_a_name_has_its_own_key() -> None:
    sheet, project = only([HEADINGS, ROW, [None, *ROW[1:]]])
    assert [i.key for i in project.indicators] == ["新建服务站", "新建服务站#2"]
    assert sheet.claimed == {"新建服务站": 8, "新建服务站#2": 8}
    assert [found.code for found in sheet.findings] == ["name_repeated"]


def test_a_key_of_another_indicator_is_listed() -> None:
    sheet, project = only([[*HEADINGS, "键"], [*ROW, "k"],
                           ["数量指标", "乙", "≥5个", "6个", 10, 9, "k"]])  # fmt: skip
    assert [(i.key, str(i.actual)) for i in project.indicators] == [("k", "4个")]
    assert sheet.claimed == {"k": 8}
    assert [(bad.column, bad.code) for bad in sheet.unread if bad.code != "no_indicator"] == [
        (7, "duplicate_key")
    ]
    assert {bad.row for bad in sheet.unread} == {3}


@pytest.mark.parametrize(
    ("cell", "code"),
    [("#DIV/0!", "error_value"), ("=SUM(A1:A3)", "error_value"), (True, "wrong_type"), (0.95,
    "share"),
     (Decimal("sNaN"), "not_finite"), ("7～3", "ends")],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_is_listed_and_not_known(cell: object, code: str) -> None:
    sheet, project = only([HEADINGS, ["质量指标", "甲", "≥95%", cell, 10, 8]])
    assert project.indicators[0].actual is None
    assert [(bad.row, bad.column, bad.code) for bad in sheet.unread] == [(2, 4, code)]


@pytest.mark.parametrize(
    ("cell", "code"), [("优", "points_cell"), ("8/10", "points_cell"), ("约8", "points_cell")]
)
def test_points_that_are_no_number_are_listed(cell: str, code: str) -> None:
    sheet, _ = only([HEADINGS, [*ROW[:5], cell]])
    assert [bad.code for bad in sheet.unread] == [code]
    assert not sheet.claimed


@pytest.mark.parametrize("cell", ["—", "-", "/"])
def test_a_dash_for_points_is_no_claim(cell: str) -> None:
    sheet, _ = only([HEADINGS, [*ROW[:5], cell]])
    assert sheet.cells[2, 6] == "dash"
    assert not sheet.claimed


def test_two_totals_that_differ_are_listed() -> None:
    sheet, _ = only([["部门名称", "某局", "自评总分", 97], HEADINGS, ROW])
    assert sheet.claimed["total"] == 97
    assert not sheet.unread


def test_points_in_a_cell_merged_over_several_rows_belong_to_none() -> None:
    sheet, _ = only([HEADINGS, ROW, [None, "乙", "≥5个", "6个", 10, None]], merged=["F2:F3"])
    assert [bad.code for bad in sheet.unread] == ["merged_cell"]
    for merged in (["F2"], [5], [(1, 2)], "F2:F3"):
        with pytest.raises(FiscalRubricError):
            read_sheet([HEADINGS, ROW], merged=merged)


def test_rows_that_are_no_rows_are_refused() -> None:
    for rows in ("x", b"x", {"a": 1}, 5, None, ["x"], [5], [{"a": 1}]):
        with pytest.raises(FiscalRubricError):
            read_sheet(rows)  # type: ignore[arg-type]  # a wrong type is tried
    assert read_sheet(iter([iter(HEADINGS), tuple(ROW)])).evidence.projects[0].indicators


def test_a_second_number_in_a_cell_is_a_finding() -> None:
    sheet, project = only([HEADINGS, [*ROW[:3], "6个（其中新建2个）", 10, 8]])
    assert str(project.indicators[0].actual) == "6个"
    assert [found.code for found in sheet.findings] == ["partly_read"]


def test_the_official_phrases_and_a_long_name_are_read() -> None:
    sheet, project = only(
        [
            ["项目名称", "长" * 500],
            HEADINGS,
            ["社会效益指标", "乙", "明显提高", "达成预期指标", 10, 8],
        ]
    )
    assert len(project.key) == 400
    assert project.indicators[0].actual == Claimed("达成预期指标")
    assert not sheet.unread


# What a sheet gives


def test_long_names_that_repeat_have_keys() -> None:
    long = "长" * 400
    row = ["数量指标", long, "≥5个", "4个", 10, 8]
    rows = [["项目名称", long], HEADINGS, row, row, ["项目名称", long], HEADINGS, row]
    sheet = read_sheet(rows)
    assert len({project.key for project in sheet.evidence.projects}) == 2
    assert [len(i.key) for i in sheet.evidence.projects[0].indicators] == [400, 392]


def test_the_card_of_a_sheet_is_bounded_while_a_cell_is_not_known() -> None:
    sheet, project = only([HEADINGS, ROW])
    card = sheet.card(self_evaluation(project, "ningxia_agriculture"))
    assert isinstance(card, Scorecard)
    assert card.total == 8
    sheet, project = only([HEADINGS, [*ROW[:3], "#N/A", 10, 8]])
    bounds = sheet.card(self_evaluation(project, "ningxia_agriculture"))
    assert (bounds.whole.part.full, not isinstance(bounds, Scorecard)) == (10, True)


def test_the_claims_of_a_sheet_are_those_of_the_lines_of_a_rubric() -> None:
    sheet = read_sheet(printed("hebei-langfang-national-2019")["rows"])
    (project,) = sheet.evidence.projects
    claims = sheet.claims(self_evaluation(project, "hebei"))
    assert claims["预算执行率"] == 9
    assert claims["total"] == 98
    assert sheet.claims(self_evaluation(project, "ningxia_agriculture")).get("预算执行率") is None


def test_the_forms_that_fit_a_sheet_make_100_points() -> None:
    sheet = read_sheet(printed("sichuan-zhongjiang-integrated-2022")["rows"])
    assert [form.key for form in catalog.forms_for(sheet.evidence)] == ["ningxia_agriculture"]
    sheet = read_sheet(printed("shanxi-jishan-native-2020")["rows"])
    assert [form.key for form in catalog.forms_for(sheet.evidence)][:1] == ["national"]


def test_a_sheet_shows_each_cell_with_what_became_of_it() -> None:
    rows = [["（2022年度）"], HEADINGS, [*ROW[:3], "#N/A", 10, "优<b>"]]
    sheet = read_sheet(rows)
    for language, words in (("zh", "未能读取"), ("en", "were not read")):
        html, text = sheet.to_html(language), sheet.explain(language)
        assert words in html
        assert words in text
        assert "优&lt;b&gt;" in html
        assert html.count("⚠ ") == 2
        assert "#N/A" in text
    assert "新建服务站: " in sheet.to_html()
    kept = {type(use) for use in sheet.cells.values()}
    assert kept == {str, Result}
    assert [row["code"] for row in sheet.rows()] == ["error_value", "points_cell"]
    assert list(sheet.rows("zh")[0]) == ["行", "列", "编码", "问题"] or sheet.rows("zh")
    assert str(sheet.unread[0]).startswith("D3: ")
    assert Answer("x") not in sheet.cells.values()
    assert Claim("x") != Claim("x", "full")


@pytest.mark.parametrize("name", NAMES)
def test_every_sheet_is_shown_in_both_languages(name: str) -> None:
    sheet = read_sheet(printed(name)["rows"])
    for language in ("zh", "en"):
        assert sheet.to_html(language).count("<tr") == len({row for row, _ in sheet.texts}) + 1
