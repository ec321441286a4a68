"""Documents of every kind, and how to change one in one place: shared by the tests of documents."""

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve

from fiscal_rubric import (
    NOT_APPLICABLE,
    Basis,
    Budget,
    Criterion,
    Evidence,
    FiscalRubricError,
    Indicator,
    Project,
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
    ordered_mean,
    paid,
    pick,
    picked,
    planned,
    points,
    reaches,
    root,
    when,
    yes,
)
from fiscal_rubric.catalog import futian_2020, ikpa, pefa_2016
from fiscal_rubric.documents import from_document, to_document, unique
from fiscal_rubric.errors import Fault
from fiscal_rubric.rules import nodes as n


def trip(value: Any) -> Any:
    """The value after a trip through JSON text."""
    text = json.dumps(to_document(value), ensure_ascii=False, allow_nan=False)
    return from_document(json.loads(text, object_pairs_hook=unique))


def refused(document: Any) -> tuple[Fault, ...]:
    """The faults of a document, each of which can be printed in both languages."""
    with pytest.raises(FiscalRubricError) as caught:
        from_document(document)
    assert caught.value.explain("zh").encode()
    assert str(caught.value).encode()
    return caught.value.faults


# Values


def catalogue() -> list[Rubric]:
    return [futian_2020.RUBRIC, ikpa.RUBRIC, pefa_2016.RUBRIC]


def every_node() -> Rubric:
    """A rubric that uses each kind of node, with the catalogue."""
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
    judges = [number(key, 0, 1) for key in ("x", "y", "z")]
    middle = indicators(kind="cost").median(met())
    below.append(Criterion("o", 1, ordered_mean(*judges, middle, first=2, last=-2)))
    below.append(Criterion("g", 1, root(number("x", 0, 1), 2)))
    return Rubric("every", [Section("s", below, rule=rule, full=9)])


def every_target() -> Evidence:
    """Evidence with each kind of target, result and answer."""
    budget = Budget("700万元", "636.96万元", {"2020-03-31": "1.26%", "2020-12-31": "100%"})
    several = [
        Indicator("a", "quantity", "20项", "18项（目标调整为18项）", weight="2.5", reason="疫情"),
        Indicator("b", "timeliness", "12月31日前", "12月30日", level1="产出", level2="时效"),
        Indicator("c", "cost", "≤10万元", "约9万元"),
        Indicator("d", "quality", "长期", "达成预期指标"),
        Indicator("e", "quality", "/", NOT_APPLICABLE),
        Indicator("f", "quality", "≥90%", None, key="g"),
        Indicator({"zh": "增长", "en": "growth"}, "economic", "增长5%", "较2019年增长6%"),
        Indicator("h", "quality", "≥90%", "受暴雨影响，未实施"),
        Indicator("i", "quantity", "5家、≥3次", "4家、3次"),
        Indicator("j", "quality", "长期", "有所提高"),
    ]
    answers = {"yes": True, "label": "0.5", "number": "1/3", "whole": 3, "none": NOT_APPLICABLE}
    project = Project("p", budget, several, key="k", period="2020")
    return Evidence([project, Project("q")], answers, {"yes": {"zh": "据", "en": "see"}})


REPORTS = {
    "rubric": lint(futian_2020.RUBRIC),
    "waived": lint(futian_2020.RUBRIC, waive=[("full_unreachable", "制度保障")]),
    "evidence": lint(futian_2020.EVIDENCE),
    "none": lint(Evidence()),
    "audit": audit(futian_2020.RUBRIC, futian_2020.EVIDENCE, futian_2020.CLAIMED),
    "grade": audit(futian_2020.RUBRIC, futian_2020.EVIDENCE, {"total": "1E+2", "grade": "优"}),
}


def documents_to_break() -> list[str]:
    """Documents of every kind, as text; the small ones often, for they are read faster."""
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


# A frozen sample: what format 1 is

