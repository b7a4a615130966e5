"""The support judge against pairs labelled by hand: as far as the docs say, and no further."""

import pytest

from core.settings import ROOT
from eval.judging import Pair, Part, load_pairs, measured
from evidence.judge import Judge
from ingest.load import load

ALL: list[Part] = ["tune", "test", "free_tune", "free", "replies_tune", "replies"]
PARTS = pytest.mark.parametrize("part", ALL)


@PARTS
def test_quotes_stand_in_their_articles(part: Part):
    """Word for word."""
    texts: dict[str, str] = {}
    for pair in load_pairs(part):
        path = ROOT / "articles" / f"{pair.article}.md"
        text = texts.setdefault(pair.article, load(path, path.name).article.text)

        assert pair.quote in text, pair.id


def test_half_of_the_pairs_are_not_supported():
    """And most of those are subtle: few are merely about something else."""
    pairs = [pair for part in ("tune", "test") for pair in load_pairs(part)]
    unsupported = [pair for pair in pairs if not pair.supported]

    assert len(pairs) >= 200
    assert 0.45 <= len(unsupported) / len(pairs) <= 0.55
    assert sum(pair.kind == "unrelated_fact" for pair in unsupported) <= len(unsupported) / 5


def test_no_quote_is_in_both_halves():
    """What is tuned on one may not help on the other."""
    assert {pair.quote for pair in load_pairs("tune")} & {pair.quote for pair in load_pairs("test")} == set()
    assert {pair.quote for pair in load_pairs("free_tune")} & {pair.quote for pair in load_pairs("free")} == set()
    assert {pair.quote for pair in load_pairs("replies_tune")} & {pair.quote for pair in load_pairs("replies")} == set()


@pytest.fixture(scope="module", params=ALL)
def part(request: pytest.FixtureRequest) -> tuple[Part, list[Pair]]:
    return request.param, load_pairs(request.param)


def test_the_docs_give_precision_and_recall(part: tuple[Part, list[Pair]]):
    """With their intervals, as `python -m eval.judging` prints them."""
    docs = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")

    for value, low, high in measured(Judge(), part[1]).values():
        assert f"{value:.3f} [{low:.3f}, {high:.3f}]" in docs
