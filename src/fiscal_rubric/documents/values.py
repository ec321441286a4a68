"""How single values are written as plain data and read back: texts, numbers, days, answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Any, TypeAlias, TypeVar, Union, cast

from attrs import evolve

from fiscal_rubric.arguments import take_bool, take_date, take_plain, take_text
from fiscal_rubric.errors import LISTED, Fault, FiscalRubricError, describe, fault, refuse, unknown
from fiscal_rubric.evidence import FixedAnswer
from fiscal_rubric.exact import exact, number_text
from fiscal_rubric.mappings import FixedText
from fiscal_rubric.targets import NOT_APPLICABLE, Absence

T = TypeVar("T")
Claim: TypeAlias = Union[Decimal, str]  # points, or a grade
ABSENT = {"type": "not_applicable"}


# Faults, and where they stand


def below(outer: str, broken: Fault) -> Fault:
    """The fault, seen from one level further out."""
    inner = broken.place.removeprefix(".")
    dot = "" if not inner or inner.startswith("[") else "."
    return evolve(broken, place=f"{outer}{dot}{inner}")


def inside(name: str, read: Callable[[Any, Any], T], data: object) -> T:
    """What stands in one field of an object."""
    try:
        return read(data, None)
    except FiscalRubricError as error:
        raise FiscalRubricError([below(name, broken) for broken in error.faults]) from None


def unknown_fields(names: Iterable[object], what: str, known: Iterable[str]) -> list[Fault]:
    """That an object has no fields of some names."""
    listed = list(islice(names, LISTED))
    texts = (name[:100] for name in listed if isinstance(name, str))
    others = [fault("wrong_type", "", name, "str") for name in listed if not isinstance(name, str)]
    return [*unknown("unknown_field", texts, known, what), *others]


# Texts, numbers and the rest


def _read_text(data: object, _: object) -> str:
    return take_plain(data, "")


def _read_bool(data: object, _: object) -> bool:
    return take_bool(data, "")


def _read_int(data: object, _: object) -> int:
    if type(data) is not int:
        refuse("wrong_type", "", describe(data), "3")
    return data


def _read_number(data: object, _: object) -> Fraction:
    """A whole number as itself, any other as text; a float is not what was written."""
    if isinstance(data, float):
        refuse("number", "", describe(data))
    return exact(data, "")


def _write_number(value: Fraction) -> int | str:
    return value.numerator if value.denominator == 1 else number_text(value)


def _read_decimal(data: object, _: object) -> Decimal:
    """Points as they are printed, with their places."""
    text = take_plain(data, "")
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        refuse("number", "", describe(text))
    exact(text, "")
    return Decimal(text)


def _write_decimal(value: Decimal) -> str:
    return format(value, "f")


def _read_date(data: object, _: object) -> date:
    text = take_plain(data, "")
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        refuse("date", "", describe(text))
    return take_date(text, "")


def _read_absence(data: object, _: object) -> Absence:
    given = _only(data, "not_applicable", "type")
    if given["type"] != ABSENT["type"]:
        refuse("option", "type", describe(given["type"]), ABSENT["type"])
    return NOT_APPLICABLE


def _only(data: object, what: str, name: str) -> dict[str, object]:
    """An object with this one field, which is there."""
    given = cast("dict[str, object]", data)
    if len(given) > 1:
        others = (other for other in given if other != name)
        raise FiscalRubricError(unknown_fields(others, what, (name,)))
    return given


def _write_absence(_: Absence) -> object:
    return dict(ABSENT)


def _read_words(data: object, _: object) -> FixedText:
    """A text, or an object of texts by language."""
    if type(data) not in (str, dict):
        refuse("wrong_type", "", describe(data), "str", '{"zh": "…", "en": "…"}')
    return take_text(data, "")


def _write_words(value: FixedText) -> object:
    return value if isinstance(value, str) else dict(value)


def _read_answer(data: object, _: object) -> FixedAnswer:
    """True, False, a label, {"number": 3}, or {"type": "not_applicable"}."""
    match data:
        case bool():
            return data
        case str():
            return take_plain(data, "")
        case {"type": object()}:
            return _read_absence(data, None)
        case {"number": object()}:
            return inside("number", _read_number, _only(data, "answer", "number")["number"])
        case _:
            refuse(
                "answer", "", describe(data), "true", "false", "str", '{"number": 3}', str(ABSENT)
            )


def _write_answer(value: FixedAnswer) -> object:
    match value:
        case Fraction():
            return {"number": _write_number(value)}
        case Absence():
            return _write_absence(value)
        case _:
            return value


def _read_claim(data: object, _: object) -> Decimal | str:
    """A grade, or {"number": "5.99"}."""
    match data:
        case str():
            return take_plain(data, "")
        case {"number": object()}:
            return inside("number", _read_decimal, _only(data, "claim", "number")["number"])
        case _:
            refuse("answer", "", describe(data), "str", '{"number": "5.99"}')


def _write_claim(value: Decimal | str) -> object:
    return {"number": _write_decimal(value)} if isinstance(value, Decimal) else value


# Each type, how it is read, and how it is written where JSON does not have it as it is.
VALUES: tuple[tuple[Any, Callable[[Any, Any], Any], Callable[[Any], Any] | None], ...] = (
    (str, _read_text, None),
    (bool, _read_bool, None),
    (int, _read_int, None),
    (Fraction, _read_number, _write_number),
    (Decimal, _read_decimal, _write_decimal),
    (date, _read_date, date.isoformat),
    (Absence, _read_absence, _write_absence),
    (FixedText, _read_words, _write_words),
    (FixedAnswer, _read_answer, _write_answer),
    (Claim, _read_claim, _write_claim),
)
