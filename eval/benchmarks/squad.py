"""Reads SQuAD 2.0: questions about paragraphs, some of which the paragraph does not answer.

Rajpurkar et al. 2018, "Know What You Don't Know: Unanswerable Questions for SQuAD".
"""

from pathlib import Path

from core.articles import Article
from eval.benchmarks.found import Found, Question
from eval.benchmarks.rows import Id, Row, json_file, the_file


class _Answer(Row):
    text: str


class _Question(Row):
    id: Id
    question: str
    is_impossible: bool = False
    answers: tuple[_Answer, ...] = ()


class _Paragraph(Row):
    context: str
    qas: tuple[_Question, ...]


class _Page(Row):
    title: str = ""
    paragraphs: tuple[_Paragraph, ...]


class _Squad(Row):
    data: tuple[_Page, ...]


def read_squad(path: Path, found: Found) -> None:
    """The JSON file, or a folder with nothing else of JSON; each paragraph is an article, under its page's title."""
    path = the_file(path, "*.json")
    number = 0
    for page in json_file(path, _Squad).data:
        for paragraph in page.paragraphs:
            number += 1
            place, article_id = f"{path}, paragraph {number}", f"{page.title}_{number}"
            found.article(place, Article(article_id, paragraph.context, page.title.replace("_", " ")))
            for question in paragraph.qas:
                found.question(f"{place}, question {question.id}", _question(question, article_id))


def _question(row: _Question, article_id: str) -> Question:
    if row.is_impossible:
        return Question(id=row.id, turns=(row.question,), expect=("refused",))
    answers = tuple(answer.text for answer in row.answers)
    return Question(id=row.id, turns=(row.question,), gold=(article_id,), references=answers)
