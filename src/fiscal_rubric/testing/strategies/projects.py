"""Draw targets, actuals, budgets, indicators and projects."""

# pyright: basic
# The lambdas that strategies are built from have no types; mypy checks this file.

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cache, lru_cache
from typing import TypeAlias, TypeVar

from hypothesis import strategies as st

from fiscal_rubric.evidence.project import Budget, Indicator, Project
from fiscal_rubric.numbers.rounding import EXACT, MODES, Rounding
from fiscal_rubric.numbers.spans import Quantity, Span
from fiscal_rubric.numbers.units import DATE, MONTH_DAY
from fiscal_rubric.rubric.questions import IndicatorFact
from fiscal_rubric.rules.nodes import IndicatorFactName
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.targets.signs_and_claims import CLAIMS
from fiscal_rubric.targets.targets import (
    KINDS,
    NOT_APPLICABLE,
    AnyActual,
    AnyTarget,
    Claimed,
    Kind,
    NoTarget,
    NotCarriedOut,
    NumericActual,
    NumericTarget,
    QualitativeActual,
    QualitativeTarget,
    SeveralActuals,
    SeveralTargets,
)

T = TypeVar("T")

UNITS = ("", "家", "人次", "万人次", "元", "万元", "亿元", "%", "‰", "个百分点", "亩", "万粒")
_STATEMENTS = ("长期", "成功立项", "集聚产业资源，完善产业链", "有所提高", "是", "符合相关规定")
_NEWS = ("互动宣传覆盖人数达16006人次", "建设中", "基本达到", "部分完成", "否")
_NOT_DONE = (
    ("因疫情防控要求，无法按计划开展", "疫情防控要求"),
    ("未开展", ""),
    ("受暴雨影响，未实施", "暴雨影响"),
)
# With a target of _goals these clash, or may be shares.
_UNCLEAR = ((Fraction(3), "次"), (Fraction(19, 20), ""), (Fraction(95), "%"))
_NO_TARGETS = (NoTarget(), NoTarget(""), NoTarget("待定"))

# Strategies are cached, because building them is slow.


@cache
def numbers(lower: int = -1000, upper: int = 1000) -> st.SearchStrategy[Fraction]:
    """Draw exact numbers with at most three places, small and round ones first."""
    thousandths = st.integers(lower * 1000, upper * 1000).map(lambda n: Fraction(n, 1000))
    return st.integers(lower, upper).map(Fraction) | thousandths


@cache
def roundings() -> st.SearchStrategy[Rounding]:
    """Draw roundings of 0 to 4 places, in every mode, and none."""
    return st.builds(Rounding, st.integers(0, 4), st.sampled_from((*MODES, EXACT)))


@cache
def bases() -> st.SearchStrategy[Basis]:
    """Draw any basis."""
    return st.builds(
        Basis,
        targets=st.sampled_from(("original", "revised")),
        excused=st.sampled_from(("missed", "not_missed")),
        budget=st.sampled_from(("initial", "adjusted")),
        claims=st.sampled_from(("trusted", "doubted")),
    )


@cache
def quantities() -> st.SearchStrategy[Quantity]:
    """Draw numbers with units."""
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
            ends_open = draw(st.booleans())
            return Span(lower, upper + 1, lower_open=is_open, upper_open=ends_open, unit=unit)


@cache
def _days() -> st.SearchStrategy[tuple[str, int, int]]:
    """Draw a span of days, with or without the year, as unit, first day and last day."""
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
def promises(draw: st.DrawFn) -> NumericTarget:
    """Draw targets with a number or a date, in every sense."""
    sense = draw(st.sampled_from(("number", "change", "date")))
    if sense == "date":
        unit, _, last = draw(_days())
        return NumericTarget("date", Span(None, last, unit=unit))
    span = draw(_ends(draw(st.sampled_from(UNITS))))
    if sense == "change":
        return NumericTarget("change", span, draw(st.sampled_from(("", "2019年度", "上年"))))
    if span.point is not None:
        return NumericTarget("exactly", span)
    if span.lower is not None and span.upper is not None:
        return NumericTarget("between", span)
    return NumericTarget("at least" if span.lower is not None else "at most", span)


@cache
def targets() -> st.SearchStrategy[AnyTarget]:
    """Draw targets of every kind."""
    return st.one_of(
        promises(),
        st.sampled_from(_STATEMENTS).map(QualitativeTarget),
        st.sampled_from(_NO_TARGETS),
        st.lists(promises(), min_size=2, max_size=3).map(
            lambda parts: SeveralTargets(tuple(parts))
        ),
    )


@cache
@st.composite
def reached(draw: st.DrawFn) -> NumericActual:
    """Draw actuals with a number or a date: exact, approximate, one-ended, or a change."""
    shape = draw(st.sampled_from(("number", "change", "date")))
    if shape == "date":
        unit, first, last = draw(_days())
        return NumericActual(Span(draw(st.sampled_from((first, None))), last, unit=unit))
    unit = draw(st.sampled_from(UNITS))
    about = draw(st.booleans())
    number = draw(numbers())
    span = Span(number, number, unit=unit) if about else draw(_ends(unit))
    base = draw(st.sampled_from(("", "2019年度"))) if shape == "change" else None
    claim = draw(st.booleans())
    return NumericActual(span, about=about, claim=claim, base=base)


