"""The catalogue: what answers, what is kept, and what is forgotten."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import event

from catalogue.backup import back_up
from catalogue.catalogue import Catalogue, open_catalogue
from catalogue.engine import FILE
from core.answers import Answer
from core.articles import NewRevision
from core.errors import DataFolderError
from tests.fakes import LAMPS, lamps, make_live, stored


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    """An empty one."""
    opened = open_catalogue(tmp_path)
    yield opened
    opened.close()


def answer(**changes: object) -> Answer:
    plain = Answer("a_1", "Who stopped?", "Who stopped?", None, "refused", notice="The articles do not say.")
    return replace(plain, **changes)


def test_a_revision_knows_the_file_it_came_from(catalogue: Catalogue) -> None:
    """The live one is asked; nothing is known of one that was added without."""
    assert catalogue.origin_of("lumenor-pause") is None

    for number, origin in enumerate(["/a.md", "/b.md", None], start=1):
        catalogue.add([NewRevision(tuple(stored(lamps(revision=number))), origin)])

        assert catalogue.origin_of("lumenor-pause") == origin


def test_a_revision_replaces_the_one_before(catalogue: Catalogue) -> None:
    """One step: the new passages answer, the old ones are returned and gone."""
    make_live(catalogue, lamps())
    gone = make_live(catalogue, lamps(text="Lumenor resumed sales.", revision=2))

    assert gone == ["lumenor-pause@1#0"]
    assert catalogue.live_ids() == {"lumenor-pause@2#0"}
    assert catalogue.article("lumenor-pause").text == "Lumenor resumed sales."


def test_an_old_revision_still_resolves(catalogue: Catalogue) -> None:
    """A citation of it keeps its words."""
    make_live(catalogue, lamps())
    make_live(catalogue, lamps(text="Lumenor resumed sales.", revision=2))

    old = catalogue.article("lumenor-pause", 1)

    assert old == lamps()
    assert old.text[0:7] == LAMPS[0:7]


def test_revisions_are_numbered_from_one_without_reuse(catalogue: Catalogue) -> None:
    """The first is one."""
    assert catalogue.next_revision("lumenor-pause") == 1

    make_live(catalogue, lamps())

    assert catalogue.next_revision("lumenor-pause") == 2


def test_a_passage_comes_back_as_it_was_stored(catalogue: Catalogue) -> None:
    """Spans, words and vectors alike."""
    given = stored(lamps())[0]
    make_live(catalogue, lamps())

    (found,) = catalogue.passages([given.passage.id]).values()

    assert (found.passage, found.article, found.text) == (given.passage, given.article, LAMPS)
    assert np.array_equal(found.vector, given.vector)
    assert np.array_equal(found.sentence_vectors, given.sentence_vectors)


@pytest.mark.parametrize(("as_of", "found"), [("2021-03-03", False), ("2021-03-04", True), ("2030-01-01", True)])
def test_passages_are_filtered_by_the_dateline(catalogue: Catalogue, as_of: str, found: bool) -> None:
    """The dateline itself counts as known."""
    make_live(catalogue, lamps(published=date(2026, 11, 23)))

    passages = catalogue.passages(["lumenor-pause@1#0"], date.fromisoformat(as_of))

    assert bool(passages) is found


def test_passages_come_in_the_order_asked_whether_read_before_or_not(catalogue: Catalogue) -> None:
    """What is kept in memory changes nothing; what is gone is left out."""
    for name in ("a", "b", "c"):
        make_live(catalogue, lamps(id=name))
    ids = ["c@1#0", "gone@1#0", "a@1#0", "b@1#0"]
    catalogue.passages(["a@1#0", "b@1#0"])
    catalogue.remove("b")

    assert list(catalogue.passages(ids)) == ["c@1#0", "a@1#0"]


def test_nothing_that_is_looked_up_reads_every_live_revision(catalogue: Catalogue) -> None:
    """The index of states holds nearly all of them for one state: no look-up goes by way of it."""
    make_live(catalogue, lamps())
    asked: list[tuple[str, tuple[object, ...]]] = []
    event.listen(catalogue._engine, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
    for _ in range(2):
        catalogue.passages(["lumenor-pause@1#0"])
    list(catalogue.index_rows(["lumenor-pause@1#0"]))
    catalogue.passages_of("lumenor-pause")
    catalogue.article("lumenor-pause")
    catalogue.hash_of("lumenor-pause")
    make_live(catalogue, lamps(revision=2))
    seen = [one for one in asked if "live" in one[1]]

    with catalogue._engine.connect() as connection:
        plans = [str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given).all()) for sql, given in seen]
    assert len(plans) > 6
    assert not [plan for plan in plans if "ix_revisions_state" in plan or "SCAN" in plan]


def test_an_article_without_dateline_answers_only_without_as_of(catalogue: Catalogue) -> None:
    """Nobody knows whether it was known by then."""
    make_live(catalogue, lamps(dateline=None))

    assert catalogue.passages(["lumenor-pause@1#0"])
    assert not catalogue.passages(["lumenor-pause@1#0"], date(2030, 1, 1))


def test_articles_come_newest_dateline_first(catalogue: Catalogue) -> None:
    """Undated ones come last."""
    for name, day in (("old", date(2020, 1, 1)), ("undated", None), ("new", date(2022, 1, 1))):
        make_live(catalogue, lamps(id=name, dateline=day))

    assert [article.id for article in catalogue.articles()] == ["new", "old", "undated"]


def test_version_grows_when_what_may_answer_changes(catalogue: Catalogue) -> None:
    """Adding and removing count."""
    before = catalogue.version()
    make_live(catalogue, lamps())
    live = catalogue.version()
    catalogue.remove("lumenor-pause")
    removed = catalogue.version()

    assert before < live < removed


def test_remove_takes_all_revisions_and_returns_the_passages(catalogue: Catalogue) -> None:
    """Nothing of the article stays."""
    make_live(catalogue, lamps())
    make_live(catalogue, lamps(text="Second.", revision=2))

    gone = catalogue.remove("lumenor-pause")

    assert gone == ["lumenor-pause@2#0"]
    assert catalogue.article("lumenor-pause", 1) is None
    assert catalogue.live_ids() == set()


def test_an_article_that_comes_back_gets_a_new_revision(catalogue: Catalogue) -> None:
    """What cites the removed one never shows other words."""
    make_live(catalogue, lamps())
    assert catalogue.passages(["lumenor-pause@1#0"])
    catalogue.remove("lumenor-pause")

    revision = catalogue.next_revision("lumenor-pause")
    make_live(catalogue, lamps(text="Other words.", revision=revision))

    assert revision == 2
    assert catalogue.article("lumenor-pause", 1) is None
    assert catalogue.passages(["lumenor-pause@1#0"]) == {}


def test_companies_are_ranked_by_how_many_articles_name_them(catalogue: Catalogue) -> None:
    """Only live articles count."""
    make_live(catalogue, lamps(id="a", companies=("Brightly", "Lumenor")))
    make_live(catalogue, lamps(id="b", companies=("Lumenor",)))
    make_live(catalogue, lamps(id="c", companies=("Gone",)))
    catalogue.remove("c")

    assert catalogue.companies() == ["Lumenor", "Brightly"]


VECTORS = np.arange(6, dtype=np.float32).reshape(2, 3)


def test_a_register_comes_back_as_it_was_kept(catalogue: Catalogue) -> None:
    """Its words and its vectors; one for each folder, in the order of their names."""
    catalogue.put_register("/b", "2", b'{"two": 2}', VECTORS + 1)
    catalogue.put_register("/a", "1", b'{"one": 1}', VECTORS)

    found = catalogue.registers()

    assert [body for body, _ in found] == [b'{"one": 1}', b'{"two": 2}']
    assert np.array_equal(found[0][1].reshape(2, 3), VECTORS)
    assert found[0][1].dtype == np.float32
    assert [catalogue.register_digest(origin) for origin in ("/a", "/b", "/c")] == ["1", "2", None]


def test_a_register_takes_the_place_of_the_one_before(catalogue: Catalogue) -> None:
    """Of its folder only; without a digest it goes. Each changes what may answer."""
    catalogue.put_register("/b", "2", b"{}", VECTORS)
    versions = [catalogue.version()]

    for digest, body, left in (("1", b"old", 2), ("3", b"new", 2), ("", b"none", 1)):
        catalogue.put_register("/a", digest, body, VECTORS)
        versions.append(catalogue.version())
        assert (len(catalogue.registers()), catalogue.register_digest("/a")) == (left, digest or None)
        assert left == 1 or catalogue.registers()[0][0] == body

    assert versions == sorted(set(versions))


def test_a_register_may_have_no_vectors(catalogue: Catalogue) -> None:
    """One that names companies only."""
    catalogue.put_register("/a", "1", b"{}", np.zeros((0,), dtype=np.float32))

    ((_, vectors),) = catalogue.registers()

    assert vectors.size == 0


@pytest.mark.parametrize("column", ["body", "vectors"])
def test_a_damaged_register_is_found(catalogue: Catalogue, tmp_path: Path, column: str) -> None:
    """By its checksum; it is named, and what to do is said."""
    catalogue.put_register("/a", "1", b"{}", VECTORS)
    with closing(sqlite3.connect(tmp_path / FILE)) as connection, connection:
        connection.execute(f"UPDATE registers SET {column} = zeroblob(length({column}))")

    with pytest.raises(DataFolderError, match=r"^The register of /a is damaged in the catalogue; restore the folder"):
        catalogue.registers()


def test_a_backup_holds_the_registers(catalogue: Catalogue, tmp_path: Path) -> None:
    """It is a catalogue with all its tables; a restored one needs no ingest for them."""
    catalogue.put_register("/a", "1", b"{}", VECTORS)
    (tmp_path / "other").mkdir()

    back_up(tmp_path, tmp_path / "other" / FILE)
    copy = open_catalogue(tmp_path / "other")
    ((body, vectors),) = copy.registers()
    copy.close()

    assert (body, vectors.tolist()) == (b"{}", VECTORS.ravel().tolist())


def test_live_articles_are_found_by_their_ids(catalogue: Catalogue) -> None:
    """The live revision of each; none for what was removed or never there."""
    for article in (lamps(), lamps(revision=2, text="Second."), lamps(id="gone"), lamps(id="other")):
        make_live(catalogue, article)
    catalogue.remove("gone")

    found = catalogue.live({"lumenor-pause", "gone", "never"})

    assert {key: article.text for key, article in found.items()} == {"lumenor-pause": "Second."}
    assert catalogue.live([]) == {}


def test_a_logged_question_keeps_no_contacts(catalogue: Catalogue) -> None:
    """Neither the question nor its resolved form, nor the trace."""
    asked = "I am ann@example.org, +44 20 7946 0958: who stopped?"
    given = answer(question=asked, standalone_question=asked, trace={"prompt": asked})

    catalogue.log_answer(given)

    logged = catalogue.logged("a_1")
    assert logged["question"] == logged["standalone_question"] == "I am [removed], [removed]: who stopped?"
    assert "ann@example.org" not in str(logged)


def test_no_part_of_a_logged_answer_keeps_contacts(catalogue: Catalogue) -> None:
    """A refusal that repeats the question's words repeats no address."""
    asked = "Mail ann@example.org?"
    given = answer(question=asked, standalone_question=asked, notice=f"The articles do not mention {asked}")

    catalogue.log_answer(given)

    assert "ann@example.org" not in str(catalogue.logged("a_1"))


