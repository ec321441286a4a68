"""Changes to the way a line is read: its basis, its rounding, its readings, and guesses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, product
from typing import Literal, TypeAlias, cast

from attrs import evolve, frozen

from fiscal_rubric.analysis.audit.guesses import Figure, guesses, other_budget
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.numbers.rounding import MODES, Rounding
from fiscal_rubric.rubric.criteria import Criterion
from fiscal_rubric.rubric.readings import Reading, Swap, codes_of
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.rules.traversal import replaced
from fiscal_rubric.targets.basis import Basis

MOST_CHANGES = 3
# In the order in which changes are made, and in which readings of equal merit are listed.
Sort = Literal["reading", "basis", "guess", "edge", "mode", "coarse"]
LOOSE = frozenset({"guess", "edge", "coarse"})  # two together fit nearly every claim
ACCIDENTAL = frozenset({"guess", "coarse"})  # these often give 0 or full marks


@frozen(eq=False, repr=False)
class Variant:
    """One way to read a line.

    Attributes:
        rule: the rule that gives the points.
        basis: how the evidence is read.
        rounding: of the points.
    """

    rule: Node
    basis: Basis
    rounding: Rounding


Apply: TypeAlias = Callable[[Variant], Variant]


@frozen(eq=False, repr=False)
class Change:
    """One difference between two ways to read a line.

    Attributes:
        code: its stable name, such as "rounding:down".
        aspect: only one change of each aspect is made.
        sort: what it changes: "reading" for one that the rubric names; "coarse" for fewer places,
            and for all or nothing.
        apply: returns a variant with the change.
    """

    code: str
    aspect: str
    sort: Sort
    apply: Apply

    @property
    def is_loose(self) -> bool:
        """True if two such changes fit nearly every claim."""
        return self.sort in LOOSE


_OTHER: dict[str, dict[str, str]] = {
    "targets": {"original": "revised", "revised": "original"},
    "excused": {"missed": "not_missed", "not_missed": "missed"},
    "budget": {"initial": "adjusted", "adjusted": "initial"},
    "claims": {"trusted": "doubted", "doubted": "trusted"},
}


def changes_of(
    line: Criterion, readings: Sequence[Reading], evidence: Evidence, basis: Basis
) -> tuple[Change, ...]:
    """Return all changes that are tried on a line, in the order in which they are made.

    Args:
        line: the line.
        readings: those of the rubric; the line has its own.
        evidence: the evidence, of which some guesses depend on the targets and results.
        basis: how it is read.
    """
    return (
        *_of_readings(line, (*readings, *line.readings)),
        *of_basis(basis),
        *_of_budget(line, basis),
        *_of_guesses(line, evidence),
        *of_rounding(line.rounding),
    )


def _of_readings(line: Criterion, readings: Iterable[Reading]) -> Iterator[Change]:
    for code, named in codes_of(readings).items():
        name = f"reading:{code}"
        if Swap(named).rule(line.rule) != line.rule:
            yield Change(name, name, "reading", _rewriting(Swap(named).rule))


def of_basis(basis: Basis) -> Iterator[Change]:
    """Yield a change for each switch of the basis; a budget that a rule names is switched, too."""
    for aspect, other in _OTHER.items():
        value = other[getattr(basis, aspect)]
        yield Change(f"{aspect}:{value}", aspect, "basis", _switching(aspect, value))


def _of_budget(line: Criterion, basis: Basis) -> Iterator[Change]:
    """Yield the change to the budget of the basis, where a rule names the other one."""
    figure: Figure = basis.budget
    if other_rule(figure, line.rule) != line.rule:
        switch = _switching("budget", figure)
        yield Change(f"budget:{figure}", "budget", "basis", switch)


def other_rule(figure: Figure, rule: Node) -> Node:
    """Return a rule with one budget in place of the other."""
    return replaced(rule, lambda node: other_budget(figure, node))


def _switching(aspect: str, value: str) -> Apply:
    def switched(variant: Variant) -> Variant:
        rule = variant.rule
        if aspect == "budget":
            rule = other_rule(cast("Figure", value), rule)
        basis = cast("Callable[..., Basis]", evolve)(variant.basis, **{aspect: value})
        return evolve(variant, rule=rule, basis=basis)

    return switched


def _of_guesses(line: Criterion, evidence: Evidence) -> Iterator[Change]:
    for code, aspect, rewrite in guesses(line, evidence):
        sort: Sort = "guess"
        if code in ("band:other end", "confused:all_or_nothing"):
            sort = "edge" if aspect == "band" else "coarse"
        yield Change(code, aspect, sort, _rewriting(rewrite))


def _rewriting(rewrite: Callable[[Node], Node]) -> Apply:
    return lambda variant: evolve(variant, rule=rewrite(variant.rule))


def of_rounding(rounding: Rounding) -> Iterator[Change]:
    """Yield a change for each other mode, then for fewer places, down to whole points."""
    for places in range(rounding.places, -1, -1):
        for mode in MODES:
            other = Rounding(places, mode)
            if other == rounding:
                continue
            is_own = places == rounding.places
            name = mode if is_own else f"{_places(places)}, {mode}"
            sort: Sort = "mode" if is_own else "coarse"
            yield Change(f"rounding:{name}", "rounding", sort, _rounding(other))


def _places(places: int) -> str:
    return "whole points" if places == 0 else f"{places} place{'s' if places > 1 else ''}"


def _rounding(rounding: Rounding) -> Apply:
    return lambda variant: evolve(variant, rounding=rounding)


def sets_of(changes: Iterable[Change], size: int) -> Iterator[tuple[Change, ...]]:
    """Yield all sets of so many changes, with at most one that is loose."""
    by_aspect: dict[str, list[Change]] = {}
    for change in changes:
        by_aspect.setdefault(change.aspect, []).append(change)
    for aspects in combinations(by_aspect.values(), size):
        for picked in product(*aspects):
            if sum(change.is_loose for change in picked) <= 1:
                yield picked
