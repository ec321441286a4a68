"""Documents: every value comes back equal, and every fault is told by its place."""

import copy
import json
import os
import pickle
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attrs import evolve
from cattrs import ClassValidationError
from hypothesis import given, settings, strategies as st
from jsonschema import Draft202012Validator

from fiscal_rubric import (
    NOT_APPLICABLE,
    Basis,
    Budget,
    Check,
    Criterion,
    Evidence,
    FiscalRubricError,
    Grades,
    Indicator,
    Project,
    Rounding,
    Rubric,
    Section,
    WorkedCase,
    all_of,
    any_of,
    applies,
    attained,
    audit,
    average,
    graded,
    indicators,
    interpolate,
    lint,
    met,
    number,
    paid,
    pick,
    picked,
    planned,
    points,
    reaches,
    revision,
    subtotal,
    when,
    yes,
)
from fiscal_rubric.catalog import futian_2020, ikpa, pefa_2016
from fiscal_rubric.documents import from_document, publish, schema, to_document, unique
from fiscal_rubric.documents.checks import LARGEST
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.traversal import every
from fiscal_rubric.rules.tree import DEEPEST
from fiscal_rubric.testing import strategies as some

# Every value equals itself after a trip


def trip(value: Any) -> Any:
    text = json.dumps(to_document(value), ensure_ascii=False, allow_nan=False)
    return from_document(json.loads(text, object_pairs_hook=unique))


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


def catalogue() -> list[Rubric]:
    return [futian_2020.RUBRIC, ikpa.RUBRIC, pefa_2016.RUBRIC]


@pytest.mark.parametrize("rubric", catalogue(), ids=lambda rubric: str(rubric.key))
def test_printed_standards_come_back(rubric: Rubric) -> None:
    assert repr(trip(rubric)) == repr(rubric)
    assert trip(rubric).identity == rubric.identity


def test_futian_scored_again_is_86_50_and_names_its_rubric() -> None:
    card = trip(futian_2020.RUBRIC.score(futian_2020.EVIDENCE))
    assert (str(card.total), card.grade) == ("86.50", "良")
    assert card.identity == futian_2020.RUBRIC.identity


REPORTS = {
    "rubric": lint(futian_2020.RUBRIC),
    "waived": lint(futian_2020.RUBRIC, waive=[("full_unreachable", "制度保障")]),
    "evidence": lint(futian_2020.EVIDENCE),
    "none": lint(Evidence()),
    "audit": audit(futian_2020.RUBRIC, futian_2020.EVIDENCE, futian_2020.CLAIMED),
    "grade": audit(futian_2020.RUBRIC, futian_2020.EVIDENCE, {"total": "1E+2", "grade": "优"}),
}


@pytest.mark.parametrize("name", REPORTS)
def test_findings_come_back_with_their_words(name: str) -> None:
    report = REPORTS[name]
    again = trip(report)
    assert again == report
    assert hash(again) == hash(report)
    assert [again.explain(language) for language in ("zh", "en")] == [
        report.explain(language) for language in ("zh", "en")
    ]


@pytest.mark.parametrize(
    ("path", "value", "place", "code"),
    [
        ("findings[0].code", "points_difer", "", "option"),
        ("findings[0].code", "branch_unreachable", "findings[0]", "untold"),
        ("findings[0].readings", [["rounding:sideways"]], "findings[0]", "untold"),
        ("findings[0].readings[0]", ["beyond_reach", "beyond_reach"], "", "duplicate_key"),
        ("findings[0].readings[0]", [3], "findings[0].readings[0][0]", "wrong_type"),
        ("findings[0].claimed", 6, "", "answer"),
        ("findings[0].claimed", {"number": "6/1"}, "findings[0].claimed.number", "number"),
        ("findings[0].claimed", {"number": "9" * 70}, "findings[0].claimed.number", "long_number"),
        ("findings[0].nearest", "NaN", "", "number"),
        ("findings[0].severity", "bad", "", "option"),
        ("card.total", "98.49", "", "scored_differently"),
        ("claimed[0][1]", None, "", "answer"),
    ],
)
def test_findings_that_cannot_be_told_are_refused(
    path: str, value: object, place: str, code: str
) -> None:
    document = json.loads(json.dumps(to_document(REPORTS["audit"])))
    with pytest.raises(FiscalRubricError) as caught:
        from_document(put(document, path, value))
    assert (code, place or path) in {(fault.code, fault.place) for fault in caught.value.faults}


