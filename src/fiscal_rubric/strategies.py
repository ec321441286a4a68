"""Hypothesis strategies: every public value, and evidence that fits a rubric's questions."""

# pyright: basic
# The lambdas that strategies are built from have no types of their own; mypy checks this file.

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cache, lru_cache
from typing import Literal

from attrs import evolve
from hypothesis import reject
from hypothesis import strategies as st

from fiscal_rubric.analysis.audit import Audit, audit
from fiscal_rubric.analysis.findings import Report
from fiscal_rubric.analysis.lint import lint
from fiscal_rubric.basis import Basis
from fiscal_rubric.cases import WorkedCase
from fiscal_rubric.criteria import Criterion, Section
from fiscal_rubric.documents import to_document
from fiscal_rubric.errors import FiscalRubricError
from fiscal_rubric.evidence import Evidence, FixedAnswer
from fiscal_rubric.exact import MODES, Rounding
from fiscal_rubric.grades import Check, Grades
from fiscal_rubric.project import Budget, Indicator, Project
from fiscal_rubric.quantity import DATE, MONTH_DAY, Quantity, Span
from fiscal_rubric.questions import IndicatorFact, Question
from fiscal_rubric.rubric import Rubric
from fiscal_rubric.rules import words as w
from fiscal_rubric.rules.nodes import Node, node
from fiscal_rubric.scorecard import Bounds, Scorecard
from fiscal_rubric.signs import CLAIMS
from fiscal_rubric.targets import (
    KINDS,
    NOT_APPLICABLE,
    Actual,
    Claimed,
    NoTarget,
    NotCarriedOut,
    Promise,
    Reached,
    SeveralReached,
    SeveralTargets,
    Statement,
    Target,
    Words,
)

UNITS = ("", "家", "人次", "万人次", "元", "万元", "亿元", "%", "‰", "个百分点", "亩", "万粒")
_STATEMENTS = ("长期", "成功立项", "集聚产业资源，完善产业链", "有所提高", "是", "符合相关规定")
_NEWS = ("互动宣传覆盖人数达16006人次", "建设中", "基本达到", "部分完成", "否")
_NOT_DONE = (
    ("因疫情防控要求，无法按计划开展", "疫情防控要求"),
    ("未开展", ""),
    ("受暴雨影响，未实施", "暴雨影响"),
)

# Strategies that are built once draw much faster: whatever makes one is cached.


@cache
def numbers(lower: int = -1000, upper: int = 1000) -> st.SearchStrategy[Fraction]:
    """Exact numbers with at most three places, small and round ones first."""
    thousandths = st.integers(lower * 1000, upper * 1000).map(lambda n: Fraction(n, 1000))
    return st.integers(lower, upper).map(Fraction) | thousandths


@cache
def roundings() -> st.SearchStrategy[Rounding]:
    """Roundings of 0 to 4 places, in every mode."""
    return st.builds(Rounding, st.integers(0, 4), st.sampled_from(MODES))


@cache
def bases() -> st.SearchStrategy[Basis]:
    """All bases."""
    return st.builds(
        Basis,
        targets=st.sampled_from(("original", "revised")),
        excused=st.sampled_from(("missed", "not_missed")),
        budget=st.sampled_from(("initial", "adjusted")),
        claims=st.sampled_from(("trusted", "doubted")),
    )


@cache
def quantities() -> st.SearchStrategy[Quantity]:
    """Numbers with units."""
    return st.builds(Quantity, numbers(), st.sampled_from(UNITS))


@st.composite
def _ends(draw: st.DrawFn, unit: str, *, least: int = -1000) -> Span:
    lower, upper = sorted((draw(numbers(least)), draw(numbers(least))))
    shape = draw(st.sampled_from(("point", "lower", "upper", "both")))
    is_open = draw(st.booleans())
    match shape:
        case "point":
            return Span(lower, lower, unit=unit)
        case "lower":
            return Span(lower, None, lower_open=is_open, unit=unit)
        case "upper":
            return Span(None, upper, upper_open=is_open, unit=unit)
        case _:
            return Span(lower, upper + 1, unit=unit)


