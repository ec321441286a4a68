"""Traverse a rule: yield its nodes, with the folds around them, or replace some of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, cast

from fiscal_rubric.evidence.project import Indicator
from fiscal_rubric.rules.nodes import Expression, Fold, Node
from fiscal_rubric.rules.tree import content
from fiscal_rubric.targets.signs_and_claims import same_heading
from fiscal_rubric.targets.targets import Kind


def every(item: Node) -> Iterator[Node]:
    """Yield a node and all nodes below it, in written order."""
    yield item
    for inner in item.inside:
        yield from every(inner)


def in_folds(
    item: Node, fold: Fold | None = None, *, of_project: bool = False
) -> Iterator[tuple[Node, Fold | None, bool]]:
    """Yield each node, with the nearest fold around it and whether a fold is over projects."""
    yield item, fold, of_project
    if isinstance(item, Fold):
        fold, of_project = item, of_project or item.over == "projects"
    for inner in item.inside:
        yield from in_folds(inner, fold, of_project=of_project)


class Selection(Protocol):
    """A selection of indicators; None selects all kinds, or all headings."""

    @property
    def kind(self) -> Kind | None:
        """The kind of the indicators."""
        ...

    @property
    def level1(self) -> str | None:
        """The first heading of the indicators."""
        ...

    @property
    def level2(self) -> str | None:
        """The second heading of the indicators."""
        ...


def selects(selection: Selection, indicator: Indicator) -> bool:
    """Return whether a fold, or another selection, selects an indicator."""
    level1, level2 = selection.level1, selection.level2
    return (
        selection.kind in (None, indicator.kind)
        and (level1 is None or same_heading(level1, indicator.level1))
        and (level2 is None or same_heading(level2, indicator.level2))
    )


def replaced(item: Node, change: Callable[[Node], Node | None]) -> Node:
    """Return a rule with other nodes where `change` returns one; None keeps a node."""
    new = change(item)
    if new is not None or not item.inside:
        return item if new is None else new
    make = cast("Callable[..., Node]", type(item))
    return make(*(_replaced(value, change) for value in content(item)))


def _replaced(value: object, change: Callable[[Node], Node | None]) -> object:
    if isinstance(value, Expression):
        return replaced(cast("Node", value), change)
    if isinstance(value, tuple):
        return tuple(_replaced(part, change) for part in cast("tuple[object, ...]", value))
    return value
