"""The passages that a language model gets: labelled, fenced, the best first, as many as its prompt may hold."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from answering.statements import Place
from core.articles import Article, StoredPassage
from evidence.sentences import sentence_spans

Run = tuple[Article, tuple[tuple[int, int], ...]]
"""Sentences of an article, `[start, end)` each."""
TOKENS = 2500
"""Of all passages together."""
_FENCES = str.maketrans("<>[]{}", "‹›()()")
"""What could end a fence, look like a label or open a model's own mark-up, each with one harmless character."""
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]")


@dataclass(frozen=True, slots=True)
class Material:
    """What an answer may be written from."""

    question: str
    """In its stand-alone form."""
    compares: bool
    places: Sequence[Place]
    """The best evidence first."""
    passages: Sequence[StoredPassage]
    """Likewise."""


@dataclass(frozen=True, slots=True)
class Given:
    """A passage as it was given to the model."""

    label: str
    article: Article
    sentences: tuple[tuple[int, int], ...]
    """`[start, end)` of each in the article's text."""


@dataclass(frozen=True, slots=True)
class Context:
    """What was given, and what there was no room for."""

    given: tuple[Given, ...]
    text: str
    tokens: int
    left_out: tuple[str, ...]
    """The passages, as ARTICLE@REVISION:START-END."""


def fenced(text: str) -> str:
    """`text` that cannot leave the tags around it: of the same words, with no character that a fence is made of."""
    return _UNSEEN.sub(" ", text.translate(_FENCES))


def runs(material: Material) -> list[Run]:
    """What to give, the best first: the passages that hold the places, or these alone, then the other passages."""
    stored = [(one.article, one.passage.sentences) for one in material.passages]
    found: list[Run] = []
    for place in material.places:
        itself = (place.article, _sentences(place))
        holding = next((run for run in stored if _holds(run, place)), itself)
        if not any(_holds(run, place) for run in found):
            found.append(holding)
    return found + [run for run in stored if run not in found]


def fill(found: Sequence[Run], count: Callable[[str], int], most: int = TOKENS) -> Context:
    """As many of the runs, in their order, as `most` tokens hold; none is cut."""
    given: list[Given] = []
    texts: list[str] = []
    left_out: list[str] = []
    tokens = 0
    for article, sentences in found:
        one = Given(f"P{len(given) + 1}", article, sentences)
        text = _shown(one)
        if tokens + (needed := count(text)) > most:
            left_out.append(f"{article.id}@{article.revision}:{sentences[0][0]}-{sentences[-1][1]}")
            continue
        given.append(one)
        texts.append(text)
        tokens += needed
    return Context(tuple(given), "\n\n".join(texts), tokens, tuple(left_out))


def _shown(one: Given) -> str:
    article = one.article
    day = f"{article.dateline:%-d %B %Y}" if article.dateline else "unknown"
    title = _attribute(article.name)
    words = fenced(article.text[one.sentences[0][0] : one.sentences[-1][1]])
    return f'<passage label="{one.label}" title="{title}" date="{day}">\n{words}\n</passage>'


def _attribute(text: str) -> str:
    return " ".join(fenced(text).replace('"', "'").split())


def _holds(run: Run, place: Place) -> bool:
    article, sentences = run
    same = (article.id, article.revision) == (place.article.id, place.article.revision)
    return same and sentences[0][0] <= place.start and place.end <= sentences[-1][1]


def _sentences(place: Place) -> tuple[tuple[int, int], ...]:
    return tuple((place.start + start, place.start + end) for start, end in sentence_spans(place.quote))
