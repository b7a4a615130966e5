"""The assistant: a LangChain Runnable from `Ask` to `Answer`, the only way in which anything is answered."""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from langchain_core.documents import Document
from langchain_core.runnables import Runnable, RunnableConfig
from ulid import ULID

from answering.draft import choose, cited, refusal
from answering.lexicon import WORD, Lexicon
from answering.retrieve import PassageRetriever
from answering.select import Candidate, Scorer
from answering.understand import Question, companies_in, understand
from answering.verify import verified
from core.answers import Answer, Ask
from core.protocols import Embedder, Records

SURE, SURER = 0.75, 1.0
"""Cosines of sentence and of passage, added up, from which there is an answer; more where a word is unknown."""
NAMED = 0.45
"""The same for a sentence with every name that was asked about, since names mean little to the model."""
MOST, ALL = 0.6, 0.99
COUNTED = 0.4
"""The part of its words that a sentence has to share with a question that asks how many of something."""
EMPTY = "There are no articles here yet; add some with `python cli.py ingest PATH`."
COMPARED = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found for a question."""

    documents: list[Document]
    general: list[Candidate]
    by_company: dict[str, list[Candidate]]


class OnTheRecord(Runnable[Ask, Answer]):
    """Answers from the articles alone: understand, retrieve, draft, verify."""

    def __init__(
        self, *, retriever: PassageRetriever, lexicon: Lexicon, embedder: Embedder, records: Records, longest: int
    ) -> None:
        """`records` keeps the questions asked; `longest` is the longest question in characters."""
        self._retriever = retriever
        self._lexicon = lexicon
        self._embedder = embedder
        self._records = records
        self._longest = longest

    def invoke(self, input: Ask, config: RunnableConfig | None = None, **_: Any) -> Answer:
        """The whole answer; `InputError` for a question that cannot be used."""
        return self._call_with_config(self._answer, input, config)

    def stream(self, input: Ask, config: RunnableConfig | None = None, **_: Any) -> Iterator[Answer]:
        """The answer so far, a sentence longer each time; the last is the whole."""
        yield from _grown(self.invoke(input, config))

    async def astream(self, input: Ask, config: RunnableConfig | None = None, **_: Any) -> AsyncIterator[Answer]:
        """`stream` for an event loop."""
        for step in _grown(await self.ainvoke(input, config)):
            yield step

    def _answer(self, ask: Ask) -> Answer:
        clock = _Clock()
        question = understand(ask, self._lexicon, self._longest)
        clock.stop("understand")
        evidence = self._retrieve(question)
        clock.stop("retrieve")
        chosen = choose(question, evidence.general, evidence.by_company) if self._covered(question, evidence) else []
        sentences, citations = cited(chosen)
        clock.stop("draft")
        sentences, citations = verified(sentences, citations, self._records.article)
        clock.stop("verify")
        answer = Answer(
            id=f"a_{ULID()}",
            question=question.asked,
            standalone_question=question.standalone,
            as_of=question.as_of,
            status="answered" if sentences else "refused",
            sentences=sentences,
            citations=citations,
            notice="" if sentences else self._refusal(question),
            timings_ms=clock.timings(),
            trace=_trace(question, evidence) if ask.trace else None,
        )
        self._records.log_answer(answer)
        return answer

    def _retrieve(self, question: Question) -> Evidence:
        documents, general = self._find(question.standalone, question)
        if self._lacks_topic(question) and not self._is_sure(question, general):
            documents, general = self._about_main_companies(question, documents, general)
        compared = self._compared(question, general)
        if compared and not question.companies:
            documents, general = self._find(f"{', '.join(compared)}: {question.standalone}", question)
        by_company = {name: self._find(f"{name}: {question.standalone}", question)[1] for name in compared}
        return Evidence(documents, general, by_company)

    def _about_main_companies(
        self, question: Question, documents: list[Document], general: list[Candidate]
    ) -> tuple[list[Document], list[Candidate]]:
        """A question such as "Who went first?" takes for granted whom it is about; what is found so must be surer."""
        found = self._find(f"{', '.join(self._main())}: {question.standalone}", question)
        is_surer = max((c.confidence for c in found[1][:5]), default=0.0) >= SURER
        return found if is_surer else (documents, general)

    def _lacks_topic(self, question: Question) -> bool:
        """Whether it names nothing, yet has only words that articles have."""
        words = self._sought(question)
        if question.companies or question.names or not words:
            return False
        return all(word.isalpha() and self._lexicon.known(word) for word in words)

    def _main(self) -> tuple[str, ...]:
        return self._lexicon.companies()[:COMPARED]

    def _find(self, text: str, question: Question) -> tuple[list[Document], list[Candidate]]:
        vector: np.ndarray = self._embedder.embed([text])[0]
        documents = self._retriever.invoke(text, as_of=question.as_of, vector=vector)
        return documents, Scorer(question, vector, self._lexicon).candidates(documents)

    def _compared(self, question: Question, general: list[Candidate]) -> tuple[str, ...]:
        """The companies to look up one by one: those named, the corpus' main ones, or those in question."""
        if question.companies:
            return question.companies if question.compares else ()
        if question.compares or question.wants == "company":
            return self._main() if question.compares else self._discussed(general) or self._main()
        return ()

    def _discussed(self, general: list[Candidate]) -> tuple[str, ...]:
        """The companies that the best sentences speak about, in doubt those that articles are mostly about."""
        weight: dict[str, float] = {}
        companies = self._lexicon.companies()
        for rank, candidate in enumerate(general[:20], 1):
            for company in companies_in(candidate.text, companies):
                weight[company] = weight.get(company, 0.0) + 1 / (5 + rank) / (4 + companies.index(company))
        return tuple(sorted(weight, key=lambda name: -weight[name])[:COMPARED])

    def _covered(self, question: Question, evidence: Evidence) -> bool:
        """Whether the articles speak about the question at all."""
        if question.unknown or not evidence.general:
            return False
        best = evidence.general[:5]
        if question.wants == "number" and max(c.coverage for c in best) < COUNTED:
            return False
        return self._is_sure(question, best)

    def _is_sure(self, question: Question, general: list[Candidate]) -> bool:
        """Whether one of the best sentences is near enough, or has the very names and words that were asked about."""
        needed = SURER if question.strange else SURE
        return any(c.confidence >= (NAMED if _has_names(c, question) else needed) for c in general[:5])

    def _refusal(self, question: Question) -> str:
        return refusal(question, self._sought(question)) if self._lexicon.has_articles() else EMPTY

    def _sought(self, question: Question) -> list[str]:
        """The words that were looked for, without those that every question has."""
        words = (re.sub(r"['’]s?$", "", word) for word in WORD.findall(question.standalone))
        return [word for word in dict.fromkeys(words) if self._lexicon.weights(word)]


