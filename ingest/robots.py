"""What a site's robots.txt lets us fetch, as RFC 9309 says, in time that no pattern can stretch."""

import re
from collections.abc import Iterator
from urllib.parse import quote, unquote

_PRODUCT = re.compile(r"[a-z_-]+|\*")
_KEPT = "/*$?=&;:@+,!'()~"


class Robots:
    """The rules of one robots.txt for one agent; an empty text allows everything."""

    def __init__(self, text: str, agent: str) -> None:
        """`agent` is the product's name, without version."""
        groups = list(_groups(text))
        mine = [lines for names, lines in groups if agent.lower() in names]
        lines = [line for group in mine or [lines for names, lines in groups if "*" in names] for line in group]
        self._rules = [(_even(value), key == "allow") for key, value in lines if key != "crawl-delay" and value]
        self.delay = max((_seconds(value) for key, value in lines if key == "crawl-delay"), default=0.0)
        """Seconds that the site asks for between two requests."""

    def allows(self, path: str) -> bool:
        """Whether `path`, with its query, may be fetched: the longest rule decides, and of two the kinder."""
        wanted = _even(path)
        matching = ((len(pattern), kind) for pattern, kind in self._rules if _matches(pattern, wanted))
        return max(matching, default=(0, True))[1]


def _groups(text: str) -> Iterator[tuple[set[str], list[tuple[str, str]]]]:
    """Each run of agents with the rules under it."""
    names: set[str] = set()
    lines: list[tuple[str, str]] = []
    for line in text.lstrip("\ufeff").splitlines():
        key, colon, value = (part.strip() for part in line.split("#", 1)[0].partition(":"))
        key = key.lower()
        if key == "user-agent" and colon:
            if lines:
                yield names, lines
                names, lines = set(), []
            found = _PRODUCT.match(value.lower())
            names |= {found[0]} if found else set()
        elif key in ("allow", "disallow", "crawl-delay") and names:
            lines.append((key, value))
    yield names, lines


def _even(path: str) -> str:
    """One spelling for what may be percent-encoded or not."""
    return quote(unquote(path, errors="replace"), safe=_KEPT)


def _matches(pattern: str, path: str) -> bool:
    """`*` stands for anything and a last `$` for the end; each piece is sought once, after the piece before it."""
    is_whole = pattern.endswith("$")
    first, *pieces = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not pieces:
        return not is_whole or path == first
    at = len(first)
    last = pieces.pop() if is_whole else ""
    for piece in pieces:
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return path.endswith(last) and len(path) - len(last) >= at


def _seconds(value: str) -> float:
    return float(value) if re.fullmatch(r"\d{1,6}(?:\.\d{1,6})?", value, re.ASCII) else 0.0
