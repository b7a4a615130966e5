"""Reads the day that a question sets for itself: "as of 1 July 2020", "by the end of 2021"."""

import calendar
import re
from datetime import date

from core.days import DAY, MONTH, month_number, parse_day

_ASKED = re.compile(
    r"\b(?:as of|as at|as known (?:on|by|in)|by|up to)\s+(?:the\s+)?(?:end of\s+)?"
    rf"(?:(?P<day>{DAY})|(?:(?P<month>{MONTH})\s+)?(?P<year>(?:19|20)\d{{2}}))\b",
    re.IGNORECASE,
)


def day_asked(question: str) -> date | None:
    """The day as of which the question is put; the last one where it names a month or a year; None for none."""
    found = _ASKED.search(question)
    if not found:
        return None
    if found["day"]:
        return parse_day(found["day"])
    year, month = int(found["year"]), month_number(found["month"] or "December")
    return date(year, month, calendar.monthrange(year, month)[1])
