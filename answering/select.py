"""The sentences of retrieved passages, scored by how well each answers the question."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

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
FEWEST_WORDS = 5
TINY = 1e-9
HEARD = 0.3
"""Of the score: nobody asks again for what was just answered."""

NEAREST = 30
"""Statements of registers that are looked at."""
LONG_ENOUGH = 40  # words
BEGINNING, LATER = 40, 0.3  # characters; as far off as that
NAMES = (
    *("asked", "second", "back", "same_want", "asked_coverage"),
    *("similarity", "passage", "coverage", "shown", "off", "length", "denied", "recent"),
    *("before", "after", "titled"),
)
"""What speaks for a candidate; the first five only where a register says which questions it answers."""
# Weights where a register does (`python -m benchmarks.fitting`): a listwise softmax on eval/questions/fitting.yaml with
# the right candidate first for 0.87 of its questions and among the first three for 0.94 (cross-validated).
WEIGHTS = np.array([1.0, 0.67, 0.14, 0.09, 0.54, 0.45, 0.37, 0.45, 0.03, 0.03, 0.01, -0.08, 0.18, 0.0, 0.0, 0.0])
# Weights where none does: the same on these questions, without what the register knows, and on CLAPnq's selected
# sentences, with the right sentence among the first three for 0.80 and 0.95 of the questions (cross-validated), brought
# to the scale of the others.
PLAIN = np.array([0, 0, 0, 0, 0, 0.8, 0.55, 0.54, 0.12, -0.11, 0.08, -0.14, 0.08, 0.58, 0.58, 0.91])


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
    polarity: str = ""
    """`yes` or `no` where the nearest question that it answers is one of yes or no."""
    matched: str = ""
    """That question."""

    @property
    def asked(self) -> float:
        """Cosine of the question and the nearest that this answers."""
        return self.features[0]

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


class Scorer:
    """Scores what may be said against one question."""

    def __init__(self, question: Question, vector: np.ndarray, lexicon: Lexicon) -> None:
        """`vector` is what the sentences are compared with: the question's, or that of a narrower one."""
        self._question = question
        self._vector = vector
        self._lexicon = lexicon
        named = lexicon.meanings(" ".join(question.companies))
        weights = lexicon.weights(question.standalone)
        self._weights = {term: weight for term, weight in weights.items() if term not in named}
        self._terms = lexicon.meanings(question.standalone)
        self._total = sum(self._weights.values()) or 1.0

    def candidates(
        self, passages: Sequence[StoredPassage], asked: Asked, covered: Container[str] = ()
    ) -> list[Candidate]:
        """Every whole sentence of the passages, and the nearest that a register has beside them, best first.

        `covered` has the articles of which a register says what questions they answer.
        """
        matches = [match for match in asked.nearest(NEAREST) if not match.known.statement.is_quote]
        datelines = [stored.article.dateline for stored in passages] + [match.known.known_from for match in matches]
        newness = recency(datelines) if self._question.is_present else {}
        found = [
            candidate
            for stored in passages
            for candidate in self._of_passage(
                stored, asked, stored.article.id in covered, newness.get(stored.article.dateline, 0.0)
            )
        ]
        found += [self._registered(match, newness.get(match.known.known_from, 0.0)) for match in matches]
        return sorted(found, key=lambda one: (-one.score, one.places[0].article.id, one.places[0].start))

    def _of_passage(self, stored: StoredPassage, asked: Asked, is_covered: bool, newness: float) -> Iterator[Candidate]:
        near = float(stored.vector @ self._vector)
        similarities = stored.sentence_vectors @ self._vector
        for number, (start, end) in enumerate(stored.passage.sentences):
            text = stored.article.text[start:end]
            if not is_sentence(text) or self._is_about_others(stored, text):
                continue
            similarity, match = float(similarities[number]), asked.at(stored.article.id, start)
            of_text = similarity, near, *self._of_words(text), newness
            around = (0.0, 0.0, 0.0) if is_covered else self._around(stored, number)
            features = (*self._of_match(match, similarity, of_text[2]), *of_text, *around)
            score = np.dot(features, WEIGHTS if is_covered else PLAIN)
            score -= HEARD * (text in self._question.heard)
            yield Candidate(
                text=text,
                places=(Place(stored.article, start, end),),
                features=features,
                score=float(score),
                vector=stored.sentence_vectors[number],
                passage=stored.passage,
                number=number,
                is_covered=is_covered,
                statement=match.known.statement if match else None,
                polarity=match.polarity if match else "",
                matched=match.question if match else "",
            )

    def _registered(self, match: Match, newness: float) -> Candidate:
        known = match.known
        near = float(known.vector @ self._vector) if known.vector is not None else 0.0
        of_text = near, near, *self._of_words(known.statement.text), newness
        features = (*self._of_match(match, near, of_text[2]), *of_text, 0.0, 0.0, 0.0)
        return Candidate(
            text=known.statement.text,
            places=known.places,
            features=features,
            score=float(np.dot(features, WEIGHTS)) - HEARD * (known.statement.text in self._question.heard),
            vector=known.vector,
            statement=known.statement,
            company=known.commitment.company if known.commitment else "",
            polarity=match.polarity,
            matched=match.question,
        )

    def _is_about_others(self, stored: StoredPassage, text: str) -> bool:
        """Whether neither the sentence names a company asked about nor its article is about one."""
        asked = set(self._question.companies)
        return bool(asked) and not asked & {*stored.article.companies, *self._lexicon.companies_in(text)}

    def _around(self, stored: StoredPassage, number: int) -> tuple[float, float, float]:
        """Cosines of the question and a sentence with the one before, and with the one after; coverage with the title.

        Sentences of a story often say `it` or `she` for what was named just before.
        """
        vectors, (start, end) = stored.sentence_vectors, stored.passage.sentences[number]
        pairs = vectors[max(0, number - 1) : number + 1].sum(axis=0), vectors[number : number + 2].sum(axis=0)
        before, after = (float(pair @ self._vector / (np.linalg.norm(pair) + TINY)) for pair in pairs)
        return before, after, self._coverage(stored.article.text[start:end], stored.article.name)

    def _coverage(self, *texts: str) -> float:
        """The part of the question's weighty words that any of the texts has."""
        present = [self._lexicon.meanings(text) for text in texts]
        return (
            sum(weight for term, weight in self._weights.items() if any(term in one for one in present)) / self._total
        )

    def _of_match(self, match: Match | None, similarity: float, coverage: float) -> tuple[float, ...]:
        """How near the questions are that it answers, how much of the nearest was asked, whether both want alike."""
        if not match:
            return similarity, similarity, 0.0, 0.0, coverage
        coverage = self._coverage(match.known.statement.text, match.question, match.known.places[0].article.name)
        weights = self._lexicon.weights(match.question)
        asked = sum(weight for term, weight in weights.items() if term in self._terms) / (sum(weights.values()) or 1.0)
        wants = wanted(match.question)
        alike = 0.0 if not (wants and self._question.wants) else 1.0 if wants == self._question.wants else -1.0
        return match.similarity, match.second, asked, alike, coverage

    def _of_words(self, text: str) -> tuple[float, ...]:
        """Coverage by the text, and what speaks for its form."""
        long = min(len(text.split()), LONG_ENOUGH) / LONG_ENOUGH
        denied = float(self._question.is_open and bool(_DENIAL.search(text)))
        off = off_company(self._question.companies, self._lexicon.companies_at(text))
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


def off_company(asked: tuple[str, ...], named: Sequence[tuple[str, int]]) -> float:
    """0 when a sentence begins with a company asked about, `LATER` when it names one later, 1 when it names none."""
    starts = [start for company, start in named if company in asked]
    if not asked or (starts and min(starts) < BEGINNING):
        return 0.0
    return LATER if starts else 1.0


def is_repetition(one: Candidate, others: Sequence[Candidate], limit: float) -> bool:
    """Whether the sentence says again, near enough, what one of `others` says."""
    return any(
        float(one.vector @ other.vector) >= limit
        for other in others
        if one.vector is not None and other.vector is not None
    )
