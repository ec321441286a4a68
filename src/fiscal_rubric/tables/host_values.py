"""Turn the cells of hosts into printed text: openpyxl, pandas, polars, NumPy, csv, databases."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from fiscal_rubric.errors import describe, refuse
from fiscal_rubric.numbers.exact import exact, number_text
from fiscal_rubric.targets.signs_and_claims import ERRORS, INVISIBLE
from fiscal_rubric.validation import take_plain

_FORMULA = r"=\s*(?:[A-Z][A-Z.]+\(|\$?[A-Z]{1,3}\$?\d)"  # not computed: =SUM(A1:A3)
_BETWEEN_CHINESE = r"(?<=[^\x00-\xff])\s*[\r\n]+\s*(?=[^\x00-\xff])"


def plain_value(value: object) -> object:
    """Return a host's value as Python's own; None where the cell is blank.

    NaN, NaT and NA of pandas are blank, and so are empty texts.
    """
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return None
    if type(value).__module__ == "numpy":
        value = _of_numpy(value)
    if isinstance(value, float | Decimal) and (
        value.is_qnan() if isinstance(value, Decimal) else value != value
    ):
        return None
    if isinstance(value, str) and not INVISIBLE.sub("", value).strip():
        return None
    return value


def _of_numpy(value: object) -> object:
    """Return a scalar of NumPy as Python's own; any other object unchanged."""
    kind = type(value).__name__
    if kind == "datetime64":
        day = str(value)[:10]
        if day == "NaT":
            return None
        return (
            date.fromisoformat(day) if re.fullmatch(r"(?!0000)\d{4}-\d\d-\d\d", day) else str(value)
        )
    item: Callable[[], object] | None = getattr(value, "item", None)
    is_scalar = item is not None and kind not in ("ndarray", "timedelta64")
    return item() if is_scalar and item is not None else value


def is_number(value: object) -> bool:
    """Return whether a plain value is a number cell, not text and not yes or no."""
    return isinstance(value, int | float | Decimal | Fraction) and not isinstance(value, bool)


def printed(value: object) -> str:
    """Return a plain value as printed text: 5 for the 5.0 of a spreadsheet, a day as 2020-12-31.

    Raises:
        FiscalRubricError: the value is of no type that a cell has, or an error of a spreadsheet.
    """
    match value:
        case None:
            return ""
        case str():
            text = clean(value)
            if text.upper() in ERRORS or re.match(_FORMULA, text):
                refuse("error_value", "", text)
            return text
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case bool():
            refuse("wrong_type", "", describe(value), "str", "3")
        case int() | float() | Decimal() | Fraction():
            return number_text(exact(value, ""))
        case _:
            refuse("wrong_type", "", describe(value), "str", "3")


def clean(text: str) -> str:
    """Return a text without invisible characters, and with line breaks as spaces.

    Between Chinese characters, a line break is removed.
    """
    plain = INVISIBLE.sub("", take_plain(text, "cell"))
    return " ".join(re.sub(_BETWEEN_CHINESE, "", plain).split())
