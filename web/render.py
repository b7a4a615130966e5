"""Turns an answer into the chat's message: every sentence tied to its source, nothing in it alive but our links.

What is written here is HTML without blank lines, which Markdown passes through untouched; every word that
comes from an article, a model or a visitor goes through `escape.inert` first. The chat's sanitizer keeps class,
href, title and target but strips aria-label, so what only a screen reader needs is hidden text.
"""

import re
from collections.abc import Iterable

from core.answers import Answer, AnswerSentence, Cell, Citation, Table
from web.days import show_day
from web.escape import inert, inert_lines

LEADS = {
    "answered": "",
    "partial": "Part of the answer",
    "clarify": "One question first",
    "refused": "Not in the articles",
}
WORD = re.compile(r"\w+")


def question_message(question: str) -> str:
    """What a visitor asked, as it stands in the chat."""
    return inert_lines(question)


def error_message(sentence: str) -> str:
    """A sentence that says why there is no answer."""
    return f'<div class="otr-note" role="status"><p>{inert(sentence)}</p></div>'


def answer_message(answer: Answer) -> str:
    """The answer, or as much of it as there is, with its markers and sources."""
    cited = {citation.number: citation for citation in answer.citations}
    parts = [
        _lead(answer),
        _understood(answer),
        _paragraph(answer.sentences, cited) if answer.sentences else f'<p class="otr-text">{inert(answer.notice)}</p>',
        _table(answer.table, cited) if answer.table else "",
        _evidence(answer),
        _sources(answer.citations),
        _mode(answer),
    ]
    return f'<div class="otr-answer otr-{answer.status}">{"".join(parts)}</div>'


def _lead(answer: Answer) -> str:
    lead = LEADS[answer.status]
    return f'<p class="otr-lead">{lead}</p>' if lead else ""


def _understood(answer: Answer) -> str:
    """How the question was read, where that differs by more than punctuation."""
    asked, read = (WORD.findall(q.casefold()) for q in (answer.question, answer.standalone_question))
    if asked == read or not read:
        return ""
    return f'<p class="otr-quiet">Understood as: {inert(answer.standalone_question)}</p>'


def _paragraph(sentences: Iterable[AnswerSentence], cited: dict[int, Citation]) -> str:
    shown = " ".join(_marked(s.text, s.citations, cited) for s in sentences if s.support != "unsupported")
    return f'<p class="otr-text">{shown}</p>' if shown else ""


def _marked(text: str, numbers: Iterable[int], cited: dict[int, Citation]) -> str:
    """`text` followed by a link for each of its citations."""
    return inert(text) + "".join(_marker(cited[number]) for number in numbers if number in cited)


def _marker(citation: Citation) -> str:
    label = inert(_origin(citation))
    return (
        f'<a class="otr-marker" href="{_link(citation)}" target="_blank" rel="noopener" '
        f'title="{label}"><span class="otr-hidden"> Source </span>{citation.number}</a>'
    )


def _link(citation: Citation) -> str:
    """The link as an attribute: entities keep it whole through Markdown and HTML alike."""
    return inert(citation.link.replace(" ", "%20"))


def _origin(citation: Citation) -> str:
    """Title, publisher and dateline, as far as they are known."""
    day = show_day(citation.dateline) if citation.dateline else None
    return ", ".join(part for part in (citation.title, citation.publisher, day) if part) or citation.article_id


def _table(table: Table, cited: dict[int, Citation]) -> str:
    head = "".join(f'<th scope="col">{inert(column)}</th>' for column in table.columns)
    rows = "".join(f"<tr>{''.join(_cell(cell, cited) for cell in row)}</tr>" for row in table.rows)
    return f'<div class="otr-table"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _cell(cell: Cell, cited: dict[int, Citation]) -> str:
    return f"<td>{_marked(cell.text, cell.citations, cited)}</td>"


def _evidence(answer: Answer) -> str:
    """The date that the answer holds for: nothing still holds by silence."""
    known = f"Newest evidence: {show_day(answer.newest_evidence)}" if answer.newest_evidence else ""
    asked = f"As of {show_day(answer.as_of)}" if answer.as_of else ""
    line = " · ".join(part for part in (asked, known) if part)
    return f'<p class="otr-quiet">{line}</p>' if line else ""


def _sources(citations: Iterable[Citation]) -> str:
    items = "".join(map(_source, citations))
    return f'<div class="otr-sources"><p class="otr-lead">Sources</p><ul>{items}</ul></div>' if items else ""


def _source(citation: Citation) -> str:
    name = citation.title or ("" if citation.publisher else citation.article_id)
    title = f'<span class="otr-title">{inert(name)}</span>' if name else ""
    written = ""
    if citation.published and citation.published != citation.dateline:
        written = f"written {show_day(citation.published)}"
    day = show_day(citation.dateline) if citation.dateline else ""
    details = " · ".join(part for part in (title, inert(citation.publisher or ""), day, written) if part)
    return (
        f'<li><span class="otr-number">{citation.number}</span><div>'
        f'<span class="otr-quote">“{inert(citation.quote)}”</span>'
        f'<span class="otr-origin">{details}</span>'
        f'<a class="otr-read" href="{_link(citation)}" target="_blank" rel="noopener">Read in the article'
        f'<span class="otr-hidden">, source {citation.number}</span></a></div></li>'
    )


def _mode(answer: Answer) -> str:
    """Who put the answer into words, where it was not the articles themselves."""
    if answer.mode == "generative":
        return '<p class="otr-quiet">Put into words by a language model; every sentence checked against its source.</p>'
    if answer.fallback_reason:
        return f'<p class="otr-quiet">Answered without the language model: {inert(answer.fallback_reason)}</p>'
    return ""
