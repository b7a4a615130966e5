"""Cleaning a scrape: the debris goes, and every word that stays stands as it stood."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.sentences import sentence_spans
from ingest.clean import clean_scrape

RAW = (Path(__file__).parent / "scrape.txt").read_text(encoding="utf-8")
TWICE = "Harbour masters had asked for such a step since the winter storms, but it was the wreck of the Marigold that"


def test_the_date_on_the_first_line_is_found() -> None:
    """And the caption after it stays, without its label."""
    scrape = clean_scrape(RAW)

    assert scrape.published == date(2021, 3, 4)
    assert scrape.text.startswith("A keeper trims the wick of the lamp at Cold Point before dusk.\n\n")


def test_the_expanders_of_captions_are_gone() -> None:
    """`More` and `See more` after a full stop, and no other more."""
    text = clean_scrape(RAW).text

    assert "Lumenor's chief keeper Odile Varga.\n" in text
    assert "A Brightly crew on the pier at night.\n" in text
    assert "says more before then." in text
    assert "Her critics wanted More\n" in text


def test_repeated_lines_are_kept_once() -> None:
    """The first stays where it stood."""
    text = clean_scrape(RAW).text

    assert RAW.count(TWICE) == 2
    assert text.count(TWICE) == 1
    assert text.index(TWICE) < text.index("The three lamp makers chose")


def test_every_sentence_that_stays_stands_word_for_word_in_the_raw_file() -> None:
    """Cleaning drops; it never rewrites."""
    text = clean_scrape(RAW).text

    sentences = [text[start:end] for start, end in sentence_spans(text)]
    assert len(sentences) == 18
    assert [sentence for sentence in sentences if sentence not in RAW] == []


def test_nothing_else_is_lost() -> None:
    """Every paragraph of the raw file is still there, or is named among what was dropped."""
    scrape = clean_scrape(RAW)

    for line in filter(None, map(str.strip, RAW.splitlines())):
        kept = line.removeprefix("date 2021-03-04 ").removesuffix(" More").removesuffix(" See more")
        assert kept in scrape.text


def test_what_was_dropped_is_named() -> None:
    """An excerpt each: first the debris, then what stood there twice. A date is not dropped but used."""
    assert clean_scrape(RAW).dropped == ("More", "More", "See more", TWICE[:80])


def test_no_blank_line_follows_another() -> None:
    """One empty line between paragraphs, none at the ends."""
    text = clean_scrape(RAW).text

    assert "\n\n\n" not in text
    assert text == text.strip()


def test_wrapped_lines_are_joined() -> None:
    """A paragraph that was wrapped at a column is one line again."""
    wrapped = (
        "Lumenor said on Thursday that it would no longer light any tower that\n"
        "has no licence from the harbour council, and that it would say more in\n"
        "the summer.\n\nBrightly spoke of a pause."
    )

    text = clean_scrape(wrapped).text

    assert text == (
        "Lumenor said on Thursday that it would no longer light any tower that "
        "has no licence from the harbour council, and that it would say more in "
        "the summer.\n\nBrightly spoke of a pause."
    )


def test_lines_that_are_whole_stay_apart() -> None:
    """Headings and sentences on lines of their own are paragraphs."""
    assert clean_scrape("LUMENOR\nIt stopped.\nIt may resume.").text == "LUMENOR\n\nIt stopped.\n\nIt may resume."


@pytest.mark.parametrize(
    ("line", "day", "rest"),
    [
        ("2021-03-04", date(2021, 3, 4), ""),
        ("Published: March 4, 2021 at 10:30 AM EST", date(2021, 3, 4), ""),
        ("Updated 4 March 2021 | Lamps go out.", date(2021, 3, 4), "Lamps go out."),
        ("march 4 2021", date(2021, 3, 4), ""),
        ("March 4, 2021 was a dark day.", None, "March 4, 2021 was a dark day."),
        ("date 2021-13-45 Lamps go out.", None, "date 2021-13-45 Lamps go out."),
        ("Dates matter.", None, "Dates matter."),
        ("Dated June 8, 2020, the letter says no.", None, "Dated June 8, 2020, the letter says no."),
        ("Dated June 8, 2020, Lumenor's letter says no.", None, "Dated June 8, 2020, Lumenor's letter says no."),
        ("Published June 8, 2020 the letter says no.", None, "Published June 8, 2020 the letter says no."),
        ("Published 8 June 2020 10:30 AM, Lumenor says.", None, "Published 8 June 2020 10:30 AM, Lumenor says."),
        ("Dated 8 June 2020 — the lamps go out.", date(2020, 6, 8), "the lamps go out."),
        ("Dated 8 June 2020 - the lamps go out.", date(2020, 6, 8), "the lamps go out."),
        ("Date: 8 June 2020 “Lamps go out,” it says.", date(2020, 6, 8), "“Lamps go out,” it says."),
        ("Updated: 8 June 2020. Lamps go out.", date(2020, 6, 8), "Lamps go out."),
    ],
)
def test_date_lines(line: str, day: date | None, rest: str) -> None:
    """A labelled date may have text after it, unless it is part of a sentence; a bare one must be alone."""
    scrape = clean_scrape(f"{line}\n\nThe tower is dark.")

    assert scrape.published == day
    assert scrape.text == "\n\n".join(filter(None, [rest, "The tower is dark."]))


def test_a_date_further_down_is_text() -> None:
    """Only the first lines can be the date of the article."""
    scrape = clean_scrape("\n\n".join([*(f"Line {n}." for n in range(8)), "2021-03-04"]))

    assert scrape.published is None
    assert scrape.text.endswith("2021-03-04")


@given(st.text(alphabet=st.sampled_from("ab M\n\t.ore2021-03-04é \u2028")))
def test_cleaning_what_is_clean_changes_nothing(raw: str) -> None:
    """Twice is as good as once."""
    once = clean_scrape(clean_scrape(raw).text).text

    assert clean_scrape(once).text == once


def test_a_lead_that_the_body_says_again_stands_there_once() -> None:
    """The body keeps its paragraph; the copy above it goes."""
    lead = "Lumenor has stopped selling lamps to lighthouses."
    body = f"The harbour was dark. {lead} Nobody knows why."

    scrape = clean_scrape(f"{lead}\n\n{body}")

    assert (scrape.text, scrape.dropped) == (body, (lead,))


def test_more_alone_on_its_line_is_debris() -> None:
    """Whatever stands before it."""
    assert clean_scrape("Lamps went out\n\nMore\n\nThe harbour was dark.").dropped == ("More",)