@cache
def _days() -> st.SearchStrategy[tuple[str, int, int]]:
    """A span of days, with or without their year: unit, first and last."""
    days = st.dates(date(2016, 1, 1), date(2026, 12, 31))
    lengths = st.integers(0, 40)

    def dated(first: date, length: int) -> tuple[str, int, int]:
        return DATE, first.toordinal(), (first + timedelta(days=length)).toordinal()

    def undated(first: date, length: int) -> tuple[str, int, int]:
        last = min(first + timedelta(days=length), date(first.year, 12, 31))
        return MONTH_DAY, 100 * first.month + first.day, 100 * last.month + last.day

    return st.builds(dated, days, lengths) | st.builds(undated, days, lengths)


@cache
@st.composite
def promises(draw: st.DrawFn) -> Promise:
    """Targets with a number or a date, in every sense."""
    sense = draw(st.sampled_from(("number", "change", "date")))
    if sense == "date":
        unit, _, last = draw(_days())
        return Promise("date", Span(None, last, unit=unit))
    span = draw(_ends(draw(st.sampled_from(UNITS))))
    if sense == "change":
        return Promise("change", span, draw(st.sampled_from(("", "2019年度", "上年"))))
    if span.point is not None:
        return Promise("exactly", span)
    if span.lower is not None and span.upper is not None:
        return Promise("between", span)
    return Promise("at least" if span.lower is not None else "at most", span)


@cache
def targets() -> st.SearchStrategy[Target]:
    """Targets of every kind."""
    return st.one_of(
        promises(),
        st.sampled_from(_STATEMENTS).map(Statement),
        st.just(NoTarget()),
        st.lists(promises(), min_size=2, max_size=3).map(
            lambda parts: SeveralTargets(tuple(parts))
        ),
    )


@cache
@st.composite
def reached(draw: st.DrawFn) -> Reached:
    """Actuals with a number or a date: exact, about right, only bounded, or a change."""
    shape = draw(st.sampled_from(("number", "change", "date")))
    if shape == "date":
        unit, first, last = draw(_days())
        return Reached(Span(draw(st.sampled_from((first, None))), last, unit=unit))
    unit = draw(st.sampled_from(UNITS))
    revised = draw(st.none() | promises().filter(lambda p: p.sense in ("at least", "at most")))
    about = draw(st.booleans())
    number = draw(numbers())
    span = Span(number, number, unit=unit) if about else draw(_ends(unit))
    base = draw(st.sampled_from(("", "2019年度"))) if shape == "change" else None
    claim = draw(st.booleans())
    return Reached(span, about=about, claim=claim, base=base, revised=revised)


@cache
def actuals() -> st.SearchStrategy[Actual | None]:
    """Actuals of every kind; None is not known yet."""
    plain = reached().filter(lambda actual: actual.revised is None)
    return st.one_of(
        reached(),
        st.sampled_from(sorted(CLAIMS)).map(Claimed),
        st.sampled_from(_NEWS).map(Words),
        st.sampled_from(_NOT_DONE).map(lambda pair: NotCarriedOut(*pair)),
        st.lists(plain, min_size=2, max_size=3).map(lambda parts: SeveralReached(tuple(parts))),
        st.sampled_from((NOT_APPLICABLE, None)),
    )


@cache
def budgets(*, known: bool = False) -> st.SearchStrategy[Budget]:
    """Budgets in 万元 with payments at the ends of quarters; all there if known."""
    money = numbers(0, 1000).map(lambda n: Quantity(n, "万元"))
    maybe = money if known else st.none() | money
    days = ("2020-03-31", "2020-06-30", "2020-09-30", "2020-12-31")
    amounts = st.lists(money, min_size=4 if known else 0, max_size=4)
    payments = amounts.map(lambda found: dict(zip(days, found, strict=False)))
    return st.builds(Budget, maybe, maybe, payments)


