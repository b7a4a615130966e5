"""The link to an answer, and what it says when the articles are not the same any more."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

from tests.web.fakes import PAUSE, QUOTE, answer_of, citation_of
from web.share import KEPT, MOVED, link, since, token

OTHER = answer_of(citations=(citation_of(PAUSE, QUOTE),))


def test_the_link_asks_the_stand_alone_question_as_of_its_day() -> None:
    """Whatever is in the question."""
    answer = answer_of("And it?", standalone_question="Is A&B's 50% #1?", as_of=date(2020, 7, 1))

    asked = parse_qs(urlsplit(link(answer, "t")).query)

    assert asked == {"q": ["Is A&B's 50% #1?"], "as_of": ["2020-07-01"], "seen": ["t"]}


def test_nothing_is_said_while_the_articles_are_the_same() -> None:
    """Even if another answer is given from them."""
    assert since(token(answer_of(), "same"), token(OTHER, "same")) == ""


def test_changed_articles_are_told_apart_from_a_changed_ground() -> None:
    """An article elsewhere may change without touching the words that an answer rests on."""
    now = token(answer_of(), "now")

    assert since(token(answer_of(), "then"), now) == KEPT
    assert since(token(OTHER, "then"), now) == MOVED


def test_a_made_up_token_says_nothing() -> None:
    """A link that somebody shortened or wrote by hand is just a question."""
    assert since("", token(answer_of(), "now")) == since("<b>", token(answer_of(), "now")) == ""
