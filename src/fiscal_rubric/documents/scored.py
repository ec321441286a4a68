"""A scorecard as its document holds it: what it was made from, and the points that came out."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

from attrs import field, frozen

from fiscal_rubric.basis import Basis
from fiscal_rubric.cases import differing
from fiscal_rubric.errors import FiscalRubricError
from fiscal_rubric.evidence import Evidence
from fiscal_rubric.mappings import FixedMapping
from fiscal_rubric.rubric import Rubric
from fiscal_rubric.scorecard import Scorecard


@frozen
class Scored:
    """What a scorecard was made from, and its points."""

    rubric: Rubric
    evidence: Evidence
    basis: Basis
    identity: str
    points: FixedMapping[str | None]
    total: str | None = field(default=None, kw_only=True)
    grade: str | None = field(default=None, kw_only=True)


def scored(card: Scorecard) -> Scored:
    """What the document of a scorecard holds."""
    return Scored(
        cast("Rubric", card.rubric),
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
    """The scorecard of a document.

    Raises:
        FiscalRubricError: it does not come out as stated.
    """
    card = stated.rubric.score(stated.evidence, stated.basis)
    found = scored(card)
    pairs = [
        ("identity", stated.identity, found.identity),
        *(
            (f"points.{key}", stated.points.get(key), found.points.get(key))
            for key in dict.fromkeys((*found.points, *stated.points))
        ),
        ("total", stated.total, found.total),
        ("grade", stated.grade, found.grade),
    ]
    refused = differing(pairs)
    if refused:
        raise FiscalRubricError(refused)
    return card
