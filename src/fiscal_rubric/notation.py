"""Reading and writing targets and actuals as tables print them: ≥90%, 较2019年度减少5%, 长期.

One table of signs drives both directions. What is neither a number nor a date is taken as words,
never as a guessed number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import assert_never

from fiscal_rubric.arguments import take_option, take_plain, take_sequence
from fiscal_rubric.errors import describe, refuse
from fiscal_rubric.exact import number_text
from fiscal_rubric.plain import plain_actual, plain_target
from fiscal_rubric.printed import (
    days_of,
    quantity_of,
    signed,
    span_inside,
    span_of,
    without_base,
    without_bracket,
    without_words,
)
from fiscal_rubric.quantity import DATE, MONTH_DAY, Quantity, Span, day_of, day_text
from fiscal_rubric.signs import (
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
    SIGNS,
    YEARS,
    Sense,
    normal,
    same_words,
)
from fiscal_rubric.targets import (
    KINDS,
    NOT_APPLICABLE,
    Absence,
    Actual,
    Claimed,
    Kind,
    NoTarget,
    NotCarriedOut,
    Promise,
    Reached,
    SeveralReached,
    SeveralTargets,
    Statement,
    Target,
    Words,
    take_actual,
    take_target,
)

__all__ = [
    "CLAIMS",
    "read_actual",
    "read_kind",
    "read_quantity",
    "read_target",
    "write_actual",
    "write_target",
]


def read_target(text: str, kind: Kind | None = None, *, sense: Sense | None = None) -> Target:
    """Read a target as it is printed.

    Args:
        text: as printed; full-width signs, spaces and line breaks do not matter, but for those
            between two numbers.
        kind: the kind of indicator: a bare number is "at most" for a cost, "at least" for all
            others, and a bare zero is "at most" for all.
        sense: what a number without a sign means, instead of all that.

    Returns:
        A `Promise` where the text is a number or a date, `SeveralTargets` where it is several of
        them, `NoTarget` for a dash or an empty cell, and else the words as a `Statement`.

    Raises:
        FiscalRubricError: not a text, or a range with its ends the wrong way round.

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
def _target(printed: str, bare: Sense, sense: Sense | None) -> Target:
    zero: Sense = sense or "at most"
    at_once = plain_target(printed, bare, zero)
    if at_once is not None:
        return at_once
    plain = normal(printed)
    if not plain or plain in NONE or plain == "无":
        return NoTarget()
    plain = plain.rstrip(_STOPS)
    whole = _promise(plain, bare, zero)
    if whole is not None:
        return whole
    for separator in _SEPARATORS:
        parts = [_promise(part, bare, zero) for part in _split(separator, plain)]
        promises = tuple(part for part in parts if part is not None)
        if 1 < len(parts) == len(promises):
            return SeveralTargets(promises)
    return Statement(printed)


def read_actual(
    text: str, phrases: tuple[str, ...] | list[str] = (), *, kind: Kind | None = None
) -> Actual | None:
    """Read what happened, as it is printed.

    Args:
        text: as printed.
        phrases: more words that claim that the target was met, besides the closed list (完成,
            达标, 达成预期指标 …).
        kind: the kind of indicator, for a revised target in the same cell.

    Returns:
        None for an empty cell; `NOT_APPLICABLE` for a slash or dash; `Reached` for a number or a
        date, `Claimed`, `NotCarriedOut`, or else `Words`. 无 stays a word: against a target of
        zero it says that there was none, against any other that it does not apply.

    Example:
        >>> read_actual("超2000亿元").span
        Span(lower=Fraction(2000, 1), upper=None, lower_open=True, upper_open=False, unit='亿元')
        >>> read_actual("因疫情防控要求，无法按计划开展").reason
        '疫情防控要求'
    """
    printed = take_plain(text, "actual", 2000).strip()
    more = [take_plain(phrase, "phrases") for phrase in take_sequence(phrases, "phrases")]
    of = None if kind is None else take_option(kind, "kind", KINDS)
    return _actual(printed, tuple(more), of)


