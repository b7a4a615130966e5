"""The assistant: a LangChain Runnable from `Ask` to `Answer`, the only way in which anything is answered."""

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from time import perf_counter
from typing import Any

import numpy as np
from langchain_core.documents import Document
from langchain_core.runnables import Runnable, RunnableConfig
from ulid import ULID

from answering.arithmetic import dates_of, sum_asked
from answering.compose import WANTED, aspect_asked, aspect_compared, cells, comparison
from answering.context import Material
from answering.draft import (
    Draft,
    Line,
    choose,
    cited,
    difference_of,
    leading,
    looked_up,
    refusal,
    said,
    table,
    with_companies,
)
from answering.excerpts import Excerpts, excerpt_asked
from answering.lexicon import WORD, Lexicon
from answering.retrieve import PassageRetriever
from answering.select import HEARD, NAMES, NEAREST, Candidate, Scorer
from answering.statements import Asked, Match, Registered, Statements
from answering.suggest import suggested
from answering.sure import ENOUGH, sureness
from answering.understand import Question, beginning, following, parts, understand
from answering.verify import verified, whole
from core.answers import Answer, Ask
from core.articles import StoredPassage
from core.protocols import Embedder, Records
from core.register import Aspect
from evidence.parts import sentences_of

EMPTY = "There are no articles here yet; add some with `python cli.py ingest PATH`."
COMPARED = 3
PLACES = 10_000
ANSWERS = 100
"""Of so many, the vectors of the sentences are kept in memory."""
MENTIONED = 8
"""Candidates whose places a model is given, after those that the draft has."""
LIST = 60
"""Characters within which companies that a question names stand in one list."""
DATED = 3
"""Candidates among which an event's day is looked for."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found for a question."""

    question: Question
    asked: Asked
    documents: list[Document]
    general: list[Candidate]
    """Best first."""
    sureness: float
    """From 0 to 1; from `ENOUGH` on the question is answered."""


