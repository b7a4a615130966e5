"""Paths to articles: which files there are, and what each holds."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from core.errors import InputError, UnreadableArticle
from ingest.clean import without_controls
from ingest.read import KINDS, LARGEST, Loaded, read

UNREAD = {".doc", ".rtf", ".odt", ".pages", ".epub", ".mht", ".mhtml", ".webarchive", ".eml", ".json"}
"""Files that somebody may take for articles that we read; in a folder they are named, and others passed over."""


def article_files(paths: list[Path]) -> Iterator[tuple[Path, str]]:
    """Each article file under `paths`, with its name relative to the folder that was given.

    A folder that cannot be listed is there too, so that `load` says why. Raises `InputError` for a path that does not
    exist, before anything is read.
    """
    for path in paths:
        if not os.path.exists(path):  # which is False, not an error, for a name that is too long
            raise InputError(f"There is no file or folder {path}; check the path.")
    for path in paths:
        if not os.path.isdir(path):
            yield path, _named(path.name)
            continue
        for found in sorted(_below(path)):
            yield found, _named(found.relative_to(path).as_posix() if found != path else path)


def _below(folder: Path) -> Iterator[Path]:
    """What looks like an article in `folder` or deeper, and every folder that cannot be listed."""
    waiting = [folder]
    while waiting:
        at = waiting.pop()
        try:
            with os.scandir(at) as entries:
                names = [(at / entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
        except OSError:
            yield at
            continue
        waiting += [path for path, is_folder in names if is_folder]
        yield from (path for path, _ in names if path.suffix.lower() in {*KINDS, *UNREAD} and not os.path.isdir(path))


def shown(path: Path | str) -> str:
    """A path as text that can be stored and printed, also where its bytes are not UTF-8."""
    return os.fsencode(path).decode(errors="replace")


def _named(path: Path | str) -> str:
    """A path on one line, as an article's identity and in reasons."""
    return " ".join(without_controls(shown(path)).split("\n"))


def read_file(path: Path, name: str) -> Iterator[Loaded | UnreadableArticle]:
    """Each article in a file, or the reason why there is none; `name` is its identity when it gives no id."""
    try:
        data = _bytes(path, name)
    except UnreadableArticle as error:
        yield error
        return
    yield from read(data, name)


def load(path: Path, name: str) -> Loaded:
    """The article in a file of one; `UnreadableArticle` says why there is none."""
    found = next(read_file(path, name))
    if isinstance(found, UnreadableArticle):
        raise found
    return found


def _check_is_file(path: Path, name: str) -> None:
    """A pipe or a device would be read forever."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            os.scandir(path).close()
    except OSError as error:
        raise UnreadableArticle(f"{name} cannot be read: {(error.strerror or str(error)).lower()}.") from None
    if not stat.S_ISREG(mode):
        raise UnreadableArticle(f"{name} is not a file; give files, or folders of them.")


def _bytes(path: Path, name: str) -> bytes:
    _check_is_file(path, name)
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)  # so that `read` can say that it is too large
    except OSError as error:
        raise UnreadableArticle(f"{name} cannot be read: {(error.strerror or str(error)).lower()}.") from None
