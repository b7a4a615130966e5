"""Reads the day that a question sets for itself: "as of 1 July 2020", "by the end of 2021"."""

import calendar
import re
from datetime import date, timedelta

from core.days import DAY, MONTH, month_number, parse_day
from core.errors import InputError

_ASKED = re.compile(
    r"\b(?:as of|as at|as known (?:on|by|in)|by|up to|(?P<before>before))\s+(?:the\s+)?(?:end of\s+)?"
    rf"(?:(?P<day>{DAY})|(?:(?P<month>{MONTH})\s+)?(?P<year>(?:19|20)\d{{2}}))\b",
    re.IGNORECASE,
)


def day_asked(question: str) -> date | None:
    """The day as of which the question is put; the last one where it names a month or a year; None for none.

    Raises `InputError` for a day that never was.
    """
    found = _ASKED.search(question)
    if not found:
        return None
    if found["day"]:
        first = last = parse_day(found["day"])
        if not first or not last:
            raise InputError(f"There is no {found['day']} in the calendar; name another day.")
    else:
        year, month = int(found["year"]), found["month"]
        first = date(year, month_number(month or "January"), 1)
        last_month = month_number(month or "December")
        last = date(year, last_month, calendar.monthrange(year, last_month)[1])
    return first - timedelta(days=1) if found["before"] else last
