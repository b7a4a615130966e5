"""Registers beside articles: taken in when they change, refused when their words do not stand, and embedded once."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.articles import IngestReport
from evidence.register import from_json
from tests.fakes import LAMPS, Desk, FakeEmbedder, write_article

END = "The pause has no end date."
ASKED = ["How long does it last?", "Is there an end date?"]
UNANSWERED = "What do keepers earn?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An article, two questions that it answers and one that none does."""
    write_article(tmp_path / "in", "lamps.md", title="Lumenor pauses", dateline="2021-03-04")
    write_questions(tmp_path / "in", *ASKED)
    (tmp_path / "in" / "unanswered.yaml").write_text(f"- {UNANSWERED}\n", encoding="utf-8")
    return tmp_path / "in"


def write_questions(folder: Path, *asked: str, words: str = END) -> Path:
    path = folder / "questions" / "lamps.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"- words: {words}\n  asked: [{', '.join(asked)}]\n", encoding="utf-8")
    return path


def ingest(desk: Desk, folder: Path) -> list[IngestReport]:
    """What is said of the register, the articles being in already or taken in by the way."""
    return [one for one in desk.ingester.ingest([folder]) if one.origin == "commitments.yaml"]


def asked(desk: Desk) -> list[tuple[str, ...]]:
    """The questions of all quotations that are kept."""
    return [quote.asked for body, _ in desk.catalogue.registers() for quote in from_json(body).quotes]


def test_a_register_is_added_after_the_articles_that_it_quotes(desk: Callable[..., Desk], folder: Path) -> None:
    """In one go; it is reported last, with how many statements it has."""
    opened = desk()

    reports = list(opened.ingester.ingest([folder]))

    assert [one.outcome for one in reports] == ["added", "added"]
    assert reports[-1] == IngestReport("commitments.yaml", "added", statements=1)
    assert asked(opened) == [tuple(ASKED)]


def test_each_of_its_texts_has_its_vector(desk: Callable[..., Desk], folder: Path) -> None:
    """In the order of the register."""
    opened = desk()
    ingest(opened, folder)

    ((body, vectors),) = opened.catalogue.registers()

    assert from_json(body).embedded() == [*ASKED, UNANSWERED]
    assert np.array_equal(vectors.reshape(3, -1), FakeEmbedder().embed([*ASKED, UNANSWERED]))


def test_an_unchanged_register_is_passed_over_in_silence(desk: Callable[..., Desk], folder: Path) -> None:
    """Nothing is embedded, and nothing that answers changes."""
    opened = desk()
    ingest(opened, folder)
    embedded, version = len(opened.embedder.embedded), opened.catalogue.version()

    assert ingest(opened, folder) == []

    assert (len(opened.embedder.embedded), opened.catalogue.version()) == (embedded, version)


def test_a_revised_register_embeds_only_what_is_new(desk: Callable[..., Desk], folder: Path) -> None:
    """Each text once, wherever in the register it stood before."""
    opened = desk()
    ingest(opened, folder)
    embedded = len(opened.embedder.embedded)
    write_questions(folder, "When does it end?", ASKED[1], "When does it end?", UNANSWERED)

    (report,) = ingest(opened, folder)

    assert report == IngestReport("commitments.yaml", "revised", statements=1)
    assert opened.embedder.embedded[embedded:] == ["When does it end?"]
    texts = ["When does it end?", ASKED[1], "When does it end?", UNANSWERED, UNANSWERED]
    ((_, vectors),) = opened.catalogue.registers()
    assert np.array_equal(vectors.reshape(5, -1), FakeEmbedder().embed(texts))


def test_a_register_that_only_loses_texts_embeds_nothing(desk: Callable[..., Desk], folder: Path) -> None:
    """Not even an empty list of them matters."""
    opened = desk()
    ingest(opened, folder)
    embedded = len(opened.embedder.embedded)
    write_questions(folder, ASKED[0])

    assert [one.outcome for one in ingest(opened, folder)] == ["revised"]
    assert len(opened.embedder.embedded) == embedded


def test_a_refused_register_leaves_the_one_before(desk: Callable[..., Desk], folder: Path) -> None:
    """It is reported each time, until it is mended."""
    opened = desk()
    ingest(opened, folder)
    write_questions(folder, "Why?", words="The pause has an end date.")
    version = opened.catalogue.version()

    first, second = ingest(opened, folder), ingest(opened, folder)

    assert first == second
    assert (first[0].outcome, first[0].statements) == ("failed", None)
    assert first[0].reason.startswith("lamps.yaml, line 1: lamps: 'The pause has an end date.' does not stand in it")
    assert (asked(opened), opened.catalogue.version()) == ([tuple(ASKED)], version)
    write_questions(folder, "Why?")
    assert [one.outcome for one in ingest(opened, folder)] == ["revised"]
    assert asked(opened) == [("Why?",)]


