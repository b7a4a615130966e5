"""What a web page says about its article in so many words: title, author, publisher, day and address."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from core.days import DAY, parse_day

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Names under which pages give the day of publication, those first that can mean nothing else.
_PUBLISHED = (
    "article:published_time datepublished og:article:published_time parsely-pub-date sailthru.date publish-date "
    "publish_date publishdate pubdate publication_date originalpublicationdate dc.date.issued dcterms.issued "
    "citation_publication_date dc.date dcterms.date dcterms.created dc.date.created date"
).split()
_PUBLISHERS = "og:site_name dc.publisher dcterms.publisher publisher citation_publisher".split()
_ARTICLE = re.compile(r"Article|Posting|Report|Review|Interview", re.IGNORECASE)
_SEPARATORS = r"\s+[|–—·•:»-]+\s+"


def about(tree: "HtmlElement") -> dict[str, Any]:
    """Title, author, publisher, published and url of a page, each None where the page does not say.

    Title and author are trafilatura's, from what is marked as such. Its date and publisher are not asked for: where a
    page gives none they are guessed from its pictures, its address or any number in its text.
    """
    from trafilatura.metadata import extract_metadata

    metas, linked = _metas(tree), list(_linked(tree))
    found = extract_metadata(tree, extensive=False)
    publisher = _publisher(metas, linked)
    url = next(iter(tree.xpath("//link[@rel='canonical']/@href")), None) or metas.get("og:url")
    return {
        "title": _title(tree, found.title, publisher, {*metas.values(), *(one.get("headline") for one in linked)}),
        "author": (found.author or "").replace("; ", ", ") or None,
        "publisher": publisher,
        "published": _published(tree, metas, linked),
        "url": url if re.fullmatch(r"https?://[^\s/]\S{0,999}", url or "", re.IGNORECASE) else None,
    }


def _metas(tree: "HtmlElement") -> dict[str, str]:
    """The page's own statements, the first of each name."""
    found: dict[str, str] = {}
    for element in tree.xpath("//meta[@content]"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if element.get("content").strip():
            found.setdefault(name.lower(), " ".join(element.get("content").split()))
    return found


def _linked(tree: "HtmlElement") -> Iterator[dict[str, Any]]:
    """The descriptions of articles (schema.org, JSON-LD) that a page gives; not those of what articles are about."""
    for text in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            waiting = [json.loads(text, strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            one = waiting.pop(0)
            if isinstance(one, list):
                waiting += one
            elif isinstance(one, dict):
                waiting += [one[key] for key in ("@graph", "mainEntity") if key in one]
                if _ARTICLE.search(str(one.get("@type"))):
                    yield one


def _title(tree: "HtmlElement", found: str | None, publisher: str | None, claims: set[Any]) -> str | None:
    """Without the publisher's name after it, and the one main heading where that says the same in fewer words."""
    headings = [" ".join(one.text_content().split()) for one in tree.xpath("//h1")]
    claims |= {*headings, *(" ".join(one.text_content().split()) for one in tree.xpath("//title"))}
    if not found or not any(isinstance(claim, str) and found in claim for claim in claims):
        return None
    if publisher:
        found = re.sub(rf"{_SEPARATORS}{re.escape(publisher)}\s*$", "", found, flags=re.IGNORECASE)
    return headings[0] if len(headings) == 1 and headings[0] and found.startswith(headings[0]) else found


def _publisher(metas: dict[str, str], linked: list[dict[str, Any]]) -> str | None:
    given = [one.get("publisher") for one in linked]
    names = [one.get("name") if isinstance(one, dict) else one for one in given]
    said = [metas.get(name) for name in _PUBLISHERS] + [name for name in names if isinstance(name, str)]
    return next((one for one in said if one and not one.startswith(("http", "@"))), None)


def _published(tree: "HtmlElement", metas: dict[str, str], linked: list[dict[str, Any]]) -> date | None:
    """The day that a description, a statement or a marked time gives, in this order."""
    said = [one.get("datePublished") for one in linked] + [metas.get(name) for name in _PUBLISHED]
    days = [day for one in said if isinstance(one, str) and (day := _day(one))]
    if days:
        return days[0]
    marked = tree.xpath("//time[@itemprop='datePublished' or @pubdate or contains(@class, 'publish')]/@datetime")
    others = tree.xpath("//*[self::article or self::main]//time/@datetime") or tree.xpath("//time/@datetime")
    known = {day for one in marked or others if (day := _day(one))}
    return known.pop() if len(known) == 1 else None


def _day(text: str) -> date | None:
    """The day that starts a time stamp or stands in a text; 5/6/2021, which can be read in two ways, is none."""
    text = re.sub(r"\A\s*(\d{4})-?(\d{2})-?(\d{2})(?=\D|\d{6}|\Z).*", r"\1-\2-\3", text, flags=re.DOTALL)
    found = re.search(DAY, text, re.IGNORECASE)
    return parse_day(found[0]) if found else None
