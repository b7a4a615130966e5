"""A circuit breaker: a language model that keeps failing is left alone for a while, then tried once."""

import threading
import time
from collections.abc import Callable

FAILURES = 3
"""In a row, after which it is left alone."""
PAUSE = 60.0
"""Seconds."""


class Breaker:
    """Counts failures in a row (Nygard, Release It!, 2007); safe to use from several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds."""
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_from = 0.0

    def allows(self) -> bool:
        """Whether a call may be made; during a pause none may, and at its end one, whose failure begins another."""
        with self._lock:
            now = self._clock()
            if now < self._closed_from:
                return False
            if self._failures >= FAILURES:
                self._closed_from = now + PAUSE
            return True

    def failed(self, pause: float = 0.0) -> None:
        """A call failed; `pause` is how many seconds the server asked for."""
        with self._lock:
            self._failures += 1
            pause = max(pause, PAUSE if self._failures >= FAILURES else 0.0)
            self._closed_from = max(self._closed_from, self._clock() + pause)

    def succeeded(self) -> None:
        """A call went well: nothing is held against it any more."""
        with self._lock:
            self._failures = 0
            self._closed_from = 0.0
