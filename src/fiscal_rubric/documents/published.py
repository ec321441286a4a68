"""A scorecard for the public: its lines and its words, without the evidence."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from attrs import evolve, frozen

from fiscal_rubric.basis import Basis
from fiscal_rubric.mappings import FixedMapping, FixedText
from fiscal_rubric.scorecard import LineStatus, Scorecard, ScoreLine

LANGUAGES = ("zh", "en")


@frozen
class PublishedLine:
    """A line or section: what it got, and why."""

    key: str
    path: tuple[str, ...]
    name: FixedText
    full: Fraction
    points: Decimal | None
    status: LineStatus
    grade: str | None
    unmet: tuple[FixedText, ...]
    words: FixedMapping[str]


@frozen
class Published:
    """What is published of a scorecard; nothing in it can be scored again."""

    name: FixedText
    identity: str
    basis: Basis
    lines: tuple[PublishedLine, ...]
    sections: tuple[PublishedLine, ...]
    whole: PublishedLine
    total: Decimal | None
    grade: str | None


def published(card: Scorecard) -> Published:
    """The lines of a scorecard with their words; notes on the evidence are left out."""
    return Published(
        card.rubric.name,
        card.identity,
        card.basis,
        tuple(map(_line, card.lines)),
        tuple(map(_line, card.sections)),
        _line(card.whole),
        card.total,
        card.grade,
    )


def _line(line: ScoreLine) -> PublishedLine:
    bare = evolve(line, notes=FixedMapping())
    return PublishedLine(
        line.key,
        line.path,
        line.name,
        line.full,
        line.points,
        line.status,
        line.grade,
        tuple(check.text for check in line.unmet),
        FixedMapping({language: bare.explain(language) for language in LANGUAGES}),
    )
