"""The compiled program of a rubric: what it holds, what it forgets, and what cannot get into it."""

import ast
import copy
import os
import pickle
import random
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings, strategies as st

from fiscal_rubric import (
    NOT_APPLICABLE,
    Basis,
    Budget,
    Criterion,
    Evidence,
    FiscalRubricError,
    Grades,
    Indicator,
    Project,
    Rounding,
    Rubric,
    Section,
    actual,
    all_of,
    any_of,
    applies,
    attained,
    average,
    completion_rate,
    divide,
    graded,
    has_reason,
    indicators,
    judged,
    least,
    median,
    met,
    misses,
    most,
    not_applicable,
    number,
    paid,
    pick,
    picked,
    planned,
    points,
    projects,
    root,
    subtotal,
    weight,
    when,
    yes,
)
from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
from fiscal_rubric.numbers.rounding import Decimals
from fiscal_rubric.rubric import compiled as kept, program as programs
from fiscal_rubric.rubric.rubric import quick_results
from fiscal_rubric.rules import fact_rows
from fiscal_rubric.rules.compiled import Code, Compiler
from fiscal_rubric.testing import evidence_at_random, strategies as some
from meanings import agree, compiled, counted, traced

MIXED = 490 if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else 0  # pieces for each rubric
SMALL = Rubric("r", [Criterion("c", 3, 2 * yes("a") + number("x", 0, 1))])


# The law


@pytest.mark.long
@settings(max_examples=2000)
@given(some.rubrics(), st.data(), some.bases())
def test_all_meanings_agree_on_many_rubrics(
    rubric: Rubric, data: st.DataObject, basis: Basis
) -> None:
    pieces = [data.draw(some.evidence(rubric)) for _ in range(10)]
    agree(rubric, pieces[0], basis)
    for evidence in (*pieces[1:], *mixed(pieces, MIXED)):
        wanted = traced(rubric, evidence, basis)
        assert compiled(rubric, evidence, basis) == wanted
        assert counted(rubric, evidence, basis) == wanted


def mixed(pieces: list[Evidence], count: int) -> Iterator[Evidence]:
    """The projects of one piece with answers of all; now and then an answer is missing."""
    chance = random.Random(count)
    for _ in range(count):
        owner, *others = chance.choices(pieces, k=1 + len(pieces[0].answers))
        both = zip(pieces[0].answers, others, strict=True)
        answers = {key: other.answers.get(key) for key, other in both if chance.random() > 0.01}
        known = {key: answer for key, answer in answers.items() if answer is not None}
        yield evolve(owner, answers=known)


FOLDED = Rubric("folded", [
    Criterion("answers inside", 9, when(yes("strict"), 3, 1) * indicators().average(
        when(yes("strict"), 1 * met(), attained()), weight=weight()), if_not_applicable="zero"),
    Criterion("folds inside", 9, projects().most(
        indicators().total(number("per", 0, 1) * ~met()).clip(0, 3)) * 3, if_not_applicable="drop"),
    Criterion("ranks", 4, indicators().median(attained()) + least(number("x", 0, 3), 3),
              if_not_applicable="full"),
    Criterion("rates", 5, average(completion_rate("k"), number("x", 0, 3), 1).clip(0, 5),
              rounding=Rounding(1, "half even"), if_not_applicable="drop"),
    Criterion("money", 3, (3 * paid() / planned()).clip(0, 3), rounding=Rounding(3, "up")),
], grades=Grades([("A", 20), ("B", 10), ("C", 0)], overrides=[(yes("veto"), "X")],
                 caps=[(median(number("x", 0, 3), 1 * yes("strict")) < 1, "B")]))  # fmt: skip


