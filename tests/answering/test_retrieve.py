"""Finding passages: two searches joined, and nothing from after the day asked about."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from answering.retrieve import PassageRetriever, fused
from bootstrap import LocalDesk
from core.articles import StoredPassage
from tests.fakes import FakeEmbedder, lamps, stored


@dataclass
class Shelf:
    """Both searches find the same articles in the same order; those in `gone` are not live any more."""

    count: int
    gone: tuple[str, ...] = ()
    read: list[str] = field(default_factory=list)

    def by_meaning(self, vector: np.ndarray, count: int, as_of: date | None = None) -> list[tuple[str, float]]:
        return [(f"n{number:02}@1#0", 1 / (1 + number)) for number in range(self.count)][:count]

    def by_words(self, text: str, count: int, as_of: date | None = None) -> list[tuple[str, float]]:
        return self.by_meaning(np.zeros(1), count)

    def passages(self, ids: Sequence[str], as_of: date | None = None) -> dict[str, StoredPassage]:
        self.read += ids
        return {one: stored(lamps(id=one.split("@")[0]))[0] for one in ids if one not in self.gone}


def found(shelf: Shelf, count: int) -> list[str | None]:
    retriever = PassageRetriever(embedder=FakeEmbedder(), searcher=shelf, source=shelf)
    return [document.id for document in retriever.invoke("Who stopped?", count=count)]


def test_fusion_puts_what_both_searches_find_first():
    """An item in second place twice beats one in first place once."""
    assert fused([["a", "b", "c"], ["d", "b"]])[0] == "b"


def test_fusion_is_the_same_whatever_the_order_of_equal_items():
    """Ties are broken by id, so that an answer does not depend on chance."""
    assert fused([["b"], ["a"]]) == fused([["a"], ["b"]])


def test_retriever_gives_langchain_documents_with_their_passages(shipped: LocalDesk):
    """Each document's text is the passage at its place in the article."""
    documents = shipped.assistant._retriever.invoke("How long is the pause?")

    assert len(documents) == 12
    for document in documents:
        passage = document.metadata["stored"].passage
        article = shipped.article(passage.article_id, passage.revision)
        assert article
        assert article.text[passage.start : passage.end] == document.page_content


def test_retriever_leaves_out_articles_from_after_the_day(shipped: LocalDesk):
    """With an as-of date the dateline of every passage is that day or earlier."""
    day = date(2020, 6, 10)

    documents = shipped.assistant._retriever.invoke("How long is the pause?", as_of=day)

    assert documents
    assert all(document.metadata["stored"].article.dateline <= day for document in documents)


def test_no_more_passages_are_read_than_are_given():
    """Each is a row of text and vectors, and most of what two searches find is too far down."""
    shelf = Shelf(40)

    assert found(shelf, 3) == shelf.read == ["n00@1#0", "n01@1#0", "n02@1#0"]


def test_what_has_gone_is_made_up_for():
    """By the next best, to the end of what was found."""
    assert found(Shelf(40, gone=("n01@1#0",)), 3) == ["n00@1#0", "n02@1#0", "n03@1#0"]
    assert found(Shelf(3, gone=("n01@1#0",)), 3) == ["n00@1#0", "n02@1#0"]
