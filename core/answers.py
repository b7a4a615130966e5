"""Questions and answers: the one contract between terminal, page, HTTP and evaluation."""

import re
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Literal

from core.articles import Source

_MARKERS = re.compile(r" (?:\[\d+\])+")
Status = Literal["answered", "partial", "clarify", "refused"]
Support = Literal["quoted", "register", "supported", "unsupported"]


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of a conversation, in its stand-alone form, and what was answered."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What the assistant is invoked with."""

    question: str
    as_of: date | None = None
    history: tuple[Turn, ...] = ()
    trace: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact words that a sentence rests on: that revision's `text[start:end] == quote`."""

    number: int
    article_id: str
    revision: int
    title: str | None
    publisher: str | None
    published: date | None
    dateline: date | None
    url: str
    sources: tuple[Source, ...]
    start: int
    end: int
    quote: str
    match: Literal["exact", "fuzzy", "sentence"] = "exact"

    @property
    def link(self) -> str:
        """The page of the article in this revision, scrolled to the quote."""
        return f"/articles/{self.article_id}?revision={self.revision}&start={self.start}&end={self.end}#quote"


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence of an answer and the numbers of its citations."""

    text: str
    support: Support
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of an answer's table."""

    text: str
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A comparison, one row a company."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A cited answer, a refusal or a request to clarify. While streaming, the answer so far."""

    id: str
    question: str
    standalone_question: str
    as_of: date | None
    status: Status
    sentences: tuple[AnswerSentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    notice: str = ""
    """What the assistant says itself where there are no sentences: why it refuses, or what it asks back."""
    mode: Literal["extractive", "generative"] = "extractive"
    model: str | None = None
    fallback_reason: str | None = None
    table: Table | None = None
    suggestions: tuple[str, ...] = ()
    timings_ms: dict[str, float] | None = None
    trace: dict[str, Any] | None = None

    @property
    def text(self) -> str:
        """The answer as one paragraph of Markdown, each sentence with its citation markers; else the notice."""
        return " ".join(mark(s.text, s.citations) for s in self.sentences) or self.notice

    @property
    def newest_evidence(self) -> date | None:
        """The latest dateline among the cited articles."""
        return max((c.dateline for c in self.citations if c.dateline), default=None)

    def upto(self, count: int) -> "Answer":
        """The answer's first `count` sentences, for streaming; a table comes with the whole."""
        kept = self.sentences[:count]
        numbers = {n for s in kept for n in s.citations}
        citations = tuple(c for c in self.citations if c.number in numbers)
        return replace(self, sentences=kept, citations=citations, table=None)

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON values, keys as in the README; `trace` only where there is one."""
        body: dict[str, Any] = {
            "id": self.id,
            "question": self.question,
            "standalone_question": self.standalone_question,
            "as_of": _plain(self.as_of),
            "status": self.status,
            "mode": self.mode,
            "model": self.model,
            "fallback_reason": self.fallback_reason,
            "text": self.text,
            "sentences": [_plain(asdict(s)) for s in self.sentences],
            "citations": [_plain(asdict(c)) for c in self.citations],
            "newest_evidence": _plain(self.newest_evidence),
            "table": _plain(asdict(self.table)) if self.table else None,
            "suggestions": list(self.suggestions),
            "timings_ms": self.timings_ms or {},
        }
        if self.trace is not None:
            body["trace"] = self.trace
        return body


def mark(text: str, numbers: tuple[int, ...]) -> str:
    """`text` with its citation markers, set before the full stop, or all the stops, that it ends with."""
    if not numbers:
        return text
    words = text.rstrip(".!?…")
    markers = "".join(f"[{n}]" for n in numbers)
    return f"{words.rstrip()} {markers}{text[len(words) :]}" if words.strip() else f"{text} {markers}"


def unmarked(text: str) -> str:
    """`text` without the citation markers that `mark` set."""
    return _MARKERS.sub("", text)


def _plain(value: Any) -> Any:
    """Dates as ISO text, tuples as lists, all the way down."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
