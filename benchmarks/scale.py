"""How long a question takes among many passages: `python -m benchmarks.scale --passages 1000 100000`."""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.articles import article, sentence
from bootstrap import LocalDesk, open_local_desk
from catalogue.catalogue import open_catalogue
from core.answers import Ask
from core.articles import NewRevision, Passage, StoredPassage
from core.settings import Settings, read_settings
from evidence.sentences import sentence_spans
from vectorstore.embedder import open_embedder
from vectorstore.indexes import Indexes

SENTENCES = 4
"""Of a passage."""
TRANSACTION = 100
"""Articles written together."""
CENTRES, SPREAD = 200, 0.05
"""Directions around which the vectors lie, and how closely: evenly spread ones are no likeness of any text's."""
QUESTIONS = 100
AS_OF = date(2020, 1, 1)


def measure(passages: int) -> dict[str, float]:
    """Seconds and milliseconds by name, in a data folder with so many passages."""
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings(data=Path(folder))
        started = time.perf_counter()
        _fill(settings, passages)
        figures["fill s"] = time.perf_counter() - started
        started = time.perf_counter()
        open_embedder(settings.embedding_model, settings.models).embed(["warm"])
        figures["load the model s"] = time.perf_counter() - started
        started = time.perf_counter()
        with open_local_desk(settings) as desk:
            figures["open s, model included"] = time.perf_counter() - started
            started = time.perf_counter()
            desk.warm()
            figures["warm s"] = time.perf_counter() - started
            figures |= _asked(desk)
    return figures


def _fill(settings: Settings, count: int) -> None:
    """Passages with vectors made by rule, straight through catalogue and indexes."""
    with open_local_desk(settings):  # which notes what the folder is made with
        dimension = open_embedder(settings.embedding_model, settings.models).dimension
    with closing(open_catalogue(settings.data)) as catalogue:
        waiting: list[NewRevision] = []
        for revision in _revisions(count, dimension):
            waiting.append(revision)
            if len(waiting) == TRANSACTION:
                catalogue.add(waiting)
                waiting = []
        if waiting:
            catalogue.add(waiting)
        with closing(Indexes(settings.data, catalogue)) as indexes:
            indexes.rebuild()


def _revisions(count: int, dimension: int) -> Iterator[NewRevision]:
    """Articles until they have `count` passages."""
    chance = np.random.default_rng(1)
    centres = _unit(chance.normal(size=(CENTRES, dimension)))
    number = made = 0
    while made < count:
        one = article(number)
        spans = sentence_spans(one.text)
        runs = [tuple(spans[first : first + SENTENCES]) for first in range(0, len(spans), SENTENCES)][: count - made]
        near = centres[chance.integers(CENTRES, size=len(runs))]
        vectors = _unit(near + chance.normal(scale=SPREAD, size=near.shape))
        yield NewRevision(
            tuple(
                StoredPassage(
                    passage=Passage(one.id, one.revision, i, run),
                    article=one,
                    header=one.title or "",
                    vector=vectors[i],
                    sentence_vectors=np.repeat(vectors[i : i + 1], len(run), axis=0),
                )
                for i, run in enumerate(runs)
            )
        )
        number, made = number + 1, made + len(runs)


def _unit(vectors: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / lengths, dtype=np.float32)


def _asked(desk: LocalDesk) -> dict[str, float]:
    """Milliseconds of the first question, then of many, with and without a day."""
    chance = random.Random(1)  # noqa: S311 nothing is secret here
    questions = [f"Who {sentence(chance).rstrip('.')}?" for _ in range(QUESTIONS)]
    figures = {"first answer ms": _milliseconds(desk, Ask(questions[0]))}
    for name, day in (("", None), (" as of a day", AS_OF)):
        taken = [_milliseconds(desk, Ask(question, as_of=day)) for question in questions]
        figures[f"p50{name} ms"], figures[f"p95{name} ms"] = np.percentile(taken, [50, 95]).tolist()
    return figures


def _milliseconds(desk: LocalDesk, ask: Ask) -> float:
    started = time.perf_counter()
    desk.ask([ask])
    return 1000 * (time.perf_counter() - started)


def main() -> None:
    """Measure each size, and print a line a figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, nargs="+", default=[1000, 3000])
    for count in parser.parse_args().passages:
        sys.stdout.write(f"{count} passages\n")
        for name, value in measure(count).items():
            sys.stdout.write(f"  {name:30} {value:10.2f}\n")


if __name__ == "__main__":
    main()