@st.composite
def indicators(draw: st.DrawFn, key: str | None = None, *, known: bool = False) -> Indicator:
    """Indicators, with numbers that can be compared for the most part.

    Args:
        draw: given by Hypothesis.
        key: the key; drawn if None.
        known: the actual and the weight are there, and all is exact.
    """
    unit = draw(st.sampled_from(("", "家", "%")))
    goal = draw(_goals())
    sense = draw(st.sampled_from(("at least", "at most", "exactly")))
    if draw(st.booleans()):
        number = draw(st.sampled_from(_edges(goal)) | numbers(-1, 5))
        happened: Actual | None = Reached(Span(number, number, unit=unit))
    else:
        happened = draw(_other_actuals(known=known))
    return Indicator(
        key or draw(st.text("abc", min_size=1, max_size=3)),
        draw(st.sampled_from(KINDS)),
        _goal(sense, goal, unit),
        happened,
        level1=draw(st.sampled_from(("产出指标", "效益指标"))),
        revised=draw(st.none() | numbers(0, 5).map(lambda n: _goal(sense, n, unit))),
        weight=draw(numbers(0, 30) if known else st.none() | numbers(0, 30)),
        reason=draw(st.sampled_from(("", "政策调整"))),
    )


@cache
def _goals() -> st.SearchStrategy[Fraction]:
    return numbers(0, 5) | st.integers(0, 3).map(Fraction)


@cache
def _other_actuals(*, known: bool) -> st.SearchStrategy[Actual | None]:
    """Actuals without a number; exact for all that a rule may ask, if known."""
    others = actuals().filter(lambda a: not isinstance(a, Reached | SeveralReached))
    return others.filter(lambda a: a is not None and not isinstance(a, Words)) if known else others


def _goal(sense: str, goal: Fraction, unit: str) -> Promise:
    match sense:
        case "at least":
            return Promise("at least", Span(goal, None, unit=unit))
        case "at most":
            return Promise("at most", Span(None, goal, unit=unit))
        case _:
            return Promise("exactly", Span(goal, goal, unit=unit))


HUGE = Fraction(10**15)


def _edges(end: Fraction) -> tuple[Fraction, ...]:
    """Where rules change: at a number, one unit of its last place off, at zero, and far away."""
    places = next(n for n in range(13) if n == 12 or (end * 10**n).denominator == 1)
    step = Fraction(1, 10 ** max(places, 1))
    return tuple(dict.fromkeys((end, end - step, end + step, end - 1, Fraction(0), 2 * end, HUGE)))


