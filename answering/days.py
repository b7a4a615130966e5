"""Reads the day that a question sets for itself: "as of 1 July 2020", "by the end of 2021"."""

import calendar
import re
from datetime import date

_MONTHS = [name.lower() for name in calendar.month_name]
_MONTH = "|".join(calendar.month_name[1:])
_ASKED = re.compile(
    r"\b(?:as of|as at|as known (?:on|by|in)|by|up to)\s+(?:the\s+)?(?:end of\s+)?(?:"
    r"(?P<iso>\d{4}-\d{2}-\d{2})"
    rf"|(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTH}),?\s+(?P<year>\d{{4}})"
    rf"|(?P<us_month>{_MONTH})\s+(?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<us_year>\d{{4}})"
    rf"|(?P<whole_month>{_MONTH})\s+(?P<of_year>\d{{4}})"
    r"|(?P<whole_year>(?:19|20)\d{2}))\b",
    re.IGNORECASE,
)


def day_asked(question: str) -> date | None:
    """The day as of which the question is put; the last one where it names a month or a year; None for none."""
    found = _ASKED.search(question)
    if not found:
        return None
    part = found.groupdict()
    try:
        if part["iso"]:
            return date.fromisoformat(part["iso"])
        if part["whole_year"]:
            return date(int(part["whole_year"]), 12, 31)
        year = int(part["year"] or part["us_year"] or part["of_year"])
        month = _MONTHS.index((part["month"] or part["us_month"] or part["whole_month"]).lower())
        day = part["day"] or part["us_day"]
        return date(year, month, int(day) if day else calendar.monthrange(year, month)[1])
    except ValueError:
        return None
