"""Backup and restore from the terminal: with and without a server, and what is said when they cannot run."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

import cli
from catalogue import ownership
from tests.fakes import FakeEmbedder, write_article
from tests.test_cli import Ran

Terminal = Callable[..., Ran]
ASKED = "What did Lumenor stop selling to lighthouses?"


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that a command embeds, with an embedder that is there at once."""
    fake = FakeEmbedder()
    monkeypatch.setattr("vectorstore.embedder.open_embedder", lambda *_: fake)
    return fake.embedded


@pytest.fixture
def terminal(tmp_path: Path, embedded: list[str], capsys: pytest.CaptureFixture[str]) -> Terminal:
    """Runs a command on `tmp_path/data`, which holds one article, unless another folder is given."""

    def run(*arguments: str, data: str = "data") -> Ran:
        with pytest.raises(SystemExit) as ended:
            cli.main([*arguments, "--data", str(tmp_path / data)])
        printed = capsys.readouterr()
        return Ran(int(ended.value.code or 0), printed.out, printed.err)

    write_article(tmp_path / "in", "lumenor.md")
    assert run("ingest", str(tmp_path / "in")).code == 0
    return run


def test_a_backup_is_restored_with_nothing_embedded(terminal: Terminal, tmp_path: Path, embedded: list[str]) -> None:
    """The new folder has the same articles and gives the same answer."""
    answer = terminal("ask", ASKED, "--json").json
    articles = terminal("articles", "--json").out

    made = terminal("backup", str(tmp_path / "copy.sqlite"))
    embedded.clear()
    restored = terminal("restore", str(tmp_path / "copy.sqlite"), data="new")

    size = f"{(tmp_path / 'copy.sqlite').stat().st_size / 1e6:.1f} MB"
    assert made == Ran(0, f"wrote {tmp_path / 'copy.sqlite'}: 1 article, 1 passage, {size}\n", "")
    assert restored == Ran(0, f"restored 1 article, 1 passage, {size}\n", "")
    assert terminal("articles", "--json", data="new").out == articles
    assert embedded == []
    assert terminal("ask", ASKED, "--json", data="new").json["citations"] == answer["citations"] != []


def test_a_restore_says_where_it_keeps_what_was_there(terminal: Terminal, tmp_path: Path) -> None:
    """And that file can be restored in turn."""
    terminal("backup", str(tmp_path / "copy.sqlite"))
    write_article(tmp_path / "more", "late.md", "Brightly sells ropes.")
    terminal("ingest", str(tmp_path / "more"))

    first = terminal("restore", str(tmp_path / "copy.sqlite"), "--replace")
    back = names(terminal)
    kept = first.out.strip().rpartition(" is kept in ")[2]
    terminal("restore", kept, "--replace")

    assert (first.code, back) == (0, ["lumenor"])
    assert names(terminal) == ["late", "lumenor"]


def names(terminal: Terminal) -> list[str]:
    return sorted(article["id"] for article in json.loads(terminal("articles", "--json").out))


def test_a_backup_needs_no_lock_and_a_restore_does(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As while a server owns the folder."""
    monkeypatch.setattr(ownership, "PATIENCE_SECONDS", 0.1)
    file = str(tmp_path / "copy.sqlite")

    with FileLock(tmp_path / "data" / ownership.LOCK):
        made = terminal("backup", file)
        refused = terminal("restore", file, "--replace")

    folder = tmp_path / "data"
    said = f"The data folder {folder} is in use by another process; stop it or choose another --data.\n"
    assert made.code == 0
    assert refused == Ran(2, "", said)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["backup", "in/lumenor.md"], "lumenor.md is there already; choose another file, or delete it first."),
        (["backup", "nowhere/copy.sqlite"], "cannot be written (no such file or directory); choose another file."),
        (["restore", "missing"], "missing cannot be restored (unable to open database file); give another backup."),
        (["restore", "in/lumenor.md"], "lumenor.md cannot be restored (file is not a database); give another backup."),
        (["restore", "data/catalogue.sqlite"], "data holds articles; add --replace, which keeps them in a file there,"),
    ],
)
def test_what_cannot_run_is_one_line_and_changes_nothing(
    terminal: Terminal, tmp_path: Path, arguments: list[str], said: str
) -> None:
    """On stderr, with exit code 2."""
    command, file = arguments

    ran = terminal(command, str(tmp_path / file))

    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err
    assert names(terminal) == ["lumenor"]


def test_a_damaged_backup_makes_no_folder(terminal: Terminal, tmp_path: Path) -> None:
    """It is looked at first."""
    terminal("backup", str(tmp_path / "copy.sqlite"))
    with (tmp_path / "copy.sqlite").open("r+b") as file:
        file.truncate(5000)

    ran = terminal("restore", str(tmp_path / "copy.sqlite"), data="new")

    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "give another backup" in ran.err
    assert not (tmp_path / "new").exists()


def test_a_folder_with_nothing_in_it_is_not_backed_up(terminal: Terminal, tmp_path: Path) -> None:
    """One sentence, and no folder is made."""
    ran = terminal("backup", str(tmp_path / "copy.sqlite"), data="new")

    assert ran == Ran(2, "", f"There is no catalogue in {tmp_path / 'new'}; choose another --data.\n")
    assert not (tmp_path / "new").exists()
