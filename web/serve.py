"""Runs the server: one process, one line when it is up, and a plain sentence when it cannot start."""

import errno
import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from core.errors import SettingsError
from core.settings import Settings


def serve(app: FastAPI, settings: Settings, on_ready: Callable[[str], None] | None = None) -> None:
    """Serves `app` until stopped; `on_ready` gets the address as soon as it is open."""
    opened = open_port(settings.host, settings.port)
    address = address_of(settings.host, opened.getsockname()[1])

    def announce() -> None:
        if on_ready:
            on_ready(address)
        print(f"On the Record is open at {settings.public_url or address}", flush=True)

    with opened:
        Announcing(server_config(app), announce).run(sockets=[opened])


def server_config(app: FastAPI) -> uvicorn.Config:
    """How uvicorn is run here and in tests: quiet, and believing no forwarded address."""
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


class Announcing(uvicorn.Server):
    """A server that says when it is up."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, then announces."""
        await super().startup(sockets=sockets)
        if self.started:
            self._announce()


def open_port(host: str, port: int) -> socket.socket:
    """A bound socket; `SettingsError` where the address cannot be had."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        opened = socket.socket(family, kind)
    except OSError:
        raise SettingsError(f"Cannot listen on {host}: it is no address of this machine; change OTR_HOST.") from None
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind(address)
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