def folded(**changes: Any) -> Evidence:
    cells = [("≥5家", "3家", 2), ("≥80%", "85%", 1), ("≤4", "因疫情未开展", 1), ("长期", "完成", 0)]
    rows = [
        Indicator(f"{key}{at}", "quantity", target, result, key=f"{key}{at}" if at else key,
                  weight=share)
        for key in ("k", "m") for at, (target, result, share) in enumerate(cells)
    ]  # fmt: skip
    owners = [
        Project("p", Budget("3元", "7元", {"2020-12-31": "5元"}), rows[:4]),
        Project("q", Budget("3元", "7元", {"2020-12-31": "6元"}), rows[4:]),
    ]
    answers = {"strict": True, "per": "1/3", "x": 2, "veto": False, **changes}
    answers["per"] = Fraction(answers["per"])
    return Evidence(owners, answers)


@pytest.mark.parametrize("basis", [Basis(), Basis(excused="not_missed"), Basis(budget="initial")])
@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("x", [0, "0.5", 2, 3])
def test_all_meanings_agree_on_folds_that_read_answers(basis: Basis, strict: bool, x: Any) -> None:
    for veto in (True, False):
        assert agree(FOLDED, folded(strict=strict, x=x, veto=veto), basis)
    assert not agree(FOLDED, folded(strict=strict, x=4), basis)


def test_facts_of_a_branch_that_is_not_taken_are_not_needed() -> None:
    rule = when(yes("a"), number("x", 0, 2), pick("p", {"y": 1, "z": 2 * yes("b")}))
    rubric = Rubric("r", [Criterion("c", 2, rule)])
    assert agree(rubric, Evidence(answers={"a": True, "x": 2}), Basis())
    assert agree(rubric, Evidence(answers={"a": False, "p": "y"}), Basis())
    assert agree(rubric, Evidence(answers={"a": False, "p": "z", "b": True}), Basis())
    for answers in ({"a": False, "p": "z"}, {"a": False, "p": "x"}, {"a": 1}, {"a": True, "x": 3}):
        assert not agree(rubric, Evidence(answers=answers), Basis())


def test_a_program_refuses_what_scoring_refuses() -> None:
    known = {"a": True, "x": 1}
    for evidence in (
        Evidence(),
        Evidence(answers={"a": "yes", "x": 1}),
        Evidence(answers={"a": NOT_APPLICABLE, "x": 1}),
        Evidence(answers={"a": True, "x": 2}),
        Evidence(answers={"a": True, "x": True}),
        Evidence(answers={**known, "strange": True}),
        Evidence(answers=known, notes={"strange": "text"}),
    ):
        assert SMALL.program.run(evidence, Basis()) is None
        with pytest.raises(FiscalRubricError):
            SMALL.score(evidence)
    assert agree(SMALL, Evidence(answers={"a": True, "x": "0.5"}, notes={"a": "text"}), Basis())


NOTHING = not_applicable()


@pytest.mark.parametrize(
    "rule",
    [
        5 * number("x", 0, 100, unit="%"),
        5 * judged("x", "0.9"),
        divide(number("x", 0, 1), 0, if_zero=yes("a")),
        divide(yes("a"), when(yes("a"), 0, NOTHING), if_zero=5),
        divide(1, 1 * yes("a"), if_zero=3),
        3 * (number("x", 0, 1) / 2 + yes("a") / 3),
        least(number("x", 0, 1)),
        least(1, 1 * yes("a")) + most(1, 2) * yes("a"),
        average(NOTHING) + yes("a"),
        average(NOTHING, yes("b", may_not_apply=True)) + 0 * yes("a"),
        root(NOTHING * yes("a"), 2),
        root(4 * yes("a"), 2) + root(number("x", 0, 1), 3, 1, "down"),
        when(NOTHING * yes("a") <= 1, 2, 3),
        when(applies(yes("b", may_not_apply=True)), 2, 3) + yes("a"),
        all_of(yes("a"), yes("b", may_not_apply=True)) + 0,
        (number("x", 0, 1) - "0.3").round(1, "half even").clip(0, 5),
        (number("x", 0, 1) - "0.3").round(1, "up").clip(0, 5),
        (number("x", 0, 1) * 3).round(0, "down"),
        (3 * yes("a") - 5).clip(0, 1) + (yes("a") - 5).clip(-2, 0).clip(0),
        1 * (4 * number("x", 0, 1) > 2),
    ],
    ids=str,
)
@pytest.mark.parametrize("mode", ["half up", "down", "exact"])
def test_all_meanings_agree_on_each_operation(rule: Any, mode: Any) -> None:
    grades = Grades([("A", 1), ("B", 0)], overrides=[(yes("a"), "X")])
    line = Criterion("c", 5, rule.clip(0, 5) + 0 * yes("a"), rounding=Rounding(1, mode),
                     if_not_applicable="drop", grades=grades)  # fmt: skip
    full = evolve(line, key="d", if_not_applicable="full", grades=None)
    rubric = Rubric("r", [line, full], rule=subtotal() / 2, full=5)
    asked = rubric.asked.questions
    scored: list[bool] = []
    for x in ("0.1", "1/3", "0.5", "0.9", 1, "30%"):
        for a in (True, False):
            for b in (True, False, NOT_APPLICABLE):
                number_ = Fraction(x) if x == "1/3" else x
                given = {"x": number_, "a": a, "b": b}
                answers: Any = {key: given[key] for key in asked}
                scored.append(agree(rubric, Evidence(answers=answers), Basis()))
    assert any(scored)


