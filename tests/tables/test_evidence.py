"""Tables are read as printed, with every fault by row and column, and written back."""

import time
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

from fiscal_rubric import (
    NOT_APPLICABLE,
    Budget,
    Criterion,
    Evidence,
    FiscalRubricError,
    Indicator,
    Project,
    Rubric,
    judged,
    number,
    pick,
    yes,
)
from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
from fiscal_rubric.tables.evidence import read_evidence, write_evidence
from fiscal_rubric.tables.pasted_cells import split_cells
from fiscal_rubric.tables.questions import read_answers, write_questions
from fiscal_rubric.targets.reading import read_actual
from fiscal_rubric.targets.targets import Claimed, QualitativeActual
from fiscal_rubric.testing import strategies as some
from fiscal_rubric.texts import text_in


def row(**cells: Any) -> dict[str, Any]:
    names = {"kind2": "二级指标", "name": "三级指标", "target": "目标值", "actual": "实际完成值",
             "weight": "权重", "reason": "偏差原因", "project": "项目", "level1": "一级指标",
             "revised": "调整后目标值"}  # fmt: skip
    given_ = {"kind2": "数量指标", "name": "服务站", "target": "5个", **cells}
    return {names[name]: cell for name, cell in given_.items()}


def only(*rows: dict[str, Any], **options: Any) -> Indicator:
    (project,) = read_evidence(rows, **options).projects
    (indicator,) = project.indicators
    return indicator


def faults(*rows: Any, **options: Any) -> list[tuple[str, str, str]]:
    with pytest.raises(FiscalRubricError) as caught:
        read_evidence(rows, **options)
    return [(f.place, f.code, text_in(f.found, "en")) for f in caught.value.faults]


# Reading


def test_the_tables_of_the_report_are_read_back() -> None:
    """One claim is given as a phrase, as in the report's module."""
    rows = write_evidence(EVIDENCE)
    budgets = {project.key: project.budget for project in EVIDENCE.projects}
    back = read_evidence(rows, budgets=budgets, phrases=["互动宣传覆盖人数达16006人次"])
    assert [p.indicators for p in back.projects] == [p.indicators for p in EVIDENCE.projects]
    assert RUBRIC.score(back.with_answers(EVIDENCE.answers)).total == Decimal("86.50")
    doubted = read_evidence(rows).indicator(("risk_control", rows[15]["键"]))[1]
    assert isinstance(doubted.actual, QualitativeActual)


def test_cells_are_read_as_they_are_printed() -> None:
    found = only(row(name="核查分析网贷\n平台数据", target="≥９０%", level1="产出指标",
                     actual="按年度计划\r\n执行完成", weight="10分",
                     reason=" 人员变动 "))  # fmt: skip
    assert (found.name, found.level1, found.reason) == (
        "核查分析网贷平台数据",
        "产出指标",
        "人员变动",
    )
    assert found.weight == 10
    assert isinstance(found.actual, Claimed)
    english = only({"name": "new\nstations", "kind": "quantity", "target": "5个", "actual": "4个"})
    assert english.name == "new stations"
    assert english.actual == only(row(actual="4个")).actual


@pytest.mark.parametrize("blank", [None, "", "  ", float("nan"), Decimal("NaN")])
def test_blank_cells_give_no_value(blank: Any) -> None:
    found = only(row(actual=blank, weight=blank, reason=blank, revised=blank))
    assert (found.actual, found.weight, found.reason, found.revised) == (None, None, "", None)


def test_numbers_of_a_spreadsheet_are_read_like_their_text() -> None:
    for five in (5, 5.0, Decimal(5), Fraction(5)):
        found = only(row(target=five, actual=five, weight=five))
        assert found.weight == 5
        assert found.target == only(row(target="5")).target
    assert (
        only(row(target="≥90%", actual=95)).actual == only(row(target="≥90%", actual="95")).actual
    )


def test_columns_of_revised_targets_and_kinds_are_read() -> None:
    found = only({**row(target="30项", revised="18项", actual="18项"), "指标类型": "质量指标"})
    assert found.kind == "quality"
    assert found.revised == only(row(target="18项")).target


