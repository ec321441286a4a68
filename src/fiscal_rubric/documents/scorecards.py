"""Scorecards and audits in documents: scored again when they are read; and what is published."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest

from attrs import evolve, field, frozen

from fiscal_rubric.analysis.audit.audit import Audit, follows, what_differs
from fiscal_rubric.errors import FiscalRubricError
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rubric.scorecard import LineStatus, Scorecard, ScoreLine
from fiscal_rubric.rubric.worked_cases import differing
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.texts import FixedMapping, FixedText

LANGUAGES = ("zh", "en")


# Scorecards


@frozen
class Scored:
    """The rubric, evidence and basis of a scorecard, and its points."""

    rubric: Rubric
    evidence: Evidence
    basis: Basis
    identity: str
    points: FixedMapping[str | None]
    total: str | None = field(default=None, kw_only=True)
    grade: str | None = field(default=None, kw_only=True)


def scored(card: Scorecard) -> Scored:
    """Return what the document of a scorecard holds."""
    assert isinstance(card.rubric, Rubric), "it was scored by one"
    return Scored(
        card.rubric,
        card.evidence,
        card.basis,
        card.identity,
        FixedMapping({line.key: _text(line.points) for line in card}),
        total=_text(card.total),
        grade=card.grade,
    )


def _text(points: Decimal | None) -> str | None:
    return None if points is None else format(points, "f")


def scored_again(stated: Scored) -> Scorecard:
    """Return the scorecard of a document.

    Raises:
        FiscalRubricError: it does not come out as stated.
    """
    card = stated.rubric.score(stated.evidence, stated.basis)
    found = scored(card)
    _refuse_differing(
        [
            ("identity", stated.identity, found.identity),
            *(
                (f"points.{key}", stated.points.get(key), found.points.get(key))
                for key in dict.fromkeys((*found.points, *stated.points))
            ),
            ("total", stated.total, found.total),
            ("grade", stated.grade, found.grade),
        ]
    )
    return card


def check_audit(audit: Audit) -> None:
    """Check that the findings of an audit follow from its card and claims; readings are kept.

    Raises:
        FiscalRubricError: they do not.
    """
    stated, found = (
        [f"{f.place}: {f.code} {f.claimed} {f.recomputed}" for f in findings]
        for findings in (audit.findings, what_differs(audit.card, audit.claimed))
    )
    follows_again = follows(audit.card, audit.claimed)
    _refuse_differing(
        [
            *((f"findings[{at}]", *pair) for at, pair in enumerate(zip_longest(stated, found))),
            ("total_follows", str(audit.total_follows), str(follows_again)),
        ]
    )


def _refuse_differing(pairs: list[tuple[str, str | None, str | None]]) -> None:
    refused = differing(pairs)
    if refused:
        raise FiscalRubricError(refused)


# What is published


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
    """The published part of a scorecard; nothing in it can be scored again."""

    name: FixedText
    identity: str
    basis: Basis
    lines: tuple[PublishedLine, ...]
    sections: tuple[PublishedLine, ...]
    whole: PublishedLine
    total: Decimal | None
    grade: str | None


def published(card: Scorecard) -> Published:
    """Return the lines of a scorecard with their words; notes on the evidence are left out."""
    bare = evolve(card, evidence=evolve(card.evidence, notes={}))
    return Published(
        card.rubric.name,
        card.identity,
        card.basis,
        tuple(map(_line, bare.lines)),
        tuple(map(_line, bare.sections)),
        _line(bare.whole),
        card.total,
        card.grade,
    )


def _line(line: ScoreLine) -> PublishedLine:
    return PublishedLine(
        line.key,
        line.path,
        line.name,
        line.full,
        line.points,
        line.status,
        line.grade,
        tuple(check.text for check in line.unmet),
        FixedMapping({language: line.explain(language) for language in LANGUAGES}),
    )