def test_a_claim_of_100_per_cent_is_no_number() -> None:
    rubric = Rubric("r", [Criterion("c", 3, (3 - misses()).clip(0))])
    claimed = Indicator("k", "quantity", "≥5家", "100%完成")
    for basis in (Basis(), Basis(claims="doubted")):
        agree(rubric, Evidence(Project("p", None, [claimed])), basis)


def test_one_of_several_targets_decides_before_a_doubtful_one() -> None:
    rubric = Rubric("r", [Criterion("c", 3, (3 - misses()).clip(0), if_not_applicable="zero")])
    several = Indicator("k", "quantity", "5家；≥95%", "3家；0.97")
    assert agree(rubric, Evidence(Project("p", None, [several])), Basis())
    assert rubric.score(Evidence(Project("p", None, [several]))).total == 2


def test_tables_of_decimals_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fiscal_rubric.numbers.rounding.MOST_KEPT", 2)
    table = Decimals(Rounding(1))
    assert [table[points] for points in (None, 15, -5, 15)] == [
        None, Decimal("1.5"), Decimal("-0.5"), Decimal("1.5")
    ]  # fmt: skip
    assert len(table) == 2


def test_a_share_is_not_compared_with_a_number() -> None:
    compared = Criterion("c", 1, 1 * (actual("k") < 50), if_not_applicable="zero")
    rubric = Rubric("r", [compared])
    for result, is_scored in (("49次", True), ("51次", True), ("49%", False)):
        item = Indicator("k", "quantity", "≥50" + result[2:], result)
        assert agree(rubric, Evidence(Project("p", None, [item])), Basis()) is is_scored


def test_all_meanings_agree_on_indicators_with_a_reason() -> None:
    rubric = Rubric(
        "r", [Criterion("c", 9, indicators().count(any_of(met(), has_reason())).clip(0, 9))]
    )
    rows = [
        Indicator("a", "quantity", "≥5", "3", reason="疫情"),
        Indicator("b", "quantity", "≥5", "3"),
        Indicator("c", "quantity", "≥5家", "100%完成"),
    ]
    assert agree(rubric, Evidence(Project("p", None, rows[:2])), Basis())
    assert not agree(rubric, Evidence(Project("p", None, rows)), Basis())
    assert not agree(rubric, Evidence(), Basis())


def test_evidence_that_is_too_large_is_refused_in_any_meaning() -> None:
    items = [Indicator(str(n), "quantity", "≥5", "6") for n in range(1100)]
    rule = sum([indicators().count(met()) * 0 for _ in range(1000)], 1 * yes("a"))
    rubric = Rubric("r", [Criterion("c", 1, rule)])
    large = Evidence(Project("p", None, items), {"a": True})
    assert rubric.program.run(large, Basis()) is None
    with pytest.raises(FiscalRubricError, match="steps"):
        rubric.score(large)
    assert quick_results(rubric, large, Basis()) is None


