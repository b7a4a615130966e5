"""Cleaning a scrape: the debris goes, and every word that stays stands as it stood."""

import re
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.sentences import sentence_spans
from ingest.clean import DEBRIS, clean_scrape

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


TEXT = "Lumenor has stopped selling lamps to lighthouses."


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement",
        "Story continues below advertisement",
        "Share",
        "Facebook Twitter WhatsApp Email",
        "Share this article on Facebook",
        "1.2k shares",
        "View all 14 comments",
        "Sign up for our morning newsletter and never miss a tide",
        "Get the day's port news delivered to your inbox every morning",
        "Subscribe",
        "Already a subscriber? Log in",
        "We use cookies to improve your experience on this site.",
        "Accept all cookies",
        "Read more: How a mast sees",
        "Related articles",
        "Most read",
        "5 min read",
        "Photograph: Ann Lee/The Harbour Post",
        "(AP Photo/Ann Lee, File)",
        "Ann Lee/Getty Images",
        "Image caption: A keeper trims the wick",
        "Enlarge this image",
        "© 2021 The Harbour Post. All rights reserved.",
        "Reporting by Ann Lee in Porthallow; Editing by Jan Tull",
    ],
)
def test_what_pages_leave_among_the_words_goes(line: str) -> None:
    """As a whole line, wherever it stands, and the report names it."""
    scrape = clean_scrape(f"{TEXT}\n\n{line}\n\nNobody knows why.")

    assert (scrape.text, scrape.dropped) == (f"{TEXT}\n\nNobody knows why.", (line[:80],))


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement of the new lamps begins in May.",
        "Share prices fell by a tenth on Thursday.",
        "Sign up by Friday, the council told the keepers.",
        "“Subscribe to our newsletter,” says every page that he opens.",
        "Related companies were not asked.",
        "Comments from the keepers fill two pages.",
        "We used no cookies, the company said in its defence.",
        "Copyright law says nothing of lamps.",
        "Reporting by this newspaper led to the inquiry.",
        "Follow the money, said the auditor.",
        "Pause",
        "The price of a lamp",
        "By hand, mostly.",
    ],
)
def test_what_only_looks_like_debris_stays(line: str) -> None:
    """A line that says something is not touched."""
    assert clean_scrape(f"{TEXT}\n\n{line}\n\nNobody knows why.").text == f"{TEXT}\n\n{line}\n\nNobody knows why."


@pytest.mark.parametrize(
    ("wire", "dateline"),
    [
        ("OSTREL (Northwire) — ", None),
        ("GREY HAVEN, June 8 (Northwire) - ", None),
        ("GREY HAVEN, Skerry, June 8, 2020 (Northwire) -- ", date(2020, 6, 8)),
        ("OSTREL, 8 June 2020 — ", date(2020, 6, 8)),
        ("PORTHALLOW, June 8, 2020 /NewsLine/ -- ", date(2020, 6, 8)),
    ],
)
def test_the_dateline_of_wire_copy_goes(wire: str, dateline: date | None) -> None:
    """The words after it stay; a whole day in it is the article's dateline."""
    scrape = clean_scrape(f"{wire}{TEXT}\n\nNobody knows why.")

    assert (scrape.text, scrape.dateline) == (f"{TEXT}\n\nNobody knows why.", dateline)
    assert scrape.dropped == (wire.strip(),)


@pytest.mark.parametrize(
    "line", ["LUMENOR — the maker of lamps — says no.", "IBIS (a bird) — is seen.", "Ostrel, June 8 — Rain.", "A - B"]
)
def test_a_dash_alone_makes_no_dateline(line: str) -> None:
    """Names in capitals may be followed by one."""
    assert clean_scrape(line).text == line


def test_a_byline_gives_the_author() -> None:
    """Where it stands alone near the top."""
    scrape = clean_scrape(f"By Ann Lee and Jan Tull\n\n{TEXT}")

    assert (scrape.author, scrape.text) == ("Ann Lee and Jan Tull", TEXT)


@pytest.mark.parametrize(
    ("lines", "published"),
    [
        (["Updated 6 March 2021", "Published 4 March 2021"], date(2021, 3, 4)),
        (["4 March 2021", "Updated: 6 March 2021"], date(2021, 3, 4)),
        (["4 March 2021", "4 March 2021"], date(2021, 3, 4)),
        (["4 March 2021", "5 March 2021"], None),
        (["Published 4 March 2021", "Posted 5 March 2021"], None),
    ],
)
def test_of_two_days_the_one_of_publication_counts(lines: list[str], published: date | None) -> None:
    """Where two say so and disagree, there is none."""
    scrape = clean_scrape("\n\n".join([*lines, TEXT]))

    assert (scrape.published, scrape.text) == (published, TEXT)


def test_a_line_of_names_and_times_goes() -> None:
    """It says who and when, which is known; a line that says more stays."""
    names = ["Ann Lee", "The Harbour Post"]

    assert clean_scrape(f"Ann Lee | The Harbour Post, 4 March 2021, 10.30am\n\n{TEXT}", names=names).text == TEXT
    assert clean_scrape(f"Ann Lee was there.\n\n{TEXT}", names=names).text == f"Ann Lee was there.\n\n{TEXT}"


def test_a_title_that_the_text_repeats_goes() -> None:
    """It is kept as the title."""
    assert clean_scrape(f"Lamps go OUT!\n\n{TEXT}", title="Lamps go out").text == TEXT


def test_debris_is_told_in_time() -> None:
    """However a line repeats the words that are looked for."""
    words = set(re.findall(r"[a-z]+", DEBRIS.read_text(encoding="utf-8")))
    lines = [f"{(word + gap) * 500}"[:490] + "§" for word in words for gap in (" ", ", ", "")]
    began = time.perf_counter()

    clean_scrape("\n\n".join(lines))

    assert time.perf_counter() - began < 10
