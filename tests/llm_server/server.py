"""An OpenAI-compatible server on real sockets that plays a language model, and every way in which one fails.

Replies are scripted by hand, or, in folder mode, written by whoever watches the folder.
"""

import contextlib
import json
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

_TOKEN = re.compile(r"\s?\w+|\s?[^\w\s]|\s")
"""About what a model sends at once."""
PATIENCE = 600.0
"""Seconds that folder mode waits for a reply, and that a time-out hangs at most."""
LONG = 40_000
"""Tokens of the reply that never ends."""


@dataclass(frozen=True)
class Reply:
    """What to answer: the text, or a fault.

    `fault` is empty or one of hang, 429, 500, 401, reset, malformed, truncated, cut, empty, drip, long. A drip sends
    the text letter by letter, one in `pause` seconds; else `pause` is the time between two tokens. `sent` is told of
    every piece that went out.
    """

    text: str = ""
    fault: str = ""
    pause: float = 0.0
    retry_after: str = ""
    sent: Callable[[str], object] | None = None


Brain = Callable[[dict[str, Any]], Reply]
"""From the request's body to the reply."""


@dataclass
class Script:
    """Gives its replies one after the other, the last one for ever; remembers what it was asked."""

    replies: Sequence[Reply]
    asked: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, body: dict[str, Any]) -> Reply:
        """The next reply."""
        self.asked.append(body)
        return self.replies[min(len(self.asked), len(self.replies)) - 1]


class Folder:
    """Writes each request as NUMBER.request.json and answers with what appears in NUMBER.reply.txt beside it.

    A reply file whose first line is `fault: NAME` plays that fault with the rest as its text. Write the file under
    another name and rename it, so that no half of it is read.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._lock = threading.Lock()

    def __call__(self, body: dict[str, Any]) -> Reply:
        """Whatever is in the reply's file once there is one."""
        path = self._written(body)
        until = time.monotonic() + PATIENCE
        while not path.exists():
            if time.monotonic() > until:
                return Reply(fault="500")
            time.sleep(0.01)
        text = path.read_text(encoding="utf-8")
        if text.startswith("fault: "):
            first, _, rest = text.partition("\n")
            return Reply(rest, first.removeprefix("fault: ").strip())
        return Reply(text)

    def _written(self, body: dict[str, Any]) -> Path:
        """Keeps the request; where its reply is expected."""
        with self._lock:
            number = len(list(self._folder.glob("*.request.json"))) + 1
            unfinished = self._folder / f"{number:04}.request.new"
            unfinished.write_text(json.dumps(body, ensure_ascii=False, indent=1), encoding="utf-8")
            unfinished.rename(self._folder / f"{number:04}.request.json")
        return self._folder / f"{number:04}.reply.txt"


@dataclass
class Running:
    """A server that runs: where it is, and which replies the other side broke off."""

    url: str
    broken_off: threading.Event


@contextmanager
def serving(brain: Brain, port: int = 0) -> Iterator[Running]:
    """The server on loopback, until the block ends; port 0 picks a free one."""
    running = Running("", threading.Event())
    ended = threading.Event()
    handler = type("Handler", (_Handler,), {"brain": staticmethod(brain), "running": running, "ended": ended})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    running.url = f"http://127.0.0.1:{server.server_port}/v1"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield running
    finally:
        ended.set()
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    brain: Brain
    running: Running
    ended: threading.Event

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def handle_one_request(self) -> None:
        """One request; after a reset there is nothing left to flush."""
        with contextlib.suppress(ValueError):
            super().handle_one_request()

    def do_GET(self) -> None:
        """The one model that there is."""
        self._json(200, {"object": "list", "data": [{"id": "scripted", "object": "model"}]})

    def do_POST(self) -> None:
        """A chat completion, streamed where that is asked for."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        reply = self.brain(body)
        try:
            self._play(reply, body)
        except OSError:
            self.running.broken_off.set()
            self.close_connection = True

    def _play(self, reply: Reply, body: dict[str, Any]) -> None:
        if reply.fault == "hang":
            self.ended.wait(PATIENCE)
        elif reply.fault == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            for end in (self.rfile, self.wfile, self.connection):  # with no time to linger that is a reset
                end.close()
            self.close_connection = True
        elif reply.fault in ("401", "429", "500"):
            self._json(int(reply.fault), {"error": {"message": "no", "type": "scripted"}}, reply.retry_after)
        elif body.get("stream"):
            self._stream(reply)
        else:
            self._json(200, _whole(reply.text))

    def _json(self, status: int, body: dict[str, Any], retry_after: str = "") -> None:
        encoded = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(encoded)))
        if retry_after:
            self.send_header("Retry-After", retry_after)
        self.end_headers()
        self.wfile.write(encoded)

    def _stream(self, reply: Reply) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for piece in _pieces(reply):
            self._event(json.dumps(_chunk(piece)))
            if reply.sent:
                reply.sent(piece)
            if reply.pause:
                time.sleep(reply.pause)
        if reply.fault == "malformed":
            self._event('{"choices": [{"delta": {"content": ')
        if reply.fault != "truncated":
            self._event(json.dumps(_chunk("", "length" if reply.fault == "cut" else "stop")))
            self._event("[DONE]")
        self.close_connection = True

    def _event(self, data: str) -> None:
        self.wfile.write(f"data: {data}\n\n".encode())
        self.wfile.flush()


def _pieces(reply: Reply) -> Iterator[str]:
    if reply.fault == "long":
        yield from (" on and on" for _ in range(LONG // 3))
    elif reply.fault == "drip":
        yield from reply.text
    elif reply.fault != "empty":
        yield from _TOKEN.findall(reply.text)


def _chunk(content: str, finish: str | None = None) -> dict[str, Any]:
    delta = {"role": "assistant", "content": content}
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "scripted", "choices": [choice]}


def _whole(content: str) -> dict[str, Any]:
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
    return {"id": "c1", "object": "chat.completion", "created": 1, "model": "scripted", "choices": [choice]}
