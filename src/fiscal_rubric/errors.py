"""The errors of the library: a code, a place, what was found and what was expected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import NoReturn, cast

from attrs import evolve, frozen

from fiscal_rubric.display import render
from fiscal_rubric.texts import FixedMapping, FixedText, printable, text_in

# The message of each fault, by its stable code. {expected} is a choice: "a, b, or c".
MESSAGES: dict[str, str] = {
    # arguments
    "wrong_type": "{place}: found {found}, expected {expected}",
    "option": "{place}: found {found}, expected {expected}",
    "empty_text": "{place}: the text is empty, expected at least one character",
    "long_text": "{place}: found a text of {found} characters, expected at most {expected}",
    "broken_text": "{place}: {found} has a lone surrogate (half of a character pair), which no "
    "document can hold; expected a text without it",
    "language": "{place}: {found} is not a language of this library, expected {expected}",
    "duplicate_key": "{place}: the key {found} appears more than once; give each its own key=",
    "size": "{place}: {found} nodes in one rule, expected at most {expected}; use a fold or parts",
    "day": "{place}: {found} is not a valid {expected}; expected a day as a whole number, as "
    "read_target counts it",
    "two_revisions": "{place}: the revised target is {found} here and {expected} in the result",
    "depth": "{place}: nested {found} levels deep, expected at most {expected}",
    # numbers
    "number": '{place}: {found} is not a number; expected an exact one such as 3 or "0.5"',
    "truth_as_number": "{place}: {found} is a truth value, not a number; expected 0 or 1, or yes()",
    "not_finite": "{place}: {found} is not finite; expected an exact number, or no entry at all",
    "long_number": "{place}: {found} has too many digits; expected at most {expected}",
    "long_float": '{place}: the float {found} is not exact; expected text such as "2/3" or "0.3"',
    "unit": "{place}: the unit {found} is not valid here, expected {expected}",
    "unit_clash": "{place}: {found} cannot be compared; expected the same unit on both sides",
    "mixed_units": "{place}: {found} has no unit, but other amounts have one; expected {expected}",
    "share_or_number": "{place}: {found}: a number without a unit may be a share or a number; "
    "expected the unit on both sides, such as 97%",
    "date": "{place}: {found} is not a date; expected year-month-day such as 2020-12-31",
    "days_order": "{place}: {found} does not come after {expected}; expected days in rising order",
    "span": '{place}: the ends do not fit "{found}"; expected {expected}',
    "ends": "{place}: found {found}, expected a lower end that is not above the upper one",
    "ranks_order": "{place}: found {found}; expected two ranks in order, such as 2..-2, 1..3, "
    "-3..-1 or 0..0",
    "negative": "{place}: {found} is below zero; expected 0 or more",
    "not_above_zero": "{place}: {found} is not above zero; expected a number above zero",
    "notation": "{place}: {found} cannot be read; expected a number with its unit, a date or words",
    "revised_target": "{place}: the revised target {found} has another sense or unit; expected one "
    "such as {expected}",
    # rules
    "compared_by_equals": "rule: an expression was compared with {found} by ==; "
    "expected {expected}",
    "truth_of_rule": "rule: {found} was used as a truth value (and, or, not, if, or a chain such "
    "as 0 < x < 1); expected {expected}",
    "python_function": "rule: {found} does not work on expressions; expected {expected}",
    "condition": "{place}: {found} is not a condition; expected a comparison, yes(), met(), "
    "picked(), all_of() or the like",
    "no_terms": "{place}: there are no terms, expected at least one",
    "number_of_terms": "{place}: found {found}, expected at least {expected}",
    "knots": "{place}: {found} does not rise; expected two or more knots in rising order",
    "no_item": "{place}: {found} has no key and is outside a fold; expected a key, or a fold "
    "around it such as indicators().count(...)",
    "nested_fold": "{place}: a fold over {found} is inside a fold over indicators; expected folds "
    "over indicators inside folds over projects only",
    "money_and_number": "{place}: {found} combines money with a bare number; expected amount() "
    'with a unit, such as amount("50万元")',
    "share_compared": "{place}: {found} compares a share with a number above 1.5; expected "
    "{expected}",
    "money_as_points": "{place}: {found} is money, not points; expected a number, such as a "
    "quotient of two amounts",
    "asks_nothing": "{place}: the rule {found} reads nothing; expected a rule that reads the "
    "evidence",
    "reads_lines": "{place}: a criterion reads {found}; expected it in the rule of a section, or "
    "the expression itself",
    "unknown_line": "{place}: reads the line {found}, which is not below it; expected {expected}",
    "unknown_grade": "{place}: the grade {found} does not exist; expected {expected}",
    "no_grades": "{place}: the rubric has no grades; expected total=, or a rubric with grades=",
    "question_differs": "{place}: the question {found} is asked in two ways; expected the same "
    "{expected} everywhere",
    "unknown_label": "{place}: no pick() of this key offers the label {found}; expected {expected}",
    "table_row": "{place}: the columns {found} are missing; expected {expected} in each row",
    # criteria
    "out_of_bounds": "{place}: the rule can give {found}; expected {expected}",
    "full_marks_needed": "{place}: a section with its own rule; expected full=",
    "full_marks": "{place}: full marks {found} are not the sum of its parts; expected {expected}",
    "places": "{place}: {found} has more places than the points are rounded to ({expected}); "
    "expected a rounded number, or rounding=Rounding(places)",
    "may_not_apply": "{place}: {found} may not apply; expected if_not_applicable= one of "
    "{expected}",
    "marks_vanish": "{place}: it may be dropped, and its marks are not redistributed; expected "
    "rescale=True on a section above",
    "weights_sum": "{place}: the weights add up to {found}; expected {expected}",
    "no_parts": "{place}: a section without parts; expected at least one criterion or section",
    "rubric_as_part": "{place}: the rubric {found} is used as a part; expected a Section",
    "reserved_key": "{place}: this key is reserved for the {found} of the rubric; expected another "
    "key=",
    "nothing_stated": "{place}: the case states no result; expected {expected}",
    "hidden_band": "{place}: the grade {found} is never given, because {expected} comes first and "
    "takes its points; expected the best grade first",
    "hidden_edge": "{place}: the band {found} is never taken, because {expected} comes first and "
    "takes its numbers; expected the narrower band first",
    "same_meaning": "{place}: both meanings are the same; expected another one as instead=",
    "two_sorts": "{place}: one meaning is a rule and the other a scale of grades; expected two of "
    "one sort",
    "reading_of_nothing": "{place}: the rule has no part {found}; expected a part of the rule as "
    "it is written",
    "grade_scale": "{place}: the points {found} have no grade; expected a last band that covers "
    "{expected}",
    # evidence
    "missing": "{place}: not known ({found}); expected {expected}",
    "missing_amount": "{place}: the amount is not known; expected money such as 700万元",
    "missing_actual": "{place}: not known; expected a result such as 3家, or a reason",
    "undecided": "{place}: {found} does not say whether the target was met; expected a number, "
    "or words that claim it (read_actual(..., phrases=...))",
    "missing_weight": "{place}: not known; expected the points of the indicator",
    "missing_baseline": "{place}: not known; expected the number before the project began",
    "missing_projects": "{place}: no projects are given; expected at least one",
    "may_follow": "{place}: may be asked next",
    "between": "{place}: the total is between {found} (as rubric.bounds() shows)",
    "unknown_answer": "{place}: no question has this key; expected {expected}",
    "unknown_note": "{place}: no question, line or indicator has this key of a note; expected "
    "{expected}",
    "answer": "{place}: found {found}, expected {expected}",
    "fraction_answer": "{place}: the answer {found} may be a fraction, or points out of full "
    "marks; expected {expected}",
    "no_answer": "{place}: found {found}; expected an answer, or no entry",
    "outside_band": "{place}: found {found}, expected {expected}",
    "unknown_indicator": "{place}: no indicator has this key; expected {expected}",
    "several_indicators": "{place}: {found} projects have an indicator with this key; expected "
    "(project, key)",
    "unknown_project": "{place}: no project has this key; expected {expected}",
    "not_answered": "{place}: no answer has this key; expected {expected}",
    "no_number": "{place}: {found} has no number; expected met() or attained() in the rule",
    "inexact": "{place}: {found} is only known as a range; expected met() or attained() in the "
    "rule, or the exact number",
    "negative_weight": "{place}: the weight {found} is below zero; expected weights of 0 or more",
    "divisor": "{place}: the divisor {found} is {expected}; expected one above zero, or "
    "divide(..., if_zero=...)",
    "negative_divisor": "{place}: the divisor {found} is {expected}, below zero; expected one "
    "above zero",
    "negative_root": "{place}: the root of {found}, which is {expected}, below zero; expected "
    ".clip(0) on it",
    "large_evidence": "{place}: {found} steps over all indicators, expected at most {expected}; "
    "score fewer projects at once",
    "conflict": "{place}: {found} here and {expected} there; expected the same, or "
    "nothing on one side",
    "nothing_to_compare": "{place}: no evidence has a number for “{found}”; expected one or more",
    "reference_unit": "{place}: {found} has a unit of its own; expected unit={expected}, the unit "
    "of the question that reads it",
    # tables
    "heading": "{place}: no column of this table has this heading; expected {expected}, or "
    "leave_out= for a column that is not read",
    "two_columns": "{place}: the columns {found} and {expected} mean the same; expected one of "
    "them, or leave_out= for the other",
    "beyond": "{place}: {found} has no heading; expected a heading above each cell",
    "blank_cell": "{place}: the cell is blank; expected {expected}",
    "share": "{place}: {found} has no unit; expected {expected} as text",
    # documents
    "error_value": "{place}: {found} is an error of the spreadsheet; expected the value, or an "
    "empty cell",
    "unknown_row": "{place}: {found} is in a row of an unknown kind; expected a title, a label "
    "with its value, funds or an indicator",
    "no_heading": "{place}: {found} has no known heading above it; expected a heading such as "
    "年度指标值 or 备注",
    "sign_cell": "{place}: {found} is not a sign that fits the target; expected {expected}",
    "no_indicator": "{place}: {found} is in a row without an indicator; expected a row with a name "
    "that can be read",
    "two_cells": "{place}: {found} here, and {expected} in another cell for the same; expected one "
    "of them",
    "points_cell": "{place}: {found} is not a number of points; expected one such as 9.5",
    "two_claims": "{place}: found {found} points here, and {expected} in another cell for the "
    "same line; expected one of them",
    "merged_cell": "{place}: {found} is in a merged cell for several indicators; expected a cell "
    "for each",
    "money_cell": "{place}: {found} is not an amount of money; expected a number, or one such as "
    "636.96万元",
    "arrived": "{place}: {found} arrived, but the budget is {expected}; funds that arrived are "
    "not scored",
    "large_sheet": "{place}: {found} rows or columns, expected at most {expected}; read a part of "
    "the sheet",
    "missing_field": "{place}: the field is missing; expected {expected}",
    "unknown_field": "{place}: no field of {found} has this name; expected {expected}",
    "newer_format": "{place}: written in format {found}, which a newer version reads; expected "
    "{expected} or older",
    "untold": "{place}: its text needs {expected}, which is missing",
    "large_document": "{place}: {found} lists and objects, expected at most {expected}",
    "identity": "{place}: found {found}, but this rubric has {expected}; state that one if the "
    "change is intended",
    "scored_differently": "{place}: found {found}, but scoring again gives {expected}",
    # scorecards and analyses
    "unknown_fact": "{place}: neither a question of the rubric nor a fact of the evidence; "
    "expected {expected}",
    "too_many": "{place}: {found} scenarios in one call, expected at most {expected}",
    "unknown_key": "{place}: no line or section has this key; expected {expected}",
    "decided": "{place}: all completions give {found} points, as rubric.bounds() shows; scoring "
    "still needs the facts",
}

LISTED = 50  # most faults of one error, or of one list or object, that a text lists
MORE = "and {count} more"
HELPED = 10  # most unknown keys for which the nearest keys are looked up
COMPARED, OFFERED = 40, 1000  # most characters of a key, and most keys, that are compared


@frozen
class Fault:
    """One fault, with its place.

    Attributes:
        code: stable, a key of `MESSAGES`.
        place: the keys from the outermost to the innermost, joined by "/".
        found: what was found there, shortened: a text, or one per language.
        expected: what would be right, or the nearest right values.
    """

    code: str
    place: str
    found: FixedText = ""
    expected: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        options: object = self.expected
        if not isinstance(self.code, str) or self.code not in MESSAGES:
            refuse("option", "code", self.code, *near(str(describe(self.code)), MESSAGES))
        if not isinstance(self.place, str):
            refuse("wrong_type", "place", self.place, "str")
        if not isinstance(self.found, str | FixedMapping):
            refuse("wrong_type", "found", self.found, "str")
        texts = cast("tuple[object, ...]", options) if isinstance(options, tuple) else (options, 0)
        if not all(isinstance(text, str) for text in texts):
            refuse("wrong_type", "expected", texts, "(str, …)")
        if not self.place.isascii():  # half a character pair cannot be encoded
            place = self.place.encode("utf-8", "backslashreplace").decode("utf-8")
            object.__setattr__(self, "place", place)

    def __str__(self) -> str:
        return MESSAGES[self.code].format(
            place=printable(self.place),
            found=printable(text_in(self.found, "en")),
            expected=printable(_choice(self.expected)),
        )


class FiscalRubricError(Exception):
    """The one exception of this library, with all faults found.

    Attributes:
        faults: every fault found, not only the first; at least one.

    Example:
        >>> from fiscal_rubric import yes
        >>> try:
        ...     yes("")
        ... except FiscalRubricError as error:
        ...     print(error.faults[0].code, "|", error)
        empty_text | key: the text is empty, expected at least one character
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        if type(faults) not in (tuple, list) or not faults:
            refuse("wrong_type", "faults", faults, "[Fault(...)]")
        for fault in faults:
            if not isinstance(fault, Fault):
                refuse("wrong_type", "faults", fault, "Fault(...)")
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__(self.faults)

    @property
    def code(self) -> str:
        """The code of the first fault."""
        return self.faults[0].code

    @property
    def listed(self) -> tuple[Fault, ...]:
        """The faults that a text lists: all, or `LISTED` of them, some of each code."""
        if len(self.faults) <= LISTED:
            return self.faults
        by_code: dict[str, list[Fault]] = {}
        for broken in self.faults:
            by_code.setdefault(broken.code, []).append(broken)
        each = max(1, LISTED // len(by_code))
        return tuple(broken for found in by_code.values() for broken in found[:each])[:LISTED]

    def __str__(self) -> str:
        more = len(self.faults) - len(self.listed)
        rest = [MORE.format(count=more)] if more else []
        return "\n".join([*map(str, self.listed), *rest])

    def explain(self, language: str) -> str:
        """Return all faults in a language, a line each.

        Args:
            language: "zh" or "en".
        """
        return render("explain", self, language)


def fault(code: str, place: str, found: object = "", *expected: str) -> Fault:
    """Return a fault; `found` may be any object."""
    if isinstance(found, FixedMapping):
        return Fault(code, place, cast("FixedText", found), expected)
    if type(found) is not str:
        return Fault(code, place, describe(found), expected)
    return Fault(code, place, shorten(printable(found), 200), expected)


def refuse(code: str, place: str, found: object = "", *expected: str) -> NoReturn:
    """Raise a `FiscalRubricError` with one fault."""
    raise FiscalRubricError((fault(code, place, found, *expected),))


@contextmanager
def placed(place: str) -> Iterator[None]:
    """Set the place of all faults that are raised inside."""
    try:
        yield
    except FiscalRubricError as error:
        faults = [evolve(fault, place=place) for fault in error.faults]
        raise FiscalRubricError(faults) from None


def describe(value: object) -> str:
    """Return a short text for any object; the name of its type if it cannot be shown.

    Example:
        >>> describe("一二三"), describe([1]), describe(10**100)
        ("'一二三'", 'list', 'an int of 333 bits')
    """
    if isinstance(value, int) and not isinstance(value, bool) and int.bit_length(value) > 200:
        return f"an int of {int.bit_length(value)} bits"
    if isinstance(value, str):
        return printable(shorten(str.__repr__(value)))
    if value is None or type(value) in (bool, int, float, Decimal):
        return shorten(str(value))
    if (
        type(value) is Fraction
        and value.numerator.bit_length() + value.denominator.bit_length() < 200
    ):
        return str(value)
    return type(value).__name__


def shorten(text: str, longest: int = 60) -> str:
    """Cut a long text in the middle."""
    return text if len(text) <= longest else f"{text[: longest - 20]}…{text[-15:]}"


def near(key: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Return the known keys nearest to an unknown one; the first few where none is near."""
    from difflib import SequenceMatcher, get_close_matches

    offered = list(dict.fromkeys(known))
    starts = {key[:COMPARED]: key for key in offered[:OFFERED]}
    wanted = key[:COMPARED]
    close = get_close_matches(wanted, starts, most, 0.6)
    if close:  # leave out keys that are much farther than the nearest one
        nearest = SequenceMatcher(None, wanted, close[0]).ratio()
        found = [k for k in close if SequenceMatcher(None, wanted, k).ratio() > nearest - 0.15]
        return tuple(starts[k] for k in found)
    return tuple(offered[:most]) or ("—",)


def unknown(
    code: str, keys: Iterable[str], known: Iterable[str], found: str = "", place: str = ""
) -> list[Fault]:
    """Return a fault for each unknown key, up to `LISTED`.

    Args:
        code: the code of the faults.
        keys: the unknown keys.
        known: the keys that would be right.
        found: what has no such key.
        place: the place of the keys, with a separator at its end.
    """
    offered = list(known)
    return [
        fault(code, f"{place}{key}", found, *near(key, offered if at < HELPED else offered[:3]))
        for at, key in enumerate(islice(keys, LISTED))
    ]


def _choice(options: Sequence[str]) -> str:
    if len(options) < 3:
        return " or ".join(options)
    return f"{', '.join(options[:-1])}, or {options[-1]}"
