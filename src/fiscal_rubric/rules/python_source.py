"""Render a rule as one line of Python, for messages and `str(node)`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import assert_never

from fiscal_rubric.numbers.exact import number_text
from fiscal_rubric.numbers.ranks import HIGHEST, LOWEST, MIDDLE
from fiscal_rubric.numbers.units import unit_of
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.texts import FixedText
from fiscal_rubric.validation import IndicatorKey

_SUM, _PRODUCT, _UNARY, _ATOM = 1, 2, 3, 4
_COMPARED = 0


def formula(node: Node) -> str:
    """Return the rule as it is written in Python.

    Example:
        >>> from fiscal_rubric import misses
        >>> formula((3 - misses()).clip(0))
        '(3 - misses()).clip(0)'
    """
    return _written(node)[0]


def _written(node: Node) -> tuple[str, int]:
    match node:
        case n.Constant(value=value, unit=""):
            return _number(value), _ATOM if value >= 0 and value.denominator == 1 else _UNARY
        case n.Constant(value=value, unit=unit):
            return f'amount("{number_text(value / unit_of(unit)[0])}{unit}")', _ATOM
        case n.Yes(key=key, text=text, may_not_apply=may_not_apply):
            return _call("yes", _quoted(key), *_text(text), *_may_not_apply(may_not_apply)), _ATOM
        case n.Pick(key=key, options=options, text=text):
            labels = (f"{_quoted(label)}: {formula(option)}" for label, option in options)
            return _call("pick", _quoted(key), f"{{{', '.join(labels)}}}", *_text(text)), _ATOM
        case n.Picked(key=key, label=label, among=among, text=text):
            offered = [f"among=[{', '.join(map(_quoted, among))}]"] if among else []
            words = [f"text={each}" for each in _text(text)]
            return _call("picked", _quoted(key), _quoted(label), *offered, *words), _ATOM
        case n.Figure():
            return _figure(node), _ATOM
        case n.Money(figure=figure, by=None):
            return f"{figure}()", _ATOM
        case n.Money(figure=figure, by=by):
            return f'{figure}("{by}")', _ATOM
        case n.IndicatorNumber(fact=fact, key=key) | n.IndicatorCondition(fact=fact, key=key):
            return f"{fact}({_key(key)})", _ATOM
        case n.NotApplicable():
            return "not_applicable()", _ATOM
        case n.Points(key=key):
            return _call("points", _quoted(key if isinstance(key, str) else key[1])), _ATOM
        case n.Subtotal():
            return "subtotal()", _ATOM
        case n.Graded(key=key, label=label):
            return _call("graded", _quoted(key), _quoted(label)), _ATOM
        case n.Reaches(key=key, label=label):
            return _call("reaches", _quoted(key), _quoted(label)), _ATOM
        case n.Fold():
            return _fold(node), _ATOM
        case n.Sum(terms=terms):
            return _sum(terms), _SUM
        case n.Product(factors=(left, right)):
            return f"{_inside(left, _PRODUCT)} * {_inside(right, _UNARY)}", _PRODUCT
        case n.Quotient(dividend=top, divisor=bottom, if_zero=None):
            return f"{_inside(top, _PRODUCT)} / {_inside(bottom, _UNARY)}", _PRODUCT
        case n.Quotient(dividend=top, divisor=bottom, if_zero=if_zero):
            assert if_zero is not None
            return f"divide({formula(top)}, {formula(bottom)}, if_zero={formula(if_zero)})", _ATOM
        case n.Ordered(terms=terms, first=first, last=last):
            name, ranks = _ranked(first, last)
            return f"{name}({_listed(terms)}{ranks})", _ATOM
        case n.Average(terms=weighted):
            if all(weight == 1 for _, weight in weighted):
                return f"average({_listed(term for term, _ in weighted)})", _ATOM
            terms_text = ", ".join(f"({formula(t)}, {_number(w)})" for t, w in weighted)
            return f"average({terms_text})", _ATOM
        case n.Clip(item=item, lower=lower, upper=upper):
            return f"{_inside(item, _ATOM)}.clip({_ends(lower, upper)})", _ATOM
        case n.Root(item=item, degree=degree, rounding=rounding):
            return f'root({formula(item)}, {degree}, {rounding.places}, "{rounding.mode}")', _ATOM
        case n.Rounded(item=item, rounding=rounding):
            return f'{_inside(item, _ATOM)}.round({rounding.places}, "{rounding.mode}")', _ATOM
        case n.Comparison(how="==", left=left, right=right):
            return f"equal({formula(left)}, {formula(right)})", _ATOM
        case n.Comparison(how=how, left=left, right=right):
            return f"{_inside(left, _SUM)} {how} {_inside(right, _SUM)}", _COMPARED
        case n.AllOf(conditions=conditions):
            return f"all_of({_listed(conditions)})", _ATOM
        case n.AnyOf(conditions=conditions):
            return f"any_of({_listed(conditions)})", _ATOM
        case n.Not(condition=inner):
            return f"~{_inside(inner, _UNARY)}", _UNARY
        case n.Applies(item=item):
            return f"applies({formula(item)})", _ATOM
        case n.When(condition=asked, then=then, otherwise=otherwise):
            return f"when({_listed((asked, then, otherwise))})", _ATOM
        case n.Named():
            return _named(node)
        case _:
            assert_never(node)


def held(node: Node) -> str:
    """Return the rule so that a method can be called on it, in brackets if needed."""
    return _inside(node, _ATOM)


def _inside(node: Node, binds: int) -> str:
    text, own = _written(node)
    return text if own >= binds else f"({text})"


def _listed(nodes: Iterable[Node]) -> str:
    return ", ".join(map(formula, nodes))


def _number(value: Fraction) -> str:
    text = number_text(value)
    return f'"{text}"' if "/" in text else text


def _ends(lower: Fraction | None, upper: Fraction | None) -> str:
    if upper is None:
        return "" if lower is None else _number(lower)
    return f"{'None' if lower is None else _number(lower)}, {_number(upper)}"


def _key(key: IndicatorKey | None) -> str:
    if key is None:
        return ""
    return _quoted(key) if isinstance(key, str) else f"({', '.join(map(_quoted, key))})"


def _quoted(text: str) -> str:
    """Quote a text for Python, in double quotes if nothing in it needs escaping."""
    plain = text.isprintable() and '"' not in text and "\\" not in text
    return f'"{text}"' if plain else repr(text)


def _call(name: str, *arguments: str) -> str:
    return f"{name}({', '.join(arguments)})"


def _text(text: FixedText, place: str = "") -> tuple[str, ...]:
    return (f"{place}{_written_text(text)}",) if text else ()


def _written_text(text: FixedText) -> str:
    if isinstance(text, str):
        return _quoted(text)
    return f"{{{', '.join(f'{_quoted(key)}: {_quoted(part)}' for key, part in text.items())}}}"


def _may_not_apply(may_not_apply: bool) -> tuple[str, ...]:
    return ("may_not_apply=True",) if may_not_apply else ()


def _figure(figure: n.Figure) -> str:
    ends = [figure.lower, figure.upper]
    if figure.judged and figure.lower == 0:
        ends = [figure.upper]
    while ends and ends[-1] is None:
        ends.pop()
    given = ["None" if end is None else _number(end) for end in ends]
    if figure.upper_open:
        given.append("upper_open=True")
    if figure.unit:
        given.append(f'unit="{figure.unit}"')
    given += [*_text(figure.text, "text="), *_may_not_apply(figure.may_not_apply)]
    return _call("judged" if figure.judged else "number", _quoted(figure.key), *given)


def _sum(terms: Sequence[Node]) -> str:
    if len(terms) > 2 and all(isinstance(term, n.Constant) for term in terms[:2]):
        # Python would first add 1 + 2 to one number.
        return f"{_inside(terms[0], _SUM)} + ({_sum(terms[1:])})"
    text = ""
    for term in terms:
        if isinstance(term, n.Product) and n.is_negative(term):
            text += f" - {_inside(term.factors[1], _PRODUCT)}"
        else:
            text += f" + {_inside(term, _SUM)}"
    return text[1:] if text.startswith(" -") else text.removeprefix(" + ")


def _named(named: n.Named) -> tuple[str, int]:
    """Render a word that takes at most a budget by name, any other word as its expression."""
    item, name = named.item, named.name
    if not named.is_word:
        return f"{_inside(item, _ATOM)}.named({_written_text(name)})", _ATOM
    match name, item:
        case "misses", n.Fold(how="count", over="indicators", item=each) if each == _MISSED:
            return _call("misses", _selection(item)), _ATOM
        case "budget_execution_rate", n.Quotient(divisor=budget) if item == _share(_PAID, budget):
            return _call("budget_execution_rate", *_unless_planned(budget)), _ATOM
        case "cost_saving_rate", n.Clip(item=n.Quotient(divisor=budget)) if item == _saved(budget):
            return _call("cost_saving_rate", *_unless_planned(budget)), _ATOM
        case "share_between", n.When(
            condition=n.Comparison(left=first, right=last),
            then=n.Quotient(dividend=n.Sum(terms=(of, *_))),
            otherwise=n.Quotient(if_zero=if_equal),
        ) if item == _way(of, first, last, if_equal):
            more = () if if_equal is None else (f"if_equal={formula(if_equal)}",)
            return _call("share_between", *map(formula, (of, first, last)), *more), _ATOM
        case _:
            return _written(item)


def _way(of: Node, first: Node, last: Node, if_equal: Node | None) -> Node:
    risen = n.Quotient(of - first, last - first)
    fallen = n.Quotient(first - of, first - last, if_equal)
    return n.When(n.Comparison("<", first, last), risen, fallen)


_MISSED = n.Not(n.IndicatorCondition("met"))
_PAID, _NONE = n.Money("paid"), n.Constant(Fraction(0))


def _share(amount: Node, budget: Node) -> Node:
    return n.Quotient(amount, budget, _NONE)


def _saved(budget: Node) -> Node:
    return n.Clip(_share(budget - _PAID, budget), None, Fraction(1))


def _unless_planned(budget: Node) -> tuple[str, ...]:
    return () if budget == n.Money("planned") else (formula(budget),)


def _selection(fold: n.Fold) -> str:
    picked = (("kind", fold.kind), ("level1", fold.level1), ("level2", fold.level2))
    return ", ".join(f"{name}={_quoted(value)}" for name, value in picked if value is not None)


def _fold(fold: n.Fold) -> str:
    name: str = fold.how
    more = "" if fold.weight is None else f", weight={formula(fold.weight)}"
    if fold.how == "ordered":
        name, more = _ranked(fold.first, fold.last)
    return f"{fold.over}({_selection(fold)}).{name}({formula(fold.item)}{more})"


def _ranked(first: int, last: int) -> tuple[str, str]:
    """Return the word for two ranks, and its arguments."""
    names = {LOWEST: "least", HIGHEST: "most", MIDDLE: "median"}
    if first == last and first in names:
        return names[first], ""
    return "ordered_mean", f", first={first}, last={last}"
