"""The list of articles, browsed and searched."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.fakes import Desk
from tests.web.fakes import EXIT, EXTENSION, PAUSE, FakeRecords, FakeSearcher
from web.articles import article_page
from web.shelf import MOST_WORDS, excerpt, shelf_router

HOSTILE = replace(EXIT, id="hostile", title="<b>bad</b>", text="An <img src=x> & more.", companies=("<i>Evil",))
SHELF = FakeRecords([EXTENSION, PAUSE, HOSTILE])


def client_of(records: FakeRecords) -> TestClient:
    """A visitor of a site with these articles."""
    app = FastAPI()
    app.include_router(shelf_router(records, FakeSearcher(records)))
    return TestClient(app)


@pytest.fixture(scope="module")
def reader() -> TestClient:
    """A visitor of a site with three articles."""
    return client_of(SHELF)


def names_in(page: str) -> list[str]:
    """The articles listed, by id, in order."""
    return re.findall(r'<li><a href="/articles/([\w-]+)"', page)


def test_all_articles_are_listed_in_their_order(reader: TestClient) -> None:
    """The catalogue gives them newest first."""
    assert names_in(reader.get("/articles").text) == [EXTENSION.id, PAUSE.id, HOSTILE.id]


def test_a_search_needs_all_words(reader: TestClient) -> None:
    """In title or text, in any case."""
    assert names_in(reader.get("/articles?q=PAUSE").text) == [EXTENSION.id, PAUSE.id]
    assert names_in(reader.get("/articles?q=pause+moratorium").text) == [PAUSE.id]


def test_the_company_narrows_the_list(reader: TestClient) -> None:
    """Alone or with words."""
    assert names_in(reader.get("/articles?company=Amazon").text) == [EXTENSION.id, PAUSE.id]
    assert names_in(reader.get("/articles?company=Amazon&q=goes").text) == [EXTENSION.id]


def test_a_hit_leads_to_its_paragraph(reader: TestClient) -> None:
    """The paragraph with the words is shown, marked, and linked; the article has it under that name."""
    page = reader.get("/articles?q=rescue").text

    assert f'href="/articles/{PAUSE.id}#p3"><mark>Rescue</mark> groups may go on using it.' in page
    assert '<p id="p3">Rescue groups' in article_page(PAUSE, None)


def test_an_excerpt_is_as_long_as_a_glance() -> None:
    """From a little before the first word that was looked for, in whole words."""
    found = excerpt("First.\n\n" + "start " * 50 + "police middle " + "end " * 80, ["police"])

    assert found and found[0] == 2
    assert found[1].startswith("… start ") and found[1].endswith(" end …")
    assert len(found[1]) < 280 and "<mark>police</mark>" in found[1]


def test_endings_are_marked_too() -> None:
    """The index finds stems, so the excerpt marks their forms; of a short word only itself."""
    found = excerpt("Companies banned the ban.", ["company", "ban"])

    assert found == (1, "<mark>Companies</mark> banned the <mark>ban</mark>.")
    assert excerpt("Promises were promised.", ["promise"]) == (1, "<mark>Promises</mark> were <mark>promised</mark>.")


@pytest.mark.parametrize("query", ["q=zebra", "q=zebra&company=Amazon"])
def test_a_search_without_result_says_so(reader: TestClient, query: str) -> None:
    """One sentence, and what was looked for stays in the field."""
    page = reader.get(f"/articles?{query}").text

    assert "has all of these words; try fewer." in page and 'value="zebra"' in page


def test_an_unknown_company_loses_nothing(reader: TestClient) -> None:
    """One sentence; the words are kept."""
    answer = reader.get("/articles?company=<i>Nobody&q=goes")

    assert answer.status_code == 400 and "“&lt;i&gt;Nobody”" in answer.text
    assert names_in(answer.text) == [EXTENSION.id]


def test_a_search_of_many_words_looks_for_the_first(reader: TestClient) -> None:
    """And says so; none breaks anything, however long."""
    words = " ".join(["pause"] + [f"w{number}" for number in range(MOST_WORDS)])
    answer = reader.get("/articles", params={"q": words})

    assert answer.status_code == 400 and f"Only the first {MOST_WORDS} words" in answer.text
    assert reader.get("/articles", params={"q": "x" * 20_000}).status_code == 400


@pytest.mark.parametrize("words", ["?", "* AND (", '"', "\\", "[a", "%", "日本"])
def test_signs_are_no_syntax(reader: TestClient, words: str) -> None:
    """Whatever is typed is looked for as words."""
    assert reader.get("/articles", params={"q": words}).status_code == 200


def test_nothing_in_an_article_becomes_markup(reader: TestClient) -> None:
    """Title, text, company and what was typed are escaped."""
    page = reader.get("/articles?q=more+%3Cu%3E").text + reader.get("/articles?q=img").text

    assert "<img" not in page and "<b>bad" not in page and "<i>Evil" not in page and "<u>" not in page


def test_an_empty_shelf_says_so() -> None:
    """No controls over nothing but the field."""
    assert "No articles have been added yet." in client_of(FakeRecords([])).get("/articles").text


def test_the_real_index_finds_forms_of_words(desk: Callable[..., Desk], tmp_path: Path) -> None:
    """Through tantivy, in title or text."""
    (tmp_path / "one.md").write_text("---\ntitle: The promises\n---\nA company paused its sales.\n")
    (tmp_path / "two.md").write_text("---\ntitle: Another\n---\nCompanies went on selling.\n")
    opened = desk()
    list(opened.ingester.ingest([tmp_path / "one.md", tmp_path / "two.md"]))
    app = FastAPI()
    app.include_router(shelf_router(opened.catalogue, opened.indexes))
    reader = TestClient(app)

    assert len(names_in(reader.get("/articles?q=companies").text)) == 2
    assert reader.get("/articles?q=promise+pausing").text.count("<li>") == 1
