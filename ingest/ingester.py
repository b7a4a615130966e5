"""Takes files into the stores, each article visible in one step, a few at a time."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from catalogue.catalogue import Catalogue
from core.articles import Article, IndexStatus, IngestReport, NewRevision, Passage, StoredPassage, Supplied
from core.errors import InputError, UnreadableArticle
from core.protocols import Embedder
from ingest.load import article_files, read_file, shown
from ingest.read import Loaded
from ingest.registers import Registers
from ingest.reprints import Reprints
from ingest.split import header_of, split
from vectorstore.indexes import Indexes

if TYPE_CHECKING:
    from ingest.fetch import Network

WANTED = ("title", "publisher", "author", "published", "dateline")
NOTHING = Supplied()
BATCH = 128
"""Passages that are embedded and written together, at least; what is not written yet is not reported yet."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """An article that only needs embedding."""

    article: Article
    header: str
    passages: list[Passage]
    place: str
    report: IngestReport

    def texts(self) -> list[str]:
        """What is embedded: each passage under its header, then each sentence."""
        text = self.article.text
        sentences = [text[start:end] for passage in self.passages for start, end in passage.sentences]
        return [f"{self.header}\n{text[p.start : p.end]}" for p in self.passages] + sentences


class ArticleIngester:
    """Loads, cleans, splits, embeds and indexes articles."""

    def __init__(
        self, catalogue: Catalogue, indexes: Indexes, embedder: Embedder, *, network: "Network | None" = None
    ) -> None:
        """Takes the stores that articles go into, and the way to links; None is this machine's own."""
        self._catalogue = catalogue
        self._indexes = indexes
        self._embedder = embedder
        self._reprints = Reprints(catalogue)
        self._network = network
        self._registers = Registers(catalogue, embedder)

    def ingest(
        self,
        paths: Sequence[Path],
        supplied: Supplied = NOTHING,
        *,
        links: Sequence[str] = (),
        feeds: Sequence[str] = (),
    ) -> Iterator[IngestReport]:
        """One report an article, or a file or link without any, once it is safe.

        `supplied` is what the caller knows better than what is read. `InputError` before all of it for a missing path.
        """
        files = list(article_files(list(paths)))
        if supplied.title and (feeds or len(files) + len(links) > 1):
            raise InputError("--title goes with one file or link; leave it out, or give them one by one.")
        loaded = ((path, one) for path, name in files for one in read_file(path, name))
        reports = self._taken_in(chain(loaded, self._linked(links, feeds)), supplied)
        return self._with_registers(reports, [path for path in paths if path.is_dir()])

    def add(self, articles: Iterable[Article]) -> Iterator[IngestReport]:
        """One report an article that needs no file, such as those of a benchmark."""
        return self._taken_in((Path(one.id), Loaded(one, named_by_file=False, declares=True)) for one in articles)

    def remove(self, article_id: str) -> bool:
        """Take an article out of every store, with all its revisions; False when there is none of that id."""
        self._indexes.catch_up()
        if self._catalogue.hash_of(article_id) is None:
            return False
        self._indexes.remove(self._catalogue.remove(article_id))
        self._reprints.forget(article_id)
        self._indexes.settle()
        return True

    def index_status(self) -> IndexStatus:
        """Whether the indexes find what the catalogue says may answer."""
        return self._indexes.status()

    def rebuild_index(self) -> IndexStatus:
        """Make the indexes anew from the catalogue, while questions go on being answered; how they are then."""
        self._indexes.rebuild()
        return self._indexes.status()

    def _linked(self, links: Sequence[str], feeds: Sequence[str]) -> Iterable[tuple[str, Loaded | UnreadableArticle]]:
        if not (links or feeds):
            return ()
        from ingest.links import linked

        return linked(links, feeds, self._network)

    def _with_registers(self, reports: Iterator[IngestReport], folders: Sequence[Path]) -> Iterator[IngestReport]:
        """The reports, then those of the registers beside the articles."""
        changed = False
        for report in reports:
            changed = changed or report.outcome in ("added", "revised")
            yield report
        for folder in folders:
            yield from self._registers.take_in(folder, articles_changed=changed)

    def _taken_in(
        self, sources: Iterable[tuple[Path | str, Loaded | UnreadableArticle]], supplied: Supplied = NOTHING
    ) -> Iterator[IngestReport]:
        """The reports in order; `origins` has the file of each id so far: two of one id would revise each other."""
        self._indexes.catch_up()
        origins: dict[str, str] = {}
        waiting: list[_Ready | IngestReport] = []
        for path, loaded in sources:
            try:
                if isinstance(loaded, UnreadableArticle):
                    raise loaded
                waiting.append(self._prepared(self._completed(loaded, supplied), path, origins, waiting))
            except UnreadableArticle as error:
                waiting.append(IngestReport(shown(path), "failed", reason=str(error)))
            if sum(len(one.passages) for one in waiting if isinstance(one, _Ready)) >= BATCH:
                yield from self._written(waiting)
                waiting = []
        yield from self._written(waiting)
        self._indexes.settle()

    def _completed(self, loaded: Loaded, supplied: Supplied) -> Loaded:
        """With what is supplied now; what has no place for metadata keeps, while its words stay, what once was."""
        article = supplied.onto(loaded.article)
        known = None if loaded.declares else self._catalogue.article(article.id)
        if known and known.text == article.text:
            article = Supplied(known.title, known.publisher, known.published, known.dateline).filling(article)
            article = replace(article, author=article.author or known.author)
        return replace(loaded, article=article)

    def _prepared(
        self, loaded: Loaded, path: Path | str, origins: dict[str, str], waiting: Sequence[_Ready | IngestReport]
    ) -> _Ready | IngestReport:
        article, origin = loaded.article, shown(path) + (f" line {loaded.line}" if loaded.line else "")
        missing = tuple(field for field in WANTED if not getattr(article, field))
        first = origins.setdefault(article.id, origin)
        soon = [one.article for one in waiting if isinstance(one, _Ready) and one.article.id == article.id]
        known = soon[0].content_hash if soon else self._catalogue.hash_of(article.id)
        if known == article.content_hash:
            return IngestReport(origin, "unchanged", article.id, missing=missing, dropped=loaded.dropped)
        place = shown(path.resolve()) if isinstance(path, Path) else article.url or path
        if loaded.named_by_file:
            self._check_is_same_file(article.id, origin, place)
        if first != origin:
            raise UnreadableArticle(f"{origin} has the id {article.id} of {first}; give it another.")
        article = replace(article, revision=self._catalogue.next_revision(article.id))
        header = header_of(article, self._embedder.count, self._embedder.window)
        passages = split(article, self._embedder.count, self._embedder.window)
        outcome = "revised" if known else "added"
        report = IngestReport(origin, outcome, article.id, len(passages), missing, loaded.dropped)
        return _Ready(article, header, passages, place, report)

    def _check_is_same_file(self, article_id: str, origin: str, place: str) -> None:
        """Two files of one name in two folders are two articles, unless the first is gone: then it was moved."""
        known = self._catalogue.origin_of(article_id)
        if known and known != place and os.path.isfile(known):
            raise UnreadableArticle(
                f"{origin} would get the id {article_id}, which {known} has; rename it or give it an `id:`."
            )

    def _written(self, waiting: Sequence[_Ready | IngestReport]) -> Iterator[IngestReport]:
        """Embed what waits in one call, write it in one transaction, let it be found, and only then report it."""
        ready = [one for one in waiting if isinstance(one, _Ready)]
        if ready:
            revised = [
                NewRevision(tuple(passages), one.place, *self._reprints.place(one.article))
                for passages, one in zip(self._embedded(ready), ready, strict=True)
            ]
            self._indexes.remove(self._catalogue.add(revised))
            self._indexes.add([passage for revision in revised for passage in revision.passages])
        yield from (one.report if isinstance(one, _Ready) else one for one in waiting)

    def _embedded(self, ready: Sequence[_Ready]) -> list[list[StoredPassage]]:
        vectors = self._embedder.embed([text for one in ready for text in one.texts()])
        stored, row = [], 0
        for one in ready:
            sentence = row + len(one.passages)
            mine = []
            for passage, vector in zip(one.passages, vectors[row:sentence], strict=True):
                end = sentence + len(passage.sentences)
                mine.append(StoredPassage(passage, one.article, one.header, vector, vectors[sentence:end]))
                sentence = end
            stored.append(mine)
            row = sentence
        return stored
