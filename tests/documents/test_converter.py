"""Every fault of a document is named by its place, and nothing of a wrong type is read."""

import copy
import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings, strategies as st
from jsonschema import Draft202012Validator

from documents.samples import (
    GONE,
    IDENTITY,
    OPTIONS,
    RULE,
    broken,
    documents_to_break,
    evidence_of,
    paths,
    put,
    refused,
    sample,
    trip,
)
from fiscal_rubric import Evidence, FiscalRubricError, Indicator, Project, Rubric
from fiscal_rubric.documents import from_document, schema, to_document, values
from fiscal_rubric.numbers.exact import exact
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.targets import NoTarget, SeveralTargets
from fiscal_rubric.targets.targets import KINDS
from fiscal_rubric.testing import strategies as some

BAND = "parts[1].grades.bands[0][1]"


@pytest.mark.parametrize(
    ("path", "value", "place", "code", "said"),
    [
        ("fiscal_rubric", 2, "", "newer_format", ("2", "1 or older")),
        ("fiscal_rubric", "1", "", "option", ("'1'", "1")),
        ("fiscal_rubric", GONE, "", "missing_field", ("1",)),
        ("kind", "rubrics", "", "option", ("'rubrics'", "rubric")),
        ("identity", "0" * 64, "", "identity", ("000", IDENTITY)),
        ("parts[0].name", "", "", "empty_text", ()),
        ("nmae", "x", "", "unknown_field", ("rubric", "name")),
        ("name", 3, "", "wrong_type", ("3", "str")),
        ("name", {"zh": 1}, "name.zh", "wrong_type", ("1", "str")),
        ("name", GONE, "", "missing_field", ()),
        ("parts", {}, "", "wrong_type", ("dict", "[…]")),
        ("parts", (), "", "wrong_type", ("tuple", "[…]")),
        ("parts", [], "", "no_parts", ()),
        ("parts[0]", None, "", "wrong_type", ("None", '"type"')),
        ("parts[0]", "surveyed", "", "wrong_type", ("'surveyed'", '"type"')),
        ("parts[0].type", "criterium", "", "option", ("'criterium'", "criterion")),
        ("parts[0].type", ["criterion"], "", "option", ("list", "criterion")),
        ("parts[0].type", "yes", "", "option", ("'yes'", "criterion")),
        ("parts[0].type", GONE, "", "option", ("None", "criterion")),
        ("parts[0].full", GONE, "", "missing_field", ()),
        ("parts[0].full", 2.0, "", "number", ("2.0", '"0.5"')),
        ("parts[0].full", "half", "", "number", ("'half'", '"0.5"')),
        ("parts[0].full", "1e999999999", "", "long_number", ("1e999999999", "60")),
        ("parts[0].full", True, "", "truth_as_number", ("True", "0 or 1")),
        ("parts[0].full", 1, "parts[0]", "out_of_bounds", ("0..2", "clip(None, 1)")),
        ("parts[0].stated_full", 2, "", "unknown_field", ("criterion", "full")),
        ("parts[1].full", "x", "", "number", ("'x'",)),
        ("parts[0].rounding", {"places": "2"}, "parts[0].rounding.places", "wrong_type", ("'2'",)),
        ("parts[0].rounding", {"places": True}, "parts[0].rounding.places", "wrong_type", ("3",)),
        ("parts[0].rounding", 3, "", "wrong_type", ("3", "{…}")),
        ("parts[0].rounding", "", "", "wrong_type", ("''", "{…}")),
        ("parts[0].rounding", [], "", "wrong_type", ("list", "{…}")),
        ("parts[0].if_not_applicable", "dorp", "", "option", ("'dorp'", "drop")),
        ("parts[0].if_not_applicable", ["drop"], "", "option", ("list", "drop")),
        (f"{RULE}.factors", [1], "", "wrong_type", ("list", "[…, …]")),
        (f"{RULE}.factors", [1, 2, 3], "", "wrong_type", ("list", "[…, …]")),
        (f"{RULE}.factors[1].key", "", "", "empty_text", ()),
        (f"{RULE}.factors[1].key", 3, "", "wrong_type", ("3", "str")),
        (f"{RULE}.factors[1].may_not_apply", 1, "", "wrong_type", ("1", "True or False")),
        (f"{RULE}.factors[1].typo", 1, "", "unknown_field", ("yes", "key, text")),
        (f"{RULE}.factors[1].type", "anwsered", "", "option", ("'anwsered'",)),
        (f"{RULE}.type", "all_of", f"{RULE}.factors", "unknown_field", ("all_of", "conditions")),
        (OPTIONS, [], "", "no_terms", ()),
        (OPTIONS, {"优": 1}, "", "wrong_type", ("dict", "[…]")),
        (f"{OPTIONS}[1][0]", "优", OPTIONS, "duplicate_key", ("优",)),
        (f"{OPTIONS}[1]", ["中"], "", "wrong_type", ("[…, …]",)),
        ("parts[1].parts[0].rule.upper", -1, "parts[1].parts[0].rule", "ends", ("0..-1",)),
        (f"{BAND}.how", "at least", "", "unknown_field", ("span", "lower")),
        (BAND, 90, "", "wrong_type", ("90", "{…}")),
        (BAND, "≥90", "", "wrong_type", ("'≥90'", "{…}")),
        (BAND, {}, "", "ends", ()),
        (f"{BAND}.lower", 0.5, "", "number", ("0.5",)),
        (f"{BAND}.lower_open", 1, "", "wrong_type", ("1", "True or False")),
        (f"{BAND}.upper", 3, "parts[1].grades", "wrong_type", ("at_least(90)", "below()")),
        (f"{BAND}.unit", "%", "parts[1].grades", "wrong_type", ("at_least(90)", "below()")),
        ("parts[1].grades.bands[1][1].lower", 2, "parts[1].grades", "hidden_band", ()),
        ("parts[1].key", "", "", "empty_text", ()),
        ("parts[1].parts[0].name", "surveyed", "rubric", "duplicate_key", ("surveyed",)),
    ],
)
def test_a_fault_is_named_by_its_place(
    path: str, value: object, place: str, code: str, said: tuple[str, ...]
) -> None:
    (fault,) = [fault for fault in refused(put(sample(), path, value)) if fault.code == code]
    assert fault.place == (place or path)
    for text in said:
        assert text in str(fault)


