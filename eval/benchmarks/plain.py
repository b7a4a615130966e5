"""Reads the simplest format there is, for anybody's own articles and questions."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from core.articles import Article
from eval.benchmarks.found import Found, Question
from eval.benchmarks.rows import Id, Row, json_lines
from eval.cases import Expectation


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _as_day(value: Any) -> Any:
    """Only what is written as a day: pydantic would take a number for a time."""
    return None if value is None else date.fromisoformat(str(value))


_Day = Annotated[date | None, BeforeValidator(_as_day)]
_Texts = Annotated[tuple[str, ...], BeforeValidator(_as_list)]


class _Article(Row):
    model_config = ConfigDict(extra="forbid")
    id: Id
    title: str | None = None
    published: _Day = None
    text: str


class _Question(Row):
    model_config = ConfigDict(extra="forbid")
    id: Id
    question: str | None = None
    turns: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    answer: _Texts = ()
    gold: tuple[str, ...] | None = None
    as_of: _Day = None
    expect: Annotated[tuple[Expectation, ...], Field(min_length=1), BeforeValidator(_as_list)] | None = None

    @model_validator(mode="after")
    def _is_asked_once(self) -> "_Question":
        if (self.question is None) == (self.turns is None):
            raise ValueError("give one of question and turns")
        return self


def read_plain(folder: Path, found: Found) -> None:
    """`articles.jsonl` and `questions.jsonl`; an empty `gold` without an `answer` is a question to refuse."""
    for place, row in json_lines(folder / "articles.jsonl", _Article):
        article = Article(row.id, row.text, row.title, published=row.published, dateline=row.published)
        found.article(place, article)
    for place, asked in json_lines(folder / "questions.jsonl", _Question):
        found.question(place, _question(asked))


def _question(row: _Question) -> Question:
    unanswerable = row.gold == () and not row.answer
    return Question(
        id=row.id,
        turns=row.turns or (row.question or "",),
        expect=row.expect or (("refused",) if unanswerable else ("answered",)),
        gold=row.gold or (),
        references=row.answer,
        as_of=row.as_of,
    )
