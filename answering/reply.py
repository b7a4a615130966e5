"""A model's reply, cut into sentences as it comes, with the labels that each refers to, and nothing but words left."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from evidence.sentences import sentence_spans

NOT_ANSWERED = "NOT ANSWERED"
_LABELS = r"\s*\[\s*P\d+(?:\s*[,;&]?\s*(?:and\s+)?P\d+)*\s*\]"
_LABEL = re.compile(r"P\d+", re.IGNORECASE)
_BEHIND = re.compile(rf"([.!?…]+[\"'”’»)]*)((?:{_LABELS})+)", re.IGNORECASE)
"""Labels behind the full stop that they belong before."""
_BEHIND_END = re.compile(rf"{_BEHIND.pattern}(?=\s+[^\s\[])", re.IGNORECASE)
_LABELLED_END = re.compile(rf"(?:{_LABELS})+\s*[.!?…]+[\"'”’»)]*(?=\s|$)", re.IGNORECASE)
_ALL_LABELS = re.compile(_LABELS, re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:(?:[-*+•>#|]+|\d{1,2}[.)])\s+)+")
_EMPHASIS = re.compile(r"\*{1,3}|_{2,3}|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)|`+|~~")
_ALIVE = re.compile(
    r"\w+://|\bwww\.|\]\s*\(|!\[|<\s*[a-z/!?]|\bdata:\w+/|\bjavascript:|&#?\w+;|\\[\[(]|\$\$|[\[\]{}|<>]"
    r"|\b[\w.+-]+@[\w-]+\.\w+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a reply without its labels."""

    text: str
    labels: tuple[str, ...]


def sentences(pieces: Iterable[str], expect: Callable[[str], object] | None = None) -> Iterator[Said]:
    """The sentences of a reply, each as soon as it is sure to have ended, labels behind it included.

    `expect` is told what a sentence will probably say as soon as its first label begins.
    """
    buffer, expected = "", False
    for piece in pieces:
        buffer += piece
        while cut := _cut(buffer):
            yield from _said(buffer[:cut])
            buffer, expected = buffer[cut:], False
        if expect and not expected and "[" in buffer:
            expected = True
            for one in _said(buffer[: buffer.index("[")]):
                expect(one.text if one.text.endswith((".", "!", "?")) else f"{one.text}.")
    yield from _said(buffer)


def is_alive(text: str) -> bool:
    """Whether text holds what a page, or whoever reads it, could see a link, a picture or mark-up in."""
    return bool(_ALIVE.search(text))


def _cut(buffer: str) -> int:
    """Where the first sentence ends; 0 where that is not sure yet."""
    found = filter(None, (_LABELLED_END.search(buffer), _BEHIND_END.search(buffer)))
    ends = [buffer.find("\n") + 1, *(one.end() for one in found), *_plain_ends(buffer)]
    return min(filter(None, ends), default=0)


def _plain_ends(buffer: str) -> list[int]:
    """The ends of sentences, numbers of a list left out, that are followed by another one, not by a label."""
    spans = (span for span in sentence_spans(buffer)[:-1] if re.search(r"[^\W\d]", buffer[slice(*span)]))
    return [end for _, end in spans if not re.match(r"\s*(?:\[|$)", buffer[end:])]


def _before(found: re.Match[str]) -> str:
    return f"{found[2]}{found[1]}"


def _said(text: str) -> Iterator[Said]:
    """The sentence in `text`, where there is one."""
    labels = [label.upper() for run in _ALL_LABELS.findall(text) for label in _LABEL.findall(run)]
    words = _EMPHASIS.sub("", _BULLET.sub("", _ALL_LABELS.sub("", _BEHIND.sub(_before, text))))
    plain = re.sub(r"\s+(?=[.,;:!?…])", "", " ".join(words.split()))
    if re.search(r"\w", plain):
        yield Said(plain, tuple(dict.fromkeys(labels)))
