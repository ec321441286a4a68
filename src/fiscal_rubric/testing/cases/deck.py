"""Make a small deck of evidence that exercises all that can be exercised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from random import Random

from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.places import Place
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.testing.cases.edges import alike, around, edge_pieces
from fiscal_rubric.testing.cases.start import start_of
from fiscal_rubric.testing.cases.trials import Piece, Trials, places_changed
from fiscal_rubric.testing.exercised.items import Item
from fiscal_rubric.testing.exercised.unreachable import unreachable

DRAWN = 40  # pieces of evidence that are drawn for the items of one part


def cases_for(rubric: Rubric, *, like: Evidence | None = None) -> tuple[Evidence, ...]:
    """Return a small deck of evidence that exercises a rubric, in a fixed order.

    The deck is chosen from the evidence of `edges`. Where an item is left, other evidence is
    searched for it. `coverage` shows what the deck exercises, and what is proved unreachable.

    Args:
        rubric: the rubric.
        like: evidence to start from, as of `edges`. It may have too few indicators to reach the
            end of a count.

    Raises:
        FiscalRubricError: the evidence to start from cannot be scored.

    Example:
        >>> from fiscal_rubric import Criterion, pick
        >>> rubric = Rubric("r", [Criterion("c", 6, pick("satisfied", {"good": 6, "poor": 0}))])
        >>> [str(case.answers["satisfied"]) for case in cases_for(rubric)]
        ['good', 'poor']
    """
    start = start_of(rubric, like)
    trials = Trials(rubric, start)
    pieces = [piece for piece in edge_pieces(trials, start) if not piece.refused]
    seen = {item for piece in pieces for item in piece.items}
    left = set(trials.items) - unreachable(rubric, trials.items) - seen
    for part in sorted({item.part for item in left}):
        for piece in _several_facts(trials, pieces, part):
            if piece.items & left:
                pieces.append(piece)
                seen |= piece.items
                left -= piece.items
            if all(item.part != part for item in left):
                break
    joined = _joined(trials, pieces[0], _few(pieces, seen))
    return tuple(piece.evidence for piece in _needed(joined))


def _several_facts(trials: Trials, known: Sequence[Piece], part: int) -> Iterator[Piece]:
    """Yield pieces with many facts of a part alike or drawn from others, then one more changed."""
    base, places, dice = known[0], trials.moving(part), Random(0)
    seen = {place: [piece.evidence.at(place) for piece in known] for place in places}
    values = {place: tuple(dict.fromkeys(found)) for place, found in seen.items()}

    def drawn() -> Iterator[Piece]:
        for _ in range(DRAWN):
            piece = base
            for place in dice.sample(places, dice.randint(1, len(places))):
                piece = trials.changed(piece, place, dice.choice(values[place])) or piece
            yield piece

    for start in chain([base], alike(trials, base, places), drawn()):
        yield start
        for place in places:
            yield from around(trials, start, place)


def _few(pieces: Sequence[Piece], wanted: set[Item]) -> Iterator[Piece]:
    """Choose pieces that exercise all items, the one that adds most first."""
    left, rest = set(wanted), list(pieces)
    while left:
        best = max(rest, key=lambda piece: len(piece.items & left))
        yield best
        left -= best.items
        rest = [piece for piece in rest if piece.items & left]


def _joined(trials: Trials, base: Piece, chosen: Iterator[Piece]) -> list[Piece]:
    """Join pieces whose changes of the base exercise all of their items together too."""
    found: list[tuple[Piece, frozenset[Item], frozenset[Place]]] = []
    seen: set[Item] = set()
    for piece in chosen:
        needed = piece.items - seen
        seen |= needed
        places = frozenset(places_changed(base.evidence, piece.evidence, trials.readers))
        for at, (other, others, taken) in enumerate(found):
            both = _together(trials, other, piece, places) if taken.isdisjoint(places) else None
            if both is not None and needed | others <= both.items:
                found[at] = both, needed | others, taken | places
                break
        else:
            found.append((piece, needed, places))
    return [piece for piece, _, _ in found]


def _needed(pieces: Sequence[Piece]) -> list[Piece]:
    """Leave out each piece of which the others exercise all items."""
    kept = list(pieces)
    for piece in pieces:
        others = {item for other in kept if other is not piece for item in other.items}
        if piece.items <= others:
            kept.remove(piece)
    return kept


def _together(trials: Trials, start: Piece, other: Piece, places: frozenset[Place]) -> Piece | None:
    """Return a piece with the values of another one at some places; None where they do not fit."""
    found: Piece | None = start
    for place in trials.readers:
        if found is not None and place in places:
            found = trials.changed(found, place, other.evidence.at(place))
    return found