@pytest.mark.parametrize(
    "span",
    [{"lower": 0}, {"lower": 0, "upper": None, "unit": ""}, {"upper": 9, "upper_open": True}],
)
def test_a_band_is_a_span_with_one_end(span: Any) -> None:
    document = put(put(sample(), "parts[1].grades.bands", [["A", span]]), "identity", GONE)
    edge = from_document(document).parts[1].grades.bands[0][1]
    assert (edge.lower, edge.upper) == (span.get("lower"), span.get("upper"))
    assert edge.upper_open == span.get("upper_open", False)


def test_all_faults_are_named_at_once() -> None:
    document = sample()
    for path, value in (
        ("parts[0].full", "two"),
        (f"{RULE}.factors[0].value", None),
        (f"{RULE}.factors[1].typo", 1),
        (f"{OPTIONS}[0][1].type", "konstant"),
        ("standrad", "…"),
    ):
        put(document, path, value)
    assert [fault.place for fault in refused(document)] == [
        "parts[0].full",
        f"{RULE}.factors[0].value",
        f"{RULE}.factors[1].typo",
        f"{OPTIONS}[0][1].type",
        "standrad",
    ]


def test_unknown_fields_come_in_one_order_and_only_so_many() -> None:
    names = [f"x{at:03}" for at in random.Random(1).sample(range(1000), 90)]
    faults = refused({**sample(), **dict.fromkeys(names, 1)})
    assert [fault.place for fault in faults] == sorted(names)[:50]
    assert len(faults[0].expected) > 0


@pytest.mark.parametrize("items", [[None] * 10_000, [{"type": "yes"}] * 10_000])
def test_faults_of_a_long_list_are_cut(items: list[Any]) -> None:
    document = {"fiscal_rubric": 1, "kind": "rubric", "name": "r", "parts": items}
    assert [fault.place for fault in refused(document)] == [
        f"parts[{at}]{'.type' if items[0] else ''}" for at in range(50)
    ]


