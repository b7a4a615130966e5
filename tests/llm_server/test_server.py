"""The server that plays a model speaks the protocol, and folder mode lets any process play it."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

from core.settings import ROOT
from tests.llm_server.server import Folder, Reply, Script, serving

ASK = {"model": "scripted", "messages": [{"role": "user", "content": "Which lamps?"}]}


def ask(url: str, *, stream: bool = False) -> httpx.Response:
    """One request."""
    return httpx.post(f"{url}/chat/completions", json=ASK | {"stream": stream}, timeout=5, trust_env=False)


def test_replies_come_in_the_order_of_the_script() -> None:
    """And the last one from then on."""
    script = Script([Reply("one"), Reply("two")])

    with serving(script) as running:
        said = [ask(running.url).json()["choices"][0]["message"]["content"] for _ in range(3)]

    assert said == ["one", "two", "two"]
    assert script.asked[0]["messages"] == ASK["messages"]


def test_a_streamed_reply_comes_word_by_word_and_ends() -> None:
    """As server-sent events."""
    with serving(Script([Reply("one two three")])) as running:
        lines = [line.removeprefix("data: ") for line in ask(running.url, stream=True).text.split("\n\n") if line]

    chunks = [json.loads(line)["choices"][0] for line in lines[:-1]]
    assert [chunk["delta"]["content"] for chunk in chunks] == ["one", " two", " three", ""]
    assert (chunks[-1]["finish_reason"], lines[-1]) == ("stop", "[DONE]")


def test_too_many_requests_says_when_to_come_back() -> None:
    """In seconds."""
    with serving(Script([Reply(fault="429", retry_after="7")])) as running:
        response = ask(running.url)

    assert (response.status_code, response.headers["retry-after"]) == (429, "7")


def test_a_reset_is_a_reset() -> None:
    """Not an orderly end."""
    with serving(Script([Reply(fault="reset")])) as running, pytest.raises(httpx.NetworkError):
        ask(running.url)


def test_folder_mode_answers_with_the_file_that_appears(tmp_path: Path) -> None:
    """Whoever writes it."""

    def play() -> None:
        request = tmp_path / "0001.request.json"
        while not request.exists():
            threading.Event().wait(0.01)
        asked = json.loads(request.read_text(encoding="utf-8"))["messages"][0]["content"]
        (tmp_path / "new").write_text(f"You asked: {asked}", encoding="utf-8")
        (tmp_path / "new").rename(tmp_path / "0001.reply.txt")

    threading.Thread(target=play, daemon=True).start()
    with serving(Folder(tmp_path)) as running:
        said = ask(running.url).json()["choices"][0]["message"]["content"]

    assert said == "You asked: Which lamps?"


def test_folder_mode_starts_by_itself(tmp_path: Path) -> None:
    """And says how to use it."""
    (tmp_path / "0001.reply.txt").write_text("fault: 500\n", encoding="utf-8")
    command = [sys.executable, "-m", "tests.llm_server", "--folder", str(tmp_path)]

    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline()
            response = ask(line.strip().split("OTR_LLM_BASE_URL=")[1])
        finally:
            process.terminate()

    assert line.startswith("Set OTR_LLM=openai:scripted and ")
    assert response.status_code == 500
