"""Guards the whole server from outside Gradio, whose own defaults leave doors open on a public page."""

import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import HTMLResponse, JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.settings import Settings
from web.articles import missing_page
from web.limits import BodyCap, GradioDoor
from web.shell import Shell
from web.warming import WarmUp

LOG = logging.getLogger(__name__)
BROKEN = "Something went wrong here; please try again."
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")
PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; script-src 'self' 'unsafe-inline'; "
    "style-src 'self' 'unsafe-inline'; font-src 'self' data:; connect-src 'self'; media-src 'none'; object-src 'none'; "
    "frame-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
)
PLAIN_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PLAIN_PATHS = ("/articles", "/commitments", "/about", "/api/", "/internal/")
REWRITING = (b"x-forwarded-host", b"x-forwarded-proto", b"x-forwarded-port", b"x-forwarded-prefix")


def guard(
    app: FastAPI, settings: Settings, *, functions: frozenset[int], ready: Callable[[], bool], hosts: tuple[str, ...]
) -> None:
    """Puts every guard around `app`; the last added stands outermost."""
    app.add_middleware(Shell)
    app.add_middleware(WarmUp, ready=ready, needing=(*PLAIN_PATHS, "/readyz"))
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(GradioDoor, functions=functions)
    app.add_middleware(BodyCap)
    app.add_middleware(MissingPage)
    allowed = [*LOOPBACK, *trusted_hosts(settings), *hosts]
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=allowed, www_redirect=False)
    app.add_middleware(Outermost)


def trusted_hosts(settings: Settings) -> tuple[str, ...]:
    """The names by which visitors may call this server, as they stand in a request."""
    public = urlsplit(settings.public_url).hostname if settings.public_url else None
    names = (name for name in (settings.host, public) if name and "*" not in name)
    return tuple(f"[{name}]" if ":" in name else name for name in names)


class MissingPage:
    """Shows a person who opens an unknown address a page, and leaves programs their JSON."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if not opens_page(scope):
            await self._app(scope, receive, send)
            return
        replaced = False

        async def send_page(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and message["status"] == 404:
                replaced = True
                await HTMLResponse(missing_page(), status_code=404)(scope, receive, send)
            elif not replaced:
                await send(message)

        await self._app(scope, receive, send_page)


def opens_page(scope: Scope) -> bool:
    """Whether a browser asks for something to show in its window; the public API always answers in JSON."""
    if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith("/api/"):
        return False
    return "text/html" in Headers(scope=scope).get("accept", "")


class Outermost:
    """Security headers on every answer, a constant sentence for a crash, and no forwarded names let in.

    Gradio builds its addresses from X-Forwarded-Host, which any visitor can send; OTR_PUBLIC_URL says it instead.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _harden(MutableHeaders(scope=message), scope["path"])
            await send(message)

        kept = [(name, value) for name, value in scope["headers"] if name not in REWRITING]
        try:
            await self._app({**scope, "headers": kept}, receive, send_guarded)
        except Exception:
            LOG.exception("%s %s failed", scope["method"], scope["path"])
            if not started:
                await JSONResponse({"error": BROKEN}, status_code=500)(scope, receive, send_guarded)


def _harden(headers: MutableHeaders, path: str) -> None:
    """Sets what every answer carries; pages without scripts get the policy that allows none."""
    headers.update(HEADERS)
    headers["Content-Security-Policy"] = PLAIN_POLICY if path.startswith(PLAIN_PATHS) else PAGE_POLICY
    if path.startswith(("/api/", "/internal/", "/gradio_api/")):
        headers["Cache-Control"] = "no-store"
    for name in ("server", "x-powered-by"):
        if name in headers:
            del headers[name]
