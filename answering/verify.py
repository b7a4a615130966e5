"""The last look at an answer: what is not word for word in its article does not go out."""

from collections.abc import Callable, Sequence

from core.answers import AnswerSentence, Citation, Table
from core.articles import Article


def verified(
    sentences: Sequence[AnswerSentence],
    citations: Sequence[Citation],
    article: Callable[[str, int], Article | None],
    table: Table | None = None,
) -> tuple[tuple[AnswerSentence, ...], tuple[Citation, ...]]:
    """The sentences whose every citation quotes exactly the words at its span, and that say no more than these.

    `article` looks up a revision in the catalogue. A citation that no sentence is left for goes too.
    """
    quotes = {c.number: c.quote for c in citations if _stands(c, article(c.article_id, c.revision))}
    kept = tuple(s for s in sentences if s.citations and _is_said(s, [quotes.get(n) for n in s.citations]))
    numbers = {number for sentence in kept for number in sentence.citations}
    numbers |= {number for row in (table.rows if table else ()) for cell in row for number in cell.citations}
    return kept, tuple(c for c in citations if c.number in numbers & quotes.keys())


def whole(table: Table | None, citations: Sequence[Citation]) -> Table | None:
    """The table, where all that its cells cite is among `citations`."""
    numbers = {citation.number for citation in citations}
    cited = {number for row in (table.rows if table else ()) for cell in row for number in cell.citations}
    return table if cited <= numbers else None


def _is_said(sentence: AnswerSentence, quotes: Sequence[str | None]) -> bool:
    """Word for word where it is a quotation; a register's or a checked model's rests on quotes that all stand."""
    if sentence.support in ("register", "supported"):
        return all(quotes)
    return all(quote == sentence.text for quote in quotes)


def _stands(citation: Citation, article: Article | None) -> bool:
    return article is not None and article.text[citation.start : citation.end] == citation.quote
