"""What a conversation shows and keeps, and what it leaves in the visitor's field."""

import pytest

from core.answers import Answer, Ask
from core.errors import InputError
from tests.fakes import awaited
from tests.web.fakes import FakeAssistant, FakeRecords, answer_of
from web import share
from web.chat import SHOWN_CHARACTERS, Conversation, converse
from web.escape import inert

EMPTY = Conversation()


class Strict(FakeAssistant):
    """Refuses an empty question, as the real one does."""

    def invoke(self, input: Ask, config: object = None) -> Answer:
        """The answer, if there is a question."""
        if not input.question:
            raise InputError("The question is empty; type a question.")
        return super().invoke(input)


def steps(
    question: str, as_of: str | None = None, so_far: Conversation = EMPTY, *, seen: str = ""
) -> list[tuple[Conversation, str | None]]:
    """Everything that a question brings, piece by piece."""

    async def collected() -> list[tuple[Conversation, str | None]]:
        return [step async for step in converse(Strict(), FakeRecords(), so_far, question, as_of, seen=seen)]

    return awaited(collected())


def test_an_answer_grows_on_the_page() -> None:
    """Each piece takes the place of the one before it, under the same question."""
    shown = [conversation.messages() for conversation, _ in steps("How long is the pause?")]

    assert [len(messages) for messages in shown] == [1, 2, 2, 2]
    assert "IBM gave" not in shown[1][1]["content"]
    assert "Amazon" in shown[1][1]["content"] and "IBM gave" in shown[2][1]["content"]


def test_the_field_is_emptied_once() -> None:
    """What is typed while an answer comes is not touched."""
    assert [field for _, field in steps("How long is the pause?")] == ["", None, None, None]


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


def test_only_a_whole_answer_can_be_copied_and_judged() -> None:
    """While it grows, there is nothing below it yet."""
    shown = [conversation.messages()[-1]["content"] for conversation, _ in steps("How long is the pause?")]

    assert ["otr-tools" in message for message in shown] == [False, False, False, True]


def test_the_last_question_can_be_taken_back() -> None:
    """With its day; what was before it is all that is then remembered."""
    first, _ = steps("How long is the pause?")[-1]
    second, _ = steps("And who signed it?", "2020-07-01", first)[-1]

    assert (second.question, second.as_of) == ("And who signed it?", "2020-07-01")
    assert second.before.messages() == first.messages() and second.before.turns == first.turns
    assert second.before.before is None


def test_a_stopped_answer_says_so_and_can_be_asked_again() -> None:
    """Below as much of it as there is."""
    partial, _ = steps("How long is the pause?")[1]

    last = partial.stopped().messages()[-1]["content"]

    assert "Stopped before the end." in last and 'value="again"' in last


def test_a_link_from_before_the_articles_changed_says_so() -> None:
    """In a line above the answer; one from now says nothing."""
    now = share.token(answer_of(), FakeRecords().state())
    then = share.token(answer_of(), "other articles")

    assert "have changed" not in steps("How long?", seen=now)[-1][0].messages()[-1]["content"]
    assert inert(share.KEPT) in steps("How long?", seen=then)[-1][0].messages()[-1]["content"]
