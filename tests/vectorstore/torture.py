"""kill -9, many times, on one data folder: `python -m tests.vectorstore.torture --kills 100 --seed 7`."""

import argparse
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from core.settings import ROOT
from ingest.split import split
from tests.fakes import Desk, FakeEmbedder, open_desk
from tests.vectorstore.killed import BEGIN, DONE, JOBS, OPEN, REMOVED, text_of, version_of
from vectorstore.generation import UNFINISHED
from vectorstore.indexes import FOLDER

PATIENCE = 60
"""Seconds that a process may take to get where it is to be killed."""
SLOWEST_REOPENING = 30
LATEST_CHANGE = 30
"""Changes of index files, from the opening on, of which one is picked for the kill."""
EARLIEST, LATEST = 0.0, 1.2
"""Seconds after the opening for a kill that is timed by the clock."""


@dataclass
class Figures:
    """What happened."""

    kills: Counter[str] = field(default_factory=Counter)
    at: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    unacknowledged_but_there: int = 0
    unfinished: int = 0
    damaged: int = 0
    checked: int = 0
    reopenings: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        kills = ", ".join(f"{number} during {job}" for job, number in sorted(self.kills.items()))
        at = ", ".join(f"{number} {name}" for name, number in sorted(self.at.items()))
        return (
            f"{self.kills.total()} kills ({kills}; {at}); {self.acknowledged} steps acknowledged and none lost, "
            f"{self.unacknowledged_but_there} done but not acknowledged; {self.unfinished} unfinished and "
            f"{self.damaged} damaged generations found; {self.checked} passages checked; "
            f"slowest reopening {max(self.reopenings):.2f} s, median {median(self.reopenings):.2f} s"
        )


@dataclass
class Believed:
    """What was acknowledged: the version of each article, `REMOVED` if it is out; and what was begun after that."""

    versions: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def possible(self, said: list[list[str]]) -> dict[str, list[int]]:
        """Take note of what a process said; for each article the versions that may be live now, the surest first."""
        begun: defaultdict[str, list[int]] = defaultdict(list)
        for what, *rest in said:
            if what in (BEGIN, DONE):
                article_id, version = rest[0], int(rest[1])
                if what == BEGIN:
                    begun[article_id].append(version)
                else:
                    self.versions[article_id] = version
                    begun.pop(article_id)
        return {one: [self.versions[one], *begun[one]] for one in {*self.versions, *begun}}


def torture(folder: Path, kills: int, seed: int) -> Figures:
    """Kill a working process so many times, and look after each that all is as it must be."""
    figures, believed, chance = Figures(), Believed(), random.Random(seed)
    for number in range(kills):
        job = list(JOBS)[number % len(JOBS)]
        at_change = number % 2 == number // len(JOBS) % 2
        said = killed(folder, [job, str(seed * kills + number)], chance, at_change=at_change)
        figures.kills[job] += 1
        figures.at["at a change of an index file" if at_change else "by the clock"] += 1
        figures.acknowledged += sum(what == DONE for what, *_ in said)
        examine(folder / "data", believed, said, figures)
    return figures


def killed(folder: Path, arguments: list[str], chance: random.Random, *, at_change: bool) -> list[list[str]]:
    """What a process said, all of it in whole lines, until it was killed."""
    heard, data = folder / "said.txt", folder / "data"
    command = [sys.executable, "-W", "ignore", "-m", "tests.vectorstore.killed", str(data), str(folder / "articles")]
    with heard.open("wb") as out, subprocess.Popen([*command, *arguments], cwd=ROOT, stdout=out) as process:
        if at_change:
            await_changes(data / FOLDER, chance.randrange(1, LATEST_CHANGE), process)
        else:
            await_opening(heard, process)
            time.sleep(chance.uniform(EARLIEST, LATEST))
        os.kill(process.pid, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    return [line.split() for line in heard.read_text(encoding="utf-8").splitlines(keepends=True) if line.endswith("\n")]


def await_opening(heard: Path, process: subprocess.Popen[bytes]) -> None:
    """Until the process has the stores open."""
    until = time.monotonic() + PATIENCE
    while not heard.read_bytes().startswith(OPEN.encode()):
        _check_alive(process, until)
        time.sleep(0.005)


def await_changes(folder: Path, changes: int, process: subprocess.Popen[bytes]) -> None:
    """Until the files under `folder` have been seen to change so many times."""
    until = time.monotonic() + PATIENCE
    seen = _files(folder)
    while changes:
        _check_alive(process, until)
        if (now := _files(folder)) != seen:
            seen, changes = now, changes - 1


def _check_alive(process: subprocess.Popen[bytes], until: float) -> None:
    assert process.poll() is None, "the process ended by itself"
    if time.monotonic() > until:
        process.kill()
        raise AssertionError("the process took too long")


def _files(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of change of each file."""
    found = {}
    for at, _, names in os.walk(folder):
        for name in names:
            try:
                known = os.stat(f"{at}/{name}")
            except FileNotFoundError:
                continue
            found[f"{at}/{name}"] = known.st_size, known.st_mtime_ns
    return found


def examine(data: Path, believed: Believed, said: list[list[str]], figures: Figures) -> None:
    """Reopen the folder and look at everything in it."""
    index = data / FOLDER
    figures.unfinished += sum(path.name.endswith(UNFINISHED) for path in index.iterdir()) if index.exists() else 0
    started = time.monotonic()
    desk = open_desk(data)
    figures.reopenings.append(time.monotonic() - started)
    assert figures.reopenings[-1] < SLOWEST_REOPENING
    figures.damaged += len(desk.indexes.damage)
    for article_id, possible in believed.possible(said).items():
        article = desk.catalogue.article(article_id)
        version = version_of(article.text) if article else REMOVED
        assert version in possible, f"{article_id} is at {version}, but should be at one of {possible}"
        assert not article or article.text == text_of(article_id, version)
        figures.unacknowledged_but_there += version != possible[0]
        believed.versions[article_id] = version
    figures.checked += check_consistent(desk, data)
    desk.close()


def check_consistent(desk: Desk, data: Path) -> int:
    """Every live article is whole, there once, and found by its id, its vector and its words; returns the passages."""
    with closing(sqlite3.connect(data / "catalogue.sqlite")) as connection:
        live = Counter(one for (one,) in connection.execute("SELECT article_id FROM revisions WHERE state = 'live'"))
        kept = [one for (one,) in connection.execute("SELECT id FROM passages")]
    assert set(live.values()) <= {1}, live
    expected = set()
    for article in desk.catalogue.articles():
        whole = split(article, FakeEmbedder().count, FakeEmbedder.window)
        assert desk.catalogue.passages_of(article.id) == whole
        expected |= {passage.id for passage in whole}
    assert set(kept) == expected == desk.catalogue.live_ids() == desk.indexes.ids()
    assert desk.indexes.count() == len(expected) == len(kept)
    for passage_id, passage in desk.catalogue.passages(sorted(expected)).items():
        by_meaning = desk.indexes.by_meaning(passage.vector, 5)
        by_words = desk.indexes.by_words(passage.text, 5)
        assert passage_id in [found for found, score in by_meaning if score > 0.999]
        assert passage_id == by_words[0][0]
        assert all(len(found) == len(dict(found)) for found in (by_meaning, by_words)), "found twice"
    return len(expected)


def main() -> None:
    """Kill, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=20200608)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.write(f"{torture(Path(folder), asked.kills, asked.seed)}\n")


if __name__ == "__main__":
    main()