# What is broken is seen


def first(terms: Any) -> Any:
    return terms[0]


BREAKS: dict[str, Any] = {
    "add": lambda self, terms: terms[-1],
    "times": lambda self, left, right: left,
    "over": lambda self, dividend, divisor, if_zero: dividend,
    "ordered": lambda self, low, high, terms: terms[0],
    "mean": lambda self, terms, weights: terms[-1],
    "clip": lambda self, item, lower, upper: item,
    "rounded": lambda self, item, rounding: Code(item.top, 1, item.range, item.absent),
    "compare": lambda self, node, left, right: Code(1, 1, left.range),
    "any_of": lambda self, conditions: conditions[0],
    "opposite": lambda self, condition: condition,
    "branch": lambda self, condition, then, otherwise: then(),
    "instead": lambda self, item, number: item,
    "line": lambda self, node: Code(0, 1, self.lines[node.key].points.range),
    "grade": lambda self, points, overrides, bands, caps: self._constant("C"),
}
WIDE = Rubric("wide", [
    *FOLDED.parts,
    Criterion("left out", 2, when(yes("strict"), not_applicable(), 1 * yes("veto")),
              if_not_applicable="full"),
    Criterion("either", 3, when(any_of(yes("veto"), yes("strict")), 2, 1)
              + 1 * ~yes("strict") * yes("strict")),
    Criterion("highest", 3, most(number("x", 0, 3), 1)),
    Criterion("clipped", 3, (2 * number("x", 0, 3) - 1).clip(0, 3)),
    Criterion("compared", 3, when(number("x", 0, 3) <= 1, 3, 0)),
    Section("s", [Criterion("inner", 2, 2 * yes("veto"))], rule=points("inner") + 1, full=3),
], grades=FOLDED.grades)  # fmt: skip


@pytest.mark.parametrize("operation", BREAKS)
def test_a_broken_operation_is_seen(operation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def check() -> None:
        rubric = evolve(WIDE)
        for x in (0, 2, 3):
            for strict in (True, False):
                evidence = folded(strict=strict, x=x)
                assert compiled(rubric, evidence, Basis()) == traced(rubric, evidence, Basis())

    check()
    monkeypatch.setattr(Compiler, operation, BREAKS[operation])
    with pytest.raises((AssertionError, SyntaxError)):
        check()


# Texts of users

HOSTILE = [
    '"); raise SystemExit #', "a'b\"c", "__import__('os')", "{A}", "%s", "\\", "中文：“一”",
    "x" * 390, "a b", "lambda: 0", "None", "k0", "A[k0]", "\u202e",
]  # fmt: skip


def test_no_text_of_a_rubric_gets_into_its_program() -> None:
    lines = [
        Criterion(f"line {text}", 4, yes(text) + pick(f"pick {text}", {text: 2, "other": 0})
                  + 1 * picked(f"pick {text}", text),
                  grades=Grades([(text, 3), (f"{text}.", 0)], overrides=[(yes(text), f"{text}!")]))
        for text in HOSTILE
    ]  # fmt: skip
    rubric = Rubric("r", lines, grades=Grades([("A", 1), ("B", 0)],
                    caps=[(graded(lines[0].key, HOSTILE[0]), "B")]))  # fmt: skip
    source = rubric.program.source
    assert source.isascii()
    assert not any(isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
                   for node in ast.walk(ast.parse(source)))  # fmt: skip
    for answer in (True, False):
        answers: dict[str, Any] = {}
        for text in HOSTILE:
            answers |= {text: answer, f"pick {text}": text if answer else "other"}
        assert agree(rubric, Evidence(answers=answers), Basis())


def test_a_program_does_not_depend_on_the_hash_seed() -> None:
    code = "from fiscal_rubric.catalog.pefa_2016 import RUBRIC; print(hash(str(RUBRIC.program)))"
    code = code.replace("hash(str(RUBRIC.program))", "RUBRIC.program")
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert b"def run(A, M, P):" in runs[0]


# What it keeps


def test_the_program_is_made_at_the_second_score() -> None:
    rubric, evidence = evolve(SMALL), Evidence(answers={"a": True, "x": 1})
    assert rubric.score(evidence).total == 3
    assert rubric._compiled.ready is None
    assert rubric.score(evidence).total == 3
    assert rubric._compiled.ready is rubric.program
    assert "def run(" in str(rubric.program)


def test_copies_and_pickles_have_no_program() -> None:
    assert SMALL.program is SMALL.program
    for other in (copy.copy(SMALL), copy.deepcopy(SMALL), pickle.loads(pickle.dumps(SMALL))):
        assert other == SMALL
        assert other._compiled.ready is None
        assert other.score(Evidence(answers={"a": True, "x": 1})).total == 3


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "MOST_PORTFOLIOS", 2)
    monkeypatch.setattr(fact_rows, "MOST_KEPT", 3)
    rubric = evolve(FOLDED)
    program = rubric.program
    for _ in range(3):
        for _ in range(2):
            assert agree(rubric, folded(), Basis())
            assert len(program.loaded._kept) <= 2
    (reader,) = program.loaded._readers.values()
    assert len(reader._projects) <= 3
    assert len(reader._verdicts) <= 3


