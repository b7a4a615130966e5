"""The tests themselves have no network."""

import socket

import pytest


def test_a_connection_off_this_machine_is_refused() -> None:
    """Even a bare socket cannot leave."""
    with socket.socket() as bare, pytest.raises(RuntimeError, match=r"203\.0\.113\.1"):
        bare.connect(("203.0.113.1", 80))


def test_loopback_is_allowed() -> None:
    """Servers that fixtures start can be reached."""
    server = socket.create_server(("127.0.0.1", 0))

    with server, socket.create_connection(server.getsockname(), timeout=5) as reached:
        assert reached.getpeername() == server.getsockname()
