"""Passages by meaning: Chroma for all of them, and plain multiplication for those known by a day."""

import os
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from core.protocols import Vectors

os.environ["ANONYMIZED_TELEMETRY"] = "False"

COLLECTION = "passages"
BATCH = 5000
WIDTH = 400
"""How widely HNSW searches: as good as exact among a few thousand passages, so that two runs give the same answers."""
LIVE, SEALED = "chroma.sqlite3", "sealed.sqlite3"
VECTORS = "vectors.npy"


class DenseIndex:
    """The vectors of a generation, which never changes once it is made.

    Chroma writes its HNSW files every `sync_threshold` vectors, and a kill inside that loses the collection. Here the
    threshold is the number of vectors: the files are written once, at the end, in a folder that nobody reads yet.
    Chroma also writes to its SQLite file when it merely opens, so each opening starts from a sealed copy. Opening it
    takes as long as many a search: until `open`, and for a day, every vector is compared.
    """

    def __init__(self, folder: Path, ids: Sequence[str], days: Sequence[int]) -> None:
        """What `build` made in `folder`; `ids` by their `days`, the earliest first, as it was built."""
        self._folder = folder
        self._opened: tuple[Any, Any] | None = None
        self._vectors = np.load(folder / VECTORS, mmap_mode="r")
        self._ids, self._days = ids, np.array(days)

    @staticmethod
    def build(folder: Path, ids: Sequence[str], vectors: Vectors) -> None:
        """Write the index into a new folder."""
        folder.mkdir(parents=True)
        client, collection = _collection(folder, len(ids))
        try:
            for first in range(0, len(ids), BATCH):
                rows = slice(first, first + BATCH)
                collection.add(ids=list(ids[rows]), embeddings=vectors[rows])
        finally:
            client.close()
        (folder / LIVE).rename(folder / SEALED)
        np.save(folder / VECTORS, vectors)

    def open(self) -> None:
        """Let Chroma answer from now on, as is worth while for a process that answers many questions."""
        if self._opened is None:
            shutil.copyfile(self._folder / SEALED, self._folder / LIVE)
            self._opened = _collection(self._folder, len(self._ids))

    def search(self, vector: np.ndarray, count: int, as_of: date | None = None) -> list[tuple[str, float]]:
        """Ids with cosine similarity, best first, of passages known by `as_of`."""
        if as_of or not self._opened:
            known = int(np.searchsorted(self._days, as_of.toordinal(), side="right")) if as_of else len(self._ids)
            return best(self._ids, cosines(self._vectors[:known], vector), count)
        _, collection = self._opened
        found = collection.query(
            query_embeddings=vector[None, :], n_results=min(count, len(self._ids)), include=["distances"]
        )
        distances = found["distances"] or [[]]
        return [(i, 1.0 - d) for i, d in zip(found["ids"][0], distances[0], strict=True)]

    def close(self) -> None:
        """Release the files."""
        if self._opened:
            self._opened[0].close()


def cosines(vectors: np.ndarray, vector: np.ndarray) -> np.ndarray:
    """Of one unit vector with many, shape (vectors,).

    Not `@`: the threads that a BLAS starts for it go on spinning after it, and take the cores from what comes next.
    """
    return np.asarray(np.vecdot(vectors, vector))


def best(ids: Sequence[str], scores: np.ndarray, count: int) -> list[tuple[str, float]]:
    """The `count` ids of the highest scores, best first."""
    count = min(count, len(scores))
    top = np.argpartition(-scores, count - 1)[:count] if count else np.empty(0, dtype=int)
    return [(ids[i], float(scores[i])) for i in sorted(top.tolist(), key=lambda i: (-scores[i], ids[i]))]


def _collection(folder: Path, size: int) -> tuple[Any, Any]:
    import chromadb
    from chromadb.config import Settings
    from chromadb.errors import ChromaError

    threshold = max(2, size)
    hnsw = {"space": "cosine", "sync_threshold": threshold, "batch_size": min(100, threshold), "ef_search": WIDTH}
    made_with = {"configuration": {"hnsw": hnsw}, "embedding_function": None}
    try:
        client: Any = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
        return client, client.get_or_create_collection(COLLECTION, **made_with)
    except ChromaError as error:  # a full disk, for one
        raise OSError(f"Chroma: {error}") from error
