"""Small answers and cases to score by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

from core.answers import Answer, AnswerSentence, Citation
from core.articles import Article, Span
from eval.cases import Case, Evidence
from eval.metrics import Outcome
from tests.fakes import lamps

TEXT = lamps().text
FIRST, SECOND = "Lumenor stopped selling lamps to lighthouses on 3 March 2021.", "The pause has no end date."


def citation(quote: str, number: int = 1, **changes: Any) -> Citation:
    """One into the invented article."""
    start = TEXT.index(quote)
    known = Citation(
        number=number,
        article_id="lumenor-pause",
        revision=1,
        title="Lumenor pauses",
        publisher="The Harbour Post",
        published=date(2021, 3, 4),
        dateline=date(2021, 3, 4),
        url="/articles/lumenor-pause",
        sources=(),
        start=start,
        end=start + len(quote),
        quote=quote,
    )
    return replace(known, **changes)


def answer(*quotes: str, **changes: Any) -> Answer:
    """One that quotes the article, a sentence a citation; a refusal where nothing is quoted."""
    known = Answer(
        id="a_1",
        question="Since when?",
        standalone_question="Since when?",
        as_of=None,
        status="answered" if quotes else "refused",
        sentences=tuple(AnswerSentence(quote, "quoted", (n,)) for n, quote in enumerate(quotes, 1)),
        citations=tuple(citation(quote, n) for n, quote in enumerate(quotes, 1)),
        notice="" if quotes else "The articles do not say.",
        timings_ms={"total": 20.0},
    )
    return replace(known, **changes)


def case(**changes: Any) -> Case:
    """One whose answer is the day in the article's first sentence."""
    known = Case(
        id="lamp-1",
        category="single_fact",
        turns=("Since when?",),
        expect=("answered",),
        say=(("3 March 2021",),),
        evidence=(Evidence(article="lumenor-pause", words=FIRST),),
    )
    return known.model_copy(update=changes)


def article(article_id: str, revision: int | None = None) -> Article | None:
    """The invented article."""
    return lamps() if article_id == "lumenor-pause" and revision in (None, 1) else None


def outcome(given: Answer, judged: Case | None = None) -> Outcome:
    """The answer to a case, with the case's evidence located."""
    judged = judged or case()
    gold = tuple(Span(e.article, 1, TEXT.index(e.words), TEXT.index(e.words) + len(e.words)) for e in judged.evidence)
    return Outcome(judged, given, gold, article)
