"""The register in memory: what it says of a question, as of a day, and of articles that are still there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from answering.statements import LATER, Match, Polar, Registered, Statements
from catalogue.catalogue import Catalogue
from core.register import Aspect, Cell, Commitment, Company, Comparison, Event, Register, Statement, Words
from evidence.register import to_json
from tests.fakes import Desk, FakeEmbedder, lamps, make_live

DAY, LATER_DAY = date(2021, 3, 4), date(2022, 5, 6)
PAUSED = lamps()
RESUMED = lamps(id="resumed", text="Lumenor sells lamps to all lighthouses again.", dateline=LATER_DAY)
ROPES = lamps(id="ropes", text="Brightly sells ropes by the yard.", companies=("Brightly",))
ARTICLES = {article.id: article for article in (PAUSED, RESUMED, ROPES)}
NO_END = Words("lumenor-pause", "The pause has no end date.")
STOPPED = Words("lumenor-pause", "Lumenor stopped selling lamps to lighthouses on 3 March 2021.")
AGAIN = Words("resumed", "Lumenor sells lamps to all lighthouses again.")
YARD = Words("ropes", "Brightly sells ropes by the yard.")


def cell(aspect: Aspect, text: str, *evidence: Words, **questions: Any) -> Cell:
    return Cell(aspect=aspect, text=text, short=text, evidence=evidence, **questions)


STOPS = cell("what", "Lumenor sells no lamps.", STOPPED, asked=("What did Lumenor stop?",))
HOW_LONG = cell(
    "duration",
    "Lumenor's pause is open-ended.",
    NO_END,
    asked=("How long does the pause last?",),
    no=("Is there an end date?",),
)
OVER = cell("duration", "Lumenor's pause is over.", AGAIN, asked=("When did lamps come back?",), yes=("Is it over?",))
CHAINS = cell("duration", "Lumenor's halt of chains is open-ended.", NO_END, asked=("How long are chains halted?",))
CHAINS_STOP = cell("what", "Lumenor sells no chains.", STOPPED, asked=("What of chains?",))
LAMPS = Commitment(
    "lumenor-lamps",
    "Lumenor",
    "Lumenor's pause",
    (Event("announced", DAY, (STOPS, HOW_LONG)), Event("reversed", LATER_DAY, (OVER,))),
)
HALT = Commitment("lumenor-chains", "Lumenor", "Lumenor's halt", (Event("announced", DAY, (CHAINS_STOP, CHAINS)),))
BOTH = Comparison(
    text="Lumenor sells lamps, and Brightly sells ropes.",
    evidence=(YARD, AGAIN),
    companies=("Lumenor", "Brightly"),
    aspect="what",
    asked=("Who sells what?",),
)
QUOTE = Statement(text=YARD.words, evidence=(YARD,), asked=("How are ropes sold?",))
REGISTER = Register(
    companies=(Company("Lumenor"),),
    commitments=(LAMPS, HALT),
    comparisons=(BOTH,),
    quotes=(QUOTE,),
    unanswered=("What do lighthouse keepers earn?",),
)


def vector(text: str) -> np.ndarray:
    return FakeEmbedder().embed([text])[0]


def said(register: Register = REGISTER, **articles: Any) -> Statements:
    """What the register says of the articles above, but for those that are given as None."""
    live = {key: article for key, article in (ARTICLES | articles).items() if article}
    return Statements([(register, FakeEmbedder().embed(register.embedded()).ravel())], live)


def nearest(statements: Statements, question: str, count: int, as_of: date | None = None) -> list[Match]:
    return statements.asked(vector(question), as_of).nearest(count)


def texts(statements: Statements, question: str, as_of: date | None = None, count: int = 3) -> list[str]:
    return [match.known.statement.text for match in nearest(statements, question, count, as_of)]


def test_the_statement_whose_question_is_nearest_comes_first() -> None:
    """With the question among its own that it was, and how near the next of them is."""
    first, *rest = nearest(said(), "How long does the pause last?", 3)

    assert first.known.statement == HOW_LONG
    assert first.question == "How long does the pause last?"
    assert first.similarity == pytest.approx(1)
    own = [float(vector(text) @ vector(first.question)) for text in HOW_LONG.embedded]
    assert first.second == pytest.approx(sorted(own)[-2])
    assert [match.similarity for match in rest] == sorted((match.similarity for match in rest), reverse=True)


def test_each_statement_comes_once_and_no_more_than_wanted() -> None:
    """However many of its questions are near."""
    found = texts(said(), "Is there an end date?", count=20)

    assert len(found) == len(set(found)) == len(list(REGISTER.statements()))
    assert len(texts(said(), "Is there an end date?", count=2)) == 2


@pytest.mark.parametrize(("question", "kind"), [("Is it over?", "yes"), ("Is there an end date?", "no")])
def test_a_question_of_yes_or_no_brings_its_answer(question: str, kind: str) -> None:
    """Where it is the nearest of those, with how near the nearest contrary one is."""
    polar = said().asked(vector(question)).polar

    assert (polar.kind, polar.cosine, polar.question) == (kind, pytest.approx(1), question)
    assert -1 < polar.other < 1


def test_another_question_brings_none_that_is_the_same() -> None:
    """Only the nearest."""
    assert said().asked(vector("Who sells what?")).polar.cosine < 1


def test_a_question_of_yes_or_no_counts_from_the_day_on_which_its_answer_is_known() -> None:
    """Before that it is as if there were none."""
    assert said().asked(vector("Is it over?"), date(1999, 1, 1)).polar == Polar()


def test_a_statement_is_found_by_its_own_words_too() -> None:
    """It has their vector; a quotation, which its article's sentence has, is found by its questions alone."""
    (match,) = nearest(said(), BOTH.text, 1)
    quoted = next(one for one in nearest(said(), QUOTE.text, 20) if one.known.statement == QUOTE)

    assert match.known.statement == BOTH
    assert np.allclose(match.known.vector, vector(BOTH.text))
    assert quoted.known.vector is None
    assert quoted.question == "How are ropes sold?"


