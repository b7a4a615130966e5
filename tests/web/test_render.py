"""The chat's message for every kind of answer."""

import html
import re
import string
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.answers import AnswerSentence, Cell, Table
from tests.web.fakes import PAUSE, QUOTE, answer_of, citation_of
from web.escape import INVISIBLE, inert
from web.render import answer_message, error_message, question_message

OUR_TAGS = {"div", "p", "a", "span", "ul", "li", "table", "thead", "tbody", "tr", "th", "td"}
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=https://evil.test/x onerror=alert(1)>",
    "![x](https://evil.test/x.png)",
    "[x](javascript:alert(1))",
    "http://evil.test and www.evil.test and a@evil.test",
    "$$\\href{https://evil.test}{x}$$",
    "```mermaid\ngraph TD\n```",
    "    indented code\n\n# heading\n---\n1. list",
]


@given(st.text())
def test_inert_text_reads_the_same(text: str) -> None:
    """Entities are decoded to the very characters that went in, white space and invisible controls aside."""
    assert html.unescape(inert(text)) == " ".join(INVISIBLE.sub("", text).split())


@given(st.text())
def test_inert_text_holds_no_character_with_a_meaning(text: str) -> None:
    """Once the entities are taken out, no ASCII punctuation is left."""
    rest = re.sub(r"&#\d+;", "", inert(text))

    assert not set(rest) & set(string.punctuation)


@pytest.mark.parametrize("payload", HOSTILE)
def test_only_our_own_tags_and_links_stand_in_a_message(payload: str) -> None:
    """Hostile text in every part of an answer adds no tag and no link."""
    source = replace(citation_of(PAUSE, QUOTE), title=payload, publisher=payload, quote=payload)
    hostile = answer_of(
        payload,
        standalone_question=payload + " again",
        sentences=(AnswerSentence(payload, "supported", (1,)),),
        citations=(source,),
        table=Table((payload,), ((Cell(payload, (1,)),),)),
        fallback_reason=payload,
    )

    message = answer_message(hostile)

    links = [html.unescape(href) for href in re.findall(r'href="([^"]*)"', message)]
    assert set(re.findall(r"<(\w+)", message)) <= OUR_TAGS
    assert all(link == source.link for link in links)
    assert "evil.test" not in message and "://" not in message


def test_each_sentence_is_followed_by_its_marker() -> None:
    """The marker is a link to the exact words, named after its article."""
    message = answer_message(answer_of())

    marker = re.search(r'one year&#46;<a class="otr-marker" href="([^"]*)"[^>]*title="([^"]*)"', message)
    assert marker
    assert html.unescape(marker[1]) == citation_of(PAUSE, QUOTE).link
    assert html.unescape(marker[2]) == "Amazon's one-year pause, On the Record, 10 June 2020"


def test_a_source_gives_quote_title_publisher_and_both_dates() -> None:
    """The day of writing is shown where it differs from the dateline."""
    message = html.unescape(answer_message(answer_of()))

    assert f"“{QUOTE}”" in message
    assert "Amazon's one-year pause</span> · On the Record · 10 June 2020 · written 23 November 2026" in message
    assert "IBM leaves the field</span> · The Courier · 8 June 2020</span>" in message


def test_the_newest_evidence_and_the_as_of_date_are_given() -> None:
    """An answer says for which day it holds."""
    message = answer_message(answer_of(as_of=date(2020, 7, 1)))

    assert "As of 1 July 2020 · Newest evidence: 10 June 2020" in message


def test_a_refusal_is_marked_as_one() -> None:
    """A refusal looks different and has no sources."""
    message = answer_message(
        answer_of(status="refused", sentences=(), citations=(), notice="They do not mention <Zorblax>.")
    )

    assert "otr-refused" in message and "Not in the articles" in message
    assert "They do not mention" in message and "<Zorblax>" not in message
    assert "Sources" not in message


def test_an_unsupported_sentence_is_never_shown() -> None:
    """What no span supports does not reach the page."""
    message = answer_message(answer_of(sentences=(AnswerSentence("Invented.", "unsupported"),)))

    assert "Invented" not in message


def test_an_unknown_number_makes_no_marker() -> None:
    """A marker without a citation is left out."""
    message = answer_message(answer_of(sentences=(AnswerSentence("Text.", "quoted", (7,)),)))

    assert "otr-marker" not in message


def test_a_question_that_was_read_differently_is_shown() -> None:
    """The stand-alone form is shown only where its words differ."""
    assert "Understood as" not in answer_message(answer_of("and IBM?", standalone_question="And IBM"))
    assert "Understood as: What" in answer_message(answer_of("And IBM?", standalone_question="What did IBM say?"))


def test_a_generative_answer_says_so() -> None:
    """A reader knows when a model chose the words."""
    assert "language model" in answer_message(answer_of(mode="generative"))
    assert "language model" not in answer_message(answer_of())


def test_questions_and_errors_are_inert() -> None:
    """What a visitor typed comes back as text, line by line."""
    assert question_message("<b>\n\n# x") == "&#60;b&#62;<br>&#35; x"
    assert "<b>" not in error_message("<b>")
