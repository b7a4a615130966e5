"""Days that questions set for themselves."""

from datetime import date

import pytest

from answering.days import day_asked
from core.errors import InputError


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("What had they promised as of 1 July 2020?", date(2020, 7, 1)),
        ("as of July 1st, 2020, what was promised", date(2020, 7, 1)),
        ("Which bans stood by June 2021?", date(2021, 6, 30)),
        ("What was known by the end of 2021?", date(2021, 12, 31)),
        ("State as at 2024-02-29?", date(2024, 2, 29)),
        ("What happened in 2021?", None),
        ("Signed by 3 people on 1 July 2020?", None),
        ("What was promised before July 2020?", date(2020, 6, 30)),
        ("before 10 June 2020, what was known", date(2020, 6, 9)),
        ("as of Sept. 5, 2020", date(2020, 9, 5)),
        ("as of Jul 2020", date(2020, 7, 31)),
        ("How long does it last?", None),
    ],
)
def test_day_is_read_where_the_question_asks_as_of_one(question: str, day: date | None):
    """Only "as of", "by" and the like set a day; naming one does not."""
    assert day_asked(question) == day


def test_day_that_never_was_is_an_error():
    """Rather than an answer as of another day."""
    with pytest.raises(InputError, match="There is no 31 June 2020 in the calendar"):
        day_asked("What stood as of 31 June 2020?")
