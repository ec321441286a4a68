"""Values come back equal from a trip through JSON, and format 1 stays as it is."""

import json
import os
import pickle
import subprocess
import sys
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings, strategies as st

from documents.samples import (
    EVIDENCE_SAMPLE,
    GONE,
    catalogue,
    every_node,
    every_target,
    evidence_of,
    put,
    refused,
    sample,
    trip,
)
from fiscal_rubric import (
    Basis,
    Bounds,
    Budget,
    Criterion,
    Evidence,
    FiscalRubricError,
    Grades,
    Indicator,
    Project,
    Rubric,
    Section,
    WorkedCase,
    audit,
    graded,
    points,
    revision,
    when,
    yes,
)
from fiscal_rubric.catalog import futian_2020
from fiscal_rubric.documents import from_document, publish, to_document
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.traversal import every
from fiscal_rubric.rules.tree import DEEPEST
from fiscal_rubric.targets.targets import Actual, NotApplicableType, Target
from fiscal_rubric.testing import strategies as some

# Every value equals itself after a trip


@given(some.rubrics(), st.data())
def test_rubrics_and_what_they_gave_come_back(rubric: Rubric, data: st.DataObject) -> None:
    evidence = data.draw(some.evidence(rubric))
    basis = data.draw(some.bases())
    again = trip(rubric)
    assert again == rubric
    assert again.identity == rubric.identity
    assert repr(again) == repr(rubric)  # names and texts too
    assert trip(evidence) == evidence
    assert trip(basis) == basis
    try:
        card = rubric.score(evidence, basis)
    except FiscalRubricError:
        return
    back = trip(card)
    assert back == card
    assert back.rows() == card.rows()


@pytest.mark.parametrize("rubric", catalogue(), ids=lambda rubric: str(rubric.key))
def test_printed_standards_come_back(rubric: Rubric) -> None:
    assert repr(trip(rubric)) == repr(rubric)
    assert trip(rubric).identity == rubric.identity


LETTERS = Grades([("A", 2), ("B", 0)])


@pytest.mark.parametrize("name", ["", "长" * 401, {"zh": "", "en": "x"}, {"en": "x", "zh": "文"}])
def test_any_name_that_may_be_printed_comes_back(name: Any) -> None:
    line = Criterion(name, 2, 2 * yes("q"), key="k", grades=LETTERS)
    section = Section(name, [line], rule=when(graded("k", "A"), 2, points("k")), full=2, key="s")
    rubric = Rubric(name, [section], key="r")
    project = Project(name, None, [Indicator(name, "quality", "≥90%", "98%", key="i")], key="p")
    card = rubric.score(Evidence(project, {"q": True}))
    assert trip(card) == card
    assert [line["key"] for line in publish(card)["lines"]] == ["k"]
    assert card.to_html("zh")


def test_documents_do_not_depend_on_the_order_of_names() -> None:
    names = {"zh": "监控", "en": "monitoring"}
    rubric = Rubric(names, [Criterion({"zh": "措施", "en": "action"}, 2, 2 * yes("q"))])
    evidence = Evidence([Project({"zh": "甲", "en": "A"})], {"q": True})
    for value in (rubric, evidence, rubric.score(evidence)):
        text = json.dumps(to_document(value), sort_keys=True)
        assert from_document(json.loads(text)) == value


def test_a_key_is_written_where_it_is_not_the_name() -> None:
    part = Criterion("c", 2, 2 * yes("q"))
    (same, other, by_language) = (
        to_document(Rubric(name, [part], key=key))
        for name, key in (("r", "r"), ("r", "k"), ({"zh": "r"}, "r"))
    )
    assert "key" not in same
    assert other["key"] == "k"
    assert by_language["key"] == "r"


def test_the_longest_rule_comes_back() -> None:
    rule = yes("a")
    while rule.depth < DEEPEST - 1:
        rule = when(yes("b"), rule, 1)
    rubric = Rubric("r", [Criterion("c", 1, rule)])
    for level in range(10):
        rubric = Rubric("r", [Section(f"s{level}", rubric.parts)])
    assert trip(rubric) == rubric


def test_each_kind_of_node_comes_back() -> None:
    kinds = {type(node) for rubric in (every_node(), *catalogue()) for node in nodes(rubric)}
    assert kinds == set(n.Expression.__subclasses__())
    assert repr(trip(every_node())) == repr(every_node())


def nodes(value: Any) -> Any:
    if isinstance(value, n.Expression):
        yield from every(value)
    elif isinstance(value, tuple):
        for inner in value:
            yield from nodes(inner)
    elif hasattr(value, "__attrs_attrs__"):
        for attribute in value.__attrs_attrs__:
            yield from nodes(getattr(value, attribute.name))


def test_each_kind_of_target_and_result_comes_back() -> None:
    evidence = every_target()
    again = trip(evidence)
    assert again == evidence
    assert repr(again) == repr(evidence)
    rows = [row for project in evidence.projects for row in project.indicators]
    assert {type(row.target) for row in rows} == {*Target.__subclasses__()}
    found = {type(row.actual) for row in rows if row.actual is not None}
    assert found == {*Actual.__subclasses__()} >= {NotApplicableType}
    assert any(row.revised for row in rows)


