"""Sentences: where they start and end, on hard cases by hand and on any text at all."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.sentences import CASES as HARD
from benchmarks.sentences import cases, is_right
from evidence.sentences import sentence_spans

CASES = [
    ["The U.S. government bought lamps.", "Nobody objected."],
    ["He left the U.S.", "The lamps stayed."],
    ["Lamps were sold to the U.S. Army."],
    ["Rep. Jimmy Lee wrote to Sen. Ann Moss.", "Both agreed."],
    ["Dr. Moss and Mrs. Lee met Mr. Ray.", "They spoke."],
    ["The deal was worth $54.7 million.", "It closed."],
    ["Lamp No. 2 was sold.", "Lamp No. 3 was not."],
    ["Lumenor makes art.", "Brightly makes lamps."],
    ["It ended in Dec. 2020.", "It began in Jan. of that year."],
    ["It ended in Dec.", "The lamps stayed."],
    ["J. R. Lee signed it.", "So did A. Moss."],
    ["The C.E.O. Ann Lee resigned."],
    ["Ann P. Moss signed it.", "So did Vitamin C."],
    ['"We stopped."', "The letter says no more."],
    ['"We stopped," she said.', '"We will not resume."'],
    ["“We stopped.”", "“We will not resume.”"],
    ['She asked, "Is it over?"', "Nobody knew."],
    ["The letter says \"it is 'over.'\"", "The rest is silence."],
    ["He said 'no.'", "She said 'yes.'"],
    ['"Is it over?" she asked.', "It was."],
    ["Sales stopped (for now).", "They may resume."],
    ["Sales stopped.", "(They may resume.)"],
    ["It was late ... and dark.", "Lamps were lit."],
    ["It was late…", "Lamps were lit."],
    ["It was late...", "Lamps were lit."],
    ["The meeting began at 9 a.m. and ended at 5 p.m. on Monday.", "All left."],
    ["The meeting ended at 5 p.m.", "The lamps went out."],
    ["It grew by 3.5 percent.", "It fell by 0.25 points."],
    ["The ban began on 8 June 2020.", "It has no end."],
    ["The vote was on Jan. 5 and the hearing on Feb. 6.", "Both passed."],
    ["It happened in 2020.", "2021 was calmer."],
    ["Lumenor Inc. said no.", "Brightly Ltd. did not reply."],
    ["Lumenor Inc.", "The lamps are its own."],
    ["Lamps, ropes, etc. were sold.", "Boats were not."],
    ["Lumenor, Brightly et al. signed."],
    ["Use cases, e.g. Lighthouses, are exempt."],
    ["The firm (i.e. Lumenor) agreed.", "Good."],
    ["Was it permanent?", "No.", "It was not!"],
    ["Really?!", "Yes."],
    ["Version 2.0 is out.", "Version 3.1.4 is next."],
    ["See example.com for more.", "Or write to ann@example.com."],
    ["The Washington, D.C. Office closed."],
    ["Lee v. Lumenor was settled.", "The sum is secret."],
    ["So said I.", "Nobody else did."],
    ["St. Mary's harbour is dark.", "Lt. Col. Ray lit it."],
    ["$5 was paid.", "€7 was owed.", "£9 was lost."],
    ["A heading without a stop", "The first sentence follows."],
    ["No full stop at the end"],
    ["«Fini.»", "Ça va."],
    ["Привет.", "Как дела?"],
]
BREAKS = {"A heading without a stop"}


def whole(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def joined(sentences: list[str]) -> str:
    return "".join(s + ("\n\n" if s in BREAKS else " ") for s in sentences).strip()


@pytest.mark.parametrize("sentences", CASES, ids=lambda s: s[0][:40])
def test_hard_cases(sentences: list[str]) -> None:
    """Each sentence is found whole, and nothing is cut inside."""
    text = joined(sentences)

    assert whole(text) == sentences


def test_nearly_all_of_the_hard_cases_of_every_kind() -> None:
    """Those that are left need an understanding of the words; `python -m benchmarks.sentences` names them."""
    known = cases(HARD)

    right = sum(is_right(whole, case) for _, case in known)

    assert len(known) >= 150
    assert right / len(known) >= 0.94


@pytest.mark.parametrize("text", ["", " ", "\n\n \t\n"])
def test_no_words_no_sentences(text: str) -> None:
    """White space holds none."""
    assert sentence_spans(text) == []


PIECES = st.sampled_from([*".!?…\"'”’)(] \n\t", "U.S.", "No. 2", "Mr. Lee", "a", "The", "é", "\u2028", "\x1f", "\xa0"])
TEXTS = st.one_of(st.text(), st.lists(PIECES).map("".join))


@given(TEXTS)
def test_spans_cover_every_word_exactly_once(text: str) -> None:
    """Spans are in order, apart, inside the text, without white space at their ends, and leave out only that."""
    spans = sentence_spans(text)

    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "." * 200_000 + "x",
        "Lamp. " * 30_000,
        "a." * 100_000,
        ". " * 100_000,
        "。" * 100_000,
        "[1]" * 50_000,
        ".[1]" * 50_000,
        " " * 200_000 + "1.",
        "x" * 1_000_000 + ".",
    ],
)
def test_a_hostile_text_takes_no_longer_than_its_length(text: str) -> None:
    """No pattern runs away on a long line."""
    began = time.perf_counter()

    sentence_spans(text)

    assert time.perf_counter() - began < 3