@cache
def actuals() -> st.SearchStrategy[AnyActual | None]:
    """Draw actuals of every kind; None is not known yet."""
    plain = reached()
    return st.one_of(
        reached(),
        st.sampled_from(sorted(CLAIMS)).map(Claimed),
        st.sampled_from(_NEWS).map(QualitativeActual),
        st.sampled_from(_NOT_DONE).map(lambda pair: NotCarriedOut(*pair)),
        st.lists(plain, min_size=2, max_size=3).map(lambda parts: SeveralActuals(tuple(parts))),
        st.sampled_from((NOT_APPLICABLE, None)),
    )


@cache
def budgets(*, known: bool = False) -> st.SearchStrategy[Budget]:
    """Draw budgets in 万元, with payments at the ends of quarters; with all amounts if known."""
    money = numbers(0, 1000).map(lambda n: Quantity(n, "万元"))
    maybe = money if known else st.none() | money
    days = ("2020-03-31", "2020-06-30", "2020-09-30", "2020-12-31")
    amounts = st.lists(money, min_size=4 if known else 0, max_size=4)
    payments = amounts.map(lambda found: dict(zip(days, found, strict=False)))
    return st.builds(Budget, maybe, maybe, payments)


@st.composite
def indicators(
    draw: st.DrawFn,
    key: str | None = None,
    *,
    known: bool = False,
    reads: Sequence[IndicatorFact] = (),
) -> Indicator:
    """Draw indicators; most have a target and an actual that can be compared.

    Args:
        draw: given by Hypothesis.
        key: the key; drawn if None.
        known: whether the actual and the weight are known and exact.
        reads: the facts that a rubric reads: days late need a date as the target, and numbers an
            actual with a number.
    """
    selected = [fact for fact in reads if fact.key is None]
    kind: Kind = draw(_one_of([fact.kind for fact in selected], KINDS))
    facts = {fact.fact for fact in reads if _is_of(fact, key, kind)}
    goal, revised, near = draw(_deadlines() if "days_late" in facts else _goals())
    target: AnyTarget = goal
    if not known and draw(st.integers(0, 3)) == 3:
        target, revised = draw(_other_targets()), None
    if known and facts & _EXACT:
        actual: AnyActual | None = draw(near)
    else:
        actual = draw(near if draw(st.booleans()) else _other_actuals(known=known))
    return Indicator(
        key or draw(st.text("abc", min_size=1, max_size=3)),
        kind,
        target,
        actual,
        level1=draw(_one_of([fact.level1 for fact in selected], ("产出指标", "效益指标"))),
        level2=draw(_one_of([fact.level2 for fact in selected], ("",))),
        revised=revised,
        weight=draw(numbers(0, 30) if known else st.none() | numbers(0, 30)),
        reason=draw(st.sampled_from(("", "政策调整"))),
        baseline=draw(near if known and facts & {"baseline", "progress"} else st.none() | near),
    )


_EXACT: frozenset[IndicatorFactName] = frozenset(
    ("actual", "target", "baseline", "completion_rate", "progress", "days_late")
)


def _one_of(asked: Sequence[T | None], others: Sequence[T]) -> st.SearchStrategy[T]:
    """Draw a value that a selection asks for, or any other, equally often."""
    named = [one for one in asked if one is not None]
    return st.sampled_from(named) | st.sampled_from(others) if named else st.sampled_from(others)


def _is_of(fact: IndicatorFact, key: str | None, kind: Kind) -> bool:
    """Return whether a fact is read of an indicator with this key and kind, in any project."""
    if fact.key is None:
        return fact.kind in (None, kind)
    return key == (fact.key if isinstance(fact.key, str) else fact.key[1])


Aim: TypeAlias = tuple[NumericTarget, NumericTarget | None, st.SearchStrategy[NumericActual]]


@cache
@st.composite
def _goals(draw: st.DrawFn) -> Aim:
    """Draw a target with a number, a revised one of the same sense, and actuals around it."""
    unit = draw(st.sampled_from(("", "家", "%")))
    goal = draw(numbers(0, 5) | st.integers(0, 3).map(Fraction))
    sense = draw(st.sampled_from(("at least", "at most", "exactly")))
    revised = draw(st.none() | numbers(0, 5).map(lambda n: _goal(sense, n, unit)))
    results = st.sampled_from(_edges(goal)) | numbers(-1, 5)
    return (
        _goal(sense, goal, unit),
        revised,
        results.map(lambda number: NumericActual(Span(number, number, unit=unit))),
    )


