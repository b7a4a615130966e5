"""The whole way with a model: what it writes reaches nobody unchecked, and whatever fails, an answer comes in time."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from answering.budget import DailyBudget
from answering.failures import NO_ANSWER, SPENT, UNREACHABLE, UNSUPPORTED
from answering.generate import Writer
from answering.model import LanguageModel, open_chat
from answering.written import Written
from bootstrap import LocalDesk, open_local_desk
from core.answers import Answer, Ask, Turn
from core.settings import read_settings
from tests.answering.test_model import FAULTS
from tests.fakes import awaited, write_article
from tests.llm_server.server import Brain, Reply, Running, Script, serving
from vectorstore.embedder import OnnxEmbedder

LUMENOR = (
    "Lumenor stopped selling lamps to private lighthouses on 3 March 2021. "
    "Lumenor's pause on lamp sales to private lighthouses has no end date."
)
BRIGHTLY = "Brightly paused its lamp sales to private lighthouses for six months on 5 March 2021."
HOW_LONG = "How long is Lumenor's pause on lamp sales?"
GOOD = "There is no end date for Lumenor's pause on lamp sales to private lighthouses [P1]."
ALSO = "Lumenor ceased to sell lamps to private lighthouses in March 2021 [P1]."
WRONG = "Lumenor's pause on lamp sales to private lighthouses is permanent [P1]."


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, embedder: OnnxEmbedder) -> Iterator[LocalDesk]:
    """Two invented articles, with the real parts and no model."""
    del embedder
    root = tmp_path_factory.mktemp("written")
    about = {"publisher": "The Harbour Post", "published": "2021-03-06"}
    write_article(root / "in", "lumenor.md", LUMENOR, title="Lumenor stops", companies=["Lumenor"], **about)
    write_article(root / "in", "brightly.md", BRIGHTLY, title="Brightly pauses", companies=["Brightly"], **about)
    with open_local_desk(read_settings(data=root / "data")) as desk:
        assert {report.outcome for report in desk.ingest([root / "in"])} == {"added"}
        yield desk


@dataclass
class Bench:
    """Assistants with a model, over the desk of a module."""

    desk: LocalDesk
    embedder: OnnxEmbedder
    folder: Path
    ending: list[Callable[[], Any]] = field(default_factory=list)

    def writer(
        self, brain: Brain, *, article: Any = None, seconds: float = 8.0, tokens: int | None = None
    ) -> tuple[Writer, Running]:
        """One whose model is played by `brain`."""
        server = serving(brain)
        running = server.__enter__()
        self.ending.append(lambda: server.__exit__(None, None, None))
        budget = DailyBudget(self.folder / "tokens.json", tokens)
        model = LanguageModel("openai:scripted", open_chat("openai:scripted", running.url, seconds), budget=budget)
        self.ending.append(model.close)
        names = ("Lumenor", "Brightly")
        writer = Writer(
            model,
            embedder=self.embedder,
            companies=lambda text: tuple(name for name in names if name in text),
            article=article or self.desk.records.article,
            seconds=seconds,
        )
        return writer, running

    def assistant(self, brain: Brain, **options: Any) -> tuple[Written, Running]:
        """With a writer of these options."""
        writer, running = self.writer(brain, **options)
        return Written(self.desk.assistant, writer=writer, records=self.desk.records), running

    def said(self, *texts: str) -> Answer:
        """The answer where the model replies with these sentences."""
        return self.assistant(Script([Reply("\n".join(texts))]))[0].invoke(Ask(HOW_LONG, trace=True))


@pytest.fixture
def bench(shop: LocalDesk, embedder: OnnxEmbedder, tmp_path: Path) -> Iterator[Bench]:
    """Everything that it opened is closed."""
    found = Bench(shop, embedder, tmp_path)
    yield found
    for end in reversed(found.ending):
        end()


def is_extractive(answer: Answer) -> bool:
    """Whether it is the articles' own words, cited."""
    return answer.mode == "extractive" and "no end date" in answer.text and bool(answer.citations)


def test_a_supported_sentence_goes_out_with_the_words_it_rests_on(bench: Bench) -> None:
    """The number is ours, the quote stands at its span, and the answer says who wrote it."""
    answer = bench.said(GOOD)

    citation = answer.citations[0]
    article = bench.desk.article(citation.article_id, citation.revision)
    assert (answer.mode, answer.model, answer.fallback_reason) == ("generative", "openai:scripted", None)
    assert answer.text == "There is no end date for Lumenor's pause on lamp sales to private lighthouses [1]."
    assert [sentence.support for sentence in answer.sentences] == ["supported"]
    assert article.text[citation.start : citation.end] == citation.quote
    assert citation.quote == "Lumenor's pause on lamp sales to private lighthouses has no end date."


