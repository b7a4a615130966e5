"""The front matter of an article: each field of its type, or one sentence that says what to mend."""

import re
from datetime import date, datetime
from typing import Any

import yaml

from core.articles import Source
from core.errors import UnreadableArticle
from ingest.clean import without_controls

LONGEST, MOST = 1000, 200
"""Characters of one text, and items of one list."""
_DATES = ("published", "dateline")
_TEXTS = ("id", "title", "publisher", "author")
_LISTS = ("companies", "topics", "facts")
# What PyYAML lets out when a tag such as !!int or !!timestamp stands before what is none.
_NOT_YAML = (yaml.YAMLError, RecursionError, LookupError, AttributeError, TypeError)


def fields_of(block: str, name: str) -> dict[str, Any]:
    """The front matter of the file `name`, checked."""
    return checked_fields(_parsed(block, name), name)


def checked_fields(given: dict[Any, Any], name: str) -> dict[str, Any]:
    """The fields of an article, each of its type; `UnreadableArticle` where one is not what it must be."""
    fields: dict[str, Any] = {key: _text(given.get(key), key, name) for key in _TEXTS}
    if fields["id"] and not re.fullmatch(r"[\w-]+", fields["id"]):
        raise UnreadableArticle(f"{name}: the id {fields['id']!r} must be letters, digits and hyphens.")
    fields["url"] = _url(given.get("url"), "url", name)
    fields |= {key: _date(given.get(key), key, name) for key in _DATES}
    fields |= {key: _texts(given.get(key), key, name) for key in _LISTS}
    fields["sources"] = _sources(given.get("sources"), name)
    return fields


def _parsed(block: str, name: str) -> dict[Any, Any]:
    try:
        given = _read(block) or {}
    except (ValueError, OverflowError) as error:
        raise UnreadableArticle(f"{name}: a date in the front matter is not a day ({error}); mend it.") from None
    except _NOT_YAML as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 2
        raise UnreadableArticle(f"{name}: the front matter is not YAML at line {line}; mend it.") from None
    if not isinstance(given, dict):
        raise UnreadableArticle(f"{name}: the front matter must be `name: value` lines.")
    return given


def _read(block: str) -> Any:
    """Ten times as fast as the plain loader, which says better what is wrong."""
    try:
        return yaml.load(block, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return yaml.safe_load(block)


def _text(value: Any, key: str, name: str) -> str | None:
    """One line of text, or None for none; a number or a day is text too, but YAML's `yes` and `no` are not."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float | date):
        raise UnreadableArticle(f"{name}: {key} must be text; put it in quotation marks.")
    try:
        text = " ".join(without_controls(str(value)).split())
    except ValueError:  # a number of more digits than Python writes
        text = " " * (LONGEST + 1)
    if len(text) > LONGEST:
        raise UnreadableArticle(f"{name}: {key} is longer than {LONGEST:,} characters; shorten it.")
    if re.search("[\ud800-\udfff]", text):
        raise UnreadableArticle(f"{name}: {key} holds half a character; type it again.")
    return text or None


def _url(value: Any, key: str, name: str) -> str | None:
    text = _text(value, key, name)
    if text and not re.fullmatch(r"https?://[^\s/]\S*", text, re.IGNORECASE):
        raise UnreadableArticle(f"{name}: {key} must start with http:// or https://, or be null.")
    return text


def _date(value: Any, key: str, name: str) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    if not isinstance(value, str | int):
        raise UnreadableArticle(f"{name}: {key} must be a date such as 2020-06-08.")
    text = _text(value, key, name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UnreadableArticle(f"{name}: {key} must be a date such as 2020-06-08, not {value!r}.") from None


def _texts(value: Any, key: str, name: str) -> tuple[str, ...]:
    """The texts of a list, without empty ones: an empty name would be found inside every question."""
    items = _items(value, key, name)
    if not all(isinstance(one, str) for one in items):
        raise UnreadableArticle(f"{name}: {key} must be a list of texts; put each in quotation marks.")
    return tuple(text for one in items if (text := _text(one, f"one of {key}", name)))


def _items(value: Any, key: str, name: str) -> list[Any]:
    if value is not None and not isinstance(value, list):
        raise UnreadableArticle(f"{name}: {key} must be a list.")
    if len(value or ()) > MOST:
        raise UnreadableArticle(f"{name}: {key} has more than {MOST} items; leave some out.")
    return value or []


def _sources(value: Any, name: str) -> tuple[Source, ...]:
    if value is not None and not (isinstance(value, list) and all(isinstance(one, dict) for one in value)):
        raise UnreadableArticle(f"{name}: sources must be a list of publisher, title and url.")
    found = (
        Source(
            _text(one.get("publisher"), "a source's publisher", name),
            _text(one.get("title"), "a source's title", name),
            _url(one.get("url"), "a source's url", name),
        )
        for one in _items(value, "sources", name)
    )
    return tuple(source for source in found if source != Source(None))
