"""What a visitor may say of an answer."""

from dataclasses import dataclass

from core.errors import InputError

VERDICTS = ("up", "down")
REASONS = {
    "wrong": "It is wrong",
    "not supported": "The sources do not say so",
    "incomplete": "Something is missing",
    "should have refused": "It should not have answered",
    "other": "Another reason",
}
"""Why an answer was not right, and how the page puts it."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """A verdict on an answer; nothing of who gave it."""

    answer_id: str
    verdict: str
    """One of `VERDICTS`."""
    reason: str | None = None
    """One of `REASONS`."""

    def __post_init__(self) -> None:
        if self.verdict not in VERDICTS:
            raise InputError('The verdict must be "up" or "down".')
        if self.reason is not None and self.reason not in REASONS:
            raise InputError(f"The reason must be one of {', '.join(REASONS)}, or left out.")
