"""One evaluation from beginning to end: run, summarise, compare, write the folder, say whether it passed."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.progress import Progress

from core.articles import Article
from core.errors import InputError
from core.protocols import Assistant, Records
from eval.benchmarks import load_benchmark
from eval.cases import Case, frozen_hash
from eval.compare import Comparison, compare
from eval.report import write_report
from eval.runner import CONCURRENCY, run_cases
from eval.runs import REPORT, SUMMARY, Run, load_run
from eval.suite import Suite, load_suite
from eval.summary import summarise

SHIPPED, BENCHMARK, ARTICLES = "shipped", "benchmark", "articles"


@dataclass(frozen=True, slots=True)
class Job:
    """What to evaluate: on which articles (None for the shipped ones), by which cases, against which run."""

    suite: Suite
    cases: tuple[Case, ...]
    store: str
    """Name of the data folder of evaluation's own."""
    articles: tuple[Article, ...] | None
    old: Run | None
    skipped: tuple[str, ...] = ()
    """What of somebody else's data could not be used, and why."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came of it."""

    folder: Path
    run: Run
    summary: dict[str, Any]
    comparison: Comparison | None

    @property
    def shortfalls(self) -> list[str]:
        """Each threshold that was missed and each metric that fell significantly, in words; empty when it passed."""
        missed = [f"{name} misses its threshold" for name, one in self.summary["metrics"].items() if not one["passed"]]
        fallen = [f"{d.name} fell" for d in self.comparison.differences if d.fell] if self.comparison else []
        return missed + fallen

    def to_json(self) -> dict[str, Any]:
        """The summary, where the run is kept, and what fell short."""
        compared = {"comparison": self.comparison.to_json()} if self.comparison else {}
        return {"folder": str(self.folder), "shortfalls": self.shortfalls, **self.summary, **compared}


def prepare(suite: str | None, benchmark: str | None, path: Path | None, against: Path | None) -> Job:
    """Read all that an evaluation needs before any store is opened; `InputError` where something cannot be used."""
    if (benchmark is None) != (path is None):
        raise InputError("--benchmark and --path go together: a format and where the data is.")
    chosen = load_suite(suite or (BENCHMARK if benchmark else SHIPPED))
    old = load_run(against) if against else None
    if benchmark and path:
        found = load_benchmark(benchmark, path)
        return Job(chosen, found.cases, f"{benchmark}-{path.resolve().stem}", found.articles, old, found.skipped)
    if not chosen.cases:
        raise InputError(f"The suite {chosen.name} has no cases; name some in its file, or use --benchmark and --path.")
    return Job(chosen, chosen.cases, ARTICLES, None, old)


def evaluate(
    job: Job,
    assistant: Assistant,
    records: Records,
    *,
    fingerprints: dict[str, str],
    folder: Path,
    console: Console,
) -> Evaluation:
    """Ask, score, summarise and compare; everything is kept in `folder`."""
    suite, began, started = job.suite, perf_counter(), datetime.now(UTC)
    with _progress(console, len(job.cases)) as advance:
        scored = run_cases(job.cases, suite.metrics, assistant=assistant, records=records, advance=advance)
    config = {
        "suite": suite.name,
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(perf_counter() - began, 1),
        "concurrency": CONCURRENCY,
        "metrics": [metric.name for metric in suite.metrics],
        "fingerprints": fingerprints | {"holdout": frozen_hash(job.cases)},
        "skipped": list(job.skipped),
        "missing_evidence": list(scored.missing),
    }
    run = Run(config, scored.rows, scored.passages)
    summary = summarise(run, suite.metrics, suite.thresholds)
    comparison = compare(run, job.old, suite.metrics) if job.old else None
    run.save(folder)
    done = Evaluation(folder, run, summary, comparison)
    (folder / SUMMARY).write_text(json.dumps(done.to_json(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    write_report(folder / REPORT, run, suite.metrics, summary=summary, comparison=comparison, old=job.old)
    return done


@contextmanager
def _progress(console: Console, total: int) -> Iterator[Callable[[], None]]:
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Asking", total=total)
        yield lambda: progress.advance(task)
