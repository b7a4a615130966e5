"""The registered statements in memory: which of them answer a question like this one."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol

import numpy as np

from core.articles import Article
from core.register import Aspect, Commitment, Register, Statement
from evidence.discriminant import discriminant
from evidence.register import from_json

ROWS = 20
"""Questions looked at for each statement wanted; one statement has fewer."""
LATER = 0.15
"""How much nearer a question that only later articles answer has to be: earlier ones often say the same."""
_NOTHING = np.zeros((0, 0), dtype=np.float32)


class RegisterSource(Protocol):
    """Where registers are kept."""

    def version(self) -> int:
        """A number that grows whenever what may answer changes."""
        ...

    def registers(self) -> list[tuple[bytes, np.ndarray]]:
        """Each register as JSON, with the vectors of what it is found by."""
        ...

    def live(self, article_ids: Collection[str]) -> dict[str, Article]:
        """The live revisions of those articles that there are."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where words of evidence stand."""

    article: Article
    start: int
    end: int

    @property
    def quote(self) -> str:
        """The words."""
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A statement whose evidence stands in live articles."""

    statement: Statement
    places: tuple[Place, ...]
    commitment: Commitment | None
    """Whose cell it is."""
    vector: np.ndarray | None
    """Of the statement itself; None for a quotation, which has that of its sentence."""
    rows: slice
    """Where its questions stand among all."""

    @property
    def aspect(self) -> Aspect | None:
        """The aspect of a commitment or a comparison that it is about."""
        return getattr(self.statement, "aspect", None)

    @property
    def known_from(self) -> date | None:
        """The day from which it may be said: the latest dateline of its evidence; None where one has none."""
        days = [place.article.dateline for place in self.places]
        return max(day for day in days if day) if all(days) else None

    def by(self, as_of: date | None) -> bool:
        """Whether it may be said of that day."""
        return as_of is None or bool(self.known_from and self.known_from <= as_of)


@dataclass(frozen=True, slots=True)
class Match:
    """A statement with the question among its own that is nearest to the one asked."""

    known: Known
    question: str
    polarity: str
    """`yes` or `no` where that question is one of yes or no, else empty."""
    similarity: float
    """Cosine of the two questions."""
    second: float
    """Cosine of the question and the next nearest among its own."""


class Statements:
    """What the registers say of live articles, as it is at one moment."""

    def __init__(self, registers: list[tuple[Register, np.ndarray]], articles: dict[str, Article]) -> None:
        """Use `Registered.now`; each register comes with one vector for each text that it is found by."""
        self.registers = tuple(register for register, _ in registers)
        self._known: dict[int, Known] = {}
        self._rows: list[tuple[Known, str, str]] = []
        vectors, unanswered = [], []
        for register, flat in registers:
            count = len(register.embedded())
            matrix, row = flat.reshape(count, -1) if count else _NOTHING, 0
            homes = {id(cell): one for one in register.commitments for event in one.events for cell in event.says}
            for statement in register.statements():
                end = row + len(statement.embedded)
                if places := _places(statement, articles):
                    itself = None if statement.is_quote else matrix[end - 1]
                    rows = slice(len(self._rows), len(self._rows) + end - row)
                    home = homes.get(id(statement))
                    known = self._known[id(statement)] = Known(statement, places, home, itself, rows)
                    self._rows += [(known, text, kind) for text, kind in _embedded(statement)]
                    vectors.append(matrix[row:end])
                row = end
            unanswered.append(matrix[row:])
        width = max((part.shape[1] for part in unanswered), default=0)
        together = _stacked(vectors, width)
        classes = np.repeat(np.arange(len(vectors)), np.array([len(one) for one in vectors], dtype=int))
        self._projection = discriminant(together, classes)
        self._vectors = self._projected(together)
        self._unanswered = self._projected(_stacked(unanswered, width))

    def _projected(self, vectors: np.ndarray) -> np.ndarray:
        """Unit vectors in the directions that tell questions apart."""
        found = vectors @ self._projection
        return np.asarray(found / np.linalg.norm(found, axis=-1, keepdims=True), dtype=np.float32)

    def _similarities(self, vector: np.ndarray) -> np.ndarray:
        """Of each row to the question."""
        return np.vecdot(self._vectors, self._projected(vector)) if self._rows else np.zeros(0)

    @cached_property
    def covered(self) -> frozenset[str]:
        """The articles of which it is known what questions they answer."""
        quotations = (known for known in self._known.values() if known.statement.is_quote)
        return frozenset(place.article.id for known in quotations for place in known.places)

    def nearest(self, vector: np.ndarray, count: int, as_of: date | None = None) -> list[Match]:
        """The `count` statements, known by `as_of`, with the questions nearest to `vector`, nearest first."""
        found: dict[Known, Match] = {}
        similarities = self._similarities(vector)
        for row in np.argsort(-similarities, kind="stable")[: ROWS * count]:
            known, question, polarity = self._rows[row]
            if known not in found and known.by(as_of):
                second = sorted(similarities[known.rows])[-2:][0]
                found[known] = Match(known, question, polarity, float(similarities[row]), float(second))
                if len(found) == count:
                    break
        return list(found.values())

    def unanswered(self, vector: np.ndarray, as_of: date | None = None) -> float:
        """Cosine of the nearest question that no article answers, as far as is known, or none by `as_of`; else -1."""
        nearest = float(np.max(np.vecdot(self._unanswered, self._projected(vector)))) if len(self._unanswered) else -1.0
        later = (near for known, _, _, near in self._by_similarity(vector, ROWS) if not known.by(as_of))
        return max(nearest, next(later, -1.0) - LATER)

    def cell(self, vector: np.ndarray, company: str, aspect: Aspect, as_of: date | None = None) -> Known | None:
        """What is known of an aspect of that commitment of a company which the question is nearest to."""
        for known, _, _, _ in self._by_similarity(vector, len(self._rows)):
            home = known.commitment
            if home and home.company == company and known.aspect == aspect and known.by(as_of):
                return known if aspect == "what" else self.state(home, aspect, as_of)
        return None

    def known(self, statement: Statement, as_of: date | None = None) -> Known | None:
        """A statement of these registers with where its evidence stands; None where it is not known by `as_of`."""
        known = self._known.get(id(statement))
        return known if known and known.by(as_of) else None

    def state(self, commitment: Commitment, aspect: Aspect, as_of: date | None = None) -> Known | None:
        """What is known of an aspect of a commitment: the cell of its last event by then that has one."""
        cells = (cell for event in commitment.events for cell in event.says if cell.aspect == aspect)
        known = [one for one in (self.known(cell, as_of) for cell in cells) if one]
        return known[-1] if known else None

    def _by_similarity(self, vector: np.ndarray, count: int) -> Iterator[tuple[Known, str, str, float]]:
        similarities = self._similarities(vector)
        for row in np.argsort(-similarities, kind="stable")[:count]:
            yield (*self._rows[row], float(similarities[row]))


class Registered:
    """Reads the registers anew when they or the articles change."""

    def __init__(self, source: RegisterSource) -> None:
        """Reads nothing until it is asked."""
        self._source = source
        self._read: tuple[int, Statements] = (-1, Statements([], {}))

    def now(self) -> Statements:
        """What the registers say."""
        version = self._source.version()
        if self._read[0] != version:
            registers = [(from_json(body), flat) for body, flat in self._source.registers()]
            wanted = {e.article for register, _ in registers for s in register.statements() for e in s.evidence}
            self._read = (version, Statements(registers, self._source.live(wanted)))
        return self._read[1]


def _embedded(statement: Statement) -> Iterator[tuple[str, str]]:
    """What a statement is found by, in the order of the vectors, with the kind of question that it is."""
    for kind, questions in (("", statement.asked), ("yes", statement.yes), ("no", statement.no)):
        yield from ((question, kind) for question in questions)
    if not statement.is_quote:
        yield statement.text, ""


def _stacked(parts: list[np.ndarray], width: int) -> np.ndarray:
    """The rows of all parts; one without rows may be of another width."""
    return np.concatenate([np.zeros((0, width), dtype=np.float32), *filter(len, parts)])


def _places(statement: Statement, articles: dict[str, Article]) -> tuple[Place, ...]:
    """Where the evidence stands; empty when any of it does not stand any more."""
    places = []
    for one in statement.evidence:
        article = articles.get(one.article)
        start = article.text.find(one.words) if article else -1
        if not article or start < 0:
            return ()
        places.append(Place(article, start, start + len(one.words)))
    return tuple(places)
