"""How well retrieval ranks the evidence, through ir-measures; measures are named in text, such as Recall@5."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ir_measures

from core.errors import InputError
from eval.gold import Gold
from eval.runs import Retrieved
from eval.scores import Metric, Score

PLACES = 9
"""Decimal places that are kept; the last digits differ with the order in which gains are added up."""
SPOKEN = {"Recall": "R", "MRR": "RR", "Precision": "P", "Hit": "Success"}
"""What we call a measure, and what ir-measures does."""
MEANINGS = {
    "R": "Of the passages that hold evidence, the share among the first {cutoff} retrieved.",
    "RR": "One over the rank of the first passage that holds evidence, zero below rank {cutoff}.",
    "nDCG": "Gain of the first {cutoff} passages over that of the best possible order.",
    "P": "Of the first {cutoff} passages, the share that holds evidence.",
    "Success": "Whether one of the first {cutoff} passages holds evidence.",
}


@dataclass(frozen=True, slots=True)
class Ranking:
    """What was retrieved for a case, best first, and what should have been."""

    retrieved: Sequence[Retrieved]
    gold: Gold


def retrieval_metric(name: str) -> Metric:
    """The metric called `name`, such as nDCG@10; `InputError` when ir-measures has no such measure."""
    measure = _measure(name)
    meaning = MEANINGS.get(measure.NAME, "{measure} of ir-measures.")
    return Metric(name, meaning.format(cutoff=measure.params.get("cutoff", "passages"), measure=measure))


def score_retrieval(names: Sequence[str], rankings: Mapping[str, Ranking]) -> dict[str, dict[str, Score]]:
    """Each measure's score for each case id; unscored where a case has no evidence."""
    scores = {case: {name: Score(None, "no evidence to find") for name in names} for case in rankings}
    judged = {case: ranking for case, ranking in rankings.items() if ranking.gold.relevant}
    measures = {_measure(name): name for name in names}
    if not judged or not measures:
        return scores
    qrels = {case: dict.fromkeys(ranking.gold.relevant, 1) for case, ranking in judged.items()}
    run = {case: _scored(ranking) for case, ranking in judged.items()}
    for found in ir_measures.iter_calc(list(measures), qrels, run):
        reason = _reason(judged[found.query_id])
        scores[found.query_id][measures[found.measure]] = Score(round(float(found.value), PLACES), reason)
    return scores


def _measure(name: str) -> ir_measures.Measure:
    known = re.fullmatch(r"([A-Za-z]+)(@[1-9]\d*)?", name)
    try:
        return ir_measures.parse_measure(f"{SPOKEN.get(known[1], known[1])}{known[2] or ''}" if known else "")
    except (NameError, ValueError, SyntaxError):
        raise InputError(f"There is no metric {name}; use one such as Recall@5, MRR@10 or nDCG@10.") from None


def _units(ranking: Ranking) -> list[str]:
    """What was retrieved, as what is judged, each once at its best rank."""
    return list(dict.fromkeys(ranking.gold.unit(one.passage, one.article) for one in ranking.retrieved))


def _scored(ranking: Ranking) -> dict[str, float]:
    units = _units(ranking)
    return {unit: float(len(units) - place) for place, unit in enumerate(units)}


def _reason(ranking: Ranking) -> str:
    ranks = [place for place, unit in enumerate(_units(ranking), 1) if unit in ranking.gold.relevant]
    found = f"at {', '.join(map(str, ranks))}" if ranks else "none found"
    return f"{len(ranking.gold.relevant)} relevant, {found}"
