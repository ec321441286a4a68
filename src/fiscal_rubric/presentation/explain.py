"""Why a line has its points: the trace as steps in words, each with its number."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import evolve, frozen

from fiscal_rubric.arguments import LONGEST_KEY
from fiscal_rubric.criteria import Criterion, Part, Section
from fiscal_rubric.errors import FiscalRubricError, shorten
from fiscal_rubric.exact import Rounding, number_text
from fiscal_rubric.mappings import text_in
from fiscal_rubric.notation import write_actual, write_target
from fiscal_rubric.presentation.languages import listed, say
from fiscal_rubric.presentation.wording import wording
from fiscal_rubric.project import Indicator
from fiscal_rubric.quantity import DATE, MONTH_DAY, day_text, unit_of
from fiscal_rubric.ranges import End, Infinity, Value
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.facts import Item
from fiscal_rubric.rules.trace import Step
from fiscal_rubric.rules.units import dimension
from fiscal_rubric.rules.walks import replaced
from fiscal_rubric.scorecard import BoundLine, Bounds, Scorecard, ScoreLine

INDENT = "  "
_SHOWN_ITEMS = 12  # of a fold; the others are counted


@frozen
class Told:
    """One step in words.

    Attributes:
        step: the step of the trace.
        text: the phrase and its number.
        number: the number alone, every digit of it; with its unit where it is money.
        inner: the steps it was made from; constants stand in the phrase itself.
    """

    step: Step
    text: str
    number: str
    inner: tuple[Told, ...]


def explain_line(line: ScoreLine | BoundLine, language: str) -> str:
    """A line with its steps, checks and notes, as indented text."""
    return "\n".join(_line(line, language))


def explain_card(card: Scorecard | Bounds, language: str) -> str:
    """All lines of a card, the sections' own rules and the total last."""
    own = [line for line in card.sections if _has_own_rule(line)]
    parts = [explain_line(line, language) for line in (*card.lines, *own, card.whole)]
    return "\n\n".join([*parts, basis_text(card, language)])


def explain_error(error: FiscalRubricError, language: str) -> str:
    """All faults of an error, a line each."""
    return "\n".join(
        say(
            fault.code,
            language,
            place=fault.place,
            found=text_in(fault.found, language),
            expected=listed(fault.expected, language, style="or") if fault.expected else "",
        )
        for fault in error.faults
    )


def basis_text(card: Scorecard | Bounds, language: str) -> str:
    """The basis in words."""
    basis = card.basis
    read = {
        "targets": basis.targets,
        "excused": basis.excused,
        "budget": basis.budget,
        "claims": basis.claims,
    }
    words = {name: say(f"basis.{value}", language) for name, value in read.items()}
    return say("card_basis", language, **words)


def _has_own_rule(line: ScoreLine | BoundLine) -> bool:
    part = line.part
    return not isinstance(part, Criterion) and not isinstance(part.rule, n.Subtotal)


def _line(line: ScoreLine | BoundLine, language: str) -> Iterator[str]:
    name = text_in(line.name, language)
    yield head(line, name, language)
    if line.trace is not None:
        told = tell(_with_names(line.trace, line, language), language)
        seen: set[str] = set()
        if isinstance(told.step.node, n.Sum):
            for term in told.inner:
                yield from _term_rows(term, language, seen)
        else:
            yield from _rows(told, 1, language, seen)
        yield from _ending(line, language)
    if line.possible_grades:
        grades = listed(line.possible_grades, language, style="or")
        yield INDENT + say("line_grade", language, grade=grades)
    for check in line.unmet:
        yield INDENT + say("line_unmet", language, text=text_in(check.text, language))
    for key, note in line.notes.items():
        text = text_in(note, language)
        if key == line.key:
            yield INDENT + say("line_note", language, text=text)
        else:
            yield INDENT + say("line_note_on", language, key=key, text=text)


def head(line: ScoreLine | BoundLine, name: str, language: str) -> str:
    """The name of a line and what it got."""
    full = number_text(line.full)
    if line.resolved.value.range is None:
        return say("line_not_applicable", language, name=name)
    if isinstance(line, ScoreLine):
        return say("line", language, name=name, points=line.points, full=full)
    code = "line_bounds_or_not" if line.may_not_apply else "line_bounds"
    return say(code, language, name=name, low=line.low, high=line.high, full=full)


