"""Markdown to the plain words that are shown, searched and quoted."""

import html
import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

# What a browser would not show; one that is never closed reaches to the end of its block.
_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(r"</?([a-z][a-z0-9-]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>|<![a-z][^>]*>", re.IGNORECASE)
_INSIDE_A_LINE = set(
    "a abbr b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strike strong sub "
    "sup time tt u var wbr".split()
)


def markdown_to_text(source: str) -> str:
    """The words of a Markdown document: one line a paragraph, heading or list item, an empty line between them."""
    lines: list[str] = []
    for token in MarkdownIt("commonmark").enable("table").parse(source):
        if token.type == "inline":
            lines.append("".join(_words(token)))
        elif token.type in {"fence", "code_block"}:
            lines += token.content.splitlines()
        elif token.type == "html_block":
            lines += _html_lines(token.content)
    kept = (re.sub(r"\s+", " ", line).strip() for line in lines)
    return "\n\n".join(line for line in kept if line)


def _words(token: Token) -> Iterator[str]:
    hidden = False
    for child in token.children or []:
        if child.type == "html_inline":
            hidden = bool(re.match(r"<(?:script|style)\b", child.content, re.IGNORECASE)) or (
                hidden and not re.match(r"</(?:script|style)\b", child.content, re.IGNORECASE)
            )
        elif child.type in {"softbreak", "hardbreak"}:
            yield " "
        elif child.type in {"text", "code_inline", "image"} and not hidden:
            yield child.content


def _html_lines(block: str) -> list[str]:
    """The words of an HTML block; a tag ends a line unless it is one that stands inside lines."""
    shown = re.sub(r"\s+", " ", _HIDDEN.sub(" ", block))
    broken = _TAG.sub(lambda tag: "" if (tag[1] or "").lower() in _INSIDE_A_LINE else "\n", shown)
    return [html.unescape(line) for line in broken.split("\n")]
