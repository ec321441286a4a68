"""Read the answers to questions: check each one and return its fact."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import TypeAlias, assert_never

from fiscal_rubric.errors import FiscalRubricError, describe, fault, refuse
from fiscal_rubric.evidence.evidence import FixedAnswer
from fiscal_rubric.evidence.places import Answer
from fiscal_rubric.numbers.exact import exact, number_text
from fiscal_rubric.numbers.ranges import (
    DOES_NOT_APPLY,
    EITHER,
    REFUSED,
    Infinity,
    Range,
    Value,
    known,
    point,
    truth,
)
from fiscal_rubric.numbers.units import is_share, scale_of, unit_of
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.facts import Fact
from fiscal_rubric.targets.printed_numbers import quantity_of
from fiscal_rubric.targets.signs_and_claims import normal
from fiscal_rubric.targets.targets import NotApplicableType

Answers: TypeAlias = Mapping[str, FixedAnswer]


def picked_label(pick: n.Pick, answers: Answers) -> str | Fact:
    """Return the label that was picked, or a fact with its gap or fault."""
    labels = tuple(label for label, _ in pick.options)
    answer = answers.get(pick.key)
    if answer is None:
        return Fact(Value(None), (Answer(pick.key),), gap="missing")
    if isinstance(answer, str) and answer in labels:
        return answer
    return _no_label(pick.key, answer, labels)


def _no_label(key: str, answer: FixedAnswer, labels: tuple[str, ...]) -> Fact:
    quoted = labels if isinstance(answer, str) else tuple(map(repr, labels))
    return _wrong(key, answer, *quoted)


def read_answer(leaf: n.Yes | n.Picked | n.Figure, answers: Answers) -> Fact:
    """Return the fact that a question's answer gives."""
    answer = answers.get(leaf.key)
    match leaf:
        case n.Yes():
            return _yes(leaf, answer)
        case n.Picked(label=label, among=among):
            if answer is None:
                return Fact(Value(EITHER), (Answer(leaf.key),), gap="missing")
            if among and answer not in among:
                return _no_label(leaf.key, answer, among)
            is_it = isinstance(answer, str) and answer == label
            return Fact(Value(truth(is_it)), (Answer(leaf.key),), answer)
        case n.Figure():
            return _figure(leaf, answer)
        case _:
            assert_never(leaf)


def _yes(leaf: n.Yes, answer: FixedAnswer | None) -> Fact:
    places = (Answer(leaf.key),)
    if answer is None:
        return Fact(Value(EITHER, leaf.may_not_apply), places, gap="missing")
    if isinstance(answer, bool):
        return Fact(Value(truth(answer)), places, answer)
    if isinstance(answer, NotApplicableType) and leaf.may_not_apply:
        return Fact(DOES_NOT_APPLY, places, answer)
    return _wrong(leaf.key, answer, *choices_text(leaf))


def _figure(leaf: n.Figure, answer: FixedAnswer | None) -> Fact:
    places = (Answer(leaf.key),)
    scale = unit_of(leaf.unit)[0]
    lower: Fraction | Infinity = Infinity.BELOW if leaf.lower is None else leaf.lower * scale
    upper: Fraction | Infinity = Infinity.ABOVE if leaf.upper is None else leaf.upper * scale
    if answer is None:
        return Fact(Value(Range(lower, upper), leaf.may_not_apply), places, gap="missing")
    if isinstance(answer, NotApplicableType) and leaf.may_not_apply:
        return Fact(DOES_NOT_APPLY, places, answer)
    if isinstance(answer, bool | NotApplicableType):
        return _wrong(leaf.key, answer, *choices_text(leaf))
    if _may_be_share(answer, leaf.unit):
        anywhere = Value(Range(lower, upper))
        return Fact(anywhere, places, answer, gap="share_or_number", unit=leaf.unit)
    try:
        number = number_of(answer, leaf.key, leaf.unit)
    except FiscalRubricError as error:
        return Fact(REFUSED, places, answer, fault=error.faults[0])
    inside = point(number).within(Range(lower, upper))
    if not inside or (leaf.upper_open and number == upper):
        found = answer if isinstance(answer, str) else number_text(answer)
        outside = fault("outside_band", leaf.key, found, band_of(leaf))
        return Fact(REFUSED, places, answer, fault=outside)
    return Fact(known(number), places, answer, unit=leaf.unit)


def _may_be_share(answer: str | Fraction, unit: str) -> bool:
    """Return whether a text without a unit may be a share of 1 or per cent: 0.95."""
    if not isinstance(answer, str) or not is_share(unit):
        return False
    found = quantity_of(normal(answer))
    return found is not None and not found.unit and 0 < abs(found.value) < 2


def _wrong(key: str, found: FixedAnswer, *expected: str) -> Fact:
    broken = fault("answer", key, answer_text(found), *expected)
    return Fact(REFUSED, (Answer(key),), found, fault=broken)


def number_of(answer: str | Fraction, key: str, unit: str) -> Fraction:
    """Return the number that was answered, in the base of its unit.

    Raises:
        FiscalRubricError: the text is not a number, has another unit, or is a fraction: 8/10.
    """
    if isinstance(answer, Fraction):
        return answer * unit_of(unit)[0]
    plain = normal(answer)
    if re.fullmatch(r"(?a)[+-]?[\d.]+/[\d.]+", plain):
        refuse("fraction_answer", key, answer, plain.partition("/")[0])
    given = quantity_of(plain)
    if given is None:  # a number such as 2020, which may be a year, or a text
        if unit and re.search(r"[^\d.,/+\-eE\s]", answer):
            refuse("notation", key, describe(answer))
        return exact(answer, key) * unit_of(unit)[0]
    if not unit:
        return given.value if given.unit in ("", "分") else exact(answer, key)
    return given.value * scale_of(given.unit, unit, key)


def choices_text(leaf: n.Yes | n.Figure) -> tuple[str, ...]:
    """Return the answers that a question accepts, as text."""
    if isinstance(leaf, n.Figure):
        return (band_of(leaf),)
    return ("True", "False", "NOT_APPLICABLE") if leaf.may_not_apply else ("True", "False")


def band_of(leaf: n.Figure) -> str:
    """Return the numbers that a question accepts, as text."""
    return band_text(leaf.lower, leaf.upper, leaf.unit, is_open=leaf.upper_open)


def band_text(lower: Fraction | None, upper: Fraction | None, unit: str, *, is_open: bool) -> str:
    """Return the numbers between two ends as text: 0..6, 60..80(<) without 80."""
    if lower is None and upper is None:
        return f"3, 0.5{unit}"
    low = "" if lower is None else number_text(lower)
    high = "" if upper is None else number_text(upper)
    return f"{low}..{high}{'(<)' if is_open else ''}{unit}"


def answer_text(answer: FixedAnswer) -> str:
    """Return an answer as text, the same in every language."""
    if isinstance(answer, Fraction):
        return number_text(answer)
    return repr(answer) if isinstance(answer, NotApplicableType) else describe(answer)
