"""Paragraphs that a page broke into lines are put together, and no word is changed."""

import pytest

from ingest.paragraphs import as_typed, paragraphs

WIDE = "The keeper of the lamp at Cold Point went to bed at nine, as he did on every"


@pytest.mark.parametrize(
    ("raw", "typed"),
    [
        ("inter\u00adnational", "international"),
        ("inter\u00ad\n  national", "international"),
        ("ﬁnal eﬀort, oﬃce, ﬂag, shuﬄe", "final effort, office, flag, shuffle"),
        ("la\u200bmp\ufeff", "lamp"),
        ("safe\u202etxt.exe", "safetxt.exe"),
        ("نامه‌ها 👩‍🔧", "نامه‌ها 👩‍🔧"),
    ],
)
def test_letters_are_as_somebody_typed_them(raw: str, typed: str) -> None:
    """Without ligatures and what is never seen; joiners, which shape letters, stay."""
    assert as_typed(raw) == typed


@pytest.mark.parametrize(
    ("end", "start", "joined"),
    [
        ("evening of inter-", "national rest.", "evening of international rest."),
        ("evening of well-", "known rest, well-known to all.", "evening of well-known rest, well-known to all."),
        (
            "general-",
            "purpose lamp, a general rule with a purpose.",
            "general-purpose lamp, a general rule with a purpose.",
        ),
        ("Harbour-", "Lights was there.", "Harbour-Lights was there."),
        ("2019-", "20 was cold.", "2019-20 was cold."),
        ("evening –", "and slept.", "evening – and slept."),
        ("evening", "of rest.", "evening of rest."),
    ],
)
def test_a_word_broken_at_the_end_of_a_line_is_one_again(end: str, start: str, joined: str) -> None:
    """Its hyphen goes, unless the text itself shows that the word has one."""
    assert paragraphs(f"{WIDE} {end}\n{start}", is_wrapped=True) == [f"{WIDE} {joined}"]


def test_lines_of_a_page_are_paragraphs() -> None:
    """A line that stops short at the end of a sentence, or before a new one, ends its own."""
    nobody = "Nobody else was up at that hour, not even the cat that had come with"
    raw = f"Lamps go out\n{WIDE}\nday of the year.\n{nobody}\nthe house."

    assert paragraphs(raw, is_wrapped=True) == [
        "Lamps go out",
        f"{WIDE} day of the year.",
        f"{nobody} the house.",
    ]


def test_lines_of_a_scrape_are_paragraphs_already() -> None:
    """Unless most of them stop in the middle of a sentence."""
    assert paragraphs("IBM\nIt stopped.\nIt may resume.") == ["IBM", "It stopped.", "It may resume."]
