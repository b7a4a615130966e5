"""Links and feeds to articles, by way of the same readers as files."""

import hashlib
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NoReturn
from urllib.parse import parse_qsl, urlencode, urlsplit

from core.errors import UnreadableArticle
from ingest.feeds import MOST, TYPES, Entry, entries_of
from ingest.fetch import Fetcher, Network, Page
from ingest.load import Loaded, load

SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
"""The media types that are fetched, and the kind of file that each is read as."""
LONGEST_ID = 80

Read = Callable[[], Loaded]


def linked(links: Sequence[str], feeds: Sequence[str], network: Network | None = None) -> Iterator[tuple[str, Read]]:
    """Each link, then each entry's page of each feed, with the call that fetches and reads it.

    What cannot be had raises `UnreadableArticle` in that call, so that the others go on. A feed is fetched when its
    turn comes.
    """
    fetcher = Fetcher(network)
    for url in dict.fromkeys(links):
        yield url, partial(_article, fetcher, Entry(url))
    for feed in dict.fromkeys(feeds):
        yield from _listed(fetcher, feed)


def _listed(fetcher: Fetcher, feed: str) -> Iterator[tuple[str, Read]]:
    try:
        entries = entries_of(fetcher.fetch(feed, TYPES))
    except UnreadableArticle as error:
        yield feed, partial(_fail, error)
        return
    for entry in entries[:MOST]:
        if entry.link:
            yield entry.link, partial(_article, fetcher, entry)
        else:
            why = UnreadableArticle(f"An entry of {feed} has no link ({entry.title or 'nor a title'}); leave it out.")
            yield feed, partial(_fail, why)
    if len(entries) > MOST:
        why = UnreadableArticle(f"{feed} lists {len(entries)} entries, of which the first {MOST} were read.")
        yield feed, partial(_fail, why)


def _fail(error: UnreadableArticle) -> NoReturn:
    raise error


def _article(fetcher: Fetcher, entry: Entry) -> Loaded:
    """The article at a link, under that link's name; what it does not say of itself, the feed may."""
    page = fetcher.fetch(entry.link or "", SUFFIXES)
    loaded = read(page)
    found = loaded.article
    published = found.published or entry.published
    article = replace(
        found,
        id=id_of(page.url),
        url=page.url,
        title=found.title or entry.title,
        author=found.author or entry.author,
        published=published,
        dateline=found.dateline or published,
    )
    return replace(loaded, article=article, named_by_file=False)


def read(page: Page) -> Loaded:
    """What the readers of files make of a page; `UnreadableArticle` where there is none for its type."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"page{SUFFIXES[page.media_type]}"
        file.write_bytes(_as_utf8(page))
        return load(file, page.url)


def _as_utf8(page: Page) -> bytes:
    """The bytes, recoded where only the server says in what encoding they are."""
    said = re.search(r"charset=[\"']?([\w.:-]+)", page.content_type, re.IGNORECASE)
    try:
        page.body.decode()
    except UnicodeDecodeError:
        try:
            return page.body.decode(said[1]).encode("utf-8-sig") if said else page.body
        except (LookupError, UnicodeError):
            pass
    return page.body


def id_of(url: str) -> str:
    """A stable id for the article at `url`: readable, and another one for every address.

    Whether by http or https and what brought the reader there make no difference.
    """
    parts = urlsplit(url)
    query = urlencode([pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0][:4] != "utm_"])
    place = f"{parts.netloc.removeprefix('www.')}{parts.path}" + (f"?{query}" if query else "")
    words = re.sub(r"[^a-z0-9]+", "-", place.lower()).strip("-")[:LONGEST_ID].strip("-")
    return f"{words}-{hashlib.sha256(place.encode()).hexdigest()[:8]}"
