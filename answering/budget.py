"""How many tokens a day may go to and from the language model, also across restarts."""

import contextlib
import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from answering.failures import SPENT, ModelFailed


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


class DailyBudget:
    """Tokens are taken before a call and what it did not need is given back, so that a crash costs, never saves."""

    def __init__(self, file: Path, limit: int | None, today: Callable[[], str] = _today) -> None:
        """`file` keeps the count of the day, in UTC; without a limit nothing is counted."""
        self._file = file
        self._limit = limit
        self._today = today
        self._lock = threading.Lock()

    def take(self, tokens: int) -> None:
        """Count `tokens` as used; `ModelFailed` where the day has not that many left."""
        if self._limit is None:
            return
        with self._lock:
            used = self._used() + tokens
            if used > self._limit:
                raise ModelFailed(SPENT)
            self._keep(used)

    def give_back(self, tokens: int) -> None:
        """Of what was taken today, these were not needed."""
        if self._limit is not None:
            with self._lock, contextlib.suppress(ModelFailed):  # then they stay counted
                self._keep(max(0, self._used() - tokens))

    def _used(self) -> int:
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            return int(kept["tokens"]) if kept["day"] == self._today() else 0
        except FileNotFoundError:
            return 0
        except (OSError, ValueError, KeyError, TypeError):
            raise ModelFailed(SPENT) from None  # nobody knows how much is left, so nothing is

    def _keep(self, tokens: int) -> None:
        unfinished = self._file.with_suffix(".new")
        try:
            unfinished.write_text(json.dumps({"day": self._today(), "tokens": tokens}), encoding="utf-8")
            unfinished.replace(self._file)
        except OSError:
            raise ModelFailed(SPENT) from None
