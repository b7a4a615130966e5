"""Parsers of untrusted files run apart, and what takes too much is stopped."""

import pytest

from core.errors import UnreadableArticle
from ingest.confined import Limits, confined
from tests.ingest.awkward import docx, page

PARAGRAPH = "<p>The council met on Monday and talked about lamps for a while, and then it rained.</p>"


def reason(limits: Limits, size: int = 40_000) -> str:
    with pytest.raises(UnreadableArticle) as refused:
        confined("page", page(PARAGRAPH * size).encode(), "a.html", limits=limits)
    return str(refused.value)


def test_what_takes_too_long_is_stopped() -> None:
    """And the next file is read."""
    assert reason(Limits(seconds=1)) == "a.html takes more than 1 seconds to read; save it as plain text."
    assert confined("docx", docx("Lamps."), "a.docx").text == "Lamps."


def test_what_takes_too_much_memory_is_stopped() -> None:
    """And the next file is read."""
    assert "a.html" in reason(Limits(megabytes=150))
    assert confined("docx", docx("Lamps."), "a.docx").text == "Lamps."


def test_a_server_that_was_killed_is_started_again() -> None:
    """The file that was being read when it went is read by the next."""
    from ingest import confined as module

    confined("docx", docx("Lamps."), "a.docx")
    process = module._SERVER._process
    assert process
    process.kill()
    process.wait()

    assert confined("docx", docx("Ropes."), "a.docx").text == "Ropes."
