"""A conversation as the server remembers it; the browser's copy is display only and never read back."""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from core.answers import Answer, Ask, Turn
from core.errors import OnTheRecordError
from core.protocols import Assistant, Records
from web import share
from web.days import read_day
from web.render import answer_message, error_message, question_message, stopped_message

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
    question: str = ""
    as_of: str | None = None
    before: "Conversation | None" = None
    """As it was when `question` was asked; None before the first, and in what is itself a `before`."""

    def ask(self, question: str, as_of: str | None) -> "Conversation":
        """With one more question on the page, which can be taken back."""
        kept = shortened(question)
        shown = question_message(kept)
        asked = self.show("user", shown) if shown else self
        return replace(asked, question=kept, as_of=as_of, before=replace(self, before=None))

    def show(self, role: str, content: str) -> "Conversation":
        """With one more message on the page."""
        return replace(self, shown=(*self.shown, (role, content))[-SHOWN_MESSAGES:])

    def answered(self, answer: Answer, link: str = "", since: str = "") -> "Conversation":
        """With the answer, or as much of it as there is, shown and remembered."""
        turn = Turn(answer.standalone_question, answer.text)
        shown = self.show("assistant", answer_message(answer, link, since))
        return replace(shown, turns=(*self.turns, turn)[-REMEMBERED_TURNS:])

    def stopped(self) -> "Conversation":
        """With word that the answer was broken off."""
        return self.show("assistant", stopped_message())

    def messages(self) -> list[Message]:
        """The messages as the chat component takes them."""
        return [{"role": role, "content": content} for role, content in self.shown]


async def converse(
    assistant: Assistant, records: Records, so_far: Conversation, question: str, as_of: str | None, *, seen: str = ""
) -> AsyncIterator[tuple[Conversation, str | None]]:
    """The conversation after each piece of the answer, with what the question's field should hold, if it changes.

    Whatever goes wrong, a sentence says so and the question comes back into the field. While an answer comes, the
    field is the visitor's, who may be typing the next question already. `seen` is what the link that was followed
    says of the articles.
    """
    asked = so_far.ask(question, as_of)
    yield asked, ""
    try:
        ask = Ask(question.strip(), as_of=read_day(as_of), history=so_far.turns)
        answer = None
        async for answer in assistant.astream(ask):
            yield asked.answered(answer), None
        if answer:
            token = share.token(answer, records.state())
            yield asked.answered(answer, share.link(answer, token), share.since(seen, token)), None
    except OnTheRecordError as error:
        yield asked.show("assistant", error_message(str(error))), question
    except Exception:
        LOG.exception("an answer failed")
        yield asked.show("assistant", error_message(BROKEN)), question


def shortened(question: str) -> str:
    """As much of a question as is shown and kept; its length is judged only when it is answered."""
    return question if len(question) <= SHOWN_CHARACTERS else question[: SHOWN_CHARACTERS - 1] + "…"
