"""Takes files into the stores, one article at a time, each visible in one step."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from catalogue.catalogue import Catalogue
from core.articles import Article, IngestReport, StoredPassage
from core.errors import UnreadableArticle
from core.protocols import Embedder
from ingest.load import Loaded, article_files, load, shown
from ingest.split import header_of, split
from vectorstore.indexes import Indexes

WANTED = ("title", "publisher", "published")


class ArticleIngester:
    """Loads, cleans, splits, embeds and indexes articles."""

    def __init__(self, catalogue: Catalogue, indexes: Indexes, embedder: Embedder) -> None:
        """Takes the stores that articles go into."""
        self._catalogue = catalogue
        self._indexes = indexes
        self._embedder = embedder

    def ingest(self, paths: Sequence[Path]) -> Iterator[IngestReport]:
        """One report a file, as each is done; `InputError` before anything is read if a path is missing."""
        files = list(article_files(list(paths)))
        origins: dict[str, str] = {}
        for path, name in files:
            try:
                yield self._take_in(load(path, name), path, origins)
            except UnreadableArticle as error:
                yield IngestReport(shown(path), "failed", reason=str(error))
        self._indexes.settle()

    def add(self, articles: Iterable[Article]) -> Iterator[IngestReport]:
        """One report an article that needs no file, such as those of a benchmark."""
        for article in articles:
            yield self._take_in(Loaded(article, named_by_file=False), Path(article.id), {})
        self._indexes.settle()

    def remove(self, article_id: str) -> bool:
        """Take an article out of every store, with all its revisions; False when there is none of that id."""
        if self._catalogue.hash_of(article_id) is None:
            return False
        self._indexes.remove(self._catalogue.remove(article_id))
        self._indexes.settle()
        return True

    def _take_in(self, loaded: Loaded, path: Path, origins: dict[str, str]) -> IngestReport:
        """`origins` has the file of each article so far: two files of one id would revise each other forever."""
        article, origin = loaded.article, shown(path)
        missing = tuple(field for field in WANTED if not getattr(article, field))
        first = origins.setdefault(article.id, origin)
        known = self._catalogue.hash_of(article.id)
        if known == article.content_hash:
            return IngestReport(origin, "unchanged", article.id, missing=missing, dropped=loaded.dropped)
        place = shown(path.resolve())
        if loaded.named_by_file:
            self._check_is_same_file(article.id, origin, place)
        if first != origin:
            raise UnreadableArticle(f"{origin} has the id {article.id} of {first}; give it another.")
        count = self._index(replace(article, revision=self._catalogue.next_revision(article.id)), place)
        outcome = "revised" if known else "added"
        return IngestReport(origin, outcome, article.id, count, missing, loaded.dropped)

    def _check_is_same_file(self, article_id: str, origin: str, place: str) -> None:
        """Two files of one name in two folders are two articles, unless the first is gone: then it was moved."""
        known = self._catalogue.origin_of(article_id)
        if known and known != place and os.path.isfile(known):
            raise UnreadableArticle(
                f"{origin} would get the id {article_id}, which {known} has; rename it or give it an `id:`."
            )

    def _index(self, article: Article, place: str) -> int:
        """Let the revision answer and be found; returns its passages."""
        stored = self._embedded(article)
        gone = self._catalogue.add(stored, place)
        self._indexes.remove(gone)
        self._indexes.add(stored)
        return len(stored)

    def _embedded(self, article: Article) -> list[StoredPassage]:
        header = header_of(article, self._embedder.count, self._embedder.window)
        passages = split(article, self._embedder.count, self._embedder.window)
        whole = [f"{header}\n{article.text[p.start : p.end]}" for p in passages]
        sentences = [article.text[start:end] for p in passages for start, end in p.sentences]
        vectors = self._embedder.embed([*whole, *sentences])
        stored, row = [], len(passages)
        for number, passage in enumerate(passages):
            end = row + len(passage.sentences)
            stored.append(StoredPassage(passage, article, header, vectors[number], vectors[row:end]))
            row = end
        return stored
