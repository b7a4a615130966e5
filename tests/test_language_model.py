"""What a language model changes for the terminal, and that without one nothing of it is loaded."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.settings import ROOT
from tests.fakes import write_article
from tests.llm_server.server import Reply, Script, serving
from vectorstore.embedder import OnnxEmbedder

ARTICLE = "Lumenor stopped selling lamps to private lighthouses on 3 March 2021. Lumenor's pause has no end date."
QUESTION = "How long is Lumenor's pause?"
HEAVY = ("langchain_openai", "openai", "tiktoken", "langchain.chat_models", "anthropic")
LOADED = f"""
import sys, cli
for arguments in (["ingest", "in"], ["ask", "{QUESTION}"]):
    try:
        cli.main([*arguments, "--data", "data"])
    except SystemExit as end:
        assert not end.code, end.code
print("loaded:", [name for name in {HEAVY} if name in sys.modules])
"""


@pytest.fixture
def folder(tmp_path: Path, embedder: OnnxEmbedder) -> Path:
    """One article in a folder."""
    del embedder
    write_article(tmp_path / "in", "lumenor.md", ARTICLE, title="Lumenor stops", companies=["Lumenor"])
    return tmp_path


def run(code: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Python in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    command = [sys.executable, "-W", "ignore", "-c", code]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_without_a_model_nothing_of_it_is_loaded(folder: Path) -> None:
    """Neither its client, nor what counts its tokens."""
    ran = run(LOADED, folder)

    assert ran.stdout.splitlines()[-1] == "loaded: []", ran.stderr
    assert "no end date [1]." in ran.stdout


def test_with_a_model_the_terminal_says_who_wrote(folder: Path) -> None:
    """And that it was checked."""
    reply = Reply("There is no end date for Lumenor's pause [P1].")

    with serving(Script([reply])) as running:
        ran = run(LOADED, folder, OTR_LLM="openai:scripted", OTR_LLM_BASE_URL=running.url)

    assert "There is no end date for Lumenor's pause [1]." in ran.stdout, ran.stderr
    assert "Put into words by openai:scripted; every sentence checked against its source." in ran.stdout


def test_a_fallback_says_why(folder: Path) -> None:
    """In half a sentence, with nothing of the server's own."""
    with serving(Script([Reply(fault="401")])) as running:
        ran = run(LOADED, folder, OTR_LLM="openai:scripted", OTR_LLM_BASE_URL=running.url)

    assert "no end date [1]." in ran.stdout, ran.stderr
    assert "Answered without the language model: it does not accept the request or its key." in ran.stdout
    assert "scripted" not in ran.stdout


def test_a_missing_package_stops_the_start_with_its_command(folder: Path) -> None:
    """One sentence on stderr, exit code 2."""
    ran = run("import cli; cli.main(['ask', 'Who?', '--data', 'data'])", folder, OTR_LLM="fireworks:any")

    assert ran.returncode == 2
    assert (
        ran.stderr.strip()
        == "OTR_LLM=fireworks:any needs another package; install it with `pip install langchain-fireworks`."
    )
