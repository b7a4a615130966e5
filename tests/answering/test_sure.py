"""When the articles are taken to answer a question."""

from dataclasses import replace

import pytest

from answering.select import NAMES, Candidate
from answering.statements import Statements
from answering.sure import ENOUGH, LONGEST, LOOKED_AT, sureness
from answering.understand import Question, understand
from core.answers import Ask
from tests.answering.test_draft import STOPPED
from tests.answering.test_statements import REGISTER, said, vector
from tests.answering.test_understand import FakeLexicon

NOTHING = Statements([], {})


def question(text: str = "How long does the pause last?") -> Question:
    return understand(Ask(text), FakeLexicon(), 1000)[0]  # type: ignore[arg-type]


def candidate(is_covered: bool = True, **features: float) -> Candidate:
    values = tuple(features.get(name, 0.0) for name in NAMES)
    return Candidate(STOPPED.quote, (STOPPED,), values, 1.0, None, is_covered=is_covered)


GOOD = {"passage": 0.8, "similarity": 0.8, "asked_coverage": 1.0}


def sure(asked: str, *found: Candidate, statements: Statements | None = None, of: Question | None = None) -> float:
    return sureness(of or question(asked), found, (statements or said()).asked(vector(asked)))


def test_nothing_found_is_no_answer() -> None:
    """However near a known question is."""
    assert sure("How long does the pause last?") == 0


def test_a_question_that_is_known_to_be_answered_is() -> None:
    """And one that is known to be left open is not, whatever words it shares."""
    assert sure("How long does the pause last?", candidate(**GOOD)) > 0.9
    assert sure(REGISTER.unanswered[0], candidate(**GOOD)) < ENOUGH


@pytest.mark.parametrize("is_covered", [True, False])
def test_a_name_that_no_article_has_makes_it_less_sure(is_covered: bool) -> None:
    """With a register and without one."""
    asked = "How long does the pause last?"
    found = candidate(is_covered, **GOOD)

    assert sure(asked, found, of=replace(question(asked), unknown=("Palanto",))) < sure(asked, found)


def test_without_a_register_it_goes_by_what_is_near() -> None:
    """A passage and a sentence."""
    near, far = candidate(False, **GOOD), candidate(False, passage=0.1, similarity=0.1)

    assert sure("Who pays?", near, statements=NOTHING) > 0.9
    assert sure("Who pays?", far, statements=NOTHING) < ENOUGH


def test_articles_that_no_register_covers_are_judged_without_it() -> None:
    """Even if there is one for others."""
    found = candidate(False, **GOOD)

    assert sure("How long does the pause last?", found) == sure(
        "How long does the pause last?", found, statements=NOTHING
    )


def test_what_is_known_to_be_left_open_is_not_answered_by_other_articles() -> None:
    """Of which nothing is known."""
    assert sure(REGISTER.unanswered[0], candidate(False, **GOOD)) < ENOUGH


def test_only_the_best_candidates_count() -> None:
    """What comes far down is not what is said."""
    far = [candidate(False)] * LOOKED_AT

    assert sure("Who pays?", *far, candidate(False, **GOOD), statements=NOTHING) < ENOUGH
    assert sure("Who pays?", *far[1:], candidate(False, **GOOD), statements=NOTHING) > 0.9


def test_sureness_is_a_share() -> None:
    """Whatever the figures."""
    huge, poor = candidate(False, passage=1e6), candidate(False, passage=-1e6)

    assert 0 <= sure("Who pays?", poor, statements=NOTHING) < sure("Who pays?", huge, statements=NOTHING) <= 1


def test_a_long_question_may_be_farther_from_those_that_are_known() -> None:
    """Up to a length from which on it does not matter."""
    found, short = candidate(**GOOD), "Who pays?"
    words = [
        sure(short, found, of=replace(question(short), standalone="who " * count)) for count in (2, 12, LONGEST, 99)
    ]

    assert words[0] < words[1] < words[2] == words[3]
