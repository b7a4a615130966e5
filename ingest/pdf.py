"""PDF to the words of its pages, without what every page repeats."""

import io
import re
from collections import Counter
from typing import TYPE_CHECKING

from core.errors import UnreadableArticle
from ingest.confined import LONGEST, Found, too_long

if TYPE_CHECKING:
    from pypdf import PdfReader

_EDGE = 2
"""Lines at the top and at the bottom of a page in which a running head or a page number may stand."""


def parse_pdf(data: bytes, name: str, charset: str | None = None) -> Found:  # noqa: ARG001 it says its own
    """The text of a PDF; title and author of its information only where the first page says the same.

    Programs fill those in with file names and users' names; and the day on which a file was made is no date of
    publication, so there is none.
    """
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    reader = PdfReader(io.BytesIO(data))
    try:
        is_open = not reader.is_encrypted or bool(reader.decrypt(""))
    except DependencyError:
        is_open = False
    if not is_open:
        raise UnreadableArticle(f"{name} is locked with a password; save it without one.")
    pages = _pages(reader, name)
    if not any(pages):
        raise UnreadableArticle(f"{name} holds pictures of pages and no text; save it with its text.")
    known = reader.metadata
    kept, dropped = _without_running_heads(pages)
    first = " ".join(" ".join(pages[0]).split())
    return Found(
        "\n".join("\n".join(page).strip() for page in kept),
        title=_borne_out(known.title if known else None, first),
        author=_borne_out(known.author if known else None, first),
        dropped=dropped,
        is_wrapped=True,
    )


def _pages(reader: "PdfReader", name: str) -> list[list[str]]:
    """The lines of each page; a page that cannot be read is an error, for half an article misleads."""
    pages, size = [], 0
    for page in reader.pages:
        text = page.extract_text()
        size += len(text)
        if size > LONGEST:
            raise UnreadableArticle(too_long(name))
        rows = [row.strip() for row in text.split("\n")]
        pages.append(rows if any(rows) else [])
    return pages


def _without_running_heads(pages: list[list[str]]) -> tuple[list[list[str]], tuple[str, ...]]:
    """The pages without page numbers, and without lines that most pages have at the same edge, numbers aside."""
    seen = Counter(key for page in pages for key in {_key(page[i]) for i in _edges(page)})
    most = max(2, len(pages) // 2)
    kept, dropped = [], dict[str, None]()
    for page in pages:
        heads = {i for i in _edges(page) if _key(page[i]) in {"", "#", "page #"} or seen[_key(page[i])] >= most}
        kept.append([row for i, row in enumerate(page) if i not in heads])
        dropped |= {page[i][:80]: None for i in heads if page[i]}
    return kept, tuple(dropped)


def _edges(page: list[str]) -> list[int]:
    """Where the outermost lines that are not blank stand."""
    filled = [i for i, row in enumerate(page) if row]
    return sorted({*filled[:_EDGE], *filled[-_EDGE:]})


def _key(row: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"[^\w\s]+", " ", row.lower())).strip()


def _borne_out(claim: object, text: str) -> str | None:
    said = " ".join(str(claim or "").split())
    return said if said and said.lower() in text.lower() else None
