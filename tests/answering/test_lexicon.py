"""What the corpus' own names are."""

from pathlib import Path

from answering.assistant import OnTheRecord
from answering.lexicon import Lexicon
from tests.fakes import FakeEmbedder, lamps, open_desk


class PlainEmbedder(FakeEmbedder):
    """Has the common words of English whole, and no names."""

    def count(self, text: str) -> int:
        return 1 if text in {"open", "lights"} else 2


def lexicon(folder: Path, *companies: str) -> Lexicon:
    """Of an article about them."""
    desk = open_desk(folder, PlainEmbedder())
    list(desk.ingester.add([lamps(companies=companies)]))
    assistant = desk.local().assistant
    assert isinstance(assistant, OnTheRecord)
    return assistant._lexicon


def test_a_longer_name_may_be_cut_to_its_first_word(tmp_path: Path) -> None:
    """As people do, without any register that says so."""
    assert lexicon(tmp_path, "Lumenor Lamps").companies_in("Did Lumenor stop?") == ("Lumenor Lamps",)


def test_a_word_of_english_is_no_short_name(tmp_path: Path) -> None:
    """Only the whole name is."""
    found = lexicon(tmp_path, "Open Lights")

    assert found.companies_in("Are the harbours open, or Open at all?") == ()
    assert found.companies_in("Did Open Lights stop?") == ("Open Lights",)


def test_a_short_name_that_two_companies_share_is_neither(tmp_path: Path) -> None:
    """Nobody could tell which is meant."""
    assert lexicon(tmp_path, "Lumenor Lamps", "Lumenor Ropes").companies_in("Did Lumenor stop?") == ()