def test_what_is_published_holds_no_evidence_and_is_not_read_back() -> None:
    evidence = futian_2020.EVIDENCE.with_notes({"surveyed": "问卷见附件三"})
    card = futian_2020.RUBRIC.score(evidence)
    public: Any = publish(card)
    text = json.dumps(public, ensure_ascii=False)
    assert "附件三" not in text
    assert (public["total"], public["grade"], public["identity"]) == ("86.50", "良", card.identity)
    assert [line["points"] for line in public["lines"]] == [str(line.points) for line in card]
    assert [part["key"] for part in public["sections"]] == [part.key for part in card.sections]
    cost = next(line for line in public["lines"] if line["key"] == "成本控制情况")
    assert dict(cost["words"]) == {
        language: card["成本控制情况"].explain(language) for language in ("zh", "en")
    }
    Draft202012Validator(schema("published")).validate(public)
    with pytest.raises(FiscalRubricError, match="found 'published'"):
        from_document(public)
    with pytest.raises(FiscalRubricError):
        publish(None)


def test_what_is_published_of_plain_names_satisfies_its_schema() -> None:
    rubric = Rubric("r", [Section("s", [Criterion("c", 2, 2 * yes("q"))], rounding=Rounding(8))])
    card = rubric.score(Evidence(answers={"q": False}))
    Draft202012Validator(schema("published")).validate(publish(card))
    document: Any = to_document(card)
    assert document["total"] == "0.00000000"
    assert trip(card) == card


@pytest.mark.parametrize("part", [{"type": "words"}, {}, {"type": "x"}])
def test_parts_of_several_targets_say_what_they_are(part: dict[str, str]) -> None:
    good = {"type": "promise", "sense": "at least", "span": {"lower": 3, "unit": "次"}}
    bad = {**part, "sense": "at least", "span": {"lower": 5, "unit": "家"}}
    target = {"type": "several_targets", "parts": [bad, good]}
    project = {"name": "p", "indicators": [{"name": "k", "kind": "social", "target": target}]}
    with pytest.raises(FiscalRubricError) as caught:
        from_document({"fiscal_rubric": 1, "kind": "evidence", "projects": [project]})
    assert caught.value.faults[0].place == "projects[0].indicators[0].target.parts[0].type"


def test_cases_are_replayed_wherever_their_rubric_stands() -> None:
    held = Rubric("r", [Criterion("c", 2, 2 * yes("q"))])
    given = Evidence(answers={"q": True})
    wrong = evolve(held, cases=[WorkedCase("a", given, total=1)])
    for value in (wrong, wrong.score(given), audit(wrong, given, {"c": 1})):
        assert trip(value) == value
        with pytest.raises(FiscalRubricError, match="but scoring again gives 2"):
            from_document(json.loads(json.dumps(to_document(value))), replay=True)
    assert from_document(to_document(given), replay=True) == given


LETTERS = Grades([("A", 2), ("B", 0)])


@pytest.mark.parametrize("name", ["", "长" * 401, {"zh": "", "en": "x"}, {"en": "x", "zh": "文"}])
def test_whatever_is_printed_as_a_name_comes_back(name: Any) -> None:
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


def test_a_finding_may_hold_a_rule_of_any_length() -> None:
    whole = sum((yes(f"{n} {'long' * 60}") for n in range(1, 100)), yes("q0") + 0)
    report = lint(Rubric("r", [Criterion("c", 1, (yes("q1") / whole).clip(0, 1))]))
    assert max(len(text) for found in report for text in found.numbers.values()) == 1996
    assert trip(report) == report