def test_faults_of_several_lists_are_cut() -> None:
    document = {"fiscal_rubric": 1, "kind": "rubric", "name": "r"}
    faults = refused({**document, "parts": [None] * 60, "checks": [None] * 60})
    assert [fault.place for fault in faults] == [f"parts[{at}]" for at in range(50)]
    faults = refused({**document, "parts": [None] * 30, "checks": [None] * 60})
    assert faults[-1].place == "checks[19]"


def test_faults_of_lists_in_lists_are_cut() -> None:
    def section(depth: int) -> Any:
        parts = [section(depth - 1) if depth else 0 for _ in range(20)]
        return {"type": "section", "name": "s", "parts": parts}

    start = time.process_time()
    document = {"fiscal_rubric": 1, "kind": "rubric", "name": "r", "parts": [section(3)]}
    faults = refused(document)  # 160 000 items of a wrong type
    assert len({fault.place for fault in faults}) == len(faults) == 50
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "part",
    [{"type": "words"}, {}, {"type": "x"}, {"type": "no_target"}, {"type": "numeric_actual"}],
)
def test_parts_of_several_targets_say_what_they_are(part: dict[str, str]) -> None:
    good = {"type": "numeric_target", "sense": "at least", "span": {"lower": 3, "unit": "次"}}
    bad = {"sense": "at least", "span": {"lower": 5, "unit": "家"}, **part}
    row = {
        "name": "k",
        "kind": "social",
        "target": {"type": "several_targets", "parts": [bad, good]},
    }
    place = "projects[0].indicators[0].target.parts[0].type"
    assert refused(evidence_of(row))[0].place == place
    row["target"]["parts"][0] = {**bad, "type": "numeric_target"}
    assert isinstance(
        from_document(evidence_of(row)).projects[0].indicators[0].target, SeveralTargets
    )


def with_rule(rule: Any, part: int = 0) -> Any:
    """The sample with another rule, and without its identity."""
    document = put(sample(), "identity", GONE)
    more = {"rule": rule, **({"full": 9} if part else {"if_not_applicable": "zero"})}
    document["parts"][part].update(more)
    return document


def met(key: Any) -> dict[str, Any]:
    condition = {"type": "indicator_condition", "fact": "met", "key": key}
    return {"type": "product", "factors": [{"type": "constant", "value": 2}, condition]}


@pytest.mark.parametrize(("key", "read"), [("k", "k"), (["p", "k"], ("p", "k"))])
def test_indicators_are_named_by_a_key_or_a_pair(key: Any, read: Any) -> None:
    rubric = from_document(with_rule(met(key)))
    assert rubric.parts[0].rule.factors[1].key == read
    assert trip(rubric) == rubric


@pytest.mark.parametrize(
    ("key", "place"), [(3, ""), (True, ""), (["p"], ""), (["p", 3], "[1]"), ({"p": "k"}, "")]
)
def test_a_key_of_another_kind_is_refused(key: Any, place: str) -> None:
    (fault,) = refused(with_rule(met(key)))
    assert (fault.code, fault.place) == ("wrong_type", f"{RULE}.factors[1].key{place}")


def test_lines_are_named_by_a_key_or_as_a_section() -> None:
    line = {"type": "points", "key": "rate"}
    assert from_document(with_rule(line, 1)).parts[1].rule.key == "rate"
    (fault,) = refused(with_rule({**line, "key": ["line", "rate"]}, 1))
    assert (fault.code, fault.place) == ("option", "parts[1].rule.key[0]")
    (fault,) = refused(with_rule({**line, "key": ["section", "rate"]}, 1))
    assert (fault.code, fault.place) == ("unknown_line", "parts[1]")


# Indicators


ROW = {"name": "核查", "kind": "quantity", "target": "≥5家", "actual": "3家"}


def target(**span: Any) -> dict[str, Any]:
    return {"type": "numeric_target", "sense": "at least", "span": span}


