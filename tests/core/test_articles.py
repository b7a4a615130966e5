"""Articles: identity of content, names, and metadata that survives storage."""

import json
from datetime import date
from typing import Any

import pytest

from core.articles import Article, IngestReport, Passage, Source
from tests.fakes import lamps


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Other words."},
        {"title": "Other"},
        {"dateline": date(2021, 3, 5)},
        {"sources": (Source("Lumenor"),)},
        {"companies": ()},
        {"facts": ("LUM-01",)},
    ],
)
def test_content_hash_changes_with_text_and_metadata(change: dict[str, Any]) -> None:
    """Whatever a reader could see change makes a new revision."""
    assert lamps(**change).content_hash != lamps().content_hash


def test_content_hash_does_not_depend_on_the_revision() -> None:
    """The same content stays the same whenever it came in."""
    assert lamps(revision=7).content_hash == lamps(revision=1).content_hash


@pytest.mark.parametrize(
    "article",
    [
        Article("bare", "Words."),
        lamps(sources=(Source("Lumenor", "A letter", "https://example.com"), Source(None)), topics=("lamps",), url="u"),
    ],
)
def test_metadata_round_trips_through_json(article: Article) -> None:
    """What the catalogue stores as JSON comes back equal."""
    metadata = json.loads(json.dumps(article.metadata()))

    again = Article.from_metadata(article.id, article.revision, article.text, metadata)

    assert again == article


@pytest.mark.parametrize(
    ("article", "name"),
    [
        (lamps(), "Lumenor pauses"),
        (lamps(title=None), "The Harbour Post, 2021-03-04"),
        (lamps(title=None, dateline=None), "The Harbour Post"),
        (Article("a-file", "Words."), "a-file"),
    ],
)
def test_a_missing_title_is_replaced_by_what_is_known(article: Article, name: str) -> None:
    """Publisher and date, else the file's name."""
    assert article.name == name


def test_a_passage_reaches_from_its_first_sentence_to_its_last() -> None:
    """Its id names article, revision and number."""
    passage = Passage("lamps", 3, 1, ((10, 20), (21, 30)))

    assert (passage.id, passage.start, passage.end) == ("lamps@3#1", 10, 30)


def test_a_report_is_plain_json() -> None:
    """`ingest --json` prints it."""
    body = IngestReport("a.txt", "added", "a", 1, missing=("title",)).to_json()

    assert json.loads(json.dumps(body))["missing"] == ["title"]
