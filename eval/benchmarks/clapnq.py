"""Reads the dev files of CLAPnq: questions with a passage that answers them, or only seems to.

Rosenthal et al. 2025, "CLAPnq: Cohesive Long-form Answers from Passages in Natural Questions for RAG systems".
"""

from pathlib import Path

from core.articles import Article
from eval.benchmarks.found import Found, Question
from eval.benchmarks.rows import Id, Row, json_lines

ANSWERABLE, UNANSWERABLE = "clapnq_dev_answerable.jsonl", "clapnq_dev_unanswerable.jsonl"


class _Passage(Row):
    title: str | None = None
    text: str


class _Output(Row):
    answer: str = ""


class _Question(Row):
    id: Id
    input: str
    passages: tuple[_Passage, ...]
    output: tuple[_Output, ...] = ()


def read_clapnq(folder: Path, found: Found) -> None:
    """Both files: the passages of either are articles, and an unanswerable question is to be refused."""
    questions = []
    for name in (ANSWERABLE, UNANSWERABLE):
        for place, row in json_lines(folder / name, _Question):
            ids = tuple(f"{row.id}_{number}" for number in range(len(row.passages)))
            for article_id, passage in zip(ids, row.passages, strict=True):
                found.article(place, Article(article_id, passage.text, passage.title))
            questions.append((place, _question(row, ids) if name == ANSWERABLE else _unanswerable(row)))
    for place, question in questions:
        found.question(place, question)


def _question(row: _Question, gold: tuple[str, ...]) -> Question:
    answers = tuple(output.answer for output in row.output)
    return Question(id=row.id, turns=(row.input,), gold=gold, references=answers)


def _unanswerable(row: _Question) -> Question:
    return Question(id=row.id, turns=(row.input,), expect=("refused",))
