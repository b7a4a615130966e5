"""What a metric says of one answer, and how the answers' scores become one figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np


@dataclass(frozen=True, slots=True)
class Score:
    """One metric's word on one answer; `value` is None where the metric does not apply, which is never a zero."""

    value: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class Metric:
    """What a metric is, for whoever adds up, compares or shows its scores."""

    name: str
    meaning: str
    """One sentence: what the figure says."""
    better: Literal["higher", "lower"] = "higher"
    aggregate: Literal["mean", "p50", "p95"] = "mean"
    unit: Literal["share", "ms", "words"] = "share"

    @property
    def repeats(self) -> bool:
        """Whether two runs of the same code over the same articles give the same value; times do not."""
        return self.unit != "ms"


def aggregate(metric: Metric, values: Sequence[float | None]) -> float | None:
    """The scored `values` as one figure; None when not one is scored."""
    scored = np.array([value for value in values if value is not None], dtype=float)
    if not scored.size:
        return None
    if metric.aggregate == "mean":
        return float(scored.mean())
    return float(np.quantile(scored, {"p50": 0.5, "p95": 0.95}[metric.aggregate]))
