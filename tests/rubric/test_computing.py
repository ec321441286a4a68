"""Rubrics traced, in integers and compiled have the same lines, grades and refusals."""

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

from fiscal_rubric import (
    NOT_APPLICABLE,
    Basis,
    Check,
    Criterion,
    Evidence,
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
from fiscal_rubric.testing import strategies as some
from meanings import agree
from papers import CAPAG, FOLDED, IEGM, PART, PEFA, PROJECT, iegm, part, self_evaluation


@given(some.rubrics(), st.data(), some.bases())
def test_all_meanings_agree_on_rubrics(rubric: Rubric, data: st.DataObject, basis: Basis) -> None:
    agree(rubric, data.draw(some.evidence(rubric)), basis)


@given(some.rubrics(), st.data(), some.bases())
def test_all_meanings_refuse_the_same_missing_facts(
    rubric: Rubric, data: st.DataObject, basis: Basis
) -> None:
    agree(rubric, data.draw(some.evidence(rubric, known=False)), basis)


@given(st.data(), some.bases())
@pytest.mark.parametrize("rubric", [RUBRIC, PEFA, CAPAG, IEGM, PART], ids=lambda r: r.key)
def test_all_meanings_agree_on_real_standards(
    rubric: Rubric, data: st.DataObject, basis: Basis
) -> None:
    agree(rubric, data.draw(some.evidence(rubric)), basis)


def test_all_meanings_agree_on_printed_cases() -> None:
    for basis in (Basis(), Basis(targets="revised", excused="not_missed"), Basis(budget="initial")):
        assert agree(RUBRIC, EVIDENCE, basis)
    for rubric in (self_evaluation(PROJECT), FOLDED):
        assert agree(rubric, Evidence(PROJECT), rubric.basis)
    assert agree(PART, part(**{"purpose.1": NOT_APPLICABLE, "baseline": False}), Basis())
    assert agree(IEGM, iegm(dict.fromkeys(("educ", "saude", "fiscal", "plan", "amb", "cidade",
                                           "govti"), 900)), Basis())  # fmt: skip


def test_all_meanings_agree_on_band_edges_overrides_and_caps() -> None:
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
