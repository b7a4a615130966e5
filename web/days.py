"""Days as people write and read them, so that page and API accept and show the same thing."""

from datetime import date

from core.days import parse_day
from core.errors import InputError


def read_day(text: str | None) -> date | None:
    """The day that `text` names, None for nothing; `InputError` for what is no day."""
    written = (text or "").strip()
    day = parse_day(written)
    if written and not day:
        raise InputError(f"“{written[:40]}” is not a date; write it as YYYY-MM-DD, for example 2020-07-01.")
    return day


def show_day(day: date) -> str:
    """The day in words, such as “3 June 2020”."""
    return f"{day.day} {day:%B} {day.year}"
