"""The way to a model, through the real client library and real sockets: time, tries, tokens, and breaking off."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import cast

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk

from answering.budget import DailyBudget
from answering.failures import (
    BROKEN_OFF,
    EMPTY,
    ERROR,
    LATE,
    LEFT_ALONE,
    LIMITED,
    NO_KEY,
    REFUSED,
    SPENT,
    STOPPED,
    TOO_LONG,
    UNREACHABLE,
    UNREADABLE,
    ModelFailed,
)
from answering.model import GRACE, MOST_TOKENS, SEED, LanguageModel, count_tokens, open_chat
from core.errors import SettingsError
from core.settings import ROOT
from prompts.loader import Message
from tests.llm_server.server import Reply, Running, Script, serving

MESSAGE = Message("Be brief.", "Which lamps?")
WORDS = "Lumenor sells no lamps to lighthouses any more."
FAULTS = {
    "hang": (LATE, 1),
    "drip": (LATE, 1),
    "429": (LIMITED, 2),
    "500": (ERROR, 2),
    "401": (REFUSED, 1),
    "reset": (UNREACHABLE, 2),
    "malformed": (UNREADABLE, 1),
    "truncated": (BROKEN_OFF, 1),
    "cut": (TOO_LONG, 1),
    "empty": (EMPTY, 1),
    "long": (TOO_LONG, 1),
}
"""Why each fails, and how many requests are made."""
Opener = Callable[..., tuple[LanguageModel, Script, Running]]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opener]:
    """Opens a model whose server gives these replies, with so many tokens a day."""
    ending: list[Callable[[], object]] = []

    def opener(*replies: Reply, tokens: int | None = None) -> tuple[LanguageModel, Script, Running]:
        script = Script(replies)
        server = serving(script)
        running = server.__enter__()
        ending.append(lambda: server.__exit__(None, None, None))
        budget = DailyBudget(tmp_path / "tokens.json", tokens)
        model = LanguageModel("openai:scripted", open_chat("openai:scripted", running.url, 8), budget=budget)
        ending.append(model.close)
        return model, script, running

    yield opener
    for end in reversed(ending):
        end()


def said(model: LanguageModel, seconds: float = 8.0) -> str:
    """The whole reply."""
    return "".join(model.read(MESSAGE, seconds, Future()))


def test_a_reply_comes_in_pieces(opened: Opener) -> None:
    """As the server sends them."""
    model, _, _ = opened(Reply(WORDS))

    pieces = list(model.read(MESSAGE, 8.0, Future()))

    assert "".join(pieces) == WORDS
    assert len(pieces) > 1


def test_the_model_is_asked_to_be_repeatable_and_brief(opened: Opener) -> None:
    """Temperature 0, a seed, a cap, no tools."""
    model, script, _ = opened(Reply(WORDS))

    said(model)

    asked = script.asked[0]
    assert (asked["temperature"], asked["seed"], asked["max_completion_tokens"]) == (0, SEED, MOST_TOKENS)
    assert [message["content"] for message in asked["messages"]] == [MESSAGE.system, MESSAGE.user]
    assert "tools" not in asked


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_has_its_reason_and_is_tried_again_at_most_once(opened: Opener, fault: str) -> None:
    """And only where nothing was said yet and another try may help."""
    model, script, _ = opened(Reply(WORDS, fault, pause=0.1 if fault == "drip" else 0))
    reason, requests = FAULTS[fault]

    with pytest.raises(ModelFailed, match=reason):
        said(model, 1.5)

    assert len(script.asked) == requests


@pytest.mark.parametrize("fault", ["429", "500", "reset"])
def test_one_fault_alone_is_made_good(opened: Opener, fault: str) -> None:
    """By the second try, after as long as the server asks for."""
    model, script, _ = opened(Reply(fault=fault, retry_after="0.2" if fault == "429" else ""), Reply(WORDS))

    assert said(model) == WORDS
    assert len(script.asked) == 2


def test_who_is_told_to_come_back_too_late_does_not_wait(opened: Opener) -> None:
    """And makes no request before then."""
    model, script, _ = opened(Reply(fault="429", retry_after="60"))
    began = time.monotonic()

    with pytest.raises(ModelFailed, match=LIMITED):
        said(model)
    with pytest.raises(ModelFailed, match=LEFT_ALONE):
        said(model)

    assert len(script.asked) == 1
    assert time.monotonic() - began < 4


def test_after_three_failures_the_model_is_left_alone(opened: Opener) -> None:
    """Nobody hammers on a door that stays shut."""
    model, script, _ = opened(Reply(WORDS, fault="truncated"))
    for _ in range(3):
        with pytest.raises(ModelFailed, match=BROKEN_OFF):
            said(model)

    with pytest.raises(ModelFailed, match=LEFT_ALONE):
        said(model)

    assert len(script.asked) == 3


def test_tokens_are_counted_and_end(opened: Opener) -> None:
    """What was asked and what was said; a call that might need more than there is is not made."""
    needed = count_tokens(MESSAGE.system + MESSAGE.user) + MOST_TOKENS
    model, script, _ = opened(Reply(WORDS), tokens=needed + count_tokens(WORDS))

    said(model)
    with pytest.raises(ModelFailed, match=SPENT):
        said(model)

    assert len(script.asked) == 1


def test_to_stop_closes_the_connection(opened: Opener) -> None:
    """From another thread, in the middle of a reply."""
    model, _, running = opened(Reply("word " * 500, pause=0.02))
    stop: Future[None] = Future()
    pieces = model.read(MESSAGE, 8.0, stop)

    next(pieces)
    stop.cancel()
    with pytest.raises(ModelFailed, match=STOPPED):
        list(pieces)

    assert running.broken_off.wait(5)


def test_to_listen_no_longer_closes_the_connection(opened: Opener) -> None:
    """A generator that is closed ends its call."""
    model, _, running = opened(Reply("word " * 500, pause=0.02))
    pieces = model.read(MESSAGE, 8.0, Future())

    next(pieces)
    pieces.close()

    assert running.broken_off.wait(5)


def test_a_reply_that_never_ends_is_not_heard_out(opened: Opener) -> None:
    """However fast it comes: the event loop is free again at once."""
    model, _, _ = opened(Reply(fault="long"))
    with pytest.raises(ModelFailed, match=TOO_LONG):
        said(model)
    began = time.monotonic()

    model.close()

    assert time.monotonic() - began < GRACE / 2


class Deaf:
    """A client that loses what cancels it, as `asyncio.wait_for` does where a chunk has just come."""

    async def astream(self, _: object) -> AsyncIterator[AIMessageChunk]:
        """Chunks for ever."""
        while True:
            for _ in range(4):
                with suppress(asyncio.CancelledError):
                    await asyncio.sleep(0.01)
            yield AIMessageChunk("on and on " * 50)


def test_a_client_that_is_deaf_to_being_cancelled_is_not_heard_out(tmp_path: Path) -> None:
    """Its call ends with the next chunk."""
    model = LanguageModel("openai:deaf", cast("BaseChatModel", Deaf()), budget=DailyBudget(tmp_path / "t.json", None))
    with pytest.raises(ModelFailed, match=TOO_LONG):
        said(model)
    began = time.monotonic()

    model.close()

    assert time.monotonic() - began < GRACE / 2


def test_without_a_key_there_is_a_reason(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Not an error: the extractive answer is there."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    chat = open_chat("openai:scripted", None, 8)
    model = LanguageModel("openai:scripted", chat, budget=DailyBudget(tmp_path / "t.json", None))

    with pytest.raises(ModelFailed, match=NO_KEY):
        said(model)

    model.close()


def test_a_missing_package_comes_with_the_command() -> None:
    """For a provider that LangChain knows."""
    with pytest.raises(SettingsError, match=r"OTR_LLM=fireworks:x needs .* `pip install langchain-fireworks`"):
        open_chat("fireworks:x", None, 8)


def test_an_unknown_provider_is_named() -> None:
    """In one sentence."""
    with pytest.raises(SettingsError, match="no known provider: nobody"):
        open_chat("nobody:x", None, 8)


def test_counting_tokens_needs_no_download() -> None:
    """The encoding comes from a package; it is cl100k_base."""
    code = (
        "import socket; socket.socket.connect = None\n"
        "from answering.model import count_tokens; print(count_tokens('tiktoken is great!'))"
    )

    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "6"
