"""Puts a backup in place of a catalogue, so that whenever it is cut short the folder has the old one or the new one.

Nothing is embedded again: the vectors are in the backup, and the indexes are made anew from them.
"""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from catalogue.backup import DIGEST, copy_to, open_to_read
from catalogue.engine import FILE
from core.errors import DataFolderError, FolderBusy, InputError

RESTORING = "catalogue.restoring.sqlite"
KEPT = "catalogue.before-restore-{:%Y%m%dT%H%M%S%f}.sqlite"
LOG, LOG_INDEX = "-wal", "-shm"
"""What SQLite adds to the name of a file in WAL mode."""
PATIENCE_SECONDS = 1


def put_back(file: Path, folder: Path, *, replace: bool, discard_indexes: Callable[[], None]) -> Path | None:
    """Put a verified backup into `folder`, which this process owns; returns where the catalogue that was there is kept.

    Cut short at any moment, the folder has the old catalogue or the new one, and never the new one with old indexes.
    `InputError` where articles would be replaced without `replace`.
    """
    target, unfinished = folder / FILE, folder / RESTORING
    if target.exists() and not replace and _may_hold_articles(target):
        raise InputError(f"{folder} holds articles; add --replace, which keeps them in a file there, or change --data.")
    unfinished.unlink(missing_ok=True)
    try:
        with closing(open_to_read(file)) as source:
            copy_to(unfinished, source, "DELETE FROM notes WHERE name = ?", DIGEST)
        kept = _keep_aside(target) if target.exists() else None
        discard_indexes()
        for suffix in (LOG, LOG_INDEX):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        unfinished.replace(target)
    except (sqlite3.Error, OSError) as error:
        raise DataFolderError(f"{file} cannot be put into {folder} ({error}); nothing is lost.") from None
    finally:
        unfinished.unlink(missing_ok=True)
    return kept


def _may_hold_articles(catalogue: Path) -> bool:
    """True also for a file that cannot be read: somebody may still rescue something."""
    try:
        with closing(open_to_read(catalogue)) as connection:
            return bool(connection.execute("SELECT count(*) FROM revisions").fetchone()[0])
    except sqlite3.Error:
        return True


def _keep_aside(catalogue: Path) -> Path:
    """Copy the catalogue, with what is in its log, to a name that nothing has yet."""
    _empty_log(catalogue)
    kept = catalogue.with_name(KEPT.format(datetime.now(UTC)))
    unfinished = catalogue.with_name(f"{RESTORING}-kept")
    for suffix in ("", LOG):
        part = catalogue.with_name(catalogue.name + suffix)
        if part.exists():
            shutil.copyfile(part, unfinished)
            unfinished.replace(kept.with_name(kept.name + suffix))
    return kept


def _empty_log(catalogue: Path) -> None:
    """Bring what the log holds into the file; a damaged one stays as it is."""
    try:
        with closing(open_to_read(catalogue)) as connection:
            connection.execute("PRAGMA schema_version")  # opened to be written, a file that is damaged loses its log
        with closing(sqlite3.connect(catalogue, timeout=PATIENCE_SECONDS)) as connection:
            is_read = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        is_read = error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    if is_read:
        raise FolderBusy(f"{catalogue} is being read, perhaps by a backup; restore when that has ended.")
