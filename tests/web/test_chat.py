"""What a conversation shows and keeps, and what it leaves in the visitor's field."""

import pytest

from core.answers import Answer, Ask
from core.errors import InputError
from tests.fakes import awaited
from tests.web.fakes import FakeAssistant
from web.chat import SHOWN_CHARACTERS, Conversation, converse


class Strict(FakeAssistant):
    """Refuses an empty question, as the real one does."""

    def invoke(self, input: Ask, config: object = None) -> Answer:
        """The answer, if there is a question."""
        if not input.question:
            raise InputError("The question is empty; type a question.")
        return super().invoke(input)


def steps(question: str, as_of: str | None = None) -> list[tuple[Conversation, str | None]]:
    """Everything that a question brings, piece by piece."""

    async def collected() -> list[tuple[Conversation, str | None]]:
        return [step async for step in converse(Strict(), question, as_of, Conversation())]

    return awaited(collected())


def test_an_answer_grows_on_the_page() -> None:
    """Each piece takes the place of the one before it, under the same question."""
    shown = [conversation.messages() for conversation, _ in steps("How long is the pause?")]

    assert [len(messages) for messages in shown] == [1, 2, 2]
    assert "IBM gave" not in shown[1][1]["content"]
    assert "Amazon" in shown[1][1]["content"] and "IBM gave" in shown[2][1]["content"]


def test_the_field_is_emptied_once() -> None:
    """What is typed while an answer comes is not touched."""
    assert [field for _, field in steps("How long is the pause?")] == ["", None, None]


def test_only_the_beginning_of_a_long_question_is_kept() -> None:
    """A question that is refused for its length does not fill the memory, and comes back whole into the field."""
    question = "y" * 60_000
    conversation, field = steps(question)[-1]

    asked, refused = conversation.messages()
    assert asked["content"] == "y" * (SHOWN_CHARACTERS - 1) + "…"
    assert "too long" in refused["content"] and field == question


def test_a_question_of_the_shown_length_is_whole() -> None:
    """Nothing is cut that fits."""
    conversation, _ = steps("y" * SHOWN_CHARACTERS)[0]

    assert conversation.messages()[0]["content"] == "y" * SHOWN_CHARACTERS


@pytest.mark.parametrize("question", ["", "  \n ", "\u202e\u202e"])
def test_a_question_without_words_is_not_shown(question: str) -> None:
    """There is only what the assistant says to it."""
    conversation, _ = steps(question)[-1]

    assert [message["role"] for message in conversation.messages()] == ["assistant"]
