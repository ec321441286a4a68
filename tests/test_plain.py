"""What is read directly is what every check would give, fault for fault."""

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from facts import read_data
from fiscal_rubric import Evidence, FiscalRubricError, Indicator, Project, notation
from fiscal_rubric import strategies as some
from fiscal_rubric.documents import converter, from_document, indicators, to_document
from fiscal_rubric.notation import read_actual, read_target
from fiscal_rubric.plain import is_usual, plain_actual, plain_target
from fiscal_rubric.signs import MEASURES, SIGNS
from fiscal_rubric.targets import KINDS

T = TypeVar("T")


def nothing(*_: object) -> None:
    """Nothing is plain."""


def forget() -> None:
    for cached in (notation._target, notation._actual):
        cached.cache_clear()


@contextmanager
def every_check() -> Iterator[None]:
    """Nothing is read directly."""
    forget()
    with (
        patch.multiple(notation, plain_target=nothing, plain_actual=nothing),
        patch.multiple(indicators, plain_target=nothing, plain_actual=nothing),
        patch.object(converter, "plain_indicator", nothing),
    ):
        yield
    forget()


def outcome(read: Callable[[], T]) -> T | str:
    """What comes out, with all that is printed of it, or the faults."""
    try:
        return read()
    except FiscalRubricError as error:
        return str(error)


def assert_same(read: Callable[[], object]) -> None:
    directly = outcome(read)
    with every_check():
        checked = outcome(read)
    assert repr(directly) == repr(checked)
    assert directly == checked


# Printed cells

