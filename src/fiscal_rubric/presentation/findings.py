"""Findings in words: what was claimed, what is right, and which reading gives the claim."""

from __future__ import annotations

from fiscal_rubric.analysis.audit import BEYOND_REACH, Audit, Finding
from fiscal_rubric.presentation.languages import listed, say


def findings(found: Audit, language: str) -> str:
    """All findings, a line each, and whether the total follows from the lines."""
    lines = [finding(item, language) for item in found] or [say("no_findings", language)]
    if found.total_follows is not None:
        code = "total_follows" if found.total_follows else "total_does_not_follow"
        lines.append(say(code, language))
    return "\n".join(lines)


def finding(found: Finding, language: str) -> str:
    """One finding."""
    told = say(
        found.code,
        language,
        place=found.place,
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


def _reading(codes: frozenset[str], language: str) -> str:
    words = [_change(code, language) for code in sorted(codes)]
    if len(words) == 1:
        return words[0]
    return say("reading_all", language, readings=listed(words, language))


def _change(code: str, language: str) -> str:
    """One change in words: "rounding:down", "left_out:明确性"."""
    sort, _, value = code.partition(":")
    if sort == "confused":
        return say(f"confused.{value}", language)
    if sort == "rounding":
        return say("reading.rounding", language, value=say(f"rounding.{value}", language))
    if sort in ("left_out", "twice"):
        return say(f"reading.{sort}", language, value=value)
    return say(f"reading.{sort}", language, value=say(f"basis.{value}", language))