@lru_cache(maxsize=4096)
def _actual(printed: str, more: tuple[str, ...], kind: Kind | None) -> Actual | None:
    at_once = None if more else plain_actual(printed)  # which may be one of these words
    if at_once is not None:
        return at_once
    plain = normal(printed)
    if not plain:
        return None
    if plain in NONE:
        return NOT_APPLICABLE
    plain = plain.rstrip(_STOPS)
    inner = plain[1:-1] if re.fullmatch(r"\([^()]*\)", plain) else plain
    if inner.rstrip(".") in CLAIMS or any(same_words(phrase, printed) for phrase in more):
        return Claimed(printed)
    reached = _reached(plain, kind)
    if reached is not None:
        return reached
    for separator in _SEPARATORS:
        parts = [_reached(part, kind) for part in _split(separator, plain)]
        found = tuple(part for part in parts if part is not None)
        if 1 < len(parts) == len(found):
            return SeveralReached(found)
    return _not_done(plain, printed) or Words(printed)


def read_quantity(text: str, place: str = "amount") -> Quantity:
    """Read a number with its unit, and nothing else.

    Raises:
        FiscalRubricError: anything else stands there.

    Example:
        >>> read_quantity("23,000.00 万元")
        Quantity(value=Fraction(23000, 1), unit='万元')
    """
    found = quantity_of(normal(take_plain(text, place, 200)))
    if found is None:
        refuse("notation", place, describe(text))
    return found


