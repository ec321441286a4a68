"""Rubrics in integers have the same lines, grades and refusals as in `evaluate`."""

from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

from fiscal_rubric import (
    NOT_APPLICABLE,
    Basis,
    Check,
    Criterion,
    Evidence,
    FiscalRubricError,
    Grades,
    Rubric,
    Section,
    above,
    at_most,
    below,
    graded,
    number,
    reaches,
    yes,
)
from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
from fiscal_rubric.rubric.tally import tally
from fiscal_rubric.rules.arithmetic import RefusedError
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.testing import strategies as some
from papers import CAPAG, FOLDED, IEGM, PART, PEFA, PROJECT, iegm, part, self_evaluation


def agree(rubric: Rubric, evidence: Evidence, basis: Basis) -> bool:
    """Check that both evaluations agree; return False if they refuse."""
    try:
        card = rubric.score(evidence, basis)
    except FiscalRubricError:
        with pytest.raises(RefusedError):
            tally(rubric, Facts(evidence, basis))
        return False
    found = tally(rubric, Facts(evidence, basis))
    for line in card.every_line:
        counted = found[id(line.part)]
        if line.points is None:
            assert counted.points is None
        else:
            assert counted.points is not None
            assert Fraction(*counted.points) == line.resolved.value.number
            assert line.part.rounding.decimal(Fraction(*counted.points)) == line.points
        assert counted.grade == line.grade
    return True


@given(some.rubrics(), st.data(), some.bases())
def test_both_evaluations_agree_on_rubrics(
    rubric: Rubric, data: st.DataObject, basis: Basis
) -> None:
    agree(rubric, data.draw(some.evidence(rubric)), basis)


@given(some.rubrics(), st.data(), some.bases())
def test_both_evaluations_refuse_the_same_missing_facts(
    rubric: Rubric, data: st.DataObject, basis: Basis
) -> None:
    agree(rubric, data.draw(some.evidence(rubric, known=False)), basis)


@given(st.data(), some.bases())
@pytest.mark.parametrize("rubric", [RUBRIC, PEFA, CAPAG, IEGM, PART], ids=lambda r: r.key)
def test_both_evaluations_agree_on_real_standards(
    rubric: Rubric, data: st.DataObject, basis: Basis
) -> None:
    agree(rubric, data.draw(some.evidence(rubric)), basis)


def test_both_evaluations_agree_on_printed_cases() -> None:
    for basis in (Basis(), Basis(targets="revised", excused="not_missed"), Basis(budget="initial")):
        assert agree(RUBRIC, EVIDENCE, basis)
    for rubric in (self_evaluation(PROJECT), FOLDED):
        assert agree(rubric, Evidence(PROJECT), rubric.basis)
    assert agree(PART, part(**{"purpose.1": NOT_APPLICABLE, "baseline": False}), Basis())
    assert agree(IEGM, iegm(dict.fromkeys(("educ", "saude", "fiscal", "plan", "amb", "cidade",
                                           "govti"), 900)), Basis())  # fmt: skip


def test_both_evaluations_agree_on_band_edges_overrides_and_caps() -> None:
    scale = Grades([("A", below(1)), ("B", at_most(1)), ("C", above(2)), ("D", 0)],
                   overrides=[(yes("veto", may_not_apply=True), None)],
                   caps=[(yes("cap"), "C")])  # fmt: skip
    check = Check(yes("check"), "text")
    line = Criterion("x", 3, number("x", 0, 3, may_not_apply=True), grades=scale, checks=[check],
                     if_not_applicable="full")  # fmt: skip
    rubric = Rubric("r", [line])
    for x in (0, "0.99", 1, "1.01", 2, "2.01", 3, NOT_APPLICABLE):
        for veto in (True, False, NOT_APPLICABLE):
            for cap in (True, False):
                answers = {"x": x, "veto": veto, "cap": cap, "check": False}
                assert agree(rubric, Evidence(answers=answers), Basis())
    assert not agree(rubric, Evidence(answers={"x": 1, "veto": False, "cap": False}), Basis())
    dropped = evolve(line, if_not_applicable="drop")
    for letters in (1 * reaches("x", "B"), 1 * graded("x", "D")):
        lettered = Rubric("r", [Section("s", [dropped], rule=letters, full=1)])
        for x in (0, "1.5", 3, NOT_APPLICABLE):
            answers = {"x": x, "veto": False, "cap": False, "check": True}
            assert agree(lettered, Evidence(answers=answers), Basis())
    zero = Rubric("r", [Criterion("x", 3, number("x", 0, 3, may_not_apply=True),
                                  if_not_applicable="zero")])  # fmt: skip
    assert agree(zero, Evidence(answers={"x": NOT_APPLICABLE}), Basis())
