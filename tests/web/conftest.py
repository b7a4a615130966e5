"""An application with hand-made parts, and a client that calls it as a visitor would."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from core.settings import Settings
from tests.web.fakes import FakeAssistant, FakeIngester, FakeRecords, FakeRegister, FakeSearcher
from web.app import build_app

TOKEN = "a-token"


@pytest.fixture(scope="session")
def app() -> FastAPI:
    """The whole application around fakes."""
    return build_app(
        assistant=FakeAssistant(),
        records=FakeRecords(),
        ingester=FakeIngester(),
        register=FakeRegister(),
        searcher=FakeSearcher(),
        settings=Settings(),
        token=TOKEN,
        hosts=("testserver",),
    )


@pytest.fixture(scope="session")
def visitor(app: FastAPI) -> Iterator[TestClient]:
    """A client from somewhere else."""
    with TestClient(app, client=("203.0.113.9", 50000), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def terminal(app: FastAPI) -> TestClient:
    """A client on this machine that knows the token."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    return TestClient(app, client=("127.0.0.1", 50000), headers=headers, raise_server_exceptions=False)
