"""Bounds what a visitor may send: how much, and to which of Gradio's routes."""

import json
import re
from collections.abc import Awaitable, Callable

from starlette.datastructures import QueryParams
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PUBLIC_BYTES = 64 * 1024
INTERNAL_BYTES = 1024 * 1024
TOO_LARGE = "That is too much to send at once; ask a shorter question."
NOT_HERE = "There is nothing here."
JOIN = "/gradio_api/queue/join"
NEEDED = re.compile(
    r"/gradio_api/(?:queue/(?:join|data)|heartbeat/\w{1,64}|cancel|reset|startup-events|theme\.css)/?", re.ASCII
)
"""The routes that the page uses, as seen in a browser; everything else of Gradio's API stays shut."""
SHUT = ("/monitoring", "/pwa_icon", "/login", "/logout", "/token", "/svelte/", "/custom_component/", "/config")


class BodyCap:
    """Reads a request's body up to a limit before anything else sees it, however it is sent."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        limit = INTERNAL_BYTES if scope["path"].startswith("/internal/") else PUBLIC_BYTES
        body = None if _declared(scope) > limit else await _read(receive, limit)
        if body is None:
            headers = {"Connection": "close"}
            await JSONResponse({"error": TOO_LARGE}, status_code=413, headers=headers)(scope, receive, send)
            return
        await self._app(scope, replay(body, receive), send)


class GradioDoor:
    """Lets only the routes through that the page needs, and only its own functions into the queue."""

    def __init__(self, app: ASGIApp, functions: frozenset[int]) -> None:
        self._app = app
        self._functions = functions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] == "http":
            receive, refusal = await self._look(scope, receive)
            if refusal:
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _look(self, scope: Scope, receive: Receive) -> tuple[Receive, Response | None]:
        path: str = scope["path"]
        if is_shut(path) or "deep_link" in QueryParams(scope.get("query_string", b"")):
            return receive, JSONResponse({"error": NOT_HERE}, status_code=404)
        if path.rstrip("/") != JOIN or scope["method"] != "POST":
            return receive, None
        body = await _read(receive, PUBLIC_BYTES) or b""
        known = called_function(body) in self._functions
        refusal = None if known else JSONResponse({"error": "There is no such function."}, status_code=400)
        return replay(body, receive), refusal


def is_shut(path: str) -> bool:
    """Whether `path` is a part of Gradio that the page does not need."""
    if path.startswith("/gradio_api"):
        return NEEDED.fullmatch(path) is None
    return path.startswith(SHUT)


def called_function(body: bytes) -> int | None:
    """The number of the function that a queue request calls, None where it is none that could exist."""
    try:
        number = json.loads(body)["fn_index"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return number if type(number) is int else None


def replay(body: bytes, receive: Receive) -> Callable[[], Awaitable[Message]]:
    """A `receive` that gives `body` once, then whatever follows on the connection."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _declared(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0


async def _read(receive: Receive, limit: int) -> bytes | None:
    """The whole body, or None as soon as it is longer than `limit`."""
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        body += message.get("body", b"")
        if len(body) > limit:
            return None
        more = message.get("more_body", False)
    return bytes(body)
