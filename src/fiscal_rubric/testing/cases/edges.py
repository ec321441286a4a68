"""Find evidence at the edges of a rubric: at each number that it compares, and a tick off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, pairwise

from attrs import Factory, frozen

from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.places import Amount, Answer, Place, Result
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.testing.cases.start import fitted, start_of
from fiscal_rubric.testing.cases.trials import Piece, Read, Run, Trials, changed, is_edge
from fiscal_rubric.testing.cases.values import results_of, scale_at, values_at
from fiscal_rubric.testing.exercised.decided import Decided, Where
from fiscal_rubric.testing.exercised.items import Item

ROUNDS = 3  # of solving for one fact
ALIKE = 3  # indicators that are read in the same way, and get all results
_ZERO = Fraction(0)


def edges(rubric: Rubric, *, like: Evidence | None = None) -> tuple[Evidence, ...]:
    """Return evidence at the edges of a rubric, in a fixed order and each piece once.

    It begins with evidence to start from, and changes one fact at a time: each choice, "not
    applicable" where an answer may be, and each number at which a rule, grade, check, cap or
    override decides, with the number one tick below and above it. A tick is the smallest unit of
    the fact: a cent, one piece, a hundredth. Numbers that a rounding meets half way are edges
    too. Several facts are changed where one does not suffice: for a branch that is not taken at
    first, and for numbers that are counted or added up.

    Every piece fits the rubric. Scoring refuses a piece only where that is the edge itself: a
    divisor of zero or below it, or a weight below zero.

    Args:
        rubric: the rubric.
        like: evidence to start from; facts that are not known get a value. Without it, projects
            are made up. The number of indicators is never changed.

    Raises:
        FiscalRubricError: the evidence to start from cannot be scored.

    Example:
        >>> from fiscal_rubric import Criterion, number
        >>> late = Criterion("in time", 5, (5 - number("days", 0)).clip(0, 5))
        >>> found = edges(Rubric("r", [late]))
        >>> [float(piece.answers["days"]) for piece in found if 4 < piece.answers["days"] < 6]
        [5.0, 5.01, 4.99]
    """
    start = start_of(rubric, like)
    pieces = edge_pieces(Trials(rubric, start), start)
    return tuple(dict.fromkeys(piece.evidence for piece in pieces))


@frozen(eq=False, repr=False)
class Met:
    """The edges that some pieces meet, by the place that compares, and the items they exercise."""

    edges: dict[Where, set[Fraction]] = Factory(dict[Where, set[Fraction]])
    items: set[Item] = Factory(set[Item])
    runs: set[Run] = Factory(set[Run])

    def add(self, pieces: Iterable[Piece]) -> None:
        """Add the edges that more pieces meet."""
        for piece in pieces:
            for run in set(piece.runs) - self.runs:
                self.runs.add(run)
                if not piece.refused:
                    self.items.update(item for one in run.decided for item in one.items)
                for where, one in run.numbers.items():
                    if one.met:
                        self.edges.setdefault(where, set()).update(one.met)

    def left(self, *decided: Decided) -> list[Fraction]:
        """Return the edges of one place that are not met; none of a rounding that meets one."""
        met = self.edges.get(decided[0].where, set[Fraction]())
        if decided[0].is_rounding and met:
            return []
        found = dict.fromkeys(edge for one in decided for edge in one.edges)
        return [edge for edge in found if edge not in met]


def edge_pieces(trials: Trials, start: Evidence) -> Iterator[Piece]:
    """Yield the pieces at the edges: those with one fact changed before those with several."""
    base = trials.piece(start)
    yield base
    yield from alike(trials, base, trials.readers)
    alone: dict[Place, list[Piece]] = {}
    queue, explored, counts = [base], set[Read](), Counter[object]()
    while queue:
        origin = queue.pop(0)
        for read in [read for read in trials.reading(origin) if read not in explored]:
            explored.add(read)
            place, _ = read
            likeness = _likeness(trials, start, place)
            counts[likeness] += 1
            few = likeness is not None and counts[likeness] > ALIKE
            found: list[Piece] = []
            for piece in around(trials, origin, place, few=few):
                found.append(piece)
                yield piece
            queue += [p for p in found if any(seen not in explored for seen in trials.reading(p))]
            if origin is base:
                alone[place] = found
    yield from added_up(trials, base, alone)


def _likeness(trials: Trials, start: Evidence, place: Place) -> object:
    """Return what indicators that are read in the same way share; None for other facts."""
    if not isinstance(place, Result) or place.column != "actual":
        return None
    indicator = start.indicator((place.project, place.indicator))[1]
    return trials.readers[place], indicator.target.sense, indicator.revised is None


def around(trials: Trials, start: Piece, place: Place, *, few: bool = False) -> Iterator[Piece]:
    """Yield pieces with other values of one fact: those to try, and those where an edge is met."""
    tried: dict[object, Piece | None] = {start.evidence.at(place): start}

    def pieces(values: Iterable[object]) -> Iterator[Piece]:
        for value in values:
            if value not in tried:
                piece = tried[value] = trials.changed(start, place, value)
                if piece is not None:
                    yield piece

    yield from pieces(values_at(trials.rubric, start.evidence, place, few=few))
    scale = scale_at(trials.rubric, start.evidence, place)
    if scale is None or not trials.readers[place].is_number:
        return
    for _ in range(ROUNDS):
        count = len(tried)
        numbers = {scale.number_in(v): piece for v, piece in tried.items() if piece is not None}
        known = {number: piece for number, piece in numbers.items() if number is not None}
        wanted = [number for at in _meeting(known, scale.tick) for number in scale.near(at)]
        yield from pieces([scale.value_at(place, number) for number in wanted])
        if len(tried) == count:
            return


def _meeting(known: Mapping[Fraction, Piece], tick: Fraction) -> Iterator[Fraction]:
    """Yield the numbers that meet an edge, and those where a line between two pieces meets one.

    One tie of a rounding suffices; it is sought on the flattest line, which is hardly a jump.
    """
    met = Met()
    met.add(known.values())
    flattest: dict[Where, list[tuple[Fraction, Fraction]]] = {}
    for first, second in pairwise(sorted(known)):
        for run, other_run in zip(known[first].runs, known[second].runs, strict=True):
            if run is other_run:
                continue
            for where, one in run.numbers.items():
                other = other_run.numbers.get(where)
                if other is None or one.number == other.number:
                    continue
                if not one.is_rounding:
                    yield from (at for at, side in ((first, one), (second, other)) if side.met)
                for edge in met.left(one, other):
                    for number in _crossings(edge, one, other, (first, second), tick):
                        slope = abs(_apart(one, other) / (second - first))
                        if one.is_rounding:
                            flattest.setdefault(where, []).append((slope, number))
                        else:
                            yield number
    for slopes in flattest.values():
        yield from (number for _, number in sorted(slopes)[:2])


def _apart(one: Decided, other: Decided) -> Fraction:
    """Return the difference of the numbers that were compared."""
    assert one.number is not None, "it compares a number"
    assert other.number is not None, "it compares a number"
    return other.number - one.number


def _crossings(
    edge: Fraction, one: Decided, other: Decided, between: tuple[Fraction, Fraction], tick: Fraction
) -> Iterator[Fraction]:
    """Yield the numbers at which an edge is met: on a straight line, or as 1 / x."""
    assert one.number is not None, "it compares a number"
    share = (edge - one.number) / _apart(one, other)
    first, second = between
    if 0 < share < 1:
        yield first + share * (second - first)
        if first * second > 0:
            curved = 1 / (1 / first + share * (1 / second - 1 / first))
            if one.is_rounding or curved % tick == 0:
                yield curved


def alike(trials: Trials, start: Piece, places: Iterable[Place]) -> Iterator[Piece]:
    """Yield pieces with many facts alike: the same choice, all amounts zero, all targets missed."""
    ways: dict[object, list[tuple[Place, object]]] = {}
    for place in places:
        match place:
            case Answer(key=key):
                for choice in trials.rubric.asked.questions[key].choices:
                    ways.setdefault(choice, []).append((place, choice))
            case Amount(figure=figure, by=None):
                ways.setdefault(figure, []).append((place, "0元"))
            case Result(project=owner, indicator=key, column="actual"):
                indicator = start.evidence.indicator((owner, key))[1]
                for at, actual in enumerate(islice(results_of(indicator, few=True), 3)):
                    ways.setdefault(at, []).append((place, actual))
            case _:
                continue
    for changes in ways.values():
        evidence = start.evidence
        for place, value in changes:
            evidence = changed(evidence, place, value) or evidence
        piece = trials.piece(fitted(trials.rubric, evidence))
        if is_edge(piece):
            yield piece


def added_up(
    trials: Trials, base: Piece, alone: Mapping[Place, Sequence[Piece]]
) -> Iterator[Piece]:
    """Yield pieces with several facts changed, where a count or a sum meets an edge."""
    met = Met()
    met.add([base, *(piece for pieces in alone.values() for piece in pieces)])
    for run in base.runs:
        for where, decided in run.numbers.items():
            for sign in (-1, 1):
                if not decided.is_rounding and met.left(decided):
                    values = dict(_moving(where, base, alone, sign))
                    found = list(_along(trials, base, values, where, met, sign))
                    met.add(found)
                    yield from found


def _moving(
    where: Where, base: Piece, alone: Mapping[Place, Sequence[Piece]], sign: int
) -> Iterator[tuple[Place, object]]:
    """Yield each fact that moves a number up, or down, with the value that moves it most."""
    one = base.number_at(where)
    assert one is not None, "it compares a number"
    for place, pieces in alone.items():
        found = [(piece, piece.number_at(where)) for piece in pieces]
        moves = [(sign * _apart(one, other), at) for at, (_, other) in enumerate(found) if other]
        most, at = max(moves, key=lambda move: move[0], default=(_ZERO, 0))
        if most > 0:
            yield place, found[at][0].evidence.at(place)


def _along(
    trials: Trials, base: Piece, values: Mapping[Place, object], where: Where, met: Met, sign: int
) -> Iterator[Piece]:
    """Change one fact after the other; yield the pieces next to an edge, and those that meet it."""
    before = base
    for place, value in values.items():
        after = trials.changed(before, place, value)
        if after is None:
            continue
        one, other = before.number_at(where), after.number_at(where)
        if one is not None and other is not None:
            low, high = sorted((one.number or _ZERO, other.number or _ZERO))
            left = met.left(one, other)
            crossed = [edge for edge in left if low <= edge <= high]
            if crossed:
                yield from (before, after)
            if any(low < edge < high for edge in crossed):
                yield from _exactly(trials, before, where, values)
            if not any(sign * edge >= sign * (other.number or _ZERO) for edge in left):
                return
        if not after.items <= met.items:
            yield after
        before = after


def _exactly(
    trials: Trials, start: Piece, where: Where, places: Iterable[Place]
) -> Iterator[Piece]:
    """Yield a piece where another value of one more fact makes a number meet an edge."""
    for place in places:
        if trials.readers[place].is_number:
            for piece in around(trials, start, place):
                one = piece.number_at(where)
                if one is not None and one.met:
                    yield piece
                    return
