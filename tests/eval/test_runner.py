"""Cases go through the assistant's own `invoke`, conversations in order, and a crash is one wrong answer."""

from dataclasses import dataclass, field, replace
from typing import Any

from core.answers import Answer, Ask
from core.articles import Article, Passage
from eval.runner import run_cases
from eval.suite import named
from tests.eval.answers import FIRST, TEXT, answer, article, case

METRICS = named(["accuracy", "citation_recall", "Recall@5", "latency_p50"])
PLACE = {"passage": "lumenor-pause@1#0", "article_id": "lumenor-pause", "start": 0, "end": len(TEXT)}


@dataclass
class Assistant:
    """Quotes the first sentence; breaks where it is asked to."""

    asked: list[Ask] = field(default_factory=list)

    def invoke(self, ask: Ask, config: Any = None) -> Answer:
        """The same answer to everything."""
        self.asked.append(ask)
        if "break" in ask.question:
            raise ValueError("a lamp fell")
        trace = {"confidence": 0.9, "retrieved": [PLACE]}
        return replace(answer(FIRST), question=ask.question, standalone_question=ask.question, trace=trace)


class Records:
    """The invented article."""

    def article(self, article_id: str, revision: int | None = None) -> Article | None:
        """It, by its id."""
        return article(article_id, revision)

    def passages_of(self, article_id: str) -> list[Passage]:
        """One."""
        return [Passage(article_id, 1, 0, ((0, len(TEXT)),))]


def test_every_metric_scores_every_case():
    """In the order of the cases, with the passages that were retrieved."""
    done = run_cases([case(), case(id="lamp-2")], METRICS, assistant=Assistant(), records=Records())

    assert [row.case.id for row in done.rows] == ["lamp-1", "lamp-2"]
    assert {name: score.value for name, score in done.rows[0].scores.items()} == {
        "accuracy": 1,
        "citation_recall": 1,
        "Recall@5": 1,
        "latency_p50": 20,
    }
    assert done.rows[0].confidence == 0.9
    assert done.rows[0].retrieved[0].is_gold
    assert done.passages == {"lumenor-pause@1#0": TEXT}


def test_turns_are_asked_in_order_with_what_came_before():
    """And only the last is judged."""
    assistant = Assistant()

    run_cases([case(turns=("Who?", "Since when?"))], METRICS, assistant=assistant, records=Records())

    assert [ask.question for ask in assistant.asked] == ["Who?", "Since when?"]
    assert [len(ask.history) for ask in assistant.asked] == [0, 1]
    assert all(ask.trace for ask in assistant.asked)


def test_a_crash_is_one_wrong_answer():
    """The others are scored, and the reason says what broke."""
    cases = [case(turns=("break",)), case(id="lamp-2")]

    done = run_cases(cases, METRICS, assistant=Assistant(), records=Records())

    assert [row.scores["accuracy"].value for row in done.rows] == [0, 1]
    assert "a lamp fell" in done.rows[0].scores["accuracy"].reason


def test_progress_is_told_once_a_case():
    """Also of one that broke."""
    ticks: list[None] = []

    run_cases(
        [case(turns=("break",)), case(id="lamp-2")],
        METRICS,
        assistant=Assistant(),
        records=Records(),
        advance=lambda: ticks.append(None),
    )

    assert len(ticks) == 2


def test_evidence_that_no_article_holds_is_reported():
    """With the article where it was looked for."""
    lost = case(evidence=(case().evidence[0].model_copy(update={"words": "no such words"}),))

    done = run_cases([lost], METRICS, assistant=Assistant(), records=Records())

    assert done.missing == ("lumenor-pause: no such words",)