def test_findings_may_not_hide_their_place() -> None:
    found = {"code": "unit_clash", "place": "p", "numbers": [["place", "x"], ["language", "y"]]}
    document = {"fiscal_rubric": 1, "kind": "report", "findings": [found]}
    with pytest.raises(FiscalRubricError, match=r"findings\[0\]: its text needs"):
        from_document(document)
    words = ["target", "actual", "name"]
    found["numbers"] += [[word, "w"] for word in words]
    assert from_document(document)["unit_clash:p"].explain().startswith("p: ")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda document: document["findings"].pop(), "findings"),
        (
            lambda document: document["findings"][0].update(recomputed={"number": "1.00"}),
            "findings",
        ),
        (lambda document: document["claimed"][0].__setitem__(1, {"number": "77"}), "findings"),
        (lambda document: document.update(total_follows=False), "total_follows"),
    ],
)
def test_an_audit_says_what_its_card_and_claims_say(change: Any, place: str) -> None:
    document = to_document(REPORTS["audit"])
    change(document)
    with pytest.raises(FiscalRubricError) as caught:
        from_document(document)
    assert {fault.code for fault in caught.value.faults} == {"scored_differently"}
    assert any(fault.place.startswith(place) for fault in caught.value.faults)


def test_readings_of_an_audit_may_be_of_another_version() -> None:
    document = to_document(REPORTS["audit"])
    for finding in document["findings"]:
        finding.pop("readings", None)
        finding.pop("nearest", None)
    assert from_document(document).findings != REPORTS["audit"].findings


def test_what_is_more_than_a_report_is_no_report() -> None:
    harder = futian_2020.RUBRIC.with_part("监控措施", rule=2 * yes("monitored"))
    with pytest.raises(FiscalRubricError) as caught:
        to_document(revision(futian_2020.RUBRIC, harder))
    assert caught.value.code == "wrong_type"


def test_names_with_half_a_character_can_be_told() -> None:
    with pytest.raises(FiscalRubricError) as caught:
        from_document(json.loads('{"fiscal_rubric": 1, "kind": "basis", "\\ud800": 1}'))
    assert caught.value.explain("zh").encode()
    assert str(caught.value).encode()


def test_what_is_published_of_the_whole_has_its_own_rule_and_checks() -> None:
    rule = (subtotal() - number("deduction", 0, 2)).clip(0)
    audited = Check(yes("audited"), "未审计")
    rubric = Rubric("r", [Criterion("c", 2, 2 * yes("q"))], rule=rule, full=2, checks=[audited])
    answers = {"q": True, "deduction": 1, "audited": False}
    whole: Any = publish(rubric.score(Evidence(answers=answers)))["whole"]
    assert (whole["points"], whole["unmet"]) == ("1.00", ["未审计"])
    assert "deduction" in dict(whole["words"])["en"]


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


def nodes(value: Any) -> Iterator[n.Node]:
    if isinstance(value, n.Expression):
        yield from every(value)
    elif isinstance(value, tuple):
        for inner in value:
            yield from nodes(inner)
    elif hasattr(value, "__attrs_attrs__"):
        for attribute in value.__attrs_attrs__:
            yield from nodes(getattr(value, attribute.name))


def every_node() -> Rubric:
    late = interpolate(met("k") + 0, [(0, 0), (1, 2)], before=0, after=2)
    folded = indicators(kind="quantity", level1="产出指标").average(met(), weight=n.node(2) * met())
    letters = futian_2020.RUBRIC.grades
    below = [
        Criterion("k", 3, late.named({"zh": "延迟", "en": "delay"}), if_not_applicable="drop"),
        Criterion("f", 2, folded, key="fold", if_not_applicable="zero"),
        Criterion("p", 3, pick("p", {"是": 3, "否": yes("q") * 1}), grades=letters),
        Criterion("r", 1, (paid(by="2020-03-31") / planned()).clip(0, 1).round(2, "down")),
    ]
    rule = when(
        ~graded("p", "优"), average(points("k"), points("r")), when(reaches("p", "良"), 1)
    ).clip(0, 9)
    asked = any_of(all_of(picked("p", "是"), yes("q")), attained("k") >= 1)
    below.append(Criterion("a", 1, when(applies(asked), 1 * asked)))
    return Rubric("every", [Section("s", below, rule=rule, full=9)])


