"""Links and feeds on their way in: what each article is called, and that one failure stays alone."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from catalogue.catalogue import Catalogue
from core.articles import Article, IngestReport, Supplied
from core.errors import InputError, UnreadableArticle
from ingest.ingester import ArticleIngester
from ingest.links import id_of, linked
from ingest.read import Loaded
from tests.fakes import LAMPS, Desk
from tests.ingest.internet import Internet

STORY = f"""---
id: an-id-of-another-article
title: Lumenor pauses
author: Ann Lee
published: 2021-03-04
---
{LAMPS}
"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Lamps</title>{}</feed>"""
ENTRY = """<entry><title>{title}</title>{link}<author><name>Odile Varga</name></author>
<published>2020-06-09T00:30:00+02:00</published></entry>"""


def markdown(text: str) -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": "text/markdown; charset=utf-8"}, text.encode()


def feed(*links: str) -> tuple[int, dict[str, str], bytes]:
    body = ATOM.format(
        "".join(
            ENTRY.format(title=f"Entry {n}", link=f'<link href="{link}"/>' if link else "")
            for n, link in enumerate(links)
        )
    )
    return 200, {"Content-Type": "application/atom+xml"}, body.encode()


@pytest.fixture
def take_in(site: Internet, desk: Callable[..., Desk]) -> Callable[..., list[IngestReport]]:
    """Takes links and feeds into real stores, by way of the internet that stands in."""
    stores = desk()

    def run(**sources: Any) -> list[IngestReport]:
        ingester = ArticleIngester(stores.catalogue, stores.indexes, stores.embedder, network=site.network())
        return list(ingester.ingest([], **sources))

    run.catalogue = stores.catalogue
    return run


def only(catalogue: Catalogue) -> Article:
    (article,) = catalogue.articles()
    return article


def test_article_is_called_after_where_it_was_in_the_end(site: Internet, take_in: Any) -> None:
    """Never by an id that a page gives itself: it could replace another article."""
    site.pages = {"a.example/": (301, {"Location": "/story"}, b""), "a.example/story": markdown(STORY)}

    (report,) = take_in(links=["http://a.example/"])

    article = only(take_in.catalogue)
    assert (report.origin, report.outcome, report.article_id) == ("http://a.example/", "added", article.id)
    assert article.id == id_of("http://a.example/story")
    assert article.url == "http://a.example/story"
    assert (article.title, article.author, article.dateline) == ("Lumenor pauses", "Ann Lee", date(2021, 3, 4))


def test_web_page_is_read_as_a_saved_one_is(site: Internet, take_in: Any) -> None:
    """And its url is where it was in the end, not where it says that it is."""
    site.pages = {
        "a.example/": (302, {"Location": "/story?utm_source=x"}, b""),
        "a.example/story?utm_source=x": (Path(__file__).parent / "pages" / "01-broadsheet.html").read_bytes(),
    }

    (report,) = take_in(links=["http://a.example/"])

    article = only(take_in.catalogue)
    assert (report.missing, article.publisher, article.author) == ((), "The Harbour Post", "Odile Marchetti")
    assert article.title == "Lumenor halts sales of harbour cameras to port police"
    assert "Advertisement" not in article.text
    assert article.url == take_in.catalogue.origin_of(article.id) == "http://a.example/story?utm_source=x"


def test_each_line_of_json_at_a_link_is_an_article(site: Internet, take_in: Any) -> None:
    """With an id of its own, and not the one that it claims."""
    lines = b'{"text": "Lumenor paused.", "id": "lumenor"}\n{"text": "Brightly did not."}\n{}\n'
    site.pages = {"a.example/all": (200, {"Content-Type": "application/jsonl"}, lines)}

    reports = take_in(links=["http://a.example/all"])

    name = id_of("http://a.example/all")
    assert [report.article_id for report in reports] == [f"{name}-1", f"{name}-2", None]
    assert reports[2].reason == 'http://a.example/all line 3 holds no text; give the words of the article as "text".'


def test_what_is_supplied_counts_more_than_page_and_feed(site: Internet, take_in: Any) -> None:
    """As with files."""
    site.pages = {"a.example/feed": feed("/1"), "a.example/1": markdown(STORY)}

    take_in(feeds=["http://a.example/feed"], supplied=Supplied(publisher="The Post", published=date(2022, 1, 2)))

    article = only(take_in.catalogue)
    assert (article.title, article.publisher, article.published) == ("Lumenor pauses", "The Post", date(2022, 1, 2))


@pytest.mark.parametrize("sources", [{"links": ["http://a.example/1", "http://a.example/2"]}, {"feeds": ["http://a"]}])
def test_a_title_is_for_one_article(site: Internet, take_in: Any, sources: dict[str, list[str]]) -> None:
    """Before anything is fetched."""
    with pytest.raises(InputError, match="--title goes with one file or link"):
        take_in(**sources, supplied=Supplied(title="Lumenor pauses"))

    assert site.asked == []


def test_same_page_again_is_unchanged_and_a_mended_one_revised(site: Internet, take_in: Any) -> None:
    """As with files."""
    site.pages = {"a.example/story": markdown(STORY)}
    first = take_in(links=["http://a.example/story", "http://a.example/story#part"])
    site.pages["a.example/story"] = markdown(STORY + "\nIt was mended.")

    (again,) = take_in(links=["http://a.example/story"])

    assert [report.outcome for report in first] == ["added", "unchanged"]
    assert again.outcome == "revised"


