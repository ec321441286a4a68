"""What hosts hand over is read: openpyxl, csv, python-calamine, pandas and polars."""

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import example, given, strategies as st
from openpyxl import Workbook, load_workbook

from fiscal_rubric import (
    Criterion,
    Evidence,
    Indicator,
    Project,
    Rubric,
    audit,
    judged,
    number,
    pick,
    yes,
)
from fiscal_rubric.catalog.cn_self_evaluation import official_answers, self_evaluation
from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
from fiscal_rubric.tables import (
    Claim,
    Sheet,
    read_answers,
    read_evidence,
    read_sheet,
    write_evidence,
    write_questions,
)
from fiscal_rubric.targets.targets import (
    KINDS,
    Kind,
    NoTarget,
    NumericTarget,
    QualitativeActual,
    QualitativeTarget,
    SeveralTargets,
)
from fiscal_rubric.testing import strategies as some
from fiscal_rubric.texts import text_in

Rows = list[dict[str, Any]]
Grid = Sequence[Sequence[object]]
EXAMPLE = Path(__file__).parents[2] / "examples" / "self_evaluation_2022.xlsx"


# Each host stores rows with headings, and hands them over as records


def workbook(cells: Grid) -> Workbook:
    book = Workbook()
    for row in cells:
        book.active.append(list(row))
    return book


def cells_of(rows: Rows) -> list[list[object]]:
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    return [list(headings), *([row.get(heading) for heading in headings] for row in rows)]


def records(cells: Grid) -> Rows:
    first, *others = cells or [()]
    return [dict(zip(first, row, strict=True)) for row in others]


def by_openpyxl(rows: Rows, folder: Path) -> Rows:
    workbook(cells_of(rows)).save(folder / "rows.xlsx")
    return records(list(load_workbook(folder / "rows.xlsx").active.iter_rows(values_only=True)))


def by_calamine(rows: Rows, folder: Path) -> Rows:
    from python_calamine import CalamineWorkbook

    workbook(cells_of(rows)).save(folder / "rows.xlsx")
    book = CalamineWorkbook.from_path(folder / "rows.xlsx")
    return records(book.get_sheet_by_index(0).to_python())


