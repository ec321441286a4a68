"""Draw rules over the whole grammar, and rubrics made of them."""

# pyright: basic
# The lambdas that strategies are built from have no types; mypy checks this file.

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Literal

from hypothesis import strategies as st

from fiscal_rubric.numbers.rounding import MODES, Rounding
from fiscal_rubric.rubric.criteria import Criterion, Section
from fiscal_rubric.rubric.grades import Check, Grades
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rules import words as w
from fiscal_rubric.rules.edges import above, at_least
from fiscal_rubric.rules.nodes import MOST_OF_SHARE, Node, node
from fiscal_rubric.rules.phrases import (
    bands,
    budget_execution_rate,
    cost_saving_rate,
    inverse_share,
    misses,
)
from fiscal_rubric.testing.strategies.projects import roundings


@cache
def conditions(keys: tuple[str, ...] = ("a", "b", "c")) -> st.SearchStrategy[Node]:
    """Draw conditions on answers, indicators and budgets."""
    leaves = st.one_of(
        st.sampled_from(keys).map(w.yes),
        st.just(w.yes("d", may_not_apply=True)),
        st.sampled_from(("x", "y", "z")).map(lambda label: w.picked("p", label)),
        st.sampled_from(("u", "v")).map(lambda label: w.picked("q", label, among=("u", "v"))),
        st.just(w.paid() <= w.planned()),
        st.just(w.equal(w.adjusted(), w.initial())),
        st.just(w.met("k")),
        st.just(w.has_reason("k")),
    )
    return st.recursive(leaves, _more_conditions, max_leaves=4)


def _more_conditions(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        st.builds(w.all_of, inner, inner),
        st.builds(w.any_of, inner, inner),
        inner.map(lambda item: ~item),
        inner.map(w.applies),
        st.builds(lambda a, b: w.at_least_of(1, [a, b]), inner, inner),
    )


@cache
def _folds() -> st.SearchStrategy[Node]:
    items = st.sampled_from(
        (
            w.met(),
            w.attained(),
            w.weight(),
            w.weight() * w.attained(),
            (w.weight() * w.attained()).round(2),
            w.when(w.met(), 1, w.attained() / 2),
            w.completion_rate(),
            inverse_share(),
        )
    )
    selections = st.sampled_from(
        (w.indicators(), w.indicators(kind="quantity"), w.indicators(level1="产出指标", level2=""))
    )
    rates = st.sampled_from((*_rates(), misses(), misses(kind="cost", level2="x")))
    return st.one_of(
        st.builds(lambda s, i: s.total(i), selections, items),
        st.builds(lambda s, i: s.average(i, weight=w.weight()), selections, items),
        st.builds(lambda s, i: s.average(i, weight=w.weight() - 1), selections, items),
        st.builds(lambda s, i: s.average(i), selections, items),
        st.builds(lambda s, i: s.least(i), selections, items),
        st.builds(lambda s, i: s.most(i), selections, items),
        st.builds(lambda s, i: s.median(i), selections, items),
        st.builds(lambda s, i: s.ordered_mean(i, first=2, last=-2), selections, items),
        selections.map(lambda s: s.count(~w.met())),
        rates.map(w.projects().average),
        rates.map(lambda rate: w.projects().average(rate, weight=w.adjusted())),
        rates.map(w.projects().most),
        st.just(w.projects().count(w.paid() > w.planned())),
    )


def _rates() -> list[Node]:
    budgets = (None, w.planned(), w.initial(), w.adjusted())
    rates = (budget_execution_rate, cost_saving_rate)
    return [rate(budget) for rate in rates for budget in budgets]


@cache
def rules(*, max_leaves: int = 8) -> st.SearchStrategy[Node]:
    """Draw rules over the whole grammar, except those that read lines of sections.

    Their questions are a, b, c (yes), d (may not apply), p (x, y, z), q (u, v), f and g (numbers
    from -2 to 2), their indicator is k.
    """
    # Larger numbers are not compared with a share of money.
    small = st.fractions(-MOST_OF_SHARE, MOST_OF_SHARE, max_denominator=4)
    leaves = st.one_of(
        small.map(node),
        conditions(),
        st.sampled_from(("f", "g")).map(lambda key: w.number(key, -2, 2)),
        st.sampled_from((w.attained("k"), w.weight("k"), w.completion_rate("k"), w.progress("k"))),
        st.just(w.not_applicable()),
        st.sampled_from(_rates()),
        _folds(),
    )
    return st.recursive(leaves, _more_rules, max_leaves=max_leaves)


