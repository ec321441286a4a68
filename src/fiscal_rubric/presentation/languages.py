"""The languages: which there are, and each message in them, from one catalogue by code."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Literal

from babel import Locale
from babel.lists import format_list
from babel.messages.pofile import read_po

from fiscal_rubric.errors import FiscalRubricError, near, refuse
from fiscal_rubric.presentation.messages import MESSAGES
from fiscal_rubric.texts import text_in
from fiscal_rubric.validation import take_plain

# The language of a text in a rubric -> the locale of its catalogue; English is in the source.
LOCALES = {"zh": "zh_Hans", "en": "en"}


def language_of(language: object) -> str:
    """The language of a tag: "zh-CN", "zh_Hans" and "zh" are "zh".

    Raises:
        FiscalRubricError: there is no such language here.
    """
    tag = take_plain(language, "language", 40)
    base = tag.replace("_", "-").partition("-")[0].lower()
    if base not in LOCALES:
        refuse("language", "language", tag or '""', *near(base, LOCALES))
    return base


def say(code: str, language: str, /, **data: object) -> str:
    """The message of a code in a language, filled in."""
    return message(code, language).format(**data)


def message(code: str, language: str) -> str:
    """The message of a code in a language, with its places to fill in."""
    return MESSAGES[code] if language == "en" else _catalogue(language)[code]


def listed(
    items: Iterable[str], language: str, *, style: Literal["standard", "or", "unit"] = "standard"
) -> str:
    """Items as a list: 甲、乙和丙; a, b, and c; with style "or" a choice."""
    found = list(items)
    if style == "unit":
        return ("、" if language == "zh" else ", ").join(found)
    return format_list(found, style=style, locale=_locale(language))


def explain_error(error: FiscalRubricError, language: str) -> str:
    """All faults of an error, a line each."""
    return "\n".join(
        say(
            fault.code,
            language,
            place=fault.place,
            found=text_in(fault.found, language),
            expected=listed(fault.expected, language, style="or") if fault.expected else "",
        )
        for fault in error.faults
    )


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(LOCALES[language])


@cache
def _catalogue(language: str) -> dict[str, str]:
    """The catalogue of a language, read from the package and compiled at first use."""
    name = LOCALES[language]
    with (files("fiscal_rubric.presentation") / "locale" / f"{name}.po").open("rb") as source:
        catalogue = read_po(source, locale=name)
    found = {str(entry.context): str(entry.string) for entry in catalogue if entry.id}
    return {code: found[code] for code in MESSAGES}
