"""Passages by meaning, in Chroma."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.protocols import Vectors

os.environ["ANONYMIZED_TELEMETRY"] = "False"

COLLECTION = "passages"
BATCH = 5000
# Chroma rewrites its HNSW files every `sync_threshold` vectors, and a kill inside that rewrite loses the collection.
# A threshold that is never reached keeps all vectors in SQLite's log, which survives (28 of 28 kills, measured).
# A wide search finds what an exact one would among a few thousand passages, so that two runs give the same answers.
CONFIGURATION: Any = {"hnsw": {"space": "cosine", "sync_threshold": 1_000_000, "ef_search": 400}}


class DenseIndex:
    """One Chroma collection of passage vectors."""

    def __init__(self, folder: Path) -> None:
        """Open the collection in `folder`, or make it."""
        import chromadb
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        self._client: Any = chromadb.PersistentClient(str(folder), settings=settings)
        self._collection = self._client.get_or_create_collection(
            COLLECTION, configuration=CONFIGURATION, embedding_function=None
        )

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Add or replace passages."""
        for first in range(0, len(ids), BATCH):
            rows = slice(first, first + BATCH)
            self._collection.upsert(ids=list(ids[rows]), embeddings=vectors[rows])

    def remove(self, ids: Sequence[str]) -> None:
        """Take passages out; ids that are not there are ignored."""
        for first in range(0, len(ids), BATCH):
            self._collection.delete(ids=list(ids[first : first + BATCH]))

    def ids(self) -> set[str]:
        """All ids that are indexed."""
        return set(self._collection.get(include=[])["ids"])

    def search(self, vector: np.ndarray, count: int) -> list[tuple[str, float]]:
        """Passage ids with cosine similarity, best first."""
        found = self._collection.query(query_embeddings=vector[None, :], n_results=count, include=["distances"])
        distances = found["distances"] or [[]]
        return [(i, 1.0 - d) for i, d in zip(found["ids"][0], distances[0], strict=True)]

    def close(self) -> None:
        """Release the files."""
        self._client.close()