def every_target() -> Evidence:
    budget = Budget("700万元", "636.96万元", {"2020-03-31": "1.26%", "2020-12-31": "100%"})
    several = [
        Indicator("a", "quantity", "5家", "目标调整为4家，完成4家", weight="2.5", reason="疫情"),
        Indicator("b", "timeliness", "12月31日前", "12月30日", level1="产出", level2="时效"),
        Indicator("c", "cost", "≤10万元", "约9万元"),
        Indicator("d", "quality", "长期", "达成预期指标"),
        Indicator("e", "quality", "/", NOT_APPLICABLE),
        Indicator("f", "quality", "≥90%", None, key="g"),
        Indicator({"zh": "增长", "en": "growth"}, "economic", "增长5%", "较2019年增长6%"),
        Indicator("h", "quality", "≥90%", "受暴雨影响，未实施"),
    ]
    answers = {"yes": True, "label": "0.5", "number": "1/3", "whole": 3, "none": NOT_APPLICABLE}
    project = Project("p", budget, several, key="k", period="2020")
    return Evidence([project, Project("q")], answers, {"yes": {"zh": "据", "en": "see"}})


def test_evidence_of_every_sort_comes_back() -> None:
    evidence = every_target()
    again = trip(evidence)
    assert again == evidence
    assert repr(again) == repr(evidence)


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

    document = to_document(futian_2020.RUBRIC.score(futian_2020.EVIDENCE))
    check(document)
    assert "fiscal_rubric." not in json.dumps(document)


# A frozen sample: what format 1 is


SAMPLE: dict[str, Any] = {
    "fiscal_rubric": 1,
    "kind": "rubric",
    "identity": "IDENTITY",
    "name": {"zh": "样本", "en": "sample"},
    "key": "样本",
    "parts": [
        {
            "type": "criterion",
            "name": "surveyed",
            "full": 2,
            "rule": {
                "type": "product",
                "factors": [
                    {"type": "constant", "value": 2},
                    {"type": "yes", "key": "surveyed", "text": "开展满意度调查"},
                ],
            },
        },
        {
            "type": "section",
            "name": "results",
            "parts": [
                {
                    "type": "criterion",
                    "name": "rate",
                    "full": "2.5",
                    "rule": {
                        "type": "clip",
                        "item": {
                            "type": "pick",
                            "key": "band",
                            "options": [
                                ["优", {"type": "constant", "value": "2.5"}],
                                ["中", {"type": "constant", "value": "4/3"}],
                            ],
                        },
                        "lower": 0,
                    },
                }
            ],
            "grades": {
                "bands": [
                    ["A", {"how": "at least", "value": 2}],
                    ["B", {"how": "at least", "value": 0}],
                ]
            },
        },
    ],
}


def sample() -> dict[str, Any]:
    found = copy.deepcopy(SAMPLE)
    found["identity"] = IDENTITY
    return found


IDENTITY = "9cbe1c4c60bc39f831a23367cbc5b7d9874fe55824a0d24c5bc5e02a9c602bad"


def test_the_sample_of_format_1_is_read_and_written_as_it_stands() -> None:
    rubric = from_document(sample())
    assert isinstance(rubric, Rubric)
    assert to_document(rubric) == sample()
    card = rubric.score(Evidence(answers={"surveyed": True, "band": "中"}))
    assert (str(card.total), card["results"].grade) == ("3.33", "B")


