"""Guesses: what the measures, steps and bands of a rule are often mistaken for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Literal, TypeAlias

from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.project import Indicator
from fiscal_rubric.numbers.rounding import Mode, Rounding
from fiscal_rubric.numbers.units import is_share
from fiscal_rubric.rubric.criteria import Criterion
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.rules.phrases import budget_execution_rate, cost_saving_rate, inverse_share
from fiscal_rubric.rules.traversal import every, replaced
from fiscal_rubric.rules.words import actual, attained, divide, equal, met, projects, target, when
from fiscal_rubric.targets.targets import NumericActual
from fiscal_rubric.validation import IndicatorKey

Figure = Literal["initial", "adjusted"]
Rewrite: TypeAlias = Callable[[Node], Node]


def guesses(line: Criterion, evidence: Evidence) -> Iterator[tuple[str, str, Rewrite]]:
    """Yield each guess that changes a rule: its code, its aspect and what rewrites the rule."""
    tried: tuple[tuple[str, str, Callable[[Node], Node | None]], ...] = (
        ("confused:budget_execution_rate", "measure", _as_execution),
        ("confused:cost_saving_rate", "measure", _as_saving),
        ("confused:mean_of_rates", "measure", _as_mean),
        ("confused:actual_as_ratio", "measure", partial(_as_actual, evidence)),
        ("confused:inverse_share", "measure", partial(_as_linear, evidence)),
        ("confused:ratio_reverse", "measure", _as_ratio),
        ("confused:ceiling_as_floor", "measure", partial(_as_floor, evidence)),
        ("confused:floor_as_ceiling", "measure", partial(_as_ceiling, evidence)),
        ("confused:all_or_nothing", "measure", _as_met),
        ("confused:not_capped", "limit", partial(_not_capped, evidence)),
        ("step:pro rata", "step", partial(_steps, None)),
        ("step:full", "step", partial(_steps, "down")),
        ("step:each begun", "step", partial(_steps, "up")),
        ("step:nearest", "step", partial(_steps, "half up")),
        ("band:other end", "band", _other_end),
        ("rounding:rate", "rate", partial(_rounded_rate, 4)),
        ("rounding:whole per cent", "rate", partial(_rounded_rate, 2)),
    )
    for code, aspect, replace in tried:
        if replaced(line.rule, replace) != line.rule:
            yield code, aspect, partial(replaced, change=replace)
    if line.full:  # a deduction has no full marks to be weighted by
        yield "confused:weight_twice", "weight", lambda rule: line.full / 100 * rule


def other_budget(figure: Figure, node: Node) -> Node | None:
    """Return a budget in place of the other one that a rule names."""
    if isinstance(node, n.Money) and node.figure in ("initial", "adjusted"):
        return n.Money(figure)
    return None


# Rates of a budget


def _is_word(node: Node, name: str) -> bool:
    return isinstance(node, n.Named) and node.is_word and node.name == name


def _is_rate(node: Node) -> bool:
    return _is_word(node, "cost_saving_rate") or _is_word(node, "budget_execution_rate")


def _as_execution(node: Node) -> Node | None:
    return budget_execution_rate(_budget(node)) if _is_word(node, "cost_saving_rate") else None


def _as_saving(node: Node) -> Node | None:
    return cost_saving_rate(_budget(node)) if _is_word(node, "budget_execution_rate") else None


def _budget(rate: Node) -> Node | None:
    """Return the planned amount of a rate; None where it has none."""
    figures = (inner for inner in every(rate) if isinstance(inner, n.Money))
    return next((figure for figure in figures if figure.figure != "paid"), None)


def _as_mean(node: Node) -> Node | None:
    if isinstance(node, n.Fold):
        return node  # it selects its own projects
    return projects().average(node) if _is_rate(node) else None


def _rounded_rate(places: int, node: Node) -> Node | None:
    is_quotient = isinstance(node, n.Quotient) and not isinstance(node.dividend, n.Product)
    return node.round(places) if is_quotient or _is_rate(node) or _is_attained(node) else None


# Shares attained


def _is_attained(node: Node) -> bool:
    return isinstance(node, n.IndicatorNumber) and node.fact == "attained"


def _read(evidence: Evidence, key: IndicatorKey | None) -> Iterator[Indicator]:
    """Yield the indicators that a key names; all without one."""
    for project in evidence.projects:
        for indicator in project.indicators:
            if key in (None, indicator.key, (project.key, indicator.key)):
                yield indicator


def _key(node: Node) -> IndicatorKey | None:
    assert isinstance(node, n.IndicatorNumber), "asked of shares attained"
    return node.key


def _has_target(evidence: Evidence, node: Node, *senses: str) -> bool:
    """Return whether a node reads a share attained, and all its targets have these senses."""
    return _is_attained(node) and all(
        indicator.target.sense in senses for indicator in _read(evidence, _key(node))
    )


def _as_actual(evidence: Evidence, node: Node) -> Node | None:
    """Return the actual in place of the share attained, where the actual is a share itself."""
    if not _is_attained(node):
        return None
    results = [indicator.actual for indicator in _read(evidence, _key(node))]
    are_shares = all(isinstance(a, NumericActual) and is_share(a.span.unit) for a in results)
    return actual(_key(node)).clip(0, 1) if are_shares else None


def _as_linear(evidence: Evidence, node: Node) -> Node | None:
    return inverse_share(_key(node)) if _has_target(evidence, node, "at most") else None


def _as_floor(evidence: Evidence, node: Node) -> Node | None:
    """Return actual by target in place of a ceiling that is kept."""
    if not _has_target(evidence, node, "at most"):
        return None
    key = _key(node)
    share = divide(actual(key), target(key), if_zero=0).clip(0, 1)
    return when(met(key), share, attained(key))


def _as_ceiling(evidence: Evidence, node: Node) -> Node | None:
    """Return target by actual in place of a floor that is reached."""
    if not _has_target(evidence, node, "at least", "exactly"):
        return None
    key = _key(node)
    share = divide(target(key), actual(key), if_zero=0).clip(0, 1)
    return when(met(key), share, attained(key))


def _as_met(node: Node) -> Node | None:
    return when(met(_key(node)), 1, 0) if _is_attained(node) else None


def _as_ratio(node: Node) -> Node | None:
    if not isinstance(node, n.When | n.Clip | n.Named):
        return None
    keys = (inner.key for inner in every(node) if isinstance(inner, n.IndicatorNumber))
    return next((attained(key) for key in keys if node in _linear_ways(key)), None)


def _linear_ways(key: IndicatorKey | None) -> tuple[Node, ...]:
    """Return the rules for a ceiling whose share falls to 0 at twice the target."""
    falling = (2 - actual(key) / target(key)).clip(0, 1)
    return (
        inverse_share(key),
        (2 - divide(1, attained(key), if_zero=2)).clip(0, 1),
        when(met(key), 1, falling),
        when(met(key), 1, when(equal(target(key), 0), 0, falling)),
    )


# Limits, steps and bands


def _not_capped(evidence: Evidence, node: Node) -> Node | None:
    """Return a number without its upper limit."""
    if _has_target(evidence, node, "at least", "exactly"):
        return divide(actual(_key(node)), target(_key(node)), if_zero=0)
    if not isinstance(node, n.Clip) or node.upper is None:
        return None
    item = replaced(node.item, partial(_not_capped, evidence))
    return item if node.lower is None else n.Clip(item, node.lower, None)


def _steps(mode: Mode | None, node: Node) -> Node | None:
    """Return steps counted in another way: rounded, or pro rata without a mode."""
    if isinstance(node, n.Rounded) and node.rounding.places == 0:
        return _counted(node.item, mode)
    if not _is_word(node, "deduct_per_step"):
        return None
    assert isinstance(node, n.Named), "it is a word"
    counted = replaced(node.item, lambda inner: _pro_rata_steps(inner, mode))
    return n.Named(counted, node.name, is_word=True)


def _pro_rata_steps(node: Node, mode: Mode | None) -> Node | None:
    """Return the number of steps of a deduction in proportion, counted in another way."""
    if isinstance(node, n.Rounded):
        return _counted(node.item, mode)
    is_steps = isinstance(node, n.Product) and isinstance(node.factors[0], n.Clip)
    return _counted(node, mode) if is_steps else None


def _counted(steps: Node, mode: Mode | None) -> Node:
    return steps if mode is None else n.Rounded(steps, Rounding(0, mode))


def _other_end(node: Node) -> Node | None:
    """Return a comparison with a constant that takes the other end as inside."""
    if not isinstance(node, n.Comparison) or node.how == "==":
        return None
    if not any(isinstance(side, n.Constant) for side in (node.left, node.right)):
        return None
    return n.Comparison("<" if node.how == "<=" else "<=", node.left, node.right)