def actual(**span: Any) -> dict[str, Any]:
    return {"type": "numeric_actual", "span": span}


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ({"name": {"zh": "核查"}}, {"name": {"zh": "核查"}}),
        ({"target": "长期"}, {"target": "长期"}),
        ({"target": ""}, {"target": NoTarget("")}),
        ({"target": "/"}, {"target": NoTarget()}),
        ({"target": "待定"}, {"target": NoTarget("待定")}),
        ({"target": {"type": "no_target", "text": "待定"}}, {"target": "待定"}),
        ({"target": target(lower=5, unit="家")}, {}),
        ({"target": target(lower=5, upper=None, unit="家")}, {}),
        ({"target": target(lower=-1)}, {"target": "≥-1"}),
        ({"target": target(lower=10**15)}, {"target": f"≥{10**15}"}),
        ({"target": target(lower="0.50", unit="％")}, {"target": "≥0.5%"}),
        ({"target": {**target(upper=3), "sense": "at most"}}, {"target": "≤3"}),
        ({"target": {**target(lower=3, upper=3), "sense": "exactly"}}, {"target": "=3"}),
        ({"actual": actual(lower=3, upper=3, unit="家")}, {}),
        ({"actual": {"type": "claimed", "text": "完成"}}, {"actual": "完成"}),
        ({"actual": None}, {"actual": None}),
        ({"actual": ""}, {"actual": None}),
        ({"actual": "6家（目标调整为6家）"}, {"revised": "≥6家", "actual": "6家"}),
        ({"revised": "≥6家"}, {"revised": "≥6家"}),
        ({"revised": None, "weight": None}, {}),
        ({"weight": 2}, {"weight": 2}),
        ({"weight": "0.5"}, {"weight": "0.5"}),
        ({"key": "a", "level1": "产出"}, {"key": "a", "level1": "产出"}),
        ({"level2": "\n", "reason": ""}, {"level2": "\n"}),
        ({"reason": "无"}, {"reason": ""}),
        ({"target": "≥95%", "actual": "0.97"}, {"target": "≥95%", "actual": "0.97"}),
        ({"target": "20窟", "actual": "18窟"}, {"target": "20窟", "actual": "18窟"}),
        ({"target": ">3且≤5家", "actual": "无"}, {"target": ">3且≤5家", "actual": "无"}),
    ],
    ids=str,
)  # fmt: skip
def test_indicators_are_read_as_they_are_made_in_python(change: Any, value: Any) -> None:
    (read,) = from_document(evidence_of({**ROW, **change})).projects[0].indicators
    made = Indicator(**{**ROW, **value})
    assert read == made
    assert repr(read) == repr(made)
    assert hash(read) == hash(made)
    assert copy.deepcopy(read) == made
    assert trip(Evidence(Project("p", None, [read]))).projects[0].indicators == (made,)


