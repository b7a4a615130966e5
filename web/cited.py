"""Numbered markers that lead from what is said to the exact words that it rests on."""

from collections.abc import Iterable
from html import escape

from core.answers import Citation
from web.days import show_day

Sources = dict[int, Citation]
"""Citations by their numbers."""


def markers(numbers: Iterable[int], sources: Sources) -> str:
    """A link for each number; its title, which keyboards see on focus, has the quote, publisher and date."""
    return "".join(_marker(sources[number]) for number in numbers)


def origin(citation: Citation) -> str:
    """Publisher and date of a citation, in words."""
    day = show_day(citation.dateline) if citation.dateline else None
    return ", ".join(part for part in (citation.publisher or citation.title, day) if part) or citation.article_id


def _marker(citation: Citation) -> str:
    words = " ".join(citation.quote.split())
    return (
        f' <a class="marker" href="{escape(citation.link)}" title="{escape(f"“{words}” – {origin(citation)}")}">'
        f'<span class="hidden">Source </span>{citation.number}</a>'
    )
