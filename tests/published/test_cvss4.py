"""CVSS 4.0: the score of a class of severity, less what the steps inside the class take off.

Source: FIRST, Common Vulnerability Scoring System version 4.0, specification document, section 8.
Supplemental metrics change no score, so the rubric does not ask for them.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import product
from random import Random
from typing import Any

import pytest

from fiscal_rubric import (
    Criterion,
    Evidence,
    Rounding,
    Rubric,
    all_of,
    any_of,
    at_most,
    bands,
    least,
    pick,
    points,
    when,
)
from fiscal_rubric.rules.nodes import Node, node
from gaps import bounds_that_hold, narrowest, with_gaps
from oracles import Checked, data_of, rows_of

VECTORS, TABLES = "cvss4_vectors.csv", "cvss4_tables.json"

# The labels of each metric, the worst one first; each is one step from the next.
BASE = {
    "AV": "NALP", "PR": "NLH", "UI": "NPA", "AC": "LH", "AT": "NP",
    "VC": "HLN", "VI": "HLN", "VA": "HLN", "SC": "HLN", "SI": "SHLN", "SA": "SHLN",
}  # fmt: skip
OTHERS = {"CR": "HML", "IR": "HML", "AR": "HML", "E": "APU"}
LABELS = {**BASE, **OTHERS}
# The metrics whose steps count together, and the digits of the class that they decide.
PARTS = {
    "eq1": (("AV", "PR", "UI"), (0,)),
    "eq2": (("AC", "AT"), (1,)),
    "eq3eq6": (("VC", "VI", "VA", "CR", "IR", "AR"), (2, 5)),
    "eq4": (("SC", "SI", "SA"), (3,)),
    "eq5": (("E",), (4,)),
}
MOST = {"eq1": 2, "eq2": 1, "eq3": 2, "eq4": 2, "eq5": 2, "eq6": 1}  # each begins at 0, the worst
DIGITS = tuple(MOST)


def steps(metric: str) -> Node:
    """The steps of a metric from its worst label; a modified metric goes before its base.

    X is "not defined", which is the worst label of a threat or a requirement. Safety, S, is a
    label of modified metrics only.
    """
    own = {label: step for step, label in enumerate(LABELS[metric])}
    if metric in OTHERS:
        return pick(metric, {"X": 0, **own})
    base = pick(metric, {label: step for label, step in own.items() if label != "S"})
    return pick(f"M{metric}", {"X": base, **own})


STEPS = {metric: steps(metric) for metric in LABELS}


def classes() -> dict[str, Node]:
    """The digit of each part of the class, by the specification's tables 24 to 29."""
    av, pr, ui, ac, at, vc, vi, va, sc, si, sa, cr, ir, ar, e = STEPS.values()
    return {
        "eq1": when(av + pr + ui <= 0, 0, when(all_of(least(av, pr, ui) <= 0, av < 3), 1, 2)),
        "eq2": when(ac + at <= 0, 0, 1),
        "eq3": when(vc + vi <= 0, 0, when(least(vc, vi, va) <= 0, 1, 2)),
        "eq4": when(least(si, sa) <= 0, 0, when(least(sc + 1, si, sa) <= 1, 1, 2)),
        "eq5": e,
        "eq6": when(any_of(vc + cr <= 0, vi + ir <= 0, va + ar <= 0), 0, 1),
    }


NO_IMPACT = all_of(
    *(STEPS[metric] >= len(BASE[metric]) - 1 for metric in ("VC", "VI", "VA", "SC", "SI", "SA"))
)


# The tables: a class is a text of six digits, from "000000" to "212221"


def in_table(table: Any, part: str, digits: str) -> Any:
    """The entry of a class in the table of a part, which goes by its digits."""
    for position in PARTS[part][1]:
        table = table[digits[position]]
    return table


def steps_there_are(tables: Any, part: str, digits: str) -> int:
    count: int = in_table(tables["max_severity"][part], part, digits)
    return count


def highest(tables: Any, part: str, digits: str) -> Sequence[str]:
    """The worst metrics of a part in a class."""
    key = "eq3" if part == "eq3eq6" else part
    found: Sequence[str] = in_table(tables["max_composed"][key], part, digits)
    return found


def steps_of(vector: str) -> int:
    """The steps of the metrics of a vector from their worst labels, added up."""
    metrics = (metric.split(":") for metric in vector.strip("/").split("/"))
    return sum(LABELS[key].index(label) for key, label in metrics)


def next_score(scores: Mapping[str, str], digits: str, part: str) -> Fraction | None:
    """The score of the next class of a part; the higher one if there are two."""
    below = [
        digits[:position] + str(int(digits[position]) + 1) + digits[position + 1 :]
        for position in PARTS[part][1]
    ]
    return max((Fraction(scores[other]) for other in below if other in scores), default=None)


def inside_class(tables: Any, digits: str) -> Node:
    """The score of a class, less the mean share that the steps take of the way to the next one."""
    score = Fraction(tables["lookup"][digits])
    lower = {part: next_score(tables["lookup"], digits, part) for part in PARTS}
    ways = {part: score - other for part, other in lower.items() if other is not None}
    found = node(score)
    for part, way in ways.items():
        taken = points(f"{part} steps") - steps_of(highest(tables, part, digits)[0])
        found -= way / len(ways) / steps_there_are(tables, part, digits) * taken
    return found