@pytest.mark.parametrize(
    ("field", "value", "place", "code"),
    [
        *(
            (field, value, field, code)
            for field in ("name", "key", "level1", "level2", "reason")
            for value, code in ((3, "wrong_type"), ("\ud800", "broken_text"),
                                ("x" * 20_001, "long_text"), (["x"], "wrong_type"))
        ),
        *((field, value, field, code) for field in ("name", "key") for value, code in
          (("", "empty_text"), ("x" * 401, "long_text"))),
        *((field, None, field, "wrong_type") for field in ("name", "key", "level1", "reason")),
        *(("kind", kind, "kind", "option") for kind in ("zzz", "", [], None, 3, True)),
        *(("target", value, "target", "wrong_type") for value in (3, None, True, [], 0.5)),
        ("target", "9至8家", "", "ends"),
        ("target", {}, "target.type", "option"),
        ("target", {**target(lower=3), "type": "zzz"}, "target.type", "option"),
        ("target", actual(lower=3), "target.type", "option"),
        ("target", {**target(lower=3), "sense": 3}, "target.sense", "option"),
        ("target", {**target(lower=3), "sense": "between"}, "target.span", "span"),
        ("target", {**target(lower=3), "base": "2019年度"}, "target.span", "span"),
        ("target", {**target(lower=3), "base": None}, "target.base", "wrong_type"),
        ("target", {**target(lower=3), "zzz": 1}, "target.zzz", "unknown_field"),
        ("target", {"type": "numeric_target", "span": {"lower": 3}}, "target.sense",
         "missing_field"),
        ("target", {**target(), "span": 3}, "target.span", "wrong_type"),
        ("target", target(), "target.span", "ends"),
        ("target", target(upper=3), "target.span", "span"),
        ("target", target(lower=3, upper=3), "target.span", "span"),
        ("target", target(lower=3, upper=4), "target.span", "span"),
        ("target", target(lower=4, upper=3), "target.span", "ends"),
        ("target", target(lower=3, upper_open=True), "target.span", "ends"),
        ("target", target(lower=3, lower_open=1), "target.span.lower_open", "wrong_type"),
        ("target", target(lower="x"), "target.span.lower", "number"),
        ("target", target(upper="x"), "target.span.upper", "number"),
        ("target", target(lower=0.5), "target.span.lower", "number"),
        ("target", target(lower=True), "target.span.lower", "truth_as_number"),
        ("target", target(lower=10**70), "target.span.lower", "long_number"),
        ("target", target(lower=3, unit="5家"), "target.span.unit", "unit"),
        ("target", target(lower=3, unit=3), "target.span.unit", "wrong_type"),
        ("target", target(lower=3, zzz=1), "target.span.zzz", "unknown_field"),
        *(("actual", value, "actual", "wrong_type") for value in (3, False, [], 0.5)),
        ("actual", "9至8家", "", "ends"),
        ("actual", {"type": "x"}, "actual.type", "option"),
        ("actual", target(lower=3), "actual.type", "option"),
        ("actual", actual(), "actual.span", "ends"),
        ("actual", {**actual(lower=3), "about": 1}, "actual.about", "wrong_type"),
        ("actual", {**actual(lower=3), "revised": None}, "actual.revised", "unknown_field"),
        ("actual", {"type": "claimed", "text": ""}, "actual.text", "empty_text"),
        ("actual", {"type": "claimed"}, "actual.text", "missing_field"),
        ("actual", "18项（目标调整为18项）", "revised", "revised_target"),
        ("revised", "长期", "revised", "revised_target"),
        ("revised", {"type": "no_target"}, "revised", "revised_target"),
        ("revised", 3, "revised", "wrong_type"),
        ("weight", -1, "weight", "negative"),
        ("weight", True, "weight", "truth_as_number"),
        ("weight", 0.5, "weight", "number"),
        ("weight", "x", "weight", "number"),
        ("weight", [], "weight", "number"),
        ("zzz", 1, "zzz", "unknown_field"),
    ],
    ids=lambda value: ascii(value)[:40],
)  # fmt: skip
def test_a_fault_of_an_indicator_is_named_by_its_place(
    field: str, value: Any, place: str, code: str
) -> None:
    (fault,) = refused(evidence_of(ROW, {**ROW, "name": "b", field: value}))
    assert fault.place == f"projects[0].indicators[1]{'.' if place else ''}{place}"
    assert fault.code == code


NUMBER = st.sampled_from([0, 3, -1, 10**15, 10**70, True, 0.5, "0.5", "1/3", "1e3", "x", None])
SPANS = st.dictionaries(
    st.sampled_from(["lower", "upper"]), NUMBER | st.integers(0, 20), min_size=1
).flatmap(
    lambda ends: st.fixed_dictionaries(
        {name: st.just(end) for name, end in ends.items()},
        optional={
            "unit": st.sampled_from(["家", "", "％", "date", "month and day", "5家", 3, None]),
            "lower_open": st.booleans(),
            "zzz": st.just(1),
        },
    )
)
PRINTED = st.sampled_from(
    [
        "",
        "/",
        "长期",
        "完成",
        "≥5家",
        "98.5%",
        "18项（目标调整为18项）",
        "9至8家",
        "因疫情取消",
        "20201231",
        "待定",
        "0.97",
        "大于90%小于100%",
    ]
)
SENSE = st.sampled_from(["at least", "at most", "exactly", "between", "zzz", 3])
TYPE = st.sampled_from(["numeric_target", "numeric_actual"])
TARGETS = st.fixed_dictionaries(
    {"type": TYPE, "sense": SENSE, "span": SPANS},
    optional={"base": st.just("2019年度"), "zzz": st.just(1)},
)
ACTUALS = st.fixed_dictionaries(
    {"type": TYPE, "span": SPANS}, optional={"about": st.booleans(), "claim": st.just(True)}
)
TEXTS = st.sampled_from(
    ["", "无", "核查", "a\nb", "\ud800", "x" * 401, "x" * 20_001, 3, None, {"zh": "核查"}]
)
ROWS = st.fixed_dictionaries(
    {
        "name": st.just("核查") | TEXTS,
        "kind": st.sampled_from([*KINDS, "zzz", 3]),
        "target": PRINTED | TARGETS,
    },
    optional={
        "actual": PRINTED | ACTUALS | st.none(),
        "weight": NUMBER,
        "zzz": st.just(1),
        **dict.fromkeys(("key", "level1", "level2", "reason"), TEXTS),
        "revised": PRINTED,
    },
)
EVIDENCE_SCHEMA = Draft202012Validator(schema("evidence"))