def test_the_trace_shows_prompt_context_and_what_was_dropped(bench: Bench) -> None:
    """Prompt with name, number and hash."""
    trace = bench.said(GOOD, WRONG).trace

    assert trace["prompt"].startswith("answer@1 sha256:")
    assert trace["context"]["given"]["P1"].startswith("lumenor@1:0-")
    assert [one["text"] for one in trace["dropped"]] == [WRONG.replace(" [P1]", "")]
    assert trace["dropped"][0]["reason"]
    assert len(trace["checked_ms"]) == 2


def test_an_unsupported_sentence_is_dropped(bench: Bench) -> None:
    """The others stay."""
    answer = bench.said(GOOD, WRONG, ALSO)

    assert answer.mode == "generative"
    assert "permanent" not in answer.text
    assert len(answer.sentences) == 2


def test_a_first_sentence_that_fails_takes_all_with_it(bench: Bench) -> None:
    """The rest would not answer the question."""
    answer = bench.said(WRONG, GOOD)

    assert is_extractive(answer)
    assert answer.fallback_reason == UNSUPPORTED


def test_a_sentence_that_leans_on_a_dropped_one_takes_all_with_it(bench: Bench) -> None:
    """Nobody knows what it means now."""
    answer = bench.said(GOOD, WRONG, "However, Lumenor ceased to sell lamps to private lighthouses [P1].")

    assert is_extractive(answer)
    assert answer.fallback_reason == UNSUPPORTED


@pytest.mark.parametrize("label", ["[P9]", "[1]", "[P0]", ""])
def test_an_invented_label_supports_nothing(bench: Bench, label: str) -> None:
    """Nor does none."""
    assert is_extractive(bench.said(GOOD.replace("[P1]", label)))


def test_a_label_that_is_known_stays_beside_one_that_is_not(bench: Bench) -> None:
    """Only the unknown one is dropped."""
    assert bench.said(GOOD.replace("[P1]", "[P9][P1]")).mode == "generative"


@pytest.mark.parametrize(
    "reply",
    [
        "NOT ANSWERED",
        "I'm sorry, but I can't help with that.",
        "Lumenor vend plus de lampes aux phares depuis mars [P1].",
        "Lumenor verkauft seit dem 3. März 2021 keine Lampen mehr an private Leuchttürme [P1].",
    ],
)
def test_no_answer_a_refusal_or_another_language_is_not_shown(bench: Bench, reply: str) -> None:
    """The articles' own words are."""
    answer = bench.said(reply)

    assert is_extractive(answer)
    assert answer.fallback_reason in (NO_ANSWER, UNSUPPORTED)


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_gives_the_extractive_answer_in_time(bench: Bench, fault: str) -> None:
    """Cited, with the reason; the time is that of the setting and little more."""
    reply = Reply(GOOD, fault, pause=0.1 if fault == "drip" else 0)
    assistant, _ = bench.assistant(Script([reply]), seconds=1.5)
    began = time.monotonic()

    answer = assistant.invoke(Ask(HOW_LONG))

    assert is_extractive(answer)
    assert answer.fallback_reason == FAULTS[fault][0]
    assert time.monotonic() - began < 4


def test_with_no_server_there_is_an_answer(bench: Bench) -> None:
    """Nobody listens at that port any more."""
    assistant, _ = bench.assistant(Script([Reply(GOOD)]))
    stop_server = bench.ending.pop(0)
    stop_server()

    answer = assistant.invoke(Ask(HOW_LONG))

    assert is_extractive(answer)
    assert answer.fallback_reason == UNREACHABLE


def test_when_the_days_tokens_are_used_up_extractive_mode_serves(bench: Bench) -> None:
    """And says so."""
    assistant, _ = bench.assistant(script := Script([Reply(GOOD)]), tokens=10)

    answer = assistant.invoke(Ask(HOW_LONG))

    assert is_extractive(answer)
    assert (answer.fallback_reason, script.asked) == (SPENT, [])


def test_what_the_articles_do_not_answer_is_refused_without_a_call(bench: Bench) -> None:
    """The code decides on refusal, not the model."""
    assistant, _ = bench.assistant(script := Script([Reply(GOOD)]))

    answer = assistant.invoke(Ask("What is the recipe for a good lasagne?"))

    assert (answer.status, answer.mode, answer.fallback_reason) == ("refused", "extractive", None)
    assert script.asked == []


