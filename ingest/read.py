"""Bytes to articles, whatever kind of file they come from."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from core.articles import Article
from core.errors import UnreadableArticle
from ingest.clean import clean_scrape, without_controls
from ingest.confined import LONGEST, Found, confined, too_long
from ingest.decode import decoded
from ingest.front import fields_of
from ingest.jsonl import parse_jsonl
from ingest.markdown import markdown_to_text
from ingest.paragraphs import as_typed

MARKDOWN, PLAIN, PAGE, PDF, WORD, LINES = "markdown", "plain", "page", "pdf", "docx", "jsonl"
KINDS = {
    **dict.fromkeys((".md", ".markdown"), MARKDOWN),
    **dict.fromkeys((".txt", ".text"), PLAIN),
    **dict.fromkeys((".html", ".htm", ".xhtml"), PAGE),
    ".pdf": PDF,
    ".docx": WORD,
    **dict.fromkeys((".jsonl", ".ndjson"), LINES),
}
"""What a file's ending says it is."""
TYPES = {
    "text/markdown": MARKDOWN,
    "text/plain": PLAIN,
    "text/html": PAGE,
    "application/xhtml+xml": PAGE,
    "application/pdf": PDF,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": WORD,
    "application/jsonl": LINES,
    "application/x-ndjson": LINES,
}
"""What a content type says it is, which counts more than the ending."""
_ANYTHING = {"", "text/plain", "application/octet-stream"}
"""Content types that are sent for everything."""
READABLE = "Markdown, plain text, HTML, PDF, Word (.docx) or JSON Lines"
LARGEST = 20 * 1024 * 1024
"""Bytes of one file."""
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_STARTS = ((b"%pdf-", PDF), (b"<!doctype html", PAGE), (b"<html", PAGE))
_HEAD = 1024


@dataclass(frozen=True, slots=True)
class Loaded:
    """An article as read from a file, and what cleaning dropped."""

    article: Article
    dropped: tuple[str, ...] = ()
    named_by_file: bool = True
    """Whether the id was made from the file's name, because the article gives none."""
    declares: bool = False
    """Whether it has a place for metadata (front matter, fields): then what is not given there is not so."""
    line: int | None = None
    """Where it stands in a file of several."""


def read(data: bytes, name: str, content_type: str | None = None) -> Iterator[Loaded | UnreadableArticle]:
    """Each article in `data`, or the reason why there is none, in order; it raises nothing.

    `name` is a path or an address: it names the article where nothing else does, and stands in reasons.
    `content_type` is that of HTTP.
    """
    try:
        if len(data) > LARGEST:
            raise UnreadableArticle(f"{name} is larger than {LARGEST >> 20} MB; split it into articles.")
        kind, charset = kind_of(data, name, content_type), _charset(content_type)
        if kind == LINES:
            yield from _lines(decoded(data, name, charset), name)
        else:
            yield _one(data, name, kind, charset)
    except UnreadableArticle as error:
        yield error


def kind_of(data: bytes, name: str, content_type: str | None = None) -> str:
    """One of `KINDS`, by how `data` starts, by its content type, or by the ending of its name, in this order."""
    start = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    named = KINDS.get(PurePosixPath(name).suffix.lower())
    for mark, started in _STARTS:
        if start.startswith(mark) and named != MARKDOWN:
            return started
    sent = (content_type or "").split(";")[0].strip().lower()
    kind = named if named and sent in _ANYTHING else TYPES.get(sent) or named
    if not kind:
        raise UnreadableArticle(f"{name} is not an article: give {READABLE}.")
    return kind


def _charset(content_type: str | None) -> str | None:
    found = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type or "", re.IGNORECASE)
    return found[1] if found else None


def _one(data: bytes, name: str, kind: str, charset: str | None) -> Loaded:
    if kind in {MARKDOWN, PLAIN}:
        text = _typed(decoded(data, name, charset))
        return _checked(_markdown(text, name) if kind == MARKDOWN else _scraped(Found(text), name), name)
    found = confined(kind, data, name, charset=charset)
    title, author, publisher = _line(found.title), _line(found.author), _line(found.publisher)
    found = replace(found, text=_typed(found.text), title=title, author=author, publisher=publisher)
    return _checked(_scraped(found, name), name)


def _typed(text: str) -> str:
    """With one kind of line end, composed letters, and nothing that steers a terminal or is not seen."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n").replace("\u2028", "\n")
    return unicodedata.normalize("NFC", as_typed(without_controls(lines)))


def _line(text: str | None) -> str | None:
    return " ".join(_typed(text).split()) or None if text else None


def _checked(loaded: Loaded, name: str) -> Loaded:
    if not re.search(r"\w", loaded.article.text):
        held = "a headline and no text" if loaded.article.title else "no text"
        raise UnreadableArticle(f"{name} holds {held}; add an article to it or leave it out.")
    if len(loaded.article.text) > LONGEST:
        raise UnreadableArticle(too_long(name))
    return loaded


def _id_of(name: str) -> str:
    path = PurePosixPath(name)
    bare = name.removesuffix(path.suffix) if path.suffix.lower() in KINDS else name
    return re.sub(r"\W+", "-", bare.lower()).strip("-") or "article"


def _scraped(found: Found, name: str) -> Loaded:
    """What cleaning leaves of a text; what its own first lines say counts where nothing else says it."""
    if len(found.text) > LONGEST:
        raise UnreadableArticle(too_long(name))
    names = [name for name in (found.author, found.publisher) if name]
    scrape = clean_scrape(found.text, title=found.title, names=names, is_wrapped=found.is_wrapped)
    published = found.published or scrape.published
    article = Article(
        _id_of(name),
        scrape.text,
        title=found.title,
        publisher=found.publisher,
        author=found.author or scrape.author,
        published=published,
        dateline=scrape.dateline or published,
        url=found.url,
    )
    return Loaded(article, (*found.dropped, *scrape.dropped))


def _markdown(text: str, name: str) -> Loaded:
    found = _FRONT_MATTER.match(text)
    # once more without controls: an entity such as &#129; is one
    body = without_controls(markdown_to_text(text[found.end() :] if found else text))
    loaded = _declared(body, fields_of(found[1], name) if found else {}, _id_of(name))
    return replace(loaded, declares=bool(found))


def _declared(body: str, fields: dict[str, Any], article_id: str) -> Loaded:
    """An article with the fields that it gives itself."""
    own_id, published = fields.pop("id", None), fields.pop("published", None)
    dateline = fields.pop("dateline", None) or published
    article = Article(own_id or article_id, body, published=published, dateline=dateline, **fields)
    return Loaded(article, named_by_file=not own_id, declares=True)


def _lines(text: str, name: str) -> Iterator[Loaded | UnreadableArticle]:
    for parsed in parse_jsonl(text, name):
        if isinstance(parsed, UnreadableArticle):
            yield parsed
            continue
        number, body, fields = parsed
        place = f"{name} line {number}"
        try:
            scrape = clean_scrape(_typed(body), title=fields["title"])
            loaded = _declared(scrape.text, fields, f"{_id_of(name)}-{number}")
            yield _checked(replace(loaded, dropped=scrape.dropped, line=number), place)
        except UnreadableArticle as error:
            yield error
