"""Evidence is found in the live articles, and in the passages that hold it."""

from collections.abc import Callable

from core.articles import Span
from eval.cases import Evidence
from eval.gold import Locator
from tests.eval.answers import SECOND, TEXT, case
from tests.fakes import Desk, lamps, make_live


def locator(desk: Callable[..., Desk]) -> Locator:
    opened = desk()
    make_live(opened.catalogue, lamps())
    return Locator(opened.catalogue)


def test_words_are_located(desk: Callable[..., Desk]):
    """As a span, and as the passages over it."""
    gold = locator(desk).locate(case(evidence=(Evidence(article="lumenor-pause", words=SECOND),)))

    assert gold.spans == (Span("lumenor-pause", 1, TEXT.index(SECOND), len(TEXT)),)
    assert gold.relevant == {"lumenor-pause@1#0"}
    assert gold.unit("lumenor-pause@1#0", "lumenor-pause") == "lumenor-pause@1#0"


def test_evidence_without_words_is_the_whole_article(desk: Callable[..., Desk]):
    """As in benchmarks that name documents."""
    gold = locator(desk).locate(case(evidence=(Evidence(article="lumenor-pause"),)))

    assert gold.spans == (Span("lumenor-pause", 1, 0, len(TEXT)),)
    assert gold.relevant == {"lumenor-pause"}
    assert gold.unit("lumenor-pause@1#0", "lumenor-pause") == "lumenor-pause"


def test_evidence_that_is_gone_is_named(desk: Callable[..., Desk]):
    """So that a revised article does not silently make a case unscorable."""
    lost = (Evidence(article="lumenor-pause", words="no such words"), Evidence(article="nowhere", words="x"))

    gold = locator(desk).locate(case(evidence=lost))

    assert gold.spans == ()
    assert gold.missing == ("lumenor-pause: no such words", "nowhere: x")
