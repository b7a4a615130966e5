"""The shipped assistant over all cases: its thresholds, the same twice, and answerers broken on purpose.

`pytest tests/eval/test_shipped.py -rP` prints the table that docs/evaluation.md shows.
"""

import json
import sys
from collections.abc import Sequence

import pytest

from bootstrap import LocalDesk
from core.protocols import Assistant
from core.settings import ROOT
from eval.cases import Case
from eval.compare import Comparison, compare
from eval.gold import Locator
from eval.runner import run_cases
from eval.runs import Run
from eval.show import written
from eval.suite import load_suite
from eval.summary import summarise
from tests.eval.broken import BROKEN, Broken, Remembered, nothing

SUITE = load_suite("shipped")
EVERY = 4
"""One case in so many is asked twice."""
METRICS = [metric for metric in SUITE.metrics if metric.repeats]


def run(assistant: Assistant, desk: LocalDesk, cases: Sequence[Case] = SUITE.cases) -> Run:
    return Run({}, run_cases(cases, METRICS, assistant=assistant, records=desk.records).rows)


@pytest.fixture(scope="module")
def honest(shipped: LocalDesk) -> tuple[Remembered, Run]:
    assistant = Remembered(shipped.assistant)
    return assistant, run(assistant, shipped)


@pytest.fixture(scope="module", params=BROKEN)
def caught(
    request: pytest.FixtureRequest, honest: tuple[Remembered, Run], shipped: LocalDesk
) -> tuple[str, Comparison]:
    assistant, before = honest
    spoil, _ = BROKEN[request.param]
    broken = Broken(assistant, spoil, shipped.records, ignores_as_of=spoil is nothing)
    return request.param, compare(run(broken, shipped), before, METRICS)


def test_thresholds_are_met(honest: tuple[Remembered, Run]):
    """Those of the shipped suite, times aside."""
    summary = summarise(honest[1], METRICS, SUITE.thresholds)

    assert [name for name, one in summary["metrics"].items() if not one["passed"]] == []


def test_all_evidence_stands_in_the_articles(shipped: LocalDesk):
    """Word for word; a case whose evidence was edited away would be scored on nothing."""
    locator = Locator(shipped.records)

    assert [missing for case in SUITE.cases for missing in locator.locate(case).missing] == []


def test_the_metric_meant_for_it_falls(caught: tuple[str, Comparison]):
    """Significantly, after Holm."""
    name, comparison = caught
    _, meant = BROKEN[name]
    fallen = {
        d.name: f"{d.old:.3f} → {d.new:.3f}" if d.new is not None else "unscored"
        for d in comparison.differences
        if d.fell
    }
    sys.stdout.write(f"| {name} | {meant} | {fallen} |\n")

    assert meant in fallen


def test_the_table_in_the_docs_names_them():
    """Each with the metric meant for it."""
    docs = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")

    for name, (_, metric) in BROKEN.items():
        assert f"| {name} | `{metric}` |" in docs


def test_the_same_run_twice_is_the_same(honest: tuple[Remembered, Run], shipped: LocalDesk):
    """Everything but the time it took, asked anew."""
    _, first = honest

    second = run(shipped.assistant, shipped, SUITE.cases[::EVERY])

    for one, other in zip(first.rows[::EVERY], second.rows, strict=True):
        assert (one.scores, one.retrieved, one.confidence) == (other.scores, other.retrieved, other.confidence)
        assert one.answer["text"] == other.answer["text"]


def test_the_docs_give_the_figures_of_the_baseline():
    """As they are committed."""
    docs = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    summary = json.loads((ROOT / "eval" / "results" / "baseline" / "summary.json").read_text(encoding="utf-8"))

    for metric in METRICS:
        figure = summary["metrics"][metric.name]["value"]
        assert f"| `{metric.name}` | {written(metric, figure)} |" in docs
