"""Puts what is ours into Gradio's page as it leaves the server, so that a visitor reads it before any script has run.

What Gradio is given as `head` and stylesheets it only adds in the browser, after its own scripts have loaded; and it
would put every rule of a stylesheet under its own container.
"""

import re

from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.frame import navigation

HEADER = (
    '<a class="otr-skip" href="#otr-desk">Skip to the question</a>'
    '<header class="otr-head"><h1><a href="/">On the Record</a></h1>'
    "<p>What companies have promised about facial recognition, in the exact words of dated articles.</p>"
    f"{navigation('/')}</header>"
)
HEAD = (
    '<link rel="stylesheet" href="/site/site.css"><link rel="stylesheet" href="/site/page.css">'
    '<script src="/site/page.js" defer></script>'
    '<meta name="description" content="What companies have promised about facial recognition.">'
)
SHELL = f'<div id="otr-shell">{HEADER}<p class="otr-quiet">Opening…</p></div>'
"""Stands there until the page shows the header itself."""
BODY = re.compile(rb"</head>\s*<body[^>]*>")


class Shell:
    """Completes the page at the root, and packs it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._packed = GZipMiddleware(self._complete)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        is_page = scope["type"] == "http" and scope["method"] == "GET" and scope["path"] == "/"
        await (self._packed if is_page else self._app)(scope, receive, send)

    async def _complete(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = bytearray()
        start: Message = {}

        async def send_whole(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
            elif message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if not message.get("more_body", False):
                    page = BODY.sub(lambda found: HEAD.encode() + found[0] + SHELL.encode(), bytes(body), count=1)
                    MutableHeaders(scope=start)["Content-Length"] = str(len(page))
                    await send(start)
                    await send({"type": "http.response.body", "body": page})

        await self._app(scope, receive, send_whole)
