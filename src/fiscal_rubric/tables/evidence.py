"""Read the evidence of a bureau's table, and write it as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fiscal_rubric.errors import FiscalRubricError, fault, near
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.project import Budget, Indicator, Project, one_revision
from fiscal_rubric.numbers.exact import number_text
from fiscal_rubric.numbers.units import unit_of
from fiscal_rubric.tables.grid import Table
from fiscal_rubric.tables.headings import COLUMNS, HEADS
from fiscal_rubric.targets.reading import read_actual_and_revision, read_kind, read_target
from fiscal_rubric.targets.targets import (
    AnyActual,
    AnyTarget,
    Kind,
    NumericActual,
    NumericTarget,
    SeveralActuals,
    SeveralTargets,
)
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
) -> Evidence:
    """Read evidence from a table of indicators.

    Cells hold printed text. None, "" and NaN are blank: the value is not known.

    Args:
        rows: heading to cell for each row; the headings of `COLUMNS`, in Chinese or English.
        project: the key of the project, for a table that has no such column.
        budgets: project key to budget.
        fill_down: of "project", "level1", "level2": those whose blank cells repeat the one above.
        leave_out: headings of columns that are not read.
        phrases: texts that claim that the target was met, as in `read_actual`.

    Raises:
        FiscalRubricError: every fault of the table, by row, counted from 1, and heading.

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
    """Read the indicator of a row; None where the row has a fault."""
    before = len(table.faults)
    name = table.text(index, "name", needed="服务站")
    printed = table.text(index, "target", needed="≥90%")
    result, revised = table.text(index, "actual"), table.text(index, "revised")
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
    read = table.read(
        index, "actual", lambda: read_actual_and_revision(result or "/", phrases, kind=kind)
    )
    actual, in_cell = read or (None, None)
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
            actual if result else None,
            key=key or None,
            level1=heads["level1"],
            level2=heads["level2"],
            revised=one_revision(later if revised else None, in_cell),
            weight=weight,
            reason=reason,
        )
    except FiscalRubricError as error:
        for broken in error.faults:
            table.add(index, broken.place if broken.place in COLUMNS else "revised", broken)
        return None


def _share_of(value: AnyTarget | AnyActual | None) -> str | None:
    """Return the unit of a share, % or ‰, in a cell; None if it has none."""
    match value:
        case NumericTarget(span=span) | NumericActual(span=span):
            return span.unit if unit_of(span.unit)[1] == "share" else None
        case SeveralTargets(parts=parts) | SeveralActuals(parts=parts):
            return next(filter(None, map(_share_of, parts)), None)
        case _:
            return None


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
