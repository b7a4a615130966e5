"""Runs the server: one process, a line when it is up and one when it is ready, a sentence when it cannot start."""

import errno
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from core.errors import SettingsError


class Server:
    """An application that is being served in a thread of its own."""

    def __init__(self, app: ASGIApp, opened: socket.socket) -> None:
        self._server = uvicorn.Server(server_config(app))
        sockets = {"sockets": [opened.dup()]}  # uvicorn closes what it is given
        self._thread = threading.Thread(target=self._server.run, kwargs=sockets, daemon=True, name="server")
        self._thread.start()

    def wait(self) -> None:
        """Waits until the server ends by itself."""
        self._thread.join()

    def stop(self) -> None:
        """Lets no more in, and waits for what is being answered."""
        self._server.should_exit = True
        self._thread.join()


@contextmanager
def serving(app: ASGIApp, opened: socket.socket) -> Iterator[Server]:
    """Serves `app` on a socket, which stays open, until the block ends."""
    server = Server(app, opened)
    try:
        yield server
    finally:
        server.stop()


def say_open(address: str) -> None:
    """Says where the page is."""
    print(f"On the Record is open at {address} and warms up", flush=True)


def say_ready() -> None:
    """Says that questions are answered."""
    print("Ready to answer", flush=True)


def server_config(app: ASGIApp) -> uvicorn.Config:
    """How uvicorn is run: quiet, and believing no forwarded address."""
    return uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        ws="none",
        timeout_keep_alive=15,
        timeout_graceful_shutdown=3,
    )


def open_port(host: str, port: int) -> socket.socket:
    """A socket that listens; `SettingsError` where the address cannot be had."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        opened = socket.socket(family, kind)
    except OSError:
        raise SettingsError(f"Cannot listen on {host}: it is no address of this machine; change OTR_HOST.") from None
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind(address)
        opened.listen()
    except OSError as error:
        opened.close()
        raise _unavailable(host, port, error) from None
    return opened


def address_of(host: str, port: int) -> str:
    """The address to open in a browser on this machine."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{name}:{port}"


def _unavailable(host: str, port: int, error: OSError) -> SettingsError:
    if error.errno == errno.EADDRINUSE:
        return SettingsError(f"Port {port} is in use already; set OTR_PORT to another one, or to 0 for any free one.")
    if error.errno == errno.EACCES:
        return SettingsError(f"Port {port} may not be opened by this user; set OTR_PORT to one above 1023.")
    return SettingsError(f"Cannot listen on {host}: it is no address of this machine; change OTR_HOST.")
