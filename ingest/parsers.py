"""The process that parses untrusted files: `python -m ingest.parsers`, asked and answering by `ingest.confined`."""

import contextlib
import importlib
import json
import os
import resource
import signal
import sys
from dataclasses import asdict
from typing import Any, BinaryIO

from core.errors import UnreadableArticle
from ingest.confined import BROKEN, LONGEST, Found, too_long
from ingest.docx import parse_docx
from ingest.page import parse_page
from ingest.pdf import parse_pdf

PARSERS = {"page": parse_page, "pdf": parse_pdf, "docx": parse_docx}
LIBRARIES = ("defusedxml.ElementTree", "pypdf", "trafilatura")
"""Loaded once, so that children have them."""
SAMPLE = b"<html><body><article><h1>Lamps</h1><p>The lamps are lit at dusk.</p></article></body></html>"
"""Read once: so short a page has trafilatura load its lists of words."""
IDLE_SECONDS = 60


def main(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer each request by a child of its own, until there are no more or none came for a while."""
    for library in LIBRARIES:
        importlib.import_module(library)
    parse_page(SAMPLE, "sample")
    while True:
        signal.alarm(IDLE_SECONDS)
        line = requests.readline()
        signal.alarm(0)
        if not line:
            return
        asked = json.loads(line)
        data = requests.read(asked["size"])
        child = os.fork()
        if not child:
            _work(asked, data, answers)
        _, status = os.waitpid(child, 0)
        if status:
            _say(_reason(asked, status), answers)


def _work(asked: dict[str, Any], data: bytes, answers: BinaryIO) -> None:
    """In a child: say what was found, or the reason why nothing was, and be gone."""
    name, limits = asked["name"], asked["limits"]
    _limit(limits["seconds"], limits["megabytes"] << 20)
    try:
        answer = _json(PARSERS[asked["kind"]](data, name, asked["charset"]), name)
    except UnreadableArticle as error:
        answer = {"reason": str(error)}
    except MemoryError:
        os._exit(1)
    except Exception:  # whatever a library lets out, the other files can still be read
        answer = {"reason": f"{name} is damaged and cannot be read; save it again, or as plain text."}
    _say(answer, answers)
    os._exit(0)


def _limit(seconds: int, size: int) -> None:
    """A parser that waits for something is ended as well as one that works."""
    signal.alarm(seconds)
    for kind, most in ((resource.RLIMIT_AS, size), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):  # where the system knows no such limit
            resource.setrlimit(kind, (most, most))


def _json(found: Found, name: str) -> dict[str, Any]:
    if len(found.text) > LONGEST:
        raise UnreadableArticle(too_long(name))
    return asdict(found) | {"published": found.published.isoformat() if found.published else None}


def _reason(asked: dict[str, Any], status: int) -> dict[str, Any]:
    name, limits = asked["name"], asked["limits"]
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
        return {"reason": f"{name} takes more than {limits['seconds']} seconds to read; save it as plain text."}
    if os.WIFEXITED(status):
        return {"reason": f"{name} takes more than {limits['megabytes']} MB of memory to read; save it as plain text."}
    return {"reason": BROKEN.format(name=name)}


def _say(answer: dict[str, Any], answers: BinaryIO) -> None:
    answers.write(json.dumps(answer).encode() + b"\n")
    answers.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asks decides when to stop
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints is no answer
    main(sys.stdin.buffer, answers)
