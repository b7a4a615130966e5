"""Articles to passages: runs of whole sentences that fit the embedder's window."""

from collections.abc import Callable

from core.articles import Article, Passage
from evidence.sentences import sentence_spans

VERSION = "splitter-2"
SPECIAL_TOKENS = 2
LONGEST_PIECE = 20
"""Characters of the longest word piece, about; what is longer than a window of these is cut without counting it all."""


def header_of(article: Article, count: Callable[[str], int], window: int) -> str:
    """What is embedded before a passage's own words: title and dateline. Not part of any span.

    A title that would take more than half the window is cut.
    """
    title = article.title or ""
    if title and not _fits(title, count, window // 2):
        title = title[: _cut(title, 0, len(title), count, window // 2)]
    day = article.dateline.strftime("%-d %B %Y") if article.dateline else ""
    return ". ".join(part for part in (title, day) if part)


def split(article: Article, count: Callable[[str], int], window: int) -> list[Passage]:
    """The passages of `article`, in order; `count` gives word pieces and `window` is the most that fit.

    Only a sentence that is longer than the window by itself is cut, at a space.
    """
    room = window - SPECIAL_TOKENS - count(header_of(article, count, window)) - 1
    passages: list[Passage] = []
    run: list[tuple[int, int]] = []
    used = 0
    for start, end in _fitting(article.text, count, room):
        size = count(article.text[start:end])
        if run and used + size > room:
            passages.append(Passage(article.id, article.revision, len(passages), tuple(run)))
            run, used = [], 0
        run.append((start, end))
        used += size
    if run:
        passages.append(Passage(article.id, article.revision, len(passages), tuple(run)))
    return passages


def _fitting(text: str, count: Callable[[str], int], room: int) -> list[tuple[int, int]]:
    """The sentences of `text`, those that are longer than `room` cut into pieces."""
    spans = []
    for start, end in sentence_spans(text):
        while not _fits(text[start:end], count, room):
            cut = _cut(text, start, end, count, room)
            spans.append((start, cut))
            start = cut + (len(text[cut:end]) - len(text[cut:end].lstrip()))
        spans.append((start, end))
    return spans


def _fits(text: str, count: Callable[[str], int], room: int) -> bool:
    return len(text) <= room * LONGEST_PIECE and count(text) <= room


def _cut(text: str, start: int, end: int, count: Callable[[str], int], room: int) -> int:
    """The last place at which `text[start:cut]` fits: a space where there is one."""
    low, high = start + 1, min(end, start + room * LONGEST_PIECE)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if count(text[start:middle]) <= room else (low, middle - 1)
    space = text.rfind(" ", start + 1, low)
    return space if space > start else low
