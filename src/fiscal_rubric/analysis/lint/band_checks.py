"""Checks of bands: gaps and overlaps of judged points, and of intervals in conditions."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from attrs import frozen

from fiscal_rubric.numbers.exact import number_text
from fiscal_rubric.rubric.criteria import Criterion
from fiscal_rubric.rubric.findings import Finding
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.rules.traversal import every


def band_findings(line: Criterion) -> Iterator[Finding]:
    """Yield the findings on the bands of a line."""
    yield from _judged(line)
    yield from _gaps(line)


def _judged(line: Criterion) -> Iterator[Finding]:
    """Yield the findings on bands of judged points with a gap, an overlap or a shared end."""
    for pick in every(line.rule):
        if not isinstance(pick, n.Pick):
            continue
        bands: dict[str, list[tuple[Fraction, Fraction, bool, str]]] = {}
        for label, option in pick.options:
            if isinstance(option, n.Figure) and option.judged:
                lower, upper = option.lower or Fraction(0), option.upper or Fraction(0)
                bands.setdefault(option.key, []).append((lower, upper, option.upper_open, label))
        for key, found in bands.items():
            highest = min(found)
            for band in sorted(found)[1:]:
                yield from _neighbours(line, key, highest, band)
                highest = max(highest, band, key=lambda each: (each[1], not each[2]))


def _neighbours(
    line: Criterion,
    key: str,
    below: tuple[Fraction, Fraction, bool, str],
    above: tuple[Fraction, Fraction, bool, str],
) -> Iterator[Finding]:
    _, end, is_open, lower_label = below
    start, _, _, upper_label = above
    code = "judged_gap" if end < start else "judged_overlap" if end > start else None
    if end == start and not is_open:
        code = "judged_shared_end"
    if code is not None:
        numbers = {
            "question": key,
            "below": lower_label,
            "above": upper_label,
            "end": number_text(end),
            "start": number_text(start),
        }
        yield Finding(code, f"{line.key}/{lower_label}", numbers=numbers)


# Intervals of one number


@frozen
class _Interval:
    """The numbers for which a condition holds."""

    lower: Fraction | None
    upper: Fraction | None
    lower_open: bool = False
    upper_open: bool = False

    @property
    def is_closed(self) -> bool:
        """True if it has two ends."""
        return self.lower is not None and self.upper is not None


def _gaps(line: Criterion) -> Iterator[Finding]:
    """Yield the findings on numbers between two bands, which fall to the last branch.

    A band has two ends: n >= 18 and n <= 21. The next one may begin at 22, or just above 22.
    """
    inner = {node.otherwise for node in every(line.rule) if isinstance(node, n.When)}
    for head in every(line.rule):
        if not isinstance(head, n.When) or head in inner:
            continue
        bands: dict[Node, list[_Interval]] = {}
        branch: Node = head
        while isinstance(branch, n.When):
            found = _interval(branch.condition)
            if found is not None:
                bands.setdefault(found[0], []).append(found[1])
            branch = branch.otherwise
        for item, intervals in bands.items():
            for end, start in _between(intervals):
                place = f"{line.key}/{item}"
                numbers = {
                    "number": str(item),
                    "end": number_text(end),
                    "start": number_text(start),
                }
                yield Finding("band_gap", place, numbers=numbers)


def _between(intervals: list[_Interval]) -> Iterator[tuple[Fraction, Fraction]]:
    """Yield the ends of the gaps next to bands with two ends."""
    ordered = sorted(intervals, key=lambda one: (one.lower is not None, one.lower or 0))
    for at, before in enumerate(ordered[:-1]):
        after = ordered[at + 1]
        if before.upper is None or after.lower is None:
            continue
        if not (before.is_closed or after.is_closed):
            continue
        is_gap = before.upper < after.lower
        is_point = before.upper == after.lower and before.upper_open and after.lower_open
        if is_gap or is_point:
            yield before.upper, after.lower


def _interval(condition: Node) -> tuple[Node, _Interval] | None:
    """Return the number of a condition and its ends; None for any other condition."""
    match condition:
        case n.Named(item=item):
            return _interval(item)
        case n.AllOf(conditions=(first, second)):
            one, other = _interval(first), _interval(second)
            if one is None or other is None or one[0] != other[0]:
                return None
            low, high = (one[1], other[1]) if one[1].upper is None else (other[1], one[1])
            if low.lower is None or high.upper is None:
                return None
            return one[0], _Interval(low.lower, high.upper, low.lower_open, high.upper_open)
        case n.Comparison(how="==") | n.Comparison(left=n.Constant(), right=n.Constant()):
            return None
        case n.Comparison(how=how, left=n.Constant(value=value), right=item):
            return item, _Interval(value, None, lower_open=how == "<")
        case n.Comparison(how=how, left=item, right=n.Constant(value=value)):
            return item, _Interval(None, value, upper_open=how == "<")
        case _:
            return None