@lru_cache(maxsize=256)
def actuals_for(target: Target) -> st.SearchStrategy[Actual]:
    """Actuals that a target decides: around each of its ends, claimed, or not carried out."""
    claimed: st.SearchStrategy[Actual] = st.sampled_from(
        (Claimed("完成"), NotCarriedOut(*_NOT_DONE[0]))
    )
    match target:
        case Promise(span=span) if span.unit == DATE:
            days = [int(end) + off for end in _ends_of(span) for off in (-1, 0, 1)]
            return st.sampled_from([_on_day(Fraction(day), DATE) for day in days]) | claimed
        case Promise(span=span) if span.unit == MONTH_DAY:
            ends = [date(2000, int(end) // 100, int(end) % 100) for end in _ends_of(span)]
            around = [end + timedelta(off) for end in ends for off in (-1, 0, 1)]
            found = [_on_day(Fraction(100 * d.month + d.day), MONTH_DAY) for d in around]
            return st.sampled_from(found) | claimed
        case Promise(sense=sense, span=span, base=base):
            numbers = [number for end in _ends_of(span) for number in _edges(end)]
            compared = base if sense == "change" else None
            near = [Reached(Span(n, n, unit=span.unit), base=compared) for n in numbers]
            return st.sampled_from(near) | claimed
        case SeveralTargets(parts=parts):
            each = [actuals_for(part).filter(lambda a: isinstance(a, Reached)) for part in parts]
            return claimed | st.tuples(*each).map(lambda found: SeveralReached(found))
        case _:
            return claimed


def _ends_of(span: Span) -> list[Fraction]:
    return [end for end in (span.lower, span.upper) if end is not None]


def _on_day(day: Fraction, unit: str) -> Reached:
    return Reached(Span(None, day, unit=unit))


@st.composite
def projects(
    draw: st.DrawFn, key: str | None = None, keys: Sequence[str] = (), *, known: bool = False
) -> Project:
    """Projects.

    Args:
        draw: given by Hypothesis.
        key: the key; drawn if None.
        keys: indicators that must be there.
        known: every fact is there.
    """
    more = draw(st.lists(st.sampled_from(("d", "e", "f")), max_size=2, unique=True))
    owned = [draw(indicators(name, known=known)) for name in dict.fromkeys((*keys, *more))]
    name = key or draw(st.text("pqr", min_size=1, max_size=3))
    return Project(name, draw(budgets(known=known)), owned)


@lru_cache(maxsize=256)
def answers(question: Question) -> st.SearchStrategy[FixedAnswer]:
    """Answers that a question takes, its edges first."""
    if question.choices:
        return st.sampled_from(question.choices)
    ends = [end for end in (question.lower, question.upper) if end is not None]
    lower = question.lower if question.lower is not None else (*ends, Fraction(1000))[0] - 2000
    upper = question.upper if question.upper is not None else lower + 2000
    most = 1000
    if question.upper_open:
        ends = [end for end in ends if end != question.upper]
        most = 999
    width = (upper - lower) / 1000
    inside = st.integers(0, most).map(lambda n: lower + n * width)
    drawn: st.SearchStrategy[FixedAnswer] = inside
    if ends:
        drawn = st.sampled_from(ends) | inside
    return drawn | st.just(NOT_APPLICABLE) if question.may_not_apply else drawn


@st.composite
def evidence(
    draw: st.DrawFn, rubric: Rubric, *, known: bool = True, like: Evidence | None = None
) -> Evidence:
    """Evidence that fits the questions of a rubric.

    Args:
        draw: given by Hypothesis.
        rubric: the rubric.
        known: every question is answered and every fact is there; else some are left open.
        like: evidence whose projects are taken, with other results and payments: exactly at each
            target and budget, one unit off, zero, huge, claimed, excused.
    """
    asked = rubric.questions()
    if not known:
        asked = tuple(question for question in asked if draw(st.booleans()))
    given = {question.key: draw(answers(question)) for question in asked}
    if like is not None:
        return Evidence([draw(_projects_like(p, known=known)) for p in like.projects], given)
    keys = [
        fact.key if isinstance(fact.key, str) else fact.key[1]
        for fact in rubric.facts()
        if isinstance(fact, IndicatorFact) and fact.key is not None
    ]
    first = draw(projects("p1", keys, known=known))
    others = [] if keys else draw(st.lists(projects("p2", known=known), max_size=1))
    return Evidence([first, *others], given)


@st.composite
def _projects_like(draw: st.DrawFn, project: Project, *, known: bool) -> Project:
    """The project with other results: a few of them, for most of a project stays as it was."""
    owned = list(project.indicators)
    changed = draw(st.lists(st.integers(0, len(owned) - 1), max_size=4)) if owned else []
    if known:
        changed += [at for at, indicator in enumerate(owned) if indicator.actual is None]
    for at in changed:
        revised = owned[at].revised
        actual = actuals_for(owned[at].target)
        if revised is not None:
            actual = actual | actuals_for(revised)
        owned[at] = evolve(owned[at], actual=draw(actual if known else st.none() | actual))
    same = not known or project.budget.paid() is not None
    budgets_like = _budgets_like(project.budget)
    budget = draw(st.just(project.budget) | budgets_like if same else budgets_like)
    return evolve(project, indicators=owned, budget=budget)


@lru_cache(maxsize=256)
def _budgets_like(budget: Budget) -> st.SearchStrategy[Budget]:
    """The budget with another sum paid in the end: as planned, one cent off, nothing, or twice."""
    planned = budget.adjusted or budget.initial
    if planned is None:
        return budgets(known=True)
    earlier, day = budget.payments[:-1], date(2020, 12, 31)
    if budget.payments:
        day = budget.payments[-1][0]
    cent = Quantity("0.01", "元").base / Quantity(1, planned.unit).base
    sums = (planned.value, planned.value + cent, planned.value - cent, 0, 2 * planned.value)
    paid = [Quantity(max(Fraction(0), Fraction(number)), planned.unit) for number in sums]
    return st.sampled_from(paid).map(
        lambda amount: evolve(budget, payments=(*earlier, (day, amount)))
    )


# Rules


@cache
def conditions(keys: tuple[str, ...] = ("a", "b", "c")) -> st.SearchStrategy[Node]:
    """Conditions on answers, indicators and budgets."""
    leaves = st.one_of(
        st.sampled_from(keys).map(w.yes),
        st.just(w.yes("d", may_not_apply=True)),
        st.sampled_from(("x", "y", "z")).map(lambda label: w.chosen("p", label)),
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
            w.linear_reverse(),
        )
    )
    selections = st.sampled_from((w.indicators(), w.indicators(kind="quantity")))
    rates = st.sampled_from((w.budget_execution_rate(), w.cost_saving_rate(), w.misses()))
    return st.one_of(
        st.builds(lambda s, i: s.total(i), selections, items),
        st.builds(lambda s, i: s.average(i, weight=w.weight()), selections, items),
        st.builds(lambda s, i: s.average(i, weight=w.weight() - 1), selections, items),
        st.builds(lambda s, i: s.average(i), selections, items),
        st.builds(lambda s, i: s.least(i), selections, items),
        st.builds(lambda s, i: s.most(i), selections, items),
        selections.map(lambda s: s.count(~w.met())),
        rates.map(w.projects().average),
        rates.map(lambda rate: w.projects().average(rate, weight=w.adjusted())),
        rates.map(w.projects().most),
        st.just(w.projects().count(w.paid() > w.planned())),
    )


@cache
def rules(*, max_leaves: int = 8) -> st.SearchStrategy[Node]:
    """Rules over the whole grammar but for the lines of sections.

    Their questions are a, b, c (yes), d (may not apply), p (x, y, z), f and g (numbers from -2
    to 2), their indicator is k.
    """
    small = st.fractions(-4, 4, max_denominator=4)
    leaves = st.one_of(
        small.map(node),
        conditions(),
        st.sampled_from(("f", "g")).map(lambda key: w.number(key, -2, 2)),
        st.sampled_from((w.attained("k"), w.weight("k"), w.completion_rate("k"))),
        st.just(w.not_applicable()),
        st.just(w.budget_execution_rate()),
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
        st.builds(w.average, inner, inner),
        st.builds(lambda a, low, high: a.clip(low, high), inner, bounds, tops),
        st.builds(lambda a, r: a.round(r.places, r.mode), inner, roundings()),
        st.builds(w.when, conditions(), inner, inner),
        st.builds(lambda a, b, c: w.when(a <= b, a, c), inner, inner, inner),
        st.builds(lambda a, b: w.when(w.equal(a, b), 1, 0), inner, inner),
        st.builds(lambda a, b, c: w.pick("p", {"x": a, "y": b, "z": c}), inner, inner, inner),
        st.builds(
            lambda a, c: w.bands(a, [(w.at_least(1), 2), (w.above(c), 1)], otherwise=0),
            inner,
            st.fractions(-1, 1, max_denominator=2),
        ),
        inner.map(lambda item: item.named("named")),
    )


@cache
def criteria(key: str = "criterion") -> st.SearchStrategy[Criterion]:
    """Criteria worth 4, with any rule held within that, and a grade."""

    def build(rule: Node, instead: str, rounding: Rounding, scale: Grades) -> Criterion:
        held = rule.clip(0, 4) + 0 * w.yes("a")
        option: Literal["drop", "full", "zero"]
        option = "drop" if instead == "drop" else "full" if instead == "full" else "zero"
        return Criterion(key, 4, held, if_not_applicable=option, rounding=rounding, grades=scale)

    instead = st.sampled_from(("drop", "full", "zero"))
    return st.builds(build, rules(), instead, roundings(), scales())


@cache
def scales(lines: tuple[str, ...] = ()) -> st.SearchStrategy[Grades]:
    """Scales of 优, 良 and 差, with overrides and caps that may read the lines below."""
    asked = (
        conditions() | _lines_below(lines).map(lambda line: line <= 1) if lines else conditions()
    )
    overrides = st.lists(st.tuples(asked, st.sampled_from(("良", "差", "无", None))), max_size=1)
    caps = st.lists(st.tuples(asked, st.sampled_from(("良", "差"))), max_size=1)
    bands = st.just([("优", 3), ("良", "1.5"), ("差", 0)])
    return st.builds(lambda b, o, c: Grades(b, overrides=o, caps=c), bands, overrides, caps)


@cache
def _lines_below(keys: tuple[str, ...]) -> st.SearchStrategy[Node]:
    """What a section reads of its lines: their points and letters, and answers beside them."""
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
            st.builds(lambda a, b: w.when(w.equal(a, b), a, 2), inner, inner),
            st.builds(lambda a, b, c: w.when(a <= b, c, a), inner, inner, inner),
        ),
        max_leaves=4,
    )


