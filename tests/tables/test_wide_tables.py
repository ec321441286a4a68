"""Tables of records as hosts have them: their columns, headings, cells and rows."""

import time
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from fiscal_rubric import Budget, FiscalRubricError, completion
from fiscal_rubric.catalog.cn_self_evaluation import self_evaluation
from fiscal_rubric.evidence.project import Indicator
from fiscal_rubric.tables import read_evidence

BASE = {"二级指标": "数量指标", "三级指标": "a", "目标值": "5个", "实际完成值": "4个"}


def one(options: dict[str, Any] | None = None, /, **changes: object) -> Indicator:
    (made,) = read_evidence([{**BASE, **changes}], **(options or {})).projects[0].indicators
    return made


def codes(rows: list[dict[str, object]], **options: Any) -> list[tuple[str, str]]:
    with pytest.raises(FiscalRubricError) as caught:
        read_evidence(rows, **options)
    return [(fault.code, fault.place) for fault in caught.value.faults]


def test_points_remarks_and_serial_numbers_are_known_and_left() -> None:
    assert one(得分="10", 备注="略", 序号=1) == one()
    assert codes([{**BASE, "经办人": "张三"}]) == [("heading", "经办人")]
    assert one({"leave_out": ["经办人"]}, 经办人="张三") == one()


@pytest.mark.parametrize(
    ("sign", "value", "unit", "actual", "status"),
    [("≤", "10", "次", "25", "missed"), ("≥", 266, "米", "≥266米", "met"), ("＝", 100, "%",
    "100%", "met"),
     ("定性", "显著提升", None, "显著提升", "met by claim"), ("正向", "10", "个", "9个", "missed"),
     ("反向", "10", "起", "9起", "met"), (None, "≤10", "次", "25次", "missed"),
     ("≥", "5", "窟", "4", "missed"), ("≥", "95", "%", "96", "met")],
)  # fmt: skip
def test_sign_and_unit_may_have_their_own_columns(
    sign: object, value: object, unit: object, actual: str, status: str
) -> None:
    columns = {"指标性质": sign, "指标值": value, "度量单位": unit, "实际完成值": actual}
    row = {"二级指标": "数量指标", "三级指标": "a", **columns}
    (made,) = read_evidence([row]).projects[0].indicators
    assert completion(made.target, made.actual).status == status


@pytest.mark.parametrize(
    ("column", "heading"),
    [("目标值", "年度指标值（A）"), ("目标值", "年度目标值"), ("目标值", "年初目标值"),
    ("实际完成值", "实际完成值（B）"),
     ("实际完成值", "全年完成值"), ("实际完成值", "实际完成情况"), ("三级指标", "三级指标名称"),
     ("三级指标", "三级 指标"), ("三级指标", "\ufeff三级指标"), ("三级指标", "三級指標"),
     ("二级指标", "二级\n指标")],
)  # fmt: skip
def test_headings_are_known_by_their_usual_names(column: str, heading: str) -> None:
    row = {heading if name == column else name: cell for name, cell in BASE.items()}
    assert read_evidence([row]).projects[0].indicators == (one(),)


@pytest.mark.parametrize(
    "heading", ["偏差原因分析", "未完成原因及改进措施", "偏差原因分析及改进措施", "偏差原因"]
)
def test_reasons_have_many_headings(heading: str) -> None:
    assert one(**{heading: "选址推迟"}).reason == "选址推迟"


def test_an_empty_column_of_blocks_gives_way_to_the_names() -> None:
    assert one(绩效指标=None) == one()
    assert one(绩效指标="") == one()
    assert codes([{**BASE, "绩效指标": "产出"}]) == [("two_columns", "绩效指标")]


def test_sums_blank_rows_and_repeated_headings_are_left_out() -> None:
    blank = dict.fromkeys(BASE, None)
    rows: list[dict[str, object]] = [
        {**BASE},
        {**blank},
        {**blank, "二级指标": "合计", "三级指标": None},
        {name: name for name in BASE},
        {**blank, "二级指标": "总 分"},
        {**BASE, "三级指标": "b"},
        {**blank, "三级指标": "小计"},
    ]
    found = read_evidence(rows).projects[0].indicators
    assert [made.key for made in found] == ["a", "b"]


