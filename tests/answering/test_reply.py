"""A reply is cut into sentences as it streams; labels are taken off, and what is left is plain words."""

import pytest

from answering.reply import is_alive, sentences

CASES = {
    "labels before the stop": (
        "Lumenor stopped [P1]. Brightly did not [P2].",
        ["Lumenor stopped. P1", "Brightly did not. P2"],
    ),
    "labels behind the stop": (
        "Lumenor stopped. [P1] Brightly did not. [P2]",
        ["Lumenor stopped. P1", "Brightly did not. P2"],
    ),
    "several labels": ("Both stopped [P1][P3].\nOne began [P2, P4].", ["Both stopped. P1 P3", "One began. P2 P4"]),
    "no label": ("Both stopped. One began [P1].", ["Both stopped.", "One began. P1"]),
    "abbreviations": ("The U.S. Congress met Mr. Moss [P1].", ["The U.S. Congress met Mr. Moss. P1"]),
    "no stop": ("Lumenor stopped [P1]\nBrightly did not [P2]", ["Lumenor stopped P1", "Brightly did not P2"]),
    "a list": (
        "- **Lumenor** stopped [P1].\n2. _Brightly_ did not [P2].",
        ["Lumenor stopped. P1", "Brightly did not. P2"],
    ),
    "a heading": ("## Answer\nLumenor stopped [p1].", ["Answer", "Lumenor stopped. P1"]),
    "quotation": ("It said “we stop.” [P1]\nIt did [P2].", ["It said “we stop.” P1", "It did. P2"]),
    "only labels": ("[P1].\nLumenor stopped [P2].", ["Lumenor stopped. P2"]),
    "nothing": (" \n ", []),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_sentences_do_not_depend_on_how_the_reply_comes(name: str, size: int) -> None:
    """Letter by letter or at once."""
    text, expected = CASES[name]

    found = list(sentences(text[i : i + size] for i in range(0, len(text), size)))

    assert [" ".join([said.text, *said.labels]) for said in found] == expected


def test_a_labelled_sentence_is_there_with_its_full_stop() -> None:
    """Nobody waits for the next one."""
    heard: list[str] = []

    def pieces() -> object:
        for piece in ("Lumenor ", "stopped [P1]", ".", " And ", "more."):
            heard.append(piece)
            yield piece

    first = next(iter(sentences(pieces())))

    assert (first.text, heard[-1]) == ("Lumenor stopped.", ".")


@pytest.mark.parametrize(
    "text",
    [
        "See https://evil.example/?q=1.",
        "See www.evil.example now.",
        "![x](//evil.example/p.png)",
        "[click](/here)",
        "A <b>bold</b> word.",
        "A <img src=x> picture.",
        "A data:text/html thing.",
        "Run javascript:alert now.",
        "It is &#x41; letter.",
        "Write to jo@evil.example today.",
        "See \\(x\\) and $$y$$.",
        "As source [1] says.",
        "A {{template}} here.",
    ],
)
def test_what_could_come_alive_is_recognised(text: str) -> None:
    """Links, pictures, mark-up, addresses, and citation numbers that are not ours."""
    assert is_alive(text)


def test_plain_words_are_not() -> None:
    """Money, per cent, quotation marks and dashes are words."""
    assert not is_alive("On 3 March 2021 it paid $5 million (7%) – “for good” – to Moss & Sons; it's over 2/3.")
