"""What every test gets: no network but loopback, no settings from outside, and stores to try things on."""

import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from bootstrap import LocalDesk, open_local_desk
from core.settings import PREFIX, ROOT, read_settings
from tests.fakes import Desk, FakeEmbedder, open_desk
from vectorstore import weights
from vectorstore.embedder import OnnxEmbedder

settings.register_profile("ours", deadline=None)  # a shared machine is slow at times
settings.load_profile("ours")


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _local_only(getattr(socket.socket, name)))
        patch.setenv("HF_HUB_OFFLINE", "1")
        yield


def _local_only(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX and not _is_loopback(address[0]):
            raise RuntimeError(f"A test tried to reach {address[0]}; tests have no network.")
        return connect(self, address)

    return guarded


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(scope="session", autouse=True)
def no_settings() -> Iterator[None]:
    """Hide the developer's own `OTR_` variables."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(PREFIX)]:
            patch.delenv(name)
        yield


@pytest.fixture(scope="session")
def embedder() -> OnnxEmbedder:
    """The real one, from the export that set-up makes; made now if it is missing."""
    return OnnxEmbedder(weights.export(ROOT / "var" / "models"))


@pytest.fixture
def fake_embedder() -> FakeEmbedder:
    """Instant vectors; remembers what it embedded."""
    return FakeEmbedder()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Opens the stores of a folder, `tmp_path/data` unless told otherwise; all are closed after the test."""
    opened: list[Desk] = []

    def opener(folder: Path | None = None, embedder: Any = None) -> Desk:
        opened.append(open_desk(folder or tmp_path / "data", embedder))
        return opened[-1]

    yield opener
    for one in opened:
        one.close()


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory, embedder: OnnxEmbedder) -> Iterator[LocalDesk]:
    """The real parts over the shipped articles, taken in once for all tests."""
    del embedder
    settings = read_settings(data=tmp_path_factory.mktemp("shipped"))
    with open_local_desk(settings) as desk:
        assert {report.outcome for report in desk.ingest([ROOT / "articles"])} == {"added"}
        yield desk
