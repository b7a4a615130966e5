"""The registered statements in memory: which of them answer a question like this one."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol

import numpy as np

from core.articles import Article
from core.register import CHANGES, Aspect, Commitment, Register, Statement
from evidence.discriminant import discriminant
from evidence.register import from_json

LATER = 0.3
"""How much nearer a question that only later articles answer has to be: earlier ones often say the same."""
HARDLY = 0.1
"""How much farther, in cosine, a question may be from what was promised than from a later change of it."""
CLEARLY = 0.1
"""How much nearer a question is to one commitment of a company than to its main one when it is about the former."""
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
    words: str
    """Of the statement, of the questions that it answers and of the title of its first article."""

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
    similarity: float
    """Cosine of the two questions."""
    second: float
    """Cosine of the question and the next nearest among its own."""


@dataclass(frozen=True, slots=True)
class Polar:
    """Of the known questions of yes or no the nearest: which of the two is meant, and the cosine of both questions."""

    kind: str = ""
    cosine: float = -1.0
    other: float = -1.0
    """Cosine of the nearest of the other kind."""
    question: str = ""
    text: str = ""
    """The statement that answers it."""


class Statements:
    """What the registers say of live articles, as it is at one moment."""

    def __init__(self, registers: list[tuple[Register, np.ndarray]], articles: dict[str, Article]) -> None:
        """Use `Registered.now`; each register comes with one vector for each text that it is found by."""
        self.registers = tuple(register for register, _ in registers)
        self.found: list[Known] = []
        """All that may be said, each with the rows of its questions."""
        self.questions: list[tuple[str, str]] = []
        """Each question, or statement that is found by itself, and `yes` or `no` where it is known to be meant."""
        self._unasked: dict[int, Known] = {}
        """Statements that no question finds, which a table may have."""
        vectors, unanswered = [], []
        for register, flat in registers:
            count = len(register.embedded())
            matrix, row = flat.reshape(count, -1) if count else _NOTHING, 0
            homes = {id(cell): one for one in register.commitments for event in one.events for cell in event.says}
            for statement in register.statements():
                end, places = row + len(statement.embedded), _places(statement, articles)
                if places and end == row:
                    self._unasked[id(statement)] = Known(
                        statement, places, homes.get(id(statement)), None, slice(0, 0), ""
                    )
                elif places:
                    itself = None if statement.is_quote else matrix[end - 1]
                    rows = slice(len(self.questions), len(self.questions) + end - row)
                    words = " ".join((*statement.embedded, statement.text, places[0].article.name))
                    self.found.append(Known(statement, places, homes.get(id(statement)), itself, rows, words))
                    self.questions += _embedded(statement)
                    vectors.append(matrix[row:end])
                row = end
            unanswered.append(matrix[row:])
        width = max((part.shape[1] for part in unanswered), default=0)
        together = _stacked(vectors, width)
        is_open = np.array([not kind for _, kind in self.questions], dtype=bool)  # the others come as contraries
        classes = np.repeat(np.arange(len(vectors)), [len(one) for one in vectors])
        self._projection = discriminant(together[is_open], classes[is_open])
        self.vectors = self.projected(together)
        """Of the questions, in the same order."""
        self.without_answer = self.projected(_stacked(unanswered, width))
        """Of the questions that no article answers."""
        self.sizes = Counter(known.commitment.id for known in self.found if known.commitment)
        """How many statements there are of each commitment, by its id."""
        days = [known.known_from or date.max for known in self.found]
        self._days = np.array([day.toordinal() for day in days], dtype=int)
        self._polar = np.array([row for row, (_, kind) in enumerate(self.questions) if kind], dtype=int)
        self._is_yes = np.array([kind == "yes" for _, kind in self.questions], dtype=bool)
        self._numbers = {id(known.statement): number for number, known in enumerate(self.found)}
        self.quoted = {
            (place.article.id, place.start): number
            for number, known in enumerate(self.found)
            if known.statement.is_quote
            for place in known.places
        }
        """The number among `found` of each sentence, by the article and where it starts."""

    def projected(self, vectors: np.ndarray) -> np.ndarray:
        """Unit vectors in the directions that tell questions apart; `vectors` has shape (n, d) or (d,)."""
        found = vectors @ self._projection
        return np.asarray(found / np.linalg.norm(found, axis=-1, keepdims=True), dtype=np.float32)

    @cached_property
    def covered(self) -> frozenset[str]:
        """The articles of which it is known what questions they answer."""
        return frozenset(article_id for article_id, _ in self.quoted)

    def known_by(self, as_of: date | None) -> np.ndarray:
        """For each of `found`, whether it may be said of that day."""
        return self._days <= (as_of or date.max).toordinal()

    def polar(self, cosines: np.ndarray, is_known: np.ndarray) -> Polar:
        """Of the questions of yes or no the nearest, given the cosine of each question, among statements that count."""
        counts = np.repeat(is_known, [known.rows.stop - known.rows.start for known in self.found])
        rows = self._polar[counts[self._polar]]
        if not len(rows):
            return Polar()
        first = int(rows[cosines[rows].argmax()])
        question, kind = self.questions[first]
        others = rows[self._is_yes[rows] != self._is_yes[first]]
        answer = next(known for known in self.found if first < known.rows.stop).statement.text
        return Polar(kind, float(cosines[first]), float(cosines[others].max(initial=-1.0)), question, answer)

    def asked(self, vector: np.ndarray, as_of: date | None = None) -> "Asked":
        """How near each statement is to a question with this vector, put as of a day."""
        return Asked(self, vector, as_of)

    def known(self, statement: Statement, as_of: date | None = None) -> Known | None:
        """A statement of these registers with where its evidence stands; None where it is not known by `as_of`."""
        number = self._numbers.get(id(statement))
        known = self._unasked.get(id(statement)) if number is None else self.found[number]
        return known if known and known.by(as_of) else None

    def state(self, commitment: Commitment, aspect: Aspect, as_of: date | None = None) -> Known | None:
        """What is known of an aspect of a commitment: the cell of its last event by then that has one."""
        cells = (cell for event in commitment.events for cell in event.says if cell.aspect == aspect)
        known = [one for one in (self.known(cell, as_of) for cell in cells) if one]
        return known[-1] if known else None


class Asked:
    """One question against all statements that may be said as of a day."""

    def __init__(self, statements: Statements, vector: np.ndarray, as_of: date | None) -> None:
        """Use `Statements.asked`."""
        self._statements = statements
        self._as_of = as_of
        self.unanswered = -1.0
        """Cosine of the nearest question that no article answers, as far as is known, or none by then; else -1."""
        self.polar = Polar()
        """The nearest question of yes or no whose answer is known."""
        self._order: list[int] = []
        self._rows: np.ndarray = np.zeros(0, dtype=np.float32)
        if statements.found:
            self._compare(statements, statements.projected(vector))
        elif len(statements.without_answer):
            self.unanswered = float(np.vecdot(statements.without_answer, statements.projected(vector)).max())

    def _compare(self, statements: Statements, point: np.ndarray) -> None:
        known = statements.found
        self._rows = np.vecdot(statements.vectors, point)
        best = self._best = np.maximum.reduceat(self._rows, [one.rows.start for one in known])
        self._is_known = statements.known_by(self._as_of)
        order = np.argsort(-np.where(self._is_known, best, -1.0), kind="stable")
        self._order = [int(number) for number in order[: np.count_nonzero(self._is_known)]]
        self.polar = statements.polar(self._rows, self._is_known)
        none = statements.without_answer
        later = best[~self._is_known].max(initial=-1.0) - LATER
        self.unanswered = max(float(np.vecdot(none, point).max(initial=-1.0)), float(later))

    def nearest(self, count: int) -> list[Match]:
        """The `count` nearest statements, nearest first."""
        return [self._match(one) for one in self._order[:count]]

    def at(self, article_id: str, start: int) -> Match | None:
        """The sentence that starts there, when it is known what questions it answers."""
        number = self._statements.quoted.get((article_id, start))
        return None if number is None or not self._is_known[number] else self._match(number)

    def likeness(self, article_id: str, start: int) -> float:
        """Cosine of the question and the nearest that the sentence there answers; -1 where none is known."""
        number = self._statements.quoted.get((article_id, start))
        return -1.0 if number is None or not self._is_known[number] else float(self._best[number])

    def cell(self, company: str, aspect: Aspect) -> Known | None:
        """What is known of an aspect of that commitment of a company which the question is about, where it has one.

        That is the one that the register says most of, unless the question is clearly nearer to another.
        """
        near: dict[str, tuple[Commitment, float]] = {}
        for number in self._order:
            home = self._statements.found[number].commitment
            if home and home.company == company:
                near.setdefault(home.id, (home, float(self._best[number])))
        if not near:
            return None
        nearest, main = next(iter(near.values())), near[max(near, key=self._statements.sizes.__getitem__)]
        of, _ = main if main[1] >= nearest[1] - CLEARLY else nearest
        return self._promised(of) if aspect == "what" else self._statements.state(of, aspect, self._as_of)

    def _nearness(self, known: Known) -> float:
        return float(self._rows[known.rows].max())

    def _promised(self, commitment: Commitment) -> Known | None:
        """What was promised: at first, or a change of it to which the question is clearly nearer."""
        cells = (cell for event in commitment.events for cell in event.says if cell.aspect == "what")
        known = [one for one in (self._statements.known(cell, self._as_of) for cell in cells) if one]
        made = [one for one in known if one.rows.stop > one.rows.start and _is_made(one.statement, commitment)]
        nearest = max(made, key=self._nearness, default=None)
        if nearest and self._nearness(made[0]) < self._nearness(nearest) - HARDLY:
            return nearest
        return known[0] if known else None

    def _match(self, number: int) -> Match:
        known = self._statements.found[number]
        near = self._rows[known.rows]
        first = int(near.argmax())
        questions = self._statements.questions[known.rows]
        return Match(known, questions[first][0], float(near[first]), sorted(near.tolist())[-2:][0])


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


def _is_made(statement: Statement, commitment: Commitment) -> bool:
    """Whether it says what the company promised or changed, rather than what somebody said of it later."""
    made = (event for event in commitment.events if event.kind in CHANGES)
    return any(cell is statement for event in made for cell in event.says)


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