def test_an_amount_that_is_no_amount_is_told_by_its_place() -> None:
    budget = {"initial": {"value": 7, "unit": "家"}, "payments": [["2020-13-01", "7万元"]]}
    project = {"name": "p", "budget": budget}
    with pytest.raises(FiscalRubricError) as caught:
        from_document({"fiscal_rubric": 1, "kind": "evidence", "projects": [project]})
    assert [fault.place for fault in caught.value.faults] == ["projects[0].budget.payments[0][0]"]
    budget["payments"] = []
    with pytest.raises(FiscalRubricError) as caught:
        from_document({"fiscal_rubric": 1, "kind": "evidence", "projects": [project]})
    assert [fault.place for fault in caught.value.faults] == ["projects[0].budget.initial"]


def test_printed_text_is_read_where_evidence_is_written_by_hand() -> None:
    document = {
        "fiscal_rubric": 1,
        "kind": "evidence",
        "projects": [
            {
                "name": "p",
                "budget": {"initial": "700万元"},
                "indicators": [{"name": "k", "kind": "quality", "target": "≥90%", "actual": "98%"}],
            }
        ],
    }
    indicator = Indicator("k", "quality", "≥90%", "98%")
    project = Project("p", Budget("700万元"), [indicator])
    assert from_document(document) == Evidence(project)


# Faults


def put(document: Any, path: str, value: object) -> Any:
    """The document with something else at a path: parts[0].rule."""
    names = path.replace("[", ".").replace("]", "").split(".")
    steps: list[Any] = [int(name) if name.isdigit() else name for name in names]
    inner = document
    for step in steps[:-1]:
        inner = inner[step]
    if value is GONE:
        del inner[steps[-1]]
    else:
        inner[steps[-1]] = value
    return document


GONE = object()
RULE = "parts[0].rule"
OPTIONS = "parts[1].parts[0].rule.item.options"


@pytest.mark.parametrize(
    ("path", "value", "place", "code", "said"),
    [
        ("fiscal_rubric", 2, "", "newer_format", ("2", "1 or older")),
        ("fiscal_rubric", "1", "", "option", ("'1'", "1")),
        ("fiscal_rubric", GONE, "", "missing_field", ("1",)),
        ("kind", "rubrics", "", "option", ("'rubrics'", "rubric")),
        ("identity", "0" * 64, "", "identity", ("000", "@@")),
        ("parts[0].name", "", "", "empty_text", ()),
        ("nmae", "x", "", "unknown_field", ("rubric", "name")),
        ("name", 3, "", "wrong_type", ("3", "str")),
        ("name", {"zh": 1}, "name.zh", "wrong_type", ("1", "str")),
        ("parts", {}, "", "wrong_type", ("dict", "[…]")),
        ("parts", [], "", "no_parts", ()),
        ("parts[0]", None, "", "wrong_type", ("None", '"type"')),
        ("parts[0].type", "criterium", "", "option", ("'criterium'", "criterion")),
        ("parts[0].type", GONE, "", "option", ("None", "criterion")),
        ("parts[0].full", GONE, "", "missing_field", ()),
        ("parts[0].full", 2.0, "", "number", ("2.0", '"0.5"')),
        ("parts[0].full", "half", "", "number", ("'half'", '"0.5"')),
        ("parts[0].full", "1e999999999", "", "long_number", ("1e999999999", "60")),
        ("parts[0].full", True, "", "truth_as_number", ("True", "0 or 1")),
        ("parts[0].full", 1, "parts[0]", "out_of_bounds", ("0..2", "clip(None, 1)")),
        ("parts[0].rounding", {"places": "2"}, "parts[0].rounding.places", "wrong_type", ("'2'",)),
        ("parts[0].rounding", 3, "", "wrong_type", ("3", "{…}")),
        ("parts[0].if_not_applicable", "dorp", "", "option", ("'dorp'", "drop")),
        (f"{RULE}.factors", [1], "", "wrong_type", ("list", "[…, …]")),
        (f"{RULE}.factors[1].key", "", "", "empty_text", ()),
        (f"{RULE}.factors[1].key", 3, "", "wrong_type", ("3", "str")),
        (f"{RULE}.factors[1].may_not_apply", 1, "", "wrong_type", ("1", "True or False")),
        (f"{RULE}.factors[1].typo", 1, "", "unknown_field", ("yes", "key, text")),
        (f"{RULE}.factors[1].type", "anwsered", "", "option", ("'anwsered'",)),
        (f"{RULE}.type", "all_of", f"{RULE}.factors", "unknown_field", ("all_of", "conditions")),
        (OPTIONS, [], "", "no_terms", ()),
        (f"{OPTIONS}[1][0]", "优", OPTIONS, "duplicate_key", ("优",)),
        (f"{OPTIONS}[1]", ["中"], "", "wrong_type", ("[…, …]",)),
        ("parts[1].parts[0].rule.upper", -1, "parts[1].parts[0].rule", "ends", ("0..-1",)),
        ("parts[1].grades.bands[0][1].how", "over", "", "option", ("'over'", "at least")),
        ("parts[1].key", "", "", "empty_text", ()),
        ("parts[1].parts[0].name", "surveyed", "rubric", "duplicate_key", ("surveyed",)),
    ],
)
def test_a_fault_is_told_by_its_place(
    path: str, value: object, place: str, code: str, said: tuple[str, ...]
) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        from_document(put(sample(), path, value))
    (fault,) = [fault for fault in caught.value.faults if fault.code == code]
    assert fault.place == (place or path)
    for text in said:
        assert text.replace("@@", IDENTITY) in str(fault)
    assert caught.value.explain("zh")


