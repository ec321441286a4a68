"""What scores, scenarios and analyses cost: ratios to Decimals by hand, in one run.

Run it from the root of the project: python benchmarks/score.py [--growth]

All times are CPU time. A ratio is the median over pairs: Table 5 by the library, then Table 5 in
hand-written Decimals (`by_hand`), with answers drawn at random before the clock starts.
"""

import gc
import json
import platform
import random
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import count, islice
from math import log
from typing import Any

from attrs import evolve
from by_hand import Sums, by_hand

from fiscal_rubric import (
    Actual,
    Criterion,
    Evidence,
    Indicator,
    Project,
    Rubric,
    audit,
    deduct_per_miss,
    goal,
    lint,
    misses,
    sensitivity,
    shortfalls,
    yes,
)
from fiscal_rubric.catalog.futian_2020 import CLAIMED, EVIDENCE, RUBRIC
from fiscal_rubric.documents import from_document, to_document
from fiscal_rubric.rubric.criteria import Part, Section
from fiscal_rubric.rubric.program import Program
from fiscal_rubric.targets import completion
from fiscal_rubric.testing import evidence_at_random

ROUNDS, MANY = 15, 400
LONG = 2.0  # seconds; a larger size of a question that took longer is left out
clock = time.thread_time
Row = tuple[str, str, float, str]  # what, the goal, the value, its unit


# Table 5 by hand


