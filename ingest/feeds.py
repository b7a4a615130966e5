"""What an RSS or Atom feed lists, read from its bytes alone."""

import html
import re
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import Any

import feedparser

from core.errors import UnreadableArticle
from ingest.fetch import Page

FEED_TYPES = ("application/atom+xml", "application/rdf+xml", "application/rss+xml", "application/xml", "text/xml")
LARGEST = 2 * 1024 * 1024
MOST_TAGS = 50_000
"""The parser takes a tenth of a millisecond for each, however small a feed of nothing else is."""
MOST = 200
"""Entries of one feed that are fetched."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; what the feed does not say is None."""

    link: str | None
    title: str | None = None
    author: str | None = None
    published: date | None = None


def entries_of(page: Page) -> list[Entry]:
    """The entries of a feed in its own order; `UnreadableArticle` where the page is no feed."""
    if len(page.body) > LARGEST or page.body.count(b"<") > MOST_TAGS:
        raise UnreadableArticle(
            f"{page.url} is larger than {LARGEST >> 20} MB or {MOST_TAGS:,} tags; give a shorter feed."
        )
    if b"<!ENTITY" in page.body.replace(b"\0", b""):  # also in UTF-16
        raise UnreadableArticle(f"{page.url} declares entities, which can grow without end; give a feed without them.")
    # A stream, since bytes could be taken for the name of a file, and text for an address.
    headers = {"content-type": page.content_type, "content-location": page.url}
    found = feedparser.parse(
        BytesIO(page.body), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
    )
    if not found.get("version"):
        raise UnreadableArticle(f"{page.url} is no RSS or Atom feed; give a page's address without --feed.")
    return [
        Entry(entry.get("link") or None, _plain(entry.get("title_detail")), entry.get("author") or None, _day(entry))
        for entry in found.entries
    ]


def _plain(detail: Any) -> str | None:
    """The words of a title, which may be written in HTML."""
    text = detail.value if detail else ""
    if detail and detail.type.endswith("html"):
        text = html.unescape(re.sub(r"<[^<>]*>", "", text))
    return " ".join(text.split()) or None


def _day(entry: Any) -> date | None:
    """The day in the writer's own time zone, which is the one printed on the page."""
    said = entry.get("published", "").strip()
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return parse(said).date()
        except ValueError:
            continue
    return None
