"""Scenarios: the total with other answers, results or amounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from math import prod
from typing import TypeAlias, Union

from attrs import field, frozen

from fiscal_rubric.analysis.changes import place_of, value_in_words, value_text
from fiscal_rubric.analysis.compare import Comparison, compare, difference
from fiscal_rubric.display import Displayed, Scalar
from fiscal_rubric.errors import refuse
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.places import Place
from fiscal_rubric.numbers.exact import Number
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rubric.scorecard import Scorecard
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.targets.targets import Actual, NotApplicableType
from fiscal_rubric.texts import FixedMapping
from fiscal_rubric.validation import (
    IndicatorKey,
    refuse_duplicates,
    take_bool,
    take_instance,
    take_pairs,
    take_sequence,
)

MOST_SCENARIOS = 10_000
# Key of a question, an indicator or an amount -> the values to try.
Instead: TypeAlias = Union[Number, str, bool, NotApplicableType, Actual]
Alternatives: TypeAlias = Mapping[IndicatorKey, Sequence[Instead]]


@frozen
class Scenario:
    """One or several changes, and the scorecard that they give.

    Attributes:
        changes: key of the question or indicator -> its new value, as text.
        card: the scorecard.
        difference: its total minus that of the given evidence.
        values: the places with their new values.
    """

    changes: FixedMapping[str]
    card: Scorecard
    difference: Decimal | None
    values: tuple[tuple[Place, object], ...] = field(default=(), repr=False)


@frozen(eq=False, repr=False)
class WhatIf(Displayed):
    """A table of scenarios.

    Attributes:
        card: the scorecard of the given evidence.
        scenarios: in the order in which they were given.
    """

    card: Scorecard
    scenarios: tuple[Scenario, ...]

    def __iter__(self) -> Iterator[Scenario]:
        return iter(self.scenarios)

    def __len__(self) -> int:
        return len(self.scenarios)

    def __getitem__(self, index: int) -> Scenario:
        return self.scenarios[index]

    def compare(self, scenario: Scenario) -> Comparison:
        """Compare a scenario with the given evidence, line by line."""
        return compare(self.card, take_instance(scenario, "scenario", Scenario).card)

    def rows(self, headings: str | None = None) -> list[dict[str, Scalar]]:
        """Return a row for the given evidence, then one for each scenario.

        Args:
            headings: "zh" or "en" for headings in that language; stable English keys if None.
        """
        own = Scenario(FixedMapping(), self.card, difference(self.card.total, self.card.total))
        rows = [_row(found, headings) for found in (own, *self.scenarios)]
        return self.headed(rows, headings)


def what_if(
    rubric: Rubric,
    evidence: Evidence,
    alternatives: Alternatives | None = None,
    basis: Basis | None = None,
    *,
    grid: bool = False,
    **more: Sequence[Instead],
) -> WhatIf:
    """Score other values of facts: one change at a time, or every combination.

    Args:
        rubric: the standard.
        evidence: evidence that can be scored.
        alternatives: key -> the values to try: answers of a question, actuals of an indicator ("k"
            or "project/k"), amounts ("paid", "project/paid").
        basis: how the evidence is read; the rubric's own basis if None.
        more: the same by keyword, for keys that are Python names.
        grid: every combination of the alternatives, at most 10 000, instead of one at a time.

    Raises:
        FiscalRubricError: a key is neither a question of the rubric nor an indicator, an
            alternative does not fit, or there are too many combinations.

    Example:
        >>> from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
        >>> found = what_if(RUBRIC, EVIDENCE, satisfaction=["良"], data_collected=[True])
        >>> [(dict(row.changes), str(row.card.total)) for row in found][0]
        ({'satisfaction': '良'}, '84.50')
    """
    take_instance(rubric, "rubric", Rubric)
    take_instance(evidence, "evidence", Evidence)
    pairs = (
        *take_pairs({} if alternatives is None else alternatives, "alternatives"),
        *more.items(),
    )
    tried = {
        place_of(rubric, evidence, key): take_sequence(options, f"alternatives.{key}")
        for key, options in pairs
    }
    refuse_duplicates("alternatives", [str(place_of(rubric, evidence, key)) for key, _ in pairs])
    is_grid = take_bool(grid, "grid")
    count = prod(map(len, tried.values())) if is_grid else sum(map(len, tried.values()))
    if count > MOST_SCENARIOS:
        refuse("too_many", "alternatives", str(count), str(MOST_SCENARIOS))
    card = rubric.score(evidence, basis)
    ways: list[dict[Place, object]]
    if is_grid:
        ways = [dict(zip(tried, way, strict=True)) for way in product(*tried.values())]
    else:
        ways = [{place: option} for place, options in tried.items() for option in options]
    return WhatIf(card, tuple(_scenario(rubric, card, way, basis) for way in ways))


def _scenario(
    rubric: Rubric, card: Scorecard, way: Mapping[Place, object], basis: Basis | None
) -> Scenario:
    evidence = card.evidence
    for place, value in way.items():
        evidence = evidence.with_(place, value)
    other = rubric.score(evidence, basis)
    texts = FixedMapping({str(place): value_text(place, value) for place, value in way.items()})
    return Scenario(texts, other, difference(card.total, other.total), tuple(way.items()))


def _row(scenario: Scenario, headings: str | None) -> dict[str, Scalar]:
    texts = (
        f"{place}: {value_in_words(place, value, headings)}" for place, value in scenario.values
    )
    card = scenario.card
    return {
        "changes": "; ".join(texts),
        "total": card.total,
        "grade": card.grade,
        "difference": scenario.difference,
    }
