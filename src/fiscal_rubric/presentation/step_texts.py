"""A step of a trace in words: its phrase, and its number."""

from __future__ import annotations

from attrs import frozen

from fiscal_rubric.evidence.project import Indicator
from fiscal_rubric.numbers.exact import number_text
from fiscal_rubric.numbers.ranges import End, Infinity, Value
from fiscal_rubric.numbers.rounding import Rounding
from fiscal_rubric.numbers.spans import day_text
from fiscal_rubric.numbers.units import DATE, MONTH_DAY, unit_of
from fiscal_rubric.presentation.languages import say
from fiscal_rubric.presentation.node_sentences import options_of, wording_in_step
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.dimensions import dimension
from fiscal_rubric.rules.facts import FoldItem
from fiscal_rubric.rules.trace import Step
from fiscal_rubric.targets.writing import write_actual, write_target
from fiscal_rubric.texts import text_in


@frozen
class Told:
    """One step in words.

    Attributes:
        step: the step of the trace.
        text: the phrase and its number.
        number: the number alone, every digit of it; with its unit where it is money.
        inner: the steps it was computed from; constants are in the phrase itself.
    """

    step: Step
    text: str
    number: str
    inner: tuple[Told, ...]


def tell(step: Step, language: str) -> Told:
    """Return a step in words, with the steps it was computed from."""
    inner = tuple(tell(below, language) for below in (*step.steps, *step.branches))
    number = step_number(step)
    return Told(step, _sentence(step, number, language), number, inner)


def _sentence(step: Step, number: str, language: str) -> str:
    phrase = _phrase(step, language)
    if step.item is not None and step.fact is None:
        rest = _with_number(step, phrase, number, language)
        return say("step_item", language, item=_item(step.item, language), rest=rest)
    return _with_number(step, phrase, number, language)


def _with_number(step: Step, phrase: str, number: str, language: str) -> str:
    if is_met(step) and _indicator(step, language) is not None:
        return phrase  # it already has the status
    if leads_on(step):
        return phrase
    if step.value.range is None or n.is_condition(step.node):
        answer = value_text(step.value, language, is_condition=True)
        return say("step_condition", language, phrase=phrase, answer=answer)
    code = "step_or_not" if step.value.may_not_apply else "step"
    return say(code, language, phrase=phrase, number=with_decimal(step, number, language))


def is_met(step: Step) -> bool:
    """Return whether the step asks if an indicator met its target."""
    return isinstance(step.node, n.IndicatorCondition) and step.node.fact == "met"


def _phrase(step: Step, language: str) -> str:
    """Return the words of the node, with an answer or the status of an indicator."""
    match step.node:
        case n.Pick(key=key, text=text):
            name = text_in(text, language) or key
            label = step.fact.source if step.fact is not None else None
            if not isinstance(label, str):
                return f"{name} ({options_of(step.node, language)})"
            return say("step_condition", language, phrase=name, answer=label)
        case n.Product(factors=(n.Constant() as constant, inner)) if is_answer_times(step.node):
            words = f"{wording_in_step(constant, language)} × {wording_in_step(inner, language)}"
            answer = value_text(step.steps[1].value, language, is_condition=True)
            return say("answered", language, phrase=words, answer=answer)
        case n.Named(item=inner, is_word=is_word):
            name = wording_in_step(step.node, language)
            while isinstance(inner, n.Named):  # of a name of a name, show the rule
                inner = inner.item
            if _is_long(inner) or (is_word and isinstance(inner, n.When)):
                return name
            return say(
                "step_condition", language, phrase=name, answer=wording_in_step(inner, language)
            )
        case n.When() if len(step.steps) == 2:
            return _taken(step, language)
        case n.IndicatorCondition() if step.fact is not None:
            return _indicator(step, language) or wording_in_step(step.node, language)
        case n.IndicatorNumber(fact=fact) if step.fact is not None:
            sentence = _indicator(step, language)
            if sentence is None:
                return wording_in_step(step.node, language)
            return say("fact_of", language, fact=say(fact, language), indicator=sentence)
        case _:
            return wording_in_step(step.node, language)


def _is_long(node: n.Node) -> bool:
    """Return whether a definition is less clear than its name: bands, interpolation."""
    return isinstance(node, n.When) and isinstance(node.otherwise, n.When)


def leads_on(step: Step) -> bool:
    """Return whether the branch taken is another choice: only the condition is shown."""
    return (
        len(step.steps) == 2
        and isinstance(step.steps[1].node, n.When)
        and (isinstance(step.node, n.When))
    )


def _taken(step: Step, language: str) -> str:
    """Return a decided choice in words: its condition, and the branch taken."""
    asked, branch = step.steps
    answer = value_text(asked.value, language, is_condition=True)
    words = wording_in_step(asked.node, language)
    if isinstance(branch.node, n.When):
        return say("step_condition", language, phrase=words, answer=answer)
    if isinstance(branch.node, n.Constant):
        return say("answered", language, phrase=words, answer=answer)
    taken = wording_in_step(branch.node, language)
    return say("when_taken", language, condition=words, answer=answer, branch=taken)


def is_answer_times(node: n.Node) -> bool:
    """Return whether the phrase of a product holds its answer: 2 × surveyed (yes)."""
    if not isinstance(node, n.Product):
        return False
    first, second = node.factors
    return isinstance(first, n.Constant) and isinstance(second, n.Yes | n.Picked)


def _indicator(step: Step, language: str) -> str | None:
    """Return an indicator with its target, its actual and its status."""
    fact = step.fact
    if fact is None or fact.status is None or fact.target is None:
        return None
    assert isinstance(fact.source, Indicator), "only an indicator has a target"
    node, baseline = step.node, write_actual(fact.source.baseline)
    from_baseline = isinstance(node, n.IndicatorNumber) and node.fact in ("baseline", "progress")
    return say(
        "step_from_baseline" if from_baseline else "step_indicator",
        language,
        baseline=baseline or say("not_known", language),
        indicator=text_in(fact.source.name, language),
        target=write_target(fact.target),
        actual=write_actual(fact.source.actual) or say("not_known", language),
        status=say(f"status.{fact.status}", language),
    )


def _item(item: FoldItem, language: str) -> str:
    if item.indicator is None:
        return text_in(item.project.name, language)
    return text_in(item.indicator.name, language)


def step_number(step: Step) -> str:
    """Return the number of a step with every digit; money in the unit of the budget."""
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
    """Return the unit of money to show a step in: that of the first amount below it."""
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
    """Return a value in words: its number, "not applicable" or "not known"."""
    if value.is_refused:
        return say("refused", language)
    if value.range is None:
        return say("not_applicable", language)
    if value.number is None:
        return say("not_known", language)
    if is_condition:
        return say("yes" if value.number else "no", language)
    return number_text(value.number)


def with_decimal(step: Step, number: str, language: str) -> str:
    """Return the number; a fraction or a rate also as a decimal."""
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
