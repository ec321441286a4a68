"""Read the cells of a target and of its result together: the unit and the words that both have."""

from __future__ import annotations

import re

from fiscal_rubric.targets.printed_numbers import is_lead
from fiscal_rubric.targets.signs_and_claims import SIGNED_UNIT, UNIT, normal


def shared_unit(target: str, actual: str) -> str:
    """Return the word, not a listed unit, that ends both cells behind a number; else "".

    Example:
        >>> shared_unit("20窟", "18窟"), shared_unit("3号楼", "4号楼")
        ('窟', '')
    """
    ends = [
        re.search(rf"(?a)\d(?P<unit>{SIGNED_UNIT})$", normal(text)) for text in (target, actual)
    ]
    if ends[0] is None or ends[1] is None or ends[0]["unit"] != ends[1]["unit"]:
        return ""
    unit = ends[0]["unit"]
    return "" if unit == "中" or re.fullmatch(UNIT, unit) else unit  # 7中 is a school


def shared_lead(target: str, actual: str) -> str:
    """Return the words that begin both printed cells before a number; "" if there are none.

    Example:
        >>> shared_lead("带动就业≥100人", "带动就业120人")
        '带动就业'
    """
    wanted = re.match(r"[\u4e00-\u9fff]{2,12}?(?=[≥≤<>=±\d不超低高大小多少至最])", normal(target))
    if wanted is None or not is_lead(wanted[0]) or not normal(actual).startswith(wanted[0]):
        return ""
    return wanted[0]
