"""What visitors say of answers, as the catalogue keeps it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from catalogue.catalogue import Catalogue, open_catalogue
from catalogue.engine import FILE
from core.errors import InputError
from core.feedback import REASONS, Feedback
from tests.fakes import lamps, make_live
from tests.web.fakes import answer_of


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    """With one answer that was given."""
    opened = open_catalogue(tmp_path)
    opened.log_answer(answer_of())
    yield opened
    opened.close()


def test_the_latest_verdict_counts(catalogue: Catalogue) -> None:
    """A visitor who thinks again is not counted twice."""
    kept = [catalogue.give_feedback(one) for one in (Feedback("a_1", "up"), Feedback("a_1", "down", "wrong"))]

    assert kept == [True, True]
    assert catalogue.feedback("a_1") == Feedback("a_1", "down", "wrong")


def test_nothing_is_kept_of_an_answer_that_was_not_given(catalogue: Catalogue) -> None:
    """Whatever a visitor makes up fills no table."""
    assert catalogue.give_feedback(Feedback("a_2", "up")) is False
    assert catalogue.feedback("a_2") is None


def test_only_answer_time_verdict_and_reason_are_kept(catalogue: Catalogue, tmp_path: Path) -> None:
    """Nothing personal, since there is no place for it."""
    catalogue.give_feedback(Feedback("a_1", "down", "other"))

    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        found = connection.execute("SELECT * FROM feedback")
        assert [column[0] for column in found.description] == ["answer_id", "given_at", "verdict", "reason"]
        ((_, given_at, *_),) = found.fetchall()
    assert abs(datetime.fromisoformat(given_at).replace(tzinfo=UTC) - datetime.now(UTC)) < timedelta(minutes=1)


def test_feedback_goes_with_its_question(catalogue: Catalogue) -> None:
    """When its days are over."""
    catalogue.give_feedback(Feedback("a_1", "up"))

    catalogue.forget_questions(datetime.now(UTC) + timedelta(days=91))

    assert catalogue.feedback("a_1") is None


@pytest.mark.parametrize(("verdict", "reason"), [("sideways", None), ("", None), ("down", "ugly"), ("up", "")])
def test_what_is_no_verdict_or_reason_is_refused(verdict: str, reason: str | None) -> None:
    """In a sentence."""
    with pytest.raises(InputError):
        Feedback("a_1", verdict, reason)


def test_every_reason_of_the_page_is_taken() -> None:
    """They are the same list."""
    assert [Feedback("a_1", "down", reason).reason for reason in REASONS] == list(REASONS)


def test_state_is_of_what_the_live_articles_say(catalogue: Catalogue) -> None:
    """A question changes nothing, a revision does, and the same words again are the same state."""
    make_live(catalogue, lamps())
    first = catalogue.state()
    catalogue.log_answer(answer_of(id="a_3"))
    unchanged = catalogue.state()
    make_live(catalogue, lamps(text="Lamps are out.", revision=2))
    revised = catalogue.state()
    make_live(catalogue, lamps(revision=3))

    assert first == unchanged == catalogue.state() != revised
