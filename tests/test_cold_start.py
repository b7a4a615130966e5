"""What a question in the terminal waits for when no server runs."""

import os
import subprocess
import sys
from pathlib import Path

from core.settings import ROOT
from tests.fakes import write_article
from vectorstore.embedder import OnnxEmbedder

ARTICLE = "Lumenor stopped selling lamps to private lighthouses on 3 March 2021. Lumenor's pause has no end date."
SLOW = ("chromadb", "eval", "gradio", "sentence_transformers", "sklearn", "torch", "trafilatura")
ASKED = f"""
import sys, cli
try:
    cli.main(["ask", "How long is Lumenor's pause?", "--data", "data"])
except SystemExit as end:
    assert not end.code, end.code
print("loaded:", [name for name in {SLOW} if name in sys.modules])
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "ignore", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_a_question_loads_nothing_slow_that_it_does_not_need(tmp_path: Path, embedder: OnnxEmbedder) -> None:
    """Chroma is opened by those that answer many questions, the rest by other commands."""
    del embedder  # it is there
    write_article(tmp_path / "in", "lumenor.md", ARTICLE, title="Lumenor stops", companies=["Lumenor"])
    taken_in = run(tmp_path, str(ROOT / "cli.py"), "ingest", "in", "--data", "data")
    assert taken_in.returncode == 0, taken_in.stderr

    ran = run(tmp_path, "-c", ASKED)

    assert ran.stdout.splitlines()[-1] == "loaded: []", ran.stderr
    assert "no end date [1]." in ran.stdout