@pytest.mark.parametrize("heading", ["基期值", "基线值", "baseline"])
def test_a_column_of_baselines_is_read(heading: str) -> None:
    found = only({**row(target="≥80%", actual="70%"), heading: "60%"})
    assert found == Indicator(
        found.name, found.kind, "≥80%", "70%",
        level1=found.level1, level2=found.level2, weight=found.weight, baseline="60%",
    )  # fmt: skip
    assert found.baseline == read_actual("60%")
    for none in ("/", "无", "不适用", ""):
        assert only({**row(target="≥80%", actual="70%"), heading: none}).baseline is None
    ((place, code, _),) = faults({**row(target="≥80%", actual="70%"), heading: "较好"})
    assert (place, code) == (f"row 1/{heading}", "number")
    ((place, code, _),) = faults({**row(target="≥80%", actual="70%"), heading: 0.6})
    assert (place, code) == (f"row 1/{heading}", "share")


def test_a_column_separates_projects() -> None:
    rows = [row(project="甲"), row(project="乙")]
    found = read_evidence(rows, budgets={"乙": Budget("5万元")})
    assert [project.key for project in found.projects] == ["甲", "乙"]
    assert str(found.projects[1].budget.initial) == "5万元"
    assert read_evidence([row()]).projects[0].key == "项目"
    assert read_evidence([row()], project="p").projects[0].key == "p"


def test_merged_cells_are_filled_down_only_on_request() -> None:
    rows = [
        row(level1="产出指标", name="a"),
        row(level1="", name="b"),
        row(level1="效益指标", name="c"),
    ]
    found = read_evidence(rows, fill_down=["level1"]).projects[0]
    assert [i.level1 for i in found.indicators] == ["产出指标", "产出指标", "效益指标"]
    ((place, code, _),) = faults(*rows)
    assert (place, code) == ("row 2/一级指标", "blank_cell")
    kinds = [row(name="a"), row(name="b", kind2=None)]
    assert len(read_evidence(kinds, fill_down=["level2"]).projects[0].indicators) == 2


# Faults


def test_every_fault_is_named_at_once_by_row_and_column() -> None:
    assert faults(
        row(target="≥90%", actual=0.9),
        row(name=None, kind2="xx", actual=True, weight="many"),
        row(weight="-3", target=None),
        {**row(name="d"), "得分数": 3},
        row(name="e", target="5个", revised="≤3个"),
        row(name="f"),
        row(name="f"),
    ) == [
        ("得分数", "heading", ""),
        ("row 1/实际完成值", "share", "0.9"),
        ("row 2/三级指标", "blank_cell", ""),
        ("row 2/二级指标", "option", "xx"),
        ("row 2/实际完成值", "wrong_type", "True"),
        ("row 2/权重", "number", "'many'"),
        ("row 3/权重", "negative", "-3"),
        ("row 5/调整后目标值", "revised_target", "≤3个"),
        ("row 7/三级指标", "duplicate_key", "f"),
    ]


def test_a_fault_of_a_cell_read_twice_is_named_once() -> None:
    assert faults(row(level1=True, name="a"), row(level1="x", name="b")) == [
        ("row 1/一级指标", "wrong_type", "True")
    ]


def test_a_weight_below_zero_and_headings_that_appear_twice_are_refused() -> None:
    assert faults(row(weight="-3")) == [("row 1/权重", "negative", "-3")]
    assert faults({**row(), "指标名称": "x"}) == [("指标名称", "two_columns", "三级指标")]
    assert read_evidence([{**row(), "序号": 1}], leave_out=["序号"]).projects


def test_a_key_that_repeats_is_named_by_its_own_column() -> None:
    rows = [{**row(name="a"), "键": "k"}, {**row(name="b"), "键": "k"}]
    assert faults(*rows) == [("row 2/键", "duplicate_key", "k")]


def test_headings_that_are_repeated_are_left_out_with_columns_that_are_not_read() -> None:
    first = {**row(), "得分": "5", "备注": "略"}
    assert only(first, {heading: heading for heading in first}).key == "服务站"


def test_of_two_columns_of_one_meaning_the_one_with_cells_is_read() -> None:
    for before, after in ((None, "4个"), ("4个", None)):
        found = only({**row(actual=before), "完成值": after})
        assert found.actual == only(row(actual="4个")).actual


