"""The trace of a rule: one step per node, with its value and the fact that it read."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from fiscal_rubric.errors import Fault
from fiscal_rubric.numbers.ranges import Value
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.facts import Fact, FoldItem, gap_faults
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.rules.traits import traits


@frozen(eq=False, repr=False)
class Step:
    """One step of a trace.

    Attributes:
        node: the node that was evaluated.
        value: its value.
        steps: the steps of its parts, in written order.
        branches: the steps of open branches, which may be taken or not.
        fact: the fact that a leaf read.
        item: the indicator or project, for a step inside a fold.
        fault: what is wrong in this step itself.
    """

    node: Node
    value: Value
    steps: tuple[Step, ...] = ()
    branches: tuple[Step, ...] = ()
    fact: Fact | None = None
    item: FoldItem | None = None
    fault: Fault | None = None


def every_step(step: Step) -> Iterator[Step]:
    """Yield a step and all steps below it, those of open branches included."""
    yield step
    for inner in (*step.steps, *step.branches):
        yield from every_step(inner)


def missing(step: Step) -> Iterator[Fault]:
    """Yield a fault for each fact that is missing now, outside of open branches."""
    if step.fact is not None and step.fact.gap is not None:
        yield from gap_faults(step.fact)
    for inner in step.steps:
        yield from missing(inner)


def may_follow(step: Step) -> Iterator[Fault]:
    """Yield a fault for each fact that may be needed next: those missing in open branches."""
    for branch in step.branches:
        for inner in every_step(branch):
            if inner.fact is not None and inner.fact.gap is not None:
                yield from gap_faults(inner.fact)
    for inner in step.steps:
        yield from may_follow(inner)


def outcomes(step: Step) -> tuple[Value, ...]:
    """Return each outcome of a rule whose last choices are open, else its one value."""
    if not traits(step.node).hands_on:
        return (step.value,)
    if step.branches and not step.value.may_not_apply:
        found = (value for branch in step.branches for value in outcomes(branch))
        return tuple(dict.fromkeys(value for value in found if not value.is_refused))
    if step.steps and not step.branches:
        last = step.steps[-1]
        if isinstance(step.node, n.Named) or last.value == step.value:
            return outcomes(last)
    return (step.value,)


def faults(step: Step) -> Iterator[Fault]:
    """Yield the faults of a refused step and of the refused steps below it."""
    if not step.value.is_refused:
        return
    if step.fault is not None:
        yield step.fault
    if step.fact is not None and step.fact.fault is not None:
        yield step.fact.fault
    for inner in (*step.steps, *step.branches):
        yield from faults(inner)
