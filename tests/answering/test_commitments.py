"""The table of commitments: what each cell says as of a day, and that nothing later is in it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from answering.commitments import CommitmentRegister
from answering.statements import Statements
from core.articles import Article
from core.commitments import COLUMNS, TABLE, CitedCell, CommitmentRow, CommitmentTable
from core.register import Commitment, Event, Register
from core.settings import ROOT
from evidence.register import read_register
from ingest.load import article_files, load
from tests.answering.test_statements import (
    AGAIN,
    DAY,
    HOW_LONG,
    LATER_DAY,
    OVER,
    PAUSED,
    REGISTER,
    STOPPED,
    STOPS,
    cell,
    said,
)
from tests.core.test_answers import CITATION_KEYS
from tests.fakes import FakeEmbedder

MONTHS = [date(2020 + month // 12, month % 12 + 1, 1) - timedelta(days=1) for month in range(5, 55)]
"""The last days of the months from May 2020 to June 2024."""


def table_of(statements: Statements, as_of: date | None = None) -> CommitmentTable:
    registered: Any = SimpleNamespace(now=lambda: statements)
    return CommitmentRegister(registered).commitments(as_of)


def of_events(*events: Event, as_of: date | None = None) -> CommitmentRow:
    """The row of one commitment with these events."""
    register = Register(commitments=(Commitment("lumenor-lamps", "Lumenor", "Lumenor's pause", events),))
    return table_of(said(register), as_of).rows[0]


def shorts(row: CommitmentRow) -> dict[str, str]:
    return {aspect: found.short for aspect, found in row.cells.items()}


def test_a_row_has_a_cell_for_each_column_of_which_something_is_known() -> None:
    """Each commitment is a row, in the order of the register."""
    rows = table_of(said()).rows

    assert [(row.id, row.company) for row in rows] == [("lumenor-lamps", "Lumenor"), ("lumenor-chains", "Lumenor")]
    assert shorts(rows[0]) == {"what": STOPS.short, "duration": OVER.short}


def test_a_cell_says_what_the_last_event_known_by_the_day_says() -> None:
    """Before the pause was over, it was open-ended."""
    row = table_of(said(), DAY).rows[0]

    assert shorts(row)["duration"] == HOW_LONG.short
    assert [(event.kind, event.known_from) for event in row.events] == [("announced", DAY)]


def test_before_the_first_article_there_are_no_rows() -> None:
    """And nothing to cite."""
    table = table_of(said(), DAY - timedelta(days=1))

    assert (table.rows, table.citations, table.newest_evidence) == ((), (), None)


def test_without_register_there_are_no_rows() -> None:
    """As in somebody else's corpus."""
    assert table_of(said(Register())).rows == ()


def test_what_is_disputed_is_not_what_is_promised() -> None:
    """The dispute is among the events, and the column keeps the promise."""
    dispute = cell("what", "A rival called it a trick.", AGAIN)

    row = of_events(Event("announced", DAY, (STOPS,)), Event("disputed", LATER_DAY, (dispute,)))

    assert shorts(row) == {"what": STOPS.short}
    assert [event.kind for event in row.events] == ["announced", "disputed"]


def test_what_is_changed_is_what_it_came_to() -> None:
    """From the day that the change is known."""
    resumes = cell("what", "Lumenor sells lamps.", AGAIN)
    events = Event("announced", DAY, (STOPS,)), Event("reversed", LATER_DAY, (resumes,))

    assert shorts(of_events(*events)) == {"what": resumes.short}
    assert shorts(of_events(*events, as_of=DAY)) == {"what": STOPS.short}


def test_of_two_announcements_of_a_day_the_fuller_one_counts() -> None:
    """The other one is an aside."""
    aside = cell("what", "Lumenor spoke of lighthouses.", STOPPED)

    row = of_events(Event("announced", DAY, (aside,)), Event("announced", DAY, (STOPS, HOW_LONG)))

    assert shorts(row)["what"] == STOPS.short


def test_what_was_only_explained_is_what_was_said_first() -> None:
    """Where nothing was announced."""
    aside = cell("what", "Lumenor had lost little.", AGAIN)

    row = of_events(Event("clarified", DAY, (STOPS,)), Event("clarified", LATER_DAY, (aside,)))

    assert shorts(row)["what"] == STOPS.short


