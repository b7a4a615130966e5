"""Puts paragraphs together again that a page or a column broke into lines."""

import re

LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_SOFT = re.compile("\u00ad(?:[ \t]*\n[ \t]*)?")
# Marks of width zero, and those that turn the direction of what stands between them and could show it otherwise
# than it is; what joins letters, and the marks of single letters' direction, stay.
_UNSEEN = re.compile("[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_ENDS, _OPENS = re.compile(r"[.!?:…][\"'”’»)\]]*$"), re.compile(r"[\"'“‘«(\[]*[A-Z0-9•–—-]")
_HYPHENED = re.compile(r"(\w+)-$")
_BROKEN = re.compile(r"[\w-]+-\s*\n\s*[\w-]+")
_WORD = re.compile(r"\w+(?:-\w+)*")
_SHORT = 0.75
"""Share of the longest line below which a line may be the last of its paragraph."""


def as_typed(text: str) -> str:
    """`text` with ligatures as letters, and without soft hyphens and other characters that are never seen."""
    return _UNSEEN.sub("", _SOFT.sub("", text)).translate(LIGATURES)


def paragraphs(raw: str, *, is_wrapped: bool = False) -> list[str]:
    """One line a paragraph; `is_wrapped`: a line of `raw` is a line of a page, else each block is looked at."""
    known = {word.lower() for word in _WORD.findall(_BROKEN.sub(" ", raw))}
    lines: list[str] = []
    for block in re.split(r"\n\s*\n", raw):
        rows = [row for row in (re.sub(r"\s+", " ", row).strip() for row in block.split("\n")) if row]
        lines += _joined(rows, known) if is_wrapped or _is_wrapped(rows) else rows
    return lines


def _is_wrapped(rows: list[str]) -> bool:
    """Whether most lines but the last stop in the middle of a sentence, near the same column."""
    full = rows[:-1]
    longest = max((len(row) for row in rows), default=0)
    broken = [row for row in full if not re.search(r"[.!?:\"”’)]$", row) and len(row) > 0.6 * longest]
    return bool(full) and 40 <= longest <= 120 and len(broken) > len(full) / 2


def _joined(rows: list[str], known: set[str]) -> list[str]:
    """A line that stops short, at the end of a sentence or before a new one, is the last of its paragraph."""
    width = max(map(len, rows), default=0)
    lines: list[str] = []
    before = ""
    for row in rows:
        is_short = len(before) < _SHORT * width
        if not before or (is_short and (_ENDS.search(before) or _OPENS.match(row))):
            lines.append(row)
        else:
            lines[-1] = _continued(lines[-1], row, known)
        before = row
    return lines


def _continued(line: str, row: str, known: set[str]) -> str:
    """`row` after `line`; a hyphen between them goes where it only broke a word."""
    broken = _HYPHENED.search(line)
    if not broken or not row[0].isalnum():
        return f"{line} {row}"
    first, second = broken[1].lower(), _WORD.match(row)
    rest = second[0].lower() if second else ""
    is_compound = f"{first}-{rest}" in known or (f"{first}{rest}" not in known and {first, rest} <= known)
    if is_compound or not (row[0].islower() and first[-1].isalpha()):
        return line + row
    return line[:-1] + row
