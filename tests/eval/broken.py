"""Answerers that are broken on purpose, each in one way, to see which metric notices."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from core.answers import Answer, AnswerSentence, Ask, Citation
from core.protocols import Assistant, Records
from evidence.sentences import sentence_spans

NAMES = ("IBM", "Amazon", "Microsoft")


@dataclass
class Remembered:
    """Answers as another does, asking it each thing once."""

    assistant: Assistant
    known: dict[Ask, Answer] = field(default_factory=dict)

    def invoke(self, ask: Ask, config: Any = None) -> Answer:
        """The other's answer."""
        if ask not in self.known:
            self.known[ask] = self.assistant.invoke(ask)
        return self.known[ask]


@dataclass
class Broken:
    """Spoils what another answers."""

    assistant: Assistant
    spoil: Callable[[Answer, Records], Answer]
    records: Records
    ignores_as_of: bool = False

    def invoke(self, ask: Ask, config: Any = None) -> Answer:
        """The other's answer, spoilt."""
        asked = replace(ask, as_of=None) if self.ignores_as_of else ask
        return self.spoil(self.assistant.invoke(asked), self.records)


def nothing(answer: Answer, records: Records) -> Answer:
    """Leaves it alone."""
    return answer


def shifted(answer: Answer, records: Records) -> Answer:
    """Each sentence cites what the next one should."""
    numbers = [s.citations for s in answer.sentences]
    turned = numbers[1:] + numbers[:1]
    sentences = zip(answer.sentences, turned, strict=True)
    return replace(answer, sentences=tuple(replace(sentence, citations=n) for sentence, n in sentences))


def silent(answer: Answer, records: Records) -> Answer:
    """Refuses."""
    return replace(answer, status="refused", sentences=(), citations=(), notice="The articles do not say.")


def talkative(answer: Answer, records: Records) -> Answer:
    """Where it should refuse, quotes the nearest sentence."""
    return answer if answer.sentences or not _retrieved(answer) else _quoting(answer, records, whole=False)


def without_second(answer: Answer, records: Records) -> Answer:
    """Leaves out the second sentence."""
    return replace(answer, sentences=answer.sentences[:1] + answer.sentences[2:])


def swapped(answer: Answer, records: Records) -> Answer:
    """Says of each company what holds for another."""
    following = dict(zip(NAMES, NAMES[1:] + NAMES[:1], strict=True))
    pattern = re.compile("|".join(NAMES))
    texts = [pattern.sub(lambda found: following[found[0]], s.text) for s in answer.sentences]
    return replace(answer, sentences=tuple(replace(s, text=t) for s, t in zip(answer.sentences, texts, strict=True)))


def beside(answer: Answer, records: Records) -> Answer:
    """Quotes the sentence after the right one."""
    return replace(answer, citations=tuple(_next_sentence(c, records) for c in answer.citations))


def copied(answer: Answer, records: Records) -> Answer:
    """Copies the first passage whole."""
    return _quoting(answer, records, whole=True) if _retrieved(answer) else answer


BROKEN: dict[str, tuple[Callable[[Answer, Records], Answer], str]] = {
    "citations shifted by one": (shifted, "support"),
    "always refuses": (silent, "refusal_precision"),
    "never refuses": (talkative, "refusal_recall"),
    "drops the second sentence": (without_second, "facts"),
    "swaps company names": (swapped, "support"),
    "quotes the wrong sentence": (beside, "citation_precision"),
    "ignores as-of": (nothing, "as_of_exactness"),
    "copies the top passage whole": (copied, "words"),
}
"""What each does, and the metric meant to notice."""


def _retrieved(answer: Answer) -> list[dict[str, Any]]:
    return (answer.trace or {}).get("retrieved", [])


def _quoting(answer: Answer, records: Records, *, whole: bool) -> Answer:
    place = _retrieved(answer)[0]
    article = records.article(place["article_id"])
    assert article
    start, end = place["start"], place["end"]
    if not whole:
        length = sentence_spans(article.text[start:end])[0][1]
        end = start + length
    quote = article.text[start:end]
    citation = Citation(
        number=1,
        article_id=article.id,
        revision=article.revision,
        title=article.title,
        publisher=article.publisher,
        published=article.published,
        dateline=article.dateline,
        url=f"/articles/{article.id}",
        sources=(),
        start=start,
        end=end,
        quote=quote,
    )
    sentences = (AnswerSentence(quote, "quoted", (1,)),)
    return replace(answer, status="answered", sentences=sentences, citations=(citation,), notice="")


def _next_sentence(citation: Citation, records: Records) -> Citation:
    article = records.article(citation.article_id, citation.revision)
    assert article
    spans = sentence_spans(article.text)
    place = next(n for n, (start, end) in enumerate(spans) if end >= citation.end)
    start, end = spans[(place + 1) % len(spans)]
    return replace(citation, start=start, end=end, quote=article.text[start:end])