def _grown(answer: Answer) -> Iterator[Answer]:
    """The answer a sentence longer each time, at the end as it is."""
    for count in range(1, len(answer.sentences)):
        yield answer.upto(count)
    yield answer


def _has_names(candidate: Candidate, question: Question) -> bool:
    """Whether a sentence has all names asked about and most other words; with companies for names, all of them."""
    names, needed = (question.names, MOST) if question.names else (question.companies, ALL)
    return (
        bool(names)
        and candidate.coverage >= needed
        and all(name.casefold() in candidate.text.casefold() for name in names)
    )


class _Clock:
    """Times the steps of an answer, in milliseconds."""

    def __init__(self) -> None:
        self._began = self._last = perf_counter()
        self._steps: dict[str, float] = {}

    def stop(self, step: str) -> None:
        now = perf_counter()
        self._steps[step] = round(1000 * (now - self._last), 2)
        self._last = now

    def timings(self) -> dict[str, float]:
        return {**self._steps, "total": round(1000 * (self._last - self._began), 2)}


def _trace(question: Question, evidence: Evidence) -> dict[str, Any]:
    return {
        "prompt": None,
        "confidence": round(max((c.confidence for c in evidence.general[:5]), default=0.0), 3),
        "companies": list(question.companies),
        "wants": question.wants,
        "unknown": list(question.unknown),
        "retrieved": [_retrieved(document) for document in evidence.documents],
        "sentences": [
            {"text": c.text, "score": round(c.score, 3), "confidence": round(c.confidence, 3)}
            for c in evidence.general[:10]
        ],
    }


def _retrieved(document: Document) -> dict[str, Any]:
    place = document.metadata["stored"].passage
    found = {key: document.metadata[key] for key in ("dense", "words", "rank")}
    return {"passage": document.id, **found, "article_id": place.article_id, "start": place.start, "end": place.end}
