"""Brings a catalogue to the tables of today: a new file, or one that an older program made.

A new version is a module in `migrations/versions` and its number in `VERSIONS`. Alembic is imported only where there
is something to do: once for each folder and version.
"""

import sqlite3
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Engine

from core.errors import DataFolderError

VERSIONS = ("0001", "0002", "0003", "0004")
SCRIPTS = Path(__file__).parent / "migrations"
BEFORE_ALEMBIC, SINCE_ALEMBIC = 1, 2
"""Values of `PRAGMA user_version`; a program from before Alembic refuses the second."""


def bring_to_head(
    engine: Engine, folder: Path, *, scripts: Path = SCRIPTS, versions: tuple[str, ...] = VERSIONS
) -> None:
    """Migrate where needed, in one transaction; `DataFolderError` for what is not ours or newer than we are."""
    with engine.connect() as connection:
        if version_of(_driver(connection), folder, versions) == versions[-1]:
            return
    with engine.begin() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # else the driver commits each change of a table by itself
        known = version_of(_driver(connection), folder, versions)
        _migrate(connection, scripts, adopted=known if _is_before_alembic(_driver(connection)) else None)


def version_of(connection: sqlite3.Connection, where: Path, versions: tuple[str, ...] = VERSIONS) -> str | None:
    """The version of the tables in a file, None if it has none; `DataFolderError` for tables that we do not know."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        return None
    if "alembic_version" in tables:
        version = str(connection.execute("SELECT max(version_num) FROM alembic_version").fetchone()[0])
    else:
        version = versions[0] if "revisions" in tables and _is_before_alembic(connection) else ""
    if version not in versions:
        raise DataFolderError(f"{where} was made by another version of this program; update it or choose another.")
    return version


def _is_before_alembic(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA user_version").fetchone()[0] == BEFORE_ALEMBIC)


def _migrate(connection: Connection, scripts: Path, *, adopted: str | None) -> None:
    """Run what is missing; tables from before Alembic are `adopted` as the version that they are."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    if adopted:
        command.stamp(config, adopted)
    command.upgrade(config, "head")
    connection.exec_driver_sql(f"PRAGMA user_version = {SINCE_ALEMBIC}")


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.connection.driver_connection)
