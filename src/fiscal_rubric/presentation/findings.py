"""Findings in words: what was claimed, what is right, and which reading gives the claim."""

from __future__ import annotations

from fiscal_rubric.errors import refuse
from fiscal_rubric.presentation.languages import listed, say
from fiscal_rubric.presentation.messages import MESSAGES
from fiscal_rubric.rubric.findings import BEYOND_REACH, Finding


def finding(found: Finding, language: str) -> str:
    """One finding, with its cure or with the readings that give the claim.

    Raises:
        FiscalRubricError: it does not hold what its words need.
    """
    try:
        return _told(found, language)
    except KeyError as missing:
        refuse("untold", found.id, "", str(missing.args[0]))


def _told(found: Finding, language: str) -> str:
    if found.claimed is None:
        return _checked(found, language)
    names = {"total": "card_total", "grade": "heading.grade"}
    place = say(names[found.place], language) if found.place in names else found.place
    code = "grade_differs_plain" if "from" in found.numbers else found.code
    told = say(
        code,
        language,
        place=place,
        claimed=found.claimed,
        recomputed=say("not_applicable", language)
        if found.recomputed is None
        else found.recomputed,
    )
    if BEYOND_REACH in found.readings:
        return say("finding_beyond", language, finding=told, nearest=found.nearest)
    if found.readings:
        readings = listed([_reading(r, language) for r in found.readings], language, style="or")
        return say("finding_read", language, finding=told, readings=readings)
    if found.nearest is not None:
        return say("finding_nearest", language, finding=told, nearest=found.nearest)
    if found.code == "points_differ":
        return say("finding_none", language, finding=told)
    return told


def _checked(found: Finding, language: str) -> str:
    """A finding of a check: what was found, and what would cure it."""
    told = say(f"find.{found.code}", language, **_numbers(found, language))
    mended = fix(found, language)
    return say("finding_fix", language, finding=told, fix=mended) if mended else told


def fix(found: Finding, language: str) -> str:
    """What would mend it; "" where there is nothing to mend."""
    code = f"fix.{found.code}"
    if code not in MESSAGES:
        return ""
    return say(code, language, **_numbers(found, language))


def _numbers(found: Finding, language: str) -> dict[str, str]:
    numbers = {name: _worded(found.code, text, language) for name, text in found.numbers.items()}
    return {**numbers, "place": found.place}


def _worded(code: str, text: str, language: str) -> str:
    """What is a code in it, in words; other numbers and texts as they are."""
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
    """One change in words: "rounding:down", "left_out:明确性"."""
    sort, _, value = code.partition(":")
    if sort == "confused":
        own = f"confused.{value}"
        if own not in MESSAGES:  # of the rubric itself
            return say("confused.own", language, value=value)
        return say(own, language)
    if sort == "rounding":
        return say("reading.rounding", language, value=say(f"rounding.{value}", language))
    if sort in ("left_out", "twice"):
        return say(f"reading.{sort}", language, value=value)
    return say(f"reading.{sort}", language, value=say(f"basis.{value}", language))
