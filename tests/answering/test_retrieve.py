"""Finding passages: two searches joined, and nothing from after the day asked about."""

from datetime import date

from answering.retrieve import fused
from bootstrap import LocalDesk


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
