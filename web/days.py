"""Days as people write and read them, so that page and API accept and show the same thing."""

import re
from datetime import date

from core.errors import InputError

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def read_day(text: str | None) -> date | None:
    """The day that `text` names, None for nothing; `InputError` for anything but YYYY-MM-DD."""
    written = (text or "").strip()
    if not written:
        return None
    if ISO_DAY.fullmatch(written):
        try:
            return date.fromisoformat(written)
        except ValueError:
            pass
    raise InputError(f"“{written[:40]}” is not a date; write it as YYYY-MM-DD, for example 2020-07-01.")


def show_day(day: date) -> str:
    """The day in words, such as “3 June 2020”."""
    return f"{day.day} {day:%B} {day.year}"
