"""A bureau's tables: evidence and forms of questions, both ways, every fault by row and column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from fiscal_rubric.arguments import (
    take_instance,
    take_mapping,
    take_option,
    take_plain,
    take_sequence,
)
from fiscal_rubric.errors import FiscalRubricError, fault, near, refuse
from fiscal_rubric.evidence import Answer, Evidence, FixedAnswer
from fiscal_rubric.exact import number_text
from fiscal_rubric.mappings import text_in
from fiscal_rubric.notation import read_actual, read_kind, read_target, write_actual, write_target
from fiscal_rubric.project import Budget, Indicator, Project
from fiscal_rubric.quantity import unit_of
from fiscal_rubric.questions import Question
from fiscal_rubric.rubric import Rubric
from fiscal_rubric.rules.facts import band_text
from fiscal_rubric.tables import Table
from fiscal_rubric.targets import (
    NOT_APPLICABLE,
    Actual,
    Kind,
    Promise,
    Reached,
    SeveralReached,
    SeveralTargets,
    Target,
)

# Column -> its headings, the one that is written in Chinese first; the column is the English one.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "project": ("项目", "项目名称"),
    "level1": ("一级指标",),
    "level2": ("二级指标",),
    "name": ("三级指标", "指标名称", "指标", "绩效指标", "indicator"),
    "key": ("键",),
    "kind": ("指标类型",),
    "target": ("目标值", "年度指标值", "指标值", "预期目标"),
    "revised": ("调整后目标值",),
    "actual": ("实际完成值", "完成值", "实际值"),
    "weight": ("权重", "分值"),
    "reason": ("偏差原因", "未完成原因", "原因", "偏差原因分析及改进措施"),
}
HEADS = ("project", "level1", "level2")  # cells that are merged over several rows
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "key": ("键",),
    "question": ("问题",),
    "choices": ("可选答案",),
    "answer": ("答案",),
}
_YES, _NO, _ABSENT = ("是", "yes", "true", "√"), ("否", "no", "false", "×"), ("不适用", "n/a", "/")


def read_evidence(
    rows: Sequence[Mapping[str, object]],
    *,
    project: str = "项目",
    budgets: Mapping[str, Budget] | None = None,
    fill_down: Sequence[str] = (),
    leave_out: Sequence[str] = (),
    phrases: Sequence[str] = (),
) -> Evidence:
    """The evidence in a table of indicators.

    Cells hold what is printed. None, "" and NaN are blank: nothing is known there.

    Args:
        rows: heading to cell, a row each; headings in Chinese or English, those of `COLUMNS`.
        project: the key of the project, for a table that has no such column.
        budgets: project to its budget.
        fill_down: of "project", "level1" and "level2", those whose blank cells hold what stands
            above them, as where cells are merged.
        leave_out: headings of columns that are not read.
        phrases: texts of results that claim that the target was met, as of `read_actual`.

    Raises:
        FiscalRubricError: with every fault of the table, each by its row, counted from 1, and its
            heading.

    Example:
        >>> table = [{"二级指标": "数量指标", "三级指标": "新建服务站",
        ...           "目标值": "5个", "实际完成值": "４个"}]
        >>> read_evidence(table).indicator("新建服务站")[1].actual.span.point
        Fraction(4, 1)
    """
    table = Table(rows, COLUMNS, leave_out)
    filled = [
        take_option(name, "fill_down", HEADS) for name in take_sequence(fill_down, "fill_down")
    ]
    claims = tuple(take_plain(phrase, "phrases") for phrase in take_sequence(phrases, "phrases"))
    own = take_plain(project, "project")
    money = {} if budgets is None else take_mapping(budgets, "budgets")
    owned: dict[str, dict[str, Indicator]] = {}
    for index, heads in enumerate(table.heads(HEADS, filled)):
        indicator = _indicator(table, index, heads, claims)
        indicators = owned.setdefault(heads["project"] or own, {})
        if indicator is not None:
            if indicator.key in indicators:
                table.add(index, "name", fault("duplicate_key", "", indicator.key))
            indicators[indicator.key] = indicator
    table.refuse()
    unknown = [
        fault("unknown_project", key, "", *near(key, owned)) for key in money if key not in owned
    ]
    if unknown:
        raise FiscalRubricError(unknown)
    return Evidence(
        [
            Project(key, take_instance(money.get(key, Budget()), key, Budget), list(found.values()))
            for key, found in owned.items()
        ]
    )


def _indicator(
    table: Table, index: int, heads: Mapping[str, str], phrases: tuple[str, ...]
) -> Indicator | None:
    """The indicator of a row; None where something in it is wrong."""
    before = len(table.faults)
    name = table.text(index, "name", needed="服务站")
    printed = table.text(index, "target", needed="≥90%")
    told, revised = table.text(index, "actual"), table.text(index, "revised")
    key, reason = table.text(index, "key"), table.text(index, "reason")
    weight = table.weight(index)
    own = table.text(index, "kind")

    def kind_of() -> Kind:
        return read_kind(own or heads["level2"])

    if not own and not heads["level2"]:
        table.add(index, "level2", fault("blank_cell", "", "", "数量指标"))
        return None
    kind = table.read(index, "kind" if own else "level2", kind_of)
    if kind is None:
        return None
    target = table.read(index, "target", lambda: read_target(printed or "/", kind))
    later = table.read(index, "revised", lambda: read_target(revised or "/", kind))
    actual = table.read(index, "actual", lambda: read_actual(told or "/", phrases, kind=kind))
    share = next(filter(None, map(_share_of, (target, later, actual))), None)
    if share is not None:
        for column in ("target", "revised", "actual"):
            table.check_share(index, column, share)
    if len(table.faults) > before or target is None:
        return None
    try:
        return Indicator(
            name,
            kind,
            target,
            actual if told else None,
            key=key or None,
            level1=heads["level1"],
            level2=heads["level2"],
            revised=later if revised else None,
            weight=weight,
            reason=reason,
        )
    except FiscalRubricError as error:
        for broken in error.faults:
            table.add(index, broken.place if broken.place in COLUMNS else "revised", broken)
        return None


def _share_of(value: Target | Actual | None) -> str | None:
    """The unit of a share, % or ‰, that a cell has; None if it has none."""
    match value:
        case Promise(span=span) | Reached(span=span):
            return span.unit if unit_of(span.unit)[1] == "share" else None
        case SeveralTargets(parts=parts) | SeveralReached(parts=parts):
            return next(filter(None, map(_share_of, parts)), None)
        case _:
            return None


def write_evidence(evidence: Evidence, headings: str = "zh") -> list[dict[str, str]]:
    """The indicators of evidence as rows, which `read_evidence` reads back.

    Budgets and answers are not in them. A name in several languages is written in Chinese.

    Args:
        evidence: what is written.
        headings: "zh" or "en".

    Example:
        >>> project = Project("p", None, [Indicator("服务站", "quantity", "5个", "4个")])
        >>> write_evidence(Evidence(project))[0]["目标值"]
        '≥5个'
    """
    take_instance(evidence, "evidence", Evidence)
    chinese = take_option(headings, "headings", ("zh", "en")) == "zh"
    return [
        {
            (COLUMNS[column][0] if chinese else column): cell
            for column, cell in _cells(project, indicator).items()
        }
        for project in evidence.projects
        for indicator in project.indicators
    ]


def _cells(project: Project, indicator: Indicator) -> dict[str, str]:
    revised = indicator.revised
    return {
        "project": project.key,
        "level1": indicator.level1,
        "level2": indicator.level2,
        "name": text_in(indicator.name, "zh"),
        "key": indicator.key,
        "kind": indicator.kind,
        "target": write_target(indicator.target),
        "revised": "" if revised is None else write_target(revised),
        "actual": write_actual(indicator.actual),
        "weight": "" if indicator.weight is None else number_text(indicator.weight),
        "reason": indicator.reason,
    }


# The questions of a rubric as a form


def write_questions(rubric: Rubric, headings: str = "zh") -> list[dict[str, str]]:
    """The questions of a rubric as a form to fill in: a row each, its answer blank.

    Args:
        rubric: what asks.
        headings: "zh" or "en".

    Example:
        >>> from fiscal_rubric import Criterion, yes
        >>> form = write_questions(Rubric("r", [Criterion("c", 1, yes("a", "是否公开"))]))
        >>> form[0]["问题"], form[0]["可选答案"]
        ('是否公开', '是 / 否')
    """
    take_instance(rubric, "rubric", Rubric)
    language = take_option(headings, "headings", ("zh", "en"))
    names = {column: own[0] if language == "zh" else column for column, own in ANSWERS.items()}
    return [
        {
            names["key"]: question.key,
            names["question"]: text_in(question.text, language) or question.key,
            names["choices"]: _choices(question, language),
            names["answer"]: "",
        }
        for question in rubric.questions()
    ]


def _choices(question: Question, language: str) -> str:
    place = 0 if language == "zh" else 1

    def word(choice: FixedAnswer) -> str:
        if isinstance(choice, str):
            return choice
        return (_YES if choice is True else _NO if choice is False else _ABSENT)[place]

    told = [word(choice) for choice in question.choices]
    if not told:
        told = [".." + question.unit]
        if question.lower is not None or question.upper is not None:
            ends = (question.lower, question.upper, question.unit)
            told = [band_text(*ends, is_open=question.upper_open)]
        if question.may_not_apply:
            told.append(word(NOT_APPLICABLE))
    return " / ".join(told)


def read_answers(rows: Sequence[Mapping[str, object]], rubric: Rubric) -> dict[str, Answer]:
    """The answers of a form that was filled in; blank is no entry.

    Args:
        rows: heading to cell, as `write_questions` writes them.
        rubric: what asks.

    Raises:
        FiscalRubricError: with every fault of the form, by row and heading.
    """
    asked = {
        question.key: question for question in take_instance(rubric, "rubric", Rubric).questions()
    }
    table = Table(rows, ANSWERS, ())
    found: dict[str, Answer] = {}
    for index in range(len(table)):
        key, ticked = table.text(index, "key", needed="a key"), table.cell(index, "answer")
        if isinstance(ticked, bool) and key in asked and asked[key].kind == "yes":
            told = _YES[0] if ticked else _NO[0]
        else:
            told = table.text(index, "answer")
        if key and key not in asked:
            table.add(index, "key", fault("unknown_answer", key, "", *near(key, asked)))
        elif key in found:
            table.add(index, "key", fault("duplicate_key", "", key))
        elif key and told:
            if unit_of(asked[key].unit)[1] == "share":
                table.check_share(index, "answer", asked[key].unit)
            found[key] = _answer(asked[key], told)
    table.refuse()
    return found


def _answer(question: Question, told: str) -> Answer:
    """An answer as it is written in a form; what does not fit is refused when it is scored."""
    plain = told.casefold()
    if question.may_not_apply and plain in _ABSENT:
        return NOT_APPLICABLE
    if question.kind == "yes" and plain in (*_YES, *_NO):
        return plain in _YES
    return told


# Text of pasted cells


def split_cells(text: str) -> list[dict[str, str]]:
    r"""Pasted cells as rows: a line each, tabs between the cells, the headings first.

    Args:
        text: as a spreadsheet copies it, with quotes around cells that hold line breaks.

    Raises:
        FiscalRubricError: a heading stands twice, or a cell stands beyond the headings.

    Example:
        >>> split_cells("三级指标\t目标值\n服务站\t5个")
        [{'三级指标': '服务站', '目标值': '5个'}]
    """
    found: list[list[str]] = [[]]
    for printed, quoted, end in re.findall(_CELL, take_plain(text, "text", 10_000_000)):
        is_broken = "\n" in quoted or "\r" in quoted
        found[-1].append(quoted.replace('""', '"') if is_broken else printed)
        if end != "\t":
            found.append([])
    first, *others = [cells for cells in found if any(cell.strip() for cell in cells)] or [[]]
    headings = [heading.strip() for heading in first]
    for heading in headings:
        if heading and headings.count(heading) > 1:
            refuse("duplicate_key", "row 0", heading)
    for row, cells in enumerate(others, 1):
        named = {at for at, heading in enumerate(headings) if heading}
        beyond = [cell for at, cell in enumerate(cells) if at not in named and cell.strip()]
        if beyond:
            refuse("beyond", f"row {row}", beyond[0])
    filled = ([*cells, *[""] * len(headings)] for cells in others)
    return [
        {heading: cell for heading, cell in zip(headings, cells, strict=False) if heading}
        for cells in filled
    ]


# A cell and what ends it. Cells with line breaks stand in quotes; other quotes are as printed.
_CELL = (
    r'((?:"((?:[^"\t]|""){1,32767}+)"(?=[\t\r\n]|\Z))|[^\t\r\n]*)'
    r"(\t|\r\n|\r|\n|\Z)"
)