@cache
@st.composite
def _deadlines(draw: st.DrawFn) -> Aim:
    """Draw a target that is a day, a revised one, and actual days around it."""
    last = draw(st.dates(date(2016, 1, 1), date(2026, 12, 31))).toordinal()
    later = draw(st.none() | st.integers(-60, 60))
    revised = None if later is None else NumericTarget("date", Span(None, last + later, unit=DATE))
    days = (st.integers(-1, 1) | st.integers(-400, 400)).map(lambda off: Fraction(last + off))
    target = NumericTarget("date", Span(None, last, unit=DATE))
    return target, revised, days.map(lambda day: _on_day(day, DATE))


@cache
def _other_targets() -> st.SearchStrategy[AnyTarget]:
    """Draw missing targets, words, and ranges with open ends."""
    ends = st.tuples(st.integers(0, 3), st.booleans(), st.booleans())
    ranges = ends.map(
        lambda drawn: NumericTarget(
            "between",
            Span(drawn[0], drawn[0] + 1, lower_open=drawn[1], upper_open=drawn[2], unit="家"),
        )
    )
    return ranges | st.sampled_from((*_NO_TARGETS, QualitativeTarget(_STATEMENTS[0])))


@cache
def _other_actuals(*, known: bool) -> st.SearchStrategy[AnyActual | None]:
    """Draw actuals without a number; if known, only those that every rule can read."""
    found: list[AnyActual | None] = [*map(Claimed, sorted(CLAIMS)), NOT_APPLICABLE]
    found += [NotCarriedOut(*pair) for pair in _NOT_DONE]
    if not known:
        found += [*map(QualitativeActual, _NEWS), None]
        found += [NumericActual(Span(n, n, unit=unit)) for n, unit in _UNCLEAR]
    return st.sampled_from(found)


def _goal(sense: str, goal: Fraction, unit: str) -> NumericTarget:
    match sense:
        case "at least":
            return NumericTarget("at least", Span(goal, None, unit=unit))
        case "at most":
            return NumericTarget("at most", Span(None, goal, unit=unit))
        case _:
            return NumericTarget("exactly", Span(goal, goal, unit=unit))


HUGE = Fraction(10**15)


def _edges(end: Fraction) -> tuple[Fraction, ...]:
    """Return an end, numbers one unit of its last place off, zero, and numbers far away."""
    places = next(n for n in range(13) if n == 12 or (end * 10**n).denominator == 1)
    step = Fraction(1, 10 ** max(places, 1))
    return tuple(dict.fromkeys((end, end - step, end + step, end - 1, Fraction(0), 2 * end, HUGE)))


@lru_cache(maxsize=256)
def actuals_for(target: AnyTarget) -> st.SearchStrategy[AnyActual]:
    """Draw actuals that a target decides: around each of its ends, claimed, or not carried out."""
    claimed: st.SearchStrategy[AnyActual] = st.sampled_from(
        (Claimed("完成"), NotCarriedOut(*_NOT_DONE[0]))
    )
    match target:
        case NumericTarget(span=span) if span.unit == DATE:
            days = [int(end) + off for end in _ends_of(span) for off in (-1, 0, 1)]
            return st.sampled_from([_on_day(Fraction(day), DATE) for day in days]) | claimed
        case NumericTarget(span=span) if span.unit == MONTH_DAY:
            ends = [date(2000, int(end) // 100, int(end) % 100) for end in _ends_of(span)]
            around = [end + timedelta(off) for end in ends for off in (-1, 0, 1)]
            found = [_on_day(Fraction(100 * d.month + d.day), MONTH_DAY) for d in around]
            return st.sampled_from(found) | claimed
        case NumericTarget(sense=sense, span=span, base=base):
            numbers = [number for end in _ends_of(span) for number in _edges(end)]
            compared = base if sense == "change" else None
            near = [NumericActual(Span(n, n, unit=span.unit), base=compared) for n in numbers]
            return st.sampled_from(near) | claimed
        case SeveralTargets(parts=parts):
            each = [
                actuals_for(part).filter(lambda a: isinstance(a, NumericActual)) for part in parts
            ]
            return claimed | st.tuples(*each).map(lambda found: SeveralActuals(found))
        case _:
            return claimed


def _ends_of(span: Span) -> list[Fraction]:
    return [end for end in (span.lower, span.upper) if end is not None]


def _on_day(day: Fraction, unit: str) -> NumericActual:
    return NumericActual(Span(day, day, unit=unit))


@st.composite
def projects(
    draw: st.DrawFn,
    key: str | None = None,
    keys: Sequence[str] = (),
    *,
    known: bool = False,
    reads: Sequence[IndicatorFact] = (),
) -> Project:
    """Draw projects.

    Args:
        draw: given by Hypothesis.
        key: the key; drawn if None.
        keys: keys of indicators that the project has.
        known: whether all facts are known.
        reads: the facts that a rubric reads, as in `indicators`.
    """
    more = draw(st.lists(st.sampled_from(("d", "e", "f")), max_size=2, unique=True))
    names = dict.fromkeys((*keys, *more))
    owned = [draw(indicators(name, known=known, reads=reads)) for name in names]
    name = key or draw(st.text("pqr", min_size=1, max_size=3))
    return Project(name, draw(budgets(known=known)), owned)
