"""What is read out of a question before anything is looked up."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from answering.understand import companies_in, stand_alone, understand
from core.answers import Ask, Turn
from core.errors import InputError

COMPANIES = ("Lumenor", "Brightly", "Lampworks AI")


@dataclass
class FakeLexicon:
    """Knows a few words, and takes all others for names or slips."""

    words: set[str] = field(default_factory=lambda: {"did", "promise", "what", "lamps", "about", "lumenor", "and"})
    slips: dict[str, str] = field(default_factory=lambda: {"Lumenro": "Lumenor"})

    def companies(self) -> tuple[str, ...]:
        return COMPANIES

    def mend(self, word: str, as_of: date | None = None) -> str:
        return self.slips.get(word, word)

    def known(self, word: str) -> bool:
        return word.lower() in self.words

    def is_strange(self, word: str) -> bool:
        return word.lower() in {"zorblax"}


def test_empty_question_is_refused_with_one_sentence():
    """White space and punctuation alone are no question."""
    with pytest.raises(InputError, match="The question is empty; type a question"):
        understand(Ask(" ?! \n"), FakeLexicon(), 1000)


def test_long_question_is_refused_with_both_lengths():
    """The sentence gives the length found and the length allowed."""
    with pytest.raises(InputError, match=r"100,000 characters; ask it in at most 1,000"):
        understand(Ask("a" * 100_000), FakeLexicon(), 1000)


def test_companies_are_found_in_order_of_mention_whatever_their_case():
    """A company inside another word does not count."""
    found = companies_in("Did brightly or LUMENOR move first, not Lumenorish?", COMPANIES)

    assert found == ("Brightly", "Lumenor")


def test_slip_is_mended_and_the_original_is_kept():
    """The stand-alone form has the right name; what was asked stays as typed."""
    question = understand(Ask("What did Lumenro promise?"), FakeLexicon(), 1000)

    assert (question.asked, question.standalone) == ("What did Lumenro promise?", "What did Lumenor promise?")
    assert question.companies == ("Lumenor",)


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("What did Palanto promise?", ("Palanto",)),
        ("Zorblax lamps?", ("Zorblax",)),
        ("What did Lumenor promise in Ohio?", ()),
        ("What did Lumenor promise Palanto?", ()),
        ("What lamps in Ohio?", ()),
        ("Palanto's lamps and Lumenor?", ()),
        ("WHAT DID LUMENOR PROMISE OHIO?", ()),
    ],
)
def test_name_that_no_article_has_is_noticed_unless_it_is_an_aside(question: str, unknown: tuple[str, ...]):
    """Names count as what is asked about before a known company, and not after a preposition of place."""
    assert understand(Ask(question), FakeLexicon(), 1000).unknown == unknown


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("Who signed it?", "person"),
        ("whose ban is permanent", "company"),
        ("Which company went first?", "company"),
        ("How long does it last?", "duration"),
        ("How much did it cost?", "amount"),
        ("how many officers?", "number"),
        ("When was that?", "date"),
        ("Why did they stop?", "reason"),
        ("Is it still in force?", "later"),
        ("What does the letter say?", "statement"),
        ("Is the letter long?", ""),
    ],
)
def test_question_wants_a_kind_of_answer(question: str, wants: str):
    """The words that ask tell what an answer has to show."""
    assert understand(Ask(question), FakeLexicon(), 1000).wants == wants


@pytest.mark.parametrize(
    ("question", "compares"),
    [
        ("Compare the promises", True),
        ("Did Lumenor or Brightly stop?", True),
        ("Are any of these bans permanent?", True),
        ("What did Lumenor stop?", False),
    ],
)
def test_question_that_sets_companies_side_by_side_is_recognised(question: str, compares: bool):
    """Two names, or words such as "compare" and "any of these"."""
    assert understand(Ask(question), FakeLexicon(), 1000).compares is compares


@pytest.mark.parametrize(
    ("question", "standalone"),
    [
        ("And Brightly?", "How long does Brightly's pause last?"),
        ("what about brightly", "How long does Brightly's pause last?"),
        ("Who signed it?", "How long does Lumenor's pause last? Who signed it?"),
        ("Is Brightly part of it?", "How long does Lumenor's pause last? Is Brightly part of it?"),
        ("What did Brightly say about lamps in lighthouses?", "What did Brightly say about lamps in lighthouses?"),
        ("What happened in Portland?", "What happened in Portland?"),
    ],
)
def test_follow_up_is_resolved_against_the_question_before(question: str, standalone: str):
    """A bare name takes the place of the one before; a question that leans on the last is put behind it."""
    history = (Turn("How long does Lumenor's pause last?", "For ever."),)

    assert stand_alone(question, history, COMPANIES) == standalone


def test_follow_up_that_names_a_day_is_answered_as_of_that_day():
    """Not as of the day in the question before it."""
    history = (Turn("What is Lumenor's policy as of 1 January 2024?", "A pause."),)

    question = understand(Ask("Was it on as of 1 July 2020?", history=history), FakeLexicon(), 1000)

    assert question.as_of == date(2020, 7, 1)


def test_follow_up_on_a_follow_up_leans_on_the_first_question():
    """The chain does not grow with every turn."""
    history = (Turn("What did Lumenor promise? Does it include lamps?", "Yes."),)

    assert stand_alone("Is it still on?", history, COMPANIES) == "What did Lumenor promise? Is it still on?"


def test_the_word_i_is_no_name():
    """However the sentence runs on."""
    assert understand(Ask("What did, as I asked, Lumenor promise?"), FakeLexicon(), 1000).unknown == ()