def _ending(line: ScoreLine | BoundLine, language: str) -> Iterator[str]:
    """What is done to the number of the rule until it is the points."""
    part, exact, points = line.part, line.resolved.exact, line.resolved.value
    if line.trace is not None and isinstance(line.trace.node, n.Sum):
        number = _with_decimal(line.trace, step_number(line.trace), language)
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


def with_names(rule: n.Node, part: Part, language: str) -> n.Node:
    """A rule of a part, with the names of the lines that it reads in place of their keys."""
    if isinstance(part, Criterion):
        return rule
    return replaced(rule, _renaming(part, language))


def _renaming(section: Section, language: str) -> Callable[[n.Node], n.Node | None]:
    names = {key: _name_as_key(part, language) for key, part in section.below.items()}

    def renamed(node: n.Node) -> n.Node | None:
        match node:
            case n.Points(key=key) | n.Graded(key=key) | n.Reaches(key=key):
                return evolve(node, key=names[key])
            case _:
                return None

    return renamed


def _name_as_key(part: Part, language: str) -> str:
    """The name of a part where a key stands; its key where it is printed without a name."""
    return shorten(text_in(part.name, language), LONGEST_KEY) or part.key


def _with_names(step: Step, line: ScoreLine | BoundLine, language: str) -> Step:
    """The trace of a line, likewise."""
    if isinstance(line.part, Criterion):
        return step
    renamed = _renaming(line.part, language)

    def walk(step: Step) -> Step:
        node = replaced(step.node, renamed)
        steps, branches = tuple(map(walk, step.steps)), tuple(map(walk, step.branches))
        return evolve(step, node=node, steps=steps, branches=branches)

    return walk(step)


def tell(step: Step, language: str) -> Told:
    """A step in words, with all that it was made from."""
    inner = tuple(tell(below, language) for below in (*step.steps, *step.branches))
    number = step_number(step)
    return Told(step, _sentence(step, number, language), number, inner)


def _sentence(step: Step, number: str, language: str) -> str:
    phrase = _phrase(step, language)
    if step.item is not None and step.fact is None:
        rest = _sentence_of(step, phrase, number, language)
        return say("step_item", language, item=_item(step.item, language), rest=rest)
    return _sentence_of(step, phrase, number, language)


def _sentence_of(step: Step, phrase: str, number: str, language: str) -> str:
    if _is_met(step) and _indicator(step, language) is not None:
        return phrase  # it says already how it came out
    if _leads_on(step):
        return phrase
    if step.value.range is None or n.is_condition(step.node):
        answer = value_text(step.value, language, is_condition=True)
        return say("step_condition", language, phrase=phrase, answer=answer)
    code = "step_or_not" if step.value.may_not_apply else "step"
    return say(code, language, phrase=phrase, number=_with_decimal(step, number, language))


def _is_met(step: Step) -> bool:
    return isinstance(step.node, n.IndicatorCondition) and step.node.fact == "met"


def _phrase(step: Step, language: str) -> str:
    """The words of the node; an answer, or the state of an indicator, stands beside them."""
    match step.node:
        case n.Pick(key=key, text=text):
            name = text_in(text, language) or key
            label = step.fact.source if step.fact is not None else None
            if not isinstance(label, str):
                return name
            return say("step_condition", language, phrase=name, answer=label)
        case n.Product(factors=(n.Constant() as constant, inner)) if _is_answer_times(step.node):
            words = f"{wording(constant, language)} × {wording(inner, language)}"
            answer = value_text(step.steps[1].value, language, is_condition=True)
            return say("answered", language, phrase=words, answer=answer)
        case n.Named(item=inner) if not _is_long(inner):
            name = wording(step.node, language)
            return say("step_condition", language, phrase=name, answer=wording(inner, language))
        case n.When() if len(step.steps) == 2:
            return _taken(step, language)
        case n.IndicatorCondition() if step.fact is not None:
            return _indicator(step, language) or wording(step.node, language)
        case n.IndicatorNumber(fact=fact) if step.fact is not None:
            sentence = _indicator(step, language)
            if sentence is None:
                return wording(step.node, language)
            return say("fact_of", language, fact=say(fact, language), indicator=sentence)
        case _:
            return wording(step.node, language)


