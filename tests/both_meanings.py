"""A rule in both of its meanings: traced, and in whole numbers."""

from fractions import Fraction

from fiscal_rubric import Basis, Evidence
from fiscal_rubric.rules.arithmetic import PairScope, RefusedError, pair
from fiscal_rubric.rules.evaluate import Scope, evaluate
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.rules.trace import faults, missing

REFUSED = "refused"


def scored(rule: Node, evidence: Evidence, basis: Basis) -> Fraction | str | None:
    """What walk 1 gives: a number, None where it does not apply, or that it refuses."""
    step = evaluate(rule, Scope(Facts(evidence, basis)))
    if any(faults(step)) or any(missing(step)):
        return REFUSED
    assert step.value.is_known
    assert not step.value.is_refused
    return step.value.number


def in_integers(rule: Node, evidence: Evidence, basis: Basis) -> Fraction | str | None:
    try:
        found = pair(rule, PairScope(Facts(evidence, basis)))
    except RefusedError:
        return REFUSED
    return None if found is None else Fraction(*found)