@settings(max_examples=300)
@given(ROWS)
@example(ROW)
def test_any_indicator_is_read_and_written_again_or_refused_by_its_place(row: Any) -> None:
    document = evidence_of(row)
    try:
        evidence = from_document(document)
    except FiscalRubricError as error:
        assert all(f.place.startswith("projects[0].indicators[0]") for f in error.faults)
        return
    EVIDENCE_SCHEMA.validate(document)
    assert trip(evidence) == evidence


# Errors that are not about the document


def test_a_stack_that_is_nearly_full_is_not_taken_for_a_fault() -> None:
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


@pytest.mark.parametrize("error", [RecursionError(), MemoryError(), ZeroDivisionError()])
def test_an_error_that_is_not_ours_goes_on_as_it_is(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(value: object, place: str) -> Any:
        if value == "4/3":
            raise error
        return exact(value, place)

    document = put(sample(), "parts[0]", 3)  # a fault that comes first
    monkeypatch.setattr(values, "exact", fails)
    with pytest.raises(type(error)) as caught:
        from_document(document)
    assert caught.value is error


def test_a_constructor_that_fails_is_not_taken_for_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: object) -> None:
        raise RecursionError

    monkeypatch.setattr(n.Clip, "__attrs_post_init__", fails)
    with pytest.raises(RecursionError):
        from_document(sample())


# Mutated documents: the error names the place that was broken


@given(some.rubrics(), st.data())
def test_a_value_of_a_wrong_type_is_found_at_its_place(rubric: Rubric, data: st.DataObject) -> None:
    document: Any = to_document(rubric)
    # Keys of languages and questions may hold the signs of a path.
    steps = [at for at in paths(document) if all(map(str.isprintable, at))]
    path = data.draw(st.sampled_from(steps))
    value = data.draw(st.sampled_from([0.5, [[[]]], {"no": 0.5}]))
    with pytest.raises(FiscalRubricError) as caught:
        from_document(put(document, path, value))
    assert any(fault.place.startswith(path) for fault in caught.value.faults), str(caught.value)


def timed(read: Callable[[Any], Any], document: Any, enough: float = 0.0) -> tuple[float, Any]:
    """The least time of three, or a first one that is short enough; and what came out."""
    least = 1.0
    for _ in range(3):
        start = time.process_time()
        found = read(document)
        least = min(least, time.process_time() - start)
        if least < enough:
            break
    return least, found


@pytest.mark.parametrize(
    "count", [10_000, pytest.param(100_000, marks=pytest.mark.long)], ids=["some", "many"]
)
def test_what_is_broken_is_named_and_quickly(count: int) -> None:
    texts = documents_to_break()
    intact = max(timed(from_document, json.loads(text))[0] for text in {*texts})
    limit = max(0.1, 3 * intact)  # a machine may be slow, and slower while coverage is measured
    chosen = random.Random(count)
    for _ in range(count):
        document, place, said = broken(json.loads(chosen.choice(texts)), chosen)
        seconds, found = timed(refused, document, limit)
        assert seconds < limit, place
        faults = [fault for fault in found if fault.place.startswith(place)]
        shown = "; ".join(map(str, faults))
        assert re.search(said, shown), (place, "; ".join(map(str, found)))
        assert all(fault.expected or "expected" in str(fault) for fault in faults), shown
