"""The support judge: whether a quoted span supports a sentence, decided without a language model."""

import math
import re
from dataclasses import dataclass

from core.protocols import Embedder
from evidence.parts import LIGHT, Part, part_of, sentences_of, taken, uncovered
from evidence.rules import RULES

THRESHOLD = 0.7
"""Lowest score of a supported sentence."""
# Intercept and weights of covered words and, with an embedder, of cosine similarity: a logistic regression (L2 0.02,
# negatives twice) on what no rule forbade among 131 labelled pairs and 3,900 sentences with another sentence's quote.
# The rules and words were tuned on these pairs, the freely worded ones, half of the replies of tests/answering/fixtures
# and 400 sentences that two authors wrote to passages (eval/pairs/replies_tune.yaml).
_BY_WORDS, _WITH_VECTORS = (-6.2, 10.4), (-11.2, 7.6, 9.4)

_ANSWERS = re.compile(r"^(?:Yes|No)[:,;]\s")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a quote supports a sentence, how surely (0 to 1, 0 where a rule forbids it), and why in plain words."""

    supported: bool
    score: float
    reason: str


class Judge:
    """Decides whether a quote supports a sentence; a false "supported" is worse than a false "unsupported".

    A "Yes:" or "No:" before it is not part of the sentence.
    1. The sentence stands in the quote as one or more whole sentences, word for word by value: supported, score 1.
    2. Else each of its sentences, cut at semicolons too, is held against those sentences of the quote that have its
       words. One rule that forbids it: unsupported, score 0. The words are those of contrasts.yaml. The rules:
       number: one that the quote lacks, or has of another unit of time (a year is twelve months), but for "three weeks
         later" where so much time lies between two of its dates.
       date, name: one that quote and context lack, or that only the context has where the quote has another.
       bound: a number, date or name that the quote has in one clause, with what another clause says of another.
       apart: two names in a clause that denies something, of which no sentence of the quote has both.
       exchanged: two numbers the other way round, while the words before them are not.
       role: another name right before a word.
       changed: a new word among four or more telling words of the quote in their order, and most small ones.
       opposite: one of a pair (sale and use, temporary and permanent, lawful and unlawful) for the other, but where one
         of them is denied, or the verb turns round who does it ("A sells to B", "B buys").
       claim: a strong word (permanent, all, only, never, first, because) without its like in the quote.
       limit: a condition or an exception of what is taken left out; "about" on one side alone; from for up to a date.
       denial: a denial on one side alone, without a word of the other that may amount to one; of what the other says;
         or "no" of what the other says there is.
       strength: plain fact where the quote says may, plans, should, will or to do; "may" where the quote does not.
       attribution: bare fact where the quote says who says so.
    3. Else the score is a logistic model of the part of the sentence's telling words that the quote has (as stems,
       families of words or synonyms) and, with an embedder, of the cosine of the two; supported from THRESHOLD.
       Of several sentences the worst counts.

    What no rule sees is a plain noun or verb put for another in a sentence that is otherwise reworded, subject and
    object exchanged unless a name stands right before the verb, or a dropped qualifier ("police" for "local police").
    """

    def __init__(self, embedder: Embedder | None = None) -> None:
        """Without an embedder, words alone make the score."""
        self._embedder = embedder

    def judge(self, sentence: str, quote: str, *, context: str = "") -> Verdict:
        """Whether `quote` supports `sentence`; `context` (title, dateline) may supply a name or date left out of it."""
        sentence = _ANSWERS.sub("", sentence, 1)
        known = part_of(sentence).names | part_of(quote).names | part_of(context).names
        claims = sentences_of(sentence, known)
        if not claims or not part_of(quote).tokens:
            return Verdict(False, 0.0, "there are no words to compare")
        if _verbatim(sentence, quote):
            return Verdict(True, 1.0, "the quote says it word for word")
        return min(
            (self._judged(claim, quote, part_of(context)) for claim in claims), key=lambda verdict: verdict.score
        )

    def _judged(self, claim: Part, quote: str, context: Part) -> Verdict:
        source = _relevant(claim, quote)
        for rule in RULES:
            if reason := rule(claim, source, context):
                return Verdict(False, 0.0, reason)
        missing = uncovered(claim, source)
        total = len((claim.words - LIGHT.words) | missing)
        covered = 1 - len(missing) / max(1, total)
        score = self._score(claim, source, covered)
        agreed = f"{total - len(missing)} of {total} words agree and no rule forbids it"
        lacking = f"; the quote lacks {', '.join(sorted(missing))}" if missing else ""
        return Verdict(score >= THRESHOLD, score, agreed + lacking)

    def _score(self, claim: Part, source: Part, covered: float) -> float:
        """By words alone, or with the cosine of the whole source or, where that falls short, of what is touched."""
        if not self._embedder:
            return _logistic(_BY_WORDS, covered)
        score = 0.0
        for near in dict.fromkeys([source, *taken(claim, source)]):
            if score < THRESHOLD <= _logistic(_WITH_VECTORS, covered, 1.0):
                one, other = self._embedder.embed([claim.text, near.text])
                score = max(score, _logistic(_WITH_VECTORS, covered, float(one @ other)))
        return score or _logistic(_WITH_VECTORS, covered, 0.0)


def _verbatim(sentence: str, quote: str) -> bool:
    """Whether the sentence is a run of whole sentences of the quote."""
    ours = [token for part in sentences_of(sentence) for token in part.tokens]
    theirs = sentences_of(quote)
    for i in range(len(theirs)):
        run = [token for part in theirs[i:] for token in part.tokens]
        ends = {sum(len(part.tokens) for part in theirs[i:j]) for j in range(i + 1, len(theirs) + 1)}
        if len(ours) in ends and all(
            (one.kind, one.value, one.mark) == (other.kind, other.value, other.mark)
            for one, other in zip(ours, run, strict=False)
        ):
            return True
    return False


def _relevant(claim: Part, quote: str) -> Part:
    """The sentences of the quote that have something of the claim's which those before, in order of overlap, lack."""
    wanted = claim.meanings | {value for _, value in claim.values}
    rest = {
        part: wanted & (part.meanings | {value for _, value in part.values})
        for part in sentences_of(quote, claim.known)
    }
    chosen: list[Part] = []
    seen: frozenset[str] = frozenset()
    for part in sorted(rest, key=lambda part: -len(rest[part])):
        if rest[part] - seen or not chosen:
            chosen.append(part)
            seen |= rest[part]
    return part_of(" ".join(part.text for part in rest if part in chosen), claim.known)


def _logistic(weights: tuple[float, ...], *features: float) -> float:
    bias, *rest = weights
    return 1 / (1 + math.exp(-bias - sum(weight * feature for weight, feature in zip(rest, features, strict=True))))
