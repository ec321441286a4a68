"""Read targets and results as tables print them: ≥90%, 较2019年度减少5%, 长期.

A cell that is neither a number nor a date is read as words, never as a guessed number.
"""

from __future__ import annotations

import re
from functools import lru_cache

from fiscal_rubric.errors import describe, refuse
from fiscal_rubric.numbers.spans import Quantity, Span
from fiscal_rubric.targets.printed_days import days_of
from fiscal_rubric.targets.printed_numbers import (
    plain_number,
    quantity_of,
    signed,
    span_inside,
    span_of,
    without_base,
    without_bracket,
    without_words,
)
from fiscal_rubric.targets.signs_and_claims import (
    ABOUT_AFTER,
    ABOUT_BEFORE,
    CLAIMS,
    FALLS,
    NONE,
    NOT_ALL,
    NOT_DONE,
    REASON,
    REVISED,
    RISES,
    YEARS,
    Sense,
    normal,
    same_words,
)
from fiscal_rubric.targets.targets import (
    KINDS,
    NOT_APPLICABLE,
    AnyActual,
    AnyTarget,
    Claimed,
    Kind,
    NoTarget,
    NotCarriedOut,
    NumericActual,
    NumericTarget,
    QualitativeActual,
    QualitativeTarget,
    SeveralActuals,
    SeveralTargets,
)
from fiscal_rubric.validation import take_option, take_plain, take_sequence


def read_target(text: str, kind: Kind | None = None, *, sense: Sense | None = None) -> AnyTarget:
    """Read a printed target.

    Args:
        text: the printed cell; full-width signs are allowed, and so are spaces and line breaks
            that are not between two numbers.
        kind: the kind of indicator: a bare number is "at most" for a cost, "at least" for all
            others, and a bare zero is "at most" for all.
        sense: the sense of a number without a sign, for any kind of indicator.

    Returns:
        A `NumericTarget` for a number or a date, `SeveralTargets` for several of them, `NoTarget`
        for a dash or an empty cell, and a `QualitativeTarget` for any other words.

    Raises:
        FiscalRubricError: not a text, or a range with its upper end first.

    Example:
        >>> read_target("不低于９０％").span
        Span(lower=Fraction(90, 1), upper=None, lower_open=False, upper_open=False, unit='%')
        >>> read_target("200万", kind="cost").sense, read_target("长期").sense
        ('at most', 'words')
    """
    printed = take_plain(text, "target", 2000).strip()
    of = None if kind is None else take_option(kind, "kind", KINDS)
    directions: tuple[Sense, ...] = ("at least", "at most", "exactly")
    stated = None if sense is None else take_option(sense, "sense", directions)
    return _target(printed, stated or ("at most" if of == "cost" else "at least"), stated)


@lru_cache(maxsize=4096)  # the cells of a table repeat
def _target(printed: str, bare: Sense, sense: Sense | None) -> AnyTarget:
    zero: Sense = sense or "at most"
    number = plain_number(printed)
    if number is not None:
        return _numeric_target(number.span(bare if number.value else zero))
    plain = normal(printed)
    if not plain or plain in NONE or plain == "无":
        return NoTarget()
    plain = plain.rstrip(_STOPS)
    target = _target_part(plain, bare, zero)
    if target is not None:
        return target
    for separator in _SEPARATORS:
        parts = [_target_part(part, bare, zero) for part in _split(separator, plain)]
        targets = tuple(part for part in parts if part is not None)
        if 1 < len(parts) == len(targets):
            return SeveralTargets(targets)
    return QualitativeTarget(printed)


def read_actual(
    text: str, phrases: tuple[str, ...] | list[str] = (), *, kind: Kind | None = None
) -> AnyActual | None:
    """Read a printed result.

    Args:
        text: the printed cell.
        phrases: more texts that claim that the target was met, as 完成 and 达标 do.
        kind: the kind of indicator, as in `read_actual_and_revision`.

    Returns:
        None for an empty cell; `NOT_APPLICABLE` for a slash or a dash; `NumericActual` for a
        number or a date, `Claimed`, `NotCarriedOut`, or else `QualitativeActual`. 无 is read as
        words: it claims a target of zero, and means "not applicable" for any other target.

    Raises:
        FiscalRubricError: not a text, or a range with its upper end first.

    Example:
        >>> read_actual("超2000亿元").span
        Span(lower=Fraction(2000, 1), upper=None, lower_open=True, upper_open=False, unit='亿元')
        >>> read_actual("因疫情防控要求，无法按计划开展").reason
        '疫情防控要求'
    """
    return read_actual_and_revision(text, phrases, kind=kind)[0]


def read_actual_and_revision(
    text: str, phrases: tuple[str, ...] | list[str] = (), *, kind: Kind | None = None
) -> tuple[AnyActual | None, NumericTarget | None]:
    """Read a result, and the revised target that its cell may state.

    Args:
        text: the printed cell.
        phrases: as in `read_actual`.
        kind: the kind of indicator, by which the revised target is read.

    Returns:
        The result, as in `read_actual`, and the revised target; None where the cell states none.

    Raises:
        FiscalRubricError: not a text, or a range with its upper end first.

    Example:
        >>> read_actual_and_revision("18项（目标调整为18项）", kind="quantity")
        (<NumericActual 18项>, <NumericTarget ≥18项>)
    """
    printed = take_plain(text, "actual", 2000).strip()
    more = [take_plain(phrase, "phrases") for phrase in take_sequence(phrases, "phrases")]
    of = None if kind is None else take_option(kind, "kind", KINDS)
    return _actual(printed, tuple(more), of)


