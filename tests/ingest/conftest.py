"""What several tests of this folder use."""

from collections.abc import Iterator

import pytest

from tests.ingest.internet import Internet, internet


@pytest.fixture
def site() -> Iterator[Internet]:
    """An internet without pages."""
    with internet() as net:
        yield net
