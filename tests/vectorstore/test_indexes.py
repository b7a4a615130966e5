"""Both indexes together: kept in step with the catalogue, and refused when made with something else."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from catalogue.catalogue import BEHIND
from core.errors import DataFolderError, IndexMismatch
from tests.fakes import Desk, lamps, stored
from vectorstore.indexes import Indexes, bring_in_step, check_made_with


@pytest.fixture
def filled(desk: Callable[..., Desk]) -> Desk:
    """A desk with two live articles that both indexes know."""
    opened = desk()
    for article in (lamps(id="a"), lamps(id="b", text="Rope is sold by the yard.")):
        passages = stored(article)
        opened.catalogue.add_pending(passages)
        opened.indexes.add(passages)
        opened.catalogue.make_live(article.id, 1)
    return opened


def spoil(desk: Desk, spoiling: str) -> None:
    indexes, stray = desk.indexes, np.ones((1, 32), dtype=np.float32)
    {
        "nothing": lambda: None,
        "dense lacks one": lambda: indexes.dense.remove(["a@1#0"]),
        "words lack one": lambda: indexes.words.remove(["b@1#0"]),
        "both lack all": lambda: indexes.remove(["a@1#0", "b@1#0"]),
        "dense has one too many": lambda: indexes.dense.add(["gone@1#0"], stray),
        "words have one too many": lambda: indexes.words.add([("gone@1#0", "Gone.")]),
    }[spoiling]()


@pytest.mark.parametrize(
    "spoiling",
    [
        "nothing",
        "dense lacks one",
        "words lack one",
        "both lack all",
        "dense has one too many",
        "words have one too many",
    ],
)
def test_bring_in_step_repairs_either_index(filled: Desk, spoiling: str) -> None:
    """Afterwards both hold exactly the live passages, with their words and vectors."""
    spoil(filled, spoiling)

    bring_in_step(filled.catalogue, filled.indexes)

    assert filled.indexes.dense.ids() == filled.indexes.words.ids() == {"a@1#0", "b@1#0"}
    assert [i for i, _ in filled.indexes.by_words("yard", 5)] == ["b@1#0"]
    assert filled.indexes.by_meaning(stored(lamps())[0].vector, 5)[0][0] == "a@1#0"
    assert filled.catalogue.noted(BEHIND) == "no"


def test_bring_in_step_finishes_what_was_pending(filled: Desk) -> None:
    """A revision whose text and vectors are stored is made live, and the one before it leaves the indexes."""
    filled.catalogue.add_pending(stored(lamps(id="a", text="Twine is cheap.", revision=2)))

    bring_in_step(filled.catalogue, filled.indexes)

    assert filled.catalogue.article("a").text == "Twine is cheap."
    assert filled.indexes.dense.ids() == filled.indexes.words.ids() == {"a@2#0", "b@1#0"}
    assert [i for i, _ in filled.indexes.by_words("twine", 5)] == ["a@2#0"]


def test_lost_passage_is_noticed_although_nothing_was_left_behind(filled: Desk) -> None:
    """An index that somebody damaged is mended at the next start, not trusted."""
    bring_in_step(filled.catalogue, filled.indexes)
    spoil(filled, "words lack one")

    bring_in_step(filled.catalogue, filled.indexes)

    assert filled.indexes.words.ids() == {"a@1#0", "b@1#0"}


@pytest.mark.parametrize("lost", ["words", "chroma"])
def test_lost_index_folder_is_made_anew(desk: Callable[..., Desk], tmp_path: Path, lost: str) -> None:
    """Each index can be thrown away."""
    first = desk(tmp_path / "data")
    first.catalogue.add_pending(stored(lamps(id="a")))
    bring_in_step(first.catalogue, first.indexes)
    first.close()
    shutil.move(tmp_path / "data" / lost, tmp_path / "elsewhere")

    again = desk(shutil.copytree(tmp_path / "data", tmp_path / "copy"))

    assert again.indexes.dense.ids() == again.indexes.words.ids() == {"a@1#0"}


def test_damaged_index_is_one_sentence_that_says_what_to_delete(tmp_path: Path) -> None:
    """Nothing of the engine's own wording but its reason."""
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "meta.json").write_text("{")

    with pytest.raises(DataFolderError, match=r"words cannot be opened .*; delete that folder"):
        Indexes(tmp_path)


def test_removed_articles_leave_both_indexes(filled: Desk) -> None:
    """What the catalogue returns is what the indexes forget."""
    filled.indexes.remove(filled.catalogue.remove("a"))

    assert filled.indexes.dense.ids() == filled.indexes.words.ids() == {"b@1#0"}


def test_a_new_folder_remembers_what_it_was_made_with(desk: Callable[..., Desk]) -> None:
    """And is opened again with the same."""
    catalogue = desk().catalogue

    check_made_with(catalogue, "fake sha256:0")

    assert catalogue.noted("made_with") == "fake sha256:0"


def test_another_model_is_refused_with_what_repairs_it(desk: Callable[..., Desk]) -> None:
    """One sentence: both names, and what to change."""
    catalogue = desk().catalogue

    with pytest.raises(IndexMismatch) as refused:
        check_made_with(catalogue, "other sha256:1, splitter-1")

    assert str(refused.value) == (
        "The data folder was made with fake sha256:0, but the settings say other sha256:1, splitter-1: "
        "set OTR_EMBEDDING_MODEL back, or ingest into a new folder with --data."
    )


def test_reopening_keeps_vectors_and_words(filled: Desk, desk: Callable[..., Desk], tmp_path: Path) -> None:
    """Closing loses nothing."""
    filled.close()

    again = desk(tmp_path / "data")

    assert again.indexes.dense.ids() == again.indexes.words.ids() == {"a@1#0", "b@1#0"}