def test_an_article_without_dateline_is_known_on_no_day() -> None:
    """It counts only where no day is asked for."""
    undated = said(**{"lumenor-pause": replace(PAUSED, dateline=None), "resumed": None})

    assert table_of(undated, LATER_DAY).rows == ()
    assert table_of(undated).rows[0].events[0].known_from is None


def test_citations_of_cells_come_first() -> None:
    """So that what is printed is numbered from 1 without gaps."""
    disputed = cell("what", "Lumenor was praised.", AGAIN)
    register = replace(
        REGISTER,
        commitments=(
            Commitment(
                "a", "Lumenor", "its pause", (Event("announced", DAY, (STOPS,)), Event("disputed", DAY, (disputed,)))
            ),
            Commitment("b", "Lumenor", "its halt", (Event("announced", DAY, (HOW_LONG,)),)),
        ),
    )

    table = table_of(said(register))

    assert [one.number for one in table.citations] == [1, 2, 3]
    assert [one.quote for one in table.cited_by_cells] == [STOPPED.words, HOW_LONG.evidence[0].words]


def test_json_has_the_agreed_keys_and_can_be_read_back() -> None:
    """Those of the README, the citations as in an answer."""
    table = table_of(said(), DAY)

    body = table.to_json()

    assert list(body) == ["as_of", "newest_evidence", "rows", "citations"]
    assert (body["as_of"], body["newest_evidence"]) == (DAY.isoformat(), DAY.isoformat())
    assert list(body["citations"][0]) == CITATION_KEYS
    assert body["rows"][0].keys() == {"id", "company", "called", "cells", "events"}
    assert body["rows"][0]["events"][0].keys() == {"kind", "date", "known_from", "says"}
    assert body["rows"][0]["cells"]["duration"].keys() == {
        "aspect",
        "short",
        "text",
        "lasts",
        "known_from",
        "citations",
        "asked",
    }
    assert TABLE.validate_python(body) == table


@pytest.fixture(scope="module")
def shipped_articles() -> dict[str, Article]:
    """All by id."""
    loaded = (load(path, name).article for path, name in article_files([ROOT / "articles"]))
    return {article.id: article for article in loaded}


@pytest.fixture(scope="module")
def shipped_register(shipped_articles: dict[str, Article]) -> Statements:
    """The shipped register with vectors that mean nothing: the table needs none."""
    articles = shipped_articles
    register = read_register(ROOT / "articles", lambda name: articles[name].text if name in articles else None)
    return Statements([(register, FakeEmbedder().embed(register.embedded()).ravel())], articles)


def all_cells(table: CommitmentTable) -> Iterator[CitedCell]:
    for row in table.rows:
        yield from row.cells.values()
        for event in row.events:
            yield from event.says


@pytest.mark.parametrize("day", MONTHS, ids=str)
def test_nothing_later_is_in_the_table_of_a_month(shipped_register: Statements, day: date) -> None:
    """No event, no cell and no citation."""
    table = table_of(shipped_register, day)

    known = [event.known_from for row in table.rows for event in row.events]
    known += [found.known_from for found in all_cells(table)]
    known += [citation.dateline for citation in table.citations]
    assert table.rows and all(day_known and day_known <= day for day_known in known)


@pytest.mark.parametrize("day", [None, date(2020, 6, 30), date(2024, 6, 30)], ids=str)
def test_every_cell_is_cited_and_every_quote_stands_at_its_span(
    shipped_register: Statements, shipped_articles: dict[str, Article], day: date | None
) -> None:
    """And each number is that of a citation."""
    table = table_of(shipped_register, day)

    numbers = {citation.number for citation in table.citations}
    assert all(found.citations and set(found.citations) <= numbers for found in all_cells(table))
    for citation in table.citations:
        assert shipped_articles[citation.article_id].text[citation.start : citation.end] == citation.quote


def test_the_whole_table_has_every_commitment_and_every_event(shipped_register: Statements) -> None:
    """And what it is about in each row."""
    table = table_of(shipped_register)

    registered = shipped_register.registers[0].commitments
    assert [(row.id, len(row.events)) for row in table.rows] == [(one.id, len(one.events)) for one in registered]
    assert [row.id for row in table.rows if "what" not in row.cells or row.cells.keys() - COLUMNS.keys()] == []


def test_an_article_that_was_removed_takes_its_cells_along() -> None:
    """What rests on it is known no more."""
    assert table_of(said(resumed=None)).rows[0].cells["duration"].short == HOW_LONG.short