def test_all_faults_are_told_at_once() -> None:
    document = sample()
    for path, value in (
        ("parts[0].full", "two"),
        (f"{RULE}.factors[0].value", None),
        (f"{RULE}.factors[1].typo", 1),
        (f"{OPTIONS}[0][1].type", "konstant"),
        ("standrad", "…"),
    ):
        put(document, path, value)
    with pytest.raises(FiscalRubricError) as caught:
        from_document(document)
    assert {fault.place for fault in caught.value.faults} == {
        "parts[0].full",
        f"{RULE}.factors[0].value",
        f"{RULE}.factors[1].typo",
        f"{OPTIONS}[0][1].type",
        "standrad",
    }


def test_faults_of_a_long_list_are_cut() -> None:
    with pytest.raises(FiscalRubricError) as caught:
        from_document({"fiscal_rubric": 1, "kind": "rubric", "name": "r", "parts": [None] * 10_000})
    assert len(caught.value.faults) == 50


def deep(levels: int, one: Callable[[Any], Any], inmost: Any = 0) -> Any:
    found = inmost
    for _ in range(levels):
        found = one(found)
    return found


def looped() -> list[Any]:
    found: list[Any] = []
    found += [found, found]
    return found


YES = {"type": "yes", "key": "k"}


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (deep(100_000, lambda inner: [inner]), "depth"),
        (deep(100_000, lambda inner: {"a": inner}), "depth"),
        (looped(), "large_document"),
        ([[] for _ in range(LARGEST)], "large_document"),
        (deep(100, lambda inner: {"type": "not", "condition": inner}, YES), "depth"),
    ],
    ids=["lists", "objects", "loop", "many", "rule"],
)
def test_hostile_shapes_are_refused(rule: Any, code: str) -> None:
    part = {"type": "criterion", "name": "c", "full": 1, "rule": rule}
    with pytest.raises(FiscalRubricError) as caught:
        from_document({"fiscal_rubric": 1, "kind": "rubric", "name": "r", "parts": [part]})
    assert caught.value.code == code


@pytest.mark.parametrize(
    "document",
    [None, 3, "x", [], {}, {1: 2}, {"fiscal_rubric": 1}, {"fiscal_rubric": 1, "kind": []}],
)
def test_what_is_no_document_is_refused(document: Any) -> None:
    with pytest.raises(FiscalRubricError):
        from_document(document)
    with pytest.raises(FiscalRubricError):
        to_document(document)


def test_names_that_are_no_texts_are_refused() -> None:
    with pytest.raises(FiscalRubricError, match="found 1, expected str"):
        from_document({"fiscal_rubric": 1, "kind": "basis", 1: 2})