@st.composite
def sections(draw: st.DrawFn, key: str = "section") -> Section:
    """Sections of one or two criteria: adding them up, or with a rule over the lines."""
    parts = [draw(criteria(f"{key}.{j}")) for j in range(draw(st.integers(1, 2)))]
    keys = tuple(part.key for part in parts)
    scale = draw(scales(keys))
    if draw(st.booleans()):
        return Section(key, parts, rescale=draw(st.booleans()), grades=scale)
    rule = draw(_lines_below(keys)).clip(0, 4)
    return Section(key, parts, rule=rule, full=4, grades=scale, rounding=draw(roundings()))


@st.composite
def rubrics(draw: st.DrawFn) -> Rubric:
    """Rubrics of a few sections, with grades, and perhaps a rule over the lines."""
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
    """Checks of conditions on answers, indicators and budgets."""
    return st.builds(Check, conditions(), st.sampled_from(("附件齐全", {"zh": "齐", "en": "all"})))


@st.composite
def scorecards(draw: st.DrawFn) -> Scorecard:
    """Rubrics scored on evidence that fits; what is refused is left out."""
    rubric = draw(rubrics())
    try:
        return rubric.score(draw(evidence(rubric)), draw(st.none() | bases()))
    except FiscalRubricError:
        reject()


