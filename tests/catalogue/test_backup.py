"""Backup and restore: nothing is lost, nothing damaged comes back, and nothing is embedded again."""

import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from catalogue.backup import DIGEST, Backup, back_up, verify
from catalogue.catalogue import Catalogue, open_catalogue
from catalogue.engine import FILE
from catalogue.restore import put_back
from core.answers import Answer, Ask
from core.errors import DataFolderError, FolderBusy, InputError
from tests.fakes import Desk, FakeEmbedder, lamps, make_live
from vectorstore.indexes import discard

ASKED = Answer("a_1", "Who stopped?", "Who stopped?", None, "refused", notice="The articles do not say.")
Opener = Callable[..., Desk]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two live articles, one of them revised, and a logged question."""
    made = tmp_path / "data"
    made.mkdir()
    catalogue = open_catalogue(made)
    for article in (lamps(), lamps(revision=2), lamps(id="ropes", text="Brightly sells ropes.")):
        make_live(catalogue, article)
    catalogue.log_answer(ASKED)
    catalogue.close()
    return made


def restore(file: Path, folder: Path, *, replace: bool = False) -> Path | None:
    """As `bootstrap` does it."""
    verify(file)
    folder.mkdir(exist_ok=True)
    return put_back(file, folder, replace=replace, discard_indexes=lambda: discard(folder))


def rows(file: Path) -> list[str]:
    """Everything in a file, but for the note that only a backup has."""
    with closing(sqlite3.connect(file)) as connection:
        return [line for line in connection.iterdump() if DIGEST not in line]


def change(file: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement, values)


def test_a_backup_holds_everything(folder: Path, tmp_path: Path) -> None:
    """In one file that needs no other beside it, for this user alone: it has the logged questions."""
    file = tmp_path / "copy.sqlite"

    held = back_up(folder, file)

    assert held == Backup(articles=2, passages=2, size=file.stat().st_size) == verify(file)
    assert rows(file) == rows(folder / FILE)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {path.name for path in tmp_path.iterdir()} == {"data", "copy.sqlite"}


def test_a_restored_folder_answers_like_before(desk: Opener, tmp_path: Path) -> None:
    """And embeds nothing but the question."""
    before = desk()
    list(before.ingester.add([lamps(), lamps(id="ropes", text="Brightly sells ropes to harbours.")]))
    ask = Ask("Who stopped selling lamps to lighthouses?")
    answer = before.local().ask([ask])[0]
    back_up(tmp_path / "data", tmp_path / "copy.sqlite")

    restore(tmp_path / "copy.sqlite", tmp_path / "other")
    after = desk(tmp_path / "other", FakeEmbedder())

    assert after.embedder.embedded == []
    assert after.indexes.ids() == before.catalogue.live_ids()
    again = after.local().ask([ask])[0]
    assert (again.status, again.text, again.citations) == ("answered", answer.text, answer.citations)
    assert after.catalogue.logged(answer.id) == before.catalogue.logged(answer.id)
    assert after.catalogue.noted(DIGEST) is None


def test_the_indexes_of_before_are_not_kept(desk: Opener, tmp_path: Path) -> None:
    """Their passages may have the same ids and other words."""
    here, there = desk(tmp_path / "here"), desk(tmp_path / "there")
    list(here.ingester.add([lamps(id="x", text="Lamps are lit at dusk.")]))
    list(there.ingester.add([lamps(id="x", text="Ropes are sold by the yard.")]))
    back_up(tmp_path / "here", tmp_path / "copy.sqlite")
    there.close()

    restore(tmp_path / "copy.sqlite", tmp_path / "there", replace=True)
    after = desk(tmp_path / "there")

    assert [found for found, _ in after.indexes.by_words("lamps", 5)] == ["x@1#0"]
    assert after.indexes.by_words("ropes", 5) == []
    ((found, similarity),) = after.indexes.by_meaning(after.catalogue.passages(["x@1#0"])["x@1#0"].vector, 5)
    assert (found, round(similarity, 4)) == ("x@1#0", 1.0)


def test_a_backup_while_another_thread_writes_is_of_one_moment(tmp_path: Path) -> None:
    """It has the first so many articles, whole, and every later one has at least as many."""
    catalogue = open_catalogue(tmp_path)
    catalogue.note("large", "x" * 5_000_000)  # so that a backup takes longer than an article
    done = threading.Event()
    writer = threading.Thread(target=write_until, args=(catalogue, done))
    writer.start()
    try:
        copies = [back_up(tmp_path, tmp_path / f"{number}.sqlite") for number in range(2)]
    finally:
        done.set()
        writer.join()
    catalogue.close()

    assert copies[0].articles < copies[-1].articles
    for number, copy in enumerate(copies):
        restore(tmp_path / f"{number}.sqlite", tmp_path / str(number))
        restored = open_catalogue(tmp_path / str(number))
        names = sorted(article.id for article in restored.articles())
        assert names == [f"a{n:04}" for n in range(len(names))]
        assert len(names) == copy.articles
        assert all(len(restored.passages_of(name)) == 1 for name in names)
        restored.close()


def write_until(catalogue: Catalogue, done: threading.Event) -> None:
    number = 0
    while not done.is_set():
        make_live(catalogue, lamps(id=f"a{number:04}"))
        number += 1


def test_what_a_crash_left_in_the_log_is_in_the_backup(tmp_path: Path) -> None:
    """The folder of a killed process, which nobody has opened since."""
    running = open_catalogue(tmp_path)
    make_live(running, lamps())
    (tmp_path / "killed").mkdir()
    for name in (FILE, f"{FILE}-wal"):
        shutil.copyfile(tmp_path / name, tmp_path / "killed" / name)
    running.close()

    assert back_up(tmp_path / "killed", tmp_path / "copy.sqlite").articles == 1


def test_a_backup_never_overwrites(folder: Path, tmp_path: Path) -> None:
    """Whatever is there."""
    (tmp_path / "copy.sqlite").write_text("mine", encoding="utf-8")

    for there in (tmp_path / "copy.sqlite", tmp_path):
        with pytest.raises(InputError, match="is there already; choose another file, or delete it first"):
            back_up(folder, there)

    assert (tmp_path / "copy.sqlite").read_text(encoding="utf-8") == "mine"


def test_a_backup_that_cannot_be_written_is_refused(folder: Path, tmp_path: Path) -> None:
    """Its folder must be there."""
    with pytest.raises(InputError, match=r"cannot be written \(no such file or directory\); choose another file"):
        back_up(folder, tmp_path / "missing" / "copy.sqlite")


def test_a_folder_without_a_catalogue_is_not_backed_up(tmp_path: Path) -> None:
    """Nor is a catalogue made there."""
    with pytest.raises(DataFolderError, match="There is no catalogue in"):
        back_up(tmp_path, tmp_path / "copy.sqlite")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("vector", "why"),
    [
        (np.full(32, 9, dtype="<f4").tobytes(), "its vectors do not find themselves"),
        (np.full(32, np.nan, dtype="<f4").tobytes(), "its vectors do not find themselves"),
        (b"short", "buffer size"),
    ],
)
def test_a_damaged_catalogue_gives_no_backup(folder: Path, tmp_path: Path, vector: bytes, why: str) -> None:
    """One would sooner hear of it now than on the day it is needed."""
    change(folder / FILE, "UPDATE passages SET vector = ? WHERE article_id = 'ropes'", vector)

    with pytest.raises(DataFolderError, match=rf"cannot be backed up \({why}"):
        back_up(folder, tmp_path / "copy.sqlite")

    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def overwrite(file: Path, start: int, body: bytes) -> None:
    with file.open("r+b") as opened:
        opened.seek(start)
        opened.write(body)


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "not there": (lambda file: file.unlink(), "unable to open database file"),
    "empty": (lambda file: file.write_bytes(b""), "it holds no catalogue"),
    "text": (lambda file: file.write_text("A story.\n" * 200), "file is not a database"),
    "cut off": (lambda file: file.write_bytes(file.read_bytes()[:9000]), "malformed|Tree|page|disk image"),
    "zeroed pages": (lambda file: overwrite(file, 4096, bytes(8192)), "malformed|Tree|page|disk image"),
    "another word": (
        lambda file: file.write_bytes(file.read_bytes().replace(b"sells ropes", b"sells soaps")),
        "its rows are not those that were backed up",
    ),
    "a row less": (lambda file: change(file, "DELETE FROM questions"), "its rows are not those that were backed up"),
    "another program's": (
        lambda file: (file.unlink(), change(file, "CREATE TABLE cookies (name TEXT)")),
        "was made by another version",
    ),
    "a newer program's": (
        lambda file: change(file, "UPDATE alembic_version SET version_num = '9999'"),
        "was made by another version of this program; update it or choose another",
    ),
}


@pytest.mark.parametrize("case", DAMAGE)
def test_what_is_no_whole_backup_is_refused(folder: Path, tmp_path: Path, case: str) -> None:
    """One sentence, and the folder stays as it was."""
    damage, why = DAMAGE[case]
    file = tmp_path / "copy.sqlite"
    back_up(folder, file)
    damage(file)
    before = rows(folder / FILE)

    with pytest.raises((InputError, DataFolderError), match=why) as refused:
        restore(file, folder, replace=True)

    assert str(refused.value).startswith(str(file))
    assert "\n" not in str(refused.value)
    assert rows(folder / FILE) == before


def test_articles_are_replaced_only_when_told_so(folder: Path, tmp_path: Path) -> None:
    """A folder that holds none is not asked about."""
    back_up(folder, tmp_path / "copy.sqlite")
    (tmp_path / "new").mkdir()
    open_catalogue(tmp_path / "new").close()
    before = rows(folder / FILE)

    with pytest.raises(InputError, match="holds articles; add --replace"):
        restore(tmp_path / "copy.sqlite", folder)

    assert rows(folder / FILE) == before
    assert restore(tmp_path / "copy.sqlite", tmp_path / "new")
    assert rows(tmp_path / "new" / FILE) == before


def test_what_was_there_is_kept_and_can_be_restored_in_turn(folder: Path, tmp_path: Path) -> None:
    """Twice there and back."""
    back_up(folder, tmp_path / "copy.sqlite")
    catalogue = open_catalogue(folder)
    make_live(catalogue, lamps(id="late", text="Too late for the backup."))
    catalogue.close()
    late = rows(folder / FILE)

    first = restore(tmp_path / "copy.sqlite", folder, replace=True)
    second = restore(first, folder, replace=True)

    assert rows(folder / FILE) == rows(first) == late
    assert rows(second) == rows(tmp_path / "copy.sqlite")
    assert {path.name for path in folder.iterdir()} == {FILE, first.name, second.name}


def test_a_damaged_catalogue_can_be_replaced(folder: Path, tmp_path: Path) -> None:
    """It is kept byte for byte, with its log."""
    back_up(folder, tmp_path / "copy.sqlite")
    before = rows(folder / FILE)
    (folder / FILE).write_bytes(b"no database at all" * 500)
    (folder / f"{FILE}-wal").write_bytes(b"nor a log")

    with pytest.raises(InputError, match="add --replace"):
        restore(tmp_path / "copy.sqlite", folder)
    kept = restore(tmp_path / "copy.sqlite", folder, replace=True)

    assert kept.read_bytes() == b"no database at all" * 500
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == b"nor a log"
    assert rows(folder / FILE) == before


def test_a_restore_that_breaks_off_leaves_the_old_catalogue(folder: Path, tmp_path: Path) -> None:
    """Where the indexes cannot be deleted, the new catalogue would meet the old ones."""
    back_up(folder, tmp_path / "copy.sqlite")
    catalogue = open_catalogue(folder)
    make_live(catalogue, lamps(id="late"))
    catalogue.close()
    before = rows(folder / FILE)

    def refuse() -> None:
        raise PermissionError("not yours")

    with pytest.raises(DataFolderError, match=r"cannot be put into .* \(not yours\); nothing is lost"):
        put_back(tmp_path / "copy.sqlite", folder, replace=True, discard_indexes=refuse)

    assert rows(folder / FILE) == before


def test_a_restore_waits_for_a_backup_that_reads(folder: Path, tmp_path: Path) -> None:
    """And gives up in one sentence."""
    back_up(folder, tmp_path / "copy.sqlite")
    writer = open_catalogue(folder)
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM notes").fetchall()
        writer.note("written", "since")

        with pytest.raises(FolderBusy, match="is being read, perhaps by a backup; restore when that has ended"):
            restore(tmp_path / "copy.sqlite", folder, replace=True)

    assert writer.noted("written") == "since"
    writer.close()
