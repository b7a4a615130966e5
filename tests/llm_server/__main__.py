"""Folder mode: `python -m tests.llm_server --folder DIR --port N`, so that any outside process can play the model."""

import argparse
import contextlib
import threading
from pathlib import Path

from tests.llm_server.server import Folder, serving


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(prog="python -m tests.llm_server", description=Folder.__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where requests are written and replies expected")
    parser.add_argument("--port", type=int, default=0, help="port on loopback; 0 picks a free one")
    given = parser.parse_args()
    with serving(Folder(given.folder), given.port) as running:
        print(f"Set OTR_LLM=openai:scripted and OTR_LLM_BASE_URL={running.url}", flush=True)  # noqa: T201
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
