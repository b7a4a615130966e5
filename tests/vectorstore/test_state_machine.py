"""Whatever is done in whatever order, the stores agree with a plain dictionary."""

import shutil
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from core.articles import Article, Passage
from ingest.split import header_of, split
from tests.fakes import Desk, FakeEmbedder, open_desk
from vectorstore import indexes

WORDS = "rope twine lamp harbour ship anchor beacon chain".split()
DAYS = (date(2019, 5, 1), date(2020, 6, 8), date(2024, 1, 26))
ALL = 1000
IDS = st.sampled_from([f"article-{i}" for i in range(6)])
DAY = st.sampled_from((*DAYS, None))
SENTENCE = st.lists(st.sampled_from(WORDS), min_size=3, max_size=6).map(
    lambda words: f"{' '.join(words)}.".capitalize()
)
TEXT = st.lists(SENTENCE, min_size=1, max_size=6).map(" ".join)
COUNT = st.sampled_from((1, 3, ALL))


def embedder() -> FakeEmbedder:
    """Its window is small, so that an article has several passages."""
    return FakeEmbedder(window=20)


class Stores(RuleBasedStateMachine):
    """Real stores beside a dictionary of articles."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.opened = 0
        self.live: dict[str, Article] = {}
        self.last: dict[str, int] = {}
        self.desk: Desk

    @initialize()
    def open(self) -> None:
        self.desk = open_desk(self.data(), embedder())

    def teardown(self) -> None:
        self.desk.close()
        shutil.rmtree(self.folder)

    def data(self) -> Path:
        return self.folder / str(self.opened)

    def take_in(self, article: Article) -> None:
        known = self.live.get(article.id)
        same = known is not None and known.content_hash == article.content_hash
        expected = "unchanged" if same else "revised" if known else "added"

        (report,) = self.desk.ingester.add([article])

        assert report.outcome == expected
        if not same:
            self.last[article.id] = self.last.get(article.id, 0) + 1
            self.live[article.id] = replace(article, revision=self.last[article.id])

    @rule(article_id=IDS, text=TEXT, day=DAY)
    def ingest(self, article_id: str, text: str, day: date | None) -> None:
        self.take_in(Article(id=article_id, text=text, dateline=day))

    @rule(texts=st.lists(TEXT, min_size=1, max_size=4), day=DAY)
    def ingest_several(self, texts: list[str], day: date | None) -> None:
        articles = [Article(id=f"several-{i}", text=text, dateline=day) for i, text in enumerate(texts)]
        known = [(self.live.get(one.id), one) for one in articles]

        reports = list(self.desk.ingester.add(articles))

        assert [report.article_id for report in reports] == [one.id for one in articles]
        for before, one in known:
            if before is None or before.content_hash != one.content_hash:
                self.last[one.id] = self.last.get(one.id, 0) + 1
                self.live[one.id] = replace(one, revision=self.last[one.id])

    @precondition(lambda self: self.live)
    @rule(data=st.data(), text=TEXT)
    def revise(self, data: st.DataObject, text: str) -> None:
        article = self.live[data.draw(st.sampled_from(sorted(self.live)))]
        self.take_in(replace(article, text=f"{article.text} {text}"))

    @precondition(lambda self: self.live)
    @rule(data=st.data(), article_id=IDS)
    def reprint(self, data: st.DataObject, article_id: str) -> None:
        self.take_in(replace(self.live[data.draw(st.sampled_from(sorted(self.live)))], id=article_id))

    @rule(article_id=IDS)
    def remove(self, article_id: str) -> None:
        assert self.desk.ingester.remove(article_id) == (self.live.pop(article_id, None) is not None)

    @rule()
    def crash(self) -> None:
        """What is on disk at this moment is opened anew; the process that had it open does nothing more to it."""
        self.desk.indexes._wait()
        crashed = self.data()
        self.opened += 1
        shutil.copytree(crashed, self.data())
        self.desk.close()
        self.desk = open_desk(self.data(), embedder())
        shutil.rmtree(crashed)

        assert self.desk.indexes.damage == []
        assert self.desk.embedder.embedded == []

    @rule()
    def rebuild(self) -> None:
        self.desk.indexes.rebuild()

        generation = self.desk.indexes.generation
        assert not self.live or generation.held == set(self.passages())

    @rule(waits=st.booleans())
    def settle(self, waits: bool) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(indexes, "FEWEST", 1)
            patch.setattr(indexes, "PART", 0.0)
            self.desk.indexes.settle()
        if waits:
            self.desk.indexes._wait()

    @rule(word=st.sampled_from(WORDS), count=COUNT, as_of=DAY)
    def ask_by_words(self, word: str, count: int, as_of: date | None) -> None:
        texts = {i: one.text[p.start : p.end].lower() for i, (one, p) in self.passages(as_of).items()}
        expected = {i for i, text in texts.items() if word in text}

        found = self.desk.indexes.by_words(word, count, as_of)

        assert len(found) == len(dict(found)) == min(count, len(expected))
        assert set(dict(found)) <= expected
        assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)

    @rule(text=SENTENCE, count=COUNT, as_of=DAY)
    def ask_by_meaning(self, text: str, count: int, as_of: date | None) -> None:
        vector = embedder().embed([text])[0]
        scores = {i: float(vector @ self.vector(*known)) for i, known in self.passages(as_of).items()}
        best = sorted(scores.values(), reverse=True)[:count]

        found = self.desk.indexes.by_meaning(vector, count, as_of)

        assert len(found) == len(dict(found)) == len(best)
        assert np.allclose([score for _, score in found], best, atol=1e-5)
        assert np.allclose([score for _, score in found], [scores[i] for i, _ in found], atol=1e-5)

    @invariant()
    def holds_what_was_put_in(self) -> None:
        expected = self.passages()

        assert {one.id: one for one in self.desk.catalogue.articles()} == self.live
        assert self.desk.catalogue.live_ids() == self.desk.indexes.ids() == set(expected)
        assert self.desk.indexes.count() == len(expected)
        kept = self.desk.catalogue.passages(sorted(expected))
        assert {i: (one.article, one.passage) for i, one in kept.items()} == expected

    def passages(self, as_of: date | None = None) -> dict[str, tuple[Article, Passage]]:
        """What can be found, by a plain loop."""
        known = [one for one in self.live.values() if not as_of or (one.dateline and one.dateline <= as_of)]
        count, window = embedder().count, embedder().window
        return {passage.id: (one, passage) for one in known for passage in split(one, count, window)}

    def vector(self, article: Article, passage: Passage) -> np.ndarray:
        header = header_of(article, embedder().count, embedder().window)
        return embedder().embed([f"{header}\n{article.text[passage.start : passage.end]}"])[0]


TestStores = Stores.TestCase
TestStores.settings = settings(
    deadline=None, max_examples=8, stateful_step_count=25, suppress_health_check=list(HealthCheck), derandomize=True
)
