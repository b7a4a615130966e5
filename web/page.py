"""The chat page: what stands on it and what happens when a visitor asks."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr

from core.protocols import Assistant, Records
from web.chat import Conversation, converse
from web.shell import HEADER
from web.warming import LINE, until

Converse = Callable[..., AsyncIterator[tuple[Conversation, str | None]]]
"""`web.chat.converse` once it has its assistant and records."""
WAITING = 200
AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Parts:
    """The components that the handlers read and change."""

    chat: gr.Chatbot
    field: gr.Textbox
    ask: gr.Button
    stop: gr.Button
    fresh: gr.Button
    again: gr.Button
    edit: gr.Button
    as_of: gr.Textbox
    examples: gr.Column
    buttons: tuple[gr.Button, ...]
    memory: gr.State

    @property
    def changed(self) -> list[Any]:
        """What every answer changes."""
        return [self.chat, self.memory, self.field, self.examples, self.stop]


def build_page(assistant: Assistant, records: Records, examples: Sequence[str], ready: Callable[[], bool]) -> gr.Blocks:
    """The page around `assistant`, with `examples` to start from.

    Links that it makes say what `records` hold; until `ready` says so, a line says that answers take a while.
    """
    page = gr.Blocks(title="On the Record", analytics_enabled=False)
    with page:
        # In Markdown, because Gradio's HTML component evaluates strings, which our policy forbids; unsanitized, because
        # its sanitizer would make every link open a new tab, and nothing in it comes from outside.
        gr.Markdown(HEADER, sanitize_html=False, elem_id="otr-header")
        _say_warming(page, ready)
        _connect(page, _lay_out(examples), partial(converse, assistant, records))
    page.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE, api_open=False)
    return page


def _lay_out(examples: Sequence[str]) -> Parts:
    with gr.Column(elem_id="otr-examples") as group:
        gr.Markdown('<p class="otr-lead">Try one of these</p>')
        buttons = tuple(gr.Button(example, size="sm", elem_classes="otr-example") for example in examples)
    chat = gr.Chatbot(
        label="Conversation",
        show_label=False,
        container=False,
        height=None,
        autoscroll=False,
        layout="panel",
        buttons=[],
        feedback_options=None,
        latex_delimiters=[],
        sanitize_html=True,
        group_consecutive_messages=False,
        elem_id="otr-chat",
    )
    with gr.Column(elem_id="otr-desk"):
        field, ask, stop = _desk()
        with gr.Row(elem_id="otr-more"):
            with gr.Accordion("As of a date", open=False, elem_id="otr-date"):
                as_of = gr.Textbox(
                    label="As of (YYYY-MM-DD, optional)", placeholder="2020-07-01", max_length=40, max_lines=1
                )
            fresh = gr.Button("New conversation", size="sm", elem_id="otr-new")
            again = gr.Button(visible="hidden", elem_id="otr-again")  # the buttons below an answer press these two
            edit = gr.Button(visible="hidden", elem_id="otr-edit")
    return Parts(chat, field, ask, stop, fresh, again, edit, as_of, group, buttons, gr.State(Conversation()))


def _desk() -> tuple[gr.Textbox, gr.Button, gr.Button]:
    """The field with its buttons."""
    with gr.Row(elem_id="otr-row"):
        field = gr.Textbox(
            label="Your question",
            placeholder="Who promised what?",
            max_lines=4,
            autofocus=True,
            scale=1,
            elem_id="otr-field",
        )
        ask = gr.Button("Ask", variant="primary", min_width=72, scale=0, elem_id="otr-ask")
        stop = gr.Button("Stop", visible=False, min_width=72, scale=0, elem_id="otr-stop")
    return field, ask, stop


def _connect(page: gr.Blocks, parts: Parts, converse: Converse) -> None:
    """Ties the handlers to the components."""

    async def answer(question: str, as_of: str, memory: Conversation) -> AsyncIterator[list[Any]]:
        async for update in _updates(converse(memory, question or "", as_of)):
            yield update

    async def repeat(memory: Conversation) -> AsyncIterator[list[Any]]:
        if memory.before:
            async for update in _updates(converse(memory.before, memory.question, memory.as_of)):
                yield update

    async def opened(memory: Conversation, request: gr.Request) -> AsyncIterator[list[Any]]:
        query = dict(request.query_params)
        as_of = query.get("as_of")
        kept = gr.skip() if as_of is None else as_of  # a visitor may have typed one while the page was loading
        if not query.get("q", "").strip():
            yield [gr.skip()] * 5 + [kept]
            return
        async for update in _updates(converse(memory, query["q"], as_of, seen=query.get("seen", ""))):
            yield [*update, kept]

    shared: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    asking: dict[str, Any] = {**shared, "concurrency_id": "ask", "concurrency_limit": AT_ONCE}
    rest = [parts.as_of, parts.memory]
    everything = [*parts.changed, parts.as_of]
    events = [
        gr.on([parts.ask.click, parts.field.submit], answer, [parts.field, *rest], parts.changed, **asking),
        *(button.click(answer, [button, *rest], parts.changed, **asking) for button in parts.buttons),
        parts.again.click(repeat, parts.memory, parts.changed, **asking),
        page.load(opened, [parts.memory], everything, **asking),
    ]
    parts.stop.click(_stopped, parts.memory, parts.changed, cancels=events, **shared)
    parts.edit.click(_taken_back, parts.memory, everything, cancels=events, **shared)
    parts.fresh.click(_cleared, None, everything, cancels=events, **shared)


def _say_warming(page: gr.Blocks, ready: Callable[[], bool]) -> None:
    """A quiet line until the page can answer."""
    line = gr.Markdown(visible=False, elem_id="otr-warming")

    async def say() -> AsyncIterator[Any]:
        if not ready():
            yield gr.update(value=f'<p class="otr-quiet" role="status">{LINE}</p>', visible=True)
            await until(ready)
        yield gr.update(visible=False)

    page.load(say, None, line, api_visibility="private", show_progress="hidden", concurrency_limit=None)


async def _updates(steps: AsyncIterator[tuple[Conversation, str | None]]) -> AsyncIterator[list[Any]]:
    """What changes on the page while a question is answered, in the order of `Parts.changed`."""
    async for latest, text in steps:
        field = gr.skip() if text is None else text
        yield [latest.messages(), latest, field, gr.update(visible=False), gr.update(visible=True)]
    yield [*[gr.skip()] * 4, gr.update(visible=False)]


def _stopped(memory: Conversation) -> list[Any]:
    """What is there of the answer, and that it was stopped."""
    memory = memory.stopped()
    return [memory.messages(), memory, gr.skip(), gr.skip(), gr.update(visible=False)]


def _taken_back(memory: Conversation) -> list[Any]:
    """The page as before the last question, which stands in the field again, with its day."""
    before = memory.before or memory
    shown = gr.update(visible=not before.shown)
    return [before.messages(), before, memory.question, shown, gr.update(visible=False), memory.as_of or ""]


def _cleared() -> list[Any]:
    """An empty page, as at the beginning."""
    return [[], Conversation(), "", gr.update(visible=True), gr.update(visible=False), ""]
