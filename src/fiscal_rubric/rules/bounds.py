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
from fiscal_rubric.rules.trace import Step
from fiscal_rubric.targets import NOT_APPLICABLE

LIMIT = 4096  # ways in which the doubtful facts of one rule are tried
SMALL = 256  # ways in which all open facts of one rule are tried, to find each outcome

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
        for node in n.every(rule):
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


def split(steps: Sequence[Step], choices: Choices, small: int = SMALL) -> Split:
    """Which open answers to try, given the trace of rules that read them.

    All of them where that makes few ways (at most `small`), so that each single outcome is
    found; else those that a plain range would widen: read twice, or under equal() or a divisor.
    """
    times, doubtful = _doubtful(steps)
    finite = [read[1] for read in times if read[0] == "answer" and read[1] in choices]
    everything = _ways(finite, choices, small)
    if everything is not None:
        tried = {("answer", key) for key in finite}
        return Split(everything, tight=doubtful <= tried)
    wanted = [key for key in finite if ("answer", key) in doubtful]
    some = _ways(wanted, choices, LIMIT)
    if some is None:
        return Split(({},), tight=False)
    return Split(some, tight=doubtful <= {("answer", key) for key in wanted})


def is_doubtful(step: Step) -> bool:
    """Whether a plain range may be wider than what the rule can give."""
    return bool(_doubtful([step])[1])


def _doubtful(steps: Iterable[Step]) -> tuple[Counter[Read], set[Read]]:
    """How often each open fact is read, and those that a plain range may widen."""
    times: Counter[Read] = Counter()
    doubtful: set[Read] = set()
    for step in steps:
        for read, is_risky in _reads(step, risky=False):
            times[read] += 1
            if is_risky or times[read] > 1:
                doubtful.add(read)
    return times, doubtful


def _ways(
    keys: Sequence[str], choices: Choices, limit: int
) -> tuple[Mapping[str, FixedAnswer], ...] | None:
    if prod(len(choices[key]) for key in keys) > limit:
        return None
    return tuple(
        dict(zip(keys, answers, strict=True)) for answers in product(*(choices[k] for k in keys))
    )


def open_reads(step: Step) -> set[Read]:
    """What a rule reads of facts that are still open."""
    return {read for read, _ in _reads(step, risky=False)}


def _reads(step: Step, *, risky: bool) -> Iterator[tuple[Read, bool]]:
    """Each open fact as it is read, and whether a plain range may widen what is made of it."""
    if step.fact is not None and step.fact.gap is not None:
        yield _read(step), risky or _has_open_end(step)
    exact = isinstance(step.node, n.Comparison) and step.node.how == "=="
    weighed = isinstance(step.node, n.Fold) and step.node.weight is not None
    for index, inner in enumerate((*step.steps, *step.branches)):
        divides = isinstance(step.node, n.Quotient) and index == 1
        yield from _reads(inner, risky=risky or exact or weighed or divides)


def _read(step: Step) -> Read:
    assert step.fact is not None
    match step.node:
        case n.Yes(key=key) | n.Pick(key=key) | n.Chosen(key=key) | n.Figure(key=key):
            return "answer", key
        case n.IndicatorNumber(fact="weight"):
            return "weight", step.fact.place
        case n.IndicatorNumber() | n.IndicatorCondition():
            return "actual", step.fact.place.rpartition("/")[0]
        case _:
            return "fact", step.fact.place


def _has_open_end(step: Step) -> bool:
    if isinstance(step.node, n.Figure):
        return step.node.upper_open
    return step.fact is not None and step.fact.gap == "inexact"