def test_names_that_stand_twice_are_refused_while_json_reads_them() -> None:
    with pytest.raises(FiscalRubricError) as caught:
        json.loads('{"full": 3, "full": 4}', object_pairs_hook=unique)
    assert caught.value.faults[0].found == "full"


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("points[0][0]", "no such line", "points.no such line"),
        ("points[0][1]", "6.00", "points.依据明确"),
        ("total", "98.49", "total"),
        ("grade", "优", "grade"),
        ("identity", "0" * 64, "identity"),
        ("rubric.grades", GONE, "grade"),
    ],
)
def test_a_scorecard_that_comes_out_differently_is_refused(
    path: str, value: object, place: str
) -> None:
    document = to_document(futian_2020.RUBRIC.score(futian_2020.EVIDENCE))
    with pytest.raises(FiscalRubricError) as caught:
        from_document(put(document, path, value))
    assert {fault.code for fault in caught.value.faults} == {"scored_differently"}
    assert place in {fault.place for fault in caught.value.faults}


@pytest.mark.parametrize(
    ("answer", "code"),
    [(3, "answer"), ({"number": 0.5}, "number"), ({"number": 1, "x": 2}, "unknown_field"),
     ({"type": "yes"}, "option"), ({}, "answer"), (None, "answer"), ([], "answer")],
)  # fmt: skip
def test_answers_have_one_form_each(answer: object, code: str) -> None:
    document = {"fiscal_rubric": 1, "kind": "evidence", "answers": [["k", True], ["q", answer]]}
    with pytest.raises(FiscalRubricError) as caught:
        from_document(document)
    (fault,) = caught.value.faults
    assert (fault.code, fault.place.startswith("answers[1][1]")) == (code, True)


def test_keys_of_answers_stand_once() -> None:
    document = {"fiscal_rubric": 1, "kind": "evidence", "answers": [["k", True], ["k", False]]}
    with pytest.raises(FiscalRubricError) as caught:
        from_document(document)
    assert caught.value.faults[0].place == "answers[1][0]"


def test_what_is_not_applicable_says_no_more() -> None:
    actual = {"type": "not_applicable", "more": 1}
    indicator = {"name": "k", "kind": "quality", "target": "≥90%", "actual": actual}
    project = {"name": "p", "indicators": [indicator]}
    with pytest.raises(FiscalRubricError) as caught:
        from_document({"fiscal_rubric": 1, "kind": "evidence", "projects": [project]})
    assert caught.value.faults[0].place == "projects[0].indicators[0].actual.more"


