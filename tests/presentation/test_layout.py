"""Explanations of a line as they are printed: terms, signs and brackets add up."""

import re
from fractions import Fraction

import pytest
from hypothesis import example, given, strategies as st

from fiscal_rubric import (
    NOT_APPLICABLE,
    Criterion,
    Evidence,
    Grades,
    Indicator,
    Project,
    Rubric,
    Section,
    attained,
    deduct_per_miss,
    indicators,
    met,
    misses,
    number,
    weight,
    when,
    yes,
)
from fiscal_rubric.rules.nodes import Node

KEYS = ("a", "b", "c")
ANSWERS = {"a": 3, "b": 1, "c": "0.5"}
LEAVES = st.sampled_from([number(key, 0, 3) for key in KEYS]) | st.sampled_from([2, "0.5", -1])


def combined(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    pairs = st.tuples(inner, inner).filter(lambda pair: any(isinstance(p, Node) for p in pair))
    return st.one_of(
        pairs.map(lambda pair: pair[0] + pair[1]),
        pairs.map(lambda pair: pair[0] - pair[1]),
        inner.filter(lambda p: isinstance(p, Node)).map(lambda p: -p),
        inner.filter(lambda p: isinstance(p, Node)).map(lambda p: p.named("named")),
        inner.filter(lambda p: isinstance(p, Node)).map(lambda p: p.clip(0, 2)),
        inner.filter(lambda p: isinstance(p, Node)).map(lambda p: 2 * p),
    )


RULES = st.recursive(LEAVES, combined, max_leaves=6).filter(lambda rule: isinstance(rule, Node))


def explained(rule: Node, answers: dict[str, object], full: int = 99) -> tuple[Fraction, list[str]]:
    """Return the exact number of a rule, and its printed steps."""
    line = Rubric("r", [Criterion("line", full, rule, floor=-99)], floor=-99).score(
        Evidence(answers={key: answers[key] for key in KEYS if f'"{key}"' in str(rule)})
    )["line"]
    assert line.exact is not None
    return line.exact, line.explain("en").splitlines()[1:]


def read(row: str) -> Fraction:
    """The number of a printed term, with the sign in front of it."""
    sign, rest = (-1, row[2:]) if row.startswith("− ") else (1, row)
    rest = rest.removesuffix(")") if rest.startswith("(") else rest
    found = re.search(r"(?:^|= )(-?\d+(?:/\d+|\.\d+)?)(?: ≈ .*)?$", rest)
    assert found, row
    return sign * Fraction(found[1])


@given(RULES)
@example(number("a", 2, 5) - 2)
@example(2 + number("a", 0, 3) - (-1 * (number("b", 0, 1) - number("c", 0, 1))))
@example(-(2 * number("a", 0, 3) + number("b", 0, 3)))
@example(6 - (number("a", 0, 3) - number("b", 0, 3)))
def test_printed_terms_add_up(rule: Node) -> None:
    exact, rows = explained(rule, ANSWERS)
    top = [row.strip() for row in rows if row[:2] == "  " and row[2] != " "]
    top = [row for row in top if not row.startswith("rounded")]
    *terms, last = top
    assert read(last) == exact
    if terms:
        assert last.startswith("total = ")
        assert sum(map(read, terms)) == exact, rows


def words(rule: Node, evidence: Evidence, full: int = 20) -> str:
    line = Criterion("c", full, rule, floor=-full, if_not_applicable="zero")
    return Rubric("r", [line], floor=-full).score(evidence)["c"].explain("en")


OWNED = [
    Indicator("A", "quantity", "10", "5", weight=2),
    Indicator("B", "quantity", "12", "3", weight=4),
    Indicator("Z", "quantity", "10", "0", weight=7),
]
TABLE = Evidence(Project("p", None, OWNED))


def test_the_weight_of_items_of_zero_is_shown() -> None:
    text = words(20 * indicators().average(attained(), weight=weight()), TABLE)
    assert "and 1 more, each 0, with weight 7" in text


def test_each_item_shows_its_own_steps() -> None:
    text = words(indicators().total(when(met(), 0, weight() * attained() / 2)).clip(0, 20), TABLE)
    for name, share in (("A", "0.5"), ("B", "0.25")):
        assert re.search(rf"share of the target attained \({name}: .*\) = {share}\n", text), text


def test_a_name_of_a_phrase_shows_its_definition() -> None:
    text = words(deduct_per_miss(12, misses(), 2).named("left"), TABLE)
    assert "left: 12 − 2 × targets missed, held within 0 to 12 = 6" in text


GRADED = Rubric(
    "r",
    [
        Section(
            "s",
            [
                Criterion("a", 10, 10 * number("x", 0, 1)),
                Criterion("b", 5, 5 * yes("q", may_not_apply=True), if_not_applicable="drop"),
            ],
            rescale=True,
        ),
        Criterion("d", 85, 85 * yes("z")),
    ],
    grades=Grades(
        [("A", 90), ("B", 80), ("C", 0)],
        overrides=[(yes("void"), None), (yes("fraud"), "C")],
        caps=[(yes("late"), "B"), (yes("later"), "C")],
    ),
)
GIVEN = {"x": "0.7", "q": NOT_APPLICABLE, "z": True}
NO = {"void": False, "fraud": False, "late": False, "later": False}


@pytest.mark.parametrize(
    ("said", "reasons"),
    [
        ([], []),
        (["late"], ["late: the grade is at most B"]),
        (["late", "later"], ["late: the grade is at most B", "later: the grade is at most C"]),
        (["fraud", "late"], ["fraud: this overrides the grade, C"]),
        (["void", "fraud"], ["void: this overrides the grade, —"]),
    ],
)
def test_overrides_and_caps_of_a_grade_are_shown(said: list[str], reasons: list[str]) -> None:
    answers = {**GIVEN, **NO, **dict.fromkeys(said, True)}
    card = GRADED.score(Evidence(answers=answers))
    rows = card.explain("en").splitlines()
    assert [row.strip() for row in rows if "grade," in row or "at most" in row] == reasons
    for reason in reasons:
        assert f"r: {reason}" in card.to_text("en").splitlines()
        assert reason in card.to_html("en")


def test_a_section_that_redistributes_marks_is_shown() -> None:
    dropped = GRADED.score(Evidence(answers={**GIVEN, **NO})).explain("en")
    assert "\n\ns: 10.50 of 15 points\n" in dropped
    kept = GRADED.score(Evidence(answers={**GIVEN, **NO, "q": True})).explain("en")
    assert "\n\ns: " not in kept
