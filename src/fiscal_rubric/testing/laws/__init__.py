"""Check a rubric by the laws that every rubric holds, on evidence that Hypothesis makes."""

# pyright: basic
# Hypothesis is an optional requirement; mypy checks this file.

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import HealthCheck, Phase, given, settings, strategies as st
from hypothesis.errors import HypothesisException, Unsatisfiable

from fiscal_rubric.errors import FiscalRubricError, refuse
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.testing import strategies
from fiscal_rubric.testing.laws.invariants import LAWS
from fiscal_rubric.testing.laws.trial import Law, Trial
from fiscal_rubric.texts import text_in
from fiscal_rubric.validation import take_all, take_instance, take_whole

_QUIET = (
    *(HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example),
    *(HealthCheck.filter_too_much, HealthCheck.nested_given),
)

__all__ = ["LAWS", "Law", "Trial", "check_laws"]


def check_laws(
    rubric: Rubric,
    *,
    like: Evidence | None = None,
    laws: Sequence[Law] | None = None,
    examples: int = 50,
) -> None:
    """Check that a rubric holds each law, on evidence that Hypothesis makes.

    Args:
        rubric: the rubric.
        like: evidence whose projects get other results and payments. Without it projects are made
            up, with indicators under the keys that the rubric reads; a rubric that reads their
            numbers is then not checked for "monotone".
        laws: the laws to check; all `LAWS` if None. For a rubric that lowers points as an indicator
            nears its target: `[law for law in LAWS if law.name != "monotone"]`.
        examples: the number of examples for each law, 1..100 000.

    Raises:
        AssertionError: a law does not hold; the message names the law and the evidence.

    Example:
        >>> from fiscal_rubric import Criterion, yes
        >>> check_laws(Rubric("r", [Criterion("c", 2, 2 * yes("surveyed"))]), examples=10)
    """
    take_instance(rubric, "rubric", Rubric)
    given_like = None if like is None else take_instance(like, "like", Evidence)
    count = take_whole(examples, "examples", 1, 100_000)
    held = LAWS if laws is None else take_all(laws, "laws", Law)
    if not held:
        refuse("no_terms", "laws")
    for law in held:
        _check(law, rubric, given_like, count)


def _check(law: Law, rubric: Rubric, like: Evidence | None, examples: int) -> None:
    fitting = strategies.evidence(rubric, like=like)
    # Evidence drawn around real evidence is readable without shrinking, which is slow.
    phases = [phase for phase in Phase if like is None or phase is not Phase.shrink]

    refused: list[FiscalRubricError] = []

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=phases,
        report_multiple_bugs=False,
        suppress_health_check=_QUIET,
    )
    @given(fitting, strategies.bases(), st.data())
    def holds(evidence: Evidence, basis: Basis, data: st.DataObject) -> None:
        trial = Trial(rubric, evidence, basis, fitting, like is not None, refused, data.draw)
        try:
            law.check(trial)
        except (AssertionError, HypothesisException):
            raise
        except Exception as error:
            raise AssertionError(f"{type(error).__name__}: {error}") from error

    try:
        holds()
    except Unsatisfiable as error:
        why = refused[-1] if refused else error
        raise AssertionError(
            f'the law "{law.name}" was not checked: none of the evidence drawn can be scored; '
            f"expected like= with evidence that can. Last refusal: {why}"
        ) from error
    except AssertionError as error:
        stated = text_in(law.statement, "en")
        notes = "\n".join(note[:4000] for note in getattr(error, "__notes__", ()))
        raise AssertionError(
            f'the law "{law.name}" is broken. {stated} Found: {error}\n{notes}'
        ) from error
