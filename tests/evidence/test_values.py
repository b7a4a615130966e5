"""Values: what says what, on texts by hand, and that spans hold on any text at all."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.values import canonical, dates, names, numbers, says

SAME = [
    ("It ended on June 10th, 2020.", "10 June 2020"),
    ("It ended on 2020-06-10.", "10 June 2020"),
    ("It ended on 25/6/2020.", "25 June 2020"),
    ("It ended on 6/25/2020.", "25 June 2020"),
    ("It ended on the 10th of June.", "June 10"),
    ("It ended on 10 June 2020.", "June 2020"),
    ("It ended on 10 June 2020.", "2020"),
    ("It ended on 10 June 2020.", "10 June"),
    ("It ended in June 2020.", "June"),
    ("It ended in May.", "in May"),
    ("Twelve lamps were lit.", "12 lamps"),
    ("52 lamps were lit.", "fifty-two lamps"),
    ("1,000 lamps were lit.", "a thousand lamps"),
    ("2000 lamps were lit.", "2,000 lamps"),
    ("1,500 lamps were lit.", "one thousand five hundred lamps"),
    ("It cost $54.7m.", "$54.7 million"),
    ("It cost 54.7 million dollars.", "$54.7m"),
    ("It cost $54.7 million.", "54.7 million"),
    ("12% of lamps", "12"),
    ("65% of lamps", "65 percent of lamps"),
    ("Sixty-five per cent of lamps", "65% of lamps"),
    ("a one-year pause", "1 year"),
    ("The 1st lamp", "first lamp"),
    ("the company’s lamps", "company's lamp"),
    ("It doesn't last.", "does not last"),
    ("It can't last.", "cannot last"),
    ("an organisation that realised it", "organization that realized"),
    ("the U.S. Army", "US Army"),
    ("a café—once", "Cafe once"),
    ("It lasts one year [1] from now.", "one year from now"),
]
OTHER = [
    ("It ended in June 2020.", "10 June 2020"),
    ("It ended in 2020.", "June 2020"),
    ("It ended on 10 June.", "10 June 2020"),
    ("It ended on 10/6/2020.", "10 June 2020"),
    ("It may end.", "in May"),
    ("the 12th lamp", "12"),
    ("12 lamps", "12%"),
    ("54.7 million lamps", "$54.7 million"),
    ("half a million lamps", "1 million"),
    ("£5", "$5"),
    ("5 percentage points", "5%"),
    ("1,120 lamps", "120"),
    ("It lasts one year.", "one month"),
    ("It lasts.", "…"),
]


@pytest.mark.parametrize(("text", "phrasing"), SAME)
def test_says_by_value(text: str, phrasing: str) -> None:
    """A text says a phrasing whose dates, numbers and words have the same values."""
    found = says(text, phrasing)

    assert found and text[slice(*found)]


@pytest.mark.parametrize(("text", "phrasing"), OTHER)
def test_other_values(text: str, phrasing: str) -> None:
    """A text does not say what is more precise, of another unit or simply different."""
    found = says(text, phrasing)

    assert found is None


def test_span() -> None:
    """The span covers the run that says it, in the text as it is typed."""
    text = "It began on June 10, 2020 [1]. The pause’s end is open."

    assert text[slice(*says(text, "10 June 2020"))] == "June 10, 2020"
    assert text[slice(*says(text, "pause's end"))] == "pause’s end"


def test_pattern() -> None:
    """A pattern is found without regard to case, and over a citation marker."""
    text = "The pause has no end [2] date."

    assert text[slice(*says(text, re.compile("NO END DATE")))] == "no end [2] date"
    assert says(text, re.compile("no date")) is None


def test_numbers_and_dates() -> None:
    """Numbers carry their mark, dates their precision."""
    text = "On 3 May 2021 the first 20 lamps, 8% of all, cost $1.50 each."

    assert [(token.value, token.mark) for token in numbers(text)] == [
        ("1", "nth"),
        ("20", ""),
        ("8", "%"),
        ("1.5", "$"),
    ]
    assert [token.value for token in dates(text)] == ["2021-05-03"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The lamp was sold to Ann Moss.", ["Ann Moss"]),
        ("Critics asked Lumenor in June 2020.", ["Lumenor"]),
        ("Lumenor's lamps went out.", ["Lumenor"]),
        ("LUX said so.", ["LUX"]),
        ("Lumenor stopped. They asked Lumenor.", ["Lumenor", "Lumenor"]),
        ("It reached Oslo. Critics left.", ["Oslo"]),
        ("They asked Lumenor's Ann Moss.", ["Lumenor", "Ann Moss"]),
        ("Rep. Jimmy Lee asked the U.S. Army.", ["Rep. Jimmy Lee", "U.S. Army"]),
    ],
)
def test_names(text: str, expected: list[str]) -> None:
    """A name is a run of capitals, not a sentence's first word unless something shows it."""
    found = [name.value for name in names(text)]

    assert found == expected


@given(st.text(alphabet="aZé09 .,'’-/%$£[]Juneoandhudrtwy\n", max_size=60))
def test_spans_hold(text: str) -> None:
    """On any text, tokens come in order and within it, and it says all of itself that has a value."""
    found = canonical(text)

    assert all(0 <= token.start < token.end <= len(text) for token in found)
    assert [token.start for token in found] == sorted(token.start for token in found)
    assert not found or says(text, text) == (found[0].start, found[-1].end)


def test_quick() -> None:
    """A text of 400 characters takes about a millisecond or less, without the cache."""
    texts = [
        f"{n} " + "On 10 June 2020 Lumenor paused sales of twelve lamps to police for one year. " * 5 for n in range(20)
    ]
    canonical("warm")
    start = time.perf_counter()

    for text in texts:
        canonical(text[:400])

    assert (time.perf_counter() - start) / len(texts) < 0.005
