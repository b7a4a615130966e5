"""Runs an application on a free loopback port, in a thread, for as long as a test needs it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI

from web.serve import Announcing, address_of, open_port, server_config

PATIENCE = 20.0


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """The base address of `app` while it is served."""
    opened = open_port("127.0.0.1", 0)
    up = threading.Event()
    server = Announcing(server_config(app), up.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]}, daemon=True)
    thread.start()
    try:
        assert up.wait(PATIENCE), "the server did not start"
        yield address_of("127.0.0.1", opened.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        opened.close()