def test_a_register_that_was_never_taken_in_may_be_refused_too(desk: Callable[..., Desk], folder: Path) -> None:
    """The articles beside it are in all the same."""
    opened = desk()
    (folder / "unanswered.yaml").write_text("- [", encoding="utf-8")

    outcomes = [one.outcome for one in opened.ingester.ingest([folder])]

    assert outcomes == ["added", "failed"]
    assert opened.catalogue.registers() == []


def test_a_register_goes_with_its_files(desk: Callable[..., Desk], folder: Path) -> None:
    """Once, and then there is nothing to say."""
    opened = desk()
    ingest(opened, folder)
    (folder / "questions" / "lamps.yaml").unlink()
    (folder / "unanswered.yaml").unlink()

    assert [one.outcome for one in ingest(opened, folder)] == ["revised"]

    assert opened.catalogue.registers() == []
    assert ingest(opened, folder) == []


def test_a_folder_without_register_says_nothing(desk: Callable[..., Desk], tmp_path: Path) -> None:
    """Today and tomorrow."""
    opened = desk()
    write_article(tmp_path / "in", "lamps.md")

    assert ingest(opened, tmp_path / "in") == ingest(opened, tmp_path / "in") == []


def test_a_register_that_quotes_nothing_may_become_one_that_does(desk: Callable[..., Desk], folder: Path) -> None:
    """Empty files are a register too."""
    opened = desk()
    questions = folder / "questions" / "lamps.yaml"
    questions.write_text("# nothing yet\n", encoding="utf-8")
    (folder / "unanswered.yaml").unlink()

    assert [one.outcome for one in ingest(opened, folder)] == ["added"]

    write_questions(folder, *ASKED)
    assert [one.outcome for one in ingest(opened, folder)] == ["revised"]
    assert asked(opened) == [tuple(ASKED)]


def test_an_article_that_drops_quoted_words_is_told_of(desk: Callable[..., Desk], folder: Path) -> None:
    """The register is checked again when an article changes; once its words stand again, all is well in silence."""
    opened = desk()
    ingest(opened, folder)
    write_article(folder, "lamps.md", "Lumenor sells lamps again.", title="Lumenor resumes")

    (report,) = ingest(opened, folder)

    assert report.outcome == "failed"
    assert "does not stand in it" in report.reason
    assert asked(opened) == [tuple(ASKED)]
    write_article(folder, "lamps.md", LAMPS, title="Lumenor pauses again")
    assert ingest(opened, folder) == []


def test_an_article_that_keeps_quoted_words_disturbs_nothing(desk: Callable[..., Desk], folder: Path) -> None:
    """They may stand elsewhere in it."""
    opened = desk()
    ingest(opened, folder)
    embedded = len(opened.embedder.embedded)
    write_article(folder, "lamps.md", f"It is said again. {END}", title="Lumenor pauses")

    assert ingest(opened, folder) == []

    assert [text for text in opened.embedder.embedded[embedded:] if text in ASKED] == []


def test_the_registers_of_two_folders_stand_side_by_side(desk: Callable[..., Desk], folder: Path) -> None:
    """What one has embedded, the other need not."""
    opened = desk()
    ingest(opened, folder)
    other = folder.parent / "other"
    write_article(other, "ropes.md", "Brightly sells ropes.")
    (other / "unanswered.yaml").write_text(f"- {UNANSWERED}\n- Who pays?\n", encoding="utf-8")
    embedded = len(opened.embedder.embedded)

    assert [one.outcome for one in ingest(opened, other)] == ["added"]

    assert [text for text in opened.embedder.embedded[embedded:] if text.endswith("?")] == ["Who pays?"]
    unanswered = [from_json(body).unanswered for body, _ in opened.catalogue.registers()]
    assert unanswered == [(UNANSWERED,), (UNANSWERED, "Who pays?")]


def test_a_single_file_brings_no_register(desk: Callable[..., Desk], folder: Path) -> None:
    """That is a matter of the folder; the same folder by another name is the same one."""
    opened = desk()
    assert len(list(opened.ingester.ingest([folder / "lamps.md"]))) == 1
    ingest(opened, folder)

    assert ingest(opened, folder / "questions" / "..") == []
    assert len(opened.catalogue.registers()) == 1


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_folder_whose_name_is_no_text_has_a_register_too(desk: Callable[..., Desk], folder: Path) -> None:
    """It is kept under what can be shown of it."""
    opened = desk()
    odd = Path(os.fsdecode(os.fsencode(folder.parent) + b"/\xff"))
    folder.rename(odd)

    assert [one.outcome for one in ingest(opened, odd)] == ["added"]
    assert ingest(opened, odd) == []


def test_a_file_that_cannot_be_read_is_reported(desk: Callable[..., Desk], folder: Path) -> None:
    """Not raised: the articles are in, and what was there before stays."""
    opened = desk()
    ingest(opened, folder)
    path = folder / "unanswered.yaml"
    path.write_bytes(b"- \xff")

    (report,) = ingest(opened, folder)

    assert (report.outcome, report.reason[:31]) == ("failed", "unanswered.yaml cannot be read ")
    assert asked(opened) == [tuple(ASKED)]
