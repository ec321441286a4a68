"""Bound every part while facts are missing; try open answers where that is tighter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import prod

from attrs import evolve

from fiscal_rubric.errors import Fault
from fiscal_rubric.evidence.evidence import FixedAnswer
from fiscal_rubric.evidence.places import Answer
from fiscal_rubric.numbers.ranges import Range, Value, either
from fiscal_rubric.rubric.criteria import Part, Section, lowered, points_of, rules_of
from fiscal_rubric.rubric.layout import Layout
from fiscal_rubric.rubric.outcomes import Listing
from fiscal_rubric.rubric.part_reads import only_adds_up
from fiscal_rubric.rubric.scoring import COMBINATIONS, Resolved, attempt
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.answers_to_try import (
    Choices,
    OpenRead,
    Split,
    answers_in,
    open_reads,
    split,
)
from fiscal_rubric.rules.evaluate import Scope
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.nodes import LineKey
from fiscal_rubric.rules.trace import faults
from fiscal_rubric.rules.traits import traits
from fiscal_rubric.rules.traversal import every

BOUND_NODES = 1_000_000  # nodes that are evaluated to bound a rubric
FEW_WAYS = 256  # sets of open answers of one rule that are all tried, to find each outcome
MOST_WAYS = 4096  # sets of open answers that are tried where a range would be too wide
LINE_WORK = 20_000  # nodes that are evaluated to bound one line alone


def resolve_bounds(
    layout: Layout, facts: Facts, choices: Choices, listing: Listing | None = None
) -> list[Resolved]:
    """Bound all parts, in the order of a layout; try open answers where that is tighter.

    Args:
        layout: the parts.
        facts: what is known.
        choices: the possible answers of each question.
        listing: lists the results of parts that need no trace; None to trace all parts.
    """
    plain = _plain(layout, facts, _listed(layout, listing, {}))
    times = Counter(read for line in plain for read in set(_reads(line)))
    shared = {read for read, count in times.items() if count > 1}
    keys = sorted(p.key for p in shared if isinstance(p, Answer) and p.key in choices)
    size = sum(_size(line.part) for line in plain)
    answers = answers_in(keys, choices, min(FEW_WAYS, BOUND_NODES // size))
    if answers is not None:
        shared -= {Answer(key) for key in keys}
    ways: tuple[Mapping[str, FixedAnswer], ...] = answers or ({},)
    effort = BOUND_NODES // (len(plain) * len(ways))
    versions: list[list[Resolved]] = []
    for way in ways:
        listed = _listed(layout, listing, way)
        if any(line is not None and not line.cells for line in listed):
            continue  # with these answers the evidence is refused
        given = facts.assuming(way) if way else facts
        first = None if way else plain
        versions.append(_bounded(layout, given, choices, shared, effort, listed, first))
    if not versions:
        return plain
    return [_merged(first, lines) for first, *lines in zip(plain, *versions, strict=True)]


def _listed(
    layout: Layout, listing: Listing | None, way: Mapping[str, FixedAnswer]
) -> list[Resolved | None]:
    """Return the parts whose results can be listed."""
    if listing is None:
        return [None] * len(layout.places)
    return listing.resolved(way)


def _plain(layout: Layout, facts: Facts, listed: Sequence[Resolved | None]) -> list[Resolved]:
    """Evaluate each part once, but for those that are listed."""
    found: list[Resolved] = []
    for at, place in enumerate(layout.places):
        lines = {key: line.together for key, line in place.lines(found).items()}
        found.append(listed[at] or attempt(place.part, Scope(facts, lines)))
    return found


def _reads(line: Resolved) -> Iterator[OpenRead]:
    yield from map(Answer, line.asked)
    for step in line.steps:
        yield from open_reads(step)


def _own_rules(part: Part) -> tuple[n.Node, ...]:
    return tuple(lowered(part, rule) for rule in rules_of(part))


def _size(part: Part) -> int:
    return 1 + sum(rule.size for rule in _own_rules(part))


def _bounded(
    layout: Layout,
    facts: Facts,
    choices: Choices,
    shared: set[OpenRead],
    effort: int,
    listed: Sequence[Resolved | None],
    plain: Sequence[Resolved] | None,
) -> list[Resolved]:
    """Bound all parts but those that are listed; a criterion in `plain` is not evaluated again."""
    found: list[Resolved] = []
    for at, place in enumerate(layout.places):
        known = listed[at]
        if known is not None:
            found.append(known)
        elif isinstance(place.part, Section):
            below = place.lines(found)
            found.append(_bounded_section(place.part, below, facts, choices, shared, effort))
        else:
            first = attempt(place.part, Scope(facts)) if plain is None else plain[at]
            found.append(_tried(place.part, first, [Scope(facts)], choices, effort))
    return found


def _bounded_section(
    section: Section,
    below: Mapping[LineKey, Resolved],
    facts: Facts,
    choices: Choices,
    shared: set[OpenRead],
    effort: int,
) -> Resolved:
    """Bound a section over the outcomes of the parts below."""
    read = Counter(key for rule in _own_rules(section) for key in _lines_read(rule))
    together = {key: line.together for key, line in below.items()}
    lines, exhaustive = [together], max(read.values(), default=0) <= 1
    totals = _totals(section, below, effort) if only_adds_up(section) else None
    if totals is None:
        cells = {key: below[key].cells for key in read if len(below[key].cells) > 1}
        if prod(map(len, cells.values())) <= min(COMBINATIONS, effort // _size(section)):
            lines = [
                {**together, **dict(zip(cells, way, strict=True))}
                for way in product(*cells.values())
            ]
            exhaustive = all(
                count == 1 or all(cell.value.is_known for cell in below[key].cells)
                for key, count in read.items()
            )
    scopes = [Scope(facts, way) for way in lines]
    first = attempt(section, scopes[0], totals)
    own = _tried(section, first, scopes, choices, effort, totals)
    apart = not shared or not any(set(_reads(line)) & shared for line in below.values())
    tight = exhaustive and apart and own.tight and all(below[key].tight for key in read)
    return evolve(own, tight=tight)


def _lines_read(rule: n.Node) -> Iterator[LineKey]:
    """Yield the keys of the lines that a rule reads; twice if an equality or divisor widens it."""
    for inner in every(rule):
        found = traits(inner)
        if found.line is not None:
            yield found.line
        if found.widens != "none" and not isinstance(inner, n.Fold):
            yield from (risky.key for risky in every(inner) if isinstance(risky, n.Points))


def _totals(
    section: Section, below: Mapping[LineKey, Resolved], effort: int
) -> tuple[Value, ...] | None:
    """Return the sums of one cell of each part, or None if there are too many."""
    totals: dict[tuple[Fraction | int, Fraction | int], None] = {(0, 0): None}
    is_exact = any(part.rounding.is_exact for part in section.parts)
    unit = 1 if is_exact else int(10 ** max(part.rounding.places for part in section.parts))
    for part in section.parts:
        cells = below[points_of(section, part).key].cells
        ends = {_ends_in(cell.value.range, unit) for cell in cells if cell.value.range is not None}
        effort -= len(totals) * len(ends)
        if not ends or effort < 0:
            return None
        totals = dict.fromkeys(
            (low + lower, high + upper) for low, high in totals for lower, upper in ends
        )
        if len(totals) > COMBINATIONS:
            return None
    return tuple(Value(Range(Fraction(low) / unit, Fraction(high) / unit)) for low, high in totals)


def _ends_in(found: Range, unit: int) -> tuple[Fraction | int, Fraction | int]:
    """Return both ends in a unit, as integers if they are whole: those add faster."""
    assert isinstance(found.lower, Fraction), "proved to lie within full marks"
    assert isinstance(found.upper, Fraction), "proved to lie within full marks"
    low, high = found.lower * unit, found.upper * unit
    if low.denominator == high.denominator == 1:
        return low.numerator, high.numerator
    return low, high


def bound_line(part: Part, facts: Facts, choices: Choices) -> Resolved:
    """Bound one criterion, with its own open answers tried."""
    scope = Scope(facts)
    return _tried(part, attempt(part, scope), [scope], choices, LINE_WORK)


def _tried(
    part: Part,
    first: Resolved,
    scopes: Sequence[Scope],
    choices: Choices,
    effort: int,
    totals: Sequence[Value] | None = None,
) -> Resolved:
    """Bound a part over all scopes and its open answers; `first` is its result in the first."""
    picked: Split = split(
        first.steps, choices, min(MOST_WAYS, effort // (_size(part) * len(scopes))), FEW_WAYS
    )

    def version(scope: Scope, way: Mapping[str, FixedAnswer]) -> Resolved:
        if way:
            return attempt(part, evolve(scope, facts=scope.facts.assuming(way)), totals)
        return first if scope is scopes[0] else attempt(part, scope, totals)

    versions = [version(scope, way) for scope in scopes for way in picked.ways]
    return evolve(_merged(first, versions), tight=picked.tight)


def _merged(first: Resolved, versions: Sequence[Resolved]) -> Resolved:
    """Merge all versions of one part into one, with the trace of the first."""
    value = either(line.value for line in versions)
    if value.is_refused:
        return next((line for line in versions if _faults(line)), versions[0])
    return evolve(
        first,
        exact=either(line.exact for line in versions),
        value=value,
        grades=frozenset(g for line in versions if not line.value.is_refused for g in line.grades),
        cells=tuple(
            dict.fromkeys(
                cell for line in versions for cell in line.cells if not cell.value.is_refused
            )
        ),
        tight=all(line.tight for line in versions),
    )


def _faults(line: Resolved) -> list[Fault]:
    return [broken for step in line.steps for broken in faults(step)]
