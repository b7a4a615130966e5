"""JSON Lines to articles: one object a line, its fields those of front matter, and `text`."""

import json
from collections.abc import Iterator
from typing import Any

from core.errors import UnreadableArticle
from ingest.front import checked_fields

TEXT = "text"


def parse_jsonl(text: str, name: str) -> Iterator[tuple[int, str, dict[str, Any]] | UnreadableArticle]:
    """The number, text and checked fields of each line that is not blank, or the reason against it."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        place = f"{name} line {number}"
        try:
            given = _object(line, place)
            yield number, _text(given, place), checked_fields(given, place)
        except UnreadableArticle as error:
            yield error


def _object(line: str, place: str) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise UnreadableArticle(f'{place} is not a JSON object; write {{"title": …, "published": …, "text": …}}.')
    return given


def _text(given: dict[str, Any], place: str) -> str:
    text = given.get(TEXT)
    if not isinstance(text, str) or not text.strip():
        raise UnreadableArticle(f'{place} holds no text; give the words of the article as "text".')
    return text
