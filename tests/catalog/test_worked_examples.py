"""Small printed examples outside the catalogue, written as a user would write them."""

from decimal import Decimal

import pytest

from fiscal_rubric import Criterion, Evidence, Grades, Rubric, judged, number, points, yes
from oracles import Checked, data_of, rows_of

FILE = "worked_examples.json"
ANSWERS = "brazil_iegm_betim_answers.csv"
STRESS = Grades(
    [("significant", 65), ("moderate", 55), ("susceptible", 45), ("no_designation", 0)],
)


@pytest.mark.oracle(FILE)
def test_fiscal_stress_in_new_york_is_graded_as_printed(checked: Checked) -> None:
    rubric = Rubric("FSMS", [Criterion("score", 100, judged("score", 100))], grades=STRESS)
    printed = data_of(FILE)["new_york_fsms_2013"]
    found = [
        (label, rubric.score(Evidence(answers={"score": score})).grade)
        for label in STRESS.labels
        for score in printed[label]
    ]
    assert all(label == grade for label, grade in found)
    assert len(found) == 22
    checked(FILE, len(found), "designations of fiscal stress")


@pytest.mark.oracle(FILE)
def test_budget_performance_in_indonesia_adds_up_to_its_printed_total(checked: Checked) -> None:
    """The four values are given: the mean behind one of them is irrational and stays outside."""
    printed = data_of(FILE)["indonesia_nka_2021_puslatbang_kmp_lan"]
    lines = [Criterion(key, 100, number(key, 0, 100)) for key in printed["weights_percent"]]
    shares = {key: Decimal(share) / 100 for key, share in printed["weights_percent"].items()}
    rule = sum(share * points(key) for key, share in shares.items())
    rubric = Rubric("NKA", lines, rule=rule, full=100)
    card = rubric.score(Evidence(answers={key: printed["printed"][key] for key in shares}))
    assert str(card.total) == printed["printed"]["total"]
    assert card.whole.exact == Decimal(printed["recomputed"])
    checked(FILE, 1, "total of budget performance")


@pytest.mark.oracle(FILE)
def test_the_suspended_payment_of_the_recovery_facility_is_as_printed(checked: Checked) -> None:
    """All or nothing per milestone, one of them counting twice; amounts are no points."""
    printed = data_of(FILE)["eu_rrf_lithuania_first_payment"]["printed"]
    rule = Decimal("8.73") * yes("142") * 2 + Decimal("8.73") * yes("144")
    lines = [Criterion("suspended", 30, rule)]
    card = Rubric("RRF", lines).score(Evidence(answers={"142": True, "144": True}))
    assert card.total == Decimal("26.19")
    assert round(Decimal("26.19"), 1) == Decimal(printed["suspended_eur_million"])
    checked(FILE, 1, "suspended amount")


@pytest.mark.oracle(ANSWERS)
@pytest.mark.oracle(FILE)
def test_thirteen_of_fifteen_indices_follow_from_the_answers_of_the_city(checked: Checked) -> None:
    """The points of each questionnaire add up to its index; two differ, by later corrections."""
    sums: dict[tuple[int, str], Decimal] = {}
    rows = rows_of(ANSWERS)
    for row in rows:
        key = (int(row["year"]), row["index"])
        sums[key] = sums.get(key, Decimal(0)) + Decimal(row["points"])
    index = Rubric("index", [Criterion("index", 1, (number("marks") / 1000).clip(0, 1))])
    printed = {
        (y, i): p for y, i, _, p in data_of(FILE)["brazil_iegm_betim_component_sums"]["rows"]
    }
    totals = {key: index.score(Evidence(answers={"marks": total})).total
              for key, total in sums.items()}  # fmt: skip
    different = {key for key, total in totals.items() if total != Decimal(printed[key])}
    assert (len(totals), len(different)) == (15, 2)
    checked(ANSWERS, len(rows), "answers, in 15 indices of which 13 agree")
