"""From scored sentences to a short answer: the sentence that answers, then what a careful person would add."""

from collections.abc import Sequence

from answering.select import Candidate, is_repetition
from answering.understand import Question
from core.answers import AnswerSentence, Citation

LENGTH = 3
NEAR_LEAD = 0.16
REPETITION = 0.86


def choose(question: Question, general: Sequence[Candidate], by_company: dict[str, list[Candidate]]) -> list[Candidate]:
    """The sentences to say, in order; `by_company` has candidates for each company that is compared."""
    if not general:
        return []
    chosen = [general[0]]
    if by_company:
        for company, found in by_company.items():
            _add_company(chosen, company, found)
        return chosen
    for candidate in general[1:]:
        if len(chosen) == LENGTH or candidate.score < general[0].score - NEAR_LEAD:
            break
        if not is_repetition(candidate, chosen, REPETITION):
            chosen.append(candidate)
    return chosen


def _add_company(chosen: list[Candidate], company: str, found: Sequence[Candidate]) -> None:
    """Add the best sentence on one company, unless it is among `chosen`."""
    for candidate in found:
        if company.casefold() in candidate.text.casefold() and not is_repetition(candidate, chosen, REPETITION):
            chosen.append(candidate)
            return


def cited(chosen: Sequence[Candidate]) -> tuple[tuple[AnswerSentence, ...], tuple[Citation, ...]]:
    """The chosen sentences word for word, each with the citation of the span it was taken from."""
    citations = tuple(_citation(number, candidate) for number, candidate in enumerate(chosen, 1))
    sentences = tuple(AnswerSentence(c.quote, "quoted", (c.number,)) for c in citations)
    return sentences, citations


def _citation(number: int, candidate: Candidate) -> Citation:
    article, span = candidate.stored.article, candidate.span
    return Citation(
        number=number,
        article_id=article.id,
        revision=article.revision,
        title=article.title,
        publisher=article.publisher,
        published=article.published,
        dateline=article.dateline,
        url=article.url or f"/articles/{article.id}",
        sources=article.sources,
        start=span.start,
        end=span.end,
        quote=candidate.text,
    )


def refusal(question: Question, sought: Sequence[str]) -> str:
    """One sentence that says what the articles do not hold."""
    date = f" up to {question.as_of.strftime('%-d %B %Y')}" if question.as_of else ""
    if question.unknown:
        names = " or ".join(question.unknown)
        return f"The articles{date} do not mention {names}, so they do not answer this question."
    words = ", ".join(sought)
    looked = f" Looked for: {words}." if words else ""
    return f"The articles{date} do not say.{looked}"


