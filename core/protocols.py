"""What the parts may ask of each other; `bootstrap` hands in whatever keeps these promises."""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from core.answers import Answer, Ask
from core.articles import Article, IndexStatus, IngestReport, Passage, StoredPassage, Supplied
from core.commitments import CommitmentTable
from core.feedback import Feedback

Vectors = np.ndarray
"""float32, shape (texts, dimension), each row of length 1."""


class Embedder(Protocol):
    """Turns text into vectors."""

    fingerprint: str
    """Names the model and the SHA-256 of its weights."""
    dimension: int
    window: int
    """Longest text in word pieces, special tokens included."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector for each text."""
        ...

    def count(self, text: str) -> int:
        """Word pieces of `text`, special tokens left out."""
        ...


class Assistant(Protocol):
    """Answers questions: a LangChain `Runnable[Ask, Answer]`."""

    def invoke(self, input: Ask, config: Any = None) -> Answer:
        """The whole answer; `InputError` for a question that cannot be used."""
        ...

    def stream(self, input: Ask, config: Any = None) -> Iterator[Answer]:
        """The answer so far, a sentence longer each time; the last is the whole."""
        ...

    def astream(self, input: Ask, config: Any = None) -> AsyncIterator[Answer]:
        """`stream` for an event loop."""
        ...

    def batch(self, inputs: list[Ask], config: Any = None) -> list[Answer]:
        """Many answers, in the order asked."""
        ...


class Ingester(Protocol):
    """Takes articles in, and out again."""

    def ingest(
        self, paths: Sequence[Path], supplied: Supplied = ..., *, links: Sequence[str] = (), feeds: Sequence[str] = ()
    ) -> Iterator[IngestReport]:
        """One report an article, or a file or link without any, as each is done.

        `supplied` is what the caller knows better; a feed stands for the pages of its entries.
        """
        ...

    def add(self, articles: Iterable[Article]) -> Iterator[IngestReport]:
        """One report an article that needs no file."""
        ...

    def remove(self, article_id: str) -> bool:
        """Take an article out of every store; False when there is none of that id."""
        ...

    def index_status(self) -> IndexStatus:
        """Whether the indexes find what the catalogue says may answer."""
        ...

    def rebuild_index(self) -> IndexStatus:
        """Make the indexes anew from the catalogue, while questions go on being answered; how they are then."""
        ...


class Records(Protocol):
    """Reads the catalogue."""

    def article(self, article_id: str, revision: int | None = None) -> Article | None:
        """The live revision, or the one asked for; None when there is none."""
        ...

    def articles(self) -> list[Article]:
        """The live revision of every article, newest dateline first."""
        ...

    def passages_of(self, article_id: str) -> list[Passage]:
        """The passages of an article's live revision, in order."""
        ...

    def logged(self, answer_id: str) -> dict[str, Any] | None:
        """An answer that was given, as JSON without trace; None when it is not (or no longer) kept."""
        ...

    def give_feedback(self, given: Feedback) -> bool:
        """Keep a verdict in place of an earlier one on the same answer; False when no such answer is kept."""
        ...

    def state(self) -> str:
        """Names what the live articles are and say: the same wherever they are the same."""
        ...

    def log_answer(self, answer: Answer) -> None:
        """Remember the question and its answer, with nothing personal."""
        ...


class CommitmentSource(Protocol):
    """Reads what is registered of commitments."""

    def commitments(self, as_of: date | None = None) -> CommitmentTable:
        """What was known by `as_of`; no rows where there is no register."""
        ...


class Searcher(Protocol):
    """Finds passages."""

    def by_meaning(self, vector: np.ndarray, count: int, as_of: date | None = None) -> list[tuple[str, float]]:
        """Passage ids with cosine similarity, best first, of passages known by `as_of`."""
        ...

    def by_words(self, text: str, count: int, as_of: date | None = None) -> list[tuple[str, float]]:
        """Passage ids with BM25 score, best first, of passages known by `as_of`."""
        ...


class PassageSource(Protocol):
    """Gives what is known about passages by their ids."""

    def passages(self, ids: Sequence[str], as_of: date | None = None) -> dict[str, StoredPassage]:
        """The live ones among `ids`, of articles whose dateline is not after `as_of`."""
        ...
