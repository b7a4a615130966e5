"""The pages that a citation leads to: plain HTML, so that the proof can be read with scripting off."""

import re
from collections.abc import Iterator
from html import escape
from urllib.parse import quote, urlsplit

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from core.articles import Article, Source
from core.protocols import Records
from web.days import show_day
from web.frame import page

BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
SMALL_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


def articles_router(records: Records) -> APIRouter:
    """Each article at its own address, with the quoted words marked."""
    router = APIRouter(include_in_schema=False)

    @router.get("/articles/{article_id}")
    def article(article_id: str, revision: str = "", start: str = "", end: str = "") -> HTMLResponse:
        wanted = read_number(revision)
        live = records.article(article_id)
        shown = live if wanted is None or (live and live.revision == wanted) else records.article(article_id, wanted)
        if shown is None:
            return HTMLResponse(missing_page(), status_code=404)
        span = read_span(start, end, len(shown.text))
        return HTMLResponse(article_page(shown, span, is_live=live is not None and live.revision == shown.revision))

    return router


def read_number(text: str) -> int | None:
    """A small whole number, or None for anything else."""
    return int(text) if SMALL_NUMBER.fullmatch(text) else None


def read_span(start: str, end: str, length: int) -> tuple[int, int] | None:
    """The span that two numbers name inside a text, or None where they name none."""
    first, last = read_number(start), read_number(end)
    if first is None or last is None or not 0 <= first < last <= length:
        return None
    return first, last


def article_page(article: Article, span: tuple[int, int] | None, *, is_live: bool = True) -> str:
    """One article, its facts first, with `text[start:end]` marked where `span` is given."""
    parts = [
        f"<h1>{escape(article.name)}</h1>",
        f'<p class="facts">{facts(article)}</p>',
        "" if is_live else _older(article),
        '<p class="jump"><a href="#quote">Go to the quoted words</a></p>' if span else "",
        '<div class="text">',
        *(f'<p id="p{number}">{inner}</p>' for number, inner in enumerate(marked_paragraphs(article.text, span), 1)),
        "</div>",
        _sources(article),
    ]
    return page(article.name, "<article>" + "".join(parts) + "</article>", current=f"/articles/{article.id}")


def marked_paragraphs(text: str, span: tuple[int, int] | None) -> Iterator[str]:
    """The paragraphs of `text` as HTML; the part of each that lies in `span` is marked, the first with the id."""
    start, end = span or (0, 0)
    name = ' id="quote"'
    for first, last in paragraphs(text):
        low, high = max(first, start), min(last, end)
        if low >= high:
            yield _escape(text[first:last])
            continue
        yield f"{_escape(text[first:low])}<mark{name}>{_escape(text[low:high])}</mark>{_escape(text[high:last])}"
        name = ""


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Where the paragraphs stand: the runs between blank lines."""
    first = 0
    for gap in BLANK_LINES.finditer(text):
        if gap.start() > first:
            yield first, gap.start()
        first = gap.end()
    if first < len(text):
        yield first, len(text)


def missing_page() -> str:
    """What an unknown address shows."""
    text = "There is no such page or article here, or not in that revision."
    return page("Not found", f'<h1>Not found</h1><p>{text} <a href="/articles">All articles</a></p>')


def _escape(text: str) -> str:
    """HTML for `text`; a carriage return as an entity, because browsers would turn a bare one into a line feed."""
    return escape(text).replace("\r", "&#13;")


def facts(article: Article) -> str:
    """Publisher, author and dates, as HTML."""
    dateline = f"as of {show_day(article.dateline)}" if article.dateline else None
    published = f"written {show_day(article.published)}" if article.published else None
    if article.published == article.dateline:
        dateline, published = (show_day(article.dateline) if article.dateline else None), None
    known = (article.publisher, article.author, dateline, published)
    return " · ".join(escape(part) for part in known if part)


def _older(article: Article) -> str:
    link = f"/articles/{quote(article.id, safe='')}"
    return f'<p class="older">This is an earlier version. <a href="{escape(link)}">Read the current one</a></p>'


def _sources(article: Article) -> str:
    own = (Source(article.publisher, "Original article", article.url),) if article.url else ()
    items = "".join(f"<li>{_source(source)}</li>" for source in (*own, *article.sources))
    return f"<section><h2>Sources</h2><ul>{items}</ul></section>" if items else ""


def _source(source: Source) -> str:
    """The source's name, linked where its address is one that a browser may safely open."""
    name = escape(", ".join(part for part in (source.title, source.publisher) if part) or "Source")
    if not source.url or not _is_web(source.url):
        return name
    return f'<a href="{escape(source.url)}" rel="noopener noreferrer nofollow">{name}</a>'


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
