"""Passages: whole sentences in order, and each fits the window together with its header."""

import json
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.articles import Article
from core.errors import UnreadableArticle
from core.settings import ROOT
from evidence.sentences import sentence_spans
from ingest.load import article_files, load
from ingest.read import read
from ingest.split import SPECIAL_TOKENS, header_of, split
from tests.fakes import FakeEmbedder, lamps
from vectorstore.embedder import OnnxEmbedder


def spans(article: Article, embedder: FakeEmbedder | OnnxEmbedder) -> list[tuple[int, int]]:
    return [span for p in split(article, embedder.count, embedder.window) for span in p.sentences]


def longest(article: Article, embedder: OnnxEmbedder) -> int:
    header = header_of(article, embedder.count, embedder.window)
    passages = split(article, embedder.count, embedder.window)
    return max(embedder.count(f"{header}\n{article.text[p.start : p.end]}") for p in passages) + SPECIAL_TOKENS


@pytest.fixture(scope="module")
def shipped() -> list[Article]:
    """The corpus."""
    return [load(path, name).article for path, name in article_files([ROOT / "articles"])]


def test_passages_of_the_corpus_are_all_its_sentences_in_order(shipped: list[Article], embedder: OnnxEmbedder) -> None:
    """None is cut, doubled or left out."""
    for article in shipped:
        assert spans(article, embedder) == sentence_spans(article.text)


def test_passages_of_the_corpus_fit_the_window(shipped: list[Article], embedder: OnnxEmbedder) -> None:
    """With their header and the model's own two tokens, so that nothing is cut off in silence."""
    assert max(longest(article, embedder) for article in shipped) <= embedder.window


def test_passages_of_the_corpus_are_well_filled(shipped: list[Article], embedder: OnnxEmbedder) -> None:
    """No sentence starts a new passage while the one before had room for it."""
    for article in shipped:
        header = header_of(article, embedder.count, embedder.window)
        passages = split(article, embedder.count, embedder.window)
        for before, after in pairwise(passages):
            together = f"{header}\n{article.text[before.start : after.sentences[0][1]]}"
            assert embedder.count(together) + SPECIAL_TOKENS > embedder.window - 2


def test_passages_are_numbered_in_order(fake_embedder: FakeEmbedder) -> None:
    """And belong to their article's revision."""
    article = lamps(text="Lamps are lit at dusk. " * 200, revision=3)

    passages = split(article, fake_embedder.count, fake_embedder.window)

    assert [p.id for p in passages] == [f"lumenor-pause@3#{n}" for n in range(len(passages))]
    assert len(passages) > 2


def test_a_giant_sentence_is_cut_at_spaces(embedder: OnnxEmbedder) -> None:
    """Every piece fits, no word is broken, nothing is lost."""
    article = lamps(text="It was said, " + "again and again, " * 400 + "that lamps are lit. Then it was dark.")

    pieces = [article.text[start:end] for start, end in spans(article, embedder)]

    assert len(pieces) > 5
    assert pieces[-1] == "Then it was dark."
    assert " ".join(pieces) == article.text
    assert longest(article, embedder) <= embedder.window


@pytest.mark.parametrize("text", ["灯台" * 800, "ἀρχή" * 700, "가나다라" * 400, "💡" * 3000, "ab" * 5000])
def test_a_giant_word_is_cut_where_it_must_be(embedder: OnnxEmbedder, text: str) -> None:
    """Scripts without spaces are split too."""
    article = lamps(text=text)

    assert "".join(article.text[start:end] for start, end in spans(article, embedder)) == text
    assert longest(article, embedder) <= embedder.window


@pytest.mark.parametrize("title", ["A lamp and a rope " * 100, "가나다라" * 300])
def test_a_giant_title_leaves_room_for_words(embedder: OnnxEmbedder, title: str) -> None:
    """The header is cut, so that passages are not."""
    article = lamps(title=title)

    assert spans(article, embedder) == sentence_spans(article.text)
    assert longest(article, embedder) <= embedder.window


def test_a_giant_article_takes_no_longer_than_its_length(fake_embedder: FakeEmbedder) -> None:
    """Half a megabyte without a full stop."""
    article = lamps(text="lamp " * 100_000)
    began = time.perf_counter()

    split(article, fake_embedder.count, fake_embedder.window)

    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("changes", "header"),
    [({}, "Lumenor pauses. 4 March 2021"), ({"title": None}, "4 March 2021"), ({"dateline": None}, "Lumenor pauses")],
)
def test_the_header_is_title_and_dateline(fake_embedder: FakeEmbedder, changes: dict[str, None], header: str) -> None:
    """Whichever is known."""
    assert header_of(lamps(**changes), fake_embedder.count, fake_embedder.window) == header


# Every kind of character, and those that texts of the world are told apart, broken and joined by.
ANY = st.text(
    st.characters() | st.sampled_from("\u00ad\u200b\u200d\u202e\u2028\u0301\ufeffﬁ\r\n\n\n .-—“”A1é文א"), max_size=300
)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.jsonl"])
@given(text=ANY)
def test_every_span_of_any_file_is_exact(name: str, text: str) -> None:
    """Whatever is in it: sentences and passages say what stands at their places, and they cover all words in order."""
    text, embedder = f"Lamp. {text}", FakeEmbedder()
    data = json.dumps({"text": text}) if name == "a.jsonl" else text

    for loaded in read(data.encode(errors="replace"), name):
        if isinstance(loaded, UnreadableArticle):
            assert "\0" in data
            continue
        article = loaded.article
        passages = split(article, embedder.count, embedder.window)
        found = [span for passage in passages for span in passage.sentences]

        assert found and found == sorted(found)
        assert all(0 <= start < end <= len(article.text) for start, end in found)
        assert all(before[1] <= after[0] for before, after in pairwise(found))
        assert all((p.start, p.end) == (p.sentences[0][0], p.sentences[-1][1]) for p in passages)
        assert all(article.text[a:b] == article.text[a:b].strip() for a, b in found)
        assert "".join("".join(article.text[a:b].split()) for a, b in found) == "".join(article.text.split())


@given(st.lists(st.text(max_size=80), max_size=30).map(" . ".join), st.text(max_size=40))
def test_every_span_of_any_text_is_exact(embedder: OnnxEmbedder, text: str, title: str) -> None:
    """Spans are in order, apart, inside the text, cover every word, and fit."""
    article = lamps(text=f"Lamp. {text}", title=title)

    found = spans(article, embedder)

    assert all(start < end <= len(article.text) for start, end in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    assert "".join("".join(article.text[a:b].split()) for a, b in found) == "".join(article.text.split())
    assert longest(article, embedder) <= embedder.window
