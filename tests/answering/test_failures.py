"""What an error of a provider's client means, whatever provider it is of."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace

import pytest

from answering.failures import ERROR, LATE, LIMITED, LONGEST_PAUSE, NO_KEY, REFUSED, UNREACHABLE, UNREADABLE, failure_of


class HttpError(Exception):
    """As the clients of all providers raise it."""

    def __init__(self, status: int, **headers: str) -> None:
        super().__init__("key sk-secret was here")
        self.status_code = status
        self.response = SimpleNamespace(headers={name.replace("_", "-"): value for name, value in headers.items()})


class APITimeoutError(Exception):
    """A time-out by name only."""


@pytest.mark.parametrize(
    ("error", "reason", "again"),
    [
        (TimeoutError(), LATE, False),
        (APITimeoutError(), LATE, False),
        (HttpError(429), LIMITED, True),
        (HttpError(500), ERROR, True),
        (HttpError(503), ERROR, True),
        (HttpError(401), REFUSED, False),
        (HttpError(400), REFUSED, False),
        (TypeError("no authentication method"), NO_KEY, False),
        (ValueError("no JSON"), UNREADABLE, True),
        (ConnectionResetError(), UNREACHABLE, True),
        (Exception("whatever"), UNREACHABLE, True),
    ],
)
def test_errors_have_a_reason_and_say_whether_to_try_again(error: Exception, reason: str, again: bool) -> None:
    """In words of ours."""
    failure = failure_of(error)

    assert (str(failure), failure.again) == (reason, again)


@pytest.mark.parametrize(
    ("given", "seconds"),
    [("7", 7), ("0.5", 0.5), ("-3", 0), ("1e9", LONGEST_PAUSE), ("nan", 0), ("inf", 0), ("soon", 0), ("", 0)],
)
def test_retry_after_in_seconds(given: str, seconds: float) -> None:
    """Nonsense counts as none, and nobody keeps us away for ever."""
    assert failure_of(HttpError(429, retry_after=given)).pause == seconds


def test_retry_after_as_a_date() -> None:
    """Which the standard allows too."""
    moment = datetime.now(UTC) + timedelta(seconds=30)

    failure = failure_of(HttpError(429, retry_after=format_datetime(moment, usegmt=True)))

    assert 25 < failure.pause <= 30


def test_nothing_that_a_server_says_is_passed_on() -> None:
    """It may hold a key."""
    assert "secret" not in str(failure_of(HttpError(500)))
