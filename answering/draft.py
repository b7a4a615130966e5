"""From scored candidates to a short answer: the sentence that answers, then what a careful person would add."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from answering.arithmetic import Sum, dates_of
from answering.arithmetic import said as between
from answering.compose import LABELS
from answering.lexicon import Lexicon
from answering.polarity import polarity
from answering.select import Candidate, is_repetition
from answering.statements import Known, Place, Polar
from answering.understand import Question
from core.answers import AnswerSentence, Cell, Citation, Table
from core.articles import Article
from core.register import Aspect

LENGTH, OVERVIEW = 4, 2
NEAR_LEAD, NEAR_PLAIN, NEAR_COMPANY = 0.4, 0.8, 1.0
"""How far below the first one, in score, what else is said may be: farther where it is known less well what answers."""
REPETITION = 0.8
KNOWN, NEAR_KNOWN = 5, 0.15
"""Among how many, and how far below the first one, a sentence that means yes or no begins the answer."""
CONTINUED = 0.4


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence to say, and the words that it rests on."""

    text: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be said."""

    lines: tuple[Line, ...] = ()
    table: tuple[tuple[str, ...], tuple[tuple[Line, ...], ...]] | None = None
    """Names of the columns, and rows of cells."""
    is_worked_out: bool = False
    """Whether it is a place or a sum, which nobody could put better."""


def leading(question: Question, general: list[Candidate], known: Polar) -> list[Candidate]:
    """The candidates; one that means yes or no goes first where that is asked and it is hardly worse than the first."""
    near = (one for one in general[:KNOWN] if one.score >= general[0].score - NEAR_KNOWN)
    first = next((one for one in near if polarity(question.standalone, one.text, known)), None)
    return [first, *(one for one in general if one is not first)] if first else general


def choose(general: Sequence[Candidate], further: Sequence[Candidate] = ()) -> list[Candidate]:
    """The best candidate, what answers `further` parts, and what comes near to it without saying the same again."""
    first = general[0]
    chosen, least = [first], first.score - (NEAR_LEAD if first.is_covered else NEAR_PLAIN)
    for candidate in further[: LENGTH - 1]:
        if not is_repetition(candidate, chosen, REPETITION):
            chosen.append(candidate)
    for candidate in sorted(general[1:], key=lambda c: -_worth(c, first)):
        if len(chosen) >= LENGTH or _worth(candidate, first) < least:
            break
        if candidate.off <= first.off and not is_repetition(candidate, chosen, REPETITION):
            chosen.append(candidate)
    return chosen


def with_companies(
    question: Question, chosen: list[Candidate], by_company: dict[str, list[Candidate]], lexicon: Lexicon
) -> list[Candidate]:
    """The first of `chosen`, and for each company that these leave out the best of its own candidates."""
    first, chosen = chosen[0], chosen[:OVERVIEW]
    for company, found in by_company.items():
        least = -1.0 if question.compares else first.score - NEAR_COMPANY
        own = (c for c in found if c.score >= least and _only_of(c, by_company, lexicon) == (company,))
        if not any(_only_of(c, by_company, lexicon) == (company,) for c in chosen):
            chosen += [c for c in own if not is_repetition(c, chosen, REPETITION)][:1]
    return chosen


def _only_of(candidate: Candidate, among: Iterable[str], lexicon: Lexicon) -> tuple[str, ...]:
    named = lexicon.companies_in(candidate.text)
    return tuple(name for name in among if name in named or re.search(rf"\b{re.escape(name)}\b", candidate.text))


def _worth(candidate: Candidate, first: Candidate) -> float:
    """The score, and more for the sentence right after the first one, which most likely goes on with it."""
    same = candidate.passage is not None and candidate.passage == first.passage
    return candidate.score + CONTINUED * (same and candidate.number == first.number + 1)


def said(question: Question, chosen: Sequence[Candidate], known: Polar) -> tuple[Line, ...]:
    """The candidates as lines; the first begins with yes or no where it means that."""
    lines = [Line(one.text, one.places) for one in chosen]
    if kind := polarity(question.standalone, lines[0].text, known):
        lines[0] = Line(f"{kind.capitalize()}: {lines[0].text}", lines[0].places)
    return tuple(lines)


def looked_up(places: Sequence[Place]) -> Draft:
    """Which articles an excerpt stands in: the words there, and for each title, publisher, day and address."""
    lines = [Line(places[0].quote, tuple(places[:1]))]
    lines += [Line(f"{_called(place.article)} has these words.", (place,)) for place in places[:LENGTH]]
    return Draft(tuple(lines), is_worked_out=True)


def _called(article: Article) -> str:
    known = [article.publisher or "", f"{article.dateline:%-d %B %Y}" if article.dateline else "", link_of(article)]
    return f"“{article.name}” ({', '.join(filter(None, known))})"


def difference_of(asked: Sum, found: Sequence[Candidate]) -> Draft:
    """How far apart the days of two events are, with the sum shown, and what gives each day."""
    first, second = (dates_of(one.text)[0] for one in found)
    places = tuple(place for one in found for place in one.places)
    line = Line(between((asked.first, first), (asked.second, second), asked.unit), places)
    return Draft((line, *(Line(one.text, one.places) for one in found)), is_worked_out=True)


def table(aspect: Aspect, cells: dict[str, Known]) -> tuple[tuple[str, ...], tuple[tuple[Line, ...], ...]] | None:
    """A row for each company with what is known of one aspect; None where it would be one row or none."""
    rows = tuple(
        (Line(company, known.places), Line(getattr(known.statement, "short", ""), known.places))
        for company, known in cells.items()
    )
    return (("Company", LABELS[aspect]), rows) if len(rows) > 1 else None


def cited(draft: Draft) -> tuple[tuple[AnswerSentence, ...], Table | None, tuple[Citation, ...]]:
    """The lines and the table, with citations numbered in the order in which they are first needed."""
    numbers: dict[Place, int] = {}
    sentences = tuple(
        AnswerSentence(line.text, "quoted" if _is_quoted(line) else "register", _numbered(line.places, numbers))
        for line in draft.lines
    )
    shown = None
    if draft.table:
        columns, rows = draft.table
        shown = Table(columns, tuple(tuple(_cell(i, line, numbers) for i, line in enumerate(row)) for row in rows))
    return sentences, shown, tuple(citation_of(number, place) for place, number in numbers.items())


def _is_quoted(line: Line) -> bool:
    return all(place.quote == line.text for place in line.places)


def _cell(column: int, line: Line, numbers: dict[Place, int]) -> Cell:
    """The first column names companies, which needs no evidence."""
    return Cell(line.text, _numbered(line.places, numbers) if column else ())


def _numbered(places: Iterable[Place], numbers: dict[Place, int]) -> tuple[int, ...]:
    return tuple(numbers.setdefault(place, len(numbers) + 1) for place in places)


def citation_of(number: int, place: Place) -> Citation:
    """What is cited at a place."""
    article = place.article
    return Citation(
        number=number,
        article_id=article.id,
        revision=article.revision,
        title=article.title,
        publisher=article.publisher,
        published=article.published,
        dateline=article.dateline,
        url=link_of(article),
        sources=article.sources,
        start=place.start,
        end=place.end,
        quote=place.quote,
    )


def link_of(article: Article) -> str:
    """Where the article is read: its own address, or ours."""
    return article.url or f"/articles/{article.id}"


def refusal(question: Question, sought: Sequence[str]) -> str:
    """One sentence that says what the articles do not hold."""
    date = f" up to {question.as_of.strftime('%-d %B %Y')}" if question.as_of else ""
    if question.unknown:
        names = " or ".join(question.unknown)
        return f"The articles{date} do not mention {names}, so they do not answer this question."
    words = ", ".join(sought)
    looked = f" Looked for: {words}." if words else ""
    return f"The articles{date} do not say.{looked}"
