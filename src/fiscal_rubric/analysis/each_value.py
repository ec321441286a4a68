"""Find a few values of one fact that give all results which any of its values gives."""

from __future__ import annotations

from typing import assert_never

from fiscal_rubric.analysis.alternatives import met_by
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.places import Amount, Answer, Place, Result
from fiscal_rubric.evidence.project import Indicator, Project
from fiscal_rubric.rubric.criteria import Part, Section, every_rule, rules_of
from fiscal_rubric.rubric.questions import IndicatorFact
from fiscal_rubric.rules.answers_to_try import choices_of
from fiscal_rubric.rules.indicator_facts import in_period, target_of
from fiscal_rubric.rules.nodes import Fold
from fiscal_rubric.rules.traversal import every, selects
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.targets.met_or_missed import status_of
from fiscal_rubric.targets.targets import NOT_APPLICABLE, NotCarriedOut

# Facts that a result does not change.
_FIXED = ("weight", "target", "baseline")


class EachValue:
    """A few values of single facts that give all results which any of their values gives.

    Args:
        part: the rubric that reads the facts, or one of its lines.
        basis: how it reads them.
    """

    def __init__(self, part: Part, basis: Basis) -> None:
        rules = tuple(every_rule(part) if isinstance(part, Section) else rules_of(part))
        nodes = [node for rule in rules for node in every(rule)]
        self._choices = part.choices if isinstance(part, Section) else choices_of(rules)
        self._facts = [fact for fact in part.asked.facts if isinstance(fact, IndicatorFact)]
        self._by_project = any(isinstance(each, Fold) and each.over == "projects" for each in nodes)
        self._basis = basis

    def of(self, evidence: Evidence, place: Place) -> tuple[object, ...] | None:
        """Return values of a fact that give all results which any value gives; None if unknown."""
        match place:
            case Answer(key=key):
                return self._choices.get(key)
            case Result(project=owner, indicator=key, column="actual"):
                return self._of_result(*evidence.indicator((owner, key)))
            case Result() | Amount():
                return None
            case _:
                assert_never(place)

    def likeness(self, evidence: Evidence, place: Place) -> object:
        """Return the same for facts that are interchangeable: each has the effect of the others.

        Results are, if rules read no more of their indicators than whether the target was met.
        """
        if not isinstance(place, Result) or self.of(evidence, place) is None:
            return place
        project, indicator = evidence.indicator((place.project, place.indicator))
        facts = [fact for fact in self._facts if _reads(fact, project, indicator)]
        if any(fact.key is not None or fact.fact in ("target", "baseline") for fact in facts):
            return place
        target = in_period(target_of(indicator, self._basis), indicator.actual, project.period)
        status = status_of(target, indicator.actual, self._basis)
        owner = project.key if self._by_project else ""
        read = tuple(_reads(fact, project, indicator) for fact in self._facts)
        return (owner, read, indicator.weight, status)

    def _of_result(self, project: Project, indicator: Indicator) -> tuple[object, ...] | None:
        """Return a result that meets the target, one that misses it, and none that applies."""
        read = {fact.fact for fact in self._facts if _reads(fact, project, indicator)}
        if not read <= {"met", *_FIXED}:
            return None
        target = target_of(indicator, self._basis)
        met, missed = met_by(target), NotCarriedOut("未开展")
        if met is None:
            return None
        found = [
            status_of(in_period(target, value, project.period), value, self._basis)
            for value in (met, missed)
        ]
        is_sure = found[0] in ("met", "met by claim") and found[1] == "missed"
        return (met, missed, NOT_APPLICABLE) if is_sure else None


def _reads(fact: IndicatorFact, project: Project, indicator: Indicator) -> bool:
    """Return whether a fact may be one of this indicator."""
    if fact.key is not None:
        return fact.key in (indicator.key, (project.key, indicator.key))
    return selects(fact, indicator)