@st.composite
def bounds(draw: st.DrawFn) -> Bounds:
    """Rubrics bounded on evidence with open facts; what is refused is left out."""
    rubric = draw(rubrics())
    try:
        return rubric.bounds(draw(evidence(rubric, known=False)))
    except FiscalRubricError:
        reject()


@st.composite
def worked_cases(draw: st.DrawFn) -> WorkedCase:
    """What a rubric gave on some evidence."""
    card = draw(scorecards())
    points = {line.key: line.points for line in card if line.points is not None}
    return WorkedCase(
        "case", card.evidence, card.total, card.grade, basis=card.basis, points=points
    )


def reports() -> st.SearchStrategy[Report]:
    """What the checks find in evidence."""
    return projects().map(Evidence).map(lint)


@st.composite
def audits(draw: st.DrawFn) -> Audit:
    """Scorecards with a claim that may differ."""
    card = draw(scorecards())
    line = draw(st.sampled_from(card.lines))
    claim = draw(st.fractions(-1, 5, max_denominator=100))
    return audit(_rubric_of(card), card.evidence, {line.key: claim}, card.basis)


def _rubric_of(card: Scorecard) -> Rubric:
    assert isinstance(card.rubric, Rubric), "it was scored by one"
    return card.rubric


def documents() -> st.SearchStrategy[dict[str, object]]:
    """Documents of every kind."""
    fitting = rubrics().flatmap(evidence)
    values = st.one_of(rubrics(), fitting, bases(), scorecards(), reports(), audits())
    return values.map(to_document)