def test_a_stack_that_is_nearly_full_is_told_as_such() -> None:
    # In a process of its own: what traces the tests must not run out of the stack with it.
    code = """
import json, sys
from fiscal_rubric.documents import from_document
document = json.load(sys.stdin)
from_document(document)
def within(levels):
    if levels:
        return within(levels - 1)
    try:
        return type(from_document(document)).__name__
    except RecursionError:
        return "RecursionError"
print(sorted({within(sys.getrecursionlimit() - spare) for spare in range(20, 400)}))
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(sample()),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.stderr) == ("['RecursionError', 'Rubric']", "")


def test_an_error_that_is_not_ours_goes_on_as_it_is() -> None:
    group = ClassValidationError("while reading", [RecursionError()], Rubric)
    with pytest.raises(RecursionError):
        faults_of(group, {})


# Mutated documents: the error names the place that was broken


def places(document: Any, path: str = "") -> Iterator[str]:
    """All paths below the outside of a document."""
    pairs: list[tuple[str, Any]] = []
    if isinstance(document, dict):
        pairs = [(f"{path}.{name}" if path else name, inner) for name, inner in document.items()]
    elif isinstance(document, list):
        pairs = [(f"{path}[{at}]", inner) for at, inner in enumerate(document)]
    for place, inner in pairs:
        yield place
        yield from places(inner, place)


@given(some.rubrics(), st.data())
def test_a_value_of_a_wrong_type_is_found_at_its_place(rubric: Rubric, data: st.DataObject) -> None:
    document: Any = to_document(rubric)
    # Keys of languages and questions may hold the signs of a path.
    steps = [at for at in places(document) if all(map(str.isprintable, at))]
    path = data.draw(st.sampled_from(steps))
    value = data.draw(st.sampled_from([0.5, [[[]]], {"no": 0.5}]))
    with pytest.raises(FiscalRubricError) as caught:
        from_document(put(document, path, value))
    assert any(fault.place.startswith(path) for fault in caught.value.faults), str(caught.value)


# What is put into a document, and what a message says of it.
WRONG: tuple[tuple[Any, str], ...] = (
    (0.5, r"0\.5"),
    ([[[]]], "list"),
    ({"no": 0.5}, "dict|no: |None"),
    (float("nan"), "nan"),
    (10**5000, "10000|wrong_type|int"),
)


RIGHT = "expected|this rubric has|scoring again gives"  # what would be right


def broken(document: Any, picked: random.Random) -> tuple[Any, str, str]:
    """A document with one thing wrong, the place where it is, and what to say of it."""
    path = picked.choice(list(places(document)))
    inner = at_path(document, path)
    if isinstance(inner, dict) and picked.random() < 0.5:
        if "type" in inner and picked.random() < 0.5:
            return put(document, f"{path}.type", "zzz"), f"{path}.type", "zzz"
        return put(document, f"{path}.zzz", 0.5), f"{path}.zzz", "zzz"
    wrong, said = picked.choice(WRONG)
    return put(document, path, wrong), path, said


def at_path(document: Any, path: str) -> Any:
    inner = document
    for name in path.replace("[", ".").replace("]", "").split("."):
        inner = inner[int(name) if name.isdigit() else name]
    return inner


def to_break() -> list[str]:
    """Documents of every kind; the small ones often, for they are read faster."""
    card = futian_2020.RUBRIC.score(futian_2020.EVIDENCE)
    printed = (futian_2020.RUBRIC, futian_2020.EVIDENCE, card, every_node(), *REPORTS.values())
    project = futian_2020.EVIDENCE.projects[0]
    held = Rubric("r", [Criterion("c", 2, 2 * yes("q"))])
    case = WorkedCase("a", Evidence(answers={"q": True}), 2, "无", points={"c": 2})
    small = (
        *(evolve(held, cases=[case]), held.score(case.evidence), Basis(), every_target()),
        *(Evidence(evolve(project, indicators=project.indicators[:4])), lint(Evidence(project))),
    )
    return [json.dumps(to_document(value)) for value in (*printed, *small * 20)]


@pytest.mark.parametrize(
    "count", [10_000, pytest.param(100_000, marks=pytest.mark.long)], ids=["some", "many"]
)
def test_whatever_is_broken_is_named_and_quickly(count: int) -> None:
    texts = to_break()
    picked = random.Random(count)
    for _ in range(count):
        document, place, said = broken(json.loads(picked.choice(texts)), picked)
        seconds = 1.0
        for _ in range(3):  # a slow one counts if it is slow again
            start = time.process_time()
            with pytest.raises(FiscalRubricError) as caught:
                from_document(document)
            seconds = min(seconds, time.process_time() - start)
            if seconds < 0.1:
                break
        assert seconds < 0.1, place
        faults = [fault for fault in caught.value.faults if fault.place.startswith(place)]
        told = "; ".join(map(str, faults))
        assert re.search(said, told), (place, str(caught.value))
        assert all(re.search(RIGHT, str(fault)) for fault in faults), told


@pytest.mark.parametrize("day", ["20201231", "2020-W01-1", "2020-13-01", "31.12.2020"])
def test_days_are_written_in_one_way(day: str) -> None:
    budget = {"initial": "7万元", "payments": [[day, "7万元"]]}
    project = {"name": "p", "budget": budget}
    with pytest.raises(FiscalRubricError) as caught:
        from_document({"fiscal_rubric": 1, "kind": "evidence", "projects": [project]})
    (fault,) = caught.value.faults
    assert (fault.code, fault.place) == ("date", "projects[0].budget.payments[0][0]")
