"""The sentences of retrieved passages, scored by how well each answers the question."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from langchain_core.documents import Document

from answering.lexicon import Lexicon
from answering.understand import Question, companies_in
from core.articles import Span, StoredPassage

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
_SENTENCE = re.compile(r"[.!?…][\"'”’)\]]*$")
FEWEST_WORDS = 5

# Weights of the sum that ranks sentences, beside 1 for the sentence's own similarity: rounded means of the 30 best of
# 600 random draws, judged by how much of the wanted facts the first and the first three sentences hold, on the
# answerable single questions of tests/answering/questions.jsonl (0.65 cross-validated; 0.60 for similarity and coverage
# alone). LENGTH was lowered by hand when DENIED and LATER were added.
PASSAGE, COVERAGE, SHOWN, OTHER_COMPANY, LENGTH = 0.15, 0.55, 0.10, 0.20, 0.12
LONG_ENOUGH = 40  # words
BEGINNING, LATER = 40, 0.3  # characters; as far off as that
DENIED = 0.1  # a sentence that denies something seldom answers a question that does not ask whether
RECENT = 0.1  # where the question asks how things stand


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be said, with what speaks for it."""

    stored: StoredPassage
    number: int
    """Its place in the passage."""
    text: str
    vector: np.ndarray
    similarity: float
    """Cosine of sentence and question."""
    passage_similarity: float
    coverage: float
    """The part of the question's weighty words, companies left out, that the sentence has, 0 to 1."""
    score: float

    @property
    def span(self) -> Span:
        """Where it stands."""
        passage = self.stored.passage
        return Span(passage.article_id, passage.revision, *passage.sentences[self.number])

    @property
    def confidence(self) -> float:
        """How sure it is that this sentence is about the question at all."""
        return self.similarity + self.passage_similarity


class Scorer:
    """Scores sentences against one question."""

    def __init__(self, question: Question, vector: np.ndarray, lexicon: Lexicon) -> None:
        """`vector` is what the sentences are compared with: the question's, or that of a narrower one."""
        self._question = question
        self._vector = vector
        self._lexicon = lexicon
        named = lexicon.meanings(" ".join(question.companies))
        self._weights = {
            term: weight for term, weight in lexicon.weights(question.standalone).items() if term not in named
        }
        self._total = sum(self._weights.values()) or 1.0

    def candidates(self, documents: Sequence[Document]) -> list[Candidate]:
        """Every whole sentence of the documents, best first."""
        passages = [document.metadata["stored"] for document in documents]
        newness = recency([stored.article.dateline for stored in passages]) if self._question.is_present else {}
        found = [
            candidate
            for stored in passages
            for candidate in self._of_passage(stored, RECENT * newness.get(stored.article.dateline, 0.0))
        ]
        return sorted(found, key=lambda one: (-one.score, one.span.article_id, one.span.start))

    def _of_passage(self, stored: StoredPassage, bonus: float) -> Iterator[Candidate]:
        passage_similarity = float(stored.vector @ self._vector)
        similarities = stored.sentence_vectors @ self._vector
        for number, (start, end) in enumerate(stored.passage.sentences):
            text = stored.article.text[start:end]
            if len(text.split()) < FEWEST_WORDS or not _SENTENCE.search(text) or self._is_about_others(stored, text):
                continue
            similarity, coverage = float(similarities[number]), self._coverage(text)
            score = similarity + PASSAGE * passage_similarity + COVERAGE * coverage + self._form(text) + bonus
            vector = stored.sentence_vectors[number]
            yield Candidate(stored, number, text, vector, similarity, passage_similarity, coverage, score)

    def _is_about_others(self, stored: StoredPassage, text: str) -> bool:
        """Whether neither the sentence names a company asked about nor its article is about one."""
        asked = self._question.companies
        return bool(asked) and not companies_in(text, asked) and not set(stored.article.companies) & set(asked)

    def _coverage(self, text: str) -> float:
        present = self._lexicon.meanings(text)
        return sum(weight for term, weight in self._weights.items() if term in present) / self._total

    def _form(self, text: str) -> float:
        """What speaks for a sentence whatever it means: the kind of words, its length, the company it begins with."""
        long = min(len(text.split()), LONG_ENOUGH) / LONG_ENOUGH
        denied = self._question.is_open and bool(_DENIAL.search(text))
        off = off_company(self._question.companies, text)
        return SHOWN * shows(self._question.wants, text) + LENGTH * long - OTHER_COMPANY * off - DENIED * denied


def recency(datelines: Sequence[date | None]) -> dict[date | None, float]:
    """How new each dateline is among the others, from 0 for the oldest to 1 for the newest."""
    known = sorted({day for day in datelines if day})
    return {day: rank / (len(known) - 1) for rank, day in enumerate(known)} if len(known) > 1 else {}


def shows(wants: str, text: str) -> float:
    """1 when `text` has the kind of words wanted, -1 when it lacks them, 0 when no kind is wanted."""
    if not wants:
        return 0.0
    return 1.0 if _SHOWS[wants].search(text) else -1.0


def off_company(asked: tuple[str, ...], text: str) -> float:
    """0 when a sentence begins with a company asked about, `LATER` when it names one later, 1 when it names none."""
    if not asked or companies_in(text[:BEGINNING], asked):
        return 0.0
    return LATER if companies_in(text, asked) else 1.0


def is_repetition(one: Candidate, others: Sequence[Candidate], limit: float) -> bool:
    """Whether the sentence says again, near enough, what one of `others` says."""
    return any(float(one.vector @ other.vector) >= limit for other in others)