def _more_rules(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    bounds = st.none() | st.integers(-2, 0)
    tops = st.none() | st.integers(1, 3)
    factors = st.fractions(-2, 2, max_denominator=3)
    return st.one_of(
        st.builds(lambda a, b: a + b, inner, inner),
        st.builds(lambda a, b: a - b, inner, inner),
        st.builds(lambda a, b: a * b, inner, inner),
        st.builds(lambda a, c: c * a, inner, factors),
        st.builds(lambda a, b: w.divide(a, b), inner, inner),
        st.builds(lambda a, b, c: w.divide(a, b, if_zero=c), inner, inner, inner),
        st.builds(w.least, inner, inner),
        st.builds(w.most, inner, inner),
        st.builds(w.median, inner, inner, inner),
        st.builds(
            lambda a, b, c, r: w.ordered_mean(a, b, c, first=r[0], last=r[1]),
            inner,
            inner,
            inner,
            st.sampled_from(((1, 2), (2, -2), (-2, -1), (2, 2), (-3, -2))),
        ),
        st.builds(w.average, inner, inner),
        st.builds(lambda a, low, high: a.clip(low, high), inner, bounds, tops),
        st.builds(
            lambda a, places, mode: a.round(places, mode),
            inner,
            st.integers(0, 4),
            st.sampled_from(MODES),
        ),
        st.builds(w.root, inner.map(lambda a: a.clip(0)), st.integers(2, 4), st.integers(0, 4)),
        st.builds(w.root, inner, st.just(2)),
        st.builds(w.when, conditions(), inner, inner),
        st.builds(lambda a, b, c: w.when(a <= b, a, c), inner, inner, inner),
        st.builds(lambda a, b: w.when(w.equal(a, b), 1, 0), inner, inner),
        st.builds(lambda a, b, c: w.pick("p", {"x": a, "y": b, "z": c}), inner, inner, inner),
        st.builds(
            lambda a, c: bands(a, [(at_least(1), 2), (above(c), 1)], otherwise=0),
            inner,
            st.fractions(-1, Fraction(1, 2), max_denominator=2),
        ),
        inner.map(lambda item: item.named("named")),
    )


@cache
def criteria(key: str = "criterion") -> st.SearchStrategy[Criterion]:
    """Draw criteria of 4 points, with any rule clipped to that, and grades."""

    def build(rule: Node, instead: str, rounding: Rounding, scale: Grades) -> Criterion:
        held = rule.clip(0, 4) + 0 * w.yes("a")
        option: Literal["drop", "full", "zero"]
        option = "drop" if instead == "drop" else "full" if instead == "full" else "zero"
        return Criterion(key, 4, held, if_not_applicable=option, rounding=rounding, grades=scale)

    instead = st.sampled_from(("drop", "full", "zero"))
    return st.builds(build, rules(), instead, roundings(), scales())


@cache
def scales(lines: tuple[str, ...] = ()) -> st.SearchStrategy[Grades]:
    """Draw grades 优, 良 and 差, with overrides and caps that may read the lines below."""
    asked = (
        conditions() | _lines_below(lines).map(lambda line: line <= 1) if lines else conditions()
    )
    overrides = st.lists(st.tuples(asked, st.sampled_from(("良", "差", "无", None))), max_size=1)
    caps = st.lists(st.tuples(asked, st.sampled_from(("良", "差"))), max_size=1)
    bands = st.just([("优", 3), ("良", "1.5"), ("差", 0)])
    return st.builds(lambda b, o, c: Grades(b, overrides=o, caps=c), bands, overrides, caps)


@cache
def _lines_below(keys: tuple[str, ...]) -> st.SearchStrategy[Node]:
    """Draw rules of a section: over the points and grades of its lines, and answers."""
    key = st.sampled_from(keys)
    leaves = st.one_of(
        key.map(w.points),
        key.map(lambda k: w.reaches(k, "良")),
        key.map(lambda k: w.graded(k, "差")),
        key.map(lambda k: w.applies(w.points(k))),
        st.just(w.yes("a")),
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(lambda a, b: a + b, inner, inner),
            st.builds(lambda a, b: a - b, inner, inner),
            st.builds(
                lambda a, b: w.divide(a, b, if_zero=0), inner, inner.map(lambda i: i.clip(0))
            ),
            st.builds(w.least, inner, inner),
            st.builds(w.median, inner, inner),
            st.builds(lambda a, b: w.when(w.equal(a, b), a, 2), inner, inner),
            st.builds(lambda a, b, c: w.when(a <= b, c, a), inner, inner, inner),
        ),
        max_leaves=4,
    )


@st.composite
def sections(draw: st.DrawFn, key: str = "section") -> Section:
    """Draw sections of one or two criteria, with their sum or with a rule over the lines."""
    parts = [draw(criteria(f"{key}.{j}")) for j in range(draw(st.integers(1, 2)))]
    keys = tuple(part.key for part in parts)
    scale = draw(scales(keys))
    if draw(st.booleans()):
        return Section(key, parts, rescale=draw(st.booleans()), grades=scale)
    rule = draw(_lines_below(keys)).clip(0, 4)
    return Section(key, parts, rule=rule, full=4, grades=scale, rounding=draw(roundings()))


@st.composite
def rubrics(draw: st.DrawFn) -> Rubric:
    """Draw rubrics of a few sections, with grades, and perhaps a rule over the lines."""
    parts = [draw(sections(f"s{i}")) for i in range(draw(st.integers(1, 2)))]
    parts.append(Section("s9", [Criterion("p", 1, w.pick("p", {"x": 1, "y": 0, "z": 0}))]))
    grades = draw(st.none() | scales(tuple(part.key for part in parts[:-1])))
    if draw(st.booleans()):
        return Rubric("rubric", parts, grades=grades)
    deduction = w.number("deduction", 0, 4)
    held = (w.subtotal() - deduction).clip(0)
    full = sum((section.full for section in parts), Fraction(0))
    return Rubric("rubric", parts, rule=held, full=full, grades=grades)


def checks() -> st.SearchStrategy[Check]:
    """Draw checks of conditions on answers, indicators and budgets."""
    return st.builds(Check, conditions(), st.sampled_from(("附件齐全", {"zh": "齐", "en": "all"})))
