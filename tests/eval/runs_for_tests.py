"""Runs made by hand, for the tests that compare them."""

from collections.abc import Mapping, Sequence
from typing import Any

from eval.cases import Case
from eval.runs import Row, Run
from eval.scores import Score


def row_of(name: str, scores: Mapping[str, float | None], *, text: str = "It lasts a year.", **case: Any) -> Row:
    """A row of the case `name`; each score's reason names the metric and value."""
    made = {"id": name, "category": "duration", "turns": (f"How long is {name}?",), "expect": "answered"} | case
    reasons = {metric: Score(value, f"{metric} is {value}") for metric, value in scores.items()}
    return Row(Case.model_validate(made), {"text": text, "status": "answered"}, (), 0.5, reasons)


def run_of(metric: str, values: Sequence[float | None], *, rows_each: int = 1) -> Run:
    """A run of as many cases as `values`, each `rows_each` in one conversation."""
    return Run(
        {},
        tuple(
            row_of(f"case-{n:03}", {metric: value}, conversation=f"talk-{n // rows_each:03}")
            for n, value in enumerate(values)
        ),
    )
