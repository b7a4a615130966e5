"""kill -9 at any moment loses no acknowledged article and leaves none half visible."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from core.settings import ROOT
from tests.fakes import Desk, write_article

ARTICLES = 30
KILLS = 5


def write_round(folder: Path, number: int) -> None:
    """The same articles each round, each with words of its own that change with the round."""
    for i in range(ARTICLES):
        text = f"Lamp{i} was checked in round{number}. Harbour{i * 7} needs rope{i * 13} and twine{i * 29 + number}."
        write_article(folder, f"article-{i}.md", text, title=f"Number {i}", published="2021-03-04")


def ingest_and_kill(data: Path, articles: Path, chance: random.Random) -> set[str]:
    """Let a process ingest, kill it at a random moment, and return the articles that it said were done."""
    command = [sys.executable, "-m", "tests.vectorstore.killed", str(data), str(articles)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        done = [process.stdout.readline() for _ in range(chance.randrange(1, 12))]
        time.sleep(chance.uniform(0, 0.3))
        os.kill(process.pid, signal.SIGKILL)
        done += process.stdout.read().splitlines(keepends=True)
    assert process.returncode == -signal.SIGKILL
    return {line.split()[1] for line in done if line.endswith("\n")}


def test_kill_nine_loses_nothing_that_was_acknowledged(desk: Callable[..., Desk], tmp_path: Path) -> None:
    """Five kills on one folder: each reopening finishes what was pending, and all that was reported done answers."""
    chance = random.Random(20200608)
    for number in range(KILLS):
        write_round(tmp_path / "articles", number)
        done = ingest_and_kill(tmp_path / "data", tmp_path / "articles", chance)

        reopened = desk(tmp_path / "data")

        assert done
        assert_in_step(reopened)
        for article_id in done:
            assert_answers(reopened, article_id, f"round{number}")
        reopened.close()


def assert_in_step(desk: Desk) -> None:
    live = desk.catalogue.live_ids()
    assert live == desk.indexes.dense.ids() == desk.indexes.words.ids()
    assert len(live) == len(desk.catalogue.articles())


def assert_answers(desk: Desk, article_id: str, words: str) -> None:
    """The newest words of the article are found by words and by meaning."""
    article = desk.catalogue.article(article_id)
    passage_id = f"{article_id}@{article.revision}#0"
    (kept,) = desk.catalogue.passages([passage_id]).values()
    assert words in article.text
    assert passage_id == desk.indexes.by_words(article.text, 1)[0][0]
    assert passage_id in [i for i, score in desk.indexes.by_meaning(kept.vector, 5) if score > 0.999]
