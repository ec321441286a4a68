"""Explanations of points: the trace of a line as steps in words, each with its number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias, cast

from attrs import evolve

from fiscal_rubric.errors import shorten
from fiscal_rubric.numbers.exact import number_text
from fiscal_rubric.presentation.findings import finding
from fiscal_rubric.presentation.languages import listed, say
from fiscal_rubric.presentation.node_sentences import wording
from fiscal_rubric.presentation.step_texts import (
    Told,
    is_answer_times,
    is_met,
    leads_on,
    step_number,
    tell,
    value_text,
    with_decimal,
)
from fiscal_rubric.rubric.criteria import Criterion, Part, Section
from fiscal_rubric.rubric.scorecard import BoundLine, Bounds, Scorecard, ScoreLine
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.trace import Step
from fiscal_rubric.rules.traits import line_key
from fiscal_rubric.rules.traversal import replaced
from fiscal_rubric.texts import text_in
from fiscal_rubric.validation import LONGEST_KEY

Seen: TypeAlias = set[tuple[str, n.Node]]
INDENT = "  "
_SHOWN_ITEMS = 12  # of a fold; the others are counted


def explain_line(line: ScoreLine | BoundLine, language: str) -> str:
    """Return a line with its steps, checks and notes, as indented text."""
    return "\n".join(_line(line, language))


def explain_card(card: Scorecard | Bounds, language: str) -> str:
    """Return all lines of a card, the sections that are more than a sum, and the total last."""
    own = [line for line in card.sections if _says_more(line, card)]
    parts = [explain_line(line, language) for line in (*card.lines, *own, card.whole)]
    return "\n\n".join([*parts, basis_text(card, language)])


def basis_text(card: Scorecard | Bounds, language: str) -> str:
    """Return the basis in words."""
    basis = card.basis
    read = {
        "targets": basis.targets,
        "excused": basis.excused,
        "budget": basis.budget,
        "claims": basis.claims,
    }
    words = {name: say(f"basis.{value}", language) for name, value in read.items()}
    return say("card_basis", language, **words)


def _says_more(section: ScoreLine | BoundLine, card: Scorecard | Bounds) -> bool:
    """Return whether a section has its own rule, grade or check, or redistributes dropped marks."""
    part = section.part
    assert isinstance(part, Section), "asked of sections"
    if not isinstance(part.rule, n.Subtotal) or section.possible_grades or section.unmet:
        return True
    below = [line for line in (*card.lines, *card.sections) if line.part in part.parts]
    return part.rescale and any(line.resolved.value.range is None for line in below)


def _line(line: ScoreLine | BoundLine, language: str) -> Iterator[str]:
    name = text_in(line.name, language)
    yield head(line, name, language)
    if line.trace is not None:
        root = tell(_with_names(line.trace, line, language), language)
        seen: Seen = set()
        if isinstance(root.step.node, n.Sum):
            for term in root.inner:
                yield from _term_rows(term, language, seen)
        else:
            yield from _rows(root, 1, language, seen)
        yield from _ending(line, language)
    if line.possible_grades:
        grades = listed(line.possible_grades, language, style="or")
        yield INDENT + say("line_grade", language, grade=grades)
    for reason in grade_reasons(line, language):
        yield INDENT + reason
    for text in (*_unmet(line, language), *_remarks(line, language)):
        yield INDENT + text
    for key, note in line.notes.items():
        text = text_in(note, language)
        if key == line.key:
            yield INDENT + say("line_note", language, text=text)
        else:
            yield INDENT + say("line_note_on", language, key=key, text=text)


def grade_reasons(line: ScoreLine | BoundLine, language: str) -> Iterator[str]:
    """Yield the overrides or caps of a grade whose conditions hold."""
    scale = line.part.grades
    if scale is None:
        return
    override = [(asked, label) for asked, label in scale.overrides if line.holds(asked)][:1]
    caps = [(asked, label) for asked, label in scale.caps if line.holds(asked)]
    code = "line_overridden" if override else "line_capped"
    for asked, label in override or caps:
        words = wording(with_names(asked, line.part, language), language)
        yield say(code, language, condition=words, grade=label or "—")


def head(line: ScoreLine | BoundLine, name: str, language: str) -> str:
    """Return the name of a line with its points."""
    full = number_text(line.full)
    if line.resolved.value.range is None:
        return say("line_not_applicable", language, name=name)
    if isinstance(line, ScoreLine):
        return say("line", language, name=name, points=line.points, full=full)
    code = "line_bounds_or_not" if line.may_not_apply else "line_bounds"
    return say(code, language, name=name, low=line.low, high=line.high, full=full)


def _ending(line: ScoreLine | BoundLine, language: str) -> Iterator[str]:
    """Yield how the number of the rule becomes the points."""
    part, exact, points = line.part, line.resolved.exact, line.resolved.value
    if line.trace is not None and isinstance(line.trace.node, n.Sum):
        number = with_decimal(line.trace, step_number(line.trace), language)
        yield INDENT + say("step_sum", language, number=number)
    if exact.range is None and points.range is not None:
        yield INDENT + say("line_settled", language, points=value_text(points, language))
    elif exact != points and isinstance(line, ScoreLine):
        yield INDENT + say(
            "line_rounded",
            language,
            places=part.rounding.places,
            mode=say(f"mode.{part.rounding.mode}", language),
            exact=value_text(exact, language),
            points=line.points,
        )
    elif isinstance(line, ScoreLine) and line.points is not None and points.number != line.points:
        shown = value_text(points, language)
        yield INDENT + say("line_not_rounded", language, exact=shown, points=line.points)


def with_names(rule: n.Node, part: Part, language: str) -> n.Node:
    """Return a rule with the names of the lines that it reads in place of their keys."""
    if isinstance(part, Criterion):
        return rule
    return replaced(rule, _renaming(part, language))


def _renaming(section: Section, language: str) -> Callable[[n.Node], n.Node | None]:
    shown = {key: _name_as_key(part, language) for key, part in section.below.items()}
    times = Counter(shown.values())
    names = {
        key: name if times[name] == 1 else f"{name} ({section.below[key].key})"
        for key, name in shown.items()
    }

    def renamed(node: n.Node) -> n.Node | None:
        key = line_key(node)
        return None if key is None else evolve(cast("Any", node), key=names[key])

    return renamed


def _name_as_key(part: Part, language: str) -> str:
    """Return the name of a part, cut to the length of a key; its key where the name is empty."""
    return shorten(text_in(part.name, language), LONGEST_KEY) or part.key


def _with_names(step: Step, line: ScoreLine | BoundLine, language: str) -> Step:
    """Return the trace of a line with the names of the lines that it reads."""
    if isinstance(line.part, Criterion):
        return step
    renamed = _renaming(line.part, language)

    def visit(step: Step) -> Step:
        node = replaced(step.node, renamed)
        steps, branches = tuple(map(visit, step.steps)), tuple(map(visit, step.branches))
        return evolve(step, node=node, steps=steps, branches=branches)

    return visit(step)


def _seen(shown: Told) -> tuple[str, n.Node]:
    """Return what makes two steps the same: their text, and what was computed."""
    return shown.text, shown.step.node


def _term_rows(term: Told, language: str, seen: Seen) -> Iterator[str]:
    """Yield the rows of a term of a sum, with its sign, even if they were shown before."""
    node = term.step.node
    if isinstance(node, n.Constant):
        if node.value:
            yield INDENT + term.number
    elif n.is_negative(node):
        taken = term.inner[1]
        rows = [INDENT + taken.number]
        if not isinstance(taken.step.node, n.Constant):
            rows = list(_rows(taken, 1, language, set()))
        first = rows[0].strip()
        is_several = isinstance(taken.step.node, n.Sum) or n.is_negative(taken.step.node)
        yield f"{INDENT}− {f'({first})' if is_several else first}"
        yield from rows[1:]
    else:
        seen.discard(_seen(term))
        yield from _rows(term, 1, language, seen)


def _rows(shown: Told, depth: int, language: str, seen: Seen) -> Iterator[str]:
    """Yield a step and the steps below it, indented, each text once."""
    node = shown.step.node
    if isinstance(node, n.Constant) or _seen(shown) in seen:
        return
    if n.is_negative(node) and depth > 1:  # the row above has the sign
        yield from _rows(shown.inner[1], depth, language, seen)
        return
    if isinstance(node, n.Clip) and depth > 1 and shown.number == shown.inner[0].number:
        yield from _rows(shown.inner[0], depth, language, seen)
        return
    seen.add(_seen(shown))
    yield INDENT * depth + shown.text
    if isinstance(node, n.When) and len(shown.step.steps) == 2:
        yield from _choice_rows(shown, depth, language, seen)
        return
    below = shown.inner
    while len(below) == 1 and _says_the_same(node, below[0]):
        if isinstance(below[0].step.node, n.When):
            yield from _rows(below[0], depth + 1, language, seen)
            return
        node, below = below[0].step.node, below[0].inner
    if isinstance(node, n.Fold):
        yield from _fold_rows(below, depth + 1, language, seen, weighted=node.weight is not None)
    elif not is_answer_times(node):
        for inner in below:
            yield from _rows(inner, depth + 1, language, seen)


def _choice_rows(choice: Told, depth: int, language: str, seen: Seen) -> Iterator[str]:
    """Yield the rows of a choice: what its condition reads, and the branch taken."""
    asked, branch = choice.inner
    for inner in (asked,) if is_met(asked.step) else asked.inner:  # else the phrase has the answer
        yield from _rows(inner, depth + 1, language, seen)
    if leads_on(choice.step):
        yield from _rows(branch, depth, language, seen)
        return
    for inner in branch.inner:
        yield from _rows(inner, depth + 1, language, seen)


def _says_the_same(node: n.Node, inner: Told) -> bool:
    """Return whether the phrase of a step already holds that of the step below it."""
    if isinstance(node, n.Named):
        return True
    acts = isinstance(node, n.Clip | n.Rounded) and not isinstance(inner.step.node, n.Named)
    return acts and isinstance(inner.step.node, n.Sum | n.Product | n.Quotient)


def _fold_rows(
    items: tuple[Told, ...], depth: int, language: str, seen: Seen, *, weighted: bool
) -> Iterator[str]:
    """Yield the items that are not 0, one by one; then the others, counted by number and weight."""
    silent: Counter[tuple[str, str | None]] = Counter()
    shown = 0
    for item in items:
        value = item.step.value
        if value.number == 0 or shown >= _SHOWN_ITEMS:
            number = item.number if value.range is not None else "—"
            silent[number, item.inner[1].number if weighted else None] += 1
            continue
        shown += 1
        leaf = item
        while len(leaf.inner) == 1 and isinstance(leaf.step.node, n.Not | n.Named):
            leaf = leaf.inner[0]
        yield INDENT * depth + (leaf if leaf.step.fact is not None else item).text
        if leaf.step.fact is None:
            seen_before = set(seen)  # the rows of one item are not seen by the next
            for inner in item.inner:
                yield from _rows(inner, depth + 1, language, seen_before)
    for (number, weight), count in silent.items():
        others = say("step_others", language, count=count, number=number)
        if weight is not None:
            others = say("step_others_weighing", language, others=others, weight=weight)
        yield INDENT * depth + others


def _unmet(line: ScoreLine | BoundLine, language: str) -> Iterator[str]:
    for check in line.unmet:
        yield say("line_unmet", language, text=text_in(check.text, language))


def _remarks(line: ScoreLine | BoundLine, language: str) -> Iterator[str]:
    name = text_in(line.name, language)
    for found in line.remarks:
        yield finding(evolve(found, place=name), language)


def notes_of(card: Scorecard | Bounds, language: str) -> list[str]:
    """Return the notes below the table: what was found, the basis, and outer bounds."""
    notes = [
        say("step_item", language, item=text_in(line.name, language), rest=reason)
        for line in card.every_line
        for reason in (*grade_reasons(line, language), *_unmet(line, language))
    ]
    notes += [text for line in card.every_line for text in _remarks(line, language)]
    notes.append(basis_text(card, language))
    if isinstance(card, Bounds) and not card.tight:
        notes.append(say("card_loose", language))
    return notes