WORDS = sorted({word for sign in SIGNS for word in (*sign.before, *sign.after)})
BEFORE = st.sampled_from(["", "", *WORDS, "约", "共", "达到", "升至", "增长", "+", "-", "＞", " "])
NUMBERS = st.sampled_from(
    ["2020", "202012", "20201231", "1999", "0", "00", "007", "12", "1,000", "1" * 61]
)
UNITS = [
    *MEASURES,
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
BEHIND = st.builds(str.__add__, st.sampled_from(SCALES), st.sampled_from(UNITS))
CELLS = st.builds(
    "{}{}{}{}".format,
    BEFORE,
    NUMBERS | st.from_regex("[0-9]{1,13}", fullmatch=True),
    st.sampled_from(["", "", ".5", ".50", ".0000001", "."]),
    st.just("") | BEHIND | st.sampled_from(WORDS) | st.sampled_from([" ", "。", "完成", "左右"]),
)
SENSES = st.sampled_from([None, "at least", "at most", "exactly"])


@settings(max_examples=400)
@given(CELLS, st.sampled_from([None, *KINDS]), SENSES)
@example("2020年", None, None)
@example("2020.12", "timeliness", None)
@example("2020万%(百分比)", None, None)
@example("0", "quantity", "exactly")
def test_cells_are_read_as_with_every_check(cell: str, kind: Any, sense: Any) -> None:
    assert_same(lambda: read_target(cell, kind, sense=sense))
    assert_same(lambda: read_actual(cell, kind=kind))
    assert_same(lambda: read_actual(cell, [cell, "5家"], kind=kind))


def test_printed_tables_are_read_as_with_every_check() -> None:
    rows = read_data("printed.json")["rows"]
    cells = {row[name] for row in rows for name in ("target", "actual")}
    for cell in sorted(cells):
        assert_same(lambda cell=cell: (read_target(cell), read_actual(cell)))
    direct = [cell for cell in cells if plain_target(cell, "at least", "at most")]
    assert len(direct) > len(cells) / 4


@pytest.mark.parametrize("cell", ["≥90%", "98.5", "不低于5家", "超2000亿元", "0次", "12万元"])
def test_what_is_plain_is_read_directly(cell: str) -> None:
    assert plain_target(cell, "at least", "at most") is not None
    assert plain_actual(cell) is not None


# Documents

PRINTED = CELLS | st.sampled_from(
    ["", "/", "长期", "完成", "18项（目标调整为18项）", "9至8家", "因疫情取消"]
)
NUMBER = st.sampled_from([0, 3, -1, 10**15, 10**70, True, 0.5, "0.5", "1/3", "1e3", "x", None])
UNIT = st.sampled_from(["家", "", "％", "date", "month and day", "5家", 3, None])
SPANS = st.dictionaries(
    st.sampled_from(["lower", "upper"]), NUMBER | st.integers(0, 20), min_size=1
).flatmap(
    lambda ends: st.fixed_dictionaries(
        {name: st.just(end) for name, end in ends.items()},
        optional={"unit": UNIT, "lower_open": st.booleans(), "zzz": st.just(1)},
    )
)
SENSE = st.sampled_from(["at least", "at most", "exactly", "between", "zzz", 3])
TARGETS = st.fixed_dictionaries(
    {"type": st.sampled_from(["promise", "promise", "reached"]), "sense": SENSE, "span": SPANS},
    optional={"base": st.just("2019年度"), "zzz": st.just(1)},
)
ACTUALS = st.fixed_dictionaries(
    {"type": st.sampled_from(["reached", "reached", "promise"]), "span": SPANS},
    optional={"about": st.booleans(), "claim": st.just(True)},
)
TEXTS = st.sampled_from(
    ["", "核查", "a\nb", "\ud800", "x" * 401, "x" * 20_001, 3, None, {"zh": "核查"}]
)
INDICATORS = st.fixed_dictionaries(
    {
        "name": st.just("核查") | TEXTS,
        "kind": st.sampled_from([*KINDS, "zzz", 3]),
        "target": PRINTED | TARGETS,
    },
    optional={
        "actual": PRINTED | ACTUALS | st.none(),
        "weight": NUMBER,
        "zzz": st.just(1),
        **dict.fromkeys(("key", "level1", "level2", "reason"), TEXTS),
        "revised": PRINTED,
    },
)


def document_of(*rows: Any) -> dict[str, Any]:
    project = {"name": "p", "indicators": list(rows)}
    return {"fiscal_rubric": 1, "kind": "evidence", "projects": [project]}


@settings(max_examples=1000)
@given(INDICATORS)
def test_indicators_are_read_as_with_every_check(row: Any) -> None:
    assert_same(lambda: from_document(document_of(row)))


@given(some.projects())
def test_what_is_written_is_read_as_with_every_check(project: Project) -> None:
    document = to_document(Evidence(project))
    assert_same(lambda: from_document(copy.deepcopy(document)))


ROW = {"name": "核查", "kind": "quantity", "target": "≥5家", "actual": "3家"}
FULL = to_document(
    Evidence(Project("p", None, [Indicator("核查", "quantity", "5.5家", "3", weight=2)]))
)


@pytest.mark.parametrize(
    "row",
    [ROW, {**ROW, "actual": None}, {**ROW, "level1": "产出", "reason": "疫情", "weight": "0.5"}]
    + FULL["projects"][0]["indicators"],
    ids=json.dumps,
)
def test_what_is_plain_is_built_directly(row: dict[str, Any]) -> None:
    assert indicators.plain_indicator(row) is not None


def part(name: str, value: Any) -> dict[str, Any]:
    return {**ROW, name: value}


def promised(**span: Any) -> dict[str, Any]:
    return {"type": "promise", "sense": "at least", "span": span}


@pytest.mark.parametrize(
    "row",
    [
        *(part("name", name) for name in ("", "x" * 401, "\ud800", 3)),
        *(part("kind", kind) for kind in ("zzz", [], None)),
        *(part("target", text) for text in ("9至8家", "长期", "", 3)),
        *(part("target", target) for target in (promised(), promised(lower="x"))),
        *(part("target", promised(**span)) for span in (
            {"lower": 3, "unit": "5家"}, {"lower": 3, "unit": 3}, {"lower": 3, "zzz": 1},
            {"upper": 3}, {"upper": "x"}, {"lower": 3, "upper": 3}, {"lower": 3, "upper": 4},
            {"lower": -1}, {"lower": 10**15}, {"lower": 0.5}, {"lower": "0.50", "unit": "％"},
        )),
        part("target", {"type": "promise", "sense": "at most", "span": {"upper": 3}}),
        part("target", {"type": "promise", "sense": "exactly", "span": {"lower": 3, "upper": 3}}),
        part("target", {"type": "promise", "sense": "at least", "span": 3}),
        part("target", {"type": "zzz", "sense": "at least", "span": {"lower": 3}}),
        *(part("actual", text) for text in ("9至8家", "18项（目标调整为18项）", "完成")),
        *(part("actual", actual) for actual in ([], {"type": "x"})),
        part("actual", {"type": "reached", "span": {"lower": 3, "upper": 3, "unit": "家"}}),
        part("actual", {"type": "reached", "span": {}}),
        *(part("weight", number) for number in (2, "0.5", "x", -1, True)),
        *(part(name, text) for name in ("key", "level1", "reason") for text in ("a", "", "\n", 3)),
        part("zzz", 1),
        part("key", "k" * 401),
    ],
    ids=str,
)  # fmt: skip
def test_each_way_off_the_plain_path_is_as_with_every_check(row: Any) -> None:
    assert_same(lambda: from_document(document_of(row)))


@pytest.mark.parametrize(("unit", "usual"), [("家", True), ("％", False), ("date", False),
                                             ("5家", False), ("", True)])  # fmt: skip
def test_units_in_their_usual_spelling(unit: str, usual: bool) -> None:
    assert is_usual(unit) is usual


def test_built_directly_is_hashed_copied_and_changed_as_any() -> None:
    (direct,) = from_document(document_of(ROW)).projects[0].indicators
    made = Indicator("核查", "quantity", "≥5家", "3家")
    assert hash(direct) == hash(made)
    assert copy.deepcopy(direct) == made
