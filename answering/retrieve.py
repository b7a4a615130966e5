"""Passages for a question: by meaning and by words, fused. A LangChain retriever."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from core.articles import StoredPassage

K = 60
POOL = 40


class PassageRetriever(BaseRetriever):
    """Dense and word search joined by reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009, k = 60).

    A document is one passage; its metadata holds the stored passage and where each search ranked it.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    embedder: Any
    """An `Embedder`."""
    searcher: Any
    """A `Searcher`."""
    source: Any
    """A `PassageSource`."""

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 LangChain passes it by name
        as_of: date | None = None,
        count: int = 12,
        vector: np.ndarray | None = None,
    ) -> list[Document]:
        """The `count` best passages of articles whose dateline is not after `as_of`, best first."""
        point = self.embedder.embed([query])[0] if vector is None else vector
        dense = dict(self.searcher.by_meaning(point, POOL, as_of))
        words = dict(self.searcher.by_words(query, POOL, as_of))
        stored, order = self._best(fused([list(dense), list(words)]), count, as_of)
        return [
            Document(
                id=passage_id,
                page_content=stored[passage_id].text,
                metadata={
                    "stored": stored[passage_id],
                    "rank": rank,
                    "dense": float(stored[passage_id].vector @ point),
                    "words": words.get(passage_id, 0.0),
                },
            )
            for rank, passage_id in enumerate(order, 1)
        ]

    def _best(self, order: Sequence[str], count: int, as_of: date | None) -> tuple[dict[str, StoredPassage], list[str]]:
        """The first `count` of `order` that are live and no reprints; it reads no more passages than that takes."""
        stored: dict[str, StoredPassage] = {}
        kept: list[str] = []
        for first in range(0, len(order), count):
            stored |= self.source.passages(order[first : first + count], as_of)
            kept = without_reprints([one for one in order if one in stored], stored)[:count]
            if len(kept) == count:
                break
        return stored, kept


def without_reprints(order: Sequence[str], stored: Mapping[str, StoredPassage]) -> list[str]:
    """The passages, best first, but for those whose every sentence stands in a better one's article, of one group."""
    kept: list[str] = []
    groups: dict[str, dict[str, str]] = {}
    for passage_id in order:
        one = stored[passage_id]
        group = groups.setdefault(one.group or one.article.id, {})
        others = [text for article_id, text in group.items() if article_id != one.article.id]
        if not any(_holds(_plain(text), one) for text in others):
            kept.append(passage_id)
            group.setdefault(one.article.id, one.article.text)
    return kept


def _holds(text: str, passage: StoredPassage) -> bool:
    whole = passage.article.text
    return all(_plain(whole[start:end]) in text for start, end in passage.passage.sentences)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def fused(rankings: Sequence[Sequence[str]], k: int = K) -> list[str]:
    """Ids in the order of the sum of `1 / (k + rank)` over the rankings, best first."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, 1):
            scores[item] = scores.get(item, 0.0) + 1 / (k + rank)
    return sorted(scores, key=lambda item: (-scores[item], item))
