"""Runs cases through the assistant, several at once, and scores what comes back."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic_evals import Case as Task
from pydantic_evals import Dataset

from core.answers import Answer
from core.conversation import converse
from core.protocols import Assistant, Records
from eval.cases import Case
from eval.gold import Gold, Locator
from eval.metrics import ANSWER_METRICS, Outcome
from eval.retrieval import Ranking, score_retrieval
from eval.runs import Retrieved, Row
from eval.scores import Metric, Score

CONCURRENCY = 2
"""Questions asked at once."""


@dataclass(frozen=True, slots=True)
class Scored:
    """The rows of a run, the texts that its rows point to, and evidence that no article holds."""

    rows: tuple[Row, ...]
    passages: dict[str, str]
    missing: tuple[str, ...]


def run_cases(
    cases: Sequence[Case],
    metrics: Sequence[Metric],
    *,
    assistant: Assistant,
    records: Records,
    advance: Callable[[], None] = lambda: None,
) -> Scored:
    """Ask every case and score it by every metric; `advance` is called as each answer comes."""
    answers = _asked(cases, assistant, advance)
    locator, article = Locator(records), cache(records.article)
    outcomes, rankings = {}, {}
    for case in cases:
        answer, failure = answers[case.id]
        gold = locator.locate(case)
        outcomes[case.id] = Outcome(case, answer, gold.spans, article, failure)
        rankings[case.id] = Ranking(_retrieved(answer, gold), gold)
    ranked = score_retrieval([m.name for m in metrics if m.name not in ANSWER_METRICS], rankings)
    rows = []
    for case in cases:
        outcome = outcomes[case.id]
        scores = {m.name: _scored(m, outcome, ranked[case.id]) for m in metrics}
        rows.append(_row(outcome, tuple(rankings[case.id].retrieved), scores))
    return Scored(tuple(rows), _texts(rows, article), tuple(m for c in cases for m in locator.locate(c).missing))


def _asked(cases: Sequence[Case], assistant: Assistant, advance: Callable[[], None]) -> dict[str, tuple[Answer, str]]:
    """The last answer to each case, and why there is none where the assistant failed."""

    def ask(case: Case) -> Answer:
        try:
            *_, last = converse(assistant.invoke, case.turns, case.as_of, trace=True)
        finally:
            advance()
        return last

    dataset = Dataset(name="cases", cases=[Task(name=case.id, inputs=case) for case in cases])
    evaluation = dataset.evaluate(ask, max_concurrency=CONCURRENCY, progress=False)
    with ThreadPoolExecutor(1) as pool:  # a thread of its own, since the caller's may have an event loop already
        report = pool.submit(asyncio.run, evaluation).result()
    answers = {done.name: (done.output, "") for done in report.cases}
    return answers | {lost.name: (_none(lost.inputs), lost.error_message) for lost in report.failures}


def _none(case: Case) -> Answer:
    """What stands for an answer that did not come."""
    return Answer("", case.turns[-1], case.turns[-1], case.as_of, "refused")


def _retrieved(answer: Answer, gold: Gold) -> list[Retrieved]:
    found = (answer.trace or {}).get("retrieved", [])
    return [
        Retrieved(
            passage=one["passage"],
            article=one["article_id"],
            start=one["start"],
            end=one["end"],
            is_gold=gold.unit(one["passage"], one["article_id"]) in gold.relevant,
        )
        for one in found
    ]


def _scored(metric: Metric, outcome: Outcome, ranked: dict[str, Score]) -> Score:
    return ANSWER_METRICS[metric.name][1](outcome) if metric.name in ANSWER_METRICS else ranked[metric.name]


def _row(outcome: Outcome, retrieved: tuple[Retrieved, ...], scores: dict[str, Score]) -> Row:
    body = outcome.answer.to_json()
    confidence = body.pop("trace", {}).get("confidence", 0.0)
    for citation in body["citations"]:
        del citation["sources"]
    return Row(outcome.case, body, retrieved, confidence, scores)


def _texts(rows: Sequence[Row], article: Callable[[str], Any]) -> dict[str, str]:
    found = {one.passage: one for row in rows for one in row.retrieved}
    return {name: article(one.article).text[one.start : one.end] for name, one in sorted(found.items())}
