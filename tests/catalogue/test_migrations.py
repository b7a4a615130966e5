"""How a catalogue comes to the tables of today: from nothing, from an older program, or not at all."""

import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, exc

from catalogue.catalogue import open_catalogue
from catalogue.engine import FILE
from catalogue.migrate import SCRIPTS, VERSIONS, bring_to_head
from catalogue.schema import metadata
from core.articles import NewRevision
from core.errors import DataFolderError
from tests.fakes import lamps, make_live, stored

# The tables and two rows as the program from before Alembic wrote them.
BEFORE_ALEMBIC = """
PRAGMA journal_mode = WAL;
CREATE TABLE revisions (article_id VARCHAR NOT NULL, revision INTEGER NOT NULL, state VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL, dateline DATE, metadata JSON NOT NULL, text VARCHAR NOT NULL, origin VARCHAR,
    PRIMARY KEY (article_id, revision));
CREATE INDEX ix_revisions_dateline ON revisions (dateline);
CREATE INDEX ix_revisions_state ON revisions (state);
CREATE TABLE passages (id VARCHAR NOT NULL, article_id VARCHAR NOT NULL, revision INTEGER NOT NULL,
    number INTEGER NOT NULL, header VARCHAR NOT NULL, sentences JSON NOT NULL, vector BLOB NOT NULL,
    sentence_vectors BLOB NOT NULL, PRIMARY KEY (id));
CREATE INDEX ix_passages_article_id ON passages (article_id);
CREATE TABLE questions (answer_id VARCHAR NOT NULL, asked_at DATETIME NOT NULL, answer JSON NOT NULL,
    PRIMARY KEY (answer_id));
CREATE INDEX ix_questions_asked_at ON questions (asked_at);
CREATE TABLE notes (name VARCHAR NOT NULL, value VARCHAR NOT NULL, PRIMARY KEY (name));
INSERT INTO notes VALUES ('made_with', 'fake sha256:0, splitter-1');
INSERT INTO passages VALUES ('old@1#0', 'old', 1, 0, '', '[[0, 14]]', zeroblob(128), zeroblob(128));
INSERT INTO revisions VALUES ('old', 1, 'live',
    '3b1cc85dacc8dfb386713dfdca40326631c1a95d56cfc9583178e04ce317e5af',
    '2021-03-04', '{"title": null, "publisher": null, "author": null,
    "published": null, "dateline": "2021-03-04", "url": null, "sources": [], "companies": [], "topics": [],
    "facts": []}', 'Lamps are lit.', NULL);
PRAGMA user_version = 1;
"""
# What version 0002 added to the tables of before Alembic.
TO_0002 = """
ALTER TABLE passages ADD COLUMN checksum INTEGER;
ALTER TABLE revisions ADD COLUMN signature BLOB;
ALTER TABLE revisions ADD COLUMN group_id VARCHAR;
CREATE INDEX ix_revisions_group_id ON revisions (group_id);
UPDATE notes SET value = 'fake sha256:0, 32 dimensions, splitter-1, cleaner-1';
UPDATE revisions SET signature = x'00ff', group_id = 'older', origin = '/a.md';
INSERT INTO questions VALUES ('a_1', '2026-11-23 00:00:00.000000', '{"id": "a_1"}');
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
INSERT INTO alembic_version VALUES ('0002');
PRAGMA user_version = 2;
"""

NEXT = f"{int(VERSIONS[-1]) + 1:04}"
FAILING = f'''
"""Changes a table and a row, and then fails."""
from alembic import op

revision = "{NEXT}"
down_revision = "{VERSIONS[-1]}"


def upgrade():
    op.execute("ALTER TABLE notes ADD COLUMN colour VARCHAR")
    op.execute("CREATE TABLE lamps (id INTEGER)")
    op.execute("UPDATE notes SET value = 'lost'")
    op.execute("DROP TABLE questions")
    raise ZeroDivisionError
'''


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """On the catalogue's file in `tmp_path`."""
    made = create_engine(f"sqlite:///{tmp_path / FILE}")
    yield made
    made.dispose()


def write_old(folder: Path) -> None:
    with closing(sqlite3.connect(folder / FILE)) as connection:
        connection.executescript(BEFORE_ALEMBIC)


def dump(folder: Path) -> list[str]:
    """Tables and rows as SQL, and what the file says of its version."""
    with closing(sqlite3.connect(folder / FILE)) as connection:
        return [*connection.iterdump(), str(connection.execute("PRAGMA user_version").fetchone())]


def set_version(folder: Path, version: str) -> None:
    with closing(sqlite3.connect(folder / FILE)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))