def test_words_of_evidence_are_found_where_they_stand() -> None:
    """Each in its article, in the order of the register."""
    (match,) = nearest(said(), "Who sells what?", 1)

    assert [(place.article, place.quote) for place in match.known.places] == [
        (ROPES, YARD.words),
        (RESUMED, AGAIN.words),
    ]


def test_aspect_and_home_are_those_of_the_cell() -> None:
    """A comparison has no home, a quotation neither."""
    known = {match.known.statement.text: match.known for match in nearest(said(), "lamps", 20)}

    assert (known[OVER.text].aspect, known[OVER.text].commitment) == ("duration", LAMPS)
    assert (known[BOTH.text].aspect, known[BOTH.text].commitment) == ("what", None)
    assert (known[QUOTE.text].aspect, known[QUOTE.text].commitment) == (None, None)


@pytest.mark.parametrize(
    ("as_of", "found"),
    [(None, True), (LATER_DAY, True), (date(2022, 5, 5), False), (DAY, False)],
)
def test_a_statement_is_known_from_the_latest_dateline_of_its_evidence(as_of: date | None, found: bool) -> None:
    """That day counts; the earlier of two articles does not suffice."""
    (match,) = nearest(said(), BOTH.text, 1)

    assert match.known.known_from == LATER_DAY
    assert (BOTH.text in texts(said(), BOTH.text, as_of, 20)) is found


def test_what_rests_on_an_undated_article_is_said_only_without_a_day() -> None:
    """Nobody knows whether it was known by then."""
    undated = said(resumed=replace(RESUMED, dateline=None))

    assert BOTH.text in texts(undated, BOTH.text)
    assert BOTH.text not in texts(undated, BOTH.text, date(2030, 1, 1), 20)


@pytest.mark.parametrize("ropes", [None, replace(ROPES, text="Brightly sells ropes by the metre.")])
def test_a_statement_is_not_given_where_its_words_do_not_stand(ropes: Any) -> None:
    """Not even if one of its two articles is still as it was."""
    without = said(ropes=ropes)

    found = texts(without, BOTH.text, count=20)

    assert found
    assert {BOTH.text, QUOTE.text}.isdisjoint(found)
    assert HOW_LONG.text in texts(without, "How long does the pause last?", count=1)


