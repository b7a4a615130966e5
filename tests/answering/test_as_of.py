"""A sweep over time: whatever is asked as of a month, nothing of a later day is in the answer."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from bootstrap import LocalDesk
from core.answers import Answer, Ask
from core.register import Cell
from tests.answering.test_commitments import MONTHS

QUESTIONS: list[str] = yaml.safe_load((Path(__file__).parent / "as_of.yaml").read_text(encoding="utf-8"))
ENOUGH = 30
Days = dict[str, date]


def asked(desk: LocalDesk, day: date) -> list[Answer]:
    """The answers of that day; one by one, since a batch's threads would take the processor from one another."""
    return [desk.assistant.invoke(Ask(question, day)) for question in QUESTIONS]


@pytest.fixture(scope="module")
def first_said(shipped: LocalDesk) -> tuple[Days, Days]:
    """The first day on which the register may say a sentence, and on which a table may have a cell."""
    sentences: Days = {}
    cells: Days = {}
    for known in shipped.assistant._registered.now().found:
        day = known.known_from or date.max
        sentences[known.statement.text] = min(day, sentences.get(known.statement.text, date.max))
        if isinstance(known.statement, Cell):
            cells[known.statement.short] = min(day, cells.get(known.statement.short, date.max))
    return sentences, cells


def later_than(day: date, answer: Answer, first_said: tuple[Days, Days]) -> list[str]:
    """What the answer has of a later day: quotes, sentences of the register, cells of the table."""
    sentences, cells = first_said
    rows = answer.table.rows if answer.table else ()
    quotes = [citation.quote for citation in answer.citations if (citation.dateline or date.max) > day]
    registered = [line.text.removeprefix("Yes: ").removeprefix("No: ") for line in answer.sentences]
    return [
        *quotes,
        *(text for text in registered if sentences.get(text, date.min) > day),
        *(row[1].text for row in rows if cells[row[1].text] > day),
    ]


def test_there_are_questions_enough():
    """Thirty at least, no two alike."""
    assert len(set(QUESTIONS)) == len(QUESTIONS) >= ENOUGH


@pytest.mark.parametrize("day", MONTHS, ids=str)
def test_an_answer_as_of_a_month_has_nothing_later(day: date, shipped: LocalDesk, first_said: tuple[Days, Days]):
    """No citation of a later dateline, and nothing that the register knows from a later day."""
    answers = asked(shipped, day)

    assert [(answer.question, late) for answer in answers if (late := later_than(day, answer, first_said))] == []
    assert [answer.question for answer in answers if answer.as_of != day] == []


def test_the_sweep_looks_at_answers(shipped: LocalDesk, first_said: tuple[Days, Days]):
    """Of the first month and of the last, with lines of the register and tables; and it would find what is too late."""
    first, last = asked(shipped, MONTHS[0]), asked(shipped, MONTHS[-1])

    assert sum(answer.status == "answered" for answer in last) > sum(answer.status == "answered" for answer in first)
    assert {line.support for answer in last for line in answer.sentences} == {"quoted", "register"}
    assert any(answer.table for answer in last)
    assert [answer.question for answer in last if answer.sentences and later_than(MONTHS[0], answer, first_said)]
