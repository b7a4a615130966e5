"""Takes articles in and out and remakes the indexes, until it is killed: `python -m tests.vectorstore.killed`."""

import random
import re
import sys
from contextlib import closing
from itertools import count
from pathlib import Path

from tests.fakes import Desk, open_desk, write_article
from vectorstore import indexes

ARTICLES = 40
SENTENCES = 60
"""About three passages to the window of the fake embedder."""
ROUND = 100_000
"""Numbers that one process may use."""
REMOVED = 0
"""Stands where the number of a version would."""
JOBS = {
    "ingest": {"ingest": 1},
    "generation": {"ingest": 3, "rebuild": 1},
    "rebuild": {"rebuild": 3, "ingest": 1},
    "removal": {"remove": 3, "ingest": 2},
}
"""How often a process at each job does what."""
FEWEST = {"ingest": 40, "generation": 1, "rebuild": 1, "removal": 40}
"""After how many changed passages each makes a generation."""
OPEN, BEGIN, DONE = "open", "begin", "done"
_VERSION = re.compile(r"version(\d+)")


def text_of(article_id: str, version: int) -> str:
    """The words of one version of an article: they name it, and every sentence has words of its own."""
    chance = random.Random(f"{article_id} {version}")
    name = article_id.replace("-", "")
    return " ".join(
        f"Sentence{number} of {name} version{version} names rope{chance.randrange(1000)}, "
        f"twine{chance.randrange(1000)}, lamp{chance.randrange(1000)} and harbour{chance.randrange(1000)}."
        for number in range(SENTENCES)
    )


def version_of(text: str) -> int:
    """The version that a text says it is."""
    found = _VERSION.search(text)
    assert found, text
    return int(found[1])


def say(*words: object) -> None:
    """One line that the parent reads, also after the kill."""
    sys.stdout.write(f"{' '.join(map(str, words))}\n")
    sys.stdout.flush()


def ingest(desk: Desk, folder: Path, chance: random.Random, version: int) -> None:
    """Some articles, new or revised."""
    ids = [f"article-{i}" for i in sorted(chance.sample(range(ARTICLES), chance.randrange(1, 8)))]
    paths = [
        write_article(folder, f"{one}.md", text_of(one, version), title=one, published="2021-03-04") for one in ids
    ]
    for one in ids:
        say(BEGIN, one, version)
    for report in desk.ingester.ingest(paths):
        assert report.outcome in ("added", "revised"), report
        say(DONE, report.article_id, version)


def remove(desk: Desk, _: Path, chance: random.Random, __: int) -> None:
    """One article, if it is there."""
    one = f"article-{chance.randrange(ARTICLES)}"
    say(BEGIN, one, REMOVED)
    desk.ingester.remove(one)
    say(DONE, one, REMOVED)


def rebuild(desk: Desk, *_: object) -> None:
    """A generation of everything."""
    desk.indexes.rebuild()


def main(data: str, articles: str, job: str, number: str) -> None:
    """Work at `job` in the data folder for ever; `number` is that of the kill."""
    indexes.FEWEST, indexes.PART = FEWEST[job], 0.0
    chance = random.Random(number)
    steps = {"ingest": ingest, "remove": remove, "rebuild": rebuild}
    weights = JOBS[job]
    with closing(open_desk(Path(data))) as desk:
        desk.indexes.settle()
        say(OPEN)
        for version in count(int(number) * ROUND + 1):
            (step,) = chance.choices(list(weights), list(weights.values()))
            steps[step](desk, Path(articles), chance, version)


if __name__ == "__main__":
    main(*sys.argv[1:])
