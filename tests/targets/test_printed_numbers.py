"""The pattern for plain cells and the general reader give the same number."""

from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings, strategies as st

from facts import read_data
from fiscal_rubric import FiscalRubricError
from fiscal_rubric.numbers.units import PRINTED_UNITS
from fiscal_rubric.targets import (
    NumericActual,
    QualitativeActual,
    QualitativeTarget,
    read_actual,
    read_target,
    reading,
)
from fiscal_rubric.targets.printed_numbers import plain_number
from fiscal_rubric.targets.signs_and_claims import SIGNS
from fiscal_rubric.targets.targets import KINDS

WORDS = sorted({word for sign in SIGNS for word in (*sign.before, *sign.after)})
BEFORE = st.sampled_from(["", "", *WORDS, "约", "共", "达到", "升至", "增长", "+", "-", "＞", " "])
NUMBERS = st.sampled_from(
    ["2020", "202012", "20201231", "1999", "0", "00", "007", "12", "1,000", "1" * 61]
)
UNITS = [
    *PRINTED_UNITS,
    "人/次",
    "户/月",
    "m²",
    "％",
    "月",
    "日",
    "号",
    "年度",
    "(含)以上",
    "(百分比)",
    "箱",
]
SCALES = ["", "", "万", "亿", "百万", "千"]
CELLS = st.builds(
    "{}{}{}{}".format,
    BEFORE,
    NUMBERS | st.from_regex("[0-9]{1,13}", fullmatch=True),
    st.sampled_from(["", "", ".5", ".50", ".0000001", "."]),
    st.just("")
    | st.builds(str.__add__, st.sampled_from(SCALES), st.sampled_from(UNITS))
    | st.sampled_from(WORDS)
    | st.sampled_from([" ", "。", "完成", "左右"]),
)


def outcome(cell: str, kind: Any, sense: Any, phrases: list[str]) -> object:
    """Return all values read from a cell, or the faults."""
    try:
        return (
            read_target(cell, kind, sense=sense),
            read_actual(cell, kind=kind),
            read_actual(cell, phrases),
        )
    except FiscalRubricError as error:
        return str(error)


def in_general(*arguments: Any) -> object:
    """Return the same without the pattern for plain cells."""
    for cached in (reading._target, reading._actual):
        cached.cache_clear()
    with patch.object(reading, "plain_number", lambda _: None):
        found = outcome(*arguments)
    for cached in (reading._target, reading._actual):
        cached.cache_clear()
    return found


@settings(max_examples=400)
@given(
    CELLS,
    st.sampled_from([None, *KINDS]),
    st.sampled_from([None, "at least", "at most", "exactly"]),
)
@example("2020年", None, None)
@example("2020.12", "timeliness", None)
@example("2020万%(百分比)", None, None)
@example("0", "quantity", "exactly")
def test_the_pattern_and_the_general_reader_agree(cell: str, kind: Any, sense: Any) -> None:
    assert outcome(cell, kind, sense, [cell]) == in_general(cell, kind, sense, [cell])


def test_both_readers_agree_on_printed_tables() -> None:
    rows = read_data("printed.json")["rows"]
    cells = sorted({row[name] for row in rows for name in ("target", "actual")})
    for cell in cells:
        assert outcome(cell, None, None, []) == in_general(cell, None, None, [])
    assert sum(plain_number(cell) is not None for cell in cells) > len(cells) / 4


@pytest.mark.parametrize("cell", ["≥90%", "98.5", "不低于5家", "超2000亿元", "0次", "12万元"])
def test_cells_with_one_number_are_plain(cell: str) -> None:
    assert plain_number(cell) is not None


@pytest.mark.parametrize("cell", ["2020", "202012", "2020年", "5家(个)", "3家-5", "约5家", "5,000"])
def test_cells_with_more_than_one_number_or_a_date_are_not_plain(cell: str) -> None:
    assert plain_number(cell) is None


@pytest.mark.parametrize("cell", ["5年至2020年", "2020年至5年", "2020年至2021年", "3家-5年"])
def test_ranges_that_may_be_years_are_read_as_words(cell: str) -> None:
    assert isinstance(read_target(cell), QualitativeTarget)


@pytest.mark.parametrize("cell", ["增长第5%", "下降约等于第3家", "提高到第5%"])
def test_a_change_with_other_words_before_its_number_is_not_a_number(cell: str) -> None:
    assert isinstance(read_actual(cell), QualitativeActual)


@pytest.mark.parametrize(
    ("cell", "lower", "upper", "unit"),
    [("3家-5家", 3, 5, "家"), ("3-5家", 3, 5, "家"), ("3家-5", 3, 5, "家"), ("3~5%", 3, 5, "%")],
)
def test_the_unit_of_a_range_may_be_printed_once(
    cell: str, lower: int, upper: int, unit: str
) -> None:
    actual = read_actual(cell)
    assert isinstance(actual, NumericActual)
    assert (actual.span.lower, actual.span.upper, actual.span.unit) == (lower, upper, unit)


def test_a_second_unit_in_brackets_after_a_number_is_not_read_as_its_unit() -> None:
    actual = read_actual("5家(个)")
    assert isinstance(actual, NumericActual)
    assert actual.span.unit == "家"
