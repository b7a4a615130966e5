"""Word files to the words that they show: their XML, read by a parser that expands no entities."""

import io
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element  # parsing is defusedxml's

from core.errors import UnreadableArticle
from ingest.confined import Found

LARGEST = 64 * 1024 * 1024
"""Bytes that the parts we read may unpack to."""
_BODY, _ABOUT = "word/document.xml", "docProps/core.xml"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CORE = "{http://purl.org/dc/elements/1.1/}"
_OPENING = 5
"""Paragraphs in which a title or a name may stand that the properties have too."""
_SKIPPED = {f"{_WORD}{tag}" for tag in ("del", "moveFrom", "instrText")} | {f"{_MARKUP}Fallback"}
"""What was deleted or moved away, the code of fields, and text boxes for the second time."""
_GAPS = {f"{_WORD}{tag}": " " for tag in ("tab", "br", "cr")} | {f"{_WORD}noBreakHyphen": "-"}


def parse_docx(data: bytes, name: str, charset: str | None = None) -> Found:  # noqa: ARG001 it says its own
    """The paragraphs of a Word file, and as its title the one in the style "Title".

    The file's own properties count only where the text says the same: programs fill them in.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            body = _part(file, _BODY, name)
            about = _part(file, _ABOUT, name) if _ABOUT in file.namelist() else None
    except (zipfile.BadZipFile, KeyError):
        raise UnreadableArticle(f"{name} is not a Word file; save it as .docx, or as plain text.") from None
    lines = list(_lines(body))
    titles = [text for text, style in lines if style == "title"]
    texts = [text for text, style in lines if style != "title"]
    opening = {text.lower() for text in texts[:_OPENING]}
    return Found(
        "\n\n".join(texts),
        title=" ".join(titles) or _claimed(about, "title", opening),
        author=_claimed(about, "creator", opening | {one.removeprefix("by ") for one in opening}),
    )


def _part(file: zipfile.ZipFile, part: str, name: str) -> Element:
    """The root of one part; the archive's own word on its size is what unpacking stops at."""
    from defusedxml.ElementTree import fromstring

    if file.getinfo(part).file_size > LARGEST:
        raise UnreadableArticle(f"{name} unpacks to more than {LARGEST >> 20} MB; save it as plain text.")
    root: Element = fromstring(file.read(part))
    return root


def _lines(body: Element) -> Iterator[tuple[str, str]]:
    """Each paragraph that holds words, on one line, and its style in lower case."""
    for parent in list(body.iter()):
        for child in [child for child in parent if child.tag in _SKIPPED]:
            parent.remove(child)
    for paragraph in body.iter(f"{_WORD}p"):
        text = " ".join("".join(_words(paragraph)).split())
        style = paragraph.find(f"{_WORD}pPr/{_WORD}pStyle")
        if text:
            yield text, (style.get(f"{_WORD}val") or "").lower() if style is not None else ""


def _words(paragraph: Element) -> Iterator[str]:
    """The text of a paragraph, without that of paragraphs inside it, which are lines of their own."""
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag == f"{_WORD}t":
            yield element.text or ""
        elif element.tag in _GAPS:
            yield _GAPS[element.tag]
        elif element.tag not in {f"{_WORD}p", f"{_WORD}pPr"}:
            waiting += reversed(element)


def _claimed(about: Element | None, field: str, opening: set[str]) -> str | None:
    found = about.find(f"{_CORE}{field}") if about is not None else None
    said = " ".join((found.text or "").split()) if found is not None else ""
    return said if said and said.lower() in opening else None
