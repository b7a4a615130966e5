"""What to ask next: questions that the register answers, near to the one asked, whose answers were not said yet."""

from collections.abc import Collection, Sequence

from answering.select import Candidate, denies, is_repetition

COUNT = 3
NEAR = 0.8
"""How far below the best of what is said, in score."""
ALIKE = 0.75
"""Cosine from which two sentences are taken to answer the same question."""


def suggested(general: Sequence[Candidate], said: Collection[str]) -> tuple[str, ...]:
    """At most `COUNT` questions, from candidates, best first, that say something else than the sentences `said`.

    What a denial answers is left out, because such a question may suppose what is not so.
    """
    taken = [one for one in general if one.text in said]
    found: list[str] = []
    for one in general:
        asked = [text for text in one.statement.asked if text.endswith("?")] if one.statement else []
        is_near = bool(taken) and one.score >= taken[0].score - NEAR
        if is_near and asked and not denies(one.text) and not is_repetition(one, taken, ALIKE):
            found.append(asked[0])
            taken.append(one)
    return tuple(found[:COUNT])