def read_kind(text: str) -> Kind:
    """The kind of indicator that a heading names: 数量指标, 工作时效, 可持续影响, quantity.

    Raises:
        FiscalRubricError: the heading names none.
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


# Reading

LONGEST = 200  # of a cell that is a number; what is longer is words
_STOPS = "。;,、"
_TO_A_LEVEL = ("到", "至")  # 提高到, 降至: no change, but where it ends
_SEPARATORS = (";", r"(?a)(?<!\d),|,(?!\d)", "、")  # a comma between digits is part of a number


def _split(separator: str, plain: str) -> list[str]:
    """The parts of a cell; "1、" begins a numbered list, and is no part."""
    return [plain] if separator == "、" and plain.startswith("1、") else re.split(separator, plain)


def _promise(plain: str, bare: Sense, zero: Sense) -> Promise | None:
    if len(plain) > LONGEST:
        return None
    when = days_of(plain)
    if when is not None:
        return Promise("date", Span(None, when.upper, unit=when.unit))
    text, note = without_bracket(plain)
    if re.search(r"\d", re.sub(YEARS, "", note)):
        return None
    base, text = without_base(text)
    change = _change(text)
    if change is not None:
        sign, rest = change
        span = span_of(rest, "at least")
        if span is not None:
            return Promise("change", signed(span, sign), base)
        if rest[:1] in _TO_A_LEVEL:
            bare, text = "at least" if sign > 0 else "at most", rest[1:]
    if base:
        return None
    number = quantity_of(without_words(text))
    is_zero = number is not None and number.value == 0
    span = span_of(text, zero if is_zero else bare) or span_inside(text)
    if span is None:
        return None
    if span.point is not None:
        return Promise("exactly", span)
    if span.lower is not None and span.upper is not None:
        return Promise("between", span)
    return Promise("at least" if span.lower is not None else "at most", span)


def _reached(plain: str, kind: Kind | None) -> Reached | None:
    if len(plain) > LONGEST:
        return None
    when = days_of(plain)
    if when is not None:
        return Reached(when)
    text, note = without_bracket(plain)
    revised = None
    revision = re.fullmatch(REVISED, note)
    if revision:
        target = read_target(revision["target"], kind)
        revised = target if isinstance(target, Promise) else None
    elif re.search(r"\d", re.sub(YEARS, "", note)):
        return None  # a second number, whose part in the first is not said
    claim = bool(re.search(r"\d.*完成$", text))
    base, text = without_base(text)
    change = _change(text)
    if change is not None:
        sign, rest = change
        about, span = _number(rest)
        if span is not None:
            span = signed(span, sign)
            return Reached(span, base=base, about=about, revised=revised, claim=claim)
        if rest[:1] in _TO_A_LEVEL:
            text = rest[1:]
    if base:
        return None
    about, span = _number(text)
    return None if span is None else Reached(span, about=about, revised=revised, claim=claim)


def _change(text: str) -> tuple[int, str] | None:
    """Whether the text is of a rise (1) or a fall (-1), and what stands behind the word."""
    for words, sign in ((RISES, 1), (FALLS, -1)):
        for word in words:
            if text.startswith(word):
                return sign, text[len(word) :].removeprefix("了")
    if text[1:2] in _TO_A_LEVEL and text[0] in "升增降减":
        return (1 if text[0] in "升增" else -1), text[1:]
    return None


def _number(text: str) -> tuple[bool, Span | None]:
    """Whether a number is only about right, and the number, or its bounds."""
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
    """Words that say that it was not done, all of it; 取消不合理收费 may be what was promised."""
    if re.search(NOT_ALL, re.sub(YEARS, "", plain)):
        return None
    reason, done = re.search(REASON, plain), re.search(NOT_DONE, plain)
    if done is None or (done["closes"] is None and (reason is None or reason.end() > done.end())):
        return None
    given = (reason["reason"] or reason["influence"]) if reason else ""
    return NotCarriedOut(printed, re.split(NOT_DONE, given)[0])


# Writing


def write_target(target: Target) -> str:
    """The target as text that `read_target` takes back, whatever the kind of indicator.

    What the notation has no words for is written as near as it goes, and is not read back as the
    same: a unit that it does not know, words that look like a number, several targets of which
    one is a change with a base that holds a separator.

    Example:
        >>> write_target(read_target("较 2019 年度减少 5%")), write_target(read_target("5家"))
        ('较2019年度减少5%', '≥5家')
    """
    take_target(target)
    match target:
        case Promise(sense="date", span=span):
            return f"{_written_day(span.upper, span.unit)}前"
        case Promise(sense="change", span=span, base=base):
            return _written_change(span, base, lambda inner: _written(inner, bare="at least"))
        case Promise(span=span):
            return _written(span, bare=None)
        case Statement(text=text):
            return text
        case NoTarget():
            return "/"
        case SeveralTargets(parts=parts):
            return "；".join(map(write_target, parts))
        case _:
            assert_never(target)


def write_actual(actual: Actual | None) -> str:
    """The actual as text that `read_actual` takes back.

    As with `write_target`, an unknown unit, or words that would be read as something else, are
    not read back as the same.

    Example:
        >>> write_actual(read_actual("＞9000 亿元"))
        '>9000亿元'
    """
    if actual is None:
        return ""
    take_actual(actual)
    match actual:
        case Reached(span=span, revised=revised):
            note = "" if revised is None else f"(目标调整为{write_target(revised)})"
            return f"{_written_reached(actual, span)}{'完成' if actual.claim else ''}{note}"
        case SeveralReached(parts=parts):
            return "；".join(map(write_actual, parts))
        case Claimed(text=text) | Words(text=text) | NotCarriedOut(text=text):
            return text
        case Absence():
            return "/"
        case _:
            assert_never(actual)


def _written_reached(actual: Reached, span: Span) -> str:
    if span.unit in (DATE, MONTH_DAY):
        if span.lower is None:
            return f"{_written_day(span.upper, span.unit)}前"
        first, last = _written_day(span.lower, span.unit), _written_day(span.upper, span.unit)
        return first if first == last else f"{first}至{last}"
    about = "约" if actual.about else ""
    if actual.base is not None:
        base = actual.base
        return _written_change(span, base, lambda inner: about + _written(inner, bare="exactly"))
    return about + _written(span, bare="exactly")


def _written_change(span: Span, base: str, write: Callable[[Span], str]) -> str:
    ends = [end for end in (span.lower, span.upper) if end is not None]
    falls = all(end < 0 for end in ends) or (span.lower is None and span.upper == 0)
    word, inner = (FALLS[3], signed(span, -1)) if falls else (RISES[3], span)
    return f"{f'较{base}' if base else ''}{word}{write(inner)}"


def _written(span: Span, bare: Sense | None) -> str:
    """The span as signs and numbers; with the ends of `bare` it needs no sign."""
    if span.point is not None:
        sense: Sense = "exactly"
    elif span.lower is not None and span.upper is not None:
        return f"{number_text(span.lower)}~{number_text(span.upper)}{span.unit}"
    else:
        sense = "at least" if span.lower is not None else "at most"
    is_open = span.lower_open or span.upper_open
    sign = next(s for s in SIGNS if s.sense == sense and s.is_open == is_open)
    number = span.upper if span.lower is None else span.lower
    assert number is not None
    return (
        f"{'' if sense == bare and not is_open else sign.written}{number_text(number)}{span.unit}"
    )


def _written_day(day: Fraction | None, unit: str) -> str:
    assert day is not None
    return day_text(day_of(day, unit), unit)
