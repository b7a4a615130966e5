"""Retrieval measures over gold passages, on rankings small enough to compute by hand."""

import pytest

from core.errors import InputError
from eval.gold import Gold
from eval.retrieval import Ranking, retrieval_metric, score_retrieval
from eval.runs import Retrieved

NAMES = ("Recall@2", "MRR@10", "Hit@1")


def ranking(passages: list[str], relevant: set[str], *, by_article: bool = False) -> Ranking:
    retrieved = [Retrieved(one, one.split("#")[0], 0, 1, is_gold=False) for one in passages]
    return Ranking(retrieved, Gold((), frozenset(relevant), by_article))


def values(given: Ranking) -> dict[str, float | None]:
    return {name: score.value for name, score in score_retrieval(NAMES, {"q": given})["q"].items()}


def test_measures_go_by_rank():
    """Second of two found in two, first found at rank two."""
    assert values(ranking(["a#0", "b#0", "c#0"], {"b#0", "z#0"})) == {"Recall@2": 0.5, "MRR@10": 0.5, "Hit@1": 0}


def test_articles_count_once_at_their_best_passage():
    """Where the evidence is whole articles."""
    given = ranking(["a#0", "a#1", "b#0"], {"b"}, by_article=True)

    assert values(given)["MRR@10"] == 0.5


def test_case_without_evidence_is_unscored():
    """It is no zero."""
    assert values(ranking(["a#0"], set())) == dict.fromkeys(NAMES)


def test_nothing_retrieved_is_zero():
    """Where there was something to find."""
    assert values(ranking([], {"a#0"})) == dict.fromkeys(NAMES, 0.0)


def test_reason_says_where_the_evidence_was():
    """By rank."""
    scores = score_retrieval(NAMES, {"q": ranking(["a#0", "b#0"], {"b#0"})})

    assert scores["q"]["MRR@10"].reason == "1 relevant, at 2"


@pytest.mark.parametrize("name", ["splendour", "Recall@", "Recall@x", "nDCG@0.5", "__import__('os')"])
def test_unknown_measure_is_refused(name: str):
    """In one sentence that names some."""
    with pytest.raises(InputError, match="Recall@5"):
        retrieval_metric(name)
