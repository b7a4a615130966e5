"""How long each failure of a model takes to become the extractive answer: `python -m tests.llm_server.faults`."""

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bootstrap import open_local_desk
from core.answers import Answer, Ask
from core.settings import read_settings
from tests.fakes import write_article
from tests.llm_server.server import Reply, Script, serving

ARTICLE = "Lumenor stopped selling lamps to private lighthouses on 3 March 2021. Lumenor's pause has no end date."
QUESTION = "How long is Lumenor's pause?"
GOOD = "There is no end date for Lumenor's pause [P1]."
REPLIES = {
    "none: the model answers": Reply(GOOD),
    "no answer at all": Reply(fault="hang"),
    "slow drip, a letter every 0.5 s": Reply(GOOD * 5, "drip", pause=0.5),
    "429, Retry-After 1": Reply(fault="429", retry_after="1"),
    "429, Retry-After 60": Reply(fault="429", retry_after="60"),
    "500": Reply(fault="500"),
    "401": Reply(fault="401"),
    "connection reset": Reply(fault="reset"),
    "malformed JSON": Reply(GOOD, "malformed"),
    "stream cut short": Reply(GOOD, "truncated"),
    "reply cut at its cap": Reply(GOOD, "cut"),
    "empty reply": Reply(fault="empty"),
    "40,000 tokens": Reply(fault="long"),
    "another language": Reply("Lumenor verkauft seit März 2021 keine Lampen mehr [P1]."),
    "refusal": Reply("I'm sorry, but I can't help with that."),
    "not what the passage says": Reply("Lumenor's pause is permanent [P1]."),
    "invented label": Reply("There is no end date for Lumenor's pause [P7]."),
}


@contextmanager
def asked(data: Path, **settings: Any) -> Iterator[tuple[Answer, float]]:
    """The answer, and the seconds that it took."""
    with open_local_desk(read_settings(data=data, **settings)) as desk:
        began = time.monotonic()
        answer = desk.assistant.invoke(Ask(QUESTION))
        yield answer, time.monotonic() - began


def main() -> None:
    """Print a table in Markdown."""
    argparse.ArgumentParser(prog="python -m tests.llm_server.faults", description=__doc__).parse_args()
    print("| failure | requests | mode | fallback_reason | seconds |\n|---|---|---|---|---|")  # noqa: T201
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        write_article(Path(folder) / "in", "lumenor.md", ARTICLE, title="Lumenor stops", companies=["Lumenor"])
        with open_local_desk(read_settings(data=data)) as desk:
            list(desk.ingest([Path(folder) / "in"]))
            desk.assistant.invoke(Ask(QUESTION))  # the first answer of a process takes longer
        for name, reply in REPLIES.items():
            script = Script([reply])
            with serving(script) as running:
                settings = {"llm": "openai:scripted", "llm_base_url": running.url}
                with asked(data, **settings) as (answer, seconds):
                    show(name, len(script.asked), answer, seconds)
        gone = {"llm": "openai:scripted", "llm_base_url": running.url}
        for name, settings in (("nobody listens", gone), ("day's tokens used up", gone | {"llm_daily_tokens": 1})):
            with asked(data, **settings) as (answer, seconds):
                show(name, 0, answer, seconds)


def show(name: str, requests: int, answer: Answer, seconds: float) -> None:
    """One row."""
    cited = "" if answer.citations else " WITHOUT CITATION"
    row = (name, requests, f"{answer.mode}{cited}", answer.fallback_reason or "", f"{seconds:.2f}")
    print(f"| {' | '.join(map(str, row))} |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
