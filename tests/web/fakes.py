"""Hand-made stand-ins: a small desk with two articles and an assistant that answers by keyword."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from core.answers import Answer, AnswerSentence, Ask, Citation
from core.articles import Article, IndexStatus, IngestReport, Passage, Source, Supplied
from core.commitments import CitedCell, CitedEvent, CommitmentRow, CommitmentTable
from core.errors import DataFolderError, InputError
from core.feedback import Feedback
from core.register import Aspect, Kind

PAUSE = Article(
    id="amazon-pause",
    text=(
        "Amazon said it would stop selling to the police.\n\n"
        "We’re implementing a one-year moratorium on police use of our technology. "
        "It began on 10 June 2020.\n\n"
        "Rescue groups may go on using it."
    ),
    title="Amazon's one-year pause",
    publisher="On the Record",
    author="The desk",
    published=date(2026, 11, 23),
    dateline=date(2020, 6, 10),
    sources=(Source("Amazon", "We are implementing a moratorium", "https://example.com/pause"),),
    companies=("Amazon",),
    revision=2,
)
EXIT = Article(
    id="ibm-exit",
    text="IBM no longer offers general purpose facial recognition. No end date was given.",
    title="IBM leaves the field",
    publisher="The Courier",
    published=date(2020, 6, 8),
    dateline=date(2020, 6, 8),
    revision=1,
)
NOTHING = Supplied()
QUOTE = "We’re implementing a one-year moratorium on police use of our technology."


def citation_of(article: Article, quote: str, number: int = 1) -> Citation:
    """A citation of `quote`, wherever it stands in `article`."""
    start = article.text.index(quote)
    return Citation(
        number=number,
        article_id=article.id,
        revision=article.revision,
        title=article.title,
        publisher=article.publisher,
        published=article.published,
        dateline=article.dateline,
        url=f"/articles/{article.id}",
        sources=article.sources,
        start=start,
        end=start + len(quote),
        quote=quote,
    )


def answer_of(question: str = "How long is the pause?", **changes: Any) -> Answer:
    """A small answered question with two citations."""
    answer = Answer(
        id="a_1",
        question=question,
        standalone_question=question,
        as_of=None,
        status="answered",
        sentences=(
            AnswerSentence("Amazon's pause was for one year.", "quoted", (1,)),
            AnswerSentence("IBM gave no end date.", "quoted", (2,)),
        ),
        citations=(citation_of(PAUSE, QUOTE), citation_of(EXIT, "No end date was given.", 2)),
    )
    return replace(answer, **changes)


REFUSAL = "The articles do not say."
FOLLOW_UP = AnswerSentence("It is the company asked about before.", "quoted", (1,))


@dataclass
class FakeAssistant:
    """Answers by keyword and remembers what it was asked; `fixed` is its answer to everything, if given."""

    fixed: Answer | None = None
    delay: float = 0.0
    asked: list[Ask] = field(default_factory=list)

    def invoke(self, input: Ask, config: Any = None) -> Answer:
        """The answer that the question's words call for."""
        self.asked.append(input)
        if "crash" in input.question:
            raise RuntimeError("secret-canary in the traceback")
        if len(input.question) > 1000:
            raise InputError("The question is too long; ask it in at most 1000 characters.")
        if self.fixed:
            return replace(self.fixed, question=input.question, standalone_question=input.question)
        if "weather" in input.question:
            return answer_of(
                input.question, status="refused", sentences=(), notice=REFUSAL, citations=(), as_of=input.as_of
            )
        if input.history:
            earlier = f"{input.question} (after: {input.history[-1].question})"
            citations = (citation_of(PAUSE, QUOTE),)
            return answer_of(input.question, standalone_question=earlier, sentences=(FOLLOW_UP,), citations=citations)
        trace = {"prompt": "none"} if input.trace else None
        return answer_of(input.question, as_of=input.as_of, trace=trace)

    def stream(self, input: Ask, config: Any = None) -> Iterator[Answer]:
        """A sentence at a time."""
        answer = self.invoke(input)
        for count in range(1, len(answer.sentences)):
            yield answer.upto(count)
        yield answer

    async def astream(self, input: Ask, config: Any = None) -> AsyncIterator[Answer]:
        """A sentence at a time, with a pause between."""
        for answer in self.stream(input):
            await asyncio.sleep(self.delay)
            yield answer

    def batch(self, inputs: list[Ask], config: Any = None) -> list[Answer]:
        """One after the other."""
        return [self.invoke(ask) for ask in inputs]


@dataclass
class FakeRecords:
    """A catalogue in memory; revision 1 of the first article is an older one."""

    held: list[Article] = field(default_factory=lambda: [PAUSE, EXIT])
    said: list[Feedback] = field(default_factory=list)

    def article(self, article_id: str, revision: int | None = None) -> Article | None:
        """The live revision, or the older one."""
        live = next((a for a in self.held if a.id == article_id), None)
        if live is None or revision in (None, live.revision):
            return live
        return replace(live, revision=1, text="An older text.") if revision == 1 else None

    def articles(self) -> list[Article]:
        """All of them."""
        return self.held

    def passages_of(self, article_id: str) -> list[Passage]:
        """None."""
        return []

    def logged(self, answer_id: str) -> dict[str, Any] | None:
        """One answer."""
        return answer_of().to_json() if answer_id == "a_1" else None

    def log_answer(self, answer: Answer) -> None:
        """Remembers nothing."""

    def give_feedback(self, given: Feedback) -> bool:
        """Remembers what is said of the one answer."""
        self.said.append(given)
        return given.answer_id == "a_1"

    def state(self) -> str:
        """Changes with what is held."""
        return repr(self.held)


