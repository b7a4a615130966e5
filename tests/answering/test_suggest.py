"""Which questions an answer leads to."""

from dataclasses import replace

import pytest

from answering.select import Candidate
from answering.suggest import COUNT, NEAR, suggested
from core.register import Statement
from tests.answering.test_select import PAUSE, scored
from tests.answering.test_statements import HOW_LONG, said
from tests.fakes import lamps


def registered(text: str, *asked: str, score: float = 1.0, like: int = 0) -> Candidate:
    """A statement with its questions; those of one `like` say the same."""
    base = next(one for one in scored(PAUSE, [], said()) if one.statement == HOW_LONG)
    vector = base.vector * 0.0  # type: ignore[operator]
    vector[like] = 1.0
    return replace(
        base, text=text, statement=Statement(text=text, evidence=(), asked=asked), score=score, vector=vector
    )


SAID = registered(HOW_LONG.text, "How long does the pause last?")
NEXT = registered("Lumenor stopped in 2021.", "lamps stopped", "What did Lumenor stop?", like=1)


def test_a_question_whose_answer_was_not_said_comes_next() -> None:
    """In whole words, not as somebody may type it into a search field."""
    assert suggested([SAID, NEXT], [SAID.text]) == ("What did Lumenor stop?",)


def test_the_best_come_first_and_no_more_than_a_few() -> None:
    """A reader chooses at a glance."""
    more = [registered(f"Lumenor says so {n}.", f"What is {n}?", like=n) for n in range(1, 9)]

    assert suggested([SAID, *more], [SAID.text]) == ("What is 1?", "What is 2?", "What is 3?")
    assert COUNT == 3


@pytest.mark.parametrize(
    "other",
    [
        replace(NEXT, vector=SAID.vector),
        replace(NEXT, text="It is not the case that Lumenor stopped."),
        replace(NEXT, score=SAID.score - NEAR - 0.1),
        scored(PAUSE, [lamps()])[0],
    ],
)
def test_what_leads_nowhere_is_not_suggested(other: Candidate) -> None:
    """What was said in other words, what denies, what is far off, and what no register asks."""
    assert suggested([SAID, other], [SAID.text]) == ()


def test_without_an_answer_there_is_nothing_to_go_on_from() -> None:
    """A refusal leads nowhere."""
    assert suggested([SAID, NEXT], []) == ()