def by_csv(rows: Rows, folder: Path) -> Rows:
    """A spreadsheet writes a byte order mark, which is read into the first heading."""
    headings, *others = cells_of(rows)
    with (folder / "rows.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([headings, *others])
    with (folder / "rows.csv").open(encoding="utf-8", newline="") as file:
        found: Rows = list(csv.DictReader(file))
    assert next(iter(found[0])).startswith("\ufeff")
    return found


def by_pandas(rows: Rows, folder: Path) -> Rows:
    import pandas as pd

    workbook(cells_of(rows)).save(folder / "rows.xlsx")
    frame = pd.read_excel(folder / "rows.xlsx", dtype=object, engine="openpyxl")
    return frame.to_dict("records")


def by_pandas_with_arrow(rows: Rows, folder: Path) -> Rows:
    import pandas as pd

    workbook(cells_of(rows)).save(folder / "rows.xlsx")
    frame = pd.read_excel(folder / "rows.xlsx", dtype_backend="pyarrow", engine="calamine")
    return frame.to_dict("records")


def by_polars(rows: Rows, folder: Path) -> Rows:
    import polars as pl

    return pl.DataFrame(rows).to_dicts()


engines = pytest.mark.engines
HOSTS = [
    by_openpyxl,
    by_csv,
    *(
        pytest.param(host, marks=engines)
        for host in (by_calamine, by_pandas, by_pandas_with_arrow, by_polars)
    ),
]
through_each_host = pytest.mark.parametrize("host", HOSTS)
Host = Callable[[Rows, Path], Rows]


def is_the_same(evidence: Evidence, other: Evidence) -> bool:
    """Whether the keys and indicators of projects agree; rows hold no budgets and no answers."""
    found, expected = ([(p.key, p.indicators) for p in e.projects] for e in (evidence, other))
    return found == expected


# Evidence


def indicator(name: str, kind: Any, target: Any, actual: Any = None, **others: Any) -> Indicator:
    return Indicator(name, kind, target, actual, level1=others.pop("level1", "产出"), **others)


HARD = Evidence(
    [
        Project(
            "=供水",
            None,
            [
                indicator("=新建服务站", "quantity", "5个", "４个", weight="12.5", reason="=暴雨"),
                indicator("+增开班次", "quantity", "=100%", "100%", level1="", level2="-"),
                indicator("-减少投诉", "social", "较2019年度减少5%", "较2019年度减少6.5%"),
                indicator("@公众号推送", "quantity", "≥5次；≤3天", "6次；2天", key="@p"),
                indicator("验收时间", "timeliness", "2022年11月30日前", "2022年11月18日"),
                indicator("汛前完工", "timeliness", "6月底前", "6月1日至6月20日"),
                indicator("达标率", "quality", "大于90%小于100%", "约95%", level1="", weight=0),
                indicator("水压", "quality", "0.1~0.3兆帕", "＞0.2兆帕", level2="=质量"),
            ],
        ),
        Project("没有指标", None, []),
        Project(
            "-供暖",
            None,
            [
                indicator("=新建服务站", "quantity", "30项", "18项", revised="18项", level1=""),
                indicator("没有目标", "economic", "/", "/", reason="政策调整；两次"),
                indicator("空白目标", "ecological", "", "完成"),
                indicator("长效机制", "sustained", "长期", "建设中", weight=Fraction("0.125")),
                indicator("户均支出", "cost", "≤2.8元/立方米", "因暴雨，未开展"),
                indicator("满意度", "satisfaction", "≥90%", "100%完成"),
                indicator("增长", "economic", "较上年增长≥3%", "较上年下降1%", level1="一、产出"),
            ],
        ),
        Project("@没有指标", None, []),
    ]
)


def test_the_hard_evidence_holds_every_kind_of_target() -> None:
    targets = [indicator.target for project in HARD.projects for indicator in project.indicators]
    kinds = {type(target) for target in targets}
    assert kinds == {NumericTarget, SeveralTargets, QualitativeTarget, NoTarget}
    senses = {target.sense for target in targets if isinstance(target, NumericTarget)}
    assert senses == {"at least", "at most", "exactly", "between", "change", "date"}


@through_each_host
@pytest.mark.parametrize("headings", ["zh", "en"])
@pytest.mark.parametrize("evidence", [EVIDENCE, HARD], ids=["report", "hard cases"])
def test_written_evidence_goes_through_each_host(
    host: Host, evidence: Evidence, headings: str, tmp_path: Path
) -> None:
    rows = host(write_evidence(evidence, headings), tmp_path)
    back = read_evidence(rows, phrases=["互动宣传覆盖人数达16006人次"])
    assert is_the_same(back, evidence)


@pytest.mark.parametrize("words", ["=是", "+是", "-是", "@是", "=100%的村", "+86热线", "@SUM(A1)"])
def test_words_that_a_spreadsheet_takes_for_a_formula_come_back(words: str) -> None:
    aim, result = QualitativeTarget(words), QualitativeActual(words)
    evidence = Evidence(Project("p", None, [Indicator("a", "social", aim, result, reason=words)]))
    rows = write_evidence(evidence)
    assert not [cell for cell in rows[0].values() if cell.startswith(("=", "+", "-", "@"))]
    assert is_the_same(read_evidence(in_memory(rows)), evidence)


def in_memory(rows: Rows) -> Rows:
    file = BytesIO()
    workbook(cells_of(rows)).save(file)
    return records(list(load_workbook(file).active.iter_rows(values_only=True)))


SIGNS = st.sampled_from(("", "=", "+", "-", "@", "'", "=1+", "2022-11-"))
ODD = SIGNS | st.sampled_from(("\t", "  ", "\ufeff", "\u200b="))


@st.composite
def tables(draw: st.DrawFn, starts: st.SearchStrategy[str]) -> Evidence:
    """Draw evidence whose texts begin as formulas and days do."""
    keys = draw(st.lists(st.sampled_from("pqrs"), min_size=1, max_size=3, unique=True))
    owners = [draw(some.projects(draw(starts).strip() + key)) for key in keys]
    return Evidence([_with_starts(draw, owner, starts) for owner in owners])


def _with_starts(draw: st.DrawFn, owner: Project, starts: st.SearchStrategy[str]) -> Project:
    indicators = [
        evolve(
            indicator,
            name=draw(starts) + text_in(indicator.name, "zh"),
            key=draw(starts).strip() + indicator.key,
            level1=draw(st.sampled_from(("", indicator.level1))),
            level2=draw(starts.map(lambda start: start and start + "数量")),
            reason=indicator.reason and draw(starts) + indicator.reason,
        )
        for indicator in owner.indicators
    ]
    return evolve(owner, indicators=indicators)


@given(tables(ODD))
@example(HARD)
@example(Evidence([]))
def test_a_workbook_changes_nothing(evidence: Evidence) -> None:
    rows = write_evidence(evidence)
    assert read_evidence(in_memory(rows)) == read_evidence(rows)


@given(tables(SIGNS))
def test_a_workbook_keeps_all_of_the_evidence(evidence: Evidence) -> None:
    """Not the kind of each result: 1.9 is a number, and may be a day (1月9日) when it is read."""
    rows = write_evidence(evidence)
    back = read_evidence(in_memory(rows))
    assert write_evidence(back) == rows
    assert is_the_same(*map(without_results, (back, evidence)))


def without_results(evidence: Evidence) -> Evidence:
    return Evidence(
        [
            evolve(owner, indicators=[evolve(each, actual=None) for each in owner.indicators])
            for owner in evidence.projects
        ]
    )


@given(some.targets(), some.actuals(), st.sampled_from(KINDS))
def test_a_workbook_changes_no_target_and_no_result(target: Any, actual: Any, kind: Kind) -> None:
    rows = write_evidence(Evidence(Project("p", None, [Indicator("a", kind, target, actual)])))
    assert read_evidence(in_memory(rows)) == read_evidence(rows)


# Forms of questions

FORM = Rubric("r", [
    Criterion("a", 1, yes("a")),
    Criterion("b", 2, pick("b", {"优": 2, "差": 0})),
    Criterion("c", 3, judged("c", 0, 3)),
    Criterion("d", 1, number("d", unit="个").clip(0, 1)),
    Criterion("e", 1, yes("e")),
])  # fmt: skip


@through_each_host
@pytest.mark.parametrize("headings", ["zh", "en"])
def test_a_filled_form_goes_through_each_host(host: Host, headings: str, tmp_path: Path) -> None:
    form = write_questions(RUBRIC, headings)
    words = {True: "是", False: "否"}
    key, *_, answer = form[0]
    for question in form:
        given_ = EVIDENCE.answers[question[key]]
        question[answer] = words[given_] if isinstance(given_, bool) else str(given_)
    answers = read_answers(host(form, tmp_path), RUBRIC)
    assert RUBRIC.score(EVIDENCE.with_answers(answers)).total == Decimal("86.50")


@through_each_host
def test_an_unfilled_form_has_no_answers(host: Host, tmp_path: Path) -> None:
    assert read_answers(host(write_questions(FORM), tmp_path), FORM) == {}


def test_blank_rows_below_a_form_are_left_out() -> None:
    form: Rows = write_questions(FORM)
    form[0]["答案"] = "是"
    assert read_answers([*form, dict.fromkeys(form[0])], FORM) == {"a": True}


# Cells


NAN = float("nan")
# The cell of a host, and the text that it is read as.
PLAIN = [
    (datetime.fromisoformat("2022-11-18T15:30"), "2022-11-18"),
    (datetime.fromisoformat("2022-11-18"), "2022-11-18"),
    (date(2022, 11, 18), "2022-11-18"),
    (5, "5"),
    (5.0, "5"),
    (4.5, "4.5"),
    (0.1 + 0.2, "0.30000000000000004"),
    (Decimal("5.00"), "5"),
    (Decimal("1E+2"), "100"),
    (Fraction(9, 2), "4.5"),
    (0, "0"),
    (-0.0, "0"),
    (None, ""),
    ("", ""),
    (" \u3000\n", ""),
    ("\u200b", ""),
    ("\ufeff4个", "4个"),
    (NAN, ""),
    (Decimal("NaN"), ""),
]
# The same for values of hosts that may not be installed: a type and its arguments, or a name.
OF_ENGINES: list[tuple[str, tuple[Any, ...], str]] = [
    ("numpy.int64", (5,), "5"),
    ("numpy.uint8", (5,), "5"),
    ("numpy.float64", (4.5,), "4.5"),
    ("numpy.float32", (4.5,), "4.5"),
    ("numpy.float64", (NAN,), ""),
    ("numpy.float32", (NAN,), ""),
    ("numpy.float16", (NAN,), ""),
    ("numpy.str_", ("4个",), "4个"),
    ("numpy.str_", ("",), ""),
    ("numpy.datetime64", ("2022-11-18",), "2022-11-18"),
    ("numpy.datetime64", ("2022-11-18", "us"), "2022-11-18"),
    ("numpy.datetime64", ("2022-11-18", "ns"), "2022-11-18"),
    ("numpy.datetime64", ("NaT",), ""),
    ("numpy.datetime64", ("NaT", "ns"), ""),
    ("pandas.Timestamp", ("2022-11-18 15:30",), "2022-11-18"),
    ("pandas.Timestamp", ("2022-11-18T15:30+08:00",), "2022-11-18"),
    ("pandas.NA", (), ""),
    ("pandas.NaT", (), ""),
]


def of_engine(name: str, values: tuple[Any, ...]) -> object:
    module, _, attribute = name.partition(".")
    found = getattr(import_module(module), attribute)
    return found(*values) if values else found


def each_cell(holds: Callable[[str], bool] = lambda text: True) -> pytest.MarkDecorator:
    """Parametrise by what makes a cell, and by its text, where the text is fit."""
    plain = [pytest.param(lambda cell=cell: cell, text, id=repr(cell)) for cell, text in PLAIN]
    others = [
        pytest.param(partial(of_engine, *cell), text, marks=engines, id=f"{cell[0]}{cell[1]}")
        for *cell, text in OF_ENGINES
    ]
    fit = [cell for cell in (*plain, *others) if holds(cell.values[1])]
    return pytest.mark.parametrize(("made", "text"), fit)


def is_number(text: str) -> bool:
    return "-" not in text and "个" not in text


def only(**cells: object) -> Indicator:
    row = {"name": "站", "kind": "quantity", "target": "≥5个", **cells}
    ((found,),) = (project.indicators for project in read_evidence([row]).projects)
    return found


@each_cell()
def test_a_cell_of_a_table_is_read_as_its_text(made: Callable[[], object], text: str) -> None:
    cell = made()
    for column in ("target", "actual", "reason"):
        assert only(**{column: cell}) == only(**{column: text})
    if text:
        assert only(name=cell, kind="timeliness").name == text.lstrip("\ufeff")
        assert only(target=cell, revised=cell) == only(target=text, revised=text)
    if is_number(text):
        assert only(weight=cell) == only(weight=text)


@each_cell(lambda text: not text)
def test_a_blank_cell_repeats_the_heading_above(made: Callable[[], object], text: str) -> None:
    """What one host hands over as None, another hands over as NaN, NA or an empty text."""
    row = {"name": "a", "kind": "quantity", "target": "5个", "level1": "产出"}
    rows = [row, {**row, "name": "b", "level1": made()}, dict.fromkeys(row, made())]
    found = read_evidence(rows, fill_down=["level1"]).projects[0].indicators
    assert [indicator.level1 for indicator in found] == ["产出", "产出"]


@each_cell(lambda text: "-" not in text)
def test_a_cell_of_a_form_is_read_as_its_text(made: Callable[[], object], text: str) -> None:
    rubric = Rubric("r", [Criterion("c", 1, number("n", 0, 1000, unit="个").clip(0, 1))])
    row = {"键": "n", "答案": made(), "问题": made(), "可选答案": made()}
    assert read_answers([row], rubric) == ({"n": text.lstrip("\ufeff")} if text else {})


HEADINGS = ["一级指标", "二级指标", "三级指标", "目标值", "实际完成值", "分值", "得分", "偏差原因"]


@each_cell()
def test_a_cell_of_a_sheet_is_read_as_its_text(made: Callable[[], object], text: str) -> None:
    def sheet(cell: object, points: object) -> Sheet:
        row = ["产出指标", "时效指标", "站", cell, cell, 10, points, cell]
        below = ["效益指标", cell, "厅", "5个", "5个", cell, points, cell]
        return read_sheet([HEADINGS, row, below, [cell] * 8])

    number = is_number(text)
    found, expected = sheet(made(), made() if number else 1), sheet(text, text if number else 1)
    assert found.evidence == expected.evidence
    assert found.claimed == expected.claimed
    assert found.cells == expected.cells
    assert found.texts == expected.texts
    assert [(u.row, u.column, u.code) for u in found.unread] == [
        (u.row, u.column, u.code) for u in expected.unread
    ]


@pytest.mark.parametrize("ticked", [True, False])
@pytest.mark.parametrize(
    "kind", [bool, pytest.param("bool_", marks=engines), pytest.param("int64", marks=engines),
             float, Decimal, Fraction]
)  # fmt: skip
def test_a_ticked_cell_of_a_host_answers_yes_or_no(kind: Any, ticked: bool) -> None:
    host = getattr(import_module("numpy"), kind) if isinstance(kind, str) else kind
    assert read_answers([{"键": "e", "答案": host(ticked)}], FORM) == {"e": ticked}


@engines
def test_rows_of_polars_are_read() -> None:
    import polars as pl

    frame = pl.DataFrame(
        {
            "指标类型": ["数量", "时效", None, "成本"],
            "指标名称": ["站", "完工", None, "单价"],
            "目标值": ["≥5个", "2022年11月30日前", None, "≤2.8元"],
            "实际完成值": [None, "2022-11-18", None, "2.65元"],
            "权重": pl.Series(
                [Decimal("12.50"), Decimal("10.00"), None, None], dtype=pl.Decimal(5, 2)
            ),
            "偏差原因": pl.Series([None, date(2022, 11, 18), None, None], dtype=pl.Date),
            "得分": pl.Series([10.0, NAN, None, 7.5]),
        }
    )
    for rows in (frame.to_dicts(), list(frame.iter_rows(named=True))):
        station, done, price = read_evidence(rows).projects[0].indicators
        assert (station.weight, station.actual) == (Fraction("12.5"), None)
        assert str(done.actual) == "2022年11月18日"
        assert done.reason == "2022-11-18"
        assert str(price.actual) == "2.65元"
    found = read_sheet([frame.columns, *frame.iter_rows()])
    assert found.evidence.projects[0].indicators == (station, done, price)
    assert found.claimed == {"站": 10, "单价": Decimal("7.5")}
    assert found.unread == ()


@engines
def test_rows_of_numbers_and_days_of_pandas_are_read() -> None:
    import pandas as pd

    frame = pd.DataFrame(
        {
            "kind": ["quantity", "timeliness", "social"],
            "name": ["站", "完工", "人口"],
            "target": ["≥5个", "2022年11月30日前", "≥3万人"],
            "weight": pd.Series([10, None, 5], dtype="Int64"),
            "actual": pd.Series([5, pd.Timestamp("2022-11-18"), pd.NaT], dtype=object),
            "reason": pd.Categorical([None, "暴雨", None]),
        }
    )
    cells = [frame.columns, *frame.itertuples(index=False)]
    for projects in (
        read_evidence(frame.to_dict("records")).projects,
        read_evidence([row.to_dict() for _, row in frame.iterrows()]).projects,
        read_sheet(cells).evidence.projects,
        read_sheet([frame.columns, *frame.to_numpy()]).evidence.projects,
    ):
        station, done, people = projects[0].indicators
        assert (station.weight, done.weight, people.weight) == (10, None, 5)
        assert [str(found.actual) for found in (station, done, people)] == [
            "5", "2022年11月18日", "None",
        ]  # fmt: skip
        assert (station.reason, done.reason) == ("", "暴雨")


def wrong_cells(cell: object) -> list[tuple[int, int]]:
    found = read_sheet([HEADINGS, ["产出", "数量指标", "站", "≥5个", cell, 10, cell, ""]])
    assert found.evidence.indicator("站")[1].actual is None
    assert found.claimed == {}
    return [(u.row, u.column) for u in found.unread if u.code == "wrong_type"]


@pytest.mark.parametrize(
    "cell", [time(15, 30), timedelta(days=1), b"5", True, [5], {"a": 5}, object(), 5j], ids=repr
)
def test_a_cell_without_a_reading_is_listed_with_its_place(cell: object) -> None:
    """A workbook has times of day, and ticked boxes."""
    assert wrong_cells(cell) == [(2, 5), (2, 7)]


@engines
@pytest.mark.parametrize(
    ("name", "values"),
    [("numpy.timedelta64", (1, "D")), ("numpy.timedelta64", (1, "ns")), ("numpy.bool_", (1,)),
     ("pandas.Timedelta", ("1D",)), ("pandas.Period", ("2022-11",)), ("numpy.array", ([5, 6],)),
     ("polars.Series", ([5],)), ("pyarrow.scalar", (5,))],
)  # fmt: skip
def test_a_value_of_a_host_without_a_reading_is_listed(name: str, values: Any) -> None:
    assert wrong_cells(of_engine(name, values)) == [(2, 5), (2, 7)]


# Whole sheets

TITLE = [
    ["项目支出绩效自评表", *[None] * 9],
    ["（2022年度）", *[None] * 9],
    ["项目名称", None, None, "校舍维修", *[None] * 6],
    ["项目资金（万元）", None, None, None, "年初预算数", "全年预算数", "全年执行数", "分值",
     "执行率", "得分"],
    [None, None, None, "年度资金总额", 120, 100, 98.76, 10, 0.9876, 9.88],
    [None, None, None, "其中：财政拨款", 120, 100, 98.76, "—", 0.9876, "—"],
    ["绩效指标", "一级指标", "二级指标", "三级指标", None, "年度指标值", "实际完成值", "分值",
     "得分", "偏差原因分析及改进措施"],
]  # fmt: skip
INDICATORS = [
    [None, "产出指标", "数量指标", "维修教室", None, "≥12间", 12, 15, 15, None],
    [None, None, None, "更换门窗", None, 40, 36, 15, 15, "两栋楼缓建"],
    [None, None, "质量指标", "验收合格率", None, "≥95%", 0.97, 10, 10, None],
    [None, None, "时效指标", "完工时间", None, date(2022, 8, 31), date(2022, 8, 20), 10, 10, None],
    [None, "效益指标", "社会效益指标", "受益学生", None, "≥800人", 812.0, 30, 30, None],
    [None, "满意度指标", "满意度指标", "学生满意度", None, "≥90%", "95%", 10, None, None],
]  # fmt: skip
END = [["总分", *[None] * 6, 100, 89.88, None], ["填报人：林禾", *[None] * 9]]
MERGED = ["A1:J1", "A2:J2", "A3:C3", "D3:J3", "A4:C6", "A7:A13", "B8:B11", "C8:C9",
          *(f"D{row}:E{row}" for row in range(7, 14)), "A14:G14", "A15:J15"]  # fmt: skip


def saved(folder: Path, *merged: str) -> Path:
    book = workbook([*TITLE, *INDICATORS, *END])
    sheet = book.active
    for cells in (*MERGED, *merged):
        sheet.merge_cells(cells)
    for row in (5, 6):
        sheet[f"I{row}"].number_format = "0.00%"
    sheet["E5"].number_format = "#,##0.00"
    sheet["G10"].number_format = "0%"
    for cell in ("F11", "G11"):
        sheet[cell].number_format = 'yyyy"年"m"月"d"日"'
    book.save(folder / "sheet.xlsx")
    return folder / "sheet.xlsx"


def sheet_by_openpyxl(path: Path) -> Sheet:
    sheet = load_workbook(path).active
    return read_sheet(list(sheet.iter_rows(values_only=True)), merged=sheet.merged_cells.ranges)


def sheet_by_openpyxl_as_it_comes(path: Path) -> Sheet:
    sheet = load_workbook(path).active
    return read_sheet(sheet.iter_rows(values_only=True), merged=sheet.merged_cells.ranges)


def sheet_by_calamine(path: Path) -> Sheet:
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    return read_sheet(sheet.to_python(), merged=sheet.merged_cell_ranges)


def sheet_by_calamine_with_blank_edges(path: Path) -> Sheet:
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    return read_sheet(sheet.to_python(skip_empty_area=False), merged=sheet.merged_cell_ranges)


def sheet_by_pandas(path: Path) -> Sheet:
    import pandas as pd

    frame = pd.read_excel(path, header=None, dtype=object, engine="openpyxl")
    return read_sheet(list(frame.itertuples(index=False)), merged=merged_ranges(path))


def merged_ranges(path: Path) -> list[str]:
    return [str(cells) for cells in load_workbook(path).active.merged_cells.ranges]


FROM_THE_FIRST_CELL = [
    sheet_by_openpyxl,
    sheet_by_openpyxl_as_it_comes,
    pytest.param(sheet_by_calamine_with_blank_edges, marks=engines),
    pytest.param(sheet_by_pandas, marks=engines),
]
READERS = [*FROM_THE_FIRST_CELL, pytest.param(sheet_by_calamine, marks=engines)]
by_each_reader = pytest.mark.parametrize("reader", READERS)


def what_was_read(sheet: Sheet) -> Iterator[object]:
    yield from (sheet.evidence, sheet.claimed, sheet.full, sheet.cells, sheet.findings, sheet.texts)
    yield [(u.row, u.column, u.code) for u in sheet.unread]


@by_each_reader
def test_a_workbook_with_merged_cells_is_read_alike(
    reader: Callable[[Path], Sheet], tmp_path: Path
) -> None:
    path = saved(tmp_path)
    found = reader(path)
    assert list(what_was_read(found)) == list(what_was_read(sheet_by_openpyxl(path)))
    (project,) = found.evidence.projects
    assert (project.key, project.period) == ("校舍维修", "2022年")
    assert [str(project.budget.amount(f)) for f in ("initial", "adjusted", "paid")] == [
        "120万元", "100万元", "98.76万元",
    ]  # fmt: skip
    assert [(i.level1, i.level2, str(i.target), str(i.actual)) for i in project.indicators] == [
        ("产出指标", "数量指标", "≥12间", "12"),
        ("产出指标", "数量指标", "≥40", "36"),
        ("产出指标", "质量指标", "≥95%", "None"),
        ("产出指标", "时效指标", "2022年8月31日前", "2022年8月20日"),
        ("效益指标", "社会效益指标", "≥800人", "812"),
        ("满意度指标", "满意度指标", "≥90%", "95%"),
    ]
    assert [indicator.weight for indicator in project.indicators] == [15, 15, 10, 10, 30, 10]
    assert found.claimed == {
        "execution": Decimal("9.88"), "维修教室": 15, "更换门窗": 15, "验收合格率": 10,
        "完工时间": 10, "受益学生": 30, "total": Decimal("89.88"),
    }  # fmt: skip


@by_each_reader
def test_a_share_that_a_number_format_shows_is_listed(
    reader: Callable[[Path], Sheet], tmp_path: Path
) -> None:
    """The cell shows 97%, but hosts hand over 0.97, without its format."""
    (unread,) = reader(saved(tmp_path)).unread
    assert (unread.row, unread.column, unread.code) == (10, 7, "share")
    assert "97%" in str(unread)


@by_each_reader
def test_points_merged_over_several_indicators_are_listed(
    reader: Callable[[Path], Sheet], tmp_path: Path
) -> None:
    found = reader(saved(tmp_path, "I8:I9", "I12:I13"))
    assert [(u.row, u.column) for u in found.unread if u.code == "merged_cell"] == [
        (8, 9), (12, 9),
    ]  # fmt: skip
    assert found.evidence == reader(saved(tmp_path)).evidence
    assert set(found.claimed) == {"execution", "验收合格率", "完工时间", "total"}


@by_each_reader
def test_points_merged_across_columns_are_read(
    reader: Callable[[Path], Sheet], tmp_path: Path
) -> None:
    assert reader(saved(tmp_path, "I12:J12")).claimed["受益学生"] == 30


@pytest.mark.parametrize("reader", FROM_THE_FIRST_CELL)
def test_ranges_count_from_the_first_cell_of_the_workbook(
    reader: Callable[[Path], Sheet], tmp_path: Path
) -> None:
    """A table may begin below and beside the first cell."""
    below = [
        [None, *row] for row in (HEADINGS, ["产出", "数量", "站", 5, 5, 10, 20], ["", "", "厅"])
    ]
    book = workbook([[], [], *below])
    book.active["F5"], book.active["G5"] = 5, 10
    book.active.merge_cells("H4:H5")
    book.save(tmp_path / "below.xlsx")
    found = reader(tmp_path / "below.xlsx")
    assert [(u.row, u.column, u.code) for u in found.unread] == [(4, 8, "merged_cell")]
    assert len(found.evidence.projects[0].indicators) == 2


@by_each_reader
def test_the_sheet_of_the_examples_is_read_whole(reader: Callable[[Path], Sheet]) -> None:
    found = reader(EXAMPLE)
    assert found.unread == ()
    assert found.findings == ()
    (project,) = found.evidence.projects
    rubric = self_evaluation(project)
    answers = {**official_answers(project), "长效管护机制.points": "7.5"}
    checked = audit(rubric, found.evidence.with_answers(answers), found.claims(rubric))
    assert (found.claimed["total"], checked.card.total) == (Decimal("99.3"), Decimal("98.47"))
    assert [(f.place, f.claimed, f.recomputed) for f in checked] == [
        ("更换老化管网长度", 10, Decimal("9.17"))
    ]
    assert checked.total_follows
    assert Claim("更换老化管网长度") in found.cells.values()
