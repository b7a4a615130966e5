"""Files to articles: Markdown with front matter, and plain text as it was scraped."""

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from core.articles import Article, Source
from core.errors import InputError, UnreadableArticle
from ingest.clean import clean_scrape

MARKDOWN, PLAIN = {".md", ".markdown"}, {".txt", ".text"}
LARGEST = 20 * 1024 * 1024
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_DATES = ("published", "dateline")
_TEXTS = ("title", "publisher", "author", "url")
_LISTS = ("companies", "topics", "facts")


@dataclass(frozen=True, slots=True)
class Loaded:
    """An article as read from a file, and what cleaning dropped."""

    article: Article
    dropped: tuple[str, ...] = ()


def article_files(paths: list[Path]) -> Iterator[tuple[Path, str]]:
    """Each article file under `paths`, with its name relative to the folder that was given.

    Raises `InputError` for a path that does not exist, before anything is read.
    """
    for path in paths:
        if not os.path.exists(path):  # which is False, not an error, for a name that is too long
            raise InputError(f"There is no file or folder {path}; check the path.")
    for path in paths:
        if path.is_file():
            yield path, shown(path.name)
        for found in sorted(p for p in path.rglob("*") if path.is_dir() and p.suffix.lower() in MARKDOWN | PLAIN):
            if found.is_file():
                yield found, shown(found.relative_to(path).as_posix())


def shown(path: Path | str) -> str:
    """A path as text that can be stored and printed, also where its bytes are not UTF-8."""
    return os.fsencode(path).decode(errors="replace")


def load(path: Path, name: str) -> Loaded:
    """The article in a file; `UnreadableArticle` says why there is none. `name` is its identity when it gives no id."""
    if path.suffix.lower() not in MARKDOWN | PLAIN:
        raise UnreadableArticle(f"{name} is not an article: give a Markdown (.md) or plain text (.txt) file.")
    text = _read(path, name)
    article_id = re.sub(r"[^\w]+", "-", str(Path(name).with_suffix("")).lower()).strip("-") or "article"
    if path.suffix.lower() in PLAIN:
        return _checked(_plain(text, article_id), name)
    return _checked(_markdown(text, article_id, name), name)


def _read(path: Path, name: str) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise UnreadableArticle(f"{name} is larger than {LARGEST >> 20} MB; split it into articles.")
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableArticle(f"{name} cannot be read: {error.strerror}.") from None
    if b"\0" in raw:
        raise UnreadableArticle(f"{name} is not text; save it as plain text or Markdown.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableArticle(f"{name} is not UTF-8 text; save it as UTF-8.") from None
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _checked(loaded: Loaded, name: str) -> Loaded:
    if not re.search(r"\w", loaded.article.text):
        raise UnreadableArticle(f"{name} holds no text; add an article to it or leave it out.")
    return loaded


def _plain(text: str, article_id: str) -> Loaded:
    scrape = clean_scrape(text)
    day = scrape.published
    return Loaded(Article(article_id, scrape.text, published=day, dateline=day), scrape.dropped)


def _markdown(text: str, article_id: str, name: str) -> Loaded:
    found = _FRONT_MATTER.match(text)
    fields = _fields(found[1], name) if found else {}
    body = markdown_to_text(text[found.end() :] if found else text)
    published = fields.pop("published", None)
    return Loaded(
        Article(
            id=fields.pop("id", None) or article_id,
            text=body,
            published=published,
            dateline=fields.pop("dateline", None) or published,
            **fields,
        )
    )


def _fields(block: str, name: str) -> dict[str, Any]:
    """The front matter, each field of its type."""
    try:
        given = yaml.safe_load(block) or {}
    except ValueError as error:
        raise UnreadableArticle(f"{name}: a date in the front matter is not a day ({error}); mend it.") from None
    except (yaml.YAMLError, RecursionError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 2
        raise UnreadableArticle(f"{name}: the front matter is not YAML at line {line}; mend it.") from None
    if not isinstance(given, dict):
        raise UnreadableArticle(f"{name}: the front matter must be `name: value` lines.")
    fields: dict[str, Any] = {key: _text(given.get(key), key, name) for key in ("id", *_TEXTS)}
    if fields["id"] and not re.fullmatch(r"[\w-]+", fields["id"]):
        raise UnreadableArticle(f"{name}: the id {fields['id']!r} must be letters, digits and hyphens.")
    fields |= {key: _date(given.get(key), key, name) for key in _DATES}
    fields |= {key: _texts(given.get(key), key, name) for key in _LISTS}
    fields["sources"] = _sources(given.get("sources"), name)
    return fields


def _text(value: Any, key: str, name: str) -> str | None:
    if value is None or isinstance(value, str | int | float | date):
        return str(value) if value is not None else None
    raise UnreadableArticle(f"{name}: {key} must be text.")


def _date(value: Any, key: str, name: str) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise UnreadableArticle(f"{name}: {key} must be a date such as 2020-06-08, not {value!r}.") from None


def _texts(value: Any, key: str, name: str) -> tuple[str, ...]:
    if value is None or isinstance(value, list):
        return tuple(str(one) for one in value or ())
    raise UnreadableArticle(f"{name}: {key} must be a list.")


def _sources(value: Any, name: str) -> tuple[Source, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise UnreadableArticle(f"{name}: sources must be a list of publisher, title and url.")
    keys = ("publisher", "title", "url")
    return tuple(Source(*(_text(one.get(key), f"a source's {key}", name) for key in keys)) for one in value)


def markdown_to_text(source: str) -> str:
    """The words of a Markdown document: one line a paragraph, heading or list item, an empty line between them."""
    lines: list[str] = []
    for token in MarkdownIt("commonmark").enable("table").parse(source):
        if token.type == "inline":
            lines.append(_words(token))
        elif token.type in {"fence", "code_block"}:
            lines += token.content.splitlines()
    kept = (re.sub(r"\s+", " ", line).strip() for line in lines)
    return "\n\n".join(line for line in kept if line)


def _words(token: Token) -> str:
    parts = []
    for child in token.children or []:
        if child.type in {"text", "code_inline", "image"}:
            parts.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
    return "".join(parts)
