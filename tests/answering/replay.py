"""Replays what an author wrote by hand to the questions of cases, and counts what the checks made of it."""

import re
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from answering.context import Given, Material, fenced, fill, runs
from answering.generate import Writer
from answering.model import count_tokens
from answering.reply import sentences
from answering.support import Checker
from bootstrap import LocalDesk
from core.answers import Answer, Ask, Turn
from core.protocols import Embedder
from core.settings import ROOT
from eval.cases import Case, load_cases
from eval.gold import Locator
from eval.metrics import Outcome, citation_precision
from eval.scores import Score
from prompts.loader import Message

FIXTURES = Path(__file__).parent / "fixtures"
_PASSAGE = re.compile(r'<passage label="(P\d+)".*?>\n(.*?)\n</passage>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence that an author wrote: `labels` are those of the fixture, `fault` is empty where it is true."""

    text: str
    labels: tuple[str, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What an author wrote to a case; `passages` has article and words of each passage that a label stood for."""

    case: Case
    passages: dict[str, tuple[str, str]]
    sentences: tuple[Written, ...]

    def relabelled(self, prompt: str) -> dict[str, str]:
        """For each label of the fixture the one that its passage has in `prompt`; an invented label stays as it is."""
        blocks = _PASSAGE.findall(prompt)
        now = {
            old: [label for label, text in blocks if fenced(words) in text] for old, (_, words) in self.passages.items()
        }
        invented = {label for one in self.sentences for label in one.labels} - self.passages.keys()
        return {old: found[0] for old, found in now.items() if found} | {label: label for label in invented}


@dataclass(slots=True)
class Author:
    """A language model that writes the reply it is given, with the labels of the prompt that it gets."""

    reply: Reply
    name: str = "scripted"
    unplaced: list[Written] = field(default_factory=list)
    """Sentences none of whose passages are in the prompt."""

    def read(self, message: Message, seconds: float, stop: "Future[None]") -> Iterator[str]:
        """A sentence a line, without those that are unplaced."""
        labels = self.reply.relabelled(message.user)
        for one in self.reply.sentences:
            if found := [labels[label] for label in one.labels if label in labels]:
                yield f"{one.text.rstrip('.')} {''.join(f'[{label}]' for label in found)}.\n"
            else:
                self.unplaced.append(one)


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of a reply: who wrote, the page, the sentences that had no passage, and why others were dropped."""

    reply: Reply
    answer: Answer
    unplaced: tuple[Written, ...]
    precision: Score
    alone: tuple[Written, ...]
    """Sentences that the checks let pass when nothing stands before them."""

    def shown(self) -> list[Written]:
        """Those of its sentences that are on the page."""
        page = {one.text for one in self.answer.sentences} if self.answer.mode == "generative" else set()
        return [one for one in self.reply.sentences if plain(one) in page]

    def hidden(self) -> list[Written]:
        """Those that are not, though their passages were there."""
        return [one for one in self.reply.sentences if one not in (*self.shown(), *self.unplaced)]

    def why(self, one: Written) -> str:
        """Why a sentence is not on the page."""
        dropped = {found["text"]: found["reason"] for found in (self.answer.trace or {})["dropped"]}
        return dropped.get(plain(one), self.answer.fallback_reason or "")


def plain(one: Written) -> str:
    """Its words as they come out of a reply."""
    return next(said.text for said in sentences([one.text]))


def load(name: str) -> list[Reply]:
    """The replies of a fixture, in order."""
    cases = {case.id: case for case in load_cases(sorted((ROOT / "eval" / "cases").glob("development_*.yaml")))}
    found: list[dict[str, Any]] = yaml.safe_load((FIXTURES / f"{name}.yaml").read_text(encoding="utf-8"))
    return [
        Reply(
            cases[one["case"]],
            {label: (place["article"], place["words"]) for label, place in one["passages"].items()},
            tuple(Written(said["text"], tuple(said["labels"]), said.get("fault", "")) for said in one["reply"]),
        )
        for one in found
    ]


class Stage:
    """The real parts over a desk's articles; the material for each case is looked up once."""

    def __init__(self, desk: LocalDesk, embedder: Embedder) -> None:
        """`desk` has no model of its own."""
        self._desk = desk
        self._embedder = embedder
        self._locator = Locator(desk.records)
        self._companies: Callable[[str], tuple[str, ...]] = desk.assistant._lexicon.companies_in  # the assistant's own
        self._prepared: dict[str, tuple[Answer, Material]] = {}

    def play(self, reply: Reply) -> Replayed:
        """The reply through the writer, as an answer goes to the page."""
        extractive, material = self._material(reply.case)
        author = Author(reply)
        writer = Writer(
            author,
            embedder=self._embedder,
            companies=self._companies,
            article=self._desk.records.article,
            seconds=600,
        )
        answer = _last(writer.write(extractive, material, time.monotonic() + 600, Future()))
        alone = self._alone(reply, material) if any(one.fault for one in reply.sentences) else ()
        return Replayed(reply, answer, tuple(author.unplaced), self._precision(reply.case, answer), alone)

    def _material(self, case: Case) -> tuple[Answer, Material]:
        if case.id not in self._prepared:
            history: tuple[Turn, ...] = ()
            for turn in case.turns[:-1]:
                said, _ = self._desk.assistant.prepare(Ask(turn, case.as_of, history))
                history = (*history, Turn(said.standalone_question, said.text))
            ask = Ask(case.turns[-1], case.as_of, history, trace=True)
            answer, material = self._desk.assistant.prepare(ask)
            assert material, f"{case.id} gives a model nothing to write from"
            self._prepared[case.id] = answer, material
        return self._prepared[case.id]

    def _alone(self, reply: Reply, material: Material) -> tuple[Written, ...]:
        context = fill(runs(material), count_tokens)
        labels = reply.relabelled(context.text)
        given: dict[str, Given] = {one.label: one for one in context.given}
        passed = []
        for one in reply.sentences:
            places = [given[labels[label]] for label in one.labels if labels.get(label) in given]
            checker = Checker(material.question, embedder=self._embedder, companies=self._companies)
            if checker.check(plain(one), places).support:
                passed.append(one)
        return tuple(passed)

    def _precision(self, case: Case, answer: Answer) -> Score:
        """Of the citations of its sentences; those of a table are the extractive answer's."""
        if answer.mode != "generative":
            return Score(None, "the model's answer did not stand")
        numbers = {number for sentence in answer.sentences for number in sentence.citations}
        written = [one for one in answer.citations if one.number in numbers]
        spans = self._locator.locate(case).spans
        bare = replace(answer, citations=tuple(written), table=None)
        return citation_precision(Outcome(case, bare, spans, self._desk.records.article))


def _last(steps: Generator[Answer, None, Answer]) -> Answer:
    """What it returns."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