def test_entries_of_a_feed_fill_in_what_their_pages_do_not_say(site: Internet, take_in: Any) -> None:
    """And nothing that they do say."""
    site.pages = {"a.example/feed": feed("/1"), "a.example/1": markdown(LAMPS)}

    (report,) = take_in(feeds=["http://a.example/feed"])

    article = only(take_in.catalogue)
    assert (report.origin, report.missing) == ("http://a.example/1", ("publisher",))
    assert (article.title, article.author) == ("Entry 0", "Odile Varga")
    assert article.published == article.dateline == date(2020, 6, 9)


def test_page_of_a_feed_keeps_what_the_feed_said_of_it(site: Internet, take_in: Any) -> None:
    """When it is taken in again by its own address."""
    site.pages = {"a.example/feed": feed("/1"), "a.example/1": markdown(LAMPS)}
    take_in(feeds=["http://a.example/feed"])

    (report,) = take_in(links=["http://a.example/1"])

    assert (report.outcome, report.missing) == ("unchanged", ("publisher",))


def test_page_knows_better_than_the_feed(site: Internet, take_in: Any) -> None:
    """Of title, author and date."""
    site.pages = {"a.example/feed": feed("/1"), "a.example/1": markdown(STORY)}

    take_in(feeds=["http://a.example/feed"])

    article = only(take_in.catalogue)
    assert (article.title, article.author, article.published) == ("Lumenor pauses", "Ann Lee", date(2021, 3, 4))


def test_a_bad_entry_does_not_stop_the_others(site: Internet, take_in: Any) -> None:
    """Each has its reason; a feed that is none has one too."""
    site.pages = {
        "a.example/feed": feed("/1", "http://10.0.0.1/", "/none", "file:///etc/passwd", "", "/2"),
        "a.example/1": markdown(STORY),
        "a.example/2": markdown("Brightly paused its lamp sales for six months."),
        "a.example/page": markdown(STORY),
    }

    reports = take_in(
        links=["http://nowhere.example/"],
        feeds=["http://a.example/page", "http://a.example/none", "http://a.example/feed"],
    )

    assert [report.outcome for report in reports] == ["failed"] * 3 + ["added"] + ["failed"] * 4 + ["added"]
    assert all(report.reason for report in reports if report.outcome == "failed")
    assert "10.0.0.1/ cannot be fetched: its host is not on the public internet" in (reports[4].reason or "")
    assert "has no link" in (reports[7].reason or "")


def test_entries_beyond_the_limit_are_said_to_be_left(site: Internet) -> None:
    """Two hundred pages of one feed are enough for one run."""
    site.pages = {"a.example/feed": feed(*(f"/{n}" for n in range(203)))}

    sources = list(linked([], ["http://a.example/feed"], site.network()))

    assert len(sources) == 201
    assert "lists 203 entries, of which the first 200" in str(sources[-1][1])


def test_nothing_is_fetched_before_its_turn(site: Internet) -> None:
    """So that a run that is broken off has asked for no more than it read."""
    site.pages = {"a.example/1": markdown(STORY), "a.example/feed": feed("/2")}
    sources = linked(["http://a.example/1"], ["http://a.example/feed"], site.network())

    before = list(site.asked)
    next(sources)

    assert before == []
    assert site.asked == ["a.example/robots.txt", "a.example/1"]


@pytest.mark.parametrize(
    ("content_type", "body", "text"),
    [
        ("text/plain; charset=latin-1", "Blå lampor.".encode("latin-1"), "Blå lampor."),
        ('text/plain; charset="UTF-16"', "Blå lampor.".encode("utf-16"), "Blå lampor."),
        ("text/plain; charset=latin-1", "Blå lampor.".encode(), "Blå lampor."),
        ("text/plain", "Blå lampor.".encode(), "Blå lampor."),
    ],
)
def test_encoding_that_only_the_server_says_is_heard(site: Internet, content_type: str, body: bytes, text: str) -> None:
    """Unless the bytes are UTF-8, which they are not by chance."""
    site.pages = {"a.example/": (200, {"Content-Type": content_type}, body)}

    ((_, loaded),) = linked(["http://a.example/"], [], site.network())

    assert isinstance(loaded, Loaded)
    assert loaded.article.text == text


def test_types_that_no_reader_knows_are_refused(site: Internet) -> None:
    """Before anything is made of them."""
    site.pages = {"a.example/": (200, {"Content-Type": "image/png"}, b"x")}

    ((_, reason),) = linked(["http://a.example/"], [], site.network())

    assert isinstance(reason, UnreadableArticle)
    assert "it is image/png" in str(reason)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://a.example/story", "https://www.a.example/story", True),
        ("http://a.example/story?id=1", "http://a.example/story?id=1&utm_source=rss&utm_medium=x", True),
        ("http://a.example/story?id=1", "http://a.example/story?id=2", False),
        ("http://a.example/story-1", "http://a.example/story/1", False),
        ("http://a.example/Story", "http://a.example/story", False),
        ("http://a.example/" + "x" * 200, "http://a.example/" + "x" * 201, False),
    ],
)
def test_ids_differ_where_addresses_do(one: str, other: str, same: bool) -> None:
    """But for what makes no other page."""
    assert (id_of(one) == id_of(other)) is same


def test_ids_can_be_read_and_typed() -> None:
    """The words of the address, then a few digits."""
    assert id_of("https://www.a.example/2020/06/Lumenor-pauses.html").startswith(
        "a-example-2020-06-lumenor-pauses-html-"
    )
    assert len(id_of("https://a.example/" + "x" * 2000)) <= 89