def test_the_same_projects_under_another_basis_are_read_again() -> None:
    rubric, evidence = evolve(RUBRIC), EVIDENCE
    for basis in (Basis(), Basis(targets="revised", excused="not_missed"), Basis(), Basis()):
        assert agree(rubric, evidence, basis)


def test_a_period_decides_in_which_year_a_day_lies() -> None:
    late = Indicator("k", "timeliness", "12月底前", "2021年1月5日")
    rubric = Rubric("r", [Criterion("c", 3, (3 - misses()).clip(0))])
    for period in ("2020", "2021", "2020"):
        evidence = Evidence(Project("p", None, [late], period=period))
        assert agree(rubric, evidence, Basis())


def test_threads_share_a_program() -> None:
    rubric = evolve(RUBRIC)
    seeds = range(40)
    given = {seed: evidence_at_random(RUBRIC, seed, EVIDENCE) for seed in seeds}
    bases = (Basis(), Basis(targets="revised"), Basis(excused="not_missed"))
    expected = {
        (seed, basis): traced(RUBRIC, given[seed], basis) for seed in seeds for basis in bases
    }

    def check(seed: int) -> bool:
        return all(compiled(rubric, given[seed], basis) == expected[seed, basis] for basis in bases)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(check, [*seeds] * 5))


FORBIDDEN = """
import sys
from fiscal_rubric import Criterion, Evidence, Rubric, yes
rubric = Rubric("r", [Criterion("c", 2, 2 * yes("a"))])
evidence = Evidence(answers={"a": True})
def forbid(event, arguments):
    if event in ("compile", "exec"):
        raise RuntimeError(event)
rubric.score(evidence)
sys.addaudithook(forbid)
print(*[rubric.score(evidence).total for _ in range(4)])
try:
    rubric.program
except RuntimeError as error:
    print(error)
"""


def test_without_a_program_scoring_traces(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(rubric: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(kept, "Program", forbidden)
    monkeypatch.setattr(kept, "Lister", forbidden)
    rubric, evidence = evolve(SMALL), Evidence(answers={"a": True, "x": 1})
    for _ in range(4):
        assert rubric.score(evidence).total == 3
        assert quick_results(rubric, evidence, Basis()) == ((300, 300), (None, None))
        assert quick_results(rubric, Evidence(), Basis()) is None


def test_the_points_of_a_card() -> None:
    for _ in range(3):
        card = RUBRIC.score(EVIDENCE)
        assert card.points == tuple(line.points for line in card)
        assert repr(card["监控措施"]) == "<ScoreLine 监控措施: 1.00 / 2>"


def test_where_programs_are_forbidden_scoring_traces() -> None:
    found = subprocess.run(
        [sys.executable, "-c", FORBIDDEN],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        check=True,
        text=True,
    )
    assert found.stdout.split() == ["2.00"] * 4 + ["compile"]
