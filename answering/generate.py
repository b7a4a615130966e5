"""Generative answers: the model writes, the code checks every sentence and falls back to the extractive answer."""

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

from answering.context import Context, Material, fenced, fill, runs
from answering.draft import citation_of
from answering.failures import NO_ANSWER, UNSUPPORTED, ModelFailed
from answering.model import LanguageModel, count_tokens
from answering.reply import NOT_ANSWERED, Said, is_alive, sentences
from answering.statements import Place
from answering.support import Checker, Support
from answering.verify import verified
from core.answers import Answer, AnswerSentence, Ask, Cell, Citation, Table, Turn
from core.articles import Article
from core.protocols import Embedder
from evidence.values import canonical, names
from prompts.loader import Message, load

MOST = 6
"""Sentences of an answer; what the model writes after them is not read."""
CONDENSING = 3.0
"""Seconds at most for a follow-up; they count among those of the answer."""
TURNS = 3
"""Of the conversation, the last so many are given."""
Stop = Future[None]
"""Cancel it, from any thread, and the call that goes on is broken off."""


@dataclass(slots=True)
class _Writing:
    """An answer that is being written."""

    kept: list[tuple[str, tuple[Support, ...]]] = field(default_factory=list)
    dropped: list[dict[str, str]] = field(default_factory=list)
    checked_ms: list[float] = field(default_factory=list)
    is_broken: bool = False
    """Whether the sentence just before was dropped."""


class Writer:
    """Has a language model write answers and put follow-ups into full questions."""

    def __init__(
        self,
        model: LanguageModel,
        *,
        embedder: Embedder,
        companies: Callable[[str], tuple[str, ...]],
        article: Callable[[str, int], Article | None],
        seconds: float,
    ) -> None:
        """`companies` are those that a text names; `article` looks up a revision; `seconds` are for a whole answer."""
        self._model = model
        self._embedder = embedder
        self._companies = companies
        self._article = article
        self._seconds = seconds
        self._answer, self._compare, self._condense = load("answer"), load("compare"), load("condense")

    def deadline(self) -> float:
        """The moment, by `time.monotonic`, by which an answer that begins now is written or given up."""
        return time.monotonic() + self._seconds

    def write(
        self, extractive: Answer, material: Material, deadline: float, stop: Stop
    ) -> Generator[Answer, None, Answer]:
        """Yields the answer so far, a sentence longer each time; returns the whole, or `extractive` with a reason."""
        context = fill(runs(material), count_tokens)
        prompt = self._compare if material.compares else self._answer
        message = prompt.fill(day=_day(extractive), passages=context.text, question=fenced(material.question))
        writing = _Writing()
        try:
            for _ in self._verified(message, context, material, writing, deadline, stop):
                yield self._so_far(extractive, writing)
            whole = self._whole(extractive, writing)
        except ModelFailed as failure:
            whole = replace(extractive, fallback_reason=str(failure))
        if extractive.trace is not None:
            trace = {"prompt": prompt.label, "context": _traced(context), "dropped": writing.dropped}
            whole = replace(whole, trace=extractive.trace | trace | {"checked_ms": writing.checked_ms})
        return whole

    def condense(self, ask: Ask, deadline: float, stop: Stop) -> tuple[str | None, str]:
        """The question as it stands without its conversation, None where the rules have to do; and prompt or reason."""
        message = self._condense.fill(conversation=_told(ask.history[-TURNS:]), question=fenced(ask.question))
        seconds = min(CONDENSING, deadline - time.monotonic())
        try:
            text = " ".join("".join(self._model.read(message, seconds, stop)).split())
        except ModelFailed as failure:
            return None, str(failure)
        known = " ".join([ask.question, *(f"{turn.question} {turn.answer}" for turn in ask.history)])
        return (text, self._condense.label) if _is_faithful(text, known) else (None, UNSUPPORTED)

    def _verified(
        self,
        message: Message,
        context: Context,
        material: Material,
        writing: _Writing,
        deadline: float,
        stop: Stop,
    ) -> Iterator[None]:
        """Comes back after every sentence that was kept; `ModelFailed` where the answer cannot stand."""
        checker = Checker(material.question, embedder=self._embedder, companies=self._companies)
        with closing(self._model.read(message, deadline - time.monotonic(), stop)) as reply:
            for said in sentences(reply, lambda text: checker.expect(text, context.given)):
                began = time.perf_counter()
                is_kept = self._take(said, checker, context, writing)
                writing.checked_ms.append(round(1000 * (time.perf_counter() - began), 2))
                if is_kept:
                    yield
                if len(writing.kept) == MOST:
                    return

    def _take(self, said: Said, checker: Checker, context: Context, writing: _Writing) -> bool:
        """Whether the sentence is kept; `ModelFailed` where the whole answer cannot stand without it."""
        if said.text.strip(".").upper() == NOT_ANSWERED:
            raise ModelFailed(NO_ANSWER)
        if writing.is_broken and checker.leans(said.text):
            raise ModelFailed(UNSUPPORTED)
        checked = checker.check(said.text, [one for one in context.given if one.label in said.labels])
        if checked.support:
            writing.kept.append((said.text, checked.support))
        else:
            writing.dropped.append({"text": said.text, "labels": " ".join(said.labels), "reason": checked.reason})
            if not writing.kept:
                raise ModelFailed(UNSUPPORTED)
        writing.is_broken = not checked.support
        return bool(checked.support)

    def _so_far(self, extractive: Answer, writing: _Writing) -> Answer:
        texts, citations = _cited(writing.kept)
        plain = replace(extractive, sentences=texts, citations=citations, table=None, timings_ms=None, trace=None)
        return replace(plain, mode="generative", model=self._model.name)

    def _whole(self, extractive: Answer, writing: _Writing) -> Answer:
        """The answer with its table, looked at once more as every answer is."""
        texts, citations = _cited(writing.kept)
        table, citations = _with_table(extractive, citations)
        kept, citations = verified(texts, citations, self._article, table)
        if len(kept) < len(texts):
            raise ModelFailed(UNSUPPORTED)
        whole = replace(extractive, sentences=kept, citations=citations, table=table)
        return replace(whole, mode="generative", model=self._model.name)


