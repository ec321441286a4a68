"""Plain indicators of a document, built directly: texts, and one number for target and actual.

What is not plain, or has a fault, gives None here, and is read by the converter; a test holds
both ways to give the same.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any, TypeAlias, Union

from fiscal_rubric.arguments import LONGEST_KEY, LONGEST_TEXT
from fiscal_rubric.errors import FiscalRubricError
from fiscal_rubric.notation import read_actual, read_target
from fiscal_rubric.plain import (
    is_usual,
    one_number,
    plain_actual,
    plain_number,
    plain_promise,
    plain_reached,
    plain_target,
    whole_number,
)
from fiscal_rubric.project import Indicator
from fiscal_rubric.quantity import Span
from fiscal_rubric.signs import Sense
from fiscal_rubric.targets import KINDS, Actual, Kind, Reached, Target
from fiscal_rubric.unfrozen import unfrozen

# What `json.loads` gives.
Data: TypeAlias = Union[dict[str, Any], list[Any], str, int, float, None]
_KINDS = frozenset(KINDS)
_WORDS = ("level1", "level2", "reason")
_FIELDS = frozenset(("name", "kind", "target", "actual", "key", "weight", *_WORDS))
_MOST = 10**15


def plain_indicator(given: dict[str, Any]) -> Indicator | None:
    """The indicator that an object holds, if it is plain."""
    get = given.get
    name, kind, reached, points = get("name"), get("kind"), get("actual"), get("weight")
    if not _is_name(name) or type(kind) is not str or kind not in _KINDS:
        return None
    target = _target(get("target"), kind)
    actual = None if reached is None else _actual(reached, kind)
    weight = None if points is None else _number(points)
    lost = (actual is None) != (reached is None) or (weight is None) != (points is None)
    if target is None or lost:
        return None
    key, level1, level2, reason = name, "", "", ""
    if len(given) != 3 + ("actual" in given) + ("weight" in given):
        if not given.keys() <= _FIELDS:
            return None
        key = given.get("key", name)
        level1, level2, reason = words = [given.get(field, "") for field in _WORDS]
        if not (_is_name(key) and all(map(_is_words, words))):
            return None
    indicator = _empty()
    indicator.name = name
    indicator.kind = kind
    indicator.target = target
    indicator.actual = actual
    indicator.key = key
    indicator.level1 = level1
    indicator.level2 = level2
    indicator.revised = None
    indicator.weight = weight
    indicator.reason = reason
    indicator.__class__ = Indicator
    frozen: Indicator = indicator
    return frozen


_empty = unfrozen(Indicator)


def _is_name(text: object) -> bool:
    return type(text) is str and 0 < len(text) <= LONGEST_KEY and text.isprintable()


def _is_words(text: object) -> bool:
    return type(text) is str and len(text) <= LONGEST_TEXT and text.isprintable()


def _target(data: Data, kind: Kind) -> Target | None:
    if type(data) is str:
        bare: Sense = "at most" if kind == "cost" else "at least"
        return plain_target(data, bare, "at most") or _read_target(data, kind)
    if type(data) is not dict or len(data) != 3 or data.get("type") != "promise":
        return None
    span = _span(data.get("span"))
    if span is None:
        return None
    sense: Sense = (
        "at least" if span.upper is None else "at most" if span.lower is None else "exactly"
    )
    return plain_promise(sense, span) if data.get("sense") == sense else None


def _actual(data: Data, kind: Kind) -> Actual | None:
    if type(data) is str:
        return plain_actual(data) or _read_actual(data, kind)
    if type(data) is not dict or len(data) != 2 or data.get("type") != "reached":
        return None
    span = _span(data.get("span"))
    return None if span is None else plain_reached(span)


def _read_target(printed: str, kind: Kind) -> Target | None:
    try:
        return read_target(printed, kind)
    except FiscalRubricError:
        return None


def _read_actual(printed: str, kind: Kind) -> Actual | None:
    try:
        actual = read_actual(printed, kind=kind)
    except FiscalRubricError:
        return None
    return None if isinstance(actual, Reached) and actual.revised is not None else actual


def _span(data: Data) -> Span | None:
    """A span that one number ends."""
    if type(data) is not dict:
        return None
    lower, upper, unit = data.get("lower"), data.get("upper"), data.get("unit", "")
    known = 1 if lower is None or upper is None else 2
    if type(unit) is not str or not is_usual(unit) or len(data) != known + ("unit" in data):
        return None
    if lower is None:
        highest = _number(upper)
        return None if highest is None else one_number("at most", highest, unit)
    lowest = _number(lower)
    if lowest is None:
        return None
    if upper is None:
        return one_number("at least", lowest, unit)
    same = type(lower) is type(upper) and lower == upper
    return one_number("exactly", lowest, unit) if same else None


def _number(value: Data) -> Fraction | None:
    if type(value) is int and 0 <= value < _MOST:
        return whole_number(value)
    if type(value) is str:
        found = _decimal(value)
        return None if found is None else plain_number(found[1], found[2])
    return None


_decimal = re.compile(r"([0-9]{1,12})(\.[0-9]{1,6})?").fullmatch
