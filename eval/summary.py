"""The figures of a run: each metric with its interval, by kind of question, and how sure the assistant was."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.stats import mannwhitneyu

from eval.runs import Row, Run
from eval.scores import Metric, aggregate
from eval.statistics import interval
from eval.suite import Threshold

POINTS = 60
"""Points of the curve of risk against coverage, at most."""


def summarise(run: Run, metrics: Sequence[Metric], thresholds: dict[str, Threshold]) -> dict[str, Any]:
    """Everything that a run's `summary.json` holds, as JSON values.

    Of held-out cases the figures stand apart: they say how the assistant does on what nobody tuned it on.
    """
    held_out = [row for row in run.rows if row.case.holdout]
    development = [row for row in run.rows if not row.case.holdout]
    categories = sorted({row.case.category for row in run.rows})
    figures = {metric.name: figure(metric, run.rows) for metric in metrics}
    for name, one in figures.items():
        bound = thresholds.get(name, Threshold())
        one |= {"threshold": bound.model_dump(exclude_none=True), "passed": bound.holds(one["value"])}
    return {
        "cases": len(run.rows),
        "metrics": figures,
        "development": {metric.name: figure(metric, development) for metric in metrics},
        "holdout": {metric.name: figure(metric, held_out) for metric in metrics},
        "categories": {c: _by_category(metrics, [r for r in run.rows if r.case.category == c]) for c in categories},
        "risk_coverage": risk_coverage(run.rows),
        "operating_point": _operating_point(run.rows),
        "confidence_auroc": confidence_auroc(run.rows),
    }


def figure(metric: Metric, rows: Sequence[Row]) -> dict[str, Any]:
    """A metric over `rows`: value, 95% interval by conversation, and how many answers it could be scored on."""
    values = [row.scores[metric.name].value for row in rows]
    scored = sum(value is not None for value in values)
    low, high = interval(metric, values, [row.conversation for row in rows]) or (None, None)
    value = aggregate(metric, values)
    return {"value": value, "low": low, "high": high, "scored": scored, "unscored": len(values) - scored}


def risk_coverage(rows: Sequence[Row]) -> list[list[float]]:
    """`[coverage, risk]`: answering only the surest part of all questions, the share of those answers that is wrong.

    The assistant answers what it is surest of first; the curve ends where it begins to refuse (El-Yaniv and Wiener,
    JMLR 11, 2010).
    """
    answered = sorted(_answered(rows), key=lambda row: (-row.confidence, row.case.id))
    wrong = np.cumsum([row.scores["accuracy"].value == 0 for row in answered])
    points = np.linspace(0, len(answered) - 1, min(POINTS, len(answered))).astype(int)
    return [[float(n + 1) / len(rows), float(wrong[n]) / float(n + 1)] for n in np.unique(points)]


def confidence_auroc(rows: Sequence[Row]) -> float | None:
    """How often a question that articles answer has more confidence than one to refuse; 0.5 is chance."""
    answerable = [row.confidence for row in rows if "refused" not in row.case.expect]
    others = [row.confidence for row in rows if row.case.must_refuse]
    if not answerable or not others:
        return None
    return float(mannwhitneyu(answerable, others).statistic) / len(answerable) / len(others)


def _answered(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.answer["sentences"] and "accuracy" in row.scores]


def _operating_point(rows: Sequence[Row]) -> list[float] | None:
    answered = _answered(rows)
    if not answered:
        return None
    return [len(answered) / len(rows), sum(row.scores["accuracy"].value == 0 for row in answered) / len(answered)]


def _by_category(metrics: Sequence[Metric], rows: Sequence[Row]) -> dict[str, Any]:
    figures = {}
    for metric in metrics:
        values = [row.scores[metric.name].value for row in rows]
        figures[metric.name] = {"value": aggregate(metric, values), "scored": sum(v is not None for v in values)}
    return figures
