"""Both derived indexes as one, and how they are brought back in step with the catalogue."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from catalogue.catalogue import BEHIND, Catalogue
from core.articles import StoredPassage
from core.errors import DataFolderError, IndexMismatch
from vectorstore.dense import DenseIndex
from vectorstore.words import WordIndex

Index = TypeVar("Index")
DENSE, WORDS = "chroma", "words"
MADE_WITH = "made_with"
BATCH = 1000


class Indexes:
    """Chroma and tantivy over the same passages."""

    def __init__(self, folder: Path) -> None:
        """Open both in `folder`, or make them; `DataFolderError` when one is damaged."""
        self.dense = _opened(DenseIndex, folder / DENSE)
        self.words = _opened(WordIndex, folder / WORDS)

    def add(self, passages: Sequence[StoredPassage]) -> None:
        """Add or replace passages in both."""
        if passages:
            ids = [stored.passage.id for stored in passages]
            self.dense.add(ids, np.stack([stored.vector for stored in passages]))
            self.words.add((i, f"{stored.header}\n{stored.text}") for i, stored in zip(ids, passages, strict=True))

    def remove(self, ids: Sequence[str]) -> None:
        """Take passages out of both."""
        if ids:
            self.dense.remove(ids)
            self.words.remove(ids)

    def by_meaning(self, vector: np.ndarray, count: int) -> list[tuple[str, float]]:
        """Passage ids with cosine similarity, best first."""
        return self.dense.search(vector, count)

    def by_words(self, text: str, count: int) -> list[tuple[str, float]]:
        """Passage ids with BM25 score, best first."""
        return self.words.search(text, count)

    def close(self) -> None:
        """Release the files."""
        self.dense.close()


def _opened(kind: Callable[[Path], Index], folder: Path) -> Index:
    try:
        return kind(folder)
    except Exception as error:
        raise DataFolderError(
            f"The index in {folder} cannot be opened ({error}); delete that folder, and the next start makes it anew."
        ) from error


def discard(folder: Path) -> None:
    """Delete the indexes in `folder`, each in one step; the next start makes them anew."""
    for name in (DENSE, WORDS):
        gone = folder / f"{name}.discarded"
        shutil.rmtree(gone, ignore_errors=True)
        if (folder / name).exists():
            (folder / name).rename(gone)
            shutil.rmtree(gone)


def bring_in_step(catalogue: Catalogue, indexes: Indexes) -> None:
    """Finish what a crash left pending, then make both indexes hold exactly the live passages.

    The ids are compared every time, so that an index that was lost is made anew from the catalogue.
    """
    was_behind = catalogue.noted(BEHIND) == "yes"
    if was_behind:
        indexes.words.tidy()
        catalogue.finish_pending()
    live, dense, words = catalogue.live_ids(), indexes.dense.ids(), indexes.words.ids()
    indexes.remove(sorted((dense | words) - live))
    missing = sorted(live - (dense & words))
    for first in range(0, len(missing), BATCH):
        indexes.add(list(catalogue.passages(missing[first : first + BATCH]).values()))
    if was_behind:
        catalogue.note(BEHIND, "no")


def check_made_with(catalogue: Catalogue, made_with: str) -> None:
    """Raise `IndexMismatch` unless the folder is new or was made with the same model and splitter."""
    known = catalogue.noted(MADE_WITH)
    if known is None:
        catalogue.note(MADE_WITH, made_with)
    elif known != made_with:
        raise IndexMismatch(
            f"The data folder was made with {known}, but the settings say {made_with}: "
            "set OTR_EMBEDDING_MODEL back, or ingest into a new folder with --data."
        )
