"""The catalogue lists its modules, and each of its rubrics holds the properties of any rubric."""

import copy
import decimal
import os
import pickle
import pkgutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import assume, given, settings, strategies as st

from fiscal_rubric import (
    Basis,
    Budget,
    Criterion,
    Evidence,
    FiscalRubricError,
    Indicator,
    Project,
    Rubric,
    Scorecard,
    Section,
    catalog,
    yes,
)
from fiscal_rubric.catalog import (
    CATALOG,
    capag,
    cn_self_evaluation,
    cn_target_review,
    cn_tender,
    eu_milestones,
    fiscal_health_2025,
    futian_2020,
    iegm,
    ikpa,
    mof_2020,
    omb_part,
    pbb,
    pefa_2016,
    rfd,
)
from fiscal_rubric.numbers.spans import Span
from fiscal_rubric.presentation.step_texts import tell
from fiscal_rubric.rubric.criteria import lines_of, sections_of
from fiscal_rubric.targets.targets import NumericActual
from fiscal_rubric.testing import strategies as some
from fiscal_rubric.testing.laws.recompute import first_gap
from meanings import agree

PROJECT = Project("p", Budget(None, "100万元", {"2022-12-31": "86.2%"}), [
    Indicator("a", "quantity", "≥5家", "4家", level1="产出指标", weight=30),
    Indicator("b", "cost", "≤5万元", "6万元", level1="产出指标", weight=20),
    Indicator("c", "social", "长期", "完成", level1="效益指标", weight=30),
    Indicator("d", "satisfaction", "≥90%", "95%", level1="满意度指标", weight=10),
    Indicator("exact", "quality", "=8个", "6个", weight=5),
    Indicator("zero", "quality", "0起", "1起", weight=5),
    Indicator("range", "quantity", "3~5次", "6次", weight=5),
    Indicator("date", "timeliness", "2022年6月底前", "2022年7月", weight=5),
    Indicator("both", "quantity", "≥10个；≥5户", "10个；4户", weight=5, reason="人员变动"),
    Indicator("revised", "quantity", "30项", "18项", revised="18项", weight=5),
    Indicator("below zero", "cost", "≤-5%", "-3%", weight=5),
])  # fmt: skip
DEPARTMENT = rfd.rubric("department", [
    rfd.SuccessIndicator("a", 60, ["5家", "4家", "3家", "2家", "1家"]),
    rfd.SuccessIndicator("b", 40, ["5万元", "6万元", "7万元", "8万元", "9万元"]),
])  # fmt: skip
POINTS = dict.fromkeys((item for _, _, item, _ in mof_2020.items()), 5) | {"实施效益": 20}
RUBRICS: list[Rubric] = [
    futian_2020.RUBRIC,
    cn_self_evaluation.RUBRIC,
    *(cn_self_evaluation.self_evaluation(PROJECT, form) for form in cn_self_evaluation.FORMS),
    mof_2020.framework(POINTS),
    pefa_2016.RUBRIC,
    *capag.RUBRICS.values(),
    iegm.RUBRIC,
    omb_part.RUBRIC,
    omb_part.questionnaire(),
    ikpa.RUBRIC,
    DEPARTMENT,
    pbb.RUBRIC,
    cn_tender.RUBRIC,
    cn_target_review.RUBRIC,
    eu_milestones.RUBRIC,
    fiscal_health_2025.RUBRIC,
]
FEWER = settings(max_examples=max(1, settings().max_examples // 3))  # for each of many rubrics
EACH = pytest.mark.parametrize("rubric", RUBRICS, ids=lambda rubric: rubric.key)


def scored(rubric: Rubric, evidence: Evidence, basis: Basis | None = None) -> Scorecard:
    try:
        return rubric.score(evidence, basis)
    except FiscalRubricError:
        assume(False)
        raise


def evidence_of(rubric: Rubric, data: st.DataObject) -> Evidence:
    """Evidence that fits; a form of one project is scored on that project, with other results."""
    if not rubric.key.endswith("/p"):
        return data.draw(some.evidence(rubric))
    answers = {q.key: data.draw(some.answers(q)) for q in rubric.questions()}
    evidence = Evidence(PROJECT, answers)
    units = {"a": "家", "b": "万元", "d": "%", "exact": "个", "zero": "起", "range": "次"}
    for key, unit in units.items():
        reached = data.draw(some.numbers(0, 100 if unit == "%" else 12))
        evidence = evidence.with_actual(key, NumericActual(Span(reached, reached, unit=unit)))
    return evidence


def test_every_module_is_listed_with_its_sources() -> None:
    modules = {info.name for info in pkgutil.iter_modules(catalog.__path__)}
    assert modules - {"cn_grades"} == {entry.key for entry in CATALOG}  # a scale that some share
    for entry in CATALOG:
        doc = entry.module.__doc__ or ""
        for part in ("What it is:", "Whom it serves:", "Sources:", "What it does not cover"):
            assert part in doc, (entry.key, part)
        for text in (entry.name, entry.place, *entry.unconfirmed):
            assert set(text) == {"zh", "en"}, entry.key
        assert entry.unconfirmed
        if "UNCONFIRMED" not in doc and "unconfirmed" not in doc:
            assert entry.key in ("futian_2020", "pefa_2016")


def test_entries_are_found_by_place_and_year() -> None:
    assert [entry.key for entry in catalog.find("美国")] == ["omb_part"]
    assert [entry.key for entry in catalog.find("Brazil", 2024)] == ["iegm"]
    assert {entry.key for entry in catalog.find(year=2010)} == {"rfd"}
    assert catalog.find() == CATALOG
    assert catalog.find("Atlantis") == ()


@EACH
def test_every_rule_has_its_source_and_every_rubric_a_name_in_both_languages(
    rubric: Rubric,
) -> None:
    if rubric is not DEPARTMENT:
        assert set(rubric.name) == {"zh", "en"}
    assert rubric.source
    if rubric is not futian_2020.RUBRIC:  # its table; lines with numbered clauses name them
        assert all(line.source for line in lines_of(rubric))


@EACH
@FEWER
@given(st.data(), some.bases())
def test_points_are_bounded_and_all_meanings_agree(
    rubric: Rubric, data: st.DataObject, basis: Basis
) -> None:
    evidence = evidence_of(rubric, data)
    if agree(rubric, evidence, basis):
        for line in rubric.score(evidence, basis).every_line:
            assert line.points is None or (
                line.part.floor <= Fraction(line.points) <= line.part.full
            )


@EACH
@FEWER
@given(st.data())
def test_bounds_contain_the_points_of_complete_evidence(
    rubric: Rubric, data: st.DataObject
) -> None:
    evidence = evidence_of(rubric, data)
    card = scored(rubric, evidence)
    hidden = data.draw(st.sets(st.sampled_from(sorted(evidence.answers)), max_size=9)
                       if evidence.answers else st.just(set()))  # fmt: skip
    bounds = rubric.bounds(evidence.without(*hidden))
    for line, open_ in zip(card.lines, bounds.lines, strict=True):
        if line.points is None:
            assert open_.may_not_apply
        else:
            assert open_.low is not None
            assert open_.high is not None
            assert open_.low <= line.points <= open_.high
        if line.part.grades is not None:
            assert line.grade in open_.grades
    if card.grade is not None:
        assert card.grade in bounds.grades


@EACH
@FEWER
@given(st.data())
def test_pickle_decimal_context_and_order_never_change_a_score(
    rubric: Rubric, data: st.DataObject
) -> None:
    evidence = evidence_of(rubric, data)
    card = scored(rubric, evidence)
    again = pickle.loads(pickle.dumps(rubric))
    assert again == rubric
    assert again.identity == rubric.identity
    with decimal.localcontext() as context:
        context.prec = 3
        other = again.score(evidence)
    assert [line.points for line in other.lines] == [line.points for line in card.lines]
    shuffled = dict(reversed(list(evidence.answers.items())))
    assert rubric.score(Evidence(evidence.projects, shuffled)).total == card.total


@EACH
@FEWER
@given(st.data())
def test_every_line_is_explained_in_both_languages(rubric: Rubric, data: st.DataObject) -> None:
    """Each step follows from the printed numbers of those below it."""
    card = scored(rubric, evidence_of(rubric, data))
    for language in ("zh", "en"):
        for line in card.every_line:
            if line.trace is not None:
                assert first_gap(tell(line.trace, language)) is None
        text = card.explain(language)
        assert text
        assert "{" not in text
        assert card.to_text(language)


@given(st.data(), st.sampled_from(["a", "b", "d"]), some.numbers(0, 12), some.numbers(0, 12))
@pytest.mark.parametrize("form", cn_self_evaluation.FORMS)
def test_an_indicator_nearer_to_its_target_never_lowers_a_form(
    form: str, data: st.DataObject, key: str, one: Fraction, other: Fraction
) -> None:
    rubric = cn_self_evaluation.self_evaluation(PROJECT, form)
    evidence = evidence_of(rubric, data)
    unit, better = {"a": ("家", 1), "b": ("万元", -1), "d": ("%", 1)}[key]
    worse, nearer = sorted((one, other), key=lambda number: number * better)
    least, most = (
        scored(rubric, evidence.with_actual(key, NumericActual(Span(n, n, unit=unit)))).whole.exact
        for n in (worse, nearer)
    )
    assert least is not None
    assert most is not None
    assert least <= most


@pytest.mark.long
@settings(max_examples=2)
@given(st.data())
def test_every_score_is_the_same_in_threads_and_under_other_hash_seeds(data: st.DataObject) -> None:
    cases: list[tuple[Rubric, Evidence]] = []
    scores: list[str] = []
    for rubric in RUBRICS:
        evidence = evidence_of(rubric, data)
        try:
            scores.append(str(rubric.score(evidence)))
        except FiscalRubricError as error:
            scores.append(str(error))
        cases.append((rubric, evidence))

    def scored_text(case: tuple[Rubric, Evidence]) -> str:
        rubric, evidence = copy.deepcopy(case)
        try:
            return str(rubric.score(evidence))
        except FiscalRubricError as error:
            return str(error)

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(scored_text, cases)) == scores
    script = """
import pickle, sys
from fiscal_rubric import FiscalRubricError
for rubric, evidence in pickle.load(sys.stdin.buffer):
    try:
        text = str(rubric.score(evidence))
    except FiscalRubricError as error:
        text = str(error)
    print(rubric.identity, text, end="\\0")
"""
    expected = "".join(
        f"{rubric.identity} {text}\0" for (rubric, _), text in zip(cases, scores, strict=True)
    )
    for seed in ("1", "77"):
        done = subprocess.run(
            [sys.executable, "-c", script],
            input=pickle.dumps(cases),
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        assert done.stdout.decode() == expected


# One part changed


def test_changing_a_part_gives_another_rubric() -> None:
    ours = futian_2020.RUBRIC.with_part("监控措施", rule=2 * yes("monitored"))
    assert ours.identity != futian_2020.RUBRIC.identity
    assert ours.full == futian_2020.RUBRIC.full
    assert ours.with_part("监控措施", rule=yes("monitored") + yes("data_collected")) != ours
    card = ours.score(futian_2020.EVIDENCE.only(ours))
    assert str(card["监控措施"].points) == "2.00"
    assert str(card.total) == "87.50"


def test_a_changed_section_keeps_what_is_below_it() -> None:
    rubric = Rubric("r", [Section("s", [Section("t", [Criterion("a", 2, 2 * yes("a"))])])])
    assert [part.name for part in sections_of(rubric.with_part("t", name="T"))] == ["s", "T"]
    assert rubric.with_part("a", full=3).full == 3


@pytest.mark.parametrize(
    ("key", "changes", "code", "expected"),
    [
        ("监控措拖", {}, "unknown_key", "监控措施"),
        ("监控措施", {"fulls": 3}, "option", "full"),
        ("监控措施", {"full": 1}, "out_of_bounds", "(yes("),
        ("", {}, "empty_text", ""),
    ],
)
def test_a_change_that_does_not_fit_is_refused(
    key: str, changes: dict[str, object], code: str, expected: str
) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        futian_2020.RUBRIC.with_part(key, **changes)
    assert caught.value.code == code
    assert any(text.startswith(expected) for text in (*caught.value.faults[0].expected, ""))


def test_an_entry_that_is_not_listed_has_no_module() -> None:
    with pytest.raises(FiscalRubricError) as caught:
        assert evolve(CATALOG[0], key="futian_2021").module
    assert caught.value.code == "unknown_key"
    assert "futian_2020" in caught.value.faults[0].expected
