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
from web import share
from web.escape import INVISIBLE, inert
from web.render import answer_message, error_message, question_message

OUR_TAGS = {"div", "p", "a", "span", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "button"}
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
        suggestions=(payload,),
    )
    shared = share.link(hostile, "12345678-12345678")

    message = answer_message(hostile, shared, payload)

    links = [html.unescape(href) for href in re.findall(r'href="([^"]*)"', message)]
    assert set(re.findall(r"<(\w+)", message)) <= OUR_TAGS
    assert set(links) == {source.link, shared}
    assert "evil.test" not in message.replace(inert(shared), "") and "://" not in message


def test_each_sentence_is_followed_by_its_marker() -> None:
    """The marker is a link to the exact words, and says to a screen reader what it is."""
    message = answer_message(answer_of())

    marker = re.search(r'one year&#46;<a class="otr-marker" href="([^"]*)"[^>]*>(.*?)</a>', message)
    assert marker
    assert html.unescape(marker[1]) == citation_of(PAUSE, QUOTE).link
    assert re.sub("<[^>]*>", "", marker[2]).split() == ["Source", "1"]


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


def test_a_table_has_headings_for_columns_and_rows() -> None:
    """And a marker in each cell that cites."""
    table = Table(("Company", "How long"), ((Cell("Amazon"), Cell("one year", (1,))),))

    message = answer_message(answer_of(table=table))

    assert '<th scope="col">Company</th>' in message and '<th scope="row">Amazon</th>' in message
    assert re.search(r'<td>one year<a class="otr-marker"[^>]*>', message)


def test_what_the_articles_leave_open_stands_with_the_answer() -> None:
    """Also where there are sentences."""
    message = answer_message(answer_of(status="partial", notice="Who pays, they do not say."))

    assert "Part of the answer" in message and "Who pays&#44; they do not say&#46;" in message


def test_suggestions_are_buttons() -> None:
    """Each asks what it says; without any there is no heading for them."""
    message = answer_message(answer_of(suggestions=("And IBM?",)), "/?q=x")

    assert re.search(r'name="ask" value="And IBM&#63;">And IBM&#63;</button>', message)
    assert "You could ask next" not in answer_message(answer_of(), "/?q=x")


def test_a_generative_answer_says_so() -> None:
    """A reader knows when a model chose the words."""
    assert "language model" in answer_message(answer_of(mode="generative"))
    assert "articles’ own words" in answer_message(answer_of())


def test_questions_and_errors_are_inert() -> None:
    """What a visitor typed comes back as text, line by line."""
    assert question_message("<b>\n\n# x") == "&#60;b&#62;<br>&#35; x"
    assert "<b>" not in error_message("<b>")
