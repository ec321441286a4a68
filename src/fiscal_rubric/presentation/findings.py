"""Findings in words, with a fix or with the readings that give the claim."""

from __future__ import annotations

from fiscal_rubric.errors import refuse
from fiscal_rubric.presentation.english_messages import MESSAGES
from fiscal_rubric.presentation.languages import listed, say
from fiscal_rubric.rubric.findings import BEYOND_REACH, Finding


def finding(found: Finding, language: str) -> str:
    """Return a finding in words, with a fix or with the readings that give the claim.

    Raises:
        FiscalRubricError: the finding lacks a number that its words need.
    """
    try:
        return _in_words(found, language)
    except KeyError as missing:
        refuse("untold", found.id, "", str(missing.args[0]))


def _in_words(found: Finding, language: str) -> str:
    if found.claimed is None:
        return _checked(found, language)
    names = {"total": "card_total", "grade": "heading.grade"}
    place = say(names[found.place], language) if found.place in names else found.place
    code = "grade_differs_plain" if "from" in found.numbers else found.code
    text = say(
        code,
        language,
        place=place,
        claimed=found.claimed,
        recomputed=say("not_applicable", language)
        if found.recomputed is None
        else found.recomputed,
    )
    if BEYOND_REACH in found.readings:
        return say("finding_beyond", language, finding=text, nearest=found.nearest)
    if found.readings:
        readings = listed([_reading(r, language) for r in found.readings], language, style="or")
        return say("finding_read", language, finding=text, readings=readings)
    if found.nearest is not None:
        return say("finding_nearest", language, finding=text, nearest=found.nearest)
    if found.code == "points_differ":
        return say("finding_none", language, finding=text)
    return text


def _checked(found: Finding, language: str) -> str:
    text = say(f"find.{found.code}", language, **_numbers(found, language))
    advice = fix(found, language)
    return say("finding_fix", language, finding=text, fix=advice) if advice else text


def fix(found: Finding, language: str) -> str:
    """Return how to fix a finding; "" where nothing is to be fixed."""
    code = f"fix.{found.code}"
    if code not in MESSAGES:
        return ""
    return say(code, language, **_numbers(found, language))


def _numbers(found: Finding, language: str) -> dict[str, str]:
    numbers = {name: _worded(found.code, text, language) for name, text in found.numbers.items()}
    return {**numbers, "place": found.place}


def _worded(code: str, text: str, language: str) -> str:
    """Return a code among the numbers of a finding in words, any other text unchanged."""
    if code == "branch_unreachable" and text in ("yes", "no"):
        return say(text, language)
    if code == "reading_changed":
        return listed((say(f"basis.{part}", language) for part in text.split(", ")), language)
    return text


def _reading(codes: frozenset[str], language: str) -> str:
    words = [_change(code, language) for code in sorted(codes)]
    if len(words) == 1:
        return words[0]
    return say("reading_all", language, readings=listed(words, language))


def _change(code: str, language: str) -> str:
    """Return one change in words: "rounding:down", "left_out:明确性"."""
    kind, _, value = code.partition(":")
    if kind == "confused":
        own = f"confused.{value}"
        if own not in MESSAGES:  # a code of the rubric
            return say("confused.own", language, value=value)
        return say(own, language)
    if kind == "rounding":
        return say("reading.rounding", language, value=say(f"rounding.{value}", language))
    if kind in ("left_out", "twice"):
        return say(f"reading.{kind}", language, value=value)
    return say(f"reading.{kind}", language, value=say(f"basis.{value}", language))