@lru_cache(maxsize=4096)
def _actual(
    printed: str, more: tuple[str, ...], kind: Kind | None
) -> tuple[AnyActual | None, NumericTarget | None]:
    number = None if more else plain_number(printed)  # a phrase may be a number
    if number is not None:
        return NumericActual(number.span("exactly")), None
    plain = normal(printed)
    if not plain:
        return None, None
    if plain in NONE:
        return NOT_APPLICABLE, None
    plain = plain.rstrip(_STOPS)
    inner = plain[1:-1] if re.fullmatch(r"\([^()]*\)", plain) else plain
    if inner.rstrip(".") in CLAIMS or any(same_words(phrase, printed) for phrase in more):
        return Claimed(printed), None
    actual, revised = _actual_part(plain, kind)
    if actual is not None:
        return actual, revised
    for separator in _SEPARATORS:
        parts = [_actual_part(part, kind)[0] for part in _split(separator, plain)]
        found = tuple(part for part in parts if part is not None)
        if 1 < len(parts) == len(found):
            return SeveralActuals(found), None
    return _not_done(plain, printed) or QualitativeActual(printed), None


def read_quantity(text: str, place: str = "amount") -> Quantity:
    """Read a number with its unit, and nothing else.

    Raises:
        FiscalRubricError: the text is anything else.

    Example:
        >>> read_quantity("23,000.00 万元")
        Quantity(value=Fraction(23000, 1), unit='万元')
    """
    found = quantity_of(normal(take_plain(text, place, 200)))
    if found is None:
        refuse("notation", place, describe(text))
    return found


def read_kind(text: str) -> Kind:
    """Return the kind of indicator that a heading names: 数量指标, 工作时效, quantity.

    Raises:
        FiscalRubricError: the heading names no kind, or several.
    """
    plain = normal(take_plain(text, "kind", 200))
    named: list[Kind] = [
        kind
        for kind, words in _KIND_WORDS.items()
        if plain == kind or any(word in plain for word in words)
    ]
    if len(named) == 1:
        return named[0]
    refuse("option", "kind", text, *(words[0] for words in _KIND_WORDS.values()))


_KIND_WORDS: dict[Kind, tuple[str, ...]] = {
    "satisfaction": ("满意度",),
    "quantity": ("数量",),
    "quality": ("质量",),
    "timeliness": ("时效", "进度"),
    "cost": ("成本",),
    "economic": ("经济效益", "经济成效"),
    "social": ("社会效益", "社会成效"),
    "ecological": ("生态效益", "生态环境"),
    "sustained": ("可持续", "持续影响"),
}


LONGEST = 200  # characters of a number or a date; a longer cell is words
_STOPS = "。;,、"
_TO_A_LEVEL = ("到", "至")  # 提高到, 降至: the level, not the change
_SEPARATORS = (";", r"(?a)(?<!\d),|,(?!\d)", "、")  # a comma between digits is part of a number


def _split(separator: str, plain: str) -> list[str]:
    """Split a cell into parts; "1、" begins a numbered list, which is not split."""
    return [plain] if separator == "、" and plain.startswith("1、") else re.split(separator, plain)


def _target_part(plain: str, bare: Sense, zero: Sense) -> NumericTarget | None:
    if len(plain) > LONGEST:
        return None
    when = days_of(plain)
    if when is not None:
        return NumericTarget("date", Span(None, when.upper, unit=when.unit))
    text, note = without_bracket(plain)
    if re.search(r"\d", re.sub(YEARS, "", note)):
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
    span = span_of(text, zero if is_zero else bare) or span_inside(text)
    if span is None:
        return None
    return _numeric_target(span)


def _numeric_target(span: Span) -> NumericTarget:
    if span.point is not None:
        return NumericTarget("exactly", span)
    if span.lower is not None and span.upper is not None:
        return NumericTarget("between", span)
    return NumericTarget("at least" if span.lower is not None else "at most", span)


def _actual_part(
    plain: str, kind: Kind | None
) -> tuple[NumericActual | None, NumericTarget | None]:
    """Read a number or a date, and the revised target in the bracket after it."""
    if len(plain) > LONGEST:
        return None, None
    when = days_of(plain)
    if when is not None:
        return NumericActual(when), None
    text, note = without_bracket(plain)
    revised = None
    revision = re.fullmatch(REVISED, note)
    if revision:
        target = read_target(revision["target"], kind)
        revised = target if isinstance(target, NumericTarget) else None
    elif re.search(r"\d", re.sub(YEARS, "", note)):
        return None, None  # a second number, with no stated relation to the first
    return _numeric_actual(text), revised


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
    return None if span is None else NumericActual(span, about=about, claim=claim)


def _change(text: str) -> tuple[int, str] | None:
    """Return 1 for a rise or -1 for a fall, and the text after the verb."""
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


def _not_done(plain: str, printed: str) -> NotCarriedOut | None:
    """Read a result that was not carried out; 取消不合理收费 may be the target itself."""
    if re.search(NOT_ALL, re.sub(YEARS, "", plain)):
        return None
    reason, done = re.search(REASON, plain), re.search(NOT_DONE, plain)
    if done is None or (done["closes"] is None and (reason is None or reason.end() > done.end())):
        return None
    given = (reason["reason"] or reason["influence"]) if reason else ""
    return NotCarriedOut(printed, re.split(NOT_DONE, given)[0])
