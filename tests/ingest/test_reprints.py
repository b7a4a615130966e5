"""Reprints are found by their words, stored, and counted once when a question is answered."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.answers import Ask
from core.articles import Article
from tests.fakes import Desk, lamps

STORY = " ".join(
    f"Sentence {n} of the story tells of rope {n * 7} and twine {n * 13} in harbour {n * 29}." for n in range(40)
)
ORIGINAL = lamps(id="original", text=STORY)
REPRINT = lamps(id="reprint", text=STORY, title="The same, elsewhere", publisher="Another Post")
EDITED = lamps(id="edited", text=STORY.replace("Sentence 7 ", "Line 7 "), title="Edited")
OTHER = lamps(id="other", text="Chains hold ships. Anchors hold ships too, and so do ropes of hemp.")


def ingested(desk: Callable[..., Desk], *articles: Article) -> Desk:
    opened = desk()
    for article in articles:
        list(opened.ingester.add([article]))
    return opened


@pytest.mark.parametrize("reprint", [REPRINT, EDITED], ids=["word for word", "edited"])
def test_a_reprint_is_grouped_with_the_first(desk: Callable[..., Desk], reprint: Article) -> None:
    """And what is about the same is not."""
    opened = ingested(desk, ORIGINAL, OTHER, reprint)

    assert opened.catalogue.groups() == {reprint.id: "original"}


def test_reprints_of_one_batch_find_each_other(desk: Callable[..., Desk]) -> None:
    """Though none of them is written yet."""
    opened = desk()

    list(opened.ingester.add([ORIGINAL, REPRINT, EDITED]))

    assert opened.catalogue.groups() == {"reprint": "original", "edited": "original"}


def test_signatures_outlive_the_process(desk: Callable[..., Desk]) -> None:
    """A later run finds reprints of what an earlier one took in."""
    ingested(desk, ORIGINAL).close()

    assert ingested(desk, REPRINT).catalogue.groups() == {"reprint": "original"}


def test_other_words_end_a_reprint(desk: Callable[..., Desk]) -> None:
    """A revision is compared anew, and not with its own past."""
    opened = ingested(desk, ORIGINAL, REPRINT, replace(REPRINT, text=OTHER.text))

    assert opened.catalogue.groups() == {}


def test_five_reprints_are_one_source(desk: Callable[..., Desk]) -> None:
    """Retrieval gives each passage once, and what else there is to say."""
    copies = [replace(REPRINT, id=f"copy{n}", title=f"Copy {n}") for n in range(5)]
    opened = ingested(desk, ORIGINAL, *copies, OTHER)

    [answer] = opened.local().ask([Ask("What of rope 14?", trace=True)])

    found = [one["article_id"] for one in answer.trace["retrieved"]]
    assert len({name for name in found if name != "other"}) == 1


def test_a_reprint_that_says_something_else_stays(desk: Callable[..., Desk]) -> None:
    """The passage with the changed sentence is a source of its own."""
    changed = replace(EDITED, text=STORY.replace("rope 7 ", "rope 8000 "))
    opened = ingested(desk, ORIGINAL, changed)

    [answer] = opened.local().ask([Ask("What of rope 8000?", trace=True)])

    assert "edited" in {one["article_id"] for one in answer.trace["retrieved"]}
