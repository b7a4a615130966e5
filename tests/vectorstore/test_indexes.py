"""The indexes hold exactly the live passages, whatever happened to their files."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from core.articles import NewRevision
from core.errors import DataFolderError, IndexMismatch
from tests.fakes import Desk, FakeEmbedder, lamps, make_live, stored
from vectorstore import indexes
from vectorstore.dense import LIVE
from vectorstore.indexes import Indexes, check_made_with

BOTH = {"a@1#0", "b@1#0"}


@pytest.fixture
def filled(desk: Callable[..., Desk]) -> Desk:
    """Two articles, one passage each, in the catalogue and in a generation."""
    opened = desk()
    for name, text in (("a", "Rope holds ships."), ("b", "Twine ties parcels.")):
        add(opened, name, text)
    opened.indexes.rebuild()
    return opened


def add(desk: Desk, name: str, text: str, revision: int = 1, day: date = date(2021, 3, 4)) -> None:
    passages = stored(lamps(id=name, text=text, revision=revision, dateline=day))
    desk.indexes.remove(desk.catalogue.add([NewRevision(tuple(passages))]))
    desk.indexes.add(passages)


def by_meaning(desk: Desk, text: str, count: int = 5, as_of: date | None = None) -> list[str]:
    return [i for i, _ in desk.indexes.by_meaning(FakeEmbedder().embed([text])[0], count, as_of)]


def by_words(desk: Desk, text: str, count: int = 5, as_of: date | None = None) -> list[str]:
    return [i for i, _ in desk.indexes.by_words(text, count, as_of)]


def generations(desk: Desk) -> list[Path]:
    folder = desk.indexes.generation.folder.parent
    return sorted(folder.iterdir())


def test_a_passage_is_found_before_and_after_it_is_in_a_generation(desk: Callable[..., Desk]) -> None:
    """By meaning and by words, alike."""
    opened = desk()
    add(opened, "a", "Rope holds ships.")
    before = by_meaning(opened, "Rope holds ships."), by_words(opened, "ships")

    opened.indexes.rebuild()

    assert opened.indexes.generation
    assert before == (by_meaning(opened, "Rope holds ships."), by_words(opened, "ships")) == (["a@1#0"], ["a@1#0"])


def test_what_came_later_is_found_with_what_was_there(filled: Desk) -> None:
    """The best first, wherever it is kept."""
    add(filled, "c", "Rope frays.")

    assert by_meaning(filled, "Rope frays.")[0] == "c@1#0"
    assert set(by_words(filled, "rope")) == {"a@1#0", "c@1#0"}
    assert filled.indexes.ids() == BOTH | {"c@1#0"}


def test_a_revision_replaces_what_the_generation_holds(filled: Desk) -> None:
    """The old words are found no more."""
    add(filled, "a", "Chains hold ships.", revision=2)

    assert by_words(filled, "rope") == []
    assert "a@1#0" not in by_meaning(filled, "Rope holds ships.")
    assert filled.indexes.ids() == filled.catalogue.live_ids() == {"a@2#0", "b@1#0"}
    assert filled.indexes.count() == 2


def test_as_of_hides_what_was_not_known(filled: Desk) -> None:
    """In the generation and after it; what has no day is hidden too."""
    add(filled, "c", "Rope frays.", day=date(2022, 1, 1))
    add(filled, "d", "Rope burns.", day=None)

    for found in (by_meaning, by_words):
        assert found(filled, "rope", as_of=date(2021, 3, 3)) == []
        assert "a@1#0" in found(filled, "rope", as_of=date(2021, 3, 4))
        assert not {"c@1#0", "d@1#0"} & set(found(filled, "rope", as_of=date(2021, 12, 31)))

    filled.indexes.rebuild()

    assert set(by_words(filled, "rope", as_of=date(2022, 1, 1))) == {"a@1#0", "c@1#0"}


def test_as_of_is_exact_among_many(desk: Callable[..., Desk]) -> None:
    """The best known one is found though a thousand later ones are nearer."""
    opened = desk()
    for i in range(300):
        add(opened, f"late{i}", "Rope holds ships.", day=date(2025, 1, 1))
    add(opened, "early", "Rope was once sold.", day=date(2019, 1, 1))
    opened.indexes.rebuild()

    assert by_meaning(opened, "Rope holds ships.", as_of=date(2020, 1, 1)) == ["early@1#0"]
    assert by_words(opened, "rope holds ships", as_of=date(2020, 1, 1)) == ["early@1#0"]


def test_reopening_needs_no_embedder_and_changes_nothing(filled: Desk, desk: Callable[..., Desk]) -> None:
    """The generation is as it was, again and again, though Chroma writes when it merely opens."""
    filled.close()

    for _ in range(3):
        again = desk()

        assert again.indexes.damage == []
        assert again.indexes.ids() == BOTH
        assert again.embedder.embedded == []
        again.close()


def test_a_small_change_makes_no_generation(filled: Desk) -> None:
    """It waits in memory until enough has changed."""
    add(filled, "c", "Rope frays.")

    filled.indexes.settle()
    filled.indexes._wait()

    assert filled.indexes.generation.held == BOTH


def test_enough_change_makes_one(filled: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the one before is deleted."""
    monkeypatch.setattr(indexes, "FEWEST", 1)
    before = generations(filled)
    add(filled, "c", "Rope frays.")

    filled.indexes.settle()
    filled.indexes._wait()

    assert filled.indexes.generation.held == BOTH | {"c@1#0"}
    assert len(generations(filled)) == 1
    assert generations(filled) != before


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != LIVE and path.stat().st_size)


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("damage", [flipped, truncated, Path.unlink], ids=["flipped", "truncated", "deleted"])
def test_a_damaged_file_is_noticed_and_made_anew(
    filled: Desk, desk: Callable[..., Desk], damage: Callable[[Path], None]
) -> None:
    """Whichever file it is: everything is found, and the next generation is sound."""
    filled.close()
    original = filled.indexes.generation.folder
    sound = original.parent.with_name("sound")
    shutil.copytree(original, sound)
    for path in files_of(sound):
        shutil.rmtree(original, ignore_errors=True)
        shutil.copytree(sound, original)
        damage(original / path.relative_to(sound))

        again = desk()

        assert again.indexes.damage, path
        assert again.indexes.ids() == BOTH
        assert by_words(again, "twine") == ["b@1#0"]
        again.close()