def test_a_fault_names_what_is_expected() -> None:
    with pytest.raises(FiscalRubricError) as caught:
        read_evidence([row(target="≥90%", actual=0.9)])
    assert "expected 90% or 0.9% as text" in str(caught.value)
    assert "90%" in caught.value.explain("zh")
    with pytest.raises(FiscalRubricError) as caught:
        read_evidence([row()], budgets={"乙": Budget()})
    assert caught.value.code == "unknown_project"


@pytest.mark.parametrize("rows", [3, "x", [3], [{3: 3}], [None]])
def test_values_that_are_not_tables_are_refused(rows: Any) -> None:
    with pytest.raises(FiscalRubricError):
        read_evidence(rows)


# Writing


@given(some.projects("p"))
def test_written_evidence_is_read_back(project: Project) -> None:
    named = [evolve(i, name=text_in(i.name, "zh"), key=i.key) for i in project.indicators]
    evidence = Evidence(evolve(project, indicators=named))
    for headings in ("zh", "en"):
        rows = write_evidence(evidence, headings)
        again = read_evidence(rows)
        assert write_evidence(again, headings) == rows
        for mine, other in zip(named, again.projects[0].indicators if rows else (), strict=True):
            assert (mine.target, mine.revised, mine.weight) == (
                other.target, other.revised, other.weight,
            )  # fmt: skip


def test_pasted_cells_become_rows() -> None:
    text = (
        "三级指标\t二级指标\t目标值\t实际完成值\n"
        '服务站\t数量指标\t5个\t"4\n个"\n'
        "\t\t\t\n"
        "满意度\t满意度\t≥90%\n"
    )
    rows = split_cells(text)
    assert rows[1] == {
        "三级指标": "满意度",
        "二级指标": "满意度",
        "目标值": "≥90%",
        "实际完成值": "",
    }
    found = read_evidence(rows).projects[0].indicators
    assert [indicator.name for indicator in found] == ["服务站", "满意度"]
    assert split_cells("") == []


def test_pasted_cells_keep_all_text() -> None:
    text = "\n\t\n三级指标\t目标值\r\n建设\x0b服务站\t5个\r\n\n站\t6个"
    assert split_cells(text) == [
        {"三级指标": "建设\x0b服务站", "目标值": "5个"},
        {"三级指标": "站", "目标值": "6个"},
    ]
    for wrong, code in (
        ("目标值\t目标值\n1\t2", "duplicate_key"),
        ("目标值\n1\t2", "beyond"),
    ):
        with pytest.raises(FiscalRubricError) as caught:
            split_cells(wrong)
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ('"重点""项目\n二期"', '重点"项目\n二期'),
        ('"十四五"规划', '"十四五"规划'),  # quotes that are printed stay
        ('"十四五"', '"十四五"'),
        ('"没有结束', '"没有结束'),
        ('结束"', '结束"'),
        ('""', '""'),
    ],
)
def test_quotes_of_pasted_cells_are_removed_only_around_line_breaks(cell: str, read: str) -> None:
    for end in ("\n", "\r\n", "\r"):
        text = end.join(["名称\t目标值", f"{cell}\t5个", f"下一行\t{cell}", "末行\t6个"])
        assert split_cells(text) == [
            {"名称": read, "目标值": "5个"},
            {"名称": "下一行", "目标值": read},
            {"名称": "末行", "目标值": "6个"},
        ]


def test_hostile_quotes_are_split_quickly() -> None:
    for text in ('"\n' * 100_000, '"' * 100_000, "名称\n" + '"x\n""' * 50_000):
        start = time.process_time()
        split_cells(text)
        assert time.process_time() - start < 2


# Forms

FORM = Rubric("r", [
    Criterion("a", 1, yes("a", {"zh": "是否公开", "en": "published"}, may_not_apply=True),
              if_not_applicable="full"),
    Criterion("b", 2, pick("b", {"优": 2, "差": 0}, "效果")),
    Criterion("c", 3, judged("c", 0, 3)),
    Criterion("d", 1, number("d", unit="%", may_not_apply=True).clip(0, 1),
              if_not_applicable="zero"),
    Criterion("e", 1, yes("e")),
])  # fmt: skip


