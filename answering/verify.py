"""The last look at an answer: what is not word for word in its article does not go out."""

from collections.abc import Sequence

from core.answers import AnswerSentence, Citation
from core.articles import Article


def verified(
    sentences: Sequence[AnswerSentence], citations: Sequence[Citation], articles: dict[str, Article]
) -> tuple[AnswerSentence, ...]:
    """The sentences whose every citation quotes exactly the words at its span, and that say no more than these."""
    quotes = {c.number: c.quote for c in citations if articles[c.article_id].text[c.start : c.end] == c.quote}
    return tuple(s for s in sentences if s.citations and all(quotes.get(n) == s.text for n in s.citations))
