"""A fault of a row is named by the column it is in, and costs no other cell."""

from typing import Any

import pytest

from fiscal_rubric import FiscalRubricError, completion
from fiscal_rubric.tables import read_evidence
from sheets import owned, read, unread

SIGNED = ["三级指标", "指标性质", "指标值", "实际完成值"]


@pytest.mark.parametrize(
    ("sign", "target"),
    [
        ("小于等于", "≤5天"), ("不超过", "≤5天"), ("以内", "≤5天"), ("≤", "≤5天"), ("等于", "=5天"),
        ("不少于", "≥5天"), ("以上", "≥5天"), ("超过", ">5天"), ("正向", "≥5天"),
        ("正向指标", "≥5天"), ("越大越好", "≥5天"), ("反向", "≤5天"), ("逆指标", "≤5天"),
        ("定量", "≥5天"), ("/", "≥5天"), (None, "≥5天"),
    ],
)  # fmt: skip
def test_a_sign_may_be_a_word(sign: str | None, target: str) -> None:
    sheet = read(SIGNED, ["甲", sign, "5天", "3天"])
    assert str(owned(sheet)[0].target) == target
    assert not sheet.unread


@pytest.mark.parametrize(
    ("sign", "target"), [("约", "5天"), ("≤", "≥5天"), ("适中", "5天"), ("约", None)]
)
def test_a_sign_that_does_not_fit_is_listed_and_nothing_is_decided(
    sign: str, target: str | None
) -> None:
    sheet = read(SIGNED, ["甲", sign, target, "5天"])
    assert unread(sheet) == [("B2", "sign_cell")]
    (indicator,) = owned(sheet)
    assert completion(indicator.target, indicator.actual).status == "not known"


@pytest.mark.parametrize(("target", "sense"), [("5天", "words"), ("3号楼", "words")])
def test_a_target_in_words_by_its_column_has_no_number(target: str, sense: str) -> None:
    assert owned(read(SIGNED, ["甲", "定性", target, "5天"]))[0].target.sense == sense


@pytest.mark.parametrize("mark", ["/", "——", "无", None])
def test_a_mark_of_nothing_is_no_unit_and_no_weight(mark: str | None) -> None:
    sheet = read(
        ["三级指标", "指标值", "单位", "分值"], ["甲", "5", mark, mark if mark != "无" else None]
    )
    (made,) = owned(sheet)
    assert (str(made.target), made.weight, sheet.unread) == ("≥5", None, ())


def test_a_sign_may_stand_in_both_cells() -> None:
    sheet = read(SIGNED, ["甲", "不低于", ">=5天", "5天"])
    assert not sheet.unread
    assert str(owned(sheet)[0].target) == "≥5天"


def test_a_unit_that_is_none_is_listed_at_its_own_place() -> None:
    heading = ["三级指标", "指标值", "单位", "实际完成值"]
    assert unread(read(heading, ["甲", "5", "100户", "6"])) == [("C2", "unit")]
    assert unread(read(heading, ["甲", "5万", "万元", "6"])) == [("B2", "unit")]


def test_a_kind_that_is_none_is_listed() -> None:
    sheet = read(["指标类型", "三级指标", "指标值"], ["甲类", "乙", "5个"])
    assert unread(sheet) == [("A2", "option")]


def test_a_revised_target_of_another_sense_is_listed_where_it_stands() -> None:
    heading = ["一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "原因"]
    row = ["产出", "数量指标", "甲", "30项", "18项（目标调整为≤18项）", "略"]
    sheet = read(heading, row)
    assert unread(sheet) == [("E2", "revised_target")]
    (made,) = owned(sheet)
    assert (made.actual, made.level1, made.level2, made.reason) == (None, "产出", "数量指标", "略")
    sheet = read([*heading[:5], "调整后目标值"], [*row[:4], "18项", "≤18项"])
    assert unread(sheet) == [("F2", "revised_target")]
    assert str(owned(sheet)[0].actual) == "18项"


def test_two_faults_of_a_row_are_both_listed() -> None:
    sheet = read(["三级指标", "指标值", "完成值"], ["长" * 500, "3项", "1项（目标调整为≤1项）"])
    assert unread(sheet) == [("A2", "long_text"), ("B2", "no_indicator"), ("C2", "revised_target")]


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ({"三级指标": "甲", "二级指标": "数量", "目标值": "3项", "完成值": "1项（目标调整为≤1项）"},
         "row 1/完成值"),
        ({"三级指标": "甲", "目标值": "3项"}, "row 1/三级指标"),
        ({"三级指标": "甲", "一级指标": "产出", "目标值": "3项"}, "row 1/一级指标"),
        ({"三级指标": "甲", "二级指标": "数量", "目标值": "3", "单位": "100户"}, "row 1/单位"),
        ({"三级指标": "甲", "指标类型": "数量", "键": "长" * 500, "目标值": "3"}, "row 1/键"),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_a_heading_that_the_table_has(row: dict[str, Any], place: str) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        read_evidence([row])
    assert [fault.place for fault in caught.value.faults] == [place]
