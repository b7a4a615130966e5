"""Days that questions set for themselves."""

from datetime import date

import pytest

from answering.days import day_asked


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
        ("as of 31 February 2020", None),
        ("How long does it last?", None),
    ],
)
def test_day_is_read_where_the_question_asks_as_of_one(question: str, day: date | None):
    """Only "as of", "by" and the like set a day; naming one does not."""
    assert day_asked(question) == day
