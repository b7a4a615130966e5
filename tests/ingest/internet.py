"""A small internet on loopback: names, pages and sites that misbehave."""

import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpcore

from ingest.fetch import Network

PUBLIC = "93.184.215.14"
HTML = "text/html; charset=utf-8"


@dataclass
class Internet:
    """`pages` are by host and path; `names` say where hosts are, all others being nowhere.

    A page is its body, or status, headers and body, or a function that does what it likes with the open connection.
    """

    pages: dict[str, Any] = field(default_factory=dict)
    names: dict[str, Sequence[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    resolved: list[str] = field(default_factory=list)
    connected: list[str] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    port: int = 0
    trusted: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def resolve(self, host: str, port: int) -> Sequence[str]:
        """Literal addresses are themselves; a host with pages is public unless `names` says otherwise."""
        self.resolved.append(host)
        known = {page.split("/")[0]: [PUBLIC] for page in self.pages} | self.names
        if host in known:
            return known[host]
        if host.replace(".", "").isdigit() or ":" in host:
            return [host]
        raise OSError("no such host")

    def connect(self, address: str, port: int, seconds: float) -> httpcore.NetworkStream:
        """Every address leads to the one server."""
        self.connected.append(address)
        return httpcore.SyncBackend().connect_tcp("127.0.0.1", self.port, timeout=seconds)

    def network(self, **limits: Any) -> Network:
        """The way into this internet, and into no other."""
        return Network(self.resolve, self.connect, lambda: self.trusted, self.slept.append, **limits)


@contextmanager
def internet(certificate: Callable[[ssl.SSLContext], None] | None = None) -> Iterator[Internet]:
    """Serves an internet until the end of the block; by https where a certificate is put on."""
    net = Internet()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            key = self.headers["Host"] + self.path
            net.asked.append(key)
            net.headers.append(dict(self.headers))
            page = net.pages.get(key, (404, {"Content-Type": HTML}, b""))
            if callable(page):
                page(self)
                return
            status, headers, body = page if isinstance(page, tuple) else (200, {"Content-Type": HTML}, page)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # a client that hangs up is what some tests are about
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate(context)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    net.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield net
    server.shutdown()
    server.server_close()
    thread.join()
