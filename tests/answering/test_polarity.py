"""Whether a sentence means yes or no to a question."""

import pytest

from answering.polarity import asks_whether, polarity
from answering.statements import Polar

YES, NO = Polar("yes", 0.8), Polar("no", 0.8)


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
    assert polarity(question, text, NO) == "no"
    assert polarity(question, text, YES) == ""


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
    assert polarity(question, text, NO) == polarity(question, text, YES) == ""


def test_a_sentence_that_says_all_that_is_asked_means_yes() -> None:
    """Plainly, with its numbers and names, where the nearest known question says so too."""
    question, said = (
        "Did Lumenor pitch the lamp to the agency in 2018?",
        "Lumenor pitched the lamp to the agency in 2018.",
    )

    assert polarity(question, said, YES) == "yes"
    assert polarity(question, said, NO) == ""
    assert polarity(question.replace("2018", "2019"), said, YES) == ""
    assert polarity(question, "Lumenor would have pitched the lamp to the agency in 2018.", YES) == ""
    assert polarity(question.replace("the lamp", "every lamp"), said, YES) == ""


def test_the_same_question_has_the_same_answer() -> None:
    """However the sentence is worded; one that is not near has no say."""
    assert polarity("Did Lumenor stop?", "It did so in May.", Polar("yes", 0.99)) == "yes"
    assert polarity("Did Lumenor stop?", "Lumenor did not stop.", Polar("no", 0.5)) == ""
