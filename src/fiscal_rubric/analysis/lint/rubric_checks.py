"""Checks of a rubric: marks, bands, branches and facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias, Union

from fiscal_rubric.analysis.lint.band_checks import band_findings
from fiscal_rubric.analysis.lint.full_marks import completed, full_marks, merged
from fiscal_rubric.analysis.monotonicity import facts_of_rule, monotonicity
from fiscal_rubric.errors import FiscalRubricError
from fiscal_rubric.evidence.evidence import Evidence, FixedAnswer
from fiscal_rubric.numbers.exact import number_text
from fiscal_rubric.numbers.ranges import NO, Value, is_no, precedes
from fiscal_rubric.rubric.criteria import (
    Criterion,
    Part,
    Section,
    lines_below,
    lines_of,
    lowered,
    parts_of,
    rules_of,
    sections_of,
)
from fiscal_rubric.rubric.dropped_marks import adds_up
from fiscal_rubric.rubric.findings import Finding
from fiscal_rubric.rubric.grades import Grades
from fiscal_rubric.rubric.questions import AskedFact, BudgetFact, IndicatorFact, Question
from fiscal_rubric.rubric.rubric import Rubric, quick_results
from fiscal_rubric.rubric.scorecard import BoundLine
from fiscal_rubric.rubric.scoring import attempt, number_of, resolve
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.evaluate import LineValue, Scope, evaluate
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.nodes import LineKey, Node
from fiscal_rubric.rules.refused_when_built import NOTHING_KNOWN, reach_of
from fiscal_rubric.rules.trace import Step
from fiscal_rubric.rules.traversal import every, replaced
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.targets.targets import NOT_APPLICABLE

# Evidence with full marks of each line, by its position; None where none was found.
Examples: TypeAlias = Mapping[int, Union[Evidence, None]]
WIDE = 10  # a number that may be as large is not a share of 1
LONGEST = 80  # characters of an expression in a place
CONCENTRATED = Fraction(2, 5)  # of all points: one line or indicator decides too much


def rubric_findings(rubric: Rubric) -> Iterator[Finding]:
    """Yield all findings on a rubric, in printed order; those on all of it last."""
    examples = {at: full_marks(line) for at, line in _numbered_lines(rubric)}
    try:
        bounds = rubric.bounds(Evidence())
    except FiscalRubricError as error:  # for any evidence
        why = error.faults[0]
        yield Finding("cannot_be_scored", why.place, numbers={"why": str(why)})
    else:
        full = _reaching_full_marks(rubric, examples)
        for line in bounds.every_line:
            yield from _marks(line, is_shown=line.position in full)
        yield from _grades(bounds.every_line)
    for part in (*parts_of(rubric), rubric):
        if part.rule is not None:
            yield from _steps(part)
            yield from _numbers_or_shares(part)
        if isinstance(part, Section):
            yield from _printed(part)
        else:
            yield from band_findings(part)
        if part.grades is not None:
            yield from _overrides(part, part.grades)
    yield from _concentrated(rubric)
    yield from _lowered_by_improvement(rubric)
    yield from _twice(rubric)
    yield from _idle_questions(rubric, examples)


# Marks and grades


def _numbered_lines(rubric: Rubric) -> Iterator[tuple[int, Criterion]]:
    """Yield each line with its position."""
    return zip(rubric.layout.lines, lines_of(rubric), strict=True)


def _reaching_full_marks(rubric: Rubric, examples: Examples) -> set[int]:
    """Return the positions of the parts that have full marks on some evidence."""
    known = {at: evidence for at, evidence in examples.items() if evidence is not None}
    full = set(known)
    for evidence in completed(rubric, merged(known.values())):
        found = quick_results(rubric, evidence, rubric.basis)
        if found is None:
            traced = resolve(rubric.layout, Facts(evidence, rubric.basis))
            numbers = [line.value.number for line in traced]
        else:
            both = zip(found[0], rubric.layout.places, strict=True)
            numbers = [number_of(points, place.part.rounding) for points, place in both]
        places = enumerate(rubric.layout.places)
        full.update(at for at, place in places if numbers[at] == place.part.full)
    return full


def _marks(line: BoundLine, *, is_shown: bool) -> Iterator[Finding]:
    """Yield the findings on full marks, or a floor, that no evidence gives."""
    part, found = line.part, line.value.range
    is_sum = isinstance(part, Section) and (part.rule is None or adds_up(part))
    if found is None or is_sum:
        return  # the findings on its lines suffice
    full = number_text(part.full)
    if isinstance(found.upper, Fraction) and found.upper < part.full:
        most = str(part.rounding.decimal(found.upper))
        yield Finding("full_unreachable", part.key, numbers={"full": full, "most": most})
    elif not is_shown:
        yield Finding("full_not_proved", part.key, numbers={"full": full})
    is_graded = part.grades is not None  # its points only number the grades
    if not is_graded and isinstance(found.lower, Fraction) and found.lower > part.floor:
        least = str(part.rounding.decimal(found.lower))
        floor = number_text(part.floor)
        yield Finding("zero_unreachable", part.key, numbers={"least": least, "floor": floor})


def _grades(lines: Sequence[BoundLine]) -> Iterator[Finding]:
    """Yield the findings on grades that no line of a scale can have."""
    scales: dict[Grades, list[BoundLine]] = {}
    for line in lines:
        if line.part.grades is not None:
            scales.setdefault(line.part.grades, []).append(line)
    for scale, sharing in scales.items():
        reached = {label for line in sharing for label in line.grades}
        for label in scale.all_labels:
            if label is not None and label not in reached:
                place = f"{sharing[0].key}/{label}"
                yield Finding("grade_unreachable", place, numbers={"grade": label})


def _printed(section: Section) -> Iterator[Finding]:
    if section.printed_full not in (None, section.full):
        numbers = {
            "printed": number_text(section.printed_full or Fraction(0)),
            "full": number_text(section.full),
        }
        yield Finding("printed_full_differs", section.key, numbers=numbers)


def _concentrated(rubric: Rubric) -> Iterator[Finding]:
    lines = tuple(lines_of(rubric))
    whole = sum((line.full for line in lines), Fraction(0))
    for line in lines:
        is_block = any(isinstance(node, n.Fold) for node in every(line.rule))
        if len(lines) > 2 and line.full >= CONCENTRATED * whole > 0 and not is_block:
            numbers = {"full": number_text(line.full), "whole": number_text(whole)}
            yield Finding("line_concentrated", line.key, numbers=numbers)


# Steps of a rule


def _steps(part: Part) -> Iterator[Finding]:
    """Yield the findings on branches never taken, idle or hiding clips, and zero divisors."""
    assert part.rule is not None, "asked of parts with a rule"
    scope = Scope(NOTHING_KNOWN, lines_below(part))
    for step, in_word, guarded in _own_steps(evaluate(lowered(part, part.rule), scope)):
        match step.node:
            case n.When(condition=asked) if step.steps[0].value.is_known:
                yield from _dead_branch(part, asked, step.steps[0])
            case n.Clip() if not in_word:
                yield from _clip(part, step.node, scope.lines)
            case n.Quotient(divisor=divisor) if not in_word and divisor not in guarded:
                yield from _divisor(part, step.node, step.steps[1].value)
            case n.Root(item=item) if not in_word:
                yield from _root(part, item, step.steps[0].value)
            case _:
                pass


def _root(part: Part, item: Node, found: Value) -> Iterator[Finding]:
    if found.range is not None and precedes(found.range.lower, Fraction(0)):
        place = f"{part.key}/{_short(item)}"
        yield Finding("root_may_be_negative", place, numbers={"item": str(item)})


def _divisor(part: Part, quotient: n.Quotient, found: Value) -> Iterator[Finding]:
    if found.range is None:
        return
    place = f"{part.key}/{_short(quotient.divisor)}"
    numbers = {"divisor": str(quotient.divisor)}
    if quotient.if_zero is None and NO.within(found.range):
        yield Finding("divisor_may_be_zero", place, numbers=numbers)
    if precedes(found.range.lower, Fraction(0)):
        yield Finding("divisor_may_be_negative", place, numbers=numbers)


def _overrides(part: Part, scale: Grades) -> Iterator[Finding]:
    """Yield the findings on overrides that give more than a cap allows, where both hold."""
    lines = lines_below(part)
    for asked, label in scale.overrides:
        for cap, best in scale.caps:
            if label not in scale.labels or label == best:
                continue
            is_better = scale.labels.index(label) < scale.labels.index(best)
            both = reach_of(lowered(part, asked) * lowered(part, cap), lines).range
            if is_better and both != NO:
                numbers = {"grade": label, "cap": best, "condition": str(cap)}
                yield Finding("override_beats_cap", f"{part.key}/{label}", numbers=numbers)


def _numbers_or_shares(part: Part) -> Iterator[Finding]:
    """Yield the findings on numbers of 0..100 that are compared with a share such as 0.9."""
    assert part.rule is not None, "asked of parts with a rule"
    seen: set[str] = set()
    for node in every(part.rule):
        if not isinstance(node, n.Comparison):
            continue
        for side, other in ((node.left, node.right), (node.right, node.left)):
            is_number = isinstance(side, n.Figure) and not side.unit and side.upper is not None
            if not is_number or not isinstance(other, n.Constant) or other.unit:
                continue
            assert isinstance(side, n.Figure)
            assert side.upper is not None
            is_fraction = 0 < other.value < 1 and side.upper >= WIDE and side.key not in seen
            if is_fraction:
                seen.add(side.key)
                lower = Fraction(0) if side.lower is None else side.lower
                ends = f"{number_text(lower)}..{number_text(side.upper)}"
                numbers = {"number": side.key, "ends": ends, "share": number_text(other.value)}
                yield Finding("number_or_share", f"{part.key}/{side.key}", numbers=numbers)


def _own_steps(
    step: Step, *, in_word: bool = False, guarded: frozenset[Node] = frozenset()
) -> Iterator[tuple[Step, bool, frozenset[Node]]]:
    """Yield each step, whether it is inside a named phrase, and the conditions above it."""
    yield step, in_word, guarded
    inside = in_word or (isinstance(step.node, n.Named) and step.node.is_word)
    if isinstance(step.node, n.When):
        guarded = guarded.union(every(step.node.condition))
    for below in (*step.steps, *step.branches):
        yield from _own_steps(below, in_word=inside, guarded=guarded)


def _short(rule: Node) -> str:
    """Return an expression as a place, cut where it is long."""
    text = str(rule)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _dead_branch(part: Part, asked: Node, condition: Step) -> Iterator[Finding]:
    found = condition.value.range
    if found is None:
        return
    code = "no" if is_no(found) else "yes"
    place = f"{part.key}/{_short(asked)}"
    yield Finding("branch_unreachable", place, numbers={"condition": str(asked), "answer": code})


def _clip(part: Part, clip: n.Clip, lines: Mapping[LineKey, LineValue]) -> Iterator[Finding]:
    found = reach_of(clip.item, lines).range
    if found is None:
        return
    place, most = f"{part.key}/{_short(clip.item)}", found.upper
    if clip.upper is not None and isinstance(most, Fraction) and most > clip.upper:
        numbers = {"most": number_text(most), "upper": number_text(clip.upper)}
        yield Finding("clip_hides", place, numbers=numbers)
    elif found.clip(clip.lower, clip.upper) == found:
        yield Finding("clip_idle", place, numbers={"rule": str(clip)})


# Questions


def _idle_questions(rubric: Rubric, examples: Examples) -> Iterator[Finding]:
    """Yield the findings on questions whose answer changes no points."""
    readers: dict[str, list[tuple[Criterion, Evidence | None]]] = {}
    for at, line in _numbered_lines(rubric):
        for key in dict.fromkeys(_asked(line.rule)):
            readers.setdefault(key, []).append((line, examples[at]))
    elsewhere = {key for rule in _other_rules(rubric) for key in _asked(rule)}
    for question in rubric.questions():
        lines = readers.get(question.key, [])
        is_listed = question.choices and lines and question.key not in elsewhere
        if is_listed and all(_is_idle(*line, question.key, question.choices) for line in lines):
            yield Finding("answer_changes_nothing", question.key)


def _other_rules(rubric: Rubric) -> Iterator[Node]:
    """Yield all rules except those that give the points of lines."""
    for line in lines_of(rubric):
        yield from rules_of(line)[1:]
    for section in (*sections_of(rubric), rubric):
        yield from rules_of(section)


def _asked(rule: Node) -> Iterator[str]:
    for node in every(rule):
        if isinstance(node, n.Yes | n.Pick | n.Picked | n.Figure):
            yield node.key


def _is_idle(
    line: Criterion, example: Evidence | None, key: str, labels: Sequence[FixedAnswer]
) -> bool:
    """Return whether the points are the same for each of these answers."""
    if example is not None and _changes(line, example, key, labels):
        return False
    first, *others = (_answered(line.rule, key, label) for label in labels)
    return all(other == first or _is_same(first, other) for other in others)


def _changes(line: Criterion, evidence: Evidence, key: str, labels: Sequence[FixedAnswer]) -> bool:
    """Return whether the points of a line change with these answers, in some evidence."""
    ways = (evidence.with_answers({key: label}) for label in labels)
    values = (attempt(line, Scope(Facts(way, Basis()))).value for way in ways)
    return len({value.number for value in values} - {None}) > 1


def _is_same(first: Node, other: Node) -> bool:
    found = reach_of(first - other, {})
    return not found.may_not_apply and found.range == NO


def _truth(holds: bool) -> Node:
    """Return a condition that always holds, or never."""
    return n.Comparison("==", n.Constant(Fraction(1)), n.Constant(Fraction(holds)))


# A condition that does not apply.
_NEITHER = n.Comparison("==", n.NotApplicable(), n.NotApplicable())


def _answered(rule: Node, key: str, label: FixedAnswer) -> Node:
    def answered(node: Node) -> Node | None:
        match node:
            case n.Yes(key=own) if own == key:
                return _NEITHER if label is NOT_APPLICABLE else _truth(label is True)
            case n.Picked(key=own, label=wanted) if own == key:
                return _truth(wanted == label)
            case n.Pick(key=own, options=options) if own == key:
                option = next(option for name, option in options if name == label)
                return replaced(option, answered)
            case _:
                return None

    return replaced(rule, answered)


# Facts


def _twice(rubric: Rubric) -> Iterator[Finding]:
    """Yield the findings on facts that give points in two lines or more."""
    questions = rubric.asked.questions
    giving = (line for line in lines_of(rubric) if line.full or line.floor)
    read = [
        (line.key, fact)
        for line in giving
        for fact in (
            *(questions[key] for key in dict.fromkeys(_asked(line.rule))),
            *(fact for fact in facts_of_rule(line) if not isinstance(fact, Question)),
        )
        if _name(fact) is not None
    ]
    first: dict[str | None, AskedFact] = {}
    readers: dict[str | None, list[str]] = {}
    for line, fact in read:
        first.setdefault(_name(fact), fact)
        readers.setdefault(_name(fact), []).append(line)
    wide = [(line, fact) for line, fact in read if isinstance(fact, IndicatorFact) and not fact.key]
    for name, fact in first.items():
        lines = dict.fromkeys(readers[name])
        if isinstance(fact, IndicatorFact) and fact.key is None:
            lines = dict.fromkeys(line for line, other in wide if _holds(other, fact))
        if len(lines) > 1:
            yield Finding("fact_scored_twice", name or "", numbers={"lines": ", ".join(lines)})


def _holds(wide: IndicatorFact, narrow: IndicatorFact) -> bool:
    """Return whether a selection includes a narrower one."""
    pairs = zip(_chosen(wide), _chosen(narrow), strict=True)
    return all(heading in (None, own) for heading, own in pairs)


def _chosen(fact: IndicatorFact) -> tuple[str | None, ...]:
    return fact.kind, fact.level1, fact.level2


def _name(fact: AskedFact) -> str | None:
    """Return the name of a question, indicator or payment; None for facts that are not results."""
    match fact:
        case Question(key=key):
            return key
        case BudgetFact(figure="paid"):
            return "paid"
        case IndicatorFact(
            fact="met" | "attained" | "actual" | "completion_rate" | "progress" | "days_late"
        ):
            if fact.key is not None:
                return fact.key if isinstance(fact.key, str) else "/".join(fact.key)
            return " ".join(("indicators", *(part for part in _chosen(fact) if part is not None)))
        case _:
            return None


def _lowered_by_improvement(rubric: Rubric) -> Iterator[Finding]:
    """Yield the findings on lines that lose points when an indicator nears its target."""
    for found in monotonicity(rubric):
        if isinstance(found.fact, IndicatorFact) and found.direction == "falling":
            name = _name(found.fact) or ""
            yield Finding("improvement_lowers", f"{found.line}/{name}", numbers={"fact": name})
