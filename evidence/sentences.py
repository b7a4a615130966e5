"""Where sentences start and end, as exact spans."""

import re

# A full stop after one of these does not end a sentence.
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sen sens rep reps gov gen lt col sgt capt rev hon st jr sr vs etc cf al inc ltd co corp "
    "llc jan feb mar apr jun jul aug sep sept oct nov dec e.g i.e u.s u.k u.n e.u d.c a.m p.m ed "
    "dept approx est".split()
)
# Nor after one of these before a digit; elsewhere they are words: "Was it permanent? No. It was a pause."
_NUMBERED = frozenset("no nos art sec fig vol pp".split())
# After one of these, a capital letter or a digit does start a new sentence more often than not.
_MAY_END = frozenset(
    "etc inc ltd co corp llc jr sr st jan feb mar apr jun jul aug sep sept oct nov dec u.s u.k u.n e.u d.c a.m "
    "p.m".split()
)
_STARTERS = frozenset(
    "the a an this that these those it its he she they we i you but and in on at as if when while after before for "
    "however there his her their what who how why where".split()
)
_END = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’»)\]]*(?=\s)")
_LAST_WORD = re.compile(r"[\w.&-]+$")
_NEXT = re.compile(r"\s+[\"'“‘«(\[]*([\w$£€#]+)")
_LOOK_BACK = 40
"""Characters in which the word before a full stop is sought; the whole line would take its length squared."""


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """`[start, end)` of each sentence of `text`, in order, without the white space around it.

    A line break ends a sentence: canonical text keeps each paragraph on one line.
    """
    spans = []
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for end in (line.start() + offset for offset in _ends(line[0])):
            spans.append(_trim(text, start, end))
            start = end
        spans.append(_trim(text, start, line.end()))
    return [(start, end) for start, end in spans if start < end]


def _ends(line: str) -> list[int]:
    return [found.end() for found in _END.finditer(line) if _closes(line, found)]


def _closes(line: str, found: re.Match[str]) -> bool:
    """Whether this punctuation ends a sentence."""
    following = _NEXT.match(line, found.end())
    if not following:
        return True
    word = following[1]
    if word[0].islower():
        return False
    if not found[0].startswith(".") or len(found[0].rstrip("\"'”’»)]")) > 1:
        return True
    before = _LAST_WORD.search(line[max(0, found.start() - _LOOK_BACK) : found.start()])
    last = before[0].lower() if before else ""
    if last in _NUMBERED:
        return not word[0].isdigit()
    if last in _ABBREVIATIONS or re.fullmatch(r"(?:\w\.)+\w", last):
        return last in _MAY_END and word.lower() in _STARTERS
    return not (len(last) == 1 and last.isalpha() and last != "i")


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))
