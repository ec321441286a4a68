"""Many projects scored by one rubric: each alone, all together, and findings on their rates."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

from facts import assert_in_words
from fiscal_rubric import (
    Basis,
    Budget,
    Criterion,
    Evidence,
    FiscalRubricError,
    Grades,
    Indicator,
    Portfolio,
    Project,
    Rounding,
    Rubric,
    Section,
    attained,
    budget_execution_rate,
    not_applicable,
    paid,
    pick,
    planned,
    portfolio,
    when,
    yes,
)
from fiscal_rubric.analysis.portfolio import percent
from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
from fiscal_rubric.testing import strategies as some

ADJUSTED = Basis(budget="adjusted")
SPENT = Rubric("r", [Criterion("spent", 10, 10 * budget_execution_rate().clip(0, 1))])


def project(key: str, planned: str | None, paid: str | None, initial: str | None = None) -> Project:
    payments = {} if paid is None else {"2020-12-31": paid}
    return Project(key, Budget(initial or planned, planned, payments))


def of(*projects: Project, rubric: Rubric = SPENT, **options: Any) -> Portfolio:
    return portfolio(rubric, Evidence(projects), ADJUSTED, **options)


def ids(found: Portfolio) -> list[str]:
    return [finding.id for finding in found.findings]


# The report of 2020


def test_the_rate_of_the_report_of_2020_is_neither_that_of_the_sums_nor_the_mean() -> None:
    found = portfolio(RUBRIC, EVIDENCE, ADJUSTED, claimed_rate="99.86%")
    assert (percent(found.rate), percent(found.mean_rate)) == ("99.93%", "99.60%")
    sums, differs = found.findings[:2]
    assert dict(sums.numbers) == {"rate": "99.93%", "mean": "99.60%"}
    assert (differs.id, differs.severity) == ("rate_differs:budget_execution_rate", "error")
    assert (differs.claimed, differs.recomputed, differs.readings) == ("99.86%", "99.93%", ())
    assert [member.key for member in found] == [project.key for project in EVIDENCE.projects]
    assert len(found) == len(EVIDENCE.projects)


def test_the_rates_of_the_report_of_2020_are_those_of_one_basis() -> None:
    by_initial = portfolio(RUBRIC, EVIDENCE, Basis(budget="initial"))
    assert by_initial.rate != portfolio(RUBRIC, EVIDENCE, ADJUSTED).rate
    own = portfolio(RUBRIC, EVIDENCE)
    assert own.rate == portfolio(RUBRIC, EVIDENCE, RUBRIC.basis).rate
    assert own.together is not None
    assert own.together.total == RUBRIC.score(EVIDENCE).total


# Each alone, all together


def test_each_project_alone_and_all_together() -> None:
    found = of(project("a", "100元", "50元"), project("b", "300元", "300元"))
    assert [member.card and member.card.total for member in found] == [5, 10]
    assert [member.rate for member in found] == [Fraction(1, 2), 1]
    assert [(m.planned, m.paid) for m in found] == [(100, 50), (300, 300)]
    assert found.together is not None
    assert found.together.total == Decimal("8.75")
    assert (found.mean, found.weighted) == (Decimal("7.50"), Decimal("8.75"))
    assert (found.rate, found.mean_rate) == (Fraction(7, 8), Fraction(3, 4))
    assert ids(found) == ["rate_of_sums:budget_execution_rate"]
    assert_in_words(found.findings[0])


def test_evidence_may_be_named_for_each_project() -> None:
    rubric = Rubric("r", [Criterion("c", 10, 10 * yes("a"))])
    named = {
        "east": Evidence([project("a", "1元", "1元"), project("b", "1元", "1元")], {"a": True}),
        "west": Evidence(project("a", "2元", "1元"), {"a": False}),
        "none": Evidence(answers={"a": True}),
    }
    found = portfolio(rubric, named)
    assert [(m.key, "、".join(m.names), m.planned, m.paid) for m in found] == [
        ("east", "a、b", 2, 2),
        ("west", "a", 2, 1),
        ("none", "", None, None),
    ]
    assert (found.together, found.rate, found.mean_rate, found.weighted) == (None, None, None, None)
    assert found.mean == Decimal("6.67")
    assert found.findings == ()


def test_a_project_that_cannot_be_scored_is_kept_with_its_error() -> None:
    found = of(project("a", "100元", "50元"), project("b", "100元", None))
    (first, second) = found
    assert (first.error, second.card) == (None, None)
    assert second.error is not None
    assert {fault.code for fault in second.error.faults} == {"missing_amount"}
    assert (found.together, found.mean, found.weighted) == (None, None, None)
    assert found.error is not None
    assert "b/paid" in found.rows()[-1]["note"]
    assert (found.rate, found.mean_rate, second.rate) == (None, None, None)


def test_nothing_planned_has_no_rate_and_no_weight() -> None:
    rubric = Rubric("r", [Criterion("c", 10, 10 * yes("a"))])
    evidence = Evidence([project("a", "0元", "0元"), project("b", "0元", "0元")], {"a": True})
    found = portfolio(rubric, evidence)
    assert [member.rate for member in found] == [None, None]
    assert (found.mean, found.weighted, found.rate, found.mean_rate) == (10, None, None, None)
    unknown = Evidence([project("a", None, None)], {"a": True})
    assert portfolio(rubric, unknown).weighted is None
    paid_only = Evidence([project("a", None, "5元")], {"a": True})
    assert portfolio(rubric, paid_only).rate is None


def test_a_total_without_points_has_no_mean() -> None:
    lines = [Criterion("c", 10, 10 * yes("a"))]
    rubric = Rubric("r", lines, rule=None)
    found = portfolio(rubric, Evidence(project("a", "1元", "1元"), {"a": True}))
    assert (found.mean, found.weighted) == (None, None)
    assert found.rows()[0]["total"] is None


def test_means_have_the_places_of_the_total() -> None:
    rubric = Rubric("r", SPENT.parts, rounding=Rounding(0))
    found = of(project("a", "3元", "1元"), project("b", "3元", "1元"), project("c", "3元", "3元"),
               rubric=rubric)  # fmt: skip
    assert [str(found.mean), str(found.weighted)] == ["5", "5"]


def test_notes_and_answers_go_with_each_project() -> None:
    lines = [Criterion("c", 10, 10 * yes("a"))]
    evidence = Evidence([project("a", "1元", "1元"), project("b", "1元", "1元")], {"a": True})
    first = Project("a", Budget("1元"), [Indicator("k", "quantity", "1家", "1家")])
    noted = evolve(evidence, projects=[first, evidence.projects[1]], notes={"k": "see page 3"})
    found = portfolio(Rubric("r", lines), noted)
    assert [member.card and member.card.total for member in found] == [10, 10]


# Findings


def test_criteria_that_give_all_projects_the_same_points() -> None:
    lines = [
        Criterion("spent", 10, 10 * budget_execution_rate().clip(0, 1)),
        Section("s", [Criterion("same", 5, 5 * yes("a"))]),
        Criterion("dropped", 5, pick("q", {"x": 5, "NA": not_applicable()}),
                  if_not_applicable="drop"),
    ]  # fmt: skip
    rubric = Rubric("r", lines)
    two = [project("a", "1元", "1元"), project("b", "2元", "1元")]
    evidence = Evidence(two, {"a": True, "q": "NA"})
    found = portfolio(rubric, evidence)
    numbers = [dict(finding.numbers) for finding in found.findings[1:]]
    assert ids(found)[1:] == ["never_discriminates:same"]  # not the dropped line
    assert numbers[0] == {"points": "5.00", "projects": "2"}
    assert_in_words(found.findings[1])
    alone = Evidence(two[:1], evidence.answers)
    assert portfolio(rubric, alone).findings == ()


def test_projects_without_a_card_are_not_compared() -> None:
    found = of(project("a", "1元", "1元"), project("b", "1元", None), project("c", "2元", "2元"))
    assert ids(found) == ["never_discriminates:spent"]
    assert found.findings[0].numbers["projects"] == "2"
    assert ids(of(project("a", "1元", "1元"), project("b", "1元", None))) == []


def test_a_criterion_that_applies_to_no_project_has_no_words() -> None:
    line = Criterion("c", 5, pick("q", {"x": 5, "NA": not_applicable()}), if_not_applicable="drop")
    two = [project("a", "1元", "1元"), project("b", "1元", "1元")]
    found = portfolio(Rubric("r", [line, *SPENT.parts]), Evidence(two, {"q": "NA"}))
    assert "None" not in found.explain("en")


@pytest.mark.parametrize(
    ("claimed", "expected", "reading"),
    [
        ("87.50%", False, None),
        ("87.5%", False, None),
        ("0.875", False, None),
        ("75%", True, "confused:mean_of_rates"),
        ("80%", True, None),
        ("87.51%", True, None),
        ("-5%", True, None),
    ],
)
def test_a_claimed_rate_is_compared_with_that_of_the_sums(
    claimed: str, expected: bool, reading: str | None
) -> None:
    found = of(project("a", "100元", "50元"), project("b", "300元", "300元"), claimed_rate=claimed)
    differs = [finding for finding in found.findings if finding.code == "rate_differs"]
    assert bool(differs) == expected
    for finding in differs:
        assert (finding.claimed, finding.recomputed) == (claimed, "87.50%")
        assert finding.readings == ((frozenset({reading}),) if reading else ())
        assert finding.severity == ("warning" if reading else "error")


def test_rates_that_agree_have_no_finding() -> None:
    found = of(project("a", "1元", "1元"), project("b", "3元", "3元"), claimed_rate="100%")
    assert ids(found) == ["never_discriminates:spent"]


def test_a_claimed_rate_is_rounded_to_a_hundredth_of_a_per_cent() -> None:
    third = project("a", "3元", "1元")
    assert ids(of(third, claimed_rate="33.33%")) == []
    assert ids(of(third, claimed_rate="33.34%")) == ["rate_differs:budget_execution_rate"]


def test_a_claimed_rate_is_rounded_to_its_own_places() -> None:
    third = project("a", "3元", "1元")
    for claimed in ("33%", "33.3%", "33.333%", "33.3％", "33.3 %"):
        assert ids(of(third, claimed_rate=claimed)) == []
    for claimed in ("34%", "33.4%", "33.334%"):
        assert ids(of(third, claimed_rate=claimed)) == ["rate_differs:budget_execution_rate"]


def test_a_claimed_share_is_rounded_to_its_own_places() -> None:
    assert ids(of(project("a", "3元", "1元"), claimed_rate="0.33")) == []


def test_a_claimed_rate_without_amounts_cannot_be_recomputed() -> None:
    found = of(project("a", "1元", None), claimed_rate="90%")
    (finding,) = found.findings
    assert (finding.id, finding.recomputed) == ("rate_differs:budget_execution_rate", None)
    assert "not applicable" in finding.explain("en")


# Refusals


@pytest.mark.parametrize(
    ("evidence", "options", "code"),
    [
        (Evidence(), {}, "missing_projects"),
        ({}, {}, "missing_projects"),
        ([], {}, "wrong_type"),
        ({"a": 3}, {}, "wrong_type"),
        ({3: EVIDENCE}, {}, "wrong_type"),
        (EVIDENCE, {"claimed_rate": "many"}, "notation"),
        (EVIDENCE, {"claimed_rate": 0.9986}, "wrong_type"),
        (EVIDENCE, {"basis": "adjusted"}, "wrong_type"),
    ],
)
def test_wrong_arguments_are_refused(evidence: Any, options: Any, code: str) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        portfolio(RUBRIC, evidence, **options)
    assert caught.value.code == code


def test_a_portfolio_is_of_a_rubric() -> None:
    wrong: Any = SPENT.parts[0]
    with pytest.raises(FiscalRubricError) as caught:
        portfolio(wrong, EVIDENCE)
    assert caught.value.faults[0].place == "rubric"


# Rows and laws


def test_one_row_for_each_project_and_one_for_all() -> None:
    graded = Rubric("r", SPENT.parts, grades=Grades([("A", 8), ("B", 0)]))
    found = of(project("a", "100元", "50元"), project("b", "300元", "300元"), rubric=graded)
    assert found.rows() == [
        {"key": "a", "name": "a", "total": 5, "grade": "B", "rate": "50.00%", "note": ""},
        {"key": "b", "name": "b", "total": 10, "grade": "A", "rate": "100.00%", "note": ""},
        {"key": "", "name": "together", "total": Decimal("8.75"), "grade": "A", "rate": "87.50%",
         "note": ""},
    ]  # fmt: skip
    assert found.rows("en")[-1]["Project"] == "all together"
    named = portfolio(graded, {"x": Evidence(project("a", "1元", None))})
    assert [row["rate"] for row in named.rows()] == [None, None]
    assert [row["total"] for row in named.rows()] == [None, None]
    error = named.members[0].error
    assert error is not None
    assert named.rows("en")[0]["Note"] == error.explain("en")
    assert named.rows()[0]["note"] == named.rows("zh")[0]["备注"] == error.explain("zh")
    assert percent(None) is None


amounts = st.lists(st.tuples(st.integers(1, 90), st.integers(0, 90)), min_size=1, max_size=4)


@given(amounts)
def test_no_project_changes_the_points_of_another(found: list[tuple[int, int]]) -> None:
    """The rate of the sums and the mean rate are computed here again."""
    owned = [
        project(f"p{i}", f"{planned}元", f"{paid}元") for i, (planned, paid) in enumerate(found)
    ]
    whole = of(*owned)
    for member, own in zip(whole, owned, strict=True):
        (alone,) = of(own)
        assert alone.card is not None
        assert member.card is not None
        assert member.card.total == alone.card.total
    assert whole.rate == Fraction(sum(p for _, p in found), sum(b for b, _ in found))
    assert whole.mean_rate == sum((Fraction(p, b) for b, p in found), Fraction(0)) / len(found)
    assert ("rate_of_sums:budget_execution_rate" in ids(whole)) == (whole.rate != whole.mean_rate)
    backwards = of(*reversed(owned))
    assert (backwards.mean, backwards.weighted) == (whole.mean, whole.weighted)
    assert [member.key for member in backwards] == [member.key for member in reversed(list(whole))]


@given(some.rubrics(), st.data())
def test_any_evidence_makes_a_portfolio(rubric: Rubric, data: st.DataObject) -> None:
    evidence = data.draw(some.evidence(rubric))
    found = portfolio(rubric, evidence)
    for member, own in zip(found, evidence.projects, strict=True):
        assert (member.card is None) != (member.error is None)
        assert member.key == own.key
    if len(found) == 1:
        assert ids(found) == []
        assert (found.together is None) == (found.members[0].card is None)


def test_a_condition_on_one_project_is_refused_for_the_others() -> None:
    """A rubric that names an indicator scores only those projects that have it."""
    rubric = Rubric("r", [Criterion("c", 1, when(yes("a"), attained("k"), 0),
                                    if_not_applicable="zero")])  # fmt: skip
    found = portfolio(rubric, Evidence(project("a", "1元", "1元"), {"a": True}))
    assert found.members[0].error is not None


def test_projects_are_named_in_the_language_of_the_rows() -> None:
    road = Project({"zh": "道路", "en": "A road"}, Budget("1元", None, {"2020-12-31": "1元"}))
    rubric = Rubric("r", [Criterion("c", 1, 1 * (paid() <= planned()))])
    found = portfolio(rubric, Evidence(road))
    names = {language: [*found.rows(language)[0].values()][1] for language in ("zh", "en")}
    assert names == {"zh": "道路", "en": "A road"}