def by_class(tables: Any, digits: str = "") -> Node:
    """The look-up of the class, digit by digit."""
    if len(digits) == len(DIGITS):
        return inside_class(tables, digits)
    asked = DIGITS[len(digits)]
    known = [
        digit
        for digit in range(MOST[asked] + 1)
        if any(key.startswith(f"{digits}{digit}") for key in tables["lookup"])
    ]
    *others, last = (by_class(tables, f"{digits}{digit}") for digit in known)
    if not others:
        return last
    edges = [(at_most(digit), other) for digit, other in zip(known[:-1], others, strict=True)]
    return bands(points(asked), edges, otherwise=last)


@cache
def rubric() -> Rubric:
    counted = {
        part: sum(STEPS[metric] for metric in metrics) for part, (metrics, _) in PARTS.items()
    }
    most = {part: sum(len(LABELS[m]) - 1 for m in metrics) for part, (metrics, _) in PARTS.items()}
    return Rubric(
        "CVSS 4.0",
        [
            *(Criterion(key, MOST[key], rule) for key, rule in classes().items()),
            *(Criterion(f"{part} steps", most[part], rule) for part, rule in counted.items()),
        ],
        full=10,
        rule=when(NO_IMPACT, 0, by_class(data_of(TABLES)).clip(0, 10)),
        rounding=Rounding(1),
        key="score",
        source="CVSS v4.0 specification document",
    )


def evidence_of(vector: str) -> Evidence:
    """The metrics of a vector; those that it does not name are not defined."""
    asked = (*BASE, *(f"M{metric}" for metric in BASE), *OTHERS)
    given = dict(metric.split(":") for metric in vector.strip("/").split("/"))
    undefined = {key: "X" for key in asked if key not in BASE}
    return Evidence(answers={**undefined, **{k: v for k, v in given.items() if k in asked}})


@pytest.mark.oracle(VECTORS)
@pytest.mark.oracle(TABLES)
def test_published_scores_follow_from_their_vectors(checked: Checked) -> None:
    rows = rows_of(VECTORS)
    for row in rows:
        score = rubric().score(evidence_of(row["vector"])).total
        assert score == Decimal(row["published_score"]), row
    assert len(rows) == 847
    checked(VECTORS, len(rows), "scores")


def worst_of(tables: Any, digits: str) -> Iterator[str]:
    """The worst vectors of a class, with modified metrics over the mildest base."""
    for parts in product(*(highest(tables, part, digits) for part in PARTS)):
        metrics = "".join(parts).strip("/").split("/")
        names = [metric if metric.split(":")[0] in OTHERS else f"M{metric}" for metric in metrics]
        yield "/".join([*(f"{key}:{labels[-1]}" for key, labels in BASE.items()), *names])


@pytest.mark.oracle(TABLES)
def test_the_worst_vectors_of_a_class_have_the_score_of_the_class(checked: Checked) -> None:
    tables = data_of(TABLES)
    vectors = 0
    for digits, score in tables["lookup"].items():
        for vector in worst_of(tables, digits):
            card = rubric().score(evidence_of(vector))
            assert "".join(str(int(card[key].points or 0)) for key in DIGITS) == digits, vector
            assert card.total == Decimal(score), vector
            vectors += 1
    assert (len(tables["lookup"]), vectors) == (270, 1782)
    checked(TABLES, len(tables["lookup"]), "scores of classes")


@pytest.mark.oracle(TABLES)
def test_all_worst_metrics_of_a_class_are_as_many_steps_down() -> None:
    """So the steps inside a class can be counted from any of them."""
    tables = data_of(TABLES)
    for digits, part in product(tables["lookup"], PARTS):
        assert len(set(map(steps_of, highest(tables, part, digits)))) == 1, (digits, part)


@pytest.mark.oracle(TABLES)
def test_without_an_impact_the_score_is_zero() -> None:
    worst = "AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:"
    scores = [rubric().score(evidence_of(worst + label)).total for label in "NL"]
    assert scores[0] == 0 < (scores[1] or 0)


@pytest.mark.oracle(VECTORS)
@pytest.mark.oracle(TABLES)
@pytest.mark.parametrize("count", [20, pytest.param(200, marks=pytest.mark.long)])
def test_bounds_hold_the_score_while_metrics_are_open(count: int, checked: Checked) -> None:
    rows = with_gaps(rows_of(VECTORS), lambda row: evidence_of(row["vector"]), count)
    found = [
        bounds_that_hold(rubric(), evidence, {"score": row["published_score"]})
        for row, evidence in rows
    ]
    assert narrowest(found) <= 1
    checked(VECTORS, len(found), "scores within the bounds of some of their metrics")


def labels_of(metric: str) -> str:
    """The labels that a metric may have."""
    if metric in BASE:
        return BASE[metric].replace("S", "")
    return f"X{LABELS[metric.removeprefix('M')]}"


@pytest.mark.oracle(VECTORS)
@pytest.mark.oracle(TABLES)
def test_bounds_are_no_wider_than_a_missing_metric_can_make_them(checked: Checked) -> None:
    """All labels that the metric may have are tried."""
    random = Random(2)
    rows = random.sample(rows_of(VECTORS), 40)
    for row in rows:
        evidence = evidence_of(row["vector"])
        missing = random.choice(sorted(evidence.answers))
        given = [evidence.with_answers(**{missing: label}) for label in labels_of(missing)]
        scores = [rubric().score(each).total or 0 for each in given]
        bounds = rubric().bounds(evidence.without(missing))
        assert (bounds.low, bounds.high) == (min(scores), max(scores)), (missing, row)
    checked(VECTORS, len(rows), "vectors whose bounds are as narrow as can be")
