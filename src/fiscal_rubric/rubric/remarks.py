"""Remarks on a card: marks redistributed, indicators left out of a count, selections of nothing."""

from __future__ import annotations

from collections.abc import Iterator

from fiscal_rubric.numbers.exact import number_text
from fiscal_rubric.rubric.criteria import Section
from fiscal_rubric.rubric.findings import Finding
from fiscal_rubric.rubric.scoring import Resolved
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.trace import Step, every_step

MOST_NAMES = 5  # most indicators that a remark names


def remarks_on(line: Resolved) -> Iterator[Finding]:
    """Yield what a reader of the card should know about the points of a part."""
    part = line.part
    if isinstance(part, Section):
        printed = part.printed_full
        if printed is not None and printed != part.full:
            numbers = {"printed": number_text(printed), "full": number_text(part.full)}
            yield Finding("printed_full_differs", part.key, numbers=numbers)
    elif line.value.range is None:
        numbers = {"full": number_text(part.full)}
        yield Finding("marks_redistributed", part.key, numbers=numbers)
    if line.step is None:
        return
    folds = [step for step in every_step(line.step) if isinstance(step.node, n.Fold)]
    absent = dict.fromkeys(name for fold in folds for name in _absent(fold))
    if absent:
        names = [*absent][:MOST_NAMES] + (["…"] if len(absent) > MOST_NAMES else [])
        numbers = {"count": str(len(absent)), "names": "、".join(names)}
        yield Finding("left_out_of_count", part.key, numbers=numbers)
    for selection in dict.fromkeys(_selection(fold) for fold in folds if _selects_nothing(fold)):
        yield Finding("nothing_selected", part.key, numbers={"selection": selection})


def _absent(fold: Step) -> Iterator[str]:
    """Yield the indicators of a fold that do not apply."""
    for step in fold.steps:
        if step.item is not None and step.item.indicator is not None and step.value.range is None:
            yield step.item.indicator.key


def _selects_nothing(fold: Step) -> bool:
    """Return whether a fold over indicators found none."""
    return isinstance(fold.node, n.Fold) and fold.node.over == "indicators" and not fold.steps


def _selection(fold: Step) -> str:
    node = fold.node
    assert isinstance(node, n.Fold), "asked of folds"
    headings = (node.level1, node.level2, node.kind)
    return " / ".join(heading for heading in headings if heading) or "—"
