"""From scored sentences to a short answer: the sentence that answers, then what a careful person would add."""

from collections.abc import Sequence

from answering.select import Candidate, is_repetition
from answering.understand import Question, companies_in
from core.answers import AnswerSentence, Citation

LENGTH, OVERVIEW = 3, 2
NEAR_LEAD, NEAR_COMPANY = 0.2, 0.55
REPETITION = 0.86
CONTINUED = 0.1


def choose(question: Question, general: Sequence[Candidate], by_company: dict[str, list[Candidate]]) -> list[Candidate]:
    """The sentences to say, in order; `by_company` has candidates for each company that is compared."""
    if not general:
        return []
    first, length = general[0], OVERVIEW if by_company else LENGTH
    chosen = [first]
    for candidate in sorted(general[1:], key=lambda c: -_worth(c, first)):
        if len(chosen) == length or _worth(candidate, first) < first.score - NEAR_LEAD:
            break
        if not is_repetition(candidate, chosen, REPETITION):
            chosen.append(candidate)
    for company, found in by_company.items():
        least = -1.0 if question.compares else first.score - NEAR_COMPANY
        own = (c for c in found if c.score >= least and companies_in(c.text, tuple(by_company)) == (company,))
        if not any(companies_in(c.text, tuple(by_company)) == (company,) for c in chosen):
            chosen += [c for c in own if not is_repetition(c, chosen, REPETITION)][:1]
    return chosen


def _worth(candidate: Candidate, first: Candidate) -> float:
    """The score, and more for the sentence right after the first one, which most likely goes on with it."""
    same = candidate.stored.passage == first.stored.passage
    return candidate.score + CONTINUED * (same and candidate.number == first.number + 1)


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