def test_every_version_is_known_by_its_number() -> None:
    """In the order in which they follow each other."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))

    scripts = list(ScriptDirectory.from_config(config).walk_revisions())

    assert tuple(script.revision for script in reversed(scripts)) == VERSIONS


def test_migrations_make_the_tables_of_the_schema(tmp_path: Path, engine: Engine) -> None:
    """Column for column, index for index."""
    open_catalogue(tmp_path).close()

    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_folder_from_before_alembic_is_adopted(tmp_path: Path, engine: Engine) -> None:
    """What is in it stays, and its tables become those of a new folder."""
    write_old(tmp_path)

    opened = open_catalogue(tmp_path)
    found, made_with = opened.article("old"), opened.noted("made_with")
    make_live(opened, lamps())
    opened.close()

    assert (found.text, made_with) == ("Lamps are lit.", "fake sha256:0, 32 dimensions, splitter-1, cleaner-1")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == VERSIONS[-1]


def test_a_folder_from_before_registers_keeps_everything(tmp_path: Path, engine: Engine) -> None:
    """Row for row; what is new are tables, empty, for a register and for feedback."""
    write_old(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.executescript(TO_0002)
    before = dump(tmp_path)

    opened = open_catalogue(tmp_path)
    found, after = opened.registers(), dump(tmp_path)
    opened.put_register("/in", "digest", b"{}", np.zeros((1, 32)))
    opened.close()

    new = [line for line in after if line not in before]
    assert [line for line in before if line not in after] == ["INSERT INTO \"alembic_version\" VALUES('0002');"]
    assert [line.split("(")[0].strip() for line in new] == [
        'INSERT INTO "alembic_version" VALUES',
        "CREATE TABLE feedback",
        "CREATE TABLE registers",
    ]
    assert found == []
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_program_from_before_alembic_refuses_a_migrated_folder(tmp_path: Path) -> None:
    """It looks for user_version 1."""
    write_old(tmp_path)

    open_catalogue(tmp_path).close()

    assert dump(tmp_path)[-1] == "(2,)"


def test_a_failed_migration_changes_nothing(tmp_path: Path, engine: Engine) -> None:
    """Neither its own half nor the version before it that went through; the next try can do it all."""
    scripts = tmp_path / "scripts"
    shutil.copytree(SCRIPTS, scripts)
    (scripts / "versions" / f"v{NEXT}_failing.py").write_text(FAILING, encoding="utf-8")
    write_old(tmp_path)
    before = dump(tmp_path)

    with pytest.raises(ZeroDivisionError):
        bring_to_head(engine, tmp_path, scripts=scripts, versions=(*VERSIONS, NEXT))

    assert dump(tmp_path) == before
    bring_to_head(engine, tmp_path)
    assert dump(tmp_path) != before


def test_a_migration_that_sqlite_refuses_changes_nothing(tmp_path: Path) -> None:
    """Such as one that finds its column there already; one sentence says so."""
    write_old(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.execute("ALTER TABLE revisions ADD COLUMN group_id VARCHAR")
    before = dump(tmp_path)

    with pytest.raises(DataFolderError, match=r"\(duplicate column name: group_id\)"):
        open_catalogue(tmp_path)

    assert dump(tmp_path) == before


def test_a_new_folder_that_cannot_be_made_stays_empty(tmp_path: Path, engine: Engine) -> None:
    """The tables come all together or not at all."""
    scripts = tmp_path / "scripts"
    shutil.copytree(SCRIPTS, scripts)
    (scripts / "versions" / f"v{NEXT}_failing.py").write_text(FAILING, encoding="utf-8")

    with pytest.raises(ZeroDivisionError):
        bring_to_head(engine, tmp_path, scripts=scripts, versions=(*VERSIONS, NEXT))

    assert dump(tmp_path) == ["BEGIN TRANSACTION;", "COMMIT;", "(0,)"]


@pytest.mark.parametrize("version", [NEXT, "9999", "of another program"])
def test_a_folder_of_a_newer_program_is_refused(tmp_path: Path, version: str) -> None:
    """In one sentence, and unchanged."""
    open_catalogue(tmp_path).close()
    set_version(tmp_path, version)
    before = dump(tmp_path)

    with pytest.raises(DataFolderError, match=r"was made by another version of this program; update it or choose"):
        open_catalogue(tmp_path)

    assert dump(tmp_path) == before


def test_a_file_with_the_tables_of_another_program_is_refused(tmp_path: Path) -> None:
    """It gets none of ours."""
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.execute("CREATE TABLE cookies (name TEXT)")

    with pytest.raises(DataFolderError, match="was made by another version"):
        open_catalogue(tmp_path)

    assert not any("revisions" in line for line in dump(tmp_path))


def test_a_folder_at_head_opens_without_alembic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Importing it takes longer than all else that opening does."""
    open_catalogue(tmp_path).close()
    monkeypatch.setitem(sys.modules, "alembic", None)  # as if it were not installed

    open_catalogue(tmp_path).close()

    (tmp_path / "new").mkdir()
    with pytest.raises(ImportError):
        open_catalogue(tmp_path / "new")


def test_a_migration_waits_for_nobody_forever(tmp_path: Path) -> None:
    """Not for somebody who goes on writing."""
    write_old(tmp_path)
    impatient = create_engine(f"sqlite:///{tmp_path / FILE}", connect_args={"timeout": 0.01})

    with closing(sqlite3.connect(tmp_path / FILE)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(exc.OperationalError, match="locked"):
            bring_to_head(impatient, tmp_path)
    impatient.dispose()


def test_a_reprint_knows_its_article(tmp_path: Path) -> None:
    """Only the live revision counts, and what is no reprint has none."""
    catalogue = open_catalogue(tmp_path)
    make_live(catalogue, lamps(id="original"))

    catalogue.add([NewRevision(tuple(stored(lamps(id="reprint"))), group_id="original")])

    assert (catalogue.group_of("reprint"), catalogue.group_of("original")) == ("original", None)
    make_live(catalogue, lamps(id="reprint", revision=2, text="Now in its own words."))
    assert catalogue.group_of("reprint") is None
    catalogue.close()


def test_signatures_are_those_of_live_revisions(tmp_path: Path) -> None:
    """Not of superseded ones, nor of those that have none."""
    catalogue = open_catalogue(tmp_path)
    for name, revision, signature in (("b", 1, b"\x00old"), ("b", 2, b"\x00new"), ("a", 1, b"a"), ("none", 1, None)):
        catalogue.add([NewRevision(tuple(stored(lamps(id=name, revision=revision))), signature=signature)])

    found = catalogue.signatures()
    catalogue.close()

    assert found == [("a", b"a"), ("b", b"\x00new")]
