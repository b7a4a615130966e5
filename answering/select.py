"""The sentences of retrieved passages, scored by how well each answers the question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from langchain_core.documents import Document

from answering.understand import Question, companies_in
from core.articles import Span, StoredPassage
from vectorstore.words import stems

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
    "later": re.compile(r"\bconfirm|\bstill\b|\bsince\b|\blater\b|\bremain|\bno longer\b|\bended\b|\bfurther notice\b|\brevers|\bbegan\b", re.IGNORECASE),
    "number": re.compile(rf"\b{_COUNT}\b|%", re.IGNORECASE),
    "date": re.compile(rf"\b{_MONTH}\b|\b(?:19|20)\d\d\b|\b\w+day\b"),
    "person": re.compile(rf"{_NAME}(?:,| (?:of|at|from) )|(?:[a-z],?|\b[A-Z][\w.-]+'s) {_NAME}|{_NAME} (?:\w+ed|said|told|wrote)\b"),
    "company": re.compile(r"(?<=[a-z,] )(?-i:[A-Z])[\w&.-]+|^[A-Z]{2,}\b|^[A-Z][\w&.-]+(?='s\b| (?-i:[A-Z]))"),
    "reason": re.compile(r"\bbecause\b|\breasons?\b|\bso that\b|\bdue to\b|\bhop(?:ed|ing)\b|\bcit(?:ed|ing)\b", re.IGNORECASE),
}
_SENTENCE = re.compile(r"[.!?…][\"'”’)\]]*$")
FEWEST_WORDS = 5

# Weights of the sum that ranks sentences, beside 1 for the sentence's own similarity: rounded means of the 30 best of
# 600 random draws, judged by how much of the wanted facts the first and the first three sentences hold, on 124
# questions written by somebody who saw the articles only (0.65 cross-validated; 0.60 for similarity and coverage alone).
PASSAGE, COVERAGE, SHOWN, OTHER_COMPANY, LENGTH = 0.15, 0.55, 0.10, 0.20, 0.20
LONG_ENOUGH = 40  # words


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
    """The part of the question's weighty words that the sentence has, 0 to 1."""
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


def candidates(
    documents: Sequence[Document], question: Question, weights: dict[str, float], vector: np.ndarray
) -> list[Candidate]:
    """Every whole sentence of the documents, best first."""
    found: dict[Span, Candidate] = {}
    for document in documents:
        for candidate in _of_passage(document.metadata["stored"], question, weights, vector):
            found[candidate.span] = candidate
    return sorted(found.values(), key=lambda one: (-one.score, one.span.article_id, one.span.start))


def _of_passage(
    stored: StoredPassage, question: Question, weights: dict[str, float], vector: np.ndarray
) -> list[Candidate]:
    passage_similarity = float(stored.vector @ vector)
    similarities = stored.sentence_vectors @ vector
    total = sum(weights.values()) or 1.0
    result = []
    for number, (start, end) in enumerate(stored.passage.sentences):
        text = stored.article.text[start:end]
        if len(text.split()) < FEWEST_WORDS or not _SENTENCE.search(text):
            continue
        present = set(stems(text))
        coverage = sum(weight for stem, weight in weights.items() if stem in present) / total
        score = float(similarities[number]) + PASSAGE * passage_similarity + COVERAGE * coverage
        score += SHOWN * shows(question.wants, text) - OTHER_COMPANY * _off_company(question, stored, text)
        score += LENGTH * min(len(text.split()), LONG_ENOUGH) / LONG_ENOUGH
        sentence_vector = stored.sentence_vectors[number]
        result.append(
            Candidate(
                stored, number, text, sentence_vector, float(similarities[number]), passage_similarity, coverage, score
            )
        )
    return result


def shows(wants: str, text: str) -> float:
    """1 when `text` has the kind of words wanted, -1 when it lacks them, 0 when no kind is wanted."""
    if not wants:
        return 0.0
    return 1.0 if _SHOWS[wants].search(text) else -1.0


def _off_company(question: Question, stored: StoredPassage, text: str) -> float:
    """How far the sentence is from the companies asked about: 0 names one, 0.5 stands in an article on one, 1 neither."""
    if not question.companies or companies_in(text, question.companies):
        return 0.0
    return 0.5 if set(stored.article.companies) == set(question.companies) else 1.0


def is_repetition(one: Candidate, others: Sequence[Candidate], limit: float) -> bool:
    """Whether the sentence says again, near enough, what one of `others` says."""
    return any(float(one.vector @ other.vector) >= limit for other in others)
