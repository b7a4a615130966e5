"""Finds the words of a passage that a model's sentence rests on, and checks that they support it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from rapidfuzz import fuzz

from answering.context import Given
from answering.reply import is_alive
from answering.statements import Place
from core.articles import Article
from core.protocols import Embedder
from evidence.judge import Judge
from evidence.parts import part_of
from evidence.values import even

WIDEST = 3
"""Sentences of a span."""
TRIED = 3
"""Spans of a passage that the judge sees."""
LIKELY = 2
"""Passages that are looked at before it is known to which a sentence refers."""
NEARLY = 90.0
"""Similarity, of 100, from which a sentence has nearly the words of its span."""
WIDER = 0.06
"""What each further sentence of a span costs, as a part of the sentence's words."""
ABOUT = 0.2
"""Least cosine with the question or a sentence before, of a sentence that names no company."""
REMEMBERED = 5000
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")
_ADDRESSES = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Ww]e|us|[Oo]urs?|[Yy]ou|[Yy]ours?)\b")
_ORDERS = re.compile(
    r"(?:please|kindly|ignore|disregard|forget|pretend|imagine|write|print|output|repeat|say|tell|answer|reply|respond"
    r"|click|visit|send|email|call|buy|translate|explain|describe|draft|provide|compose|create|list|give|show|share"
    r"|cite|quote|note|remember|see|read|use|make|act|let|do|don't|never|always|you)\b"
    r"(?! (?:of|for|by|from|in|on|to|at|with|between|against|is|are|was|were|has|had|have|will|[a-z]+ed)\b)",
    re.IGNORECASE,
)
"""How a sentence begins that tells somebody what to do; behind most of these words a noun goes on otherwise."""
_CONNECTS = re.compile(
    r"(?:however|but|yet|so|also|instead|then|later|afterwards|therefore|similarly|likewise|by contrast|in contrast"
    r"|as a result|both|neither)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"(?:it|its|they|their|them|this|that|these|those|he|she|his|her|such"
    r"|the (?:company|firm|move|decision|pause|ban|moratorium|commitment|promise|same|latter|former|other))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Support:
    """Words that support a sentence, and how they were found."""

    place: Place
    match: Literal["exact", "fuzzy", "sentence"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a sentence: its support, or why it has none."""

    support: tuple[Support, ...] = ()
    reason: str = ""


class Checker:
    """Checks the sentences of one answer, in their order."""

    def __init__(self, question: str, *, embedder: Embedder, companies: Callable[[str], tuple[str, ...]]) -> None:
        """`companies` are those that a text names, by whatever alias."""
        self._embedder = _OneByOne(embedder)
        self._judge = Judge(self._embedder)
        self._companies = companies
        self._subjects = self._embedder.embed([question])
        self._about: tuple[str, ...] = ()

    def check(self, text: str, given: Sequence[Given]) -> Checked:
        """The words of these passages that support a sentence: of each that does alone, else of all together."""
        if fault := self._fault(text):
            return Checked(reason=fault)
        if not given:
            return Checked(reason="it refers to no passage that was given")
        spans = [self._spans(text, one) for one in given]
        alone = [next((span for span in tries if self._supports(text, [span])), None) for tries in spans]
        found = [span for span in alone if span]
        best = [tries[0] for tries in spans if tries]
        if not best:
            return Checked(reason="the passage makes no statement")
        if not found and len(best) > 1 and self._supports(text, best):
            found = best
        if not found:
            return Checked(
                reason=self._judge.judge(text, spans[0][0].quote, context=_context(spans[0][0].article)).reason
            )
        self._about = self._companies(text) or self._about
        self._subjects = np.vstack([self._subjects, self._embedder.embed([text])])
        return Checked(tuple(Support(span, _match(text, span.quote)) for span in found))

    def expect(self, text: str, given: Sequence[Given]) -> None:
        """Do what `check` will need while the labels of a sentence still come: its likeliest span is looked at."""
        self._embedder.embed([text])
        spans = [span for one in given for span in self._spans(text, one)[:1]]
        wanted = _said(text)
        for span in sorted(spans, key=lambda span: -len(wanted & _said(span.quote)))[:LIKELY]:
            self._supports(text, [span])

    def leans(self, text: str) -> bool:
        """Whether a sentence means something only behind the one before it."""
        return bool(_CONNECTS.match(text)) or (bool(_POINTS.match(text)) and not self._companies(text))

    def _fault(self, text: str) -> str:
        """What no evidence can make good."""
        bare = _QUOTED.sub("", text)
        if is_alive(text):
            return "it has a link or mark-up in it"
        if _is_no_statement(text) or _ADDRESSES.search(bare):
            return "it is no statement about the companies"
        is_about = self._companies(text) or self._is_near(text)
        return "" if is_about else "it is not about the question"

    def _is_near(self, text: str) -> bool:
        """Whether a sentence is about what the question, or a sentence that stands, is about."""
        return float(np.max(self._subjects @ self._embedder.embed([text])[0])) >= ABOUT

    def _spans(self, text: str, given: Given) -> list[Place]:
        """The runs of sentences that have most of its words, at most `TRIED`, the best first."""
        wanted = _said(text)
        found = [_said(given.article.text[start:end]) for start, end in given.sentences]
        scored = []
        for i, (start, _) in enumerate(given.sentences):
            shared: frozenset[str] = frozenset()
            for width, (last, end) in enumerate(given.sentences[i : i + WIDEST]):
                if _is_no_statement(given.article.text[last:end]):
                    break
                shared |= wanted & found[i + width]
                scored.append((WIDER * width - len(shared) / max(1, len(wanted)), start, end))
        return [Place(given.article, start, end) for _, start, end in sorted(scored)[:TRIED]]

    def _supports(self, text: str, spans: Sequence[Place]) -> bool:
        quote = " ".join(span.quote for span in spans)
        context = " ".join(dict.fromkeys(_context(span.article) for span in spans))
        return self._same_company(text, spans) and self._judge.judge(text, quote, context=context).supported

    def _same_company(self, text: str, spans: Sequence[Place]) -> bool:
        """Whether a sentence that names no company can be of the one that the sentence before was about."""
        named = {name for span in spans for name in self._companies(span.quote) or span.article.companies}
        return bool(self._companies(text)) or not (named and self._about) or bool(named & set(self._about))


def _is_no_statement(text: str) -> bool:
    """Whether a sentence asks or orders, and so neither says anything nor supports what is said."""
    return text.endswith("?") or bool(_ORDERS.match(text))


def _said(text: str) -> frozenset[str]:
    """Its telling words and its values."""
    part = part_of(text)
    return part.meanings | {value for _, value in part.values}


def _context(article: Article) -> str:
    """What may stand for a name that a span leaves out: the title, and the company where it is about one alone."""
    title = article.title or ""
    if len(article.companies) == 1:
        return f"{title}. {article.companies[0]}."
    named = {word for company in article.companies for word in company.split()}
    return " ".join(word for word in re.findall(r"[\w-]+", title) if word not in named)


def _match(text: str, quote: str) -> Literal["exact", "fuzzy", "sentence"]:
    plain, words = (" ".join(even(one).split()) for one in (text, quote))
    if plain in words:
        return "exact"
    return "fuzzy" if fuzz.partial_ratio(plain, words) >= NEARLY else "sentence"


class _OneByOne:
    """An embedder that remembers: a sentence is held against several spans, and a batch is slower than one text."""

    def __init__(self, embedder: Embedder) -> None:
        self.fingerprint, self.dimension, self.window = embedder.fingerprint, embedder.dimension, embedder.window
        self.count = embedder.count
        self._vector = lru_cache(REMEMBERED)(lambda text: embedder.embed([text])[0])

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """One unit vector for each text."""
        return np.stack([self._vector(text) for text in texts])