class OnTheRecord(Runnable[Ask, Answer]):
    """Answers from the articles alone: understand, retrieve, draft, verify."""

    def __init__(
        self,
        *,
        retriever: PassageRetriever,
        lexicon: Lexicon,
        registered: Registered,
        embedder: Embedder,
        records: Records,
        longest: int,
    ) -> None:
        """`records` keeps the questions asked; `longest` is the longest question in characters."""
        self._registered = registered
        self._retriever = retriever
        self._lexicon = lexicon
        self._embedder = embedder
        self._records = records
        self._longest = longest
        self._excerpts = Excerpts(searcher=retriever.searcher, source=retriever.source)
        self._passage_at = lru_cache(PLACES)(self._find_passage)
        self._heard = lru_cache(ANSWERS)(lambda text: embedder.embed([part.text for part in sentences_of(text)]))

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

    def evidence(self, ask: Ask) -> Evidence:
        """What there is to answer with; `InputError` for a question that cannot be used."""
        return self._retrieve(understand(ask, self._lexicon, self._longest), self._registered.now())

    def _answer(self, ask: Ask) -> Answer:
        answer, _ = self.prepare(ask)
        self._records.log_answer(answer)
        return answer

    def prepare(self, ask: Ask) -> tuple[Answer, Material | None]:
        """The answer, not logged yet, and what a model could put it better from; None where there is no such thing."""
        clock = _Clock()
        readings = understand(ask, self._lexicon, self._longest)
        clock.stop("understand")
        statements = self._registered.now()
        evidence = self._retrieve(readings, statements)
        question = evidence.question
        clock.stop("retrieve")
        draft = self._draft(evidence, statements)
        sentences, table, citations = cited(draft)
        clock.stop("draft")
        sentences, citations = verified(sentences, citations, self._records.article, table)
        clock.stop("verify")
        answer = Answer(
            id=f"a_{ULID()}",
            question=question.asked,
            standalone_question=question.standalone,
            as_of=question.as_of,
            status="answered" if sentences else "refused",
            sentences=sentences,
            citations=citations,
            table=whole(table, citations) if sentences else None,
            notice="" if sentences else self._refusal(question),
            suggestions=suggested(evidence.general, [line.text for line in sentences]),
            timings_ms=clock.timings(),
            trace=_trace(evidence) if ask.trace else None,
        )
        return answer, _material(evidence, draft) if sentences and not draft.is_worked_out else None

    def _retrieve(self, readings: Sequence[Question], statements: Statements) -> Evidence:
        """What is found for the reading that the articles answer most surely, the first where several are alike."""
        found = [self._find(question, statements) for question in readings]
        best = max(found, key=_promise)
        if best.sureness < ENOUGH and self._lacks_topic(best.question):
            about_main = f"{', '.join(self._main())}: {best.question.standalone}"
            found.append(self._find(best.question, statements, about_main))
            best = max(best, found[-1], key=_promise)
        return best

    def _lacks_topic(self, question: Question) -> bool:
        """Whether it names nothing, yet has only words that articles have."""
        words = self._sought(question)
        if question.companies or question.names or not words:
            return False
        return all(word.isalpha() and self._lexicon.known(word) for word in words)

    def _main(self) -> tuple[str, ...]:
        return self._lexicon.companies()[:COMPARED]

    def _find(self, question: Question, statements: Statements, text: str = "") -> Evidence:
        """What is found for the question, or for `text` in its place."""
        vector: np.ndarray = self._embedder.embed([text or question.standalone])[0]
        documents = self._retriever.invoke(text or question.standalone, as_of=question.as_of, vector=vector)
        asked = statements.asked(vector, question.as_of)
        passages = {str(document.id): document.metadata["stored"] for document in documents}
        passages |= self._around(asked.nearest(NEAREST), question.as_of)
        words = {str(document.id): document.metadata["words"] for document in documents}
        scorer = Scorer(question, vector, self._lexicon, self._heard(question.heard))
        general = scorer.candidates(passages, asked, statements.covered, words)
        return Evidence(question, asked, documents, general, sureness(question, general, asked))

    def _around(self, matches: Sequence[Match], as_of: date | None) -> dict[str, StoredPassage]:
        """The passages that the quotations among `matches` stand in."""
        places = [place for match in matches if match.known.statement.is_quote for place in match.known.places]
        ids = (self._passage_at(place.article.id, place.article.revision, place.start) for place in places)
        found: dict[str, StoredPassage] = self._retriever.source.passages([*dict.fromkeys(filter(None, ids))], as_of)
        return found

    def _find_passage(self, article_id: str, revision: int, start: int) -> str | None:
        """The id of the passage with this place in it."""
        passages = self._records.passages_of(article_id)
        return next((p.id for p in passages if p.revision == revision and p.start <= start < p.end), None)

    def _draft(self, evidence: Evidence, statements: Statements) -> Draft:
        """What to say; nothing where the articles do not say."""
        excerpt = excerpt_asked(evidence.question.asked)
        if excerpt and (places := self._excerpts.find(excerpt, evidence.question.as_of)):
            return looked_up(places)
        if asked := sum_asked(evidence.question.standalone):
            found = [self._dated(event, evidence, statements) for event in (asked.first, asked.second)]
            if len(found_both := [one for one in found if one]) > 1:
                return difference_of(asked, found_both)
        return self._composed(evidence, statements) if evidence.sureness >= ENOUGH else Draft()

    def _first(self, evidence: Evidence, statements: Statements) -> Evidence:
        """What answers the first part of a question, the whole one where it has no parts or that is less sure."""
        first = beginning(evidence.question, self._lexicon)
        own = evidence if first is evidence.question else self._retrieve([first], statements)
        return own if own.sureness >= ENOUGH else evidence

    def _further(self, question: Question, first: Candidate, statements: Statements) -> list[Candidate]:
        """What answers each further part of the question best."""
        said, found = first.text, []
        for part in parts(question.standalone)[1:]:
            evidence = self._retrieve(following(question, part, said, self._lexicon), statements)
            if evidence.sureness >= ENOUGH:
                found.append(evidence.general[0])
                said = f"{said} {found[-1].text}"
        return found

    def _dated(self, event: str, evidence: Evidence, statements: Statements) -> Candidate | None:
        """The best candidate for an event that gives its day."""
        named = self._lexicon.companies_in(event)
        question = replace(evidence.question, standalone=event, companies=named, wants="date")
        found = self._find(question, statements)
        if found.sureness < ENOUGH:
            return None
        return next((one for one in found.general[:DATED] if dates_of(one.text)), None)

    def _composed(self, evidence: Evidence, statements: Statements) -> Draft:
        question, main, known = evidence.question, self._main(), evidence.asked.polar
        general = leading(question, self._first(evidence, statements).general, known)
        if found := comparison(question, general):
            lead, of = found
            aspects: tuple[Aspect, ...] = (WANTED.get(question.wants, of.aspect), of.aspect, "what")
            tables = (table(a, cells(evidence.asked, question.companies or of.companies, a)) for a in aspects)
            shown = next(filter(None, tables), None)
            return Draft(said(question, choose([lead, *(one for one in general if one is not lead)]), known), shown)
        one_by_one = self._compared(question, general)
        if aspect := aspect_asked(question, general, main):
            compared = cells(evidence.asked, one_by_one or main, aspect)
            if shown := table(aspect, compared):
                return Draft(tuple(Line(known.statement.text, known.places) for known in compared.values()), shown)
        aspect = aspect_compared(question, general)
        shown = table(aspect, cells(evidence.asked, one_by_one or main, aspect)) if aspect else None
        further = self._further(question, general[0], statements)
        chosen = choose(general, further)
        if one_by_one:
            by_company = {
                name: self._find(question, statements, self._of_one(question, name)).general for name in one_by_one
            }
            chosen = with_companies(question, chosen, by_company, self._lexicon)
        return Draft(said(question, chosen, known), shown)

    def _of_one(self, question: Question, name: str) -> str:
        """The question about one company: in the place of a list of several, or after its name."""
        text, named = question.standalone, self._lexicon.companies_at(question.standalone)
        if len(named) > 1 and named[-1][1] - named[0][1] < LIST:
            return text[: named[0][1]] + name + re.sub(r"^[\w.&-]+", "", text[named[-1][1] :])
        return f"{name}: {text}"

    def _compared(self, question: Question, general: list[Candidate]) -> tuple[str, ...]:
        """The companies to look up one by one: those named, the corpus' main ones, or those in question.

        Where articles do not say which companies they are about, it is the names that are compared.
        """
        if question.companies:
            return question.companies if question.compares else ()
        if question.compares or question.wants == "company":
            return (self._main() or question.names) if question.compares else self._discussed(general) or self._main()
        return ()

    def _discussed(self, general: list[Candidate]) -> tuple[str, ...]:
        """The companies that the best sentences speak about, in doubt those that articles are mostly about."""
        weight: dict[str, float] = {}
        companies = self._lexicon.companies()
        for rank, candidate in enumerate(general[:20], 1):
            for company in self._lexicon.companies_in(candidate.text):
                place = companies.index(company) if company in companies else len(companies)
                weight[company] = weight.get(company, 0.0) + 1 / (5 + rank) / (4 + place)
        return tuple(sorted(weight, key=lambda name: -weight[name])[:COMPARED])

    def _refusal(self, question: Question) -> str:
        return refusal(question, self._sought(question)) if self._lexicon.has_articles() else EMPTY

    def _sought(self, question: Question) -> list[str]:
        """The words that were looked for, without those that every question has."""
        words = (re.sub(r"['’]s?$", "", word) for word in WORD.findall(question.standalone))
        return [word for word in dict.fromkeys(words) if self._lexicon.weights(word)]


