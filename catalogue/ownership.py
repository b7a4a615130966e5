"""Who owns a data folder: one process at a time, which leaves its address where the terminal finds it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from core.errors import DataFolderError, FolderBusy

LOCK, OWNER = "lock", "owner.json"
PATIENCE_SECONDS = 20
"""How long to wait for a command that is at work on the same folder; for a server there is no waiting."""


@contextmanager
def owned(folder: Path) -> Iterator[None]:
    """Own the data folder, or say who does."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK, mode=0o600, timeout=0 if owner_of(folder) else PATIENCE_SECONDS)
        lock.acquire()
    except Timeout:
        address = (owner_of(folder) or ("another process", ""))[0]
        raise FolderBusy(
            f"The data folder {folder} is in use by {address}; stop it or choose another --data."
        ) from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise DataFolderError(
            f"The data folder {folder} cannot be written ({reason}); choose another --data."
        ) from None
    try:
        yield
    finally:
        lock.release()


def owner_of(folder: Path) -> tuple[str, str] | None:
    """Address and token of the server that owns the folder; None when none does."""
    try:
        known = json.loads((folder / OWNER).read_text(encoding="utf-8"))
        with FileLock(folder / LOCK, mode=0o600, timeout=0):
            return None
    except Timeout:
        return known["address"], known["token"]
    except (OSError, ValueError):  # no such file, one that cannot be read, or one that is just being written
        return None


@contextmanager
def announced(folder: Path, address: str, token: str) -> Iterator[None]:
    """Let this user's terminal, and nobody else's, find the server that owns the folder."""
    path = folder / OWNER
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump({"address": address, "token": token}, file)
    unfinished.replace(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
