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
    "colophon consent cookie cookies credit credits crumbs dialog foot footer gdpr menu mpu nav navigation "
    "newsletter outbrain paywall poll popular print promo promoted promotion pull pullquote quiz rail readmore recirc "
    "recommended recommendations regwall related share sharebar sharing side sidebar signup slideshow social "
    "sponsor sponsored subscribe subscription support tags taboola teaser teasers toolbar trending widget".split()
)
_COMMENTS = frozenset("comment comments disqus respond".split())
"""The same, and there may be more of them than of the article."""
_NAMES = ("class", "id", "role", "data-testid", "data-component")
_TAGS = {"aside", "button", "dialog", "figcaption", "footer", "form", "nav", "template"}
_MOST = 0.3
"""Share of the prose of a page from which an element is not beside the article, whatever it is called."""
_REST = 100
"""Words that must be left of a page without its comments, for an opinion piece may be called a comment too."""
_SHORT = 25
"""Words of the longest paragraph that is dropped for its own name."""
_LINKS = 3
"""Links of the shortest list of nothing else that is a menu."""
_LONGEST_DATE_LINE = 100
_INLINE = frozenset("a abbr b br cite em font i mark q small span strong sub sup time u".split())
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
    _without_asides(tree)
    _without_layout_tables(tree)
    _with_paragraphs_after_headings(tree)
    known["published"] = known["published"] or _shown_day(tree)
    body = _body(tree)
    if not body:
        raise UnreadableArticle(f"{name} holds no article; save the page of one article.")
    left = all_words - len(re.findall(r"\w+", body))
    dropped = (f"{left} words around the article",) if left > 0 else ()
    return Found(body, dropped=dropped, **known)


def _words(element: "HtmlElement") -> int:
    """Words that are shown, once what is not shown is emptied."""
    for hidden in element.xpath(".//script|.//style|.//noscript|.//head"):
        hidden.clear(keep_tail=True)
    return _count(element)


def _count(element: "HtmlElement") -> int:
    return len(re.findall(r"\w+", " ".join(element.itertext())))


def _without_asides(tree: "HtmlElement") -> None:
    """Comments first; then, whatever it is called, what holds much of the page's prose is not dropped."""
    left = _prose(tree)
    for element in [one for one in _inner(tree) if _tokens(one) & _COMMENTS]:
        if any(_tokens(around) & _COMMENTS for around in element.iterancestors()):
            continue  # gone with what is around it
        words = _prose(element)
        if left - words > _REST:
            element.drop_tree()
            left -= words
        else:  # its names would have trafilatura drop it
            element.attrib.clear()
    most = _MOST * left
    for element in _inner(tree):
        named = element.tag in _TAGS or _tokens(element) & _BESIDE
        if (named and _prose(element) < _most(element, most)) or _is_link_list(element):
            element.drop_tree()


def _inner(tree: "HtmlElement") -> list["HtmlElement"]:
    return [one for one in tree.iter() if isinstance(one.tag, str) and one.tag not in {"html", "body"}]


def _tokens(element: "HtmlElement") -> set[str]:
    names = " ".join(element.get(key, "") for key in _NAMES)
    return {token.lower() for token in re.findall(r"[A-Z]?[a-z]+", names)}


def _is_link_list(element: "HtmlElement") -> bool:
    return element.tag in {"ul", "ol"} and len(element.xpath(".//a")) >= _LINKS and not _prose(element)


def _most(element: "HtmlElement", most: float) -> float:
    """A paragraph that stands beside the article is short; a class of its own does not make it so."""
    return min(most, _SHORT) if element.tag == "p" else most


def _prose(element: "HtmlElement") -> int:
    """Words in paragraphs, and in what is broken into them; links are none."""
    return _count(element) - sum(map(_count, element.xpath(".//a")))


def _without_layout_tables(tree: "HtmlElement") -> None:
    """A table with paragraphs in a cell lays out a page: they become blocks, and cells without any stand beside."""
    for table in tree.xpath("//table[.//td[count(.//p) > 2]]"):
        for cell in table.xpath(".//td[not(.//p) and not(.//h1)]"):
            cell.drop_tree()
        for element in [*table.iter(*_CELLS)]:
            element.tag = "div"


def _with_paragraphs_after_headings(tree: "HtmlElement") -> None:
    """Words that follow a heading with no element around them would be lost."""
    for heading in tree.xpath("//h1|//h2|//h3|//h4"):
        if not (heading.tail or "").strip():
            continue
        paragraph = heading.makeelement("p")
        paragraph.text, heading.tail = heading.tail, None
        heading.addnext(paragraph)
        while (following := paragraph.getnext()) is not None and following.tag in _INLINE:
            paragraph.append(following)


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