@dataclass
class FakeSearcher:
    """Finds the articles of `records` with one of the words, as they stand."""

    records: FakeRecords = field(default_factory=FakeRecords)

    def by_words(self, text: str, count: int, as_of: date | None = None) -> list[tuple[str, float]]:
        """The first passage of each such article."""
        words = set(text.lower().split())
        held = {one.id: set(re.findall(r"\w+", f"{one.title} {one.text}".lower())) for one in self.records.articles()}
        return [(f"{name}@1#0", 1.0) for name, having in held.items() if words & having][:count]

    def by_meaning(self, vector: np.ndarray, count: int, as_of: date | None = None) -> list[tuple[str, float]]:
        """Nothing."""
        return []


class FakeIngester:
    """Reports on what it is given; a path with `full` in it fills the disk."""

    def ingest(
        self,
        paths: Sequence[Path],
        supplied: Supplied = NOTHING,
        *,
        links: Sequence[str] = (),
        feeds: Sequence[str] = (),
    ) -> Iterator[IngestReport]:
        """One report a path, link and feed; of a path nothing is known but what is supplied."""
        missing = tuple(name for name in ("publisher", "published") if not getattr(supplied, name))
        for path in paths:
            if "full" in path.name:
                raise DataFolderError("The disk is full; make room and try again.")
            yield IngestReport(str(path), "added", article_id=path.stem, passages=3, missing=missing)
        for address in (*links, *feeds):
            yield IngestReport(address, "failed", reason=f"{address} cannot be fetched.")

    def index_status(self) -> IndexStatus:
        """All is well."""
        return IndexStatus(3, 2, 1, 0, 0, 0, "", 2, 2)

    def rebuild_index(self) -> IndexStatus:
        """All is in the generation."""
        return IndexStatus(3, 3, 0, 0, 0, 0, "", 3, 3)

    def remove(self, article_id: str) -> bool:
        """There is one article to remove."""
        return article_id == PAUSE.id


class FakeRegister:
    """One commitment, known from the dateline of its article."""

    def commitments(self, as_of: date | None = None) -> CommitmentTable:
        """A row with one cell, or none before it was known."""
        if as_of and PAUSE.dateline and as_of < PAUSE.dateline:
            return CommitmentTable(as_of, (), ())
        cell = CitedCell(
            aspect="duration",
            short="one year",
            text="Amazon's pause lasts one year.",
            lasts="fixed",
            known_from=PAUSE.dateline,
            citations=(1,),
        )
        event = CitedEvent("announced", date(2020, 6, 10), PAUSE.dateline, (cell,))
        row = CommitmentRow("amazon-pause", "Amazon", "Amazon's pause", {"duration": cell}, (event,))
        return CommitmentTable(as_of, (row,), (citation_of(PAUSE, QUOTE),))


EXTENSION = Article(
    id="amazon-extension",
    text="The pause goes on.\n\nAmazon said that it now lasts until further notice.",
    title="The pause goes on",
    publisher="On the Record",
    published=date(2026, 11, 23),
    dateline=date(2021, 5, 18),
    companies=("Amazon",),
    revision=1,
)
Told = tuple[str, str, Kind, Aspect, str, str, Article, str]
"""Company, name of the commitment, event, aspect, cell, question, article and quote."""
PAUSE_NAME, EXIT_NAME = "Amazon's pause", "IBM's exit"
HISTORY: tuple[Told, ...] = (
    ("Amazon", PAUSE_NAME, "announced", "what", "a pause for police", "", PAUSE, "stop selling to the police"),
    ("Amazon", PAUSE_NAME, "announced", "duration", "one year", "how long is amazon's pause", PAUSE, QUOTE),
    ("Amazon", PAUSE_NAME, "extended", "duration", "until further notice", "", EXTENSION, "until further notice"),
    ("IBM", EXIT_NAME, "announced", "what", "leaves the field", "", EXIT, "IBM no longer offers"),
    ("IBM", EXIT_NAME, "disputed", "status", "disputed by critics", "", EXTENSION, "The pause goes on."),
)


class FakeHistory(FakeRegister):
    """Two commitments that change: two events of June 2020 and two of May 2021; pass others as `told`."""

    def __init__(self, told: tuple[Told, ...] = HISTORY) -> None:
        self.told = told

    def commitments(self, as_of: date | None = None) -> CommitmentTable:
        """What the articles up to `as_of` tell."""
        known = [one for one in self.told if not as_of or (one[6].dateline or date.max) <= as_of]
        citations = tuple(citation_of(one[6], one[7], number) for number, one in enumerate(known, 1))
        names = dict.fromkeys((one[0], one[1]) for one in known)
        return CommitmentTable(as_of, tuple(self._row(*name, known) for name in names), citations)

    def _row(self, company: str, called: str, known: list[Told]) -> CommitmentRow:
        cells: dict[Aspect, CitedCell] = {}
        events: dict[tuple[date, Kind], tuple[CitedCell, ...]] = {}
        for number, (of, name, kind, aspect, short, asked, article, _) in enumerate(known, 1):
            if (of, name) == (company, called):
                day = article.dateline or date.min
                text = f"{called}: {short}."
                cells[aspect] = CitedCell(
                    aspect=aspect, short=short, text=text, lasts=None, known_from=day, citations=(number,), asked=asked
                )
                events[day, kind] = (*events.get((day, kind), ()), cells[aspect])
        happened = tuple(CitedEvent(kind, day, day, says) for (day, kind), says in events.items())
        return CommitmentRow(called, company, called, cells, happened)
