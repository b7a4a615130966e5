"""The shipped register: every word of it stands in an article, and what it says in other words is supported by them."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
import yaml

from core.articles import Article
from core.register import Cell, Comparison, Event, Register
from core.settings import ROOT
from evidence.judge import Judge
from evidence.register import COMMITMENTS, QUESTIONS, read_register
from evidence.sentences import sentence_spans
from ingest.load import article_files, load

FOLDER = ROOT / "articles"


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    """All shipped ones by id."""
    loaded = (load(path, name).article for path, name in article_files([FOLDER]))
    return {article.id: article for article in loaded}


@pytest.fixture(scope="module")
def register(articles: dict[str, Article]) -> Register:
    """As ingest reads it: it is refused where a quotation does not stand."""
    return read_register(FOLDER, lambda article_id: articles[article_id].text if article_id in articles else None)


def events(register: Register) -> Iterator[tuple[str, Event]]:
    for commitment in register.commitments:
        for event in commitment.events:
            yield commitment.id, event


def in_other_words(register: Register) -> list[Cell | Comparison]:
    """What is no quotation."""
    return [cell for _, event in events(register) for cell in event.says] + list(register.comparisons)


def normalised(question: str) -> str:
    return " ".join(re.findall(r"\w+", question.lower()))


def test_the_register_stands(register: Register) -> None:
    """Every quotation, word for word, and none of its parts is empty."""
    assert register.commitments
    assert register.comparisons
    assert register.quotes
    assert register.unanswered


def test_every_article_has_its_questions(articles: dict[str, Article]) -> None:
    """One file each, called after it."""
    named = {path.stem for path in (FOLDER / QUESTIONS).iterdir()}

    assert articles.keys() - named == set()


def test_evidence_is_whole_sentences(register: Register, articles: dict[str, Article]) -> None:
    """An answer cites them as they stand."""
    whole = {key: {one.text[start:end] for start, end in sentence_spans(one.text)} for key, one in articles.items()}

    cut = {(one.article, one.words) for said in register.statements() for one in said.evidence}

    assert {(article, words) for article, words in cut if words not in whole[article]} == set()


def test_what_is_said_in_other_words_is_supported(register: Register, articles: dict[str, Article]) -> None:
    """By its evidence, in the eyes of the judge that every answer passes."""
    judge = Judge()
    refused = []
    for said in in_other_words(register):
        known = [articles[one.article] for one in said.evidence]
        context = " ".join(f"{article.title} {article.dateline}" for article in known)
        verdict = judge.judge(said.text, " ".join(one.words for one in said.evidence), context=context)
        refused += [] if verdict.supported else [(said.text, verdict.reason)]

    assert refused == []


def test_every_statement_answers_a_question(register: Register) -> None:
    """Two at least, so that it is found however it is asked for."""
    assert [said.text for said in register.statements() if len(said.questions) < 2] == []


def test_events_come_in_their_order(register: Register) -> None:
    """The state of a commitment is what its last event says."""
    for commitment in register.commitments:
        days = [event.date for event in commitment.events]

        assert days == sorted(days), commitment.id


def test_an_event_says_one_thing_of_an_aspect(register: Register) -> None:
    """And how long a commitment lasts where it speaks of duration."""
    for where, event in events(register):
        aspects = Counter(cell.aspect for cell in event.says)

        assert [aspect for aspect, count in aspects.items() if count > 1] == [], (where, event.date)
        assert [cell.text for cell in event.says if (cell.aspect == "duration") != (cell.lasts is not None)] == []


def test_commitments_have_names_of_their_own(register: Register) -> None:
    """An id each, and a company that is known."""
    ids = Counter(commitment.id for commitment in register.commitments)
    known = {company.name for company in register.companies}

    assert [name for name, count in ids.items() if count > 1] == []
    assert {commitment.company for commitment in register.commitments} <= known
    assert {name for one in register.comparisons for name in one.companies} <= known


def test_what_companies_are_called_is_written_down(register: Register) -> None:
    """Each once, with its other names and its people, be there none; no name is of two companies."""
    written = yaml.load((FOLDER / COMMITMENTS).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["companies"]
    names = Counter(name.lower() for company in register.companies for name in {company.name, *company.aliases})

    assert [company["name"] for company in written if not {"aliases", "people"} <= company.keys()] == []
    assert [name for name, count in names.items() if count > 1] == []


def test_people_are_those_of_the_articles(register: Register, articles: dict[str, Article]) -> None:
    """Under the name that an article has."""
    texts = "\n".join(article.text for article in articles.values())

    assert [one.name for company in register.companies for one in company.people if one.name not in texts] == []


def test_every_company_of_the_articles_has_a_commitment(register: Register, articles: dict[str, Article]) -> None:
    """As it is called in their front matter."""
    named = {name for article in articles.values() for name in article.companies}

    assert named - {commitment.company for commitment in register.commitments} == set()


def test_no_question_is_answered_and_unanswered(register: Register) -> None:
    """Whatever its capitals and its marks."""
    answered = {normalised(question) for said in register.statements() for question in said.questions}

    assert [question for question in register.unanswered if normalised(question) in answered] == []


def test_no_question_means_yes_and_no(register: Register) -> None:
    """Of the same statement."""
    both = [(said.text, set(said.yes) & set(said.no)) for said in register.statements()]

    assert [found for found in both if found[1]] == []


def test_no_unanswered_question_stands_twice(register: Register) -> None:
    """Nor is one empty."""
    counted = Counter(map(normalised, register.unanswered))

    assert [question for question, count in counted.items() if count > 1 or not question] == []
