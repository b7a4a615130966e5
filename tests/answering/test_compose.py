"""What is said of several companies: when a comparison answers, which aspect is asked, and the cells of the table."""

from dataclasses import replace

import pytest

from answering.compose import ALIKE, NEARLY, aspect_asked, aspect_compared, cells, comparison
from answering.select import NAMES, Candidate
from answering.understand import Question, understand
from core.answers import Ask
from core.register import Commitment, Event, Statement
from tests.answering.test_draft import STOPPED
from tests.answering.test_statements import BOTH, DAY, HOW_LONG, LAMPS, OVER, REGISTER, STOPS, cell, said, vector
from tests.answering.test_understand import COMPANIES, FakeLexicon

EACH, ONE = "Compare how long they last", "How long does Lumenor's pause last?"
OPEN = "How long does the pause last?"


def question(text: str) -> Question:
    return understand(Ask(text), FakeLexicon(), 1000)[0]  # type: ignore[arg-type]


def candidate(statement: Statement, score: float = 1.0, *, asked: float = 0.5, company: str = "Lumenor") -> Candidate:
    features = (asked, *[0.0] * (len(NAMES) - 1))
    return Candidate(statement.text, (STOPPED,), features, score, None, statement=statement, company=company)


def test_a_comparison_that_is_best_is_the_answer() -> None:
    """Whatever was asked."""
    best, other = candidate(BOTH), candidate(HOW_LONG, 0.9)

    assert comparison(question(OPEN), [best, other]) == (best, BOTH)
    assert comparison(question(OPEN), [replace(best, statement=HOW_LONG), other]) is None


@pytest.mark.parametrize(
    ("text", "below", "found"),
    [
        (EACH, NEARLY / 2, True),
        ("Which company stopped?", NEARLY / 2, True),
        (EACH, NEARLY * 2, False),
        (OPEN, NEARLY / 2, False),
    ],
)
def test_a_comparison_that_is_nearly_best_goes_first_where_companies_are_compared(
    text: str, below: float, found: bool
) -> None:
    """Or where it is asked which one; else the best answers."""
    general = [candidate(HOW_LONG), candidate(BOTH, 1.0 - below)]

    assert bool(comparison(question(text), general)) is found


@pytest.mark.parametrize(
    ("text", "aspect"),
    [("Which company stopped?", "duration"), ("Which company does Lumenor pay?", None), (ONE, None)],
)
def test_which_company_it_is_comes_with_the_others_beside_it(text: str, aspect: str | None) -> None:
    """Not where the question is about one that it names."""
    assert aspect_compared(question(text), [candidate(HOW_LONG)]) == aspect


@pytest.mark.parametrize(("text", "aspect"), [(EACH, "duration"), (ONE, None)])
def test_the_aspect_of_a_comparison_is_that_of_the_best_cell(text: str, aspect: str | None) -> None:
    """A question about one company asks nothing of several."""
    assert aspect_asked(question(text), [candidate(HOW_LONG)], COMPANIES) == aspect


def test_a_question_that_names_nobody_may_mean_each() -> None:
    """Where cells of several main companies are about as near to it; not one that names somebody."""
    lead = candidate(HOW_LONG)
    near = candidate(OVER, asked=0.5 - ALIKE / 2, company="Brightly")

    assert aspect_asked(question(OPEN), [lead, near], COMPANIES) == "duration"
    assert aspect_asked(question(OPEN), [lead, near], ("Lumenor",)) is None
    assert aspect_asked(question("How long does the pause of Tarn last?"), [lead, near], COMPANIES) is None
    assert (
        aspect_asked(question(OPEN), [lead, candidate(OVER, asked=0.5 - ALIKE * 2, company="Brightly")], COMPANIES)
        is None
    )
    assert aspect_asked(question(OPEN), [lead, candidate(STOPS, company="Brightly")], COMPANIES) is None


def test_without_a_cell_among_the_best_no_aspect_is_asked() -> None:
    """A sentence is of no aspect."""
    quoted = candidate(Statement(text="Lamps.", evidence=()))

    assert aspect_asked(question(EACH), [quoted] * 3 + [candidate(HOW_LONG)], COMPANIES) is None
    assert aspect_asked(question(EACH), [quoted] * 2 + [candidate(HOW_LONG)], COMPANIES) == "duration"


def test_companies_of_which_nothing_is_known_have_no_cell() -> None:
    """Nor had they by the day."""
    ropes = cell("duration", "Brightly's halt lasts a week.", *BOTH.evidence, asked=("How long is the halt?",))
    halt = Commitment("brightly-halt", "Brightly", "Brightly's halt", (Event("announced", DAY, (ropes,)),))
    statements = said(replace(REGISTER, commitments=(LAMPS, halt)))

    now, then = (cells(statements.asked(vector(OPEN), day), COMPANIES, "duration") for day in (None, DAY))

    assert [(company, known.statement) for company, known in now.items()] == [("Lumenor", OVER), ("Brightly", ropes)]
    assert [(company, known.statement) for company, known in then.items()] == [("Lumenor", HOW_LONG)]
