"""Looking after the indexes from the terminal."""

from collections.abc import Callable
from pathlib import Path

import pytest

import cli
from tests.fakes import write_article
from tests.test_cli import BRIGHTLY, LUMENOR, Ran
from vectorstore.dense import LIVE, SEALED
from vectorstore.embedder import OnnxEmbedder

Terminal = Callable[..., Ran]


@pytest.fixture
def terminal(
    tmp_path: Path, embedder: OnnxEmbedder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """Runs a command on a folder that holds two invented articles."""
    monkeypatch.setattr("vectorstore.embedder.open_embedder", lambda *_: embedder)

    def run(*arguments: str) -> Ran:
        with pytest.raises(SystemExit) as ended:
            cli.main([*arguments, "--data", str(tmp_path / "data")])
        printed = capsys.readouterr()
        return Ran(int(ended.value.code or 0), printed.out, printed.err)

    for name, text in (("lumenor", LUMENOR), ("brightly", BRIGHTLY)):
        write_article(tmp_path / "in", f"{name}.md", text, id=name)
    assert run("ingest", str(tmp_path / "in")).code == 0
    return run


def test_status_of_a_sound_index(terminal: Terminal):
    """Counted by ids, and found when asked for."""
    ran = terminal("index")

    assert ran.code == 0, ran.out + ran.err
    assert "2 passages may answer" in ran.out
    assert "0 missing, 0 too many, 2 of 2 found" in ran.out


def test_status_as_json(terminal: Terminal):
    """With whether it is sound."""
    status = terminal("index", "status", "--json").json

    assert status["is_sound"] is True
    assert (status["passages"], status["in_generation"]) == (2, 2)


def test_damage_mends_itself_at_the_next_start(terminal: Terminal, tmp_path: Path):
    """The catalogue has everything."""
    for path in (tmp_path / "data" / "index").rglob("*.bin"):
        path.write_bytes(b"")

    ran = terminal("index", "status", "--json")

    assert ran.code == 0
    assert ran.json["found"] == ran.json["asked"]


def test_rebuild_makes_a_new_generation(terminal: Terminal, tmp_path: Path):
    """In place of the one that there was."""
    before = sorted(path.name for path in (tmp_path / "data" / "index").iterdir())

    ran = terminal("index", "rebuild")

    after = sorted(path.name for path in (tmp_path / "data" / "index").iterdir())
    assert ran.code == 0
    assert len(after) == 1
    assert after > before


def test_files_that_only_chroma_changes_are_not_damage(terminal: Terminal, tmp_path: Path):
    """Its live file starts from the sealed one each time."""
    (sealed,) = (tmp_path / "data" / "index").rglob(SEALED)
    sealed.with_name(LIVE).write_bytes(b"")

    assert terminal("index").code == 0


def test_another_action_is_refused(terminal: Terminal):
    """With those that there are."""
    ran = terminal("index", "mend")

    assert ran.code == 2
    assert "index rebuild" in ran.err
