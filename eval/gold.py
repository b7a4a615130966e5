"""Where the evidence of a case stands in the articles, as spans and as the passages that retrieval should find."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from core.articles import Article, Passage, Span
from core.protocols import Records
from eval.cases import Case, Evidence


@dataclass(frozen=True, slots=True)
class Gold:
    """The evidence of one case. `relevant` holds passage ids, or article ids where the evidence is whole articles."""

    spans: tuple[Span, ...] = ()
    relevant: frozenset[str] = frozenset()
    by_article: bool = False
    missing: tuple[str, ...] = ()
    """Evidence that no article holds (any more), in words."""

    def unit(self, passage: str, article: str) -> str:
        """What a retrieved passage counts as."""
        return article if self.by_article else passage


class Locator:
    """Finds evidence; remembers the articles that it looked at."""

    def __init__(self, records: Records) -> None:
        """Reads from `records`."""
        self._article: Callable[[str], Article | None] = cache(records.article)
        self._passages: Callable[[str], Sequence[Passage]] = cache(records.passages_of)

    def locate(self, case: Case) -> Gold:
        """The gold of `case` among the live articles."""
        spans, missing = [], []
        for evidence in case.evidence:
            span = self._span(evidence)
            if span:
                spans.append(span)
            else:
                missing.append(f"{evidence.article}: {evidence.words or 'the article'}")
        by_article = bool(spans) and not any(evidence.words for evidence in case.evidence)
        relevant = {s.article_id for s in spans} if by_article else {p for s in spans for p in self._holding(s)}
        return Gold(tuple(spans), frozenset(relevant), by_article, tuple(missing))

    def _span(self, evidence: Evidence) -> Span | None:
        article = self._article(evidence.article)
        start = article.text.find(evidence.words) if article else -1
        if article is None or start < 0:
            return None
        return Span(article.id, article.revision, start, start + len(evidence.words or article.text))

    def _holding(self, span: Span) -> list[str]:
        """The passages that share characters with the span."""
        return [p.id for p in self._passages(span.article_id) if p.start < span.end and span.start < p.end]
