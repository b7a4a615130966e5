"""The assistant with a language model: the same Runnable, whose answers a model may put better."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from time import perf_counter
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig

from answering.assistant import OnTheRecord
from answering.generate import Stop, Writer
from core.answers import Answer, Ask
from core.protocols import Records


class Written(Runnable[Ask, Answer]):
    """Has the extractive answer ready before it asks the model, and gives that one whenever the model fails."""

    def __init__(self, extractive: OnTheRecord, *, writer: Writer, records: Records) -> None:
        """`records` keeps the questions asked."""
        self._extractive = extractive
        self._writer = writer
        self._records = records

    def invoke(self, input: Ask, config: RunnableConfig | None = None, **_: Any) -> Answer:
        """The whole answer; `InputError` for a question that cannot be used."""
        return self._call_with_config(self._answer, input, config)

    def stream(self, input: Ask, config: RunnableConfig | None = None, **_: Any) -> Iterator[Answer]:  # noqa: ARG002
        """The answer so far, a checked sentence longer each time; the last is the whole."""
        yield from self._steps(input, Future())

    async def astream(
        self,
        input: Ask,
        config: RunnableConfig | None = None,  # noqa: ARG002
        **_: Any,
    ) -> AsyncIterator[Answer]:
        """`stream` for an event loop; cancelled, it breaks off the call of the model."""
        async for step in _from_thread(lambda stop: self._steps(input, stop)):
            yield step

    def _answer(self, ask: Ask) -> Answer:
        *_, last = self._steps(ask, Future())
        return last

    def _steps(self, ask: Ask, stop: Stop) -> Iterator[Answer]:
        began = perf_counter()
        answer, material = self._extractive.prepare(ask)
        deadline = self._writer.deadline()
        condensed: dict[str, str] = {}
        if ask.history:
            by_rules = answer.standalone_question
            text, note = self._writer.condense(ask, deadline, stop)
            condensed = {"by_rules": by_rules, "by_model": text or "", "prompt" if text else "failed": note}
            if text:
                answer, material = self._extractive.prepare(replace(ask, question=text, history=()))
                answer = replace(answer, question=ask.question)
        if answer.trace is not None:
            answer = replace(answer, trace=answer.trace | {"condensed": condensed})
        if material:
            answer = yield from self._writer.write(answer, material, deadline, stop)
        if stop.cancelled():
            return
        total = round(1000 * (perf_counter() - began), 2)
        extractive = answer.timings_ms or {}
        timings = extractive | {"model": round(total - extractive["total"], 2), "total": total}
        answer = replace(answer, timings_ms=timings)
        self._records.log_answer(answer)
        yield answer


async def _from_thread(steps: Callable[[Stop], Iterator[Answer]]) -> AsyncIterator[Answer]:
    """Each step as it is made, without holding up the event loop; whoever stops listening stops the work."""
    stop: Stop = Future()
    made = steps(stop)
    try:
        while step := await asyncio.to_thread(next, made, None):
            yield step
    finally:
        stop.cancel()
