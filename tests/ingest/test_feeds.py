"""Feeds: what RSS and Atom say of each entry, from bytes alone."""

from datetime import date
from pathlib import Path

import pytest

from core.errors import UnreadableArticle
from ingest.feeds import Entry, entries_of
from ingest.fetch import Page

RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>The Harbour Post</title><link>http://post.example/</link>
<item><title>Lumenor &amp;amp; Brightly &lt;em&gt;pause&lt;/em&gt;</title><link>http://post.example/1</link>
<dc:creator>Ann Lee</dc:creator><pubDate>Mon, 08 Jun 2020 23:30:00 -0500</pubDate></item>
<item><title>No date, relative link</title><link>/2</link></item>
<item><description>No title, no link</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Lamps</title>
<entry><title type="html">A &amp;lt; B</title><link rel="alternate" href="https://post.example/3"/>
<author><name>Odile Varga</name></author><published>2020-06-09T00:30:00+02:00</published></entry>
<entry><title>Only updated</title><link href="4"/><updated>2020-06-09T00:30:00Z</updated></entry></feed>"""


def page(body: str | bytes, content_type: str = "application/xml") -> Page:
    return Page("http://post.example/feed/all", content_type, body.encode() if isinstance(body, str) else body)


def test_rss_gives_link_title_author_and_day() -> None:
    """The day is the writer's, not that of Greenwich; what is not there is None."""
    assert entries_of(page(RSS)) == [
        Entry("http://post.example/1", "Lumenor & Brightly pause", "Ann Lee", date(2020, 6, 8)),
        Entry("http://post.example/2", "No date, relative link"),
        Entry(None),
    ]


def test_atom_gives_link_title_author_and_day() -> None:
    """When an entry was changed is not when it was published."""
    assert entries_of(page(ATOM)) == [
        Entry("https://post.example/3", "A < B", "Odile Varga", date(2020, 6, 9)),
        Entry("http://post.example/feed/4", "Only updated"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1"])
def test_encoding_is_the_declared_one(encoding: str) -> None:
    """In the file."""
    body = RSS.replace("utf-8", encoding).replace("Ann", "Änn").encode(encoding)

    assert entries_of(page(body))[0].author == "Änn Lee"


def test_a_day_that_is_none_is_left_out() -> None:
    """Never guessed."""
    assert entries_of(page(RSS.replace("Mon, 08 Jun 2020 23:30:00 -0500", "last Monday")))[0].published is None


@pytest.mark.parametrize("body", ["", "lamps", "<html><body>lamps</body></html>", b"\0\xff" * 100])
def test_what_is_no_feed_is_refused(body: str | bytes) -> None:
    """With what to do instead."""
    with pytest.raises(UnreadableArticle, match="is no RSS or Atom feed; give a page's address without --feed"):
        entries_of(page(body))


def test_bytes_are_never_taken_for_a_file_or_an_address(tmp_path: Path) -> None:
    """The parser would open either."""
    file = tmp_path / "feed.xml"
    file.write_text(RSS, encoding="utf-8")

    for body in (str(file), file.as_uri(), "http://127.0.0.1/feed"):
        with pytest.raises(UnreadableArticle):
            entries_of(page(body))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("entity", ['x SYSTEM "file:///etc/passwd"', 'x "&y;&y;&y;"'])
def test_entities_are_refused(encoding: str, entity: str) -> None:
    """They reach for files, or multiply."""
    body = RSS.replace("utf-8", encoding).replace("<rss", f"<!DOCTYPE rss [<!ENTITY {entity}>]><rss")

    with pytest.raises(UnreadableArticle, match="declares entities"):
        entries_of(page(body.encode(encoding)))


@pytest.mark.parametrize("body", [b" " * (2 * 1024 * 1024 + 1), b"<rss>" + b"<a>" * 50_000])
def test_a_very_large_feed_is_refused(body: bytes) -> None:
    """Before it is parsed."""
    with pytest.raises(UnreadableArticle, match="larger than 2 MB or 50,000 tags"):
        entries_of(page(body))
