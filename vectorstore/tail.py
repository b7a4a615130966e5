"""What came after the generation was made, in memory: it is in the catalogue too, so nothing is lost with it."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from core.articles import IndexRow
from vectorstore.dense import best
from vectorstore.words import UNDATED, WordIndex


class Tail:
    """A few passages, compared one by one."""

    def __init__(self) -> None:
        """Begins empty."""
        self._rows: dict[str, IndexRow] = {}
        self._words = WordIndex()
        self._arranged: tuple[list[str], np.ndarray, np.ndarray] | None = None

    @property
    def words(self) -> WordIndex:
        """The passages by their words."""
        return self._words

    def ids(self) -> set[str]:
        """The passages in it."""
        return set(self._rows)

    def add(self, rows: Sequence[IndexRow]) -> None:
        """Add passages that are not in it yet."""
        self._words.add((row.id, row.words, row.day) for row in rows)
        self._rows = self._rows | {row.id: row for row in rows}
        self._arranged = None

    def remove(self, ids: Sequence[str]) -> None:
        """Take passages out; ids that are not there are ignored."""
        gone = set(ids) & self._rows.keys()
        if gone:
            self._words.remove(sorted(gone))
            self._rows = {passage: row for passage, row in self._rows.items() if passage not in gone}
            self._arranged = None

    def search(self, vector: np.ndarray, count: int, as_of: date | None = None) -> list[tuple[str, float]]:
        """Ids with cosine similarity, best first, of passages known by `as_of`."""
        ids, vectors, days = self._arrange()
        if not ids:
            return []
        scores = vectors @ vector
        if as_of:
            scores = np.where(days <= as_of.toordinal(), scores, -np.inf)
        return [(passage, score) for passage, score in best(ids, scores, count) if np.isfinite(score)]

    def _arrange(self) -> tuple[list[str], np.ndarray, np.ndarray]:
        arranged = self._arranged
        if arranged is None:
            rows = list(self._rows.values())
            days = np.array([row.day.toordinal() if row.day else UNDATED for row in rows])
            vectors = np.stack([row.vector for row in rows]) if rows else np.empty((0, 0), dtype=np.float32)
            self._arranged = arranged = ([row.id for row in rows], vectors, days)
        return arranged