def test_only_the_log_of_questions_does_not_wait_for_the_disk(catalogue: Catalogue) -> None:
    """After it a transaction is as safe as before: SQLite calls that level 2."""
    catalogue.log_answer(answer())

    with catalogue._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_an_answer_that_cannot_be_logged_leaves_no_half_transaction(catalogue: Catalogue) -> None:
    """The same answer twice is refused, and what comes next is written."""
    catalogue.log_answer(answer())
    with pytest.raises(Exception, match="UNIQUE"):
        catalogue.log_answer(answer())

    catalogue.log_answer(answer(id="a_2"))

    assert catalogue.logged("a_2")
    with catalogue._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_questions_are_deleted_after_their_days(catalogue: Catalogue) -> None:
    """Ninety days by default; a younger one stays."""
    catalogue.log_answer(answer())
    now = datetime.now(UTC)

    assert catalogue.forget_questions(now + timedelta(days=89)) == 0
    assert catalogue.logged("a_1")
    assert catalogue.forget_questions(now + timedelta(days=91)) == 1
    assert catalogue.logged("a_1") is None


def test_a_note_replaces_the_one_before(catalogue: Catalogue) -> None:
    """One value a name."""
    catalogue.note("made_with", "one")
    catalogue.note("made_with", "two")

    assert catalogue.noted("made_with") == "two"
    assert catalogue.noted("other") is None


