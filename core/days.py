"""Days as people write them: 2020-07-01, 1 July 2020, July 1st, 2020."""

import calendar
import re
from datetime import date

from core.errors import InputError

MONTH = "|".join([*calendar.month_name[1:], "Sept", *calendar.month_abbr[1:]])
_NTH = r"(?:st|nd|rd|th)?"
_DAY_FIRST = rf"\d{{1,2}}{_NTH}\s+(?:{MONTH})\.?,?\s+\d{{4}}"
_MONTH_FIRST = rf"(?:{MONTH})\.?\s+\d{{1,2}}{_NTH},?\s+\d{{4}}"
DAY = rf"\d{{4}}-\d{{2}}-\d{{2}}|{_DAY_FIRST}|{_MONTH_FIRST}"
"""A pattern, without groups, for what `parse_day` reads; use it with `re.IGNORECASE`."""
_ABBREVIATED = 3
_MONTHS = [name.lower() for name in calendar.month_abbr]


def parse_day(text: str) -> date | None:
    """The day that the whole of `text` names; None when it names none, or one that never was."""
    if not re.fullmatch(DAY, text.strip(), re.IGNORECASE | re.ASCII):
        return None
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    month = re.search(MONTH, text, re.IGNORECASE)
    year, number, day = numbers if not month else (numbers[1], month_number(month[0]), numbers[0])
    try:
        return date(year, number, day)
    except ValueError:
        return None


def month_number(name: str) -> int:
    """1 for January or Jan to 12 for December or Dec."""
    return _MONTHS.index(name.lower()[:_ABBREVIATED])


def read_day(text: str | None) -> date | None:
    """The day that `text` names, None for no text; `InputError` when it names none."""
    day = parse_day(text) if text else None
    if text and not day:
        raise InputError(f"{text!r} is not a day; write it as 2020-07-01.")
    return day