@pytest.mark.parametrize(
    ("as_of", "expected"), [(None, OVER), (LATER_DAY, OVER), (date(2022, 5, 5), HOW_LONG), (date(2021, 3, 3), None)]
)
def test_the_state_of_an_aspect_is_that_of_the_last_event_known(as_of: date | None, expected: Cell | None) -> None:
    """Nothing where no event was known yet."""
    known = said().state(LAMPS, "duration", as_of)

    assert (known and known.statement) == expected


def test_the_state_passes_over_events_that_say_nothing_of_the_aspect() -> None:
    """And over those whose article is gone."""
    assert said().state(LAMPS, "what").statement == STOPS
    assert said().state(LAMPS, "reason") is None
    assert said(resumed=None).state(LAMPS, "duration").statement == HOW_LONG


def test_a_cell_that_no_question_finds_is_known_all_the_same() -> None:
    """A sentence of an article, word for word, with which questions it answers still to be written."""
    bare = replace(STOPS, text=STOPPED.words, asked=())
    register = Register(commitments=(replace(LAMPS, events=(Event("announced", DAY, (bare,)),)),))

    statements = said(register)

    assert statements.found == []
    assert statements.known(bare).statement == statements.state(register.commitments[0], "what").statement == bare
    assert statements.known(bare, date(2021, 3, 3)) is None


@pytest.mark.parametrize(
    ("question", "expected"), [("How long are chains halted?", CHAINS), ("How long does the pause last?", OVER)]
)
def test_a_cell_is_of_the_commitment_that_the_question_is_nearest_to(question: str, expected: Cell) -> None:
    """As it stands after the last event, whichever event's question was near."""
    assert said().asked(vector(question)).cell("Lumenor", "duration").statement == expected


@pytest.mark.parametrize(("share", "expected"), [(0.53, STOPS), (0.7, CHAINS_STOP)])
def test_in_doubt_a_cell_is_of_the_commitment_that_most_is_said_of(share: float, expected: Cell) -> None:
    """Where the question is hardly nearer to another."""
    chains, lamps = vector(CHAINS.asked[0]), vector(HOW_LONG.asked[0])
    between = share * chains + (1 - share) * lamps
    asked = said().asked(between / np.linalg.norm(between))

    assert asked.nearest(1)[0].known.statement == CHAINS
    assert asked.cell("Lumenor", "what").statement == expected


def test_what_is_promised_is_said_by_the_event_itself() -> None:
    """Not by the last one: several events may each have a what of their own."""
    more = cell("what", "Lumenor sells lamps to all.", AGAIN, asked=("What did Lumenor resume?",))
    last = replace(LAMPS.events[1], says=(OVER, more))
    statements = said(replace(REGISTER, commitments=(replace(LAMPS, events=(LAMPS.events[0], last)),)))

    assert statements.asked(vector("What did Lumenor stop?")).cell("Lumenor", "what").statement == STOPS
    assert statements.asked(vector("What did Lumenor resume?")).cell("Lumenor", "what").statement == more


def test_a_cell_is_of_the_company_and_the_day_asked_for() -> None:
    """None where there is none."""
    long = vector("When did lamps come back?")

    assert said().asked(long).cell("Brightly", "duration") is None
    assert said().asked(long).cell("Lumenor", "reason") is None
    assert said().asked(long, DAY).cell("Lumenor", "duration").statement in (HOW_LONG, CHAINS)
    assert said().asked(long, date(2021, 3, 3)).cell("Lumenor", "duration") is None


def test_a_question_known_to_have_no_answer_is_recognised() -> None:
    """By its cosine; minus one where none is known."""
    asked = vector("What do lighthouse keepers earn?")

    assert said().asked(asked).unanswered == pytest.approx(1)
    assert said().asked(vector("Is it over?")).unanswered < 0.7
    assert said(replace(REGISTER, unanswered=())).asked(asked).unanswered == -1


def test_what_only_later_articles_answer_has_no_answer_yet() -> None:
    """It counts a little less than what is never answered: earlier articles often say the same."""
    asked = vector("When did lamps come back?")

    assert said().asked(asked, DAY).unanswered == pytest.approx(1 - LATER)
    assert said().asked(asked, LATER_DAY).unanswered == said().asked(asked).unanswered < 1 - LATER