def _cited(kept: Iterable[tuple[str, tuple[Support, ...]]]) -> tuple[tuple[AnswerSentence, ...], tuple[Citation, ...]]:
    """The sentences, with citations numbered in the order in which they are first needed."""
    found: dict[Place, Citation] = {}
    texts = []
    for text, support in kept:
        for one in support:
            found.setdefault(one.place, replace(citation_of(len(found) + 1, one.place), match=one.match))
        cited = tuple(found[one.place].number for one in support)
        is_quoted = all(found[one.place].quote == text for one in support)
        texts.append(AnswerSentence(text, "quoted" if is_quoted else "supported", cited))
    return tuple(texts), tuple(found.values())


def _with_table(extractive: Answer, citations: tuple[Citation, ...]) -> tuple[Table | None, tuple[Citation, ...]]:
    """The extractive answer's table, its citations numbered behind those of the sentences."""
    if not extractive.table:
        return None, citations
    known = {_span(one): one.number for one in citations}
    old = {one.number: one for one in extractive.citations}
    rows = []
    for row in extractive.table.rows:
        cells = []
        for cell in row:
            for number in cell.citations:
                if _span(old[number]) not in known:
                    known[_span(old[number])] = len(known) + 1
                    citations = (*citations, replace(old[number], number=len(known)))
            cells.append(Cell(cell.text, tuple(known[_span(old[number])] for number in cell.citations)))
        rows.append(tuple(cells))
    return Table(extractive.table.columns, tuple(rows)), citations


def _span(citation: Citation) -> tuple[str, int, int, int]:
    return citation.article_id, citation.revision, citation.start, citation.end


def _day(answer: Answer) -> str:
    if answer.as_of:
        return f"Answer with what was known by {answer.as_of:%-d %B %Y}, and from nothing later."
    return "Where things may have changed, say of which day the newest word is."


def _told(turns: Iterable[Turn]) -> str:
    return "\n".join(f"Question: {fenced(turn.question)}\nAnswer: {fenced(turn.answer)}" for turn in turns)


def _is_faithful(text: str, known: str) -> bool:
    """Whether a question has no name, number or date that the conversation lacks, and is nothing but a question."""
    mine, theirs = canonical(text), {(token.kind, token.value) for token in canonical(known)}
    named = {stem.value for name in names(f"of {text}") for stem in canonical(name.value)}
    words = {token.value for token in canonical(known)}
    counted = all((t.kind, t.value) in theirs for t in mine if t.kind in ("number", "date"))
    return bool(mine) and counted and named <= words and not is_alive(text)


def _traced(context: Context) -> dict[str, Any]:
    given = {
        one.label: f"{one.article.id}@{one.article.revision}:{one.sentences[0][0]}-{one.sentences[-1][1]}"
        for one in context.given
    }
    return {"tokens": context.tokens, "given": given, "left_out": list(context.left_out)}
