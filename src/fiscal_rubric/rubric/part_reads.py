"""Say what each part of a rubric asks, which lines it reads, and whether it only adds them up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from fiscal_rubric.evidence.evidence import FixedAnswer
from fiscal_rubric.numbers.rounding import Rounding
from fiscal_rubric.rubric.criteria import Part, Section, lowered, rules_of
from fiscal_rubric.rubric.dropped_marks import adds_up
from fiscal_rubric.rubric.layout import Placed
from fiscal_rubric.rubric.program import Result
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.answers_to_try import MOST_NUMBERS, Choices
from fiscal_rubric.rules.traits import asking, line_key
from fiscal_rubric.rules.traversal import every
from fiscal_rubric.targets.targets import NOT_APPLICABLE


@frozen(eq=False, repr=False)
class PartSum:
    """A section that only adds up its parts.

    Attributes:
        factors: what the points of each part are multiplied by, to be those of the carrier.
        carrier: the position of the part with the smallest points: all points of the sum.
        zero: no points of each part, by position.
    """

    factors: tuple[int | Fraction, ...]
    carrier: int
    zero: Mapping[int, Result]


def sum_of(place: Placed, places: Sequence[Placed]) -> PartSum | None:
    """Return how a section adds up its parts; None where it does anything else with them."""
    if not only_adds_up(place.part):
        return None
    read = list(dict.fromkeys(lines_read(place)))
    roundings = [places[position].part.rounding for position in read]
    at = max(range(len(read)), key=lambda i: (roundings[i].is_exact, roundings[i].places))
    finest = roundings[at]
    factors = tuple(_factor(rounding, finest) for rounding in roundings)
    return PartSum(factors, read[at], dict.fromkeys(read, (0, None)))


def _factor(own: Rounding, finest: Rounding) -> int | Fraction:
    """Return what the points of a part are multiplied by, to be points of the finest one."""
    if own.is_exact:
        return 1
    return Fraction(1, 10**own.places) if finest.is_exact else 10 ** (finest.places - own.places)


def numbers_of_lines(places: Sequence[Placed]) -> Choices:
    """Return answers for each number that is all of a line: one for each of its points."""
    times = Counter(
        node.key
        for place in places
        for rule in rules_of(place.part)
        for node in every(rule)
        if isinstance(node, n.Figure)
    )
    found: dict[str, tuple[FixedAnswer, ...]] = {}
    for place in places:
        figure, factor = _only_figure(place.part.rule)
        if figure is not None and times[figure.key] == 1 and not place.part.rounding.is_exact:
            numbers = _one_for_each(figure, 10**place.part.rounding.places * abs(factor))
            if numbers is not None:
                found[figure.key] = numbers
    return found


def _only_figure(rule: n.Node | None) -> tuple[n.Figure | None, Fraction]:
    """Return the number that a rule consists of, and its factor."""
    match rule:
        case n.Named(item=item):
            return _only_figure(item)
        case n.Product(factors=(n.Constant(value=factor), item)) if factor:
            figure, inner = _only_figure(item)
            return figure, factor * inner
        case n.Figure(unit="", lower=Fraction(), upper=Fraction(), upper_open=False):
            return rule, Fraction(1)
        case _:
            return None, Fraction(1)


def _one_for_each(figure: n.Figure, steps: Fraction) -> tuple[FixedAnswer, ...] | None:
    """Return a number for each multiple of a step between its ends, and the ends."""
    lower, upper = figure.lower, figure.upper
    assert lower is not None, "it has both ends"
    assert upper is not None, "it has both ends"
    first, last = -(-lower * steps // 1), upper * steps // 1
    if last - first > MOST_NUMBERS:
        return None
    numbers = {lower, upper, *(Fraction(tick) / steps for tick in range(int(first), int(last) + 1))}
    return (*sorted(numbers), *((NOT_APPLICABLE,) if figure.may_not_apply else ()))


def questions_of(part: Part) -> list[str]:
    """Return the questions that the rules of a part ask themselves."""
    found: dict[str, None] = {}
    for rule in rules_of(part):
        for node in every(rule):
            match asking(node):
                case n.Yes(key=key) | n.Pick(key=key) | n.Picked(key=key) | n.Figure(key=key):
                    found[key] = None
                case _:
                    pass
    return list(found)


def lines_read(place: Placed) -> Iterator[int]:
    """Yield the positions of the lines that the rules of a part read."""
    for rule in rules_of(place.part):
        for node in every(lowered(place.part, rule)):
            key = line_key(node)
            if key is not None:
                yield place.below[key]


def only_adds_up(section: Part) -> bool:
    """Return whether the only use of the parts is that their points are added up."""
    if not isinstance(section, Section) or section.rule is None or not adds_up(section):
        return False
    rule, *others = (lowered(section, rule) for rule in rules_of(section))
    is_sum = isinstance(rule, n.Sum) and all(isinstance(term, n.Points) for term in rule.terms)
    return is_sum and not any(line_key(node) is not None for o in others for node in every(o))