def _promise(evidence: Evidence) -> float:
    """How sure it is, and less where it would begin with what was just answered."""
    return evidence.sureness - HEARD * (bool(evidence.general) and evidence.general[0].is_heard)


def _grown(answer: Answer) -> Iterator[Answer]:
    """The answer a sentence longer each time, at the end as it is."""
    for count in range(1, len(answer.sentences)):
        yield answer.upto(count)
    yield answer


def _material(evidence: Evidence, draft: Draft) -> Material:
    lines = [*draft.lines, *(line for row in (draft.table or ((), ()))[1] for line in row)]
    places = [place for line in lines for place in line.places]
    places += [place for one in evidence.general[:MENTIONED] for place in one.places]
    passages = [document.metadata["stored"] for document in evidence.documents]
    question = evidence.question
    return Material(question.standalone, question.compares or bool(draft.table), places, passages)


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


def _trace(evidence: Evidence) -> dict[str, Any]:
    question = evidence.question
    return {
        "prompt": None,
        "confidence": round(evidence.sureness, 3),
        "companies": list(question.companies),
        "wants": question.wants,
        "unknown": list(question.unknown),
        "retrieved": [_retrieved(document) for document in evidence.documents],
        "candidates": [
            {"text": c.text, "score": round(c.score, 3), "answers": c.matched, "features": _rounded(c)}
            for c in evidence.general[:10]
        ],
    }


def _rounded(candidate: Candidate) -> dict[str, float]:
    return {name: round(value, 3) for name, value in zip(NAMES, candidate.features, strict=True)}


def _retrieved(document: Document) -> dict[str, Any]:
    place = document.metadata["stored"].passage
    found = {key: document.metadata[key] for key in ("dense", "words", "rank")}
    return {"passage": document.id, **found, "article_id": place.article_id, "start": place.start, "end": place.end}
