"""The supported languages, and each message in them, by code."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Literal

from babel import Locale, negotiate_locale
from babel.lists import format_list
from babel.messages.pofile import read_po

from fiscal_rubric.errors import FiscalRubricError, near, refuse
from fiscal_rubric.presentation.english_messages import MESSAGES
from fiscal_rubric.texts import printable, text_in
from fiscal_rubric.validation import take_plain

# The language of a text in a rubric -> the locale of its catalogue; English is in the source.
LOCALES = {"zh": "zh_Hans", "en": "en"}


def language_of(language: object) -> str:
    """Return the language of a tag: "zh-CN", "zh_Hans" and "zh" are "zh".

    Raises:
        FiscalRubricError: the language is not supported.
    """
    tag = take_plain(language, "language", 40)
    found = negotiate_locale([tag.replace("-", "_")], LOCALES)
    if found is None:
        refuse("language", "language", tag or '""', *near(tag.lower(), LOCALES))
    return found.lower()


def say(code: str, language: str, /, **data: object) -> str:
    """Return the message of a code in a language, with its data filled in."""
    shown = {name: printable(v) if isinstance(v, str) else v for name, v in data.items()}
    return message(code, language).format(**shown)


def message(code: str, language: str) -> str:
    """Return the message of a code in a language, with its placeholders."""
    return MESSAGES[code] if language == "en" else _catalogue(language)[code]


def listed(
    items: Iterable[str], language: str, *, style: Literal["standard", "or", "unit"] = "standard"
) -> str:
    """Return items as a list: 甲、乙和丙; a, b, and c; with style "or" as a choice."""
    found = list(items)
    if style == "unit":
        return ("、" if language == "zh" else ", ").join(found)
    return format_list(found, style=style, locale=_locale(language))


def explain_error(error: FiscalRubricError, language: str) -> str:
    """Return the faults of an error, a line each; of very many, how many more there are."""
    lines = [
        say(
            fault.code,
            language,
            place=fault.place,
            found=text_in(fault.found, language),
            expected=listed(fault.expected, language, style="or") if fault.expected else "",
        )
        for fault in error.listed
    ]
    more = len(error.faults) - len(lines)
    return "\n".join([*lines, *([say("more_faults", language, count=more)] if more else [])])


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(LOCALES[language])


@cache
def _catalogue(language: str) -> dict[str, str]:
    """Read the messages of a language from the package."""
    name = LOCALES[language]
    with (files("fiscal_rubric.presentation") / "locale" / f"{name}.po").open("rb") as source:
        catalogue = read_po(source, locale=name)
    found = {str(entry.context): str(entry.string) for entry in catalogue if entry.id}
    return {code: found[code] for code in MESSAGES}
