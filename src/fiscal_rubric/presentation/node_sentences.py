"""A rule as a sentence, in Chinese or English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from fractions import Fraction
from typing import assert_never

from fiscal_rubric.numbers.exact import number_text
from fiscal_rubric.numbers.ranks import HIGHEST, LOWEST, MIDDLE
from fiscal_rubric.numbers.units import unit_of
from fiscal_rubric.presentation.languages import listed, say
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.rules.traversal import every, replaced
from fiscal_rubric.texts import text_in
from fiscal_rubric.validation import IndicatorKey

_ROOTS = {2: "square root", 3: "cube root"}


def wording(node: Node, language: str) -> str:
    """Return the rule in words.

    Example:
        >>> from fiscal_rubric import paid, planned
        >>> wording(3 * (paid() <= planned()), "zh")
        '3 × (支出数 ≤ 计划数)'
    """
    match node:
        case n.Constant(value=value, unit=unit):
            return f"{number_text(value / unit_of(unit)[0])}{unit}"
        case n.Yes(key=key, text=text) | n.Figure(key=key, text=text):
            return text_in(text, language) or key
        case n.Pick(key=key, text=text):
            return f"{text_in(text, language) or key} ({options_of(node, language)})"
        case n.Picked(key=key, label=label, text=text):
            return say("picked", language, question=text_in(text, language) or key, label=label)
        case n.Money(figure=figure, by=None):
            return say(figure, language)
        case n.Money(by=by):
            assert by is not None
            return say("paid_by", language, day=by.isoformat())
        case n.IndicatorNumber(fact=fact, key=key) | n.IndicatorCondition(fact=fact, key=key):
            name = say(fact, language)
            return name if key is None else say("fact_of", language, fact=name, indicator=_key(key))
        case n.NotApplicable():
            return say("not_applicable", language)
        case n.Points(key=key):
            return say("points", language, line=key if isinstance(key, str) else key[1])
        case n.Subtotal():
            return say("subtotal", language)
        case n.Graded(key=key, label=label):
            return say("graded", language, line=key, label=label)
        case n.Reaches(key=key, label=label):
            return say("reaches", language, line=key, label=label)
        case n.Fold():
            return _fold(node, language)
        case n.Sum(terms=terms):
            return _sum(terms, language)
        case n.Product(factors=(_, right)) if n.is_negative(node):
            return f"−{in_brackets(right, language)}"
        case n.Product(factors=(left, right)):
            return f"{in_brackets(left, language)} × {in_brackets(right, language)}"
        case n.Quotient(dividend=top, divisor=bottom, if_zero=if_zero):
            below = in_brackets(bottom, language)
            if isinstance(bottom, n.Product):
                below = f"({below})"
            quotient = f"{in_brackets(top, language)} ÷ {below}"
            if if_zero is None:
                return quotient
            instead = _term(if_zero, language)
            return say("if_zero", language, quotient=quotient, if_zero=instead)
        case n.Ordered(terms=terms, first=first, last=last):
            which = ranked(first, last, language)
            return say("ordered_of", language, which=which, terms=_all(terms, language))
        case n.Average(terms=weighted):
            return _average(weighted, language)
        case n.Clip(item=item, lower=lower, upper=upper):
            return _clip(_before_ending(item, language), lower, upper, language)
        case n.Rounded(item=item, rounding=rounding):
            mode = say(f"mode.{rounding.mode}", language)
            inner = _before_ending(item, language)
            return say("rounded", language, item=inner, places=rounding.places, mode=mode)
        case n.Root(item=item, degree=degree, rounding=rounding):
            mode = say(f"mode.{rounding.mode}", language)
            words = wording(item, language)
            inner = f"({words})" if item.inside and not isinstance(item, n.Named) else words
            found = say(_ROOTS.get(degree, "root"), language, item=inner, degree=degree)
            return say("rounded", language, item=found, places=rounding.places, mode=mode)
        case n.Comparison(how=how, left=left, right=right):
            sign = {"<=": "≤", "<": "<", "==": "="}[how]
            return f"{in_brackets(left, language)} {sign} {in_brackets(right, language)}"
        case n.AllOf(conditions=conditions):
            return listed((in_brackets(c, language) for c in conditions), language)
        case n.AnyOf(conditions=conditions):
            return listed((in_brackets(c, language) for c in conditions), language, style="or")
        case n.Not(condition=inner_condition):
            return say("not", language, item=in_brackets(inner_condition, language))
        case n.Applies(item=item):
            operand = in_brackets(item, language)
            # "applies" would seem to belong to their last part only.
            before = isinstance(item, n.Not | n.Fold | n.Product)
            return say("applies", language, item=f"({operand})" if before else operand)
        case n.When(condition=asked, then=then, otherwise=otherwise):
            taken = in_brackets(then, language)
            parts = {"condition": _before_ending(asked, language), "then": taken}
            if isinstance(otherwise, n.When):
                return say("when_first", language, **parts, rest=wording(otherwise, language))
            return say("when", language, **parts, otherwise=in_brackets(otherwise, language))
        case n.Named(name=name, is_word=is_word):
            return say(str(name), language) if is_word else text_in(name, language)
        case _:
            assert_never(node)


def wording_in_step(node: Node, language: str) -> str:
    """Return a rule in words, with the text of each choice in it, but not its options."""
    return wording(replaced(node, _without_options), language)


def _without_options(inner: Node) -> Node | None:
    return n.Figure(inner.key, text=inner.text) if isinstance(inner, n.Pick) else None


def wording_in_full(node: Node, language: str) -> str:
    """Return the rule in words, with the definition of each name in it.

    Example:
        >>> from fiscal_rubric import misses
        >>> print(wording_in_full(3 - misses(kind="cost"), "zh"))
        3 − 未完成指标数（其中未完成指标数：成本指标中未完成目标的个数）
    """
    names = [inner for inner in dict.fromkeys(every(node)) if isinstance(inner, n.Named)]
    times = Counter(wording(name, language) for name in names)
    alike = {name for name in names if times[wording(name, language)] > 1}
    if alike:  # one name with two definitions: show the definitions instead
        return wording_in_full(replaced(node, _unnamed(alike)), language)
    if not names:
        return wording(node, language)
    definitions = {
        name: say(
            "step_condition",
            language,
            phrase=wording(name, language),
            answer=wording(name.item, language),
        )
        for name in names
    }
    rule = definitions.pop(node) if isinstance(node, n.Named) else wording(node, language)
    if not definitions:
        return rule
    between = "；" if language == "zh" else "; "
    return say("where", language, rule=rule, definitions=between.join(definitions.values()))


def _unnamed(names: Container[Node]) -> Callable[[Node], Node | None]:
    def change(inner: Node) -> Node | None:
        return inner.item if isinstance(inner, n.Named) and inner in names else None

    return change


def selection_in(fold: n.Fold, language: str) -> str:
    """Return the selection of a fold in words."""
    if fold.over == "projects":
        return say("projects", language)
    what: list[str] = []
    if fold.kind is not None:
        kind = say(f"kind.{fold.kind}", language)
        what.append(kind.removesuffix("指标") if language == "zh" else kind)
    for level, heading in (("level1", fold.level1), ("level2", fold.level2)):
        if heading is not None:
            what.append(say(f"under.{level}", language, heading=heading))
    if not what:
        return say("indicators", language)
    return say("indicators_of", language, what=listed(what, language, style="unit"))


def _fold(fold: n.Fold, language: str) -> str:
    selection, item = selection_in(fold, language), _term(fold.item, language)
    if fold.how == "count" and fold.item == n.Not(n.IndicatorCondition("met")):
        return say("count_missed", language, selection=selection)
    if fold.weight is not None:
        weight = _term(fold.weight, language)
        return say("average_weighted", language, selection=selection, item=item, weight=weight)
    if fold.how == "ordered":
        which = ranked(fold.first, fold.last, language)
        return say("ordered", language, which=which, selection=selection, item=item)
    return say(fold.how, language, selection=selection, item=item)


def ranked(first: int, last: int, language: str) -> str:
    """Return in words which of the sorted terms count."""
    if first == last and first in (LOWEST, MIDDLE, HIGHEST):
        name = {LOWEST: "least", MIDDLE: "median", HIGHEST: "most"}[first]
        return say(f"ranks.{name}", language)
    if (first, last) == (LOWEST, HIGHEST):
        return say("ranks.average", language)
    if first > 0 > last and 1 in (first, -last):
        side, count = ("highest", -last - 1) if first == 1 else ("lowest", first - 1)
        return say(f"ranks.without {side}", language, count=count)
    if first > 0 > last:
        return say("ranks.without", language, low=first - 1, high=-last - 1)
    side = "lowest" if first > 0 else "highest"
    near, far = sorted((abs(first), abs(last)))
    if near == 1:
        return say(f"ranks.mean of {side}", language, count=far)
    if near == far:
        return say(f"ranks.one from {side}", language, rank=near)
    return say(f"ranks.from {side}", language, near=near, far=far)


def _key(key: IndicatorKey) -> str:
    return key if isinstance(key, str) else "/".join(key)


def _sum(terms: Iterable[Node], language: str) -> str:
    text = ""
    for term in terms:
        if isinstance(term, n.Product) and n.is_negative(term):
            text += f" − {in_brackets(term.factors[1], language)}"
        else:
            text += f" + {_term(term, language)}"
    return text.removeprefix(" + ").removeprefix(" ")


def _average(weighted: Sequence[tuple[Node, Fraction]], language: str) -> str:
    """Return a mean in words, with its weights where they differ."""
    if len({weight for _, weight in weighted}) == 1:
        return say("average_of", language, terms=_all((term for term, _ in weighted), language))
    terms = (
        say("weighted", language, item=in_brackets(term, language), weight=number_text(weight))
        for term, weight in weighted
    )
    return say("average_of", language, terms=listed(terms, language, style="unit"))


def in_brackets(node: Node, language: str) -> str:
    """Return the words of an operand of a sign such as ×, in brackets where needed."""
    if isinstance(node, n.Sum | n.Quotient):
        return f"({wording(node, language)})"
    return _term(node, language)


def _term(node: Node, language: str) -> str:
    """Return the words of one term among others, in brackets where needed."""
    text = wording(node, language)
    loose = n.Comparison | n.When | n.Clip | n.AllOf | n.AnyOf | n.Rounded | n.Root
    if isinstance(node, loose) or (isinstance(node, n.Quotient) and node.if_zero is not None):
        return f"({text})"
    return text


def _before_ending(node: Node, language: str) -> str:
    """Return the words that an ending such as ", at least 0" follows; a choice in brackets."""
    text = wording(node, language)
    return f"({text})" if isinstance(node, n.When) else text


def options_of(pick: n.Pick, language: str) -> str:
    """Return the labels of a pick, and what each gives."""
    choices = (
        say("pick_option", language, label=label, points=_term(option, language))
        for label, option in pick.options
    )
    return listed(choices, language, style="unit")


def _all(terms: Iterable[Node], language: str) -> str:
    return listed((_term(term, language) for term in terms), language, style="unit")


def _clip(item: str, lower: Fraction | None, upper: Fraction | None, language: str) -> str:
    if lower is not None and upper is not None:
        ends = {"lower": number_text(lower), "upper": number_text(upper)}
        return say("clip_between", language, item=item, **ends)
    if lower is not None:
        return say("clip_lower", language, item=item, lower=number_text(lower))
    if upper is not None:
        return say("clip_upper", language, item=item, upper=number_text(upper))
    return item
