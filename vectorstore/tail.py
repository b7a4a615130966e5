"""What came after the generation was made, in memory: it is in the catalogue too, so nothing is lost with it."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

import numpy as np

from core.articles import IndexRow
from vectorstore.dense import best, cosines
from vectorstore.words import UNDATED, WordIndex, stems

K1, B = 1.2, 0.75
"""As tantivy has them."""
CANDIDATES = 200
"""Passages that are scored anew."""


class Tail:
    """A few passages, compared one by one."""

    def __init__(self) -> None:
        """Begins empty."""
        self._rows: dict[str, IndexRow] = {}
        self._words = WordIndex()
        self._counts: dict[str, Counter[str]] = {}
        self._arranged: tuple[list[str], np.ndarray, np.ndarray] | None = None

    @property
    def words(self) -> WordIndex:
        """The passages by their words."""
        return self._words

    def __len__(self) -> int:
        """How many passages are in it."""
        return len(self._rows)

    def ids(self) -> set[str]:
        """The passages in it."""
        return set(self._rows)

    def add(self, rows: Sequence[IndexRow]) -> None:
        """Add passages that are not in it yet."""
        self._words.add((row.id, row.words, row.day) for row in rows)
        self._counts = self._counts | {row.id: Counter(stems(row.words)) for row in rows}
        self._rows = self._rows | {row.id: row for row in rows}
        self._arranged = None

    def remove(self, ids: Sequence[str]) -> None:
        """Take passages out; ids that are not there are ignored."""
        gone = set(ids) & self._rows.keys()
        if gone:
            self._words.remove(sorted(gone))
            self._rows = {passage: row for passage, row in self._rows.items() if passage not in gone}
            self._counts = {passage: counts for passage, counts in self._counts.items() if passage not in gone}
            self._arranged = None

    def search(self, vector: np.ndarray, count: int, as_of: date | None = None) -> list[tuple[str, float]]:
        """Ids with cosine similarity, best first, of passages known by `as_of`."""
        ids, vectors, days = self._arrange()
        if not ids:
            return []
        scores = cosines(vectors, vector)
        if as_of:
            scores = np.where(days <= as_of.toordinal(), scores, -np.inf)
        return [(passage, score) for passage, score in best(ids, scores, count) if np.isfinite(score)]

    def by_words(
        self, text: str, count: int, rarity: Callable[[str], float], as_of: date | None = None
    ) -> list[tuple[str, float]]:
        """Ids with BM25 score (k1 1.2, b 0.75), best first, of passages known by `as_of`.

        `rarity` gives the idf of a stem among all passages: among a few, whatever they are about would seem common.
        """
        kept = self._counts
        if not kept:
            return []
        near = self._words.search(text, max(count, CANDIDATES), as_of)
        idf = {stem: rarity(stem) for stem in dict.fromkeys(stems(text))} if near else {}
        usual = sum(counts.total() for counts in kept.values()) / max(1, len(kept))
        scored = []
        for passage, _ in near:
            counts = kept.get(passage, Counter())
            length = K1 * (1 - B + B * counts.total() / usual)
            score = sum(idf[s] * counts[s] * (K1 + 1) / (counts[s] + length) for s in idf if counts[s])
            scored.append((passage, score))
        return sorted(scored, key=lambda found: (-found[1], found[0]))[:count]

    def _arrange(self) -> tuple[list[str], np.ndarray, np.ndarray]:
        arranged = self._arranged
        if arranged is None:
            rows = list(self._rows.values())
            days = np.array([row.day.toordinal() if row.day else UNDATED for row in rows])
            vectors = np.stack([row.vector for row in rows]) if rows else np.empty((0, 0), dtype=np.float32)
            self._arranged = arranged = ([row.id for row in rows], vectors, days)
        return arranged
