"""The catalogue: what answers, what is kept, and what is forgotten."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from catalogue.catalogue import FILE, Catalogue, open_catalogue
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
