"""Cards, rubrics and projects as one table in HTML, readable without any style."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import assert_never

from fiscal_rubric.evidence.project import Budget, Indicator, Project
from fiscal_rubric.numbers.exact import number_text
from fiscal_rubric.numbers.spans import Quantity
from fiscal_rubric.presentation import escaped_html as e
from fiscal_rubric.presentation.card_rows import cells_of, headings_of
from fiscal_rubric.presentation.explain import explain_line, head, notes_of, with_names
from fiscal_rubric.presentation.languages import listed, say
from fiscal_rubric.presentation.node_sentences import wording_in_full
from fiscal_rubric.rubric.criteria import Part, Section
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rubric.scorecard import BoundLine, Bounds, Scorecard, ScoreLine
from fiscal_rubric.targets.writing import write_actual, write_target
from fiscal_rubric.texts import text_in

_SHOWN_DIGITS = 12  # of an identity


def html(value: Scorecard | Bounds | Rubric | Project, language: str) -> str:
    """Return a value as a table, with its levels, its total and its notes."""
    match value:
        case Scorecard() | Bounds():
            return _card(value, language)
        case Rubric():
            return _rubric(value, language)
        case Project():
            return _project(value, language)
        case _:
            assert_never(value)


def _card(card: Scorecard | Bounds, language: str) -> str:
    lines: dict[int, ScoreLine | BoundLine] = {
        id(line.part): line for line in (*card.lines, *card.sections)
    }

    def row(part: Part, name: str) -> str:
        return _card_row(lines[id(part)], name, language)

    name, *numbers, grade = headings_of(card, language)
    last = say("heading.explanation", language)
    headings = [(name, False), *((text, True) for text in numbers), (grade, False), (last, False)]
    whole = _card_row(card.whole, _total_name(language), language)
    groups = [*_bodies(card.rubric, row, language), e.total(whole)]
    return e.page(_card_title(card, language), headings, groups, notes_of(card, language), language)


def _card_title(card: Scorecard | Bounds, language: str) -> str:
    line = head(card.whole, text_in(card.rubric.name, language), language)
    if not card.whole.possible_grades:
        return line
    grades = listed(card.whole.possible_grades, language, style="or")
    grade = say("line_grade", language, grade=grades)
    return say("page_grade", language, line=line, grade=grade)


def _card_row(line: ScoreLine | BoundLine, name: str, language: str) -> str:
    _, *numbers, grade = cells_of(line, "", language)
    steps = e.folded(say("page_steps", language), explain_line(line, language))
    return e.row([name, *map(e.number, numbers), e.words(grade, language), steps])


def _rubric(rubric: Rubric, language: str) -> str:
    def row(part: Part, name: str) -> str:
        return _rubric_row(part, name, language)

    title = say(
        "page_rubric",
        language,
        name=text_in(rubric.name, language),
        full=number_text(rubric.full),
        identity=rubric.identity[:_SHOWN_DIGITS],
    )
    headings = _headings(("name", "full", "rule", "source"), {"full"}, language)
    whole = row(rubric, _total_name(language))
    groups = [*_bodies(rubric, row, language), e.total(whole)]
    return e.page(title, headings, groups, (), language)


def _rubric_row(part: Part, name: str, language: str) -> str:
    rule = ""
    if part.rule is not None:
        rule = wording_in_full(with_names(part.rule, part, language), language)
    words = (e.words(rule, language), e.words(part.source, language))
    return e.row([name, e.number(number_text(part.full)), *words])


def _bodies(rubric: Section, row: Callable[[Part, str], str], language: str) -> Iterator[str]:
    """Yield a body for each first-level section, headed by it; criteria without one share one."""
    groups = groupby(rubric.parts, lambda part: part.key if isinstance(part, Section) else None)
    for _, group in groups:
        placed = (below for part in group for below in _below(part))
        yield e.body(row(part, _part_name(part, depth, language)) for part, depth in placed)


def _below(part: Part, depth: int = 0) -> Iterator[tuple[Part, int]]:
    """Yield a part and all parts below it, in printed order, with their depths."""
    yield part, depth
    if isinstance(part, Section):
        for inner in part.parts:
            yield from _below(inner, depth + 1)


def _part_name(part: Part, depth: int, language: str) -> str:
    text = text_in(part.name, language)
    if not isinstance(part, Section):
        return e.name(text, language, depth=depth)
    return e.heading(text, language, depth=depth, scope="row" if depth else "rowgroup")


def _total_name(language: str) -> str:
    return e.heading(say("card_total", language), language)


def _project(project: Project, language: str) -> str:
    title = text_in(project.name, language)
    if project.period:
        title = say("page_project", language, name=title, period=project.period)
    rows = [_cells(indicator, language) for indicator in project.indicators]
    has_baseline = any(indicator.baseline is not None for indicator in project.indicators)
    names = [name for name in _COLUMNS if has_baseline or name != "baseline"]
    headings = _headings(names, {"weight"}, language)
    body = e.body(e.row([cells[name] for name in names]) for cells in rows)
    return e.page(title, headings, [body], _budget(project.budget, language), language)


_COLUMNS = (
    "level1", "level2", "indicator", "target", "revised", "baseline", "actual", "weight", "reason",
)  # fmt: skip


def _cells(indicator: Indicator, language: str) -> dict[str, str]:
    """Return the cells of an indicator by column."""
    baseline = "" if indicator.baseline is None else write_actual(indicator.baseline)
    revised = "" if indicator.revised is None else write_target(indicator.revised)
    actual = write_actual(indicator.actual) or say("not_known", language)
    texts = {
        "level1": indicator.level1,
        "level2": indicator.level2,
        "target": write_target(indicator.target),
        "revised": revised,
        "baseline": baseline,
        "actual": actual,
        "reason": indicator.reason,
    }
    weight = "" if indicator.weight is None else number_text(indicator.weight)
    return {
        **{name: e.words(text, language) for name, text in texts.items()},
        "indicator": e.name(text_in(indicator.name, language), language),
        "weight": e.number(weight),
    }


def _budget(budget: Budget, language: str) -> Iterator[str]:
    """Yield each planned and paid amount as a text, also those not known."""
    amounts: list[tuple[str, Quantity | None]] = [
        (say("initial", language), budget.initial),
        (say("adjusted", language), budget.adjusted),
    ]
    for day, amount in budget.payments:
        amounts.append((say("paid_by", language, day=day.isoformat()), amount))
    if not budget.payments:
        amounts.append((say("paid", language), None))
    for phrase, known in amounts:
        answer = say("not_known", language) if known is None else str(known)
        yield say("step_condition", language, phrase=phrase, answer=answer)


def _headings(names: Iterable[str], numbers: set[str], language: str) -> list[e.Heading]:
    return [(say(f"heading.{name}", language), name in numbers) for name in names]