def _is_long(node: n.Node) -> bool:
    """Whether the words of a definition say less than its name: bands, interpolation."""
    return isinstance(node, n.When) and isinstance(node.otherwise, n.When)


def _leads_on(step: Step) -> bool:
    """Whether a choice that is made leads to another one: only its condition is told."""
    return (
        len(step.steps) == 2
        and isinstance(step.steps[1].node, n.When)
        and (isinstance(step.node, n.When))
    )


def _taken(step: Step, language: str) -> str:
    """A choice that is made: its condition, and the branch that is taken."""
    asked, branch = step.steps
    answer = value_text(asked.value, language, is_condition=True)
    words = wording(asked.node, language)
    if isinstance(branch.node, n.When):
        return say("step_condition", language, phrase=words, answer=answer)
    if isinstance(branch.node, n.Constant):
        return say("answered", language, phrase=words, answer=answer)
    taken = wording(branch.node, language)
    return say("when_taken", language, condition=words, answer=answer, branch=taken)


def _is_answer_times(node: n.Node) -> bool:
    """Whether the phrase of a product holds the answer that it depends on: 2 × surveyed (yes)."""
    if not isinstance(node, n.Product):
        return False
    first, second = node.factors
    return isinstance(first, n.Constant) and isinstance(second, n.Yes | n.Chosen)


def _indicator(step: Step, language: str) -> str | None:
    """An indicator with its target, its actual and how it came out."""
    fact = step.fact
    if fact is None or fact.status is None or fact.target is None:
        return None
    assert isinstance(fact.source, Indicator), "only an indicator has a target"
    return say(
        "step_indicator",
        language,
        indicator=text_in(fact.source.name, language),
        target=write_target(fact.target),
        actual=write_actual(fact.source.actual) or say("not_known", language),
        status=say(f"status.{fact.status}", language),
    )


def _item(item: Item, language: str) -> str:
    if item.indicator is None:
        return text_in(item.project.name, language)
    return text_in(item.indicator.name, language)


def step_number(step: Step) -> str:
    """The number of a step, every digit of it; money in the unit of the budget."""
    found = step.value.range
    if found is None:
        return "—"
    unit = step.fact.unit if step.fact is not None else ""
    unit = unit or _money_unit(step)
    lower, upper = _end_text(found.lower, unit), _end_text(found.upper, unit)
    if unit in (DATE, MONTH_DAY):
        return lower if found.is_point else f"{lower}..{upper}"
    return f"{lower}{unit}" if found.is_point else f"{lower}..{upper}{unit}"


def _end_text(end: End, unit: str) -> str:
    if isinstance(end, Infinity):
        return "-∞" if end is Infinity.BELOW else "∞"
    if unit in (DATE, MONTH_DAY):
        return day_text(end, unit)
    return number_text(end / unit_of(unit)[0])


def _money_unit(step: Step) -> str:
    """The unit of money that a step is shown in: that of the first amount below it."""
    if not _is_money(step.node):
        return ""
    if isinstance(step.node, n.Constant):
        return step.node.unit
    if step.fact is not None and step.fact.unit:
        return step.fact.unit
    return next((unit for below in step.steps if (unit := _money_unit(below))), "元")


def _is_money(node: n.Node) -> bool:
    return dimension(node, "") == "money"


def value_text(value: Value, language: str, *, is_condition: bool = False) -> str:
    """A value in words: its number, or that it does not apply, or is not known."""
    if value.is_refused:
        return say("refused", language)
    if value.range is None:
        return say("not_applicable", language)
    if value.number is None:
        return say("not_known", language)
    if is_condition:
        return say("yes" if value.number else "no", language)
    return number_text(value.number)