def test_an_unfinished_generation_is_thrown_away(filled: Desk, desk: Callable[..., Desk]) -> None:
    """A kill left it."""
    folder = filled.indexes.generation.folder
    filled.close()
    shutil.copytree(folder, folder.with_name("000099.new"))

    again = desk()

    assert [path.name for path in generations(again)] == [folder.name]


def test_of_two_generations_the_newest_counts(filled: Desk, desk: Callable[..., Desk]) -> None:
    """A kill between making one and deleting the other left both."""
    folder = filled.indexes.generation.folder
    filled.close()
    shutil.copytree(folder, folder.with_name("000099"))

    again = desk()

    assert [path.name for path in generations(again)] == ["000099"]
    assert again.indexes.ids() == BOTH


def test_a_generation_that_lags_behind_is_completed_from_the_catalogue(filled: Desk, desk: Callable[..., Desk]) -> None:
    """A kill right after the catalogue's transaction loses nothing."""
    make_live(filled.catalogue, lamps(id="c", text="Rope frays."))
    filled.catalogue.remove("b")
    filled.close()

    again = desk()

    assert again.indexes.ids() == {"a@1#0", "c@1#0"}
    assert by_words(again, "frays") == ["c@1#0"]
    assert by_words(again, "twine") == []


def test_an_empty_catalogue_has_nothing_to_find(desk: Callable[..., Desk]) -> None:
    """And settling it makes nothing."""
    opened = desk()

    opened.indexes.settle()

    assert by_meaning(opened, "rope") == by_words(opened, "rope") == []
    assert opened.indexes.generation is None


def test_words_are_counted_over_both_parts(filled: Desk) -> None:
    """In the generation and after it."""
    add(filled, "c", "Rope frays.")

    assert filled.indexes.frequency("rope") == 2
    assert set(filled.indexes.near("rpoe", 1)) == {"a@1#0", "c@1#0"}


def test_a_new_article_is_found_by_its_rare_words(desk: Callable[..., Desk]) -> None:
    """Though they stand in all that came since the generation, where they would seem common."""
    opened = desk()
    for i in range(40):
        add(opened, f"old{i}", f"The council of harbour{i} sells rope.")
    opened.indexes.rebuild()
    for i in range(3):
        add(opened, f"new{i}", f"Fengalus is a beacon{i}.")

    found = by_words(opened, "What did Fengalus and the council of the harbour do?", 3)

    assert set(found) == {"new0@1#0", "new1@1#0", "new2@1#0"}


def test_scores_are_those_of_one_index(desk: Callable[..., Desk]) -> None:
    """What is in memory scores as it will on disk."""
    opened = desk()
    for i in range(12):
        add(opened, f"a{i}", f"Rope number{i} holds {'ships ' * (i % 3 + 1)} in harbour{i % 4}.")
    before = opened.indexes.by_words("rope holds ships in harbour2", 12)

    opened.indexes.rebuild()

    after = dict(opened.indexes.by_words("rope holds ships in harbour2", 12))
    assert dict(before) == {passage: pytest.approx(score, rel=0.02) for passage, score in after.items()}


def test_questions_go_on_while_a_generation_is_made(filled: Desk) -> None:
    """None of them misses anything."""
    filled.indexes._start()
    while filled.indexes._making.is_alive():
        assert set(by_words(filled, "rope twine")) == BOTH

    assert set(by_words(filled, "rope twine")) == BOTH


def test_another_model_is_refused(filled: Desk) -> None:
    """With both named."""
    with pytest.raises(IndexMismatch, match="fake sha256:0"):
        check_made_with(filled.catalogue, "other sha256:1")


def test_vectors_keep_their_precision(filled: Desk) -> None:
    """A passage is nearest to itself, at a cosine of one."""
    vector = FakeEmbedder().embed(["Rope holds ships."])[0]

    [(found, score)] = filled.indexes.by_meaning(vector, 1)

    assert found == "a@1#0"
    assert np.isclose(score, 1, atol=1e-5)


def test_an_index_folder_that_cannot_be_read_is_one_sentence(tmp_path: Path, desk: Callable[..., Desk]) -> None:
    """A file stands where the folder should be."""
    opened = desk()
    opened.close()
    shutil.rmtree(tmp_path / "data" / "index")
    (tmp_path / "data" / "index").write_text("")

    with pytest.raises(DataFolderError, match="cannot be opened"):
        Indexes(tmp_path / "data", opened.catalogue)
