"""Hand-made stand-ins for the slow parts, and small articles to put into stores."""

import asyncio
import re
import zlib
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bootstrap import LocalDesk
from catalogue.catalogue import Catalogue, open_catalogue
from core.articles import Article, NewRevision, StoredPassage
from ingest.ingester import ArticleIngester
from ingest.split import split
from vectorstore.indexes import Indexes, check_made_with

LAMPS = "Lumenor stopped selling lamps to lighthouses on 3 March 2021. The pause has no end date."


@dataclass
class FakeEmbedder:
    """A hashed bag of words: fast, and the same on every machine. `embedded` is every text that it was given."""

    fingerprint: str = "fake sha256:0"
    dimension: int = 32
    window: int = 256
    embedded: list[str] = field(default_factory=list)

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """One unit vector for each text."""
        self.embedded += texts
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in ["", *re.findall(r"\w+", text.lower())]:
                vectors[row, zlib.crc32(word.encode()) % self.dimension] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def count(self, text: str) -> int:
        """Words."""
        return len(text.split())


@dataclass
class Desk:
    """Real stores over one folder, opened in the order of `bootstrap.open_local_desk`."""

    catalogue: Catalogue
    indexes: Indexes
    ingester: ArticleIngester
    embedder: FakeEmbedder

    def local(self) -> LocalDesk:
        """The same parts with an assistant, as the terminal gets them."""
        from answering.assistant import OnTheRecord
        from answering.commitments import CommitmentRegister
        from answering.lexicon import Lexicon
        from answering.retrieve import PassageRetriever
        from answering.statements import Registered

        registered = Registered(self.catalogue)
        assistant = OnTheRecord(
            retriever=PassageRetriever(embedder=self.embedder, searcher=self.indexes, source=self.catalogue),
            lexicon=Lexicon(self.catalogue, self.indexes, self.embedder, registered),
            registered=registered,
            embedder=self.embedder,
            records=self.catalogue,
            longest=1000,
        )
        return LocalDesk(
            assistant=assistant,
            ingester=self.ingester,
            records=self.catalogue,
            register=CommitmentRegister(registered),
            searcher=self.indexes,
        )

    def close(self) -> None:
        """Release the files."""
        self.indexes.close()
        self.catalogue.close()


def open_desk(folder: Path, embedder: Any = None) -> Desk:
    """The stores of `folder`, repaired if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    embedder = embedder or FakeEmbedder()
    catalogue = open_catalogue(folder)
    check_made_with(catalogue, embedder.fingerprint)
    indexes = Indexes(folder, catalogue)
    return Desk(catalogue, indexes, ArticleIngester(catalogue, indexes, embedder), embedder)


def lamps(**changes: Any) -> Article:
    """An invented article."""
    article = Article(
        id="lumenor-pause",
        text=LAMPS,
        title="Lumenor pauses",
        publisher="The Harbour Post",
        published=date(2021, 3, 4),
        dateline=date(2021, 3, 4),
        companies=("Lumenor",),
        revision=1,
    )
    return replace(article, **changes)


def stored(article: Article, embedder: FakeEmbedder | None = None) -> list[StoredPassage]:
    """Its passages with their vectors, as the ingester makes them."""
    embedder = embedder or FakeEmbedder()
    return [
        StoredPassage(
            passage=passage,
            article=article,
            header="",
            vector=embedder.embed([article.text[passage.start : passage.end]])[0],
            sentence_vectors=embedder.embed([article.text[start:end] for start, end in passage.sentences]),
        )
        for passage in split(article, embedder.count, embedder.window)
    ]


def make_live(catalogue: Catalogue, article: Article) -> list[str]:
    """Add an article and let it answer."""
    return catalogue.add([NewRevision(tuple(stored(article)))])


def awaited(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """What a coroutine gives, from a thread of its own: the browser tests keep a loop running in the first one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def write_article(folder: Path, name: str, text: str = LAMPS, **fields: Any) -> Path:
    """A Markdown file with front matter."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    front = yaml.safe_dump(fields, allow_unicode=True) if fields else ""
    path.write_text(f"---\n{front}---\n\n{text}\n", encoding="utf-8")
    return path
