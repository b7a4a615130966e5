"""A full disk, a read-only folder, damaged files: one clear sentence or everything as it was, never a wrong answer."""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

from core.errors import DataFolderError
from core.settings import ROOT
from tests.fakes import Desk, lamps, open_desk
from tests.vectorstore.killed import DONE, text_of
from tests.vectorstore.torture import Believed, Figures, check_consistent, examine
from vectorstore.generation import MANIFEST, PASSAGES

SMALL = 2_000_000
"""Bytes of a disk that is soon full: the stores take more after some hundred articles, the libraries' caches less."""
ARTICLES = [lamps(id=f"article-{i}", text=text_of(f"article-{i}", i + 1), title=f"Title {i}") for i in range(12)]
PATIENCE = 60
WITHOUT_PRIVILEGES = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
"""Root may write everywhere; a process without these capabilities obeys the modes of files."""


def work(
    folder: Path, number: int = 1, *, prefix: Sequence[str] = (), limit: int | None = None
) -> tuple[list[list[str]], str]:
    """Let a process ingest into `folder/data` until an error ends it: what it said, and the error's one line."""
    command = [*prefix, sys.executable, "-W", "ignore", "-m", "tests.vectorstore.killed"]
    ended = subprocess.run(
        [*command, str(folder / "data"), str(folder / "articles"), "ingest", str(number)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        preexec_fn=partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, limit)) if limit else None,
        check=False,
    )
    assert ended.returncode == 1, ended.stderr
    return [line.split() for line in ended.stdout.splitlines()], ended.stderr.strip().splitlines()[-1]


def assert_one_sentence(error: str) -> None:
    assert error.startswith("core.errors.DataFolderError: "), error
    assert error.endswith("choose another --data.")


def assert_all_there(data: Path, said: list[list[str]]) -> None:
    """What was acknowledged is in the folder, whole and findable."""
    figures = Figures()
    examine(data, Believed(), said, figures)
    assert figures.checked
    assert sum(what == DONE for what, *_ in said)


