"""What our code adds between the last token of a sentence and its display: `python -m tests.llm_server.latency`.

Real sockets and the real client library; the model writes what the good author of tests/answering/fixtures wrote.
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bootstrap import LocalDesk, open_local_desk
from core.answers import Ask
from core.settings import read_settings
from tests.answering.replay import Reply as Written
from tests.answering.replay import load, plain
from tests.llm_server.server import Reply, serving

PAUSE = 0.02
"""Seconds between two tokens of the model: a fast one."""


class Author:
    """Plays the model; knows when the last token of each sentence went out."""

    def __init__(self) -> None:
        self.reply: Written | None = None
        self.ended: list[tuple[str, float]] = []

    def __call__(self, body: dict[str, Any]) -> Reply:
        """The reply with the labels that its passages have now."""
        assert self.reply
        labels = self.reply.relabelled(body["messages"][1]["content"])
        told = [(one, [labels[label] for label in one.labels if label in labels]) for one in self.reply.sentences]
        texts = [plain(one) for one, found in told if found]
        written = [
            f"{one.text.rstrip('.')} {''.join(f'[{label}]' for label in found)}.\n" for one, found in told if found
        ]
        self.ended = []
        left, before = iter(texts), ""

        def sent(piece: str) -> None:
            nonlocal before
            if before + piece == "].":
                self.ended.append((next(left), time.monotonic()))
            before = piece

        return Reply(" ".join(written), pause=PAUSE, sent=sent)


def added(desk: LocalDesk, author: Author, reply: Written) -> Iterator[tuple[float, str]]:
    """Milliseconds for each sentence of a reply that is displayed, and the sentence."""
    author.reply, shown = reply, dict[str, float]()
    for step in desk.assistant.stream(Ask(reply.case.turns[0], reply.case.as_of)):
        now = time.monotonic()
        if step.mode == "generative":
            shown.setdefault(step.sentences[-1].text, now)
    ended = dict(author.ended)
    yield from ((1000 * (moment - ended[text]), text) for text, moment in shown.items() if text in ended)


def main() -> None:
    """Print median, 95th percentile and the slowest."""
    parser = argparse.ArgumentParser(prog="python -m tests.llm_server.latency", description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=None, help="data folder with the shipped articles; default: OTR_DATA"
    )
    folder = parser.parse_args().data
    author = Author()
    replies = [reply for reply in load("good") if len(reply.case.turns) == 1]
    with serving(author) as running:
        settings = {"llm": "openai:scripted", "llm_base_url": running.url} | ({"data": folder} if folder else {})
        with open_local_desk(read_settings(**settings)) as desk:
            list(added(desk, author, replies[0]))  # the first answer of a process takes longer
            found = sorted(one for reply in replies for one in added(desk, author, reply))
    times = [one for one, _ in found]
    p95 = quantiles(times, n=20)[-1]
    print(f"{len(times)} sentences: median {median(times):.1f} ms, p95 {p95:.1f} ms, slowest {times[-1]:.1f} ms")  # noqa: T201
    for one, text in found[:-6:-1]:
        print(f"  {one:6.1f}  {text}")  # noqa: T201


if __name__ == "__main__":
    main()
