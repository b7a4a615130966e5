"""What is said of several companies one by one, and in a table, from the cells of the register."""

from collections.abc import Sequence

from answering.select import Candidate
from answering.statements import Asked, Known
from answering.understand import Question
from core.register import Aspect, Cell, Comparison

ALIKE = 0.12
"""Companies' cells whose nearest questions differ by less in their cosine are as near to the question."""
FIRST = 3
"""Candidates among which a comparison or a cell is looked for."""
NEARLY = 0.12
"""Of the score: a comparison that is so near to the best candidate goes first where companies are compared."""
LABELS: dict[Aspect, str] = {
    "what": "What it stops",
    "product": "Product",
    "whom": "Whom it covers",
    "place": "Where",
    "duration": "How long",
    "condition": "Until",
    "exception": "Exceptions",
    "speaker": "Who said it",
    "form": "How it was said",
    "date": "When",
    "reason": "Reason given",
    "unsaid": "Left unsaid",
    "status": "Last known",
}


WANTED: dict[str, Aspect] = {"duration": "duration", "date": "date", "reason": "reason", "person": "speaker"}
"""The aspect that a question asks for by its own words."""


def comparison(question: Question, general: Sequence[Candidate]) -> tuple[Candidate, Comparison] | None:
    """The candidate that is a comparison and answers the question, where one does."""
    least = general[0].score - (NEARLY if question.compares or question.wants == "company" else 0.0)
    near = ((one, one.statement) for one in general if one.score >= least)
    asked = set(question.companies)
    return next(((one, of) for one, of in near if isinstance(of, Comparison) and asked <= set(of.companies)), None)


def aspect_asked(question: Question, general: Sequence[Candidate], main: Sequence[str]) -> Aspect | None:
    """The aspect that is asked of each company, where a question names none and cells of several are about as near."""
    lead = next((one for one in general[:FIRST] if isinstance(one.statement, Cell)), None)
    if not lead or not isinstance(lead.statement, Cell) or question.companies or question.names:
        return None
    if question.compares:
        return lead.statement.aspect
    near: dict[str, float] = {}
    for one in general:
        if isinstance(one.statement, Cell) and one.statement.aspect == lead.statement.aspect and one.company in main:
            near.setdefault(one.company, one.asked)
    return lead.statement.aspect if sum(asked >= lead.asked - ALIKE for asked in near.values()) > 1 else None


def aspect_compared(question: Question, general: Sequence[Candidate]) -> Aspect | None:
    """The aspect of a table beside an answer that sets companies side by side, or says which of them it is."""
    if not (question.compares or (question.wants == "company" and not question.companies)):
        return None
    if question.compares and question.companies and question.wants in WANTED:
        return WANTED[question.wants]
    found = (one.statement for one in general[:FIRST] if isinstance(one.statement, Cell | Comparison))
    named: Aspect | None = "what" if question.compares and question.companies else None
    return next((statement.aspect for statement in found), named)


def cells(asked: Asked, companies: Sequence[str], aspect: Aspect) -> dict[str, Known]:
    """What is known of an aspect of each company's commitment that the question is nearest to."""
    found = {company: asked.cell(company, aspect) for company in companies}
    return {company: known for company, known in found.items() if known}