def test_a_part_without_points_lets_the_form_go_on() -> None:
    rows = [{**BASE, "权重": "90"}, {**BASE, "三级指标": "其中：甲"}]
    (project,) = read_evidence(rows, budgets={"项目": Budget(1, 1, {"2024-12-31": 1})}).projects
    assert [line.key for line in self_evaluation(project).parts] == ["预算执行率", "a"]


def test_a_blank_target_is_no_target() -> None:
    made = one(目标值=None)
    assert (made.target.sense, completion(made.target, made.actual).status) == ("none", "not known")


@pytest.mark.parametrize(
    "day",
    [
        date(2022, 11, 30),
        datetime.fromisoformat("2022-11-30T08:30"),
        "2022-11-30 00:00:00",
        "2022-11-30",
    ],
)
def test_a_day_cell_is_a_day(day: object) -> None:
    made = one(二级指标="时效指标", 目标值="2022年12月底前", 实际完成值=day)
    assert completion(made.target, made.actual).status == "met"
    assert str(made.actual) == "2022年11月30日"


def test_a_signalling_nan_is_an_error_of_the_family() -> None:
    assert codes([{**BASE, "目标值": Decimal("sNaN")}]) == [("not_finite", "row 1/目标值")]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [("生态环境成本指标", "cost"), ("经济成本指标", "cost"), ("社会成本指标", "cost"),
    ("环境效益", "ecological"),
     ("生态效益指标", "ecological"), ("进度指标", "timeliness"), ("服务对象满意度指标",
     "satisfaction")],
)  # fmt: skip
def test_a_heading_names_its_kind(heading: str, kind: str) -> None:
    assert one(二级指标=heading).kind == kind


@pytest.mark.parametrize("heading", ["效果指标", "项目立项", "资金管理", "绩效目标"])
def test_a_heading_that_names_no_kind_takes_the_stated_one(heading: str) -> None:
    assert codes([{**BASE, "二级指标": heading}]) == [("option", "row 1/二级指标")]
    assert one({"default_kind": "quality"}, 二级指标=heading).kind == "quality"


@pytest.mark.parametrize(("name", "sense"), [("办结时限", "at most"), ("服务期", "words")])
def test_a_time_of_months_is_a_limit_if_the_name_says_so(name: str, sense: str) -> None:
    made = one(二级指标="时效指标", 三级指标=name, 目标值="12个月", 实际完成值="10个月")
    assert made.target.sense == sense


def test_levels_are_filled_down_by_their_own_headings() -> None:
    rows = [{"一级指标": "产出指标", **BASE}, {"一级指标": None, **BASE, "三级指标": "b"}]
    found = read_evidence(rows, fill_down=["一级指标"]).projects[0].indicators
    assert [made.level1 for made in found] == ["产出指标", "产出指标"]
    with pytest.raises(FiscalRubricError):
        read_evidence(rows, fill_down=["几级指标"])


@pytest.mark.parametrize("cell", ["10%", "(10)", "10（分）", "10分", 10, 10.0, "10", "（10分）"])
def test_points_of_an_indicator_are_read(cell: object) -> None:
    assert one(权重=cell).weight == 10


def test_points_with_more_places_than_a_form_has_are_refused_with_the_way_out() -> None:
    (project,) = read_evidence([{**BASE, "权重": "12.857"}]).projects
    with pytest.raises(FiscalRubricError, match=r"rounding=Rounding\(places\)"):
        self_evaluation(project)


@pytest.mark.parametrize(
    ("column", "cell"),
    [("三级指标", "a\u200b"), ("目标值", "5\u200b个"), ("目标值", "５个"), ("目标值", "5個"),
    ("目标值", " 5 个 "),
     ("二级指标", "數量指標"), ("实际完成值", "4\ufeff个")],
)  # fmt: skip
def test_invisible_wide_and_traditional_characters_change_nothing(column: str, cell: str) -> None:
    made = one(**{column: cell})
    assert (made.key, made.kind, made.target, made.actual) == (
        "a",
        "quantity",
        one().target,
        one().actual,
    )


def test_faults_grow_with_the_rows() -> None:
    def seconds(count: int) -> float:
        rows = [{**BASE, "三级指标": f"n{at}", "权重": "x", "二级指标": "y"} for at in range(count)]
        start = time.process_time()
        assert len(codes(rows)) == 2 * count
        return time.process_time() - start

    few, many = min(seconds(300) for _ in range(3)), min(seconds(1200) for _ in range(3))
    assert many < max(0.2, 10 * few)
