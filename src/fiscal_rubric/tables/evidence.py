"""Read the evidence of a bureau's table of records, and write it as rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fiscal_rubric.errors import FiscalRubricError, fault, near
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.project import Budget, Indicator, Project
from fiscal_rubric.numbers.exact import number_text
from fiscal_rubric.tables.grid import Table
from fiscal_rubric.tables.headings import COLUMNS, HEADS, OTHER_COLUMNS, column_of, is_total_label
from fiscal_rubric.tables.host_values import plain_value
from fiscal_rubric.tables.indicator_rows import Row
from fiscal_rubric.targets.signs_and_claims import plain_heading
from fiscal_rubric.targets.targets import KINDS, AnyActual, AnyTarget, Kind, Target
from fiscal_rubric.targets.writing import write_actual, write_target
from fiscal_rubric.texts import text_in
from fiscal_rubric.validation import (
    take_instance,
    take_mapping,
    take_option,
    take_plain,
    take_sequence,
)


def read_evidence(
    rows: Sequence[Mapping[str, object]],
    *,
    project: str = "项目",
    budgets: Mapping[str, Budget] | None = None,
    fill_down: Sequence[str] = (),
    leave_out: Sequence[str] = (),
    phrases: Sequence[str] = (),
    default_kind: Kind | None = None,
) -> Evidence:
    """Read evidence from a table of indicators, a record a row.

    Cells hold printed text, numbers or days. None, "", NaN and NA are blank: the value is not
    known. Blank rows, totals (合计, 总分) and repeated headings are left out, and so are columns of
    points, remarks and serial numbers; `read_sheet` reads the points, too, and never raises.

    Args:
        rows: heading to cell for each row; the headings of `COLUMNS`, in Chinese or English.
        project: the key of the project, for a table that has no such column.
        budgets: project key to budget.
        fill_down: of "project", "level1", "level2", or the table's own headings of them: those
            whose blank cells repeat the one above.
        leave_out: headings of other columns that are not read.
        phrases: texts that claim that the target was met, as in `read_actual`.
        default_kind: the kind of indicators whose headings name none; if None, they are refused.

    Raises:
        FiscalRubricError: every fault of the table, by row, counted from 1, and heading.

    Example:
        >>> table = [{"二级指标": "数量指标", "三级指标": "新建服务站",
        ...           "目标值": "5个", "实际完成值": "４个"}]
        >>> read_evidence(table).indicator("新建服务站")[1].actual.span.point
        Fraction(4, 1)
    """
    table = Table(rows, COLUMNS, leave_out, OTHER_COLUMNS)
    filled = [_head(name) for name in take_sequence(fill_down, "fill_down")]
    claims = tuple(take_plain(phrase, "phrases") for phrase in take_sequence(phrases, "phrases"))
    kind: Kind | None = None
    if default_kind is not None:
        kind = take_option(default_kind, "default_kind", KINDS)
    own = take_plain(project, "project")
    money = {} if budgets is None else take_mapping(budgets, "budgets")
    owned: dict[str, dict[str, Indicator]] = {}
    left = {index for index in range(len(table)) if _is_left(table, index)}
    for index, heads in table.heads(HEADS, filled, left):
        indicators = owned.setdefault(heads["project"] or own, {})
        values = table.values(index)
        if heads["project"] and not any(
            plain_value(v) is not None for c, v in values.items() if c != "project"
        ):
            continue  # a project without indicators
        level1, level2 = ("" if heads[level] == "/" else heads[level] for level in HEADS[1:])
        row = Row(values, level1, level2, kind, claims)
        indicator = row.indicator()
        for column, broken in row.faults:
            table.add(index, column, broken)
        if indicator is not None and not row.faults:
            if indicator.key in indicators:
                column = "key" if row.text("key") else "name"
                table.add(index, column, fault("duplicate_key", "", indicator.key))
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


def _head(name: object) -> str:
    """Return the column of levels that a name or one of its headings names."""
    text = take_plain(name, "fill_down")
    return take_option(column_of(text) or text, "fill_down", HEADS)


def _is_left(table: Table, index: int) -> bool:
    """Return whether a row is blank, a total, or the headings again."""
    cells = {heading: plain_value(value) for heading, value in table.rows[index].items()}
    texts = {heading: cell for heading, cell in cells.items() if isinstance(cell, str)}
    if not any(cell is not None for cell in cells.values()):
        return True
    if texts and is_total_label(next(iter(texts.values()))):
        return table.cell(index, "target") is None and table.cell(index, "actual") is None
    return len(texts) > 1 and all(
        plain_heading(text) == plain_heading(heading) for heading, text in texts.items()
    )


def write_evidence(evidence: Evidence, headings: str = "zh") -> list[dict[str, str]]:
    """Write the indicators of evidence as rows, which `read_evidence` reads back.

    Budgets and answers are left out. A name in several languages is written in Chinese.

    Args:
        evidence: the evidence to write.
        headings: "zh" or "en".

    Example:
        >>> project = Project("p", None, [Indicator("服务站", "quantity", "5个", "4个")])
        >>> write_evidence(Evidence(project))[0]["目标值"]
        '≥5个'
    """
    take_instance(evidence, "evidence", Evidence)
    chinese = take_option(headings, "headings", ("zh", "en")) == "zh"
    return [
        {(COLUMNS[column][0] if chinese else column): cell for column, cell in cells.items()}
        for cells in _rows(evidence)
    ]


def _rows(evidence: Evidence) -> Iterator[dict[str, str]]:
    """Yield the cells of each indicator; a project without any has a row of its own."""
    for project in evidence.projects:
        for indicator in project.indicators:
            yield _cells(project, indicator)
        if not project.indicators:
            yield {"project": _safe(project.key)}


def _cells(project: Project, indicator: Indicator) -> dict[str, str]:
    return {
        "project": _safe(project.key),
        "level1": _safe(indicator.level1) or "/",  # a blank cell would repeat the one above
        "level2": _safe(indicator.level2) or "/",
        "name": _safe(text_in(indicator.name, "zh")),
        "key": _safe(indicator.key),
        "kind": indicator.kind,
        "target": _written(indicator.target),
        "revised": _written(indicator.revised),
        "actual": _written(indicator.actual),
        "baseline": _written(indicator.baseline),
        "weight": "" if indicator.weight is None else number_text(indicator.weight),
        "reason": _safe(indicator.reason),
    }


def _written(value: AnyTarget | AnyActual | None) -> str:
    """Write a target or result as a cell that no spreadsheet takes for a formula: ＝100%."""
    if value is None:
        return ""
    text = write_target(value) if isinstance(value, Target) else write_actual(value)
    if hasattr(value, "text"):  # words
        return _safe(text)
    return "＝" + text[1:] if text.startswith("=") else text


def _safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; readers drop the character before."""
    return "\u200b" + text if text[:1] in ("=", "+", "-", "@") else text
