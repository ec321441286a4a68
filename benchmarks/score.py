"""Timed claims: medians of interleaved rounds in one run; nothing is judged here."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from itertools import count

from attrs import evolve
from hypothesis import given, settings

from fiscal_rubric import Evidence, Indicator, Project, audit, goal, lint, sensitivity
from fiscal_rubric.catalog.futian_2020 import CLAIMED, EVIDENCE, RUBRIC
from fiscal_rubric.documents import from_document, to_document
from fiscal_rubric.rubric.criteria import Part, Section
from fiscal_rubric.testing import evidence_at_random, strategies

ROUNDS, SHORT = 15, 0.02  # seconds


def rebuilt(part: Part) -> Part:
    if isinstance(part, Section):
        return evolve(part, parts=[rebuilt(inner) for inner in part.parts])
    return evolve(part)


def by_hand() -> Decimal:
    """The same lines as plain Decimals, for scale; no evidence, no checks, no trace."""
    answers = list(EVIDENCE.answers.values())[:30]
    paid = planned = Decimal("41661.51")
    lines = [Decimal(2) * bool(answer) for answer in answers]
    lines.append(3 * (paid <= planned) + 3 * (planned - paid) / planned)
    return sum((line.quantize(Decimal("0.01")) for line in lines), Decimal(0))


def numbered(start: int) -> list[tuple[str, str, str]]:
    """The names and cells of 64 indicators, all different, also from those of other rounds."""
    numbers = range(1000 + 64 * start, 1000 + 64 * (start + 1))
    return [(f"指标{n}", f"≥{n}家", f"{n - 10}家") for n in numbers]


def structured(start: int) -> str:
    rows = numbered(start)
    indicators = [Indicator(name, "quantity", *cells, weight=1) for name, *cells in rows]
    return json.dumps(to_document(Evidence(Project("p", None, indicators))))


def printed(start: int) -> str:
    rows = [
        {"name": name, "kind": "quantity", "target": target, "actual": actual}
        for name, target, actual in numbered(start)
    ]
    project = {"name": "p", "indicators": rows}
    return json.dumps({"fiscal_rubric": 1, "kind": "evidence", "projects": [project]})


TEXTS = {
    "64 indicators, structured (goal 4)": structured,
    "64 indicators, printed text (goal 10)": printed,
}

TABLE_5 = to_document(RUBRIC)
SEEDS = count()
TASKS: dict[str, Callable[[], object]] = {
    "score, with a trace (goal 3 ms)": lambda: RUBRIC.score(EVIDENCE),
    "build Table 5 with its proofs (goal 5 ms)": lambda: rebuilt(RUBRIC),
    "bounds, one answer open": lambda: RUBRIC.bounds(EVIDENCE.without("satisfaction")),
    "bounds, nothing known": lambda: RUBRIC.bounds(Evidence()),
    "explain every line": lambda: RUBRIC.score(EVIDENCE).explain("zh"),
    "identity": lambda: RUBRIC.identity,
    "audit of the report (goal 50 ms)": lambda: audit(RUBRIC, EVIDENCE, CLAIMED),
    "what it takes to reach 优 (goal 200 ms, with a later scorer)": (
        lambda: goal(RUBRIC, EVIDENCE, grade="优")
    ),
    "lint of Table 5": lambda: lint(RUBRIC),
    "sensitivity to each fact": lambda: sensitivity(RUBRIC, EVIDENCE),
    "document of Table 5, written": lambda: to_document(RUBRIC),
    "document of Table 5, read with its proofs": lambda: from_document(TABLE_5),
    "evidence at random around the report (goal 2.5 ms)": (
        lambda: evidence_at_random(RUBRIC, next(SEEDS), EVIDENCE)
    ),
    "Decimals by hand": by_hand,
}


# Above a bare interpreter.
IMPORTS = {
    "import fiscal_rubric (goal 60 ms)": "import fiscal_rubric",
    "its first name used": "from fiscal_rubric import Rubric",
    "of which attrs and the standard library": "import attrs, fractions, datetime, enum, re",
}


def drawn() -> None:
    """A thousand pieces of evidence for Table 5, as a test suite would draw them."""

    @settings(max_examples=1000, deadline=None, database=None)
    @given(strategies.evidence(RUBRIC))
    def draw(evidence: Evidence) -> None:
        assert evidence.answers

    draw()


def timed(task: Callable[[], object]) -> float:
    """Milliseconds of a task, which is repeated where it is short."""
    start, times, passed = time.perf_counter(), 0, 0.0
    while passed < SHORT:
        task()
        times += 1
        passed = time.perf_counter() - start
    return passed / times * 1000


def structuring(text: str) -> float:
    """How many times longer than reading its JSON it takes to make a value of a document."""
    start = time.perf_counter()
    document = json.loads(text)
    middle = time.perf_counter()
    from_document(document)
    return (time.perf_counter() - middle) / (middle - start)


def importing(code: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return (time.perf_counter() - start) * 1000


def main() -> None:
    for task in TASKS.values():
        task()
    rounds = [{name: timed(task) for name, task in TASKS.items()} for _ in range(ROUNDS)]
    for name in TASKS:
        found = [times[name] for times in rounds]
        print(f"{name:55} {statistics.median(found):8.3f} ms")
    for name, text_of in TEXTS.items():
        ratios = [structuring(text_of(start)) for start in range(10 * ROUNDS)]
        print(f"{name:55} {statistics.median(ratios):8.1f} x json.loads")
    start = time.perf_counter()
    drawn()
    print(f"{'1 000 pieces of evidence drawn for Table 5':55} {time.perf_counter() - start:8.1f} s")
    for name, code in IMPORTS.items():
        above = [importing(code) - importing("pass") for _ in range(ROUNDS)]
        print(f"{name:55} {statistics.median(above):8.1f} ms")


if __name__ == "__main__":
    main()