def mounted(folder: Path, size: int) -> bool:
    """Whether a small disk could be mounted there, which takes a right that not every machine gives."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    return sys.platform == "linux" and subprocess.run(command, capture_output=True, check=False).returncode == 0


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Whether `folder` is now one of `SMALL` bytes."""
    folder.mkdir()
    is_mounted = mounted(folder, SMALL)
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with articles of several passages, all of them in a generation."""
    folder = tmp_path_factory.mktemp("sound") / "data"
    opened = open_desk(folder)
    list(opened.ingester.add(ARTICLES))
    opened.indexes.rebuild()
    opened.close()
    return folder


@pytest.fixture
def filled(sound: Path, tmp_path: Path) -> Path:
    """A copy of it to damage."""
    return Path(shutil.copytree(sound, tmp_path / "data"))


def assert_same(desk: Desk, data: Path) -> None:
    """Every article is as it was, and is found."""
    assert {one.id: one for one in desk.catalogue.articles()} == {one.id: one for one in ARTICLES}
    assert check_consistent(desk, data) > len(ARTICLES)


def test_a_full_disk_is_one_sentence_and_loses_nothing(tmp_path: Path) -> None:
    """All that was acknowledged is there once there is room again; where no disk can be mounted, files are limited."""
    data = tmp_path / "data"
    with small_disk(data) as is_mounted:
        said, error = work(tmp_path, limit=None if is_mounted else SMALL // 2)
        assert_one_sentence(error)
        again, error = work(tmp_path, 2, limit=None if is_mounted else SMALL // 2)
        assert_one_sentence(error)
        if is_mounted:
            subprocess.run(["mount", "-o", "remount,size=100m", str(data)], check=True)

        assert_all_there(data, said + again)


def test_a_file_that_may_not_grow_is_one_sentence_and_loses_nothing(tmp_path: Path) -> None:
    """A quota; writing stops in the middle of a file."""
    said, error = work(tmp_path, limit=SMALL // 2)

    assert_one_sentence(error)
    assert_all_there(tmp_path / "data", said)


def test_a_read_only_folder_is_one_sentence(tmp_path: Path, filled: Path, desk: Callable[..., Desk]) -> None:
    """Nothing is changed in it, and with its modes back everything is there."""
    data = filled
    modes = {path: path.stat().st_mode for path in [data, *data.rglob("*")]}
    for path, mode in modes.items():
        path.chmod(mode & ~0o222)

    said, error = work(tmp_path, prefix=WITHOUT_PRIVILEGES)

    assert said == []
    assert_one_sentence(error)
    for path, mode in modes.items():
        path.chmod(mode)
    assert_same(desk(data), data)


def flip(words: bytes) -> Callable[[Path], None]:
    """Change one bit of the last of `words`, wherever they stand first."""

    def damage(path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[content.index(words) + len(words) - 1] ^= 1
        path.write_bytes(bytes(content))

    return damage


def flip_root(table: str) -> Callable[[Path], None]:
    """Change the kind of the first page of a table."""

    def damage(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table]).fetchone()
            (size,) = connection.execute("PRAGMA page_size").fetchone()
        content = bytearray(path.read_bytes())
        content[(page - 1) * size] ^= 0x10
        path.write_bytes(bytes(content))

    return damage


def _vector(path: Path, column: str) -> bytes:
    """The first bytes of one of the vectors in a catalogue."""
    with closing(sqlite3.connect(path)) as connection:
        (vector,) = connection.execute(f"SELECT {column} FROM passages WHERE number = 1").fetchone()
    return vector[:64]


def cut(part: float) -> Callable[[Path], None]:
    """Leave only the first part of the file."""
    return lambda path: os.truncate(path, int(path.stat().st_size * part))


CATALOGUE = {
    "text": flip(b"Sentence7 of article3"),
    "title": flip(b'"title": "Title 5'),
    "metadata that is no JSON": flip(b'{"title": "Title 5"'),
    "vector of a passage": lambda path: flip(_vector(path, "vector"))(path),
    "vectors of sentences": lambda path: flip(_vector(path, "sentence_vectors"))(path),
    "hash": flip(ARTICLES[2].content_hash.encode()),
    "magic": flip(b"SQLite format"),
    "schema": flip(b"CREATE TABLE revisions"),
    "page of revisions": flip_root("revisions"),
    "page of passages": flip_root("passages"),
    "cut in half": cut(0.5),
    "last pages cut off": lambda path: os.truncate(path, path.stat().st_size - 2 * 4096),
    "emptied": cut(0),
    "deleted": Path.unlink,
}
GENERATION: dict[str, Callable[[Path], None]] = {
    "vector": lambda path: flip(b"NUMPY")(path / "dense" / "vectors.npy"),
    "vectors cut": lambda path: cut(0.5)(path / "dense" / "vectors.npy"),
    "Chroma's file emptied": lambda path: cut(0)(path / "dense" / "sealed.sqlite3"),
    "Chroma's file deleted": lambda path: (path / "dense" / "sealed.sqlite3").unlink(),
    "tantivy's list flipped": lambda path: flip(b"segments")(path / "words" / "meta.json"),
    "tantivy's words cut": lambda path: cut(0.5)(next((path / "words").glob("*.term"))),
    "passages flipped": lambda path: flip(b"article-1")(path / PASSAGES),
    "manifest deleted": lambda path: (path / MANIFEST).unlink(),
    "manifest cut": lambda path: cut(0.5)(path / MANIFEST),
    "all of it deleted": shutil.rmtree,
}


def test_a_generation_that_found_no_room_is_made_when_there_is(filled: Path, desk: Callable[..., Desk]) -> None:
    """In the same process, which answers all the time."""
    opened = desk(filled)
    before, limits = opened.indexes.generation, resource.getrlimit(resource.RLIMIT_FSIZE)
    list(opened.ingester.add([lamps()]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL // 100, limits[1]))
    opened.indexes.rebuild()
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert opened.indexes.generation is before
    assert opened.indexes.ids() == opened.catalogue.live_ids()
    assert [path.name for path in (filled / "index").iterdir()] == [before.folder.name]

    opened.indexes.rebuild()

    assert opened.indexes.generation.held == opened.catalogue.live_ids()


@pytest.mark.parametrize("damage", CATALOGUE.values(), ids=CATALOGUE)
def test_a_damaged_catalogue_is_one_sentence(filled: Path, damage: Callable[[Path], None]) -> None:
    """At the opening, or when what is damaged is read."""
    damage(filled / "catalogue.sqlite")

    with pytest.raises(DataFolderError, match=r"^[^\n]*choose another --data\.$"):  # noqa: PT012 whichever comes first
        opened = open_desk(filled)
        try:
            assert_same(opened, filled)
        finally:
            opened.close()


@pytest.mark.parametrize("damage", GENERATION.values(), ids=GENERATION)
def test_a_damaged_generation_is_made_anew(
    filled: Path, desk: Callable[..., Desk], damage: Callable[[Path], None]
) -> None:
    """From the catalogue, at the opening and for good."""
    (generation,) = (filled / "index").iterdir()
    damage(generation)

    opened = desk(filled)

    assert_same(opened, filled)
    opened.indexes.rebuild()
    assert_same(opened, filled)
    assert opened.embedder.embedded == []


def test_damaged_text_makes_no_generation(filled: Path) -> None:
    """The words of a damaged article do not get into the index either."""
    shutil.rmtree(filled / "index")
    CATALOGUE["text"](filled / "catalogue.sqlite")

    with pytest.raises(DataFolderError, match="article-3 is damaged"):
        open_desk(filled)
