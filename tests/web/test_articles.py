"""The pages that citations lead to."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from core.articles import Article, Source
from tests.web.fakes import PAUSE, QUOTE, citation_of
from web.articles import article_page, marked_paragraphs


class Marks(HTMLParser):
    """Collects what stands inside `mark`, and the ids of the marks."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inside = False
        self.texts: list[str] = []
        self.ids: list[str | None] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens a mark."""
        if tag == "mark":
            self.inside = True
            self.texts.append("")
            self.ids.append(dict(attrs).get("id"))

    def handle_endtag(self, tag: str) -> None:
        """Closes a mark."""
        self.inside = self.inside and tag != "mark"

    def handle_data(self, data: str) -> None:
        """Adds to the open mark."""
        if self.inside:
            self.texts[-1] += data


def test_the_mark_is_the_quote(visitor: TestClient) -> None:
    """Following a citation's link shows exactly its quote as marked."""
    page = visitor.get(citation_of(PAUSE, QUOTE).link).text

    assert Marks(page).texts == [QUOTE]


@given(st.text(alphabet="ab<&\"'\n\r \t’", max_size=60), st.data())
def test_the_marked_text_is_the_span_without_its_blank_lines(text: str, data: st.DataObject) -> None:
    """Whatever the text, the marks hold the span's characters in order, and only the first carries the id."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    marks = Marks("".join(f"<p>{p}</p>" for p in marked_paragraphs(text, (start, end))))

    assert "".join("".join(marks.texts).split()) == "".join(text[start:end].split())
    assert marks.ids == (["quote"] + [None] * (len(marks.ids) - 1) if marks.ids else [])


def test_a_span_across_paragraphs_is_marked_in_each() -> None:
    """Two paragraphs, two marks, one id."""
    marks = Marks(article_page(PAUSE, (0, len(PAUSE.text))))

    assert "\n\n".join(marks.texts) == PAUSE.text
    assert marks.ids == ["quote", None, None]


@pytest.mark.parametrize(
    "query", ["start=x&end=9", "start=5&end=2", "start=0&end=99999", "start=-1&end=3", "revision=x", "start=٣&end=9"]
)
def test_bad_numbers_are_ignored(visitor: TestClient, query: str) -> None:
    """A span that makes no sense leaves the article as it is."""
    answer = visitor.get(f"/articles/{PAUSE.id}?{query}")

    assert answer.status_code == 200
    assert "<mark" not in answer.text


@pytest.mark.parametrize("path", ["/articles/nothing", f"/articles/{PAUSE.id}?revision=77"])
def test_an_unknown_article_is_a_plain_404(visitor: TestClient, path: str) -> None:
    """Unknown ids and revisions lead to a page that says so."""
    answer = visitor.get(path)

    assert answer.status_code == 404
    assert "no such page or article" in answer.text


def test_an_older_revision_says_that_it_is_one(visitor: TestClient) -> None:
    """A citation of an old revision shows that revision, and the way to the current one."""
    page = visitor.get(f"/articles/{PAUSE.id}?revision=1").text

    assert "An older text." in page and "earlier version" in page


def test_only_web_addresses_are_linked() -> None:
    """A source with another scheme is named but not linked."""
    sources = (Source("A", "x", "javascript:alert(1)"), Source("B", "y", "https://example.com/?a=1&b=2"))
    page = article_page(Article(id="a", text="T.", sources=sources), None)

    assert "javascript:" not in page
    assert '<a href="https://example.com/?a=1&amp;b=2" rel="noopener noreferrer nofollow">y, B</a>' in page


def test_nothing_in_an_article_becomes_markup() -> None:
    """Every field is escaped."""
    bad = "<img src=x onerror=alert(1)>\"'"
    article = Article(id="a", text=bad, title=bad, publisher=bad, author=bad, sources=(Source(bad, bad),))
    page = article_page(article, (0, 4))

    assert "<img" not in page


def test_the_list_names_every_article(visitor: TestClient) -> None:
    """Each article is one click away."""
    page = visitor.get("/articles").text

    assert 'href="/articles/amazon-pause"' in page and "IBM leaves the field" in page


def test_article_pages_allow_no_script(visitor: TestClient) -> None:
    """The policy of a plain page lets nothing run."""
    policy = visitor.get("/articles").headers["content-security-policy"]

    assert "default-src 'none'" in policy and "script-src" not in policy
