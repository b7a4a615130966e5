"""Copies the whole catalogue, vectors included, into one file while it is in use, and tells whether a copy is whole.

It is read by a connection of its own that cannot write, so a server may go on: in a WAL, readers and a writer never
disturb each other, and all that one transaction reads is of one moment.
"""

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from catalogue.engine import FILE
from catalogue.migrate import version_of
from core.errors import DataFolderError, InputError

DIGEST = "sha256 of all rows"
"""Name of the note that a backup carries; no article, passage or answer can have it as its id."""
PROBES = 8
BATCH = 4096


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds; `size` in bytes."""

    articles: int
    passages: int
    size: int

    def __str__(self) -> str:
        counted = [f"{self.articles} article{'s' * (self.articles != 1)}"]
        counted += [f"{self.passages} passage{'s' * (self.passages != 1)}"]
        return f"{', '.join(counted)}, {self.size / 1e6:.1f} MB"


def back_up(folder: Path, file: Path) -> Backup:
    """Write the catalogue in `folder` to a new file, whole and verified, or leave no file; anybody may go on writing.

    `InputError` for a file that is there or cannot be written, `DataFolderError` for a folder that cannot be copied.
    """
    if not (folder / FILE).exists():
        raise DataFolderError(f"There is no catalogue in {folder}; choose another --data.")
    with _new_file(file) as unfinished:
        try:
            with closing(open_to_read(folder / FILE)) as source:
                source.execute("BEGIN")  # what is hashed and what is copied are of one moment
                version_of(source, folder)
                digest = _digest(source)
                copy_to(unfinished, source, "INSERT INTO notes (name, value) VALUES (?, ?)", DIGEST, digest)
            return _verified(unfinished)
        except (sqlite3.Error, ValueError) as error:
            raise DataFolderError(f"The catalogue in {folder} cannot be backed up ({error}); mend it first.") from None


def verify(file: Path) -> Backup:
    """What a backup holds; `InputError` if it is damaged or no catalogue, `DataFolderError` for a newer program's."""
    try:
        return _verified(file)
    except (sqlite3.Error, ValueError) as error:
        raise InputError(f"{file} cannot be restored ({error}); give another backup.") from None


def open_to_read(file: Path) -> sqlite3.Connection:
    """A connection that cannot write."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def copy_to(file: Path, source: sqlite3.Connection, change: str, *values: str) -> None:
    """Copy all pages in one step, make one `change`, and leave a file that needs no other beside it."""
    with closing(sqlite3.connect(file)) as target:
        source.backup(target)
        with target:
            target.execute(change, values)
        target.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def _new_file(file: Path) -> Iterator[Path]:
    """An empty file beside `file` that gets its name in the end, and goes if that is not reached."""
    try:
        _check_is_new(file)
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)  # questions are in it: mode 0600
        os.close(handle)
        try:
            yield Path(name)
            _check_is_new(file)
            os.rename(name, file)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"{file} cannot be written ({reason}); choose another file.") from None


def _check_is_new(file: Path) -> None:
    if os.path.lexists(file):
        raise InputError(f"{file} is there already; choose another file, or delete it first.")


def _verified(file: Path) -> Backup:
    """What `file` holds; `ValueError` says in a few words why it is no whole catalogue."""
    with closing(open_to_read(file)) as connection:
        if version_of(connection, file) is None:
            raise ValueError("it holds no catalogue")
        found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            raise ValueError(" ".join(found.split()))
        noted = connection.execute("SELECT value FROM notes WHERE name = ?", (DIGEST,)).fetchone()
        if noted and noted[0] != _digest(connection):
            raise ValueError("its rows are not those that were backed up")
        if not _finds_itself(connection):
            raise ValueError("its vectors do not find themselves")
        live = "FROM revisions JOIN passages USING (article_id, revision) WHERE state = 'live'"
        articles, passages = connection.execute(f"SELECT count(DISTINCT article_id), count(*) {live}").fetchone()
    return Backup(articles, passages, file.stat().st_size)


def _digest(connection: sqlite3.Connection) -> str:
    """SHA-256 over every row of every table, but for the note that holds it."""
    digest = hashlib.sha256()
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    for (table,) in tables:
        for row in connection.execute(f'SELECT * FROM "{table}" ORDER BY rowid'):  # noqa: S608 a name from the file
            if row[0] != DIGEST:
                for value in row:
                    digest.update(value if isinstance(value, bytes) else repr(value).encode())
                    digest.update(b"\0")
    return digest.hexdigest()


def _finds_itself(connection: sqlite3.Connection) -> bool:
    """Whether a few unit vectors, compared with those of all passages, are nearest to themselves."""
    ids = [name for (name,) in connection.execute("SELECT id FROM passages ORDER BY id")]
    if not ids:
        return True
    few = ids[:: -(-len(ids) // PROBES)]
    wanted = f"SELECT vector FROM passages WHERE id IN ({', '.join('?' * len(few))})"  # noqa: S608 question marks
    probes = _matrix(connection.execute(wanted, few).fetchall())
    nearest = np.full(len(probes), -1.0, dtype=np.float32)
    rows = connection.execute("SELECT vector FROM passages")
    while batch := rows.fetchmany(BATCH):
        nearest = np.maximum(nearest, (probes @ _matrix(batch).T).max(axis=1))
    return bool((nearest <= (probes * probes).sum(axis=1) + 1e-4).all())


def _matrix(rows: list[tuple[bytes]]) -> np.ndarray:
    return np.stack([np.frombuffer(vector, dtype="<f4") for (vector,) in rows])