IDENTITY = "980031c372bcd884cfad865bde5b4310f221647338bed4f95c610141d3e52245"
SAMPLE: dict[str, Any] = {
    "fiscal_rubric": 1,
    "kind": "rubric",
    "identity": IDENTITY,
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
                    ["A", {"lower": 2}],
                    ["B", {"lower": "0.5", "lower_open": True}],
                    ["C", {"upper": "0.5"}],
                ]
            },
        },
    ],
}
EVIDENCE_SAMPLE: dict[str, Any] = {
    "fiscal_rubric": 1,
    "kind": "evidence",
    "projects": [
        {
            "name": "p",
            "budget": {
                "initial": {"value": 700, "unit": "万元"},
                "payments": [["2020-12-31", {"value": "636.96", "unit": "万元"}]],
            },
            "indicators": [
                {
                    "name": "a",
                    "kind": "quantity",
                    "target": {
                        "type": "numeric_target",
                        "sense": "at least",
                        "span": {"lower": 20, "unit": "项"},
                    },
                    "actual": {
                        "type": "numeric_actual",
                        "span": {"lower": 18, "lower_open": True, "unit": "项"},
                        "about": True,
                    },
                    "weight": "2.5",
                },
                {
                    "name": {"zh": "乙", "en": "b"},
                    "key": "乙",
                    "kind": "quality",
                    "target": {"type": "qualitative_target", "text": "长期"},
                    "actual": {"type": "claimed", "text": "完成"},
                },
                {
                    "name": "c",
                    "kind": "quality",
                    "target": {"type": "no_target"},
                    "actual": {"type": "not_applicable"},
                },
            ],
        },
    ],
    "answers": [
        ["yes", True],
        ["label", "0.5"],
        ["number", {"number": "1/3"}],
        ["none", {"type": "not_applicable"}],
    ],
    "notes": [["yes", {"zh": "据", "en": "see"}], ["label", "见附件"]],
}
RULE = "parts[0].rule"
OPTIONS = "parts[1].parts[0].rule.item.options"


def sample() -> dict[str, Any]:
    return copy.deepcopy(SAMPLE)


def evidence_with(**fields: Any) -> dict[str, Any]:
    """The document of evidence with these fields."""
    return {"fiscal_rubric": 1, "kind": "evidence", **fields}


def evidence_of(*rows: Any) -> dict[str, Any]:
    """The document of one project with these indicators."""
    return evidence_with(projects=[{"name": "p", "indicators": [*rows]}])


# Places


GONE = object()


def put(document: Any, path: str, value: object) -> Any:
    """The document with something else at a path, such as parts[0].rule; `GONE` takes it away."""
    *steps, last = _steps(path)
    inner = document
    for step in steps:
        inner = inner[step]
    if value is GONE:
        del inner[last]
    else:
        inner[last] = value
    return document


def at_path(document: Any, path: str) -> Any:
    for step in _steps(path):
        document = document[step]
    return document


def _steps(path: str) -> list[Any]:
    names = path.replace("[", ".").replace("]", "").split(".")
    return [int(name) if name.isdigit() else name for name in names]


def paths(document: Any, path: str = "") -> Iterator[str]:
    """All paths below the outside of a document."""
    pairs: list[tuple[str, Any]] = []
    if isinstance(document, dict):
        pairs = [(f"{path}.{name}" if path else name, inner) for name, inner in document.items()]
    elif isinstance(document, list):
        pairs = [(f"{path}[{at}]", inner) for at, inner in enumerate(document)]
    for place, inner in pairs:
        yield place
        yield from paths(inner, place)


# What is put into a document, and what a message says of it.
WRONG: tuple[tuple[Any, str], ...] = (
    (0.5, r"0\.5"),
    ([[[]]], "list"),
    ({"no": 0.5}, "dict|no: |None"),
    (float("nan"), "nan"),
    (10**5000, "10000|wrong_type|int"),
)


def broken(document: Any, chosen: random.Random) -> tuple[Any, str, str]:
    """A document with one thing wrong, the place where it is, and what to say of it."""
    path = chosen.choice(list(paths(document)))
    inner = at_path(document, path)
    if isinstance(inner, dict) and chosen.random() < 0.5:
        if "type" in inner and chosen.random() < 0.5:
            return put(document, f"{path}.type", "zzz"), f"{path}.type", "zzz"
        return put(document, f"{path}.zzz", 0.5), f"{path}.zzz", "zzz"
    wrong, said = chosen.choice(WRONG)
    return put(document, path, wrong), path, said
