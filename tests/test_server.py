"""A real server in a process of its own, and the terminal that finds it."""

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.settings import PREFIX, ROOT
from tests.fakes import write_article
from vectorstore.embedder import OnnxEmbedder

PATIENCE = 60
STOPPED = "Lumenor stopped selling lamps to lighthouses on 3 March 2021."
REGISTER = f"""
companies: [{{name: Lumenor}}]
commitments:
  - id: lumenor-pause
    company: Lumenor
    called: Lumenor's pause
    events:
      - kind: announced
        date: 2021-03-03
        says:
          - {{aspect: what, short: no lamps, text: {STOPPED}, evidence: [{{article: lumenor, words: {STOPPED}}}]}}
"""


@dataclass(frozen=True)
class Server:
    """What was started, and where."""

    process: subprocess.Popen[str]
    data: Path
    environment: dict[str, str]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One command of the terminal on the server's data folder."""
        command = [sys.executable, "cli.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, embedder: OnnxEmbedder) -> Iterator[Server]:
    """Serves one invented article."""
    del embedder
    root = tmp_path_factory.mktemp("server")
    write_article(root / "in", "lumenor.md", STOPPED, dateline="2021-03-04")
    (root / "in" / "commitments.yaml").write_text(REGISTER, encoding="utf-8")
    own = {"DATA": str(root / "data"), "ARTICLES": str(root / "in"), "PORT": "0"}
    environment = dict(os.environ) | {f"{PREFIX}{name}": value for name, value in own.items()}
    process = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline().startswith("On the Record is open at http://127.0.0.1:")
    assert process.stdout.readline() == "Ready to answer\n"
    yield Server(process, root / "data", environment)
    process.send_signal(signal.SIGINT)
    process.wait(PATIENCE)


def test_serve_takes_in_the_articles_folder_first(server: Server):
    """The page never opens on an empty desk."""
    listed = json.loads(server.run("articles", "--json").stdout)

    assert [article["id"] for article in listed] == ["lumenor"]


def test_terminal_asks_the_running_server(server: Server):
    """Two processes never open one folder; the answer is the same."""
    ran = server.run("ask", "What did Lumenor stop selling?", "--json")

    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["citations"][0]["article_id"] == "lumenor"


def test_commitments_come_through_the_running_server(server: Server):
    """With the quote that they rest on, and none before it was known."""
    body = json.loads(server.run("commitments", "--json").stdout)
    earlier = server.run("commitments", "--as-of", "2021-03-03")

    assert [row["cells"]["what"]["short"] for row in body["rows"]] == ["no lamps"]
    assert [citation["quote"] for citation in body["citations"]] == [STOPPED]
    assert (earlier.returncode, earlier.stdout) == (0, "")
    assert earlier.stderr.startswith("No commitment is registered that was known by 3 March 2021;")


def test_refusal_through_the_server_keeps_its_words(server: Server):
    """What was looked for is named there too."""
    ran = server.run("ask", "How is tomato soup made?", "--json")

    assert json.loads(ran.stdout)["text"].startswith("The articles do not say.")


def test_article_given_to_the_terminal_answers_on_the_server(server: Server, tmp_path: Path):
    """Ingest goes through the server, and so does removal."""
    file = write_article(tmp_path, "brightly.md", "Brightly paused its lamp sales for six months on 5 March 2021.")

    added = server.run("ingest", str(file))
    answer = json.loads(server.run("ask", "How long did Brightly pause lamp sales?", "--json").stdout)
    removed = server.run("articles", "remove", "brightly")

    assert (added.returncode, added.stdout.split(",")[0].split()) == (0, ["added", "brightly"])
    assert "six months" in answer["text"]
    assert removed.stdout.split() == ["removed", "brightly"]


def test_backup_is_made_while_the_server_runs_and_restored_only_after(server: Server, tmp_path: Path):
    """The file is whole; a folder that is being served is not replaced."""
    file = str(tmp_path / "copy.sqlite")

    made = server.run("backup", file)
    refused = server.run("restore", file, "--replace")
    restored = server.run("restore", file, "--data", str(tmp_path / "new"))

    assert (made.returncode, made.stdout.split(":")[1].split(",")[0]) == (0, " 1 article"), made.stderr
    assert refused.returncode == 2
    assert "is in use by http://127.0.0.1:" in refused.stderr
    assert restored.stdout.startswith("restored 1 article, 1 passage, "), restored.stderr


def test_bad_question_is_the_same_sentence_through_the_server(server: Server):
    """An error keeps its words and its exit code."""
    ran = server.run("ask", " ")

    assert (ran.returncode, ran.stderr.strip()) == (2, "The question is empty; type a question.")


def test_owner_file_is_for_this_user_alone(server: Server):
    """It holds the token."""
    assert stat.S_IMODE((server.data / "owner.json").stat().st_mode) == 0o600


def test_second_server_on_the_folder_is_refused_with_the_address(server: Server):
    """One sentence that says who has it."""
    ran = server.run("serve")

    assert ran.returncode == 2
    assert "is in use by http://127.0.0.1:" in ran.stderr
    assert ran.stderr.count("\n") == 1
