"""Runs an application on a free loopback port, in a thread, for as long as a test needs it."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI

from web.serve import address_of, open_port, serving


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """The base address of `app` while it is served."""
    with open_port("127.0.0.1", 0) as opened, serving(app, opened):
        yield address_of("127.0.0.1", opened.getsockname()[1])
