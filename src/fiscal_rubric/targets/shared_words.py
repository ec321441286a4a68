"""Read the cells of a target and of its result together: the unit and the words that both have."""

from __future__ import annotations

import re
from functools import lru_cache

from fiscal_rubric.targets.printed_numbers import is_lead
from fiscal_rubric.targets.signs_and_claims import SIGNED_UNIT, UNIT, normal


def shared_unit(target: str, actual: str) -> str:
    """Return the word, not a listed unit, that ends both cells behind a number; else "".

    Example:
        >>> shared_unit("20窟", "18窟"), shared_unit("3号楼", "4号楼")
        ('窟', '')
    """
    first, second = (re.search(_BEHIND_NUMBER, text.rstrip()) for text in (target, actual))
    if first is None or second is None or first[0] != second[0]:
        return ""
    return unlisted(normal(first[0]))


_BEHIND_NUMBER = r"(?<=\d)\D+$"


@lru_cache(maxsize=1024)
def unlisted(word: str) -> str:
    """Return a word that may be a unit, but is not in the vocabulary; else ""."""
    is_listed = word == "中" or re.fullmatch(UNIT, word)  # 7中 is a school
    return word if not is_listed and re.fullmatch(SIGNED_UNIT, word) else ""


def shared_lead(target: str, actual: str) -> str:
    """Return the words that begin both printed cells before a number; "" if there are none.

    Example:
        >>> shared_lead("带动就业≥100人", "带动就业120人")
        '带动就业'
    """
    if not "\u4e00" <= target.lstrip()[:1] <= "\u9fff":
        return ""  # as nearly all targets
    wanted = re.match(_LEAD, normal(target))
    if wanted is None or not is_lead(wanted[0]) or not normal(actual).startswith(wanted[0]):
        return ""
    return wanted[0]


_LEAD = r"[\u4e00-\u9fff]{2,12}?(?=[≥≤<>=±\d不超低高大小多少至最])"
