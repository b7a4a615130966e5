"""A generation: both indexes over the passages of one moment, written once, checked before each use, never changed."""

import json
import shutil
import tempfile
import zlib
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np

from core.articles import IndexRow
from vectorstore.dense import LIVE, DenseIndex
from vectorstore.words import UNDATED, WordIndex

DENSE, WORDS, PASSAGES, MANIFEST = "dense", "words", "passages.json", "manifest.json"
UNFINISHED = ".new"
CHUNK = 1 << 20


class Damaged(Exception):
    """A generation that is not what it was when it was made; what is in it can be made anew from the catalogue."""


class Generation:
    """Opened for reading."""

    def __init__(self, folder: Path) -> None:
        """Open the generation in `folder`; `Damaged` unless every file is what the manifest says."""
        check(folder)
        self.folder = folder
        known = json.loads((folder / PASSAGES).read_text(encoding="utf-8"))
        self.ids: list[str] = known["ids"]
        self.dense = DenseIndex(folder / DENSE, self.ids, known["days"])
        self.words = WordIndex(folder / WORDS)

    @cached_property
    def held(self) -> frozenset[str]:
        """The ids as a set."""
        return frozenset(self.ids)

    def close(self) -> None:
        """Release the files."""
        self.dense.close()


def build(folder: Path, rows: Iterable[IndexRow]) -> None:
    """Write a generation of `rows` into `folder`, which appears whole or not at all."""
    # Never the same place twice: Chroma keeps what it opened, also when that failed.
    making = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", suffix=UNFINISHED, dir=folder.parent))
    try:
        _fill(making, rows)
        making.rename(folder)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise


def _fill(making: Path, rows: Iterable[IndexRow]) -> None:
    ordered = sorted(rows, key=lambda row: (_day(row.day), row.id))
    ids = [row.id for row in ordered]
    DenseIndex.build(making / DENSE, ids, np.stack([row.vector for row in ordered]))
    WordIndex(making / WORDS).add((row.id, row.words, row.day) for row in ordered)
    passages = {"ids": ids, "days": [_day(row.day) for row in ordered]}
    (making / PASSAGES).write_text(json.dumps(passages), encoding="utf-8")
    (making / MANIFEST).write_text(json.dumps(_checksums(making)), encoding="utf-8")


def check(folder: Path) -> None:
    """`Damaged` unless every file of the generation has the checksum in its manifest."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        wrong = [name for name, known in manifest.items() if _checksum(folder / name) != known]
    except (OSError, ValueError, AttributeError) as error:
        raise Damaged(f"{folder}: {error}") from error
    if wrong or PASSAGES not in manifest:
        raise Damaged(f"{folder}: {', '.join(wrong) or 'no passages'}")


def _day(day: date | None) -> int:
    return day.toordinal() if day else UNDATED


def _checksums(folder: Path) -> dict[str, int]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != LIVE)
    return {path.relative_to(folder).as_posix(): _checksum(path) for path in files if not path.name.endswith(".lock")}


def _checksum(path: Path) -> int:
    """CRC-32 of a file: it is damage that is looked for, not malice."""
    value = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            value = zlib.crc32(chunk, value)
    return value
