"""Choose the open answers to try one by one, so that bounds are tight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise, product
from math import prod
from typing import Literal, TypeAlias, Union, assert_never

from attrs import frozen

from fiscal_rubric.evidence.evidence import FixedAnswer
from fiscal_rubric.evidence.places import Amount, Answer, Column, Place
from fiscal_rubric.numbers.units import unit_of
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.facts import Fact
from fiscal_rubric.rules.indicator_facts import column_of
from fiscal_rubric.rules.trace import Step
from fiscal_rubric.rules.traits import asking, traits
from fiscal_rubric.rules.traversal import every
from fiscal_rubric.targets.targets import KINDS, NOT_APPLICABLE, Kind

MOST_NUMBERS = 64  # answers of a number that is only compared
Choices: TypeAlias = Mapping[str, tuple[FixedAnswer, ...]]


@frozen
class Unlisted:
    """A column of the indicators of a kind, or their number, where no projects are known."""

    column: Column | Literal["items"]
    kind: Kind


OpenRead: TypeAlias = Union[Place, Unlisted]


@frozen(eq=False, repr=False)
class Split:
    """The sets of answers to try for open questions.

    Attributes:
        ways: each set of answers; one empty set if none is tried.
        tight: whether some completion then gives each end of the result.
    """

    ways: tuple[Mapping[str, FixedAnswer], ...]
    tight: bool


def choices_of(rules: Iterable[n.Node]) -> dict[str, tuple[FixedAnswer, ...]]:
    """Return answers of each question that give all results which any of its answers gives.

    A number that is only compared with constants has one answer for each constant, and one
    between each two. A number that is used otherwise has too many, and is left out.
    """
    known = tuple(rules)
    found = _compared_numbers(known)
    compared: dict[str, list[FixedAnswer]] = {}
    for node in (node for rule in known for node in every(rule)):
        asked = asking(node)
        match asked:
            case n.Yes(key=key, may_not_apply=may_not_apply):
                found[key] = (True, False, NOT_APPLICABLE) if may_not_apply else (True, False)
            case n.Pick(key=key, options=options):
                found[key] = tuple(label for label, _ in options)
            case n.Picked(key=key, among=among) if among:
                found[key] = among
            case n.Picked(key=key, label=label):
                compared.setdefault(key, [""]).append(label)  # "" is any other label
            case n.Figure() | n.Money() | n.IndicatorNumber() | n.IndicatorCondition() | None:
                pass
            case _:
                assert_never(asked)
    return {**{key: tuple(dict.fromkeys(labels)) for key, labels in compared.items()}, **found}


def _compared_numbers(rules: Iterable[n.Node]) -> dict[str, tuple[FixedAnswer, ...]]:
    """Return answers for each number that is only compared with constants."""
    figures: dict[str, list[n.Figure]] = {}
    cuts: dict[str, set[Fraction]] = {}
    computed_with: set[str] = set()

    def visit(node: n.Node, constant: Fraction | None) -> None:
        if isinstance(node, n.Figure):
            figures.setdefault(node.key, []).append(node)
            if constant is None:
                computed_with.add(node.key)
            else:
                cuts.setdefault(node.key, set()).add(constant / unit_of(node.unit)[0])
        for at, inner in enumerate(node.inside):
            beside = node.inside[1 - at] if isinstance(node, n.Comparison) else None
            if isinstance(node, n.Named):
                visit(inner, constant)
            else:
                visit(inner, beside.value if isinstance(beside, n.Constant) else None)

    for rule in rules:
        visit(rule, None)
    found = {
        key: _one_of_each(nodes, cuts[key])
        for key, nodes in figures.items()
        if key not in computed_with
    }
    return {key: answers for key, answers in found.items() if len(answers) <= MOST_NUMBERS}


def _one_of_each(nodes: Sequence[n.Figure], cuts: set[Fraction]) -> tuple[FixedAnswer, ...]:
    """Return a number at each cut and at each end of a band, and one between each two."""
    lower = [node.lower for node in nodes]
    upper = [node.upper for node in nodes]
    ends = {*cuts, *(end for end in (*lower, *upper) if end is not None)}
    points = sorted(ends)
    between = [(low + high) / 2 for low, high in pairwise(points)]
    beyond = [points[0] - 1] if None in lower else []
    beyond += [points[-1] + 1] if None in upper else []
    numbers = sorted(
        number
        for number in (*points, *between, *beyond)
        if any(_accepts(node, number) for node in nodes)
    )
    may_not_apply = any(node.may_not_apply for node in nodes)
    return (*numbers, NOT_APPLICABLE) if may_not_apply else tuple(numbers)


def _accepts(node: n.Figure, number: Fraction) -> bool:
    if node.lower is not None and number < node.lower:
        return False
    if node.upper is None:
        return True
    return number < node.upper or (number == node.upper and not node.upper_open)


def split(steps: Sequence[Step], choices: Choices, most: int, few: int) -> Split:
    """Choose the open answers to try.

    Try all of them if that makes few sets, so that each single outcome is found; else those that
    may make a range too wide: read twice, or under equal() or a divisor.

    Args:
        steps: the traces of the rules that read them.
        choices: the possible answers of each question.
        most: the most sets that may be tried.
        few: the most sets that count as few.
    """
    times, doubtful = _doubtful(steps)
    finite = [read.key for read in times if isinstance(read, Answer) and read.key in choices]
    wanted = [key for key in finite if Answer(key) in doubtful]
    for keys, limit in ((finite, few), (wanted, most)):
        ways = answers_in(keys, choices, min(limit, most))
        if ways is not None:
            return Split(ways, tight=doubtful <= {Answer(key) for key in keys})
    return Split(({},), tight=False)


def is_doubtful(step: Step) -> bool:
    """Return whether the range of a rule may be too wide."""
    return bool(_doubtful([step])[1])


def _doubtful(steps: Iterable[Step]) -> tuple[Counter[OpenRead], set[OpenRead]]:
    """Count how often each open place is read, and collect those that may widen a range."""
    times: Counter[OpenRead] = Counter()
    doubtful: set[OpenRead] = set()
    for step in steps:
        for read, is_risky in _reads(step):
            times[read] += 1
            if is_risky or times[read] > 1:
                doubtful.add(read)
    return times, doubtful


def answers_in(
    keys: Sequence[str], choices: Choices, most: int
) -> tuple[Mapping[str, FixedAnswer], ...] | None:
    """Return all ways to answer some questions, or None if there are too many."""
    if keys and prod(len(choices[key]) for key in keys) > most:
        return None
    return tuple(
        dict(zip(keys, answers, strict=True)) for answers in product(*(choices[k] for k in keys))
    )


def open_reads(step: Step) -> set[OpenRead]:
    """Return the open places that a rule reads."""
    return {read for read, _ in _reads(step)}


def _reads(step: Step, kinds: tuple[Kind, ...] = KINDS) -> Iterator[tuple[OpenRead, bool]]:
    """Yield each open place that is read, and whether it may widen the range."""
    if isinstance(step.node, n.Fold) and step.node.kind is not None:
        kinds = (step.node.kind,)
    if step.fact is not None and step.fact.gap is not None:
        for read in _open_places(step.node, step.fact, kinds):
            yield read, _has_open_end(step)
    for index, inner in enumerate((*step.steps, *step.branches)):
        for read, is_risky in _reads(inner, kinds):
            yield read, is_risky or _widens(step.node, index)


def _widens(node: n.Node, index: int) -> bool:
    """Return whether an open part may make the range of a node too wide."""
    widens = traits(node).widens
    return widens == "every part" or (widens == "divisor" and index == 1)


def _open_places(node: n.Node, fact: Fact, kinds: tuple[Kind, ...]) -> Iterator[OpenRead]:
    """Yield the places that are read; reads that may depend on each other give the same place."""
    if fact.gap == "missing_projects" and not fact.places:
        asked = asking(node)
        column: Column | Literal["items"] = "items"
        if isinstance(asked, n.IndicatorNumber | n.IndicatorCondition):
            column = column_of(asked.fact)
        yield from (Unlisted(column, kind) for kind in kinds)
    for place in fact.places:
        # The amount paid up to a day is part of the amount paid in all.
        yield Amount(place.project, place.figure) if isinstance(place, Amount) else place


def _has_open_end(step: Step) -> bool:
    if isinstance(step.node, n.Figure):
        return step.node.upper_open
    return step.fact is not None and step.fact.gap in ("inexact", "undecided")
