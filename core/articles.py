"""Articles, and the exact places inside them that answers point to."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Source:
    """What an article was written from."""

    publisher: str | None
    title: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One revision of one document; `text` is the canonical plain text that every span points into."""

    id: str
    text: str
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: date | None = None
    dateline: date | None = None
    url: str | None = None
    sources: tuple[Source, ...] = ()
    companies: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    revision: int = 0

    @property
    def content_hash(self) -> str:
        """SHA-256 of everything that a reader could see change, as 64 hexadecimal digits."""
        return hash_of(self.text, self.metadata())

    @property
    def name(self) -> str:
        """What to call the article on a page: its title, else publisher and date, else its id."""
        if self.title:
            return self.title
        known = [self.publisher, self.dateline.isoformat() if self.dateline else None]
        return ", ".join(part for part in known if part) if self.publisher else self.id

    def metadata(self) -> dict[str, Any]:
        """Everything but text, id and revision, as JSON values."""
        fields = asdict(self)
        for other in ("text", "id", "revision"):
            del fields[other]
        for day in ("published", "dateline"):
            fields[day] = fields[day].isoformat() if fields[day] else None
        return fields

    @classmethod
    def from_metadata(cls, article_id: str, revision: int, text: str, metadata: dict[str, Any]) -> "Article":
        """The inverse of `metadata`."""
        known = dict(metadata)
        for day in ("published", "dateline"):
            known[day] = date.fromisoformat(known[day]) if known[day] else None
        known["sources"] = tuple(Source(**source) for source in known["sources"])
        for names in ("companies", "topics", "facts"):
            known[names] = tuple(known[names])
        return cls(id=article_id, revision=revision, text=text, **known)


@dataclass(frozen=True, slots=True)
class Supplied:
    """Metadata that whoever adds articles knows better than their files; None for what they say themselves."""

    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    dateline: date | None = None

    def onto(self, article: Article) -> Article:
        """`article` with what is supplied; its dateline goes with the day of publication unless it had its own."""
        known = {field: value for field in self.__slots__ if (value := getattr(self, field))}
        if self.published and article.dateline == article.published:
            known.setdefault("dateline", self.published)
        return replace(article, **known)

    def filling(self, article: Article) -> Article:
        """`article` with what is supplied only where it has nothing."""
        return Supplied(**{one: getattr(article, one) or getattr(self, one) for one in self.__slots__}).onto(article)


def hash_of(text: str, metadata: dict[str, Any]) -> str:
    """`content_hash` of an article's text and metadata."""
    return hashlib.sha256(json.dumps([text, metadata], sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Span:
    """Where some words stand: that revision's `text[start:end]`, counted in characters."""

    article_id: str
    revision: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one article, as `[start, end)` pairs into its text."""

    article_id: str
    revision: int
    number: int
    sentences: tuple[tuple[int, int], ...]

    @property
    def id(self) -> str:
        """Unique among all passages that ever were."""
        return f"{self.article_id}@{self.revision}#{self.number}"

    @property
    def start(self) -> int:
        """Where the first sentence starts."""
        return self.sentences[0][0]

    @property
    def end(self) -> int:
        """Where the last sentence ends."""
        return self.sentences[-1][1]


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as kept: its article, what was embedded before its text, and the vectors."""

    passage: Passage
    article: Article
    header: str
    vector: np.ndarray
    """Unit vector, float32, shape (dimension,)."""
    sentence_vectors: np.ndarray
    """Unit vectors, float32, shape (sentences, dimension)."""
    group: str | None = None
    """The article whose reprint this passage's article is."""

    @property
    def text(self) -> str:
        """The passage's words."""
        return self.article.text[self.passage.start : self.passage.end]


@dataclass(frozen=True, slots=True)
class NewRevision:
    """A revision that is to answer: its passages, and what is known of where it comes from."""

    passages: tuple[StoredPassage, ...]
    origin: str | None = None
    """The file or address that it came from."""
    signature: bytes | None = None
    """What near-duplicates are found by."""
    group_id: str | None = None
    """The article whose reprint it is."""

    @property
    def article(self) -> Article:
        """The revision itself."""
        return self.passages[0].article


@dataclass(frozen=True, slots=True)
class IndexRow:
    """What the indexes hold of a passage."""

    id: str
    words: str
    """Header and text."""
    day: date | None
    """The article's dateline."""
    vector: np.ndarray
    """Unit vector, float32, shape (dimension,)."""

    @classmethod
    def of(cls, stored: StoredPassage) -> "IndexRow":
        """The row of a stored passage."""
        return cls(stored.passage.id, f"{stored.header}\n{stored.text}", stored.article.dateline, stored.vector)


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """Whether the indexes find what the catalogue says may answer, by their ids and by asking them."""

    passages: int
    """Live in the catalogue."""
    in_generation: int
    in_memory: int
    """Since the generation was made."""
    gone: int
    """In the generation and not to be found any more."""
    missing: int
    """Live, and in neither."""
    surplus: int
    """Found, and not live."""
    damaged: str
    """What file of the generation is not as it was made, in words; empty for none."""
    asked: int
    found: int
    """Of the passages asked for by their own vectors, those that came."""

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.missing or self.surplus or self.damaged) and self.asked == self.found


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of one file, link or article given to `ingest`."""

    origin: str
    outcome: str
    """`added`, `revised`, `unchanged` or `failed`."""
    article_id: str | None = None
    passages: int = 0
    missing: tuple[str, ...] = ()
    """Metadata that the article does not give and nobody supplied."""
    dropped: tuple[str, ...] = ()
    """Debris that cleaning removed, a short excerpt each."""
    reason: str | None = None
    statements: int | None = None
    """Of the register that this is about; None where it is about an article."""

    def to_json(self) -> dict[str, Any]:
        """The report as JSON values."""
        return asdict(self)
