"""Rules in words: two that mean different things read differently."""

import html
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product

import pytest
from attrs import fields

from fiscal_rubric import (
    Criterion,
    Evidence,
    Rubric,
    adjusted,
    all_of,
    any_of,
    applies,
    at_least,
    attained,
    average,
    bands,
    cost_saving_rate,
    divide,
    equal,
    indicators,
    interpolate,
    least,
    median,
    misses,
    most,
    number,
    ordered_mean,
    pick,
    points,
    root,
    weight,
    when,
    yes,
)
from fiscal_rubric.presentation.node_sentences import wording, wording_in_full
from fiscal_rubric.rules import nodes as n

X, Y, A, B = number("x"), number("y"), yes("a"), yes("b")
RANKS = (
    (0, 0),
    (1, -2),
    (2, -1),
    (1, 2),
    (1, 3),
    (2, 2),
    (2, 3),
    (2, -2),
    (-2, -2),
    (-2, -1),
    (-3, -1),
)


def every_rule_over(numbers: Sequence[n.Node], conditions: Sequence[n.Node]) -> Iterator[n.Node]:
    """Yield every rule over some operands."""
    for p, q in product(numbers, numbers):
        yield from (p + q, p - q, p * q, p / q, p <= q, p < q, equal(p, q))
        yield from (divide(p, q, if_zero=0), divide(p, 2, if_zero=q), when(A, p, q))
        yield from (median(p, q, 1), *(ordered_mean(p, q, 1, first=i, last=j) for i, j in RANKS))
        yield from (least(p, q), average(p, q), pick("p", {"A": p, "B": q}))
        yield n.Average(((p, Fraction(1)), (q, Fraction(3))))
        yield indicators().average(p, weight=q)
    for p in numbers:
        yield from (root(p, 2), root(p, 3), root(p, 4), root(p, 2, 1), root(p, 2, mode="down"))
        yield from (indicators().ordered_mean(p, first=i, last=j) for i, j in RANKS)
        yield from (-p, p.clip(0, 1), p.clip(None, 1), p.clip(0), p.round(1))
        yield from (applies(p), most(p, 1), indicators().total(p), indicators().least(p))
        yield from (indicators().most(p), indicators(kind="cost").average(p))
    for p, q in product(conditions, conditions):
        yield from (all_of(p, q), any_of(p, q), when(p, q, 0))
    for p in conditions:
        yield from (~p, applies(p), indicators().count(p), when(p, 1, 0))


def every_rule_of_two() -> Iterator[n.Node]:
    """Yield every rule with every rule as an operand."""
    for rule in every_rule_over([X, n.as_node(2)], [A]):
        yield rule
        if n.is_condition(rule):
            yield from every_rule_over([Y], [rule, B])
        else:
            yield from every_rule_over([rule, Y], [B])


def meaning(value: object) -> object:
    """A rule as plain tuples; sums of sums, and products of products, in one list."""
    if isinstance(value, n.Sum | n.Product):
        parts = [meaning(part) for part in value.inside]
        name = type(value).__name__
        flat: list[object] = []
        for part in parts:
            joined = isinstance(part, tuple) and part[0] == name
            flat.extend(part[1:] if joined else [part])
        return (name, *flat)
    if isinstance(value, n.Expression):
        held = (getattr(value, attribute.name) for attribute in fields(type(value)))
        return (type(value).__name__, *map(meaning, held))
    return tuple(map(meaning, value)) if isinstance(value, tuple) else value


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_two_rules_read_alike(language: str) -> None:
    rules = list(every_rule_of_two())
    assert len(rules) > 4000
    read: dict[str, object] = {}
    for rule in rules:
        assert read.setdefault(wording(rule, language), meaning(rule)) == meaning(rule), str(rule)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_two_definitions_read_alike(language: str) -> None:
    read: dict[str, object] = {}
    for rule in every_rule_over([X, n.as_node(2)], [A]):
        for named in (rule.named("z"), rule.named("z").named("y"), 1 * rule.named("z")):
            text = wording_in_full(named, language)
            assert read.setdefault(text, named) == named, str(named)


def test_a_standard_in_html_names_the_numbers_of_its_phrases() -> None:
    rules = [
        bands(attained("k"), [(at_least("0.95"), 7), (at_least("0.85"), 4)], otherwise=0),
        interpolate(attained("k"), [("0.65", 0), (1, 9)], before=0, after=9),
        (9 * cost_saving_rate(adjusted())).clip(0, 9),
    ]
    parts = [
        Criterion(f"c{at}", 9, rule, if_not_applicable="zero") for at, rule in enumerate(rules)
    ]
    page = Rubric("r", parts).to_html()
    for text in ("0.95 ≤", ": 7; if 0.85 ≤", "< 0.65", "adjusted budget − amount paid"):
        assert html.escape(text) in page, text


def test_redistributed_marks_are_shown_with_their_weights() -> None:
    parts = [
        Criterion("a", 10, 10 * yes("a")),
        Criterion("b", 30, 30 * yes("b", may_not_apply=True), if_not_applicable="drop"),
    ]
    card = Rubric("r", parts, rescale=True).score(Evidence(answers={"a": True, "b": False}))
    assert "points of a × 0.1 with weight 10, points of b × 1/30 with weight 30" in card.explain()
    assert "权重 30" in card.explain("zh")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_only_equal_folds_and_names_read_alike(language: str) -> None:
    shares = attained()
    rules = [
        indicators().total(shares) + 1,
        indicators().total(shares + 1),
        indicators().average(shares, weight=weight()) - 2,
        indicators().average(shares, weight=weight() - 2),
        2 * applies(2 * A),
        2 * (2 * applies(A)),
        X / (Y * number("z")),
        X / Y * number("z"),
        *(indicators(**{name: "质量指标"}).total(shares) for name in ("level1", "level2")),
        indicators(kind="quality").total(shares),
        misses(kind="quality") + 2 * misses(kind="cost") + 3 * misses(kind="quality"),
        misses(kind="quality") + 2 * misses(kind="cost") + 3 * misses(kind="cost"),
        X.named("n") + Y.named("n") * 2,
        Y.named("n") + X.named("n") * 2,
    ]
    text = [wording_in_full(rule, language) for rule in rules]
    assert len({*text}) == len(rules), text


def test_lines_of_one_name_are_distinguished() -> None:
    lines = [Criterion("其他", 1, 1 * yes(key), key=key) for key in ("a", "b")]
    rubric = Rubric("r", lines, rule=2 * points("a") + points("b"), full=3)
    assert "2 × points of 其他 (a) + points of 其他 (b)" in rubric.to_html()
    card = rubric.score(Evidence(answers={"a": True, "b": False}))
    assert "points of 其他 (a) = 1" in card.whole.explain()


def test_a_clip_without_ends_has_no_words() -> None:
    assert wording(yes("a").clip(), "en") == wording(yes("a"), "en")
