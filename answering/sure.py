"""Whether the articles answer a question at all."""

import math
from collections.abc import Sequence

from answering.select import Candidate
from answering.statements import Asked
from answering.understand import Question

ENOUGH = 0.2
"""Below one half, since most of what is asked is answered, unlike in what the regressions were fitted on."""
# A logistic regression on eval/questions/fitting.yaml: the nearest question that is answered and that is not, how near
# the best passage is, how much of the question its like has, names in it that no article has, and its words, since a
# long question is farther from every other. Unknown names count more than fitted (-1.6): what most questions are,
# `ENOUGH` allows for, but few about an unknown name are answered. The bias (-7.8) is a little lower, for `ENOUGH`.
ANSWERED, UNANSWERED, PASSAGE, COVERED, UNKNOWN, LONG, BIAS = 16.3, -13.9, 2.0, 3.5, -3.0, 2.9, -8.0
LONGEST = 20  # words
# Where nothing is known of the questions that articles answer, one on these and CLAPnq's: how near the best passage and
# the best sentence are.
PLAIN_PASSAGE, PLAIN_SENTENCE, PLAIN_BIAS = 3.5, 6.1, -4.8
LOOKED_AT = 5
"""Candidates, best first."""


def sureness(question: Question, general: Sequence[Candidate], asked: Asked) -> float:
    """From 0 to 1, how likely the candidates, best first, answer the question; from `ENOUGH` on it is answered.

    Who asks after a name alone is told what the articles say of it.
    """
    best = general[:LOOKED_AT]
    if not best:
        return 0.0
    passage, unknown = max(one.near for one in best), UNKNOWN * len(question.unknown)
    nearest = asked.nearest(1)
    if not nearest or not best[0].is_covered:
        sentence = max(one.similarity for one in best)
        left_open = max(0.0, asked.unanswered - nearest[0].similarity) if nearest else 0.0
        plain = PLAIN_PASSAGE * passage + PLAIN_SENTENCE * sentence + UNANSWERED * left_open
        return _logistic(plain + unknown + PLAIN_BIAS)
    covered = max(one.asked_coverage for one in best)
    if question.is_name and covered == 1.0:
        return 1.0
    known = ANSWERED * nearest[0].similarity + UNANSWERED * asked.unanswered + LONG * length(question.standalone)
    return _logistic(known + PASSAGE * passage + COVERED * covered + unknown + BIAS)


def length(question: str) -> float:
    """Its words, of `LONGEST`, at most 1."""
    return min(len(question.split()), LONGEST) / LONGEST


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
