"""Saved web pages to the words of their article, by trafilatura, without what stands around and between them."""

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from core.errors import UnreadableArticle
from ingest.about import about
from ingest.clean import date_line
from ingest.confined import Found
from ingest.decode import decoded

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Words in the class, id or role of an element that is no part of the article.
_BESIDE = frozenset(
    "ad ads advert advertisement adslot banner bio boilerplate breadcrumb breadcrumbs caption captions carousel "
    "colophon comment comments consent cookie cookies credit credits crumbs dialog disqus foot footer gdpr menu mpu "
    "nav navigation "
    "newsletter outbrain paywall poll popular print promo promoted promotion pull pullquote quiz rail readmore recirc "
    "recommended recommendations regwall related respond share sharebar sharing side sidebar signup slideshow social "
    "sponsor sponsored subscribe subscription support tags taboola teaser teasers toolbar trending widget".split()
)
_NAMES = ("class", "id", "role", "data-testid", "data-component")
_TAGS = {"aside", "button", "dialog", "figcaption", "footer", "form", "nav", "template"}
_MOST = 0.3
"""Share of the words of a page from which an element is not beside the article, whatever it is called."""
_LONGEST_DATE_LINE = 100
_CELLS = ("table", "tbody", "tr", "td", "th")


def parse_page(data: bytes, name: str, charset: str | None = None) -> Found:
    """Body, title, author, publisher, day of publication and address of an article's page."""
    from trafilatura.utils import load_html

    text = re.sub(r"\A\s*<\?xml[^>]*\?>", "", decoded(data, name, charset))
    tree = load_html(text)
    if tree is None:
        raise UnreadableArticle(f"{name} holds no article; save the page of one article.")
    known = about(tree)
    all_words = _words(tree)
    _without_asides(tree, all_words)
    _without_layout_tables(tree)
    known["published"] = known["published"] or _shown_day(tree)
    body = _body(tree)
    if not body:
        raise UnreadableArticle(f"{name} holds no article; save the page of one article.")
    left = all_words - len(re.findall(r"\w+", body))
    dropped = (f"{left} words around the article",) if left > 0 else ()
    return Found(body, dropped=dropped, **known)


def _words(element: "HtmlElement") -> int:
    """Words that are shown."""
    for hidden in element.xpath(".//script|.//style|.//noscript|.//head"):
        hidden.clear(keep_tail=True)
    return _count(element)


def _count(element: "HtmlElement") -> int:
    return len(re.findall(r"\w+", " ".join(element.itertext())))


def _without_asides(tree: "HtmlElement", all_words: int) -> None:
    for element in list(tree.iter()):
        if _is_beside(element) and _count(element) < _MOST * all_words:
            element.drop_tree()


def _is_beside(element: "HtmlElement") -> bool:
    if not isinstance(element.tag, str) or element.getparent() is None or element.tag in {"body", "html"}:
        return False
    names = " ".join(element.get(key, "") for key in _NAMES)
    tokens = re.findall(r"[A-Z]?[a-z]+", names)
    return element.tag in _TAGS or any(token.lower() in _BESIDE for token in tokens)


def _without_layout_tables(tree: "HtmlElement") -> None:
    """A table with paragraphs in its cells lays out a page: they become blocks, and cells without any stand beside."""
    for table in tree.xpath("//table[.//td[.//p]]"):
        for cell in table.xpath(".//td[not(.//p) and not(.//h1)]"):
            cell.drop_tree()
        for element in [*table.iter(*_CELLS)]:
            element.tag = "div"


def _shown_day(tree: "HtmlElement") -> date | None:
    """The day of a line that says "published" and nothing else; None where there are several."""
    lines = (" ".join(text.split()) for text in tree.itertext() if len(text) < _LONGEST_DATE_LINE)
    days = {line.day for line in map(date_line, lines) if line.day and line.rank == 0 and not line.rest}
    return days.pop() if len(days) == 1 else None


def _body(tree: "HtmlElement") -> str:
    from trafilatura import bare_extraction

    document: Any = bare_extraction(tree, include_comments=False, favor_recall=True)
    return _lines(document.text) if document and document.text else ""


def _lines(text: str) -> str:
    """Without the marks that trafilatura sets before list items and around the cells of tables."""
    rows = (re.sub(r"\A- |\A\|\s*|\s*\|\Z", "", row.strip()) for row in text.split("\n"))
    cells = (re.sub(r"(?:\s*\|\s*)+\Z", "", row) for row in rows)
    return "\n\n".join(row for row in cells if not re.fullmatch(r"[|\s-]*", row))
