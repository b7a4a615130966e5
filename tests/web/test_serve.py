"""How the server starts, and what it says when it cannot."""

import socket

import pytest

from core.errors import SettingsError
from web.serve import address_of, open_port


def test_a_port_in_use_is_a_sentence_that_names_the_setting() -> None:
    """The sentence says which setting to change."""
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SettingsError, match="OTR_PORT"):
        open_port("127.0.0.1", taken.getsockname()[1])


def test_a_foreign_address_is_a_sentence_that_names_the_setting() -> None:
    """An address of another machine cannot be listened on."""
    with pytest.raises(SettingsError, match="OTR_HOST"):
        open_port("203.0.113.7", 0)


def test_port_zero_finds_a_free_one() -> None:
    """The system picks a port."""
    with open_port("127.0.0.1", 0) as opened:
        assert opened.getsockname()[1] > 0


@pytest.mark.parametrize(("host", "shown"), [("0.0.0.0", "127.0.0.1"), ("::1", "[::1]"), ("localhost", "localhost")])
def test_the_address_can_be_opened_in_a_browser(host: str, shown: str) -> None:
    """A server on every interface is reached on this machine by its loopback address."""
    assert address_of(host, 80) == f"http://{shown}:80"
