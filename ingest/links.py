"""Links and feeds to articles, by way of the same readers as files."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from core.errors import UnreadableArticle
from ingest.feeds import FEED_TYPES, MOST, Entry, entries_of
from ingest.fetch import Fetcher, Network
from ingest.read import TYPES, Loaded, read

LONGEST_ID = 80

Taken = tuple[str, Loaded | UnreadableArticle]


def linked(links: Sequence[str], feeds: Sequence[str], network: Network | None = None) -> Iterator[Taken]:
    """Each link, then the link of each entry of each feed, with an article there or the reason why there is none.

    Each is fetched when its turn comes.
    """
    fetcher = Fetcher(network)
    for link in dict.fromkeys(links):
        yield from _articles(fetcher, link, Entry(link))
    for feed in dict.fromkeys(feeds):
        yield from _listed(fetcher, feed)


def _listed(fetcher: Fetcher, feed: str) -> Iterator[Taken]:
    try:
        entries = entries_of(fetcher.fetch(feed, FEED_TYPES))
    except UnreadableArticle as error:
        yield feed, error
        return
    for entry in entries[:MOST]:
        if entry.link:
            yield from _articles(fetcher, entry.link, entry)
        else:
            title = entry.title or "nor a title"
            yield feed, UnreadableArticle(f"An entry of {feed} has no link ({title}); leave it out.")
    if len(entries) > MOST:
        yield feed, UnreadableArticle(f"{feed} lists {len(entries)} entries, of which the first {MOST} were read.")


def _articles(fetcher: Fetcher, link: str, entry: Entry) -> Iterator[Taken]:
    try:
        page = fetcher.fetch(link, TYPES)
    except UnreadableArticle as error:
        yield link, error
        return
    for found in read(page.body, page.url, page.content_type):
        yield link, found if isinstance(found, UnreadableArticle) else _placed(found, page.url, entry)


def _placed(loaded: Loaded, url: str, entry: Entry) -> Loaded:
    """The article under the name of its address; what it does not say of itself, the feed may."""
    found = loaded.article
    published = found.published or entry.published
    article = replace(
        found,
        id=id_of(url) + (f"-{loaded.line}" if loaded.line else ""),
        url=url,
        title=found.title or entry.title,
        author=found.author or entry.author,
        published=published,
        dateline=found.dateline or published,
    )
    return replace(loaded, article=article, named_by_file=False)


def id_of(url: str) -> str:
    """A stable id for the article at `url`: readable, and another one for every address.

    Whether by http or https and what brought the reader there make no difference.
    """
    parts = urlsplit(url)
    query = urlencode([pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0][:4] != "utm_"])
    place = f"{parts.netloc.removeprefix('www.')}{parts.path}" + (f"?{query}" if query else "")
    words = re.sub(r"[^a-z0-9]+", "-", place.lower()).strip("-")[:LONGEST_ID].strip("-")
    return f"{words}-{hashlib.sha256(place.encode()).hexdigest()[:8]}"
