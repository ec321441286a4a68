"""Read and write single values: texts, numbers, days, answers and claims."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import TypeAlias, TypeGuard, Union

from cattrs import Converter

from fiscal_rubric.errors import LISTED, Fault, FiscalRubricError, describe, fault, refuse, unknown
from fiscal_rubric.evidence.evidence import FixedAnswer
from fiscal_rubric.numbers.exact import exact, number_text
from fiscal_rubric.targets.targets import NOT_APPLICABLE, NotApplicableType
from fiscal_rubric.texts import FixedText
from fiscal_rubric.validation import take_bool, take_date, take_plain, take_text

Claim: TypeAlias = Union[Decimal, str]  # points, or a grade
ABSENT = {"type": "not_applicable"}


def register_values(converter: Converter) -> None:
    """Register how single values are read, and how those are written that JSON does not have."""
    for kind, read in (
        (str, read_text), (bool, _read_bool), (int, _read_int), (Fraction, _read_number),
        (Decimal, _read_decimal), (date, _read_date), (NotApplicableType, read_absent),
        (FixedText, _read_words), (FixedAnswer, _read_answer), (Claim, _read_claim),
    ):  # fmt: skip
        converter.register_structure_hook(kind, read)
    converter.register_unstructure_hook(Fraction, _write_number)
    converter.register_unstructure_hook(Decimal, _write_decimal)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(NotApplicableType, lambda _: dict(ABSENT))
    converter.register_unstructure_hook(FixedAnswer, _write_answer)
    for claim in (Claim, Union[Claim, None]):
        converter.register_unstructure_hook(claim, _write_claim)


# Objects and lists


def is_object(data: object) -> TypeGuard[dict[str, object]]:
    """Return whether a value is a JSON object."""
    return type(data) is dict


def is_list(data: object) -> TypeGuard[list[object]]:
    """Return whether a value is a JSON list."""
    return type(data) is list


def take_object(data: object, *shapes: str) -> dict[str, object]:
    """Check that a value is a JSON object."""
    if is_object(data):
        return data
    refuse("wrong_type", "", describe(data), *(shapes or ("{…}",)))


def unknown_fields(names: Iterable[object], what: str, known: Iterable[str]) -> list[Fault]:
    """Return the faults of fields that an object does not have."""
    listed = list(islice(names, LISTED))
    texts = (name[:100] for name in listed if isinstance(name, str))
    others = [fault("wrong_type", "", name, "str") for name in listed if not isinstance(name, str)]
    return [*unknown("unknown_field", texts, known, what), *others]


def _only(data: dict[str, object], what: str, name: str) -> object:
    """Return the one field of an object, which has no others."""
    others = [other for other in data if other != name]
    if others:
        raise FiscalRubricError(unknown_fields(others, what, (name,)))
    return data[name]


# Texts and numbers


def read_text(data: object, _: object = None) -> str:
    """Read a text."""
    return take_plain(data, "")


def _read_bool(data: object, _: object) -> bool:
    return take_bool(data, "")


def _read_int(data: object, _: object) -> int:
    if type(data) is not int:
        refuse("wrong_type", "", describe(data), "3")
    return data


def _read_number(data: object, _: object, place: str = "") -> Fraction:
    """Read an exact number: a whole one as it is, any other as text."""
    if isinstance(data, float):  # it may not be the number that was written
        refuse("number", place, describe(data))
    return exact(data, place)


def _write_number(value: Fraction) -> int | str:
    return value.numerator if value.denominator == 1 else number_text(value)


def _read_decimal(data: object, _: object, place: str = "") -> Decimal:
    """Read points as they are printed, with their places."""
    text = take_plain(data, place)
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        refuse("number", place, describe(text))
    exact(text, place)
    return Decimal(text)


def _write_decimal(value: Decimal) -> str:
    return format(value, "f")


def _read_date(data: object, _: object) -> date:
    text = take_plain(data, "")
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        refuse("date", "", describe(text))
    return take_date(text, "")


def _read_words(data: object, _: object) -> FixedText:
    """Read a text, or an object of texts by language."""
    if type(data) not in (str, dict):
        refuse("wrong_type", "", describe(data), "str", '{"zh": "…", "en": "…"}')
    return take_text(data, "")


# Answers and claims


def read_absent(data: object, _: object = None) -> NotApplicableType:
    """Read {"type": "not_applicable"}."""
    found = _only(take_object(data), "not_applicable", "type")
    if found != ABSENT["type"]:
        refuse("option", "type", describe(found), ABSENT["type"])
    return NOT_APPLICABLE


def _read_answer(data: object, _: object) -> FixedAnswer:
    """Read true, false, a label, {"number": 3} or {"type": "not_applicable"}."""
    if isinstance(data, bool):
        return data
    if isinstance(data, str):
        return take_plain(data, "")
    if is_object(data) and "type" in data:
        return read_absent(data)
    if is_object(data) and "number" in data:
        return _read_number(_only(data, "answer", "number"), None, "number")
    refuse("answer", "", describe(data), "true", "false", "str", '{"number": 3}', str(ABSENT))


def _write_answer(value: FixedAnswer) -> object:
    if isinstance(value, Fraction):
        return {"number": _write_number(value)}
    return dict(ABSENT) if isinstance(value, NotApplicableType) else value


def _read_claim(data: object, _: object) -> Claim:
    """Read a grade, or {"number": "5.99"}."""
    if isinstance(data, str):
        return take_plain(data, "")
    if is_object(data) and "number" in data:
        return _read_decimal(_only(data, "claim", "number"), None, "number")
    refuse("answer", "", describe(data), "str", '{"number": "5.99"}')


def _write_claim(value: Claim | None) -> object:
    return {"number": _write_decimal(value)} if isinstance(value, Decimal) else value
