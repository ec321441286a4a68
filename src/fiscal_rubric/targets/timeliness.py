"""Read bare times and numbers of timeliness, which may be limits, durations, days or years."""

from __future__ import annotations

import re

from fiscal_rubric.targets.signs_and_claims import normal


def may_be_a_day(printed: str) -> bool:
    """Return whether a bare number may be a day, a serial day of a spreadsheet, or a year."""
    found = re.fullmatch(r"(?a)(\d{1,5})(?:\.(\d{1,2}))?", normal(printed))
    if not found:
        return False
    whole, part = int(found[1]), found[2]
    if part:
        return 1 <= whole <= 12 and 1 <= int(part) <= 31
    return 1990 <= whole <= 2100 or 36_526 <= whole <= 73_050  # serial days of 2000 to 2099


# A time without a sign; one of months or years may be a limit, or how long something lasts.
TIME = (
    r"(?a)\d+(?:\.\d+)?(?:(?:分钟|min|个?小时|h|天|日|个?自然日|个?工作日)|"
    r"(?P<long>周|个?星期|个月|个?季度|年|学年|个?学期))"
)
