"""What it costs to take articles in, beside nothing but embedding them: `python -m benchmarks.ingest --articles 50`."""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.articles import article, articles
from bootstrap import LocalDesk, open_local_desk
from core.answers import Ask
from core.articles import Article
from core.settings import PACKAGED_MODEL, Settings, read_settings

TO_MIB = 1024 if sys.platform == "linux" else 1024 * 1024
"""Linux gives the peak in KiB, others in bytes."""


def measure(count: int) -> dict[str, float]:
    """Seconds, ratios and MiB by name, for so many articles in a fresh data folder."""
    figures: dict[str, float] = {}
    made = list(articles(count))
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings(data=Path(folder))
        with open_local_desk(settings) as desk:
            figures["ingest s"] = _ingest(desk, made, "added")
            figures["unchanged s"] = _ingest(desk, made, "unchanged")
            figures["one more, until it is found s"] = _until_found(desk, article(count))
            figures["peak MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / TO_MIB
            texts = _passages(desk, made)
        started = time.perf_counter()
        with open_local_desk(settings) as desk:
            figures["open again s"] = time.perf_counter() - started
    figures["passages"] = len(texts)
    figures["bare encode s"] = _bare_encode(texts, settings)
    figures["ingest / bare encode"] = figures["ingest s"] / figures["bare encode s"]
    return figures


def _ingest(desk: LocalDesk, made: Sequence[Article], outcome: str) -> float:
    started = time.perf_counter()
    reports = list(desk.ingester.add(made))
    seconds = time.perf_counter() - started
    if {report.outcome for report in reports} != {outcome}:
        raise RuntimeError(f"Not all articles were {outcome}.")
    return seconds


def _until_found(desk: LocalDesk, one: Article) -> float:
    """Seconds from giving the article to an answer that looked at it first."""
    started = time.perf_counter()
    list(desk.ingester.add([one]))
    (answer,) = desk.ask([Ask(f"{one.title}?", trace=True)])
    seconds = time.perf_counter() - started
    trace = answer.trace or {}
    if not any(found["passage"].startswith(f"{one.id}@") for found in trace.get("retrieved", ())):
        raise RuntimeError(f"{one.id} was not found.")
    return seconds


def _passages(desk: LocalDesk, made: Sequence[Article]) -> list[str]:
    return [one.text[p.start : p.end] for one in made for p in desk.records.passages_of(one.id)]


def _bare_encode(texts: Sequence[str], settings: Settings) -> float:
    """Seconds of `SentenceTransformer.encode` over the passages, as it comes, loading left out."""
    from sentence_transformers import SentenceTransformer

    from vectorstore.weights import packaged_folder

    name = settings.embedding_model
    model = SentenceTransformer(str(packaged_folder()) if name == PACKAGED_MODEL else name)
    model.encode(texts[:1])
    started = time.perf_counter()
    model.encode(list(texts), show_progress_bar=False)
    return time.perf_counter() - started


def main() -> None:
    """Measure, and print a line a figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=50)
    for name, value in measure(parser.parse_args().articles).items():
        sys.stdout.write(f"{name:32} {value:10.2f}\n")


if __name__ == "__main__":
    main()
