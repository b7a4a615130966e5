"""The sentences of retrieved passages, scored by how well each answers the question."""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from heapq import nlargest

import numpy as np

from answering.lexicon import SENTENCES, Lexicon
from answering.statements import Asked, Match, Place
from answering.understand import Question, wanted
from core.articles import Passage, StoredPassage
from core.register import Statement

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_COUNT = r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|dozens?|hundreds?|half)"
_NAME = r"\b[A-Z][\w'’-]+ (?:[A-Z]\. )?[A-Z][\w'’-]+"
_UNIT = r"(?:hour|day|week|month|year|decade)"
# What the words of an answer look like, for each want of `understand`.
_SHOWS = {
    "duration": re.compile(
        rf"\b{_COUNT}[ -]{_UNIT}s?\b|\buntil\b|\bpermanent|\bindefinit|\btemporar|\bno end date|\bexpir", re.IGNORECASE
    ),
    "amount": re.compile(r"[$£€]\s?\d|\b\d[\d,.]* (?:million|billion|dollars|pounds|euros)"),
    "statement": re.compile(
        r"\b(?:promised|pledged|committed|agreed|said|announced|declared|told|wrote)\b",
        re.IGNORECASE,
    ),
    "later": re.compile(
        r"\b(?:confirm|still\b|since\b|later\b|remain|no longer\b|ended\b|further notice\b|revers|began\b)",
        re.IGNORECASE,
    ),
    "number": re.compile(rf"\b{_COUNT}\b|%", re.IGNORECASE),
    "date": re.compile(rf"\b{_MONTH}\b|\b(?:19|20)\d\d\b|\b\w+day\b"),
    "person": re.compile(
        rf"{_NAME}(?:,| (?:of|at|from) )|(?:[a-z],?|\b[A-Z][\w.-]+'s) {_NAME}|{_NAME} (?:\w+ed|said|told|wrote)\b"
    ),
    "company": re.compile(r"(?<=[a-z,] )(?-i:[A-Z])[\w&.-]+|^[A-Z]{2,}\b|^[A-Z][\w&.-]+(?='s\b| (?-i:[A-Z]))"),
    "reason": re.compile(
        r"\bbecause\b|\breasons?\b|\bso that\b|\bdue to\b|\bhop(?:ed|ing)\b|\bcit(?:ed|ing)\b", re.IGNORECASE
    ),
}
_DENIAL = re.compile(r"\b(?:no|not|never|none|nothing|nor|contrary)\b|n['’]t\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!…][\"'”’)\]]*$|\?[\"'”’]+\W*$")
"""How a sentence ends that may answer; a question does only in quotation marks."""

NO_WORDS: Mapping[str, float] = {}
FEWEST_WORDS = 5
TINY = 1e-9
HEARD, SAME = 0.3, 0.8
"""Of the score: nobody asks again for what was just answered, or for a sentence as near to it in its cosine."""
NONE = np.zeros((0, 0), dtype=np.float32)