def _with_decimal(step: Step, number: str, language: str) -> str:
    """The number; a fraction, or a rate, with its decimal beside it."""
    exact = step.value.number
    if exact is None or not ("/" in number or _is_rate(step.node)):
        return number
    if _is_rate(step.node):
        decimal = f"{Rounding(2).decimal(exact * 100)}%"
    else:
        decimal = str(Rounding(6).decimal(exact))
    return say("about", language, number=number, decimal=decimal)


def _is_rate(node: n.Node) -> bool:
    if not isinstance(node, n.Named):
        return False
    names = (node.name,) if isinstance(node.name, str) else node.name.values()
    return any(name.endswith(("rate", "率")) for name in names)


def _term_rows(told: Told, language: str, seen: set[str]) -> Iterator[str]:
    """A term of the sum of a line, with its sign, also where it says nothing new."""
    node = told.step.node
    if isinstance(node, n.Constant):
        if node.value:
            yield INDENT + told.number
    elif n.is_negative(node):
        first, *others = _rows(told.inner[1], 1, language, set())
        yield f"{INDENT}− {first.strip()}"
        yield from others
    else:
        seen.discard(told.text)
        yield from _rows(told, 1, language, seen)


def _rows(told: Told, depth: int, language: str, seen: set[str]) -> Iterator[str]:
    """The step and those below it that say something new, indented."""
    node = told.step.node
    if isinstance(node, n.Constant) or told.text in seen:
        return
    if n.is_negative(node):
        yield from _rows(told.inner[1], depth, language, seen)
        return
    if isinstance(node, n.Clip) and depth > 1 and told.number == told.inner[0].number:
        yield from _rows(told.inner[0], depth, language, seen)
        return
    seen.add(told.text)
    yield INDENT * depth + told.text
    if isinstance(node, n.When) and len(told.step.steps) == 2:
        yield from _choice_rows(told, depth, language, seen)
        return
    below = told.inner
    while len(below) == 1 and _says_the_same(node, below[0]):
        if isinstance(below[0].step.node, n.When):
            yield from _rows(below[0], depth + 1, language, seen)
            return
        node, below = below[0].step.node, below[0].inner
    if isinstance(node, n.Fold):
        yield from _fold_rows(below, depth + 1, language, seen)
    elif not _is_answer_times(node):
        for inner in below:
            yield from _rows(inner, depth + 1, language, seen)


def _choice_rows(told: Told, depth: int, language: str, seen: set[str]) -> Iterator[str]:
    """What the condition of a choice reads, and the branch that is taken."""
    asked, branch = told.inner
    for inner in (asked,) if _is_met(asked.step) else asked.inner:  # else the phrase has the answer
        yield from _rows(inner, depth + 1, language, seen)
    if _leads_on(told.step):
        yield from _rows(branch, depth, language, seen)
        return
    for inner in branch.inner:
        yield from _rows(inner, depth + 1, language, seen)


def _says_the_same(node: n.Node, inner: Told) -> bool:
    """Whether the phrase of a step already holds that of the one step below it."""
    if isinstance(node, n.Named):
        return True
    acts = isinstance(node, n.Clip | n.Rounded) and not isinstance(inner.step.node, n.Named)
    return acts and isinstance(inner.step.node, n.Sum | n.Product | n.Quotient)


def _fold_rows(items: tuple[Told, ...], depth: int, language: str, seen: set[str]) -> Iterator[str]:
    """The items that count, one by one; the others by their number."""
    silent: dict[str, int] = {}
    shown = 0
    for told in items:
        value = told.step.value
        if value.number == 0 or shown >= _SHOWN_ITEMS:
            number = told.number if value.range is not None else "—"
            silent[number] = silent.get(number, 0) + 1
            continue
        shown += 1
        leaf = told
        while len(leaf.inner) == 1 and isinstance(leaf.step.node, n.Not | n.Named):
            leaf = leaf.inner[0]
        yield INDENT * depth + (leaf if leaf.step.fact is not None else told).text
        if leaf.step.fact is None:
            for inner in told.inner:
                yield from _rows(inner, depth + 1, language, seen)
    for number, count in silent.items():
        yield INDENT * depth + say("step_others", language, count=count, number=number)
