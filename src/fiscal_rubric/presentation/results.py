"""Results of analyses as text and as a page: a title, a table and a few notes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from fiscal_rubric.analysis.audit.audit import Audit
from fiscal_rubric.analysis.changes import value_in_words
from fiscal_rubric.analysis.compare import Comparison
from fiscal_rubric.analysis.goal.goal import Goal
from fiscal_rubric.analysis.monitoring import Monitoring
from fiscal_rubric.analysis.outlook import Outlook
from fiscal_rubric.analysis.portfolio import Portfolio
from fiscal_rubric.analysis.references import Reference
from fiscal_rubric.analysis.revision import Revision
from fiscal_rubric.analysis.sensitivity import Sensitivity
from fiscal_rubric.analysis.shortfalls import Shortfalls
from fiscal_rubric.analysis.what_if import WhatIf
from fiscal_rubric.evidence.evidence import FixedAnswer
from fiscal_rubric.evidence.places import Answer
from fiscal_rubric.numbers.rounding import percent
from fiscal_rubric.presentation.findings import finding
from fiscal_rubric.presentation.html_tables import result_html
from fiscal_rubric.presentation.languages import listed, say
from fiscal_rubric.presentation.node_sentences import in_brackets, ranked
from fiscal_rubric.presentation.text_tables import aligned
from fiscal_rubric.rubric.findings import Report
from fiscal_rubric.rubric.scorecard import Bounds

Result = (
    Audit | Comparison | Goal | Monitoring | Outlook | Portfolio | Report | Revision | Sensitivity
    | Shortfalls | WhatIf
)  # fmt: skip


def result_text(value: Result, language: str) -> str:
    """Return the result as plain text: findings a line each, else a table of aligned columns."""
    notes = list(_notes(value, language))
    if isinstance(value, Audit | Report):
        return "\n".join([*(finding(item, language) for item in value), *notes])
    rows = value.rows(language)
    cells = [[_cell(cell) for cell in row.values()] for row in rows]
    table = aligned([list(rows[0]), *cells]) if rows else []
    return "\n".join([_title(value, language), *table, *notes])


def result_page(value: Result, language: str) -> str:
    """Return the result as one table in HTML."""
    title, notes = _title(value, language), list(_notes(value, language))
    return result_html(title, value.rows(language), notes, language)


def reference(value: Reference, language: str) -> str:
    """Return in words how a number is made of the evidence of all."""
    item = in_brackets(value.of, language)
    if value.others:
        item = say("reference.others", language, item=item)
    if value.ranks is None:
        return say(f"reference.{value.how}", language, item=item)
    return say("reference", language, which=ranked(*value.ranks, language), item=item)


def cause(code: str, language: str) -> str:
    """Return a cause, or another code of a row, in words."""
    kind, _, place = code.partition(":")
    return say(f"cause.{kind}", language, place=place)


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _title(value: Result, language: str) -> str:
    code = f"title.{type(value).__name__}"
    if isinstance(value, Monitoring):
        return say(code, language, day=value.at.isoformat())
    return say(code, language)


def _notes(value: Result, language: str) -> Iterator[str]:
    match value:
        case Audit():
            if not len(value):
                is_open = isinstance(value.card, Bounds)
                yield say("no_findings_open" if is_open else "no_findings", language)
            if value.total_follows is not None:
                code = "total_follows" if value.total_follows else "total_does_not_follow"
                yield say(code, language)
        case Revision():
            yield from _report(value, language)
            if value.effect is not None:
                yield from _totals(value.effect, language)
        case Report():
            yield from _report(value, language)
        case Comparison():
            yield from _totals(value, language)
        case Goal():
            yield from _goal(value, language)
        case Monitoring():
            yield say("note_time_gone", language, rate=percent(value.time_gone))
            yield from _outlook(value.outlook, language)
        case Outlook():
            yield from _outlook(value, language)
        case Portfolio():
            if value.mean is not None:
                yield say("note_mean", language, mean=value.mean)
            if value.weighted is not None:
                yield say("note_weighted", language, weighted=value.weighted)
            yield from (finding(item, language) for item in value.findings)
        case Shortfalls():
            if value.next_grade is not None:
                grade, needs = value.next_grade.label, value.next_grade.needs
                code = "note_next_grade" if needs else "note_capped"
                yield say(code, language, grade=grade, needs=needs)
        case Sensitivity():
            still = sum(not swing.spread for swing in value)
            if still:
                yield say("note_unmoved", language, count=still)
        case WhatIf():
            pass
        case _:
            assert_never(value)


def _report(value: Report, language: str) -> Iterator[str]:
    if not value.findings:
        yield say("note_no_findings", language)
    if value.waived:
        yield say("note_waived", language, count=len(value.waived))


def _totals(value: Comparison, language: str) -> Iterator[str]:
    if not len(value):
        yield say("note_nothing_moved", language)
    before, after = value.before.total, value.after.total
    if before is not None or after is not None:
        nothing = say("not_applicable", language)
        shown = [nothing if total is None else total for total in (before, after)]
        yield say("note_total", language, before=shown[0], after=shown[1])


def _answer(key: str, answer: FixedAnswer, language: str) -> str:
    return f"{key}: {value_in_words(Answer(key), answer, language)}"


def _goal(value: Goal, language: str) -> Iterator[str]:
    count = len(value.sets[0].changes) if value.sets else 0
    data = {"wanted": value.wanted, "most": value.most, "count": count}
    code = f"goal.{value.reach}"
    if value.reach == "out of reach" and value.grades:
        code, data = "goal.out of reach grade", {**data, "grades": listed(value.grades, language)}
    yield say(code, language, **data)
    if value.reach == "possible":
        yield say("note_proved" if value.proved else "note_not_proved", language)


def _outlook(value: Outlook, language: str) -> Iterator[str]:
    bounds = value.bounds
    if bounds.low is not None:
        yield say("note_range", language, low=bounds.low, high=bounds.high)
        if bounds.low != bounds.high:
            for total, answers in ((bounds.low, value.worst), (bounds.high, value.best)):
                if answers:
                    given = "; ".join(_answer(key, answers[key], language) for key in answers)
                    yield say("note_answers", language, total=total, answers=given)
    if value.certain is not None:
        yield say("note_grade_certain", language, grade=value.certain)
    elif value.possible:
        possible = listed(value.possible, language, style="or")
        yield say("note_grades", language, possible=possible)
