"""Reads the reference tasks of MTRAG: conversations whose last question is to be answered, refused or asked back.

Katsis et al. 2025, "mtRAG: A Multi-Turn Conversational Benchmark for Evaluating Retrieval-Augmented Generation
Systems"; Rosenthal et al. 2026, "MTRAG-UN: A Benchmark for Open Challenges in Multi-Turn RAG Conversations".
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from core.articles import Article
from eval.benchmarks.found import Found, Question
from eval.benchmarks.rows import Id, Row, json_lines, the_file
from eval.cases import Expectation

_Label = Literal["ANSWERABLE", "PARTIAL", "UNANSWERABLE", "UNDERSPECIFIED", "CONVERSATIONAL"]
_EXPECT: dict[_Label, tuple[Expectation, ...]] = {
    "ANSWERABLE": ("answered",),
    "PARTIAL": ("answered",),  # the target says the part that the passages hold
    "UNANSWERABLE": ("refused",),
    "UNDERSPECIFIED": ("clarify",),
}


class _Document(Row):
    document_id: Id
    title: str | None = None
    text: str


class _Message(Row):
    speaker: str
    text: str


class _Target(Row):
    text: str


class _Task(Row):
    conversation_id: Id
    task_id: Id
    contexts: tuple[_Document, ...] = ()
    input: Annotated[tuple[_Message, ...], Field(min_length=1)]
    targets: tuple[_Target, ...] = ()
    answerability: Annotated[tuple[_Label, ...], Field(min_length=1)]


def read_mtrag(path: Path, found: Found) -> None:
    """The file of tasks, or a folder with it as `reference.jsonl`; the user's turns alone are asked."""
    tasks = list(json_lines(the_file(path, "reference.jsonl"), _Task))
    for place, task in tasks:
        for context in task.contexts:
            found.article(place, Article(context.document_id, context.text, context.title))
    for place, task in tasks:
        if task.answerability[0] in _EXPECT:
            found.question(place, _question(task))
        else:
            found.leave_out(place, "tasks of small talk, which no article answers")


def _question(task: _Task) -> Question:
    label = task.answerability[0]
    answered = _EXPECT[label] == ("answered",)
    return Question(
        id=task.task_id,
        turns=tuple(message.text for message in task.input if message.speaker == "user") or ("",),
        expect=_EXPECT[label],
        # what is refused or asked back has no right passage, and its target is no answer to share words with
        gold=tuple(context.document_id for context in task.contexts) if answered else (),
        references=tuple(target.text for target in task.targets) if answered else (),
        conversation=task.conversation_id,
        note=label,
    )
