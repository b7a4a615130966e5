"""Whether a sentence means yes or no to a question."""

import pytest

from answering.polarity import asks_whether, polarity
from answering.statements import Polar

QUESTION = "Does the promise cover agencies?"


def yes(text: str) -> Polar:
    """The nearest known question, in quite other words, means yes, and this sentence answers it."""
    return Polar("yes", 0.8, question="Was it always so?", text=text)


def no(text: str) -> Polar:
    """The same for no."""
    return Polar("no", 0.8, question="Was it always so?", text=text)


@pytest.mark.parametrize(
    "question", ["Did Lumenor stop?", "so has Lumenor stopped", "Isn't the pause over?", "And is it in force?"]
)
def test_a_question_of_yes_or_no_is_known_by_how_it_begins(question: str) -> None:
    """Also behind a small word."""
    assert asks_whether(question)


@pytest.mark.parametrize(
    "question", ["When did it stop?", "Will Lumenor stop?", "Is it a pause or a ban?", "Did it stop, and when?", "Why?"]
)
def test_predictions_choices_and_further_parts_are_none(question: str) -> None:
    """No one word answers them."""
    assert not asks_whether(question)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Does the promise cover federal agencies?", "Federal agencies are not covered by the promise."),
        ("Did Lumenor give a reason?", "Lumenor gave no reason on 18 May 2021."),
        ("Has the Senate passed the act?", "The act had not passed the Senate by then."),
    ],
)
def test_a_sentence_that_denies_what_is_asked_means_no(question: str, text: str) -> None:
    """Where the answer to the nearest known question is no as well."""
    assert polarity(question, text, no(text)) == "no"
    assert polarity(question, text, yes(text)) == ""


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Is Lumenor still selling to police?", "Nobody found a pledge by Lumenor to end sales to police."),
        ("Has Lumenor extended its pause?", "No condition that would end Lumenor's extended pause is named."),
        ("Is the promise still in force?", "There is no report that the promise is no longer in force."),
        ("Does the promise cover agencies?", "Lumenor did not say whether the promise covers agencies."),
        ("Did Lumenor not give a reason?", "Lumenor gave no reason on 18 May 2021."),
    ],
)
def test_a_sentence_that_denies_something_else_means_neither(question: str, text: str) -> None:
    """Nor one that leaves it open, nor where the question denies."""
    assert polarity(question, text, no(text)) == polarity(question, text, yes(text)) == ""


def test_a_sentence_that_says_all_that_is_asked_means_yes() -> None:
    """Plainly, with its numbers and names, where the nearest known question says so too."""
    question, said = (
        "Did Lumenor pitch the lamp to the agency in 2018?",
        "Lumenor pitched the lamp to the agency in 2018.",
    )

    assert polarity(question, said, yes(said)) == "yes"
    assert polarity(question, said, no(said)) == ""
    assert polarity(question.replace("2018", "2019"), said, yes(said)) == ""
    assert polarity(question.replace("the lamp", "every lamp"), said, yes(said)) == ""
    supposed = said.replace("pitched", "would have pitched")
    assert polarity(question, supposed, yes(supposed)) == ""


def test_the_same_question_has_the_same_answer() -> None:
    """However the sentence is worded; one that is not near has no say."""
    assert polarity("Did Lumenor stop?", "It did so in May.", Polar("yes", 0.99)) == "yes"
    assert polarity("Did Lumenor stop?", "Lumenor did not stop.", Polar("no", 0.5)) == ""


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Does the pledge reach agencies?", "no"),
        ("Does the pledge reach only agencies?", ""),
        ("Doesn't the pledge reach agencies?", ""),
    ],
)
def test_a_sentence_that_denies_what_was_asked_in_other_words_means_no(asked: str, expected: str) -> None:
    """Unless a word of one question, and not of the other, may turn it."""
    text = "Microvolt's promise leaves out every office of the state, which it does not bind."

    assert polarity(asked, text, Polar("no", 0.8, question=QUESTION, text=text)) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Does the promise cover agencies of the state?", "yes"),
        ("Does the promise cover two agencies?", ""),
        ("Does the promise spare agencies?", ""),
    ],
)
def test_a_question_with_all_words_of_a_known_one_has_its_answer(asked: str, expected: str) -> None:
    """Not one with another number, nor one with a word for a word."""
    text = "Each office of the state is bound by it."

    assert polarity(asked, text, Polar("yes", 0.9, question=QUESTION, text=text)) == expected


def test_a_known_question_says_nothing_when_the_contrary_is_as_near() -> None:
    """Nor when another sentence answers it."""
    text = "Agencies are not covered by the promise."

    assert polarity(QUESTION, text, Polar("no", 0.9, 0.75, QUESTION, text)) == "no"
    assert polarity(QUESTION, text, Polar("no", 0.9, 0.8, QUESTION, text)) == ""
    assert polarity(QUESTION, text, Polar("no", 0.9, 0.75, QUESTION, "Another sentence.")) == ""