NEAREST, LIKELY = 30, 60
"""How many statements of registers, and sentences of passages, are looked at."""
LONG_ENOUGH = 40  # words
LATER = 0.5
NEARLY, AHEAD = 0.9, 3.0
"""The cosine from which a question is hardly another than one that a statement answers, and how much what is above it
counts for who comes first."""
NAMES = (
    *("asked", "second", "back", "same_want", "asked_coverage"),
    *("similarity", "passage", "coverage", "shown", "off", "length", "denied", "recent"),
    *("before", "after", "titled", "around", "words"),
)
"""What speaks for a candidate; the first five only where a register says which questions it answers."""
# Weights where a register does (`python -m benchmarks.fitting`): a listwise softmax on eval/questions/fitting.yaml with
# the right candidate first for 0.88 of its questions and among the first three for 0.98 (cross-validated).
WEIGHTS = np.array([1, 0.67, 0.14, 0.09, 0.75, 0.45, 0.37, 0.45, 0.03, 0.03, 0.01, -0.08, 0.18, 0, 0, 0, 0, 0])
# Weights where none does: the same on these questions, without what the register knows, and on CLAPnq's selected
# sentences, with the right sentence among the first three for 0.83 and 0.95 of the questions (cross-validated), brought
# to the scale of the others.
PLAIN = np.array(
    [0, 0, 0, 0, 0, 0.8, 0.46, 0.42, 0.14, -0.15, 0.12, -0.14, 0.08, 0.54, 0.55, 0.7, 0.3, 0.67], dtype=float
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be said: a sentence of an article, or a statement of a register."""

    text: str
    places: tuple[Place, ...]
    """Where the words of its evidence stand."""
    features: tuple[float, ...]
    """What speaks for it, in the order of `NAMES`."""
    score: float
    vector: np.ndarray | None
    passage: Passage | None = None
    """The passage that the sentence stands in."""
    number: int = 0
    """The sentence's place in it."""
    is_covered: bool = True
    """Whether a register says what questions its article answers."""
    statement: Statement | None = None
    """What a register says of it."""
    company: str = ""
    """Whose commitment it is about."""
    matched: str = ""
    """The nearest question that it is known to answer."""
    is_heard: bool = False
    """Whether it says what was just answered."""

    @property
    def asked(self) -> float:
        """Cosine of the question and the nearest that this answers."""
        return self.features[0]

    @property
    def rank(self) -> float:
        """What decides who comes first: the score, and that hardly another question is answered, and not once more."""
        counts = self.statement is not None and not self.is_heard
        return self.score + AHEAD * max(0.0, self.asked - NEARLY) * counts

    @property
    def asked_coverage(self) -> float:
        """The part of the question's weighty words that the nearest question has, 0 to 1."""
        return self.features[4]

    @property
    def similarity(self) -> float:
        """Cosine of the question and the text."""
        return self.features[5]

    @property
    def near(self) -> float:
        """Cosine of the question and the passage."""
        return self.features[6]

    @property
    def coverage(self) -> float:
        """The part of the question's weighty words, companies left out, that the text has, 0 to 1."""
        return self.features[7]

    @property
    def off(self) -> float:
        """From 0, about a company asked about, to 1, about another."""
        return self.features[9]


class Scorer:
    """Scores what may be said against one question."""

    def __init__(self, question: Question, vector: np.ndarray, lexicon: Lexicon, heard: np.ndarray = NONE) -> None:
        """`vector` is what the sentences are compared with: the question's, or that of a narrower one.

        `heard` has a row for each sentence that was just answered.
        """
        self._heard = heard
        self._question = question
        self._vector = vector
        self._lexicon = lexicon
        named = lexicon.meanings(" ".join(question.companies))
        weights = lexicon.weights(question.standalone)
        self._weights = {term: weight for term, weight in weights.items() if term not in named}
        self._terms = lexicon.meanings(question.standalone)
        self._total = sum(self._weights.values()) or 1.0

    def candidates(
        self,
        passages: Mapping[str, StoredPassage],
        asked: Asked,
        covered: Container[str] = (),
        words: Mapping[str, float] = NO_WORDS,
    ) -> list[Candidate]:
        """The likeliest whole sentences of the passages, and the nearest that a register has beside them, best first.

        `passages` stand under their ids, as do in `words` the scores of those that a search by words found. `covered`
        has the articles of which a register says what questions they answer.
        """
        best = max(words.values(), default=0.0) or 1.0
        matches = [match for match in asked.nearest(NEAREST) if not match.known.statement.is_quote]
        datelines = [stored.article.dateline for stored in passages.values()] + [
            match.known.known_from for match in matches
        ]
        newness = recency(datelines) if self._question.is_present else {}
        likely: list[tuple[float, str, int]] = []
        for key, stored in passages.items():
            similarities = stored.sentence_vectors @ self._vector
            for number, (start, _) in enumerate(stored.passage.sentences):
                similarity = float(similarities[number])
                likely.append((similarity + max(similarity, asked.likeness(stored.article.id, start)), key, number))
        found = []
        for _, key, number in nlargest(LIKELY, likely):
            stored = passages[key]
            by_words = None if stored.article.id in covered else words.get(key, 0.0) / best
            newest = newness.get(stored.article.dateline, 0.0)
            if candidate := self._of_sentence(stored, number, by_words, asked, newest):
                found.append(candidate)
        found += [self._registered(match, newness.get(match.known.known_from, 0.0)) for match in matches]
        if self._question.wants_more:
            found = [one for one in found if not one.is_heard] or found
        return sorted(found, key=lambda one: (-one.rank, one.places[0].article.id, one.places[0].start))

    def _of_sentence(
        self, stored: StoredPassage, number: int, by_words: float | None, asked: Asked, newness: float
    ) -> Candidate | None:
        """`by_words` is the passage's part of the best score by words; None where a register covers the article."""
        start, end = stored.passage.sentences[number]
        text, is_covered = stored.article.text[start:end], by_words is None
        if not is_sentence(text) or self._is_about_others(stored, text):
            return None
        near, similarity = (float(v @ self._vector) for v in (stored.vector, stored.sentence_vectors[number]))
        match = asked.at(stored.article.id, start)
        off = off_company(self._question.companies, self._about(stored.article.text, start, end))
        of_text = similarity, near, *self._of_words(text, off), newness
        around = (0.0,) * 5 if by_words is None else (*self._around(stored, number), by_words)
        features = (*self._of_match(match, similarity, of_text[2]), *of_text, *around)
        is_heard = self._is_heard(stored.sentence_vectors[number])
        return Candidate(
            text=text,
            places=(Place(stored.article, start, end),),
            features=features,
            score=float(np.dot(features, WEIGHTS if is_covered else PLAIN)) - HEARD * is_heard,
            is_heard=is_heard,
            vector=stored.sentence_vectors[number],
            passage=stored.passage,
            number=number,
            is_covered=is_covered,
            statement=match.known.statement if match else None,
            matched=match.question if match else "",
        )

    def _registered(self, match: Match, newness: float) -> Candidate:
        known = match.known
        near = float(known.vector @ self._vector) if known.vector is not None else 0.0
        text = known.statement.text
        off = off_company(self._question.companies, self._about(text, 0, len(text)))
        is_heard = self._is_heard(known.vector)
        of_text = near, near, *self._of_words(text, off), newness
        features = (*self._of_match(match, near, of_text[2]), *of_text, *(0.0,) * 5)
        return Candidate(
            text=text,
            places=known.places,
            features=features,
            score=float(np.dot(features, WEIGHTS)) - HEARD * is_heard,
            is_heard=is_heard,
            vector=known.vector,
            statement=known.statement,
            company=known.commitment.company if known.commitment else "",
            matched=match.question,
        )

    def _is_heard(self, vector: np.ndarray | None) -> bool:
        """Whether a sentence says, near enough, what was just answered."""
        return vector is not None and len(self._heard) > 0 and float((self._heard @ vector).max()) >= SAME

    def _is_about_others(self, stored: StoredPassage, text: str) -> bool:
        """Whether neither the sentence names a company asked about nor its article is about one."""
        asked = set(self._question.companies)
        return bool(asked) and not asked & {*stored.article.companies, *self._lexicon.companies_in(text)}

    def _about(self, text: str, start: int, end: int) -> tuple[str, ...]:
        """The companies that the words there name, else the one named last before: `it` or `the firm` means that."""
        named = self._lexicon.companies_at(text)
        inside = tuple(company for company, place in named if start <= place < end)
        return inside or tuple(company for company, place in named if place < start)[-1:]

    def _around(self, stored: StoredPassage, number: int) -> tuple[float, float, float, float]:
        """How near the question is to a sentence with its like: sentences of a story say `it` for what was just named.

        Cosines with the one before and with the one after; coverage by it and the title, and by it and the one before.
        """
        vectors, places = stored.sentence_vectors, stored.passage.sentences
        pairs = vectors[max(0, number - 1) : number + 1].sum(axis=0), vectors[number : number + 2].sum(axis=0)
        before, after = (float(pair @ self._vector / (np.linalg.norm(pair) + TINY)) for pair in pairs)
        whole, (start, end) = stored.article.text, places[number]
        titled = self._coverage(whole[start:end], stored.article.name)
        return before, after, titled, self._coverage(whole[places[max(0, number - 1)][0] : end])

    def _coverage(self, *texts: str) -> float:
        """The part of the question's weighty words that any of the texts has."""
        present: frozenset[str] = frozenset().union(*map(self._lexicon.meanings, texts))
        return sum(weight for term, weight in self._weights.items() if term in present) / self._total

    def _of_match(self, match: Match | None, similarity: float, coverage: float) -> tuple[float, ...]:
        """How near the questions are that it answers, how much of the nearest was asked, whether both want alike."""
        if not match:
            return similarity, similarity, 0.0, 0.0, coverage
        coverage = self._coverage(match.known.words)
        weights = self._lexicon.weights(match.question)
        asked = sum(weight for term, weight in weights.items() if term in self._terms) / (sum(weights.values()) or 1.0)
        wants = wanted(match.question)
        alike = 0.0 if not (wants and self._question.wants) else 1.0 if wants == self._question.wants else -1.0
        return match.similarity, match.second, asked, alike, coverage

    def _of_words(self, text: str, off: float) -> tuple[float, ...]:
        """Coverage by the text, and what speaks for its form and its company."""
        long = min(len(text.split()), LONG_ENOUGH) / LONG_ENOUGH
        denied = float(self._question.is_open and denies(text))
        return self._coverage(text), shows(self._question.wants, text), off, long, denied


def recency(datelines: Sequence[date | None]) -> dict[date | None, float]:
    """How new each dateline is among the others, from 0 for the oldest to 1 for the newest."""
    known = sorted({day for day in datelines if day})
    return {day: rank / (len(known) - 1) for rank, day in enumerate(known)} if len(known) > 1 else {}


@lru_cache(SENTENCES)
def is_sentence(text: str) -> bool:
    """Whether it is a whole sentence, long enough to answer anything."""
    return len(text.split()) >= FEWEST_WORDS and bool(_SENTENCE.search(text))


@lru_cache(SENTENCES)
def shows(wants: str, text: str) -> float:
    """1 when `text` has the kind of words wanted, -1 when it lacks them, 0 when no kind is wanted."""
    if not wants:
        return 0.0
    return 1.0 if _SHOWS[wants].search(text) else -1.0


def denies(text: str) -> bool:
    """Whether it says that something is not so."""
    return bool(_DENIAL.search(text))


def off_company(asked: tuple[str, ...], about: Sequence[str]) -> float:
    """0 when a sentence is first about a company asked about, `LATER` when it names one later, 1 when it does not."""
    if not asked or (about and about[0] in asked):
        return 0.0
    return LATER if set(asked) & set(about) else 1.0


def is_repetition(one: Candidate, others: Sequence[Candidate], limit: float) -> bool:
    """Whether the sentence says again, near enough, what one of `others` says."""
    return any(
        float(one.vector @ other.vector) >= limit
        for other in others
        if one.vector is not None and other.vector is not None
    )
