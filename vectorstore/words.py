"""Passages by their words, in tantivy: BM25 over stems."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

import tantivy

HEAP = 50_000_000
UNDATED = date.max.toordinal()
"""The day of a passage whose article has no dateline: never known by any other day."""


@cache
def _analyzer() -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold(), tantivy.Filter.stemmer("english")):
        builder = builder.filter(step)
    return builder.build()


def stems(text: str) -> list[str]:
    """The stems of all words of `text`, in order, in lower case without accents."""
    return list(_analyzer().analyze(text))


class WordIndex:
    """One tantivy index of passages, in a folder or in memory."""

    def __init__(self, folder: Path | None = None) -> None:
        """Open the index in `folder`, or make it; without a folder, one in memory."""
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        schema.add_text_field("text", tokenizer_name="stems", index_option="freq")
        schema.add_integer_field("day", fast=True)
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(schema.build(), path=str(folder) if folder else None)
        self._index.register_tokenizer("stems", _analyzer())

    def add(self, rows: Iterable[tuple[str, str, date | None]]) -> None:
        """Add passages, given as id, text and day."""
        writer = self._index.writer(HEAP, 1)
        for passage_id, text, day in rows:
            ordinal = day.toordinal() if day else UNDATED
            writer.add_document(tantivy.Document(id=passage_id, text=text, day=ordinal))
        self._commit(writer)

    def remove(self, ids: Iterable[str]) -> None:
        """Take passages out; ids that are not there are ignored."""
        writer = self._index.writer(HEAP, 1)
        for passage_id in ids:
            writer.delete_documents_by_term("id", passage_id)
        self._commit(writer)

    def ids(self) -> set[str]:
        """All ids that are indexed."""
        searcher = self._index.searcher()
        found = searcher.search(tantivy.Query.all_query(), limit=max(searcher.num_docs, 1))
        return {searcher.doc(address)["id"][0] for _, address in found.hits}

    def search(self, text: str, count: int, as_of: date | None = None) -> list[tuple[str, float]]:
        """Ids with BM25 score, best first, of passages known by `as_of`; any of the words of `text` may match."""
        terms = dict.fromkeys(stems(text))
        if not terms:
            return []
        schema = self._index.schema
        any_of = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", term)) for term in terms]
        query = tantivy.Query.boolean_query(any_of)
        if as_of:
            known = tantivy.Query.range_query(schema, "day", tantivy.FieldType.Integer, None, as_of.toordinal())
            known = tantivy.Query.const_score_query(known, 0.0)
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, known)])
        searcher = self._index.searcher()
        hits = searcher.search(query, limit=count).hits
        return [(searcher.doc(address)["id"][0], float(score)) for score, address in hits]

    def frequency(self, stem: str) -> int:
        """In how many passages a stem occurs."""
        return int(self._index.searcher().doc_freq("text", stem))

    def count(self) -> int:
        """How many passages are indexed."""
        return int(self._index.searcher().num_docs)

    def near(self, word: str, distance: int, count: int = 20) -> list[str]:
        """Ids of passages that hold a stem within so many edits of that of `word`, a swap counted as one."""
        searcher = self._index.searcher()
        found = []
        for stem in stems(word):
            query = tantivy.Query.fuzzy_term_query(self._index.schema, "text", stem, distance)
            found += [searcher.doc(address)["id"][0] for _, address in searcher.search(query, limit=count).hits]
        return found

    def _commit(self, writer: tantivy.IndexWriter) -> None:
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