def test_the_stream_shows_each_sentence_when_it_is_checked(bench: Bench) -> None:
    """The first one before the model has written the next; the last step is the whole answer."""
    pause = 0.05
    words = len(f"{GOOD}\n{ALSO}".split(" "))
    assistant, _ = bench.assistant(Script([Reply(f"{GOOD}\n{ALSO}", pause=pause)]))
    began = time.monotonic()

    seen = [(len(step.sentences), time.monotonic() - began) for step in assistant.stream(Ask(HOW_LONG))]

    assert [count for count, _ in seen] == [1, 2, 2]
    assert seen[1][1] - seen[0][1] > pause * words / 4


def test_the_async_stream_is_the_same(bench: Bench) -> None:
    """It is what the page uses."""
    assistant, _ = bench.assistant(Script([Reply(f"{GOOD}\n{ALSO}")]))

    async def steps() -> list[int]:
        return [len(step.sentences) async for step in assistant.astream(Ask(HOW_LONG))]

    assert awaited(steps()) == [1, 2, 2]


def test_to_cancel_stops_the_call(bench: Bench) -> None:
    """The model's server sees the connection close."""
    assistant, running = bench.assistant(Script([Reply(f"{GOOD} " + "and more " * 300, pause=0.02)]))

    async def first_then_cancel() -> None:
        async def listen() -> None:
            async for _ in assistant.astream(Ask(HOW_LONG)):
                heard.set()

        heard = asyncio.Event()
        task = asyncio.create_task(listen())
        await asyncio.wait_for(heard.wait(), 5)
        task.cancel()

    awaited(first_then_cancel())

    assert running.broken_off.wait(5)


def test_a_follow_up_is_condensed_by_the_model(bench: Bench) -> None:
    """Both readings are in the trace, and the answer shows the one that was used."""
    full = "How long is Brightly's pause on lamp sales?"
    assistant, _ = bench.assistant(Script([Reply(full), Reply("NOT ANSWERED")]))
    history = (Turn(HOW_LONG, "Lumenor's. Not Brightly's."),)

    answer = assistant.invoke(Ask("And the other one's?", history=history, trace=True))

    assert (answer.question, answer.standalone_question) == ("And the other one's?", full)
    assert "six months" in answer.text
    assert answer.trace["condensed"]["by_model"] == full
    assert answer.trace["condensed"]["by_rules"] != full
    assert answer.trace["condensed"]["prompt"].startswith("condense@1 sha256:")


@pytest.mark.parametrize("reply", ["How long is Gleamish's pause?", "Was it in 2019?", "See https://evil.example", ""])
def test_a_condensed_question_that_invents_is_not_used(bench: Bench, reply: str) -> None:
    """Names, numbers and links that nobody mentioned; then the rules read the question."""
    assistant, _ = bench.assistant(Script([Reply(reply), Reply("NOT ANSWERED")]))

    answer = assistant.invoke(Ask("And Brightly?", history=(Turn(HOW_LONG, "…"),), trace=True))

    assert answer.standalone_question == "How long is Brightly's pause on lamp sales?"
    assert answer.trace["condensed"]["by_model"] == ""


def test_an_answer_as_of_a_day_gives_the_model_nothing_later(bench: Bench) -> None:
    """It cannot leak what it has not read."""
    assistant, _ = bench.assistant(script := Script([Reply(GOOD)]))

    assistant.invoke(Ask(HOW_LONG, date(2021, 3, 6)))
    assistant.invoke(Ask(HOW_LONG, date(2021, 3, 5)))

    assert "known by 6 March 2021" in script.asked[0]["messages"][1]["content"]
    assert len(script.asked) == 1


def test_what_is_logged_is_the_last_answer(bench: Bench) -> None:
    """Once, with its mode."""
    assistant, _ = bench.assistant(Script([Reply(GOOD)]))

    *_, last = assistant.stream(Ask(HOW_LONG))

    assert bench.desk.logged(last.id)["mode"] == "generative"


def test_a_worked_out_answer_is_not_put_differently(bench: Bench) -> None:
    """Where words stand, and sums, the code knows best."""
    assistant, _ = bench.assistant(script := Script([Reply(GOOD)]))

    answer = assistant.invoke(Ask('Which article says "has no end date"?'))

    assert (answer.mode, script.asked) == ("extractive", [])
