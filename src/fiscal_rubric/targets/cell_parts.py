"""Read one part of a cell: a number or a date with its sign, its change, and its bracket."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fiscal_rubric.numbers.spans import Span
from fiscal_rubric.targets.printed_days import days_of
from fiscal_rubric.targets.printed_numbers import (
    quantity_of,
    signed,
    span_inside,
    span_of,
    without_base,
    without_bracket,
    without_lead,
    without_words,
)
from fiscal_rubric.targets.signs_and_claims import (
    ABOUT_AFTER,
    ABOUT_BEFORE,
    AGAINST,
    CLAIMS,
    FALLS,
    PENDING,
    REVISED,
    RISES,
    UNDONE,
    YEARS,
    Sense,
)
from fiscal_rubric.targets.targets import NumericActual, NumericTarget

LONGEST = 200  # characters of a number or a date; a longer cell is words
STOPS = "。;,、"  # signs at the end of a part
_TO_A_LEVEL = ("到", "至")  # 提高到, 降至: the level, not the change
# A comma between digits is part of a number.
_SEPARATORS = (";", r"(?a)(?<!\d),|,(?!\d)", "、", "/(?=[≥≤<>=])")
_CIRCLED = "[①-⑳]"
_MONTHS = r"(?a)(?:\d{1,2}、)+\d{1,2}月"  # 5、6月 is one time, not two numbers
_NUMBERED = r"^(?a:\d{1,2})[.、)](?!\d)"


def splits(plain: str) -> Iterator[list[str]]:
    """Yield the ways to split a cell into parts; "1、" begins a numbered list, not a part."""
    if re.match(_CIRCLED, plain):
        parts = [part.rstrip(STOPS) for part in re.split(_CIRCLED, plain) if part]
        if len(parts) > 1:
            yield parts
        return
    for separator in _SEPARATORS:
        if separator == "、" and (plain.startswith("1、") or re.match(_MONTHS, plain)):
            continue
        parts = [re.sub(_NUMBERED, "", part) for part in re.split(separator, plain)]
        if len(parts) > 1:
            yield parts


def target_part(plain: str, bare: Sense, zero: Sense) -> NumericTarget | None:
    """Read a number or a date as a target; a number without a sign has the sense given for it."""
    if len(plain) > LONGEST:
        return None
    when = days_of(plain)
    if when is not None:
        return NumericTarget("date", Span(None, when.upper, unit=when.unit))
    text, note = without_bracket(re.sub(_WANTED, "", plain))
    if _is_second_number(note) or note in PENDING or re.search(_NOT_WANTED, note):
        return None
    base, text = without_base(text)
    change = _change(text)
    if change is not None:
        sign, rest = change
        span = span_of(rest, "at least")
        if span is not None:
            return NumericTarget("change", signed(span, sign), base)
        if rest[:1] in _TO_A_LEVEL:
            bare, text = "at least" if sign > 0 else "at most", rest[1:]
    if base:
        return None
    number = quantity_of(without_words(text))
    is_zero = number is not None and number.value == 0
    span = span_of(text, zero if is_zero else bare) or span_inside(text, bare, zero)
    if span is None:
        return None
    return numeric_target(span)


# What a template left, (≥**株)>=17600株, and words that only say that it is wanted: 需达到90%.
_WANTED = r"^(?:\([≥≤<>=]*\*+[^()]*\)|(?:需|应|要|确保|保证)(?=[完达实保稳维为\d]))"


# Words in a bracket after a target that take it back.
_NOT_WANTED = r"取消|作废|暂停|暂缓|停止|待定|待明确|待落实|不适用|不涉及|不考核|无需|不需"


def _is_second_number(note: str) -> bool:
    """Return whether a bracket holds a number, with no stated relation to the one before it."""
    is_a_part = note.startswith("其中") and not re.search(_ONLY_PLANNED, note)
    return not is_a_part and bool(re.search(r"\d", re.sub(YEARS, "", note)))


def _is_undone(note: str) -> bool:
    """Return whether a bracket says that a number is planned or pending; 按计划完成 claims it."""
    return note in PENDING or (note not in CLAIMS and bool(re.search(_ONLY_PLANNED, note)))


def numeric_target(span: Span) -> NumericTarget:
    """Return the target that the numbers of a span meet."""
    if span.point is not None:
        return NumericTarget("exactly", span)
    if span.lower is not None and span.upper is not None:
        return NumericTarget("between", span)
    return NumericTarget("at least" if span.lower is not None else "at most", span)


def actual_part(plain: str) -> tuple[NumericActual | None, str]:
    """Read a number or a date, with the text of the revised target in the bracket after it."""
    if len(plain) > LONGEST:
        return None, ""
    when = days_of(plain)
    if when is not None:
        return NumericActual(when), ""
    text, note = without_bracket(plain)
    revision = re.fullmatch(REVISED, note)
    if revision is None and (_is_second_number(note) or _is_undone(note)):
        return None, ""
    return _numeric_actual(text), revision["target"] if revision else ""


def _numeric_actual(text: str) -> NumericActual | None:
    claim = bool(re.search(r"\d.*完成$", text))
    base, text = without_base(text)
    change = _change(text)
    if change is not None:
        sign, rest = change
        about, span = _number(rest)
        if span is not None:
            return NumericActual(signed(span, sign), base=base, about=about, claim=claim)
        if rest[:1] in _TO_A_LEVEL:
            text = rest[1:]
    if base:
        return None
    about, span = _number(text)
    if span is None:
        lead, rest = without_lead(text)
        if re.match(_DONE, lead) and not re.search(_ONLY_PLANNED, lead):
            about, span = _number(rest)
    return None if span is None else NumericActual(span, about=about, claim=claim)


# Words next to a number that say that it is a plan, or that it is not the work itself.
_ONLY_PLANNED = rf"目标|任务|应|设计|合同|{UNDONE}"
# Words before a number that say that so much was done, or what was measured.
_DONE = (
    r"共|累计|实际|已|全年|合计|总计|总共|完成|开展|举办|组织|采购|发放|新建|建成|实现|达到|"
    r".*满意[度率]为?$|.*率为?$"
)


def _change(text: str) -> tuple[int, str] | None:
    """Return 1 for a rise or -1 for a fall, and the text after the verb."""
    for against in AGAINST:
        text = text.removeprefix(against)
    for words, sign in ((RISES, 1), (FALLS, -1)):
        for word in words:
            if text.startswith(word):
                return sign, text[len(word) :].removeprefix("了")
    if text[1:2] in _TO_A_LEVEL and text[0] in "升增降减":
        return (1 if text[0] in "升增" else -1), text[1:]
    return None


def _number(text: str) -> tuple[bool, Span | None]:
    """Return whether a number is approximate, and its span."""
    for rest in _about(text):
        quantity = quantity_of(rest)
        if quantity is not None:
            return True, Span(quantity.value, quantity.value, unit=quantity.unit)
    return False, span_of(text, "exactly")


def _about(text: str) -> list[str]:
    plain = without_words(text)
    return [
        without_words(plain[len(word) :]) for word in ABOUT_BEFORE if plain.startswith(word)
    ] + [plain[: -len(word)] for word in ABOUT_AFTER if plain.endswith(word)]
