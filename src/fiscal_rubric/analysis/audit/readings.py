"""Other readings of a rule: another basis, rounding or measure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import combinations, product
from typing import Literal, cast

from attrs import evolve, frozen

from fiscal_rubric.errors import FiscalRubricError
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.numbers.rounding import MODES, Rounding
from fiscal_rubric.rubric.criteria import Criterion, Part, settled
from fiscal_rubric.rubric.rubric import Confusable, Rubric
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.evaluate import Scope, evaluate
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.rules.phrases import budget_execution_rate, cost_saving_rate, inverse_share
from fiscal_rubric.rules.traversal import every, replaced
from fiscal_rubric.rules.words import actual, attained, divide, equal, met, projects, target, when
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.validation import IndicatorKey

MOST_CHANGES = 3
Figure = Literal["initial", "adjusted"]
Aspect = Literal["targets", "excused", "budget", "claims", "rounding", "rate", "measure", "weight"]


@frozen(eq=False, repr=False)
class Reading:
    """One way to read a line.

    Attributes:
        rule: the rule that gives the points.
        basis: how the evidence is read.
        rounding: of the points.
    """

    rule: Node
    basis: Basis
    rounding: Rounding


@frozen(eq=False, repr=False)
class Change:
    """One difference between two readings.

    Attributes:
        code: its stable name, such as "rounding:down".
        aspect: only one change of each aspect is made.
        apply: returns the reading with the change.
    """

    code: str
    aspect: Aspect
    apply: Callable[[Reading], Reading]


_OTHER: dict[Aspect, dict[str, str]] = {
    "targets": {"original": "revised", "revised": "original"},
    "excused": {"missed": "not_missed", "not_missed": "missed"},
    "budget": {"initial": "adjusted", "adjusted": "initial"},
    "claims": {"trusted": "doubted", "doubted": "trusted"},
}


def of_basis(basis: Basis) -> Iterator[Change]:
    """Yield a change for each switch of the basis."""
    for aspect, other in _OTHER.items():
        value = other[getattr(basis, aspect)]

        def turned(reading: Reading, aspect: str = aspect, value: str = value) -> Reading:
            changed = cast("Callable[..., Basis]", evolve)(reading.basis, **{aspect: value})
            return evolve(reading, basis=changed)

        yield Change(f"{aspect}:{value}", aspect, turned)


def of_rounding(rounding: Rounding) -> Iterator[Change]:
    """Yield a change for each other mode, and for whole points in every mode."""
    for places, name in ((rounding.places, ""), (0, "whole points, ")):
        for mode in MODES:
            other = Rounding(places, mode)
            if other != rounding and (name == "" or rounding.places):

                def rounded(reading: Reading, other: Rounding = other) -> Reading:
                    return evolve(reading, rounding=other)

                yield Change(f"rounding:{name}{mode}", "rounding", rounded)


def of_measure(
    part: Criterion, confusable: Sequence[Confusable], evidence: Evidence
) -> Iterator[Change]:
    """Yield a change for each measure of the rule that another one may replace."""
    own: list[tuple[str, Aspect, Callable[[Node], Node | None]]] = [
        (code, "measure", swap) for code, swap in confusions(confusable).items()
    ]
    swaps: tuple[tuple[str, Aspect, Callable[[Node], Node | None]], ...] = (
        ("confused:budget_execution_rate", "measure", _as_execution),
        ("confused:cost_saving_rate", "measure", _as_saving),
        ("confused:mean_of_rates", "measure", _as_mean),
        ("confused:actual_as_ratio", "measure", _as_actual),
        ("confused:inverse_share", "measure", partial(_as_linear, evidence)),
        ("confused:ratio_reverse", "measure", _as_ratio),
        ("budget:initial", "budget", lambda node: _money(node, "adjusted", "initial")),
        ("budget:adjusted", "budget", lambda node: _money(node, "initial", "adjusted")),
        ("rounding:rate", "rate", lambda node: _rounded_rate(node, 4)),
        ("rounding:whole per cent", "rate", lambda node: _rounded_rate(node, 2)),
    )
    for code, aspect, swap in (*swaps, *own):

        def swapped(reading: Reading, swap: Callable[[Node], Node | None] = swap) -> Reading:
            return evolve(reading, rule=replaced(reading.rule, swap))

        if replaced(part.rule, swap) != part.rule:
            yield Change(code, aspect, swapped)
    if part.full:  # a deduction has no full marks to be weighted by
        yield Change(
            "confused:weight_twice",
            "weight",
            lambda reading: evolve(reading, rule=part.full / 100 * reading.rule),
        )


class Tried:
    """A line in different readings; each rule is evaluated once under each basis."""

    def __init__(self, part: Criterion, evidence: Evidence) -> None:
        self.part, self.evidence = part, evidence
        self._facts: dict[Basis, Facts] = {}
        self._numbers: dict[tuple[Node, Basis], Fraction | None] = {}

    def points(self, reading: Reading) -> Decimal | None:
        """Return the points in a reading; None where it cannot be scored, or does not apply."""
        asked = (reading.rule, reading.basis)
        if asked not in self._numbers:
            if reading.basis not in self._facts:
                self._facts[reading.basis] = Facts(self.evidence, reading.basis)
            step = evaluate(reading.rule, Scope(self._facts[reading.basis]))
            self._numbers[asked] = settled(self.part, step.value).number
        number = self._numbers[asked]
        return None if number is None else reading.rounding.decimal(number)


def confusions(pairs: Sequence[Confusable]) -> dict[str, Callable[[Node], Node | None]]:
    """Return the replacements of easily confused measures, by code."""
    by_code: dict[str, dict[Node, Node]] = {}
    for pair in pairs:
        by_code.setdefault(f"confused:{pair.code}", {})[pair.measure] = pair.taken
    return {code: taken.get for code, taken in by_code.items()}


def grade_readings(
    part: Part, label: str, evidence: Evidence, basis: Basis, confusable: Sequence[Confusable]
) -> tuple[frozenset[str], ...]:
    """Return all sets of fewest changes that give a line or section this grade.

    A change switches the basis, or replaces an easily confused measure in all rules of the part.
    """
    own = confusions(confusable)
    swaps = [code for code, swap in own.items() if _swapped(part, swap) != part]
    switches = {change.code: change for change in of_basis(basis)}
    for size in range(1, MOST_CHANGES + 1):
        found: list[frozenset[str]] = []
        for codes in combinations([*switches, *swaps], size):
            reading = Reading(n.Constant(Fraction(0)), basis, part.rounding)
            changed = part
            for code in codes:
                if code in switches:
                    reading = switches[code].apply(reading)
                else:
                    changed = _swapped(changed, own[code])
            if _grade_of(changed, evidence, reading.basis) == label:
                found.append(frozenset(codes))
        if found:
            return tuple(found)
    return ()


def _swapped(part: Part, swap: Callable[[Node], Node | None]) -> Part:
    """Return the part with another measure in its rule, and in the rules below."""
    rule = None if part.rule is None else replaced(part.rule, swap)
    if isinstance(part, Criterion):
        return part if rule in (None, part.rule) else evolve(part, rule=rule)
    parts = [_swapped(below, swap) for below in part.parts]
    if rule == part.rule and tuple(parts) == part.parts:
        return part
    return evolve(part, rule=rule, parts=parts)


def _grade_of(part: Part, evidence: Evidence, basis: Basis) -> str | None:
    """Return the grade of a part scored alone; None where it has none."""
    try:
        rubric = Rubric("part", [part], rule=None)
        card = rubric.score(evidence.only(rubric), basis)
    except FiscalRubricError:
        return None
    return next(line for line in (*card.lines, *card.sections) if line.part is part).grade


def readings_of(
    part: Criterion,
    claimed: Fraction,
    evidence: Evidence,
    basis: Basis,
    confusable: Sequence[Confusable] = (),
) -> tuple[tuple[frozenset[str], ...], Decimal | None]:
    """Return all sets of fewest changes that give a line its claimed points.

    Returns:
        The sets of codes, and the nearest points where there are none.
    """
    changes = [
        *of_basis(basis),
        *of_rounding(part.rounding),
        *of_measure(part, confusable, evidence),
    ]
    by_aspect: dict[Aspect, list[Change]] = {}
    for change in changes:
        by_aspect.setdefault(change.aspect, []).append(change)
    plain, tried = Reading(part.rule, basis, part.rounding), Tried(part, evidence)
    nearest: Decimal | None = None
    for size in range(1, MOST_CHANGES + 1):
        found: list[frozenset[str]] = []
        for aspects in combinations(by_aspect.values(), size):
            for picked in product(*aspects):
                reading = plain
                for change in picked:
                    reading = change.apply(reading)
                points = tried.points(reading)
                if points is None:
                    continue
                if Fraction(points) == claimed:
                    found.append(frozenset(change.code for change in picked))
                elif nearest is None or _distance(points, claimed) < _distance(nearest, claimed):
                    nearest = points
        if found:
            return tuple(dict.fromkeys(found)), None
    return (), nearest


def _distance(points: Decimal, claimed: Fraction) -> Fraction:
    return abs(Fraction(points) - claimed)


# Replacements of measures


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


def _money(node: Node, old: Figure, new: Figure) -> Node | None:
    """Return the other budget figure in place of one that the rule names."""
    return n.Money(new) if isinstance(node, n.Money) and node.figure == old else None


def _as_mean(node: Node) -> Node | None:
    if isinstance(node, n.Fold):
        return node  # it selects its own projects
    return projects().average(node) if _is_rate(node) else None


def _as_actual(node: Node) -> Node | None:
    if isinstance(node, n.IndicatorNumber) and node.fact == "attained":
        return actual(node.key).clip(0, 1)
    return None


def _as_linear(evidence: Evidence, node: Node) -> Node | None:
    if not isinstance(node, n.IndicatorNumber) or node.fact != "attained":
        return None
    return inverse_share(node.key) if _are_ceilings(evidence, node.key) else None


def _are_ceilings(evidence: Evidence, key: IndicatorKey | None) -> bool:
    """Return whether the targets of all indicators of a fact are ceilings."""
    found = [
        indicator.target.sense == "at most"
        for project in evidence.projects
        for indicator in project.indicators
        if key in (None, indicator.key, (project.key, indicator.key))
    ]
    return all(found)


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


def _rounded_rate(node: Node, places: int) -> Node | None:
    if _is_rate(node) or (isinstance(node, n.IndicatorNumber) and node.fact == "attained"):
        return node.round(places)
    return None
