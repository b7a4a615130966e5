"""Passages by their words: stems, BM25, and what a misspelt word may have meant."""

from datetime import date
from pathlib import Path

import pytest

from vectorstore.words import WordIndex, stems


@pytest.fixture
def index(tmp_path: Path) -> WordIndex:
    """Four small passages."""
    made = WordIndex(tmp_path)
    made.add(
        [
            ("lamps", "Lumenor stopped selling lamps to lighthouses.", date(2021, 3, 4)),
            ("boats", "Boats need lamps, and sell well.", date(2022, 3, 4)),
            ("much", "Lamps, lamps, lamps and lighthouses: lamps.", None),
            ("rope", "Rope is sold by the yard in every harbour.", date(2021, 3, 4)),
        ]
    )
    return made


def found(index: WordIndex, text: str) -> list[str]:
    return [name for name, _ in index.search(text, 10)]


def test_stems_are_folded_and_in_order() -> None:
    """Lower case, no accents, English endings off."""
    assert stems("Selling LAMPS, déjà vu: 54.7 lighthouses") == ["sell", "lamp", "deja", "vu", "54", "7", "lighthous"]


def test_inflections_match(index: WordIndex) -> None:
    """A question about selling finds what says sell."""
    assert set(found(index, "SELLS")) == {"lamps", "boats"}


def test_scores_fall_from_first_to_last(index: WordIndex) -> None:
    """BM25: rare words weigh more, and both words more than one."""
    hits = index.search("rope yard lamp", 10)

    assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=True)
    assert hits[0][0] == "rope"
    assert hits[1][0] == "much"


def test_count_limits_the_hits(index: WordIndex) -> None:
    """The best ones stay."""
    assert len(index.search("lamps", 2)) == 2


@pytest.mark.parametrize("text", ["", "?!", '" * (', "zebra"])
def test_a_question_without_known_words_finds_nothing(index: WordIndex, text: str) -> None:
    """Query syntax is only punctuation here."""
    assert found(index, text) == []


def test_syntax_of_a_query_language_is_plain_words(index: WordIndex) -> None:
    """Nobody can steer the search from a question."""
    assert set(found(index, "id:rope OR text:* -lamps")) == {"rope", "lamps", "boats", "much"}


def test_near_finds_words_within_the_distance(index: WordIndex) -> None:
    """A letter missing, one too many, or two swapped."""
    assert index.near("harbor", 1) == ["rope"]
    assert index.near("lihgthouse", 1) != []
    assert index.near("lighthuose", 1) != []
    assert index.near("zebra", 2) == []


def test_frequency_counts_passages(index: WordIndex) -> None:
    """Not occurrences."""
    assert (index.frequency("lamp"), index.frequency("zebra"), index.count()) == (3, 0, 4)


def test_as_of_keeps_what_was_known(index: WordIndex) -> None:
    """With the scores that it had; what has no day is never known."""
    scores = dict(index.search("lamps", 10))

    known = index.search("lamps", 10, date(2021, 3, 4))

    assert known == [("lamps", pytest.approx(scores["lamps"]))]
    assert {name for name, _ in index.search("lamps", 10, date(2022, 3, 4))} == {"lamps", "boats"}


def test_an_index_may_live_in_memory() -> None:
    """For what came after the last generation."""
    index = WordIndex()

    index.add([("rope", "Twine.", None)])

    assert found(index, "twine") == ["rope"]


def test_removed_passages_are_not_found(index: WordIndex) -> None:
    """Ids that are not there are ignored."""
    index.remove(["lamps", "boats", "never"])

    assert index.ids() == {"much", "rope"}
    assert found(index, "lamps") == ["much"]


def test_what_was_added_is_there_after_reopening(index: WordIndex, tmp_path: Path) -> None:
    """Each addition is committed."""
    assert WordIndex(tmp_path).ids() == {"lamps", "boats", "much", "rope"}
