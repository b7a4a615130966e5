"""Turns an answer into the chat's message: every sentence tied to its source, nothing in it alive but our links.

What is written here is HTML without blank lines, which Markdown passes through untouched; every word that
comes from an article, a model or a visitor goes through `escape.inert` first. The chat's sanitizer keeps class,
href, name, value, scope and target but strips aria-label, so what only a screen reader needs is hidden text.
"""

import re
from collections.abc import Iterable, Iterator

from core.answers import Answer, AnswerSentence, Cell, Citation, Table
from web.days import show_day
from web.escape import inert, inert_lines
from web.tools import resends, tools

LEADS = {
    "answered": "",
    "partial": "Part of the answer",
    "clarify": "One question first",
    "refused": "Not in the articles",
}
STOPPED = "Stopped before the end."
WORD = re.compile(r"\w+")


def question_message(question: str) -> str:
    """What a visitor asked, as it stands in the chat."""
    return inert_lines(question)


def error_message(sentence: str) -> str:
    """A sentence that says why there is no answer."""
    return f'<div class="otr-note" role="status"><p>{inert(sentence)}</p></div>'


def stopped_message() -> str:
    """What stands below an answer that a visitor broke off."""
    return f'<div class="otr-note"><p>{STOPPED}</p><div class="otr-acts">{resends()}</div></div>'


def answer_message(answer: Answer, link: str = "", since: str = "") -> str:
    """The answer, or as much of it as there is, with its markers and sources.

    The whole one has a `link` to itself, and what can be done with it; `since` says what changed since a link to it.
    """
    cited = {citation.number: citation for citation in answer.citations}
    parts = [
        _quiet(inert(since)),
        _lead(answer),
        _understood(answer),
        _paragraph(answer.sentences, cited),
        f'<p class="otr-text">{inert(answer.notice)}</p>' if answer.notice else "",
        _table(answer.table, cited) if answer.table else "",
        _quiet(_standing(answer)),
        tools(answer, link) if link else "",
        _sources(answer.citations),
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
    return _quiet(f"Understood as: {inert(answer.standalone_question)}")


def _paragraph(sentences: Iterable[AnswerSentence], cited: dict[int, Citation]) -> str:
    shown = " ".join(_marked(s.text, s.citations, cited) for s in sentences if s.support != "unsupported")
    return f'<p class="otr-text">{shown}</p>' if shown else ""


def _marked(text: str, numbers: Iterable[int], cited: dict[int, Citation]) -> str:
    """`text` followed by a link for each of its citations."""
    return inert(text) + "".join(_marker(cited[number]) for number in numbers if number in cited)


def _marker(citation: Citation) -> str:
    return (
        f'<a class="otr-marker" href="{_link(citation)}" target="_blank" rel="noopener">'
        f'<span class="otr-hidden"> Source </span>{citation.number}</a>'
    )


def _link(citation: Citation) -> str:
    """The link as an attribute: entities keep it whole through Markdown and HTML alike."""
    return inert(citation.link.replace(" ", "%20"))


def _table(table: Table, cited: dict[int, Citation]) -> str:
    head = "".join(f'<th scope="col">{inert(column)}</th>' for column in table.columns)
    rows = "".join(f"<tr>{''.join(_row(row, cited))}</tr>" for row in table.rows)
    return f'<div class="otr-table"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _row(row: tuple[Cell, ...], cited: dict[int, Citation]) -> Iterator[str]:
    """The cells, of which the first says what the others are about."""
    for number, cell in enumerate(row):
        tag, scope = ("td", "") if number else ("th", ' scope="row"')
        yield f"<{tag}{scope}>{_marked(cell.text, cell.citations, cited)}</{tag}>"


def _standing(answer: Answer) -> str:
    """The dates that the answer holds for, since nothing still holds by silence, and who put it into words."""
    known = f"Newest evidence: {show_day(answer.newest_evidence)}" if answer.newest_evidence else ""
    asked = f"As of {show_day(answer.as_of)}" if answer.as_of else ""
    return " · ".join(part for part in (asked, known, _mode(answer)) if part)


def _mode(answer: Answer) -> str:
    if answer.mode == "generative":
        return "Put into words by a language model; every sentence checked against its source"
    if answer.fallback_reason:
        return f"Answered without the language model: {inert(answer.fallback_reason)}"
    return "In the articles’ own words" if answer.citations else ""


def _quiet(line: str) -> str:
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
        f'<li value="{citation.number}"><span class="otr-number">{citation.number}</span><div>'
        f'<span class="otr-quote">“{inert(citation.quote)}”</span>'
        f'<span class="otr-origin">{details}</span>'
        f'<a class="otr-read" href="{_link(citation)}" target="_blank" rel="noopener">Read in the article'
        f'<span class="otr-hidden">, source {citation.number}</span></a></div></li>'
    )
