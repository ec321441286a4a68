"""Read targets and results as tables print them: ≥90%, 较2019年度减少5%, 长期.

A cell that is neither a number nor a date is read as words, never as a guessed number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TypeVar

from attrs import evolve

from fiscal_rubric.errors import describe, refuse
from fiscal_rubric.numbers.spans import Quantity
from fiscal_rubric.numbers.units import DATE, MONTH_DAY, is_share, take_unit, unit_of
from fiscal_rubric.targets.cell_parts import STOPS, actual_part, numeric_target, splits, target_part
from fiscal_rubric.targets.chinese_numerals import with_digits
from fiscal_rubric.targets.printed_numbers import plain_number, quantity_of
from fiscal_rubric.targets.shared_words import unlisted
from fiscal_rubric.targets.signs_and_claims import (
    CLAIMS,
    DASHES,
    NONE,
    NOT_ALL,
    NOT_DONE,
    PENDING,
    REASON,
    SCALE,
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
    Target,
    take_target,
)
from fiscal_rubric.targets.timeliness import TIME, may_be_a_day
from fiscal_rubric.validation import take_option, take_plain, take_sequence


def read_target(
    text: str, kind: Kind | None = None, *, sense: Sense | None = None, unit: str = ""
) -> AnyTarget:
    """Read a printed target.

    Args:
        text: the printed cell; full-width signs are allowed, and so are spaces and line breaks
            that are not between two numbers.
        kind: the kind of indicator: a bare number is "at most" for a cost, and so is a time of
            minutes, hours or days for timeliness; "at least" for all others. A bare zero is
            "at most" for all. For timeliness, a bare time of months or years is read as words (it
            may be a limit or a duration), and so is a number that may be a day.
        sense: the sense of a number without a sign, for any kind of indicator.
        unit: the unit of a number without one: as a column of units, or the result, states it.

    Returns:
        A `NumericTarget` for a number or a date, `SeveralTargets` for several of them, `NoTarget`
        for an empty cell, a dash, or a mark that the target is still to come (待定), and a
        `QualitativeTarget` for any other words.

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
    return _target(printed, of, stated, take_unit(unit))


@lru_cache(maxsize=4096)  # the cells of a table repeat
def _target(printed: str, kind: Kind | None, sense: Sense | None, unit: str) -> AnyTarget:
    bare: Sense = sense or ("at most" if kind == "cost" else "at least")
    zero: Sense = sense or "at most"
    if kind == "timeliness" and sense is None:
        if may_be_a_day(printed):
            return QualitativeTarget(printed)
        time = re.fullmatch(TIME, normal(printed))
        if time and time["long"]:
            return QualitativeTarget(printed)
        bare = "at most" if time else bare
    number = plain_number(printed)
    if number is not None:  # as nearly all cells are
        return _in_unit(numeric_target(number.span(bare if number.value else zero)), unit)
    plain = normal(printed)
    of_unit = without_unit(plain, unit)
    if of_unit != plain and (number := plain_number(of_unit)) is not None:
        return _in_unit(numeric_target(number.span(bare if number.value else zero)), unit)
    if plain in PENDING:
        return NoTarget(printed)
    if not plain or plain in NONE or re.fullmatch(_NO_TARGET, plain):
        return NoTarget("/" if plain else "")
    for text in _forms(plain, of_unit):
        found = _target_in(text, bare, zero)
        if found is not None:
            return _in_unit(found, unit)
    return QualitativeTarget(printed)


def _forms(plain: str, of_unit: str) -> Iterator[str]:
    """Yield the ways to read a cell: as printed, without its unit, and both in digits.

    A cell without digits, numerals and names of times has none.
    """
    if not re.search(_COUNTABLE, plain):
        return
    texts = [text.rstrip(STOPS) for text in (plain, of_unit)]
    yield from dict.fromkeys([*texts, *map(with_digits, texts)])


_COUNTABLE = r"[\d年月季零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟半]"
_NO_TARGET = r"无(?:\(.*(?:不适用|不涉及|无此项?|无该项).*\))?"


def _target_in(plain: str, bare: Sense, zero: Sense) -> NumericTarget | SeveralTargets | None:
    target = None if ";" in plain else target_part(plain, bare, zero)
    if target is not None:
        return target
    for parts in splits(plain):
        read = [target_part(part, bare, zero) for part in parts]
        targets = tuple(part for part in read if part is not None)
        if len(parts) == len(targets):
            return SeveralTargets(targets)
    return target_part(plain, bare, zero) if ";" in plain else None


def read_actual(
    text: str,
    phrases: tuple[str, ...] | list[str] = (),
    *,
    kind: Kind | None = None,
    target: Target | None = None,
    unit: str = "",
) -> AnyActual | None:
    """Read a printed result.

    Args:
        text: the printed cell.
        phrases: more texts that claim that the target was met, as 完成 and 达标 do.
        kind, target, unit: as in `read_actual_and_revision`.

    Returns:
        None for an empty cell; `NOT_APPLICABLE` for a slash or a dash; `NumericActual` for a
        number or a date, `Claimed`, `NotCarriedOut`, or else `QualitativeActual`. 无 is read as
        words: what it says depends on the target.

    Raises:
        FiscalRubricError: not a text, or a range with its upper end first.

    Example:
        >>> read_actual("超2000亿元").span
        Span(lower=Fraction(2000, 1), upper=None, lower_open=True, upper_open=False, unit='亿元')
        >>> read_actual("因疫情防控要求，无法按计划开展").reason
        '疫情防控要求'
    """
    return read_actual_and_revision(text, phrases, kind=kind, target=target, unit=unit)[0]


