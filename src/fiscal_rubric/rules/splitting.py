"""How facts that are still open are split, so that bounds are as tight as can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import TypeAlias

from attrs import frozen

from fiscal_rubric.evidence import FixedAnswer
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.facts import Fact
from fiscal_rubric.rules.trace import Step
from fiscal_rubric.rules.walks import every
from fiscal_rubric.targets import KINDS, NOT_APPLICABLE, Kind

MOST_WAYS = 4096  # ways in which the doubtful facts of one rule are tried
FEW_WAYS = 256  # ways in which all open facts of one rule are tried, to find each outcome
BOUND_NODES = 1_000_000  # nodes that are walked to bound a rubric
PROOF_NODES = 200_000  # nodes that are walked to prove a rule

Choices: TypeAlias = Mapping[str, tuple[FixedAnswer, ...]]
Read: TypeAlias = tuple[str, ...]


@frozen(eq=False, repr=False)
class Split:
    """The answers to try in place of those that are open.

    Attributes:
        ways: each way as answers; one empty way where nothing is tried.
        tight: whether the ends of the result are then reached by some completion.
    """

    ways: tuple[Mapping[str, FixedAnswer], ...]
    tight: bool


def choices_of(rules: Iterable[n.Node]) -> dict[str, tuple[FixedAnswer, ...]]:
    """The answers that each question with finitely many of them can have."""
    found: dict[str, tuple[FixedAnswer, ...]] = {}
    chosen: dict[str, list[FixedAnswer]] = {}
    for rule in rules:
        for node in every(rule):
            match node:
                case n.Yes(key=key, may_not_apply=may_not_apply):
                    found[key] = (True, False, NOT_APPLICABLE) if may_not_apply else (True, False)
                case n.Pick(key=key, options=options):
                    found[key] = tuple(label for label, _ in options)
                case n.Chosen(key=key, label=label):
                    chosen.setdefault(key, [""]).append(label)  # "" is any other label
                case _:
                    pass
    return {**{key: tuple(dict.fromkeys(labels)) for key, labels in chosen.items()}, **found}


def split(steps: Sequence[Step], choices: Choices, most: int, few: int = FEW_WAYS) -> Split:
    """Which open answers to try.

    All of them where that makes few ways, so that each single outcome is found; else those that
    a plain range would widen: read twice, or under equal() or a divisor.

    Args:
        steps: the traces of the rules that read them.
        choices: the answers that each question can have.
        most: how many ways may be tried.
        few: how many ways are few.
    """
    times, doubtful = _doubtful(steps)
    finite = [read[1] for read in times if read[0] == "answer" and read[1] in choices]
    wanted = [key for key in finite if ("answer", key) in doubtful]
    for keys, limit in ((finite, few), (wanted, MOST_WAYS)):
        ways = answers_in(keys, choices, min(limit, most))
        if ways is not None:
            return Split(ways, tight=doubtful <= {("answer", key) for key in keys})
    return Split(({},), tight=False)


def is_doubtful(step: Step) -> bool:
    """Whether a plain range may be wider than what the rule can give."""
    return bool(_doubtful([step])[1])


def _doubtful(steps: Iterable[Step]) -> tuple[Counter[Read], set[Read]]:
    """How often each open fact is read, and those that a plain range may widen."""
    times: Counter[Read] = Counter()
    doubtful: set[Read] = set()
    for step in steps:
        for read, is_risky in _reads(step):
            times[read] += 1
            if is_risky or times[read] > 1:
                doubtful.add(read)
    return times, doubtful


def answers_in(
    keys: Sequence[str], choices: Choices, most: int
) -> tuple[Mapping[str, FixedAnswer], ...] | None:
    """All ways to answer some questions; None if there are too many."""
    if keys and prod(len(choices[key]) for key in keys) > most:
        return None
    return tuple(
        dict(zip(keys, answers, strict=True)) for answers in product(*(choices[k] for k in keys))
    )


def open_reads(step: Step) -> set[Read]:
    """What a rule reads of facts that are still open."""
    return {read for read, _ in _reads(step)}


def _reads(
    step: Step, *, risky: bool = False, kinds: tuple[Kind, ...] = KINDS
) -> Iterator[tuple[Read, bool]]:
    """Each open fact as it is read, and whether a plain range may widen what is made of it.

    Args:
        step: the trace.
        risky: whether it stands where a plain range may widen the result.
        kinds: the kinds of indicator that a fold around it goes over.
    """
    if isinstance(step.node, n.Fold) and step.node.kind is not None:
        kinds = (step.node.kind,)
    if step.fact is not None and step.fact.gap is not None:
        for read in _read(step.node, step.fact, kinds):
            yield read, risky or _has_open_end(step)
    exact = isinstance(step.node, n.Comparison) and step.node.how == "=="
    weighed = isinstance(step.node, n.Fold) and step.node.weight is not None
    for index, inner in enumerate((*step.steps, *step.branches)):
        divides = isinstance(step.node, n.Quotient) and index == 1
        yield from _reads(inner, risky=risky or exact or weighed or divides, kinds=kinds)


def _read(node: n.Node, fact: Fact, kinds: tuple[Kind, ...]) -> Iterator[Read]:
    """What is read, by names that are the same wherever two readings may depend on each other."""
    match node:
        case n.Yes(key=key) | n.Pick(key=key) | n.Chosen(key=key) | n.Figure(key=key):
            yield "answer", key
        case n.Money():
            for place in fact.places:
                project, _, figure = place.rpartition("/")
                # What was paid up to a day is part of what was paid in all.
                yield "paid" if node.figure == "paid" else figure, project
        case n.IndicatorNumber(fact=name) | n.IndicatorCondition(fact=name):
            sort = name if name in ("weight", "target") else "actual"
            if fact.gap != "missing_projects":
                yield sort, fact.place.rpartition("/")[0]
            else:
                yield from ((sort, kind) for kind in kinds)
        case _:  # a fold over nobody knows how many
            yield from (("items", kind) for kind in kinds)


def _has_open_end(step: Step) -> bool:
    if isinstance(step.node, n.Figure):
        return step.node.upper_open
    return step.fact is not None and step.fact.gap in ("inexact", "undecided")