@pytest.mark.parametrize(
    "register",
    [Register(), Register(companies=(Company("Lumenor"),)), Register(quotes=(replace(QUOTE, asked=()),))],
)
def test_a_register_with_nothing_to_be_found_by_disturbs_none(register: Register) -> None:
    """Neither alone nor beside another."""
    asked = vector("How are ropes sold?")
    embed = FakeEmbedder().embed
    both = [(one, embed(one.embedded()).ravel()) for one in (register, REGISTER, register)]

    alone, beside = said(register), Statements(both, ARTICLES)

    assert alone.asked(asked).nearest(3) == []
    assert (alone.asked(asked).unanswered, alone.asked(asked).cell("Lumenor", "what")) == (-1, None)
    assert [match.known.statement for match in beside.asked(asked).nearest(1)] == [QUOTE]
    assert beside.asked(vector(REGISTER.unanswered[0])).unanswered == pytest.approx(1)


def test_two_registers_keep_their_vectors_apart() -> None:
    """Each with its own questions and unanswered ones."""
    first, second = replace(REGISTER, comparisons=(), quotes=()), Register(quotes=(QUOTE,), unanswered=("Who pays?",))
    embed = FakeEmbedder().embed

    statements = Statements([(one, embed(one.embedded()).ravel()) for one in (first, second)], ARTICLES)

    assert texts(statements, "How are ropes sold?", count=1) == [QUOTE.text]
    assert texts(statements, "Is it over?", count=1) == [OVER.text]
    assert statements.asked(vector("Who pays?")).unanswered == pytest.approx(1)
    assert statements.asked(vector(REGISTER.unanswered[0])).unanswered == pytest.approx(1)


def test_unanswered_questions_alone_are_known_too() -> None:
    """Without any statement."""
    assert said(Register(unanswered=("Who pays?",))).asked(vector("Who pays?")).unanswered == pytest.approx(1)


def test_only_articles_whose_sentences_have_questions_are_covered() -> None:
    """A cell's evidence alone does not make its article one of them."""
    assert said().covered == {"ropes"}
    assert said(ropes=None).covered == frozenset()


def test_a_sentence_is_matched_with_its_own_questions() -> None:
    """Where it starts, and where it was known by the day."""
    asked = said().asked(vector("How are ropes sold?"))

    found = asked.at("ropes", 0)

    assert found and (found.known.statement, found.question) == (QUOTE, "How are ropes sold?")
    assert (asked.at("ropes", 1), asked.at("lumenor-pause", 0)) == (None, None)
    assert said().asked(vector("ropes"), date(2021, 3, 3)).at("ropes", 0) is None


@pytest.fixture
def catalogue(desk: Callable[..., Desk]) -> Catalogue:
    """With the articles and the register above."""
    opened = desk().catalogue
    for article in ARTICLES.values():
        make_live(opened, article)
    put(opened, REGISTER)
    return opened


def put(catalogue: Catalogue, register: Register) -> None:
    vectors = FakeEmbedder().embed(register.embedded())
    catalogue.put_register(str(Path("articles")), "digest", to_json(register), vectors)


def test_what_is_kept_is_read_once_for_each_version(catalogue: Catalogue) -> None:
    """A note or a question changes nothing."""
    registered = Registered(catalogue)

    before = registered.now()
    catalogue.note("colour", "red")

    assert registered.now() is before
    assert before.registers == (REGISTER,)
    assert texts(before, "Who sells what?", count=1) == [BOTH.text]


def test_what_changes_is_read_anew(catalogue: Catalogue) -> None:
    """An article that goes takes its statements with it, and a register that changes is the new one."""
    registered = Registered(catalogue)
    assert texts(registered.now(), "Who sells what?", count=1) == [BOTH.text]

    catalogue.remove("ropes")
    assert BOTH.text not in texts(registered.now(), "Who sells what?", count=20)

    put(catalogue, Register(commitments=(LAMPS,)))
    assert registered.now().registers == (Register(commitments=(LAMPS,)),)


def test_without_registers_nothing_is_said(desk: Callable[..., Desk]) -> None:
    """A new folder has none."""
    statements = Registered(desk().catalogue).now()

    assert (statements.registers, statements.asked(vector("lamps")).nearest(3)) == ((), [])
    assert statements.asked(vector("lamps"), DAY).unanswered == -1
