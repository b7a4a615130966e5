"""A conversation as the server remembers it; the browser's copy is display only and never read back."""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from core.answers import Answer, Ask, Turn
from core.errors import OnTheRecordError
from core.protocols import Assistant
from web.days import read_day
from web.render import answer_message, error_message, question_message

LOG = logging.getLogger(__name__)
BROKEN = "Something went wrong here, and it was not your question. Please ask it again."
REMEMBERED_TURNS = 12
SHOWN_MESSAGES = 80
SHOWN_CHARACTERS = 2000

Message = dict[str, str]


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was asked and answered so far, and how it stands on the page."""

    turns: tuple[Turn, ...] = ()
    shown: tuple[tuple[str, str], ...] = ()

    def show(self, role: str, content: str) -> "Conversation":
        """With one more message on the page."""
        return replace(self, shown=(*self.shown, (role, content))[-SHOWN_MESSAGES:])

    def answered(self, answer: Answer) -> "Conversation":
        """With the answer, or as much of it as there is, shown and remembered."""
        turn = Turn(answer.standalone_question, answer.text)
        return replace(self.show("assistant", answer_message(answer)), turns=(*self.turns, turn)[-REMEMBERED_TURNS:])

    def messages(self) -> list[Message]:
        """The messages as the chat component takes them."""
        return [{"role": role, "content": content} for role, content in self.shown]


async def converse(
    assistant: Assistant, question: str, as_of: str | None, so_far: Conversation
) -> AsyncIterator[tuple[Conversation, str | None]]:
    """The conversation after each piece of the answer, with what the question's field should hold, if it changes.

    Whatever goes wrong, a sentence says so and the question comes back into the field. While an answer comes, the
    field is the visitor's, who may be typing the next question already.
    """
    shown = question_message(shortened(question))
    asked = so_far.show("user", shown) if shown else so_far
    yield asked, ""
    try:
        ask = Ask(question.strip(), as_of=read_day(as_of), history=so_far.turns)
        async for answer in assistant.astream(ask):
            yield asked.answered(answer), None
    except OnTheRecordError as error:
        yield asked.show("assistant", error_message(str(error))), question
    except Exception:
        LOG.exception("an answer failed")
        yield asked.show("assistant", error_message(BROKEN)), question


def shortened(question: str) -> str:
    """As much of a question as is shown and kept; its length is judged only when it is answered."""
    return question if len(question) <= SHOWN_CHARACTERS else question[: SHOWN_CHARACTERS - 1] + "…"
