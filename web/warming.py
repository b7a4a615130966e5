"""What the server says until it can answer: the page is there at once, its answers a little later."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from core.answers import Answer, Ask

SENTENCE = "On the Record is warming up; ask again in a moment."
NOTICE = "Warming up. Your question will be answered as soon as the articles are in."
LINE = "Warming up: the articles are being taken in. You can ask already, and the answer will come."
RETRY_SECONDS = "2"
HEADERS = {
    "Retry-After": RETRY_SECONDS,
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
LOOK_SECONDS = 0.2
PARTS = ("assistant", "records", "ingester", "register", "searcher")
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>On the Record</title>
<link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<style>body { font: 1.15rem/1.6 Georgia, serif; max-width: 46rem; margin: 0 auto; padding: 1rem 1.25rem }</style>
</head><body><h1>On the Record</h1><p role="status">Warming up; the page opens by itself in a moment.</p></body></html>
"""


class Later:
    """Parts that are not there yet; what stands for them may be handed out already."""

    def __init__(self) -> None:
        self._desk: Any = None
        self.parts: dict[str, Any] = {name: _Part(self, name) for name in PARTS} | {"assistant": _Patient(self)}

    def come(self, desk: Any) -> None:
        """From now on `desk`, which has all the parts, does the work."""
        self._desk = desk

    def is_here(self) -> bool:
        """Whether there is anything to do it."""
        return self._desk is not None

    def part(self, name: str) -> Any:
        """The real one; only to be asked for when it is here."""
        return getattr(self._desk, name)


class _Part:
    """Stands for one part."""

    def __init__(self, later: Later, name: str) -> None:
        self._later, self._name = later, name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(self._later.part(self._name), attribute)


class _Patient(_Part):
    """An assistant that lets a visitor of the page wait, and says so."""

    def __init__(self, later: Later) -> None:
        super().__init__(later, "assistant")

    async def astream(self, input: Ask, config: Any = None) -> AsyncIterator[Answer]:
        """The answer so far; before anything can be answered, that it will be."""
        if not self._later.is_here():
            yield Answer("", input.question, input.question, input.as_of, "answered", notice=NOTICE)
            await until(self._later.is_here)
        async for answer in self._later.part("assistant").astream(input, config):
            yield answer


async def until(ready: Callable[[], bool]) -> None:
    """Waits without keeping anybody else from working."""
    while not ready():
        await asyncio.sleep(LOOK_SECONDS)


class WarmUp:
    """Answers for what needs the articles until they are there; health, and the page with its files, pass."""

    def __init__(self, app: ASGIApp, ready: Callable[[], bool], needing: tuple[str, ...]) -> None:
        """`needing` are the beginnings of the paths that need them."""
        self._app, self._ready, self._needing = app, ready, needing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        waits = scope["type"] == "http" and scope["path"].startswith(self._needing) and not self._ready()
        await (warming_up(scope) if waits else self._app)(scope, receive, send)


async def waiting_page(scope: Scope, receive: Receive, send: Send) -> None:
    """An application for the seconds before Gradio is there."""
    if scope["type"] == "http":
        alive = scope["path"] == "/healthz"
        await (JSONResponse({"status": "ok"}) if alive else warming_up(scope))(scope, receive, send)


def warming_up(scope: Scope) -> Response:
    """A 503 with one sentence; for a browser a page that opens itself anew, which at the root is all there is yet."""
    if scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", ""):
        status = 200 if scope["path"] == "/" else 503
        return HTMLResponse(PAGE, status_code=status, headers=HEADERS | {"Refresh": RETRY_SECONDS})
    return JSONResponse({"error": SENTENCE}, status_code=503, headers=HEADERS)