def answers_at_random(chance: random.Random) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same answers for the rubric and for the hand-written code."""
    answers: dict[str, Any] = {}
    for question in RUBRIC.questions():
        if question.kind == "yes":
            answers[question.key] = chance.random() < 0.7
        elif question.kind == "pick":
            answers[question.key] = chance.choice(question.choices)
    half = chance.randrange(37)
    return {**answers, "benefit": Fraction(half, 2)}, {**answers, "benefit": Decimal(half) / 2}


def sums_of(evidence: Evidence) -> Sums:
    """What the hand-written code is given of the projects: amounts, and counts of misses."""
    budgets = [project.budget for project in evidence.projects]
    paid = sum((Fraction(budget.paid().base) for budget in budgets), Fraction(0))  # type: ignore[union-attr]
    planned = sum((Fraction(budget.adjusted.base) for budget in budgets), Fraction(0))  # type: ignore[union-attr]
    missed = [
        indicator.kind
        for project in evidence.projects
        for indicator in project.indicators
        if completion(indicator.target, indicator.actual).status == "missed"
    ]
    amounts = [Decimal(each.numerator) / each.denominator for each in (paid, planned)]
    return (*amounts, len(missed), missed.count("quantity"), missed.count("quality"))  # type: ignore[return-value]


def check_by_hand(pairs: Sequence[tuple[Evidence, dict[str, Any]]], sums: Sums) -> None:
    for evidence, answers in pairs:
        card = RUBRIC.score(evidence)
        assert (list(card.points), card.total, card.grade) == by_hand(answers, sums)


# Pairs


def seconds(task: Callable[[Any], object], given: Iterable[Any]) -> float:
    items = list(given)
    start = clock()
    for item in items:
        task(item)
    return (clock() - start) / len(items)


def milliseconds(task: Callable[[], object], rounds: int = 7) -> float:
    return statistics.median(seconds(lambda _: task(), [0]) for _ in range(rounds)) * 1000


def fresh(evidence: Evidence) -> Evidence:
    """The same evidence with new projects and indicators, which nothing has seen before."""
    projects = [
        copied(project, indicators=tuple(map(copied, project.indicators)))
        for project in evidence.projects
    ]
    return copied(evidence, projects=tuple(projects))


def copied(value: Any, **changes: Any) -> Any:
    new = object.__new__(type(value))
    for name in (attribute.name for attribute in value.__attrs_attrs__):
        object.__setattr__(new, name, changes.get(name, getattr(value, name)))
    return new


def cards() -> list[Row]:
    """Rows 1 to 5: one card, beside the same in Decimals by hand."""
    chance, sums = random.Random(2020), sums_of(EVIDENCE)
    drawn = [answers_at_random(chance) for _ in range(MANY)]
    known = [EVIDENCE.with_answers(answers) for answers, _ in drawn]
    hands = [answers for _, answers in drawn]
    check_by_hand(list(zip(known, hands, strict=True)), sums)
    result = ("risk_control", "核查分析网贷平台数据")
    actuals = [Actual.read(f"{n}家") for n in range(1000)]

    def card(evidence: Evidence) -> object:
        found = RUBRIC.score(evidence)
        return found.total, found.grade

    def points(evidence: Evidence) -> object:
        found = RUBRIC.score(evidence)
        return found.points, found.total, found.grade

    def other_actual(both: tuple[Evidence, Actual]) -> object:
        evidence, actual = both
        return card(evidence.with_actual(result, actual))

    new_actuals = ((known[0], actuals[n % 1000]) for n in count())
    tasks: dict[str, tuple[str, Callable[[Any], object], Callable[[], Iterable[Any]]]] = {
        "1 card, total, grade": ("0.9", card, lambda: known),
        "2 the same, 18 Decimal points held": ("1.2", points, lambda: known),
        "3 what-if: one answer changed and scored": (
            "1.2",
            lambda evidence: card(evidence.with_answers({"people": False})),
            lambda: known,
        ),
        "4 what-if: one actual of 64 changed and scored": (
            "5",
            other_actual,
            lambda: islice(new_actuals, 100),
        ),
        "a card and the trace of a line": (
            "",
            lambda evidence: RUBRIC.score(evidence)["成本控制情况"].trace,
            lambda: known[:10],
        ),
        "5 fresh portfolio of 64 indicators": (
            "25",
            card,
            lambda: [fresh(evidence) for evidence in known[:20]],
        ),
    }
    rows: list[Row] = []
    for name, (limit, task, given) in tasks.items():
        ratios = [
            seconds(task, given()) / seconds(lambda answers: by_hand(answers, sums), hands)
            for _ in range(ROUNDS)
        ]
        rows.append((name, limit, statistics.median(ratios), "x by hand"))
    rows.append(("by hand", "", seconds(lambda a: by_hand(a, sums), hands) * 1e6, "us"))
    return rows


def rebuilt(part: Part) -> Part:
    if isinstance(part, Section):
        return evolve(part, parts=[rebuilt(inner) for inner in part.parts])
    return evolve(part)


def analyses() -> list[Row]:
    """Rows 6 to 11."""
    build, compile_ = milliseconds(lambda: rebuilt(RUBRIC)), milliseconds(lambda: Program(RUBRIC))
    eight = [question.key for question in RUBRIC.questions()][:8]
    wide = Rubric("m", [
        Criterion("a", 6, deduct_per_miss(6, misses(kind="quantity"))),
        Criterion("b", 6, deduct_per_miss(6, misses(kind="quality"))),
        Criterion("c", 3, deduct_per_miss(3, misses())),
    ])  # fmt: skip
    rows = [
        Indicator(f"i{n}", "quantity" if n % 2 else "quality", "≥5家", "3家" if n < 15 else "6家")
        for n in range(100)
    ]
    hundred = Evidence(Project("p", None, rows))
    tasks: list[tuple[str, str, Callable[[], object]]] = [
        ("7 bounds, nothing known", "5", lambda: RUBRIC.bounds(Evidence())),
        ("7 bounds, one answer open", "0.5",
         lambda: RUBRIC.bounds(EVIDENCE.without("satisfaction"))),
        ("8 lint of the rubric", "40", lambda: lint(RUBRIC)),
        ("9 sensitivity", "30", lambda: sensitivity(RUBRIC, EVIDENCE)),
        ("10 goal, nothing open", "100", lambda: goal(RUBRIC, EVIDENCE, grade="优")),
        ("10 goal, 8 answers open", "500",
         lambda: goal(RUBRIC, EVIDENCE.without(*eight), grade="优")),
        ("10 goal, 100 indicators, 15 missed", "500", lambda: goal(wide, hundred, total=12)),
        ("11 audit", "30", lambda: audit(RUBRIC, EVIDENCE, CLAIMED)),
    ]  # fmt: skip
    found: list[Row] = [("6 compile / build", "1.5", compile_ / build, "x the build")]
    for name, limit, task in tasks:
        found.append((name, limit, milliseconds(task, 3), "ms"))
    return found


def memory() -> list[Row]:
    """Row 13: what a held card takes, next to its evidence."""
    held: list[object] = []
    evidences = [EVIDENCE.with_answers(people=False) for _ in range(200)]
    RUBRIC.score(EVIDENCE)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    held += [RUBRIC.score(evidence) for evidence in evidences]
    used = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return [("13 a card held (no traces)", "2", used / len(held) / 1024, "KiB")]


# Growth


def of_criteria(size: int) -> tuple[Rubric, Evidence]:
    lines = [Criterion(f"c{n}", 2, 2 * yes(f"a{n}")) for n in range(size)]
    return Rubric("r", lines), Evidence(answers={f"a{n}": n % 3 > 0 for n in range(size)})


def of_indicators(size: int) -> tuple[Rubric, Evidence]:
    rows = [Indicator(f"i{n}", "quantity", "≥5家", f"{n % 9}家") for n in range(size)]
    lines = [Criterion("c", size, deduct_per_miss(size, misses()))]
    return Rubric("r", lines), Evidence(Project("p", None, rows))


QUESTIONS: dict[str, Callable[[Rubric, Evidence], object]] = {
    "score with a trace": lambda rubric, evidence: evolve(rubric).score(evidence),
    "score": lambda rubric, evidence: rubric.score(evidence),
    "bounds, nothing known": lambda rubric, evidence: rubric.bounds(evolve(evidence, answers={})),
    "lint": lambda rubric, _: lint(rubric),
    "sensitivity": sensitivity,
    "shortfalls": lambda rubric, evidence: shortfalls(rubric.score(evidence)),
    "goal": lambda rubric, evidence: goal(rubric, evidence, total=rubric.full * 9 / 10),
    "audit": lambda rubric, evidence: audit(rubric, evidence, {"total": rubric.full}),
}


def growth() -> list[Row]:
    """Row 12: the exponent between the last two sizes that take less than two seconds."""
    rows: list[Row] = []
    for name, ask in QUESTIONS.items():
        for what, make in (("criteria", of_criteria), ("indicators", of_indicators)):
            times: list[tuple[int, float]] = []
            for size in (10, 100, 1000):
                rubric, evidence = make(size)
                rubric.score(evidence)
                rubric.score(evidence)
                start = clock()
                ask(rubric, evidence)
                times.append((size, clock() - start))
                if times[-1][1] > LONG / 10:
                    break
            (small, first), (large, last) = times[-2:] if len(times) > 1 else times * 2
            exponent = log(last / first) / log(large / small) if large > small else 0
            label = f"12 {name}, {what} to {large} ({last * 1000:.1f} ms)"
            rows.append((label, "1.3", exponent, "exponent"))
    return rows


# Documents, random evidence, and the import


def numbered(start: int) -> list[tuple[str, str, str]]:
    """The names and cells of 64 indicators, all different, also from those of other rounds."""
    numbers = range(1000 + 64 * start, 1000 + 64 * (start + 1))
    return [(f"指标{n}", f"≥{n}家", f"{n - 10}家") for n in numbers]


def structured(start: int) -> str:
    indicators = [Indicator(name, "quantity", *cells, weight=1) for name, *cells in numbered(start)]
    return json.dumps(to_document(Evidence(Project("p", None, indicators))))


def printed(start: int) -> str:
    rows = [
        {"name": name, "kind": "quantity", "target": target, "actual": actual}
        for name, target, actual in numbered(start)
    ]
    project = {"name": "p", "indicators": rows}
    return json.dumps({"fiscal_rubric": 1, "kind": "evidence", "projects": [project]})


def structuring(text: str) -> float:
    """How many times longer than reading its JSON it takes to make a value of a document."""
    start = clock()
    document = json.loads(text)
    middle = clock()
    from_document(document)
    return (clock() - middle) / (middle - start)


def importing(code: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return (time.perf_counter() - start) * 1000


def others() -> list[Row]:
    seeds = count()
    at_random = milliseconds(lambda: evidence_at_random(RUBRIC, next(seeds), EVIDENCE), 15)
    rows: list[Row] = [("evidence at random around the report", "2.5", at_random, "ms")]
    for name, limit, text_of in (
        ("document of 64 indicators, structured", "4", structured),
        ("document of 64 indicators, printed text", "10", printed),
    ):
        ratios = [structuring(text_of(start)) for start in range(5 * ROUNDS)]
        rows.append((name, limit, statistics.median(ratios), "x json.loads"))
    for name, limit, code in (
        ("import fiscal_rubric", "60", "import fiscal_rubric"),
        ("its first name used", "", "from fiscal_rubric import Rubric"),
    ):
        above = [importing(code) - importing("pass") for _ in range(ROUNDS)]
        rows.append((name, limit, statistics.median(above), "ms"))
    return rows


def main() -> None:
    gc.disable()  # as timeit does
    print(f"Python {platform.python_version()}, CPU time, medians")
    parts = [cards, analyses, memory, others]
    if "--growth" in sys.argv:
        parts.append(growth)
    for part in parts:
        for name, limit, value, unit in part():
            aim = f"(goal {limit})" if limit else ""
            print(f"{name:62} {value:9.2f} {unit:12} {aim}")
        gc.collect()


if __name__ == "__main__":
    main()