def test_a_form_is_written_and_its_answers_are_read() -> None:
    form = write_questions(FORM)
    assert [(r["问题"], r["可选答案"]) for r in form] == [
        ("是否公开", "是 / 否 / 不适用"), ("效果", "优 / 差"), ("c", "0..3"), ("d", "..% / 不适用"),
        ("e", "是 / 否"),
    ]  # fmt: skip
    for text, answer in (("是", True), ("否", False), ("不适用", NOT_APPLICABLE)):
        filled = [{**r, "答案": a} for r, a in zip(form, [text, "优", 2.5, "", "No"], strict=True)]
        assert read_answers(filled, FORM) == {"a": answer, "b": "优", "c": "2.5", "e": False}
    english = write_questions(FORM, "en")
    assert english[0] == {
        "key": "a", "question": "published", "choices": "yes / no / n/a", "answer": "",
    }  # fmt: skip
    assert read_answers(english, FORM) == {}


def test_faults_of_a_form_are_named_by_row() -> None:
    rows = [{"键": "aa", "答案": "是"}, {"键": "", "答案": "是"}, {"键": "a", "答案": "是"},
            {"键": "a", "答案": "否"}, {"键": "b", "答案": [1]}]  # fmt: skip
    with pytest.raises(FiscalRubricError) as caught:
        read_answers(rows, FORM)
    assert [(f.place, f.code) for f in caught.value.faults] == [
        ("row 1/键", "unknown_answer"), ("row 2/键", "blank_cell"), ("row 4/键", "duplicate_key"),
        ("row 5/答案", "wrong_type"),
    ]  # fmt: skip


def test_the_answers_of_the_report_go_through_its_form() -> None:
    words = {True: "是", False: "否"}
    filled = []
    for question in write_questions(RUBRIC):
        answer = EVIDENCE.answers[question["键"]]
        text = words[answer] if isinstance(answer, bool) else str(answer)
        filled.append({**question, "答案": text})
    card = RUBRIC.score(Evidence(EVIDENCE.projects, read_answers(filled, RUBRIC)))
    assert card.total == Decimal("86.50")


@given(st.lists(st.dictionaries(st.text(max_size=4), st.text(max_size=6) | st.none()), max_size=3))
def test_any_table_raises_only_errors_of_the_library(rows: list[Any]) -> None:
    for call in (read_evidence, lambda table: read_answers(table, FORM)):
        try:
            call(rows)
        except FiscalRubricError as error:
            assert error.explain("zh")


@pytest.mark.parametrize(
    ("cell", "code"),
    [(float("inf"), "not_finite"), (Decimal("-Infinity"), "not_finite"),
     (Decimal("1E+9999999"), "long_number"), (10**100, "long_number"),
     (Decimal("1E-9999999"), "long_number"), ("x" * 20_001, "long_text"),
     ("\ud800", "broken_text"), (b"5", "wrong_type"), (True, "wrong_type")],
)  # fmt: skip
@pytest.mark.parametrize("column", ["name", "target", "actual", "weight", "reason", "kind"])
def test_a_cell_that_cannot_be_read_is_named_by_its_place(
    column: str, cell: object, code: str
) -> None:
    row = {"name": "k", "kind": "quality", "target": "≥90%", "actual": "95%", column: cell}
    with pytest.raises(FiscalRubricError) as caught:
        read_evidence([row])
    assert (code, f"row 1/{column}") in {(f.code, f.place) for f in caught.value.faults}


def test_a_share_as_an_exact_fraction_is_refused() -> None:
    row = {"name": "k", "kind": "quality", "target": "≥90%", "actual": Fraction(19, 20)}
    with pytest.raises(FiscalRubricError, match=r"row 1/actual: 0\.95 has no unit"):
        read_evidence([row])


# Shares stored by a spreadsheet


