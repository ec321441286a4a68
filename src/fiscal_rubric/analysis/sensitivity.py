"""Sensitivity: the range of the total while one fact at a time is open (a tornado)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from attrs import evolve, frozen

from fiscal_rubric.analysis.changes import facts_read
from fiscal_rubric.analysis.compare import difference
from fiscal_rubric.analysis.each_value import EachValue
from fiscal_rubric.display import Displayed, Scalar
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.places import Place
from fiscal_rubric.rubric.rubric import Rubric, quick_results
from fiscal_rubric.rubric.scorecard import Scorecard
from fiscal_rubric.rubric.scoring import Results
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.validation import take_instance


@frozen
class Swing:
    """The range of the total while one fact is open.

    Attributes:
        place: the key of the question, or project and key.
        low, high: the least and the most total.
        lines: the keys of the lines that the fact can move.
        tight: whether both ends are attainable; else they are outer bounds.
    """

    place: str
    low: Decimal | None
    high: Decimal | None
    lines: tuple[str, ...]
    tight: bool

    @property
    def spread(self) -> Decimal | None:
        """The most minus the least."""
        return difference(self.low, self.high)


@frozen(eq=False, repr=False)
class Sensitivity(Displayed):
    """The ranges of the total for each fact, largest spread first.

    Attributes:
        card: the scorecard of the evidence.
        swings: one for each fact that the rubric read.
    """

    card: Scorecard
    swings: tuple[Swing, ...]

    def __iter__(self) -> Iterator[Swing]:
        return iter(self.swings)

    def __len__(self) -> int:
        return len(self.swings)

    def rows(self, headings: str | None = None) -> list[dict[str, Scalar]]:
        """Return a row for each fact that moves the total, largest spread first."""
        found: list[dict[str, Scalar]] = [
            {
                "place": swing.place,
                "low": swing.low,
                "total": self.card.total,
                "high": swing.high,
                "spread": swing.spread,
                "lines": "; ".join(swing.lines),
            }
            for swing in self.swings
            if swing.spread
        ]
        return self.headed(found, headings)


def sensitivity(rubric: Rubric, evidence: Evidence, basis: Basis | None = None) -> Sensitivity:
    """Return the range of the total while one fact at a time is open.

    Args:
        rubric: the standard.
        evidence: evidence that can be scored.
        basis: how it is read; the rubric's own basis if None.

    Raises:
        FiscalRubricError: the evidence cannot be scored.

    Example:
        >>> from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
        >>> first = sensitivity(RUBRIC, EVIDENCE).swings[0]
        >>> first.place, str(first.low), str(first.high)
        ('benefit', '68.50', '86.50')
    """
    take_instance(rubric, "rubric", Rubric)
    card = rubric.score(evidence, basis)
    read: dict[Place, list[int]] = {}  # the positions of the parts that read each fact
    for line in card.every_line:
        for place in dict.fromkeys(p for p, _, _ in facts_read(evidence, line.resolved.steps)):
            read.setdefault(place, []).append(line.position)
    each = EachValue(rubric, card.basis)
    alike: dict[object, Swing] = {}  # interchangeable facts have the same swing
    swings: list[Swing] = []
    for place, positions in read.items():
        kind = each.likeness(card.evidence, place)
        if kind not in alike:
            alike[kind] = _swing(rubric, card, place, each, positions)
        swings.append(evolve(alike[kind], place=str(place)))
    return Sensitivity(card, tuple(sorted(swings, key=lambda s: (-(s.spread or 0), s.place))))


def _swing(
    rubric: Rubric, card: Scorecard, place: Place, each: EachValue, positions: list[int]
) -> Swing:
    """Score a few values of a fact where they give all results; else bound all together."""
    values = each.of(card.evidence, place)
    found = [] if values is None else _scored(rubric, card, place, values)
    if found:
        return _between(rubric, place, found, positions)
    bounds = rubric.bounds(card.evidence.with_(place, None), card.basis)
    lines = tuple(line.key for line in bounds.lines if not line.is_decided)
    return Swing(str(place), bounds.low, bounds.high, lines, bounds.tight)


def _scored(
    rubric: Rubric, card: Scorecard, place: Place, values: tuple[object, ...]
) -> list[Results]:
    """Return the results with each value of a fact; those that are refused are left out."""
    ways = (card.evidence.with_(place, value) for value in values)
    found = (quick_results(rubric, way, card.basis) for way in ways)
    return [results for results in found if results is not None]


def _between(rubric: Rubric, place: Place, found: list[Results], positions: list[int]) -> Swing:
    layout = rubric.layout
    totals = [points[-1] for points, _ in found if points[-1] is not None]
    low, high = (layout.decimals[-1][end(totals, default=None)] for end in (min, max))
    moved = tuple(
        layout.places[at].part.key
        for at in positions
        if not layout.places[at].part.parts
        and len({(points[at], grades[at]) for points, grades in found}) > 1
    )
    return Swing(str(place), low, high, moved, tight=True)
