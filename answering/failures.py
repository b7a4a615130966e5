"""How a call of the language model can fail, and what each failure means for the next call."""

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from core.errors import OnTheRecordError

LATE = "it did not answer in time"
LIMITED = "it takes no more requests for now"
NO_KEY = "it has no key or cannot be set up"
REFUSED = "it does not accept the request or its key"
ERROR = "it answered with an error"
UNREADABLE = "its reply could not be read"
UNREACHABLE = "the connection to it broke or could not be made"
BROKEN_OFF = "its reply broke off"
EMPTY = "its reply was empty"
TOO_LONG = "its reply was too long"
LEFT_ALONE = "it failed a moment ago and is left alone for now"
SPENT = "its tokens for today are used up"
STOPPED = "it was stopped"
UNSUPPORTED = "what it wrote is not what the articles say"
NO_ANSWER = "it found no answer in the passages"
LONGEST_PAUSE = 600.0
"""Seconds that a server may keep us away by itself."""
KEY_PAUSE = 60.0
_UNAUTHORIZED, _FORBIDDEN, _TOO_MANY, _SERVER = 401, 403, 429, 500


class ModelFailed(OnTheRecordError):
    """The model did not answer, or not usably; its message says why, as half a sentence about "it"."""

    def __init__(self, reason: str, *, again: bool = False, pause: float = 0.0) -> None:
        """`again`: the same call may go better at once; `pause`: seconds in which no call can go well."""
        super().__init__(reason)
        self.again = again
        self.pause = pause


def failure_of(error: BaseException) -> ModelFailed:
    """What an error of any provider's client means; nothing of its own words, which may hold a key, is kept."""
    if isinstance(error, ModelFailed):
        return error
    response = getattr(error, "response", None)
    status = getattr(error, "status_code", None) or getattr(response, "status_code", None)
    if isinstance(error, TimeoutError) or "Timeout" in type(error).__name__:
        return ModelFailed(LATE)
    if status == _TOO_MANY:
        return ModelFailed(LIMITED, again=True, pause=_retry_after(getattr(response, "headers", {})))
    if isinstance(status, int):
        is_key = status in (_UNAUTHORIZED, _FORBIDDEN)
        return ModelFailed(ERROR, again=True) if status >= _SERVER else _refused(KEY_PAUSE if is_key else 0.0)
    if isinstance(error, TypeError):  # what some clients raise where no key is set
        return ModelFailed(NO_KEY, pause=KEY_PAUSE)
    if isinstance(error, ValueError):
        return ModelFailed(UNREADABLE, again=True)
    return ModelFailed(UNREACHABLE, again=True)


def _refused(pause: float) -> ModelFailed:
    return ModelFailed(REFUSED, pause=pause)


def _retry_after(headers: Any) -> float:
    """Seconds that the header Retry-After asks for, as a number or as a date; 0 where it says nothing usable."""
    given = str(headers.get("retry-after", ""))
    try:
        seconds = float(given)
    except ValueError:
        seconds = _seconds_until(given)
    return min(max(seconds, 0.0), LONGEST_PAUSE) if math.isfinite(seconds) else 0.0


def _seconds_until(given: str) -> float:
    try:
        moment = parsedate_to_datetime(given)
    except ValueError:
        return 0.0
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - datetime.now(UTC).timestamp()