@pytest.mark.parametrize(
    ("cells", "refused"),
    [
        ({"target": "≥100%", "actual": 1.05}, {"实际完成值"}),
        ({"target": 0.95, "actual": "90%"}, {"目标值"}),
        ({"target": "≥95%", "actual": "93%", "revised": 0.9}, {"调整后目标值"}),
        ({"target": "百分之95", "actual": 0.97}, {"实际完成值"}),
        ({"target": "5‰", "actual": 0.004}, {"实际完成值"}),
        ({"target": 0.95, "actual": "90%", "revised": 1}, {"目标值", "调整后目标值"}),
        ({"target": "≥95%；≤5次", "actual": 0.97}, {"实际完成值"}),
        ({"target": "≥95%", "actual": 97}, set()),
        ({"target": "≥95%", "actual": 0}, set()),
        ({"target": "≥95%", "actual": "0.97"}, set()),
        ({"target": "≥3个百分点", "actual": 2}, set()),
        ({"target": 5, "actual": 4.5}, set()),
    ],
)
def test_bare_numbers_among_shares_are_refused(cells: Any, refused: set[str]) -> None:
    if not refused:
        read_evidence([row(**cells)])
        return
    found = faults(row(**cells))
    assert {(place, code) for place, code, _ in found} == {(f"row 1/{n}", "share") for n in refused}


def test_a_wrong_cell_is_named_by_its_column() -> None:
    ((place, code, _),) = faults(row(name="站" * 401))
    assert (place, code) == ("row 1/三级指标", "long_text")
    ((place, code, _),) = faults(row(revised="≤5个"))
    assert (place, code) == ("row 1/调整后目标值", "revised_target")
    ((place, code, found),) = faults(row(kind2=""))
    assert (place, code, found) == ("row 1/二级指标", "blank_cell", "")


def test_points_in_full_width_are_read() -> None:
    assert only(row(weight="１０ 分")).weight == 10


def test_a_ticked_cell_of_a_form_answers_yes_or_no() -> None:
    rubric = Rubric("r", [Criterion("c", 1, 1 * yes("q") * judged("j", 1))])
    assert read_answers([{"键": "q", "答案": False}], rubric) == {"q": False}
    assert read_answers([{"键": "q", "答案": True}], rubric) == {"q": True}
    with pytest.raises(FiscalRubricError, match="row 1/答案: found True"):
        read_answers([{"键": "j", "答案": True}], rubric)


def test_a_bare_number_for_a_share_of_a_form_is_refused() -> None:
    rubric = Rubric("r", [Criterion("c", 1, number("n", 0, 100, unit="%").clip(0, 1))])
    with pytest.raises(FiscalRubricError, match=r"expected 95% or 0\.95% as text"):
        read_answers([{"键": "n", "答案": 0.95}], rubric)
    assert read_answers([{"键": "n", "答案": "95%"}], rubric) == {"n": "95%"}
    for cell in (95, 10, 0):
        assert read_answers([{"键": "n", "答案": cell}], rubric) == {"n": str(cell)}


# Merged cells, blank columns, long tables


def test_a_merged_cell_ends_where_the_heading_above_changes() -> None:
    first = row(level1="产出", kind2="数量", name="x")
    blank = row(level1="效益", kind2="", name="y")
    ((place, code, _),) = faults(first, blank, fill_down=["level1", "level2"])
    assert (place, code) == ("row 2/二级指标", "blank_cell")
    same = row(level1="", kind2="", name="y")
    found = read_evidence([first, same], fill_down=["level1", "level2"]).projects[0].indicators
    assert [(i.level1, i.level2, i.kind) for i in found] == [("产出", "数量", "quantity")] * 2


def test_blank_columns_of_pasted_cells_are_left_out() -> None:
    assert split_cells("名称\t\t目标值\t\n站\t\t5个\t") == [{"名称": "站", "目标值": "5个"}]
    with pytest.raises(FiscalRubricError, match="row 1: 7 has no heading"):
        split_cells("名称\t\t目标值\n站\t7\t5个")


def test_long_tables_are_read_in_one_pass() -> None:
    cells = [{"二级指标": "数量", "三级指标": f"站{at}", "目标值": "5个"} for at in range(4000)]
    start = time.process_time()
    read_evidence(cells)
    assert time.process_time() - start < 3


def test_a_form_marks_an_excluded_end() -> None:
    rubric = Rubric("r", [Criterion("c", 2, judged("j", 1, 2, upper_open=True))])
    assert write_questions(rubric)[0]["可选答案"] == "1..2(<)"