def test_what_is_stored_is_there_after_reopening(tmp_path: Path) -> None:
    """The file is the truth, not the process."""
    first = open_catalogue(tmp_path)
    make_live(first, lamps())
    first.close()

    second = open_catalogue(tmp_path)
    found = second.article("lumenor-pause")
    second.close()

    assert found == lamps()
    assert second.version() == first.version() > 0


def test_what_is_stored_does_not_hang_on_the_log(tmp_path: Path) -> None:
    """A log that is lost or damaged after a crash takes no article with it, and brings none back."""
    for name in ("first", "copy"):
        (tmp_path / name).mkdir()
    opened = open_catalogue(tmp_path / "first")
    make_live(opened, lamps())
    make_live(opened, lamps(id="gone"))
    opened.remove("gone")
    shutil.copy(tmp_path / "first" / FILE, tmp_path / "copy" / FILE)  # as a killed process leaves it, without its log
    opened.close()

    copy = open_catalogue(tmp_path / "copy")
    found = copy.articles()
    copy.close()

    assert found == [lamps()]


def test_a_file_that_is_no_catalogue_is_refused_in_one_sentence(tmp_path: Path) -> None:
    """Damage is an error that says what to change."""
    (tmp_path / "catalogue.sqlite").write_bytes(b"not a database, but long enough to be looked at" * 100)

    with pytest.raises(DataFolderError, match="choose another --data"):
        open_catalogue(tmp_path)
