"""Whether the articles answer a question at all."""

import math
from collections.abc import Sequence

from answering.select import Candidate
from answering.understand import Question

ENOUGH = 0.4
SURE, SURER = 0.75, 1.0
"""Cosines of sentence and of passage, added up, from which there is an answer; more where a word is unknown."""
NAMED = 0.45
"""The same for a sentence with every name that was asked about, since names mean little to the model."""
MOST, ALL = 0.6, 0.99
COUNTED = 0.4
"""The part of its words that a sentence has to share with a question that asks how many of something."""
STEEP = 8.0
KNOWN = 0.8
"""Cosine with a question that is known to be answered, from which a name that no article has matters no more."""
# A logistic regression on eval/questions/fitting.yaml: the nearest question that is answered and that is not, how near
# the best passage is, and how much of the question its like has.
ANSWERED, UNANSWERED, PASSAGE, COVERED, BIAS = 9.2, -11.0, 2.3, 1.6, -0.9
LOOKED_AT = 5
"""Candidates, best first."""


def sureness(question: Question, general: Sequence[Candidate], unanswered: float) -> float:
    """From 0 to 1, how likely the candidates, best first, answer the question; from `ENOUGH` on it is answered.

    `unanswered` is the cosine of the nearest question that is known to have no answer.
    """
    best = general[:LOOKED_AT]
    asked = max((one.asked for one in best if one.statement), default=-1.0)
    if not best or (question.unknown and asked < KNOWN):
        return 0.0
    if asked < 0 or unanswered < 0 or not best[0].is_covered:
        return _by_text(question, best)
    passage, covered = max(one.near for one in best), max(one.asked_coverage for one in best)
    return _logistic(ANSWERED * asked + UNANSWERED * unanswered + PASSAGE * passage + COVERED * covered + BIAS)


def _by_text(question: Question, best: Sequence[Candidate]) -> float:
    """Where nothing is known of the questions that the articles answer."""
    if question.wants == "number" and max(one.coverage for one in best) < COUNTED:
        return 0.0
    needed = SURER if question.strange else SURE
    return max(_logistic(STEEP * (one.confidence - (NAMED if _has_names(one, question) else needed))) for one in best)


def _has_names(candidate: Candidate, question: Question) -> bool:
    """Whether a sentence has all names asked about and most other words; with companies for names, all of them."""
    names, needed = (question.names, MOST) if question.names else (question.companies, ALL)
    text = candidate.text.casefold()
    return bool(names) and candidate.coverage >= needed and all(name.casefold() in text for name in names)


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
