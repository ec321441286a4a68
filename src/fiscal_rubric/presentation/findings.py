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
    if found.numbers.get("why"):
        text = say("finding_why", language, finding=text, why=found.numbers["why"])
    given = [codes for codes in found.readings if codes != BEYOND_REACH]
    readings = listed([_reading(codes, found, language) for codes in given], language, style="or")
    if BEYOND_REACH in found.readings:
        code = "finding_beyond_read" if given else "finding_beyond"
        return say(code, language, finding=text, nearest=found.nearest, readings=readings)
    if given:
        code = "finding_read" if found.severity == "warning" else "finding_accident"
        return say(code, language, finding=text, readings=readings)
    if found.nearest_by:
        reading = _reading(found.nearest_by, found, language)
        near = found.nearest
        return say("finding_nearest_read", language, finding=text, nearest=near, reading=reading)
    if found.nearest is not None:
        code = "finding_nearest_own" if found.nearest == found.recomputed else "finding_nearest"
        return say(code, language, finding=text, nearest=found.nearest)
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
    if f"text.{language}" in numbers:  # the words of a reading
        numbers["reading"] = numbers[f"text.{language}"]
    return {**numbers, "place": found.place}


def _worded(code: str, text: str, language: str) -> str:
    """Return a code among the numbers of a finding in words, any other text unchanged."""
    if code == "branch_unreachable" and text in ("yes", "no"):
        return say(text, language)
    if code == "basis_changed":
        return listed((say(f"basis.{part}", language) for part in text.split(", ")), language)
    return text


def _reading(codes: frozenset[str], found: Finding, language: str) -> str:
    words = [_change(code, found, language) for code in sorted(codes)]
    if len(words) == 1:
        return words[0]
    return say("reading_all", language, readings=listed(words, language))


def _change(code: str, found: Finding, language: str) -> str:
    """Return one change in words: "rounding:down", "left_out:明确性"."""
    kind, _, value = code.partition(":")
    match kind:
        case "reading":
            return found.numbers[f"{code}.{language}"]
        case "rounding":
            return say("reading.rounding", language, value=_rounding(value, language))
        case "confused" | "step" | "band":
            return say(f"{kind}.{value}", language)
        case "left_out" | "twice":
            return say(f"reading.{kind}", language, value=value)
        case _:
            return say(f"reading.{kind}", language, value=say(f"basis.{value}", language))


def _rounding(value: str, language: str) -> str:
    """Return a rounding in words: "down", "1 place, half up", "whole per cent"."""
    places, _, mode = value.rpartition(", ")
    if not places:
        return say(f"rounding.{value}", language)
    code = places if places in ("whole points", "1 place") else "places"
    count, words = places.partition(" ")[0], say(f"rounding.{mode}", language)
    return say(f"rounding.{code}", language, places=count, mode=words)
