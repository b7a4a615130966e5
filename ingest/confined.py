"""Hands untrusted files to parsers in processes of their own, which may take only so much time and memory.

`python -m ingest.parsers` waits with the libraries loaded and forks for each file, which takes 10 ms where loading them
takes half a second.
"""

import json
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from core.errors import UnreadableArticle
from core.settings import ROOT

LONGEST = 1_000_000
"""Characters of one article; most novels have fewer."""
BROKEN = "{name} breaks the program that reads it; save it as plain text."


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take."""

    seconds: int = 60
    megabytes: int = 1024


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Found:
    """What a parser found in a file; `text` has one paragraph a line, or is wrapped at a column."""

    text: str
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: date | None = None
    url: str | None = None
    dropped: tuple[str, ...] = ()
    is_wrapped: bool = False
    """Whether a line of `text` is a line of a page, so that paragraphs must be put together."""


def confined(kind: str, data: bytes, name: str, *, charset: str | None = None, limits: Limits = LIMITS) -> Found:
    """What the parser of `kind` finds; `UnreadableArticle` where it finds nothing, fails or takes too much.

    `charset` is what came with the file. Answers are JSON, since who gives them has read what nobody vouches for.
    """
    asked: dict[str, Any] = {
        "kind": kind,
        "name": name,
        "charset": charset,
        "size": len(data),
        "limits": asdict(limits),
    }
    answer = _SERVER.answer(json.dumps(asked).encode() + b"\n" + data) or {"reason": BROKEN.format(name=name)}
    if "reason" in answer:
        raise UnreadableArticle(answer["reason"])
    published = date.fromisoformat(answer["published"]) if answer["published"] else None
    return Found(**(answer | {"published": published, "dropped": tuple(answer["dropped"])}))


def too_long(name: str) -> str:
    """The reason against a text longer than `LONGEST`."""
    return f"{name} has more than {LONGEST:,} characters of text; split it into articles."


class _Server:
    """The waiting process, started when it is first needed; it ends when it is idle, and with this one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def answer(self, request: bytes) -> dict[str, Any] | None:
        """Its answer; None where it twice gave none. The first time it may just have ended."""
        with self._lock:
            return self._asked(request) or self._asked(request)

    def _asked(self, request: bytes) -> dict[str, Any] | None:
        if self._process is None:
            command = [sys.executable, "-W", "ignore", "-m", "ingest.parsers"]
            self._process = subprocess.Popen(  # noqa: S603 our own
                command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        try:
            requests, answers = self._process.stdin, self._process.stdout
            assert requests and answers  # noqa: S101 both are pipes
            requests.write(request)
            requests.flush()
            found: dict[str, Any] = json.loads(answers.readline())
        except (OSError, ValueError):
            self._process.kill()
            self._process.communicate()
            self._process = None
            return None
        return found


_SERVER = _Server()
