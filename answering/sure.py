"""Whether the articles answer a question at all."""

import math
from collections.abc import Sequence

from answering.select import Candidate
from answering.statements import Asked
from answering.understand import Question

ENOUGH = 0.2
SURE, SURER = 0.75, 1.0
"""Cosines of sentence and of passage, added up, from which there is an answer; more where a word is unknown."""
NAMED = 0.45
"""The same for a sentence with every name that was asked about, since names mean little to the model."""
MOST, ALL = 0.6, 0.99
COUNTED = 0.4
"""The part of its words that a sentence has to share with a question that asks how many of something."""
STEEP = 8.0
# A logistic regression on eval/questions/fitting.yaml: the nearest question that is answered and that is not, how near
# the best passage is, how much of the question its like has, and names in it that no article has.
ANSWERED, UNANSWERED, PASSAGE, COVERED, UNKNOWN, BIAS = 18.0, -13.8, 2.2, 1.65, -1.6, -6.3
LOOKED_AT = 5
"""Candidates, best first."""


def sureness(question: Question, general: Sequence[Candidate], asked: Asked) -> float:
    """From 0 to 1, how likely the candidates, best first, answer the question; from `ENOUGH` on it is answered."""
    best = general[:LOOKED_AT]
    nearest = asked.nearest(1)
    if not best:
        return 0.0
    if not nearest or not best[0].is_covered:
        return 0.0 if question.unknown else _by_text(question, best)
    passage, covered = max(one.near for one in best), max(one.asked_coverage for one in best)
    known = ANSWERED * nearest[0].similarity + UNANSWERED * asked.unanswered + UNKNOWN * len(question.unknown)
    return _logistic(known + PASSAGE * passage + COVERED * covered + BIAS)


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