def test_documents_are_the_same_in_another_process() -> None:
    code = """
import json, pickle, sys
from fiscal_rubric.documents import from_document, to_document
values, texts = pickle.load(sys.stdin.buffer)
for value, text in zip(values, texts, strict=True):
    assert from_document(json.loads(text)) == value
    assert json.dumps(to_document(value)) == text
print(len(texts))
"""
    card = futian_2020.RUBRIC.score(futian_2020.EVIDENCE)
    texts = [json.dumps(to_document(value)) for value in (futian_2020.RUBRIC, card)]

    @settings(max_examples=60, database=None)
    @given(some.documents())
    def draw(document: Any) -> None:
        texts.append(json.dumps(document))

    draw()
    values = [from_document(json.loads(text)) for text in texts]
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            input=pickle.dumps((values, texts)),
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=False,
        )
        assert (done.stdout.strip(), done.stderr) == (str(len(texts)).encode(), b"")
    assert len(texts) > 40


def test_a_document_is_plain_data_without_a_path_to_code() -> None:
    def check(value: object) -> None:
        assert type(value) in (dict, list, str, int, bool, type(None))
        for inner in value.values() if isinstance(value, dict) else ():
            check(inner)
        for inner in value if isinstance(value, list) else ():
            check(inner)

    for value in (futian_2020.RUBRIC.score(futian_2020.EVIDENCE), every_target(), every_node()):
        document = to_document(value)
        check(document)
        assert "fiscal_rubric." not in json.dumps(document)


def test_what_is_more_than_a_report_has_no_document() -> None:
    harder = futian_2020.RUBRIC.with_part("监控措施", rule=2 * yes("monitored"))
    with pytest.raises(FiscalRubricError) as caught:
        to_document(revision(futian_2020.RUBRIC, harder))
    assert caught.value.code == "wrong_type"


def test_an_audit_of_bounds_has_no_document() -> None:
    held = Rubric("r", [Criterion("c", 2, 2 * yes("q"))])
    of_gaps = audit(held, Evidence(), {"c": 3})
    assert type(of_gaps.card) is Bounds
    with pytest.raises(FiscalRubricError) as caught:
        to_document(of_gaps)
    (fault,) = caught.value.faults
    assert (fault.code, fault.place) == ("wrong_type", "card")
    assert (fault.found, fault.expected) == ("Bounds", ("Scorecard",))


def test_cases_are_replayed_in_each_document_that_holds_their_rubric() -> None:
    held = Rubric("r", [Criterion("c", 2, 2 * yes("q"))])
    given = Evidence(answers={"q": True})
    wrong = evolve(held, cases=[WorkedCase("a", given, total=1)])
    for value in (wrong, wrong.score(given), audit(wrong, given, {"c": 1})):
        assert trip(value) == value
        with pytest.raises(FiscalRubricError) as caught:
            from_document(json.loads(json.dumps(to_document(value))), replay=True)
        (fault,) = caught.value.faults
        assert (fault.code, fault.place) == ("scored_differently", "cases[0].total")
    assert from_document(to_document(given), replay=True) == given
    with pytest.raises(FiscalRubricError) as caught:
        from_document(to_document(given), replay=1)  # type: ignore[arg-type]  # a wrong type is tried
    assert caught.value.faults[0].place == "replay"


# Format 1


def test_the_sample_of_format_1_is_read_and_written_as_it_is() -> None:
    rubric = from_document(sample())
    assert isinstance(rubric, Rubric)
    assert to_document(rubric) == sample()
    card = rubric.score(Evidence(answers={"surveyed": True, "band": "中"}))
    assert (str(card.total), card["results"].grade) == ("3.33", "B")
    assert [str(edge) for _, edge in rubric.parts[1].grades.bands] == [
        "Span(lower=Fraction(2, 1), upper=None, lower_open=False, upper_open=False, unit='')",
        "Span(lower=Fraction(1, 2), upper=None, lower_open=True, upper_open=False, unit='')",
        "Span(lower=None, upper=Fraction(1, 2), lower_open=False, upper_open=False, unit='')",
    ]


def test_the_evidence_of_format_1_is_read_and_written_as_it_is() -> None:
    evidence = from_document(EVIDENCE_SAMPLE)
    assert to_document(evidence) == EVIDENCE_SAMPLE
    rows = evidence.projects[0].indicators
    assert [(str(row.target), str(row.actual)) for row in rows] == [
        ("≥20项", "约>18项"),
        ("长期", "完成"),
        ("/", "/"),
    ]


def test_the_type_of_an_object_comes_first() -> None:
    document: Any = to_document(from_document(sample()))
    assert next(iter(document["parts"][0])) == "type"
    assert next(iter(document["parts"][0]["rule"]["factors"][0])) == "type"
    assert list(document)[:3] == ["fiscal_rubric", "kind", "identity"]


def test_a_rubric_may_leave_out_its_identity() -> None:
    assert from_document(put(sample(), "identity", GONE)) == from_document(sample())
    (fault,) = refused(put(sample(), "identity", None))
    assert (fault.code, fault.place) == ("identity", "identity")


def test_printed_text_is_read_where_evidence_is_written_by_hand() -> None:
    document = evidence_of({"name": "k", "kind": "quality", "target": "≥90%", "actual": "98%"})
    document["projects"][0]["budget"] = {"initial": "700万元"}
    indicator = Indicator("k", "quality", "≥90%", "98%")
    assert from_document(document) == Evidence(Project("p", Budget("700万元"), [indicator]))


def test_a_basis_is_read_with_its_defaults() -> None:
    assert from_document({"fiscal_rubric": 1, "kind": "basis"}) == Basis()
