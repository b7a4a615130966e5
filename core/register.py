"""The register: reviewed sentences about companies' commitments, and questions that articles answer."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Literal

Kind = Literal["announced", "confirmed", "extended", "narrowed", "clarified", "disputed", "reversed", "ended"]
CHANGES: frozenset[Kind] = frozenset({"announced", "extended", "narrowed", "reversed", "ended"})
"""Kinds of events after which a commitment is another one; the others confirm, explain or dispute what it is."""
Aspect = Literal[
    "what",
    "product",
    "whom",
    "place",
    "duration",
    "condition",
    "exception",
    "speaker",
    "form",
    "date",
    "reason",
    "unsaid",
    "status",
]
Lasts = Literal["fixed", "open-ended", "until-condition", "until-notice", "at-this-time", "unstated"]
_STRICT = {"extra": "forbid"}  # read by pydantic where a file is checked


@dataclass(frozen=True, slots=True)
class Words:
    """Exact words of an article's live revision."""

    __pydantic_config__: ClassVar = _STRICT
    article: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What may be said: a sentence, the words that it rests on, and questions that it answers."""

    __pydantic_config__: ClassVar = _STRICT
    text: str
    evidence: tuple[Words, ...]
    asked: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    """Yes-or-no questions to which it means yes."""
    no: tuple[str, ...] = ()

    @property
    def questions(self) -> tuple[str, ...]:
        """All questions that it answers."""
        return self.asked + self.yes + self.no

    @property
    def embedded(self) -> tuple[str, ...]:
        """What it is found by: its questions, and itself unless it is found as a sentence of its article."""
        return self.questions if self.is_quote else (*self.questions, self.text)

    @property
    def is_quote(self) -> bool:
        """Whether it is an article's sentence, word for word."""
        return len(self.evidence) == 1 and self.evidence[0].words == self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell(Statement):
    """What an event says of one aspect of a commitment."""

    aspect: Aspect
    short: str
    """The cell of a table."""
    lasts: Lasts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(Statement):
    """What sets companies side by side, or names the one that is first, longest or widest."""

    companies: tuple[str, ...]
    aspect: Aspect


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a commitment on a day."""

    __pydantic_config__: ClassVar = _STRICT
    kind: Kind
    date: date
    says: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Commitment:
    """What a company has bound itself to, in the order of its events."""

    __pydantic_config__: ClassVar = _STRICT
    id: str
    company: str
    called: str
    """A noun phrase with the company's name."""
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who speaks for a company."""

    __pydantic_config__: ClassVar = _STRICT
    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    """What a company, its people and its products are called."""

    __pydantic_config__: ClassVar = _STRICT
    name: str
    aliases: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """All that is registered beside one folder of articles."""

    __pydantic_config__: ClassVar = _STRICT
    companies: tuple[Company, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    quotes: tuple[Statement, ...] = field(default=())
    """Sentences of articles with the questions that they answer."""
    unanswered: tuple[str, ...] = ()
    """Questions near the topic that none of these articles answers."""

    def statements(self) -> Iterator[Statement]:
        """Every statement, always in the same order."""
        for commitment in self.commitments:
            for event in commitment.events:
                yield from event.says
        yield from self.comparisons
        yield from self.quotes

    def embedded(self) -> list[str]:
        """All that is embedded, always in the same order."""
        return [text for statement in self.statements() for text in statement.embedded] + list(self.unanswered)