def read_actual_and_revision(
    text: str,
    phrases: tuple[str, ...] | list[str] = (),
    *,
    kind: Kind | None = None,
    target: Target | None = None,
    unit: str = "",
) -> tuple[AnyActual | None, NumericTarget | None]:
    """Read a result, and the revised target that its cell may state.

    Args:
        text: the printed cell.
        phrases: as in `read_actual`.
        kind: the kind of indicator, by which the revised target is read; for timeliness, a number
            that may be a day is words.
        target: the target of the result: a dash facing a target of zero claims it; a word behind
            the number that is the target's unit is the unit.
        unit: the unit of a number without one.

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
    facing = None if target is None else take_target(target)
    own = take_unit(unit)
    if not own and isinstance(facing, NumericTarget) and facing.span.unit not in (DATE, MONTH_DAY):
        own = _unit_behind(printed, facing.span.unit)
    is_zero = isinstance(facing, NumericTarget) and facing.span.upper == 0
    if is_zero and normal(printed) in DASHES:
        return Claimed(printed), None
    return _actual(printed, tuple(more), of, own)


def _unit_behind(printed: str, unit: str) -> str:
    """Return the unit of a target, not a listed one, if a result ends with it; else ""."""
    if not unit or not printed.endswith(unit):
        return ""
    return unit if unlisted(unit) else ""


@lru_cache(maxsize=4096)
def _actual(
    printed: str, more: tuple[str, ...], kind: Kind | None, unit: str
) -> tuple[AnyActual | None, NumericTarget | None]:
    if kind == "timeliness" and may_be_a_day(printed):
        return QualitativeActual(printed), None
    number = None if more else plain_number(printed)  # a phrase may be a number
    if number is not None:
        return _in_unit(NumericActual(number.span("exactly")), unit), None
    plain = normal(printed)
    of_unit = without_unit(plain, unit)
    if of_unit != plain and not more and (number := plain_number(of_unit)) is not None:
        return _in_unit(NumericActual(number.span("exactly")), unit), None
    if not plain:
        return None, None
    if plain in PENDING:
        return QualitativeActual(printed), None
    if plain in NONE:
        return NOT_APPLICABLE, None
    plain = plain.rstrip(STOPS)
    inner = plain[1:-1] if re.fullmatch(r"\([^()]*\)", plain) else plain
    if inner.rstrip(".") in CLAIMS or any(same_words(phrase, printed) for phrase in more):
        return Claimed(printed), None
    for text in _forms(plain, of_unit):
        actual, revised = _actual_in(text, kind)
        if actual is not None:
            return _in_unit(actual, unit), revised
    return _not_done(plain, printed) or QualitativeActual(printed), None


def _actual_in(
    plain: str, kind: Kind | None
) -> tuple[NumericActual | SeveralActuals | None, NumericTarget | None]:
    actual, stated = actual_part(plain)
    if actual is not None:
        revised = read_target(stated, kind) if stated else None
        return actual, revised if isinstance(revised, NumericTarget) else None
    for parts in splits(plain):
        read = [actual_part(part)[0] for part in parts]
        found = tuple(part for part in read if part is not None)
        if len(parts) == len(found):
            return SeveralActuals(found), None
    return None, None


def without_unit(plain: str, unit: str) -> str:
    """Return the text without the unit at its end."""
    if not unit or not re.search(r"(?a)\d[余多]?" + re.escape(unit) + "$", plain):
        return plain
    return plain[: -len(unit)]


U = TypeVar("U", NumericTarget, NumericActual, AnyTarget, AnyActual)


def _in_unit(value: U, unit: str) -> U:
    """Return a target or result with the stated unit where it has none of its own.

    Raises:
        FiscalRubricError: both have a scale, such as 5万 in 万元.
    """
    if not unit or not isinstance(value, NumericTarget | NumericActual):
        return value
    own = value.span.unit
    if own and unit_of(own)[1]:
        return value
    if own and (is_share(unit) or re.match(SCALE, unit)):
        refuse("unit", "unit", own + unit, unit)
    return evolve(value, span=evolve(value.span, unit=own + unit))


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
    if len(named) == 1 or "成本" in plain:  # 生态环境成本指标 is a cost
        return named[0] if len(named) == 1 else "cost"
    refuse("option", "kind", text, *(words[0] for words in _KIND_WORDS.values()))


_KIND_WORDS: dict[Kind, tuple[str, ...]] = {
    "satisfaction": ("满意",),
    "quantity": ("数量",),
    "quality": ("质量",),
    "timeliness": ("时效", "进度", "及时性"),
    "cost": ("成本",),
    "economic": ("经济效益", "经济成效", "经济效果"),
    "social": ("社会效益", "社会成效", "社会效果"),
    "ecological": ("生态效益", "生态环境", "环境效益", "生态成效", "生态效果"),
    "sustained": ("可持续", "持续影响"),
}


def _not_done(plain: str, printed: str) -> NotCarriedOut | None:
    """Read a result that was not carried out; 取消不合理收费 may be the target itself."""
    if re.search(NOT_ALL, re.sub(YEARS, "", plain)):
        return None
    reason, done = re.search(REASON, plain), re.search(NOT_DONE, plain)
    if done is None or (done["closes"] is None and (reason is None or reason.end() > done.end())):
        return None
    given = (reason["reason"] or reason["influence"]) if reason else ""
    return NotCarriedOut(printed, re.split(NOT_DONE, given)[0])
